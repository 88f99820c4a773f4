//! What the parts of a race work with: the relay, the options, the record.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use measure::{Lanes, Random};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{ChannelInfo, Problem};

use super::clock::Clock;
use super::race_log::RaceLog;
use super::{Options, millis};
use crate::http::{HttpError, Relay, Request, Response, no_relay};

/// Shared by lanes, provider and meter.
#[derive(Debug)]
pub(super) struct LaneContext {
    pub(super) options: Options,
    /// The relay as a reader knows it.
    pub(super) relay: Relay,
    /// The relay as a provider knows it: on connections of its own, and without the token, which events would show.
    pub(super) webhook: Relay,
    /// Names of the lanes at the meter: of this race alone.
    pub(super) names: Lanes<String>,
    /// The race is over: finish what is under way.
    pub(super) stop: CancellationToken,
    /// Stop at once.
    pub(super) cut: CancellationToken,
    clock: Clock,
    /// When the lanes started.
    started: OnceLock<Instant>,
    log: Mutex<RaceLog>,
    changed: watch::Sender<()>,
}

impl LaneContext {
    /// Makes the channel and reads where it stands: both lanes start from the same event.
    pub(super) async fn open(options: Options) -> Result<Self> {
        let relay = options.relay.relay()?;
        let target = format!("/api/channels/{}", options.channel);
        let headers = [(CONTENT_TYPE, "application/json")];
        let answer = relay.ask(Request { method: Method::PUT, headers: &headers, ..Request::get(&target) }).await;
        let info = understood(&options, &relay, answer)?;
        let race = Uuid::new_v4().simple().to_string();
        let name = |lane| format!("race-{}-{lane}", &race[..8]);
        Ok(Self {
            webhook: Relay::new(options.relay.url.clone(), None, &options.relay.trust)?,
            relay,
            names: Lanes { push: name("push"), pull: name("pull") },
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            clock: Clock::start(),
            started: OnceLock::new(),
            log: Mutex::new(RaceLog::new(info.head, info.epoch)),
            changed: watch::Sender::new(()),
            options,
        })
    }

    /// Now, on the reader's clock, in ms since the Unix epoch.
    pub(super) fn now_ms(&self) -> f64 {
        self.clock.now_ms()
    }

    /// The lanes start now.
    pub(super) fn start(&self) {
        // It starts once.
        let _ = self.started.set(Instant::now());
    }

    /// When the last webhook is fired.
    pub(super) fn deadline(&self) -> Instant {
        self.started.get().copied().unwrap_or_else(Instant::now) + self.options.length
    }

    /// How long the race has been on, at most its length, in ms.
    pub(super) fn length_ms(&self) -> f64 {
        self.started.get().map_or(0.0, |started| millis(started.elapsed().min(self.options.length)))
    }

    /// Chance that the gaps between webhooks know nothing of: the same seed would tie pull's phase to the first of them.
    pub(super) fn chance(&self) -> Random {
        Random::new(!self.options.seed)
    }

    /// A look at the record.
    pub(super) fn log(&self) -> MutexGuard<'_, RaceLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes to the record.
    pub(super) fn note<T>(&self, write: impl FnOnce(&mut RaceLog) -> T) -> T {
        let written = write(&mut self.log());
        self.changed.send_replace(());
        written
    }

    /// Waits until the record is so.
    pub(super) async fn until(&self, so: impl Fn(&RaceLog) -> bool) {
        let mut changed = self.changed.subscribe();
        while !so(&self.log()) {
            // Its sender is this context.
            let _ = changed.changed().await;
        }
    }

    /// Waits; false when the race is over.
    pub(super) async fn sleep_ms(&self, ms: f64) -> bool {
        let sleep = tokio::time::sleep(Duration::from_secs_f64(ms.max(0.0) / 1000.0));
        self.stop.run_until_cancelled(sleep).await.is_some()
    }
}

/// The channel, or what the user should do.
fn understood(options: &Options, relay: &Relay, response: Result<Response, HttpError>) -> Result<ChannelInfo> {
    let how = "gancho race http://host:port";
    let response = response.map_err(|why| anyhow!(no_relay(&options.relay.url, &why, how)))?;
    if response.status == StatusCode::OK
        && let Ok(info) = serde_json::from_slice(&response.body)
    {
        return Ok(info);
    }
    let refusal = relay.refusal(&response);
    let of_channel =
        response.status != StatusCode::UNAUTHORIZED && serde_json::from_slice::<Problem>(&response.body).is_ok();
    if of_channel {
        bail!("the relay cannot race on channel '{}': {refusal}", options.channel);
    }
    bail!(refusal)
}
