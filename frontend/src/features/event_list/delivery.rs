//! How the last attempt to deliver an event went, in its row.

use wire::{AttemptResult, DeliverySummary};
use yew::prelude::*;

use crate::i18n::{Lang, Msg};

/// Says it, with the program on a closer look.
pub fn delivery(lang: Lang, last: &DeliverySummary) -> Html {
    let (is, class) = match (last.result, last.status) {
        (AttemptResult::Ok, Some(status)) if !(200..300).contains(&status) => ("ok", "bad"),
        (AttemptResult::Ok, _) => ("ok", ""),
        (AttemptResult::Failed, None) => ("waiting", ""),
        (AttemptResult::Failed, Some(_)) => ("failed", "bad"),
        (AttemptResult::Dead, _) => ("dead", "bad"),
    };
    html! {
        <span data-testid="event-delivery" data-is={is} title={last.consumer.as_str().to_owned()}>
            <span aria-hidden="true">{ " → " }</span>
            <span class="visually-hidden">{ " " }{ lang.t(Msg::Deliveries) }{ ": " }</span>
            <span {class}>{ lang.last_delivery(last.result, last.status) }</span>
        </span>
    }
}

/// Says that no attempt was made yet: others are before it.
pub fn queued(lang: Lang) -> Html {
    html! {
        <span data-testid="event-delivery" data-is="queued">
            <span aria-hidden="true">{ " → " }</span>{ lang.t(Msg::Queued) }
        </span>
    }
}
