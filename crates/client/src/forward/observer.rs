//! Who is told how forwarding goes.

use std::time::Duration;

use wire::{Attempt, Channel, ConsumerInfo, ConsumerName, Event, Gap};

use super::target::Target;

/// What a line carries.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Where the relay is.
    pub relay: String,
    /// The channel.
    pub channel: Channel,
    /// The consumer.
    pub consumer: ConsumerName,
    /// Where its events go.
    pub target: Target,
}

/// Is told how a line goes. Nothing here may wait.
pub trait Observer: Send + Sync {
    /// The line is ready: the relay has said hello.
    fn ready(&self, of: &Carried, consumer: &ConsumerInfo);

    /// An attempt was made. `refused`: nobody took the connection, and the target is waited for.
    fn attempt(&self, of: &Carried, event: &Event, attempt: &Attempt, again_in: Option<Duration>, refused: bool);

    /// Retention took events before they were delivered.
    fn gap(&self, of: &Carried, gap: Gap);

    /// Something that a person should know.
    fn notice(&self, of: &Carried, text: &str);
}
