//! A finished race as a person reads it.

use measure::{
    Lane, LaneFigures, MIN_SAMPLES, Offset, Quantiles, Transport, empty_share_theory, latency, mean_advantage_ms,
    mean_wait_ms, observed_rate_per_ms, shown_latency_ms,
};

use super::Finished;
use super::number::{duration, milliseconds, percent, seconds, uncertainty, whole};

/// What stands where too little was measured to say.
const UNKNOWN: &str = "—";

/// The whole report: who knew first, a table, theory beside measurement, and what the race does not show.
#[must_use]
pub fn report(race: &Finished) -> String {
    let mut text = format!("{}\n\n{}\n\n", verdict(&race.export.advantage_ms), setting(race));
    text += &columns(&table(race));
    let theory = theory(race);
    if !theory.is_empty() {
        text += "\n";
        text += &columns(&theory);
    }
    text += "\n";
    for note in notes(race).into_iter().chain(footnotes(race)) {
        text += &format!("{note}\n");
    }
    text
}

/// What went otherwise than planned, a sentence each; shown beside JSON too.
#[must_use]
pub fn notes(race: &Finished) -> Vec<String> {
    let mut notes = Vec::new();
    if race.interrupted {
        notes.push("Ended early: events of the last moment may be missing on a lane.".into());
    }
    if race.unsent > 0 {
        notes.push(format!("The relay did not take {} of the webhooks fired; they are not in the race.", race.unsent));
    }
    for (lane, name) in [(Lane::Push, "Push"), (Lane::Pull, "Pull")] {
        if let Some(why) = race.last_failure.of(lane) {
            let failed = race.export.lanes.of(lane).failed;
            notes.push(format!("{name} failed {failed} times, the last because: {why}"));
        }
        match race.unseen.of(lane) {
            0 => {}
            unseen => notes.push(format!("{name} had not seen {} when the race ended.", events(*unseen))),
        }
    }
    if race.restarts > 0 {
        notes.push("The relay came back without its events: the race started again, and shows what came after.".into());
    }
    if race.meter_lost {
        notes.push("The relay was started anew during the race, and its meter with it: bytes are not known.".into());
    }
    notes
}

/// Who knew first, and by how much: `Push knew 1.01 s before pull`.
pub(super) fn headline(ms: f64) -> String {
    let by = duration(ms.abs());
    if ms >= 0.0 { format!("Push knew {by} before pull") } else { format!("Pull knew {by} before push") }
}

fn verdict(advantage: &Quantiles) -> String {
    match (advantage.p50, advantage.n) {
        (Some(ms), n) => format!("{} (median of {n})", headline(ms)),
        (None, 0) => "No event came on both lanes: nothing to compare.".into(),
        (None, n) => {
            format!(
                "{} came on both lanes; from {MIN_SAMPLES} on there is a median. Race for longer.",
                events(n as u64)
            )
        }
    }
}

fn setting(race: &Finished) -> String {
    let settings = &race.export.settings;
    let fired = match settings.mean_gap_ms {
        Some(gap) => {
            let seed = settings.seed.map(|seed| format!(" (--seed {seed})")).unwrap_or_default();
            let count = whole(race.fired.len() as u64);
            format!("{count} webhooks fired, one every {} on average{seed}", seconds(gap))
        }
        None => "no webhook fired".into(),
    };
    format!("{} on {}, channel {}: {fired}", seconds(race.length_ms), race.relay, race.channel)
}

/// Label, push, pull.
type Row = [String; 3];

fn table(race: &Finished) -> Vec<Row> {
    let export = &race.export;
    let (push, pull) = (&export.lanes.push, &export.lanes.pull);
    let both = |label: &str, figure: &dyn Fn(&LaneFigures) -> String| [label.into(), figure(push), figure(pull)];
    // The offset moves latencies, and not how many there are.
    let events = |lane| whole(latency(&export.outcomes, lane, Offset { offset_ms: 0.0, rtt_ms: 0.0 }).len() as u64);
    let pull_only = |label: &str, figure: String| [label.into(), String::new(), figure];
    let spread = |q: fn(&Quantiles) -> Option<f64>| {
        move |lane: &LaneFigures| q(&lane.latency_ms).map_or(UNKNOWN.into(), |ms| milliseconds(shown_latency_ms(ms)))
    };
    let ahead = |ms: Option<f64>| ms.map_or(UNKNOWN.into(), milliseconds);
    let bytes = |bytes: Option<u64>| bytes.map_or(UNKNOWN.into(), whole);
    let share = pull.empty_share().map(|share| format!("{} of completed", percent(share))).unwrap_or_default();
    let how = if export.settings.conditional { "conditional, " } else { "" };
    let pace = match pull.transport {
        Transport::ShortPoll => format!("{how}every {}", seconds(export.settings.interval_ms)),
        _ => how.trim_end_matches(", ").to_owned(),
    };
    let mut rows = vec![
        ["".into(), "Push".into(), "Pull".into()],
        both("", &|lane| name(lane.transport).into()),
        pull_only("", pace),
        both("Requests", &|lane| whole(lane.requests)),
        pull_only("  empty", whole(pull.empty)),
        pull_only("", share),
        both("  failed", &|lane| whole(lane.failed)),
        pull_only("  timed out", whole(pull.timed_out)),
        both("  delivered", &|lane| whole(lane.delivered)),
        ["Events".into(), events(Lane::Push), events(Lane::Pull)],
        both("Latency p50", &spread(|q| q.p50)),
        both("        p95", &spread(|q| q.p95)),
        both("        max", &spread(|q| q.max)),
        both("Bytes up", &|lane| bytes(lane.bytes_up)),
        both("Bytes down", &|lane| bytes(lane.bytes_down)),
        ["Push ahead p50".into(), ahead(export.advantage_ms.p50), String::new()],
        ["           p95".into(), ahead(export.advantage_ms.p95), String::new()],
        ["           max".into(), ahead(export.advantage_ms.max), String::new()],
    ];
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    rows
}

