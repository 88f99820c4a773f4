//! Gancho's page: mounts the app where the shell stands.

mod api;
mod app;
mod ask;
mod browser;
mod clock;
mod components;
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

fn main() {
    if let Some(root) = browser::document().and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
