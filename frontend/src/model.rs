//! The model of the page: state, reducer and rules. Pure, without the browser, tested natively.

// Two `Rc`s or `Arc`s of an `Eq` are equal as soon as they are the same one. Of anything else they
// are compared whole: by each `use_memo` and each component that depends on them, at each drawing.
#![warn(clippy::derive_partial_eq_without_eq)]

pub mod api_error;
pub mod app_action;
pub mod app_state;
pub mod cells;
pub mod connection;
pub mod curl;
pub mod custom_scheme;
pub mod deliveries;
pub mod document;
pub mod event_ring;
pub mod event_title;
pub mod facet;
pub mod filter;
pub mod folds;
pub mod forward_url;
pub mod header_lines;
pub mod held;
pub mod json;
pub mod layout;
pub mod looks_like;
pub mod notice;
pub mod outgoing_request;
pub mod pairs;
pub mod pending_deletes;
pub mod prefs;
pub mod race;
pub mod request_draft;
pub mod route;
pub mod rows;
pub mod samples;
pub mod shared_event;
pub mod shortcuts;
pub mod tab;
pub mod text_search;
pub mod topic;
pub mod ui_state;
pub mod xml;
