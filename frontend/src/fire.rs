//! The form that fires test webhooks: the page acts as the provider.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use wire::{Channel, Stored};
use yew::prelude::*;

use crate::api::{self, Failure};
use crate::components::{CopyButton, icon, toggle};
use crate::duel::tasks::Task;
use crate::state::Action;
use crate::text::{Lang, T};

pub mod draft;
mod samples;
pub mod snippet;

use draft::{Draft, Fault};
use samples::Sample;
use snippet::Tongue;

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
    /// Rises each time the keyboard fires.
    pub trigger: u32,
    /// Shown as a sheet on a narrow page.
    pub open: bool,
    /// Change what is shown.
    pub act: Callback<Action>,
}

const METHODS: [&str; 7] = ["POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"];

/// What came of the last firing.
#[derive(Clone, PartialEq)]
enum Outcome {
    Firing(usize, usize),
    /// `span` is none when the answers did not say where.
    Stored { n: usize, span: Option<(u64, u64)> },
    Fault(Fault),
    Failed(Failure),
}

/// The form.
#[component]
pub fn Fire(props: &Props) -> Html {
    let lang = props.lang;
    let sample = use_state_eq(|| Some(Sample::Json));
    let draft = use_state_eq(|| Draft::sample(Sample::Json, &props.channel));
    let outcome = use_state_eq(|| None::<Outcome>);
    let tongue = use_state_eq(|| Tongue::Curl);
    {
        // Another channel: the same request, there.
        let draft = draft.clone();
        use_effect_with(props.channel.clone(), move |channel| draft.set(draft.at_channel(channel)));
    }
    {
        let (draft, sample, outcome) = (draft.clone(), sample.clone(), outcome.clone());
        use_effect_with(props.load.clone(), move |load| {
            if let Some((_, loaded)) = load {
                draft.set((**loaded).clone());
                sample.set(None);
                outcome.set(None);
            }
        });
    }
    let fire = {
        let (draft, outcome, act) = (draft.clone(), outcome.clone(), props.act.clone());
        Callback::from(move |times: usize| match draft.shot() {
            Err(fault) => outcome.set(Some(Outcome::Fault(fault))),
            Ok(shot) => {
                let (outcome, act) = (outcome.clone(), act.clone());
                spawn_local(async move {
                    let mut stored: Vec<Stored> = Vec::with_capacity(times);
                    for n in 0..times {
                        outcome.set(Some(Outcome::Firing(n, times)));
                        match api::fire(&shot).await {
                            Ok(receipt) => stored.extend(receipt),
                            Err(failure) => return outcome.set(Some(Outcome::Failed(failure))),
                        }
                    }
                    let span = stored.first().map(|s| s.seq).zip(stored.last().map(|s| s.seq));
                    act.emit(Action::Done(Task::Fire));
                    outcome.set(Some(Outcome::Stored { n: times, span }));
                });
            }
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

    let edit = |change: fn(&mut Draft, String)| {
        let (draft, sample) = (draft.clone(), sample.clone());
        move |text: String| {
            let mut next = (*draft).clone();
            change(&mut next, text);
            draft.set(next);
            sample.set(None);
        }
    };
    let area = |e: InputEvent| e.target_dyn_into::<HtmlTextAreaElement>().map(|e| e.value()).unwrap_or_default();
    let (method, path) = (edit(|d, text| d.method = text), edit(|d, text| d.path = text));
    let (headers, body) = (edit(|d, text| d.headers = text), edit(|d, text| d.body = text));
    let onmethod = Callback::from(move |e: Event| {
        method(e.target_dyn_into::<HtmlSelectElement>().map(|e| e.value()).unwrap_or_default());
    });
    let onpath = Callback::from(move |e: InputEvent| {
        path(e.target_dyn_into::<HtmlInputElement>().map(|e| e.value()).unwrap_or_default());
    });
    let onheaders = Callback::from(move |e| headers(area(e)));
    let onbody = Callback::from(move |e| body(area(e)));

    let chips = Sample::ALL.into_iter().map(|one| {
        let pressed = *sample == Some(one);
        let (draft, sample, outcome, channel) = (draft.clone(), sample.clone(), outcome.clone(), props.channel.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            draft.set(Draft::sample(one, &channel));
            sample.set(Some(one));
            outcome.set(None);
        });
        toggle("chip", lang.t(one.name()), pressed, onclick)
    });
    let kinds = [(false, T::BodyText), (true, T::BodyHex)].into_iter().map(|(hex, name)| {
        let draft = draft.clone();
        let pressed = draft.hex == hex;
        let onclick = Callback::from(move |_: MouseEvent| draft.set(draft.as_hex(hex)));
        toggle("", lang.t(name), pressed, onclick)
    });
    let tongues = Tongue::ALL.into_iter().map(|one| {
        let now = tongue.clone();
        let selected = (*now == one).to_string();
        let onclick = Callback::from(move |_: MouseEvent| now.set(one));
        html! { <button type="button" role="tab" aria-selected={selected} {onclick}>{ one.name() }</button> }
    });
    let snippet = draft.shot().map(|shot| tongue.write(&shot, &props.webhook_url)).unwrap_or_default();
    let shoot = |times: usize| fire.reform(move |_: MouseEvent| times);
    let firing = matches!(*outcome, Some(Outcome::Firing(..)));
    let close = props.act.reform(|_: MouseEvent| Action::Form(false));
    let edit_sheet = props.act.reform(|_: MouseEvent| Action::Form(true));
    html! {
        <>
        <section class="pane firepane" data-open={props.open.to_string()} aria-labelledby="fire-title">
            <header>
                <button type="button" class="chip back" onclick={close}>{ icon::back() }{ lang.t(T::Back) }</button>
                <h2 id="fire-title">{ lang.t(T::FireTitle) }</h2>
            </header>
            <div class="scroll fire">
                <div class="chips">{ for chips }</div>
                <div class="row">
                    <select class="box" aria-label={lang.t(T::Method)} onchange={onmethod}>
                        { for methods(&draft.method) }
                    </select>
                    <input class="box" aria-label={lang.t(T::Path)} value={draft.path.clone()} oninput={onpath} spellcheck="false" />
                </div>
                <label class="field">
                    <span class="label">{ lang.t(T::Headers) }<small>{ lang.t(T::HeadersHint) }</small></span>
                    <textarea class="box" rows="3" spellcheck="false" value={draft.headers.clone()} oninput={onheaders} />
                </label>
                <div class="field">
                    <span class="label">{ lang.t(T::Body) }<span class="grow"></span><span class="seg small">{ for kinds }</span></span>
                    <div class="slot">
                        if draft.has_body() {
                            <textarea class="box" rows="7" spellcheck="false" aria-label={lang.t(T::Body)} value={draft.body.clone()}
                                oninput={onbody} />
                        } else {
                            <p class="muted">{ lang.t(T::NoBody) }</p>
                        }
                    </div>
                </div>
                <div class="asbox">
                    <div class="tabs" role="tablist" aria-label={lang.t(T::AsCommand)}>
                        { for tongues }<span class="grow"></span>
                        <CopyButton {lang} text={snippet.clone()} class="link" />
                    </div>
                    <pre>{ snippet }</pre>
                </div>
            </div>
            <p class="told" role="status">{ told(lang, &outcome) }</p>
            <div class="firefoot">
                <button type="button" class="primary" id="fire" onclick={shoot(1)} disabled={firing}>
                    { lang.t(T::Fire) }<kbd>{ "F" }</kbd>
                </button>
                <button type="button" class="ghost" onclick={shoot(5)} disabled={firing}>{ "× 5" }</button>
                <button type="button" class="ghost" onclick={shoot(50)} disabled={firing}>{ "× 50" }</button>
            </div>
        </section>
        <div class="stickyfire">
            <button type="button" class="primary" onclick={shoot(1)} disabled={firing}>{ lang.t(T::Fire) }</button>
            <button type="button" class="ghost" onclick={shoot(5)} disabled={firing}>{ "× 5" }</button>
            <button type="button" class="ghost" onclick={edit_sheet}>{ lang.t(T::EditShot) }</button>
        </div>
        </>
    }
}

/// The usual methods, and the one of an event that was loaded.
fn methods(now: &str) -> impl Iterator<Item = Html> {
    let unusual = (!METHODS.contains(&now)).then(|| now.to_owned());
    let now = now.to_owned();
    METHODS.into_iter().map(str::to_owned).chain(unusual).map(move |method| {
        let selected = method == now;
        html! { <option value={method.clone()} {selected}>{ method }</option> }
    })
}

fn told(lang: Lang, outcome: &Option<Outcome>) -> Html {
    match outcome {
        None => Html::default(),
        Some(Outcome::Firing(n, times)) => html! { if *times > 1 { { format!("{n} / {times}") } } },
        Some(Outcome::Stored { n, span: Some((first, last)) }) => html! { { lang.fired(*n, *first, *last) } },
        Some(Outcome::Stored { n, span: None }) => html! { { lang.fired_somewhere(*n) } },
        Some(Outcome::Fault(fault)) => html! { <span class="bad">{ fault.say(lang) }</span> },
        Some(Outcome::Failed(failure)) => {
            html! { <span class="bad">{ failure_text(lang, failure) }</span> }
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
