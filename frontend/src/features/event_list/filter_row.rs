//! The filter: words, and a chip for what is asked most.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::facet_chip::FacetChip;
use crate::components::{ToggleButton, icon};
use crate::i18n::Msg;
use crate::model::app_action::Action;
use crate::model::event_ring::EventRing;
use crate::model::facet::{Facet, value_of, with_value};
use crate::model::filter::Matcher;
use crate::platform::dom::{self, input_value};
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Pause in typing after which the relay is asked for what the page cannot find itself, in ms.
const PAUSE_MS: u32 = 250;

/// Props of [`FilterRow`].
#[derive(PartialEq, Properties)]
pub struct FilterRowProps {
    /// The filter.
    pub filter: AttrValue,
    /// The events kept, which the chips offer values of.
    pub events: EventRing,
    /// It can be asked how events were delivered.
    pub has_deliveries: bool,
    /// Rises with each attempt: what is found by delivery may be something else.
    pub attempts_version: u32,
    /// How many there are, in words.
    pub count: String,
    /// What is at the end of the row.
    pub children: Html,
}

/// The row of the filter.
#[component]
pub fn FilterRow(props: &FilterRowProps) -> Html {
    let (lang, dispatch, run_effect) = (use_lang(), use_dispatch(), use_run_effect());
    let matcher = use_memo(props.filter.clone(), |filter| Matcher::of(filter));
    {
        // Once the history is here, and for each filter: it may ask for what the page cannot know.
        let (matcher, events) = (matcher.clone(), props.events.clone());
        let run_effect = run_effect.clone();
        let deps = (props.filter.clone(), props.events.is_empty());
        use_effect_with(deps, move |(filter, _)| {
            let filter = filter.to_string();
            // Whether it has to ask is found out then too: a key's own frame is for the list.
            let timer = (!matcher.is_empty()).then(|| {
                Timeout::new(PAUSE_MS, move || {
                    if events.iter().any(|event| matcher.asks_relay_about(event)) {
                        run_effect.emit(Effect::Search(filter));
                    }
                })
            });
            move || drop(timer)
        });
    }
    {
        // Again when an attempt was made, or an event came that the page cannot read. A timer that
        // runs is left to run: that may be all the time.
        let timer = use_mut_ref(|| None::<Timeout>);
        let latest = use_mut_ref(|| props.filter.clone());
        latest.replace(props.filter.clone());
        let (matcher, seen) = (matcher.clone(), use_mut_ref(|| (0, 0)));
        let deps = (props.events.clone(), props.attempts_version);
        use_effect_with(deps, move |(events, version)| {
            let newest = events.back().map_or(0, |event| event.seq);
            let (last, tried) = seen.replace((newest, *version));
            // Of another channel, or of one made again, all are new.
            let after = if newest < last { 0 } else { last };
            let is_tried = *version > tried && latest.borrow().contains("delivery:");
            let asks = is_tried || matcher.asks_relay_after(events.iter(), after);
            if asks && timer.borrow().is_none() {
                let again = timer.clone();
                *timer.borrow_mut() = Some(Timeout::new(PAUSE_MS, move || {
                    again.borrow_mut().take();
                    run_effect.emit(Effect::Search(latest.borrow().to_string()));
                }));
            }
        });
    }
    let set = dispatch.reform(Action::Filter);
    let oninput = set.reform(|e: InputEvent| input_value(&e));
    let clear = set.reform(|_: MouseEvent| {
        dom::focus("filter");
        String::new()
    });
    let facet = |facet: Facet| {
        let is_asked = value_of(&props.filter, facet.key()).is_some();
        (facet != Facet::Delivery || props.has_deliveries || is_asked).then(|| {
            html! {
                <FacetChip {facet} filter={&props.filter} events={props.events.clone()} />
            }
        })
    };
    let pinned = value_of(&props.filter, "pinned") == Some("yes");
    let onpinned = {
        let filter = props.filter.clone();
        set.reform(move |_: MouseEvent| with_value(&filter, "pinned", (!pinned).then_some("yes")))
    };
    let error = matcher.error().map(|error| lang.bad_filter(error));
    html! {
        <div class="filterrow" data-testid="filter-row" role="search">
            <div class="find">
                { icon::find() }
                <input class="search" id="filter" type="text" placeholder={lang.t(Msg::Filter)}
                    aria-label={lang.t(Msg::FilterEvents)} value={&props.filter} {oninput}
                    aria-invalid={error.is_some().to_string()} aria-describedby="filter-error"
                    spellcheck="false" autocomplete="off" />
                <span class="muted num" id="count">{ &props.count }</span>
                if !props.filter.is_empty() {
                    <button type="button" class="cross" aria-label={lang.t(Msg::ClearFilter)}
                        title={lang.t(Msg::ClearFilter)} onclick={clear}>
                        { icon::cross() }
                    </button>
                }
            </div>
            <div class="facets">
                { for Facet::ALL.into_iter().filter_map(facet) }
                <ToggleButton class="chip" label={format!("★ {}", lang.t(Msg::PinnedOnly))} pressed={pinned}
                    onclick={onpinned} />
                <span class="grow"></span>
                { props.children.clone() }
            </div>
            <p class="bad" id="filter-error" role="alert">{ error }</p>
        </div>
    }
}
