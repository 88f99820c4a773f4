//! What an event is, and what can be done with it.

use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use wire::{Event, Marking};
use yew::prelude::*;

use super::note::{Note, Props as NoteProps};
use crate::api::{self, Shot};
use crate::ask::Ask;
use crate::components::{copy_button, hosted_as, leaf, toggle};
use crate::fire::draft::Draft;
use crate::fire::snippet::{base, curl};
use crate::state::Action;
use crate::text::T;
use crate::{browser, clock};

/// The tab.
pub fn summary_tab(props: &super::Props, event: &Arc<Event>) -> Html {
    let lang = props.lang;
    let seq = event.seq;
    let query = event.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let fact = |name: T, value: String| view! { <>{ leaf("dt", "", lang.t(name)) }{ leaf("dd", "", value) }</> };
    let delete = props.ask.reform(move |_: MouseEvent| Ask::Delete(seq));
    let load = {
        let (event, act) = (event.clone(), props.act.clone());
        Callback::from(move |_: MouseEvent| {
            let (event, act) = (event.clone(), act.clone());
            spawn_local(async move {
                let whole = match event.is_preview() {
                    true => api::event(&event.channel, event.seq).await.ok().map(|event| event.body),
                    false => Some(event.body.clone()),
                };
                if let Some(body) = whole {
                    act.emit(Action::Draft(Rc::new(Draft::like(&event, body.as_bytes()))));
                }
            });
        })
    };
    let pinned = event.pinned;
    let pin =
        props.ask.reform(move |_: MouseEvent| Ask::Mark(seq, Marking { pinned: Some(!pinned), ..Marking::default() }));
    let known = event.provider.as_ref().map(|provider| {
        let parts = [Some(provider.as_str()), event.event.as_deref(), event.summary.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    view! {
        <div class="scroll">
            <dl class="facts">
                { for known.map(|known| fact(T::Provider, known)) }
                { fact(T::Received, clock::date_and_time(event.received_at, lang)) }
                { fact(T::Method, event.method.clone()) }
                { fact(T::Path, format!("{}{query}", event.path)) }
                { fact(T::ContentType, event.header("content-type").unwrap_or("—").to_owned()) }
                { fact(T::Size, format!("{} ({} B)", lang.size(event.size), lang.whole(event.size))) }
                { fact(T::Digest, event.sha256.to_string()) }
                { fact(T::Address, event.remote.clone()) }
                { fact(T::Id, event.id.clone()) }
            </dl>
            { hosted_as::<Note>(event.id.clone(), NoteProps { lang, seq, note: event.note.clone(), ask: props.ask.clone() }) }
            <div class="actions" data-testid="event-actions">
                { toggle("ghost", lang.t(T::Pin), pinned, pin) }
                <button type="button" class="ghost" onclick={load}>{ lang.t(T::EditAndFire) }</button>
                { copy_button(lang, "ghost", T::CopyCurl, as_curl(event, &props.webhook_url)) }
                { copy_button(lang, "ghost", T::CopyLink, link(event)) }
                <a class="ghost" href={api::body_url(&event.channel, seq)} download="">{ lang.t(T::Download) }</a>
                <button type="button" class="ghost danger" onclick={delete}>{ lang.t(T::Delete) }</button>
            </div>
        </div>
    }
}

/// The address at which the page shows this event. It has no query, and so no secret and no setting.
fn link(event: &Event) -> String {
    format!("{}/#{}/{}", browser::origin(), event.channel, event.seq)
}

/// The event as a command, with what the page holds of its body.
#[must_use]
pub fn as_curl(event: &Event, webhook_url: &str) -> String {
    let draft = Draft::like(event, event.body.as_bytes());
    let headers = draft.headers.lines().filter_map(|line| line.split_once(": "));
    let shot = Shot {
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: (!event.body.is_empty()).then(|| event.body.as_bytes().to_vec()),
        method: draft.method,
        path: draft.path,
    };
    curl(&shot, base(webhook_url))
}
