//! Clients of a relay, as `gancho race`, `gancho events` and `gancho send` run them.
//!
//! They speak HTTP and WebSocket only and could run on another machine: of the workspace they know [`wire`], [`measure`] and
//! [`providers`], never the relay.

mod address;
pub mod answer;
pub mod events;
mod file;
pub mod forward;
mod http;
pub mod race;
pub mod send;
mod socket;
pub mod terminal;
pub mod tls;

pub use address::{BadAddress, address};
