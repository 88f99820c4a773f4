//! The timeline under a pointer and under the keys. A mark that is pointed at, or stepped to with
//! the arrows, says when each lane knew; a click or Enter opens its event.

use wire::{Channel, Seq};
use yew::prelude::*;

use crate::components::rich_text;
use crate::features::race_panel::timeline::DrawnView;
use crate::i18n::{Msg, plain};
use crate::model::app_action::Action;
use crate::model::race::mark_text::hit_text;
use crate::model::race::timeline_view::Hit;
use crate::state::contexts::{use_dispatch, use_lang, use_race};

/// Props of [`TimelineTouch`].
#[derive(PartialEq, Properties)]
pub struct TimelineTouchProps {
    /// The channel of the events.
    pub channel: Channel,
    /// The mark that is pointed at.
    pub hit: Option<Hit>,
    /// Called when it is another.
    pub on_hit: Callback<Option<Hit>>,
    /// The element of its words, which the painter moves with the mark.
    pub tip: NodeRef,
    /// The view that was drawn last.
    pub view: DrawnView,
}

/// Lies over the canvas: a slider from event to event, and the words of the mark.
#[component]
pub fn TimelineTouch(props: &TimelineTouchProps) -> Html {
    let (lang, dispatch, handle) = (use_lang(), use_dispatch(), use_race());
    let (on_hit, drawn) = (props.on_hit.clone(), props.view.clone());
    let at = match props.hit {
        Some(Hit::Event(seq)) => Some(seq),
        _ => None,
    };
    let open = {
        let channel = props.channel.clone();
        dispatch.reform(move |seq: Seq| Action::Visit(channel.clone(), Some(seq)))
    };
    let under = {
        let (race, drawn) = (handle.state.clone(), drawn.clone());
        move |e: &MouseEvent| {
            let (x, y) = (f64::from(e.offset_x()), f64::from(e.offset_y()));
            drawn.0.get().and_then(|view| view.hit(race.borrow().history(), x, y))
        }
    };
    let onpointermove = {
        let (on_hit, under) = (on_hit.clone(), under.clone());
        Callback::from(move |e: PointerEvent| on_hit.emit(under(&e)))
    };
    let onclick = {
        let (on_hit, open) = (on_hit.clone(), open.clone());
        Callback::from(move |e: MouseEvent| {
            // A finger points and clicks at once.
            let hit = under(&e);
            on_hit.emit(hit);
            if let Some(Hit::Event(seq)) = hit {
                open.emit(seq);
            }
        })
    };
    let onkeydown = {
        let (on_hit, drawn, race) = (on_hit.clone(), drawn.clone(), handle.state.clone());
        Callback::from(move |e: KeyboardEvent| {
            let (Some(view), race) = (drawn.0.get(), race.borrow()) else { return };
            let history = race.history();
            let next = match e.key().as_str() {
                "ArrowLeft" | "ArrowDown" => view.beside(history, at, false),
                "ArrowRight" | "ArrowUp" => view.beside(history, at, true),
                "Home" => view.outermost(history, false),
                "End" => view.outermost(history, true),
                "Enter" => {
                    at.iter().for_each(|seq| open.emit(*seq));
                    at
                }
                _ => return,
            };
            // Here they are not the list's.
            e.prevent_default();
            e.stop_propagation();
            on_hit.emit(next.map(Hit::Event));
        })
    };
    let onfocus = {
        let (on_hit, drawn, race) = (on_hit.clone(), drawn.clone(), handle.state.clone());
        let hit = props.hit;
        Callback::from(move |_: FocusEvent| {
            let newest = drawn.0.get().and_then(|v| v.outermost(race.borrow().history(), true));
            on_hit.emit(hit.or(newest.map(Hit::Event)));
        })
    };
    let race = handle.state.borrow();
    let view = drawn.0.get();
    // One that has left the picture says no more.
    let seen = view.zip(props.hit).filter(|(view, hit)| match hit {
        Hit::Poll(end_ms) => view.shows(*end_ms),
        Hit::Event(seq) => race.history().mark_of(*seq).is_some_and(|mark| {
            view.shows(mark.at_ms) || mark.pull_ms.is_some_and(|at| view.shows(at))
        }),
    });
    let text = seen.and_then(|(_, hit)| hit_text(lang, &race, hit));
    let shown: Vec<Seq> = view
        .map(|view| view.events(race.history()).map(|mark| mark.seq).collect())
        .unwrap_or_default();
    // Counted from the oldest on.
    let place = at.and_then(|at| shown.iter().rev().position(|seq| *seq == at));
    let said = text.as_ref().map_or_else(|| lang.t(Msg::NoEventsInView).to_owned(), |it| plain(it));
    html! {
        <>
            <div class="touch" data-testid="timeline" role="slider" tabindex="0"
                aria-label={lang.t(Msg::TimelineEvents)} aria-valuetext={said}
                aria-valuemin="0" aria-valuemax={shown.len().to_string()}
                aria-valuenow={place.map_or(0, |place| place + 1).to_string()}
                onpointerleave={on_hit.reform(|_| None)} onblur={on_hit.reform(|_| None)}
                {onpointermove} {onclick} {onkeydown} {onfocus}></div>
            // Said by the slider.
            <div class="tip" data-testid="timeline-tip" ref={props.tip.clone()} aria-hidden="true"
                hidden={text.is_none()}>
                { text.map(|text| rich_text(&text)) }
            </div>
        </>
    }
}
