//! Forwarding in the relay's own process: what `gancho forward` does, for the channels whose settings or flags say so.
//!
//! Each is a client of the relay itself, by its own port: the consumer's protocol, the attempts and the order are the same
//! code. A target is the choice of whoever may change settings, so a policy has a word in each connection.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gancho_client::RelayAccess;
use gancho_client::forward::policy::{Refusal, TargetPolicy};
use gancho_client::forward::target::{Target, Url};
use gancho_client::forward::{self, Route};
use gancho_client::tls::Trust;
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::{Channel, ConsumerName, Forward, ForwardStatus, ServerMsg, StartAt};

use crate::holders::Holders;
use crate::hub::{Arrival, Frame, Hub};
use gancho_store::{EventStore, MadeConsumer, StoreError};

mod line_state;

use line_state::LineState;

/// Most events of a channel under way at once.
pub const MAX_CONCURRENCY: u32 = 256;
/// Shortest and longest time, in milliseconds, that a sender may be kept for the target's answer.
pub const ANSWER_TIMEOUT_MS: std::ops::RangeInclusive<u32> = 100..=30_000;
/// The same, unless it is told.
pub const DEFAULT_ANSWER_TIMEOUT_MS: u32 = 10_000;
/// How long an attempt may take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// Attempts before an event is a dead letter.
const MAX_ATTEMPTS: u32 = 8;
/// How soon a line that ended is begun again.
const AGAIN: Duration = Duration::from_secs(1);
/// The same, of one that ends again and again.
const MOST_AGAIN: Duration = Duration::from_secs(8);
/// How often news of a line are told, at most.
const TELL: Duration = Duration::from_millis(250);

/// Every line of a relay. A clone is a handle on the same.
#[derive(Clone)]
pub struct Forwarding(Arc<Inner>);

/// What lines work with.
pub struct Shared {
    /// Keeps consumers.
    pub store: Arc<dyn EventStore>,
    /// Tells streams how lines go.
    pub hub: Hub,
    /// Who holds a consumer now.
    pub holders: Holders,
    /// Where lines may lead.
    pub policy: TargetPolicy,
    /// What was asked for when the relay was started; it takes the place of settings.
    pub flags: Vec<(Channel, Forward)>,
    /// Address that the relay listens on.
    pub local: SocketAddr,
    /// What it asks readers for.
    pub token: Option<String>,
    /// Cancelled when the relay is to stop.
    pub shutdown: CancellationToken,
    /// Waited for before it does.
    pub tracker: TaskTracker,
}

struct Inner {
    shared: Shared,
    policy: Arc<TargetPolicy>,
    lines: Mutex<HashMap<Channel, Line>>,
    /// Held while a channel is brought to what is wanted: one change after the other.
    changing: AsyncMutex<()>,
}

/// A channel that is forwarded.
struct Line {
    forward: Forward,
    state: Arc<LineState>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Forwarding {
    /// Begins nothing yet.
    #[must_use]
    pub fn new(shared: Shared) -> Self {
        gancho_client::tls::install_provider();
        let policy = Arc::new(shared.policy.clone());
        Self(Arc::new(Inner { shared, policy, lines: Mutex::default(), changing: AsyncMutex::default() }))
    }

    /// Begins with every channel that is to be forwarded. Where the store cannot be read, later.
    pub async fn start(&self) {
        let shared = &self.0.shared;
        for (channel, _) in &shared.flags {
            self.sync(channel).await;
        }
        if self.start_known().await.is_err() {
            let forwarding = self.clone();
            shared.tracker.spawn(async move {
                let Shared { shutdown, .. } = &forwarding.0.shared;
                while shutdown.run_until_cancelled(sleep(AGAIN)).await.is_some() {
                    if forwarding.start_known().await.is_ok() {
                        return;
                    }
                }
            });
        }
    }

    async fn start_known(&self) -> Result<(), StoreError> {
        let known = self.0.shared.store.channels().await.inspect_err(|e| {
            tracing::error!("channels are not forwarded yet, because the store cannot be read: {e}");
        })?;
        for info in known {
            self.sync(&info.channel).await;
        }
        Ok(())
    }

    /// Whether a channel may be forwarded so.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, forward: &Forward) -> Result<(), ForwardError> {
        check(&self.0.policy, forward)
    }

