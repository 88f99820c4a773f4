use serde::{Deserialize, Serialize};

use crate::{Bytes, Context, Figures, LaneFigures, Lanes, Offset, Outcome, Quantiles, Transport, figures};

/// What a run was made with: enough to set it up again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// How the push lane moves its events.
    pub push: Transport,
    /// How the pull lane moves its events.
    pub pull: Transport,
    /// How often the pull lane asks, ms.
    pub interval_ms: f64,
    /// Whether pull sends conditional requests (304 when nothing changed).
    pub conditional: bool,
    /// The mean gap of the events fired by the run itself, ms; `None` when it fired none.
    pub mean_gap_ms: Option<f64>,
    /// The seed of those gaps, where they had one.
    pub seed: Option<u32>,
    /// How far the clocks were apart: without it no latency can be worked out again.
    pub clock: Option<Offset>,
}

/// A run as it is exported by the page and printed by `gancho race --json`:
/// `{"settings":{…},"lanes":{"push":L,"pull":L},"advantage_ms":Q,"outcomes":[…]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// What the run was made with.
    pub settings: Settings,
    /// The figures of each lane.
    pub lanes: Lanes<LaneFigures>,
    /// How much sooner push had the same event, ms.
    pub advantage_ms: Quantiles,
    /// The rows everything above was worked out from.
    pub outcomes: Vec<Outcome>,
}

impl Export {
    /// A run with its figures worked out from `outcomes`.
    pub fn new(settings: Settings, bytes: Lanes<Option<Bytes>>, outcomes: Vec<Outcome>) -> Self {
        let Figures { push, pull, advantage_ms } = figures(&outcomes, &context(&settings, bytes));
        Export { settings, lanes: Lanes { push, pull }, advantage_ms, outcomes }
    }

    /// The figures as they are written in the export.
    pub fn figures(&self) -> Figures {
        let Lanes { push, pull } = self.lanes;
        Figures { push, pull, advantage_ms: self.advantage_ms }
    }

    /// The figures worked out again from the outcomes: the check of an export that was read. Bytes
    /// alone are taken as written; only the relay's meter knows them.
    pub fn recompute(&self) -> Figures {
        let bytes = Lanes { push: bytes(&self.lanes.push), pull: bytes(&self.lanes.pull) };
        figures(&self.outcomes, &context(&self.settings, bytes))
    }
}

fn context(settings: &Settings, bytes: Lanes<Option<Bytes>>) -> Context {
    let transports = Lanes { push: settings.push, pull: settings.pull };
    Context { transports, offset: settings.clock, bytes }
}

fn bytes(lane: &LaneFigures) -> Option<Bytes> {
    Some(Bytes { up: lane.bytes_up?, down: lane.bytes_down? })
}
