//! The settings of a channel: its provider, the secret, and the answer to senders.

use providers::Provider;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use wire::{Answer, Channel, ChannelSettings, Fail, Secret, Settings};
use yew::prelude::*;

use crate::components::{DEFAULT_SCHEME, Dialog, SchemeField};
use crate::i18n::Msg;
use crate::model::api_error::error_text;
use crate::model::app_action::Action;
use crate::model::notice::Notice;
use crate::platform::dom::{input_value, select_value, textarea_value};
use crate::services::api;
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`ChannelSettingsDialog`].
#[derive(PartialEq, Properties)]
pub struct ChannelSettingsProps {
    /// The channel.
    pub channel: Channel,
}

/// The settings as they are written: text that may not make sense yet.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    /// The relay's, once read.
    read: bool,
    provider: String,
    secret: String,
    secret_set: bool,
    /// Custom scheme as JSON.
    custom: String,
    handshakes: bool,
    /// Senders get the relay's own answer.
    own: bool,
    status: String,
    headers: String,
    body: String,
    delay_ms: String,
    fail_next: String,
    fail_percent: String,
    time_out: bool,
    /// The relay's reason for refusing them.
    refused: Option<String>,
}

impl Draft {
    fn of(settings: ChannelSettings) -> Self {
        let own = settings.answer.is_none();
        let answer = settings.answer.unwrap_or_default();
        let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        let headers: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        Self {
            read: true,
            provider: settings.provider.unwrap_or_default(),
            secret: String::new(),
            secret_set: settings.secret_set,
            custom: settings.custom.as_ref().map_or_else(
                || DEFAULT_SCHEME.into(),
                |custom| serde_json::to_string(custom).unwrap_or_default(),
            ),
            handshakes: settings.handshakes,
            own,
            status: answer.status.to_string(),
            headers: headers.join("\n"),
            body: answer.body.unwrap_or_default(),
            delay_ms: answer.delay_ms.to_string(),
            fail_next: number(
                answer
                    .fail
                    .and_then(|fail| fail.left.or(fail.next))
                    .map(u64::from)
                    .filter(|n| *n > 0),
            ),
            fail_percent: number(answer.fail.and_then(|fail| fail.percent).map(u64::from)),
            time_out: answer.time_out,
            refused: None,
        }
    }

    /// The settings to send. The relay validates them itself; a text that is not a number becomes
    /// `None`.
    fn settings(&self) -> Settings {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let (next, percent) = (
            number(&self.fail_next),
            number(&self.fail_percent).and_then(|n| u16::try_from(n).ok()),
        );
        let fail = (next.is_some() || percent.is_some()).then_some(Fail {
            next,
            left: None,
            percent,
            status: 503,
        });
        let headers = self.headers.lines().filter_map(|line| line.split_once(':'));
        let answer = Answer {
            status: number(&self.status).and_then(|n| u16::try_from(n).ok()).unwrap_or(0),
            headers: headers
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect(),
            body: (!self.body.is_empty()).then(|| self.body.clone()),
            delay_ms: number(&self.delay_ms).unwrap_or(0),
            fail,
            time_out: self.time_out,
        };
        let provider = (!self.provider.is_empty()).then(|| self.provider.clone());
        let secret = match (&provider, self.secret.as_str()) {
            // Without a provider nothing is checked: the secret goes with it.
            (None, _) => Some(None),
            (Some(_), "") => None,
            (Some(_), secret) => Some(Some(Secret::new(secret.into()))),
        };
        Settings {
            handshakes: Some(provider.is_some().then_some(self.handshakes)),
            // Of another provider it says nothing.
            custom: (self.provider == "custom").then(|| serde_json::from_str(&self.custom).ok()),
            provider: Some(provider),
            secret,
            answer: Some((!self.own).then_some(answer)),
            ..Settings::default()
        }
    }
}

/// The answer of a Telegram bot that repeats each message.
const ECHO: &str =
    r#"{"method":"sendMessage","chat_id":{{body.message.chat.id}},"text":"{{body.message.text}}"}"#;

