//! Places of the waits that are written under pull's lane: each under its own square, none in
//! another, none cut.

use crate::model::race::timeline_view::{MARK, TimelineView};

/// Space between two labels, in px: more than between the words of one.
const GAP: f64 = 9.0;
/// Farthest that a label ends before the middle of its square, in px, at the line of now.
const ASIDE: f64 = 8.0;
/// Space between a label and the line of now, in px.
const BEFORE_NOW: f64 = 4.0;

/// The row of labels. Who is placed first has the room: the longest wait.
#[derive(Clone, Debug)]
pub struct LabelRow {
    left: f64,
    right: f64,
    placed: Vec<Label>,
}

/// A label that has its place.
#[derive(Clone, Copy, Debug)]
struct Label {
    square: f64,
    from: f64,
    to: f64,
}

impl LabelRow {
    /// The empty row of a picture.
    #[must_use]
    pub fn of(view: &TimelineView) -> Self {
        Self { left: view.left(), right: view.right() - BEFORE_NOW, placed: Vec::new() }
    }

    /// The right end of a label of this width, for the poll whose square stands at `square`, in px.
    /// `None`: there is no room for it. A label that had to move until it stood under another
    /// poll's square would be read as that one's.
    pub fn place(&mut self, square: f64, width: f64) -> Option<f64> {
        let (mut left, mut right) = (self.left, self.right);
        for label in &self.placed {
            if label.square < square {
                left = left.max(label.to + GAP);
            } else {
                right = right.min(label.from - GAP);
            }
        }
        // At the left edge it moves until its own middle stands under the square, and then goes.
        let end = (square + MARK).max(self.left + width).min(right);
        let is_under = (square - ASIDE..=square + width / 2.0).contains(&end);
        if !is_under || end - width < left {
            return None;
        }
        self.placed.push(Label { square, from: end - width, to: end });
        Some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As wide as `+1,80 s`, and as a range.
    const ONE: f64 = 46.0;
    const RANGE: f64 = 99.0;

    fn view(width: f64) -> TimelineView {
        TimelineView { now_ms: 0.0, scrubbed_ms: None, width, height: 164.0, mini: false }
    }

    #[test]
    fn labels_stand_under_their_own_squares_and_never_in_one_another() {
        for width in [358.0, 532.0, 848.0, 1060.0, 2180.0] {
            let view = view(width);
            let in_view = |interval_ms: f64| {
                let nth = move |nth: u32| view.x(-f64::from(nth) * interval_ms);
                (0..200).map(nth).take_while(move |x| *x >= view.left())
            };
            for interval_ms in [250.0, 500.0, 1000.0, 2000.0, 5000.0] {
                let (mut row, mut before, mut placed) = (LabelRow::of(&view), f64::INFINITY, 0);
                for (nth, square) in in_view(interval_ms).enumerate() {
                    let label = if nth % 3 == 1 { RANGE } else { ONE };
                    let Some(end) = row.place(square, label) else { continue };
                    let is_at_left = end - label <= view.left();
                    let farthest = if is_at_left { label / 2.0 } else { ASIDE };
                    assert!(end - square <= farthest, "under another square: {end} {square}");
                    assert!(square - end <= ASIDE, "under another square: {end} {square}");
                    assert!(end <= before - GAP && end < view.right(), "{end} in {before}");
                    assert!(end - label >= view.left(), "cut at the left");
                    (before, placed) = (end - label, placed + 1);
                }
                assert!(placed > 0, "{width} {interval_ms}");
            }
        }
    }

    #[test]
    fn at_the_left_edge_a_label_stays_until_its_middle_is_under_its_square() {
        let view = view(848.0);
        let place = |from_left: f64| LabelRow::of(&view).place(view.left() + from_left, ONE);
        assert_eq!(place(ONE), Some(view.left() + ONE + MARK));
        assert_eq!(place(ONE / 2.0), Some(view.left() + ONE));
        assert_eq!(place(ONE / 2.0 - 1.0), None);
    }

    #[test]
    fn whatever_the_order_none_is_in_another_and_who_comes_first_has_the_room() {
        // A phone: the squares of two polls are nearer than two labels.
        let (view, mut row) = (view(358.0), LabelRow::of(&view(358.0)));
        let square = |seconds: f64| view.x(-1000.0 * seconds);
        let long = row.place(square(8.0), ONE);
        assert!(long.is_some());
        assert_eq!((row.place(square(6.0), ONE), row.place(square(10.0), ONE)), (None, None));
        let (before, after) = (row.place(square(12.0), ONE), row.place(square(4.0), ONE));
        let mut ends: Vec<f64> = [before, long, after].into_iter().flatten().collect();
        assert_eq!(ends.len(), 3);
        ends.sort_by(f64::total_cmp);
        assert!(ends.windows(2).all(|pair| pair[1] - ONE >= pair[0] + GAP), "{ends:?}");
    }

    #[test]
    fn at_the_usual_interval_every_wait_is_written_on_a_small_laptop() {
        // The canvas of a window of 1,180 px: three events in a row, each found by the next poll.
        let (view, mut row) = (view(848.0), LabelRow::of(&view(848.0)));
        let placed =
            (1..=3).filter(|nth| row.place(view.x(-2000.0 * f64::from(*nth)), ONE).is_some());
        assert_eq!(placed.count(), 3);
    }
}
