//! How the lanes run, set by the reader.

use measure::Transport;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::record::{INTERVAL_MS, RaceSettings};
use crate::text::{Lang, T};

/// What is set, and who hears of it.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// As it is.
    pub settings: RaceSettings,
    /// As it shall be.
    pub on_settings: Callback<RaceSettings>,
    /// Take the receiver down.
    pub on_down: Callback<()>,
    /// It is down.
    pub down: bool,
}

/// Steps of the range: fine enough that no step is felt.
const STEPS: f64 = 1000.0;

/// The interval at a step of the logarithmic range, rounded to two digits.
#[must_use]
pub fn interval_at(step: f64) -> f64 {
    let (shortest, longest) = INTERVAL_MS;
    let ms = shortest * (longest / shortest).powf((step / STEPS).clamp(0.0, 1.0));
    let unit = 10_f64.powf(ms.log10().floor() - 1.0);
    ((ms / unit).round() * unit).clamp(shortest, longest)
}

/// The step of an interval.
#[must_use]
pub fn step_of(interval_ms: f64) -> f64 {
    let (shortest, longest) = INTERVAL_MS;
    ((interval_ms / shortest).ln() / (longest / shortest).ln() * STEPS).round()
}

/// The interval a key press away: `]` asks less often, `[` more.
#[must_use]
pub fn interval_beside(interval_ms: f64, longer: bool) -> f64 {
    const STOPS: [f64; 9] = [250.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 30_000.0, 60_000.0];
    if longer {
        STOPS.into_iter().find(|stop| *stop > interval_ms).unwrap_or(INTERVAL_MS.1)
    } else {
        STOPS.into_iter().rev().find(|stop| *stop < interval_ms).unwrap_or(INTERVAL_MS.0)
    }
}

/// The controls; on a narrow page folded away.
#[component]
pub fn Controls(props: &Props) -> Html {
    let Props { lang, settings, .. } = *props;
    // What the range shows while it is dragged: the race starts anew only when it is let go.
    let dragged = use_state_eq(|| None::<f64>);
    let shown = dragged.unwrap_or(settings.interval_ms);
    let step = |e: &HtmlInputElement| interval_at(e.value_as_number());
    let oninput = {
        let dragged = dragged.clone();
        Callback::from(move |e: InputEvent| dragged.set(e.target_dyn_into().map(|e| step(&e))))
    };
    let onchange = {
        let (dragged, on_settings) = (dragged.clone(), props.on_settings.clone());
        Callback::from(move |e: Event| {
            dragged.set(None);
            if let Some(element) = e.target_dyn_into() {
                on_settings.emit(RaceSettings { interval_ms: step(&element), ..settings });
            }
        })
    };
    let choice = |label: &'static str, on: bool, then: RaceSettings| {
        let onclick = props.on_settings.reform(move |_: MouseEvent| then);
        html! { <button type="button" aria-pressed={on.to_string()} {onclick}>{ label }</button> }
    };
    let push = |label, push| choice(label, settings.push == push, RaceSettings { push, ..settings });
    let pull = |sentence, pull| choice(lang.t(sentence), settings.pull == pull, RaceSettings { pull, ..settings });
    let conditional =
        props.on_settings.reform(move |_: Event| RaceSettings { conditional: !settings.conditional, ..settings });
    let reset = props.on_settings.reform(move |_: MouseEvent| settings);
    let down = props.on_down.reform(|_: MouseEvent| ());
    let body = html! {
        <>
            <label>
                <span>{ lang.t(T::AsksEvery) }</span>
                <input type="range" min="0" max={STEPS.to_string()} value={step_of(shown).to_string()} {oninput} {onchange}
                    disabled={settings.pull == Transport::LongPoll} aria-valuetext={lang.interval(shown)} />
                <output>{ lang.interval(shown) }</output>
            </label>
            <span class="choice">{ "Push" }
                <span class="seg" role="group" aria-label="Push">
                    { push("WebSocket", Transport::WebSocket) }{ push("SSE", Transport::Sse) }
                </span>
            </span>
            <span class="choice">{ "Pull" }
                <span class="seg" role="group" aria-label="Pull">
                    { pull(T::Short, Transport::ShortPoll) }{ pull(T::Long, Transport::LongPoll) }
                </span>
            </span>
            <label title={lang.t(T::ConditionalHint)}>
                <input type="checkbox" checked={settings.conditional} onchange={conditional} />{ lang.t(T::Conditional) }
            </label>
            <span class="grow"></span>
            <button type="button" class="chip" onclick={reset}>{ lang.t(T::Reset) }</button>
            <button type="button" class="chip" onclick={down} disabled={props.down}>{ lang.t(T::TakeDown) }</button>
        </>
    };
    html! {
        <details class="settings" open={true}>
            <summary>{ lang.t(T::RaceSettings) }</summary>
            <div class="controls">{ body }</div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_logarithmic_and_reaches_both_ends() {
        assert_eq!((interval_at(0.0), interval_at(STEPS)), INTERVAL_MS);
        assert_eq!((interval_at(-5.0), interval_at(9e9)), INTERVAL_MS);
        assert_eq!(interval_at(step_of(2000.0)), 2000.0);
        for step in 0..1000 {
            let (a, b) = (interval_at(f64::from(step)), interval_at(f64::from(step + 1)));
            assert!(a <= b && (b - a) / a < 0.11, "{a} {b}");
        }
    }

    #[test]
    fn keys_move_between_round_intervals() {
        assert_eq!((interval_beside(2000.0, true), interval_beside(2000.0, false)), (5000.0, 1000.0));
        assert_eq!((interval_beside(2300.0, true), interval_beside(2300.0, false)), (5000.0, 2000.0));
        assert_eq!((interval_beside(60_000.0, true), interval_beside(250.0, false)), (60_000.0, 250.0));
    }
}
