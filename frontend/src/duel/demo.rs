//! The first thirty seconds: the page acts as the provider and fires real webhooks at its own channel, at random times. It
//! stops by itself, at the first webhook of somebody else's, or with one press.

use gloo_timers::future::TimeoutFuture;
use measure::{Gaps, MEAN_GAP_MS};
use wire::{Channel, Event};
use yew::prelude::*;

use crate::api::{self, Shot};
use crate::browser;
use crate::clock::now_ms;
use crate::state::Action;
use crate::task::Task;

/// When the first event is fired, and when the demonstration ends, in ms.
const FIRST_MS: f64 = 2000.0;
const LONG_MS: f64 = 120_000.0;
/// The header that tells a webhook of the demonstration from others.
pub const HEADER: &str = "x-gancho-demo";

/// How a demonstration runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Mean time between events, in ms; their gaps are exponentially distributed, so that no interval of a poll fits them.
    pub mean_ms: f64,
    /// What the gaps are drawn from.
    pub seed: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self { mean_ms: MEAN_GAP_MS, seed: 0 }
    }
}

impl Plan {
    /// As the address asks (`?gap=`, `?seed=`), else eight seconds and a seed of its own.
    #[must_use]
    pub fn read() -> Self {
        let number = |name: &str| browser::asked(name).and_then(|text| text.parse::<u32>().ok());
        Self {
            mean_ms: number("gap").map_or(MEAN_GAP_MS, f64::from).clamp(100.0, 60_000.0),
            seed: number("seed").unwrap_or_else(|| (js_sys::Math::random() * f64::from(u32::MAX)) as u32),
        }
    }
}

/// The demonstration of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Demo {
    /// It may begin by itself.
    pub wanted: bool,
    /// It runs.
    pub running: bool,
    /// How.
    pub plan: Plan,
}

impl Demo {
    /// As the address asks: `?demo=off` keeps it from beginning by itself.
    #[must_use]
    pub fn read() -> Self {
        let wanted = browser::asked("demo").is_none_or(|asked| asked != "off");
        Self { wanted, running: false, plan: Plan::read() }
    }
}

impl Demo {
    /// Ends it; from now on it begins only when it is asked to.
    pub fn end(&mut self) {
        (self.wanted, self.running) = (false, false);
    }
}

/// True for a webhook that a demonstration fired.
#[must_use]
pub fn is_of_demo(event: &Event) -> bool {
    event.headers.0.iter().any(|(name, _)| name == HEADER)
}

/// Runs the demonstration on a channel while it is to run; says so when it has come to its end.
#[hook]
pub fn use_demo(channel: &Channel, demo: Demo, act: &Callback<Action>) {
    let act = act.clone();
    use_effect_with((channel.clone(), demo.running, demo.plan), move |(channel, running, plan)| {
        let task = running.then(|| Task::spawn(perform(channel.clone(), *plan, act)));
        move || drop(task)
    });
}

async fn perform(channel: Channel, plan: Plan, act: Callback<Action>) {
    let began = now_ms();
    let mut gaps = Gaps::new(plan.seed, plan.mean_ms);
    let mut due = began + FIRST_MS;
    for nth in 0.. {
        let wait = due - now_ms();
        if wait > 0.0 {
            TimeoutFuture::new(wait as u32).await;
        }
        browser::until_shown().await;
        if now_ms() - began > LONG_MS {
            break;
        }
        // A relay that is away is the connection's to tell; the demonstration goes on.
        drop(api::fire(&shot(&channel, nth)).await);
        due = (due + gaps.next_ms()).max(now_ms());
    }
    act.emit(Action::Demo(false));
}

/// What the provider says, in turns.
const BODIES: [&str; 4] = [
    r#"{"pix":[{"txid":"7d9f0335","valor":"49.90","pagador":{"nome":"Bia Souza"},"infoPagador":"Pedido 41: caneca azul"}]}"#,
    r#"{"evento":"pedido.pago","pedido":41,"cliente":"Bia Souza","total":49.90}"#,
    r#"{"update_id":90210,"message":{"message_id":7,"chat":{"id":42,"type":"private"},"from":{"first_name":"Ana"},"text":"/start"}}"#,
    r#"{"evento":"entrega.saiu","pedido":41,"codigo":"QB123456789BR"}"#,
];

fn shot(channel: &Channel, nth: usize) -> Shot {
    Shot {
        method: "POST".into(),
        path: api::webhook_path(channel),
        headers: vec![("content-type".into(), "application/json".into()), (HEADER.into(), (nth + 1).to_string())],
        body: Some(BODIES[nth % BODIES.len()].into()),
    }
}
