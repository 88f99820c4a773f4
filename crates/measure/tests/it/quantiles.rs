use measure::Quantiles;

fn of(values: impl IntoIterator<Item = u32>) -> Quantiles {
    Quantiles::of(values.into_iter().map(f64::from))
}

fn all(n: usize, p50: f64, p95: f64, max: f64) -> Quantiles {
    Quantiles { n, p50: Some(p50), p95: Some(p95), max: Some(max) }
}

#[test]
fn nothing_is_said_below_five() {
    assert_eq!(of([]), Quantiles { n: 0, p50: None, p95: None, max: None });
    assert_eq!(of([3, 1, 2, 9]), Quantiles { n: 4, p50: None, p95: None, max: None });
}

/// The median of 5 is the 3rd, of 6 the mean of 3rd and 4th; p95 is at rank ⌈p·n/100⌉: the 5th (4.75) and 6th (5.7).
#[test]
fn by_hand() {
    assert_eq!(of([50, 10, 40, 20, 30]), all(5, 30.0, 50.0, 50.0));
    assert_eq!(of([60, 50, 10, 40, 20, 30]), all(6, 35.0, 60.0, 60.0));
}

/// p95 of 20 is exactly the 19th; of 21, the 20th (19.95); of 100 and 101.
#[test]
fn p95_is_not_the_maximum_from_twenty_on() {
    assert_eq!(of((1..=20).rev()), all(20, 10.5, 19.0, 20.0));
    assert_eq!(of(1..=21), all(21, 11.0, 20.0, 21.0));
    assert_eq!(of(1..=100), all(100, 50.5, 95.0, 100.0));
    assert_eq!(of(1..=101), all(101, 51.0, 96.0, 101.0));
}

#[test]
fn negative_samples_sort_first() {
    let ms = [3.0, -1.5, 0.0, -2.0, 1.0];
    assert_eq!(Quantiles::of(ms), all(5, 0.0, 3.0, 3.0));
}

/// For a page that says its n: of 1 the one, of 2 and 4 the mean of the middle two; the rest from five on.
#[test]
fn a_median_may_be_given_from_one_on() {
    let median = |ms: &[f64]| Quantiles::from_one(ms.iter().copied());
    assert_eq!(median(&[]), Quantiles::default());
    for (ms, p50) in [(&[7.0][..], 7.0), (&[9.0, 7.0], 8.0), (&[4.0, 1.0, 3.0, 2.0], 2.5)] {
        assert_eq!(median(ms), Quantiles { n: ms.len(), p50: Some(p50), p95: None, max: None });
    }
    assert_eq!(median(&[50.0, 10.0, 40.0, 20.0, 30.0]), all(5, 30.0, 50.0, 50.0));
}
