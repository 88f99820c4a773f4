//! Gancho's page: mounts the app where the shell stands.

// `view!` takes a step for each token.
#![recursion_limit = "1024"]

// First, for its macro.
#[macro_use]
mod components;

mod api;
mod app;
mod ask;
mod browser;
mod channel;
mod clock;
mod duel;
mod feed;
mod fire;
mod header;
mod help;
mod inspect;
mod keys;
mod list;
mod prefs;
mod state;
mod task;
mod text;
mod told;
mod worker;

fn main() {
    if let Some(root) = browser::document().and_then(|document| document.get_element_by_id("app")) {
        components::hosted::render::<app::App>(root, ());
    }
}
