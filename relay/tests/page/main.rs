//! The real page, as it is embedded for release, against the real relay, in a headless Chromium that is driven as a person
//! would: by mouse and keyboard. `cargo xtask test --page` builds the page and brings the browser.

// A test that cannot go on should stop, and say where.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod actions;
mod answers;
mod axe;
mod bidi;
mod body_search;
mod browser;
mod clean;
mod curl;
mod decoded;
mod deletes;
mod deliveries;
mod demo;
mod dev;
mod filter;
mod fire;
mod forwarding;
mod holding;
mod hostile;
mod inspector;
mod keep;
mod keyboard;
mod lanes;
mod languages;
mod notices;
mod prefix;
mod providers;
mod public;
mod race;
mod reconnect;
mod refusals;
mod sizes;
mod still;
mod support;
mod telegram;
mod testids;
