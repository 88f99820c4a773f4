//! A divider between two panes, which is dragged or moved by keys.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::model::layout::{LIST_MIN, list_width};
use crate::platform::dom;
use crate::platform::size_watch::watch_size;

/// Width by which a key moves it, in px.
const STEP: f64 = 16.0;

/// Props of [`Divider`].
#[derive(PartialEq, Properties)]
pub struct DividerProps {
    /// Its name: of what it changes the width.
    pub label: &'static str,
    /// The chosen width of the pane before it, in px. `None`: as the page has it.
    pub width: Option<u32>,
    /// Called when another was chosen; `None`: as the page has it.
    pub on_width: Callback<Option<u32>>,
}

/// Lies between two panes, and sets `--list` of the element that they are in. While it is dragged
/// only that is changed; the width is reported when it is let go.
#[component]
pub fn Divider(props: &DividerProps) -> Html {
    let bar = use_node_ref();
    // The width as it is and the most it can be, in px.
    let place = use_state_eq(|| (0, 0));
    let dragged = use_mut_ref(|| None::<u32>);
    {
        let bar = bar.clone();
        use_effect_with(props.width, move |width| {
            if let Some(panes) = bar.cast::<HtmlElement>().and_then(|bar| bar.parent_element()) {
                show(&panes, *width);
            }
        });
    }
    {
        let (bar, place) = (bar.clone(), place.setter());
        use_effect_with((), move |()| {
            let watch = bar.cast::<HtmlElement>().and_then(|bar| {
                let list = bar.previous_element_sibling()?;
                Some(watch_size(&list, move || {
                    if let Some((_, width, room)) = measure(&bar) {
                        place.set((width.round() as u32, list_width(f64::MAX, room)));
                    }
                }))
            });
            move || drop(watch)
        });
    }
    let onpointerdown = {
        let (bar, dragged) = (bar.clone(), dragged.clone());
        Callback::from(move |e: PointerEvent| {
            let Some(bar) = bar.cast::<HtmlElement>().filter(|_| e.button() == 0) else { return };
            // Without it the pointer would be lost over the panes.
            let _ = bar.set_pointer_capture(e.pointer_id());
            *dragged.borrow_mut() = measure(&bar).map(|(_, width, _)| width.round() as u32);
        })
    };
    let onpointermove = {
        let (bar, dragged) = (bar.clone(), dragged.clone());
        Callback::from(move |e: PointerEvent| {
            let Some(bar) = bar.cast::<HtmlElement>().filter(|_| dragged.borrow().is_some()) else {
                return;
            };
            let (Some((left, _, room)), Some(panes)) = (measure(&bar), bar.parent_element()) else {
                return;
            };
            let width = list_width(f64::from(e.client_x()) - left, room);
            *dragged.borrow_mut() = Some(width);
            show(&panes, Some(width));
        })
    };
    let onpointerup = {
        let (dragged, on_width) = (dragged.clone(), props.on_width.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some(width) = dragged.borrow_mut().take() {
                on_width.emit(Some(width));
            }
        })
    };
    let onkeydown = {
        let (bar, on_width) = (bar.clone(), props.on_width.clone());
        Callback::from(move |e: KeyboardEvent| {
            let Some(bar) = bar.cast::<HtmlElement>() else { return };
            let Some((_, width, room)) = measure(&bar) else { return };
            let wanted = match e.key().as_str() {
                "ArrowLeft" => width - STEP,
                "ArrowRight" => width + STEP,
                "Home" => 0.0,
                "End" => f64::MAX,
                _ => return,
            };
            e.prevent_default();
            e.stop_propagation();
            on_width.emit(Some(list_width(wanted, room)));
        })
    };
    let ondblclick = props.on_width.reform(|_: MouseEvent| None);
    let (width, most) = *place;
    html! {
        <div ref={bar} class="divider" data-testid="divider" role="separator" tabindex="0"
            aria-orientation="vertical" aria-label={props.label}
            aria-valuemin={LIST_MIN.to_string()} aria-valuemax={most.max(width).to_string()}
            aria-valuenow={width.to_string()} {onpointerdown} {onpointermove}
            onpointercancel={onpointerup.clone()} {onpointerup} {onkeydown} {ondblclick}></div>
    }
}

/// Left edge and width of the pane before the divider, and the room of it and the one after, in px.
fn measure(bar: &HtmlElement) -> Option<(f64, f64, f64)> {
    let list = bar.previous_element_sibling()?.get_bounding_client_rect();
    let after = bar.next_element_sibling()?.get_bounding_client_rect();
    Some((list.left(), list.width(), list.width() + after.width()))
}

fn show(panes: &web_sys::Element, width: Option<u32>) {
    let Some(panes) = wasm_bindgen::JsCast::dyn_ref::<HtmlElement>(panes) else { return };
    // An empty value takes it away.
    dom::set_style(panes, "--list", &width.map(|px| format!("{px}px")).unwrap_or_default());
}