    /// Has a channel forwarded as it is told now. Once it has returned, what comes is forwarded.
    pub async fn sync(&self, channel: &Channel) {
        let _changing = self.0.changing.lock().await;
        let wanted = self.wanted(channel);
        let shared = &self.0.shared;
        let route = wanted.as_ref().and_then(|forward| route(channel, forward));
        if let Some(route) = &route {
            // Here, and not by the line: what comes after the answer to a change is to be forwarded.
            // Also for a line that runs: its channel may have been deleted.
            let consumer = &route.consumer;
            match shared.store.make_consumer(channel, consumer, StartAt::Now).await {
                Ok(MadeConsumer::Done(_)) => {}
                Ok(_) => tracing::warn!("'{channel}' is not forwarded yet: it has too many consumers"),
                Err(e) => tracing::warn!("'{channel}' is not forwarded yet: {e}"),
            }
        }
        if self.lines().get(channel).map(|line| &line.forward) == wanted.as_ref() {
            return;
        }
        let mut lines = self.lines();
        let before = lines.remove(channel);
        let (Some(forward), Some(route)) = (wanted, route) else {
            drop(lines);
            if let Some(before) = before {
                before.stop.cancel();
                shared.hub.publish(channel, || Frame::message(&ServerMsg::Forward(ForwardStatus::off())));
            }
            return;
        };
        let stop = shared.shutdown.child_token();
        let state = Arc::new(LineState::new(&route));
        let line = self.clone().keep(route, forward.clone(), state.clone(), stop.clone(), before);
        let task = shared.tracker.spawn(line);
        lines.insert(channel.clone(), Line { forward, state, stop, task });
    }

    /// How the forwarding of a channel goes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn status(&self, channel: &Channel) -> Result<ForwardStatus, StoreError> {
        let state = self.lines().get(channel).map(|line| line.state.clone());
        let Some(state) = state else { return Ok(ForwardStatus::off()) };
        let info = self.0.shared.store.consumer(channel, &state.name).await?;
        let (lag, dead) = info.map_or((0, 0), |(info, _)| (info.waiting, info.dead));
        let (goes, waiting_for) = state.goes();
        Ok(ForwardStatus {
            url: Some(state.url.clone()),
            name: Some(state.name.clone()),
            from_flag: self.flag(channel).is_some(),
            state: goes,
            waiting_for,
            lag,
            dead,
        })
    }

    fn wanted(&self, channel: &Channel) -> Option<Forward> {
        let of_setting = || self.0.shared.store.settings(channel)?.forward.as_deref().cloned();
        self.flag(channel).cloned().or_else(of_setting)
    }

    /// What the relay was started with for a channel.
    fn flag(&self, channel: &Channel) -> Option<&Forward> {
        self.0.shared.flags.iter().find(|(of, _)| of == channel).map(|(_, forward)| forward)
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<Channel, Line>> {
        // A panic while it was held leaves the map whole.
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries a channel on until it is told to stop.
    async fn keep(
        self,
        route: Route,
        forward: Forward,
        state: Arc<LineState>,
        stop: CancellationToken,
        before: Option<Line>,
    ) {
        if let Some(before) = before {
            before.stop.cancel();
            // It finishes what is under way: two would take the consumer from each other.
            let _ = before.task.await;
        }
        let channel = route.channel.clone();
        let carrying = self.carry(route, &forward, &state, &stop);
        let telling = self.tell(&channel, &state);
        tokio::select! {
            () = carrying => {}
            () = telling => {}
        }
    }

    async fn carry(&self, route: Route, forward: &Forward, state: &Arc<LineState>, stop: &CancellationToken) {
        let Shared { holders, local, token, .. } = &self.0.shared;
        let settings = forward::Settings {
            from: StartAt::Now,
            concurrency: forward.concurrency.unwrap_or(1) as usize,
            timeout: ATTEMPT_TIMEOUT,
            max_attempts: MAX_ATTEMPTS,
            once: false,
            until_idle: false,
            answer: forward
                .answer
                .then(|| Duration::from_millis(forward.answer_timeout_ms.unwrap_or(DEFAULT_ANSWER_TIMEOUT_MS).into())),
        };
        let (mut again, mut said) = (AGAIN, String::new());
        loop {
            if holders.is_held(&route.channel, &route.consumer) {
                state.waits(format!("another forwarder carries on consumer '{}'", route.consumer));
            } else {
                // Its own: a line that cannot go on cancels it.
                let line = stop.child_token();
                let options = forward::Options {
                    relay: RelayAccess { url: own_url(*local), token: token.clone(), trust: Trust::default() },
                    routes: vec![route.clone()],
                    settings,
                };
                let begun = Instant::now();
                let ended = forward::run_guarded(options, self.0.policy.clone(), line, state.clone()).await;
                let why = match ended {
                    Err(e) if !stop.is_cancelled() => format!("{e:#}"),
                    _ => return,
                };
                // One that went on for a while begins again at once.
                again = if begun.elapsed() > MOST_AGAIN { AGAIN } else { (again * 2).min(MOST_AGAIN) };
                if why != said {
                    tracing::warn!("forwarding of '{}' ended, and begins again: {why}", route.channel);
                    said.clone_from(&why);
                }
                state.waits(why);
            }
            if stop.run_until_cancelled(sleep(again)).await.is_none() {
                return;
            }
        }
    }

    /// Tells the channel's streams how it goes, when that changes. A moment later: by then the relay
    /// has most acknowledgements too.
    async fn tell(&self, channel: &Channel, state: &LineState) {
        let Shared { hub, .. } = &self.0.shared;
        let mut told: Option<ForwardStatus> = None;
        loop {
            let mut arrivals = hub.arrivals(channel);
            loop {
                sleep(TELL).await;
                let status = if hub.listeners(channel) > 0 { self.status(channel).await.ok() } else { None };
                if let Some(status) = status.filter(|status| told.as_ref() != Some(status)) {
                    hub.publish(channel, || Frame::message(&ServerMsg::Forward(status.clone())));
                    told = Some(status);
                }
                let is_behind = told.as_ref().is_some_and(|told| told.lag > 0);
                let arrival = tokio::select! {
                    () = state.changed() => Arrival::Events,
                    arrival = arrivals.next() => arrival,
                    () = sleep(AGAIN), if is_behind => Arrival::Events,
                };
                if arrival == Arrival::Ended {
                    break;
                }
            }
        }
    }
}

/// Why a channel may not be forwarded so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForwardError {
    /// The URL is none that events can be brought to, for this reason in words.
    Url(String),
    /// Whoever started the relay did not allow it.
    NotAllowed {
        /// What is to be allowed: a host and a port, or an address.
        target: String,
        /// The reason, in words.
        why: String,
    },
    /// Another field is not as it may be, in words.
    Field(String),
}

