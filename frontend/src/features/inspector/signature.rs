//! Is it signed as it should be: the relay's finding, and a form to check with any secret, and to
//! break it.

use page_worker::{Bytes, Report, Request, Scheme, WorkerTask};
use providers::Provider;
use wire::Secret;
use yew::prelude::*;

use crate::components::SchemeField;
use crate::i18n::{Lang, Msg};
use crate::model::api_error::TaskError;
use crate::model::app_action::UiAction;
use crate::model::custom_scheme::DEFAULT_SCHEME;
use crate::model::race::tasks::TutorialTask;
use crate::model::shared_event::SharedEvent;
use crate::platform::dom::{input_value, select_value};
use crate::platform::task::AbortOnDrop;
use crate::services::{api, worker};
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`SignatureTab`].
#[derive(PartialEq, Properties)]
pub struct SignatureTabProps {
    /// The event.
    pub event: SharedEvent,
    /// Scheme and host of the relay as senders use it.
    pub base: AttrValue,
}

/// The settings of the check, as they are typed. They stay in this page's memory.
#[derive(Clone, Debug, PartialEq)]
struct SignatureCheckForm {
    /// None: whose the event seems to be.
    provider: Option<&'static str>,
    secret: Secret,
    /// Custom scheme as JSON, for the provider `custom`.
    custom: String,
    /// The last bit of the body is another.
    flipped: bool,
    /// The secret is shown.
    shown: bool,
}

/// What a check found, and the last byte of the body as it was, when a bit of it was changed.
type Checked = (Option<Report>, Option<u8>);

impl SignatureCheckForm {
    fn new() -> Self {
        let secret = Secret::new(String::new());
        Self { provider: None, secret, custom: DEFAULT_SCHEME.into(), flipped: false, shown: false }
    }
}

/// A check: equal to another when that has the same result.
#[derive(Clone, PartialEq)]
struct SignatureCheck {
    event: SharedEvent,
    form: SignatureCheckForm,
    provider: String,
    /// Scheme and host of the relay as senders use it: some sign them.
    base: AttrValue,
}

