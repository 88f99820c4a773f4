//! A text to be found whatever its case, and where it was found.

use memchr::memchr2_iter;

/// The bytes that most texts are full of, the commonest first.
const COMMON: &[u8] = b"aeiorstndlcm0123456789\" :,";

/// A text in lower case, to be found in others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    text: String,
    /// Place of its rarest byte, which is looked for first.
    rarest: usize,
}

impl Needle {
    /// Of a text in any case.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text: String = text.chars().map(lower).collect();
        let rareness = |at: &usize| {
            let byte = text.as_bytes()[*at];
            COMMON.iter().position(|common| *common == byte).unwrap_or(COMMON.len())
        };
        let rarest = (0..text.len()).max_by_key(rareness).unwrap_or_default();
        Self { text, rarest }
    }

    pub(super) fn has_colon(&self) -> bool {
        self.text.contains(':')
    }

    /// True when it is in a text, which is not copied.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        if !self.text.is_ascii() {
            return self.first(text).is_some();
        }
        let (text, needle) = (text.as_bytes(), self.text.as_bytes());
        let Some(rarest) = needle.get(self.rarest).copied() else { return true };
        // Five thousand bodies are searched within a frame: most have few places to compare.
        memchr2_iter(rarest, rarest.to_ascii_uppercase(), text).any(|at| {
            let part =
                at.checked_sub(self.rarest).and_then(|from| text.get(from..from + needle.len()));
            part.is_some_and(|part| part.eq_ignore_ascii_case(needle))
        })
    }

    /// Where it is in a text first: from and to, in bytes.
    fn first(&self, text: &str) -> Option<(usize, usize)> {
        let first = self.text.chars().next()?;
        // Compared in place from each character that it may start at: a body of megabytes is not
        // copied.
        text.char_indices().filter(|(_, c)| lower(*c) == first).find_map(|(at, _)| {
            let mut rest = text[at..].char_indices();
            let mut end = at;
            for wanted in self.text.chars() {
                let (from, c) = rest.next().filter(|(_, c)| lower(*c) == wanted)?;
                end = at + from + c.len_utf8();
            }
            Some((at, end))
        })
    }
}

/// A character in lower case; the first one, where lower case is more than one.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// A text in pieces, those that were looked for marked.
#[must_use]
pub fn marked<'t, 'n>(
    text: &'t str,
    needles: impl Iterator<Item = &'n Needle> + Clone,
) -> Vec<(bool, &'t str)> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    // The first of all; of those that begin together, the longest.
    while let Some((from, to)) = needles
        .clone()
        .filter_map(|needle| needle.first(rest))
        .min_by_key(|(from, to)| (*from, std::cmp::Reverse(*to)))
    {
        pieces.extend((from > 0).then(|| (false, &rest[..from])));
        pieces.push((true, &rest[from..to]));
        rest = &rest[to..];
    }
    pieces.extend((!rest.is_empty()).then_some((false, rest)));
    pieces
}
