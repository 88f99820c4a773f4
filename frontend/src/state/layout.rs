//! The layout of the page, remembered between visits.

use yew::prelude::*;

use crate::model::layout::Layout;
use crate::platform::location::query_param;
use crate::platform::storage::{storage_get, storage_set};

/// Name of the entry that remembers it.
const LAYOUT: &str = "layout";

/// Reads the layout: `?race=folded` or `?race=open` of the address, else as it was left.
#[must_use]
pub fn load() -> Layout {
    let left = storage_get(LAYOUT).map(|text| Layout::from_text(&text)).unwrap_or_default();
    match query_param("race") {
        Some(race) => Layout { race_folded: race == "folded", ..left },
        None => left,
    }
}

/// Remembers each change that the reader makes.
#[hook]
pub fn use_layout(layout: Layout) {
    let before = use_mut_ref(|| layout);
    use_effect_with(layout, move |layout| {
        if before.replace(*layout) != *layout {
            storage_set(LAYOUT, &layout.to_text());
        }
    });
}