/// The tab.
#[component]
pub fn SignatureTab(props: &SignatureTabProps) -> Html {
    let (lang, dispatch, event) = (use_lang(), use_dispatch(), &props.event.0);
    let form = use_state_eq(SignatureCheckForm::new);
    // With the event that it is of: that of the one before is shown for none.
    let report = use_state_eq(|| None::<(SharedEvent, Result<Checked, TaskError>)>);
    let provider =
        form.provider.unwrap_or_else(|| event.provider.as_deref().unwrap_or("custom")).to_owned();
    {
        let report = report.setter();
        let check = SignatureCheck {
            event: props.event.clone(),
            // Showing it changes no check.
            form: SignatureCheckForm { shown: false, ..(*form).clone() },
            provider: provider.clone(),
            base: props.base.clone(),
        };
        use_effect_with(check, move |check| {
            let check = check.clone();
            let task = AbortOnDrop::spawn(async move {
                report.set(match check.form.secret.reveal().is_empty() {
                    true => None,
                    false => Some((check.event.clone(), check.run().await)),
                });
            });
            move || drop(task)
        });
    }
    let change = |with: fn(&mut SignatureCheckForm, String)| {
        let form = form.clone();
        move |text: String| {
            let mut next = (*form).clone();
            with(&mut next, text);
            form.set(next);
        }
    };
    let (set_provider, set_secret, set_custom) = (
        change(|form, name| form.provider = Provider::from_name(&name).map(Provider::name)),
        change(|form, secret| form.secret = Secret::new(secret)),
        change(|form, custom| form.custom = custom),
    );
    let scheme = (provider == "custom").then(|| {
        html! {
            <SchemeField id="check-scheme" value={form.custom.clone()}
                onchange={Callback::from(set_custom)} />
        }
    });
    let onprovider = Callback::from(move |e: yew::Event| set_provider(select_value(&e)));
    let onsecret = Callback::from(move |e: InputEvent| set_secret(input_value(&e)));
    let flip = {
        let (form, dispatch) = (form.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let flipped = !form.flipped;
            if flipped && !form.secret.reveal().is_empty() {
                dispatch.emit(UiAction::TaskDone(TutorialTask::Break).into());
            }
            form.set(SignatureCheckForm { flipped, ..(*form).clone() });
        })
    };
    let show = {
        let form = form.clone();
        Callback::from(move |_: MouseEvent| {
            form.set(SignatureCheckForm { shown: !form.shown, ..(*form).clone() });
        })
    };
    let signs = |p: &&Provider| p.scheme().is_some() || **p == Provider::Custom;
    let names = Provider::ALL.iter().filter(signs).map(|one| {
        html! {
            <option value={one.name()} selected={one.name() == provider}>{ one.title() }</option>
        }
    });
    let verdict = match &event.signature {
        Some(found) => {
            verdict(lang, found.cause.as_deref().filter(|_| !found.valid), found.other.as_deref())
        }
        None => html! { <p class="muted">{ lang.t(Msg::NotChecked) }</p> },
    };
    let report = report.as_ref().filter(|(of, _)| *of == props.event).map(|(_, report)| report);
    let found = match report {
        None => Html::default(),
        Some(Err(TaskError::Tool(error))) => {
            html! { <p class="bad">{ lang.signing_error(error) }</p> }
        }
        Some(Err(error)) => html! { <p class="bad">{ error.text(lang) }</p> },
        Some(Ok((None, _))) => html! { <p class="muted">{ lang.t(Msg::DoesNotSign) }</p> },
        Some(Ok((Some(report), flipped))) => found(lang, report, *flipped, form.shown),
    };
    html! {
        <div class="scroll signature" tabindex="0">
            <div class="verdicts" data-testid="relay-verdict">
                <span class="label">{ lang.t(Msg::ByRelay) }</span>
                { verdict }
            </div>
            <div class="bench" data-testid="signature-check">
                <label class="field"><span class="label">{ lang.t(Msg::CheckAs) }</span>
                    <select class="box" onchange={onprovider}>{ for names }</select></label>
                <label class="field">
                    <span class="label">
                        { lang.t(Msg::Secret) }<small>{ lang.t(Msg::SecretHint) }</small>
                    </span>
                    <input class="box mono" id="check-secret" oninput={onsecret}
                        type={if form.shown { "text" } else { "password" }}
                        value={form.secret.reveal().to_owned()} spellcheck="false"
                        autocomplete="off" />
                </label>
                <button type="button" class="ghost" data-testid="show-secret"
                    aria-pressed={form.shown.to_string()} onclick={show}>
                    { lang.t(if form.shown { Msg::HideSecret } else { Msg::ShowSecret }) }
                </button>
                { scheme }
                <button type="button" class="ghost" onclick={flip}>
                    { lang.t(if form.flipped { Msg::Unflip } else { Msg::Flip }) }
                </button>
            </div>
            <div class="found" data-testid="check-result" role="status">{ found }</div>
        </div>
    }
}

impl SignatureCheck {
    async fn run(self) -> Result<Checked, TaskError> {
        let (event, form) = (&*self.event.0, self.form);
        let mut body = api::whole_body(event).await?.as_bytes().to_vec();
        let flipped = body.last().copied().filter(|_| form.flipped);
        if let (Some(last), true) = (body.last_mut(), form.flipped) {
            *last ^= 1;
        }
        let headers =
            event.headers.0.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
        let request = Request {
            method: event.method.clone(),
            path: event.path_and_query(),
            headers,
            body: Bytes(body),
        };
        let scheme = Scheme {
            provider: self.provider,
            secret: form.secret,
            custom: form.custom,
            // The clock of the check is the moment of receipt, as in the relay.
            now: (event.received_at.as_millis() / 1000.0) as i64,
            base: self.base.to_string(),
        };
        let report = worker::run::<Option<Report>>(&WorkerTask::Check(request, scheme)).await?;
        Ok((report, flipped))
    }
}

