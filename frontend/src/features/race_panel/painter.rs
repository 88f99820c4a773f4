//! Draws the canvas once per animation frame, outside Yew's rendering, and keeps the words of a
//! mark beside it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, MediaQueryList};
use wire::Seq;
use yew::NodeRef;

use crate::features::race_panel::paint::{self, Labels};
use crate::features::race_panel::palette::Palette;
use crate::i18n::Lang;
use crate::model::race::history::TimelineHistory;
use crate::model::race::state::RaceState;
use crate::model::race::timeline_view::{Hit, TimelineView};
use crate::platform::{clock, dom};

/// The time at which a picture stands still.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frozen {
    /// When it was stopped, on the page's clock.
    pub at_ms: f64,
    /// How far it is scrubbed back from there.
    pub back_ms: f64,
}

/// The data of a frame.
#[derive(Clone)]
pub(super) struct Picture {
    pub(super) race: Rc<RefCell<RaceState>>,
    pub(super) frozen: Option<Frozen>,
    /// The lane of the folded panel.
    pub(super) mini: bool,
    /// The colours are dark ones.
    pub(super) dark: bool,
    pub(super) lang: Lang,
    /// The transport of push, by name.
    pub(super) push: String,
    /// Transport of pull.
    pub(super) pull: String,
    /// The event that the reader chose.
    pub(super) selected: Option<Seq>,
    /// The mark that is pointed at.
    pub(super) hit: Option<Hit>,
}

/// Identity of a frame while nothing drifts: version, size, colours, language, the time at which it
/// stands still, and what stands out.
type Drawn = (u64, (u32, u32), bool, Lang, Option<[u64; 2]>, Option<Seq>, Option<Seq>);

pub(super) struct Painter {
    pub(super) canvas: NodeRef,
    /// The words of the mark that is pointed at.
    pub(super) tip: NodeRef,
    /// The canvas' size as last observed. Reading it in every frame would cost a layout of the page
    /// each time.
    pub(super) size: Rc<Cell<(i32, i32)>>,
    pub(super) latest: Rc<RefCell<Picture>>,
    pub(super) palette: Rc<RefCell<Option<Palette>>>,
    /// The view that was drawn last: what is under the pointer is found by it.
    pub(super) view: Rc<Cell<Option<TimelineView>>>,
    /// The reader wants nothing to move.
    pub(super) still: Option<MediaQueryList>,
    /// The last frame drawn.
    pub(super) drawn: Cell<Drawn>,
    pub(super) frame: RefCell<Option<AnimationFrame>>,
}

impl Painter {
    /// Draws from the next frame on, until [`stop`](Self::stop).
    pub(super) fn start(self: Rc<Self>) {
        let painter = self.clone();
        // Replaced with each frame: then no other comes.
        self.frame.replace(Some(request_animation_frame(move |_| {
            painter.paint();
            painter.start();
        })));
    }

    pub(super) fn stop(&self) {
        self.frame.take();
    }

    fn paint(&self) {
        let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() else { return };
        let picture = self.latest.borrow();
        let ratio = dom::window().map_or(1.0, |window| window.device_pixel_ratio()).max(1.0);
        let (width, height) = self.size.get();
        let (width, height) = (f64::from(width), f64::from(height));
        if width < 1.0 {
            return;
        }
        let pixels = ((width * ratio).round() as u32, (height * ratio).round() as u32);
        let race = picture.race.borrow();
        let pointed = match picture.hit {
            Some(Hit::Event(seq)) => Some(seq),
            _ => None,
        };
        let stands = picture.frozen.map(|it| [it.at_ms.to_bits(), it.back_ms.to_bits()]);
        // With reduced motion nothing drifts: a frame is drawn only for something new.
        let state =
            (race.version(), pixels, picture.dark, picture.lang, stands, picture.selected, pointed);
        if self.still.as_ref().is_some_and(MediaQueryList::matches)
            && self.drawn.replace(state) == state
        {
            return;
        }
        if (canvas.width(), canvas.height()) != pixels {
            canvas.set_width(pixels.0);
            canvas.set_height(pixels.1);
        }
        let Some(context) = context(&canvas) else { return };
        let mut palette = self.palette.borrow_mut();
        let palette = palette.get_or_insert_with(Palette::read);
        // Scaling by a matrix of finite numbers does not fail.
        let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        let now_ms = picture.frozen.map_or_else(clock::now_ms, |it| it.at_ms - it.back_ms);
        let view = TimelineView {
            now_ms,
            scrubbed_ms: picture.frozen.map(|it| it.back_ms),
            width,
            height,
            mini: picture.mini,
        };
        let clock = picture.frozen.map(|_| clock::time_of_day(now_ms));
        let labels = Labels {
            lang: picture.lang,
            push: &picture.push,
            pull: &picture.pull,
            clock: clock.as_deref(),
            ringed: [picture.selected, pointed],
        };
        paint::lanes(&context, &race, view, &labels, palette);
        self.view.set(Some(view));
        self.place_tip(&view, race.history(), picture.hit);
    }

    /// Moves the words with their mark. It is wholly inside the canvas' width.
    fn place_tip(&self, view: &TimelineView, history: &TimelineHistory, hit: Option<Hit>) {
        let (Some(hit), Some(tip)) = (hit, self.tip.cast::<HtmlElement>()) else { return };
        let at_ms = match hit {
            Hit::Poll(end_ms) => Some(end_ms),
            Hit::Event(seq) => history.mark_of(seq).map(|mark| mark.at_ms),
        };
        let Some(at_ms) = at_ms else { return };
        let wide = f64::from(tip.offset_width());
        let x = (view.x(at_ms) - wide / 2.0).min(view.width - wide).max(0.0);
        let y = (view.push_y() + view.pull_y()) / 2.0 - f64::from(tip.offset_height()) / 2.0;
        dom::set_style(&tip, "transform", &format!("translate({x:.1}px,{y:.1}px)"));
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}
