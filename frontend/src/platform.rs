//! The browser: everything that the page asks of it, a file for each of its facilities. Nothing
//! here knows the product.

pub mod clipboard;
pub mod clock;
pub mod dom;
pub mod download;
pub mod location;
pub mod media;
pub mod size_watch;
pub mod storage;
pub mod task;
pub mod visibility;
