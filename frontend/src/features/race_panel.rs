//! Push against pull: the timeline, the scores, and how the lanes run.

mod caption;
mod controls;
mod figure_dialog;
mod headline;
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
use headline::Headline;
use measure::Transport;
use outcome_table::OutcomeTable;
use predict::Predict;
use scoreboard::Scoreboard;
use timeline::Timeline;
use wire::Channel;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::race::demo_plan::Demo;
use crate::model::race::history::HISTORY_MS;
use crate::model::race::tasks::TasksDone;
use crate::model::topic::Topic;
use crate::platform::dom::number_value;
use crate::state::contexts::{use_lang, use_race_setup};

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
    pub done: TasksDone,
    /// The demonstration.
    pub demo: Demo,
}

/// The upper half of the page.
#[component]
pub fn RacePanel(props: &RacePanelProps) -> Html {
    let RacePanelProps { frozen_ms, topic, done, demo, .. } = *props;
    let (lang, setup) = (use_lang(), use_race_setup());
    let more = use_state(|| false);
    let clients = use_state(|| CLIENTS);
    // Time by which the paused timeline is scrubbed back, in s.
    let back_s = use_state_eq(|| 0.0);
    {
        let back_s = back_s.setter();
        use_effect_with(frozen_ms.is_some(), move |_| back_s.set(0.0));
    }
    let on_more = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more.set(!*more))
    };
    let on_clients = clients.setter().to_callback();
    let scrubbed_ms = *back_s * 1000.0;
    let oninput = {
        let back_s = back_s.setter();
        Callback::from(move |e: InputEvent| {
            back_s.set(number_value(&e).map_or(0.0, |seconds| -seconds));
        })
    };
    html! {
        <section class="race" aria-label="Push × Pull">
            <div class="stage">
                <Headline demonstration={demo.running} />
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
                        <li><i class="mark delivered"></i>{ lang.t(Msg::LegendPush) }</li>
                        <li><i class="mark beat"></i>{ lang.t(Msg::LegendBeat) }</li>
                        <li><i class="mark"></i>{ lang.t(Msg::LegendEmpty) }</li>
                        <li><i class="mark hit"></i>{ lang.t(Msg::LegendFound) }</li>
                        <li><i class="mark wait"></i>{ lang.t(Msg::LegendWait) }</li>
                        <li><i class="mark failed">{ "×" }</i>{ lang.t(Msg::LegendFailed) }</li>
                    </ul>
                </div>
                <Controls {demo} more={*more} {on_more} />
                <div class="slot">
                    if *more && setup.settings.pull == Transport::ShortPoll {
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
