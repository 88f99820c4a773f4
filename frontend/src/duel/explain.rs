//! How each number was measured, and the rows behind it.

use measure::{Kind, Lane, LaneFigures, Multiplied, Outcome, Quantiles, Transport, empty_share_theory, mean_wait_ms};
use tools::Subject;
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew::virtual_dom::VText;

use super::prose::prose;
use super::record::Race;
use super::tasks::{Done, Task};
use crate::clock;
use crate::components::{leaf, rich, sheet, table};
use crate::state::Action;
use crate::text::{Lang, T};

/// What is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The delay, and the advantage.
    Delay,
    /// Requests.
    Requests,
    /// Empty answers.
    Empty,
    /// Bytes.
    Bytes,
    /// Many clients.
    Multiply,
    /// Things to try.
    Tasks,
    /// Both sides.
    Learn,
}

impl Topic {
    /// What the worker has to say of it.
    fn subject(self) -> Option<Subject> {
        Some(match self {
            Self::Delay => Subject::Delay,
            Self::Requests => Subject::Requests,
            Self::Empty => Subject::Empty,
            Self::Bytes => Subject::Bytes,
            Self::Multiply => Subject::Multiply,
            Self::Tasks => return None,
            Self::Learn => Subject::BothSides,
        })
    }
}

/// Rows shown of a run, the newest first.
const ROWS: usize = 100;

/// What the dialog works with.
pub struct Explain<'a> {
    /// The page's language.
    pub lang: Lang,
    /// What is explained.
    pub topic: Topic,
    /// The record.
    pub race: &'a Race,
    /// How many clients are imagined.
    pub clients: u64,
    /// The tasks that are done.
    pub done: Done,
    /// Change what is shown.
    pub act: &'a Callback<Action>,
}

