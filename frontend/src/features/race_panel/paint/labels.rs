//! The waits, written beside their bars.

use measure::Kind;

use super::Frame;
use crate::model::race::timeline_view::wait_of;

impl Frame<'_> {
    /// One label a poll: the longest wait it ended, and how many. A label that would touch its
    /// neighbour, or be cut at the edge, is left out.
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
        let mut edge = f64::INFINITY;
        for poll in view.polls(history).filter(|poll| poll.kind == Kind::Delivered) {
            let longest = poll.seqs.iter().filter_map(waited).fold(f64::NEG_INFINITY, f64::max);
            if !longest.is_finite() {
                continue;
            }
            let many =
                if poll.seqs.len() > 1 { format!("{}× ", poll.seqs.len()) } else { String::new() };
            let label = format!("{many}{}", lang.lead(longest));
            let width = digit * label.chars().count() as f64;
            // Beside a neighbour it moves to the left, as far as it stays under its own bar.
            let end = self.x(poll.end_ms);
            let x = (end + 5.0).min(view.width).min(edge - 6.0);
            if x < end - width || x - width < view.left() {
                continue;
            }
            self.text(&label, x, view.pull_y() + 16.0);
            edge = x - width;
        }
        // Of the one that waits, it grows with its bar; a picture that stands still has no end yet.
        let waiting = history
            .marks
            .iter()
            .find(|mark| mark.pull_ms.is_none() && !mark.unmeasured && mark.at_ms <= view.now_ms);
        let waiting = waiting.filter(|_| view.scrubbed_ms.is_none());
        if let Some((from, to)) = waiting.and_then(|mark| wait_of(mark, view.now_ms)) {
            let label = format!("+{}…", lang.seconds(to - from));
            self.text(&label, view.right() - 6.0, view.pull_y() - 15.0);
        }
    }
}
