//! A place in a channel's sequence of events.

use wire::Seq;

/// The last position seen, and the sequence it is a position in.
///
/// A channel that was deleted and made again, or a relay that lost its data, counts from 1 in another sequence, which has
/// another epoch. Positions of two sequences cannot be compared, so a new one starts the race again: cursor, figures and
/// list alike, in the page and in the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Last position seen.
    pub seq: Seq,
    /// The sequence's epoch, as the relay gives it.
    pub epoch: String,
}

impl Cursor {
    /// Moves to a position that was seen. A cursor never goes back.
    pub fn advance(&mut self, seq: Seq) {
        self.seq = self.seq.max(seq);
    }

    /// Follows the relay into the sequence that it is in now. Returns true when that is a new one: the cursor then stands
    /// before its first event, and the race starts again.
    pub fn follow(&mut self, epoch: &str) -> bool {
        if self.epoch == epoch {
            return false;
        }
        *self = Self { seq: 0, epoch: epoch.to_owned() };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_epoch_starts_again_and_the_same_one_goes_on() {
        let mut cursor = Cursor { seq: 7, epoch: "a".into() };
        assert!(!cursor.follow("a"));
        cursor.advance(9);
        cursor.advance(8);
        assert_eq!(cursor.seq, 9);
        assert!(cursor.follow("b"));
        assert_eq!(cursor, Cursor { seq: 0, epoch: "b".into() });
    }
}
