//! Code that receives a provider's webhooks and checks their signature before it believes them.
//!
//! What is checked is the scheme's [`SchemeSummary`](providers::SchemeSummary), from the crate that signs and verifies: no header
//! stands here a second time. The three languages each write it down in their own way.

mod axum;
mod express;
mod flask;
mod sketch;

use serde::{Deserialize, Serialize};

use sketch::Sketch;

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

/// A whole program for a provider, by its name; empty when there is no such provider. The secret comes from the
/// environment variable `WEBHOOK_SECRET`, the port from `PORT` (3000 without it).
#[must_use]
pub fn receiver(framework: Framework, provider: &str) -> String {
    let Some(provider) = providers::Provider::from_name(provider) else { return String::new() };
    let usual = providers::Scheme::Custom(providers::CustomScheme::default());
    let scheme = if provider == providers::Provider::Custom { Some(usual) } else { provider.scheme() };
    let standard = providers::Scheme::Of(providers::Provider::Standard);
    let sketch = Sketch::of(provider, scheme.as_ref(), &standard);
    match framework {
        Framework::Flask => flask::program(&sketch),
        Framework::Express => express::program(&sketch),
        Framework::Axum => axum::program(&sketch),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// Nothing that a sender or a channel's settings say stands in them, only a provider's name.
    #[test]
    fn no_program_has_anything_that_a_screen_obeys() {
        for framework in [Framework::Flask, Framework::Express, Framework::Axum] {
            for provider in providers::Provider::ALL {
                let text = receiver(framework, provider.name());
                assert!(!text.is_empty());
                assert_eq!(text.chars().find(|c| wire::is_display_control(*c)), None);
            }
            assert_eq!(receiver(framework, "github\u{202e}"), "");
        }
    }
}
