//! The same request as a program, and a program that receives it: to copy and run.

use gloo_timers::future::TimeoutFuture;
use page_worker::{Framework, SnippetLanguage, ToolError, WorkerTask};
use yew::prelude::*;

use crate::components::{Dialog, copy_button};
use crate::features::request_form::form::SendOutcome;
use crate::features::request_form::send_job::{SendJob, Signer, to_worker};
use crate::i18n::{Copied, Msg};
use crate::model::curl::curl;
use crate::model::request_draft::DraftError;
use crate::platform::dom;
use crate::platform::task::AbortOnDrop;
use crate::services::worker;
use crate::state::contexts::{use_lang, use_run_effect};

/// A program that the request can be shown as.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Curl,
    In(SnippetLanguage),
    With(Framework),
}

const KINDS: [(Kind, &str); 9] = [
    (Kind::Curl, "curl"),
    (Kind::In(SnippetLanguage::Python), "Python"),
    (Kind::In(SnippetLanguage::JavaScript), "JavaScript"),
    (Kind::In(SnippetLanguage::Go), "Go"),
    (Kind::In(SnippetLanguage::Rust), "Rust"),
    (Kind::In(SnippetLanguage::Php), "PHP"),
    (Kind::With(Framework::Flask), "Flask"),
    (Kind::With(Framework::Express), "Express"),
    (Kind::With(Framework::Axum), "axum"),
];

/// Pause in typing after which the relay is asked to sign, in ms.
const PAUSE_MS: u32 = 300;

/// Props of [`Code`].
#[derive(PartialEq, Properties)]
pub struct CodeProps {
    /// The request, or why the form is not one.
    pub job: Result<SendJob, DraftError>,
}

/// The request in the language chosen; while the form is not one, which field it waits for.
#[component]
pub fn Code(props: &CodeProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let kind = use_state_eq(Kind::default);
    let wide = use_state_eq(|| false);
    let written = use_state_eq(|| Ok(String::new()));
    // A command that needs no worker is shown at once.
    let at_once = props.job.as_ref().ok().filter(|job| *kind == Kind::Curl && job.is_plain());
    let at_once = at_once.map(|job| curl(&job.request, &job.base));
    {
        let written = written.setter();
        use_effect_with((*kind, props.job.clone()), move |(kind, job)| {
            let needed = !(*kind == Kind::Curl && job.as_ref().is_ok_and(SendJob::is_plain));
            let (kind, job) = (*kind, job.clone());
            let task = needed.then(|| {
                AbortOnDrop::spawn(async move {
                    let Ok(job) = job else { return written.set(Ok(String::new())) };
                    if matches!(job.signer, Some(Signer::Relay(..))) {
                        // Not for every letter that is typed.
                        TimeoutFuture::new(PAUSE_MS).await;
                    }
                    written.set(write(kind, job).await);
                })
            });
            move || drop(task)
        });
    }
    let tabs = KINDS.into_iter().map(|(one, name)| {
        let kind = kind.clone();
        let selected = (*kind == one).to_string();
        let onclick = Callback::from(move |_: MouseEvent| kind.set(one));
        html! {
            <button type="button" role="tab" aria-selected={selected} aria-controls="code"
                {onclick}>
                { name }
            </button>
        }
    });
    let waits = props.job.as_ref().err().map(|fault| fault.code_waits(lang));
    let text = at_once.unwrap_or_else(|| match &*written {
        Ok(text) => text.clone(),
        Err(error) => lang.tool_error(error),
    });
    let what = if *kind == Kind::Curl { Copied::Curl } else { Copied::Code };
    let open = |next: bool| {
        let wide = wide.setter();
        move |_: MouseEvent| wide.set(next)
    };
    let copy = |text| copy_button(lang, &run_effect, Some("link"), Msg::Copy, what, text);
    let commands = html! {
        <div class="asbox" data-testid="commands">
            <div class="asbar">
                <div class="tabs" role="tablist" aria-label={lang.t(Msg::AsCommand)}>
                    { for tabs }
                </div>
                <div class="asdo">
                    if !*wide {
                        <button type="button" class="link" onclick={Callback::from(open(true))}>
                            { lang.t(Msg::OpenWide) }
                        </button>
                    }
                    // A sentence is no code.
                    if waits.is_none() { { copy(text.clone()) } }
                </div>
            </div>
            <pre id="code" class={waits.as_ref().map(|_| "waits")} role="tabpanel" tabindex="0"
                aria-label={lang.t(Msg::AsCommand)}>
                { waits.unwrap_or(text) }
            </pre>
        </div>
    };
    // One of the two: there is one such box, and its name is used once.
    match dom::body().filter(|_| *wide) {
        // Not inside of the form, whose scrolling part holds what is in it.
        Some(body) => create_portal(
            html! {
                <Dialog title={Msg::AsCommand} wide=true on_close={Callback::from(open(false))}>
                    { commands }
                </Dialog>
            },
            body,
        ),
        None => commands,
    }
}

/// The text to show. A signed request is written as it would be fired now.
async fn write(kind: Kind, job: SendJob) -> Result<String, ToolError> {
    if let Kind::With(framework) = kind {
        let provider = job.signer.as_ref().map_or("custom", |signer| signer.provider().name());
        return worker::run(&WorkerTask::Receiver(framework, provider.into())).await;
    }
    let request = match job.requests().await {
        Ok(requests) => requests.into_iter().next(),
        Err(SendOutcome::Unsigned(error)) => return Err(error),
        // Firing tells what is wrong with the relay.
        Err(_) => None,
    };
    let Some(request) = request else { return Ok(String::new()) };
    match kind {
        Kind::In(language) => {
            worker::run(&WorkerTask::Snippet(language, to_worker(&request), job.base)).await
        }
        _ => Ok(curl(&request, &job.base)),
    }
}
