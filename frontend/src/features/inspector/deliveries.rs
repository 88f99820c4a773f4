//! What became of an event at the programs that get this channel's events: each attempt, and its
//! answer.

use wasm_bindgen_futures::spawn_local;
use wire::ConsumerInfo;
use yew::prelude::*;

use crate::components::icon;
use crate::features::inspector::attempt::AttemptRow;
use crate::i18n::{Copied, Lang, Msg};
use crate::model::api_error::ApiError;
use crate::model::app_action::UiAction;
use crate::model::deliveries::{AtConsumer, Attempts, Standing, by_consumer};
use crate::model::shared_event::SharedEvent;
use crate::services::api;
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`DeliveriesTab`].
#[derive(PartialEq, Properties)]
pub struct DeliveriesTabProps {
    /// The event.
    pub event: SharedEvent,
    /// The attempts at it that the page knows of.
    pub attempts: Option<Attempts>,
    /// Streams that have begun: what was tried while there was none is asked for.
    pub streams: u32,
}

/// The tab.
#[component]
pub fn DeliveriesTab(props: &DeliveriesTabProps) -> Html {
    let (lang, dispatch, run_effect) = (use_lang(), use_dispatch(), use_run_effect());
    let event = &props.event.0;
    let seq = event.seq;
    let consumers = use_state(|| None::<Vec<ConsumerInfo>>);
    // Why they are not known.
    let failed = use_state_eq(|| None::<ApiError>);
    {
        let run_effect = run_effect.clone();
        use_effect_with((event.channel.clone(), seq, props.streams), move |_| {
            run_effect.emit(Effect::LoadAttempts(seq));
        });
    }
    {
        let (consumers, failed) = (consumers.setter(), failed.setter());
        let attempts = props.attempts.as_ref().map(|attempts| attempts.len());
        // Asked again as attempts are made: where a program stands moves with them.
        let deps = (event.channel.clone(), seq, attempts, props.streams);
        use_effect_with(deps, move |(channel, ..)| {
            let channel = channel.clone();
            spawn_local(async move {
                match api::consumers(&channel).await {
                    Ok(found) => {
                        consumers.set(Some(found));
                        failed.set(None);
                    }
                    Err(error) => failed.set(Some(error)),
                }
            });
        });
    }
    let known = props.attempts.as_deref().map(Vec::as_slice).unwrap_or_default();
    let found = by_consumer(seq, known, consumers.as_deref().unwrap_or_default());
    if let (true, Some(error)) = (found.is_empty(), &*failed) {
        return html! { <p class="blank bad">{ error.text(lang) }</p> };
    }
    if found.is_empty() && consumers.is_none() {
        return html! { <p class="blank muted">{ lang.t(Msg::Loading) }</p> };
    }
    if found.is_empty() {
        let command = format!("gancho forward {} --to http://localhost:3000", event.channel);
        let copy = {
            let command = command.clone();
            run_effect.reform(move |_: MouseEvent| Effect::Copy(Copied::Command, command.clone()))
        };
        let setting = dispatch.reform(|_: MouseEvent| UiAction::ForwardSettings.into());
        return html! {
            <div class="blank" data-testid="no-deliveries">
                <h3>{ lang.t(Msg::NobodyReceives) }</h3>
                <p class="muted">{ lang.t(Msg::ForwardHow) }</p>
                <div class="asbox">
                    <pre>{ command }</pre>
                    <button type="button" class="link" onclick={copy}>{ lang.t(Msg::Copy) }</button>
                </div>
                <p class="muted">{ lang.t(Msg::ForwardHere) }</p>
                <button type="button" class="ghost" onclick={setting}>
                    { format!("{}…", lang.t(Msg::ForwardTo)) }
                </button>
            </div>
        };
    }
    let sections = found.iter().map(|at| {
        let name = at.name.clone();
        let resend =
            run_effect.reform(move |_: MouseEvent| Effect::Resend(seq, Some(name.clone())));
        section(lang, at, resend)
    });
    html! { <div class="scroll" tabindex="0">{ for sections }</div> }
}

/// An event at one program.
fn section(lang: Lang, at: &AtConsumer, resend: Callback<MouseEvent>) -> Html {
    let standing = match at.standing {
        Standing::Waits(true) => lang.t(Msg::Queued).to_owned(),
        Standing::Waits(false) => lang.t(Msg::QueuedOff).to_owned(),
        Standing::Delivered(attempt) => lang.delivered(attempt),
        Standing::Failed => lang.t(Msg::TriedAgain).to_owned(),
        // Said below, where there is room.
        Standing::Dead => String::new(),
        Standing::Passed => lang.t(Msg::PassedBy).to_owned(),
    };
    let target = at.attempts.last().map(|last| last.attempt.target.clone());
    let count = at.attempts.len();
    let rows = at.attempts.iter().enumerate().map(|(nth, attempt)| {
        let next = at.attempts.get(nth + 1).map(|next| next.attempt.started_at);
        let key = format!("{}-{}", attempt.attempt.number, attempt.attempt.replay);
        html! {
            <AttemptRow {key} attempt={attempt.clone()} {next} open={nth + 1 == count} />
        }
    });
    let given_up = at.attempts.last().filter(|_| at.standing == Standing::Dead);
    html! {
        <section class="consumer" key={at.name.as_str().to_owned()} data-testid="consumer">
            <header>
                <h3>{ at.name.as_str() }</h3>
                <span class="muted">{ standing }</span>
                <span class="grow"></span>
                <button type="button" class="act" onclick={resend}>
                    { icon::send() }<span>{ lang.t(Msg::SendAgain) }</span>
                </button>
            </header>
            <p class="muted num target">{ target }</p>
            <ol class="attempts">{ for rows }</ol>
            <div class="slot">
                if let Some(last) = given_up {
                    <p class="deadletter" data-testid="dead-letter">
                        <b>{ lang.t(Msg::DeadLetter) }</b>
                        { " " }{ lang.given_up(last.attempt.number) }
                    </p>
                }
            </div>
        </section>
    }
}
