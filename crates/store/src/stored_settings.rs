//! The settings of a channel as they are kept, and the map in which every webhook finds them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wire::{Answer, Channel, ChannelSettings, CustomScheme, Fail, Forward, Patch, Secret, Settings};

/// A channel's settings but for its retention, which is the store's own business.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredSettings {
    /// Rises with each change, so that a reader can tell that what it read may look different now.
    #[serde(skip)]
    pub revision: u64,
    /// Whose webhooks come here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What signatures are checked with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// How the provider `custom` signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomScheme>,
    /// Whether set-up requests are answered; none: when there is a provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handshakes: Option<bool>,
    /// What senders get. Shared, so that a change of something else does not start its failures anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Arc<PendingFailures>>,
    /// Where the relay itself brings the channel's events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward: Option<Arc<Forward>>,
}

impl StoredSettings {
    /// These settings after a change; none when it changes nothing of them.
    #[must_use]
    pub fn changed(&self, change: &Settings) -> Option<Self> {
        let Settings { retention: _, provider, secret, custom, handshakes, answer, forward } = change;
        if *change == (Settings { retention: change.retention, ..Settings::default() }) {
            return None;
        }
        let answer = answer.as_ref().map(|answer| answer.clone().map(|answer| Arc::new(PendingFailures::new(answer))));
        Some(Self {
            revision: self.revision + 1,
            provider: after(&self.provider, provider),
            secret: after(&self.secret, secret),
            custom: after(&self.custom, custom),
            handshakes: after(&self.handshakes, handshakes),
            answer: after(&self.answer, &answer),
            forward: after(&self.forward, &forward.as_ref().map(|forward| forward.clone().map(Arc::new))),
        })
    }

    /// True when set-up requests are answered as their sender asks.
    #[must_use]
    pub fn handshakes(&self) -> bool {
        self.handshakes.unwrap_or(self.provider.is_some())
    }

    /// What may be shown of them.
    #[must_use]
    pub fn to_wire(&self) -> ChannelSettings {
        ChannelSettings {
            provider: self.provider.clone(),
            secret_set: self.secret.is_some(),
            custom: self.custom.clone(),
            handshakes: self.handshakes(),
            answer: self.answer.as_ref().map(|armed| armed.to_wire()),
            forward: self.forward.as_deref().cloned(),
            ..ChannelSettings::default()
        }
    }
}

fn after<T: Clone>(before: &Option<T>, change: &Patch<T>) -> Option<T> {
    change.as_ref().unwrap_or(before).clone()
}

/// An answer, with the failures that are still to come: a count for as long as the relay runs.
#[derive(Debug)]
pub struct PendingFailures {
    answer: Answer,
    left: AtomicU32,
}

impl PendingFailures {
    /// Starts the count.
    #[must_use]
    pub fn new(mut answer: Answer) -> Self {
        let left = answer.fail.and_then(|fail| fail.next).unwrap_or(0);
        if let Some(fail) = &mut answer.fail {
            fail.left = None;
        }
        Self { answer, left: left.into() }
    }

    /// As it was set.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Takes one of the failures to come; false when there are none. Of many that ask at once, exactly so many get one.
    #[must_use]
    pub fn take_failure(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Gives one back that was taken for nothing.
    pub fn give_back_failure(&self) {
        self.left.fetch_add(1, Ordering::Relaxed);
    }

    fn to_wire(&self) -> Answer {
        let left = self.left.load(Ordering::Relaxed);
        let fail = self.answer.fail.map(|fail| Fail { left: fail.next.map(|_| left), ..fail });
        Answer { fail, ..self.answer.clone() }
    }
}

impl Serialize for PendingFailures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.answer.serialize(serializer)
    }
}

/// Read back, it has no failures to come: they were ordered of a relay that has ended.
impl<'de> Deserialize<'de> for PendingFailures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { answer: Answer::deserialize(deserializer)?, left: 0.into() })
    }
}

/// The settings of every channel that was ever given some, as last committed. An engine publishes a change before it
/// answers whoever made it, so that what comes after that answer finds it; and no webhook waits for a query.
#[derive(Clone, Debug, Default)]
pub struct SettingsCache(Arc<RwLock<HashMap<Channel, Arc<StoredSettings>>>>);

impl SettingsCache {
    /// What was there when an engine was opened.
    #[must_use]
    pub fn new(settings: HashMap<Channel, Arc<StoredSettings>>) -> Self {
        Self(Arc::new(RwLock::new(settings)))
    }

    /// A channel's settings; none when it was never given any.
    #[must_use]
    pub fn get(&self, channel: &Channel) -> Option<Arc<StoredSettings>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(channel).cloned()
    }

    /// Publishes what a commit changed; none for a channel that is gone.
    pub fn publish(&self, changes: HashMap<Channel, Option<Arc<StoredSettings>>>) {
        if changes.is_empty() {
            return;
        }
        let mut settings = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (channel, kept) in changes {
            match kept {
                Some(kept) => settings.insert(channel, kept),
                None => settings.remove(&channel),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> Settings {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_change_touches_what_it_names() {
        let first = StoredSettings::default()
            .changed(&change(r#"{"provider":"github","secret":"s","answer":{"fail":{"next":2}}}"#));
        let first = first.unwrap();
        assert!(first.handshakes() && first.revision == 1);
        assert!(first.changed(&change(r#"{"retention":{"max_events":1,"max_bytes":1}}"#)).is_none());
        assert!(first.answer.as_ref().unwrap().take_failure());
        let second = first.changed(&change(r#"{"provider":null,"handshakes":false}"#)).unwrap();
        assert_eq!((second.provider.as_deref(), second.secret.is_some(), second.revision), (None, true, 2));
        assert_eq!(second.to_wire().answer.unwrap().fail.unwrap().left, Some(1), "the count goes on");
        let third = second.changed(&change(r#"{"answer":{"fail":{"next":2}}}"#)).unwrap();
        assert_eq!(third.to_wire().answer.unwrap().fail.unwrap().left, Some(2), "given again, it starts again");
    }

    #[test]
    fn kept_settings_come_back_from_their_json() {
        let kept = StoredSettings::default()
            .changed(&change(r#"{"secret":"s","answer":{"body":"x","fail":{"next":2}}}"#))
            .unwrap();
        let back: StoredSettings = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
        assert_eq!(back.secret.unwrap().reveal(), "s");
        let fail = back.answer.unwrap().to_wire().fail.unwrap();
        assert_eq!((fail.next, fail.left), (Some(2), Some(0)));
    }
}
