//! One frame of the lanes. Staleness is drawn as length: from each event an amber bar grows along
//! the pull lane until a poll finds it.

mod axis;
mod labels;
mod marks;

use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d as Canvas;
use wire::Seq;

use crate::features::race_panel::palette::Palette;
use crate::i18n::Lang;
use crate::model::race::state::RaceState;
use crate::model::race::timeline_view::TimelineView;

/// Texts of the drawing, and which events stand out.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// The page's language.
    pub lang: Lang,
    /// Name of push's transport.
    pub push: &'a str,
    /// Transport of pull.
    pub pull: &'a str,
    /// Time of day at the right edge, while the picture stands still.
    pub clock: Option<&'a str>,
    /// Events whose marks have a ring: the one that is open, the one that is pointed at.
    pub ringed: [Option<Seq>; 2],
}

/// A frame.
struct Frame<'a> {
    g: &'a Canvas,
    race: &'a RaceState,
    view: TimelineView,
    labels: &'a Labels<'a>,
    palette: &'a Palette,
}

/// Draws one frame.
pub fn lanes(
    g: &Canvas,
    race: &RaceState,
    view: TimelineView,
    labels: &Labels<'_>,
    palette: &Palette,
) {
    let frame = Frame { g, race, view, labels, palette };
    g.clear_rect(0.0, 0.0, view.width, view.height);
    g.set_text_baseline("middle");
    if !view.mini {
        frame.seconds();
        frame.names();
    }
    frame.rails();
    frame.suspensions();
    frame.waits();
    frame.events();
    frame.polls();
    if !view.mini {
        frame.rings();
        frame.advantages();
        frame.now();
    }
}

impl Frame<'_> {
    fn x(&self, ms: f64) -> f64 {
        self.view.x(ms)
    }

    /// Both ends of a time, in px, as far as it is in view.
    fn between(&self, from_ms: f64, to_ms: f64) -> (f64, f64) {
        (self.x(from_ms).max(self.view.left()), self.x(to_ms).min(self.view.right()))
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

    /// Dashes of the lines from here on; an empty list: none.
    fn dashes(&self, lengths: &[f64]) {
        let dashes: js_sys::Array =
            lengths.iter().map(|length| JsValue::from_f64(*length)).collect();
        let _ = self.g.set_line_dash(&dashes);
    }
}
