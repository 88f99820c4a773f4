//! The filter of the list: the grammar of [`wire::Filter`], on the events that are here.
//!
//! The relay finds the same by the same grammar. What the page cannot read itself (the rest of a
//! long body, a compressed one, how an event was delivered), it asks the relay for.

use std::sync::Arc;

use wire::{
    BadFilter, Body, Condition, Event, Filter, Seq, SignatureState, Term, Timestamp, body_value_is,
    json_unescaped, percent_decoded,
};

pub use self::text::{Needle, marked};

mod text;

/// A filter, ready to be asked of many events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matcher {
    /// Whether it must not be so, and what.
    terms: Vec<(bool, Wanted)>,
    /// Why the rest of it is not applied.
    error: Option<BadFilter>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    Text(Needle),
    Method(String),
    Path(Needle),
    Header(String, Option<Needle>),
    Body(Vec<String>, String),
    Provider(String),
    Event(String),
    Signature(SignatureState),
    Pinned,
    After(Timestamp),
    /// How it was delivered, which the relay alone knows.
    Delivery,
}

/// What the relay found by a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The filter.
    pub filter: String,
    /// The positions found, rising.
    pub seqs: Vec<Seq>,
    /// The last position that was here when it was asked: of newer events it does not say all.
    pub head: Seq,
}

impl Matcher {
    /// The filter that a text is. Of one that cannot be read, the terms before that.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let error = text.parse::<Filter>().err();
        let read = Filter::written(text).into_iter().filter_map(|term| term.parse::<Filter>().ok());
        let terms =
            read.flat_map(|filter| filter.terms).map(|Term { not, condition }| match condition {
                Condition::Text(text) => (not, Wanted::Text(Needle::of(&text))),
                Condition::Method(method) => (not, Wanted::Method(method)),
                Condition::Path(path) => (not, Wanted::Path(Needle::of(&path))),
                Condition::Header(name, value) => {
                    (not, Wanted::Header(name, value.map(|value| Needle::of(&value))))
                }
                Condition::Body(names, value) => (not, Wanted::Body(names, value)),
                Condition::Provider(name) => (not, Wanted::Provider(name)),
                Condition::Event(name) => (not, Wanted::Event(name)),
                Condition::Signature(state) => (not, Wanted::Signature(state)),
                Condition::Delivery(_) => (not, Wanted::Delivery),
                Condition::Pinned(pinned) => (not == pinned, Wanted::Pinned),
                Condition::After(time) => (not, Wanted::After(time)),
                Condition::Before(time) => (!not, Wanted::After(time)),
            });
        Self { terms: terms.collect(), error }
    }

    /// Why it cannot be read whole.
    #[must_use]
    pub fn error(&self) -> Option<&BadFilter> {
        self.error.as_ref()
    }

    /// True when it finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The texts that are looked for, to be marked where they are found.
    pub fn texts(&self) -> impl Iterator<Item = &Needle> {
        self.terms.iter().filter_map(|(not, wanted)| match wanted {
            Wanted::Text(text) | Wanted::Path(text) if !not => Some(text),
            _ => None,
        })
    }

    /// True when the page cannot say by itself whether it finds an event.
    #[must_use]
    pub fn asks_relay_about(&self, event: &Event) -> bool {
        let is_of_body =
            |(_, wanted): &(bool, Wanted)| matches!(wanted, Wanted::Text(_) | Wanted::Body(..));
        self.is_of_delivery() || (is_unreadable(event) && self.terms.iter().any(is_of_body))
    }

    /// True when one of the events after a position is such an event; they rise by position.
    pub fn asks_relay_after<'a>(
        &self,
        events: impl DoubleEndedIterator<Item = &'a Arc<Event>>,
        after: Seq,
    ) -> bool {
        let mut newer = events.rev().take_while(|event| event.seq > after);
        newer.any(|event| self.asks_relay_about(event))
    }

    /// Whether it finds an event, by what is here of it, and by what the relay found.
    #[must_use]
    pub fn finds(&self, event: &Event, found: Option<&Found>) -> bool {
        match found.filter(|_| self.asks_relay_about(event)) {
            Some(found) if found.seqs.binary_search(&event.seq).is_ok() => true,
            // It came after the question: what is here of it says so, until the relay does. How it
            // was delivered, nothing here does.
            Some(found) if event.seq > found.head && !self.is_of_delivery() => self.holds(event),
            Some(_) => false,
            None => self.holds(event),
        }
    }

    fn is_of_delivery(&self) -> bool {
        self.terms.iter().any(|(_, wanted)| *wanted == Wanted::Delivery)
    }

    fn holds(&self, event: &Event) -> bool {
        self.terms.iter().all(|(not, wanted)| holds(wanted, event) != *not)
    }
}

