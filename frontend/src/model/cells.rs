//! Names and values, entry by entry, as one text: so that what is shown of them can be searched, and
//! what was found marked.

use std::ops::Range;

/// The texts of many entries, as they are shown, in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Cells {
    text: String,
    /// Where each entry starts in the text.
    starts: Vec<u32>,
}

impl Cells {
    /// Puts the texts of each entry one after the other. A line ends between them: nothing that is
    /// searched for has one, so nothing is found across two.
    pub fn of<S: AsRef<str>, const N: usize>(entries: impl Iterator<Item = [S; N]>) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for entry in entries {
            starts.push(text.len() as u32);
            for cell in entry {
                text.push_str(cell.as_ref());
                text.push('\n');
            }
        }
        Self { text, starts }
    }

    /// All of it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where an entry starts.
    #[must_use]
    pub fn start(&self, entry: usize) -> usize {
        self.starts.get(entry).map_or(self.text.len(), |start| *start as usize)
    }

    /// The entry that a place is in, and where in it the place starts.
    #[must_use]
    pub fn entry_of(&self, place: &Range<u32>) -> (usize, usize) {
        let entry = self.starts.partition_point(|start| *start <= place.start).saturating_sub(1);
        (entry, (place.start as usize).saturating_sub(self.start(entry)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text_search::find;

    #[test]
    fn what_is_found_is_in_one_cell_of_one_entry() {
        let cells = Cells::of([["a", "bc"], ["", "bc d"]].into_iter());
        assert_eq!(cells.text(), "a\nbc\n\nbc d\n");
        let found = |wanted| {
            let places = find(cells.text(), wanted, false);
            places.iter().map(|place| cells.entry_of(place)).collect::<Vec<_>>()
        };
        assert_eq!(found("bc"), [(0, 2), (1, 1)]);
        assert_eq!(found("d"), [(1, 4)]);
        assert_eq!(found("ab"), [], "not across two");
        assert_eq!((cells.start(1), cells.start(9)), (5, 11));
    }
}
