//! The event that the inspector shows.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use wire::Event;
use yew::prelude::*;

use crate::model::app_state::AppState;
use crate::model::shared_event::SharedEvent;
use crate::platform::{clock, dom};

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
    // What is typed about an event would go with it, and the rest of the word become commands.
    let is_written = wanted.is_some() && dom::has_focus("#note, #body-search");
    if state.selected.is_none() && shown.0.is_some() && shown.0 != wanted && is_written {
        shown.2 = Some(Timeout::new(FOLLOW_MS as u32, move || again.force_update()));
        return shown.0.clone();
    }
    let left = shown.1 + FOLLOW_MS - now;
    if state.selected.is_some() || wanted.is_none() || shown.0.is_none() || left <= 0.0 {
        *shown = (wanted, now, None);
    } else if shown.0 != wanted && shown.2.is_none() {
        shown.2 = Some(Timeout::new(left.ceil() as u32, move || again.force_update()));
    }
    shown.0.clone()
}
