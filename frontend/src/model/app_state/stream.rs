//! What the relay's stream says of the channel.

use std::rc::Rc;
use std::sync::Arc;

use wire::{Event, Seq, ServerMsg};

use crate::model::app_state::{AppState, MAX_EVENTS, Older};
use crate::model::curl::base;
use crate::model::event_ring::EventRing;
use crate::model::held::HeldAction;
use crate::model::notice::Notice;
use crate::model::pending_deletes::PendingDeletes;
use crate::model::race::demo_plan::is_of_demo;

impl AppState {
    /// Takes one message.
    pub(super) fn receive(&mut self, message: ServerMsg) {
        match message {
            ServerMsg::Public { url } => self.reached_at(&url),
            ServerMsg::Hello(hello) => {
                self.info_version += 1;
                self.reached_at(base(&hello.webhook_url));
                if !self.epoch.is_empty() && self.epoch != hello.epoch {
                    self.tell(self.reset_notice());
                    self.events = EventRing::default();
                    self.deleting = PendingDeletes::default();
                    self.deliveries = Rc::default();
                    self.forget(Seq::MAX);
                    self.selected = None;
                    self.paused = self.paused.map(|(_, since)| (0, since));
                }
                // Events that the relay cleared while this page was away.
                self.forget(hello.oldest.saturating_sub(1));
                self.epoch.clone_from(&hello.epoch);
                self.head = hello.head;
                self.streams += 1;
                Rc::make_mut(&mut self.held).apply(HeldAction::Interrupted);
            }
            ServerMsg::Event { event, .. } => {
                self.head = self.head.max(event.seq);
                if event.seq > self.last_seq() {
                    if !is_of_demo(&event) {
                        self.ui.demo.end();
                    }
                    let events = self.events.change();
                    events.push_back(event);
                    if events.len() > MAX_EVENTS {
                        // The one that is being read stays.
                        let oldest = events.pop_front();
                        let is_read = |event: &Arc<Event>| self.selected == Some(event.seq);
                        if let Some(read) = oldest.filter(is_read) {
                            self.detached_event = Some(read);
                        }
                        self.older = Older::NoRoom;
                    }
                }
            }
            ServerMsg::Gap { from, to } => self.tell(Notice::Gap(from, to)),
            ServerMsg::Lagged { oldest, .. } => {
                self.info_version += 1;
                self.forget(oldest.saturating_sub(1));
            }
            ServerMsg::Deleted { seq } => self.remove(seq),
            ServerMsg::Marked { seq, pinned, note } => {
                self.change(seq, |event| (event.pinned, event.note) = (pinned, note));
            }
            ServerMsg::Cleared { upto } => {
                self.info_version += 1;
                self.forget(upto);
            }
            ServerMsg::Attempt { seq, attempt } => {
                self.has_deliveries = true;
                self.attempts_version += 1;
                self.change(seq, |event| event.delivery = Some(attempt.summary()));
                Rc::make_mut(&mut self.deliveries).made(seq, attempt, self.selected);
            }
            ServerMsg::Answer { seq, answer } => {
                self.change(seq, |event| event.answer = Some(answer));
                Rc::make_mut(&mut self.held).apply(HeldAction::Given(seq, answer));
            }
            ServerMsg::Held { seq, until } => {
                Rc::make_mut(&mut self.held).apply(HeldAction::Held(seq, until));
            }
            ServerMsg::Released { seq } => {
                Rc::make_mut(&mut self.held).apply(HeldAction::Released(seq));
            }
            ServerMsg::Forward(status) => self.forward = Some(Rc::new(status)),
            ServerMsg::Pong { .. } => {}
        }
    }
}
