//! Flags of forwarding in the relay's own process.

use anyhow::{Result, anyhow, ensure};
use gancho_client::forward::policy::TargetPolicy;
use gancho_client::forward::target::of_channel;
use wire::{Channel, Forward};

use super::Serve;
use crate::forwarding;

impl Serve {
    /// What is to be forwarded.
    pub(super) fn forwards(&self) -> Result<Vec<(Channel, Forward)>> {
        let policy = TargetPolicy { loopback: !self.is_wide(), allowed: self.allow_targets.clone(), own: None };
        let mut forwards = self.forwards.clone();
        for (_, forward) in &mut forwards {
            forward.answer = self.answer;
            forward.answer_timeout_ms =
                self.answer.then(|| u32::try_from(self.answer_timeout.as_millis()).unwrap_or(u32::MAX));
        }
        for (at, (channel, forward)) in forwards.iter().enumerate() {
            let twice = forwards[..at].iter().any(|(other, _)| other == channel);
            ensure!(!twice, "--forward has the channel '{channel}' twice: one target for each");
            forwarding::check(&policy, forward).map_err(|why| anyhow!("--forward {}: {why}", forward.url))?;
        }
        Ok(forwards)
    }
}

/// Reads `CHANNEL=URL` or `URL`.
pub(super) fn forward_to(text: &str) -> Result<(Channel, Forward)> {
    let (channel, url) = of_channel(text)?;
    let forward = Forward { url: url.to_string(), answer: false, answer_timeout_ms: None, concurrency: None };
    Ok((channel.unwrap_or_default(), forward))
}
