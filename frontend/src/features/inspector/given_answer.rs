//! The answer that an event's sender got: in a line, and whole.

use wire::{AnswerSource, AnswerSummary, Body, GivenAnswer, Seq};
use yew::prelude::*;

use crate::features::inspector::answer::AnswerBox;
use crate::i18n::{Lang, Msg};
use crate::model::api_error::ApiError;
use crate::model::shared_event::SharedEvent;
use crate::platform::task::AbortOnDrop;
use crate::services::api;
use crate::state::contexts::use_lang;

/// Props of [`GivenAnswerView`].
#[derive(PartialEq, Properties)]
pub struct GivenAnswerViewProps {
    /// The event.
    pub event: SharedEvent,
}

/// The answer, whole.
#[component]
pub fn GivenAnswerView(props: &GivenAnswerViewProps) -> Html {
    let (lang, event) = (use_lang(), &props.event.0);
    // With the position that it is of: that of the event before is shown for none.
    let given = use_state_eq(|| None::<(Seq, Result<GivenAnswer, ApiError>)>);
    {
        let given = given.setter();
        let key = (event.channel.clone(), event.seq, event.answer);
        use_effect_with(key, move |(channel, seq, _)| {
            let (channel, seq) = (channel.clone(), *seq);
            let task = AbortOnDrop::spawn(async move {
                given.set(Some((seq, api::answer(&channel, seq).await)));
            });
            move || drop(task)
        });
    }
    let given = given.as_ref().filter(|(of, _)| *of == event.seq).map(|(_, given)| given);
    let shown = match given {
        None => html! { <p class="muted">{ lang.t(Msg::Loading) }</p> },
        Some(Err(error)) if error.is_not_found() => {
            html! { <p class="muted" data-testid="answer-unknown">{ lang.t(Msg::NoAnswerKept) }</p> }
        }
        Some(Err(error)) => html! { <p class="bad">{ error.text(lang) }</p> },
        Some(Ok(given)) if given.status == 0 => {
            html! { <p class="bad">{ lang.t(Msg::NoAnswerSent) }</p> }
        }
        Some(Ok(given)) => {
            let wait = (given.delay_ms > 0).then(|| lang.answer_wait(given.delay_ms));
            let parts = [Some(why(lang, given.source)), after(lang, given.summary()), wait];
            let about = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            html! {
                <AnswerBox status={given.status} {about} headers={given.headers.0.clone()}
                    body={given.body.clone().unwrap_or(Body::Text(String::new()))}
                    cut={given.truncated} />
            }
        }
    };
    html! {
        <section class="given" aria-label={lang.t(Msg::Answer)} data-testid="given-answer">
            <h3 class="label">{ lang.t(Msg::Answer) }</h3>
            { shown }
        </section>
    }
}

/// The time after which an answer was sent, when it is known.
pub fn after(lang: Lang, answer: AnswerSummary) -> Option<String> {
    answer.ms.map(|ms| lang.within(f64::from(ms)))
}

/// Where an answer came from.
pub fn why(lang: Lang, source: AnswerSource) -> String {
    let msg = match source {
        AnswerSource::Default => Msg::ByReceipt,
        AnswerSource::Channel => Msg::ByChannel,
        AnswerSource::Handshake => Msg::ByHandshake,
        AnswerSource::App => Msg::ByApp,
        AnswerSource::Hold => Msg::ByHold,
    };
    lang.t(msg).to_owned()
}
