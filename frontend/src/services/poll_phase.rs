//! Waits for a place between two polls.

use std::cell::RefCell;

use gloo_timers::future::TimeoutFuture;

use crate::model::race::poll_phase::{Next, next};
use crate::model::race::state::RaceState;
use crate::platform::clock::now_ms;
use crate::platform::visibility::{is_hidden, until_shown};

/// Waits until an event is due that is to be at a phase (a share of the interval) after a poll.
/// Polls that are sent meanwhile, and another interval, are taken in; in a hidden tab, whose timers
/// are late, nothing is due.
pub async fn wait_for_phase(race: &RefCell<RaceState>, phase: f64) {
    until_shown().await;
    let mut since = now_ms();
    loop {
        let polls = race.borrow().polls();
        let Next::Wait(until) = next(phase, now_ms(), since, polls) else { return };
        wait_until(until).await;
        if is_hidden() {
            until_shown().await;
            since = now_ms();
        }
    }
}

/// Waits until a time of the page's clock.
pub async fn wait_until(at_ms: f64) {
    let wait = at_ms - now_ms();
    if wait > 0.0 {
        // Not a moment before it.
        TimeoutFuture::new(wait.ceil() as u32).await;
    }
}
