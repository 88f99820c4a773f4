//! Small components: data and callbacks in, markup out.

mod button;
mod copy_button;
mod dialog;
mod divider;
pub mod icon;
mod popover;
mod rich_text;
mod scheme_field;
mod table;
mod virtual_list;

pub use button::{IconButton, ToggleButton};
pub use copy_button::CopyButton;
pub use dialog::Dialog;
pub use divider::Divider;
pub use popover::Popover;
pub use rich_text::rich_text;
pub use scheme_field::SchemeField;
pub use table::table;
pub use virtual_list::VirtualList;
