//! The name of a channel.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A channel's name: 1 to 64 of `A–Z a–z 0–9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Channel(Arc<str>);

impl Channel {
    /// Checks a name.
    ///
    /// # Errors
    /// [`BadChannel`] when the name is empty, longer than 64 characters or has another character in it.
    pub fn new(name: &str) -> Result<Self, BadChannel> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name.into()))
        } else {
            Err(BadChannel)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the channel that `/webhook` alone receives on.
    #[must_use]
    pub fn is_default(&self) -> bool {
        &*self.0 == "default"
    }
}

impl Default for Channel {
    fn default() -> Self {
        Self("default".into())
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Channel> for String {
    fn from(channel: Channel) -> Self {
        channel.0.as_ref().to_owned()
    }
}

impl TryFrom<String> for Channel {
    type Error = BadChannel;

    fn try_from(name: String) -> Result<Self, BadChannel> {
        Self::new(&name)
    }
}

/// The name is not one a channel can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadChannel;

impl fmt::Display for BadChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a channel's name has 1 to 64 letters, digits, '-' or '_'")
    }
}

impl std::error::Error for BadChannel {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channel_names() {
        for good in ["a", "default", "A-b_9", &"x".repeat(64)] {
            assert!(Channel::new(good).is_ok(), "{good}");
        }
        for bad in ["", "a/b", "a b", "ção", "a.b", &"x".repeat(65)] {
            assert_eq!(Channel::new(bad), Err(BadChannel), "{bad}");
        }
        assert!(serde_json::from_str::<Channel>("\"a b\"").is_err());
    }
}
