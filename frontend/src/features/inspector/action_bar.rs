//! The actions on an event, the same on every tab.

use wasm_bindgen_futures::spawn_local;
use wire::{ConsumerInfo, Event, Marking};
use yew::prelude::*;

use crate::components::icon;
use crate::features::inspector::icons;
use crate::features::inspector::menu::Menu;
use crate::i18n::{Copied, Msg};
use crate::model::shared_event::SharedEvent;
use crate::platform::location::base;
use crate::services::api;
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`ActionBar`].
#[derive(PartialEq, Properties)]
pub struct ActionBarProps {
    /// The event.
    pub event: SharedEvent,
}

/// The actions.
#[component]
pub fn ActionBar(props: &ActionBarProps) -> Html {
    let (lang, run_effect, event) = (use_lang(), use_run_effect(), &props.event.0);
    let (seq, pinned) = (event.seq, event.pinned);
    let consumers = use_state(|| None::<Vec<ConsumerInfo>>);
    let load_consumers = {
        let (consumers, channel) = (consumers.setter(), event.channel.clone());
        Callback::from(move |()| {
            let (consumers, channel) = (consumers.clone(), channel.clone());
            spawn_local(async move {
                // Without an answer none is offered.
                consumers.set(Some(api::consumers(&channel).await.unwrap_or_default()));
            });
        })
    };
    let act = |effect: Effect| run_effect.reform(move |_: MouseEvent| effect.clone());
    let replay = act(Effect::Replay(event.clone()));
    let edit = act(Effect::Edit(event.clone()));
    let copy_body = act(Effect::CopyBody(event.clone()));
    let curl = act(Effect::CopyCurl(event.clone()));
    let copy_link = act(Effect::Copy(Copied::Link, link(event)));
    let copy_id = act(Effect::Copy(Copied::Id, event.id.clone()));
    let marking = Marking { pinned: Some(!pinned), ..Marking::default() };
    let pin = act(Effect::Mark(seq, marking));
    let delete = act(Effect::Delete(seq));

    let programs = consumers.iter().flatten().map(|consumer| {
        let resend = act(Effect::Resend(seq, Some(consumer.name.clone())));
        html! {
            <button type="button" key={consumer.name.as_str().to_owned()} onclick={resend}>
                { lang.my_program(consumer.name.as_str()) }
            </button>
        }
    });
    let no_program = consumers.as_ref().is_some_and(Vec::is_empty);
    let targets = html! {
        <>
            <button type="button" onclick={replay.clone()}>{ lang.t(Msg::ReplayHere) }</button>
            <div class="slot">{ for programs }</div>
            <div class="slot">
                if no_program { <p class="muted">{ lang.t(Msg::NoProgram) }</p> }
            </div>
            <button type="button" onclick={edit.clone()}>{ lang.t(Msg::ReplayEdited) }</button>
        </>
    };
    let pin_name = lang.t(if pinned { Msg::Pinned } else { Msg::Pin });
    let face = |icon: Html, text: &'static str| html! { <>{ icon }<span>{ text }</span></> };
    html! {
        <div class="acts" role="group" aria-label={lang.t(Msg::Actions)}
            data-testid="event-actions">
            <div class="actsrow">
                <span class="split">
                    <button type="button" class="act" title={lang.t(Msg::ReplayHere)}
                        onclick={replay}>
                        { face(icons::replay(), lang.t(Msg::Replay)) }
                    </button>
                    <Menu id="replay-to" class="act square" name={lang.t(Msg::ReplayTo)}
                        face={icon::down()} onopen={load_consumers.clone()}>
                        { targets.clone() }
                    </Menu>
                </span>
                <button type="button" class="act" onclick={copy_body}>
                    { face(icons::copy(), lang.t(Msg::CopyBody)) }
                </button>
                <button type="button" class="act wide" aria-label={lang.t(Msg::CopyCurl)}
                    title={lang.t(Msg::CopyCurl)} onclick={curl.clone()}>
                    { face(icons::terminal(), lang.t(Msg::Curl)) }
                </button>
                <button type="button" class="act wide" aria-label={lang.t(Msg::CopyLink)}
                    title={lang.t(Msg::CopyLink)} onclick={copy_link.clone()}>
                    { face(icons::link(), lang.t(Msg::Link)) }
                </button>
                <button type="button" class="act" data-testid="pin"
                    aria-pressed={pinned.to_string()} onclick={pin}>
                    { face(icons::star(pinned), pin_name) }
                </button>
                <button type="button" class="act" onclick={delete}>
                    { face(icons::bin(), lang.t(Msg::Delete)) }
                </button>
                <span class="grow"></span>
                <Menu id="more-actions" class="act square last" name={lang.t(Msg::MoreActions)}
                    face={face(icons::more(), lang.t(Msg::MoreShort))} onopen={load_consumers}>
                    <div class="slot narrow">
                        { targets }
                        <button type="button" onclick={curl}>{ lang.t(Msg::CopyCurl) }</button>
                        <button type="button" onclick={copy_link}>{ lang.t(Msg::CopyLink) }</button>
                    </div>
                    <button type="button" onclick={copy_id}>{ lang.t(Msg::CopyId) }</button>
                    <a href={api::body_url(&event.channel, seq)} download="">
                        { lang.t(Msg::Download) }
                    </a>
                </Menu>
            </div>
        </div>
    }
}

/// The address at which the page shows this event. It has no query, and so no secret and no
/// setting.
fn link(event: &Event) -> String {
    format!("{}/#{}/{}", base(), event.channel, event.seq)
}
