//! The page as a provider: whose webhook it is, what it is signed with, and what goes wrong with
//! it.

use page_worker::{FaultInjection, ProviderInfo, Request, WorkerTask};
use providers::Provider;
use wasm_bindgen_futures::spawn_local;
use wire::{Channel, ChannelSettings, Secret};
use yew::prelude::*;

use crate::components::{SchemeField, ToggleButton};
use crate::features::request_form::form::{Form, FormAction, Obstacle, RequestSource, SendOutcome};
use crate::features::request_form::telegram::TelegramBot;
use crate::i18n::{Msg, SecretWarning};
use crate::model::request_draft::Draft;
use crate::platform::dom::{input_value, select_value};
use crate::services::{api, worker};
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Number of providers shown at first.
const FIRST: usize = 6;
/// Those that a reader in Brazil meets first come first.
const ORDER: [Provider; FIRST] = [
    Provider::Github,
    Provider::Stripe,
    Provider::Telegram,
    Provider::Pix,
    Provider::Mercadopago,
    Provider::Slack,
];

/// The form that a part of it shows.
#[derive(PartialEq, Properties)]
pub struct FormPartProps {
    /// The form.
    pub form: UseReducerHandle<Form>,
    /// The channel to fire at.
    pub channel: Channel,
}

/// A button for each provider.
#[component]
pub fn ProviderChips(props: &FormPartProps) -> Html {
    let FormPartProps { form, channel } = props;
    let (lang, edit) = (use_lang(), form.dispatcher());
    let rest =
        Provider::ALL.iter().copied().filter(|provider| form.all && !ORDER.contains(provider));
    // The one chosen stays in sight.
    let hidden = form.provider.filter(|provider| !form.all && !ORDER.contains(provider));
    let chips = ORDER.into_iter().chain(rest).chain(hidden).map(|provider| {
        let onclick = on_provider(&edit, channel, provider, 0);
        let pressed = form.provider == Some(provider);
        html! { <ToggleButton class="chip" label={provider.title()} {pressed} {onclick} /> }
    });
    let more = {
        let edit = edit.clone();
        Callback::from(move |_: MouseEvent| edit.dispatch(FormAction::All))
    };
    html! {
        <>
            { for chips }
            <button type="button" class="chip" onclick={more}>
                { lang.t(if form.all { Msg::Fewer } else { Msg::More }) }
            </button>
        </>
    }
}

/// Puts an event of a provider's into the form.
fn on_provider(
    edit: &UseReducerDispatcher<Form>,
    channel: &Channel,
    provider: Provider,
    event: usize,
) -> Callback<MouseEvent> {
    let (edit, channel) = (edit.clone(), channel.clone());
    Callback::from(move |_| load(edit.clone(), channel.clone(), provider, event))
}

fn load(edit: UseReducerDispatcher<Form>, channel: Channel, provider: Provider, event: usize) {
    spawn_local(async move {
        let providers = worker::run::<Vec<ProviderInfo>>(&WorkerTask::Providers).await;
        let sample =
            worker::run::<Request>(&WorkerTask::Sample(provider.name().into(), event)).await;
        match (providers, sample) {
            (Ok(providers), Ok(sample)) => {
                edit.dispatch(FormAction::Providers(providers));
                edit.dispatch(FormAction::Event(
                    provider,
                    event,
                    Draft::of_provider(&sample, &channel),
                ));
            }
            (Err(why), _) | (_, Err(why)) => {
                edit.dispatch(FormAction::Outcome(SendOutcome::Unsigned(why)))
            }
        }
    });
}

/// Asks whether the channel has a secret of this provider's.
pub async fn find_secret(edit: UseReducerDispatcher<Form>, channel: Channel, provider: Provider) {
    // These two send the secret itself, which the relay never shows.
    if matches!(provider, Provider::Telegram | Provider::Gitlab) {
        return;
    }
    let has =
        |it: &ChannelSettings| it.secret_set && it.provider.as_deref() == Some(provider.name());
    let settings = api::settings(&channel).await.ok().filter(has);
    edit.dispatch(FormAction::SecretChannel(provider, settings.is_some().then_some(channel)));
    edit.dispatch(FormAction::Settings(provider, settings.map(Box::new)));
}

