//! The settings of a channel: its provider, the secret, and the answer to senders.

mod draft;
mod field_error;
mod removal;

use std::rc::Rc;

use draft::SettingsDraft;
use field_error::{Field, refused_at};
use providers::Provider;
use removal::Removal;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use wire::{Channel, ForwardStatus, Secret};
use yew::prelude::*;

use crate::components::{Dialog, SchemeField, field_error};
use crate::i18n::Msg;
use crate::model::app_action::{Action, ChannelAction, UiAction};
use crate::model::notice::Notice;
use crate::platform::dom::{self, input_value, select_value, textarea_value};
use crate::platform::task::AbortOnDrop;
use crate::services::api;
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`ChannelSettingsDialog`].
#[derive(PartialEq, Properties)]
pub struct ChannelSettingsProps {
    /// The channel.
    pub channel: Channel,
    /// The keyboard goes to where events are forwarded to.
    pub at_forward: bool,
    /// How the relay's own forwarding of the channel goes.
    pub forward: Option<Rc<ForwardStatus>>,
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
        let at_forward = props.at_forward;
        use_effect_with((), move |()| {
            let task = AbortOnDrop::spawn(async move {
                match api::channel(&channel).await {
                    Ok((info, settings)) => {
                        draft.set(SettingsDraft::of(settings).keeping(&info));
                        if at_forward {
                            dom::focus(id(Some(Field::Forward)));
                        }
                    }
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
            let settings = match draft.settings() {
                Ok(settings) => settings,
                Err(errors) => {
                    // To the first of them, which may be out of sight.
                    dom::focus(id(errors.first().map(|error| error.field)));
                    return draft.set(SettingsDraft { errors, ..(*draft).clone() });
                }
            };
            spawn_local(async move {
                match api::set_channel(&channel, &settings).await {
                    Ok(settings) => {
                        let shown = (*draft).clone();
                        let saved = SettingsDraft {
                            max_events: shown.max_events,
                            max_mib: shown.max_mib,
                            kept: shown.kept,
                            ..SettingsDraft::of(settings)
                        };
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
                        if let Some((field, _)) = refused_at(&error, lang) {
                            dom::focus(id(Some(field)));
                        }
                        let refused = Some(error);
                        draft.set(SettingsDraft { refused, errors: vec![], ..(*draft).clone() });
                    }
                }
            });
        })
    };
    let error = |field: Field| draft.errors.iter().find(|error| error.field == field);
    // What the relay says of a field is said at that field.
    let at_field = draft.refused.as_ref().and_then(|error| refused_at(error, lang));
    let why = |field: Field| {
        let of_relay =
            at_field.as_ref().filter(|(of, _)| *of == field).map(|(_, text)| text.clone());
        error(field).map(|error| error.text(lang)).or(of_relay)
    };
    let said = |field: Field| field_error(&format!("{}-error", id(Some(field))), why(field));
    let invalid = |field: Field| why(field).is_some().to_string();
    let field = |name: Msg, control: Html| {
        html! {
            <label class="field"><span class="label">{ lang.t(name) }</span>{ control }</label>
        }
    };
    let text =
        |name: Msg, value: &str, write_: fn(&mut SettingsDraft, String), hint: &'static str| {
            field(
                name,
                html! {
                    <input class="box mono" value={value.to_owned()} oninput={input(write_)}
                        placeholder={hint} spellcheck="false" autocomplete="off" />
                },
            )
        };
    let number = |name: Msg,
                  which: Field,
                  value: &str,
                  write_: fn(&mut SettingsDraft, String),
                  hint: &'static str| {
        html! {
            <div class="field">
                <label class="label" for={id(Some(which))}>{ lang.t(name) }</label>
                <input class="box mono" id={id(Some(which))} value={value.to_owned()}
                    oninput={input(write_)} placeholder={hint} spellcheck="false"
                    autocomplete="off" inputmode="numeric" aria-invalid={invalid(which)}
                    aria-describedby={format!("{}-error", id(Some(which)))} />
                { said(which) }
            </div>
        }
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
    let set_secret = |d: &mut SettingsDraft, text| d.secret = Secret::new(text);
    let write_custom = write(|d, text| d.custom = text);
    let secret_hint = if draft.secret_set { "••••••••" } else { "" };
    // Told by the command line, the field is empty although events go somewhere.
    let by_flag = props.forward.as_deref().filter(|status| status.from_flag);
    let forward_hint = match by_flag.and_then(|status| status.url.as_deref()) {
        Some(url) => lang.forward_from_flag(url),
        None => lang.t(Msg::ForwardHint).to_owned(),
    };
    let d = &*draft;
    let refused = d.refused.as_ref().filter(|_| at_field.is_none()).map(|error| {
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
                    <SchemeField id="set-scheme" value={d.custom.clone()}
                        onchange={Callback::from(write_custom)} />
                }
            </div>
            <div class="slot">
                if !d.provider.is_empty() {
                    { switch(Msg::Handshakes, d.handshakes, |d, on| d.handshakes = on) }
                }
            </div>
            <fieldset class="keeping" data-testid="forward">
                <legend>{ lang.t(Msg::ForwardTo) }</legend>
                <div class="field">
                    <label class="label" for={id(Some(Field::Forward))}>
                        { lang.t(Msg::ForwardUrl) }
                    </label>
                    <input class="box mono" id={id(Some(Field::Forward))} inputmode="url"
                        value={d.forward_url.clone()} oninput={input(|d, text| d.forward_url = text)}
                        placeholder="http://localhost:5000/webhook" spellcheck="false"
                        autocomplete="off" aria-describedby="set-forward-error set-forward-hint"
                        aria-invalid={invalid(Field::Forward)} />
                    { said(Field::Forward) }
                </div>
                <p class="muted" id="set-forward-hint">{ forward_hint }</p>
                { switch(Msg::ForwardAnswer, d.forward_answer, |d, on| d.forward_answer = on) }
                <label class="choice">
                    <input type="checkbox" id={id(Some(Field::Hold))} checked={d.hold}
                        onchange={check(|d, on| d.hold = on)}
                        aria-describedby="set-hold-error" />
                    { lang.t(Msg::HoldByHand) }
                </label>
                { said(Field::Hold) }
                <p class="muted" role="status">
                    { (d.hold && d.forward_answer && !d.forward_url.trim().is_empty())
                        .then(|| lang.t(Msg::HoldIsFirst)) }
                </p>
            </fieldset>
            { switch(Msg::OwnAnswer, d.own, |d, on| d.own = on) }
            <div class="slot">
                if !d.own {
                    <div class="answer" data-testid="answer">
                        <div class="pairrow">
                            { number(Msg::Status, Field::Status, &d.status,
                                |d, text| d.status = text, "200") }
                            { number(Msg::DelayMs, Field::DelayMs, &d.delay_ms,
                                |d, text| d.delay_ms = text, "0") }
                            { number(Msg::FailNext, Field::FailNext, &d.fail_next,
                                |d, text| d.fail_next = text, "0") }
                            { number(Msg::FailPercent, Field::FailPercent, &d.fail_percent,
                                |d, text| d.fail_percent = text, "0") }
                        </div>
                        <div class="field">
                            <label class="label" for={id(Some(Field::Headers))}>
                                { lang.t(Msg::Headers) }
                                <small>{ lang.t(Msg::HeadersHint) }</small>
                            </label>
                            <textarea class="box" id={id(Some(Field::Headers))} rows="2"
                                spellcheck="false" value={d.headers.clone()}
                                aria-invalid={invalid(Field::Headers)}
                                aria-describedby="set-headers-error"
                                oninput={area(|d, text| d.headers = text)} />
                            { said(Field::Headers) }
                        </div>
                        <div class="field">
                            <label class="label" for={id(Some(Field::Body))}>
                                { lang.t(Msg::AnswerBody) }
                            </label>
                            <textarea class="box" id={id(Some(Field::Body))}
                                data-testid="answer-body" rows="4" spellcheck="false"
                                value={d.body.clone()} aria-invalid={invalid(Field::Body)}
                                aria-describedby="set-body-error"
                                oninput={area(|d, text| d.body = text)} />
                            { said(Field::Body) }
                        </div>
                        <p class="muted">{ lang.t(Msg::TemplateHint) }{ " " }
                            <button type="button" class="how" onclick={echo}>
                                { lang.t(Msg::EchoBot) }</button></p>
                        { switch(Msg::TimeOut, d.time_out, |d, on| d.time_out = on) }
                    </div>
                }
            </div>
            <fieldset class="keeping" data-testid="retention">
                <legend>{ lang.t(Msg::Retention) }</legend>
                <div class="pairrow">
                    { number(Msg::MaxEvents, Field::MaxEvents, &d.max_events,
                        |d, text| d.max_events = text, "10000") }
                    { number(Msg::MaxMib, Field::MaxMib, &d.max_mib,
                        |d, text| d.max_mib = text, "256") }
                </div>
                <p class="muted">{ lang.t(Msg::RetentionHint) }</p>
            </fieldset>
            <p class="outcome" role="alert">
                { refused }
            </p>
            <div class="firefoot">
                <button type="submit" class="primary" disabled={!d.read}>
                    { lang.t(Msg::Save) }
                </button>
                <Removal channel={props.channel.clone()} />
            </div>
        </form>
    };
    html! { <Dialog title={Msg::ChannelSettings} on_close={close}>{ body }</Dialog> }
}

/// The id of a field, for its label and for what is said of it.
fn id(field: Option<Field>) -> &'static str {
    match field {
        None | Some(Field::Custom) => "set-scheme",
        Some(Field::Status) => "set-status",
        Some(Field::DelayMs) => "set-delay",
        Some(Field::FailNext) => "set-fail-next",
        Some(Field::FailPercent) => "set-fail-percent",
        Some(Field::Headers) => "set-headers",
        Some(Field::Body) => "set-body",
        Some(Field::Forward) => "set-forward",
        Some(Field::Hold) => "set-hold",
        Some(Field::MaxEvents) => "set-events",
        Some(Field::MaxMib) => "set-size",
    }
}
