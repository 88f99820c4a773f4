//! Runs the demonstration.

use std::cell::RefCell;
use std::rc::Rc;

use measure::Gaps;
use wire::Channel;
use yew::prelude::*;

use crate::model::app_action::{Action, UiAction};
use crate::model::race::demo_plan::{self, Demo, DemoPlan};
use crate::model::race::demo_steps::{LONGEST_MS, STEPS};
use crate::model::race::state::RaceState;
use crate::platform::clock::now_ms;
use crate::platform::task::AbortOnDrop;
use crate::platform::visibility;
use crate::services::api;
use crate::services::poll_phase::{wait_for_phase, wait_until};
use crate::state::contexts::use_race_setup;

/// When the first event is fired where none is planned, and when the demonstration ends, in ms from
/// its beginning.
const FIRST_MS: f64 = 2000.0;
const END_MS: f64 = 120_000.0;

/// Runs the demonstration on a channel while it is to run; says so when it has come to its end.
#[hook]
pub fn use_demo(channel: &Channel, demo: Demo, dispatch: &Callback<Action>) {
    let (dispatch, race) = (dispatch.clone(), use_race_setup().live);
    use_effect_with((channel.clone(), demo.running, demo.plan), move |(channel, running, plan)| {
        let task =
            running.then(|| AbortOnDrop::spawn(run_demo(channel.clone(), *plan, race, dispatch)));
        move || drop(task)
    });
}

async fn run_demo(
    channel: Channel,
    plan: DemoPlan,
    race: Rc<RefCell<RaceState>>,
    dispatch: Callback<Action>,
) {
    // Somebody asked for it, and the lanes need a channel before the first event.
    if !channel.is_default() {
        drop(api::create_channel(&channel).await);
    }
    let began = now_ms();
    let mut nth = 0;
    let mut fire = async || {
        // The connection shows that a relay is away. The demonstration goes on.
        drop(api::fire(&demo_plan::request(&channel, nth)).await);
        nth += 1;
    };
    let mut due = began + FIRST_MS;
    let mut gaps = Gaps::new(plan.seed, plan.mean_ms);
    if plan.is_planned() {
        for step in STEPS {
            wait_until(began + step.from_ms).await;
            visibility::until_shown().await;
            if race.borrow().settings().interval_ms <= LONGEST_MS {
                wait_for_phase(&race, step.phase).await;
            }
            fire().await;
        }
        due = now_ms() + gaps.next_ms();
    }
    loop {
        wait_until(due).await;
        visibility::until_shown().await;
        if now_ms() - began > END_MS {
            break;
        }
        fire().await;
        due = (due + gaps.next_ms()).max(now_ms());
    }
    dispatch.emit(UiAction::Demo(false).into());
}
