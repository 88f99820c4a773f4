//! A chip of the filter, and the values that it offers.

use wire::Timestamp;
use yew::prelude::*;

use crate::components::{Popover, icon};
use crate::i18n::{Lang, Msg};
use crate::model::app_action::Action;
use crate::model::event_ring::EventRing;
use crate::model::facet::{Facet, value_of, with_value};
use crate::platform::{clock, dom};
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`FacetChip`].
#[derive(PartialEq, Properties)]
pub struct FacetChipProps {
    /// The chip.
    pub facet: Facet,
    /// The filter.
    pub filter: AttrValue,
    /// The events kept.
    pub events: EventRing,
}

/// Minutes that the chip of the time goes back.
const MINUTES: [(f64, Msg); 3] =
    [(5.0, Msg::Last5Minutes), (60.0, Msg::LastHour), (24.0 * 60.0, Msg::LastDay)];

/// A chip: closed with its value in it and a cross, or open with the values that there are.
#[component]
pub fn FacetChip(props: &FacetChipProps) -> Html {
    let FacetChipProps { facet, filter, events } = props;
    let (lang, dispatch, facet) = (use_lang(), use_dispatch(), *facet);
    let open = use_state_eq(|| false);
    let chosen = value_of(filter, facet.key());
    let choose = |value: Option<String>| {
        let (open, dispatch, filter) = (open.setter(), dispatch.clone(), filter.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            if value.is_none() {
                // The cross goes.
                dom::focus("filter");
            }
            let next = with_value(&filter, facet.key(), value.as_deref());
            dispatch.emit(Action::Filter(next));
        })
    };
    let item = |value: String, text: String| {
        let current = (chosen == Some(value.as_str())).then_some("true");
        html! {
            <li key={value.clone()}>
                <button type="button" aria-current={current} onclick={choose(Some(value))}>
                    { text }
                </button>
            </li>
        }
    };
    let items: Html = match facet {
        _ if !*open => Html::default(),
        Facet::Time => {
            let since = |minutes: f64| {
                let at = Timestamp(((clock::now_ms() - minutes * 60_000.0) * 1000.0) as i64);
                // To the second.
                at.to_string().chars().take(19).collect()
            };
            MINUTES
                .iter()
                .map(|(minutes, name)| item(since(*minutes), lang.t(*name).into()))
                .collect()
        }
        _ => {
            let values = facet.values(events.iter().rev().map(|event| &**event));
            values
                .into_iter()
                .map(|value| {
                    let text = shown(lang, facet, &value);
                    item(value, text)
                })
                .collect()
        }
    };
    let on_open = {
        let open = open.setter();
        Callback::from(move |next| open.set(next))
    };
    let name = lang.t(name(facet));
    let button = match chosen {
        Some(value) => html! { <>{ name }{ ": " }<b>{ shown(lang, facet, value) }</b></> },
        None => html! { <>{ name }{ icon::down() }</> },
    };
    html! {
        <span class={if chosen.is_some() { "facet on" } else { "facet" }} data-facet={facet.key()}>
            <Popover testid="facet" class="chip" {button} open={*open} {on_open}>
                if facet != Facet::Time && items_are_none(&items) {
                    <p class="muted">{ lang.t(Msg::NothingToChoose) }</p>
                }
                <ul>{ items }</ul>
            </Popover>
            if chosen.is_some() {
                <button type="button" class="cross" onclick={choose(None)}
                    aria-label={format!("{}: {name}", lang.t(Msg::Remove))}>
                    { icon::cross() }
                </button>
            }
        </span>
    }
}

fn items_are_none(items: &Html) -> bool {
    matches!(items, Html::VList(list) if list.is_empty())
}

fn name(facet: Facet) -> Msg {
    match facet {
        Facet::Method => Msg::Method,
        Facet::Provider => Msg::Provider,
        Facet::Event => Msg::Kind,
        Facet::Signature => Msg::Signature,
        Facet::Delivery => Msg::Delivery,
        Facet::Time => Msg::Time,
    }
}

/// A value in words.
fn shown(lang: Lang, facet: Facet, value: &str) -> String {
    let word = match (facet, value) {
        (Facet::Signature, "valid") => Msg::SignedRight,
        (Facet::Signature, "invalid") => Msg::SignedWrong,
        (Facet::Signature, "none") => Msg::SignedUnknown,
        (Facet::Delivery, "ok") => Msg::DeliveredOk,
        (Facet::Delivery, "waiting") => Msg::DeliveryWaits,
        (Facet::Delivery, "failed") => Msg::DeliveryFailed,
        (Facet::Delivery, "dead") => Msg::DeliveryDead,
        (Facet::Time, _) => {
            let at = format!("{}.000000Z", value.trim_end_matches('Z')).parse::<Timestamp>();
            return match at {
                Ok(at) => format!("≥ {}", clock::time_of_day(at.as_millis())),
                Err(_) => value.to_owned(),
            };
        }
        _ => return value.to_owned(),
    };
    lang.t(word).to_owned()
}
