//! The race of a page: its record, and the lanes that run.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wire::Channel;
use yew::prelude::*;

use crate::model::app_action::{Action, UiAction};
use crate::model::connection::Connection;
use crate::model::race::interval::interval_beside;
use crate::model::race::settings::RaceSettings;
use crate::model::race::share_link::settings_of;
use crate::model::race::state::RaceState;
use crate::platform::clock::now_ms;
use crate::platform::location::query_param;
use crate::services::lanes::LaneEvent;
use crate::services::race_runner::{self, LaneEventQueue, RaceLanes};
use crate::state::contexts::use_dispatch;

/// Time for which the receiver is taken down, in ms.
const DOWN_MS: u32 = 10_000;
/// A new run starts when its settings have not changed for so long, in ms: a key held down would
/// otherwise open and close a connection at every step. Until then the old lanes run on.
const SETTLE_MS: u32 = 250;

/// The record of the race, and the version of it that was last shown: two handles are equal when
/// nothing was recorded in between.
#[derive(Clone, Debug)]
pub struct RaceHandle {
    /// The record.
    pub state: Rc<RefCell<RaceState>>,
    version: u64,
}

impl PartialEq for RaceHandle {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version && Rc::ptr_eq(&self.state, &other.state)
    }
}

/// How the race is set up: equal until that changes, whatever is recorded.
#[derive(Clone, Debug)]
pub struct RaceSetup {
    /// The record as it is shown, for what draws it by itself: while the page is paused it stands
    /// still.
    pub state: Rc<RefCell<RaceState>>,
    /// The record as it grows, for what acts on it.
    pub live: Rc<RefCell<RaceState>>,
    /// Settings of the lanes.
    pub settings: RaceSettings,
    /// The receiver is down.
    pub down: bool,
}

impl PartialEq for RaceSetup {
    fn eq(&self, other: &Self) -> bool {
        (self.settings, self.down) == (other.settings, other.down)
            && Rc::ptr_eq(&self.state, &other.state)
    }
}

/// Controls of the race. The callbacks stay the same for as long as the page lives.
#[derive(Clone, PartialEq)]
pub struct RaceControls {
    /// Sets the race: counts start from zero.
    pub set: Callback<RaceSettings>,
    /// Has pull ask less often (true) or more, by one step.
    pub step_interval: Callback<bool>,
    /// Takes the receiver down for ten seconds.
    pub take_down: Callback<()>,
}

/// Props of [`RaceProvider`].
#[derive(PartialEq, Properties)]
pub struct RaceProviderProps {
    /// The channel raced on.
    pub channel: Channel,
    /// The page is paused: all that is shown of the race stands still, and the race goes on.
    pub frozen: bool,
    /// The page.
    pub children: Html,
}

/// Races on a channel for as long as the component lives, and provides the race to those below. A
/// component of its own: it is drawn again some times a second, and the page's state is not.
#[component]
pub fn RaceProvider(props: &RaceProviderProps) -> Html {
    let dispatch = use_dispatch();
    let (handle, setup, controls) = use_race_runner(&props.channel, &dispatch);
    let (handle, setup) = use_frozen((props.channel.clone(), props.frozen), handle, setup);
    html! {
        <ContextProvider<RaceControls> context={controls}>
            <ContextProvider<RaceSetup> context={setup}>
                <ContextProvider<RaceHandle> context={handle}>
                    { props.children.clone() }
                </ContextProvider<RaceHandle>>
            </ContextProvider<RaceSetup>>
        </ContextProvider<RaceControls>>
    }
}

/// The race as it was when the page was paused, in the place of the one that goes on.
#[hook]
fn use_frozen(
    what: (Channel, bool),
    handle: RaceHandle,
    setup: RaceSetup,
) -> (RaceHandle, RaceSetup) {
    let copied = use_memo(what, |(_, frozen)| {
        frozen.then(|| Rc::new(RefCell::new(handle.state.borrow().clone())))
    });
    match &*copied {
        Some(state) => {
            let version = state.borrow().version();
            let setup = RaceSetup { state: state.clone(), ..setup };
            (RaceHandle { state: state.clone(), version }, setup)
        }
        None => (handle, setup),
    }
}

