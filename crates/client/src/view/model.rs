//! State of the terminal view: what it knows, and how that changes. Pure: what is to be done comes
//! back as [`Effect`]s.

use std::collections::VecDeque;

use wire::{Channel, ConsumerAttempt, ConsumerInfo, ConsumerName, Event, Hello, Seq, ServerMsg};

use super::document::Document;
use super::filter::{Filtering, Found};
use super::route::{Link, Route, state};
use super::row::{At, Delivery, Row};
use super::text;
use crate::lang::Lang;

/// Most events in the list; the oldest goes first.
pub(super) const MAX_ROWS: usize = 10_000;

/// What is shown.
pub(super) struct Model {
    pub(super) lang: Lang,
    /// The relay's address.
    pub(super) relay: String,
    pub(super) routes: Vec<Route>,
    pub(super) rows: VecDeque<Row>,
    /// Rows that came while the list stood still; none: it does not.
    pub(super) held: Option<Vec<Row>>,
    /// Index of the selected row among those shown; none: the last one, whichever comes.
    pub(super) selected: Option<At>,
    /// First row drawn, among those shown, and how many there was room for.
    pub(super) top: usize,
    pub(super) height: usize,
    pub(super) filtering: Filtering,
    /// The filter as it is typed.
    pub(super) prompt: Option<String>,
    pub(super) detail: Option<Detail>,
    pub(super) notice: Option<String>,
    /// What is under way is finished, and then it ends.
    pub(super) ending: bool,
}

/// An event that is looked at.
pub(super) struct Detail {
    pub(super) at: At,
    pub(super) content: Content,
    /// First line drawn, and how many there was room for.
    pub(super) top: usize,
    pub(super) height: usize,
}

/// Content of a detail.
pub(super) enum Content {
    Loading,
    Failed(String),
    Ready(Box<Document>),
}

/// What the view hears, besides keys.
#[derive(Debug)]
pub(super) enum Input {
    /// A message of a channel's stream.
    Message(Channel, Box<ServerMsg>),
    /// The stream of a channel came or went.
    Link(Channel, Link),
    /// Another sequence of the channel begins.
    MadeAnew(Channel),
    /// A consumer as the relay knows it.
    Consumer(Box<ConsumerInfo>),
    /// An event that was asked for, or why there is none.
    Fetched(At, Result<Box<(Event, Vec<ConsumerAttempt>)>, String>),
    /// An event was given to be sent again.
    Resent(At, Result<(ConsumerName, bool), String>),
    /// A browser was started.
    Opened(String, bool),
    /// A part of a search.
    Found(Found),
    /// The forwarder has something to say.
    Notice(String),
    /// Retention took events before they were delivered.
    Gap(Seq, Seq),
    /// What is under way is finished.
    Ending,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Fetch(At),
    Resend(At, Option<ConsumerName>),
    Open(At),
    /// Look for this in a channel, after this position.
    Search(Channel, String, Seq),
    Quit,
}

impl Model {
    pub(super) fn new(lang: Lang, relay: String, routes: Vec<Route>) -> Self {
        Self {
            lang,
            relay,
            routes,
            rows: VecDeque::new(),
            held: None,
            selected: None,
            top: 0,
            height: 1,
            filtering: Filtering::default(),
            prompt: None,
            detail: None,
            notice: None,
            ending: false,
        }
    }

