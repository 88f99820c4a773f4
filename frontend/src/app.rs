//! Puts the screens together.

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, KeyboardEvent};
use wire::Channel;
use yew::prelude::*;

use crate::components::icon;
use crate::duel::Duel;
use crate::duel::record::RaceSettings;
use crate::feed::use_feed;
use crate::fire::draft::Draft;
use crate::fire::{Fire, failure_text};
use crate::header::Header;
use crate::help::Help;
use crate::inspect::{Inspector, Tab, summary::as_curl};
use crate::keys::{Command, Press, command};
use crate::list::{List, Shared};
use crate::prefs::Prefs;
use crate::state::{Action, Link, Notice, Older, State};
use crate::text::{Lang, T};
use crate::{api, browser, clock, duel};

/// How long a notice stays that needs no answer, in ms.
const NOTICE_MS: u32 = 6000;

/// The page.
#[component]
pub fn App() -> Html {
    let prefs = use_state_eq(Prefs::read);
    let lang = prefs.lang;
    let state = use_reducer(|| State { channel: channel_of_address(), ..State::default() });
    let feed = use_feed(&state.channel, state.dispatcher());
    let tab = use_state_eq(Tab::default);
    let load = use_state_eq(|| None::<(u32, Rc<Draft>)>);
    let trigger = use_state_eq(|| 0_u32);
    let help = use_state_eq(|| false);
    let fire_open = use_state_eq(|| false);
    let frozen_ms = use_state_eq(|| None::<f64>);
    let act = {
        let dispatcher = state.dispatcher();
        Callback::from(move |action| dispatcher.dispatch(action))
    };
    use_effect_with(*prefs, |prefs| prefs.apply());
    use_address(&state.channel, &act);
    let refresh = {
        let act = act.clone();
        Callback::from(move |()| {
            let act = act.clone();
            spawn_local(async move {
                // The list of channels is a convenience: without it the page goes on, and the connection says what is wrong.
                if let Ok(channels) = api::channels().await {
                    act.emit(Action::Channels(channels));
                }
            });
        })
    };
    {
        let refresh = refresh.clone();
        use_effect_with(state.channel.clone(), move |_| refresh.emit(()));
    }

    let webhook_url: AttrValue = match &state.hello {
        Some(hello) if hello.channel == state.channel => hello.webhook_url.clone().into(),
        _ => api::webhook_url(&state.channel).into(),
    };
    let on_prefs = {
        let prefs = prefs.clone();
        Callback::from(move |next: Prefs| {
            next.remember();
            prefs.set(next);
        })
    };
    let on_pause = {
        let (act, frozen_ms) = (act.clone(), frozen_ms.clone());
        Callback::from(move |()| {
            frozen_ms.set(if frozen_ms.is_some() { None } else { Some(clock::now_ms()) });
            act.emit(Action::Pause);
        })
    };
    // The list's own button goes on too.
    let list_act = {
        let (act, on_pause) = (act.clone(), on_pause.clone());
        Callback::from(move |action| match action {
            Action::Pause => on_pause.emit(()),
            other => act.emit(other),
        })
    };
    let on_channel = {
        let act = act.clone();
        Callback::from(move |channel: Channel| {
            let act = act.clone();
            spawn_local(async move {
                match api::create_channel(&channel).await {
                    Ok(_) => act.emit(Action::Switch(channel)),
                    Err(failure) => act.emit(Action::Notice(Some(Notice::Failed(failure_text(lang, &failure))))),
                }
            });
        })
    };
    let on_clear = {
        let (act, channel, upto) = (act.clone(), state.channel.clone(), state.last_seq());
        Callback::from(move |()| {
            let (act, channel) = (act.clone(), channel.clone());
            spawn_local(async move {
                match api::clear(&channel).await {
                    Ok(()) => act.emit(Action::Cleared(upto)),
                    Err(failure) => act.emit(Action::Notice(Some(Notice::Failed(failure_text(lang, &failure))))),
                }
            });
        })
    };
    let on_delete = {
        let (act, channel) = (act.clone(), state.channel.clone());
        Callback::from(move |seq| {
            let (act, channel) = (act.clone(), channel.clone());
            spawn_local(async move {
                match api::delete(&channel, seq).await {
                    // Already gone is as good.
                    Ok(()) | Err(api::Failure::Refused { status: 404, .. }) => act.emit(Action::Deleted(seq)),
                    Err(failure) => act.emit(Action::Notice(Some(Notice::Failed(failure_text(lang, &failure))))),
                }
            });
        })
    };
    let on_older = {
        let (act, channel) = (act.clone(), state.channel.clone());
        let before = state.events.front().map(|event| event.seq).filter(|_| state.older == Older::Some);
        Callback::from(move |()| {
            let Some(before) = before else { return };
            let (act, channel) = (act.clone(), channel.clone());
            act.emit(Action::LoadOlder);
            spawn_local(async move {
                match api::history(&channel, Some(before)).await {
                    Ok(page) => act.emit(Action::OlderPage(page)),
                    Err(failure) => act.emit(Action::Notice(Some(Notice::Failed(failure_text(lang, &failure))))),
                }
            });
        })
    };
    let on_load = {
        let (load, fire_open) = (load.clone(), fire_open.clone());
        Callback::from(move |draft| {
            load.set(Some((load.as_ref().map_or(1, |(n, _)| n + 1), draft)));
            fire_open.set(true);
        })
    };
    let on_fire = {
        let trigger = trigger.clone();
        Callback::from(move |()| trigger.set(*trigger + 1))
    };
    let on_tab = {
        let tab = tab.clone();
        Callback::from(move |next| tab.set(next))
    };
    // Nothing chosen: the newest, as it comes.
    let shown = match state.selected {
        Some(seq) => state.event(seq).cloned(),
        None => state.listed().next().cloned(),
    }
    .map(Shared);
    let run_command = {
        let (act, on_pause, on_fire, help, tab) =
            (act.clone(), on_pause.clone(), on_fire.clone(), help.clone(), tab.clone());
        let (race, on_settings) = (feed.race.race.clone(), feed.on_settings.clone());
        let (shown, webhook_url, newest) = (shown.clone(), webhook_url.clone(), state.selected.is_none());
        let fire_open = fire_open.clone();
        move |command| match command {
            Command::Move(by) => act.emit(Action::Move(by)),
            Command::Open => {
                if newest {
                    act.emit(Action::Move(1));
                }
                browser::focus(&format!("tab-{:?}", *tab));
            }
            Command::Filter => browser::focus("filter"),
            Command::Fire => on_fire.emit(()),
            Command::CopyCurl => {
                if let Some(event) = &shown {
                    let text = as_curl(event, &webhook_url);
                    spawn_local(async move {
                        browser::copy(&text).await;
                    });
                }
            }
            Command::Pause => on_pause.emit(()),
            Command::Interval(longer) => {
                let settings = race.borrow().settings;
                let interval_ms = duel::interval_beside(settings.interval_ms, longer);
                on_settings.emit(RaceSettings { interval_ms, ..settings });
            }
            Command::Tab(next) => tab.set(next),
            Command::Help => help.set(!*help),
            Command::Escape => {
                if *help {
                    help.set(false);
                } else if *fire_open {
                    fire_open.set(false);
                } else {
                    act.emit(Action::Select(None));
                }
            }
        }
    };
    use_keys(prefs.keys, run_command);

    let on_help = {
        let help = help.clone();
        Callback::from(move |()| help.set(!*help))
    };
    let on_keys = {
        let on_prefs = on_prefs.clone();
        let now = *prefs;
        Callback::from(move |keys| on_prefs.emit(Prefs { keys, ..now }))
    };
    let on_open = {
        let fire_open = fire_open.clone();
        Callback::from(move |open| fire_open.set(open))
    };
    let on_close = act.reform(|()| Action::Select(None));
    let loaded = !state.epoch.is_empty();
    html! {
        <>
            <Header prefs={*prefs} channel={state.channel.clone()} channels={state.channels.clone()}
                webhook_url={webhook_url.clone()} link={state.link} paused={state.paused.is_some()} {on_pause} {on_prefs} {on_channel}
                on_help={on_help.clone()} on_refresh={refresh} />
            <Duel {lang} race={feed.race.clone()} frozen_ms={*frozen_ms} dark={prefs.is_dark()} on_settings={feed.on_settings.clone()}
                on_down={feed.on_down.clone()} down={feed.down} />
            <main class="work" data-open={state.selected.is_some().to_string()}>
                <Fire {lang} channel={state.channel.clone()} webhook_url={webhook_url.clone()} load={(*load).clone()} trigger={*trigger}
                    open={*fire_open} {on_open} />
                <List {lang} state={Rc::new((*state).clone())} race={feed.race.clone()} {loaded} act={list_act} {on_clear} {on_older} {on_fire}
                    webhook_url={webhook_url.clone()} />
                <Inspector {lang} event={shown} tab={*tab} {on_tab} {on_close} {on_delete} {on_load} {webhook_url} />
            </main>
            <Told {lang} notice={state.notice.clone()} act={act.clone()} />
            <StatusLine {lang} link={state.link} count={state.events.len()} />
            <div class="slot">
                if *help {
                    <Help {lang} keys={prefs.keys} {on_keys} on_close={on_help} />
                }
            </div>
        </>
    }
}

