//! Deletions that can be undone: sent when their time is over, or at once on leaving.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wire::Channel;
use yew::prelude::*;

use crate::model::pending_deletes::{PendingDeletes, UNDO_MS};
use crate::platform::dom;
use crate::services::api;
use crate::state::contexts::use_run_effect;
use crate::state::effects::Effect;

/// Sends what is to be deleted: [`UNDO_MS`] after the last deletion, at once when the reader goes to
/// another channel, and when the page is left.
#[hook]
pub fn use_deletions(channel: &Channel, deleting: &PendingDeletes) {
    let run_effect = use_run_effect();
    // Read by the listener, which stays the same.
    let latest = use_mut_ref(PendingDeletes::default);
    latest.replace(deleting.clone());
    use_effect_with((channel.clone(), deleting.clone()), move |(channel, deleting)| {
        let send = {
            let deleting = deleting.clone();
            move || run_effect.emit(Effect::SendDeletes(deleting))
        };
        let timer = match deleting.is_empty() {
            true => None,
            false if deleting.channel() == channel => Some(Timeout::new(UNDO_MS, send)),
            false => {
                send();
                None
            }
        };
        move || drop(timer)
    });
    use_effect_with((), move |()| {
        let listener = dom::window().map(|window| {
            // Also when the browser may show the page again: then it finds them gone.
            EventListener::new(&window, "pagehide", move |_| {
                for event in latest.borrow().events() {
                    api::delete_while_leaving(&event.channel, event.seq);
                }
            })
        });
        move || drop(listener)
    });
}
