//! The race of push against pull: settings, record, and what is worked out from them.

pub mod demo_plan;
pub mod history;
pub mod interval;
pub mod settings;
pub mod share_link;
pub mod state;
pub mod tasks;
