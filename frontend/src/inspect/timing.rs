//! When an event was where: from the relay's receipt over its store to what either lane showed.

use wire::Event;
use yew::prelude::*;

use crate::clock;
use crate::components::{leaf, table};
use crate::duel::RaceHandle;
use crate::text::{Lang, T};

/// The tab.
pub fn timing_tab(lang: Lang, event: &Event, race: &RaceHandle) -> Html {
    let race = race.race.borrow();
    let mark = race.trail().mark_of(event.seq);
    let received = event.received_at.as_millis();
    let after = |at: Option<f64>| match at.zip(mark) {
        Some((at, mark)) => format!("+{}", lang.duration((at - mark.at_ms).max(0.0))),
        None => "—".to_owned(),
    };
    let row = |name: T, time: String, text: String| {
        vec![
            view! { { lang.t(name) } },
            view! { { time } },
            view! { <span class="num" data-testid="timing">{ text }</span> },
        ]
    };
    let time = |at: Option<f64>| at.map(clock::time_with_millis).unwrap_or_default();
    let (push, pull) = (mark.and_then(|mark| mark.push_ms), mark.and_then(|mark| mark.pull_ms));
    // The relay's own clock in both; below a millisecond in its own unit.
    let took = mark.and_then(|mark| mark.took);
    let within = |name: T, us: Option<u64>| {
        let ms = us.map(|us| us as f64 / 1000.0);
        let text = match us.zip(ms) {
            Some((us @ 0..1000, _)) => format!("+{us}\u{a0}µs"),
            Some((_, ms)) => format!("+{}", lang.duration(ms)),
            None => "—".to_owned(),
        };
        row(name, time(ms.map(|ms| received + ms)), text)
    };
    let rows = vec![
        row(T::AtRelay, clock::time_with_millis(received), "0".into()),
        within(T::AtStore, took.map(|took| took.stored_us)),
        within(T::AtStreams, took.map(|took| took.sent_us)),
        row(T::AtPush, time(push), after(push)),
        row(T::AtPull, time(pull), after(pull)),
    ];
    let offset = lang.uncertainty(race.offset().map(|offset| offset.uncertainty_ms()));
    view! {
        <div class="scroll" data-testid="pairs">
            { table("pairs", &[lang.t(T::What), lang.t(T::When), ""], rows) }
            <div class="slot">
                if mark.is_none() { { leaf("p", "blank muted", lang.t(T::NotTimed)) } }
            </div>
            { leaf("p", "blank muted", offset) }
        </div>
    }
}
