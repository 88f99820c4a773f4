//! The lanes of the race. A lane is an asynchronous function of a [`LaneContext`], to which it
//! emits its events; dropped, it stops. A fifth lane is one file and one line in [`run`].

use std::cell::RefCell;
use std::rc::Rc;

use measure::{Outcome, Transport};
use race::Cursor;
use wire::{Channel, EventsPage, ServerMsg, Timestamp};

use crate::model::connection::Connection;
use crate::model::race::settings::RaceSettings;
use crate::model::race::state::RaceState;
use crate::platform::task::AbortOnDrop;

mod poll;
mod reconnect;
mod sse;
mod websocket;

/// The context of a lane.
#[derive(Clone)]
pub struct LaneContext {
    /// The channel raced on.
    pub channel: Channel,
    /// Name of the lane at the relay's meter.
    pub lane: String,
    /// Settings of the lanes.
    pub settings: RaceSettings,
    /// Phase of the first poll, as a share of the interval.
    pub phase: f64,
    /// The record, for cursors.
    pub race: Rc<RefCell<RaceState>>,
    /// Receives the lane's events.
    pub on_event: Rc<dyn Fn(LaneEvent)>,
}

/// An event of a lane.
#[derive(Debug)]
pub enum LaneEvent {
    /// The newest events, read before a stream starts from there.
    History(EventsPage),
    /// The relay has no such channel; it was asked in this many ms.
    Absent(f64),
    /// A message of a stream, and when it came.
    Message(ServerMsg, f64),
    /// Something that counts.
    Outcome(Outcome),
    /// A poll began.
    PollStarted(f64),
    /// A ping sent at, answered at, and the relay's clock in between.
    Pong(f64, f64, Timestamp),
    /// The push lane's connection changed.
    Connection(Connection),
    /// A stream came back and has brought this many missed events.
    Recovered(u64),
    /// Pull stopped asking, or asks again: the tab was hidden, or is shown.
    Suspended(bool),
}

impl LaneContext {
    fn emit(&self, event: LaneEvent) {
        (self.on_event)(event);
    }

    fn cursor(&self) -> Option<Cursor> {
        self.race.borrow().push_cursor().cloned()
    }
}

/// Starts a lane; it ends when the task is dropped.
pub fn run(transport: Transport, context: LaneContext) -> AbortOnDrop {
    match transport {
        Transport::WebSocket => AbortOnDrop::spawn(websocket::run(context)),
        Transport::Sse => AbortOnDrop::spawn(sse::run(context)),
        Transport::ShortPoll => AbortOnDrop::spawn(poll::short(context)),
        Transport::LongPoll => AbortOnDrop::spawn(poll::long(context)),
    }
}
