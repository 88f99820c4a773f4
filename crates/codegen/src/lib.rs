//! Requests and receivers of webhooks as programs: what the page offers to copy, and what the relay
//! exports.
//!
//! - [`curl`](mod@curl) writes curl commands and quotes for the shell,
//! - [`snippet`](fn@snippet) writes a request in another language,
//! - [`receiver`](fn@receiver) writes a program that receives a provider's webhooks and checks
//!   their signature.
//!
//! Everything that is written is code that somebody will run, made of what strangers sent: each
//! language has one function that quotes, and the tests run what is written (`tests/it/foreign`).

pub mod curl;
mod receiver;
mod request;
mod snippet;

pub use receiver::{Framework, receiver};
pub use request::{Bytes, Request};
pub use snippet::{SnippetLanguage, snippet};
