//! How the listed events change: what comes before them, goes, comes back, is marked; and how many there are.

use std::rc::Rc;
use std::sync::Arc;

use wire::{Event, EventsPage, Seq};

use crate::model::app_state::{AppState, MAX_EVENTS, Older, older};
use crate::model::notice::Notice;
use crate::model::pending_deletes::PendingDeletes;

impl AppState {
    /// Number of events that the channel has, those that are to be deleted left out. Until the relay
    /// has told, and never less than, those that are here.
    #[must_use]
    pub fn total(&self) -> u64 {
        let here = self.events.len() as u64;
        let Some(info) = self.info.as_ref().filter(|info| info.epoch == self.epoch) else {
            return here;
        };
        let came = info.count + self.head.saturating_sub(info.head);
        // With each event that comes to a full channel, its oldest goes.
        let kept = came.min(info.retention.max_events.max(info.count));
        let hidden = if *self.deleting.channel() == self.channel { self.deleting.len() } else { 0 };
        kept.saturating_sub(hidden as u64).max(here)
    }

    /// The relay said where webhooks are sent to, which may be another address than before.
    pub(super) fn reached_at(&mut self, url: &str) {
        self.webhook_base = (Some(url.into()), self.webhook_base.1 + 1);
    }

    /// Shows a notice in place of the one before.
    pub(super) fn tell(&mut self, notice: Notice) {
        self.notice = Some(notice);
        self.notices += 1;
    }

    /// The notice that the sequence is another one: the events that are shown are not of it.
    pub(super) fn reset_notice(&self) -> Notice {
        match self.selected.or(self.pending_seq) {
            Some(seq) => Notice::NotOfThisRelay(seq),
            None => Notice::Reset,
        }
    }

    /// Takes away an event that the reader deletes, until it is sent or brought back.
    pub(super) fn delete(&mut self, seq: Seq) {
        if let Some(event) = self.event(seq).cloned() {
            self.deleting.add(event);
            self.take_out(seq);
        }
    }

    /// Deletions are on their way: they cannot be undone any more, and are counted as done.
    pub(super) fn deletes_sent(&mut self, sent: &PendingDeletes) {
        for event in sent.events() {
            self.deleting.remove(&event.channel, event.seq);
        }
        if *sent.channel() == self.channel
            && let Some(info) = &mut self.info
        {
            let info = Rc::make_mut(info);
            info.count = info.count.saturating_sub(sent.len() as u64);
        }
    }

    /// Takes away an event that the relay has no more.
    pub(super) fn remove(&mut self, seq: Seq) {
        // One that is neither here nor among the older ones is counted by nobody.
        let first = self.events.front().map_or(Seq::MAX, |event| event.seq);
        let is_older = self.older != Older::None && seq < first;
        if is_older || self.event(seq).is_some() || self.deleting.has(&self.channel, seq) {
            self.info_version += 1;
        }
        self.deleting.remove(&self.channel, seq);
        self.take_out(seq);
    }

    /// Takes away what the relay deleted of these: positions that fall, of which the pinned stay.
    pub(super) fn deleted(&mut self, seqs: &[Seq]) {
        self.info_version += 1;
        let is_in = |event: &Event| seqs.binary_search_by(|seq| event.seq.cmp(seq)).is_ok();
        self.events.change().retain(|event| event.pinned || !is_in(event));
        self.made_room();
        if self.selected.is_some_and(|seq| self.event(seq).is_none()) {
            self.selected = None;
        }
    }

    /// Lists an event again that was to be deleted.
    pub(super) fn bring_back(&mut self, event: Arc<Event>) {
        // One that is older than what is listed comes back with its page.
        let first = self.events.front().map(|first| first.seq);
        let is_listed = self.older == Older::None || first.is_some_and(|first| first < event.seq);
        if event.channel == self.channel
            && is_listed
            && let Err(at) = self.events.binary_search_by_key(&event.seq, |event| event.seq)
        {
            self.events.change().insert(at, event);
        } else if event.channel == self.channel && self.selected.is_none() {
            // It was read alone, and is so again.
            self.selected = Some(event.seq);
            self.detached_event = Some(event);
        }
    }

    fn take_out(&mut self, seq: Seq) {
        if self.selected == Some(seq) {
            // The one below it in the list takes its place, as in a mail program.
            let listed: Vec<Seq> = self.listed().map(|event| event.seq).collect();
            let at = listed.iter().position(|other| *other == seq);
            let above = |at: usize| at.checked_sub(1).and_then(|at| listed.get(at));
            let neighbour = at.and_then(|at| listed.get(at + 1).or_else(|| above(at)));
            self.selected = neighbour.copied();
        }
        if let Ok(at) = self.events.binary_search_by_key(&seq, |event| event.seq) {
            self.events.change().remove(at);
            self.made_room();
        }
        if self.detached_event.as_ref().is_some_and(|event| event.seq == seq) {
            self.detached_event = None;
        }
    }

