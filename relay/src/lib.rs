//! Gancho's relay: receives webhooks, stores each one before it answers, and pushes it to whoever listens.
//!
//! `main → cli → server → http → {hub, store} → wire`. The store (crate `gancho-store`) and [`hub`] know neither HTTP nor
//! each other; [`server`] ties them: what the store commits, it pumps into the hub.

pub mod annotate;
pub mod answerers;
pub mod cli;
mod clock;
pub mod config;
pub mod connection;
pub mod forwarding;
pub mod held;
pub mod holders;
pub mod http;
pub mod hub;
mod hyper_errors;
mod linger;
pub mod meter;
mod news;
pub mod origin;
pub mod public_address;
pub mod public_url;
pub mod reach;
mod readable;
pub mod respond;
pub mod server;
mod socket;
pub mod telegram;
#[cfg(test)]
mod test_event;
pub mod trusted_proxy;
pub mod tunnel;

/// Version of the relay, shown by `--version` and told to the page.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