#[hook]
fn use_race_runner(
    channel: &Channel,
    dispatch: &Callback<Action>,
) -> (RaceHandle, RaceSetup, RaceControls) {
    let race = use_mut_ref(|| RaceState::with(settings_of(query_param)));
    let version = use_state_eq(|| 0_u64);
    let run = use_state_eq(|| 0_u32);
    let down = use_state_eq(|| false);
    let back_timer = use_mut_ref(|| None::<Timeout>);
    let settle_timer = use_mut_ref(|| None::<Timeout>);
    // Dropped at once by every change of the record: an effect comes a moment later, and events of
    // the old lanes until then would be counted for the new ones.
    let running = use_mut_ref(|| None::<RaceLanes>);
    // Tells this page's lanes from those of others at the relay's meter.
    let page = *use_memo((), |()| (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    let queue = {
        let (race, channel, dispatch) = (race.clone(), channel.clone(), dispatch.clone());
        let on_version = version.setter().to_callback();
        use_memo((), move |()| LaneEventQueue::new(race, channel, dispatch, on_version))
    };
    {
        let (race, queue, running) = (race.clone(), queue.clone(), running.clone());
        let (down, back_timer, settle_timer) =
            (down.setter(), back_timer.clone(), settle_timer.clone());
        use_effect_with(channel.clone(), move |channel| {
            running.borrow_mut().take();
            settle_timer.borrow_mut().take();
            race.borrow_mut().forget(None, now_ms());
            // Messages of the old channel do not belong into the new one's list.
            queue.switch(channel.clone());
            // Another channel's receiver was taken down, not this one's.
            back_timer.borrow_mut().take();
            down.set(false);
        });
    }
    {
        let (race, queue, running) = (race.clone(), queue.clone(), running.clone());
        use_effect_with((channel.clone(), *run, *down), move |(channel, _, down)| {
            *running.borrow_mut() =
                (!down).then(|| race_runner::start(page, channel, &race, &queue));
            move || drop(running.borrow_mut().take())
        });
    }
    let set = {
        let (race, run, running, queue, dispatch) =
            (race.clone(), run.setter(), running.clone(), queue.clone(), dispatch.clone());
        use_callback((), move |settings, &()| {
            dispatch.emit(UiAction::RaceSettingsChosen(settings).into());
            race.borrow_mut().choose(settings);
            queue.show_figures();
            let (race, run, running) = (race.clone(), run.clone(), running.clone());
            *settle_timer.borrow_mut() = Some(Timeout::new(SETTLE_MS, move || {
                running.borrow_mut().take();
                race.borrow_mut().restart(settings, now_ms());
                run.set(race.borrow().run());
            }));
        })
    };
    let step_interval = {
        let race = race.clone();
        use_callback(set.clone(), move |longer, set| {
            let settings = race.borrow().settings();
            let interval_ms = interval_beside(settings.interval_ms, longer);
            set.emit(RaceSettings { interval_ms, ..settings });
        })
    };
    let take_down = {
        let (race, down) = (race.clone(), down.setter());
        use_callback((), move |(), &()| {
            let now = now_ms();
            running.borrow_mut().take();
            race.borrow_mut().take_down(now);
            down.set(true);
            queue.receive(LaneEvent::Connection(Connection::Down {
                until_ms: now + f64::from(DOWN_MS),
            }));
            let (race, down) = (race.clone(), down.clone());
            *back_timer.borrow_mut() = Some(Timeout::new(DOWN_MS, move || {
                race.borrow_mut().bring_back(now_ms());
                down.set(false);
            }));
        })
    };
    let setup = RaceSetup {
        state: race.clone(),
        live: race.clone(),
        settings: race.borrow().settings(),
        down: *down,
    };
    let handle = RaceHandle { state: race, version: *version };
    (handle, setup, RaceControls { set, step_interval, take_down })
}
