//! Runs the demonstration.

use gloo_timers::future::TimeoutFuture;
use measure::Gaps;
use wire::Channel;
use yew::prelude::*;

use crate::model::app_action::{Action, UiAction};
use crate::model::race::demo_plan::{self, Demo, DemoPlan};
use crate::platform::clock::now_ms;
use crate::platform::task::AbortOnDrop;
use crate::platform::visibility;
use crate::services::api;

/// When the first event is fired, and when the demonstration ends, in ms from its beginning.
const FIRST_MS: f64 = 2000.0;
const END_MS: f64 = 120_000.0;

/// Runs the demonstration on a channel while it is to run; says so when it has come to its end.
#[hook]
pub fn use_demo(channel: &Channel, demo: Demo, dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    use_effect_with((channel.clone(), demo.running, demo.plan), move |(channel, running, plan)| {
        let task = running.then(|| AbortOnDrop::spawn(run_demo(channel.clone(), *plan, dispatch)));
        move || drop(task)
    });
}

async fn run_demo(channel: Channel, plan: DemoPlan, dispatch: Callback<Action>) {
    let began = now_ms();
    let mut gaps = Gaps::new(plan.seed, plan.mean_ms);
    let mut due = began + FIRST_MS;
    for nth in 0.. {
        let wait = due - now_ms();
        if wait > 0.0 {
            TimeoutFuture::new(wait as u32).await;
        }
        visibility::until_shown().await;
        if now_ms() - began > END_MS {
            break;
        }
        // The connection shows that a relay is away. The demonstration goes on.
        drop(api::fire(&demo_plan::request(&channel, nth)).await);
        due = (due + gaps.next_ms()).max(now_ms());
    }
    dispatch.emit(UiAction::Demo(false).into());
}
