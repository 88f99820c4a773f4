//! Bodies as people send them. The same tests run natively and in wasm; the property tests, which need a source of chance,
//! natively.

// A test that cannot go on should stop, and say where.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[cfg(not(target_arch = "wasm32"))]
mod anything;
mod charsets;
mod encode;
mod forms;
mod streams;
