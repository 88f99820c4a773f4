//! The form that fires test webhooks: the page acts as the provider.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wire::Channel;
use yew::prelude::*;

use crate::api::Failure;
use crate::ask::Ask;
use crate::browser::{self, chosen, written, written_in_area};
use crate::components::{hosted, icon, leaf, toggle};
use crate::hooks::use_effect_with;
use crate::state::{Action, Notice};
use crate::text::{Lang, T};

mod code;
pub mod draft;
mod form;
mod provider;
mod samples;
pub mod snippet;
mod volley;

use code::Code;
use draft::Draft;
use form::{Edit, Form, Outcome, Pick};
use provider::{ask_for_key, choose, signing};
use samples::Sample;
use volley::Volley;

/// What the form needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// Where to fire.
    pub channel: Channel,
    /// This channel's URL, for commands that are run elsewhere.
    pub webhook_url: AttrValue,
    /// An event to start from, and a number that rises with each that is chosen.
    pub load: Option<(u32, Rc<Draft>)>,
    /// Rises when the channel may have been told something else.
    pub told: u32,
    /// Rises each time the keyboard fires.
    pub trigger: u32,
    /// Shown as a sheet on a narrow page.
    pub open: bool,
    /// Change what is shown.
    pub act: Callback<Action>,
    /// Ask for more than that.
    pub ask: Callback<Ask>,
}

const METHODS: [&str; 7] = ["POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"];

/// The form.
#[component]
pub fn Fire(props: &Props) -> Html {
    let lang = props.lang;
    let form = use_reducer(|| Form::new(&props.channel));
    let edit = form.dispatcher();
    {
        let edit = edit.clone();
        use_effect_with(props.channel.clone(), move |channel| edit.dispatch(Edit::Channel(channel.clone())));
    }
    {
        let edit = edit.clone();
        use_effect_with(props.load.clone(), move |load| {
            if let Some((_, loaded)) = load {
                edit.dispatch(Edit::Load((**loaded).clone()));
            }
        });
    }
    {
        // Asked anew when the channel may have been told something else.
        let (edit, told) = (edit.clone(), props.told);
        use_effect_with((form.provider, props.channel.clone(), told), move |(provider, channel, _)| {
            if let Some(provider) = *provider {
                ask_for_key(edit, channel.clone(), provider);
            }
        });
    }
    let volley =
        form.draft.shot().map(|shot| Volley::of(&form, shot, &props.channel, snippet::base(&props.webhook_url)));
    let fire = {
        let (volley, edit, act) = (volley.clone(), edit.clone(), props.act.clone());
        Callback::from(move |times: usize| match &volley {
            Err(fault) => {
                say_if_narrow(&act, fault.say(lang));
                edit.dispatch(Edit::Outcome(Outcome::Fault(*fault)));
            }
            Ok(volley) => spawn_local(volley::fire(lang, volley.clone(), times, edit.clone(), act.clone())),
        })
    };
    {
        let fire = fire.clone();
        use_effect_with(props.trigger, move |trigger| {
            if *trigger > 0 {
                fire.emit(1);
            }
        });
    }

    let write = |field: fn(&mut Draft, String)| {
        let edit = edit.clone();
        move |text: String| edit.dispatch(Edit::Write(field, text))
    };
    let area = |e: InputEvent| written_in_area(&e);
    let (method, path) = (write(|d, text| d.method = text), write(|d, text| d.path = text));
    let (headers, body) = (write(|d, text| d.headers = text), write(|d, text| d.body = text));
    let onmethod = Callback::from(move |e: Event| method(chosen(&e)));
    let onpath = Callback::from(move |e: InputEvent| path(written(&e)));
    let onheaders = Callback::from(move |e| headers(area(e)));
    let onbody = Callback::from(move |e| body(area(e)));

    let chips = Sample::ALL.into_iter().map(|one| {
        let (edit, channel) = (edit.clone(), props.channel.clone());
        let onclick = Callback::from(move |_: MouseEvent| edit.dispatch(Edit::Sample(one, channel.clone())));
        toggle("chip", lang.t(one.name()), form.pick == Some(Pick::Sample(one)), onclick)
    });
    let kinds = [(false, T::BodyText), (true, T::BodyHex)].into_iter().map(|(hex, name)| {
        let edit = edit.clone();
        let onclick = Callback::from(move |_: MouseEvent| edit.dispatch(Edit::Hex(hex)));
        toggle("", lang.t(name), form.draft.hex == hex, onclick)
    });
    let shoot = |times: usize| fire.reform(move |_: MouseEvent| times);
    let firing = matches!(form.outcome, Some(Outcome::Firing(..)));
    let close = props.act.reform(|_: MouseEvent| Action::Form(false));
    let edit_sheet = props.act.reform(|_: MouseEvent| Action::Form(true));
    let Form { draft, outcome, .. } = &*form;
    view! {
        <>
        <section class="pane firepane" data-testid="request-pane" data-open={props.open.to_string()} aria-labelledby="fire-title">
            <header>
                <button type="button" class="chip back" onclick={close}>{ icon::back() }{ lang.t(T::Back) }</button>
                <h2 id="fire-title">{ lang.t(T::FireTitle) }</h2>
            </header>
            <div class="scroll fire" data-testid="request-form">
                <div class="chips" data-testid="samples">{ for chips }{ choose(lang, &form, &edit, &props.channel) }</div>
                <div class="slot">{ signing(lang, &form, &edit, &props.channel, &props.ask) }</div>
                <div class="row">
                    <select class="box" data-testid="request-method" aria-label={lang.t(T::Method)} onchange={onmethod}>
                        { for methods(&draft.method) }
                    </select>
                    <input class="box" data-testid="request-path" aria-label={lang.t(T::Path)} value={draft.path.clone()} oninput={onpath} spellcheck="false" />
                </div>
                <label class="field">
                    <span class="label">{ lang.t(T::Headers) }{ leaf("small", "", lang.t(T::HeadersHint)) }</span>
                    <textarea class="box" data-testid="request-headers" rows="3" spellcheck="false" value={draft.headers.clone()} oninput={onheaders} />
                </label>
                <div class="field">
                    <span class="label">{ lang.t(T::Body) }<span class="grow"></span><span class="seg small" data-testid="body-encoding">{ for kinds }</span></span>
                    <div class="slot">
                        if draft.has_body() {
                            <textarea class="box" data-testid="request-body" rows="7" spellcheck="false" aria-label={lang.t(T::Body)} value={draft.body.clone()}
                                oninput={onbody} />
                        } else {
                            { leaf("p", "muted", lang.t(T::NoBody)) }
                        }
                    </div>
                </div>
                { hosted::<Code>(code::Props { lang, volley: volley.ok() }) }
            </div>
            <p class="told" data-testid="request-outcome" role="status">{ told(lang, outcome.as_ref()) }</p>
            <div class="firefoot" data-testid="fire-actions">
                <button type="button" class="primary" id="fire" onclick={shoot(1)} disabled={firing}>
                    { lang.t(T::Fire) }{ leaf("kbd", "", "F") }
                </button>
                <button type="button" class="ghost" onclick={shoot(5)} disabled={firing}>{ "× 5" }</button>
                <button type="button" class="ghost" onclick={shoot(50)} disabled={firing}>{ "× 50" }</button>
            </div>
        </section>
        <div class="stickyfire" data-testid="quick-fire">
            <button type="button" class="primary" onclick={shoot(1)} disabled={firing}>{ lang.t(T::Fire) }</button>
            <button type="button" class="ghost" onclick={shoot(5)} disabled={firing}>{ "× 5" }</button>
            <button type="button" class="ghost" onclick={edit_sheet}>{ lang.t(T::EditShot) }</button>
        </div>
        </>
    }
}

