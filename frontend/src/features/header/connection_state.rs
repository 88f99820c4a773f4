//! The connection, in words.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::connection::Link;
use crate::platform::clock::now_ms;
use crate::state::contexts::use_lang;

/// Props of [`ConnectionState`].
#[derive(PartialEq, Properties)]
pub struct ConnectionStateProps {
    /// The connection.
    pub link: Link,
}

/// Says how the connection is, and counts down to the next attempt.
#[component]
pub fn ConnectionState(props: &ConnectionStateProps) -> Html {
    let (lang, link) = (use_lang(), props.link);
    let now = use_state_eq(now_ms);
    {
        // Ticks only while there is something to count.
        let now = now.setter();
        let counts = matches!(link, Link::Retrying { .. } | Link::Down { .. });
        use_effect_with((counts, link), move |(counts, _)| {
            now.set(now_ms());
            let ticking = counts.then(|| Interval::new(250, move || now.set(now_ms())));
            move || drop(ticking)
        });
    }
    let seconds = |until_ms: f64| ((until_ms - *now) / 1000.0).ceil().max(1.0) as u64;
    let (is, text) = match link {
        Link::Connecting => ("wait", lang.t(Msg::Connecting).to_owned()),
        Link::Live { rtt_ms: None } => ("live", lang.t(Msg::Live).to_owned()),
        Link::Live { rtt_ms: Some(rtt) } => ("live", format!("{} · {}", lang.t(Msg::Live), lang.duration(rtt))),
        Link::Stale => ("stale", lang.t(Msg::Stale).to_owned()),
        Link::Retrying { until_ms } => ("retry", lang.retrying(seconds(until_ms))),
        Link::Down { until_ms } => ("down", lang.receiver_down(seconds(until_ms))),
    };
    html! { <span class="state" id="state" data-is={is}><i></i><span>{ text }</span></span> }
}
