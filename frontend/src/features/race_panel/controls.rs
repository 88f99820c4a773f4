//! The controls of the race. The name of each side explains what can be chosen for it.

use measure::Transport;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::{ToggleButton, field_error};
use crate::i18n::{Copied, Msg};
use crate::model::app_action::UiAction;
use crate::model::race::demo_plan::{Demo, DemoPlan};
use crate::model::race::interval::{STEPS, interval_at, read_interval, step_of};
use crate::model::race::settings::RaceSettings;
use crate::model::race::share_link;
use crate::model::topic::Topic;
use crate::platform::dom::{input_value, number_value, select_value};
use crate::platform::download;
use crate::platform::location;
use crate::platform::media::prefers;
use crate::state::contexts::{use_dispatch, use_lang, use_race_setup, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`Controls`].
#[derive(PartialEq, Properties)]
pub struct ControlsProps {
    /// The demonstration.
    pub demo: Demo,
    /// The second row is shown.
    pub more: bool,
    /// Called when it is to be shown, or hidden.
    pub on_more: Callback<MouseEvent>,
}

/// The controls of the race; on a narrow page folded away.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let (lang, dispatch, run_effect, race) =
        (use_lang(), use_dispatch(), use_run_effect(), use_race_setup());
    let settings = race.settings;
    // The interval while its range is dragged: the race starts over only when it is let go.
    let dragged_ms = use_state(|| None::<f64>);
    // The interval while it is being typed, and whether it cannot be one.
    let typed = use_state_eq(|| None::<(String, bool)>);
    {
        // Set in another way, it is no longer what was typed.
        let typed = typed.setter();
        use_effect_with(settings.interval_ms, move |_| typed.set(None));
    }
    let shown_ms = dragged_ms.unwrap_or(settings.interval_ms);
    let ondrag = {
        let (dragged_ms, typed) = (dragged_ms.setter(), typed.setter());
        Callback::from(move |e: InputEvent| {
            typed.set(None);
            dragged_ms.set(dragged_to(&e));
        })
    };
    let ondrop = {
        let (dragged_ms, run_effect) = (dragged_ms.setter(), run_effect.clone());
        Callback::from(move |e: Event| {
            dragged_ms.set(None);
            if let Some(interval_ms) = dragged_to(&e) {
                race_at(&run_effect, settings, interval_ms);
            }
        })
    };
    let ontype = {
        let typed = typed.setter();
        Callback::from(move |e: InputEvent| typed.set(Some((input_value(&e), false))))
    };
    let ontyped = {
        let (typed, run_effect) = (typed.setter(), run_effect.clone());
        Callback::from(move |e: Event| {
            let Some(field) = e.target_dyn_into::<HtmlInputElement>() else { return };
            let text = field.value();
            match read_interval(&text) {
                Some(interval_ms) => {
                    typed.set(None);
                    race_at(&run_effect, settings, interval_ms);
                }
                // It stays to be mended.
                None => typed.set(Some((text, true))),
            }
        })
    };
    let choose = |label: &'static str, pressed: bool, then: RaceSettings| {
        let onclick = run_effect.reform(move |_: MouseEvent| Effect::SetRace(then));
        html! { <ToggleButton {label} {pressed} {onclick} /> }
    };
    let push =
        |label, push| choose(label, settings.push == push, RaceSettings { push, ..settings });
    let pull = |label, pull| {
        choose(lang.t(label), settings.pull == pull, RaceSettings { pull, ..settings })
    };
    let side = |name: &'static str, about: Msg, topic: Topic| {
        let onclick = dispatch.reform(move |_: MouseEvent| UiAction::Topic(Some(topic)).into());
        html! {
            <button type="button" class="how" data-testid="side" title={lang.t(about)} {onclick}>
                { name }
            </button>
        }
    };
    let take_down = run_effect.reform(|_: MouseEvent| Effect::TakeDown);
    let long_poll = settings.pull == Transport::LongPoll;
    // Folded away where there is little room, until it is asked for.
    let narrow = prefers("(max-width: 640px)");
    let (text, is_bad) = match &*typed {
        Some((text, is_bad)) => (text.clone(), *is_bad),
        None => (lang.interval(shown_ms), false),
    };
    html! {
        <details class="settings" data-testid="race-settings" open={!narrow}>
            <summary>{ lang.t(Msg::RaceSettings) }</summary>
            <div class="controls" data-testid="race-controls">
                <label>
                    <span>{ lang.t(Msg::AsksEvery) }</span>
                    <input type="range" id="interval" min="0" max={STEPS.to_string()}
                        value={step_of(shown_ms).to_string()} oninput={ondrag} onchange={ondrop}
                        disabled={long_poll} aria-valuetext={lang.interval(shown_ms)} />
                    <input class="typed" id="interval-typed" size="7" spellcheck="false"
                        autocomplete="off" value={text} oninput={ontype} onchange={ontyped}
                        disabled={long_poll} aria-label={lang.t(Msg::Interval)}
                        aria-invalid={is_bad.to_string()} aria-describedby="interval-error" />
                </label>
                { field_error("interval-error", is_bad.then(|| lang.t(Msg::BadInterval).into())) }
                <span class="choice">
                    { side("Push", Msg::PushWays, Topic::PushWays) }
                    <span class="seg" data-testid="transport" role="group" aria-label="Push">
                        { push("WebSocket", Transport::WebSocket) }{ push("SSE", Transport::Sse) }
                    </span>
                </span>
                <span class="choice">
                    { side("Pull", Msg::PullWays, Topic::PullWays) }
                    <span class="seg" data-testid="transport" role="group" aria-label="Pull">
                        { pull(Msg::Short, Transport::ShortPoll) }
                        { pull(Msg::Long, Transport::LongPoll) }
                    </span>
                </span>
                <span class="grow"></span>
                <button type="button" class="chip" onclick={take_down} disabled={race.down}>
                    { lang.t(Msg::TakeDown) }
                </button>
                <button type="button" class="chip" aria-expanded={props.more.to_string()}
                    onclick={&props.on_more}>
                    { lang.t(Msg::More) }
                </button>
            </div>
            <div class="slot">
                if props.more { <SecondRow demo={props.demo} /> }
            </div>
        </details>
    }
}

