//! Clients of a relay, as `gancho race`, `gancho events` and `gancho send` run them.
//!
//! They speak HTTP and WebSocket only and could run on another machine: of the workspace they know [`wire`], [`measure`] and
//! [`providers`], never the relay.

mod address;
pub mod answer;
mod connection;
pub mod events;
mod file;
pub mod forward;
mod http;
mod lang;
pub mod probe;
pub mod race;
mod relay_access;
mod relay_channel;
pub mod send;
mod socket;
pub mod tail;
pub mod telegram;
pub mod terminal;
pub mod tls;
pub mod view;
pub mod wait;

pub use address::{BadAddress, address};
pub use lang::Lang;
pub use relay_access::RelayAccess;
