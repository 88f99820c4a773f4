//! Drawings of the inspector's actions, in the colour of the text around them.

use yew::prelude::*;

/// A circle that begins again.
pub fn replay() -> Html {
    stroked("M2.5 7a4.5 4.5 0 1 1 1.4 3.2M2.3 11.500V9.800h1.8")
}

/// Two sheets.
pub fn copy() -> Html {
    stroked("M5 5h6.5v6.5H5zM2.5 9V2.5H9")
}

/// A prompt.
pub fn terminal() -> Html {
    stroked("m2.5 4 3 3-3 3M7 10.5h4.5")
}

/// Two links of a chain.
pub fn link() -> Html {
    stroked(
        "M6 8a2.5 2.5 0 0 0 3.5 0l2-2A2.5 2.5 0 0 0 8 2.5l-.7.7M8 6a2.5 2.5 0 0 0-3.5 0l-2 2A2.5 \
         2.5 0 0 0 6 11.500l.7-.7",
    )
}

/// A star, full when the event is pinned.
pub fn star(full: bool) -> Html {
    let d = "m7 1.8 1.6 3.4 3.7.5-2.7 2.6.7 3.7L7 10.2 3.7 12l.7-3.7L1.7 5.7l3.7-.5z";
    drawn(d, if full { "currentColor" } else { "none" })
}

/// A bin.
pub fn bin() -> Html {
    stroked("M2.5 4h9M5.5 4V2.5h3V4M4 4l.5 7.5h5L10 4")
}

/// Three dots.
pub fn more() -> Html {
    stroked("M3 7h.01M7 7h.01M11 7h.01")
}

/// A magnifier.
pub fn find() -> Html {
    stroked("M6 2.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7m2.6 6.1L12 12")
}

/// Points up.
pub fn up() -> Html {
    stroked("m4 8.5 3-3 3 3")
}

fn stroked(d: &'static str) -> Html {
    drawn(d, "none")
}

fn drawn(d: &'static str, fill: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 14 14" {fill} stroke="currentColor" stroke-width="1.5"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path {d} />
        </svg>
    }
}
