//! The page as a provider: whose webhook it is, what it is signed with, and what goes wrong with it.

use providers::Provider;
use tools::{Offer, Request, Task, Wrong};
use wasm_bindgen_futures::spawn_local;
use wire::{Channel, ChannelSettings};
use yew::prelude::*;

use super::draft::Draft;
use super::form::{Edit, Form, Outcome, Pick};
use crate::api;
use crate::ask::Ask;
use crate::browser::{chosen, written};
use crate::components::{button, leaf, scheme_field, toggle};
use crate::text::{Lang, T};
use crate::worker;

/// How many providers are offered before all are asked for.
const FIRST: usize = 6;
/// Those that a reader in Brazil meets first come first.
const ORDER: [Provider; FIRST] =
    [Provider::Github, Provider::Stripe, Provider::Telegram, Provider::Pix, Provider::Mercadopago, Provider::Slack];

/// A button for each provider.
pub fn choose(lang: Lang, form: &Form, edit: &UseReducerDispatcher<Form>, channel: &Channel) -> Html {
    let rest = Provider::ALL.iter().copied().filter(|provider| form.all && !ORDER.contains(provider));
    // The one chosen stays in sight.
    let hidden = form.provider.filter(|provider| !form.all && !ORDER.contains(provider));
    let chips = ORDER.into_iter().chain(rest).chain(hidden).map(|provider| {
        let onclick = pick(edit, channel, provider, 0);
        toggle("chip", provider.title(), form.provider == Some(provider), onclick)
    });
    let more = {
        let edit = edit.clone();
        Callback::from(move |_: MouseEvent| edit.dispatch(Edit::All))
    };
    view! { <>{ for chips }{ button("chip", lang.t(if form.all { T::Fewer } else { T::More }), more) }</> }
}

/// Puts an event of a provider's into the form.
fn pick(
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
        let offers = worker::ask::<Vec<Offer>>(&Task::Offers).await;
        let sample = worker::ask::<Request>(&Task::Sample(provider.name().into(), event)).await;
        match (offers, sample) {
            (Ok(offers), Ok(sample)) => {
                edit.dispatch(Edit::Offers(offers));
                edit.dispatch(Edit::Event(provider, event, Draft::of_provider(&sample, &channel)));
            }
            (Err(why), _) | (_, Err(why)) => edit.dispatch(Edit::Outcome(Outcome::Unsigned(why))),
        }
    });
}

/// Asks whether the channel has a secret of this provider's.
pub fn ask_for_key(edit: UseReducerDispatcher<Form>, channel: Channel, provider: Provider) {
    // These two send the secret itself, which the relay does not tell.
    if matches!(provider, Provider::Telegram | Provider::Gitlab) {
        return;
    }
    spawn_local(async move {
        let settings = api::settings(&channel).await.ok();
        let has = |it: ChannelSettings| it.secret_set && it.provider.as_deref() == Some(provider.name());
        edit.dispatch(Edit::Keyed(provider, settings.is_some_and(has).then_some(channel)));
    });
}

/// The provider's events, its secret, and what could go wrong.
pub fn signing(
    lang: Lang,
    form: &Form,
    edit: &UseReducerDispatcher<Form>,
    channel: &Channel,
    ask: &Callback<Ask>,
) -> Html {
    let (Some(provider), Some(offer)) = (form.provider, form.offer()) else { return Html::default() };
    let at = match form.pick {
        Some(Pick::Event(_, at)) => Some(at),
        _ => None,
    };
    let onevent = {
        let (edit, channel) = (edit.clone(), channel.clone());
        Callback::from(move |e: Event| {
            if let Ok(at) = chosen(&e).parse() {
                load(edit.clone(), channel.clone(), provider, at);
            }
        })
    };
    let events = offer.events.iter().enumerate().map(|(nth, name)| {
        view! { <option value={nth.to_string()} selected={at == Some(nth)}>{ name }</option> }
    });
    let onsecret = {
        let edit = edit.clone();
        Callback::from(move |e: InputEvent| edit.dispatch(Edit::Secret(written(&e))))
    };
    let check = {
        let (secret, custom) = (form.secret.clone(), form.custom.clone());
        ask.reform(move |_: MouseEvent| Ask::Secret(provider.name(), secret.clone(), custom.clone()))
    };
    let by_relay = form.secret.is_empty() && form.keyed.as_ref() == Some(channel);
    // What the relay signs by is in the channel's own settings.
    let scheme = (provider == Provider::Custom && !by_relay).then(|| {
        let edit = edit.clone();
        scheme_field(lang, &form.custom, Callback::from(move |text| edit.dispatch(Edit::Custom(text))))
    });
    let wrongs = Wrong::ALL.into_iter().map(|wrong| {
        let edit = edit.clone();
        let onclick = Callback::from(move |_: MouseEvent| edit.dispatch(Edit::Wrong(wrong)));
        toggle("chip", lang.t(name(wrong)), form.wrong.contains(&wrong), onclick)
    });
    let signed = offer.signs && !form.secret.is_empty();
    view! {
        <div class="signing" data-testid="signing">
            <select class="box" data-testid="provider-event" aria-label={lang.t(T::ProviderEvent)} onchange={onevent}>{ for events }</select>
            if offer.signs {
                <label class="field">
                    <span class="label">{ lang.t(T::Secret) }{ leaf("small", "", lang.t(T::SecretHint)) }</span>
                    <input class="box mono" id="secret" value={form.secret.clone()} oninput={onsecret} spellcheck="false"
                        autocomplete="off" placeholder={secret_form(provider)} />
                </label>
                { for scheme }
                <div class="slot">
                    if by_relay { { leaf("p", "muted", lang.t(T::ChannelSigns)) } }
                </div>
                <div class="slot">
                    if signed { { button("how", lang.t(T::CheckWithIt), check) } }
                </div>
            } else {
                { leaf("p", "muted", lang.t(T::DoesNotSign)) }
            }
            <div class="field" role="group" aria-label={lang.t(T::CouldGoWrong)}>
                { leaf("span", "label", lang.t(T::CouldGoWrong)) }<div class="chips" data-testid="faults">{ for wrongs }</div>
            </div>
        </div>
    }
}

/// What a provider's secret looks like, where it is not any text.
fn secret_form(provider: Provider) -> &'static str {
    match provider {
        Provider::Standard => "whsec_…",
        Provider::Discord => "128 × [0-9a-f]",
        Provider::Stripe => "whsec_…",
        _ => "",
    }
}

fn name(wrong: Wrong) -> T {
    match wrong {
        Wrong::Signature => T::WrongSignature,
        Wrong::Old => T::WrongOld,
        Wrong::Duplicate => T::WrongDuplicate,
        Wrong::Order => T::WrongOrder,
        Wrong::Storm => T::WrongStorm,
        Wrong::Truncated => T::WrongTruncated,
    }
}
