//! The initial state: from the page's address, and from the last visit.

use measure::MEAN_GAP_MS;

use crate::model::app_state::AppState;
use crate::model::race::demo_plan::{Demo, DemoPlan};
use crate::model::race::tasks::TasksDone;
use crate::model::route;
use crate::model::ui_state::UiState;
use crate::platform::location::{self, query_param};
use crate::platform::storage::storage_get;
use crate::state::{layout, preferences};

/// The state to start with.
#[must_use]
pub fn initial_state() -> AppState {
    let (channel, pending_seq) = route::of_hash(&location::hash());
    let done = storage_get("tasks").map(|text| TasksDone::from_text(&text)).unwrap_or_default();
    let ui = UiState {
        prefs: preferences::load(),
        layout: layout::load(),
        done,
        demo: demo(),
        ..UiState::default()
    };
    AppState { channel, pending_seq, ui, ..AppState::default() }
}

/// The demonstration as the address asks for it: `?demo=off` keeps it from beginning by itself;
/// `?gap=` and `?seed=` say how it runs.
fn demo() -> Demo {
    let number = |name: &str| query_param(name).and_then(|text| text.parse::<u32>().ok());
    let plan = DemoPlan {
        mean_ms: number("gap").map_or(MEAN_GAP_MS, f64::from).clamp(100.0, 60_000.0),
        seed: number("seed")
            .unwrap_or_else(|| (js_sys::Math::random() * f64::from(u32::MAX)) as u32),
    };
    Demo { wanted: query_param("demo").is_none_or(|asked| asked != "off"), running: false, plan }
}
