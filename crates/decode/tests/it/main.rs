//! Bodies as people send them.

#[cfg(not(target_arch = "wasm32"))]
mod anything;
mod charsets;
mod encode;
mod forms;
mod streams;
