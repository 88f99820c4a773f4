//! Whether a text is JSON (RFC 8259), and if not, where it stops being so.

use crate::model::json::NotJson;

/// Checks a text.
///
/// # Errors
/// The place where it stops being JSON.
pub(super) fn check(text: &str) -> Result<(), NotJson> {
    let mut reader = Reader { rest: text.as_bytes() };
    if reader.document().is_some() {
        return Ok(());
    }
    let read = &text.as_bytes()[..text.len() - reader.rest.len()];
    let line_start = read.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
    Err(NotJson { line, column: read.len() - line_start + 1 })
}

fn end_of(opening: u8) -> u8 {
    if opening == b'{' { b'}' } else { b']' }
}

/// Each of its functions reads what it is called, or nothing and leaves `rest` where it stopped.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    /// Open brackets are kept in a list, and no function calls itself: nesting has no limit.
    fn document(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.space();
            let first = *self.rest.first()?;
            if let b'{' | b'[' = first {
                self.rest = &self.rest[1..];
                self.space();
                if self.byte(end_of(first)).is_none() {
                    self.name(first)?;
                    open.push(first);
                    continue;
                }
            } else {
                self.scalar(first)?;
            }
            // After a value: the next one, or the end of what it stands in.
            loop {
                self.space();
                let Some(around) = open.last().copied() else {
                    return self.rest.is_empty().then_some(());
                };
                if self.byte(b',').is_some() {
                    self.space();
                    self.name(around)?;
                    break;
                }
                self.byte(end_of(around))?;
                open.pop();
            }
        }
    }

    fn scalar(&mut self, first: u8) -> Option<()> {
        match first {
            b'"' => self.string(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    /// The name of a member, where members have one.
    fn name(&mut self, around: u8) -> Option<()> {
        if around == b'[' {
            return Some(());
        }
        self.string()?;
        self.space();
        self.byte(b':')
    }

    fn string(&mut self) -> Option<()> {
        self.byte(b'"')?;
        loop {
            match self.rest.first()? {
                b'"' => return self.byte(b'"'),
                b'\\' => {
                    self.rest = &self.rest[1..];
                    if self.byte(b'u').is_some() {
                        for _ in 0..4 {
                            self.one(|byte| byte.is_ascii_hexdigit())?;
                        }
                    } else {
                        self.one(|byte| b"\"\\/bfnrt".contains(&byte))?;
                    }
                }
                _ => self.one(|byte| byte >= b' ')?,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        // An optional sign.
        let _ = self.byte(b'-');
        if self.byte(b'0').is_none() {
            self.digits()?;
        }
        if self.byte(b'.').is_some() {
            self.digits()?;
        }
        if self.one(|byte| matches!(byte, b'e' | b'E')).is_some() {
            let _ = self.one(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        self.one(|byte| byte.is_ascii_digit())?;
        while self.one(|byte| byte.is_ascii_digit()).is_some() {}
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        word.iter().try_for_each(|byte| self.byte(*byte))
    }

    fn space(&mut self) {
        while self.one(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).is_some() {}
    }

    fn byte(&mut self, byte: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(&[byte])?;
        Some(())
    }

    fn one(&mut self, is: impl Fn(u8) -> bool) -> Option<()> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = is(*first).then_some(rest)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::*;

    fn is_json(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    #[test]
    fn json_is_what_others_say_it_is() {
        for text in [
            "0",
            "-0",
            "01",
            "1.",
            ".5",
            "1.5e",
            "1e+5",
            "-",
            "+1",
            "0x1",
            "1e5.5",
            "\"\"",
            "\"",
            "\"\\\"",
            "\"\\u00e9\"",
            "\"\\u00g9\"",
            "\"\\x\"",
            "\"\t\"",
            "\"\\ud800\"",
            "\"é\u{7f}\"",
            "[]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1",
            "{}",
            "{\"a\":1,}",
            "{\"a\" : 1 , \"a\":2}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":}",
            "{1:1}",
            "true",
            "tru",
            "truex",
            "nullnull",
            "null null",
            "",
            " ",
            "\u{a0}1",
            "\u{feff}1",
            "[}",
            "{]",
            "]",
            "\u{c}1",
            "NaN",
        ] {
            assert_eq!(check(text).is_ok(), is_json(text), "{text}");
        }
        for depth in [1, 1000, 100_000] {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            assert!(
                check(&text).is_ok()
                    && check(&text[1..]).is_err()
                    && check(&text[..text.len() - 1]).is_err()
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_as_others_judge_it(text in "[\\[\\]{}\",:0-9.eE+\\-tfn\\\\u \n]{0,12}") {
            prop_assert_eq!(check(&text).is_ok(), is_json(&text), "{}", text);
        }
    }
}
