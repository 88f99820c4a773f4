//! Runs the lanes and applies their events: to the record at once, to the screen at an animation
//! frame, at most ten times a second.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::{Interval, Timeout};
use measure::{Bytes, Lane, Transport};
use race::Cursor;
use wasm_bindgen_futures::spawn_local;
use wire::{Channel, ServerMsg};
use yew::prelude::*;

use crate::model::app_action::{Action, ChannelAction};
use crate::model::connection::Connection;
use crate::model::race::state::RaceState;
use crate::platform::clock::now_ms;
use crate::platform::task::AbortOnDrop;
use crate::platform::visibility::is_hidden;
use crate::services::api;
use crate::services::lanes::{self, LaneContext, LaneEvent};

/// Interval at which the relay's meter is read, in ms.
const METER_MS: u32 = 2000;
/// Interval at which a hidden tab, which gets no animation frames, applies messages, in ms.
const HIDDEN_MS: u32 = 250;
/// Shortest time between two updates of the list, in ms. After a pause the first event is shown
/// with the next frame. Of many a second no eye follows each one, and rendering the list for each
/// would take the frames that the timeline moves in.
const EVENTS_MS: f64 = 100.0;
/// Shortest time between two updates of the figures, in ms: nobody reads faster. The canvas does
/// not wait for it.
const FIGURES_MS: f64 = 200.0;

/// Both lanes, and the reading of their meter. Dropped, they stop.
pub struct RaceLanes {
    _lanes: [AbortOnDrop; 2],
    _meter: Interval,
}

/// Starts both lanes on a channel. `page` tells them from those of other pages at the relay's
/// meter.
pub fn start(
    page: u32,
    channel: &Channel,
    race: &Rc<RefCell<RaceState>>,
    queue: &Rc<LaneEventQueue>,
) -> RaceLanes {
    // The connection of earlier lanes is not this one.
    queue.receive(LaneEvent::Connection(Connection::Connecting));
    let settings = race.borrow().settings();
    // One name for a run: what the relay counts goes on when the receiver was down.
    let id = format!("{page:08x}.{}", race.borrow().run());
    let phase = js_sys::Math::random();
    let on_event: Rc<dyn Fn(LaneEvent)> = {
        let queue = queue.clone();
        Rc::new(move |event| queue.receive(event))
    };
    let context = |lane: &str| LaneContext {
        channel: channel.clone(),
        lane: format!("{lane}-{id}"),
        settings,
        phase,
        race: race.clone(),
        on_event: on_event.clone(),
    };
    let (push, pull) = (context("push"), context("pull"));
    let names = [(Lane::Push, push.lane.clone()), (Lane::Pull, pull.lane.clone())];
    let meter = {
        let (race, queue) = (race.clone(), queue.clone());
        Interval::new(METER_MS, move || {
            if !is_hidden() {
                spawn_local(read_meter(race.clone(), queue.clone(), names.clone()));
            }
        })
    };
    RaceLanes {
        _lanes: [lanes::run(settings.push, push), lanes::run(settings.pull, pull)],
        _meter: meter,
    }
}

async fn read_meter(
    race: Rc<RefCell<RaceState>>,
    queue: Rc<LaneEventQueue>,
    names: [(Lane, String); 2],
) {
    let run = race.borrow().run();
    for (lane, name) in names {
        let sent = now_ms();
        let Ok(reading) = api::meter(&name).await else { return };
        let received = now_ms();
        if race.borrow().run() != run {
            return;
        }
        race.borrow_mut().metered(lane, Bytes { up: reading.bytes_up, down: reading.bytes_down });
        // An event source cannot ping: then this is how the relay's clock is known.
        if race.borrow().settings().push == Transport::Sse {
            race.borrow_mut().read_clock(sent, received, reading.now);
        }
    }
    queue.schedule();
}

/// Events of the lanes on their way to the page: to the record at once, to the screen a little
/// later.
pub struct LaneEventQueue {
    race: Rc<RefCell<RaceState>>,
    /// The channel that the lanes run on.
    channel: RefCell<Channel>,
    dispatch: Callback<Action>,
    /// Called with the version of the record when its figures are to be shown.
    on_version: Callback<u64>,
    pending: RefCell<Vec<ServerMsg>>,
    next: RefCell<Option<Scheduled>>,
    /// When the screen was given messages last.
    taken_ms: Cell<f64>,
    /// When the figures were shown last.
    shown_ms: Cell<f64>,
    /// They are shown again then.
    figures: RefCell<Option<Timeout>>,
}

/// The next time that the screen takes in what came; dropped, it does not happen.
enum Scheduled {
    Frame { _handle: AnimationFrame },
    Timer { _handle: Timeout },
}

