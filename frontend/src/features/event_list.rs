//! The list of events: newest first, only the rows in view.

mod clear;
mod delivery;
mod empty;
mod facet_chip;
mod files_menu;
mod filter_row;
mod row;

use std::rc::Rc;
use std::sync::Arc;

use clear::ClearDialog;
use empty::Empty;
use files_menu::FilesMenu;
use filter_row::FilterRow;
use row::{Lead, Row, row_id};
use wire::{Channel, Event, Seq};
use yew::prelude::*;

use crate::components::VirtualList;
use crate::i18n::Msg;
use crate::model::app_action::Action;
use crate::model::app_state::Older;
use crate::model::event_ring::EventRing;
use crate::model::facet::{Facet, value_of};
use crate::model::filter::Matcher;
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;
use crate::state::contexts::{use_dispatch, use_lang, use_race, use_run_effect};
use crate::state::effects::Effect;

/// Height of a row in px, as `work.css` has it.
const ROW: u32 = 56;

/// Props of [`EventList`]. Not all of the state: a change of anything else leaves the list as it is
/// drawn.
#[derive(PartialEq, Properties)]
pub struct EventListProps {
    /// The channel.
    pub channel: Channel,
    /// The events kept.
    pub events: EventRing,
    /// Number of events of the channel.
    pub total: u64,
    /// Whether older ones can be fetched.
    pub older: Older,
    /// The history has been read.
    pub loaded: bool,
    /// There is no such channel.
    pub absent: bool,
    /// Text that a listed event must contain.
    pub filter: String,
    /// The events shown, newest first.
    pub listed: Rc<Vec<Arc<Event>>>,
    /// The relay has said what the filter finds.
    pub is_found: bool,
    /// It can be asked how events were delivered.
    pub has_deliveries: bool,
    /// Rises with each attempt.
    pub attempts_version: u32,
    /// Position from which on events wait to be forwarded.
    pub queued_from: Option<Seq>,
    /// Events that were given up are being sent again.
    pub resending: bool,
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
    let listed = &props.listed;
    let keys: Rc<[Seq]> = (*use_memo(listed.clone(), |listed| {
        listed.iter().map(|event| event.seq).collect::<Rc<_>>()
    }))
    .clone();
    let matcher = use_memo(props.filter.clone(), |filter| Matcher::of(filter));
    let clear_filter = dispatch.reform(|_: MouseEvent| Action::Filter(String::new()));
    let clearing = use_state_eq(|| false);
    {
        // What it offers to delete is of the channel that was left.
        let clearing = clearing.setter();
        use_effect_with(props.channel.clone(), move |_| clearing.set(false));
    }
    let clear = |open: bool| {
        let clearing = clearing.setter();
        move || clearing.set(open)
    };
    let open_clear = {
        let open = clear(true);
        Callback::from(move |_: MouseEvent| open())
    };
    let close_clear = {
        let close = clear(false);
        Callback::from(move |()| close())
    };
    let is_dead = value_of(&props.filter, Facet::Delivery.key()) == Some("dead");
    let shown = (listed.clone(), matcher, props.shown);
    let deps = (shown, race, (is_dead, props.resending), props.queued_from);
    let row = use_callback(deps, |at: usize, (shown, race, dead, queued_from)| {
        let (events, matcher, shown) = shown;
        let row = events.get(at).map(|event| {
            let lead = Lead::of(&race.state.borrow(), event.seq);
            html! {
                <Row key={event.seq} event={SharedEvent(event.clone())} position={at + 1}
                    count={events.len()} selected={*shown == Some(event.seq)} {lead}
                    matcher={matcher.clone()} is_dead={dead.0} resending={dead.1}
                    is_queued={queued_from.is_some_and(|from| event.seq >= from)} />
            }
        });
        row.unwrap_or_default()
    });
    let load_older = run_effect.reform(|_: MouseEvent| Effect::LoadOlder);
    let on_end = (props.older == Older::Some).then(|| run_effect.reform(|()| Effect::LoadOlder));
    let held_back = props.events.held_back(props.paused_at);
    let show = dispatch.reform(|_: MouseEvent| Action::TogglePause(clock::now_ms()));
    let total = props.total;
    let filtered = !props.filter.trim().is_empty();
    let count = match filtered {
        true => lang.of_events(listed.len() as u64, total),
        // Those that are held back are counted once they are shown.
        false => lang.whole(total.saturating_sub(held_back as u64)),
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
    } else if props.loaded && total > 0 {
        // All of them came since the pause, or are on their way.
        html! { <div class="blank"></div> }
    } else if props.loaded {
        html! {
            <Empty channel={props.channel.clone()} webhook_url={&props.webhook_url}
                absent={props.absent} />
        }
    } else {
        html! { <div class="blank"><p class="muted">{ lang.t(Msg::Loading) }</p></div> }
    };
    // Which ones those are, only the relay knows.
    let dead = (is_dead && props.is_found && !listed.is_empty()).then(|| {
        let effect = Effect::ResendDead(keys.clone());
        let onclick = run_effect.reform(move |_: MouseEvent| effect.clone());
        html! {
            <button type="button" class="heldback again" data-testid="resend-dead" {onclick}
                disabled={props.resending}>
                { lang.send_dead_again(listed.len() as u64) }
            </button>
        }
    });
    html! {
        <>
        <FilterRow filter={props.filter.clone()} events={props.events.clone()}
            has_deliveries={props.has_deliveries} attempts_version={props.attempts_version}
            {count}>
            <FilesMenu channel={props.channel.clone()} filter={props.filter.clone()}
                listed={keys.clone()} />
            <button type="button" class="chip" data-testid="clear" onclick={open_clear}
                disabled={props.total == 0}>
                { lang.t(Msg::Clear) }
            </button>
        </FilterRow>
        <section class="pane listpane" data-testid="event-list" aria-labelledby="list-title">
            <h2 class="visually-hidden" id="list-title">{ lang.t(Msg::Events) }</h2>
            <div class="slot">
                if held_back > 0 {
                    <button type="button" class="heldback" data-testid="held-back" onclick={show}>
                        { lang.held_back(held_back) }
                    </button>
                }
            </div>
            <div class="slot">{ dead }</div>
            <div class="slot fill" data-testid="events-place">{ content }</div>
            // Below whatever the filter leaves: a list that is shorter than its view is never
            // scrolled to its end, and an older page may have no match.
            <div class="slot">
                if filtered && props.loaded && matches!(props.older, Older::Some | Older::Loading) {
                    <button type="button" class="heldback" data-testid="search-older"
                        onclick={load_older} disabled={props.older == Older::Loading}>
                        { lang.t(Msg::SearchOlder) }
                    </button>
                }
            </div>
            <div class="slot">
                if *clearing {
                    <ClearDialog shown={filtered.then(|| keys.clone())}
                        shown_pinned={pinned_of(&mut listed.iter())} {total}
                        pinned={(props.older == Older::None)
                            .then(|| pinned_of(&mut props.events.iter()))}
                        on_close={close_clear} />
                }
            </div>
        </section>
        </>
    }
}

fn pinned_of(events: &mut dyn Iterator<Item = &Arc<Event>>) -> u64 {
    events.filter(|event| event.pinned).count() as u64
}
