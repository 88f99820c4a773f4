//! The same request as a program, and a program that receives it: to copy and run.

use gloo_timers::future::TimeoutFuture;
use tools::{Framework, Task, Tongue};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::form::Outcome;
use super::snippet::curl;
use super::volley::{Signer, Volley, to_request};
use crate::components::copy_button;
use crate::hooks::{use_effect_with, use_mut_ref, use_state_eq};
use crate::text::{Lang, T};
use crate::worker;

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Curl,
    In(Tongue),
    With(Framework),
}

const KINDS: [(Kind, &str); 9] = [
    (Kind::Curl, "curl"),
    (Kind::In(Tongue::Python), "Python"),
    (Kind::In(Tongue::JavaScript), "JavaScript"),
    (Kind::In(Tongue::Go), "Go"),
    (Kind::In(Tongue::Rust), "Rust"),
    (Kind::In(Tongue::Php), "PHP"),
    (Kind::With(Framework::Flask), "Flask"),
    (Kind::With(Framework::Express), "Express"),
    (Kind::With(Framework::Axum), "axum"),
];

/// How long nothing is typed before the relay is asked to sign, in ms.
const PAUSE_MS: u32 = 300;

/// What is to be written of.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The request; none when the form is none.
    pub volley: Option<Volley>,
}

/// The request in the tongue chosen.
#[component]
pub fn Code(props: &Props) -> Html {
    let lang = props.lang;
    let kind = use_state_eq(Kind::default);
    let text = use_state_eq(String::new);
    // What needs no worker is there at once.
    let at_once = props.volley.as_ref().filter(|volley| *kind == Kind::Curl && volley.is_plain());
    let at_once = at_once.map(|volley| curl(&volley.shot, &volley.base));
    // What is written late must not take the place of what was asked for since.
    let asked = use_mut_ref(|| 0_u32);
    {
        let text = text.setter();
        let known = at_once.is_some();
        use_effect_with((*kind, props.volley.clone()), move |(kind, volley)| {
            let (kind, volley) = (*kind, volley.clone());
            if known {
                return;
            }
            *asked.borrow_mut() += 1;
            let number = *asked.borrow();
            let by_relay = volley.as_ref().is_some_and(|volley| matches!(volley.signer, Some(Signer::Relay(..))));
            spawn_local(async move {
                if by_relay {
                    // Not for every letter that is typed.
                    TimeoutFuture::new(PAUSE_MS).await;
                    if *asked.borrow() != number {
                        return;
                    }
                }
                let written = match volley {
                    Some(volley) => write(kind, volley).await,
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
        view! {
            <button type="button" role="tab" aria-selected={selected} aria-controls="code" {onclick}>{ name }</button>
        }
    });
    let text = at_once.unwrap_or_else(|| (*text).clone());
    view! {
        <div class="asbox" data-testid="commands">
            <div class="asbar">
                <div class="tabs" role="tablist" aria-label={lang.t(T::AsCommand)}>{ for tabs }</div>
                { copy_button(lang, "link", T::Copy, text.clone()) }
            </div>
            <pre id="code" role="tabpanel" tabindex="0" aria-label={lang.t(T::AsCommand)}>{ text }</pre>
        </div>
    }
}

/// A signed request is written as it would be fired now.
async fn write(kind: Kind, volley: Volley) -> String {
    let written = match kind {
        Kind::With(framework) => {
            let provider = volley.signer.as_ref().map_or("custom", |signer| signer.provider().name());
            worker::ask(&Task::Receiver(framework, provider.into())).await
        }
        _ => match volley.shots().await.map(|shots| shots.into_iter().next()) {
            Err(Outcome::Unsigned(why)) => Err(why),
            // Firing tells what is wrong with the relay.
            Err(_) | Ok(None) => Ok(String::new()),
            Ok(Some(shot)) => match kind {
                Kind::In(tongue) => worker::ask(&Task::Snippet(tongue, to_request(&shot), volley.base)).await,
                _ => Ok(curl(&shot, &volley.base)),
            },
        },
    };
    written.unwrap_or_else(|why| why)
}
