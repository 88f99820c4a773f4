//! The stage of the race: headline, timeline, what it means, and how the lanes run.

use measure::Transport;
use wire::{Channel, Seq};
use yew::prelude::*;

use super::caption::Caption;
use super::controls::Controls;
use super::headline::Headline;
use super::legend::Legend;
use super::outcome_table::OutcomeTable;
use super::painter::Frozen;
use super::predict::Predict;
use super::scrub::Scrub;
use super::timeline::{DrawnView, Timeline};
use crate::model::app_action::UiAction;
use crate::model::race::demo_plan::Demo;
use crate::model::topic::Topic;
use crate::state::contexts::{use_dispatch, use_lang, use_race_setup};

/// Props of [`Stage`].
#[derive(PartialEq, Properties)]
pub struct StageProps {
    /// The channel raced on.
    pub channel: Channel,
    /// Time at which the picture stands still.
    pub frozen: Option<Frozen>,
    /// Called when it is scrubbed, with the time in s.
    pub on_back: Callback<f64>,
    /// The event that the reader chose.
    pub selected: Option<Seq>,
    /// The demonstration.
    pub demo: Demo,
    /// The picture that is drawn.
    pub view: DrawnView,
    /// Stands beside the headline.
    pub children: Html,
}

/// The stage.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    let StageProps { frozen, selected, demo, .. } = *props;
    let (lang, dispatch, setup) = (use_lang(), use_dispatch(), use_race_setup());
    let more = use_state(|| false);
    let on_more = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more.set(!*more))
    };
    let back_ms = frozen.map_or(0.0, |frozen| frozen.back_ms);
    let view = &props.view;
    let [unseen, last_hop] = lang.last_hop();
    let explain = dispatch.reform(|_: MouseEvent| UiAction::Topic(Some(Topic::BothSides)).into());
    html! {
        <div class="stage">
            <div class="stagehead">
                <Headline demonstration={demo.running} />
                { props.children.clone() }
            </div>
            <div class="lanes" data-testid="lanes">
                <Timeline channel={props.channel.clone()} {frozen} {selected}
                    view={view.clone()} />
            </div>
            <div class="slot">
                if let Some(frozen) = frozen {
                    <Scrub at_ms={frozen.at_ms} back_s={back_ms / 1000.0}
                        on_back={&props.on_back} />
                } else {
                    <Caption />
                }
            </div>
            <div class="under">
                <Legend view={view.clone()} {back_ms} />
                <p class="lasthop" data-testid="last-hop">
                    <button type="button" class="how" onclick={explain}>{ unseen }</button>
                    { last_hop }
                </p>
            </div>
            <Controls {demo} more={*more} {on_more} />
            <div class="slot">
                if *more && setup.settings.pull == Transport::ShortPoll {
                    <Predict key={props.channel.as_str()} channel={props.channel.clone()} />
                }
            </div>
            <OutcomeTable />
        </div>
    }
}
