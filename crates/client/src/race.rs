//! The race from the terminal: push against pull on the same events, against any relay.
//!
//! A client: it knows [`wire`] and [`measure`] only, and could run on another machine. It fires webhooks as a provider does,
//! runs the same two lanes as the page, keeps what they saw, and has [`measure`] work out what that means.
//!
//! [`run`] gives a [`Finished`] race; [`report`] is what a person reads of it, [`measure::Export`] what a program does.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use measure::{Bytes, Export, Lane, Lanes, Settings, Transport};
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use wire::{Channel, Seq};

use crate::relay_access::RelayAccess;

mod clock;
mod fire;
mod lane_context;
mod lanes;
mod meter;
mod number;
mod progress;
mod race_log;
pub mod report;
pub mod units;

use lane_context::LaneContext;
pub use progress::Progress;

/// How long push may take to connect before the race starts without it.
const START: Duration = Duration::from_secs(3);
/// How long, beyond an interval, the last events are waited for.
const LAST_EVENTS: Duration = Duration::from_secs(5);
/// How long a lane may take to finish what it is at: a held poll answers within a second at the end of a race.
const FINISH: Duration = Duration::from_secs(2);
/// The same, when somebody waits at the keyboard.
const HURRY: Duration = Duration::from_millis(250);

/// How a race is to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How the relay is reached.
    pub relay: RelayAccess,
    /// The channel raced on; made if there is none.
    pub channel: Channel,
    /// How push is carried: [`Transport::WebSocket`] or [`Transport::Sse`].
    pub push: Transport,
    /// How pull asks: [`Transport::ShortPoll`] or [`Transport::LongPoll`].
    pub pull: Transport,
    /// From the start of one short poll to the start of the next.
    pub interval: Duration,
    /// Whether a poll says what it has seen, to be answered 304.
    pub conditional: bool,
    /// The mean gap between two webhooks fired; none fires none, and races on what others send.
    pub mean_gap: Option<Duration>,
    /// The seed of those gaps and of pull's phase.
    pub seed: u32,
    /// How long webhooks are fired.
    pub length: Duration,
}

/// A race that was run.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The race as the page exports its own: settings, figures, and the rows they were worked out from.
    pub export: Export,
    /// Where it was run.
    pub relay: String,
    /// The channel raced on.
    pub channel: Channel,
    /// The lanes' names at the relay's meter.
    pub names: Lanes<String>,
    /// How long webhooks were fired, ms.
    pub length_ms: f64,
    /// It was ended before its time.
    pub interrupted: bool,
    /// Positions of the webhooks that it fired, in the order in which they were answered.
    pub fired: Vec<Seq>,
    /// Webhooks that the relay did not take.
    pub unsent: u64,
    /// Fired webhooks that the lane had not seen at the end.
    pub unseen: Lanes<u64>,
    /// Why a lane's last failure failed.
    pub last_failure: Lanes<Option<String>>,
    /// How often the relay began a new sequence, its events being lost: the race started again each time, and the figures
    /// are of what came after.
    pub restarts: u32,
    /// The relay's meter began anew during the race: what was counted before is lost, so no bytes are known.
    pub meter_lost: bool,
}

/// Runs a race. Ends early, and with what was seen until then, when `interrupted` is cancelled.
///
/// # Errors
/// A sentence for the user when the race cannot start: no relay answers, it asks for a token, or it is none.
pub async fn run(options: Options, interrupted: CancellationToken, progress: Progress) -> Result<Finished> {
    let opened = unless(&interrupted, LaneContext::open(options)).await;
    let Some(opened) = opened else { bail!("interrupted before the race began") };
    let context = Arc::new(opened?);
    tokio::select! {
        finished = race(&context, &interrupted) => {
            progress.clear();
            Ok(finished)
        }
        never = progress.draw(&context) => match never {},
    }
}

async fn race(context: &Arc<LaneContext>, interrupted: &CancellationToken) -> Finished {
    let mut lanes = JoinSet::new();
    lanes.spawn(lanes::run(context.options.push, context.clone()));
    // Before push listens, its first event would also wait for its handshake. Without it, the race shows just that.
    let _ = timeout(START, unless(interrupted, context.until(|log| log.pushing))).await;
    context.start();
    lanes.spawn(lanes::run(context.options.pull, context.clone()));
    lanes.spawn(meter::watch(context.clone()));
    let provider = context.clone();
    let fired = async move {
        tokio::join!(fire::run(provider.clone(), provider.deadline()), sleep_until(provider.deadline()));
        provider.length_ms()
    };
    let length_ms = unless(interrupted, fired).await;
    if length_ms.is_some() {
        let patience = context.options.interval + LAST_EVENTS;
        let _ = timeout(patience, unless(interrupted, context.until(|log| log.has_everything()))).await;
    }
    finish(context, lanes, length_ms).await
}

/// Ends the lanes, so that nothing moves any more, and reads the meter.
async fn finish(context: &LaneContext, mut lanes: JoinSet<()>, length_ms: Option<f64>) -> Finished {
    let interrupted = length_ms.is_none();
    let length_ms = length_ms.unwrap_or_else(|| context.length_ms());
    context.stop.cancel();
    let finish = if interrupted { HURRY } else { FINISH };
    let ended = async |lanes: &mut JoinSet<()>| while lanes.join_next().await.is_some() {};
    if timeout(finish, ended(&mut lanes)).await.is_err() {
        context.cut.cancel();
        ended(&mut lanes).await;
    }
    // Not asked for long: somebody may wait at the keyboard, and what cannot be read is unknown.
    let readings = timeout(FINISH, meter::read(context)).await.unwrap_or_default();
    let log = context.log();
    let meter_lost = log.meter_lost(&readings);
    let options = &context.options;
    let settings = Settings {
        push: options.push,
        pull: options.pull,
        interval_ms: millis(options.interval),
        conditional: options.conditional,
        mean_gap_ms: options.mean_gap.map(millis),
        seed: options.mean_gap.map(|_| options.seed),
        clock: log.clock.offset(),
    };
    let bytes = |lane| {
        let reading = readings.of(lane).filter(|_| !meter_lost)?;
        Some(Bytes { up: reading.bytes_up, down: reading.bytes_down })
    };
    let bytes = Lanes { push: bytes(Lane::Push), pull: bytes(Lane::Pull) };
    Finished {
        export: Export::new(settings, bytes, log.outcomes.clone()),
        relay: options.relay.url.clone(),
        channel: options.channel.clone(),
        names: context.names.clone(),
        length_ms,
        interrupted,
        fired: log.fired.clone(),
        unsent: log.unsent,
        unseen: Lanes { push: log.unseen(Lane::Push), pull: log.unseen(Lane::Pull) },
        last_failure: log.last_failure.clone(),
        restarts: log.restarts,
        meter_lost,
    }
}

/// What `work` gives, or none when it was interrupted.
async fn unless<T>(interrupted: &CancellationToken, work: impl Future<Output = T>) -> Option<T> {
    interrupted.run_until_cancelled(work).await
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
