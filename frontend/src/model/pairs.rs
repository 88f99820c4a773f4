//! Names and values of a query or a form (WHATWG URL, `application/x-www-form-urlencoded`): found at
//! once, decoded only when they are drawn. A body may have half a million of them.

use std::ops::Range;
use std::rc::Rc;

use crate::model::cells::Cells;

/// Most pairs, and bytes of them, that stand in a table. More are a list of which only the rows in
/// view are in the document.
const FEW: usize = 200;
const SHORT: usize = 16 * 1024;

/// The pairs of a text, in order, repeated ones kept.
#[derive(Clone, Debug)]
pub struct Pairs {
    text: Rc<[u8]>,
    /// Where each stands. Bodies have less than 4 GiB.
    places: Rc<[Range<u32>]>,
}

impl PartialEq for Pairs {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.text, &other.text)
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its name, decoded. Bytes that are no UTF-8 are U+FFFD.
    pub name: String,
    /// Its value, decoded.
    pub value: String,
    /// Both as they came.
    pub raw: String,
}

impl Pairs {
    /// Finds the pairs of a text.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        let mut places = Vec::new();
        let mut start = 0;
        for raw in text.split(|byte| *byte == b'&') {
            let end = start + raw.len() as u32;
            if !raw.is_empty() {
                places.push(start..end);
            }
            start = end + 1;
        }
        Self { text: text.into(), places: places.into() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether they may all stand in the document.
    #[must_use]
    pub fn are_few(&self) -> bool {
        self.len() <= FEW && self.text.len() <= SHORT
    }

    /// How many bytes one has as it came.
    #[must_use]
    pub fn length(&self, at: usize) -> usize {
        self.places.get(at).map_or(0, ExactSizeIterator::len)
    }

    /// Names and values as one text, to be searched.
    #[must_use]
    pub fn cells(&self) -> Cells {
        let pairs = (0..self.len()).filter_map(|at| self.get(at));
        Cells::of(pairs.map(|pair| [pair.name, pair.value]))
    }

    /// Decodes one.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Pair> {
        let place = self.places.get(at)?;
        let raw = self.text.get(place.start as usize..place.end as usize)?;
        let (name, value) = form_urlencoded::parse(raw).next().unwrap_or_default();
        let raw = String::from_utf8_lossy(raw).into_owned();
        Some(Pair { name: name.into_owned(), value: value.into_owned(), raw })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_one_by_one() {
        let pairs = Pairs::of(b"a=1&a=2&b=%20%2B&c&&d=%ff+x&=&");
        let found: Vec<_> = (0..pairs.len()).filter_map(|at| pairs.get(at)).collect();
        let pair = |name: &str, value: &str, raw: &str| Pair {
            name: name.into(),
            value: value.into(),
            raw: raw.into(),
        };
        assert_eq!(
            found,
            [
                pair("a", "1", "a=1"),
                pair("a", "2", "a=2"),
                pair("b", " +", "b=%20%2B"),
                pair("c", "", "c"),
                pair("d", "\u{fffd} x", "d=%ff+x"),
                pair("", "", "="),
            ]
        );
        assert_eq!(pairs.get(6), None);
        assert_eq!(Pairs::of(b"").len(), 0);
    }

    #[test]
    fn many_or_long_ones_are_no_table() {
        assert!(Pairs::of(&b"a&".repeat(FEW)).are_few());
        assert!(!Pairs::of(&b"a&".repeat(FEW + 1)).are_few());
        assert!(!Pairs::of(&vec![b'a'; SHORT + 1]).are_few());
        let many = Pairs::of(&b"a=1&".repeat(1_000_000));
        assert_eq!((many.len(), many.length(999_999)), (1_000_000, 3));
    }
}