/// Valid, or why not.
fn verdict(lang: Lang, cause: Option<&str>, other: Option<&str>) -> Html {
    match cause {
        None => html! { <p class="good"><b>{ "✓ " }{ lang.t(Msg::SignatureValid) }</b></p> },
        Some(cause) => {
            html! {
                <p class="bad">
                    <b>{ "✗ " }{ lang.t(Msg::SignatureInvalid) }</b>
                    { " " }{ lang.cause(cause, other) }
                </p>
            }
        }
    }
}

fn found(lang: Lang, report: &Report, flipped: Option<u8>, shown: bool) -> Html {
    let is_valid = report.cause.is_none();
    // Of a token nothing else can be shown than the secret itself.
    let is_secret = report.expected.starts_with('•');
    let received = match is_secret && is_valid && !shown {
        true => report.expected.clone(),
        false => report.received.clone(),
    };
    let differs = first_difference(&report.expected, &received).filter(|_| !is_valid && !is_secret);
    let fact = |name: Msg, text: &str| {
        let value = match (text, differs) {
            ("", _) => html! { { "—" } },
            (text, Some(at)) => marked(text, at),
            (text, None) => html! { { text } },
        };
        html! { <><dt>{ lang.t(name) }</dt><dd>{ value }</dd></> }
    };
    let signed = report.signed.as_str();
    let last = signed.char_indices().next_back().map_or(0, |(at, _)| at);
    html! {
        <>
            { verdict(lang, report.cause.as_deref(), report.other.as_deref()) }
            <dl class="facts">
                { fact(Msg::Expected, &report.expected) }
                { fact(Msg::ReceivedSignature, &received) }
                <dt></dt>
                <dd class="slot">
                    if let Some(at) = differs {
                        <span class="muted" data-testid="differs-at">
                            { lang.differs_at(at + 1) }
                        </span>
                    }
                </dd>
                <dt>{ lang.t(Msg::SignedBytes) }</dt>
                <dd>
                    <pre class="signed" data-testid="signed-bytes" tabindex="0">
                        { if flipped.is_some() { marked(signed, signed[..last].chars().count()) }
                          else { html! { { signed } } } }
                    </pre>
                </dd>
                <dt></dt>
                <dd class="slot">
                    if let Some(was) = flipped {
                        <span class="muted" data-testid="flipped-bit">
                            { lang.flipped_bit(was) }
                        </span>
                    }
                </dd>
            </dl>
        </>
    }
}

/// The number of characters that two texts have in common at their start, when they differ and both
/// are there.
fn first_difference(one: &str, other: &str) -> Option<usize> {
    if one == other || one.is_empty() || other.is_empty() {
        return None;
    }
    Some(one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count())
}

/// A text with one character of it marked.
fn marked(text: &str, at: usize) -> Html {
    let Some((start, c)) = text.char_indices().nth(at) else { return html! { { text } } };
    let end = start + c.len_utf8();
    html! {
        <>
            { &text[..start] }
            <mark class="now" data-testid="marked-character">{ &text[start..end] }</mark>
            { &text[end..] }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::app_state::tests::event;

    #[test]
    fn the_first_character_that_differs_is_found() {
        assert_eq!(first_difference("sha256=ab0", "sha256=ab1"), Some(9));
        assert_eq!(first_difference("ab", "abc"), Some(2));
        assert_eq!((first_difference("a", "a"), first_difference("", "a")), (None, None));
        assert_eq!(first_difference("áb", "ác"), Some(1));
    }

    #[test]
    fn another_address_of_the_relay_is_another_check_and_the_secret_is_not_printed() {
        let secret = Secret::new("s3cret".into());
        let form = SignatureCheckForm { secret, ..SignatureCheckForm::new() };
        assert!(!format!("{form:?}").contains("s3cret"));
        let (event, provider) = (SharedEvent(event(1)), "twilio".to_owned());
        let base = |base: &'static str| SignatureCheck {
            event: event.clone(),
            form: form.clone(),
            provider: provider.clone(),
            base: base.into(),
        };
        assert!(base("http://localhost:7878") == base("http://localhost:7878"));
        assert!(base("http://localhost:7878") != base("https://example.com"), "Twilio signs it");
    }
}
