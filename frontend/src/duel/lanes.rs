//! The lanes of the race. A lane is an asynchronous function of a [`Desk`], to which it tells what it sees; dropped, it
//! stops. A fifth lane is one file and one line in [`run`].

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use measure::{Outcome, Transport};
use wire::{Channel, EventsPage, ServerMsg, Timestamp};

use super::record::{Cursor, Race, RaceSettings};
use crate::state::Link;

mod backoff;
mod poll;
mod sse;
mod stream;
mod websocket;

/// What a lane works with.
#[derive(Clone)]
pub struct Desk {
    /// The channel raced on.
    pub channel: Channel,
    /// Name of the lane at the relay's meter.
    pub lane: String,
    /// How the lanes run.
    pub settings: RaceSettings,
    /// Where pull first asks in its interval, as a share of it.
    pub phase: f64,
    /// The record, for cursors.
    pub race: Rc<RefCell<Race>>,
    /// Who hears what the lane sees.
    pub tell: Rc<dyn Fn(Report)>,
}

/// What a lane tells.
#[derive(Debug)]
pub enum Report {
    /// The newest events, read before a stream starts from there.
    History(EventsPage),
    /// A message of a stream, and when it came.
    Message(ServerMsg, f64),
    /// Something that counts.
    Outcome(Outcome),
    /// A poll began.
    PollStarted(f64),
    /// A ping sent at, answered at, and the relay's clock in between.
    Pong(f64, f64, Timestamp),
    /// The push lane's connection changed.
    Link(Link),
    /// A stream came back and has brought this many missed events.
    Recovered(u64),
    /// Pull stopped asking, or asks again: the tab was hidden, or is shown.
    Suspended(bool),
}

impl Desk {
    fn tell(&self, report: Report) {
        (self.tell)(report);
    }

    fn cursor(&self) -> Option<Cursor> {
        self.race.borrow().push_cursor.clone()
    }
}

/// A lane that runs; dropped, it ends, and its socket with it.
pub struct Running(AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts a lane.
#[must_use]
pub fn run(transport: Transport, desk: Desk) -> Running {
    let lane: Pin<Box<dyn Future<Output = ()>>> = match transport {
        Transport::WebSocket => Box::pin(websocket::run(desk)),
        Transport::Sse => Box::pin(sse::run(desk)),
        Transport::ShortPoll => Box::pin(poll::short(desk)),
        Transport::LongPoll => Box::pin(poll::long(desk)),
    };
    let (lane, handle) = abortable(lane);
    wasm_bindgen_futures::spawn_local(async move {
        // Aborted or ended, there is nothing more to do.
        let _ = lane.await;
    });
    Running(handle)
}
