//! Moves the picture that stands still back in time, as far as there is history.

use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::race::history::HISTORY_MS;
use crate::platform::dom::number_value;
use crate::state::contexts::{use_lang, use_race};

/// Props of [`Scrub`].
#[derive(PartialEq, Properties)]
pub struct ScrubProps {
    /// When the picture was stopped, on the page's clock.
    pub at_ms: f64,
    /// Time by which it is scrubbed back, in s.
    pub back_s: f64,
    /// Called when it is another.
    pub on_back: Callback<f64>,
}

/// The range, and how far back it stands.
#[component]
pub fn Scrub(props: &ScrubProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let oldest_ms = handle.state.borrow().history().oldest_ms().unwrap_or(props.at_ms);
    let history_s = (props.at_ms - oldest_ms).clamp(0.0, HISTORY_MS) / 1000.0;
    let most = history_s.floor();
    let oninput =
        props.on_back.reform(|e: InputEvent| number_value(&e).map_or(0.0, |seconds| -seconds));
    let back = format!("−{}", lang.interval(props.back_s * 1000.0));
    let back = if props.back_s < 1.0 { "0\u{a0}s".to_owned() } else { back };
    html! {
        <label class="scrub">
            <span>{ lang.t(Msg::Scrub) }</span>
            <input type="range" id="scrub" min={format!("-{most}")} max="0" step="1"
                value={format!("-{}", props.back_s)} {oninput} disabled={most < 1.0}
                aria-valuetext={back.clone()} />
            <output>{ back }</output>
        </label>
    }
}
