//! The regions of the page, a module each. None knows another: what two of them need stands below.

pub mod channel_settings;
pub mod event_list;
pub mod header;
pub mod held;
pub mod help;
pub mod inspector;
pub mod race_panel;
pub mod request_form;
pub mod toasts;