    /// Takes what was heard; returns what is to be done.
    pub(super) fn hear(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Message(channel, message) => return self.receive(&channel, *message),
            Input::Link(channel, link) => {
                self.routes.iter_mut().filter(|it| it.channel == channel).for_each(|it| it.link = link.clone());
            }
            Input::MadeAnew(channel) => self.forget(&channel),
            Input::Consumer(info) => {
                let own = |it: &&mut Route| {
                    it.channel == info.channel && it.target.as_ref().is_some_and(|(_, name)| *name == info.name)
                };
                self.routes.iter_mut().filter(own).for_each(|it| it.lag = Some((info.waiting, info.dead)));
            }
            Input::Fetched(at, fetched) => {
                if let Some(detail) = self.detail.as_mut().filter(|detail| detail.at == at) {
                    detail.content = match fetched {
                        Ok(fetched) => Content::Ready(Box::new(Document::of(self.lang, &fetched.0, &fetched.1))),
                        Err(why) => Content::Failed(text::not_done(self.lang, &why)),
                    };
                }
            }
            Input::Resent(at, Ok((consumer, waits))) => {
                self.notice = Some(text::resent(self.lang, at.seq, &consumer, waits));
            }
            Input::Resent(_, Err(why)) => self.notice = Some(text::not_done(self.lang, &why)),
            Input::Opened(url, true) => self.notice = Some(text::opened(self.lang, &url)),
            Input::Opened(url, false) => self.notice = Some(text::not_opened(self.lang, &url)),
            Input::Found(found) => return self.found(found),
            Input::Notice(notice) => self.notice = Some(notice),
            Input::Gap(from, to) => self.notice = Some(text::gap(self.lang, from, to)),
            Input::Ending => self.ending = true,
        }
        Vec::new()
    }

    fn receive(&mut self, channel: &Channel, message: ServerMsg) -> Vec<Effect> {
        match message {
            ServerMsg::Hello(Hello { webhook_url, .. }) => {
                for route in self.routes.iter_mut().filter(|it| it.channel == *channel) {
                    route.webhook_url = Some(webhook_url.clone());
                    route.link = Link::Live;
                }
            }
            ServerMsg::Public { url } => {
                let path = if channel.is_default() { String::new() } else { format!("/{channel}") };
                for route in self.routes.iter_mut().filter(|it| it.channel == *channel) {
                    route.webhook_url = Some(format!("{url}/webhook{path}"));
                }
            }
            ServerMsg::Event { event, .. } => return self.add(Row::of(&event)),
            ServerMsg::Deleted { seq } => self.remove(channel, |row| row.at.seq == seq),
            ServerMsg::Cleared { upto } => self.remove(channel, |row| row.at.seq <= upto && !row.pinned),
            ServerMsg::Marked { seq, pinned, .. } => {
                let rows = self.rows.iter_mut().chain(self.held.iter_mut().flatten());
                let marked = |row: &&mut Row| row.at.seq == seq && row.at.channel == *channel;
                rows.filter(marked).for_each(|row| row.pinned = pinned);
            }
            ServerMsg::Attempt { seq, attempt } => return self.attempted(channel, seq, &attempt),
            _ => {}
        }
        Vec::new()
    }

    /// Forgets a channel's events: another sequence begins.
    fn forget(&mut self, channel: &Channel) {
        self.remove(channel, |_| true);
        self.notice = Some(text::made_anew(self.lang).into());
    }

    fn add(&mut self, mut row: Row) -> Vec<Effect> {
        row.found = !self.filtering.is_on();
        let (channel, seq) = (row.at.channel.clone(), row.at.seq);
        match &mut self.held {
            Some(held) => {
                held.push(row);
                // The list stands still, and what is over its length is not kept twice.
                if held.len() > MAX_ROWS {
                    held.remove(0);
                }
            }
            None => self.push(row),
        }
        self.filtering.come(&channel, seq)
    }

    fn push(&mut self, row: Row) {
        self.rows.push_back(row);
        if self.rows.len() > MAX_ROWS
            && let Some(gone) = self.rows.pop_front()
        {
            // The rows that are looked at stay where they are on the screen.
            self.top = self.top.saturating_sub(usize::from(gone.found));
            if self.selected.as_ref() == Some(&gone.at) {
                self.selected = self.rows.iter().find(|row| row.found).map(|row| row.at.clone());
            }
        }
    }

    /// Lets the list move again.
    pub(super) fn resume(&mut self) {
        for row in self.held.take().unwrap_or_default() {
            self.push(row);
        }
    }

    fn remove(&mut self, channel: &Channel, gone: impl Fn(&Row) -> bool) {
        let stays = |row: &Row| row.at.channel != *channel || !gone(row);
        // The selection goes to the next one that stays.
        if let Some(at) = self.selected.clone() {
            let mut from = self.rows.iter().skip_while(|row| row.at != at);
            self.selected = from.find(|row| row.found && stays(row)).map(|row| row.at.clone());
        }
        self.rows.retain(stays);
        if let Some(held) = &mut self.held {
            held.retain(stays);
        }
    }

    fn attempted(&mut self, channel: &Channel, seq: Seq, made: &ConsumerAttempt) -> Vec<Effect> {
        let is_own = |it: &Route| it.target.as_ref().is_none_or(|(_, name)| *name == made.consumer);
        let mut is_shown = false;
        for route in self.routes.iter_mut().filter(|it| it.channel == *channel && is_own(it)) {
            is_shown = true;
            route.state = state(made);
        }
        if is_shown {
            let held = self.held.iter_mut().flatten();
            // From the end: what is delivered came last, as a rule.
            let row =
                self.rows.iter_mut().rev().chain(held).find(|row| row.at.seq == seq && row.at.channel == *channel);
            if let Some(row) = row {
                row.delivery = Some(Delivery::of(made));
            }
        }
        // What is looked at is read again: its answer is there now.
        let open = self.detail.as_ref().filter(|it| it.at.seq == seq && it.at.channel == *channel);
        open.map(|detail| Effect::Fetch(detail.at.clone())).into_iter().collect()
    }

    fn found(&mut self, found: Found) -> Vec<Effect> {
        if let Err(why) = &found.result
            && self.filtering.is_of(&found)
        {
            self.notice = Some(text::not_done(self.lang, why));
        }
        let rows = self.rows.iter_mut().chain(self.held.iter_mut().flatten());
        self.filtering.take(found, rows)
    }

    /// Filters by a text; an empty one shows everything.
    pub(super) fn filter(&mut self, filter: &str) -> Vec<Effect> {
        let filter = filter.trim();
        let rows = self.rows.iter_mut().chain(self.held.iter_mut().flatten());
        rows.for_each(|row| row.found = filter.is_empty());
        self.selected = None;
        let mut channels: Vec<Channel> = self.routes.iter().map(|it| it.channel.clone()).collect();
        channels.dedup();
        // Before the oldest of the list there is nothing to find.
        let oldest = |channel: &Channel| self.rows.iter().find(|row| row.at.channel == *channel).map(|row| row.at.seq);
        let starts = channels.into_iter().map(|channel| {
            let after = oldest(&channel).map_or(0, |seq| seq.saturating_sub(1));
            (channel, after)
        });
        self.filtering.begin(filter, starts.collect())
    }

    /// Indexes of the rows that are shown.
    pub(super) fn shown(&self) -> Vec<usize> {
        let found = self.rows.iter().enumerate().filter(|(_, row)| row.found);
        found.map(|(at, _)| at).collect()
    }

    /// Place of the selected row among those shown.
    pub(super) fn place(&self, shown: &[usize]) -> usize {
        let last = shown.len().saturating_sub(1);
        let Some(selected) = &self.selected else { return last };
        shown.iter().position(|&at| self.rows[at].at == *selected).unwrap_or(last)
    }

    /// The selected row, or the event that is looked at.
    pub(super) fn current(&self) -> Option<At> {
        if let Some(detail) = &self.detail {
            return Some(detail.at.clone());
        }
        let shown = self.shown();
        shown.get(self.place(&shown)).map(|&at| self.rows[at].at.clone())
    }
}
