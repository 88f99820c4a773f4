//! What the push lanes share: a session of messages over some transport, resumed until the race ends.

use std::time::Duration;

use measure::{Lane, Transport};
use wire::{Seq, ServerMsg};

use super::{sse, websocket};
use crate::race::backoff::Backoff;
use crate::race::desk::Desk;

/// How long the relay may be silent before the connection is given up, in ms; with a tick, under the ten seconds in which a
/// dead connection must be found.
pub(super) const DEAD_MS: f64 = 8000.0;
/// How often a stream looks at the clock.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// Where a stream starts.
pub(super) struct Cursor {
    seq: Seq,
    epoch: String,
}

impl Cursor {
    /// The path of a stream of events that goes on from here.
    pub(super) fn target(&self, desk: &Desk, stream: &str) -> String {
        let epoch: String = form_urlencoded::byte_serialize(self.epoch.as_bytes()).collect();
        let (channel, lane) = (&desk.options.channel, &desk.names.push);
        format!("/api/channels/{channel}/{stream}?after={}&epoch={epoch}&lane={lane}", self.seq)
    }
}

/// One connection of a push lane, from its opening on.
pub(super) struct Session<'a> {
    desk: &'a Desk,
    opened_ms: f64,
    greeted: bool,
}

impl Session<'_> {
    /// Takes a message that came at a time.
    pub(super) fn hear(&mut self, message: &ServerMsg, at_ms: f64) {
        self.desk.note(|book| match message {
            ServerMsg::Hello(hello) => {
                self.greeted = true;
                book.opened(hello, self.opened_ms, at_ms);
            }
            ServerMsg::Event { event, .. } => book.pushed(event, at_ms),
            // Gone before they could be told.
            ServerMsg::Gap { to, .. } => book.cursors.push = book.cursors.push.max(*to),
            ServerMsg::Pong { t: Some(sent_us), now } => book.clock.ping(*sent_us as f64 / 1000.0, at_ms, now.0),
            _ => {}
        });
    }

    /// The relay has said hello.
    pub(super) fn is_open(&self) -> bool {
        self.greeted
    }
}

/// Runs sessions until the race ends, each from where the last one was.
pub(super) async fn run(desk: &Desk, transport: Transport) {
    let mut backoff = Backoff::new(!desk.options.seed);
    loop {
        let mut session = Session { desk, opened_ms: desk.now_ms(), greeted: false };
        let cursor = {
            let book = desk.book();
            Cursor { seq: book.cursors.push, epoch: book.epoch.clone() }
        };
        let connected = async {
            match transport {
                Transport::Sse => sse::connect(desk, &mut session, &cursor).await,
                _ => websocket::connect(desk, &mut session, &cursor).await,
            }
        };
        let ended = desk.cut.run_until_cancelled(connected).await.unwrap_or(Ok(()));
        let why = ended.err().unwrap_or_else(|| "ended before it began".into());
        let (start_ms, end_ms) = (session.opened_ms, desk.now_ms());
        desk.note(|book| {
            book.pushing = false;
            if !session.greeted {
                book.failed(Lane::Push, why, start_ms, end_ms);
            }
        });
        if session.greeted {
            backoff.reset();
        }
        if desk.stop.is_cancelled() || !desk.sleep_ms(backoff.next_ms()).await {
            return;
        }
    }
}
