//! Who holds a consumer now: one at a time, and a newcomer takes over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use wire::{Channel, ConsumerName};

/// Every consumer that is held.
#[derive(Clone, Debug, Default)]
pub struct Holders(Arc<Mutex<HashMap<Consumer, watch::Sender<Option<Lost>>>>>);

type Consumer = (Channel, ConsumerName);

/// Why a hold ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Another one holds the consumer now.
    TakenOver,
    /// The consumer was deleted.
    Deleted,
}

impl Holders {
    /// Takes a consumer, from whoever holds it.
    #[must_use]
    pub fn take(&self, channel: &Channel, name: &ConsumerName) -> Hold {
        let (sender, lost) = watch::channel(None);
        let consumer = (channel.clone(), name.clone());
        if let Some(before) = self.lock().insert(consumer.clone(), sender.clone()) {
            before.send_replace(Some(Lost::TakenOver));
        }
        Hold { holders: self.clone(), consumer, sender, lost }
    }

    /// Ends the hold on a consumer that was deleted.
    pub fn delete(&self, channel: &Channel, name: &ConsumerName) {
        if let Some(holder) = self.lock().remove(&(channel.clone(), name.clone())) {
            holder.send_replace(Some(Lost::Deleted));
        }
    }

    /// True while somebody holds it.
    #[must_use]
    pub fn is_held(&self, channel: &Channel, name: &ConsumerName) -> bool {
        self.lock().contains_key(&(channel.clone(), name.clone()))
    }

    /// A panic while it was held leaves the map whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<Consumer, watch::Sender<Option<Lost>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One holder. Dropped, it lets go.
#[derive(Debug)]
pub struct Hold {
    holders: Holders,
    consumer: Consumer,
    sender: watch::Sender<Option<Lost>>,
    lost: watch::Receiver<Option<Lost>>,
}

impl Hold {
    /// Waits until it is lost. Cancelling loses nothing.
    pub async fn lost(&mut self) -> Lost {
        match self.lost.wait_for(Option::is_some).await.map(|lost| *lost) {
            Ok(Some(lost)) => lost,
            // Its sender is in itself, so it is never closed.
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut holders = self.holders.lock();
        if holders.get(&self.consumer).is_some_and(|holder| holder.same_channel(&self.sender)) {
            holders.remove(&self.consumer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newcomer_takes_over_and_the_older_one_does_not_let_go_for_it() {
        let (holders, channel) = (Holders::default(), Channel::default());
        let name = ConsumerName::new("a").unwrap();
        let mut old = holders.take(&channel, &name);
        let other = holders.take(&channel, &ConsumerName::new("b").unwrap());
        let mut new = holders.take(&channel, &name);
        assert_eq!(old.lost().await, Lost::TakenOver);
        drop((old, other));
        assert!(holders.is_held(&channel, &name));
        holders.delete(&channel, &name);
        assert_eq!(new.lost().await, Lost::Deleted);
        assert!(!holders.is_held(&channel, &name));
        drop(new);
        drop(holders.take(&channel, &name));
        assert!(!holders.is_held(&channel, &name));
    }
}
