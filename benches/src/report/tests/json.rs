use super::{entrant, odd, results, usual, workload};
use crate::report::{ReadError, json, read_json};
use crate::results::{Absent, Results, Unit};

/// NaN isn't equal to itself, but it prints the same.
fn assert_same(read: &Results, written: &Results) {
    assert_eq!(format!("{read:?}"), format!("{written:?}"));
}

#[test]
fn what_is_written_is_read_again() {
    let mut written = results(vec![usual()]);
    written.quick = true;
    written.absent = vec![
        Absent { entrant: "a\"b".into(), workload: None, why: "ö\n\\".into() },
        Absent { entrant: "c".into(), workload: Some("d".into()), why: "".into() },
    ];
    assert_same(&read_json(&json(&written)).expect("just written"), &written);
}

#[test]
fn every_bit_of_a_sample_survives() {
    let mut bits = 1_u64;
    let samples: Vec<f64> = std::iter::repeat_with(|| {
        // Knuth's MMIX generator: any spread of bit patterns will do.
        bits =
            bits.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        f64::from_bits(bits)
    })
    .filter(|sample| sample.is_finite())
    .take(10_000)
    .collect();
    let written =
        results(vec![workload(Unit::Bytes, None, vec![entrant("a", &samples)])]);
    let read = read_json(&json(&written)).expect("just written");
    assert_eq!(read.workloads[0].entrants[0].samples, samples);
}

#[test]
fn a_sample_that_is_not_finite_is_read_as_nan() {
    let samples = [1.0, f64::INFINITY, f64::NAN, 2.0];
    let written =
        results(vec![workload(Unit::Bytes, None, vec![entrant("a", &samples)])]);
    let read = read_json(&json(&written)).expect("just written");
    let read = &read.workloads[0].entrants[0].samples;
    assert_eq!((read.len(), read[0], read[3]), (4, 1.0, 2.0));
    assert!(read[1].is_nan() && read[2].is_nan());
    assert!(read_json(&json(&results(odd()))).is_ok());
}

#[test]
fn another_version_is_named() {
    let text = json(&results(vec![usual()]));
    for other in ["2", "\"1\"", "null", "-1"] {
        let text =
            text.replacen("\"version\": 1", &format!("\"version\": {other}"), 1);
        let error = read_json(&text).expect_err("another version");
        assert!(
            matches!(&error, ReadError::OtherVersion(version) if version == other)
        );
        assert!(error.to_string().contains(&format!("version {other}")), "{error}");
    }
}

#[test]
fn what_is_wrong_with_a_text_is_said() {
    let error = |text: &str| read_json(text).expect_err("wrong").to_string();
    assert!(error("").starts_with("this is not JSON: EOF"));
    assert!(error("{\n  \"version\": 1,\n}").contains("line 3"));
    assert!(error("[]").contains("names no version"));
    assert!(error("{}").contains("names no version"));
    assert!(error("{\"version\": 1}").contains("missing field `machine`"));
    let text =
        json(&results(vec![usual()])).replacen("\"cores\": 2", "\"cores\": []", 1);
    assert!(error(&text).contains("invalid type"));
}

#[test]
fn a_cut_off_file_is_an_error_wherever_it_ends() {
    let text = json(&results(vec![usual()]));
    for end in 0..text.trim_end().len() {
        assert!(read_json(&text[..end]).is_err(), "{end}");
    }
}
