//! The tab with the facts of an event.

use yew::prelude::*;

use crate::features::inspector::given_answer::GivenAnswerView;
use crate::features::inspector::note::Note;
use crate::i18n::Msg;
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;
use crate::state::contexts::use_lang;

/// Props of [`SummaryTab`].
#[derive(PartialEq, Properties)]
pub struct SummaryTabProps {
    /// The event.
    pub event: SharedEvent,
}

/// The tab.
#[component]
pub fn SummaryTab(props: &SummaryTabProps) -> Html {
    let (lang, event) = (use_lang(), &props.event.0);
    let seq = event.seq;
    let fact =
        |name: Msg, value: String| html! { <><dt>{ lang.t(name) }</dt><dd>{ value }</dd></> };
    let size = format!("{} ({} B)", lang.size(event.size), lang.whole(event.size));
    let known = event.provider.as_ref().map(|provider| {
        let parts = [Some(provider.as_str()), event.event.as_deref(), event.summary.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    html! {
        <div class="scroll" tabindex="0">
            <dl class="facts">
                { known.map(|known| fact(Msg::Provider, known)) }
                { fact(Msg::Received, clock::date_and_time(event.received_at, lang.tag())) }
                { fact(Msg::Method, event.method.clone()) }
                { fact(Msg::Path, event.path_and_query()) }
                { fact(Msg::ContentType, event.header("content-type").unwrap_or("—").to_owned()) }
                { fact(Msg::Size, size) }
                { fact(Msg::Digest, event.sha256.to_string()) }
                { fact(Msg::Address, event.remote.clone()) }
                { fact(Msg::Id, event.id.clone()) }
            </dl>
            <GivenAnswerView event={props.event.clone()} />
            <Note key={event.id.clone()} {seq} note={event.note.clone()} />
        </div>
    }
}
