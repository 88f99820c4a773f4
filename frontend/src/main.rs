//! Gancho's page: mounts the app where the shell stands.

// `view!` takes a step for each token.
#![recursion_limit = "1024"]

// First, for its macro.
#[macro_use]
mod components;

mod app;
mod features;
mod i18n;
mod model;
mod platform;
mod services;
mod state;

fn main() {
    if let Some(root) = platform::dom::document().and_then(|document| document.get_element_by_id("app")) {
        components::hosted::render::<app::App>(root, ());
    }
}