/// The page holds only a part of its body, or one that it does not decode.
fn is_unreadable(event: &Event) -> bool {
    let is_odd = |name: &str, plain: &str| {
        event.header(name).is_some_and(|value| !value.trim().eq_ignore_ascii_case(plain))
    };
    event.is_preview()
        || is_odd("content-encoding", "identity")
        || event.header("content-type").is_some_and(has_other_charset)
        || matches!(&event.body, Body::Bytes(bytes) if !bytes.is_empty())
}

/// A content type that says another charset than UTF-8.
fn has_other_charset(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    let charset = kind.split(';').find_map(|part| part.trim().strip_prefix("charset="));
    charset
        .is_some_and(|charset| !matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii"))
}

fn holds(wanted: &Wanted, event: &Event) -> bool {
    let is = |text: &Option<String>, wanted: &str| {
        text.as_ref().is_some_and(|text| text.eq_ignore_ascii_case(wanted))
    };
    match wanted {
        Wanted::Text(text) => has_text(event, text),
        Wanted::Method(method) => event.method.eq_ignore_ascii_case(method),
        Wanted::Path(path) => path.is_in(&event.path),
        Wanted::Header(name, part) => event.headers.0.iter().any(|(other, value)| {
            let has = |part: &Needle| part.is_in(&String::from_utf8_lossy(value.as_bytes()));
            other.eq_ignore_ascii_case(name) && part.as_ref().is_none_or(has)
        }),
        Wanted::Body(names, value) => {
            let text = event.body.as_text();
            // Most bodies do not have the name at all: to read them would take longer. It may be
            // written with escapes, and of an item of a list it is a number.
            let may_have = |text: &str| {
                names
                    .last()
                    .is_some_and(|name| text.contains(&**name) || name.parse::<usize>().is_ok())
                    || text.contains(['\\', '%', '+'])
            };
            text.is_some_and(|text| may_have(text) && body_value_is(text, names, value))
        }
        Wanted::Provider(name) => is(&event.provider, name),
        Wanted::Event(name) => is(&event.event, name),
        Wanted::Signature(state) => {
            let found = event.signature.as_ref().map(|found| found.valid);
            *state
                == match found {
                    Some(true) => SignatureState::Valid,
                    Some(false) => SignatureState::Invalid,
                    None => SignatureState::None,
                }
        }
        Wanted::Pinned => event.pinned,
        Wanted::After(time) => event.received_at >= *time,
        // Until the relay has answered, nothing is hidden.
        Wanted::Delivery => true,
    }
}

/// True when a text is in what was received, or in what is shown of it.
fn has_text(event: &Event, text: &Needle) -> bool {
    let has = |part: &str| text.is_in(part);
    let has_bytes = |part: Vec<u8>| String::from_utf8(part).is_ok_and(|part| text.is_in(&part));
    let shown = || {
        let name = [&event.provider, &event.event, &event.summary];
        let parts: Vec<&str> = name.into_iter().flatten().map(String::as_str).collect();
        !parts.is_empty() && has(&parts.join(" "))
    };
    let body = event.body.as_text().unwrap_or_default();
    let is_form =
        || event.header("content-type").is_some_and(|kind| kind.contains("form-urlencoded"));
    has(&event.method)
        || has(&event.path)
        || event.query.as_deref().is_some_and(has)
        || event.note.as_deref().is_some_and(has)
        || has(body)
        || shown()
        || event.headers.0.iter().any(|(name, value)| {
            let value = std::str::from_utf8(value.as_bytes()).unwrap_or_default();
            has(name) || has(value) || (text.has_colon() && has(&format!("{name}: {value}")))
        })
        || percent_decoded(event.path.as_bytes(), false).is_some_and(has_bytes)
        || event
            .query
            .as_ref()
            .and_then(|q| percent_decoded(q.as_bytes(), true))
            .is_some_and(has_bytes)
        || match is_form() {
            true => percent_decoded(body.as_bytes(), true).is_some_and(has_bytes),
            false => json_unescaped(body.as_bytes()).is_some_and(has_bytes),
        }
}

#[cfg(test)]
mod tests;
