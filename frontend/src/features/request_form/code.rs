//! The same request as a program, and a program that receives it: to copy and run.

use gloo_timers::future::TimeoutFuture;
use page_worker::{Framework, SnippetLanguage, Task};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::CopyButton;
use crate::features::request_form::form::Outcome;
use crate::features::request_form::send_job::{SendJob, Signer, to_worker};
use crate::i18n::Msg;
use crate::model::curl::curl;
use crate::services::worker;
use crate::state::contexts::use_lang;

/// Texts of the drawing.
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
    /// The request; none when the form is none.
    pub job: Option<SendJob>,
}

/// The request in the language chosen.
#[component]
pub fn Code(props: &CodeProps) -> Html {
    let lang = use_lang();
    let kind = use_state_eq(Kind::default);
    let text = use_state_eq(String::new);
    // A command that needs no worker is shown at once.
    let at_once = props.job.as_ref().filter(|job| *kind == Kind::Curl && job.is_plain());
    let at_once = at_once.map(|job| curl(&job.request, &job.base));
    // A late answer must not replace a newer one.
    let asked = use_mut_ref(|| 0_u32);
    {
        let text = text.setter();
        let known = at_once.is_some();
        use_effect_with((*kind, props.job.clone()), move |(kind, job)| {
            let (kind, job) = (*kind, job.clone());
            if known {
                return;
            }
            *asked.borrow_mut() += 1;
            let number = *asked.borrow();
            let by_relay =
                job.as_ref().is_some_and(|job| matches!(job.signer, Some(Signer::Relay(..))));
            spawn_local(async move {
                if by_relay {
                    // Not for every letter that is typed.
                    TimeoutFuture::new(PAUSE_MS).await;
                    if *asked.borrow() != number {
                        return;
                    }
                }
                let written = match job {
                    Some(job) => write(kind, job).await,
                    None => String::new(),
                };
                if *asked.borrow() == number {
                    text.set(written);
                }
            });
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
    let text = at_once.unwrap_or_else(|| (*text).clone());
    html! {
        <div class="asbox" data-testid="commands">
            <div class="asbar">
                <div class="tabs" role="tablist" aria-label={lang.t(Msg::AsCommand)}>
                    { for tabs }
                </div>
                <CopyButton class="link" label={Msg::Copy} text={text.clone()} />
            </div>
            <pre id="code" role="tabpanel" tabindex="0" aria-label={lang.t(Msg::AsCommand)}>
                { text }
            </pre>
        </div>
    }
}

/// A signed request is written as it would be fired now.
async fn write(kind: Kind, job: SendJob) -> String {
    let written = match kind {
        Kind::With(framework) => {
            let provider = job.signer.as_ref().map_or("custom", |signer| signer.provider().name());
            worker::ask(&Task::Receiver(framework, provider.into())).await
        }
        _ => match job.requests().await.map(|requests| requests.into_iter().next()) {
            Err(Outcome::Unsigned(why)) => Err(why),
            // Firing tells what is wrong with the relay.
            Err(_) | Ok(None) => Ok(String::new()),
            Ok(Some(request)) => match kind {
                Kind::In(language) => {
                    worker::ask(&Task::Snippet(language, to_worker(&request), job.base)).await
                }
                _ => Ok(curl(&request, &job.base)),
            },
        },
    };
    written.unwrap_or_else(|why| why)
}
