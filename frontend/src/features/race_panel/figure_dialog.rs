//! The dialog that explains how each number was measured, with the rows behind it.

use measure::{
    Kind, Lane, LaneFigures, Multiplied, Outcome, Quantiles, Transport, empty_share_theory,
    mean_wait_ms,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew::virtual_dom::VText;

use crate::components::{Dialog, rich_text, table};
use crate::features::race_panel::section::Explanation;
use crate::i18n::{Lang, Msg, Subject};
use crate::model::app_action::Action;
use crate::model::race::state::RaceState;
use crate::model::race::tasks::{Done, Task};
use crate::model::topic::Topic;
use crate::platform::clock;
use crate::state::contexts::{use_dispatch, use_lang, use_race};

/// Its longer text.
fn subject(topic: Topic) -> Option<Subject> {
    Some(match topic {
        Topic::Delay => Subject::Delay,
        Topic::Requests => Subject::Requests,
        Topic::Empty => Subject::Empty,
        Topic::Bytes => Subject::Bytes,
        Topic::Multiply => Subject::Multiply,
        Topic::Tasks => return None,
        Topic::Learn => Subject::BothSides,
    })
}

/// Rows shown of a run, the newest first.
const ROWS: usize = 100;

/// Props of [`FigureDialog`].
#[derive(PartialEq, Properties)]
pub struct FigureDialogProps {
    /// The number.
    pub topic: Topic,
    /// Number of imagined clients.
    pub clients: u64,
    /// Called when others are.
    pub on_clients: Callback<u64>,
    /// The tasks that are done.
    pub done: Done,
}

/// The dialog of a topic.
#[component]
pub fn FigureDialog(props: &FigureDialogProps) -> Html {
    let (lang, dispatch, handle) = (use_lang(), use_dispatch(), use_race());
    let title = match props.topic {
        Topic::Delay => Msg::MedianDelay,
        Topic::Requests => Msg::Requests,
        Topic::Empty => Msg::EmptyAnswers,
        Topic::Bytes => Msg::Bytes,
        Topic::Multiply => Msg::Multiply,
        Topic::Tasks => Msg::Tasks,
        Topic::Learn => Msg::Learn,
    };
    let on_close = dispatch.reform(|_: MouseEvent| Action::Topic(None));
    let explain = Explain { lang, props, race: &handle.race.borrow() };
    html! { <Dialog {title} {on_close}>{ explain.content() }</Dialog> }
}

struct Explain<'a> {
    lang: Lang,
    props: &'a FigureDialogProps,
    race: &'a RaceState,
}