/// The interval at which the range of an event stands.
fn dragged_to(event: &Event) -> Option<f64> {
    number_value(event).map(|step| interval_at(step as i32))
}

/// Sets another interval; at the same one the counts stay.
fn race_at(run_effect: &Callback<Effect>, settings: RaceSettings, interval_ms: f64) {
    if (interval_ms - settings.interval_ms).abs() >= 1.0 {
        run_effect.emit(Effect::SetRace(RaceSettings { interval_ms, ..settings }));
    }
}

#[derive(PartialEq, Properties)]
struct SecondRowProps {
    demo: Demo,
}

/// The controls that are wanted less often.
#[component]
fn SecondRow(props: &SecondRowProps) -> Html {
    let (lang, dispatch, run_effect, race) =
        (use_lang(), use_dispatch(), use_run_effect(), use_race_setup());
    let settings = race.settings;
    let Demo { plan, running, .. } = props.demo;
    let conditional = RaceSettings { conditional: !settings.conditional, ..settings };
    let onconditional = run_effect.reform(move |_: Event| Effect::SetRace(conditional));
    let reset = run_effect.reform(move |_: MouseEvent| Effect::SetRace(settings));
    let onrate = dispatch.reform(move |e: Event| {
        let mean_ms = select_value(&e).parse::<u32>().map_or(plan.mean_ms, f64::from);
        UiAction::DemoPlan(DemoPlan { mean_ms, ..plan }).into()
    });
    let rates = [200_u32, 1000, 2000, 8000, 30_000].into_iter().map(|ms| {
        let selected = (f64::from(ms) - plan.mean_ms).abs() < 1.0;
        html! {
            <option value={ms.to_string()} {selected}>{ lang.interval(f64::from(ms)) }</option>
        }
    });
    let export = Callback::from(move |_: MouseEvent| {
        download::download(
            "gancho-race.json",
            &share_link::export(&race.state.borrow(), running.then_some(plan)),
        );
    });
    // Of the channel that is shown when it is pressed.
    let copy_link = run_effect.reform(move |_: MouseEvent| {
        let link = share_link::link(&location::base(), &location::hash(), settings, plan);
        Effect::Copy(Copied::RaceLink, link)
    });
    html! {
        <div class="controls second" data-testid="race-more">
            <label title={lang.t(Msg::ConditionalHint)}>
                <input type="checkbox" id="conditional" checked={settings.conditional}
                    onchange={onconditional} />
                { lang.t(Msg::Conditional) }
            </label>
            <label>
                { lang.t(Msg::Rate) }
                <select class="box" id="rate" onchange={onrate}>{ for rates }</select>
            </label>
            <span class="grow"></span>
            <button type="button" class="chip" onclick={export}>{ lang.t(Msg::Export) }</button>
            <button type="button" class="chip" data-testid="copy" onclick={copy_link}>{ lang.t(Msg::CopyLink) }</button>
            <button type="button" class="chip" onclick={reset}>{ lang.t(Msg::Reset) }</button>
        </div>
    }
}
