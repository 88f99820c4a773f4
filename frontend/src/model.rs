//! The model of the page: state, reducer and rules. Pure, without the browser, tested natively.

pub mod api_error;
pub mod app_action;
pub mod app_state;
pub mod connection;
pub mod curl;
pub mod custom_scheme;
pub mod event_ring;
pub mod event_title;
pub mod facet;
pub mod filter;
pub mod json;
pub mod notice;
pub mod outgoing_request;
pub mod pairs;
pub mod pending_deletes;
pub mod prefs;
pub mod race;
pub mod request_draft;
pub mod route;
pub mod samples;
pub mod shared_event;
pub mod shortcuts;
pub mod tab;
pub mod topic;
pub mod ui_state;
pub mod xml;
