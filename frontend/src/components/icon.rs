//! Drawings, in the colour of the text around them.

use yew::prelude::*;

/// The hook.
pub fn hook() -> Html {
    html! {
        <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <circle cx="10" cy="3.4" r="1.9" /><path d="M10 5.4v7.1a4 4 0 0 1-8 0V11m0 0 2.4 2.4" />
        </svg>
    }
}

/// Two bars, or the triangle that goes on.
pub fn pause(paused: bool) -> Html {
    let path = if paused { "M4.5 3v8l6.5-4z" } else { "M4 3h2v8H4zM8 3h2v8H8z" };
    html! {
        <svg viewBox="0 0 14 14" fill="currentColor" aria-hidden="true"><path d={path} /></svg>
    }
}

/// A disc, half dark.
pub fn theme() -> Html {
    html! {
        <svg viewBox="0 0 14 14" aria-hidden="true">
            <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" />
            <path d="M7 2.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" />
        </svg>
    }
}

/// A magnifying glass.
pub fn find() -> Html {
    stroked("M9 9l3 3M10 6a4 4 0 1 1-8 0 4 4 0 0 1 8 0z")
}

/// A shield with a tick: signed as it should be.
pub fn signed() -> Html {
    stroked(
        "M7 1.5 2.5 3v4c0 2.8 1.9 4.7 4.5 5.5 2.600-.8 4.500-2.700 4.500-5.500V3zM5 6.800l1.500 1.500L9.200 5.600",
    )
}

/// Two sliders: settings.
pub fn gear() -> Html {
    stroked("M2 4.5h5m3 0h2M2 9.5h2m3 0h5M8.5 3v3M5.5 8v3")
}

/// Points down: there is more.
pub fn down() -> Html {
    stroked("m4 5.5 3 3 3-3")
}

/// Points up: it folds.
pub fn up() -> Html {
    stroked("m4 8.5 3-3 3 3")
}

/// Points left: back.
pub fn back() -> Html {
    stroked("M8.5 3.5 5 7l3.5 3.5")
}

/// A cross.
pub fn cross() -> Html {
    stroked("m3.5 3.5 7 7m0-7-7 7")
}

/// Points right: sent on.
pub fn send() -> Html {
    stroked("M2.5 7h9M8 3.5 11.5 7 8 10.5")
}

fn stroked(d: &'static str) -> Html {
    html! {
        <svg viewBox="0 0 14 14" fill="none" stroke="currentColor" stroke-width="1.5"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path {d} />
        </svg>
    }
}
