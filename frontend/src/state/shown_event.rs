//! The event that the inspector shows.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use wire::Event;
use yew::prelude::*;

use crate::model::app_state::AppState;
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;

/// Shortest time for which an event stands in the inspector that nobody chose, in ms.
const FOLLOW_MS: f64 = 250.0;

/// The event in the inspector. One that was chosen is shown at once; the newest, which changes by
/// itself, some times a second: nobody reads faster. `listed`: the events that the list shows.
#[hook]
pub fn use_shown_event(state: &AppState, listed: &[Arc<Event>]) -> Option<SharedEvent> {
    let shown = use_mut_ref(|| (None::<SharedEvent>, f64::NEG_INFINITY, None::<Timeout>));
    let again = use_force_update();
    let wanted = match state.selected {
        Some(seq) => state.event(seq),
        None => listed.first(),
    };
    let wanted = wanted.cloned().map(SharedEvent);
    let (now, mut shown) = (clock::now_ms(), shown.borrow_mut());
    let left = shown.1 + FOLLOW_MS - now;
    if state.selected.is_some() || wanted.is_none() || shown.0.is_none() || left <= 0.0 {
        *shown = (wanted, now, None);
    } else if shown.0 != wanted && shown.2.is_none() {
        shown.2 = Some(Timeout::new(left.ceil() as u32, move || again.force_update()));
    }
    shown.0.clone()
}
