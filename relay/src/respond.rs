//! What a sender gets once its webhook is stored, as its channel says. Planned before it is stored ([`plan`]), so that status and
//! source are in the event's row; decided after it, since a template may have the position in it. Sent by `http::ingest`.
//!
//! In this order: a status that the path asks for, what a provider asks at set-up, failures that are to come, no answer at all, the channel's answer.

use std::sync::Arc;
use std::time::Duration;

use gancho_store::{PendingFailures, Record};
use uuid::Uuid;
use wire::{AnswerSource, HandAnswer};

pub mod check;
mod handshake;
mod json_path;
mod plan;
mod renderer;
pub mod template;

pub use plan::{Plan, plan};
use renderer::Made;
pub use renderer::{MAX_TIME, Renderer};
use template::RenderError;

/// What is done about a stored webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// How long to wait first.
    pub delay: Duration,
    /// What then.
    pub outcome: Outcome,
    /// Where it comes from.
    pub source: AnswerSource,
}

impl Decision {
    /// Answers at once.
    #[must_use]
    pub fn now(outcome: Outcome, source: AnswerSource) -> Self {
        Self { delay: Duration::ZERO, outcome, source }
    }
}

/// What a sender gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Reply(Reply),
    /// A failure that was asked for.
    Failure(u16),
    /// The answer came out too long to be sent.
    TooLong,
    /// The answer was not made in time.
    TooSlow,
    /// Nothing: the connection is held, then closed.
    Silence,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Header fields; a `content-type` among them when there is a body.
    pub headers: Vec<(String, String)>,
    /// The body; none: the relay's receipt.
    pub body: Option<Vec<u8>>,
}

impl From<HandAnswer> for Reply {
    fn from(HandAnswer { status, mut headers, body }: HandAnswer) -> Self {
        let is_typed = || headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let Some(body) = body.as_ref().filter(|body| !body.is_empty() && !is_typed()) {
            let kind = kind(body).to_owned();
            headers.push(("content-type".into(), kind));
        }
        Self { status, headers, body: body.map(String::into_bytes) }
    }
}

/// The status that a path asks for: `/webhook/{channel}/…/_status/503`, for one-off tests. A provider's path ends so only
/// when somebody wrote it so.
#[must_use]
pub fn asked_status(path: &str) -> Option<u16> {
    let (before, status) = path.rsplit_once('/')?;
    // A channel stands before it: `/webhook/_status/503` is a path of the channel `_status`.
    let channel = before.strip_suffix("/_status")?.strip_prefix('/')?;
    // A base URL that ends in a slash makes it `//webhook`.
    let channel = channel.trim_start_matches('/').strip_prefix("webhook/")?;
    let digits = status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit());
    status.parse().ok().filter(|status| digits && !channel.is_empty() && (200..=599).contains(status))
}

fn of_status(status: u16) -> Outcome {
    match status {
        400.. => Outcome::Failure(status),
        _ => Outcome::Reply(Reply { status, headers: Vec::new(), body: None }),
    }
}

async fn reply(armed: &Arc<PendingFailures>, record: Record, renderer: &Renderer) -> Outcome {
    let answer = armed.answer();
    let Made { mut headers, body } = match renderer.answer(armed, record).await {
        Ok(made) => made,
        Err(RenderError::TooLong) => return Outcome::TooLong,
        Err(RenderError::OutOfTime) => return Outcome::TooSlow,
    };
    let is_typed = || answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if body.as_ref().is_some_and(|body| !body.is_empty()) && !is_typed() {
        let template = answer.body.as_deref().unwrap_or_default();
        headers.push(("content-type".into(), kind(template).into()));
    }
    Outcome::Reply(Reply { status: answer.status, headers, body: body.map(String::into_bytes) })
}

/// What a template that does not say looks like.
fn kind(template: &str) -> &'static str {
    let start = template.trim_start();
    // `{{` opens a value, which may be anything.
    if start.starts_with('[') || (start.starts_with('{') && !start.starts_with("{{")) {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    }
}

/// True so many times in a hundred.
fn by_chance(percent: u16) -> bool {
    // The first 32 bits of a version 4 UUID are random.
    let (random, ..) = Uuid::new_v4().as_fields();
    u64::from(random) * 100 < u64::from(percent) << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_asked_for_only_below_a_channel() {
        for (path, status) in [
            ("/webhook/loja/_status/503", Some(503)),
            ("/webhook/loja/orders/paid/_status/200", Some(200)),
            ("//webhook/loja/_status/503", Some(503)),
            ("/webhook/_status/503", None),
            ("/webhook//_status/503", None),
            ("/webhook/loja/_status/199", None),
            ("/webhook/loja/_status/600", None),
            ("/webhook/loja/_status/+50", None),
            ("/webhook/loja/_status/0503", None),
            ("/webhook/loja/_status/503/", None),
            ("/webhook/loja/_status/", None),
            ("/webhook/loja/x_status/503", None),
            ("/webhook/loja", None),
        ] {
            assert_eq!(asked_status(path), status, "{path}");
        }
    }

    #[test]
    fn chance_keeps_to_its_bounds() {
        assert!((0..1000).all(|_| !by_chance(0) && by_chance(100)));
        let half = (0..10_000).filter(|_| by_chance(50)).count();
        assert!((4500..5500).contains(&half), "{half}: ten standard deviations off");
    }

    #[test]
    fn a_type_is_guessed_from_the_first_character() {
        assert_eq!(kind(" {\"a\":{{seq}}}"), "application/json");
        assert_eq!(kind("[1]"), "application/json");
        assert_eq!(kind("{{seq}}"), "text/plain; charset=utf-8");
        assert_eq!(kind("ok"), "text/plain; charset=utf-8");
    }
}
