//! The tab with the facts of an event, and its actions.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wire::{Event, Marking};
use yew::prelude::*;

use crate::components::{CopyButton, ToggleButton};
use crate::features::inspector::note::Note;
use crate::i18n::Msg;
use crate::model::app_action::Action;
use crate::model::request_draft::{Draft, as_curl};
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;
use crate::platform::location::folder;
use crate::services::api;
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`SummaryTab`].
#[derive(PartialEq, Properties)]
pub struct SummaryTabProps {
    /// The event.
    pub event: SharedEvent,
    /// This channel's URL.
    pub webhook_url: AttrValue,
}

/// The tab.
#[component]
pub fn SummaryTab(props: &SummaryTabProps) -> Html {
    let (lang, dispatch, run_effect, event) =
        (use_lang(), use_dispatch(), use_run_effect(), &props.event.0);
    let seq = event.seq;
    let query = event.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let fact =
        |name: Msg, value: String| html! { <><dt>{ lang.t(name) }</dt><dd>{ value }</dd></> };
    let delete = run_effect.reform(move |_: MouseEvent| Effect::Delete(seq));
    let load = {
        let (event, dispatch) = (event.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let (event, dispatch) = (event.clone(), dispatch.clone());
            spawn_local(async move {
                let whole = match event.is_preview() {
                    true => {
                        api::event(&event.channel, event.seq).await.ok().map(|event| event.body)
                    }
                    false => Some(event.body.clone()),
                };
                if let Some(body) = whole {
                    dispatch.emit(Action::Draft(Rc::new(Draft::like(&event, body.as_bytes()))));
                }
            });
        })
    };
    let size = format!("{} ({} B)", lang.size(event.size), lang.whole(event.size));
    let pinned = event.pinned;
    let pin = run_effect.reform(move |_: MouseEvent| {
        Effect::Mark(seq, Marking { pinned: Some(!pinned), ..Marking::default() })
    });
    let known = event.provider.as_ref().map(|provider| {
        let parts = [Some(provider.as_str()), event.event.as_deref(), event.summary.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    html! {
        <div class="scroll">
            <dl class="facts">
                { for known.map(|known| fact(Msg::Provider, known)) }
                { fact(Msg::Received, clock::date_and_time(event.received_at, lang.tag())) }
                { fact(Msg::Method, event.method.clone()) }
                { fact(Msg::Path, format!("{}{query}", event.path)) }
                { fact(Msg::ContentType, event.header("content-type").unwrap_or("—").to_owned()) }
                { fact(Msg::Size, size) }
                { fact(Msg::Digest, event.sha256.to_string()) }
                { fact(Msg::Address, event.remote.clone()) }
                { fact(Msg::Id, event.id.clone()) }
            </dl>
            <Note key={event.id.clone()} {seq} note={event.note.clone()} />
            <div class="actions" data-testid="event-actions">
                <ToggleButton class="ghost" label={lang.t(Msg::Pin)} pressed={pinned}
                    onclick={pin} />
                <button type="button" class="ghost" onclick={load}>
                    { lang.t(Msg::EditAndFire) }
                </button>
                <CopyButton class="ghost" label={Msg::CopyCurl}
                    text={as_curl(event, &props.webhook_url)} />
                <CopyButton class="ghost" label={Msg::CopyLink} text={link(event)} />
                <a class="ghost" href={api::body_url(&event.channel, seq)} download="">
                    { lang.t(Msg::Download) }
                </a>
                <button type="button" class="ghost danger" onclick={delete}>
                    { lang.t(Msg::Delete) }
                </button>
            </div>
        </div>
    }
}

/// The address at which the page shows this event. It has no query, and so no secret and no
/// setting.
fn link(event: &Event) -> String {
    format!("{}/#{}/{}", folder(), event.channel, event.seq)
}
