//! How a figure is written, in every report.

use crate::results::Unit;

/// What stands where there is no figure.
pub(super) const NONE: &str = "–";

/// From here on a figure is written with an exponent: nobody counts its digits.
const HUGE: f64 = 1e7;

/// Keeps a figure and its unit on one line.
pub(super) const NBSP: char = '\u{a0}';

/// Writes a median in its unit: `12.3 µs`, `184 B`, `1.87×`.
pub(super) fn figure(unit: Unit, value: f64) -> String {
    match unit {
        Unit::NanosPerOp => scaled(
            value,
            1000.0,
            &[("ns", 1e0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)],
        ),
        Unit::Bytes => {
            let kib = 1024.0;
            scaled(value, 10_000.0, &[("B", 1.0), ("KiB", kib), ("MiB", kib * kib)])
        }
        Unit::Throughput => times(value),
    }
}

/// Writes what a workload asks for: a ratio, a most or a least.
pub(super) fn demand(unit: Unit, must: f64) -> String {
    let sign = if unit == Unit::Bytes { "≤" } else { "≥" };
    match unit {
        Unit::NanosPerOp | Unit::Throughput => {
            format!("{sign}{NBSP}{}", times(must))
        }
        Unit::Bytes => format!("{sign}{NBSP}{}", figure(unit, must)),
    }
}

/// Writes a ratio, rounded down: what falls short of 1 is never printed as `1.00×`.
pub(super) fn times(ratio: f64) -> String {
    if ratio.abs() >= HUGE {
        return format!("{ratio:.1e}×");
    }
    if ratio.abs() >= 100.0 {
        return format!("{:.0}×", ratio.floor());
    }
    // The small addition is for decimals such as 0.29, which are a little less in
    // binary and would become 0.28.
    format!("{:.2}×", (ratio * 100.0 + 1e-9).floor() / 100.0)
}

/// Writes a spread: `±2.1%`; nothing if there is none.
pub(super) fn spread(spread: Option<f64>) -> String {
    match spread.map(|fraction| fraction * 100.0) {
        Some(percent) if percent >= HUGE => format!("±{percent:.1e}%"),
        Some(percent) if percent < 9.95 => format!("±{percent:.1}%"),
        Some(percent) => format!("±{percent:.0}%"),
        None => String::new(),
    }
}

/// Writes a figure and its spread, as far as there is one.
pub(super) fn measured(unit: Unit, value: f64, around: Option<f64>) -> String {
    format!("{} {}", figure(unit, value), spread(around)).trim_end().to_string()
}

/// Picks the unit in which the value is below `limit`, and writes three digits.
fn scaled(value: f64, limit: f64, units: &[(&str, f64)]) -> String {
    let mut text = String::new();
    for (name, size) in units {
        let value = value / size;
        text = match value.abs() {
            HUGE.. => format!("{value:.1e}{NBSP}{name}"),
            // A zero, and what is shown in whole numbers.
            0.0 | 99.95.. => format!("{value:.0}{NBSP}{name}"),
            9.995.. => format!("{value:.1}{NBSP}{name}"),
            _ => format!("{value:.2}{NBSP}{name}"),
        };
        if value.abs().round() < limit {
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: String) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn times_have_three_digits() {
        let nanos = |value| plain(figure(Unit::NanosPerOp, value));
        assert_eq!(nanos(0.0), "0 ns");
        assert_eq!(nanos(1.234), "1.23 ns");
        assert_eq!(nanos(12.34), "12.3 ns");
        assert_eq!(nanos(999.4), "999 ns");
        assert_eq!(nanos(999.6), "1.00 µs");
        assert_eq!(nanos(12_345.0), "12.3 µs");
        assert_eq!(nanos(2.5e6), "2.50 ms");
        assert_eq!(nanos(2.5e12), "2500 s");
    }

    #[test]
    fn bytes_are_counted_in_whole_numbers_for_long() {
        assert_eq!(plain(figure(Unit::Bytes, 184.0)), "184 B");
        assert_eq!(plain(figure(Unit::Bytes, 1824.0)), "1824 B");
        assert_eq!(plain(figure(Unit::Bytes, 20480.0)), "20.0 KiB");
    }

    #[test]
    fn a_ratio_is_never_rounded_up() {
        assert_eq!(times(0.999), "0.99×");
        assert_eq!(times(1.0), "1.00×");
        assert_eq!(times(100.9), "100×");
        for hundredths in 0..1000 {
            let ratio = f64::from(hundredths) / 100.0;
            assert_eq!(times(ratio), format!("{ratio:.2}×"));
        }
    }

    #[test]
    fn a_demand_says_which_side_is_right() {
        assert_eq!(plain(demand(Unit::Bytes, 128.0)), "≤ 128 B");
        assert_eq!(plain(demand(Unit::Throughput, 1.6)), "≥ 1.60×");
        assert_eq!(plain(demand(Unit::NanosPerOp, 0.8)), "≥ 0.80×");
    }

    #[test]
    fn odd_figures_are_written_too() {
        for odd in [f64::NAN, f64::INFINITY, -1.0, f64::MAX, f64::MIN_POSITIVE] {
            for unit in [Unit::NanosPerOp, Unit::Bytes, Unit::Throughput] {
                let text = measured(unit, odd, Some(odd));
                assert!((1..25).contains(&text.chars().count()), "{text}");
            }
        }
    }
}
