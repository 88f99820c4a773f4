//! The form that fires test webhooks: the page acts as the provider.

mod code;
mod form;
mod provider;
mod send_job;
mod telegram;

use std::rc::Rc;

use code::Code;
use form::{Form, FormAction, RequestSource, SendOutcome};
use provider::{ProviderChips, Signing, find_secret};
use send_job::SendJob;
use wasm_bindgen_futures::spawn_local;
use wire::Channel;
use yew::prelude::*;

use crate::components::{ToggleButton, field_error, icon};
use crate::i18n::{Lang, Msg};
use crate::model::app_action::{Action, UiAction};
use crate::model::curl::base;
use crate::model::notice::Notice;
use crate::model::request_draft::{Draft, DraftError};
use crate::model::samples::Sample;
use crate::platform::dom::{self, input_value, select_value, textarea_value};
use crate::platform::media::prefers;
use crate::platform::task::AbortOnDrop;
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`RequestForm`].
#[derive(PartialEq, Properties)]
pub struct RequestFormProps {
    /// Target of the requests.
    pub channel: Channel,
    /// This channel's URL, for commands that are run elsewhere.
    pub webhook_url: AttrValue,
    /// A request to start from, and a number that rises with each.
    pub load: Option<(u32, Rc<Draft>)>,
    /// Rises when the channel's settings may have changed.
    pub history_version: u32,
    /// Rises each time the keyboard fires.
    pub trigger: u32,
    /// It is open, on a narrow page.
    pub open: bool,
}

const METHODS: [&str; 7] = ["POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"];

