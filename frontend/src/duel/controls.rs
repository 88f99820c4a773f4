//! How the lanes run, set by the reader.

use measure::Transport;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::RaceHandle;
use super::demo::Plan;
use super::settings::{INTERVAL_MS, RaceSettings};
use super::share;
use crate::ask::Ask;
use crate::browser;
use crate::components::{button, copy_button, leaf, toggle};
use crate::deferred::Deferred;
use crate::state::{Action, Notice, Screen};
use crate::text::{Lang, T};

/// What is set, and who hears of it.
pub struct Controls<'a> {
    /// The page's language.
    pub lang: Lang,
    /// As it is.
    pub settings: RaceSettings,
    /// The receiver is down.
    pub down: bool,
    /// What the reader looks at, and has chosen.
    pub screen: &'a Screen,
    /// What comes later.
    pub deferred: Option<Deferred>,
    /// The record, to be exported.
    pub race: &'a RaceHandle,
    /// Change what is shown.
    pub act: &'a Callback<Action>,
    /// Ask for more than that.
    pub ask: &'a Callback<Ask>,
}

/// Steps of the range: coarse enough that each is another interval, once rounded, and an arrow key is felt.
const STEPS: i32 = 60;
/// What one step multiplies the interval by: the sixtieth root of 60 s ÷ 250 ms. Whole powers of it need none of the
/// library's tables for powers and logarithms, which the page would carry for this one control.
const STEP: f64 = 1.095_645_8;

/// The interval at a step of the logarithmic range, rounded to two digits.
#[must_use]
pub fn interval_at(step: i32) -> f64 {
    let (shortest, longest) = INTERVAL_MS;
    let ms = shortest * STEP.powi(step.clamp(0, STEPS));
    let unit = if ms < 1000.0 {
        10.0
    } else if ms < 10_000.0 {
        100.0
    } else {
        1000.0
    };
    ((ms / unit).round() * unit).clamp(shortest, longest)
}

/// The step of an interval: the first that reaches it.
#[must_use]
pub fn step_of(interval_ms: f64) -> i32 {
    (0..STEPS).find(|step| interval_at(*step) >= interval_ms).unwrap_or(STEPS)
}

