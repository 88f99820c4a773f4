//! Runs the demonstration of the first thirty seconds.

use gloo_timers::future::TimeoutFuture;
use measure::Gaps;
use wire::Channel;
use yew::prelude::*;

use crate::model::app_action::Action;
use crate::model::race::demo_plan::{Demo, Plan, shot};
use crate::platform::clock::now_ms;
use crate::platform::task::Task;
use crate::platform::visibility;
use crate::services::api;

/// When the first event is fired, and when the demonstration ends, in ms.
const FIRST_MS: f64 = 2000.0;
const LONG_MS: f64 = 120_000.0;

/// Runs the demonstration on a channel while it is to run; says so when it has come to its end.
#[hook]
pub fn use_demo(channel: &Channel, demo: Demo, dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    use_effect_with((channel.clone(), demo.running, demo.plan), move |(channel, running, plan)| {
        let task = running.then(|| Task::spawn(perform(channel.clone(), *plan, dispatch)));
        move || drop(task)
    });
}

async fn perform(channel: Channel, plan: Plan, dispatch: Callback<Action>) {
    let began = now_ms();
    let mut gaps = Gaps::new(plan.seed, plan.mean_ms);
    let mut due = began + FIRST_MS;
    for nth in 0.. {
        let wait = due - now_ms();
        if wait > 0.0 {
            TimeoutFuture::new(wait as u32).await;
        }
        visibility::until_shown().await;
        if now_ms() - began > LONG_MS {
            break;
        }
        // A relay that is away is the connection's to tell; the demonstration goes on.
        drop(api::fire(&shot(&channel, nth)).await);
        due = (due + gaps.next_ms()).max(now_ms());
    }
    dispatch.emit(Action::Demo(false));
}
