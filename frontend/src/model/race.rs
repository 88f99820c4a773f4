//! The race of push against pull: settings, record, and what is worked out from them.

pub mod demo_plan;
pub mod demo_steps;
pub mod history;
pub mod interval;
pub mod mark_text;
pub mod poll_phase;
pub mod settings;
pub mod share_link;
pub mod shown_marks;
pub mod state;
pub mod tasks;
pub mod timeline_view;
pub mod wait_labels;
