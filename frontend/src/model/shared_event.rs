//! An event that is compared by its identity.

use std::sync::Arc;

use wire::Event;

/// An event, equal when it is the same one: nothing of it ever changes.
#[derive(Clone)]
pub struct SharedEvent(pub Arc<Event>);

impl PartialEq for SharedEvent {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