    /// Older events can be fetched again.
    fn made_room(&mut self) {
        if self.older == Older::NoRoom && self.events.len() < MAX_EVENTS {
            self.older = Older::Some;
        }
    }

    /// Takes away all up to a position, but for what is pinned.
    pub(super) fn forget(&mut self, upto: Seq) {
        let goes = |event: &Event| event.seq <= upto && !event.pinned;
        if self.events.iter().any(|event| goes(event)) {
            self.events.change().retain(|event| !goes(event));
            self.made_room();
        }
        // What is gone cannot be brought back.
        self.deleting.remove_where(&self.channel, goes);
        if self.events.is_empty() {
            self.older = Older::None;
        }
        if self.detached_event.as_ref().is_some_and(|event| goes(event)) {
            self.detached_event = None;
        }
        if self.selected.is_some_and(|seq| seq <= upto && self.event(seq).is_none()) {
            self.selected = None;
        }
    }

    /// Changes an event that is kept here.
    pub(super) fn change(&mut self, seq: Seq, with: impl FnOnce(&mut Event)) {
        if let Ok(at) = self.events.binary_search_by_key(&seq, |event| event.seq) {
            with(Arc::make_mut(&mut self.events.change()[at]));
        } else if let Some(event) = self.detached_event.as_mut().filter(|event| event.seq == seq) {
            with(Arc::make_mut(event));
        }
    }

    /// Adds an older page.
    pub(super) fn prepend(&mut self, page: EventsPage) {
        if page.epoch != self.epoch {
            return;
        }
        self.older = older(&page);
        let first = self.events.front().map_or(Seq::MAX, |event| event.seq);
        for event in page.events {
            let goes = self.deleting.has(&event.channel, event.seq);
            if event.seq >= first || goes {
                continue;
            }
            if self.events.len() < MAX_EVENTS {
                self.events.change().push_front(event);
            } else {
                self.older = Older::Some;
            }
        }
        if self.events.len() >= MAX_EVENTS && self.older == Older::Some {
            self.older = Older::NoRoom;
        }
    }

    /// Takes in the newest events as they are after the stream was away: the relay tells again what
    /// came, and not what changed. Older ones stay as they are.
    pub(super) fn read_again(&mut self, page: EventsPage) {
        if page.epoch != self.epoch {
            return;
        }
        self.forget(page.oldest.saturating_sub(1));
        // Newer than the last that is here, the stream brings them, in order.
        let last = self.last_seq();
        let first = page.events.last().map_or(0, |event| event.seq);
        let is_read = |seq: Seq| first <= seq && seq <= page.head;
        let is_gone =
            |event: &Event| is_read(event.seq) && !page.events.iter().any(|e| e.seq == event.seq);
        let gone: Vec<Seq> =
            self.events.iter().filter(|event| is_gone(event)).map(|event| event.seq).collect();
        self.deleting.remove_where(&self.channel, is_gone);
        gone.into_iter().for_each(|seq| self.take_out(seq));
        if self.events.front().is_none_or(|event| first <= event.seq) && self.older == Older::None {
            self.older = older(&page);
        }
        self.info_version += 1;
        self.attempts_version += 1;
        self.has_deliveries |= page.events.iter().any(|event| event.delivery.is_some());
        for event in page.events.into_iter().filter(|event| event.seq <= last) {
            let is_hidden = self.deleting.has(&self.channel, event.seq);
            match self.events.binary_search_by_key(&event.seq, |event| event.seq) {
                // One that is the same stays the same: nothing is drawn again for it.
                Ok(at) if self.events[at] != event => self.events.change()[at] = event,
                Err(at) if !is_hidden && self.events.len() < MAX_EVENTS => {
                    self.events.change().insert(at, event);
                }
                _ => {}
            }
        }
    }

    /// Moves the selection down (+) or up (−) the list as it is shown.
    pub(super) fn move_selection(&mut self, by: i32) {
        let listed: Vec<Seq> = self.listed().map(|event| event.seq).collect();
        let at = self.selected.and_then(|seq| listed.iter().position(|s| *s == seq));
        let next = match at {
            None => 0,
            Some(at) => at.saturating_add_signed(by as isize).min(listed.len().saturating_sub(1)),
        };
        self.selected = listed.get(next).copied();
    }
}
