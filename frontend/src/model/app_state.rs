//! The state of the page and its reducer. Pure: nothing here touches the browser.

use std::rc::Rc;
use std::sync::Arc;

use wire::{Channel, ChannelInfo, Event, EventsPage, ForwardStatus, Seq};
use yew::Reducible;

use crate::i18n::Msg;
use crate::model::app_action::{Action, ChannelAction, UiAction};
use crate::model::connection::Connection;
use crate::model::deliveries::Deliveries;
use crate::model::event_ring::EventRing;
use crate::model::filter::Found;
use crate::model::held::HeldSenders;
use crate::model::notice::Notice;
use crate::model::pending_deletes::PendingDeletes;
use crate::model::race::demo_plan::never_had_events;
use crate::model::tab::Tab;
use crate::model::ui_state::UiState;

mod changes;
mod stream;
#[cfg(test)]
pub(crate) mod tests;

/// Most events kept; the oldest leave first.
pub const MAX_EVENTS: usize = 5000;

/// Everything that the screens show, but for the race, which has its own record
/// ([`crate::model::race::state`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppState {
    /// The channel shown.
    pub channel: Channel,
    /// Every channel the relay knows.
    pub channels: Rc<Vec<ChannelInfo>>,
    /// The connection.
    pub connection: Connection,
    /// Start of every webhook's URL, as the relay last said; rises when it may be another.
    pub webhook_base: (Option<Rc<str>>, u32),
    /// Streams of the channel that have begun, one after the other.
    pub streams: u32,
    /// Events by rising position.
    pub events: EventRing,
    /// Events that existed before the oldest of `events` and can still be fetched.
    pub older: Older,
    /// Position of the last event that the channel is known to have received.
    pub head: Seq,
    /// Identity of the sequence that `events` belong to.
    pub epoch: String,
    /// The relay has no such channel; it is made by what is sent to it.
    pub absent: bool,
    /// The event that the address asks for, until it is found.
    pub pending_seq: Option<Seq>,
    /// It, when it is older than what is listed.
    pub detached_event: Option<Arc<Event>>,
    /// Attempts to bring events to programs.
    pub deliveries: Rc<Deliveries>,
    /// Rises with each attempt: what a filter finds by delivery may have changed.
    pub attempts_version: u32,
    /// How the relay's own forwarding of the channel goes, once it has told.
    pub forward: Option<Rc<ForwardStatus>>,
    /// Senders that wait for an answer by hand.
    pub held: Rc<HeldSenders>,
    /// The event in the inspector.
    pub selected: Option<Seq>,
    /// Events that are to be deleted, and can be brought back.
    pub deleting: PendingDeletes,
    /// The channel as the relay last told of it.
    pub info: Option<Rc<ChannelInfo>>,
    /// Rises when that may no longer be so.
    pub info_version: u32,
    /// Text that a listed event must contain.
    pub filter: String,
    /// What the relay found by a filter, where the page cannot say by itself.
    pub found: Option<Rc<Found>>,
    /// An event was delivered somewhere, or not: the filter can ask how.
    pub has_deliveries: bool,
    /// Last position listed while paused, and since when on the page's clock.
    pub paused: Option<(Seq, f64)>,
    /// The notice that is shown.
    pub notice: Option<Notice>,
    /// Notices until now: one that says the same again is another.
    pub notices: u64,
    /// State of the user interface.
    pub ui: UiState,
}

/// Whether older events can be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Older {
    /// Not known yet, or none.
    #[default]
    None,
    /// Some are kept by the relay.
    Some,
    /// Being fetched.
    Loading,
    /// Some are kept by the relay, and the page is full.
    NoRoom,
}

impl Reducible for AppState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        next.apply(action);
        Rc::new(next)
    }
}