impl Explain<'_> {
    /// The dialog, over everything.
    pub fn view(&self) -> Html {
        let lang = self.lang;
        let title = match self.topic {
            Topic::Delay => T::MedianDelay,
            Topic::Requests => T::Requests,
            Topic::Empty => T::EmptyAnswers,
            Topic::Bytes => T::Bytes,
            Topic::Multiply => T::Multiply,
            Topic::Tasks => T::Tasks,
            Topic::Learn => T::Learn,
        };
        sheet(lang, title, self.act.reform(|_: MouseEvent| Action::Topic(None)), self.body())
    }

    fn body(&self) -> Html {
        let (lang, race) = (self.lang, self.race);
        let figures = race.figures();
        let (push, pull) = (&figures.push, &figures.pull);
        let (wait, rate) = race.observed();
        let interval = race.settings.interval_ms;
        let asks = race.settings.pull == Transport::ShortPoll;
        let mut parts: Vec<Html> = self.topic.subject().map(|subject| prose(lang, subject)).into_iter().collect();
        match self.topic {
            Topic::Delay => {
                parts.push(paragraph(&lang.uncertainty(race.offset().map(|offset| offset.uncertainty_ms()))));
                if asks {
                    parts.push(paragraph(&lang.theory_wait(mean_wait_ms(interval), wait)));
                }
                let advantage = (lang.t(T::Advantage), figures.advantage_ms);
                parts.push(self.quantiles(&[("push", push.latency_ms), ("pull", pull.latency_ms), advantage]));
                parts.push(self.rows(&|outcome| outcome.kind == Kind::Delivered));
            }
            Topic::Requests => {
                parts.push(paragraph(&lang.push_cost(push.requests, race.beats, race.recovered)));
                parts.push(self.counts(push, pull));
                parts.push(self.rows(&|outcome| outcome.lane == Lane::Pull || outcome.kind != Kind::Delivered));
            }
            Topic::Empty => {
                if let Some(rate) = rate.filter(|_| asks) {
                    let theory = empty_share_theory(rate, interval);
                    parts.push(paragraph(&lang.theory_empty(rate * 60_000.0, theory, race.empty_share())));
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
            let done = self.done.has(task);
            let (tick, said) = if done { ("✓", lang.t(T::TaskDone)) } else { ("", "") };
            view! {
                <li>
                    <span class="tick" aria-hidden="true">{ tick }</span>{ lang.t(task.text()) }
                    { leaf("span", "visually-hidden", said) }
                </li>
            }
        });
        view! { <ol class="tasks">{ for tasks }</ol> }
    }

    fn quantiles(&self, rows: &[(&str, Quantiles)]) -> Html {
        let lang = self.lang;
        let cell = |ms: Option<f64>| text(ms.map_or_else(|| "—".into(), |ms| lang.duration(ms)));
        let row = |(name, q): &(&str, Quantiles)| {
            vec![text((*name).to_owned()), cell(q.p50), cell(q.p95), cell(q.max), text(lang.whole(q.n as u64))]
        };
        table("small", &["", "p50", "p95", "max", "n"], rows.iter().map(row).collect())
    }

    fn counts(&self, push: &LaneFigures, pull: &LaneFigures) -> Html {
        let lang = self.lang;
        type Count = fn(&LaneFigures) -> u64;
        let of: [(T, Count); 5] = [
            (T::Requests, |lane| lane.requests),
            (T::Delivered, |lane| lane.delivered),
            (T::EmptyAnswers, |lane| lane.empty),
            (T::Failures, |lane| lane.failed),
            (T::TimeOuts, |lane| lane.timed_out),
        ];
        let row = |(name, of): (T, Count)| {
            vec![text(lang.t(name).to_owned()), text(lang.whole(of(push))), text(lang.whole(of(pull)))]
        };
        table("small", &["", "push", "pull"], of.into_iter().map(row).collect())
    }

    fn bytes(&self, push: &LaneFigures, pull: &LaneFigures) -> Html {
        let lang = self.lang;
        let cell = |bytes: Option<u64>| text(bytes.map_or_else(|| "—".into(), |bytes| lang.whole(bytes)));
        let row = |name: T, push, pull| vec![text(lang.t(name).to_owned()), cell(push), cell(pull)];
        let up = row(T::BytesUp, push.bytes_up, pull.bytes_up);
        table("small", &["", "push", "pull"], vec![up, row(T::BytesDown, push.bytes_down, pull.bytes_down)])
    }

    fn multiply(&self) -> Html {
        let lang = self.lang;
        let oninput = self.act.reform(|e: InputEvent| {
            let asked = e.target_dyn_into::<HtmlInputElement>().map_or(0.0, |e| e.value_as_number());
            Action::Clients(if asked.is_finite() { asked.clamp(1.0, 1e9) as u64 } else { 1 })
        });
        let lines = multiplied(self.race, self.clients).map(|m| lang.arithmetic(&m));
        view! {
            <>
                <label class="switchline">{ lang.t(T::Clients) }
                    <input class="box short" type="number" min="1" max="1000000000" value={self.clients.to_string()} {oninput} />
                </label>
                { for lines.into_iter().flatten().map(|line| view! { <p class="num">{ rich(&line) }</p> }) }
            </>
        }
    }

    /// The outcomes that a number was worked out from.
    fn rows(&self, of: &dyn Fn(&Outcome) -> bool) -> Html {
        let (lang, race) = (self.lang, self.race);
        let rows = race.outcomes().iter().rev().filter(|outcome| of(outcome)).take(ROWS).map(|outcome| {
            let lane = if outcome.lane == Lane::Push { "push" } else { "pull" };
            let seqs: Vec<String> = outcome.seqs.iter().take(5).map(|seq| format!("#{seq}")).collect();
            let t0 = outcome.t0_us.last().map(|t0| clock::time_with_millis(*t0 as f64 / 1000.0));
            vec![
                view! { <span class={lane}>{ lane }</span> },
                text(clock::time_with_millis(outcome.start_ms)),
                text(clock::time_with_millis(outcome.end_ms)),
                text(lang.outcome(outcome.kind, &seqs.join(" "))),
                text(t0.unwrap_or_default()),
            ]
        });
        let head = [T::Lane, T::Start, T::End, T::What].map(|name| lang.t(name));
        view! {
            <div class="rows" tabindex="0" role="region" aria-label={lang.t(T::Rows)}>
                { table("small", &[head[0], head[1], head[2], head[3], "t₀"], rows.collect()) }
            </div>
        }
    }
}

pub(super) fn paragraph(text: &str) -> Html {
    view! { <p>{ rich(text) }</p> }
}

fn text(text: String) -> Html {
    VText::new(text).into()
}

/// What many clients would do; none while nothing is measured, and for a poll that is held.
#[must_use]
pub fn multiplied(race: &Race, clients: u64) -> Option<Multiplied> {
    let short = race.settings.pull == Transport::ShortPoll;
    short.then(|| measure::multiply(&race.figures().pull, race.settings.interval_ms, clients)).flatten()
}

/// Links to the code of the lanes, as this page was built from it.
fn code(lang: Lang) -> Html {
    let links = ["websocket.rs", "sse.rs", "poll.rs", "stream.rs"].into_iter().map(|file| {
        view! { <a href={format!("/{file}")} target="_blank" rel="noopener">{ leaf("code", "", file) }</a> }
    });
    view! { <p class="links" data-testid="lane-code">{ lang.t(T::LaneCode) }{ for links }</p> }
}