/// What mathematics expects of a poll at a fixed rate, beside what was measured. A long poll has no interval.
fn theory(race: &Finished) -> Vec<Row> {
    let (export, interval) = (&race.export, race.export.settings.interval_ms);
    if export.settings.pull != Transport::ShortPoll {
        return Vec::new();
    }
    let wait = mean_advantage_ms(&export.outcomes).filter(|_| export.advantage_ms.n >= MIN_SAMPLES);
    let pull = &export.lanes.pull;
    let empty = pull.empty_share().filter(|_| pull.completed() >= MIN_SAMPLES as u64);
    let expected = observed_rate_per_ms(&export.outcomes).map(|rate| empty_share_theory(rate, interval));
    let shown = |share: Option<f64>| share.map_or(UNKNOWN.into(), percent);
    vec![
        ["".into(), "Expected".into(), "Measured".into()],
        ["Mean wait (T/2)".into(), milliseconds(mean_wait_ms(interval)), wait.map_or(UNKNOWN.into(), milliseconds)],
        ["Empty polls (e^(−λT))".into(), shown(expected), shown(empty)],
    ]
}

fn footnotes(race: &Finished) -> Vec<String> {
    let mut notes = Vec::new();
    notes.push(match race.export.settings.clock {
        Some(clock) => format!(
            "Latency: from the webhook's last byte at the relay to this program, ± {} for the clocks; {UNKNOWN} below {MIN_SAMPLES} \
             events. Ahead: both ends on this clock, so exact.",
            uncertainty(clock.uncertainty_ms())
        ),
        None => "Latency is unknown: no ping was answered, so nothing is known of the relay's clock.".into(),
    });
    notes.push("Bytes: counted by the relay at the socket; HTTP/1.1, without TLS and TCP.".into());
    notes.push(
        "The race shows the last hop only, relay → this program; not the way of a webhook from its provider to the relay."
            .into(),
    );
    notes
}

/// A table with the first column to the left and the others to the right.
fn columns(rows: &[Row]) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let [label, push, pull] = [width(0).max(22), width(1).max(12), width(2).max(18)];
    rows.iter().map(|[a, b, c]| format!("{}\n", format!("{a:label$}  {b:>push$}  {c:>pull$}").trim_end())).collect()
}

fn name(transport: Transport) -> &'static str {
    match transport {
        Transport::WebSocket => "WebSocket",
        Transport::Sse => "SSE",
        Transport::ShortPoll => "short poll",
        Transport::LongPoll => "long poll",
    }
}

