//! Small pieces of the screens: data and callbacks in, nothing asked of the network.
//!
//! What has neither state nor a reason to be skipped is a function and not a component: each component weighs about a
//! kilobyte of packed wasm.

#[macro_use]
pub mod markup;

mod button;
mod copy_button;
mod dialog;
pub mod hosted;
pub mod icon;
mod rich_text;
mod scheme_field;
mod table;
mod virtual_list;

pub use button::{button, icon_button, leaf, toggle};
pub use copy_button::copy_button;
pub use dialog::sheet;
pub use hosted::{hosted, hosted_as};
pub use rich_text::rich;
pub use scheme_field::{USUAL, scheme_field};
pub use table::table;
pub use virtual_list::{Window, WindowProps};
