//! The filter of the list.

use wire::Event;

/// Number of words from which on no other kind of event is suggested.
const SUGGESTED: usize = 40;

/// The words of a filter, in lower case: an event is found when every one of them matches.
pub(super) fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(|word| word.chars().map(lower).collect()).collect()
}

/// The filter as the relay's own search understands it: text to be contained, and whether only what
/// is pinned. None when some word asks for a kind, in which the page alone takes a part for the
/// whole.
pub fn as_search(filter: &str) -> Option<(String, bool)> {
    let (mut text, mut pinned) = (String::new(), false);
    for word in words(filter) {
        match word.split_once(':') {
            Some(("provider" | "event" | "signature", _)) => return None,
            Some(("pinned", "")) => pinned = true,
            _ => {
                text += &word;
                text.push(' ');
            }
        }
    }
    Some((text, pinned))
}

/// True when method, path, query, a header, the note or the body (its preview) contains the word,
/// whatever the case of its letters; of `provider:`, `event:` and `signature:` when that is what
/// follows, and of `pinned:` when it is.
pub(super) fn matches(event: &Event, word: &str) -> bool {
    let has = |text: &str| contains(text, word);
    let is = |text: Option<&str>, wanted: &str| text.is_some_and(|text| contains(text, wanted));
    match word.split_once(':') {
        Some(("provider", wanted)) => return is(event.provider.as_deref(), wanted),
        Some(("event", wanted)) => return is(event.event.as_deref(), wanted),
        Some(("signature", wanted)) => {
            let found = event
                .signature
                .as_ref()
                .map_or("none", |found| if found.valid { "valid" } else { "invalid" });
            return found.starts_with(wanted);
        }
        Some(("pinned", "")) => return event.pinned,
        _ => {}
    }
    has(&event.method)
        || has(&event.path)
        || event.query.as_deref().is_some_and(has)
        || event.note.as_deref().is_some_and(has)
        || event
            .headers
            .0
            .iter()
            .any(|(name, value)| has(name) || std::str::from_utf8(value.as_bytes()).is_ok_and(has))
        || event.body.as_text().is_some_and(has)
}

/// Words that find something among these events, for a reader who does not know them by heart.
pub fn suggestions<'a>(events: impl Iterator<Item = &'a Event>) -> Vec<String> {
    let mut words = Vec::<String>::new();
    let mut add = |name: &str, value: &str| {
        let word = [name, value].concat();
        // Kinds of events may be many.
        if (name != "event:" || words.len() < SUGGESTED)
            && let Err(place) = words.binary_search(&word)
        {
            words.insert(place, word);
        }
    };
    for event in events {
        if event.pinned {
            add("pinned:", "");
        }
        if let Some(found) = &event.signature {
            add("signature:", if found.valid { "valid" } else { "invalid" });
        }
        if let Some(provider) = &event.provider {
            add("provider:", provider);
        }
        // Two words would be two filters.
        if let Some(kind) = event.event.as_ref().filter(|kind| !kind.contains(' ')) {
            add("event:", kind);
        }
    }
    words
}

/// A character in lower case; the first one, where lower case is more than one.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Finds lower-case `needle` in `text`, without copying a text of ASCII letters.
fn contains(text: &str, needle: &str) -> bool {
    if needle.is_ascii() {
        let (text, needle) = (text.as_bytes(), needle.as_bytes());
        let (Some(first), Some(last)) = (needle.first(), needle.last()) else { return true };
        // Two bytes rule out most places, compared without the bit that is the case of a letter:
        // five thousand bodies are searched within a frame. A place that passes is compared in
        // full.
        let (first, last, reach) = (first | 0x20, last | 0x20, needle.len() - 1);
        let ends = text.get(reach..).unwrap_or_default();
        return text.iter().zip(ends).enumerate().any(|(at, (begin, end))| {
            begin | 0x20 == first
                && end | 0x20 == last
                && text[at..=at + reach].eq_ignore_ascii_case(needle)
        });
    }
    let first = needle.chars().next();
    // Compared in place from each character that the needle may start at: a body of megabytes is
    // not copied.
    text.char_indices().filter(|(_, c)| Some(lower(*c)) == first).any(|(at, _)| {
        let mut rest = text[at..].chars().map(lower);
        needle.chars().all(|c| rest.next() == Some(c))
    })
}
