//! Gancho's relay: receives webhooks, stores each one before it answers, and pushes it to whoever listens.
//!
//! `main → cli → server → http → {hub, store} → wire`. [`store`] and [`hub`] know neither HTTP nor each other;
//! [`server`] ties them: what the store commits, it pumps into the hub. [`race`], [`events`] and
//! [`send`] are clients: they know none of them, and could run on another machine.

pub mod annotate;
pub mod cli;
mod client;
mod clock;
pub mod events;
pub mod http;
pub mod hub;
mod linger;
pub mod meter;
pub mod race;
pub mod respond;
pub mod send;
pub mod server;
pub mod store;

/// Version of the relay, shown by `--version` and told to the page.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