impl Explain<'_> {
    fn content(&self) -> Html {
        let (lang, race) = (self.lang, self.race);
        let figures = race.figures();
        let (push, pull) = (&figures.push, &figures.pull);
        let (wait, rate) = race.observed();
        let interval = race.settings.interval_ms;
        let asks = race.settings.pull == Transport::ShortPoll;
        let explanation =
            subject(self.props.topic).map(|subject| html! { <Explanation {subject} /> });
        let mut parts: Vec<Html> = explanation.into_iter().collect();
        match self.props.topic {
            Topic::Delay => {
                parts.push(paragraph(
                    &lang.uncertainty(race.offset().map(|offset| offset.uncertainty_ms())),
                ));
                if asks {
                    parts.push(paragraph(&lang.theory_wait(mean_wait_ms(interval), wait)));
                }
                let advantage = (lang.t(Msg::Advantage), figures.advantage_ms);
                parts.push(self.quantiles(&[
                    ("push", push.latency_ms),
                    ("pull", pull.latency_ms),
                    advantage,
                ]));
                parts.push(self.rows(&|outcome| outcome.kind == Kind::Delivered));
            }
            Topic::Requests => {
                parts.push(paragraph(&lang.push_cost(push.requests, race.beats, race.recovered)));
                parts.push(self.counts(push, pull));
                parts.push(self.rows(&|outcome| {
                    outcome.lane == Lane::Pull || outcome.kind != Kind::Delivered
                }));
            }
            Topic::Empty => {
                if let Some(rate) = rate.filter(|_| asks) {
                    let theory = empty_share_theory(rate, interval);
                    parts.push(paragraph(&lang.theory_empty(
                        rate * 60_000.0,
                        theory,
                        race.empty_share(),
                    )));
                }
                parts.push(self.rows(&|outcome| outcome.lane == Lane::Pull));
            }
            Topic::Bytes => parts.push(self.bytes(push, pull)),
            Topic::Multiply => parts.push(self.multiply()),
            Topic::Tasks => parts.push(self.tasks()),
            Topic::Learn => parts.push(code(lang)),
        }
        parts.into_iter().collect()
    }

    fn tasks(&self) -> Html {
        let lang = self.lang;
        let tasks = Task::ALL.into_iter().map(|task| {
            let done = self.props.done.has(task);
            let (tick, said) = if done { ("✓", lang.t(Msg::TaskDone)) } else { ("", "") };
            html! {
                <li>
                    <span class="tick" aria-hidden="true">{ tick }</span>{ lang.t(task.text()) }
                    <span class="visually-hidden">{ said }</span>
                </li>
            }
        });
        html! { <ol class="tasks">{ for tasks }</ol> }
    }

    fn quantiles(&self, rows: &[(&str, Quantiles)]) -> Html {
        let lang = self.lang;
        let cell = |ms: Option<f64>| text(ms.map_or_else(|| "—".into(), |ms| lang.duration(ms)));
        let row = |(name, q): &(&str, Quantiles)| {
            vec![
                text((*name).to_owned()),
                cell(q.p50),
                cell(q.p95),
                cell(q.max),
                text(lang.whole(q.n as u64)),
            ]
        };
        table("small", &["", "p50", "p95", "max", "n"], rows.iter().map(row).collect())
    }

    fn counts(&self, push: &LaneFigures, pull: &LaneFigures) -> Html {
        let lang = self.lang;
        type Count = fn(&LaneFigures) -> u64;
        let of: [(Msg, Count); 5] = [
            (Msg::Requests, |lane| lane.requests),
            (Msg::Delivered, |lane| lane.delivered),
            (Msg::EmptyAnswers, |lane| lane.empty),
            (Msg::Failures, |lane| lane.failed),
            (Msg::TimeOuts, |lane| lane.timed_out),
        ];
        let row = |(name, of): (Msg, Count)| {
            vec![
                text(lang.t(name).to_owned()),
                text(lang.whole(of(push))),
                text(lang.whole(of(pull))),
            ]
        };
        table("small", &["", "push", "pull"], of.into_iter().map(row).collect())
    }

    fn bytes(&self, push: &LaneFigures, pull: &LaneFigures) -> Html {
        let lang = self.lang;
        let cell =
            |bytes: Option<u64>| text(bytes.map_or_else(|| "—".into(), |bytes| lang.whole(bytes)));
        let row =
            |name: Msg, push, pull| vec![text(lang.t(name).to_owned()), cell(push), cell(pull)];
        let up = row(Msg::BytesUp, push.bytes_up, pull.bytes_up);
        table(
            "small",
            &["", "push", "pull"],
            vec![up, row(Msg::BytesDown, push.bytes_down, pull.bytes_down)],
        )
    }

    fn multiply(&self) -> Html {
        let lang = self.lang;
        let oninput = self.props.on_clients.reform(|e: InputEvent| {
            let clients =
                e.target_dyn_into::<HtmlInputElement>().map_or(0.0, |e| e.value_as_number());
            if clients.is_finite() { clients.clamp(1.0, 1e9) as u64 } else { 1 }
        });
        let lines = multiplied(self.race, self.props.clients).map(|m| lang.arithmetic(&m));
        let lines = lines.into_iter().flatten();
        let lines = lines.map(|line| html! { <p class="num">{ rich_text(&line) }</p> });
        html! {
            <>
                <label class="switchline">{ lang.t(Msg::Clients) }
                    <input class="box short" type="number" min="1" max="1000000000"
                        value={self.props.clients.to_string()} {oninput} />
                </label>
                { for lines }
            </>
        }
    }

    /// The outcomes that a number was worked out from.
    fn rows(&self, of: &dyn Fn(&Outcome) -> bool) -> Html {
        let (lang, race) = (self.lang, self.race);
        let rows =
            race.outcomes().iter().rev().filter(|outcome| of(outcome)).take(ROWS).map(|outcome| {
                let lane = if outcome.lane == Lane::Push { "push" } else { "pull" };
                let seqs: Vec<String> =
                    outcome.seqs.iter().take(5).map(|seq| format!("#{seq}")).collect();
                let t0 =
                    outcome.t0_us.last().map(|t0| clock::time_with_millis(*t0 as f64 / 1000.0));
                vec![
                    html! { <span class={lane}>{ lane }</span> },
                    text(clock::time_with_millis(outcome.start_ms)),
                    text(clock::time_with_millis(outcome.end_ms)),
                    text(lang.outcome(outcome.kind, &seqs.join(" "))),
                    text(t0.unwrap_or_default()),
                ]
            });
        let head = [Msg::Lane, Msg::Start, Msg::End, Msg::What].map(|name| lang.t(name));
        html! {
            <div class="rows" tabindex="0" role="region" aria-label={lang.t(Msg::Rows)}>
                { table("small", &[head[0], head[1], head[2], head[3], "t₀"], rows.collect()) }
            </div>
        }
    }
}

pub(super) fn paragraph(text: &str) -> Html {
    html! { <p>{ rich_text(text) }</p> }
}

fn text(text: String) -> Html {
    VText::new(text).into()
}

/// The load of many clients. `None` while nothing is measured, and for long polls.
#[must_use]
pub fn multiplied(race: &RaceState, clients: u64) -> Option<Multiplied> {
    let short = race.settings.pull == Transport::ShortPoll;
    short
        .then(|| measure::multiply(&race.figures().pull, race.settings.interval_ms, clients))
        .flatten()
}

/// Links to the code of the lanes, as this page was built from it.
fn code(lang: Lang) -> Html {
    let links = ["websocket.rs", "sse.rs", "poll.rs", "reconnect.rs"].into_iter().map(|file| {
        html! {
            <a href={file} target="_blank" rel="noopener"><code>{ file }</code></a>
        }
    });
    html! { <p class="links" data-testid="lane-code">{ lang.t(Msg::LaneCode) }{ for links }</p> }
}