impl fmt::Display for ForwardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Url(why) | Self::NotAllowed { why, .. } | Self::Field(why)) = self;
        f.write_str(why)
    }
}

/// Whether a channel may be forwarded so.
///
/// # Errors
/// Why not.
pub fn check(policy: &TargetPolicy, forward: &Forward) -> Result<(), ForwardError> {
    let no_url = |e: anyhow::Error| ForwardError::Url(format!("{e:#}"));
    let url = Url::parse(&forward.url).map_err(no_url)?;
    policy.check_url(&url).map_err(|refusal| match refusal {
        Refusal::NotAllowed { target, why } => ForwardError::NotAllowed { target, why },
        Refusal::Never(why) => ForwardError::Url(why),
    })?;
    consumer(&url).map_err(no_url)?;
    if forward.concurrency.is_some_and(|n| !(1..=MAX_CONCURRENCY).contains(&n)) {
        return Err(ForwardError::Field(format!("forward.concurrency must be 1 to {MAX_CONCURRENCY}")));
    }
    if forward.answer_timeout_ms.is_some_and(|ms| !ANSWER_TIMEOUT_MS.contains(&ms)) {
        let (least, most) = (ANSWER_TIMEOUT_MS.start(), ANSWER_TIMEOUT_MS.end());
        return Err(ForwardError::Field(format!("forward.answer_timeout_ms must be {least} to {most}")));
    }
    Ok(())
}

fn consumer(url: &Url) -> anyhow::Result<ConsumerName> {
    Target::Url(url.clone()).name()
}

/// None when the URL is none: it was checked when it was set.
fn route(channel: &Channel, forward: &Forward) -> Option<Route> {
    let url = Url::parse(&forward.url).ok()?;
    let consumer = consumer(&url).ok()?;
    Some(Route { channel: channel.clone(), target: Target::Url(url), consumer })
}

/// The relay's own URL, for itself.
fn own_url(local: SocketAddr) -> String {
    let ip = match local.ip() {
        ip if !ip.is_unspecified() => ip,
        std::net::IpAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        std::net::IpAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    format!("http://{}", SocketAddr::new(ip, local.port()))
}