/// The form.
#[component]
pub fn RequestForm(props: &RequestFormProps) -> Html {
    let (lang, dispatch) = (use_lang(), use_dispatch());
    let form = use_reducer_eq(|| Form::new(&props.channel));
    let edit = form.dispatcher();
    {
        let edit = edit.clone();
        use_effect_with(props.channel.clone(), move |channel| {
            edit.dispatch(FormAction::Channel(channel.clone()))
        });
    }
    {
        let edit = edit.clone();
        use_effect_with(props.load.clone(), move |load| {
            if let Some((_, loaded)) = load {
                edit.dispatch(FormAction::Load((**loaded).clone()));
            }
        });
    }
    {
        // Loaded again when the channel's settings may have changed.
        let (edit, version) = (edit.clone(), props.history_version);
        use_effect_with(
            (form.provider, props.channel.clone(), version),
            move |(provider, channel, _)| {
                let task = provider.map(|provider| {
                    AbortOnDrop::spawn(find_secret(edit, channel.clone(), provider))
                });
                move || drop(task)
            },
        );
    }
    let job = form
        .draft
        .request()
        .map(|request| SendJob::of(&form, request, &props.channel, base(&props.webhook_url)));
    let fire = {
        let (job, edit, dispatch) = (job.clone(), edit.clone(), dispatch.clone());
        let is_open = props.open;
        Callback::from(move |times: usize| match &job {
            Err(fault) => {
                if !is_open {
                    say_if_narrow(&dispatch, Notice::Draft(*fault));
                }
                // It may be out of sight.
                dom::focus(field_id(*fault));
                edit.dispatch(FormAction::Outcome(SendOutcome::DraftError(*fault)));
            }
            Ok(job) => {
                spawn_local(send_job::send(job.clone(), times, edit.clone(), dispatch.clone()));
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

    let write = |field: fn(&mut Draft, String)| {
        let edit = edit.clone();
        move |text: String| edit.dispatch(FormAction::Write(field, text))
    };
    let area = |e: InputEvent| textarea_value(&e);
    let (method, path) = (write(|d, text| d.method = text), write(|d, text| d.path = text));
    let (headers, body) = (write(|d, text| d.headers = text), write(|d, text| d.body = text));
    let onmethod = Callback::from(move |e: Event| method(select_value(&e)));
    let onpath = Callback::from(move |e: InputEvent| path(input_value(&e)));
    let onheaders = Callback::from(move |e| headers(area(e)));
    let onbody = Callback::from(move |e| body(area(e)));

    let chips = Sample::ALL.into_iter().map(|one| {
        let (edit, channel) = (edit.clone(), props.channel.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            edit.dispatch(FormAction::Sample(one, channel.clone()))
        });
        html! {
            <ToggleButton class="chip" label={lang.t(one.name())}
                pressed={form.source == Some(RequestSource::Sample(one))} {onclick} />
        }
    });
    let kinds = [(false, Msg::Text), (true, Msg::Hex)].into_iter().map(|(hex, name)| {
        let edit = edit.clone();
        let onclick = Callback::from(move |_: MouseEvent| edit.dispatch(FormAction::Hex(hex)));
        html! { <ToggleButton label={lang.t(name)} pressed={form.draft.hex == hex} {onclick} /> }
    });
    let fire_times = |times: usize| fire.reform(move |_: MouseEvent| times);
    let wrong = |which: fn(&DraftError) -> bool| job.as_ref().err().is_some_and(which).to_string();
    // Said once somebody wanted to send it, until it is mended.
    let tried = matches!(form.outcome, Some(SendOutcome::DraftError(_)));
    let said = |id: &'static str| {
        let fault = job.as_ref().err().filter(|fault| tried && field_id(**fault) == id);
        field_error(&format!("{id}-error"), fault.map(|fault| fault.text(lang)))
    };
    let firing = matches!(form.outcome, Some(SendOutcome::Firing(..)));
    let close = dispatch.reform(|_: MouseEvent| UiAction::Form(false).into());
    let open_form = dispatch.reform(|_: MouseEvent| UiAction::Form(true).into());
    let Form { draft, outcome, .. } = &*form;
    html! {
        <>
        <section class="pane firepane" data-testid="request-pane" data-open={props.open.to_string()}
            aria-labelledby="fire-title">
            <header>
                <button type="button" class="chip back" onclick={close}>
                    { icon::back() }{ lang.t(Msg::Back) }
                </button>
                <h2 id="fire-title">{ lang.t(Msg::FireTitle) }</h2>
            </header>
            <div class="scroll fire" data-testid="request-form">
                <div class="chips" data-testid="samples">
                    { for chips }
                    <ProviderChips form={form.clone()} channel={props.channel.clone()} />
                </div>
                <div class="slot">
                    <Signing form={form.clone()} channel={props.channel.clone()} />
                </div>
                <div class="row">
                    <select class="box" data-testid="request-method"
                        aria-label={lang.t(Msg::Method)} onchange={onmethod}>
                        { for methods(&draft.method) }
                    </select>
                    <input class="box" id="fire-path" data-testid="request-path"
                        aria-label={lang.t(Msg::Path)} value={draft.path.clone()} oninput={onpath}
                        spellcheck="false" aria-invalid={wrong(|e| *e == DraftError::Path)}
                        aria-describedby="fire-path-error" />
                </div>
                { said("fire-path") }
                <div class="field">
                    <label class="label" for="fire-headers">
                        { lang.t(Msg::Headers) }
                        <small>{ lang.t(Msg::HeadersHint) }</small>
                    </label>
                    <textarea class="box" id="fire-headers" data-testid="request-headers" rows="3"
                        spellcheck="false" value={draft.headers.clone()} oninput={onheaders}
                        aria-invalid={wrong(|e| matches!(e, DraftError::Headers(_)))}
                        aria-describedby="fire-headers-error" />
                    { said("fire-headers") }
                </div>
                <div class="field">
                    <span class="label">
                        { lang.t(Msg::Body) }
                        <span class="grow"></span>
                        <span class="seg small" data-testid="body-encoding">{ for kinds }</span>
                    </span>
                    <div class="slot">
                        if draft.has_body() {
                            <textarea class="box" id="fire-body" data-testid="request-body"
                                rows="7" spellcheck="false" aria-label={lang.t(Msg::Body)}
                                value={draft.body.clone()} oninput={onbody}
                                aria-invalid={wrong(|e| matches!(e, DraftError::Hex(_)))}
                                aria-describedby="fire-body-error" />
                        } else {
                            <p class="muted">{ lang.t(Msg::NoBody) }</p>
                        }
                    </div>
                    { said("fire-body") }
                </div>
                <Code job={job.clone()} />
            </div>
            <p class="outcome" data-testid="request-outcome" role="status">
                { outcome_text(lang, outcome.as_ref()) }
            </p>
            <div class="firefoot" data-testid="fire-actions">
                <button type="button" class="primary" id="fire" onclick={fire_times(1)}
                    disabled={firing}>
                    { lang.t(Msg::Fire) }<kbd>{ "F" }</kbd>
                </button>
                <button type="button" class="ghost" onclick={fire_times(5)} disabled={firing}>
                    { "× 5" }
                </button>
                <button type="button" class="ghost" onclick={fire_times(50)} disabled={firing}>
                    { "× 50" }
                </button>
            </div>
        </section>
        <div class="stickyfire" data-testid="quick-fire">
            <button type="button" class="primary" onclick={fire_times(1)} disabled={firing}>
                { lang.t(Msg::Fire) }
            </button>
            <button type="button" class="ghost" onclick={fire_times(5)} disabled={firing}>
                { "× 5" }
            </button>
            <button type="button" class="ghost" onclick={open_form}>
                { lang.t(Msg::EditRequest) }
            </button>
        </div>
        </>
    }
}

/// The id of the field that a fault is in.
fn field_id(fault: DraftError) -> &'static str {
    match fault {
        DraftError::Path => "fire-path",
        DraftError::Headers(_) => "fire-headers",
        DraftError::Hex(_) => "fire-body",
    }
}

/// On a narrow page the form, and what it says, may be out of sight.
fn say_if_narrow(dispatch: &Callback<Action>, notice: Notice) {
    if prefers("(max-width: 640px)") {
        dispatch.emit(Action::Notice(Some(notice)));
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

fn outcome_text(lang: Lang, outcome: Option<&SendOutcome>) -> Html {
    match outcome {
        // What is wrong with the draft is said at its field.
        None | Some(SendOutcome::DraftError(_)) => Html::default(),
        Some(SendOutcome::Firing(n, times)) => {
            html! { if *times > 1 { { format!("{n} / {times}") } } }
        }
        Some(SendOutcome::Stored { n, span, status, ms }) => {
            let stored = match span {
                Some((first, last)) => lang.fired(*n, *first, *last),
                None if *status < 400 => lang.fired_somewhere(*n),
                // The channel's own answer: it says nothing of what was stored.
                None => String::new(),
            };
            let parts = [status.to_string(), lang.duration(*ms), stored];
            let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            html! { <span class="num">{ parts.join(" · ") }</span> }
        }
        Some(SendOutcome::Unsigned(why)) => {
            html! { <span class="bad">{ lang.signing_error(why) }</span> }
        }
        Some(SendOutcome::Failed(failure)) => {
            html! { <span class="bad">{ failure.text(lang) }</span> }
        }
    }
}
