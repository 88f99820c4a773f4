//! Small components: data and callbacks in, markup out.

mod button;
mod copy_button;
mod dialog;
mod divider;
mod field_error;
pub mod icon;
mod popover;
mod rich_text;
mod scheme_field;
mod table;
mod virtual_list;

pub use button::{IconButton, ToggleButton};
pub use copy_button::copy_button;
pub use dialog::Dialog;
pub use divider::Divider;
pub use field_error::field_error;
pub use popover::Popover;
pub use rich_text::rich_text;
pub use scheme_field::SchemeField;
pub use table::table;
pub use virtual_list::VirtualList;
