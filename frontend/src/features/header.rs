//! The bar on top: where to send, which channel, how the connection is.

mod channel_switch;
mod connection_state;
mod forward_state;
mod public_state;

use std::rc::Rc;

use channel_switch::ChannelSwitch;
use connection_state::ConnectionState;
use forward_state::forward_state;
use public_state::PublicState;
use wire::{Channel, ChannelInfo, ForwardStatus};
use yew::prelude::*;

use crate::components::{IconButton, ToggleButton, copy_button, icon};
use crate::i18n::{Copied, Lang, Msg};
use crate::model::app_action::{Action, UiAction};
use crate::model::connection::Connection;
use crate::model::prefs::Prefs;
use crate::platform::clock::now_ms;
use crate::state::contexts::{use_dispatch, use_prefs, use_run_effect};
use crate::state::preferences::is_dark;

/// Props of [`Header`].
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// The channel shown.
    pub channel: Channel,
    /// Every channel.
    pub channels: Rc<Vec<ChannelInfo>>,
    /// This channel's URL.
    pub webhook_url: AttrValue,
    /// Rises when the relay's public address may be another.
    pub public_version: u32,
    /// The connection.
    pub connection: Connection,
    /// How the relay's own forwarding of the channel goes.
    pub forward: Option<Rc<ForwardStatus>>,
    /// New events are held back.
    pub paused: bool,
}

/// The bar on top.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let (prefs, dispatch, run_effect) = (use_prefs(), use_dispatch(), use_run_effect());
    let lang = prefs.lang;
    let language = |choice: Lang| {
        let onclick = dispatch
            .reform(move |_: MouseEvent| UiAction::Prefs(Prefs { lang: choice, ..prefs }).into());
        html! { <ToggleButton label={choice.code()} pressed={lang == choice} {onclick} /> }
    };
    let theme = dispatch.reform(move |_: MouseEvent| {
        let dark = Some(!is_dark(prefs));
        UiAction::Prefs(Prefs { dark, ..prefs }).into()
    });
    let pause = dispatch.reform(|_: MouseEvent| Action::TogglePause(now_ms()));
    let settings = dispatch.reform(|_: MouseEvent| UiAction::ChannelSettings(true).into());
    let forward = dispatch.reform(|_: MouseEvent| UiAction::ForwardSettings.into());
    let dead = dispatch.reform(|_: MouseEvent| Action::Filter("delivery:dead".into()));
    let help = dispatch.reform(|_: MouseEvent| UiAction::ToggleHelp.into());
    html! {
        <header class="bar" data-testid="topbar">
            <div class="brand">{ icon::hook() }{ "Gancho" }</div>
            <div class="endpoint" data-testid="endpoint-row">
                <code class="verb">{ "POST" }</code>
                <code id="endpoint" title={&props.webhook_url}>{ &props.webhook_url }</code>
                <div class="slot"><PublicState version={props.public_version} /></div>
                { copy_button(lang, &run_effect, None, Msg::Copy, Copied::Url,
                    props.webhook_url.as_str()) }
            </div>
            <ChannelSwitch channel={props.channel.clone()} channels={props.channels.clone()} />
            <IconButton id="channel-settings" name={lang.t(Msg::ChannelSettings)}
                onclick={settings}>
                { icon::gear() }
            </IconButton>
            { forward_state(lang, props.forward.as_deref(), forward, dead) }
            <span class="grow"></span>
            <ConnectionState connection={props.connection} />
            <button type="button" class="chip pause" data-testid="pause"
                aria-pressed={props.paused.to_string()} onclick={pause}>
                { icon::pause(props.paused) }
                <span>{ lang.t(if props.paused { Msg::Continue } else { Msg::Pause }) }</span>
            </button>
            <span class="seg" data-testid="language" role="group"
                aria-label={lang.t(Msg::Language)}>
                { for Lang::ALL.into_iter().map(language) }
            </span>
            <IconButton id="theme" name={lang.t(Msg::Theme)} onclick={theme}>
                { icon::theme() }
            </IconButton>
            <IconButton id="help" name={lang.t(Msg::Help)} onclick={help}>{ "?" }</IconButton>
        </header>
    }
}
