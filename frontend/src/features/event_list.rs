//! The list of events: newest first, only the rows in view.

mod empty;
mod files_menu;
mod row;

use std::rc::Rc;
use std::sync::Arc;

use empty::Empty;
use files_menu::FilesMenu;
use row::{Lead, Row, row_id};
use wire::{Channel, Event, Seq};
use yew::prelude::*;

use crate::components::VirtualList;
use crate::i18n::Msg;
use crate::model::app_action::Action;
use crate::model::app_state::Older;
use crate::model::event_ring::EventRing;
use crate::model::filter::suggestions;
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;
use crate::platform::dom::input_value;
use crate::state::contexts::{use_dispatch, use_lang, use_race, use_run_effect};
use crate::state::effects::Effect;

/// Height of a row in px, as `page.css` has it.
const ROW: u32 = 56;

/// Props of [`EventList`]. Not all of the state: a change of anything else leaves the list as it is
/// drawn.
#[derive(PartialEq, Properties)]
pub struct EventListProps {
    /// The channel.
    pub channel: Channel,
    /// The events kept.
    pub events: EventRing,
    /// Whether older ones can be fetched.
    pub older: Older,
    /// The history has been read.
    pub loaded: bool,
    /// There is no such channel.
    pub absent: bool,
    /// Text that a listed event must contain.
    pub filter: String,
    /// Last position listed while paused.
    pub paused_at: Option<Seq>,
    /// The event that the reader chose.
    pub selected: Option<Seq>,
    /// The event in the inspector.
    pub shown: Option<Seq>,
    /// This channel's URL.
    pub webhook_url: AttrValue,
}

/// The list of events.
#[component]
pub fn EventList(props: &EventListProps) -> Html {
    let (lang, dispatch, run_effect, race) =
        (use_lang(), use_dispatch(), use_run_effect(), use_race());
    // By the ring's identity: comparing events would cost more than listing them.
    let deps = (props.events.clone(), props.filter.clone(), props.paused_at);
    let memo = use_memo(deps, |(events, filter, upto)| {
        let listed: Rc<Vec<Arc<Event>>> = Rc::new(events.listed(filter, *upto).cloned().collect());
        let keys: Rc<[Seq]> = listed.iter().map(|event| event.seq).collect();
        (listed, keys)
    });
    let (listed, keys) = &*memo;
    let suggested = use_state_eq(Vec::<String>::new);
    let onfocus = {
        // Looked for as the field is entered: at each event it would cost more than the list. Of
        // all that is here, not of what the filter leaves: one word may be traded for another.
        let (suggested, events) = (suggested.setter(), props.events.clone());
        Callback::from(move |_: FocusEvent| {
            suggested.set(suggestions(events.iter().rev().map(|event| &**event)))
        })
    };
    let oninput = dispatch.reform(|e: InputEvent| Action::Filter(input_value(&e)));
    let clear_filter = dispatch.reform(|_: MouseEvent| Action::Filter(String::new()));
    let confirming = use_state_eq(|| false);
    let confirm = |next: bool, effect: Option<Effect>| {
        let (confirming, run_effect) = (confirming.setter(), run_effect.clone());
        Callback::from(move |_: MouseEvent| {
            confirming.set(next);
            effect.iter().for_each(|effect| run_effect.emit(effect.clone()));
        })
    };
    let row = use_callback((memo.clone(), props.shown, race), |at: usize, (memo, shown, race)| {
        let events = &memo.0;
        let row = events.get(at).map(|event| {
            let lead = Lead::of(&race.state.borrow(), event.seq);
            html! {
                <Row key={event.seq} event={SharedEvent(event.clone())} position={at + 1}
                    count={events.len()} selected={*shown == Some(event.seq)} {lead} />
            }
        });
        row.unwrap_or_default()
    });
    let load_older = run_effect.reform(|_: MouseEvent| Effect::LoadOlder);
    let on_end = (props.older == Older::Some).then(|| run_effect.reform(|()| Effect::LoadOlder));
    let held_back = props.events.held_back(props.paused_at);
    let show = dispatch.reform(|_: MouseEvent| Action::TogglePause(clock::now_ms()));
    let total = props.events.len();
    let filtered = !props.filter.trim().is_empty();
    let count = match filtered {
        true => lang.of_events(listed.len(), total),
        false => lang.whole(listed.len() as u64),
    };
    let content = if !listed.is_empty() {
        html! {
            <VirtualList keys={keys.clone()} row_height={ROW} {row} reveal={props.selected} {on_end}
                class="events" role="listbox" label={lang.t(Msg::Events)}
                active={props.selected.map(row_id)} />
        }
    } else if filtered && total > 0 {
        html! {
            <div class="blank">
                <p>{ lang.t(Msg::NoMatch) }</p>
                <button type="button" class="ghost" onclick={clear_filter}>
                    { lang.t(Msg::ClearFilter) }
                </button>
            </div>
        }
    } else if props.loaded {
        html! {
            <Empty channel={props.channel.clone()} webhook_url={&props.webhook_url}
                absent={props.absent} />
        }
    } else {
        html! { <div class="blank"><p class="muted">{ lang.t(Msg::Loading) }</p></div> }
    };
    html! {
        <section class="pane listpane" data-testid="event-list" aria-labelledby="list-title">
            <header>
                <h2 id="list-title">{ lang.t(Msg::Events) }</h2>
                <span class="muted num" id="count">{ count }</span>
                <input class="search" id="filter" type="search" list="filters"
                    placeholder={lang.t(Msg::Filter)} aria-label={lang.t(Msg::Filter)}
                    value={props.filter.clone()} {oninput} {onfocus} />
                <datalist id="filters">
                    { for suggested.iter().map(|word| html! { <option value={word.clone()} /> }) }
                </datalist>
                <FilesMenu channel={props.channel.clone()} filter={props.filter.clone()}
                    listed={keys.clone()} />
                <span class="slot" data-testid="clear">
                    if *confirming {
                        <button type="button" class="chip danger"
                            onclick={confirm(false, Some(Effect::Clear))}>
                            { lang.t(Msg::ClearSure) }
                        </button>
                        <button type="button" class="chip" onclick={confirm(false, None)}>
                            { lang.t(Msg::Cancel) }
                        </button>
                    } else {
                        <button type="button" class="chip" onclick={confirm(true, None)}
                            disabled={total == 0}>
                            { lang.t(Msg::Clear) }
                        </button>
                    }
                </span>
            </header>
            <div class="slot">
                if held_back > 0 {
                    <button type="button" class="heldback" data-testid="held-back" onclick={show}>
                        { lang.held_back(held_back) }
                    </button>
                }
            </div>
            <div class="slot fill" data-testid="events-place">{ content }</div>
            // Below whatever the filter leaves: a list that is shorter than its view is never
            // scrolled to its end, and an older page may have no match.
            <div class="slot">
                if filtered && props.loaded && props.older != Older::None {
                    <button type="button" class="heldback" data-testid="search-older"
                        onclick={load_older} disabled={props.older == Older::Loading}>
                        { lang.t(Msg::SearchOlder) }
                    </button>
                }
            </div>
        </section>
    }
}
