//! Small pieces of the screens: data and callbacks in, nothing asked of the network.
//!
//! What has neither state nor a reason to be skipped is a function and not a component: each component weighs about a
//! kilobyte of packed wasm.

mod copy;
pub mod icon;
mod basic;
mod rich;
mod sheet;
mod table;
mod window;

pub use copy::CopyButton;
pub use basic::{button, element, icon_button, leaf, toggle};
pub use rich::rich;
pub use sheet::Sheet;
pub use table::table;
pub use window::Window;
