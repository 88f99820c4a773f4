//! A filter in the grammar of [`wire::Filter`], as a search of the store and conditions on events.

use providers::Provider;
use wire::{Condition, HeaderValue, SignatureState, Term, Timestamp};

use super::super::{Failure, Invalid};
use super::{MAX_QUESTION, MAX_WORDS};
use crate::annotate::{AnnotationContext, Filter, Signed};
use crate::readable;
use gancho_store::{Record, Search};

/// A condition on an event that its store knows nothing of.
pub(super) struct RecordCondition {
    not: bool,
    what: What,
}

enum What {
    Method(String),
    Path(String),
    Header(String, Option<String>),
    Body(Vec<String>, String),
    Pinned,
    After(Timestamp),
    Annotated(Filter),
}

/// Adds to a search what the store looks for; returns the rest.
pub(super) fn filtered(mut search: Search, text: &str) -> Result<(Search, Vec<RecordCondition>), Failure> {
    let filter: wire::Filter = text.parse().map_err(|e: wire::BadFilter| Invalid::Filter(e.to_string()))?;
    if text.len() > MAX_QUESTION || filter.terms.len() > MAX_WORDS {
        return Err(Invalid::FilterTooLong { terms: MAX_WORDS, bytes: MAX_QUESTION }.into());
    }
    let mut conditions = Vec::new();
    for Term { not, condition } in filter.terms {
        let what = match condition {
            Condition::Text(text) if not => {
                search = search.without_text(&text);
                continue;
            }
            Condition::Text(text) => {
                search = search.with_text(&text);
                continue;
            }
            Condition::Delivery(state) => {
                search = search.delivered(not, state);
                continue;
            }
            Condition::Pinned(pinned) => {
                // The few that are pinned are gone to, not searched for.
                match pinned != not {
                    true => search = search.only_pinned(),
                    false => conditions.push(RecordCondition { not: true, what: What::Pinned }),
                }
                continue;
            }
            Condition::Method(method) => What::Method(method),
            Condition::Path(path) => What::Path(path.to_lowercase()),
            Condition::Header(name, value) => What::Header(name, value.map(|value| value.to_lowercase())),
            Condition::After(time) => What::After(time),
            Condition::Before(time) => {
                conditions.push(RecordCondition { not: !not, what: What::After(time) });
                continue;
            }
            Condition::Body(names, value) => What::Body(names, value),
            Condition::Provider(name) => {
                let provider = Provider::from_name(&name).ok_or_else(|| {
                    Invalid::Filter(format!("there is no provider '{name}': it is one of {}", providers()))
                })?;
                What::Annotated(Filter { provider: Some(provider), ..Filter::default() })
            }
            Condition::Event(name) => What::Annotated(Filter { name: Some(name), ..Filter::default() }),
            Condition::Signature(state) => {
                let signature = match state {
                    SignatureState::Valid => Signed::Valid,
                    SignatureState::Invalid => Signed::Invalid,
                    SignatureState::None => Signed::Unchecked,
                };
                What::Annotated(Filter { signature: Some(signature), ..Filter::default() })
            }
        };
        conditions.push(RecordCondition { not, what });
    }
    Ok((search, conditions))
}

/// The names of all providers.
pub(super) fn providers() -> String {
    let names: Vec<_> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    names.join(", ")
}

impl RecordCondition {
    /// Whether it is so of an event, which the record must hold whole.
    pub(super) fn holds(&self, context: &AnnotationContext, record: &Record) -> bool {
        let event = &record.event;
        let is_so = match &self.what {
            What::Method(method) => event.method.eq_ignore_ascii_case(method),
            What::Path(path) => event.path.to_lowercase().contains(path),
            What::Header(name, part) => event.headers.0.iter().any(|(other, value)| {
                let has = |part: &String| text(value).to_lowercase().contains(part);
                other.eq_ignore_ascii_case(name) && part.as_ref().is_none_or(has)
            }),
            What::Body(names, value) => {
                readable::body(event).text().is_some_and(|body| wire::body_value_is(body, names, value))
            }
            What::After(time) => event.received_at >= *time,
            What::Pinned => record.marks.pinned,
            What::Annotated(filter) => context.takes(filter, record),
        };
        is_so != self.not
    }
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}
