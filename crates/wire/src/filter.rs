//! Which events are looked for: one grammar for the page, the interface and the command line.
//!
//! Terms are separated by spaces, and an event is found when all of them hold:
//!
//! | Term | Holds for |
//! |---|---|
//! | `word`, `"two words"` | what has it in method, path, query, headers or body, whatever its case |
//! | `method:POST` | this method |
//! | `path:/orders` | what has this in its path |
//! | `header:name`, `header:name=text` | what has such a header, with this in its value |
//! | `provider:github` | what this provider sent |
//! | `event:push` | what its provider calls so |
//! | `body.data.id=42` | what has this value at this place of its body, JSON or form |
//! | `signature:valid` | `valid`, `invalid`, or `none` for what could not be checked |
//! | `delivery:dead` | `ok`, `failed` or `dead` by the last attempt; `waiting` for a consumer |
//! | `pinned:yes` | `yes` or `no` |
//! | `after:2026-11-28T16:20`, `before:2026-11-28` | what was received from then on, or before; UTC |
//!
//! `-` before a term turns it around. A value with spaces is quoted: `path:"/a b"`.
//!
//! The names of a place are separated by dots, and an item of a list is named by its number:
//! `body.items.0.id`. [`crate::body_value_is`] says when it has a value.

use std::str::FromStr;

use crate::{BadFilter, Timestamp};

/// What is looked for. The default, of an empty text, is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// All of these must hold.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// It must not hold.
    pub not: bool,
    /// What it asks.
    pub condition: Condition,
}

/// What a term asks of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// This text is somewhere in it.
    Text(String),
    /// It has this method, whatever the case.
    Method(String),
    /// This is in its path, whatever the case.
    Path(String),
    /// It has a header of this name (lower case), with this in its value, whatever the case.
    Header(String, Option<String>),
    /// This provider sent it. Which ones there are, this crate does not know.
    Provider(String),
    /// Its provider calls it so, whatever the case.
    Event(String),
    /// Its body has this value at the place of these names, exactly.
    Body(Vec<String>, String),
    /// It is signed so.
    Signature(SignatureState),
    /// It was delivered so.
    Delivery(DeliveryState),
    /// It is pinned.
    Pinned(bool),
    /// It was received then, or later.
    After(Timestamp),
    /// It was received earlier.
    Before(Timestamp),
}

/// What became of the check of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureState {
    /// It holds.
    Valid,
    /// It does not.
    Invalid,
    /// There was nothing to check it by.
    None,
}

/// How far an event was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Its last attempt was answered.
    Ok,
    /// A consumer has it before it, and made no attempt yet.
    Waiting,
    /// Its last attempt failed, and it is tried again.
    Failed,
    /// Its last attempt gave it up.
    Dead,
}

/// Most names of a place in a body: each is looked for anew.
pub(crate) const MAX_NAMES: usize = 16;

/// The keys that there are.
pub const FILTER_KEYS: [&str; 10] =
    ["method", "path", "header", "provider", "event", "signature", "delivery", "pinned", "after", "before"];

impl Filter {
    /// The terms as they are written, up to the first that cannot be read.
    #[must_use]
    pub fn written(text: &str) -> Vec<&str> {
        let (mut terms, mut rest) = (Vec::new(), text.trim_start());
        while !rest.is_empty() {
            let Ok((_, after)) = term(rest) else { break };
            terms.push(&rest[..rest.len() - after.len()]);
            rest = after.trim_start();
        }
        terms
    }
}

impl FromStr for Filter {
    type Err = BadFilter;

    fn from_str(text: &str) -> Result<Self, BadFilter> {
        let (mut terms, mut rest) = (Vec::new(), text.trim_start());
        while !rest.is_empty() {
            let (term, after) = term(rest)?;
            terms.push(term);
            rest = after.trim_start();
        }
        Ok(Self { terms })
    }
}

/// Reads a term; returns what comes after it.
fn term(text: &str) -> Result<(Term, &str), BadFilter> {
    let negated = text.strip_prefix('-').filter(|rest| !rest.is_empty() && !rest.starts_with(char::is_whitespace));
    let (condition, after) = condition(negated.unwrap_or(text))?;
    Ok((Term { not: negated.is_some(), condition }, after))
}

