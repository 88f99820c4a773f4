//! The state of the running page: its provider and contexts, effects, and the hooks that tie it to
//! the browser.

pub mod address;
pub mod context_provider;
pub mod contexts;
pub mod deletions;
pub mod demo;
pub mod effects;
mod event_effects;
pub mod layout;
pub mod listed;
pub mod preferences;
pub mod race;
pub mod shortcuts;
pub mod shown_event;
pub mod startup;
