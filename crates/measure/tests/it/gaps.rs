use measure::{Gaps, MEAN_GAP_MS, Random};

/// The published outputs of SplitMix64 for seed 1234567.
#[test]
fn the_generator_is_splitmix64() {
    let mut random = Random::new(1_234_567);
    assert_eq!(random.bits(), 6_457_827_717_110_365_317);
    assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    assert_eq!(random.bits(), 9_817_491_932_198_370_423);
}

#[test]
fn a_seed_gives_its_run_again() {
    let first = |seed| Gaps::new(seed, MEAN_GAP_MS).take(20).collect::<Vec<f64>>();
    assert_eq!(first(42), first(42));
    assert_ne!(first(42), first(43));
}

#[test]
fn fractions_fill_zero_to_one() {
    let mut random = Random::new(7);
    let fractions: Vec<f64> = (0..10_000).map(|_| random.fraction()).collect();
    assert!(fractions.iter().all(|f| (0.0..1.0).contains(f)));
    let mean = fractions.iter().sum::<f64>() / 10_000.0;
    assert!((mean - 0.5).abs() < 0.015, "5 σ of an even distribution: {mean}");
}

/// Of an exponential distribution the mean is the mean, a share of e^(−1) is longer than it and
/// e^(−3) longer than three of it. Periodic or even gaps fail this.
#[test]
fn gaps_are_exponential() {
    let gaps: Vec<f64> = Gaps::new(1, MEAN_GAP_MS).take(20_000).collect();
    let mean = gaps.iter().sum::<f64>() / 20_000.0;
    assert!((mean / MEAN_GAP_MS - 1.0).abs() < 0.03, "4 σ: {mean}");
    for k in [1.0, 3.0] {
        let longer = gaps.iter().filter(|gap| **gap > k * MEAN_GAP_MS).count();
        let share = longer as f64 / 20_000.0;
        assert!((share - (-k).exp()).abs() < 0.014, "longer than {k} means: {share}");
    }
    assert!(gaps.iter().all(|gap| *gap >= 0.0));
}

#[test]
fn a_mean_that_is_none_becomes_the_usual_one() {
    for mean_ms in [0.0, -5.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Gaps::new(3, mean_ms), Gaps::new(3, MEAN_GAP_MS));
    }
    assert_ne!(Gaps::new(3, 1_000.0), Gaps::new(3, MEAN_GAP_MS));
}
