//! The push lanes' session, which is `race::PushSession`, and its endless resumption.

use gloo_timers::future::TimeoutFuture;
use race::{Backoff, Cursor, Heartbeat, PushSession, SessionEvent, Tick};
use wire::ServerMsg;

use crate::model::connection::Connection;
use crate::platform::clock::now_ms;
use crate::platform::visibility::until_shown;
use crate::services::api;
use crate::services::lanes::{LaneContext, LaneEvent};

/// Interval at which a stream checks its clock, in ms.
pub(super) const TICK_MS: u32 = race::TICK_MS as u32;

/// Interval at which a channel that is not there is looked for, in ms.
const ABSENT_MS: u32 = 1000;

/// One connection of a push lane, from its opening on. Its events go to the race.
pub(super) struct Session<'a> {
    context: &'a LaneContext,
    session: PushSession,
}

impl Session<'_> {
    /// Takes a message.
    pub(super) fn receive(&mut self, message: ServerMsg) {
        let at = now_ms();
        for event in self.session.receive(&message, at) {
            self.emit(event);
        }
        self.context.emit(LaneEvent::Message(message, at));
    }

    /// Looks at the clock.
    pub(super) fn tick(&mut self) -> Tick {
        let (tick, event) = self.session.tick(now_ms());
        if let Some(event) = event {
            self.emit(event);
        }
        tick
    }

    fn emit(&self, event: SessionEvent) {
        self.context.emit(match event {
            SessionEvent::Outcome(outcome) => LaneEvent::Outcome(outcome),
            SessionEvent::Live { rtt_ms } => LaneEvent::Connection(Connection::Live { rtt_ms }),
            SessionEvent::Stale => LaneEvent::Connection(Connection::Stale),
            SessionEvent::Recovered(count) => LaneEvent::Recovered(count),
            SessionEvent::Pong { sent_ms, received_ms, relay } => {
                LaneEvent::Pong(sent_ms, received_ms, relay)
            }
        });
    }
}

/// Runs sessions for ever: `connect` is given where to resume, and returns when its connection has
/// ended.
pub(super) async fn resume_for_ever<F>(context: &LaneContext, heartbeat: Heartbeat, mut connect: F)
where
    F: AsyncFnMut(&mut Session<'_>, &Cursor),
{
    let mut backoff = Backoff::default();
    loop {
        let resumes = context.cursor();
        if let Some(cursor) = start(context).await {
            let session = PushSession::new(heartbeat, resumes, now_ms());
            let mut session = Session { context, session };
            connect(&mut session, &cursor).await;
            match session.session.failure(now_ms()) {
                Some(failure) => context.emit(LaneEvent::Outcome(failure)),
                None => backoff.reset(),
            }
        }
        let wait = backoff.next_ms(js_sys::Math::random());
        context.emit(LaneEvent::Connection(Connection::Retrying { until_ms: now_ms() + wait }));
        TimeoutFuture::new(wait as u32).await;
    }
}

/// The cursor to start from: the last one, or the head of the history.
async fn start(context: &LaneContext) -> Option<Cursor> {
    if let Some(cursor) = context.cursor() {
        return Some(cursor);
    }
    // A link may lead to a channel that nobody has sent to yet. Looking at it does not make it. The
    // default one is always there.
    while !context.channel.is_default() {
        let asked_ms = now_ms();
        // The list, and not the channel: a browser complains of a page that is not found.
        let channels = api::channels().await.ok()?;
        if channels.iter().any(|info| info.channel == context.channel) {
            break;
        }
        context.emit(LaneEvent::Absent(now_ms() - asked_ms));
        TimeoutFuture::new(ABSENT_MS).await;
        until_shown().await;
    }
    let page = api::history(&context.channel, None).await.ok()?;
    context.emit(LaneEvent::History(page));
    context.cursor()
}
