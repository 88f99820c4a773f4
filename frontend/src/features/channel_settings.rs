//! The settings of a channel: its provider, the secret, and the answer to senders.

mod draft;

use draft::{SettingsDraft, SettingsError};
use providers::Provider;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use wire::{Channel, Secret};
use yew::prelude::*;

use crate::components::{Dialog, SchemeField};
use crate::i18n::Msg;
use crate::model::app_action::{Action, ChannelAction, UiAction};
use crate::model::notice::Notice;
use crate::platform::dom::{input_value, select_value, textarea_value};
use crate::platform::task::AbortOnDrop;
use crate::services::api;
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`ChannelSettingsDialog`].
#[derive(PartialEq, Properties)]
pub struct ChannelSettingsProps {
    /// The channel.
    pub channel: Channel,
}

/// The answer of a Telegram bot that repeats each message.
const ECHO: &str =
    r#"{"method":"sendMessage","chat_id":{{body.message.chat.id}},"text":"{{body.message.text}}"}"#;

/// The dialog.
#[component]
pub fn ChannelSettingsDialog(props: &ChannelSettingsProps) -> Html {
    let (lang, dispatch) = (use_lang(), use_dispatch());
    let draft = use_state_eq(SettingsDraft::default);
    {
        let (draft, channel, dispatch) = (draft.setter(), props.channel.clone(), dispatch.clone());
        use_effect_with((), move |()| {
            let task = AbortOnDrop::spawn(async move {
                match api::settings(&channel).await {
                    Ok(settings) => draft.set(SettingsDraft::of(settings)),
                    Err(error) => {
                        dispatch.emit(UiAction::ChannelSettings(false).into());
                        dispatch.emit(Action::Notice(Some(Notice::Failed(error))));
                    }
                }
            });
            move || drop(task)
        });
    }
    let write = |field: fn(&mut SettingsDraft, String)| {
        let draft = draft.clone();
        move |text: String| {
            let mut next = (*draft).clone();
            field(&mut next, text);
            draft.set(next);
        }
    };
    let input = |field: fn(&mut SettingsDraft, String)| {
        let write = write(field);
        Callback::from(move |e: InputEvent| write(input_value(&e)))
    };
    let area = |field: fn(&mut SettingsDraft, String)| {
        let write = write(field);
        Callback::from(move |e: InputEvent| write(textarea_value(&e)))
    };
    let check = |field: fn(&mut SettingsDraft, bool)| {
        let draft = draft.clone();
        Callback::from(move |e: Event| {
            let mut next = (*draft).clone();
            field(&mut next, e.target_dyn_into::<HtmlInputElement>().is_some_and(|e| e.checked()));
            draft.set(next);
        })
    };
    let onprovider = {
        let write = write(|d, text| {
            // A provider's handshake is answered unless the reader switches that off.
            d.handshakes |= d.provider.is_empty();
            d.provider = text;
        });
        Callback::from(move |e: Event| write(select_value(&e)))
    };
    let echo = {
        let draft = draft.clone();
        Callback::from(move |_: MouseEvent| {
            let headers = "content-type: application/json".to_owned();
            draft.set(SettingsDraft {
                own: false,
                status: "200".into(),
                headers,
                body: ECHO.into(),
                ..(*draft).clone()
            });
        })
    };
    let close = dispatch.reform(|_: MouseEvent| UiAction::ChannelSettings(false).into());
    let onsubmit = {
        let (draft, channel, dispatch) = (draft.clone(), props.channel.clone(), dispatch.clone());
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            let (draft, channel, dispatch) = (draft.clone(), channel.clone(), dispatch.clone());
            let settings = draft.settings();
            if settings.custom == Some(None) {
                let refused = Some(SettingsError::Scheme);
                return draft.set(SettingsDraft { refused, ..(*draft).clone() });
            }
            spawn_local(async move {
                match api::set_channel(&channel, &settings).await {
                    Ok(settings) => {
                        let saved = SettingsDraft::of(settings);
                        // A warning that was not there before is to be read first.
                        if saved.warning.is_some() && saved.warning != draft.warning {
                            draft.set(saved);
                        } else {
                            dispatch.emit(UiAction::ChannelSettings(false).into());
                        }
                        dispatch.emit(Action::Notice(Some(Notice::Info(Msg::Saved))));
                        // The listed events were checked again.
                        if let Ok(page) = api::history(&channel, None).await {
                            let history = ChannelAction::History(page);
                            dispatch.emit(Action::InChannel(channel, history));
                        }
                    }
                    Err(error) => {
                        let refused = Some(SettingsError::Api(error));
                        draft.set(SettingsDraft { refused, ..(*draft).clone() });
                    }
                }
            });
        })
    };
    let field = |name: Msg, control: Html| {
        html! {
            <label class="field"><span class="label">{ lang.t(name) }</span>{ control }</label>
        }
    };
    let text =
        |name: Msg, value: &str, field_: fn(&mut SettingsDraft, String), hint: &'static str| {
            field(
                name,
                html! {
                    <input class="box mono" value={value.to_owned()} oninput={input(field_)}
                        placeholder={hint} spellcheck="false" autocomplete="off" />
                },
            )
        };
    let switch = |name: Msg, on: bool, field_: fn(&mut SettingsDraft, bool)| {
        html! {
            <label class="choice">
                <input type="checkbox" checked={on} onchange={check(field_)} />
                { lang.t(name) }
            </label>
        }
    };
    let providers = Provider::ALL.iter().map(|one| {
        html! {
            <option value={one.name()} selected={one.name() == draft.provider}>
                { one.title() }
            </option>
        }
    });
    let fail_percent = |d: &mut SettingsDraft, text| d.fail_percent = text;
    let set_secret = |d: &mut SettingsDraft, text| d.secret = Secret::new(text);
    let write_custom = write(|d, text| d.custom = text);
    let secret_hint = if draft.secret_set { "••••••••" } else { "" };
    let d = &*draft;
    let refused = d.refused.as_ref().map(|error| {
        html! { <span class="bad">{ error.text(lang) }</span> }
    });
    let body = html! {
        <form class="channelform" data-testid="channel-form" {onsubmit}
            aria-busy={(!d.read).to_string()}>
            <div class="pairrow">
                { field(Msg::Provider, html! {
                    <select class="box" onchange={onprovider}>
                        <option value="" selected={d.provider.is_empty()}>{ "—" }</option>
                        { for providers }
                    </select>
                }) }
                <div class="slot">
                    if !d.provider.is_empty() {
                        { text(Msg::Secret, d.secret.reveal(), set_secret, secret_hint) }
                    }
                </div>
            </div>
            <div class="slot">
                { d.warning.as_ref().map(|warning| html! {
                    <p class="muted" data-testid="secret-warning">{ "⚠ " }{ warning.text(lang) }</p>
                }) }
            </div>
            <div class="slot">
                if d.provider == "custom" {
                    <SchemeField value={d.custom.clone()} onchange={Callback::from(write_custom)} />
                }
            </div>
            <div class="slot">
                if !d.provider.is_empty() {
                    { switch(Msg::Handshakes, d.handshakes, |d, on| d.handshakes = on) }
                }
            </div>
            { switch(Msg::OwnAnswer, d.own, |d, on| d.own = on) }
            <div class="slot">
                if !d.own {
                    <div class="answer" data-testid="answer">
                        <div class="pairrow">
                            { text(Msg::Status, &d.status, |d, text| d.status = text, "200") }
                            { text(Msg::DelayMs, &d.delay_ms, |d, text| d.delay_ms = text, "0") }
                            { text(Msg::FailNext, &d.fail_next, |d, text| d.fail_next = text, "0") }
                            { text(Msg::FailPercent, &d.fail_percent, fail_percent, "0") }
                        </div>
                        { field(Msg::Headers, html! {
                            <textarea class="box" rows="2" spellcheck="false"
                                value={d.headers.clone()}
                                oninput={area(|d, text| d.headers = text)} />
                        }) }
                        { field(Msg::AnswerBody, html! {
                            <textarea class="box" data-testid="answer-body" rows="4"
                                spellcheck="false" value={d.body.clone()}
                                oninput={area(|d, text| d.body = text)} />
                        }) }
                        <p class="muted">{ lang.t(Msg::TemplateHint) }{ " " }
                            <button type="button" class="how" onclick={echo}>
                                { lang.t(Msg::EchoBot) }</button></p>
                        { switch(Msg::TimeOut, d.time_out, |d, on| d.time_out = on) }
                    </div>
                }
            </div>
            <p class="outcome" role="alert">
                { refused }
            </p>
            <div class="firefoot">
                <button type="submit" class="primary" disabled={!d.read}>
                    { lang.t(Msg::Save) }
                </button>
            </div>
        </form>
    };
    html! { <Dialog title={Msg::ChannelSettings} on_close={close}>{ body }</Dialog> }
}
