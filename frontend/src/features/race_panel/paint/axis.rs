//! What stands around the marks: the axis, the names of the lanes, their rails.

use super::Frame;
use crate::i18n::Msg;

/// Time from one line of the axis to the next, in s.
const TICK_S: i32 = 5;
/// Room of the axis' label at the right edge, in px.
const NOW: f64 = 62.0;

impl Frame<'_> {
    /// Lines at whole steps before now; while the picture stands still, before the moment at which
    /// it was stopped, so that they move with what is scrubbed.
    pub(super) fn seconds(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        g.set_line_width(1.0);
        g.set_font(&palette.mono);
        g.set_text_align("center");
        g.set_stroke_style_str(&palette.line);
        g.set_fill_style_str(&palette.muted);
        let back_ms = view.scrubbed_ms.unwrap_or_default();
        let first = (back_ms / 1000.0 / f64::from(TICK_S)).ceil() as i32 * TICK_S;
        let last = ((back_ms + view.span_ms()) / 1000.0) as i32;
        for second in (first..=last).step_by(TICK_S as usize) {
            let x = self.x(view.now_ms + back_ms - f64::from(second) * 1000.0);
            self.line(x.round() + 0.5, 0.0, x.round() + 0.5, view.bottom());
            // A label that would be cut, or touch the one of the right edge, is left out.
            if x > 24.0 && x < view.right() - NOW {
                self.text(&format!("−{second} s"), x, view.height - 6.0);
            }
        }
    }

    pub(super) fn names(&self) {
        let (g, palette, labels, view) = (self.g, self.palette, self.labels, self.view);
        g.set_text_align("left");
        let event = labels.lang.t(Msg::Event);
        for (name, kind, colour, y) in [
            (event, "", &palette.text, view.event_y()),
            ("push", labels.push, &palette.push, view.push_y()),
            ("pull", labels.pull, &palette.pull, view.pull_y()),
        ] {
            let with_kind = !view.is_narrow() && !kind.is_empty();
            g.set_fill_style_str(colour);
            g.set_font(&palette.sans);
            self.text(name, 0.0, if with_kind { y - 7.0 } else { y });
            if with_kind {
                g.set_fill_style_str(&palette.muted);
                g.set_font(&palette.small);
                self.text(kind, 0.0, y + 8.0);
            }
        }
    }

    pub(super) fn rails(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        let (left, right) = (view.left(), view.right());
        g.set_line_width(1.0);
        g.set_stroke_style_str(&palette.strong);
        if !view.mini {
            self.line(left, view.event_y(), right, view.event_y());
        }
        self.dashes(&[1.0, 4.0]);
        self.line(left, view.push_y(), right, view.push_y());
        self.line(left, view.pull_y(), right, view.pull_y());
        self.dashes(&[]);
        // Push is a line where its connection was open, with a tick for each heartbeat.
        g.set_stroke_style_str(&palette.push);
        g.set_line_width(1.5);
        for (from, to) in &self.race.history().connected {
            let (from, to) = self.between(*from, to.unwrap_or(view.now_ms));
            if to > from {
                self.line(from, view.push_y(), to, view.push_y());
            }
        }
        g.set_line_width(1.0);
        if view.mini {
            return;
        }
        let beats = self.race.history().heartbeats.iter().rev();
        for beat in beats.take_while(|at| **at >= view.since_ms()).filter(|at| view.shows(**at)) {
            let x = self.x(*beat);
            self.line(x, view.push_y() - 3.0, x, view.push_y() + 3.0);
        }
    }

    /// The right edge: now, or the time of day at which the picture stands.
    pub(super) fn now(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        g.set_font(&palette.mono);
        g.set_text_align("right");
        g.set_fill_style_str(&palette.muted);
        let now = self.labels.clock.unwrap_or(self.labels.lang.t(Msg::Now));
        self.text(now, view.width, view.height - 6.0);
        g.set_line_width(1.0);
        g.set_stroke_style_str(&palette.text);
        let x = view.right().round() + 0.5;
        self.line(x, 0.0, x, view.bottom());
    }
}
