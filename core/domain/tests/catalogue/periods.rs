//! Promise: statutory periods are dated data: a clock has the period of the day on which it started, and one that is written down wrongly
//! is refused in words.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::{Catalogue, CatalogueError};
use majakka_domain::statutory;
use majakka_domain::terms::{ClockKind, TaskName};

use crate::{catalogue, periods_but};

/// A catalogue with these periods of one clock, and one of every other.
fn with_periods(rows: &str) -> Result<Catalogue, CatalogueError> {
    let body = "id = \"a\"\nname = { fi = \"A\", sv = \"B\", en = \"C\" }\nsource = \"test\"";
    let others = periods_but(&[ClockKind::Gdpr33]);
    Catalogue::parse(&format!("service = []\ndependency = []\nedge = []\n[[authority]]\n{body}\n{rows}{others}"))
}

fn row(rest: &str) -> String {
    format!("[[period]]\nclock = \"gdpr_33\"\nsource = \"test\"\n{rest}\n")
}

#[test]
fn a_period_that_changes_holds_for_what_starts_after() {
    let rows = row("authority = \"a\"\nhours = 72\nvalid_to = \"2026-12-31\"")
        + &row("authority = \"a\"\nhours = 48\nvalid_from = \"2027-01-01\"");
    let catalogue = with_periods(&rows).expect("two periods");
    // In Finland the new year begins two hours before UTC's.
    for (started, hours) in [("2026-12-31T21:59:59Z", 72), ("2026-12-31T22:00:00Z", 48)] {
        let started: DateTime<Utc> = started.parse().expect("a time");
        assert_eq!((statutory::due(&catalogue, ClockKind::Gdpr33, started) - started).num_hours(), hours, "{started}");
    }
}

#[test]
fn every_clock_has_a_period_and_an_addressee_and_every_report_to_an_authority_has_its_own() {
    let day = "2026-11-30".parse().expect("a day");
    for clock in ClockKind::ALL {
        assert!(catalogue().period(*clock, day).is_some(), "{clock}");
    }
    let of_clock = |clock| statutory::addressee(catalogue(), clock, day).map(|body| body.id.as_str());
    assert_eq!(
        (of_clock(ClockKind::Gdpr33), of_clock(ClockKind::Nis2First)),
        (Some("ombudsman"), Some("traficom_ncsc"))
    );
    let of_task = |task, day: &str| {
        let day = day.parse().expect("a day");
        statutory::addressee_of_task(catalogue(), task, day).map(|body| body.id.as_str())
    };
    assert_eq!(of_task(TaskName::SafetyReportFimea, "2026-11-30"), Some("fimea"));
    assert_eq!(of_task(TaskName::SafetyReportLvv, "2025-11-30"), Some("valvira"));
    assert_eq!(of_task(TaskName::SafetyReportLvv, "2026-11-30"), Some("lvv"));
    assert_eq!(of_task(TaskName::VerifySaved, "2026-11-30"), None);
}

#[test]
fn reports_without_a_clock_say_by_when_and_to_whom_and_change_on_a_day() {
    let day = |day: &str| day.parse().expect("a day");
    let fimea = catalogue().report_duty(TaskName::SafetyReportFimea, day("2026-11-30")).expect("a rule");
    assert_eq!((fimea.days, fimea.authority.as_str()), (Some(10), "fimea"));
    let lvv = catalogue().report_duty(TaskName::SafetyReportLvv, day("2026-11-30")).expect("a rule");
    assert_eq!((lvv.days, lvv.authority.as_str()), (None, "lvv"));
    assert_eq!(catalogue().report_duty(TaskName::VerifySaved, day("2026-11-30")), None);

    let rule = |more: &str| {
        let when = "when = { fi = \"a\", sv = \"b\", en = \"c\" }";
        format!(
            "[[report_duty]]\ntask = \"safety_report_fimea\"\n{when}\nauthority = \"a\"\nsource = \"test\"\n{more}\n"
        )
    };
    let dated = rule("days = 10\nvalid_to = \"2026-12-31\"") + &rule("days = 2\nvalid_from = \"2027-01-01\"");
    let changed =
        with_periods(&(row("hours = 72\nauthority = \"a\"") + &dated)).expect("two rules, one after the other");
    for (on, days) in [("2026-12-31", 10), ("2027-01-01", 2)] {
        assert_eq!(changed.report_duty(TaskName::SafetyReportFimea, day(on)).and_then(|duty| duty.days), Some(days));
    }
    for (rows, what) in [
        (rule("") + &rule("days = 1"), "two rules on one day"),
        (rule("").replace("authority = \"a\"", "authority = \"nobody\""), "unknown authority"),
        (rule("").replace("sv = \"b\"", "sv = \"\""), "lacks its rule"),
        (rule("valid_from = \"2026-02-01\"\nvalid_to = \"2026-01-01\""), "ends before it begins"),
    ] {
        let refusal = with_periods(&(row("hours = 72\nauthority = \"a\"") + &rows)).expect_err(what).to_string();
        assert!(refusal.contains(what), "{refusal}");
    }
}

#[test]
fn periods_that_make_no_sense_are_refused_in_words() {
    let a = |rest: &str| row(&format!("authority = \"a\"\n{rest}"));
    let cases = [
        (a(""), "hours or months"),
        (a("hours = 1\nmonths = 1"), "hours or months"),
        (row("authority = \"b\"\nhours = 1"), "unknown authority"),
        (a("hours = 1\nvalid_from = \"2026-01-02\"\nvalid_to = \"2026-01-01\""), "ends before it begins"),
        (a("hours = 1\nvalid_to = \"2026-01-01\""), "day by day"),
        (a("hours = 1\nvalid_to = \"2026-01-01\"") + &a("hours = 2\nvalid_from = \"2026-01-03\""), "day by day"),
        (a("hours = 1") + &a("hours = 2\nvalid_from = \"2026-01-03\""), "day by day"),
    ];
    for (rows, words) in cases {
        let refusal = with_periods(&rows).expect_err(words).to_string();
        assert!(refusal.contains(words), "{refusal} should say \"{words}\"");
    }
}

#[test]
fn a_catalogue_without_a_period_for_a_clock_is_not_read() {
    let refusal = with_periods("").expect_err("no period for the first clock").to_string();
    assert_eq!(refusal, "line 1: no period is named for the clock gdpr_33 ([[period]])");
}
