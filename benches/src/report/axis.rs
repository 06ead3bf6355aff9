//! A logarithmic axis of ratios.

/// Beyond 2^20, a million times, bars end at the border.
const MOST: f64 = 20.0;

/// How many ticks have room for their labels.
const TICKS: i32 = 7;

/// Puts ratios on a line: each doubling is equally long, and 1 is always on it.
#[derive(Debug)]
pub(super) struct LogAxis {
    /// The powers of two at both ends.
    low: i32,
    high: i32,
    /// Where the ends are drawn.
    left: f64,
    right: f64,
}

impl LogAxis {
    /// Makes an axis between `left` and `right` on which all of the ratios lie.
    pub(super) fn covering(
        ratios: impl IntoIterator<Item = f64>,
        left: f64,
        right: f64,
    ) -> LogAxis {
        let (mut low, mut high) = (-1, 1);
        for power in ratios.into_iter().map(power) {
            low = low.min(power.floor() as i32);
            high = high.max(power.ceil() as i32);
        }
        LogAxis { low, high, left, right }
    }

    /// Returns where a ratio is drawn.
    pub(super) fn x(&self, ratio: f64) -> f64 {
        let (low, high) = (f64::from(self.low), f64::from(self.high));
        let share = (power(ratio).clamp(low, high) - low) / (high - low);
        self.left + share * (self.right - self.left)
    }

    /// Returns the ratios to mark with their labels: 1 and powers of two around it.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let step = (self.high - self.low) / TICKS + 1;
        let powers = (self.low..=self.high).filter(|power| power % step == 0);
        let label = |power: i32| match 2_u64.pow(power.unsigned_abs()) {
            size if power < 0 => format!("1/{size}×"),
            size => format!("{size}×"),
        };
        powers.map(|power| (2_f64.powi(power), label(power))).collect()
    }
}

/// Which power of two a ratio is; those without one count as 1.
fn power(ratio: f64) -> f64 {
    let power = ratio.log2();
    if power.is_nan() { 0.0 } else { power.clamp(-MOST, MOST) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doublings_are_equally_long() {
        let axis = LogAxis::covering([0.3, 3.0], 0.0, 40.0);
        let places: Vec<f64> =
            [0.25, 0.5, 1.0, 2.0, 4.0].map(|ratio| axis.x(ratio)).into();
        assert_eq!(places, [0.0, 10.0, 20.0, 30.0, 40.0]);
    }

    #[test]
    fn one_is_on_every_axis_and_no_axis_is_crowded() {
        let ratios =
            [0.0, 1e-300, 0.01, 0.9, 1.0, 7.0, 1e5, f64::MAX, f64::NAN, -1.0];
        for low in ratios {
            for high in ratios {
                let axis = LogAxis::covering([low, high], 10.0, 20.0);
                assert!((10.0..=20.0).contains(&axis.x(low)));
                let ticks = axis.ticks();
                assert!(ticks.contains(&(1.0, "1×".to_string())));
                assert!((2..=8).contains(&ticks.len()), "{ticks:?}");
            }
        }
    }
}