impl LaneEventQueue {
    /// A queue of the lanes on a channel. Events go to this record, `dispatch` and `on_version`.
    #[must_use]
    pub fn new(
        race: Rc<RefCell<RaceState>>,
        channel: Channel,
        dispatch: Callback<Action>,
        on_version: Callback<u64>,
    ) -> Self {
        Self {
            race,
            channel: RefCell::new(channel),
            dispatch,
            on_version,
            pending: RefCell::default(),
            next: RefCell::default(),
            taken_ms: Cell::new(f64::NEG_INFINITY),
            shown_ms: Cell::new(f64::NEG_INFINITY),
            figures: RefCell::default(),
        }
    }

    /// The lanes run on another channel from now on. Forgets what the screen has not taken in.
    pub fn switch(&self, channel: Channel) {
        self.pending.borrow_mut().clear();
        self.channel.replace(channel);
    }

    fn dispatch(&self, action: ChannelAction) {
        self.dispatch.emit(Action::InChannel(self.channel.borrow().clone(), action));
    }

    /// Takes in an event.
    pub fn receive(self: &Rc<Self>, event: LaneEvent) {
        let mut race = self.race.borrow_mut();
        match event {
            LaneEvent::History(page) => {
                race.start_from(Cursor { seq: page.head, epoch: page.epoch.clone() });
                self.dispatch(ChannelAction::History(page));
            }
            LaneEvent::Absent(rtt_ms) => {
                self.dispatch(ChannelAction::Absent);
                // The relay answers, and what is sent is shown.
                let live = Connection::Live { rtt_ms: Some(rtt_ms) };
                self.dispatch.emit(Action::Connection(live));
            }
            LaneEvent::Message(message, at) => {
                follow(&mut race, &message, at);
                self.pending.borrow_mut().push(message);
            }
            LaneEvent::Outcome(outcome) => race.record(outcome),
            LaneEvent::PollStarted(at) => race.poll_started(at),
            LaneEvent::Pong(sent, received, now) => race.pong(sent, received, now),
            LaneEvent::Suspended(true) => race.suspend(now_ms()),
            LaneEvent::Suspended(false) => race.resume(now_ms()),
            LaneEvent::Recovered(n) => {
                race.recover(n);
                self.dispatch.emit(Action::Recovered(n));
            }
            LaneEvent::Connection(connection) => {
                race.set_connected(
                    matches!(connection, Connection::Live { .. } | Connection::Stale),
                    now_ms(),
                );
                self.dispatch.emit(Action::Connection(connection));
            }
        }
        drop(race);
        self.schedule();
    }

    /// Has the screen take in what came, at the next animation frame that is not too soon.
    fn schedule(self: &Rc<Self>) {
        let mut next = self.next.borrow_mut();
        match &*next {
            Some(Scheduled::Timer { .. }) => return,
            // Asked for in a tab that has been hidden since, it would not come.
            Some(Scheduled::Frame { .. }) if !is_hidden() => return,
            _ => {}
        }
        let queue = self.clone();
        let soon = EVENTS_MS - (now_ms() - self.taken_ms.get());
        let wait = if is_hidden() { f64::from(HIDDEN_MS) } else { soon };
        *next = Some(if wait > 0.0 {
            Scheduled::Timer {
                _handle: Timeout::new(wait.ceil() as u32, move || queue.apply_pending()),
            }
        } else {
            Scheduled::Frame { _handle: request_animation_frame(move |_| queue.apply_pending()) }
        });
    }

    fn apply_pending(self: &Rc<Self>) {
        self.next.borrow_mut().take();
        let messages = self.pending.take();
        if !messages.is_empty() {
            self.taken_ms.set(now_ms());
            self.dispatch(ChannelAction::Stream(messages));
        }
        let left = FIGURES_MS - (now_ms() - self.shown_ms.get());
        // With the events rather than a moment after them: drawn together they cost less.
        if left <= EVENTS_MS / 2.0 {
            self.show_figures();
        } else if self.figures.borrow().is_none() {
            let queue = self.clone();
            *self.figures.borrow_mut() =
                Some(Timeout::new(left.ceil() as u32, move || queue.show_figures()));
        }
    }

    /// Shows the figures now.
    pub fn show_figures(&self) {
        self.figures.borrow_mut().take();
        self.shown_ms.set(now_ms());
        self.on_version.emit(self.race.borrow().version());
    }
}

/// Keeps push's place in the channel, and what the relay says of its events.
fn follow(race: &mut RaceState, message: &ServerMsg, at_ms: f64) {
    match message {
        ServerMsg::Hello(hello)
            if race.push_cursor().is_none_or(|cursor| cursor.epoch != hello.epoch) =>
        {
            race.forget(Some(Cursor { seq: hello.after, epoch: hello.epoch.clone() }), at_ms);
        }
        ServerMsg::Event { event, took: timings } => {
            race.pushed(event.seq, *timings);
        }
        ServerMsg::Deleted { seq } => race.stop_waiting(|waiting| waiting == *seq),
        ServerMsg::Cleared { upto } => race.stop_waiting(|waiting| waiting <= *upto),
        // Of a stream that cannot be asked; the answer to a ping is reported as such.
        ServerMsg::Pong { t: None, .. } => race.beat(at_ms),
        _ => {}
    }
}
