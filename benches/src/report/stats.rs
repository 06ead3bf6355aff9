//! Medians, spreads, and the ratio of two entrants.
//!
//! On a shared machine the noise is one-sided and has a long tail: something else
//! runs, and a round takes longer. The median and the quartiles don't see that
//! tail, where a mean and a standard deviation are mostly made of it.
//!
//! Samples that aren't finite are left out everywhere: they are rounds without a
//! measurement.

/// The ratio of two entrants over all rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The median of the rounds' ratios.
    pub median: f64,
    /// The [`spread`] of the rounds' ratios.
    pub spread: Option<f64>,
}

/// Returns the middle of the samples, or the mean of the middle two.
///
/// ```
/// # use benches::report::stats::median;
/// assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
/// assert_eq!(median(&[]), None);
/// ```
#[must_use]
pub fn median(samples: &[f64]) -> Option<f64> {
    quantile(&sorted(samples), 0.5)
}

/// Returns half the interquartile range over the median, as a fraction.
///
/// So half of the rounds are within about `median × (1 ± spread)`. It is the
/// quartiles' counterpart of a relative standard deviation. A single sample has no
/// spread, and neither have samples whose median is zero.
///
/// ```
/// # use benches::report::stats::spread;
/// assert_eq!(spread(&[8.0, 9.0, 10.0, 11.0, 12.0]), Some(0.1));
/// ```
#[must_use]
pub fn spread(samples: &[f64]) -> Option<f64> {
    let sorted = sorted(samples);
    if sorted.len() < 2 {
        return None;
    }
    let half_range = quantile(&sorted, 0.75)? / 2.0 - quantile(&sorted, 0.25)? / 2.0;
    let spread = half_range / quantile(&sorted, 0.5)?.abs();
    spread.is_finite().then_some(spread)
}

/// Returns how many times `ours` goes into `peer`: above 1, `ours` is the smaller.
///
/// Entrants run side by side in each round, so what slows a round down slows both.
/// The ratio is therefore taken in each round, and the median of those ratios
/// is the answer: a slow spell cancels out, which it wouldn't in a ratio of two
/// medians. If the lengths differ, nobody knows which samples were taken together,
/// and the ratio of the medians, which has no spread, has to do.
///
/// A ratio with zero, or with less, means nothing and is left out.
///
/// ```
/// # use benches::report::stats::ratio;
/// // The second round was three times as slow for both.
/// let ratio = ratio(&[10.0, 30.0, 10.0], &[20.0, 60.0, 20.0]);
/// assert_eq!(ratio.map(|ratio| ratio.median), Some(2.0));
/// ```
#[must_use]
pub fn ratio(ours: &[f64], peer: &[f64]) -> Option<Ratio> {
    let ratios: Vec<f64> = if ours.len() == peer.len() {
        peer.iter().zip(ours).filter_map(|(&peer, &ours)| over(peer, ours)).collect()
    } else {
        over(median(peer)?, median(ours)?).into_iter().collect()
    };
    Some(Ratio { median: median(&ratios)?, spread: spread(&ratios) })
}

fn over(above: f64, below: f64) -> Option<f64> {
    let ratio = above / below;
    (above > 0.0 && below > 0.0 && ratio > 0.0 && ratio.is_finite()).then_some(ratio)
}

fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> =
        samples.iter().copied().filter(|sample| sample.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Interpolates between the two samples next to the place that is asked for.
fn quantile(sorted: &[f64], fraction: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * fraction;
    let (low, high) =
        (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    // Each is weighed by itself, since their difference could overflow; the clamp
    // keeps what rounding does between the two.
    let weight = place.fract();
    Some((low * (1.0 - weight) + high * weight).clamp(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_does_not_depend_on_the_order() {
        let mut samples = [5.0, 1.0, 4.0, 2.0];
        // Heap's algorithm visits all 24 orders.
        fn each_order(samples: &mut [f64; 4], count: usize) {
            if count == 1 {
                assert_eq!(median(samples), Some(3.0), "{samples:?}");
                assert_eq!(spread(samples), Some(1.25 / 3.0), "{samples:?}");
                return;
            }
            for at in 0..count {
                each_order(samples, count - 1);
                samples
                    .swap(if count.is_multiple_of(2) { at } else { 0 }, count - 1);
            }
        }
        each_order(&mut samples, 4);
    }

    #[test]
    fn nothing_has_no_median_spread_or_ratio() {
        for nothing in [&[][..], &[f64::NAN], &[f64::INFINITY, f64::NEG_INFINITY]] {
            assert_eq!(median(nothing), None);
            assert_eq!(spread(nothing), None);
            assert_eq!(ratio(nothing, &[1.0]), None);
            assert_eq!(ratio(&[1.0], nothing), None);
        }
    }

    #[test]
    fn one_sample_has_a_median_and_no_spread() {
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(spread(&[7.0]), None);
        assert_eq!(spread(&[7.0, 7.0]), Some(0.0));
    }

    #[test]
    fn median_and_spread_are_finite_for_the_largest_samples() {
        assert_eq!(median(&[f64::MAX, f64::MAX]), Some(f64::MAX));
        assert_eq!(median(&[-f64::MAX, f64::MAX]), Some(0.0));
        assert_eq!(spread(&[-f64::MAX, f64::MAX]), None);
    }

    #[test]
    fn ratio_pairs_the_rounds() {
        // The medians are 2 and 10, but in each round the peer took twice as long.
        let ratio =
            ratio(&[1.0, 2.0, 50.0], &[2.0, 4.0, 100.0]).expect("three rounds");
        assert_eq!(ratio, Ratio { median: 2.0, spread: Some(0.0) });
    }

    #[test]
    fn ratio_of_different_lengths_is_that_of_the_medians() {
        let expected = Some(Ratio { median: 2.0, spread: None });
        assert_eq!(ratio(&[1.0, 2.0, 50.0], &[4.0]), expected);
    }

    #[test]
    fn rounds_without_a_measurement_are_left_out() {
        let ours = [0.0, f64::NAN, 2.0, -1.0];
        let ratio = ratio(&ours, &[1.0, 1.0, 6.0, 1.0]).expect("the third round");
        assert_eq!(ratio.median, 3.0);
    }
}