/// On a narrow page the form, and what it says, may be out of sight.
fn say_if_narrow(act: &Callback<Action>, text: String) {
    if browser::prefers("(max-width: 640px)") {
        act.emit(Action::Notice(Some(Notice::Failed(text))));
    }
}

/// The usual methods, and the one of an event that was loaded.
fn methods(now: &str) -> impl Iterator<Item = Html> {
    let unusual = (!METHODS.contains(&now)).then(|| now.to_owned());
    let now = now.to_owned();
    METHODS.into_iter().map(str::to_owned).chain(unusual).map(move |method| {
        let selected = method == now;
        view! { <option value={method.clone()} {selected}>{ method }</option> }
    })
}

fn told(lang: Lang, outcome: Option<&Outcome>) -> Html {
    match outcome {
        None => Html::default(),
        Some(Outcome::Firing(n, times)) => view! { if *times > 1 { { format!("{n} / {times}") } } },
        Some(Outcome::Stored { n, span: Some((first, last)) }) => view! { { lang.fired(*n, *first, *last) } },
        Some(Outcome::Stored { n, span: None }) => view! { { lang.fired_somewhere(*n) } },
        Some(Outcome::Fault(fault)) => view! { { leaf("span", "bad", fault.say(lang)) } },
        Some(Outcome::Unsigned(why)) => view! { { leaf("span", "bad", lang.unsigned(why)) } },
        Some(Outcome::Failed(failure)) => {
            view! { { leaf("span", "bad", failure_text(lang, failure)) } }
        }
    }
}

/// What to say of a request that failed.
#[must_use]
pub fn failure_text(lang: Lang, failure: &Failure) -> String {
    match failure {
        Failure::Unreachable => lang.t(T::Unreachable).into(),
        Failure::Refused { status, detail } => lang.refused(*status, detail),
        Failure::NotAllowed(detail) => lang.not_allowed(detail),
    }
}
