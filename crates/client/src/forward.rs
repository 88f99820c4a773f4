//! `gancho forward`: every event of a channel to a program, in order, none lost, each attempt seen.
//!
//! A line (`line.rs`) is a consumer at the relay. It connects (`session.rs`), keeps what is under way
//! (`window.rs`), and has a worker deliver each event (`worker.rs`), by HTTP or by a command. An
//! attempt and the cursor go back in one message. Delivery is at least once.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{Channel, ConsumerName, StartAt};

use crate::http::Relay;
use crate::relay_access::RelayAccess;
use crate::tls::Trust;

mod connect;
mod exec;
mod failed_attempts;
pub(crate) mod heartbeat;
mod http_target;
mod line;
pub mod observer;
mod outcome;
pub mod output;
pub mod policy;
mod request;
mod retry;
mod session;
pub mod target;
mod window;
mod worker;

use exec::Exec;
use failed_attempts::FailedAttempts;
use http_target::HttpTarget;
use line::{Line, NEWS};
use observer::{Carried, Observer};
use output::Output;
use policy::TargetPolicy;
use target::Target;
use window::Window;
use worker::{Carrier, Worker};

/// What is forwarded, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How the relay is reached.
    pub relay: RelayAccess,
    /// Each channel and its target.
    pub routes: Vec<Route>,
    /// How every line is carried.
    pub settings: Settings,
}

/// A channel and where its events go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The channel; made when there is none.
    pub channel: Channel,
    /// Where its events go.
    pub target: Target,
    /// Name of the consumer that carries them.
    pub consumer: ConsumerName,
}

/// How a line is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where a consumer starts that the relay does not know yet.
    pub from: StartAt,
    /// Most events under way at once. One keeps the order at the target.
    pub concurrency: usize,
    /// How long an attempt may take.
    pub timeout: Duration,
    /// Attempts before an event is given up.
    pub max_attempts: u32,
    /// Senders wait so long for the target's answer, and get it; none: they do not.
    pub answer: Option<Duration>,
    /// End after the first event.
    pub once: bool,
    /// End when nothing waits.
    pub until_idle: bool,
}

/// Forwards until it is stopped, or has done what it was to do.
///
/// # Errors
/// A sentence for the user, when it cannot begin or not go on.
pub async fn run(options: Options, stop: CancellationToken, mut output: Output) -> Result<()> {
    if options.routes.len() > 1 {
        output.name_channels();
    }
    carry(options, None, stop, Arc::new(output)).await
}

/// The same for a relay in its own process: only where its policy allows it.
///
/// # Errors
/// As [`run`].
pub async fn run_guarded(
    options: Options,
    policy: Arc<TargetPolicy>,
    stop: CancellationToken,
    observer: Arc<dyn Observer>,
) -> Result<()> {
    carry(options, Some(policy), stop, observer).await
}

async fn carry(
    options: Options,
    policy: Option<Arc<TargetPolicy>>,
    stop: CancellationToken,
    output: Arc<dyn Observer>,
) -> Result<()> {
    let Options { relay: access, routes, settings } = options;
    for (at, route) in routes.iter().enumerate() {
        let twice =
            routes[..at].iter().any(|other| (&other.channel, &other.consumer) == (&route.channel, &route.consumer));
        ensure!(!twice, "channel '{}' has consumer '{}' twice", route.channel, route.consumer);
    }
    let relay = access.relay()?;
    let mut lines = JoinSet::new();
    for route in routes {
        lines.spawn(line(route, settings, &relay, (&access.trust, policy.clone()), &stop, &output)?.run());
    }
    let mut result = Ok(());
    while let Some(ended) = lines.join_next().await {
        if let Err(why) = ended? {
            // One that cannot go on ends the others, which finish what they are at.
            stop.cancel();
            result = result.and(Err(why));
        }
    }
    result
}

fn line(
    route: Route,
    settings: Settings,
    relay: &Relay,
    (trust, policy): (&Trust, Option<Arc<TargetPolicy>>),
    stop: &CancellationToken,
    output: &Arc<dyn Observer>,
) -> Result<Line> {
    let Route { channel, target, consumer } = route;
    let timeout = settings.timeout;
    let carrier = match &target {
        Target::Url(url) => Carrier::Http(Box::new(HttpTarget::new(url.clone(), trust, timeout, policy)?)),
        Target::Command(command) => Carrier::Exec(Exec { command: command.clone(), timeout }),
    };
    let (sender, news) = mpsc::channel(NEWS);
    let worker = Worker {
        carrier,
        relay: relay.clone(),
        channel: channel.clone(),
        target: target.to_string(),
        max_attempts: settings.max_attempts,
        answer_timeout: settings.answer,
        max_answer: AtomicUsize::new(0),
        stop: stop.clone(),
        news: sender,
        seed: Uuid::new_v4().as_fields().0,
    };
    Ok(Line {
        carried: Carried { relay: relay.base().to_owned(), channel, consumer, target },
        settings,
        relay: relay.clone(),
        output: output.clone(),
        stop: stop.clone(),
        worker: Arc::new(worker),
        tasks: JoinSet::new(),
        news,
        window: Window::new(if settings.once { 1 } else { settings.concurrency }),
        failed: FailedAttempts::default(),
        answers: Vec::new(),
        asked: HashMap::new(),
        epoch: None,
        greeted: false,
        delivered: 0,
        gave_up: false,
    })
}
