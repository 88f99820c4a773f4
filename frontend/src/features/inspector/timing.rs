//! When an event was where: from the relay's receipt over its store to what either lane showed.

use yew::prelude::*;

use crate::components::table;
use crate::i18n::Msg;
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;
use crate::state::contexts::{use_lang, use_race};

/// Props of [`TimingTab`].
#[derive(PartialEq, Properties)]
pub struct TimingTabProps {
    /// The event.
    pub event: SharedEvent,
}

/// The tab.
#[component]
pub fn TimingTab(props: &TimingTabProps) -> Html {
    let (lang, handle, event) = (use_lang(), use_race(), &props.event.0);
    let race = handle.state.borrow();
    let mark = race.history().mark_of(event.seq);
    let received = event.received_at.as_millis();
    let after = |at: Option<f64>| match at.zip(mark) {
        Some((at, mark)) => format!("+{}", lang.wait((at - mark.at_ms).max(0.0))),
        None => "—".to_owned(),
    };
    let row = |name: Msg, time: String, text: String| {
        vec![
            html! { { lang.t(name) } },
            html! { { time } },
            html! { <span class="num" data-testid="timing">{ text }</span> },
        ]
    };
    let time = |at: Option<f64>| at.map(clock::time_with_millis).unwrap_or_default();
    let (push, pull) = (mark.and_then(|mark| mark.push_ms), mark.and_then(|mark| mark.pull_ms));
    // The relay's own clock in both; below a millisecond in its own unit.
    let timings = mark.and_then(|mark| mark.timings);
    let within = |name: Msg, us: Option<u64>| {
        let ms = us.map(|us| us as f64 / 1000.0);
        let text = match us.zip(ms) {
            Some((us @ 0..1000, _)) => format!("+{us}\u{a0}µs"),
            Some((_, ms)) => format!("+{}", lang.wait(ms)),
            None => "—".to_owned(),
        };
        row(name, time(ms.map(|ms| received + ms)), text)
    };
    let answer = event.answer;
    // The receipt is sent as soon as the event is stored; any other answer after that.
    let stored_us = timings.map(|timings| timings.stored_us);
    let answered = match answer.and_then(|answer| answer.ms) {
        Some(ms) => {
            let ms = f64::from(ms);
            row(Msg::Answered, time(Some(received + ms)), format!("+{}", lang.wait(ms)))
        }
        None => within(Msg::Answered, stored_us.filter(|_| answer.is_some())),
    };
    let stored = match (stored_us, answer.and_then(|answer| answer.ms)) {
        (None, Some(ms)) => {
            let most = format!("≤ +{}", lang.wait(f64::from(ms)));
            row(Msg::AtStore, String::new(), most)
        }
        (stored_us, _) => within(Msg::AtStore, stored_us),
    };
    let rows = vec![
        row(Msg::AtRelay, clock::time_with_millis(received), "0".into()),
        stored,
        answered,
        within(Msg::AtStreams, timings.map(|timings| timings.sent_us)),
        row(Msg::AtPush, time(push), after(push)),
        row(Msg::AtPull, time(pull), after(pull)),
    ];
    let offset = lang.uncertainty(race.offset().map(|offset| offset.uncertainty_ms()));
    html! {
        <div class="scroll" tabindex="0" data-testid="pairs">
            { table("pairs", &[lang.t(Msg::What), lang.t(Msg::When), ""], rows) }
            <div class="slot">
                if mark.is_none() { <p class="blank muted">{ lang.t(Msg::NotTimed) }</p> }
            </div>
            <p class="blank muted">{ offset }</p>
        </div>
    }
}