fn events(n: u64) -> String {
    format!("{} event{}", whole(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use measure::{Bytes, Export, Kind, Lanes, Outcome, Settings};
    use wire::Channel;

    use super::*;

    /// Polls every 2 s; events at so many ms, each pushed after 2 ms.
    fn race(events_ms: &[f64]) -> Finished {
        let one = |lane, kind, start_ms, end_ms| Outcome { lane, kind, start_ms, end_ms, seqs: vec![], t0_us: vec![] };
        let us = |ms: f64| (ms * 1000.0) as i64;
        let mut outcomes = vec![one(Lane::Push, Kind::Open, 0.0, 1.0)];
        for (n, at) in events_ms.iter().enumerate() {
            let delivered = Outcome {
                seqs: vec![n as u64 + 1],
                t0_us: vec![us(*at)],
                ..one(Lane::Push, Kind::Delivered, at + 2.0, at + 2.0)
            };
            outcomes.push(delivered);
        }
        for poll in 1..=30 {
            let (from, to) = (f64::from(poll - 1) * 2000.0, f64::from(poll) * 2000.0);
            let found = || events_ms.iter().enumerate().filter(|(_, at)| (from..to).contains(*at));
            let kind = if found().count() > 0 { Kind::Delivered } else { Kind::Empty };
            outcomes.push(Outcome {
                seqs: found().map(|(n, _)| n as u64 + 1).collect(),
                t0_us: found().map(|(_, at)| us(*at)).collect(),
                ..one(Lane::Pull, kind, to, to + 2.0)
            });
        }
        let settings = Settings {
            push: Transport::WebSocket,
            pull: Transport::ShortPoll,
            interval_ms: 2000.0,
            conditional: false,
            mean_gap_ms: Some(7500.0),
            seed: Some(7),
            clock: Some(Offset { offset_ms: 0.0, rtt_ms: 0.4 }),
        };
        let bytes = Lanes { push: Some(Bytes { up: 900, down: 5100 }), pull: Some(Bytes { up: 4260, down: 12_345 }) };
        Finished {
            export: Export::new(settings, bytes, outcomes),
            relay: "http://127.0.0.1:7878".into(),
            channel: Channel::new("race").unwrap(),
            names: Lanes { push: "a".into(), pull: "b".into() },
            length_ms: 60_000.0,
            interrupted: false,
            fired: (1..=events_ms.len() as u64).collect(),
            unsent: 0,
            unseen: Lanes::default(),
            last_failure: Lanes::default(),
            restarts: 0,
            meter_lost: false,
        }
    }

    const EIGHT: [f64; 8] = [990.0, 1500.0, 4700.0, 11_000.0, 20_010.0, 31_000.0, 44_000.0, 50_990.0];

    #[test]
    fn the_whole_report() {
        let expected = "\
Push knew 1.01 s before pull (median of 8)

60 s on http://127.0.0.1:7878, channel race: 8 webhooks fired, one every 7.5 s on average (--seed 7)

                                Push                Pull
                           WebSocket          short poll
                                               every 2 s
Requests                           1                  30
  empty                                               23
                                        77% of completed
  failed                           0                   0
  timed out                                            0
  delivered                        8                   7
Events                             8                   8
Latency p50                     2 ms            1,012 ms
        p95                     2 ms            2,002 ms
        max                     2 ms            2,002 ms
Bytes up                         900               4,260
Bytes down                     5,100              12,345
Push ahead p50              1,010 ms
           p95              2,000 ms
           max              2,000 ms

                            Expected            Measured
Mean wait (T/2)             1,000 ms            1,226 ms
Empty polls (e^(−λT))            77%                 77%

Latency: from the webhook's last byte at the relay to this program, ± 0.2 ms for the clocks; — below 5 events. Ahead: \
both ends on this clock, so exact.
Bytes: counted by the relay at the socket; HTTP/1.1, without TLS and TCP.
The race shows the last hop only, relay → this program; not the way of a webhook from its provider to the relay.
";
        assert_eq!(report(&race(&EIGHT)), expected);
    }

    #[test]
    fn too_little_is_said_to_be_too_little() {
        let text = report(&race(&EIGHT[..4]));
        assert!(text.starts_with("4 events came on both lanes; from 5 on there is a median."), "{text}");
        for row in [
            "Latency p50                        —                   —",
            "Mean wait (T/2)             1,000 ms                   —",
        ] {
            assert!(text.contains(row), "{text}");
        }
        let text = report(&race(&[]));
        assert!(text.starts_with("No event came on both lanes"), "{text}");
        assert!(text.contains("Empty polls (e^(−λT))           100%                100%"), "{text}");
    }

    #[test]
    fn what_went_wrong_is_told() {
        let mut race = race(&EIGHT);
        assert_eq!(notes(&race), Vec::<String>::new());
        race.interrupted = true;
        race.unsent = 3;
        race.unseen.pull = 1;
        race.last_failure.pull = Some("Connection refused".into());
        race.restarts = 1;
        race.meter_lost = true;
        race.export.lanes.pull.bytes_up = None;
        race.export.settings.clock = None;
        let text = report(&race);
        for part in [
            "Ended early",
            "take 3 of",
            "Pull had not seen 1 event when",
            "Connection refused",
            "started again",
            "started anew",
            "Latency is unknown",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(text.contains("Bytes up                         900                   —"), "{text}");
    }

    #[test]
    fn a_long_poll_has_no_interval() {
        let mut race = race(&EIGHT);
        race.export.settings.pull = Transport::LongPoll;
        race.export.lanes.pull.transport = Transport::LongPoll;
        race.export.settings.conditional = true;
        let text = report(&race);
        assert!(!text.contains("T/2") && !text.contains("every 2 s") && text.contains("conditional\n"), "{text}");
    }

    #[test]
    fn pull_can_win_the_headline() {
        assert_eq!(headline(-40.0), "Pull knew 40 ms before push");
    }
}
