//! The canvas: drawn once per animation frame from the record, outside Yew's rendering.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, MediaQueryList};
use yew::prelude::*;

use crate::features::race_panel::paint::{self, Labels, View};
use crate::features::race_panel::palette::Palette;
use crate::i18n::Lang;
use crate::model::race::state::RaceState;
use crate::platform::media::media;
use crate::platform::size_watch::watch_size;
use crate::platform::{clock, dom};
use crate::state::contexts::{use_prefs, use_race_setup};
use crate::state::preferences::is_dark;

/// Props of [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    /// Time at which the picture stands still, on the page's clock.
    pub frozen_ms: Option<f64>,
}

/// Draws the lanes. Hidden from screen readers: [`super::outcome_table`] says the same.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let (prefs, setup) = (use_prefs(), use_race_setup());
    let canvas = use_node_ref();
    let lang = prefs.lang;
    let settings = setup.settings;
    let picture = Picture {
        race: setup.state,
        frozen_ms: props.frozen_ms,
        dark: is_dark(prefs),
        lang,
        push: lang.transport(settings.push, 0.0),
        pull: lang.transport(settings.pull, settings.interval_ms),
    };
    let dark = picture.dark;
    // The next frame is drawn from this.
    let latest = use_mut_ref(|| picture.clone());
    latest.replace(picture);
    let palette = use_mut_ref(|| None::<Palette>);
    {
        // Read again after the page has changed its colours.
        let palette = palette.clone();
        use_effect_with(dark, move |_| drop(palette.take()));
    }
    {
        let canvas = canvas.clone();
        use_effect_with((), move |()| {
            let still = media("(prefers-reduced-motion: reduce)");
            let (drawn, frame) = Default::default();
            let size = Rc::new(Cell::default());
            let watch = canvas.cast::<HtmlCanvasElement>().map(|element| {
                let (canvas, size) = (element.clone(), size.clone());
                watch_size(&element, move || {
                    size.set((canvas.client_width(), canvas.client_height()))
                })
            });
            let painter = Rc::new(Painter { canvas, size, latest, palette, still, drawn, frame });
            painter.clone().next();
            move || drop((painter.frame.take(), watch))
        });
    }
    html! { <canvas ref={canvas} aria-hidden="true"></canvas> }
}

/// The data of a frame.
#[derive(Clone)]
struct Picture {
    race: Rc<RefCell<RaceState>>,
    /// Time at which it stands still.
    frozen_ms: Option<f64>,
    /// The colours are dark ones.
    dark: bool,
    lang: Lang,
    /// The transport of push, by name.
    push: String,
    /// Transport of pull.
    pull: String,
}

/// Identity of a frame while nothing drifts: version, size, colours, language, and the time at
/// which it is frozen.
type Drawn = (u64, (u32, u32), bool, Lang, Option<u64>);

struct Painter {
    canvas: NodeRef,
    /// Its size as last observed. Reading it in every frame would cost a layout of the page each
    /// time.
    size: Rc<Cell<(i32, i32)>>,
    latest: Rc<RefCell<Picture>>,
    palette: Rc<RefCell<Option<Palette>>>,
    /// The reader wants nothing to move.
    still: Option<MediaQueryList>,
    /// The last frame drawn.
    drawn: Cell<Drawn>,
    frame: RefCell<Option<AnimationFrame>>,
}

impl Painter {
    fn next(self: Rc<Self>) {
        let painter = self.clone();
        // Replaced with each frame, dropped with the component: then no other comes.
        self.frame.replace(Some(request_animation_frame(move |_| {
            painter.paint();
            painter.next();
        })));
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
        // With reduced motion nothing drifts: a frame is drawn only for something new.
        let state = (
            race.version(),
            pixels,
            picture.dark,
            picture.lang,
            picture.frozen_ms.map(f64::to_bits),
        );
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
        let view = View {
            now: picture.frozen_ms.unwrap_or_else(clock::now_ms),
            width,
            height,
            frozen: picture.frozen_ms.is_some(),
        };
        let labels = Labels { lang: picture.lang, push: &picture.push, pull: &picture.pull };
        paint::lanes(&context, &race, view, &labels, palette);
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}
