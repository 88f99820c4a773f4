//! Small pieces of the screens: data and callbacks in, nothing asked of the network.
//!
//! What has neither state nor a reason to be skipped is a function and not a component: each component weighs about a
//! kilobyte of packed wasm.

#[macro_use]
pub mod markup;

mod basic;
mod copy;
pub mod hosted;
pub mod icon;
mod rich;
mod scheme;
mod sheet;
mod table;
mod window;

pub use basic::{button, icon_button, leaf, toggle};
pub use copy::copy_button;
pub use hosted::{hosted, hosted_as};
pub use rich::rich;
pub use scheme::{USUAL, scheme_field};
pub use sheet::sheet;
pub use table::table;
pub use window::{Window, WindowProps};
