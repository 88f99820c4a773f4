use measure::{
    Bytes, Context, Kind, Lane, Lanes, Offset, Outcome, Quantiles, Random, Tally, advantage, empty_share, figures,
    latency, mean_advantage_ms, observed_rate_per_ms,
};

use crate::{context, delivery, outcome};

/// Any outcome a lane could record, and some that none should: late, doubled and reordered events,
/// a clock that jumps, a seq without its t₀.
fn any_outcome(random: &mut Random) -> Outcome {
    let mut below = |n: u64| random.bits() % n;
    let lane = if below(2) == 0 { Lane::Push } else { Lane::Pull };
    let kinds = [Kind::Open, Kind::Delivered, Kind::Delivered, Kind::Empty, Kind::Failed, Kind::TimedOut];
    let kind = kinds[below(6) as usize];
    let start_ms = below(60_000_000) as f64 / 1000.3;
    let end_ms = start_ms + below(3_000_000) as f64 / 999.7 - 200.0;
    if kind != Kind::Delivered {
        return outcome(lane, kind, start_ms, end_ms);
    }
    let events: Vec<(u64, f64)> = (0..below(4)).map(|_| (below(30), below(60_000_000) as f64 / 1000.0)).collect();
    let mut delivery = delivery(lane, end_ms, &events);
    delivery.start_ms = start_ms + crate::EPOCH_MS;
    if below(20) == 0 {
        delivery.t0_us.pop();
    }
    delivery
}

fn assert_agree(tally: &Tally, outcomes: &[Outcome], context: &Context) {
    assert_eq!(tally.figures(context), figures(outcomes, context));
    assert_eq!(tally.empty_share(), empty_share(outcomes));
    assert_eq!(tally.mean_advantage_ms(), mean_advantage_ms(outcomes));
    assert_eq!(tally.observed_rate_per_ms(), observed_rate_per_ms(outcomes));
    let advantages = advantage(outcomes);
    let compared = tally.compared(context.offset);
    let ahead = Quantiles::from_one(advantages.iter().map(|(_, ms)| *ms));
    assert_eq!(compared.advantage_ms, ahead);
    for (lane, of_lane) in [(Lane::Push, compared.push_ms), (Lane::Pull, compared.pull_ms)] {
        let all = context.offset.map(|offset| latency(outcomes, lane, offset)).unwrap_or_default();
        let both = all.iter().filter(|(seq, _)| advantages.iter().any(|(other, _)| other == seq));
        assert_eq!(of_lane, Quantiles::from_one(both.map(|(_, ms)| *ms)), "of the events of both lanes");
    }
    for seq in 0..30 {
        let expected = advantages.iter().find(|(other, _)| *other == seq).map(|(_, ms)| *ms);
        assert_eq!(tally.advantage_of(seq), expected, "event {seq}");
    }
}

/// After every single outcome, with every kind of context.
#[test]
fn a_tally_says_what_the_batch_says() {
    let pull = Some(Bytes { up: 1, down: 2 });
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let (mut tally, mut outcomes) = (Tally::new(), Vec::new());
        assert_agree(&tally, &outcomes, &context());
        for i in 0..240 {
            let outcome = any_outcome(&mut random);
            tally.add(&outcome);
            outcomes.push(outcome);
            let offset_ms = random.fraction() * 500.0 - 250.0;
            let offset = (i % 7 != 0).then_some(Offset { offset_ms, rtt_ms: 3.0 });
            let bytes = Lanes { push: None, pull };
            assert_agree(&tally, &outcomes, &Context { offset, bytes, ..context() });
        }
        assert!(advantage(&outcomes).len() > 10, "the run was worth it");
    }
}

#[test]
fn collected_extended_or_added_is_the_same() {
    let mut random = Random::new(9);
    let outcomes: Vec<Outcome> = (0..50).map(|_| any_outcome(&mut random)).collect();
    let collected: Tally = outcomes.iter().collect();
    let mut grown: Tally = outcomes[..20].iter().collect();
    assert_ne!(grown, collected);
    grown.extend(&outcomes[20..]);
    assert_eq!(grown, collected);
    assert_eq!(Tally::default(), [].iter().collect());
}