/// The channel that the address names after its `#`.
fn channel_of_address() -> Channel {
    let hash = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    Channel::new(hash.trim_start_matches('#')).unwrap_or_default()
}

/// Keeps the address and the channel alike, so that a link, a bookmark and *back* lead to the channel.
#[hook]
fn use_address(channel: &Channel, act: &Callback<Action>) {
    use_effect_with(channel.clone(), |channel| {
        if channel_of_address() != *channel
            && let Some(window) = browser::window()
        {
            // A name of safe characters: always a valid fragment.
            let _ = window.location().set_hash(channel.as_str());
        }
    });
    let (act, channel) = (act.clone(), channel.clone());
    use_effect_with(channel, move |channel| {
        let channel = channel.clone();
        let listener = browser::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                let asked = channel_of_address();
                if asked != channel {
                    act.emit(Action::Switch(asked));
                }
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
                    on_control: within("button, a, summary, input, [role=tabpanel] .scroll"),
                };
                if let Some(command) = command(press, letters)
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

#[derive(PartialEq, Properties)]
struct ToldProps {
    lang: Lang,
    notice: Option<Notice>,
    act: Callback<Action>,
}

/// What happened that the reader should know, for a while.
#[component]
fn Told(props: &ToldProps) -> Html {
    let lang = props.lang;
    {
        let act = props.act.clone();
        use_effect_with(props.notice.clone(), move |notice| {
            let timer = notice.is_some().then(|| Timeout::new(NOTICE_MS, move || act.emit(Action::Notice(None))));
            move || drop(timer)
        });
    }
    let dismiss = props.act.reform(|_: MouseEvent| Action::Notice(None));
    let text = props.notice.as_ref().map(|notice| match notice {
        Notice::Recovered(n) => lang.recovered(*n),
        Notice::Gap(from, to) => lang.gap(*from, *to),
        Notice::Reset => lang.made_anew().into(),
        Notice::Failed(text) => text.clone(),
    });
    let bad = matches!(props.notice, Some(Notice::Failed(_) | Notice::Gap(..)));
    html! {
        <div class="toasts" role="status">
            { for text.map(|text| html! {
                <div class={classes!("toast", bad.then_some("bad"))} id="notice">
                    <span>{ text }</span>
                    <button type="button" aria-label={lang.t(T::Dismiss)} onclick={dismiss}>{ icon::cross() }</button>
                </div>
            }) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct StatusProps {
    lang: Lang,
    link: Link,
    count: usize,
}

/// At most one sentence every five seconds for a screen reader, which would otherwise hear nothing or everything.
#[component]
fn StatusLine(props: &StatusProps) -> Html {
    let StatusProps { lang, link, count } = *props;
    let said = use_state_eq(String::new);
    let wanted = use_mut_ref(String::new);
    let timer = use_mut_ref(|| None::<Timeout>);
    let sentence = match link {
        Link::Live { .. } => format!("{}, {} {}", lang.t(T::Live), lang.whole(count as u64), lang.t(T::Events)),
        Link::Stale => lang.t(T::Stale).to_owned(),
        Link::Connecting => lang.t(T::Connecting).to_owned(),
        Link::Retrying { .. } | Link::Down { .. } => lang.t(T::Offline).to_owned(),
    };
    {
        let said = said.clone();
        use_effect_with(sentence, move |sentence| {
            wanted.replace(sentence.clone());
            if timer.borrow().is_none() {
                let again = timer.clone();
                *timer.borrow_mut() = Some(Timeout::new(5000, move || {
                    again.borrow_mut().take();
                    said.set(wanted.borrow().clone());
                }));
            }
        });
    }
    html! { <p class="visually-hidden" role="status">{ (*said).clone() }</p> }
}
