//! Chips of the filter: a term of it with one key, set and taken away by a click.

use wire::{Event, Filter};

/// Most values that a chip offers.
const MOST: usize = 40;

/// A chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The method.
    Method,
    /// Who sent it.
    Provider,
    /// What the provider calls it.
    Event,
    /// Whether its signature holds.
    Signature,
    /// How it was delivered.
    Delivery,
    /// When it was received.
    Time,
}

impl Facet {
    /// In the order shown.
    pub const ALL: [Self; 6] =
        [Self::Method, Self::Provider, Self::Event, Self::Signature, Self::Delivery, Self::Time];

    /// Its key in a filter.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Provider => "provider",
            Self::Event => "event",
            Self::Signature => "signature",
            Self::Delivery => "delivery",
            Self::Time => "after",
        }
    }

    /// The values that these events have, or may have; none of the time, which goes on.
    #[must_use]
    pub fn values<'e>(self, events: impl Iterator<Item = &'e Event>) -> Vec<String> {
        let fixed = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let of = |event: &'e Event| match self {
            Self::Method => Some(&event.method),
            Self::Provider => event.provider.as_ref(),
            Self::Event => event.event.as_ref(),
            _ => None,
        };
        match self {
            Self::Signature => fixed(&["valid", "invalid", "none"]),
            Self::Delivery => fixed(&["ok", "waiting", "failed", "dead"]),
            Self::Time => Vec::new(),
            Self::Method | Self::Provider | Self::Event => {
                let mut values = Vec::<String>::new();
                for value in events.filter_map(of) {
                    // A quotation mark cannot be written in a filter.
                    if !value.contains('"')
                        && values.len() < MOST
                        && let Err(place) = values.binary_search(value)
                    {
                        values.insert(place, value.clone());
                    }
                }
                values
            }
        }
    }
}

/// The value of a key in a filter, without quotation marks. `None` when it is not in it, or turned
/// around.
#[must_use]
pub fn value_of<'t>(filter: &'t str, key: &str) -> Option<&'t str> {
    let value = |term: &'t str| term.strip_prefix(key)?.strip_prefix(':');
    Filter::written(filter).into_iter().find_map(value).map(|value| value.trim_matches('"'))
}

/// The filter with another value for a key, or without it. Words stay as they are written.
#[must_use]
pub fn with_value(filter: &str, key: &str, value: Option<&str>) -> String {
    let is_of_key = |term: &str| {
        let term = term.strip_prefix('-').unwrap_or(term);
        term.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
    };
    let terms = Filter::written(filter);
    // What cannot be read yet is what is being typed.
    let unread = terms.last().map_or(filter, |last| {
        let end = last.as_ptr() as usize - filter.as_ptr() as usize + last.len();
        &filter[end..]
    });
    let mut kept: Vec<String> =
        terms.iter().filter(|term| !is_of_key(term)).map(|term| (*term).to_owned()).collect();
    let unread = unread.trim();
    if !unread.is_empty() && !is_of_key(unread) {
        kept.push(unread.to_owned());
    }
    kept.extend(value.map(|value| match value.contains(char::is_whitespace) {
        true => format!("{key}:\"{value}\""),
        false => format!("{key}:{value}"),
    }));
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_sets_its_term_and_leaves_the_words() {
        for (filter, key, value, after) in [
            ("", "method", Some("POST"), "method:POST"),
            ("caneca  azul", "method", Some("PUT"), "caneca azul method:PUT"),
            ("a method:POST \"b c\"", "method", Some("PUT"), "a \"b c\" method:PUT"),
            ("a -method:POST b", "method", None, "a b"),
            ("event:push x", "event", Some("Push Hook"), "x event:\"Push Hook\""),
            ("a provider:", "provider", Some("github"), "a provider:github"),
            ("a nokey:x", "pinned", Some("yes"), "a nokey:x pinned:yes"),
        ] {
            assert_eq!(with_value(filter, key, value), after, "{filter}");
        }
        assert_eq!(value_of("a event:\"Push Hook\"", "event"), Some("Push Hook"));
        assert_eq!(value_of("a -event:x", "event"), None);
        assert_eq!(value_of("events:x", "event"), None);
    }
}
