//! A sender that waits: what it sent, how long it still waits, and its answers.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use wire::{Channel, HandAnswer};
use yew::prelude::*;

use super::answer_form::{self, Draft, Sends, answer_form};
use crate::components::icon;
use crate::i18n::Msg;
use crate::model::app_action::{Action, ChannelAction};
use crate::model::event_title::{short_path, title};
use crate::model::held::{HeldAction, HeldSender, HeldStanding, held_id};
use crate::model::shared_event::SharedEvent;
use crate::platform::dom;
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Longest time for which a relay holds a sender, in s.
const HOLD_S: u32 = 30;
/// Time for which it is said what became of a sender, in ms.
const SEEN_MS: u32 = 8000;
/// An answer that went out so much before a sender's time was over, in ms, had another reason.
const EARLY_MS: f64 = 1000.0;

/// Props of [`HeldRow`].
#[derive(PartialEq, Properties)]
pub struct HeldRowProps {
    /// The channel.
    pub channel: Channel,
    /// The sender.
    pub sender: HeldSender,
    /// Its event, when it is here.
    pub event: Option<SharedEvent>,
    /// Seconds that it still waits.
    pub left_s: u32,
}

/// The row.
#[component]
pub fn HeldRow(props: &HeldRowProps) -> Html {
    let (lang, dispatch, run_effect) = (use_lang(), use_dispatch(), use_run_effect());
    let HeldSender { seq, until, standing } = props.sender;
    // What is written, as long as the form is open.
    let draft = use_state_eq(|| None::<Draft>);
    let open = standing.is_open();
    {
        // Who is writing when the time is over goes on until they leave.
        let draft = draft.setter();
        use_effect_with(open, move |open| {
            if !open && !dom::has_focus(&format!("#{} form", held_id(seq))) {
                draft.set(None);
            }
        });
    }
    {
        let (dispatch, is_writing) = (dispatch.clone(), draft.is_some());
        let deps = (props.channel.clone(), open, is_writing);
        use_effect_with(deps, move |(channel, open, is_writing)| {
            let channel = channel.clone();
            // Each has its own time.
            let timer = (!open && !is_writing).then(|| {
                Timeout::new(SEEN_MS, move || {
                    let seen = ChannelAction::Held(HeldAction::Seen(vec![seq]));
                    dispatch.emit(Action::InChannel(channel, seen));
                })
            });
            move || drop(timer)
        });
    }
    let event = props.event.as_ref().map(|event| &*event.0);
    let show = dispatch.reform(move |_: MouseEvent| Action::Select(Some(seq)));
    let answer = Callback::from(move |answer: HandAnswer| {
        // The buttons go with the answer: whoever pressed one stays at its place.
        dom::focus(&held_id(seq));
        run_effect.emit(Effect::AnswerHeld(seq, answer));
    });
    let at_once = |status: u16| {
        let onclick = answer.reform(move |_: MouseEvent| HandAnswer {
            status,
            headers: Vec::new(),
            body: None,
        });
        html! {
            <button type="button" class="act" {onclick}
                disabled={standing == HeldStanding::Sending}>
                { lang.answer_with(status) }
            </button>
        }
    };
    // What was written while the form is folded.
    let written = use_mut_ref(Draft::default);
    let toggle = {
        let (draft, written) = (draft.clone(), written.clone());
        Callback::from(move |_: MouseEvent| {
            draft.set(match &*draft {
                Some(open) => {
                    written.replace(open.clone());
                    None
                }
                None => Some(written.borrow().clone()),
            });
            // Once it is drawn, the keyboard goes where the answer is written.
            Timeout::new(0, move || dom::focus(&answer_form::id(seq, "status"))).forget();
        })
    };
    let close = {
        let draft = draft.clone();
        move || {
            if let Some(open) = &*draft {
                written.replace(open.clone());
            }
            draft.set(None);
            dom::focus(&held_id(seq));
        }
    };
    let onkeydown = {
        let (close, writes) = (close.clone(), draft.is_some());
        Callback::from(move |e: KeyboardEvent| {
            if e.key() == "Escape" && writes {
                e.stop_propagation();
                close();
            }
        })
    };
    let on_close = Callback::from(move |_: MouseEvent| close());
    // Of a sender that waits no more, the form goes when the reader goes to something else; not
    // when the window loses the focus: what was written may be wanted elsewhere.
    let onfocusout = {
        let draft = draft.setter();
        Callback::from(move |e: FocusEvent| {
            let next = e.related_target().and_then(|next| next.dyn_into::<Element>().ok());
            let leaves = next.is_some_and(|next| {
                next.closest(&format!("#{}", held_id(seq))).ok().flatten().is_none()
            });
            if leaves && !open {
                draft.set(None);
            }
        })
    };
    let came_to = match standing {
        HeldStanding::Waits | HeldStanding::Unsure | HeldStanding::Sending => None,
        HeldStanding::Answered(status) => Some(lang.held_answered(status)),
        HeldStanding::Elsewhere(status) => Some(lang.held_elsewhere(status)),
        HeldStanding::Over(status) => {
            let sent_ms = event.and_then(|event| {
                Some(event.received_at.as_millis() + f64::from(event.answer?.ms?))
            });
            let is_early = sent_ms.is_some_and(|sent_ms| sent_ms < until.as_millis() - EARLY_MS);
            Some(lang.held_over(status, is_early))
        }
        HeldStanding::Ended => Some(lang.t(Msg::HeldEnded).to_owned()),
    };
    let what = event.map(|event| {
        let (title, aside) = title(event);
        html! {
            <>
                <span class="num">{ &event.method }{ " " }{ short_path(event) }</span>
                <bdi class="about">{ title }{ " " }<span class="muted">{ aside }</span></bdi>
            </>
        }
    });
    let set = {
        let draft = draft.setter();
        Callback::from(move |next: Draft| draft.set(Some(next)))
    };
    let sends = match standing {
        HeldStanding::Sending => Sends::NotNow,
        _ if open => Sends::Yes,
        _ => Sends::NoMore,
    };
    let form = draft
        .as_ref()
        .map(|draft| answer_form(lang, seq, draft, sends, &set, answer.clone(), on_close.clone()));
    let left = match standing {
        HeldStanding::Unsure => lang.t(Msg::HeldUnsure).to_owned(),
        HeldStanding::Sending => lang.t(Msg::HeldSending).to_owned(),
        _ => format!("{}\u{a0}s", props.left_s),
    };
    html! {
        <li id={held_id(seq)} tabindex="-1" data-testid="held" {onkeydown} {onfocusout}>
            <p class="sent">
                <button type="button" class="how num" onclick={show}>{ format!("#{seq}") }</button>
                { what }
                <span class="grow"></span>
                <span class="slot">
                    if open {
                        <b class="num left" role="timer" data-testid="held-left">{ left }</b>
                    }
                </span>
            </p>
            <div class="slot">
                if let Some(came_to) = came_to {
                    <p class="cameto" role="status" data-testid="held-outcome"
                        id={answer_form::id(seq, "outcome")}>{ came_to }</p>
                } else {
                    <progress max={HOLD_S.to_string()} aria-hidden="true"
                        value={props.left_s.min(HOLD_S).to_string()}></progress>
                    <p class="choices">
                        { at_once(200) }
                        { at_once(500) }
                        <button type="button" class="act" aria-expanded={draft.is_some().to_string()}
                            onclick={toggle}>
                            { lang.t(Msg::EditRequest) }
                            { if draft.is_some() { icon::up() } else { icon::down() } }
                        </button>
                    </p>
                }
            </div>
            <div class="slot">{ form }</div>
        </li>
    }
}
