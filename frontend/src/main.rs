//! Gancho's page: mounts the app where the shell stands.

mod app;
mod components;
mod features;
mod i18n;
mod model;
mod platform;
mod services;
mod state;

fn main() {
    if let Some(root) =
        platform::dom::document().and_then(|document| document.get_element_by_id("app"))
    {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
