//! The end of a channel.

use wire::Channel;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::app_action::UiAction;
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`Removal`].
#[derive(PartialEq, Properties)]
pub struct RemovalProps {
    /// The channel.
    pub channel: Channel,
}

/// Deletes the channel, once the reader has said so twice.
#[component]
pub fn Removal(props: &RemovalProps) -> Html {
    let (lang, dispatch, run_effect) = (use_lang(), use_dispatch(), use_run_effect());
    let asking = use_state_eq(|| false);
    let ask = |next: bool| {
        let asking = asking.setter();
        Callback::from(move |_: MouseEvent| asking.set(next))
    };
    let delete = {
        let channel = props.channel.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(UiAction::ChannelSettings(false).into());
            run_effect.emit(Effect::DeleteChannel(channel.clone()));
        })
    };
    html! {
        <div class="removal" data-testid="channel-removal">
            if *asking {
                <p role="alert">{ lang.delete_channel_sure(props.channel.as_str()) }</p>
                <button type="button" class="ghost danger" onclick={delete}>
                    { lang.t(Msg::DeleteChannel) }
                </button>
                <button type="button" class="ghost" onclick={ask(false)}>
                    { lang.t(Msg::Cancel) }
                </button>
            } else {
                <button type="button" class="how" onclick={ask(true)}>
                    { format!("{}…", lang.t(Msg::DeleteChannel)) }
                </button>
            }
        </div>
    }
}
