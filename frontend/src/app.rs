//! Puts the screens together.

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};
use wire::Channel;
use yew::prelude::*;

use crate::components::hosted;
use crate::features::channel_settings::{self, ChannelSettingsDialog};
use crate::features::event_list::{self, List};
use crate::features::header::{self, Header};
use crate::features::help::help_sheet;
use crate::features::inspector::{self, Inspector};
use crate::features::race_panel::{self, RacePanel};
use crate::features::request_form::{self, Fire};
use crate::features::toasts::{self, Toasts};
use crate::model::app_action::Action;
use crate::model::app_state::AppState;
use crate::model::race::interval;
use crate::model::race::settings::RaceSettings;
use crate::model::request_draft::as_curl;
use crate::model::route;
use crate::model::shared_event::SharedEvent;
use crate::model::shortcuts::{Command, Press, command};
use crate::model::tab::Tab;
use crate::model::ui_state::UiState;
use crate::platform::storage::storage_set;
use crate::platform::{clock, dom, location};
use crate::services::api;
use crate::state::demo::use_demo;
use crate::state::effects::{Effect, use_effects};
use crate::state::preferences::{self, is_dark};
use crate::state::race::use_feed;
use crate::state::startup::initial_state;

/// Shortest time for which an event stands in the inspector that nobody chose, in ms.
const FOLLOW_MS: f64 = 250.0;

/// The page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(initial_state);
    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action, &()| dispatcher.dispatch(action))
    };
    let feed = use_feed(&state.channel, &act);
    let now = Rc::new((*state).clone());
    // What the callbacks, which stay the same, find when they are called.
    let latest = use_mut_ref(|| now.clone());
    latest.replace(now.clone());
    let ask = use_effects(latest.clone(), &feed, act.clone());
    let UiState { prefs, tab, help, form, trigger, done, demo, .. } = now.ui;
    let lang = prefs.lang;
    use_demo(&now.channel, demo, &act);
    use_address(&now.channel, &act);
    {
        // What the address asks for, and is not among the newest.
        let ask = ask.clone();
        use_effect_with(now.seeks(), move |seeks| {
            if let Some(seq) = *seeks {
                ask.emit(Effect::One(seq));
            }
        });
    }
    use_effect_with(prefs, |prefs| preferences::apply(*prefs));
    use_effect_with(done, |done| storage_set("tasks", &done.to_text()));
    {
        let ask = ask.clone();
        use_effect_with(now.channel.clone(), move |_| ask.emit(Effect::Channels));
    }
    {
        let (act, ask, race) = (act.clone(), ask.clone(), feed.race.race.clone());
        use_keys(prefs.keys, move |command| {
            let interval = race.borrow().settings;
            run_command(command, &latest.borrow(), interval, &act, &ask);
        });
    }

    let webhook_url: AttrValue = webhook_url(&now).into();
    let shown = use_shown(&now);
    // Looked for only where it is shown.
    let before = shown.as_ref().filter(|_| tab == Tab::Compare);
    let before = before.and_then(|shown| now.listed().find(|event| event.seq < shown.0.seq)).cloned().map(SharedEvent);
    let seen = shown.as_ref().map(|shown| shown.0.seq);
    let form = hosted::<Fire>(request_form::Props {
        lang,
        channel: now.channel.clone(),
        webhook_url: webhook_url.clone(),
        load: now.ui.draft.clone(),
        told: now.ui.history_version,
        trigger,
        open: form,
        act: act.clone(),
        ask: ask.clone(),
    });
    let inspector = hosted::<Inspector>(inspector::Props {
        lang,
        event: shown,
        before,
        tab,
        webhook_url: webhook_url.clone(),
        race: feed.race.clone(),
        act: act.clone(),
        ask: ask.clone(),
    });
    let sheet = now.ui.sheet.then(|| {
        hosted::<ChannelSettingsDialog>(channel_settings::Props { lang, channel: now.channel.clone(), act: act.clone() })
    });
    let help = help.then(|| help_sheet(prefs, &act));
    view! {
        <>
            { hosted::<Header>(header::Props {
                prefs,
                channel: now.channel.clone(),
                channels: now.channels.clone(),
                webhook_url: webhook_url.clone(),
                link: now.link,
                paused: now.paused.is_some(),
                act: act.clone(),
                ask: ask.clone(),
            }) }
            { hosted::<RacePanel>(race_panel::Props {
                lang,
                channel: now.channel.clone(),
                race: feed.race.clone(),
                frozen_ms: now.paused.map(|(_, since)| since),
                dark: is_dark(prefs),
                down: feed.down,
                ui: now.ui.clone(),
                act: act.clone(),
                ask: ask.clone(),
            }) }
            <main class="work" data-testid="work" data-open={now.selected.is_some().to_string()}>
                { form }
                { hosted::<List>(event_list::Props {
                    lang,
                    state: now.clone(),
                    shown: seen,
                    race: feed.race.clone(),
                    act: act.clone(),
                    ask: ask.clone(),
                    webhook_url: webhook_url.clone(),
                }) }
                { inspector }
            </main>
            { hosted::<Toasts>(toasts::Props {
                lang,
                notice: now.notice.clone(),
                link: now.link,
                count: now.events.len(),
                act: act.clone(),
            }) }
            <div class="slot">{ for sheet }</div>
            <div class="slot">{ for help }</div>
        </>
    }
}

