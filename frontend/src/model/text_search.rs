//! Searching in a body: every place in which some words stand, whatever their case.

use std::ops::Range;

/// The places of what a reader looks for in a text, in order. They do not overlap. Nothing is found
/// for nothing.
///
/// In JSON it is found as it is shown too: with a space behind a colon, and a letter that stands
/// there as an escape.
#[must_use]
pub fn find(text: &str, wanted: &str, is_json: bool) -> Vec<Range<u32>> {
    let mut found = all(text, wanted);
    if is_json {
        for other in [wanted.replace(": ", ":"), escaped(wanted)] {
            if other != wanted {
                found.extend(all(text, &other));
            }
        }
        found.sort_by_key(|place| place.start);
        found.dedup_by(|next, before| next.start < before.end);
    }
    found
}

/// The places of bytes: those that the words are, or that they name in hexadecimal.
#[must_use]
pub fn find_bytes(bytes: &[u8], wanted: &str) -> Vec<Range<u32>> {
    let named = hex_bytes(wanted);
    let wanted = named.as_deref().unwrap_or(wanted.as_bytes());
    let Some(first) = wanted.first() else { return Vec::new() };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| byte == first) {
        at += next;
        if bytes[at..].starts_with(wanted) {
            found.push(at as u32..(at + wanted.len()) as u32);
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    found
}

/// Bytes in pairs of digits, `1f 8b`: at least two of them, or one would be a word as often.
fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    let pairs = digits.len() >= 4 && digits.len().is_multiple_of(2);
    pairs.then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn all(text: &str, wanted: &str) -> Vec<Range<u32>> {
    let wanted: Vec<char> = wanted.chars().flat_map(char::to_lowercase).collect();
    let Some(first) = wanted.first().copied() else { return Vec::new() };
    let bytes = text.as_bytes();
    let begins = first_bytes(first);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| begins.contains(byte)) {
        at += next;
        match text.get(at..).and_then(|rest| length_of(rest, &wanted)) {
            Some(length) => {
                found.push(at as u32..(at + length) as u32);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The bytes that a character may begin with, in either case. Two at most: more cases of one letter
/// begin with the same bytes, or are rare.
fn first_bytes(lower: char) -> [u8; 2] {
    let first = |c: char| c.encode_utf8(&mut [0; 4]).as_bytes()[0];
    let upper = lower.to_uppercase().next().unwrap_or(lower);
    [first(lower), first(upper)]
}

/// Length in bytes of what a text starts with, when that is these characters in any case.
fn length_of(text: &str, lower: &[char]) -> Option<usize> {
    let mut wanted = lower.iter();
    for (at, c) in text.char_indices() {
        if wanted.as_slice().is_empty() {
            return Some(at);
        }
        for one in c.to_lowercase() {
            if wanted.next() != Some(&one) {
                return None;
            }
        }
    }
    wanted.as_slice().is_empty().then_some(text.len())
}

/// The words as JSON may write them: every character that is not ASCII as `\uXXXX`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        if c.is_ascii() {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, wanted: &str) -> Vec<&'t str> {
        let places = find(text, wanted, true).into_iter();
        places.map(|place| &text[place.start as usize..place.end as usize]).collect()
    }

    #[test]
    fn words_are_found_in_any_case() {
        assert_eq!(
            found("Caneca azul, CANECA, cane, canecaneca", "caneca"),
            ["Caneca", "CANECA", "caneca"]
        );
        assert_eq!(found("É é e", "é"), ["É", "é"]);
        assert_eq!(found("aaaa", "aa"), ["aa", "aa"]);
        assert_eq!(
            (found("abc", ""), found("", "a"), found("ab", "abc")),
            (vec![], vec![], vec![])
        );
    }

    #[test]
    fn json_is_found_as_it_is_shown() {
        let text = r#"{"nome":"Jo\u00e3o","n":1}"#;
        assert_eq!(found(text, "joão"), [r"Jo\u00e3o"]);
        assert_eq!(found(text, r#""n": 1"#), [r#""n":1"#]);
        assert_eq!(find(text, "joão", false), []);
        assert_eq!(found(r"\ud83d\ude00", "😀"), [r"\ud83d\ude00"]);
    }

    #[test]
    fn bytes_are_found_by_their_digits_or_as_words() {
        let bytes = b"\x1f\x8b\x08 PNG \x1f\x8b";
        assert_eq!(find_bytes(bytes, "1f 8B"), [0..2, 8..10]);
        assert_eq!(find_bytes(bytes, "PNG").first(), Some(&(4..7)));
        assert_eq!(find_bytes(bytes, "1f"), []);
        assert_eq!(find_bytes(bytes, ""), []);
    }
}
