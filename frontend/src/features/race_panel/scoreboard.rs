//! The scores of this run. Each opens how it was measured.

use measure::{Compared, LaneFigures, Quantiles};
use yew::prelude::*;

use crate::components::rich_text;
use crate::features::race_panel::figure_dialog::multiplied;
use crate::i18n::{Lang, Msg};
use crate::model::app_action::UiAction;
use crate::model::race::demo_plan::Demo;
use crate::model::race::tasks::{TasksDone, TutorialTask};
use crate::model::topic::Topic;
use crate::state::contexts::{use_dispatch, use_lang, use_race};

/// A number and its unit.
type Cell = (String, &'static str);

/// Props of [`Scoreboard`].
#[derive(PartialEq, Properties)]
pub struct ScoreboardProps {
    /// Number of imagined clients.
    pub clients: u64,
    /// The tasks that are done.
    pub done: TasksDone,
    /// The demonstration.
    pub demo: Demo,
}

/// The scores, how many of pull's answers had an event, and what many clients would ask.
#[component]
pub fn Scoreboard(props: &ScoreboardProps) -> Html {
    let ScoreboardProps { clients, done, demo } = *props;
    let (lang, dispatch, handle) = (use_lang(), use_dispatch(), use_race());
    let race = handle.state.borrow();
    let figures = race.figures();
    let compared = race.compared();
    let (push, pull) = (&figures.push, &figures.pull);
    let whole = |n: u64| cell((lang.whole(n), ""));
    // A button that opens how a number was measured.
    let how = |topic: Topic, label: String| {
        let onclick = dispatch.reform(move |_: MouseEvent| UiAction::Topic(Some(topic)).into());
        html! { <button type="button" class="how" {onclick}>{ label }</button> }
    };
    let row = |label: Msg, topic: Topic, push: Html, pull: Html| {
        html! { <tr><th scope="row">{ how(topic, lang.t(label).into()) }</th>{ push }{ pull }</tr> }
    };
    let median = match compared.advantage_ms.n {
        0 => lang.t(Msg::MedianDelay).to_owned(),
        n => format!("{}, n\u{a0}=\u{a0}{}", lang.t(Msg::MedianDelay), lang.whole(n as u64)),
    };
    let scale = multiplied(&race, clients).map(|m| {
        let [before, who, after] =
            lang.scale(race.settings().interval_ms, clients, m.requests_per_day, m.empty_per_day);
        html! {
            <p class="scale" data-testid="scale">
                { before }{ how(Topic::Multiply, who) }{ rich_text(&after) }
            </p>
        }
    });
    let run = dispatch.reform(move |_: MouseEvent| UiAction::Demo(!demo.running).into());
    let (demo_text, demo_press) = match demo.running {
        true => (Msg::DemoRuns, Msg::DemoStop),
        false => (Msg::DemoOff, Msg::DemoStart),
    };
    let tasks = format!("{} {}/{}", lang.t(Msg::Tasks), done.count(), TutorialTask::ALL.len());
    html! {
        <div class="score" data-testid="score">
            <table>
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col" class="push">{ "Push" }</th>
                        <th scope="col" class="pull">{ "Pull" }</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <th scope="row">{ how(Topic::Delay, median) }</th>
                        { delay(lang, compared.push_ms) }{ delay(lang, compared.pull_ms) }
                    </tr>
                    { ahead(lang, &compared) }
                    { row(Msg::Requests, Topic::Requests, whole(push.requests), asked(lang, pull)) }
                    { row(Msg::EmptyAnswers, Topic::Empty, whole(push.empty), of_all(lang, pull)) }
                    { row(Msg::Bytes, Topic::Bytes, bytes(lang, push), bytes(lang, pull)) }
                </tbody>
            </table>
            <div class="shares">{ race.empty_share().map(|empty| shares(lang, empty, pull.completed())) }</div>
            <div class="scales">{ scale }</div>
            <p class="more" data-testid="learn-more">
                { how(Topic::BothSides, lang.t(Msg::WhenPullWins).into()) }
                { how(Topic::Tasks, tasks) }
            </p>
            <div class="demo" id="demo" data-running={demo.running.to_string()}>
                <span>{ lang.t(demo_text) }</span>
                <button type="button" class="chip" onclick={run}>{ lang.t(demo_press) }</button>
            </div>
        </div>
    }
}

fn cell((number, unit): Cell) -> Html {
    noted(number, (!unit.is_empty()).then(|| html! { <small>{ unit }</small> }))
}

/// A number, and a word beside it.
fn noted(number: String, word: Option<Html>) -> Html {
    let word = word.map(|word| html! { <>{ " " }{ word }</> });
    html! { <td><span class="num">{ number }</span>{ word }</td> }
}

/// Requests, and how many of them were answered with an error or not at all, when there are any.
fn asked(lang: Lang, lane: &LaneFigures) -> Html {
    let failed = (lane.failed > 0)
        .then(|| html! { <small class="bad">{ lang.failed(lane.failed) }</small> });
    noted(lang.whole(lane.requests), failed)
}

/// Empty answers, and of how many.
fn of_all(lang: Lang, lane: &LaneFigures) -> Html {
    let completed = lane.completed();
    let all = (completed > 0).then(|| html! { <small>{ lang.of_all(completed) }</small> });
    html! {
        <td class="wraps"><span class="num">{ lang.whole(lane.empty) }</span>{ " " }{ all }</td>
    }
}

fn delay(lang: Lang, delays: Quantiles) -> Html {
    cell(delays.p50.map_or_else(|| ("—".into(), ""), |ms| lang.wait_parts(ms.max(0.0))))
}

/// The number of the headline, and what it is the median of. It is no lane's: a line from push's
/// column to pull's has it in its middle.
fn ahead(lang: Lang, compared: &Compared) -> Html {
    let Compared { push_ms, pull_ms, advantage_ms } = compared;
    let (number, unit) = match advantage_ms.p50 {
        Some(ms) => lang.wait_parts(ms),
        None => ("—".into(), ""),
    };
    let of = advantage_ms.p50.unwrap_or_default();
    let of = lang.median_of(advantage_ms.n, of, push_ms.p50, pull_ms.p50);
    html! {
        <>
            <tr class="ahead" data-testid="ahead">
                <th scope="row">{ lang.t(Msg::PushAhead) }</th>
                <td colspan="2">
                    <span class="between">
                        <span>
                            <span class="num">{ number }</span>{ " " }<small>{ unit }</small>
                        </span>
                    </span>
                </td>
            </tr>
            <tr class="of" data-testid="median-of"><td colspan="3">{ of }</td></tr>
        </>
    }
}

fn bytes(lang: Lang, lane: &LaneFigures) -> Html {
    cell(
        lane.bytes_up
            .zip(lane.bytes_down)
            .map_or_else(|| ("—".into(), ""), |(up, down)| lang.size_parts(up + down)),
    )
}

/// The share of pull's answers that brought an event.
fn shares(lang: Lang, empty: f64, n: u64) -> Html {
    let (found, wasted) = lang.shares(empty, n);
    let found_width = format!("{}%", ((1.0 - empty) * 100.0).round() as u8);
    html! {
        <>
            // Attributes of a drawing and not a style, which the page's policy forbids.
            <svg class="waste" width="100%" height="6" aria-hidden="true">
                <defs>
                    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"
                        patternTransform="rotate(45)">
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