/// Reads what a term asks; returns what comes after it.
fn condition(text: &str) -> Result<(Condition, &str), BadFilter> {
    let word = &text[..text.find(char::is_whitespace).unwrap_or(text.len())];
    if let Some((place, _)) = word.strip_prefix("body.").and_then(|rest| rest.split_once('='))
        && !place.contains(['"', ':'])
    {
        return body(place, &text["body.".len() + place.len() + 1..]);
    }
    match word.split_once(':') {
        Some((key, _)) if !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase()) => {
            keyed(key, &text[key.len() + 1..])
        }
        _ => {
            let (text, rest) = value(text, char::is_whitespace)?;
            Ok((Condition::Text(text), rest))
        }
    }
}

/// Reads a term of a place in the body, from behind its `=`.
fn body<'a>(place: &str, text: &'a str) -> Result<(Condition, &'a str), BadFilter> {
    let names: Vec<_> = place.split('.').map(str::to_owned).collect();
    if names.len() > MAX_NAMES || names.iter().any(String::is_empty) {
        return Err(BadFilter::Place(place.into()));
    }
    if text.is_empty() || text.starts_with(char::is_whitespace) {
        return Err(BadFilter::NoValue(format!("body.{place}=")));
    }
    let (value, rest) = value(text, char::is_whitespace)?;
    Ok((Condition::Body(names, value), rest))
}

fn keyed<'a>(key: &str, text: &'a str) -> Result<(Condition, &'a str), BadFilter> {
    if !FILTER_KEYS.contains(&key) {
        return Err(BadFilter::UnknownKey(key.into()));
    }
    if text.is_empty() || text.starts_with(char::is_whitespace) {
        return Err(BadFilter::NoValue(format!("{key}:")));
    }
    let end = |c: char| c.is_whitespace() || (key == "header" && c == '=');
    let (given, rest) = value(text, end)?;
    let one_of = |expected| BadFilter::Value { key: key.into(), value: given.clone(), expected };
    let time = || moment(&given).ok_or_else(|| one_of("a time of UTC, as in 2026-11-28 or 2026-11-28T16:20"));
    let condition = match key {
        "method" => Condition::Method(given),
        "path" => Condition::Path(given),
        "provider" => Condition::Provider(given),
        "event" => Condition::Event(given),
        "signature" => Condition::Signature(match given.as_str() {
            "valid" => SignatureState::Valid,
            "invalid" => SignatureState::Invalid,
            "none" => SignatureState::None,
            _ => return Err(one_of("valid, invalid or none")),
        }),
        "delivery" => Condition::Delivery(match given.as_str() {
            "ok" => DeliveryState::Ok,
            "waiting" => DeliveryState::Waiting,
            "failed" => DeliveryState::Failed,
            "dead" => DeliveryState::Dead,
            _ => return Err(one_of("ok, waiting, failed or dead")),
        }),
        "pinned" => Condition::Pinned(match given.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(one_of("yes or no")),
        }),
        "after" => Condition::After(time()?),
        "before" => Condition::Before(time()?),
        // `FILTER_KEYS` has no other.
        _ => {
            let name = given.to_ascii_lowercase();
            let Some(text) = rest.strip_prefix('=') else { return Ok((Condition::Header(name, None), rest)) };
            let (text, rest) = value(text, char::is_whitespace)?;
            return Ok((Condition::Header(name, Some(text)), rest));
        }
    };
    Ok((condition, rest))
}

/// Reads a value, quoted or up to where it ends; returns what comes after it.
fn value(text: &str, end: impl Fn(char) -> bool) -> Result<(String, &str), BadFilter> {
    let (value, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or(BadFilter::NotClosed)?,
        None => text.split_at(text.find(end).unwrap_or(text.len())),
    };
    if value.is_empty() {
        return Err(BadFilter::Empty);
    }
    Ok((value.to_owned(), rest))
}

