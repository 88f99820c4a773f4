//! The list before there is an event.

use wire::Channel;
use yew::prelude::*;

use crate::components::copy_button;
use crate::i18n::{Copied, Msg};
use crate::model::app_action::UiAction;
use crate::model::curl::{base, curl};
use crate::model::outgoing_request::OutgoingRequest;
use crate::model::route::webhook_path;
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};

/// Props of [`Empty`].
#[derive(PartialEq, Properties)]
pub struct EmptyProps {
    /// The channel.
    pub channel: Channel,
    /// This channel's URL.
    pub webhook_url: AttrValue,
    /// There is no such channel yet.
    pub absent: bool,
}

/// Says how to send the first event.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let request = OutgoingRequest {
        method: "POST".into(),
        path: webhook_path(&props.channel),
        headers: vec![("content-type".into(), "application/json".into())],
        body: Some(br#"{"oi":1}"#.to_vec()),
    };
    let curl = curl(&request, base(&props.webhook_url));
    let show_me = use_dispatch().reform(|_: MouseEvent| UiAction::Demo(true).into());
    let onclick = use_dispatch().reform(|_: MouseEvent| UiAction::FireRequested.into());
    html! {
        <div class="blank" data-testid="events-empty">
            <h3>{ lang.t(Msg::EmptyTitle) }</h3>
            <div class="slot">
                if props.absent { <p data-testid="absent">{ lang.t(Msg::ChannelAbsent) }</p> }
            </div>
            <button type="button" class="primary" {onclick}>{ lang.t(Msg::Fire) }</button>
            <button type="button" class="ghost" data-testid="show-me" onclick={show_me}>
                { lang.t(Msg::ShowMe) }
            </button>
            <p class="muted">{ lang.t(Msg::EmptyCurl) }</p>
            <div class="asbox">
                <pre data-testid="curl-line">{ &curl }</pre>
                { copy_button(lang, &run_effect, Some("link"), Msg::Copy, Copied::Curl, curl) }
            </div>
            <p class="muted">{ lang.t(Msg::EmptyNote) }</p>
        </div>
    }
}