/// The dialog.
#[component]
pub fn ChannelSettingsDialog(props: &ChannelSettingsProps) -> Html {
    let (lang, dispatch) = (use_lang(), use_dispatch());
    let draft = use_state_eq(Draft::default);
    {
        let (draft, channel, dispatch) = (draft.setter(), props.channel.clone(), dispatch.clone());
        use_effect_with((), move |()| {
            spawn_local(async move {
                match api::settings(&channel).await {
                    Ok(settings) => draft.set(Draft::of(settings)),
                    Err(failure) => {
                        dispatch.emit(Action::ChannelSettings(false));
                        dispatch
                            .emit(Action::Notice(Some(Notice::Failed(error_text(lang, &failure)))));
                    }
                }
            });
        });
    }
    let write = |field: fn(&mut Draft, String)| {
        let draft = draft.clone();
        move |text: String| {
            let mut next = (*draft).clone();
            field(&mut next, text);
            draft.set(next);
        }
    };
    let input = |field: fn(&mut Draft, String)| {
        let write = write(field);
        Callback::from(move |e: InputEvent| write(input_value(&e)))
    };
    let area = |field: fn(&mut Draft, String)| {
        let write = write(field);
        Callback::from(move |e: InputEvent| write(textarea_value(&e)))
    };
    let check = |field: fn(&mut Draft, bool)| {
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
            draft.set(Draft {
                own: false,
                status: "200".into(),
                headers,
                body: ECHO.into(),
                ..(*draft).clone()
            });
        })
    };
    let close = dispatch.reform(|_: MouseEvent| Action::ChannelSettings(false));
    let onsubmit = {
        let (draft, channel, dispatch) = (draft.clone(), props.channel.clone(), dispatch.clone());
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            let (draft, channel, dispatch) = (draft.clone(), channel.clone(), dispatch.clone());
            let settings = draft.settings();
            if settings.custom == Some(None) {
                let refused = Some(lang.t(Msg::BadScheme).to_owned());
                return draft.set(Draft { refused, ..(*draft).clone() });
            }
            spawn_local(async move {
                match api::set_channel(&channel, &settings).await {
                    Ok(()) => {
                        dispatch.emit(Action::ChannelSettings(false));
                        dispatch.emit(Action::Notice(Some(Notice::Info(Msg::Saved))));
                        // The listed events were checked again.
                        if let Ok(page) = api::history(&channel, None).await {
                            dispatch.emit(Action::History(page));
                        }
                    }
                    Err(failure) => {
                        let refused = Some(error_text(lang, &failure));
                        draft.set(Draft { refused, ..(*draft).clone() });
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
    let text = |name: Msg, value: &str, field_: fn(&mut Draft, String), hint: &'static str| {
        field(
            name,
            html! {
                <input class="box mono" value={value.to_owned()} oninput={input(field_)}
                    placeholder={hint} spellcheck="false" autocomplete="off" />
            },
        )
    };
    let switch = |name: Msg, on: bool, field_: fn(&mut Draft, bool)| {
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
    let fail_percent = |d: &mut Draft, text| d.fail_percent = text;
    let write_custom = write(|d, text| d.custom = text);
    let secret_hint = if draft.secret_set { "••••••••" } else { "" };
    let d = &*draft;
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
                        { text(Msg::Secret, &d.secret, |d, text| d.secret = text, secret_hint) }
                    }
                </div>
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
            <p class="told" role="alert">
                { for d.refused.as_ref().map(|text| html! { <span class="bad">{ text }</span> }) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_is_asked_for() {
        let answer = Answer {
            status: 503,
            headers: vec![("x-a".into(), "b: c".into())],
            body: Some(ECHO.into()),
            delay_ms: 100,
            fail: Some(Fail { next: Some(3), left: None, percent: None, status: 503 }),
            time_out: false,
        };
        let settings = ChannelSettings {
            provider: Some("github".into()),
            secret_set: true,
            handshakes: true,
            answer: Some(answer.clone()),
            ..ChannelSettings::default()
        };
        let asked = Draft::of(settings).settings();
        assert_eq!(asked.answer, Some(Some(answer)));
        assert_eq!(
            (asked.provider, asked.secret),
            (Some(Some("github".into())), None),
            "a secret that is not input_value stays"
        );
        let none = Draft::of(ChannelSettings::default()).settings();
        assert_eq!((none.provider, none.secret, none.answer), (Some(None), Some(None), Some(None)));
    }
}
