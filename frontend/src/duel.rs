//! Push against pull: the lanes, their record, and how it is drawn.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::components::rich;
use crate::text::{Lang, T};

mod caption;
mod controls;
pub mod lanes;
mod paint;
pub mod record;
mod scoreboard;
mod table;
mod timeline;

use caption::caption;
use controls::Controls;
pub use controls::interval_beside;
use record::{Race, RaceSettings};
use scoreboard::scoreboard;
use table::outcome_table;
use timeline::Timeline;

/// The record of the race, and the version of it that was last shown: two handles are equal when nothing was recorded in
/// between.
#[derive(Clone, Debug)]
pub struct RaceHandle {
    /// The record.
    pub race: Rc<RefCell<Race>>,
    /// Its version as this was made.
    pub version: u64,
}

impl PartialEq for RaceHandle {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version && Rc::ptr_eq(&self.race, &other.race)
    }
}

/// What the duel needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The record.
    pub race: RaceHandle,
    /// Time at which the picture stands still, on the page's clock.
    pub frozen_ms: Option<f64>,
    /// The colours are dark ones.
    pub dark: bool,
    /// New settings: counts start anew.
    pub on_settings: Callback<RaceSettings>,
    /// Take the receiver down for a while.
    pub on_down: Callback<()>,
    /// The receiver is down.
    pub down: bool,
}

/// The upper half of the page.
#[component]
pub fn Duel(props: &Props) -> Html {
    let lang = props.lang;
    let race = props.race.race.borrow();
    let settings = race.settings;
    let (title, basis) = headline(lang, &race);
    let pull = lang.transport(settings.pull, settings.interval_ms);
    html! {
        <section class="duel" aria-label="Push × Pull">
            <div class="stage">
                <div class="headline">
                    <h1>{ rich(&title) }</h1>
                    <p>{ rich(lang.t(T::Definition)) }{ " " }{ basis }</p>
                </div>
                <div class="lanes">
                    <Timeline {lang} race={props.race.clone()} frozen_ms={props.frozen_ms} dark={props.dark}
                        push={lang.transport(settings.push, 0.0)} {pull} />
                </div>
                { caption(lang, &race) }
                <ul class="legend">
                    <li><i class="mark"></i>{ lang.t(T::LegendEmpty) }</li>
                    <li><i class="mark hit"></i>{ lang.t(T::LegendFound) }</li>
                    <li><i class="mark wait"></i>{ lang.t(T::LegendWait) }</li>
                    <li><i class="mark failed">{ "×" }</i>{ lang.t(T::LegendFailed) }</li>
                </ul>
                <Controls {lang} {settings} on_settings={props.on_settings.clone()} on_down={props.on_down.clone()}
                    down={props.down} />
                { outcome_table(lang, &race) }
            </div>
            { scoreboard(lang, &race) }
        </section>
    }
}

/// The sentence on top, and what it is measured on: from five events on the median, before that the last one.
fn headline(lang: Lang, race: &Race) -> (String, String) {
    let advantage = race.figures().advantage_ms;
    let basis = lang.basis(advantage.n, false);
    if let Some(median) = advantage.p50 {
        return (lang.headline(median), basis);
    }
    let last = race.marks().iter().rev().find_map(|mark| race.advantage_of(mark.seq));
    let title = match last {
        Some(ms) => lang.headline(ms),
        None if race.marks().iter().any(|mark| mark.push_ms.is_some() && mark.at_ms >= race.started_ms) => {
            lang.t(T::HeadlineNoPull).into()
        }
        None => lang.t(T::HeadlineStart).into(),
    };
    (title, basis)
}
