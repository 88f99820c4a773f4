//! Push against pull: the lanes, their record, and how it is drawn.

use std::cell::RefCell;
use std::rc::Rc;

use measure::Transport;
use web_sys::HtmlInputElement;
use wire::Channel;
use yew::prelude::*;

use crate::ask::Ask;
use crate::components::{hosted, leaf, rich};
use crate::deferred::Deferred;
use crate::state::{Action, Screen};
use crate::text::{Lang, T};

mod caption;
mod controls;
pub mod demo;
mod explain;
pub mod lanes;
mod paint;
mod palette;
pub mod predict;
mod prose;
pub mod record;
mod scoreboard;
pub mod settings;
pub mod share;
mod table;
pub mod tasks;
mod timeline;
mod trail;

use caption::caption;
use controls::controls;
pub use controls::{Controls, interval_beside, second_row};
pub use explain::{Explain, Topic};
use record::Race;
use scoreboard::scoreboard;
use table::outcome_table;
use timeline::Timeline;
use trail::TRAIL_MS;

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
    /// The channel raced on.
    pub channel: Channel,
    /// The record.
    pub race: RaceHandle,
    /// Time at which the picture stands still, on the page's clock.
    pub frozen_ms: Option<f64>,
    /// The colours are dark ones.
    pub dark: bool,
    /// The receiver is down.
    pub down: bool,
    /// What the reader looks at, and has chosen.
    pub screen: Screen,
    /// What comes later.
    pub deferred: Option<Deferred>,
    /// Change what is shown.
    pub act: Callback<Action>,
    /// Ask for more than that.
    pub ask: Callback<Ask>,
}

/// The upper half of the page.
#[component]
pub fn Duel(props: &Props) -> Html {
    let lang = props.lang;
    let screen = &props.screen;
    let clients = screen.clients.unwrap_or(10_000);
    let frozen_ms = props.frozen_ms.map(|at| at - screen.back_s * 1000.0);
    let race = props.race.race.borrow();
    let settings = race.settings;
    let (title, basis) = headline(lang, &race, screen.demo.running);
    let scrub = props.act.reform(|e: InputEvent| {
        Action::Scrub(e.target_dyn_into::<HtmlInputElement>().map_or(0.0, |e| -e.value_as_number()))
    });
    let dialog = props.deferred.zip(screen.topic).map(|(deferred, topic)| {
        (deferred.explain)(&Explain { lang, topic, race: &race, clients, done: screen.done, act: &props.act })
    });
    let bet = props.deferred.filter(|_| screen.more && settings.pull == Transport::ShortPoll).map(|deferred| {
        (deferred.predict)(predict::Props { lang, race: props.race.clone(), channel: props.channel.clone() })
    });
    view! {
        <section class="duel" aria-label="Push × Pull">
            <div class="stage">
                <div class="headline" data-testid="headline">
                    <h1>{ rich(&title) }</h1>
                    <p>{ rich(lang.t(T::Definition)) }{ " " }{ basis }</p>
                </div>
                <div class="lanes" data-testid="lanes">
                    { hosted::<Timeline>(timeline::Props {
                        lang,
                        race: props.race.clone(),
                        frozen_ms,
                        dark: props.dark,
                        push: lang.transport(settings.push, 0.0).into(),
                        pull: lang.transport(settings.pull, settings.interval_ms).into(),
                    }) }
                </div>
                <div class="slot">
                    if props.frozen_ms.is_some() {
                        <label class="scrub">
                            { leaf("span", "", lang.t(T::Scrub)) }
                            <input type="range" min={(-(TRAIL_MS / 1000.0) as i32).to_string()} max="0" step="1"
                                value={(-screen.back_s as i32).to_string()} oninput={scrub} aria-valuetext={lang.seconds(screen.back_s * 1000.0)} />
                            { leaf("output", "", format!("−{}", lang.interval((screen.back_s * 1000.0).max(1000.0)))) }
                        </label>
                    } else {
                        { caption(lang, &race) }
                    }
                </div>
                <div class="under">
                    { leaf("p", "muted", lang.t(T::LastHop)) }
                    <ul class="legend" data-testid="legend">
                        <li><i class="mark told"></i>{ lang.t(T::LegendPush) }</li>
                        <li><i class="mark beat"></i>{ lang.t(T::LegendBeat) }</li>
                        <li><i class="mark"></i>{ lang.t(T::LegendEmpty) }</li>
                        <li><i class="mark hit"></i>{ lang.t(T::LegendFound) }</li>
                        <li><i class="mark wait"></i>{ lang.t(T::LegendWait) }</li>
                        <li><i class="mark failed">{ "×" }</i>{ lang.t(T::LegendFailed) }</li>
                    </ul>
                </div>
                { controls(&Controls {
                    lang,
                    settings,
                    down: props.down,
                    screen,
                    deferred: props.deferred,
                    race: &props.race,
                    act: &props.act,
                    ask: &props.ask,
                }) }
                <div class="slot">{ for bet }</div>
                { outcome_table(lang, &race) }
            </div>
            { scoreboard(lang, &race, clients, screen, &props.act) }
            <div class="slot">{ for dialog }</div>
        </section>
    }
}

/// The sentence on top, and what it is measured on: from five events on the median, before that the last one.
fn headline(lang: Lang, race: &Race, demonstration: bool) -> (String, String) {
    let advantage = race.figures().advantage_ms;
    let basis = lang.basis(advantage.n, demonstration);
    if let Some(median) = advantage.p50 {
        return (lang.headline(median), basis);
    }
    let last = race.trail().marks.iter().rev().find_map(|mark| race.advantage_of(mark.seq));
    let title = match last {
        Some(ms) => lang.headline(ms),
        None if race.trail().marks.iter().any(|mark| mark.push_ms.is_some() && mark.at_ms >= race.started_ms) => {
            lang.t(T::HeadlineNoPull).into()
        }
        None => lang.t(T::HeadlineStart).into(),
    };
    (title, basis)
}

#[cfg(test)]
mod tests {
    use super::record::pushed;
    use super::*;
    use measure::{Kind, Lane, Outcome};
    use wire::Timestamp;

    #[test]
    fn the_headline_is_a_median_only_from_five_events_on() {
        let mut race = Race::default();
        assert_eq!(headline(Lang::En, &race, true).0, Lang::En.t(T::HeadlineStart));
        for seq in 1..=5_u64 {
            let at = 1000.0 * seq as f64;
            race.record(pushed(seq, Timestamp(0), at));
            if seq == 1 {
                assert_eq!(headline(Lang::En, &race, true).0, Lang::En.t(T::HeadlineNoPull));
            }
            let end_ms = at + 100.0 * seq as f64;
            let kind = Kind::Delivered;
            race.record(Outcome { lane: Lane::Pull, kind, start_ms: at, end_ms, seqs: vec![seq], t0_us: vec![0] });
            let expected = if seq < 5 { 100.0 * seq as f64 } else { 300.0 };
            assert_eq!(headline(Lang::En, &race, true).0, Lang::En.headline(expected));
        }
        assert!(headline(Lang::En, &race, true).1.contains("5 events of this demonstration"));
    }
}
