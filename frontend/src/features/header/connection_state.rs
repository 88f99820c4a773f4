//! The connection, in words.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::connection::Connection;
use crate::platform::clock::now_ms;
use crate::state::contexts::use_lang;

/// Props of [`ConnectionState`].
#[derive(PartialEq, Properties)]
pub struct ConnectionStateProps {
    /// The connection.
    pub connection: Connection,
}

/// Says how the connection is, and counts down to the next attempt.
#[component]
pub fn ConnectionState(props: &ConnectionStateProps) -> Html {
    let (lang, connection) = (use_lang(), props.connection);
    let now = use_state_eq(now_ms);
    {
        // Ticks only while there is something to count.
        let now = now.setter();
        let counts = matches!(connection, Connection::Retrying { .. } | Connection::Down { .. });
        use_effect_with((counts, connection), move |(counts, _)| {
            now.set(now_ms());
            let ticking = counts.then(|| Interval::new(250, move || now.set(now_ms())));
            move || drop(ticking)
        });
    }
    let seconds = |until_ms: f64| ((until_ms - *now) / 1000.0).ceil().max(1.0) as u64;
    let ping_ms = match connection {
        Connection::Live { rtt_ms } => rtt_ms,
        _ => None,
    };
    let ping = ping_ms.map(|ms| {
        html! { <span class="ping">{ format!("\u{a0}· ping {}", lang.duration(ms)) }</span> }
    });
    let (is, text) = match connection {
        Connection::Connecting => ("wait", lang.t(Msg::Connecting).to_owned()),
        Connection::Live { .. } => ("live", lang.t(Msg::Live).to_owned()),
        Connection::Stale => ("stale", lang.t(Msg::Stale).to_owned()),
        Connection::Retrying { until_ms } => ("retry", lang.retrying(seconds(until_ms))),
        Connection::Down { until_ms } => ("down", lang.receiver_down(seconds(until_ms))),
    };
    html! { <span class="state" id="state" data-is={is}><i></i><span>{ text }{ ping }</span></span> }
}