/// The event in the inspector. One that was chosen is shown at once; the newest, which changes by itself, some times a second:
/// nobody reads faster.
#[hook]
fn use_shown(state: &AppState) -> Option<SharedEvent> {
    let shown = use_mut_ref(|| (None::<SharedEvent>, f64::NEG_INFINITY, None::<Timeout>));
    let again = use_force_update();
    let wanted = state.shown().cloned().map(SharedEvent);
    let (now, mut shown) = (clock::now_ms(), shown.borrow_mut());
    let left = shown.1 + FOLLOW_MS - now;
    if state.selected.is_some() || wanted.is_none() || shown.0.is_none() || left <= 0.0 {
        *shown = (wanted, now, None);
    } else if shown.0 != wanted && shown.2.is_none() {
        shown.2 = Some(Timeout::new(left.ceil() as u32, move || again.force_update()));
    }
    shown.0.clone()
}

/// The URL to give to a provider: the relay's word, and until it has spoken this page's guess.
fn webhook_url(state: &AppState) -> String {
    match &state.hello {
        Some(hello) if hello.channel == state.channel => hello.webhook_url.clone(),
        _ => api::webhook_url(&state.channel),
    }
}

/// Does what a key asks for.
fn run_command(command: Command, state: &AppState, settings: RaceSettings, act: &Callback<Action>, ask: &Callback<Effect>) {
    // Under a dialog nothing is moved or fired.
    let dialog = state.ui.help || state.ui.sheet || state.ui.topic.is_some();
    if dialog && !matches!(command, Command::Escape | Command::Help) {
        return;
    }
    act.emit(match command {
        Command::Move(by) => Action::Move(by),
        Command::Open => {
            dom::focus(state.ui.tab.id());
            Action::Select(state.shown().map(|event| event.seq))
        }
        Command::Filter => return dom::focus("filter"),
        Command::Fire => Action::Fire,
        Command::CopyCurl => {
            if let Some(event) = state.shown() {
                ask.emit(Effect::Copy(as_curl(event, &webhook_url(state))));
            }
            return;
        }
        Command::Pause => Action::Pause(clock::now_ms()),
        Command::Interval(longer) => {
            let interval_ms = interval::interval_beside(settings.interval_ms, longer);
            return ask.emit(Effect::SetRace(RaceSettings { interval_ms, ..settings }));
        }
        Command::Tab(tab) => Action::Tab(tab),
        Command::Help => Action::Help,
        Command::Escape => Action::Escape,
    });
}

/// Keeps the address and the channel alike, so that a link, a bookmark and *back* lead to the channel.
#[hook]
fn use_address(channel: &Channel, act: &Callback<Action>) {
    use_effect_with(channel.clone(), |channel| {
        if route::of_hash(&location::hash()).0 != *channel {
            location::set_hash(channel.as_str());
        }
    });
    let act = act.clone();
    use_effect_with((), move |()| {
        let listener = dom::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                let (channel, event) = route::of_hash(&location::hash());
                act.emit(Action::Visit(channel, event));
            })
        });
        move || drop(listener)
    });
}

/// Listens to the keyboard wherever the focus is.
#[hook]
fn use_keys(letters: bool, run: impl Fn(Command) + 'static) {
    let latest = use_mut_ref(|| None::<Box<dyn Fn(Command)>>);
    latest.replace(Some(Box::new(run)));
    use_effect_with(letters, move |letters| {
        let letters = *letters;
        let listener = dom::document().map(|document| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let within =
                    |selector: &str| target.as_ref().is_some_and(|t| t.closest(selector).ok().flatten().is_some());
                let key = event.key();
                let press = Press {
                    key: &key,
                    modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
                    typing: within("input:not([type=range]):not([type=checkbox]), textarea, select"),
                    on_control: within("button, a, summary, input, [role=dialog], [role=tabpanel] .scroll"),
                };
                let once = |command: &Command| !(event.repeat() && matches!(command, Command::Fire | Command::Pause));
                if let Some(command) = command(press, letters).filter(once)
                    && let Some(run) = &*latest.borrow()
                {
                    if command != Command::Escape {
                        event.prevent_default();
                    }
                    run(command);
                }
            })
        });
        move || drop(listener)
    });
}
