//! What stands around the marks: the axis, the names of the lanes, their rails.

use super::Frame;
use crate::i18n::Msg;

impl Frame<'_> {
    /// The lines of the axis, and the labels of those that have the room.
    pub(super) fn seconds(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        g.set_line_width(1.0);
        g.set_font(&palette.mono);
        g.set_text_align("center");
        g.set_stroke_style_str(&palette.line);
        g.set_fill_style_str(&palette.muted);
        for (second, x, is_labelled) in view.ticks() {
            self.line(x.round() + 0.5, 0.0, x.round() + 0.5, view.bottom());
            if is_labelled {
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
