//! How the lanes run, set by the reader.

use measure::Transport;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::components::{button, copy_button, leaf, toggle};
use crate::i18n::{Lang, T};
use crate::model::app_action::Action;
use crate::model::notice::Notice;
use crate::model::race::demo_plan::Plan;
use crate::model::race::interval::{STEPS, interval_at, read_interval, step_of};
use crate::model::race::settings::RaceSettings;
use crate::model::race::share_link;
use crate::model::ui_state::UiState;
use crate::platform::download;
use crate::platform::location::{self, origin};
use crate::platform::media::prefers;
use crate::state::effects::Effect;
use crate::state::race::RaceHandle;

/// What is set, and who hears of it.
pub struct Controls<'a> {
    /// The page's language.
    pub lang: Lang,
    /// As it is.
    pub settings: RaceSettings,
    /// The receiver is down.
    pub down: bool,
    /// What the reader looks at, and has chosen.
    pub ui: &'a UiState,
    /// The record, to be exported.
    pub race: &'a RaceHandle,
    /// Change what is shown.
    pub act: &'a Callback<Action>,
    /// Effect for more than that.
    pub ask: &'a Callback<Effect>,
}

/// The controls; on a narrow page folded away.
pub fn controls(props: &Controls<'_>) -> Html {
    let (lang, settings) = (props.lang, props.settings);
    let shown = props.ui.dragged.unwrap_or(settings.interval_ms);
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
        toggle("", label, on, props.ask.reform(move |_: MouseEvent| Effect::SetRace(then)))
    };
    let push = |label, push| choose(label, settings.push == push, RaceSettings { push, ..settings });
    let pull = |sentence, pull| choose(lang.t(sentence), settings.pull == pull, RaceSettings { pull, ..settings });
    let down = props.ask.reform(|_: MouseEvent| Effect::Down);
    let more = props.act.reform(|_: MouseEvent| Action::More);
    // Folded away where there is little room, until it is asked for.
    let narrow = prefers("(max-width: 640px)");
    view! {
        <details class="settings" data-testid="race-settings" open={!narrow}>
            <summary>{ lang.t(T::RaceSettings) }</summary>
            <div class="controls" data-testid="race-controls">
                <label>
                    { leaf("span", "", lang.t(T::AsksEvery)) }
                    <input type="range" id="interval" min="0" max={STEPS.to_string()} value={step_of(shown).to_string()}
                        {oninput} {onchange} disabled={settings.pull == Transport::LongPoll} aria-valuetext={lang.interval(shown)} />
                    <input class="typed" id="interval-typed" value={props.ui.typed.clone().unwrap_or_else(|| lang.interval(shown))} oninput={typing} onchange={typed} aria-label={lang.t(T::Interval)}
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
                <button type="button" class="chip" aria-expanded={props.ui.more.to_string()} onclick={more}>{ lang.t(T::More) }</button>
            </div>
            <div class="slot">{ for props.ui.more.then(|| second_row(props)) }</div>
        </details>
    }
}

/// Races anew at another interval; at the same one the counts stay.
fn race_at(ask: &Callback<Effect>, settings: RaceSettings, interval_ms: f64) {
    if (interval_ms - settings.interval_ms).abs() >= 1.0 {
        ask.emit(Effect::SetRace(RaceSettings { interval_ms, ..settings }));
    }
}

/// What is wanted less often.
fn second_row(props: &Controls<'_>) -> Html {
    let (lang, settings) = (props.lang, props.settings);
    let plan = props.ui.demo.plan;
    let conditional =
        props.ask.reform(move |_: Event| Effect::SetRace(RaceSettings { conditional: !settings.conditional, ..settings }));
    let reset = props.ask.reform(move |_: MouseEvent| Effect::SetRace(settings));
    let rate = props.act.reform(move |e: Event| {
        let mean = e.target_dyn_into::<HtmlSelectElement>().and_then(|e| e.value().parse::<u32>().ok());
        Action::Plan(Plan { mean_ms: mean.map_or(plan.mean_ms, f64::from), ..plan })
    });
    let rates = [200_u32, 1000, 2000, 8000, 30_000].into_iter().map(|ms| {
        let selected = (f64::from(ms) - plan.mean_ms).abs() < 1.0;
        view! { <option value={ms.to_string()} {selected}>{ lang.interval(f64::from(ms)) }</option> }
    });
    let export = {
        let (race, running) = (props.race.clone(), props.ui.demo.running);
        Callback::from(move |_: MouseEvent| {
            download::download("gancho-race.json", &share_link::export(&race.race.borrow(), running.then_some(plan)));
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
            { copy_button(lang, "chip", T::CopyLink, share_link::link(&origin(), &location::hash(), settings, plan)) }
            { button("chip", lang.t(T::Reset), reset) }
        </div>
    }
}
