//! How the relay's own forwarding goes, in words.

use wire::{ForwardState, ForwardStatus};
use yew::prelude::*;

use crate::components::icon;
use crate::i18n::{Lang, Msg};
use crate::model::forward_url::host_of;

/// Says where the channel's events go, and whether they do; opens the setting. Beside it, when some
/// were given up, how many: `on_dead` shows them.
pub fn forward_state(
    lang: Lang,
    status: Option<&ForwardStatus>,
    on_open: Callback<MouseEvent>,
    on_dead: Callback<MouseEvent>,
) -> Html {
    let state = status.map_or(ForwardState::Off, |status| status.state);
    let host = status.and_then(|status| status.url.as_deref()).map(host_of).unwrap_or_default();
    let (is, text) = match state {
        ForwardState::Off => ("off", lang.t(Msg::ForwardOff).to_owned()),
        ForwardState::On => ("on", host.to_owned()),
        ForwardState::Waiting => ("waiting", lang.waiting_for(host)),
        ForwardState::Refused => ("refused", lang.forward_refused(host)),
    };
    // While events go, the queue is a matter of milliseconds.
    let lag = status.map(|status| status.lag).filter(|lag| *lag > 0 && state != ForwardState::On);
    let dead = status.map(|status| status.dead).filter(|dead| *dead > 0);
    let whole = status.and_then(|status| status.url.as_deref()).map(|url| {
        let why = status.and_then(|status| status.waiting_for.as_deref());
        let why = why.filter(|why| *why != host).map(|why| format!("\n{why}"));
        format!("{} {url}{}", lang.t(Msg::ForwardTo), why.unwrap_or_default())
    });
    html! {
        <span class="forwarding" data-testid="forwarding" data-is={is}>
            <button type="button" class="chip" id="forward-state" title={whole}
                aria-label={(is == "off").then(|| lang.t(Msg::ForwardTo))} onclick={on_open}>
                if state == ForwardState::Off {
                    { icon::send() }
                } else {
                    <span class="visually-hidden">{ lang.t(Msg::ForwardTo) }{ ": " }</span>
                    <i class="dot" aria-hidden="true"></i>
                }
                <span class="name">{ text }</span>
                { lag.map(|lag| html! { <span class="num">{ "· " }{ lang.in_queue(lag) }</span> }) }
            </button>
            { dead.map(|dead| html! {
                <button type="button" class="chip danger" data-testid="dead-letters"
                    onclick={on_dead}>
                    <span aria-hidden="true">{ "×" }</span>{ lang.dead_letters(dead) }
                </button>
            }) }
        </span>
    }
}
