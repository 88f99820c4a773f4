//! Push against pull: the timeline, the scores, and how the lanes run.

mod caption;
mod controls;
mod figure_dialog;
mod outcome_table;
mod paint;
mod palette;
mod predict;
mod scoreboard;
mod section;
mod timeline;

use caption::Caption;
use controls::Controls;
use figure_dialog::FigureDialog;
use measure::Transport;
use outcome_table::OutcomeTable;
use predict::Predict;
use scoreboard::Scoreboard;
use timeline::Timeline;
use web_sys::HtmlInputElement;
use wire::Channel;
use yew::prelude::*;

use crate::components::rich_text;
use crate::i18n::{Lang, Msg};
use crate::model::race::demo_plan::Demo;
use crate::model::race::history::HISTORY_MS;
use crate::model::race::state::RaceState;
use crate::model::race::tasks::Done;
use crate::model::topic::Topic;
use crate::state::contexts::{use_lang, use_race};

/// Number of imagined clients at first.
const CLIENTS: u64 = 10_000;

/// Props of [`RacePanel`].
#[derive(PartialEq, Properties)]
pub struct RacePanelProps {
    /// The channel raced on.
    pub channel: Channel,
    /// Time at which the picture stands still, on the page's clock.
    pub frozen_ms: Option<f64>,
    /// The number that is explained.
    pub topic: Option<Topic>,
    /// The tasks that are done.
    pub done: Done,
    /// The demonstration.
    pub demo: Demo,
}

/// The upper half of the page.
#[component]
pub fn RacePanel(props: &RacePanelProps) -> Html {
    let RacePanelProps { frozen_ms, topic, done, demo, .. } = *props;
    let (lang, handle) = (use_lang(), use_race());
    let more = use_state(|| false);
    let clients = use_state(|| CLIENTS);
    // Time by which the paused timeline is scrubbed back, in s.
    let back_s = use_state_eq(|| 0.0);
    {
        let back_s = back_s.setter();
        use_effect_with(frozen_ms.is_some(), move |_| back_s.set(0.0));
    }
    let race = handle.race.borrow();
    let (title, basis) = headline(lang, &race, demo.running);
    let on_more = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more.set(!*more))
    };
    let on_clients = {
        let clients = clients.setter();
        Callback::from(move |n| clients.set(n))
    };
    let scrubbed_ms = *back_s * 1000.0;
    let oninput = {
        let back_s = back_s.setter();
        Callback::from(move |e: InputEvent| {
            back_s
                .set(e.target_dyn_into::<HtmlInputElement>().map_or(0.0, |e| -e.value_as_number()));
        })
    };
    html! {
        <section class="race" aria-label="Push × Pull">
            <div class="stage">
                <div class="headline" data-testid="headline">
                    <h1>{ rich_text(&title) }</h1>
                    <p>{ rich_text(lang.t(Msg::Definition)) }{ " " }{ basis }</p>
                </div>
                <div class="lanes" data-testid="lanes">
                    <Timeline frozen_ms={frozen_ms.map(|at| at - scrubbed_ms)} />
                </div>
                <div class="slot">
                    if frozen_ms.is_some() {
                        <label class="scrub">
                            <span>{ lang.t(Msg::Scrub) }</span>
                            <input type="range" min={(-(HISTORY_MS / 1000.0) as i32).to_string()}
                                max="0" step="1" value={(-*back_s as i32).to_string()} {oninput}
                                aria-valuetext={lang.seconds(scrubbed_ms)} />
                            <output>
                                { format!("−{}", lang.interval(scrubbed_ms.max(1000.0))) }
                            </output>
                        </label>
                    } else {
                        <Caption />
                    }
                </div>
                <div class="under">
                    <p class="muted">{ lang.t(Msg::LastHop) }</p>
                    <ul class="legend" data-testid="legend">
                        <li><i class="mark told"></i>{ lang.t(Msg::LegendPush) }</li>
                        <li><i class="mark beat"></i>{ lang.t(Msg::LegendBeat) }</li>
                        <li><i class="mark"></i>{ lang.t(Msg::LegendEmpty) }</li>
                        <li><i class="mark hit"></i>{ lang.t(Msg::LegendFound) }</li>
                        <li><i class="mark wait"></i>{ lang.t(Msg::LegendWait) }</li>
                        <li><i class="mark failed">{ "×" }</i>{ lang.t(Msg::LegendFailed) }</li>
                    </ul>
                </div>
                <Controls {demo} more={*more} {on_more} />
                <div class="slot">
                    if *more && race.settings.pull == Transport::ShortPoll {
                        <Predict channel={props.channel.clone()} />
                    }
                </div>
                <OutcomeTable />
            </div>
            <Scoreboard clients={*clients} {done} {demo} />
            <div class="slot">
                if let Some(topic) = topic {
                    <FigureDialog {topic} clients={*clients} {on_clients} {done} />
                }
            </div>
        </section>
    }
}

/// The sentence on top, and what it is measured on: from five events on the median, before that the
/// last one.
fn headline(lang: Lang, race: &RaceState, demonstration: bool) -> (String, String) {
    let advantage = race.figures().advantage_ms;
    let basis = lang.basis(advantage.n, demonstration);
    if let Some(median) = advantage.p50 {
        return (lang.headline(median), basis);
    }
    let last = race.history().marks.iter().rev().find_map(|mark| race.advantage_of(mark.seq));
    let title = match last {
        Some(ms) => lang.headline(ms),
        None if race
            .history()
            .marks
            .iter()
            .any(|mark| mark.push_ms.is_some() && mark.at_ms >= race.started_ms) =>
        {
            lang.t(Msg::HeadlineNoPull).into()
        }
        None => lang.t(Msg::HeadlineStart).into(),
    };
    (title, basis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::state::pushed;
    use measure::{Kind, Lane, Outcome};
    use wire::Timestamp;

    #[test]
    fn the_headline_is_a_median_only_from_five_events_on() {
        let mut race = RaceState::default();
        assert_eq!(headline(Lang::En, &race, true).0, Lang::En.t(Msg::HeadlineStart));
        for seq in 1..=5_u64 {
            let at = 1000.0 * seq as f64;
            race.record(pushed(seq, Timestamp(0), at));
            if seq == 1 {
                assert_eq!(headline(Lang::En, &race, true).0, Lang::En.t(Msg::HeadlineNoPull));
            }
            let end_ms = at + 100.0 * seq as f64;
            let kind = Kind::Delivered;
            race.record(Outcome {
                lane: Lane::Pull,
                kind,
                start_ms: at,
                end_ms,
                seqs: vec![seq],
                t0_us: vec![0],
            });
            let expected = if seq < 5 { 100.0 * seq as f64 } else { 300.0 };
            assert_eq!(headline(Lang::En, &race, true).0, Lang::En.headline(expected));
        }
        assert!(headline(Lang::En, &race, true).1.contains("5 events of this demonstration"));
    }
}
