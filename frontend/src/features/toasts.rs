//! Toasts: notices for a while, and the status for a screen reader.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wire::{ForwardState, ForwardStatus};
use yew::prelude::*;

use crate::components::icon;
use crate::i18n::{Lang, Msg};
use crate::model::app_action::Action;
use crate::model::connection::Connection;
use crate::model::forward_url::host_of;
use crate::model::notice::Notice;
use crate::model::pending_deletes::PendingDeletes;
use crate::state::contexts::{use_dispatch, use_lang};

/// Time for which a notice is shown, in ms.
const NOTICE_MS: u32 = 6000;
/// Shortest time between two sentences to a screen reader, in ms.
const SAID_MS: u32 = 5000;

/// Props of [`Toasts`].
#[derive(PartialEq, Properties)]
pub struct ToastsProps {
    /// The notice to show.
    pub notice: Option<Notice>,
    /// Notices until now: one that says the same again is shown, and said, as another.
    pub notices: u64,
    /// The connection.
    pub connection: Connection,
    /// How the relay's own forwarding of the channel goes.
    pub forward: Option<Rc<ForwardStatus>>,
    /// Number of events of the channel.
    pub count: u64,
    /// Events that are to be deleted, and can be brought back.
    pub deleting: PendingDeletes,
}

/// Shows notices for a while, offers to undo a deletion as long as that can be, and tells a screen reader the status in one sentence, at most every
/// five seconds.
#[component]
pub fn Toasts(props: &ToastsProps) -> Html {
    let (connection, count) = (props.connection, props.count);
    let (lang, dispatch) = (use_lang(), use_dispatch());
    {
        let dispatch = dispatch.clone();
        use_effect_with((props.notices, props.notice.is_some()), move |(_, is_shown)| {
            let timer = is_shown
                .then(|| Timeout::new(NOTICE_MS, move || dispatch.emit(Action::Notice(None))));
            move || drop(timer)
        });
    }
    let said = use_state_eq(String::new);
    let wanted = use_mut_ref(String::new);
    let timer = use_mut_ref(|| None::<Timeout>);
    {
        let said = said.setter();
        use_effect_with(
            status_text(lang, connection, count, props.forward.as_deref()),
            move |sentence| {
                wanted.replace(sentence.clone());
                if timer.borrow().is_none() {
                    let again = timer.clone();
                    *timer.borrow_mut() = Some(Timeout::new(SAID_MS, move || {
                        again.borrow_mut().take();
                        said.set(wanted.borrow().clone());
                    }));
                }
            },
        );
    }
    let undo = dispatch.reform(|_: MouseEvent| Action::Undelete);
    let deleting = props.deleting.events();
    let deleted = match deleting {
        [] => None,
        [one] => Some(lang.deleted_one(one.seq)),
        several => Some(lang.deleted_several(several.len() as u64)),
    };
    let dismiss = dispatch.reform(|_: MouseEvent| Action::Notice(None));
    let text = props.notice.as_ref().map(|notice| notice.text(lang));
    let bad = props.notice.as_ref().is_some_and(Notice::is_bad);
    let class = if bad { "toast bad" } else { "toast" };
    html! {
        <>
            <div class="toasts" role="status">
                if let Some(deleted) = deleted {
                    <div class="toast" data-testid="deleted">
                        <span>{ deleted }</span>
                        <button type="button" class="undo" onclick={undo}>
                            { lang.t(Msg::Undo) }
                        </button>
                    </div>
                }
                if let Some(text) = text {
                    <div {class} id="notice" key={props.notices}>
                        <span>{ text }</span>
                        <button type="button" aria-label={lang.t(Msg::Dismiss)} onclick={dismiss}>
                            { icon::cross() }
                        </button>
                    </div>
                }
            </div>
            <p class="visually-hidden" role="status">{ (*said).clone() }</p>
        </>
    }
}

fn status_text(
    lang: Lang,
    connection: Connection,
    count: u64,
    forward: Option<&ForwardStatus>,
) -> String {
    match connection {
        Connection::Live { .. } => {
            let live = lang.live_with(count);
            match forward.and_then(|status| trouble(lang, status)) {
                Some(trouble) => live + ", " + &trouble,
                None => live,
            }
        }
        Connection::Stale => lang.t(Msg::Stale).to_owned(),
        Connection::Connecting => lang.t(Msg::Connecting).to_owned(),
        Connection::Retrying { .. } | Connection::Down { .. } => lang.t(Msg::Offline).to_owned(),
    }
}

/// What is wrong with the forwarding. `None` when events go, or are to go nowhere.
fn trouble(lang: Lang, status: &ForwardStatus) -> Option<String> {
    let host = host_of(status.url.as_deref()?);
    match status.state {
        ForwardState::Off | ForwardState::On => None,
        ForwardState::Waiting => Some(lang.waiting_for(host)),
        ForwardState::Refused => Some(lang.forward_refused(host)),
    }
}
