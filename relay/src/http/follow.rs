//! One reader's way through a channel: resume, catch up, go live, fall behind, catch up again.
//!
//! No gap, no double: it listens first, then reads the store from the reader's place, then goes live, dropping what was
//! already sent. Sockets and Server-Sent Events share it.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use wire::{Channel, ChannelInfo, Event, Seq, ServerMsg};

use crate::annotate::Annotator;
use crate::hub::{Frame, Hub, Received, Subscription};
use gancho_store::{EventStore, Range, StoreError};

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
    /// A page that is read and judged. Kept here, since that may take longer than a reader is left without a sign of life:
    /// begun anew after each of these, it would never come.
    reading: Option<Reading>,
}

/// None when the channel was removed.
type Reading = BoxFuture<'static, Result<Option<CaughtUp>, StoreError>>;

/// A page of the store.
struct CaughtUp {
    oldest: Seq,
    events: Vec<Arc<Event>>,
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
        let epoch = info.epoch.clone();
        let follow = Self { store, annotator, channel, epoch, heard, cursor, behind, lagged: false, reading: None };
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
                let begun = self.reading.take().unwrap_or_else(|| self.read());
                let read = self.reading.insert(begun).await;
                self.reading = None;
                let Some(page) = read? else { return Ok(None) };
                if page.events.is_empty() && self.cursor + 1 >= page.oldest {
                    self.behind = false;
                    continue;
                }
                let frames = self.catch_up(page);
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
                Received::Unread => self.behind = true,
                Received::Ended => return Ok(None),
            }
        }
    }

    /// Reads what comes after the place.
    fn read(&self) -> Reading {
        let (store, annotator, channel) = (self.store.clone(), self.annotator.clone(), self.channel.clone());
        let (epoch, cursor) = (self.epoch.clone(), self.cursor);
        let read = async move {
            let page = store.read(&channel, Range::After(cursor), CATCH_UP).await?;
            let Some(page) = page.filter(|page| page.info.epoch == epoch) else { return Ok(None) };
            let events = annotator.context(&channel).page(page.records).await;
            Ok(Some(CaughtUp { oldest: page.info.oldest, events }))
        };
        read.boxed()
    }

    /// What a page of the store brings: its events, and what is missing among them. From `oldest` on nothing was dropped, so
    /// only single deletions are missing there, which are told as such. Below it, what is kept stands alone: it is pinned.
    ///
    /// Said each time that it is so: events may be dropped while a reader catches up. One that starts at 0 asked for the
    /// oldest kept, whichever that is.
    fn catch_up(&mut self, CaughtUp { oldest, events }: CaughtUp) -> Vec<Frame> {
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

#[cfg(test)]
mod tests {
    use gancho_store::Defaults;
    use gancho_store::sqlite::{Location, SqliteStore};

    use super::*;
    use crate::public_address::PublicAddress;
    use crate::test_event::new_event;

    #[tokio::test]
    async fn an_event_that_no_frame_is_made_of_comes_from_the_store_once() {
        let (store, _feed) = SqliteStore::open(&Location::Memory, Defaults::default()).unwrap();
        let store: Arc<dyn EventStore> = Arc::new(store);
        store.append(new_event("x")).await.unwrap();
        let annotator = Annotator::new(store.clone(), PublicAddress::new(None));
        let (hub, channel) = (Hub::default(), Channel::default());
        let opened = Follow::open(store.clone(), annotator, &hub, channel.clone(), None, None).await.unwrap();
        let (mut follow, ..) = opened.unwrap();
        let text = |seq| Frame { seq: Some(seq), text: "live".into() };
        for _ in 2..=4 {
            store.append(new_event("x")).await.unwrap();
        }
        hub.publish(&channel, || text(2));
        hub.publish_unread(&channel);
        hub.publish(&channel, || text(4));
        assert_eq!(follow.next().await.unwrap().unwrap(), [text(2)]);
        let read = follow.next().await.unwrap().unwrap();
        assert_eq!(read.iter().map(|frame| frame.seq).collect::<Vec<_>>(), [Some(3), Some(4)]);
        hub.publish(&channel, || text(5));
        assert_eq!(follow.next().await.unwrap().unwrap(), [text(5)], "the fourth was read");
    }

    #[tokio::test]
    async fn a_read_goes_on_where_it_was_when_the_wait_for_it_is_cancelled() {
        let (store, _feed) = SqliteStore::open(&Location::Memory, Defaults::default()).unwrap();
        let store: Arc<dyn EventStore> = Arc::new(store);
        store.append(new_event("x")).await.unwrap();
        let annotator = Annotator::new(store.clone(), PublicAddress::new(None));
        let (hub, channel) = (Hub::default(), Channel::default());
        let opened = Follow::open(store.clone(), annotator, &hub, channel.clone(), Some(0), None).await.unwrap();
        let (mut follow, ..) = opened.unwrap();
        // The read is asked for, and its wait cancelled.
        assert!(follow.next().now_or_never().is_none());
        // Answered behind it.
        store.channel(&channel).await.unwrap();
        store.append(new_event("x")).await.unwrap();
        // One that is begun anew finds both.
        let frames = follow.next().await.unwrap().unwrap();
        assert_eq!(frames.iter().map(|frame| frame.seq).collect::<Vec<_>>(), [Some(1)]);
        let frames = follow.next().await.unwrap().unwrap();
        assert_eq!(frames.iter().map(|frame| frame.seq).collect::<Vec<_>>(), [Some(2)]);
    }
}
