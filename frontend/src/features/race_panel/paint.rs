//! One frame of the lanes. Staleness is drawn as length: from each event an amber bar grows along
//! the pull lane until a poll finds it.

use measure::{Kind, Lane};
use web_sys::CanvasRenderingContext2d as Canvas;

use crate::features::race_panel::palette::Palette;
use crate::i18n::{Lang, Msg};
use crate::model::race::state::RaceState;

/// Marks drawn at most: events and their circles, and polls. Nearer ones than this share allows are
/// drawn as one.
const EVENTS: f64 = 200.0;
const POLLS: f64 = 200.0;
/// Below this width, in px, the lanes show half the time and leave their transports out.
const NARROW: f64 = 560.0;

/// When, and how large.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Time at the right edge, on the page's clock.
    pub now: f64,
    /// Width in CSS px.
    pub width: f64,
    /// Height in CSS px.
    pub height: f64,
    /// The picture stands still, so nothing grows.
    pub frozen: bool,
}

/// Texts of the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// The page's language.
    pub lang: Lang,
    /// Name of push's transport.
    pub push: &'a str,
    /// Transport of pull.
    pub pull: &'a str,
}

/// Geometry of a frame.
struct Frame<'a> {
    g: &'a Canvas,
    race: &'a RaceState,
    view: View,
    labels: &'a Labels<'a>,
    palette: &'a Palette,
    span: f64,
    left: f64,
    right: f64,
    bottom: f64,
    event: f64,
    push: f64,
    pull: f64,
}

/// Draws one frame.
pub fn lanes(g: &Canvas, race: &RaceState, view: View, labels: &Labels<'_>, palette: &Palette) {
    let narrow = view.width < NARROW;
    let bottom = view.height - 20.0;
    let frame = Frame {
        g,
        race,
        view,
        labels,
        palette,
        span: if narrow { 15_000.0 } else { 30_000.0 },
        left: if narrow { 56.0 } else { 104.0 },
        right: view.width - 14.0,
        bottom,
        event: bottom * 0.16,
        push: bottom * 0.46,
        pull: bottom * 0.82,
    };
    g.clear_rect(0.0, 0.0, view.width, view.height);
    g.set_text_baseline("middle");
    frame.seconds();
    frame.names(narrow);
    frame.rails();
    g.save();
    g.begin_path();
    g.rect(frame.left - 7.0, 0.0, frame.right - frame.left + 16.0, view.height);
    g.clip();
    frame.suspensions();
    frame.waits();
    frame.events();
    frame.polls();
    frame.advantages();
    g.restore();
    frame.now();
}

