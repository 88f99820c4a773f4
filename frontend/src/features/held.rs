//! Senders that wait for an answer by hand: a panel over the page, so that nothing below it moves.

mod answer_form;
mod row;

use std::rc::Rc;

use gloo_timers::callback::Interval;
use row::HeldRow;
use wire::Seq;
use yew::prelude::*;

use crate::components::icon;
use crate::i18n::Msg;
use crate::model::app_action::{Action, ChannelAction};
use crate::model::held::{HeldAction, HeldSender, HeldSenders};
use crate::model::shared_event::SharedEvent;
use crate::platform::clock::now_ms;
use crate::state::contexts::{use_dispatch, use_lang, use_race_setup};

/// Most senders that are shown.
pub const MOST: usize = 30;
/// How often the time that is left is looked at, in ms.
const TICK_MS: u32 = 250;

/// Props of [`HeldPanel`].
#[derive(PartialEq, Properties)]
pub struct HeldPanelProps {
    /// The channel.
    pub channel: wire::Channel,
    /// The senders.
    pub held: Rc<HeldSenders>,
    /// The events of those that are shown, as far as they are here.
    pub events: Vec<Option<SharedEvent>>,
}

/// The panel, when there is a sender; and how many there are, for a screen reader.
#[component]
pub fn HeldPanel(props: &HeldPanelProps) -> Html {
    let (lang, dispatch, setup) = (use_lang(), use_dispatch(), use_race_setup());
    let folded = use_state_eq(|| false);
    let now = use_state_eq(now_ms);
    let waiting = props.held.waiting();
    let shown = props.held.shown(MOST);
    {
        let now = now.setter();
        use_effect_with((props.channel.clone(), waiting > 0), move |(_, counts)| {
            now.set(now_ms());
            // Ticks only while somebody waits.
            let ticking = counts.then(|| Interval::new(TICK_MS, move || now.set(now_ms())));
            move || drop(ticking)
        });
    }
    {
        // What became of those that there is no room for is not said: others wait.
        let is_left_out = |sender: &&HeldSender| {
            !sender.standing.is_open() && shown.iter().all(|one| one.seq != sender.seq)
        };
        let left_out: Vec<Seq> =
            props.held.iter().filter(is_left_out).map(|sender| sender.seq).collect();
        use_effect_with((props.channel.clone(), left_out), move |(channel, seqs)| {
            if !seqs.is_empty() {
                let seen = ChannelAction::Held(HeldAction::Seen(seqs.clone()));
                dispatch.emit(Action::InChannel(channel.clone(), seen));
            }
        });
    }
    // On the relay's clock, which says when a sender's time is over.
    let offset_ms = setup.live.borrow().offset().map_or(0.0, |offset| offset.offset_ms);
    let relay_now_ms = *now - offset_ms;
    let rows = shown.iter().zip(&props.events).map(|(sender, event)| {
        let left = (sender.until.as_millis() - relay_now_ms) / 1000.0;
        html! {
            <HeldRow key={sender.seq} channel={props.channel.clone()} sender={*sender}
                event={event.clone()} left_s={left.ceil().max(0.0) as u32} />
        }
    });
    let toggle = {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| folded.set(!*folded))
    };
    let all = props.held.iter().count();
    let more = waiting.saturating_sub(MOST);
    html! {
        <div class="slot">
            <p class="visually-hidden" role="status" data-testid="held-said">
                { (all > 0).then(|| lang.senders_wait(waiting)) }
            </p>
            if all > 0 {
                <section class="holding" data-testid="holding" aria-labelledby="holding-title">
                    <header>
                        <h2 id="holding-title">{ lang.senders_wait(waiting) }</h2>
                        <span class="grow"></span>
                        <button type="button" class="cross" aria-expanded={(!*folded).to_string()}
                            aria-label={lang.t(if *folded { Msg::Unfold } else { Msg::Fold })}
                            onclick={toggle}>
                            { if *folded { icon::up() } else { icon::down() } }
                        </button>
                    </header>
                    <ul hidden={*folded}>{ for rows }</ul>
                    <p class="muted" hidden={*folded}>
                        { if more > 0 { lang.more_wait(more) } else { lang.t(Msg::HeldNote).into() } }
                    </p>
                </section>
            }
        </div>
    }
}
