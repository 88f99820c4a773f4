//! The scores of this run. Each opens how it was measured.

use measure::LaneFigures;
use yew::prelude::*;

use super::explain::{Topic, multiplied};
use super::record::Race;
use super::tasks::Task;
use crate::components::{button, leaf, rich};
use crate::state::{Action, Screen};
use crate::text::{Lang, T};

/// A number and its unit.
type Cell = (String, &'static str);

/// The scores, what pull's answers were worth, and what many clients would ask.
pub fn scoreboard(lang: Lang, race: &Race, clients: u64, screen: &Screen, act: &Callback<Action>) -> Html {
    let demo = screen.demo;
    let figures = race.figures();
    let (push, pull) = (&figures.push, &figures.pull);
    let whole = |n: u64| cell((lang.whole(n), ""));
    let open = |topic: Topic| act.reform(move |_: MouseEvent| Action::Topic(Some(topic)));
    let row = |label: T, topic: Topic, push: Html, pull: Html| {
        view! { <tr><th scope="row">{ button("how", lang.t(label), open(topic)) }</th>{ push }{ pull }</tr> }
    };
    let requests = cell((lang.whole(push.requests), lang.connections(push.requests)));
    let scale = multiplied(race, clients).map(|m| {
        let [before, who, after] = lang.scale(race.settings.interval_ms, clients, m.requests_per_day, m.empty_per_day);
        view! { <p class="scale" data-testid="scale">{ before }{ button("how", &who, open(Topic::Multiply)) }{ rich(&after) }</p> }
    });
    let run = act.reform(move |_: MouseEvent| Action::Demo(!demo.running));
    let (demo_text, demo_press) = if demo.running { (T::DemoRuns, T::DemoStop) } else { (T::DemoOff, T::DemoStart) };
    let tasks = format!("{} {}/{}", lang.t(T::Tasks), screen.done.count(), Task::ALL.len());
    view! {
        <div class="score" data-testid="score">
            <table>
                <thead>
                    <tr><td></td><th scope="col" class="push">{ "Push" }</th><th scope="col" class="pull">{ "Pull" }</th></tr>
                </thead>
                <tbody>
                    { row(T::MedianDelay, Topic::Delay, delay(lang, push), delay(lang, pull)) }
                    { row(T::Requests, Topic::Requests, requests, asked(lang, pull)) }
                    { row(T::EmptyAnswers, Topic::Empty, whole(push.empty), whole(pull.empty)) }
                    { row(T::Bytes, Topic::Bytes, bytes(lang, push), bytes(lang, pull)) }
                </tbody>
            </table>
            <div class="shares">{ for race.empty_share().map(|empty| shares(lang, empty)) }</div>
            <div class="scales">{ for scale }</div>
            <p class="more" data-testid="learn-more">
                { button("how", lang.t(T::LearnMore), open(Topic::Learn)) }{ button("how", &tasks, open(Topic::Tasks)) }
            </p>
            <div class="demo" id="demo" data-running={demo.running.to_string()}>
                { leaf("span", "", lang.t(demo_text)) }{ button("chip", lang.t(demo_press), run) }
            </div>
        </div>
    }
}

fn cell((number, unit): Cell) -> Html {
    noted(number, (!unit.is_empty()).then(|| leaf("small", "", unit)))
}

/// A number, and a word beside it.
fn noted(number: String, word: Option<Html>) -> Html {
    let word = word.map(|word| view! { <>{ " " }{ word }</> });
    view! { <td>{ leaf("span", "num", number) }{ for word }</td> }
}

/// Requests, and how many of them were answered with an error or not at all, when there are any.
fn asked(lang: Lang, lane: &LaneFigures) -> Html {
    noted(lang.whole(lane.requests), (lane.failed > 0).then(|| leaf("small", "bad", lang.failed(lane.failed))))
}

fn delay(lang: Lang, lane: &LaneFigures) -> Html {
    cell(lane.latency_ms.p50.map_or_else(|| ("—".into(), ""), |ms| lang.duration_parts(ms.max(0.0))))
}

fn bytes(lang: Lang, lane: &LaneFigures) -> Html {
    cell(lane.bytes_up.zip(lane.bytes_down).map_or_else(|| ("—".into(), ""), |(up, down)| lang.size_parts(up + down)))
}

/// How many of pull's answers brought something.
fn shares(lang: Lang, empty: f64) -> Html {
    let (found, wasted) = lang.shares(empty);
    let found_width = format!("{}%", ((1.0 - empty) * 100.0).round() as u8);
    view! {
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
            <p class="wasteline">{ leaf("span", "", found) }{ leaf("span", "", wasted) }</p>
        </>
    }
}
