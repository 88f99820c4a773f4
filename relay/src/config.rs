//! Settings of a relay, as the command line and the tests give them.

use std::time::Duration;

use gancho_client::forward::policy::AllowedTarget;
use gancho_store::Defaults;
use gancho_store::sqlite::Location;
use wire::{Channel, Forward};

use crate::origin::{Origin, Senders};
use crate::public_url::PublicUrl;
use crate::telegram::Bot;
use crate::trusted_proxy::TrustedProxy;

/// Bytes of webhooks that a relay holds at once before they are stored, unless its longest body needs more.
pub const MAX_INFLIGHT_BYTES: usize = 256 * 1024 * 1024;

/// Most header fields of a request that hyper reads.
pub const MAX_HEADERS: usize = 2048;
/// Longest head of a request that hyper reads, in bytes. Of those the guard lets through heads of 64 KiB.
pub const MAX_HEAD_BYTES: usize = 512 * 1024;
/// Longest target that hyper reads, in bytes; it cannot be set.
pub const MAX_TARGET_BYTES: usize = 65_534;

/// Settings of a relay.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where events are kept.
    pub data: Location,
    /// What a new channel keeps.
    pub defaults: Defaults,
    /// Longest body accepted, in bytes.
    pub max_body: usize,
    /// Bytes of bodies held at once, over all senders, from their coming until they are stored; at least `max_body`.
    pub max_inflight_bytes: usize,
    /// Read token. `None` disables authentication.
    pub token: Option<String>,
    /// URL at which providers reach this relay; a tunnel may change it later. `None`: the address it listens on.
    pub public_url: Option<PublicUrl>,
    /// Proxies that are believed when they say whom they speak for.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Host names that the page and the API answer to besides `localhost`, IP addresses and `public_url`'s.
    pub allowed_hosts: Vec<String>,
    /// Origins besides the page's own whose pages may read.
    pub allowed_origins: Vec<Origin>,
    /// Origins whose pages may send webhooks to a relay on loopback without a `public_url`; any
    /// other takes them from all.
    pub webhook_origins: Vec<Senders>,
    /// Targets that the relay may forward to, besides programs on its own machine where nobody else reaches it.
    pub allowed_targets: Vec<AllowedTarget>,
    /// Channels that it forwards, whatever their settings say.
    pub forwards: Vec<(Channel, Forward)>,
    /// Telegram bot of whose webhook the page tells.
    pub telegram: Option<Bot>,
    /// Time-outs of readers.
    pub timeouts: Timeouts,
}

/// Time-outs of those who read, and of those who wait for an answer by hand.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// Interval of heartbeats.
    pub heartbeat: Duration,
    /// Silence after which a reader counts as dead.
    pub silence: Duration,
    /// How long a stream or a download may wait for its reader to take something.
    pub stalled: Duration,
    /// How long a sender is kept for an answer by hand.
    pub hold: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { heartbeat: seconds(3), silence: seconds(9), stalled: seconds(20), hold: seconds(30) }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: Location::Memory,
            defaults: Defaults::default(),
            max_body: 5 * 1024 * 1024,
            max_inflight_bytes: MAX_INFLIGHT_BYTES,
            token: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            webhook_origins: Vec::new(),
            allowed_targets: Vec::new(),
            forwards: Vec::new(),
            telegram: None,
            timeouts: Timeouts::default(),
        }
    }
}
