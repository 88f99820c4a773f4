//! The timeline: a canvas, and [`super::timeline_touch`] over it.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use wire::{Channel, Seq};
use yew::prelude::*;

use crate::features::race_panel::painter::{Frozen, Painter, Picture};
use crate::features::race_panel::palette::Palette;
use crate::features::race_panel::timeline_touch::TimelineTouch;
use crate::model::race::timeline_view::{Hit, TimelineView};
use crate::platform::media::media;
use crate::platform::size_watch::watch_size;
use crate::state::contexts::{use_prefs, use_race_setup};
use crate::state::preferences::use_is_dark;

/// The view that was drawn last, as the painter leaves it for those who ask what is in it.
#[derive(Clone, Debug, Default)]
pub struct DrawnView(pub Rc<Cell<Option<TimelineView>>>);

impl PartialEq for DrawnView {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Props of [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    /// The channel of the events.
    pub channel: Channel,
    /// Time at which the picture stands still.
    pub frozen: Option<Frozen>,
    /// The event that the reader chose: its marks have a ring.
    pub selected: Option<Seq>,
    /// The one-line lane of the folded panel.
    #[prop_or_default]
    pub mini: bool,
    /// Takes the view that was drawn last.
    pub view: DrawnView,
}

/// Draws the lanes. The canvas is hidden from screen readers: what lies over it says its marks one
/// by one, and [`super::outcome_table`] all of them.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let (prefs, setup) = (use_prefs(), use_race_setup());
    let (canvas, tip) = (use_node_ref(), use_node_ref());
    let hit = use_state_eq(|| None::<Hit>);
    let dark = use_is_dark(prefs);
    let (lang, settings) = (prefs.lang, setup.settings);
    let picture = Picture {
        race: setup.state,
        frozen: props.frozen,
        mini: props.mini,
        dark,
        lang,
        push: lang.transport(settings.push, 0.0),
        pull: lang.transport(settings.pull, settings.interval_ms),
        selected: props.selected,
        hit: *hit,
    };
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
        let (canvas, tip, view) = (canvas.clone(), tip.clone(), props.view.0.clone());
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
            let painter = Painter { canvas, tip, size, latest, palette, view, still, drawn, frame };
            let painter = Rc::new(painter);
            painter.clone().start();
            move || drop((painter.stop(), watch))
        });
    }
    if props.mini {
        return html! { <canvas ref={canvas} aria-hidden="true"></canvas> };
    }
    let on_hit = hit.setter().to_callback();
    html! {
        <>
            <canvas ref={canvas} aria-hidden="true"></canvas>
            <TimelineTouch channel={props.channel.clone()} hit={*hit} {on_hit} {tip}
                view={props.view.clone()} />
        </>
    }
}
