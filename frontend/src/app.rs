//! Puts the screens together.

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};
use wire::{Channel, Seq};
use yew::prelude::*;

use crate::ask::{Ask, use_ask};
use crate::components::{hosted, leaf};
use crate::deferred::use_deferred;
use crate::duel::Duel;
use crate::duel::demo::{Demo, use_demo};
use crate::duel::settings::RaceSettings;
use crate::duel::tasks::Done;
use crate::feed::use_feed;
use crate::header::Header;
use crate::hooks::{use_effect_with, use_mut_ref};
use crate::inspect::Tab;
use crate::inspect::summary::as_curl;
use crate::keys::{Command, Press, command};
use crate::list::{List, Shared};
use crate::prefs::Prefs;
use crate::state::{Action, Screen, State};
use crate::text::T;
use crate::told::Told;
use crate::{api, browser, channel, clock, duel, fire, header, inspect, list, told};

/// Shortest time for which an event stands in the inspector that nobody chose, in ms.
const FOLLOW_MS: f64 = 250.0;

/// The page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(|| {
        let (channel, wanted) = asked_by_address();
        let screen = Screen { prefs: Prefs::read(), done: Done::recall(), demo: Demo::read(), ..Screen::default() };
        State { channel, wanted, screen, ..State::default() }
    });
    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action, &()| dispatcher.dispatch(action))
    };
    let deferred = use_deferred();
    let feed = use_feed(&state.channel, &act);
    let now = Rc::new((*state).clone());
    // What the callbacks, which stay the same, find when they are called.
    let latest = use_mut_ref(|| now.clone());
    latest.replace(now.clone());
    let ask = use_ask(latest.clone(), &feed, act.clone());
    let Screen { prefs, tab, help, form, trigger, done, demo, .. } = now.screen;
    let lang = prefs.lang;
    use_demo(&now.channel, demo, &act);
    use_address(&now.channel, &act);
    {
        // What the address asks for, and is not among the newest.
        let ask = ask.clone();
        use_effect_with(now.seeks(), move |seeks| {
            if let Some(seq) = *seeks {
                ask.emit(Ask::One(seq));
            }
        });
    }
    use_effect_with(prefs, |prefs| prefs.apply());
    use_effect_with(done, |done| done.remember());
    {
        let ask = ask.clone();
        use_effect_with(now.channel.clone(), move |_| ask.emit(Ask::Channels));
    }
    {
        let (act, ask, race) = (act.clone(), ask.clone(), feed.race.race.clone());
        use_keys(prefs.keys, move |command| {
            let interval = race.borrow().settings;
            obey(command, &latest.borrow(), interval, &act, &ask);
        });
    }

    let webhook_url: AttrValue = webhook_url(&now).into();
    let shown = use_shown(&now);
    // Looked for only where it is shown.
    let before = shown.as_ref().filter(|_| tab == Tab::Compare);
    let before = before.and_then(|shown| now.listed().find(|event| event.seq < shown.0.seq)).cloned().map(Shared);
    let seen = shown.as_ref().map(|shown| shown.0.seq);
    let form = match deferred {
        Some(deferred) => (deferred.fire)(fire::Props {
            lang,
            channel: now.channel.clone(),
            webhook_url: webhook_url.clone(),
            load: now.screen.draft.clone(),
            told: now.screen.told,
            trigger,
            open: form,
            act: act.clone(),
            ask: ask.clone(),
        }),
        None => to_come("form-to-come", "pane firepane", lang.t(T::FireTitle)),
    };
    let inspector = match deferred {
        Some(deferred) => (deferred.inspector)(inspect::Props {
            lang,
            event: shown,
            before,
            tab,
            webhook_url: webhook_url.clone(),
            race: feed.race.clone(),
            act: act.clone(),
            ask: ask.clone(),
        }),
        None => to_come("inspector-to-come", "pane inspector", lang.t(T::Inspector)),
    };
    let sheet = deferred.filter(|_| now.screen.sheet).map(|deferred| {
        (deferred.channel_sheet)(channel::Props { lang, channel: now.channel.clone(), act: act.clone() })
    });
    let help = deferred.filter(|_| help).map(|deferred| (deferred.help)(prefs, &act));
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
            { hosted::<Duel>(duel::Props {
                lang,
                channel: now.channel.clone(),
                race: feed.race.clone(),
                frozen_ms: now.paused.map(|(_, since)| since),
                dark: prefs.is_dark(),
                down: feed.down,
                screen: now.screen.clone(),
                deferred,
                act: act.clone(),
                ask: ask.clone(),
            }) }
            <main class="work" data-testid="work" data-open={now.selected.is_some().to_string()}>
                { form }
                { hosted::<List>(list::Props {
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
            { hosted::<Told>(told::Props {
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

/// The place of a pane that is not there yet, under its title: the list beside it keeps its own.
fn to_come(key: &'static str, class: &'static str, title: &str) -> Html {
    view! {
        <section {key} {class} aria-label={title.to_owned()} aria-busy="true">
            <header>{ leaf("h2", "", title) }</header>
        </section>
    }
}

/// The event in the inspector. One that was chosen is shown at once; the newest, which changes by itself, some times a second:
/// nobody reads faster.
#[hook]
fn use_shown(state: &State) -> Option<Shared> {
    let shown = use_mut_ref(|| (None::<Shared>, f64::NEG_INFINITY, None::<Timeout>));
    let again = use_force_update();
    let wanted = state.shown().cloned().map(Shared);
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
fn webhook_url(state: &State) -> String {
    match &state.hello {
        Some(hello) if hello.channel == state.channel => hello.webhook_url.clone(),
        _ => api::webhook_url(&state.channel),
    }
}

/// Does what a key asks for.
fn obey(command: Command, state: &State, settings: RaceSettings, act: &Callback<Action>, ask: &Callback<Ask>) {
    // Under a dialog nothing is moved or fired.
    let dialog = state.screen.help || state.screen.sheet || state.screen.topic.is_some();
    if dialog && !matches!(command, Command::Escape | Command::Help) {
        return;
    }
    act.emit(match command {
        Command::Move(by) => Action::Move(by),
        Command::Open => {
            browser::focus(state.screen.tab.id());
            Action::Select(state.shown().map(|event| event.seq))
        }
        Command::Filter => return browser::focus("filter"),
        Command::Fire => Action::Fire,
        Command::CopyCurl => {
            if let Some(event) = state.shown() {
                ask.emit(Ask::Copy(as_curl(event, &webhook_url(state))));
            }
            return;
        }
        Command::Pause => Action::Pause(clock::now_ms()),
        Command::Interval(longer) => {
            let interval_ms = duel::interval_beside(settings.interval_ms, longer);
            return ask.emit(Ask::Race(RaceSettings { interval_ms, ..settings }));
        }
        Command::Tab(tab) => Action::Tab(tab),
        Command::Help => Action::Help,
        Command::Escape => Action::Escape,
    });
}

/// What the address names after its `#`: a channel, and perhaps an event of it. `#loja/12`
fn asked_by_address() -> (Channel, Option<Seq>) {
    let hash = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let mut parts = hash.trim_start_matches('#').split('/');
    match Channel::new(parts.next().unwrap_or_default()) {
        Ok(channel) => (channel, parts.next().and_then(|seq| seq.parse().ok())),
        Err(_) => (Channel::default(), None),
    }
}

/// Keeps the address and the channel alike, so that a link, a bookmark and *back* lead to the channel.
#[hook]
fn use_address(channel: &Channel, act: &Callback<Action>) {
    use_effect_with(channel.clone(), |channel| {
        if asked_by_address().0 != *channel
            && let Some(window) = browser::window()
        {
            // A name of safe characters: always a valid fragment.
            let _ = window.location().set_hash(channel.as_str());
        }
    });
    let act = act.clone();
    use_effect_with((), move |()| {
        let listener = browser::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                let (channel, event) = asked_by_address();
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
        let listener = browser::document().map(|document| {
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