/// A moment as far as it is written: a day, or a time of it to the minute, second or microsecond.
fn moment(text: &str) -> Option<Timestamp> {
    const START: &str = "0000-00-00T00:00:00.000000";
    let text = text.strip_suffix('Z').unwrap_or(text);
    if !text.is_ascii() || ![10, 16, 19, 26].contains(&text.len()) {
        return None;
    }
    format!("{text}{}Z", &START[text.len()..]).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(bool, Condition)> {
        let filter: Filter = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        filter.terms.into_iter().map(|term| (term.not, term.condition)).collect()
    }

    fn text(text: &str) -> Condition {
        Condition::Text(text.into())
    }

    #[test]
    fn words_phrases_and_what_must_not_be() {
        assert_eq!(read(""), []);
        assert_eq!(read("  \t "), []);
        assert_eq!(read("two  words"), [(false, text("two")), (false, text("words"))]);
        assert_eq!(
            read(r#""two words" -"not this" -word"#),
            [(false, text("two words")), (true, text("not this")), (true, text("word")),]
        );
        // What has a colon and no key before it is a word like any other.
        for word in ["12:30", "{\"id\":1}", "-", ":", "A:b", "::1", "a\"b", "ção:x", "body.png", "body=1", "Body.a=1"]
        {
            assert_eq!(read(word), [(false, text(word))], "{word}");
        }
        assert_eq!(read("--x"), [(true, text("-x"))]);
        assert_eq!(read("a\"b c"), [(false, text("a\"b")), (false, text("c"))]);
    }

    #[test]
    fn every_key_has_its_values() {
        let owned = str::to_owned;
        for (term, condition) in [
            ("method:post", Condition::Method(owned("post"))),
            ("path:/a", Condition::Path(owned("/a"))),
            ("path:\"/a b\"", Condition::Path(owned("/a b"))),
            ("path:a:b", Condition::Path(owned("a:b"))),
            ("header:X-A", Condition::Header(owned("x-a"), None)),
            ("header:x-a=1=2", Condition::Header(owned("x-a"), Some(owned("1=2")))),
            ("header:x-a=\"1 2\"", Condition::Header(owned("x-a"), Some(owned("1 2")))),
            ("provider:github", Condition::Provider(owned("github"))),
            ("event:push", Condition::Event(owned("push"))),
            ("body.id=42", Condition::Body(vec![owned("id")], owned("42"))),
            (
                "body.data.0.User_id=\"a b\"",
                Condition::Body(vec![owned("data"), owned("0"), owned("User_id")], owned("a b")),
            ),
            ("body.a=b=c:d", Condition::Body(vec![owned("a")], owned("b=c:d"))),
            ("signature:valid", Condition::Signature(SignatureState::Valid)),
            ("signature:invalid", Condition::Signature(SignatureState::Invalid)),
            ("signature:none", Condition::Signature(SignatureState::None)),
            ("delivery:ok", Condition::Delivery(DeliveryState::Ok)),
            ("delivery:waiting", Condition::Delivery(DeliveryState::Waiting)),
            ("delivery:failed", Condition::Delivery(DeliveryState::Failed)),
            ("delivery:dead", Condition::Delivery(DeliveryState::Dead)),
            ("pinned:yes", Condition::Pinned(true)),
            ("pinned:no", Condition::Pinned(false)),
            ("after:1970-01-02", Condition::After(Timestamp(86_400_000_000))),
            ("after:1970-01-01T00:01", Condition::After(Timestamp(60_000_000))),
            ("before:1970-01-01T00:00:01Z", Condition::Before(Timestamp(1_000_000))),
            ("before:1970-01-01T00:00:00.000001Z", Condition::Before(Timestamp(1))),
        ] {
            assert_eq!(read(term), [(false, condition.clone())], "{term}");
            assert_eq!(read(&format!("a -{term} b"))[1], (true, condition), "{term}");
        }
    }

    #[test]
    fn terms_are_given_back_as_they_are_written() {
        assert_eq!(
            Filter::written(" a  -method:POST \"b c\" body.x=\"1 2\" nokey:x d"),
            ["a", "-method:POST", "\"b c\"", "body.x=\"1 2\""]
        );
    }

    #[test]
    fn what_cannot_be_read_says_what_there_is() {
        for (bad, says) in [
            ("proivder:github", "method, path, header, provider"),
            ("http://x", "quotes"),
            ("delivery:lost", "ok, waiting, failed or dead"),
            ("-signature:maybe", "valid, invalid or none"),
            ("pinned:true", "yes or no"),
            ("after:yesterday", "2026-11-28"),
            ("before:2026-02-30", "2026-11-28"),
            ("before:2026-2-3", "2026-11-28"),
            ("method:", "method"),
            ("method: POST", "right behind"),
            ("\"open", "not closed"),
            ("path:\"open", "not closed"),
            ("\"\"", "empty"),
            ("header:=x", "empty"),
            ("header:x=", "empty"),
            ("body.a..b=1", "names with dots"),
            ("body.=1", "names with dots"),
            ("body.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1", "up to 16"),
            ("body.a=", "right behind"),
            ("body.a= 1", "right behind"),
            ("body.a=\"1", "not closed"),
        ] {
            let error = bad.parse::<Filter>().unwrap_err().to_string();
            assert!(error.contains(says), "{bad}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}", keyed in "(-?(path:|header:|event:|body.)[\"=. a-z]{0,9} ?){0,4}") {
            for text in [text, keyed] {
                let written = Filter::written(&text);
                if let Ok(filter) = text.parse::<Filter>() {
                    proptest::prop_assert_eq!(written.len(), filter.terms.len());
                }
            }
        }
    }
}
