//! The form that fires test webhooks: the page acts as the provider.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use wire::{Channel, Stored};
use yew::prelude::*;

use crate::api::{self, Failure, Shot};
use crate::browser;
use crate::components::{CopyButton, icon, leaf, toggle};
use crate::duel::tasks::Task;
use crate::state::{Action, Notice};
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
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Firing(usize, usize),
    Stored { n: usize, span: Option<(u64, u64)> },
    Fault(Fault),
    Failed(Failure),
}

/// What stands in the form.
#[derive(Clone, Debug, PartialEq)]
struct Form {
    /// The sample, until it is edited.
    sample: Option<Sample>,
    draft: Draft,
    outcome: Option<Outcome>,
    tongue: Tongue,
}

/// What can happen to it.
enum Edit {
    Sample(Sample, Channel),
    /// A field was written in.
    Write(fn(&mut Draft, String), String),
    /// Another request takes its place.
    Load(Draft),
    /// The same request, at another channel.
    Channel(Channel),
    Hex(bool),
    Outcome(Outcome),
    Tongue(Tongue),
}

impl Reducible for Form {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        let mut form = (*self).clone();
        match edit {
            Edit::Sample(sample, channel) => {
                (form.sample, form.draft, form.outcome) = (Some(sample), Draft::sample(sample, &channel), None);
            }
            Edit::Write(field, text) => {
                field(&mut form.draft, text);
                form.sample = None;
            }
            Edit::Load(draft) => (form.sample, form.draft, form.outcome) = (None, draft, None),
            Edit::Channel(channel) => form.draft = form.draft.at_channel(&channel),
            Edit::Hex(hex) => form.draft = form.draft.as_hex(hex),
            Edit::Outcome(outcome) => form.outcome = Some(outcome),
            Edit::Tongue(tongue) => form.tongue = tongue,
        }
        if form == *self { self } else { Rc::new(form) }
    }
}

/// The form.
#[component]
pub fn Fire(props: &Props) -> Html {
    let lang = props.lang;
    let form = use_reducer(|| Form {
        sample: Some(Sample::Json),
        draft: Draft::sample(Sample::Json, &props.channel),
        outcome: None,
        tongue: Tongue::Curl,
    });
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
    let fire = {
        let (shot, edit, act) = (form.draft.shot(), edit.clone(), props.act.clone());
        Callback::from(move |times: usize| match &shot {
            Err(fault) => {
                say_if_narrow(&act, fault.say(lang));
                edit.dispatch(Edit::Outcome(Outcome::Fault(*fault)));
            }
            Ok(shot) => spawn_local(volley(lang, shot.clone(), times, edit.clone(), act.clone())),
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
    let area = |e: InputEvent| e.target_dyn_into::<HtmlTextAreaElement>().map(|e| e.value()).unwrap_or_default();
    let (method, path) = (write(|d, text| d.method = text), write(|d, text| d.path = text));
    let (headers, body) = (write(|d, text| d.headers = text), write(|d, text| d.body = text));
    let onmethod = Callback::from(move |e: Event| {
        method(e.target_dyn_into::<HtmlSelectElement>().map(|e| e.value()).unwrap_or_default());
    });
    let onpath = Callback::from(move |e: InputEvent| {
        path(e.target_dyn_into::<HtmlInputElement>().map(|e| e.value()).unwrap_or_default());
    });
    let onheaders = Callback::from(move |e| headers(area(e)));
    let onbody = Callback::from(move |e| body(area(e)));

    let press = |make: Box<dyn Fn() -> Edit>| {
        let edit = edit.clone();
        Callback::from(move |_: MouseEvent| edit.dispatch(make()))
    };
    let chips = Sample::ALL.into_iter().map(|one| {
        let channel = props.channel.clone();
        let onclick = press(Box::new(move || Edit::Sample(one, channel.clone())));
        toggle("chip", lang.t(one.name()), form.sample == Some(one), onclick)
    });
    let kinds = [(false, T::BodyText), (true, T::BodyHex)]
        .into_iter()
        .map(|(hex, name)| toggle("", lang.t(name), form.draft.hex == hex, press(Box::new(move || Edit::Hex(hex)))));
    let tongues = Tongue::ALL.into_iter().map(|one| {
        let selected = (form.tongue == one).to_string();
        let onclick = press(Box::new(move || Edit::Tongue(one)));
        view! { <button type="button" role="tab" aria-selected={selected} {onclick}>{ one.name() }</button> }
    });
    let snippet = form.draft.shot().map(|shot| form.tongue.write(&shot, &props.webhook_url)).unwrap_or_default();
    let shoot = |times: usize| fire.reform(move |_: MouseEvent| times);
    let firing = matches!(form.outcome, Some(Outcome::Firing(..)));
    let close = props.act.reform(|_: MouseEvent| Action::Form(false));
    let edit_sheet = props.act.reform(|_: MouseEvent| Action::Form(true));
    let Form { draft, outcome, .. } = &*form;
    view! {
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
                    <span class="label">{ lang.t(T::Headers) }{ leaf("small", "", lang.t(T::HeadersHint)) }</span>
                    <textarea class="box" rows="3" spellcheck="false" value={draft.headers.clone()} oninput={onheaders} />
                </label>
                <div class="field">
                    <span class="label">{ lang.t(T::Body) }<span class="grow"></span><span class="seg small">{ for kinds }</span></span>
                    <div class="slot">
                        if draft.has_body() {
                            <textarea class="box" rows="7" spellcheck="false" aria-label={lang.t(T::Body)} value={draft.body.clone()}
                                oninput={onbody} />
                        } else {
                            { leaf("p", "muted", lang.t(T::NoBody)) }
                        }
                    </div>
                </div>
                <div class="asbox">
                    <div class="tabs" role="tablist" aria-label={lang.t(T::AsCommand)}>
                        { for tongues }<span class="grow"></span>
                        { html! { <CopyButton {lang} text={snippet.clone()} class="link" /> } }
                    </div>
                    <pre>{ snippet }</pre>
                </div>
            </div>
            <p class="told" role="status">{ told(lang, outcome.as_ref()) }</p>
            <div class="firefoot">
                <button type="button" class="primary" id="fire" onclick={shoot(1)} disabled={firing}>
                    { lang.t(T::Fire) }{ leaf("kbd", "", "F") }
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

/// Fires a request so many times, one after the other, and tells how it goes.
async fn volley(lang: Lang, shot: Shot, times: usize, edit: UseReducerDispatcher<Form>, act: Callback<Action>) {
    let mut stored: Vec<Stored> = Vec::with_capacity(times);
    for n in 0..times {
        edit.dispatch(Edit::Outcome(Outcome::Firing(n, times)));
        match api::fire(&shot).await {
            Ok(receipt) => stored.extend(receipt),
            Err(failure) => {
                say_if_narrow(&act, failure_text(lang, &failure));
                return edit.dispatch(Edit::Outcome(Outcome::Failed(failure)));
            }
        }
    }
    let span = stored.first().map(|s| s.seq).zip(stored.last().map(|s| s.seq));
    act.emit(Action::Done(Task::Fire));
    edit.dispatch(Edit::Outcome(Outcome::Stored { n: times, span }));
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
