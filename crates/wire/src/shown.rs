//! Texts as a person sees them, for a search by page and relay alike: JSON escapes and
//! percent-encoding undone.
//!
//! Nothing is parsed: what is no escape stays as it is, so that any text is as good as another.

use memchr::{memchr, memchr2};

/// A text with its JSON escapes undone, as `Jo\u00e3o`. `None` when it has none.
#[must_use]
pub fn json_unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut at = memchr(b'\\', text)?;
    let (mut shown, mut from) = (Vec::with_capacity(text.len()), 0);
    loop {
        let (plain, length) = json_escape(&text[at..]);
        if let Some(c) = plain {
            shown.extend_from_slice(&text[from..at]);
            shown.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            from = at + length;
        }
        at += length;
        match memchr(b'\\', &text[at..]) {
            Some(next) => at += next,
            None => break,
        }
    }
    shown.extend_from_slice(&text[from..]);
    Some(shown)
}

/// The character that an escape stands for, and its length; of what is none, the length to pass.
fn json_escape(text: &[u8]) -> (Option<char>, usize) {
    let plain = match text.get(1) {
        Some(b'u') => return unicode_escape(text),
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
        _ => return (None, 1),
    };
    (Some(plain), 2)
}

fn unicode_escape(text: &[u8]) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6).filter(|escape| escape.starts_with(b"\\u"))?;
        let digits = std::str::from_utf8(&digits[2..]).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
            (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12)
        }
        // Half of a pair stands for nothing.
        (Some(unit), _) => (char::from_u32(unit), 6),
        (None, _) => (None, 1),
    }
}

/// A text with its percent-encoding undone; with `form`, `+` is a space too. `None` when nothing is
/// encoded.
#[must_use]
pub fn percent_decoded(text: &[u8], form: bool) -> Option<Vec<u8>> {
    memchr2(b'%', if form { b'+' } else { b'%' }, text)?;
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (mut shown, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(byte) = text.get(at) {
        let (byte, length) = match (*byte, digit(text.get(at + 1)), digit(text.get(at + 2))) {
            // Two digits are below 256.
            (b'%', Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            (b'+', ..) if form => (b' ', 1),
            (byte, ..) => (byte, 1),
        };
        shown.push(byte);
        at += length;
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_all_else_stays() {
        let shown = |text: &str| json_unescaped(text.as_bytes()).map(|text| String::from_utf8(text).unwrap());
        assert_eq!(shown("Jo\\u00e3o \\\"a\\\" \\/ \\\\u00e3"), Some("João \"a\" / \\u00e3".into()));
        assert_eq!(shown("\\ud83d\\ude00!"), Some("😀!".into()));
        for odd in ["\\", "\\x", "\\u12", "\\u00zz", "\\ud83d", "\\ud83d\\u0041b", "a\\"] {
            assert!(shown(odd).is_some(), "{odd}");
        }
        assert_eq!(shown("\\ud83d\\u0041b"), Some("\\ud83dAb".into()));
        assert_eq!(shown("no escape"), None);
    }

    #[test]
    fn percent_encoding_is_undone() {
        let shown =
            |text: &str, form| percent_decoded(text.as_bytes(), form).map(|text| String::from_utf8(text).unwrap());
        assert_eq!(shown("/webhook/S%C3%A3o%20Paulo", false), Some("/webhook/São Paulo".into()));
        assert_eq!(shown("a+b%2C", true), Some("a b,".into()));
        assert_eq!(shown("a+b", false), None);
        assert_eq!(shown("100%", false), Some("100%".into()));
        assert_eq!(shown("%4g%%41", false), Some("%4g%A".into()));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_shown(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
            let _ = (json_unescaped(&bytes), percent_decoded(&bytes, true), percent_decoded(&bytes, false));
        }
    }
}
