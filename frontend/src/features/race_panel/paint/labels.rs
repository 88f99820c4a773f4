//! The waits, written beside their bars.

use measure::Kind;

use super::Frame;
use crate::model::race::timeline_view::wait_of;
use crate::model::race::wait_labels::LabelRow;

impl Frame<'_> {
    /// One label a poll: the wait that it ended, or how many and from which to which. Where there
    /// is no room for all, those of the longest waits stay.
    pub(super) fn advantages(&self) {
        let (g, palette, lang, view) = (self.g, self.palette, self.labels.lang, self.view);
        let history = self.race.history();
        g.set_font(&palette.mono);
        g.set_text_align("right");
        g.set_fill_style_str(&palette.pull);
        let waited = |seq: &u64| {
            let mark = history.mark_of(*seq).filter(|mark| !mark.unmeasured)?;
            Some(mark.pull_ms? - mark.push_ms.unwrap_or(mark.at_ms))
        };
        // A font of one width: a digit's is asked for once, and not each label's.
        let digit = g.measure_text("0").map_or(6.6, |m| m.width());
        let found = view.polls(history).filter(|poll| poll.kind == Kind::Delivered);
        let mut ended: Vec<(f64, Vec<f64>)> = found
            .map(|poll| (poll.end_ms, poll.seqs.iter().filter_map(waited).collect()))
            .collect();
        let longest = |waits: &[f64]| waits.iter().copied().fold(0.0, f64::max);
        ended.sort_by(|(_, one), (_, other)| longest(other).total_cmp(&longest(one)));
        let mut row = LabelRow::of(&view);
        for (end_ms, waits) in ended {
            let label = lang.waits(&waits);
            if label.is_empty() {
                continue;
            }
            let width = digit * label.chars().count() as f64;
            if let Some(end) = row.place(self.x(end_ms), width) {
                self.text(&label, end, view.pull_y() + 16.0);
            }
        }
        // Of those that wait, it grows with their bar; a picture that stands still has no end yet.
        if view.scrubbed_ms.is_none() {
            let waiting = history.marks.iter().filter(|mark| mark.pull_ms.is_none());
            let so_far = waiting.filter(|mark| mark.at_ms <= view.now_ms);
            let so_far = so_far.filter_map(|mark| wait_of(mark, view.now_ms));
            let waits: Vec<f64> = so_far.map(|(from, to)| to - from).collect();
            self.text(&lang.waits_so_far(&waits), view.right() - 6.0, view.pull_y() - 15.0);
        }
    }
}
