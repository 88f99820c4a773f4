//! The events that the list shows.

use std::rc::Rc;
use std::sync::Arc;

use wire::Event;
use yew::prelude::*;

use crate::model::app_state::AppState;

/// Events as the list shows them, newest first, as [`AppState::listed`] has them. Looked for once
/// for all who show them, and again only when events, filter or pause are others.
#[hook]
pub fn use_listed(state: &AppState) -> Rc<Vec<Arc<Event>>> {
    let deps = (state.events.clone(), state.filter.clone(), state.found.clone(), state.paused);
    use_memo(deps, |_| state.listed().cloned().collect())
}
