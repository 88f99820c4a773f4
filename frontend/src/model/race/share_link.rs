//! A run to take away: its JSON, and a link that sets it up again.

use measure::{Export, Figures, Lanes, Settings, Transport};

use crate::model::race::demo_plan::DemoPlan;
use crate::model::race::settings::{INTERVAL_MS, RaceSettings};
use crate::model::race::state::RaceState;

/// The run as JSON: the shape that `gancho race --json` prints too.
#[must_use]
pub fn export(race: &RaceState, plan: Option<DemoPlan>) -> String {
    let RaceSettings { push, pull, interval_ms, conditional } = race.settings();
    let settings = Settings {
        push,
        pull,
        interval_ms,
        conditional,
        mean_gap_ms: plan.map(|plan| plan.mean_ms),
        seed: plan.map(|plan| plan.seed),
        clock: race.offset(),
    };
    // The figures as they are shown. A test compares them with figures that are computed again from
    // the outcomes.
    let Figures { push, pull, advantage_ms } = race.figures();
    let export = Export {
        settings,
        lanes: Lanes { push, pull },
        advantage_ms,
        outcomes: race.outcomes().to_vec(),
    };
    serde_json::to_string(&export).unwrap_or_default()
}

/// The query of a link to a race with these settings.
#[must_use]
pub fn query(settings: RaceSettings, plan: DemoPlan) -> String {
    let push = if settings.push == Transport::Sse { "sse" } else { "websocket" };
    let pull = if settings.pull == Transport::LongPoll { "long" } else { "short" };
    let conditional = if settings.conditional { "&conditional=on" } else { "" };
    format!(
        "?push={push}&pull={pull}&interval={}&gap={}{conditional}",
        settings.interval_ms.round() as u64,
        plan.mean_ms.round() as u64
    )
}

/// The link itself. `base` is the page's address up to its path, `hash` its fragment.
#[must_use]
pub fn link(base: &str, hash: &str, settings: RaceSettings, plan: DemoPlan) -> String {
    // An event of it is no part of the race.
    let channel = hash.split('/').next().unwrap_or_default();
    format!("{base}/{}{channel}", query(settings, plan))
}

/// The settings that parameters of an address ask for; a value that makes no sense is left out.
#[must_use]
pub fn settings_of(asked: impl Fn(&str) -> Option<String>) -> RaceSettings {
    let usual = RaceSettings::default();
    let is = |name: &str, value: &str| asked(name).is_some_and(|asked| asked == value);
    let interval = asked("interval").and_then(|text| text.parse::<u32>().ok()).map(f64::from);
    RaceSettings {
        push: if is("push", "sse") { Transport::Sse } else { usual.push },
        pull: if is("pull", "long") { Transport::LongPoll } else { usual.pull },
        interval_ms: interval
            .map_or(usual.interval_ms, |ms| ms.clamp(INTERVAL_MS.0, INTERVAL_MS.1)),
        conditional: is("conditional", "on"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::state::push_outcome;
    use wire::Timestamp;

    const PLAN: DemoPlan = DemoPlan { mean_ms: 8000.0, seed: 7 };

    #[test]
    fn a_link_restores_the_settings() {
        for push in [Transport::WebSocket, Transport::Sse] {
            for (pull, conditional) in [(Transport::ShortPoll, true), (Transport::LongPoll, false)]
            {
                let settings = RaceSettings { push, pull, interval_ms: 750.0, conditional };
                let query = query(settings, PLAN);
                let asked = |name: &str| {
                    let mut pairs =
                        form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
                    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
                };
                assert_eq!(settings_of(asked), settings);
            }
        }
    }

    #[test]
    fn nonsense_in_an_address_leaves_what_is_usual() {
        let asked = |name: &str| Some(if name == "interval" { "NaN" } else { "?" }.to_owned());
        assert_eq!(settings_of(asked), RaceSettings::default());
        assert_eq!(settings_of(|_| Some("1".into())).interval_ms, 250.0);
    }

    #[test]
    fn an_export_read_again_gives_the_same_numbers() {
        let mut race = RaceState::default();
        race.pong(0.0, 2.0, Timestamp(1000));
        for seq in 1..=6 {
            race.record(push_outcome(
                seq,
                Timestamp(seq as i64 * 1_000_000),
                seq as f64 * 1000.0 + 3.25,
            ));
        }
        let read: Export = serde_json::from_str(&export(&race, Some(PLAN))).unwrap();
        assert_eq!(read.recompute(), race.figures());
        assert_eq!(read.settings.seed, Some(7));
    }
}
