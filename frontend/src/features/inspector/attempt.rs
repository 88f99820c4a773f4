//! One attempt to bring an event to a program, and what was answered.

use std::sync::Arc;

use wire::{AttemptResult, Body, ConsumerAttempt, Timestamp};
use yew::prelude::*;

use crate::features::inspector::answer::AnswerBox;
use crate::i18n::Msg;
use crate::platform::clock;
use crate::state::contexts::use_lang;

/// Props of [`AttemptRow`].
#[derive(PartialEq, Properties)]
pub struct AttemptRowProps {
    /// The attempt.
    pub attempt: Arc<ConsumerAttempt>,
    /// When the next one began.
    pub next: Option<Timestamp>,
    /// Its answer is shown.
    pub open: bool,
}

/// The row, and the answer below it.
#[component]
pub fn AttemptRow(props: &AttemptRowProps) -> Html {
    let (lang, attempt) = (use_lang(), &props.attempt.attempt);
    let open = use_state_eq(|| props.open);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let ended = attempt.started_at.as_millis() + attempt.ms;
    let then = props.next.map(|next| lang.again_after((next.as_millis() - ended).max(0.0)));
    let is_ok = attempt.result == AttemptResult::Ok;
    // Final is what the program says, also when it says no.
    let is_good = is_ok && attempt.status.is_none_or(|status| status < 400);
    let came_to = match (attempt.status, &attempt.error) {
        (Some(status), _) => html! {
            <>
                <b class={if is_good { "num" } else { "num bad" }}>{ status }</b>
                { " " }{ lang.within(attempt.ms) }
            </>
        },
        (None, Some(error)) => html! { <b class="bad"><bdi>{ error.as_str() }</bdi></b> },
        (None, None) => Html::default(),
    };
    let has_answer = attempt.status.is_some();
    let label = lang.t(if *open { Msg::Fold } else { Msg::Unfold });
    html! {
        <li data-testid="attempt">
            <span class={if is_good { "glyph" } else { "glyph bad" }} aria-hidden="true">
                { if is_good { "●" } else { "×" } }
            </span>
            <span class="muted num">{ attempt.number }</span>
            <time class="muted num">
                { clock::time_with_millis(attempt.started_at.as_millis()) }
            </time>
            <span class="cameto">
                { came_to }
                <span class="slot">
                    if attempt.tries > 1 { <span class="muted">{ lang.tries(attempt.tries) }</span> }
                </span>
                <span class="slot">
                    if attempt.replay { <small class="tag">{ lang.t(Msg::ReplayMark) }</small> }
                </span>
                <span class="muted">{ then }</span>
                <span class="slot">
                    if has_answer {
                        <button type="button" class="foldanswer" aria-label={label}
                            aria-expanded={open.to_string()} onclick={toggle}>
                            { if *open { "▾" } else { "▸" } }
                        </button>
                    }
                </span>
            </span>
            <div class="slot">
                if has_answer && *open {
                    <AnswerBox status={attempt.status.unwrap_or_default()}
                        about={lang.t(Msg::ByApp)} headers={attempt.headers.0.clone()}
                        body={attempt.body.clone().unwrap_or(Body::Text(String::new()))}
                        cut={is_cut(attempt.body.as_ref())} />
                }
            </div>
        </li>
    }
}

/// Of an answer only the first bytes are kept.
fn is_cut(body: Option<&Body>) -> bool {
    body.is_some_and(|body| body.len() >= wire::ATTEMPT_BODY_BYTES)
}
