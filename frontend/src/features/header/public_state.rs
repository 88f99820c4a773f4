//! Whether the endpoint's address answers from outside, in words.

use gloo_timers::future::TimeoutFuture;
use wire::PublicStatus;
use yew::prelude::*;

use crate::components::{Popover, copy_button};
use crate::i18n::{Copied, Lang, Msg};
use crate::platform::clock::time_of_day;
use crate::platform::task::AbortOnDrop;
use crate::services::api;
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// How the relay is started with a public address that needs no account.
const TUNNEL: &str = "gancho --tunnel cloudflared";
/// How long a finding is shown before the relay is asked again, in ms: one that may soon be better,
/// and one that is good.
const AGAIN_MS: (u32, u32) = (10_000, 30_000);

/// Props of [`PublicState`].
#[derive(PartialEq, Properties)]
pub struct PublicStateProps {
    /// Rises when the relay's public address may be another. 0: the relay has not said hello.
    pub version: u32,
}

/// Says whether the address answers from outside, and why not.
#[component]
pub fn PublicState(props: &PublicStateProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let open = use_state_eq(|| false);
    let status = use_state_eq(|| None::<PublicStatus>);
    {
        let status = status.setter();
        use_effect_with(props.version, move |version| {
            let task = (*version > 0).then(|| AbortOnDrop::spawn(watch(status)));
            move || drop(task)
        });
    }
    let Some(status) = &*status else {
        // Its place, so that what stands beside it stays where it is.
        return html! {
            <div class="menu" aria-hidden="true">
                <button type="button" disabled={true}>
                    <span class="reach unknown"><i></i><span>{ lang.t(Msg::LocalOnly) }</span></span>
                </button>
            </div>
        };
    };
    let (is, label) = match (&status.url, status.reachable) {
        (None, _) => ("local", Msg::LocalOnly),
        (Some(_), Some(true)) => ("up", Msg::AnswersOutside),
        (Some(_), Some(false)) => ("down", Msg::NoAnswerOutside),
        (Some(_), None) => ("wait", Msg::Connecting),
    };
    let button = html! {
        <span class="reach" data-testid="public-state" data-is={is}>
            <i></i><span>{ lang.t(label) }</span>
        </span>
    };
    html! {
        <Popover testid="public-menu" class="" {button} open={*open} name={lang.t(label)}
            on_open={Callback::from(move |next| open.set(next))}>
            { details(lang, &run_effect, status) }
        </Popover>
    }
}

/// Asks until a message of the stream, or the end of the page, takes its place.
async fn watch(status: UseStateSetter<Option<PublicStatus>>) {
    loop {
        // Of a relay that does not answer nothing is known; that it is away is said elsewhere.
        let found = api::public().await.ok();
        let is_local = found.as_ref().is_some_and(|found| found.url.is_none());
        let is_up = found.as_ref().is_some_and(|found| found.reachable == Some(true));
        status.set(found);
        // It gets one only when it is started again.
        if is_local {
            return;
        }
        TimeoutFuture::new(if is_up { AGAIN_MS.1 } else { AGAIN_MS.0 }).await;
    }
}

fn details(lang: Lang, run_effect: &Callback<Effect>, status: &PublicStatus) -> Html {
    if status.url.is_none() {
        return html! {
            <>
                <p>{ lang.t(Msg::LocalOnlyWhy) }</p>
                <div class="asbox command">
                    <pre>{ TUNNEL }</pre>
                    { copy_button(lang, run_effect, Some("link"), Msg::Copy, Copied::Command, TUNNEL) }
                </div>
            </>
        };
    }
    let at = status.checked_at.map(|at| time_of_day(at.as_millis())).unwrap_or_default();
    let found = match (status.error, status.reachable) {
        (Some(error), _) => {
            Some(lang.not_reached(error, status.detail.as_deref().unwrap_or_default()))
        }
        (None, Some(true)) => Some(lang.reached(&at)),
        _ => None,
    };
    let tunnel = status.tunnel.as_ref().map(|program| match &status.tunnel_error {
        Some(why) => lang.tunnel_away(program, why),
        None => lang.tunnel_up(program),
    });
    found.into_iter().chain(tunnel).map(|text| html! { <p>{ text }</p> }).collect()
}
