//! The lines of a document that are folded away.

use std::collections::BTreeSet;

use crate::model::document::Document;

/// Lines that are folded: none or all, but for some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    all: bool,
    except: BTreeSet<usize>,
}

impl Folds {
    /// Everything is folded that [`Document::fold_depth`] lets be.
    #[must_use]
    pub fn all() -> Self {
        Self { all: true, except: BTreeSet::new() }
    }

    /// Whether a line is folded: it stands for all that it opens.
    #[must_use]
    pub fn is_folded(&self, document: &Document, line: usize) -> bool {
        let Some(place) = document.place(line).filter(|place| place.close > 0) else {
            return false;
        };
        (self.all && place.depth >= document.fold_depth()) != self.except.contains(&line)
    }

    /// The same, with a line folded or not.
    #[must_use]
    pub fn with(&self, document: &Document, line: usize, folded: bool) -> Self {
        let mut next = self.clone();
        if self.is_folded(document, line) != folded && !next.except.remove(&line) {
            next.except.insert(line);
        }
        next
    }

    /// The same, with all open that a line stands in: it is to be seen.
    #[must_use]
    pub fn showing(&self, document: &Document, line: usize) -> Self {
        let mut next = self.clone();
        let mut at = line;
        while let Some(parent) = document.parent(at) {
            next = next.with(document, parent, false);
            at = parent;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_folded_but_the_outermost_and_those_that_are_opened() {
        // 0 {  1 a: [  2 {  3 b: 1  4 }  5 ]  6 }
        let document = Document::json("{\"a\":[{\"b\":1}]}".into()).unwrap();
        let folded = |folds: &Folds| -> Vec<usize> {
            (0..document.len()).filter(|at| folds.is_folded(&document, *at)).collect()
        };
        assert_eq!(folded(&Folds::default()), [0; 0]);
        assert_eq!(folded(&Folds::all()), [1, 2]);
        let one = Folds::all().with(&document, 1, false);
        assert_eq!(folded(&one), [2]);
        assert_eq!(folded(&one.with(&document, 1, true)), [1, 2]);
        assert_eq!(folded(&Folds::default().with(&document, 0, true)), [0]);
        assert_eq!(folded(&Folds::all().showing(&document, 3)), [0; 0]);
    }
}