impl AppState {
    /// Does one action.
    pub fn apply(&mut self, action: Action) {
        match action {
            // Chosen again, it is shown already.
            Action::Switch(channel) if channel == self.channel => {}
            Action::Switch(channel) => {
                // What is to be deleted is of the channel that is left, and is sent from there.
                *self = Self {
                    channel,
                    channels: std::mem::take(&mut self.channels),
                    webhook_base: std::mem::take(&mut self.webhook_base),
                    ui: std::mem::take(&mut self.ui),
                    deleting: std::mem::take(&mut self.deleting),
                    ..Self::default()
                };
                self.ui.demo.running = false;
                self.ui.compare_with = None;
                // They are of the channel that is left.
                self.ui.settings_open = false;
            }
            Action::Visit(channel, event) => {
                self.apply(Action::Switch(channel));
                self.pending_seq = event;
                // The address of the channel alone: *Back* closed the event.
                if event.is_none() {
                    self.selected = None;
                }
                self.find();
            }
            Action::Channels(channels) => {
                self.channels = Rc::new(channels);
                self.begin_demo();
            }
            Action::DeletesSent(sent) => self.deletes_sent(&sent),
            Action::DeleteFailed(event, error) => {
                self.bring_back(event);
                self.tell(Notice::Failed(error));
            }
            Action::Undelete => {
                let deleting = std::mem::take(&mut self.deleting);
                deleting.events().iter().cloned().for_each(|event| self.bring_back(event));
            }
            Action::InChannel(channel, action) if channel == self.channel => {
                self.apply_in_channel(action);
            }
            // Asked before the reader went to another channel, answered after.
            Action::InChannel(..) => {}
            Action::Connection(connection) => self.connection = connection,
            Action::Recovered(0) => {}
            Action::Recovered(n) => self.tell(Notice::Recovered(n)),
            Action::Select(seq) => (self.selected, self.pending_seq) = (seq, None),
            Action::Compare(seq) => {
                self.selected = self.shown().map(|event| event.seq);
                self.ui.apply(UiAction::CompareWith(Some(seq)));
                self.ui.apply(UiAction::Tab(Tab::Compare));
            }
            Action::Move(by) => {
                self.pending_seq = None;
                self.move_selection(by);
            }
            Action::Filter(text) => self.filter = text,
            Action::TogglePause(now_ms) => {
                self.paused = match self.paused {
                    Some(_) => None,
                    None => Some((self.last_seq(), now_ms)),
                };
            }
            Action::Notice(Some(notice)) => self.tell(notice),
            Action::Notice(None) => self.notice = None,
            Action::Escape => self.escape(),
            Action::Ui(action) => self.ui.apply(action),
        }
    }

    fn apply_in_channel(&mut self, action: ChannelAction) {
        match action {
            ChannelAction::History(page) => self.start(page),
            ChannelAction::ReadAgain(page) => self.read_again(page),
            ChannelAction::Absent => self.absent = true,
            ChannelAction::Stream(messages) => {
                messages.into_iter().for_each(|message| self.receive(message))
            }
            ChannelAction::OlderLoading => self.older = Older::Loading,
            ChannelAction::OlderPage(page) => self.prepend(page),
            ChannelAction::OlderFailed => self.older = Older::Some,
            ChannelAction::EventLoaded(found) => self.found(found),
            ChannelAction::EventFailed => self.pending_seq = None,
            ChannelAction::Delete(seq) => self.delete(seq),
            ChannelAction::Deleted(seqs) => self.deleted(&seqs),
            ChannelAction::Attempts(seq, attempts) => {
                let attempts = attempts.into_iter().map(Arc::new);
                Rc::make_mut(&mut self.deliveries).loaded(seq, attempts.collect());
            }
            ChannelAction::Cleared(upto) => {
                self.info_version += 1;
                self.forget(upto);
            }
            ChannelAction::Found(found) => self.found = Some(Rc::new(found)),
            ChannelAction::Info(info) => self.info = Some(Rc::new(info)),
            ChannelAction::Forward(status) => self.forward = Some(Rc::new(status)),
            ChannelAction::Held(news) => Rc::make_mut(&mut self.held).apply(news),
        }
    }

