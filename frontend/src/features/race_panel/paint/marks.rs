//! The marks of the lanes. Those whose time has left the picture are not drawn, so that none is
//! cut at its edge; a time that reaches into it is drawn from there on.

use measure::Kind;

use super::Frame;
use crate::model::race::shown_marks::{in_flight, is_held};
use crate::model::race::timeline_view::wait_of;

/// Marks drawn at most: events and their circles, and polls. Nearer ones than this share allows are
/// drawn as one.
const EVENTS: f64 = 200.0;
const POLLS: f64 = 200.0;

impl Frame<'_> {
    /// Half the side of a square.
    fn half(&self) -> f64 {
        if self.view.mini { 3.0 } else { 4.5 }
    }

    /// Hatches the time in which pull did not ask.
    pub(super) fn suspensions(&self) {
        let (g, palette, y) = (self.g, self.palette, self.view.pull_y());
        let tall = if self.view.mini { 4.0 } else { 9.0 };
        g.set_stroke_style_str(&palette.strong);
        g.set_line_width(1.5);
        for (from, to) in &self.race.history().suspended {
            let (from, to) = self.between(*from, to.unwrap_or(self.view.now_ms));
            let mut x = from;
            while x < to {
                let run = (to - x).min(2.0 * tall);
                self.line(x, y + tall, x + run, y + tall - run);
                x += 5.0;
            }
        }
        g.set_line_width(1.0);
    }

    /// The amber bars, and the open ones of polls that are held.
    pub(super) fn waits(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        let (now, y) = (view.now_ms, view.pull_y());
        let (open, tall) = if view.mini { (4.5, 4.0) } else { (6.5, 6.0) };
        g.set_stroke_style_str(&palette.pull);
        g.set_global_alpha(0.45);
        let polls = view.polls(self.race.history());
        let held = polls.map(|poll| (poll.start_ms, poll.end_ms));
        let under_way = in_flight(self.race, now).map(|start| (start, now));
        for (from, to) in held.chain(under_way).filter(|(from, to)| is_held(self.race, to - from)) {
            let (from, to) = self.between(from, to);
            if to > from {
                g.stroke_rect(from, y - open, to - from, 2.0 * open);
            }
        }
        g.set_global_alpha(1.0);
        g.set_fill_style_str(&palette.bar);
        let mut drawn_to = f64::NEG_INFINITY;
        for mark in self.race.history().marks.iter().filter(|mark| mark.at_ms <= now) {
            let Some((from, to)) = wait_of(mark, now).filter(|(_, to)| *to > view.since_ms())
            else {
                continue;
            };
            // Waits that overlap are one bar, drawn once.
            let (from, to) = self.between(from, to);
            let from = from.max(drawn_to);
            if to > from {
                g.fill_rect(from, y - tall / 2.0, to - from, tall);
                drawn_to = to;
            }
        }
    }

    /// The lines of all events are one path, and a colour is set once: each call from here into the
    /// canvas costs more than what it draws.
    pub(super) fn events(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        let gap = (view.right() - view.left()) / EVENTS;
        let mut last = f64::INFINITY;
        let mut drawn: Vec<(f64, Option<f64>)> = Vec::new();
        for mark in view.events(self.race.history()) {
            let x = self.x(mark.at_ms).round() + 0.5;
            if last - x >= gap {
                last = x;
                drawn.push((x, mark.push_ms.filter(|at| view.shows(*at))));
            }
        }
        let lines = |from: f64, to: f64| {
            g.begin_path();
            for (x, _) in &drawn {
                g.move_to(*x, from);
                g.line_to(*x, to);
            }
            g.stroke();
        };
        if !view.mini {
            g.set_stroke_style_str(&palette.text);
            g.set_line_width(1.0);
            g.set_global_alpha(0.22);
            lines(view.event_y(), view.pull_y());
            g.set_global_alpha(1.0);
            g.set_line_width(2.0);
            lines(view.event_y() - 9.0, view.event_y() + 9.0);
        }
        g.set_fill_style_str(&palette.push);
        g.set_stroke_style_str(&palette.surface);
        g.set_line_width(1.5);
        for push in drawn.iter().filter_map(|(_, push)| *push) {
            g.begin_path();
            self.circle(self.x(push), view.push_y(), self.half() + 1.0);
            g.fill();
            g.stroke();
        }
        g.set_line_width(1.0);
    }

    pub(super) fn polls(&self) {
        let (g, palette, view) = (self.g, self.palette, self.view);
        let (half, y) = (self.half(), view.pull_y());
        let gap = (view.right() - view.left()) / POLLS;
        let mut last = f64::INFINITY;
        let mut kind = None;
        g.set_line_width(1.5);
        for poll in view.polls(self.race.history()) {
            let x = self.x(poll.end_ms);
            // Of polls too near to tell apart, those that found something stay.
            if last - x < gap && poll.kind != Kind::Delivered {
                continue;
            }
            last = x;
            if kind.replace(poll.kind) != Some(poll.kind) {
                let failed = poll.kind == Kind::Failed;
                let found = poll.kind == Kind::Delivered;
                g.set_stroke_style_str(if failed { &palette.fail } else { &palette.pull });
                g.set_fill_style_str(if found { &palette.pull } else { &palette.surface });
            }
            if poll.kind == Kind::Failed {
                // What is under it does not make it hard to see.
                g.fill_rect(x - half - 1.0, y - half - 1.0, 2.0 * half + 2.0, 2.0 * half + 2.0);
                self.line(x - half, y - half, x + half, y + half);
                self.line(x - half, y + half, x + half, y - half);
                continue;
            }
            g.fill_rect(x - half, y - half, 2.0 * half, 2.0 * half);
            g.stroke_rect(x - half, y - half, 2.0 * half, 2.0 * half);
        }
        // One under way stands where its answer would.
        let under_way = in_flight(self.race, view.now_ms);
        if under_way.is_some_and(|start| !is_held(self.race, view.now_ms - start)) {
            let x = view.right();
            g.set_stroke_style_str(&palette.pull);
            g.set_fill_style_str(&palette.surface);
            g.fill_rect(x - half, y - half, 2.0 * half, 2.0 * half);
            self.dashes(&[2.0, 2.0]);
            g.stroke_rect(x - half, y - half, 2.0 * half, 2.0 * half);
            self.dashes(&[]);
        }
        g.set_line_width(1.0);
    }

    /// Rings around the marks of the events that stand out.
    pub(super) fn rings(&self) {
        let (g, view) = (self.g, self.view);
        let marks = self.labels.ringed.iter().flatten();
        let marks = marks.filter_map(|seq| self.race.history().mark_of(*seq));
        g.set_stroke_style_str(&self.palette.text);
        g.set_line_width(1.5);
        for mark in marks {
            for (at, y) in [(mark.push_ms, view.push_y()), (mark.pull_ms, view.pull_y())] {
                if let Some(at) = at.filter(|at| view.shows(*at)) {
                    g.begin_path();
                    self.circle(self.x(at), y, 10.0);
                    g.stroke();
                }
            }
            if view.shows(mark.at_ms) {
                let (x, y) = (self.x(mark.at_ms).round() + 0.5, view.event_y());
                g.stroke_rect(x - 5.5, y - 13.0, 11.0, 26.0);
            }
        }
        g.set_line_width(1.0);
    }

    fn circle(&self, x: f64, y: f64, radius: f64) {
        // Fails only for a negative radius.
        let _ = self.g.arc(x, y, radius, 0.0, std::f64::consts::TAU);
    }
}
