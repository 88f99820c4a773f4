//! The events kept, by rising position.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use wire::{Event, Seq};

use crate::model::filter::{Found, Matcher};

/// Events by rising position, shared until one changes: actions that leave them alone copy nothing,
/// and two states compare by asking whether they hold the same ring.
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

    /// The events that a list shows: newest first, those that the filter finds, up to where it was
    /// paused. `found`: what the relay found by it, for what is not here.
    pub fn listed(
        &self,
        filter: &str,
        found: Option<Rc<Found>>,
        upto: Option<Seq>,
    ) -> impl Iterator<Item = &Arc<Event>> + use<'_> {
        let matcher = Matcher::of(filter);
        // What was found by another filter says nothing of this one.
        let found = found.filter(|found| found.filter == filter);
        let upto = upto.unwrap_or(Seq::MAX);
        let finds = move |event: &Event| matcher.finds(event, found.as_deref());
        self.0.iter().rev().filter(move |event| event.seq <= upto && finds(event))
    }

    /// Number of events that came since the list was paused.
    #[must_use]
    pub fn held_back(&self, upto: Option<Seq>) -> usize {
        upto.map_or(0, |upto| self.0.iter().rev().take_while(|event| event.seq > upto).count())
    }
}