    /// Position of the last event seen.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.events.back().map_or(0, |event| event.seq)
    }

    /// Position of the oldest event that waits to be forwarded by the relay.
    #[must_use]
    pub fn queued_from(&self) -> Option<Seq> {
        let status = self.forward.as_deref()?;
        let waiting = usize::try_from(status.lag).ok()?.min(self.events.len());
        self.events.get(self.events.len() - waiting).map(|event| event.seq)
    }

    /// Events as the list shows them: newest first, filtered, as of the pause.
    pub fn listed(&self) -> impl Iterator<Item = &Arc<Event>> {
        self.events.listed(&self.filter, self.found.clone(), self.paused.map(|(upto, _)| upto))
    }

    /// An event that is kept.
    #[must_use]
    pub fn event(&self, seq: Seq) -> Option<&Arc<Event>> {
        let listed = self
            .events
            .binary_search_by_key(&seq, |event| event.seq)
            .ok()
            .and_then(|at| self.events.get(at));
        listed.or(self.detached_event.as_ref().filter(|event| event.seq == seq))
    }

    /// The event in the inspector: the one chosen, else the newest, as it comes.
    #[must_use]
    pub fn shown(&self) -> Option<&Arc<Event>> {
        match self.selected {
            Some(seq) => self.event(seq),
            None => self.listed().next(),
        }
    }

    fn escape(&mut self) {
        let ui = &mut self.ui;
        if ui.help {
            ui.help = false;
        } else if ui.settings_open {
            ui.settings_open = false;
        } else if ui.topic.is_some() {
            ui.topic = None;
        } else if ui.form {
            ui.form = false;
        } else {
            self.selected = None;
        }
    }

    fn start(&mut self, page: EventsPage) {
        self.older = older(&page);
        self.ui.history_version += 1;
        self.info_version += 1;
        let same = self.epoch == page.epoch;
        if !same {
            self.detached_event = None;
            if !self.epoch.is_empty() {
                self.tell(self.reset_notice());
            }
        }
        // The stream may have brought events after the relay read the page. Older ones go: they
        // were checked with the channel's old settings, and can be fetched again.
        let newer: Vec<_> =
            self.events.iter().filter(|event| same && event.seq > page.head).cloned().collect();
        self.has_deliveries |= page.events.iter().any(|event| event.delivery.is_some());
        self.head = page.head.max(if same { self.head } else { 0 });
        self.epoch = page.epoch;
        self.absent = false;
        let oldest = page.events.last().map_or(0, |event| event.seq);
        let all = page.events.into_iter().rev().chain(newer);
        let kept = all.filter(|event| !self.deleting.has(&event.channel, event.seq));
        self.events = EventRing::new(kept.collect());
        if let Some(seq) = self.selected.filter(|seq| self.event(*seq).is_none()) {
            self.selected = None;
            // One of an older page is fetched alone, as it is now.
            if same && seq < oldest {
                self.pending_seq.get_or_insert(seq);
            }
        }
        self.find();
        self.begin_demo();
    }

    /// The history has been read, or there is none.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        !self.epoch.is_empty() || self.absent
    }

    /// Begins the demonstration by itself where nobody can have anything to look for: in the
    /// default channel of a relay that never had an event.
    fn begin_demo(&mut self) {
        let read = !self.epoch.is_empty() && self.events.is_empty();
        let quiet = self.channel.is_default() && read && never_had_events(&self.channels);
        self.ui.demo.running |= self.ui.demo.wanted && quiet;
    }

    /// Selects the event that the address asks for, when it is here.
    fn find(&mut self) {
        if let Some(seq) = self.pending_seq.filter(|seq| self.event(*seq).is_some()) {
            (self.selected, self.pending_seq) = (Some(seq), None);
        }
    }

    /// The event that is to be fetched alone, once it is known not to be among the newest.
    #[must_use]
    pub fn event_to_load(&self) -> Option<Seq> {
        self.pending_seq.filter(|_| !self.epoch.is_empty())
    }

    fn found(&mut self, found: Option<Arc<Event>>) {
        // The reader, or another address, may have asked for something else since.
        let Some(seq) = self.pending_seq.take() else { return };
        match found {
            Some(event) if event.seq == seq && event.channel == self.channel => {
                (self.selected, self.detached_event) = (Some(seq), Some(event));
            }
            Some(_) => self.pending_seq = Some(seq),
            None => self.tell(Notice::Info(Msg::NotKept)),
        }
    }
}

fn older(page: &EventsPage) -> Older {
    let first = page.events.iter().map(|event| event.seq).min();
    if first.is_some_and(|seq| seq > page.oldest) { Older::Some } else { Older::None }
}