/// The provider's events, its secret, and what could go wrong. Empty without a provider.
#[component]
pub fn Signing(props: &FormPartProps) -> Html {
    let FormPartProps { form, channel } = props;
    let (lang, run_effect, edit) = (use_lang(), use_run_effect(), form.dispatcher());
    let (Some(provider), Some(info)) = (form.provider, form.info()) else {
        return Html::default();
    };
    let at = match form.source {
        Some(RequestSource::Event(_, at)) => Some(at),
        _ => None,
    };
    let onevent = {
        let (edit, channel) = (edit.clone(), channel.clone());
        Callback::from(move |e: Event| {
            if let Ok(at) = select_value(&e).parse() {
                load(edit.clone(), channel.clone(), provider, at);
            }
        })
    };
    let events = info.events.iter().enumerate().map(|(nth, name)| {
        html! { <option value={nth.to_string()} selected={at == Some(nth)}>{ name }</option> }
    });
    let onsecret = {
        let edit = edit.clone();
        Callback::from(move |e: InputEvent| {
            edit.dispatch(FormAction::Secret(Secret::new(input_value(&e))))
        })
    };
    let check = {
        let (secret, custom) = (form.secret.clone(), form.custom.clone());
        run_effect.reform(move |_: MouseEvent| {
            Effect::SetSecret(provider.name(), secret.clone(), custom.clone())
        })
    };
    let by_relay = form.secret.reveal().is_empty() && form.secret_channel.as_ref() == Some(channel);
    let warning = form.settings.as_ref().filter(|_| by_relay);
    let warning =
        warning.and_then(|settings| SecretWarning::of(settings)).map(|warning| warning.text(lang));
    // The relay signs with the channel's own scheme.
    let scheme = (provider == Provider::Custom && !by_relay).then(|| {
        let edit = edit.clone();
        html! {
            <SchemeField id="fire-scheme" value={form.custom.clone()}
                onchange={Callback::from(move |text| edit.dispatch(FormAction::Custom(text)))} />
        }
    });
    let faults = FaultInjection::ALL.into_iter().map(|fault| {
        let edit = edit.clone();
        let onclick =
            Callback::from(move |_: MouseEvent| edit.dispatch(FormAction::ToggleFault(fault)));
        let disabled = form.obstacle(fault).is_some();
        html! {
            <ToggleButton class="chip" label={lang.t(name(fault))} {disabled}
                pressed={form.faults.contains(&fault) && !disabled} {onclick} />
        }
    });
    // One sentence for all that cannot be for the same reason.
    let obstacles = [
        Obstacle::SignsNothing,
        Obstacle::SignsNoTime,
        Obstacle::NoSecret,
        Obstacle::NoPair,
        Obstacle::OtherEvent,
    ];
    let reasons = obstacles.into_iter().filter_map(|obstacle| {
        let is_of = |fault: &FaultInjection| form.obstacle(*fault) == Some(obstacle);
        let names: Vec<_> = FaultInjection::ALL.into_iter().filter(is_of).collect();
        let names: Vec<_> = names.into_iter().map(|fault| lang.t(name(fault))).collect();
        let event = |at: usize| info.events.get(at).map_or("", String::as_str);
        let why = match obstacle {
            Obstacle::SignsNothing => lang.t(Msg::SignsNothing).to_owned(),
            Obstacle::SignsNoTime => lang.t(Msg::SignsNoTime).to_owned(),
            Obstacle::NoSecret => lang.t(Msg::NoSecret).to_owned(),
            Obstacle::NoPair => lang.t(Msg::NoPair).to_owned(),
            Obstacle::OtherEvent => {
                info.pair.map(|(a, b)| lang.choose_event(event(a), event(b))).unwrap_or_default()
            }
        };
        (!names.is_empty()).then(|| html! { <li>{ format!("{}: {why}", names.join(", ")) }</li> })
    });
    let signed = info.signs && !form.secret.reveal().is_empty();
    html! {
        <div class="signing" data-testid="signing">
            <select class="box" data-testid="provider-event" aria-label={lang.t(Msg::ProviderEvent)}
                onchange={onevent}>
                { for events }
            </select>
            if info.signs {
                <label class="field">
                    <span class="label">
                        { lang.t(Msg::Secret) }
                        <small>{ lang.t(Msg::SecretHint) }</small>
                    </span>
                    <input class="box mono" id="secret" value={form.secret.reveal().to_owned()}
                        oninput={onsecret} spellcheck="false" autocomplete="off"
                        placeholder={secret_form(provider)} />
                </label>
                { scheme }
                <div class="slot">
                    if by_relay { <p class="muted">{ lang.t(Msg::ChannelSigns) }</p> }
                </div>
                <div class="slot">
                    { for warning.map(|text| html! {
                        <p class="muted" data-testid="secret-warning">{ "⚠ " }{ text }</p>
                    }) }
                </div>
                <div class="slot">
                    if signed {
                        <button type="button" class="how" onclick={check}>
                            { lang.t(Msg::CheckWithIt) }
                        </button>
                    }
                </div>
            } else {
                <p class="muted">{ lang.t(Msg::DoesNotSign) }</p>
            }
            <div class="field" role="group" aria-label={lang.t(Msg::CouldGoWrong)}>
                <span class="label">{ lang.t(Msg::CouldGoWrong) }</span>
                <div class="chips" data-testid="faults">{ for faults }</div>
                <ul class="muted reasons" data-testid="fault-reasons">{ for reasons }</ul>
            </div>
            <div class="slot">
                if provider == Provider::Telegram { <TelegramBot channel={channel.clone()} /> }
            </div>
        </div>
    }
}

/// The form of a provider's secret, where it is not free text.
fn secret_form(provider: Provider) -> &'static str {
    match provider {
        Provider::Standard => "whsec_…",
        Provider::Discord => "128 × [0-9a-f]",
        Provider::Stripe => "whsec_…",
        _ => "",
    }
}

fn name(fault: FaultInjection) -> Msg {
    match fault {
        FaultInjection::Signature => Msg::WrongSignature,
        FaultInjection::Old => Msg::WrongOld,
        FaultInjection::Duplicate => Msg::WrongDuplicate,
        FaultInjection::Order => Msg::WrongOrder,
        FaultInjection::Storm => Msg::WrongStorm,
        FaultInjection::Truncated => Msg::WrongTruncated,
    }
}
