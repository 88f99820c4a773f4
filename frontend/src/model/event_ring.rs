//! The events kept, by rising position.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use wire::Event;

/// Events by rising position, shared until one changes: actions that leave them alone copy nothing, and two states compare
/// by asking whether they hold the same ring.
#[derive(Clone, Debug, Default)]
pub struct EventRing(Rc<VecDeque<Arc<Event>>>);

impl PartialEq for EventRing {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for EventRing {
    type Target = VecDeque<Arc<Event>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl EventRing {
    /// A ring of these events, by rising position.
    #[must_use]
    pub fn new(events: VecDeque<Arc<Event>>) -> Self {
        Self(Rc::new(events))
    }

    /// The events, to be changed; copied first when another state shares them.
    pub fn change(&mut self) -> &mut VecDeque<Arc<Event>> {
        Rc::make_mut(&mut self.0)
    }
}
