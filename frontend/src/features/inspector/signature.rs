//! Is it signed as it should be: what the relay found, and a bench on which to check with any
//! secret, and to break it.

use page_worker::{Bytes, Report, Request, Scheme, Task};
use providers::Provider;
use wasm_bindgen_futures::spawn_local;
use wire::Event;
use yew::prelude::*;

use crate::components::SchemeField;
use crate::i18n::{Lang, Msg};
use crate::model::app_action::Action;
use crate::model::custom_scheme::DEFAULT_SCHEME;
use crate::model::shared_event::SharedEvent;
use crate::platform::dom::{input_value, select_value};
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

/// The settings of the check. They stay in this page's memory.
#[derive(Clone, Debug, Default, PartialEq)]
struct Bench {
    /// None: whose the event seems to be.
    provider: Option<&'static str>,
    secret: String,
    /// Custom scheme as JSON, for the provider `custom`.
    custom: String,
    /// The last bit of the body is another.
    flipped: bool,
}

/// The tab.
#[component]
pub fn SignatureTab(props: &SignatureTabProps) -> Html {
    let (lang, dispatch, event) = (use_lang(), use_dispatch(), &props.event.0);
    let bench = use_state_eq(|| Bench { custom: DEFAULT_SCHEME.into(), ..Bench::default() });
    let report = use_state_eq(|| None::<Result<Option<Report>, String>>);
    let provider =
        bench.provider.unwrap_or_else(|| event.provider.as_deref().unwrap_or("custom")).to_owned();
    {
        let (report, event, base, bench) =
            (report.setter(), props.event.clone(), props.base.clone(), (*bench).clone());
        // A late answer must not replace a newer one.
        let asked = use_mut_ref(|| 0_u32);
        use_effect_with(
            (event, bench, provider.clone()),
            move |(SharedEvent(event), bench, provider)| {
                *asked.borrow_mut() += 1;
                let number = *asked.borrow();
                if bench.secret.is_empty() {
                    return report.set(None);
                }
                let (event, bench, provider) = (event.clone(), bench.clone(), provider.clone());
                spawn_local(async move {
                    let found = check(&event, &bench, provider, &base).await;
                    if *asked.borrow() == number {
                        report.set(Some(found));
                    }
                });
            },
        );
    }
    let change = |with: fn(&mut Bench, String)| {
        let bench = bench.clone();
        move |text: String| {
            let mut next = (*bench).clone();
            with(&mut next, text);
            bench.set(next);
        }
    };
    let (set_provider, set_secret, set_custom) = (
        change(|bench, name| bench.provider = Provider::from_name(&name).map(Provider::name)),
        change(|bench, secret| bench.secret = secret),
        change(|bench, custom| bench.custom = custom),
    );
    let scheme = (provider == "custom").then(|| {
        html! {
            <SchemeField value={bench.custom.clone()} onchange={Callback::from(set_custom)} />
        }
    });
    let onprovider = Callback::from(move |e: yew::Event| set_provider(select_value(&e)));
    let onsecret = Callback::from(move |e: InputEvent| set_secret(input_value(&e)));
    let flip = {
        let (bench, dispatch) = (bench.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let flipped = !bench.flipped;
            if flipped && !bench.secret.is_empty() {
                dispatch.emit(Action::Done(crate::model::race::tasks::Task::Break));
            }
            bench.set(Bench { flipped, ..(*bench).clone() });
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
    let found = match &*report {
        None => Html::default(),
        Some(Err(why)) => html! { <p class="bad">{ lang.unsigned(why) }</p> },
        Some(Ok(None)) => html! { <p class="muted">{ lang.t(Msg::DoesNotSign) }</p> },
        Some(Ok(Some(report))) => found(lang, report),
    };
    html! {
        <div class="scroll signature">
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
                    <input class="box mono" id="check-secret" value={bench.secret.clone()}
                        oninput={onsecret} spellcheck="false" autocomplete="off" />
                        </label>
                { for scheme }
                <button type="button" class="ghost" onclick={flip}>
                    { lang.t(if bench.flipped { Msg::Unflip } else { Msg::Flip }) }
                </button>
            </div>
            <div class="found" data-testid="check-result" role="status">{ found }</div>
        </div>
    }
}

async fn check(
    event: &Event,
    bench: &Bench,
    provider: String,
    base: &str,
) -> Result<Option<Report>, String> {
    let mut body = match event.is_preview() {
        true => api::event(&event.channel, event.seq)
            .await
            .map_err(|_| String::new())?
            .body
            .as_bytes()
            .to_vec(),
        false => event.body.as_bytes().to_vec(),
    };
    if let (Some(last), true) = (body.last_mut(), bench.flipped) {
        *last ^= 1;
    }
    let query = event.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let headers =
        event.headers.0.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
    let request = Request {
        method: event.method.clone(),
        path: format!("{}{query}", event.path),
        headers,
        body: Bytes(body),
    };
    // The clock of the check is the moment of receipt, as in the relay.
    let now = (event.received_at.as_millis() / 1000.0) as i64;
    let scheme = Scheme {
        provider,
        secret: bench.secret.clone(),
        custom: bench.custom.clone(),
        now,
        base: base.into(),
    };
    worker::ask(&Task::Check(request, scheme)).await
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

fn found(lang: Lang, report: &Report) -> Html {
    let fact = |name: Msg, text: &str| {
        let text = if text.is_empty() { "—" } else { text };
        html! { <><dt>{ lang.t(name) }</dt><dd>{ text }</dd></> }
    };
    html! {
        <>
            { verdict(lang, report.cause.as_deref(), report.other.as_deref()) }
            <dl class="facts">
                { fact(Msg::Expected, &report.expected) }
                { fact(Msg::ReceivedSignature, &report.received) }
                <dt>{ lang.t(Msg::SignedBytes) }</dt>
                <dd>
                    <pre class="signed" data-testid="signed-bytes">{ report.signed.as_str() }</pre>
                </dd>
            </dl>
        </>
    }
}