/// An interval as people write it: `2`, `2 s`, `1,5`, `0.25s`, `500 ms`, `1 min`. None for anything else, and for what is
/// out of bounds. Digit by digit: the library's way of reading fractions would add ten kilobytes to the page.
#[must_use]
pub fn read_interval(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (number, unit) = (&text[..end], text[end..].trim());
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    if whole.len() > 6 || fraction.is_empty() || fraction.len() > 6 {
        return None;
    }
    let places = 10_f64.powi(i32::try_from(fraction.len()).ok()?);
    let value = f64::from(whole.parse::<u32>().ok()?) + f64::from(fraction.parse::<u32>().ok()?) / places;
    let ms = match unit {
        "" | "s" => value * 1000.0,
        "ms" => value,
        "min" => value * 60_000.0,
        _ => return None,
    };
    (INTERVAL_MS.0..=INTERVAL_MS.1).contains(&ms).then_some(ms)
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
pub fn controls(props: &Controls<'_>) -> Html {
    let (lang, settings) = (props.lang, props.settings);
    let shown = props.screen.dragged.unwrap_or(settings.interval_ms);
    let step = |e: &HtmlInputElement| interval_at(e.value_as_number() as i32);
    let oninput = props.act.reform(move |e: InputEvent| Action::Drag(e.target_dyn_into().map(|e| step(&e))));
    let onchange = {
        let (act, ask) = (props.act.clone(), props.ask.clone());
        Callback::from(move |e: Event| {
            act.emit(Action::Drag(None));
            if let Some(element) = e.target_dyn_into() {
                race_at(&ask, settings, step(&element));
            }
        })
    };
    let typing = props
        .act
        .reform(|e: InputEvent| Action::Type(e.target_dyn_into::<HtmlInputElement>().map(|field| field.value())));
    let typed = {
        let (act, ask) = (props.act.clone(), props.ask.clone());
        Callback::from(move |e: Event| {
            let Some(field) = e.target_dyn_into::<HtmlInputElement>() else { return };
            act.emit(Action::Type(None));
            match read_interval(&field.value()) {
                Some(interval_ms) => race_at(&ask, settings, interval_ms),
                // What was there before stands again, and why is said.
                None => {
                    field.set_value(&lang.interval(settings.interval_ms));
                    act.emit(Action::Notice(Some(Notice::Failed(lang.t(T::BadInterval).into()))));
                }
            }
        })
    };
    let choose = |label: &str, on: bool, then: RaceSettings| {
        toggle("", label, on, props.ask.reform(move |_: MouseEvent| Ask::Race(then)))
    };
    let push = |label, push| choose(label, settings.push == push, RaceSettings { push, ..settings });
    let pull = |sentence, pull| choose(lang.t(sentence), settings.pull == pull, RaceSettings { pull, ..settings });
    let down = props.ask.reform(|_: MouseEvent| Ask::Down);
    let more = props.act.reform(|_: MouseEvent| Action::More);
    // Folded away where there is little room, until it is asked for.
    let narrow = browser::prefers("(max-width: 640px)");
    view! {
        <details class="settings" data-testid="race-settings" open={!narrow}>
            <summary>{ lang.t(T::RaceSettings) }</summary>
            <div class="controls" data-testid="race-controls">
                <label>
                    { leaf("span", "", lang.t(T::AsksEvery)) }
                    <input type="range" id="interval" min="0" max={STEPS.to_string()} value={step_of(shown).to_string()}
                        {oninput} {onchange} disabled={settings.pull == Transport::LongPoll} aria-valuetext={lang.interval(shown)} />
                    <input class="typed" id="interval-typed" value={props.screen.typed.clone().unwrap_or_else(|| lang.interval(shown))} oninput={typing} onchange={typed} aria-label={lang.t(T::Interval)}
                        disabled={settings.pull == Transport::LongPoll} size="7" spellcheck="false" autocomplete="off" />
                </label>
                <span class="choice">{ "Push" }
                    <span class="seg" data-testid="transport" role="group" aria-label="Push">
                        { push("WebSocket", Transport::WebSocket) }{ push("SSE", Transport::Sse) }
                    </span>
                </span>
                <span class="choice">{ "Pull" }
                    <span class="seg" data-testid="transport" role="group" aria-label="Pull">
                        { pull(T::Short, Transport::ShortPoll) }{ pull(T::Long, Transport::LongPoll) }
                    </span>
                </span>
                <span class="grow"></span>
                <button type="button" class="chip" onclick={down} disabled={props.down}>{ lang.t(T::TakeDown) }</button>
                <button type="button" class="chip" aria-expanded={props.screen.more.to_string()} onclick={more}>{ lang.t(T::More) }</button>
            </div>
            <div class="slot">{ for props.deferred.filter(|_| props.screen.more).map(|deferred| (deferred.more)(props)) }</div>
        </details>
    }
}

/// Races anew at another interval; at the same one the counts stay.
fn race_at(ask: &Callback<Ask>, settings: RaceSettings, interval_ms: f64) {
    if (interval_ms - settings.interval_ms).abs() >= 1.0 {
        ask.emit(Ask::Race(RaceSettings { interval_ms, ..settings }));
    }
}

/// What is wanted less often.
pub fn second_row(props: &Controls<'_>) -> Html {
    let (lang, settings) = (props.lang, props.settings);
    let plan = props.screen.demo.plan;
    let conditional =
        props.ask.reform(move |_: Event| Ask::Race(RaceSettings { conditional: !settings.conditional, ..settings }));
    let reset = props.ask.reform(move |_: MouseEvent| Ask::Race(settings));
    let rate = props.act.reform(move |e: Event| {
        let mean = e.target_dyn_into::<HtmlSelectElement>().and_then(|e| e.value().parse::<u32>().ok());
        Action::Plan(Plan { mean_ms: mean.map_or(plan.mean_ms, f64::from), ..plan })
    });
    let rates = [200_u32, 1000, 2000, 8000, 30_000].into_iter().map(|ms| {
        let selected = (f64::from(ms) - plan.mean_ms).abs() < 1.0;
        view! { <option value={ms.to_string()} {selected}>{ lang.interval(f64::from(ms)) }</option> }
    });
    let export = {
        let (race, running) = (props.race.clone(), props.screen.demo.running);
        Callback::from(move |_: MouseEvent| {
            share::download("gancho-race.json", &share::export(&race.race.borrow(), running.then_some(plan)));
        })
    };
    view! {
        <div class="controls second" data-testid="race-more">
            <label title={lang.t(T::ConditionalHint)}>
                <input type="checkbox" id="conditional" checked={settings.conditional} onchange={conditional} />{ lang.t(T::Conditional) }
            </label>
            <label>{ lang.t(T::Rate) }<select class="box" id="rate" onchange={rate}>{ for rates }</select></label>
            <span class="grow"></span>
            { button("chip", lang.t(T::Export), export) }
            { copy_button(lang, "chip", T::CopyLink, share::link(settings, plan)) }
            { button("chip", lang.t(T::Reset), reset) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_logarithmic_and_reaches_both_ends() {
        assert_eq!((interval_at(0), interval_at(STEPS)), INTERVAL_MS);
        assert_eq!((interval_at(-5), interval_at(i32::MAX)), INTERVAL_MS);
        for ms in [250.0, 2000.0, 60_000.0] {
            assert_eq!(interval_at(step_of(ms)), ms);
        }
        for step in 0..STEPS {
            let (a, b) = (interval_at(step), interval_at(step + 1));
            assert!(a < b && b / a < 1.2, "{a} {b}");
            assert_eq!(step_of(a), step, "an arrow key moves from where the range stands");
        }
    }

    #[test]
    fn an_interval_is_read_as_people_write_it() {
        for (text, ms) in [
            ("2", 2000.0),
            ("2 s", 2000.0),
            ("1,5", 1500.0),
            ("0.25s", 250.0),
            (" 500 MS ", 500.0),
            ("1min", 60_000.0),
            ("2\u{a0}s", 2000.0),
            ("250\u{a0}ms", 250.0),
        ] {
            assert_eq!(read_interval(text), Some(ms), "{text}");
        }
        for text in
            ["", "abc", "-2", "2 horas", "0", "61", "1e3", "1.", ".", "1,2,3", "99999999999", "NaN", "249 ms", "2 s s"]
        {
            assert_eq!(read_interval(text), None, "{text}");
        }
    }

    #[test]
    fn keys_move_between_round_intervals() {
        assert_eq!((interval_beside(2000.0, true), interval_beside(2000.0, false)), (5000.0, 1000.0));
        assert_eq!((interval_beside(2300.0, true), interval_beside(2300.0, false)), (5000.0, 2000.0));
        assert_eq!((interval_beside(60_000.0, true), interval_beside(250.0, false)), (60_000.0, 250.0));
    }
}