impl Frame<'_> {
    fn x(&self, ms: f64) -> f64 {
        self.right - (self.view.now - ms) / self.span * (self.right - self.left)
    }

    /// Oldest time in view, with a margin for what reaches into it.
    fn since(&self) -> f64 {
        self.view.now - self.span - 500.0
    }

    fn line(&self, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.g.begin_path();
        self.g.move_to(x1, y1);
        self.g.line_to(x2, y2);
        self.g.stroke();
    }

    fn text(&self, text: &str, x: f64, y: f64) {
        // Fails only for coordinates that are not finite.
        let _ = self.g.fill_text(text, x, y);
    }

    fn dashed(&self, on: bool) {
        let dashes = js_sys::Array::new();
        if on {
            dashes.push(&1.into());
            dashes.push(&4.into());
        }
        let _ = self.g.set_line_dash(&dashes);
    }

    fn seconds(&self) {
        let (g, palette) = (self.g, self.palette);
        g.set_line_width(1.0);
        g.set_font(&palette.mono);
        g.set_text_align("center");
        g.set_stroke_style_str(&palette.line);
        g.set_fill_style_str(&palette.muted);
        for second in (0..=(self.span / 1000.0) as u32).step_by(5) {
            let x = (self.right
                - f64::from(second) * 1000.0 / self.span * (self.right - self.left))
                .round()
                + 0.5;
            self.line(x, 0.0, x, self.bottom);
            if second > 0 && x > self.left + 8.0 {
                self.text(&format!("−{second} s"), x, self.view.height - 6.0);
            }
        }
    }

    fn names(&self, narrow: bool) {
        let (g, palette, labels) = (self.g, self.palette, self.labels);
        g.set_text_align("left");
        let event = labels.lang.t(Msg::Event);
        for (name, kind, colour, y) in [
            (event, "", &palette.text, self.event),
            ("push", labels.push, &palette.push, self.push),
            ("pull", labels.pull, &palette.pull, self.pull),
        ] {
            let with_kind = !narrow && !kind.is_empty();
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

    fn rails(&self) {
        let (g, palette) = (self.g, self.palette);
        g.set_stroke_style_str(&palette.strong);
        self.line(self.left, self.event, self.right, self.event);
        self.dashed(true);
        self.line(self.left, self.push, self.right, self.push);
        self.line(self.left, self.pull, self.right, self.pull);
        self.dashed(false);
        // Push is a line where its connection was open, with a tick for each heartbeat.
        g.set_stroke_style_str(&palette.push);
        g.set_line_width(1.5);
        for (from, to) in &self.race.history().connected {
            let (from, to) =
                (self.x(*from).max(self.left), self.x(to.unwrap_or(self.view.now)).min(self.right));
            if to > from {
                self.line(from, self.push, to, self.push);
            }
        }
        g.set_line_width(1.0);
        for beat in self.race.history().heartbeats.iter().rev().take_while(|at| **at > self.since())
        {
            let x = self.x(*beat);
            if x > self.left && x < self.right {
                self.line(x, self.push - 3.0, x, self.push + 3.0);
            }
        }
    }

    /// Hatches the time in which pull did not ask.
    fn suspensions(&self) {
        let (g, palette) = (self.g, self.palette);
        g.set_stroke_style_str(&palette.strong);
        for (from, to) in &self.race.history().suspended {
            let (from, to) =
                (self.x(*from).max(self.left), self.x(to.unwrap_or(self.view.now)).min(self.right));
            let mut x = from;
            while x < to {
                self.line(x, self.pull + 7.0, (x + 7.0).min(to), self.pull - 7.0);
                x += 6.0;
            }
        }
    }

    /// The amber bars, and the open ones of polls that are held.
    fn waits(&self) {
        let (g, palette, now) = (self.g, self.palette, self.view.now);
        g.set_stroke_style_str(&palette.pull);
        g.set_global_alpha(0.45);
        let held =
            self.race.history().outcomes.iter().rev().filter(|outcome| outcome.lane == Lane::Pull);
        let held = held
            .map(|outcome| (outcome.start_ms, outcome.end_ms))
            .take_while(|(_, end)| *end > self.since());
        for (from, to) in held.chain(self.race.in_flight().map(|start| (start, now))) {
            let (from, to) = (self.x(from), self.x(to.min(now)));
            if to - from > 8.0 {
                g.stroke_rect(from, self.pull - 6.5, to - from, 13.0);
            }
        }
        g.set_fill_style_str(&palette.bar);
        g.set_global_alpha(1.0);
        let mut drawn_to = f64::NEG_INFINITY;
        for mark in
            self.race.history().marks.iter().filter(|mark| !mark.unmeasured && mark.at_ms <= now)
        {
            let found = mark.pull_ms.unwrap_or(now).min(now);
            if found < self.since() {
                continue;
            }
            // Waits that overlap are one bar, drawn once.
            let (from, to) = ((self.x(mark.at_ms) + 1.0).max(drawn_to), self.x(found) - 1.0);
            if to > from {
                g.fill_rect(from, self.pull - 3.5, to - from, 7.0);
                drawn_to = to;
            }
        }
        g.set_global_alpha(1.0);
    }

    /// The lines of all events are one path, and a colour is set once: each call from here into the
    /// canvas costs more than what it draws.
    fn events(&self) {
        let (g, palette) = (self.g, self.palette);
        let gap = (self.right - self.left) / EVENTS;
        let mut last = f64::INFINITY;
        let seen =
            self.race.history().marks.iter().rev().filter(|mark| mark.at_ms <= self.view.now);
        let mut drawn: Vec<(f64, Option<f64>)> = Vec::new();
        for mark in seen.take_while(|mark| mark.at_ms > self.since()) {
            let x = self.x(mark.at_ms).round() + 0.5;
            if last - x >= gap {
                last = x;
                drawn.push((x, mark.push_ms.filter(|at| *at <= self.view.now)));
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
        g.set_stroke_style_str(&palette.text);
        g.set_line_width(1.0);
        g.set_global_alpha(0.22);
        lines(self.event, self.pull);
        g.set_global_alpha(1.0);
        g.set_line_width(2.0);
        lines(self.event - 9.0, self.event + 9.0);
        g.set_fill_style_str(&palette.push);
        g.set_stroke_style_str(&palette.surface);
        g.set_line_width(1.5);
        for push in drawn.iter().filter_map(|(_, push)| *push) {
            g.begin_path();
            // A radius that is not negative.
            let _ = g.arc(self.x(push), self.push, 5.5, 0.0, std::f64::consts::TAU);
            g.fill();
            g.stroke();
        }
        g.set_line_width(1.0);
    }

    fn polls(&self) {
        let (g, palette) = (self.g, self.palette);
        let gap = (self.right - self.left) / POLLS;
        let mut last = f64::INFINITY;
        let mut kind = None;
        g.set_line_width(1.5);
        let polls =
            self.race.history().outcomes.iter().rev().filter(|outcome| outcome.lane == Lane::Pull);
        for poll in polls
            .filter(|poll| poll.end_ms <= self.view.now)
            .take_while(|poll| poll.end_ms > self.since())
        {
            let (x, y) = (self.x(poll.end_ms), self.pull);
            // Of polls too near to tell apart, those that found something stay.
            if last - x < gap && poll.kind != Kind::Delivered {
                continue;
            }
            last = x;
            if kind.replace(poll.kind) != Some(poll.kind) {
                g.set_stroke_style_str(if poll.kind == Kind::Failed {
                    &palette.fail
                } else {
                    &palette.pull
                });
                g.set_fill_style_str(if poll.kind == Kind::Delivered {
                    &palette.pull
                } else {
                    &palette.surface
                });
            }
            if poll.kind == Kind::Failed {
                self.line(x - 4.0, y - 4.0, x + 4.0, y + 4.0);
                self.line(x - 4.0, y + 4.0, x + 4.0, y - 4.0);
                continue;
            }
            g.fill_rect(x - 4.5, y - 4.5, 9.0, 9.0);
            g.stroke_rect(x - 4.5, y - 4.5, 9.0, 9.0);
        }
        g.set_line_width(1.0);
    }

    /// One label a poll: the longest wait it ended, and how many. A label that would touch its
    /// neighbour is left out.
    fn advantages(&self) {
        let (g, palette, lang, now) = (self.g, self.palette, self.labels.lang, self.view.now);
        g.set_font(&palette.mono);
        g.set_text_align("right");
        g.set_fill_style_str(&palette.pull);
        let waited = |seq: &u64| {
            let mark = self.race.history().mark_of(*seq).filter(|mark| !mark.unmeasured)?;
            Some(mark.pull_ms? - mark.push_ms.unwrap_or(mark.at_ms))
        };
        // A font of one width: a digit's is asked for once, and not each label's.
        let digit = g.measure_text("0").map_or(6.6, |m| m.width());
        let mut edge = f64::INFINITY;
        let found = self
            .race
            .history()
            .outcomes
            .iter()
            .rev()
            .filter(|o| o.lane == Lane::Pull && o.kind == Kind::Delivered);
        for poll in
            found.filter(|poll| poll.end_ms <= now).take_while(|poll| poll.end_ms > self.since())
        {
            let longest = poll.seqs.iter().filter_map(waited).fold(f64::NEG_INFINITY, f64::max);
            if !longest.is_finite() {
                continue;
            }
            let many =
                if poll.seqs.len() > 1 { format!("{}× ", poll.seqs.len()) } else { String::new() };
            let label = format!("{many}{}", lang.lead(longest));
            let width = digit * label.chars().count() as f64;
            let x = (self.x(poll.end_ms) + 5.0).max(self.left + width);
            if x > edge - 6.0 {
                continue;
            }
            self.text(&label, x, self.pull + 16.0);
            edge = x - width;
        }
        let waiting = self
            .race
            .history()
            .marks
            .iter()
            .find(|mark| mark.pull_ms.is_none() && !mark.unmeasured);
        if let Some(mark) = waiting.filter(|mark| !self.view.frozen && mark.at_ms <= now) {
            self.text(
                &format!("+{}…", lang.seconds(now - mark.at_ms)),
                self.right - 2.0,
                self.pull - 15.0,
            );
        }
    }

    fn now(&self) {
        let (g, palette) = (self.g, self.palette);
        g.set_font(&palette.mono);
        g.set_text_align("right");
        g.set_fill_style_str(&palette.muted);
        self.text(self.labels.lang.t(Msg::Now), self.right, self.view.height - 6.0);
        g.set_stroke_style_str(&palette.text);
        self.line(self.right + 0.5, 0.0, self.right + 0.5, self.bottom);
    }
}
