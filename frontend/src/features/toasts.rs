//! What the reader is told in passing: notices, and the standing of things for a screen reader.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::components::{icon, leaf};
use crate::i18n::{Lang, T};
use crate::model::app_action::Action;
use crate::model::connection::Link;
use crate::model::notice::Notice;

/// How long a notice stays that needs no answer, in ms.
const NOTICE_MS: u32 = 6000;
/// Shortest time between two sentences to a screen reader, in ms.
const SAID_MS: u32 = 5000;

/// What there is to tell.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// What happened last.
    pub notice: Option<Notice>,
    /// How the connection is.
    pub link: Link,
    /// How many events are listed.
    pub count: usize,
    /// Change what is shown.
    pub act: Callback<Action>,
}

/// What happened that the reader should know, for a while; and for a screen reader, at most every five seconds, one sentence
/// of how things stand.
#[component]
pub fn Toasts(props: &Props) -> Html {
    let Props { lang, link, count, .. } = *props;
    {
        let act = props.act.clone();
        use_effect_with(props.notice.clone(), move |notice| {
            let timer = notice.is_some().then(|| Timeout::new(NOTICE_MS, move || act.emit(Action::Notice(None))));
            move || drop(timer)
        });
    }
    let said = use_state_eq(String::new);
    let wanted = use_mut_ref(String::new);
    let timer = use_mut_ref(|| None::<Timeout>);
    {
        let said = said.clone();
        use_effect_with(status_text(lang, link, count), move |sentence| {
            wanted.replace(sentence.clone());
            if timer.borrow().is_none() {
                let again = timer.clone();
                *timer.borrow_mut() = Some(Timeout::new(SAID_MS, move || {
                    again.borrow_mut().take();
                    said.set(wanted.borrow().clone());
                }));
            }
        });
    }
    let dismiss = props.act.reform(|_: MouseEvent| Action::Notice(None));
    let text = props.notice.as_ref().map(|notice| match notice {
        Notice::Recovered(n) => lang.recovered(*n),
        Notice::Gap(from, to) => lang.gap(*from, *to),
        Notice::Reset => lang.made_anew().into(),
        Notice::Said(text) => lang.t(*text).into(),
        Notice::Failed(text) => text.clone(),
    });
    let class = if matches!(props.notice, Some(Notice::Failed(_) | Notice::Gap(..))) { "toast bad" } else { "toast" };
    view! {
        <>
            <div class="toasts" role="status">
                { for text.map(|text| view! {
                    <div {class} id="notice">
                        { leaf("span", "", text) }
                        <button type="button" aria-label={lang.t(T::Dismiss)} onclick={dismiss}>{ icon::cross() }</button>
                    </div>
                }) }
            </div>
            <p class="visually-hidden" role="status">{ (*said).clone() }</p>
        </>
    }
}

fn status_text(lang: Lang, link: Link, count: usize) -> String {
    match link {
        Link::Live { .. } => format!("{}, {} {}", lang.t(T::Live), lang.whole(count as u64), lang.t(T::Events)),
        Link::Stale => lang.t(T::Stale).to_owned(),
        Link::Connecting => lang.t(T::Connecting).to_owned(),
        Link::Retrying { .. } | Link::Down { .. } => lang.t(T::Offline).to_owned(),
    }
}
