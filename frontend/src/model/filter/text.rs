//! A text to be found whatever its case, and where it was found.

/// A text in lower case, to be found in others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle(String);

impl Needle {
    /// Of a text in any case.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.chars().map(lower).collect())
    }

    pub(super) fn has_colon(&self) -> bool {
        self.0.contains(':')
    }

    /// True when it is in a text, which is not copied.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        if !self.0.is_ascii() {
            return self.first(text).is_some();
        }
        let (text, needle) = (text.as_bytes(), self.0.as_bytes());
        let (Some(first), Some(last)) = (needle.first(), needle.last()) else { return true };
        // Two bytes rule out most places, compared without the bit that is the case of a letter:
        // five thousand bodies are searched within a frame. A place that passes is compared in
        // full.
        let (first, last, reach) = (first | 0x20, last | 0x20, needle.len() - 1);
        let ends = text.get(reach..).unwrap_or_default();
        text.iter().zip(ends).enumerate().any(|(at, (begin, end))| {
            begin | 0x20 == first
                && end | 0x20 == last
                && text[at..=at + reach].eq_ignore_ascii_case(needle)
        })
    }

    /// Where it is in a text first: from and to, in bytes.
    fn first(&self, text: &str) -> Option<(usize, usize)> {
        let first = self.0.chars().next()?;
        // Compared in place from each character that it may start at: a body of megabytes is not
        // copied.
        text.char_indices().filter(|(_, c)| lower(*c) == first).find_map(|(at, _)| {
            let mut rest = text[at..].char_indices();
            let mut end = at;
            for wanted in self.0.chars() {
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
