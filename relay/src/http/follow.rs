//! One reader's way through a channel: resume, catch up, go live, fall behind, catch up again.
//!
//! No gap, no double: it listens first, then reads the store from the reader's place, then goes live, dropping what was
//! already sent. Sockets and Server-Sent Events share it.

use std::sync::Arc;

use wire::{Channel, ChannelInfo, Seq, ServerMsg};

use crate::annotate::Annotator;
use crate::hub::{Frame, Hub, Received, Subscription};
use gancho_store::{EventStore, Page, Range, StoreError};

/// Events read from the store at once while catching up.
const CATCH_UP: usize = 200;

/// A reader's place in a channel.
pub(super) struct Follow {
    store: Arc<dyn EventStore>,
    annotator: Annotator,
    channel: Channel,
    /// The sequence that it follows: a channel made again under the same name is another.
    epoch: String,
    heard: Subscription,
    /// Last position sent.
    cursor: Seq,
    /// The store may hold events after the cursor that the hub will not bring.
    behind: bool,
    /// The reader is to be told that it fell behind.
    lagged: bool,
}

impl Follow {
    /// Starts after `after`, or at the head without it; `epoch` is the sequence that `after` was read in. Returns where the
    /// channel stands and where the stream starts; none when there is no such channel.
    pub(super) async fn open(
        store: Arc<dyn EventStore>,
        annotator: Annotator,
        hub: &Hub,
        channel: Channel,
        after: Option<Seq>,
        epoch: Option<&str>,
    ) -> Result<Option<(Self, ChannelInfo, Seq)>, StoreError> {
        let heard = hub.subscribe(&channel);
        let Some(info) = store.channel(&channel).await? else { return Ok(None) };
        let same_sequence = epoch.is_none_or(|epoch| epoch == info.epoch);
        let cursor = match after {
            None => info.head,
            // A place in another sequence, or past the end of this one: the channel was made anew. From the oldest.
            Some(after) if !same_sequence || after > info.head => 0,
            Some(after) => after,
        };
        let behind = cursor < info.head;
        let follow =
            Self { store, annotator, channel, epoch: info.epoch.clone(), heard, cursor, behind, lagged: false };
        Ok(Some((follow, info, cursor)))
    }

    /// Waits for what to send next; none when the channel was removed. Cancelling loses nothing.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Frame>>, StoreError> {
        loop {
            if self.lagged {
                let info = self.store.channel(&self.channel).await?.filter(|info| info.epoch == self.epoch);
                let Some(ChannelInfo { oldest, .. }) = info else { return Ok(None) };
                self.lagged = false;
                return Ok(Some(vec![Frame::message(&ServerMsg::Lagged { after: self.cursor, oldest })]));
            }
            if self.behind {
                let page = self.store.read(&self.channel, Range::After(self.cursor), CATCH_UP).await?;
                let Some(page) = page.filter(|page| page.info.epoch == self.epoch) else { return Ok(None) };
                if page.records.is_empty() && self.cursor + 1 >= page.info.oldest {
                    self.behind = false;
                    continue;
                }
                let frames = self.catch_up(page).await;
                if !frames.is_empty() {
                    return Ok(Some(frames));
                }
                continue;
            }
            match self.heard.next().await {
                Received::Frames(mut frames) => {
                    frames.retain(|frame| frame.seq.is_none_or(|seq| seq > self.cursor));
                    if let Some(last) = frames.iter().filter_map(|frame| frame.seq).next_back() {
                        self.cursor = last;
                    }
                    if !frames.is_empty() {
                        return Ok(Some(frames));
                    }
                }
                Received::Lagged => (self.lagged, self.behind) = (true, true),
                Received::Ended => return Ok(None),
            }
        }
    }

    /// What a page of the store brings: its events, and what is missing among them. From `oldest` on nothing was dropped, so
    /// only single deletions are missing there, which are told as such. Below it, what is kept stands alone: it is pinned.
    ///
    /// Said each time that it is so: events may be dropped while a reader catches up. One that starts at 0 asked for the
    /// oldest kept, whichever that is.
    async fn catch_up(&mut self, page: Page) -> Vec<Frame> {
        let oldest = page.info.oldest;
        // The place is moved once nothing is waited for any more: cancelled before, it reads the page again.
        let events = self.annotator.context(&self.channel).page(page.records).await;
        let mut frames = Vec::with_capacity(events.len() + 1);
        let at_end = events.is_empty();
        let skip_to = |frames: &mut Vec<Frame>, cursor: Seq, next: Seq| {
            let (from, to) = (cursor + 1, next.min(oldest) - 1);
            if from > 1 && from <= to {
                frames.push(Frame::message(&ServerMsg::Gap { from, to }));
            }
        };
        for event in events {
            skip_to(&mut frames, self.cursor, event.seq);
            self.cursor = event.seq;
            frames.push(Frame::event(event, None));
        }
        // An empty page is the end: nothing is kept above the cursor.
        if at_end {
            skip_to(&mut frames, self.cursor, oldest);
            self.cursor = self.cursor.max(oldest - 1);
        }
        frames
    }
}
