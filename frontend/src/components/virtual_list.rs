//! A list of which only the rows in view are in the document.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::platform::size_watch::watch_size;

/// Rows drawn beyond the view, above and below, so that a fast scroll shows no gap.
const MARGIN: usize = 6;
/// Greatest height that is given to an element, in px: browsers cut off what is higher, Chromium at
/// 33.5 million. A longer list is scrolled through in larger steps.
const HIGHEST: f64 = 30e6;

/// Props of [`VirtualList`].
#[derive(PartialEq, Properties)]
pub struct VirtualListProps {
    /// The identity of each row, in the order shown.
    pub keys: Rc<[u64]>,
    /// Height of every row, in px.
    pub row_height: u32,
    /// Draws the row at an index; it must be one element of that height.
    pub row: Callback<usize, Html>,
    /// A row to keep in view when it changes.
    #[prop_or_default]
    pub reveal: Option<u64>,
    /// Called when the end of the list comes into view.
    #[prop_or_default]
    pub on_end: Option<Callback<()>>,
    /// Class of the element that scrolls, beside its own.
    pub class: &'static str,
    /// ARIA role of the list: `listbox`, `tree` or none.
    #[prop_or_default]
    pub role: Option<&'static str>,
    /// Its name.
    #[prop_or_default]
    pub label: Option<&'static str>,
    /// The id of the row that the keyboard is on.
    #[prop_or_default]
    pub active: Option<String>,
}

/// Draws the rows in view. Rows that are added above leave what is looked at where it is.
#[component]
pub fn VirtualList(props: &VirtualListProps) -> Html {
    let scroller = use_node_ref();
    let place = use_state_eq(|| (0_u32, 600_u32));
    let measure = {
        let (scroller, place) = (scroller.clone(), place.clone());
        Callback::from(move |()| {
            if let Some(element) = scroller.cast::<HtmlElement>() {
                place.set((
                    element.scroll_top().max(0) as u32,
                    element.client_height().max(0) as u32,
                ));
            }
        })
    };

    let (scrolled, height) = *place;
    let count = props.keys.len();
    let whole = count as f64 * f64::from(props.row_height);
    // Px of the list to a px of scrolling.
    let seen = f64::from(height);
    let step = if whole > HIGHEST { (whole - seen) / (HIGHEST - seen) } else { 1.0 };
    let top = (f64::from(scrolled) * step) as u32;
    let first = ((top / props.row_height) as usize).saturating_sub(MARGIN).min(count);
    let last = (((top + height) / props.row_height) as usize + 1 + MARGIN).min(count);

    // Space above the first row that is drawn, and below the last, in px that are scrolled.
    let above =
        (first as i64 * i64::from(props.row_height) + i64::from(scrolled) - i64::from(top)).max(0);
    let drawn = (last - first) as i64 * i64::from(props.row_height);
    let below = (whole.min(HIGHEST) as i64 - above - drawn).max(0);
    {
        // Rows were added or removed above: the scroll position moves with them, unless it is the
        // top. The position is the last measured, not read again: reading it between two changes of
        // the document would cost a layout for each event.
        let scroller = scroller.clone();
        let before = use_mut_ref(|| None::<Rc<[u64]>>);
        let row_height = props.row_height;
        use_effect_with(props.keys.clone(), move |keys| {
            let old = before.replace(Some(keys.clone()));
            let seen = (scrolled / row_height) as usize;
            if let (Some(old), Some(element), true) =
                (old, scroller.cast::<HtmlElement>(), scrolled > 0)
                && let Some(now) = old.get(seen).and_then(|key| keys.iter().position(|k| k == key))
                && now != seen
            {
                element.set_scroll_top(
                    scrolled as i32 + (now as i32 - seen as i32) * row_height as i32,
                );
            }
        });
    }
    {
        let (scroller, keys, row_height) =
            (scroller.clone(), props.keys.clone(), props.row_height as i32);
        use_effect_with(props.reveal, move |reveal| {
            let at = reveal.and_then(|key| keys.iter().position(|k| *k == key));
            if let (Some(at), Some(element)) = (at, scroller.cast::<HtmlElement>()) {
                let (top, height, row) =
                    (element.scroll_top(), element.client_height(), at as i32 * row_height);
                if row < top {
                    element.set_scroll_top(row);
                } else if row + row_height > top + height {
                    element.set_scroll_top(row + row_height - height);
                }
            }
        });
    }
    {
        let on_end = props.on_end.clone();
        use_effect_with((last, count), move |(last, count)| {
            if last == count && *count > 0 {
                on_end.iter().for_each(|on_end| on_end.emit(()));
            }
        });
    }
    {
        let (measure, scroller) = (measure.clone(), scroller.clone());
        use_effect_with((), move |()| {
            let watch = scroller
                .cast::<Element>()
                .map(|element| watch_size(&element, move || measure.emit(())));
            move || drop(watch)
        });
    }

    let onscroll = measure.reform(|_: Event| ());
    html! {
        <div ref={scroller} class={format!("scroll {}", props.class)} data-testid={props.class}
            {onscroll} role={props.role} aria-label={props.label}
            aria-activedescendant={props.active.clone()} tabindex="0">
            { spacer("above", above) }
            { for (first..last).map(|at| props.row.emit(at)) }
            { spacer("below", below) }
        </div>
    }
}

/// Room for the rows that are not drawn. A drawing, whose height is an attribute: it changes
/// together with the rows, and the page's policy forbids `style`. It has a key as every row has
/// one: one child without, and Yew goes by place and draws all rows again when one comes in.
fn spacer(key: &'static str, height: i64) -> Html {
    html! {
        <svg {key} class="spacer" data-testid="spacer" width="1" height={height.to_string()}
            aria-hidden="true">
        </svg>
    }
}
