//! Small pieces of the screens: data and callbacks in, nothing asked of the network.
//!
//! What has neither state nor a reason to be skipped is a function and not a component: each component weighs about a
//! kilobyte of packed wasm.

mod copy;
pub mod icon;
mod rich;
mod window;

pub use copy::CopyButton;
pub use rich::rich;
pub use window::Window;
