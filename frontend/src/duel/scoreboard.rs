//! The scores of this run.

use measure::LaneFigures;
use yew::prelude::*;

use super::record::Race;
use crate::text::{Lang, T};

/// A number and its unit.
type Cell = (String, &'static str);

/// The table of scores and the bar of what pull's answers were worth.
#[must_use]
pub fn scoreboard(lang: Lang, race: &Race) -> Html {
    let figures = race.figures();
    let (push, pull) = (&figures.push, &figures.pull);
    let whole = |n: u64| (lang.whole(n), "");
    let row = |label: T, push: Cell, pull: Cell| {
        let cell = |(number, unit): Cell| {
            html! { <td><span class="num">{ number }</span>if !unit.is_empty() { <small>{ unit }</small> }</td> }
        };
        html! { <tr><th scope="row">{ lang.t(label) }</th>{ cell(push) }{ cell(pull) }</tr> }
    };
    html! {
        <div class="score">
            <table>
                <thead>
                    <tr><td></td><th scope="col" class="push">{ "Push" }</th><th scope="col" class="pull">{ "Pull" }</th></tr>
                </thead>
                <tbody>
                    { row(T::MedianDelay, delay(lang, push), delay(lang, pull)) }
                    { row(T::Requests, (lang.whole(push.requests), lang.connections(push.requests)), whole(pull.requests)) }
                    { row(T::EmptyAnswers, whole(push.empty), whole(pull.empty)) }
                    { row(T::Bytes, bytes(lang, push), bytes(lang, pull)) }
                </tbody>
            </table>
            <div class="shares">{ for race.empty_share().map(|empty| shares(lang, empty)) }</div>
        </div>
    }
}

fn delay(lang: Lang, lane: &LaneFigures) -> Cell {
    lane.latency_ms.p50.map_or_else(|| ("—".into(), ""), |ms| lang.duration_parts(ms.max(0.0)))
}

fn bytes(lang: Lang, lane: &LaneFigures) -> Cell {
    lane.bytes_up.zip(lane.bytes_down).map_or_else(|| ("—".into(), ""), |(up, down)| lang.size_parts(up + down))
}

/// How many of pull's answers brought something.
fn shares(lang: Lang, empty: f64) -> Html {
    let (found, wasted) = lang.shares(empty);
    let found_width = format!("{:.2}%", (1.0 - empty) * 100.0);
    html! {
        <>
            // Attributes of a drawing and not a style, which the page's policy forbids.
            <svg class="waste" width="100%" height="6" aria-hidden="true">
                <defs>
                    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect width="2" height="5" class="hatch" />
                    </pattern>
                </defs>
                <rect width="100%" height="6" fill="url(#hatch)" />
                <rect width={found_width} height="6" class="found" />
            </svg>
            <p class="wasteline"><span>{ found }</span><span>{ wasted }</span></p>
        </>
    }
}
