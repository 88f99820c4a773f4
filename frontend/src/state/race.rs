//! The race of a page: its record, and the lanes that run.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wire::Channel;
use yew::prelude::*;

use crate::model::app_action::Action;
use crate::model::connection::Connection;
use crate::model::race::settings::RaceSettings;
use crate::model::race::share_link::settings_of;
use crate::model::race::state::RaceState;
use crate::platform::clock::now_ms;
use crate::platform::location::query_param;
use crate::services::lanes::LaneEvent;
use crate::services::race_runner::{self, Intake, RaceLanes};

/// Time for which the receiver is taken down, in ms.
const DOWN_MS: u32 = 10_000;
/// A new run starts when its settings have not changed for so long, in ms: who holds a key down
/// would open and close a connection at every step. Until then the old lanes run on.
const SETTLE_MS: u32 = 250;

/// The record of the race, and the version of it that was last shown: two handles are equal when
/// nothing was recorded in between.
#[derive(Clone, Debug, Default)]
pub struct RaceHandle {
    /// The record.
    pub race: Rc<RefCell<RaceState>>,
    /// Its version as this was made.
    pub version: u64,
    /// The receiver is down.
    pub down: bool,
}

impl PartialEq for RaceHandle {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
            && self.down == other.down
            && Rc::ptr_eq(&self.race, &other.race)
    }
}

/// Controls of the race. The callbacks stay the same for as long as the page lives.
pub struct RaceControls {
    /// The record.
    pub race: Rc<RefCell<RaceState>>,
    /// Sets the race: counts start from zero.
    pub set: Callback<RaceSettings>,
    /// Takes the receiver down for ten seconds.
    pub take_down: Callback<()>,
}

/// Races on a channel for as long as the component lives.
#[hook]
pub fn use_race_runner(
    channel: &Channel,
    dispatch: &Callback<Action>,
) -> (RaceHandle, RaceControls) {
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
    let intake = {
        let (race, setter, dispatch) = (race.clone(), version.setter(), dispatch.clone());
        use_memo((), move |()| {
            Intake::new(race, dispatch, Callback::from(move |version| setter.set(version)))
        })
    };
    {
        let (race, intake, running) = (race.clone(), intake.clone(), running.clone());
        let (down, back_timer, settle_timer) =
            (down.setter(), back_timer.clone(), settle_timer.clone());
        use_effect_with(channel.clone(), move |_| {
            running.borrow_mut().take();
            settle_timer.borrow_mut().take();
            race.borrow_mut().forget(None, now_ms());
            // Messages of the old channel do not belong into the new one's list.
            intake.clear();
            // Another channel's receiver was taken down, not this one's.
            back_timer.borrow_mut().take();
            down.set(false);
        });
    }
    {
        let (race, intake, running) = (race.clone(), intake.clone(), running.clone());
        use_effect_with((channel.clone(), *run, *down), move |(channel, _, down)| {
            *running.borrow_mut() =
                (!down).then(|| race_runner::start(page, channel, &race, &intake));
            move || drop(running.borrow_mut().take())
        });
    }
    let set = {
        let (race, run, running, intake) =
            (race.clone(), run.setter(), running.clone(), intake.clone());
        Callback::from(move |settings| {
            race.borrow_mut().choose(settings);
            intake.show_figures();
            let (race, run, running) = (race.clone(), run.clone(), running.clone());
            *settle_timer.borrow_mut() = Some(Timeout::new(SETTLE_MS, move || {
                running.borrow_mut().take();
                race.borrow_mut().restart(settings, now_ms());
                run.set(race.borrow().run);
            }));
        })
    };
    let take_down = {
        let (race, down, intake) = (race.clone(), down.setter(), intake.clone());
        Callback::from(move |()| {
            let now = now_ms();
            running.borrow_mut().take();
            race.borrow_mut().take_down(now);
            down.set(true);
            intake.receive(LaneEvent::Connection(Connection::Down {
                until_ms: now + f64::from(DOWN_MS),
            }));
            let (race, down) = (race.clone(), down.clone());
            *back_timer.borrow_mut() = Some(Timeout::new(DOWN_MS, move || {
                race.borrow_mut().bring_back(now_ms());
                down.set(false);
            }));
        })
    };
    let handle = RaceHandle { race: race.clone(), version: *version, down: *down };
    (handle, RaceControls { race, set, take_down })
}
