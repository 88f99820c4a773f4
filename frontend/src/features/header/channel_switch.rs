//! The switch between channels.

use std::rc::Rc;

use wire::{Channel, ChannelInfo};
use yew::prelude::*;

use crate::components::{field_error, icon};
use crate::i18n::Msg;
use crate::platform::dom::{self, input_value};
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`ChannelSwitch`].
#[derive(PartialEq, Properties)]
pub struct ChannelSwitchProps {
    /// The channel shown.
    pub channel: Channel,
    /// Every channel.
    pub channels: Rc<Vec<ChannelInfo>>,
}

/// The list of channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Popup {
    open: bool,
    /// Name of a channel to be made.
    name: String,
    /// It cannot be a name.
    bad: bool,
}

/// Chooses a channel, or makes one.
#[component]
pub fn ChannelSwitch(props: &ChannelSwitchProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let popup = use_state_eq(Popup::default);
    let toggle = {
        let (popup, run_effect) = (popup.clone(), run_effect.clone());
        Callback::from(move |_: MouseEvent| {
            run_effect.emit(Effect::LoadChannels);
            popup.set(Popup { open: !popup.open, ..Popup::default() });
        })
    };
    let close = {
        let popup = popup.setter();
        Callback::from(move |_: MouseEvent| popup.set(Popup::default()))
    };
    let onkeydown = {
        let popup = popup.clone();
        Callback::from(move |e: KeyboardEvent| {
            if e.key() == "Escape" && popup.open {
                e.stop_propagation();
                popup.set(Popup::default());
                dom::focus("channel");
            }
        })
    };
    let choose = {
        let (popup, run_effect) = (popup.setter(), run_effect.clone());
        move |channel: Channel| {
            popup.set(Popup::default());
            dom::focus("channel");
            run_effect.emit(Effect::OpenChannel(channel));
        }
    };
    let oninput = {
        let popup = popup.setter();
        Callback::from(move |e: InputEvent| {
            popup.set(Popup { open: true, name: input_value(&e), bad: false });
        })
    };
    let onsubmit = {
        let (popup, choose) = (popup.clone(), choose.clone());
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            match Channel::new(popup.name.trim()) {
                Ok(channel) => choose(channel),
                Err(_) => popup.set(Popup { bad: true, ..(*popup).clone() }),
            }
        })
    };
    let place = use_node_ref();
    let onfocusout = {
        let (popup, place) = (popup.clone(), place.clone());
        Callback::from(move |e: FocusEvent| {
            if popup.open && dom::focus_leaves(&e, place.get()) {
                popup.set(Popup::default());
            }
        })
    };
    let rows = props.channels.iter().map(|info| {
        let (channel, choose) = (info.channel.clone(), choose.clone());
        let current = info.channel == props.channel;
        let onclick = Callback::from(move |_: MouseEvent| choose(channel.clone()));
        html! {
            <li key={info.channel.to_string()}>
                <button type="button" aria-current={current.then_some("true")} {onclick}>
                    <span>{ format!("# {}", info.channel) }</span>
                    <span class="muted num">{ lang.whole(info.count) }</span>
                </button>
            </li>
        }
    });
    let error = popup.bad.then(|| lang.t(Msg::BadChannel).to_owned());
    html! {
        <div class="switch" ref={place} {onkeydown} {onfocusout}>
            <button type="button" class="chip channel" id="channel"
                aria-expanded={popup.open.to_string()} aria-haspopup="true" onclick={toggle}>
                <span class="name">{ format!("# {}", props.channel) }</span>{ icon::down() }
            </button>
            <div class="slot">
                if popup.open {
                    <div class="backdrop" onclick={close}></div>
                    <div class="popup" data-testid="channel-menu">
                        <ul>{ for rows }</ul>
                        <form {onsubmit}>
                            <input class="box" value={popup.name.clone()} {oninput}
                                placeholder={lang.t(Msg::NewChannel)}
                                aria-label={lang.t(Msg::NewChannel)}
                                title={lang.t(Msg::NewChannelHint)} maxlength="64"
                                spellcheck="false" id="new-channel"
                                aria-invalid={popup.bad.to_string()}
                                aria-describedby="new-channel-error" />
                            <button type="submit" class="ghost">{ lang.t(Msg::Create) }</button>
                        </form>
                        { field_error("new-channel-error", error) }
                    </div>
                }
            </div>
        </div>
    }
}
