//! Promise: promises and deadlines are elapsed time, over both changes of the clock, and an incident's steps keep their table.

#![expect(clippy::expect_used, reason = "a test that cannot read its own time ends at that line")]

use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_domain::cadence::{Cadence, Due};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::incident::{Standing, kela_state};
use majakka_domain::refusal::Refusal;
use majakka_domain::statutory::{self, Started};
use majakka_domain::terms::{ClockKind, Criticality, Effect, IncidentState, KelaState, Question, YesNo};
use proptest::prelude::*;

/// A time of day in Finland that exists once.
fn finland(text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
    Helsinki.from_local_datetime(&naive).single().expect("a time that exists once").to_utc()
}

/// As a clock on the wall in Finland shows it.
fn wall(at: DateTime<Utc>) -> String {
    at.with_timezone(&Helsinki).format("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn without_other_words_the_cadence_is_30_60_and_120_minutes() {
    let minutes = |criticality, effect| Cadence::default().interval(criticality, effect).num_minutes();
    for effect in Effect::ALL {
        assert_eq!(minutes(Criticality::Critical, *effect), 30);
    }
    for criticality in [Criticality::Major, Criticality::Minor] {
        assert_eq!(minutes(criticality, Effect::Prevents), 60);
        assert_eq!(minutes(criticality, Effect::Degrades), 120);
        assert_eq!(minutes(criticality, Effect::None), 120);
    }
}

#[test]
fn a_promise_made_before_the_clocks_go_back_keeps_its_elapsed_time() {
    // In the night to 25 October 2026 the hour from 3 to 4 comes twice.
    let written = finland("2026-10-25 02:30");
    let hour = written + Cadence::default().interval(Criticality::Major, Effect::Prevents);
    assert_eq!(wall(hour), "2026-10-25 03:30");
    let two = written + Cadence::default().interval(Criticality::Minor, Effect::Degrades);
    assert_eq!(wall(two), "2026-10-25 03:30", "two hours later the clock shows the same again");
    assert_eq!(two - written, TimeDelta::hours(2));
    assert_eq!(Cadence::default().nochange_at(two) - two, TimeDelta::minutes(10));
}

#[test]
fn a_promise_made_before_the_clocks_go_forward_keeps_its_elapsed_time() {
    // In the night to 28 March 2027 the hour from 3 to 4 does not come.
    let written = finland("2027-03-28 02:30");
    let hour = written + Cadence::default().interval(Criticality::Major, Effect::Prevents);
    assert_eq!((wall(hour).as_str(), hour - written), ("2027-03-28 04:30", TimeDelta::hours(1)));
}

#[test]
fn statutory_clocks_are_elapsed_hours_over_both_changes_of_the_clock() {
    let due = |kind, text| wall(due_by_law(kind, finland(text)));
    assert_eq!(due(ClockKind::Gdpr33, "2026-10-24 12:00"), "2026-10-27 11:00");
    assert_eq!(due(ClockKind::Gdpr33, "2027-03-26 12:00"), "2027-03-29 13:00");
    assert_eq!(due(ClockKind::Nis2First, "2026-10-24 12:00"), "2026-10-25 11:00");
    assert_eq!(due(ClockKind::Nis2First, "2027-03-27 12:00"), "2027-03-28 13:00");
    assert_eq!(due(ClockKind::Nis2Followup, "2027-03-26 12:00"), "2027-03-29 13:00");
}

#[test]
fn a_month_is_one_of_the_calendar_in_finland() {
    let due = |text| wall(due_by_law(ClockKind::Nis2Final, finland(text)));
    assert_eq!(due("2026-10-20 12:00"), "2026-11-20 12:00", "though the clocks went back");
    assert_eq!(due("2027-02-28 12:00"), "2027-03-28 12:00", "though the clocks went forward");
    assert_eq!(due("2027-02-28 03:30"), "2027-03-28 04:00", "that hour does not come");
    assert_eq!(due("2026-09-25 03:30"), "2026-10-25 03:30");
    assert_eq!(due("2027-01-31 00:30"), "2027-02-28 00:30", "the last day, though in UTC it is the 30th still");
}

#[test]
fn weekends_and_holidays_stop_no_clock() {
    let started = finland("2026-12-24 16:00");
    assert_eq!(due_by_law(ClockKind::Gdpr33, started) - started, TimeDelta::hours(72));
}

#[test]
fn answers_start_and_end_the_clocks_that_they_are_about() {
    use ClockKind as K;
    assert_eq!(statutory::started_by_answer(Question::DataBreach, YesNo::Yes), [K::Gdpr33]);
    assert_eq!(statutory::ended_by_answer(Question::DataBreach, YesNo::No), [K::Gdpr33]);
    let nis2 = statutory::started_by_answer(Question::SignificantIncident, YesNo::Yes);
    assert_eq!(nis2, [K::Nis2First, K::Nis2Followup]);
    for question in [Question::CustomerNotice, Question::SafetyReport] {
        for value in YesNo::ALL {
            assert!(statutory::started_by_answer(question, *value).is_empty());
            assert!(statutory::ended_by_answer(question, *value).is_empty());
        }
    }
}

#[test]
fn the_call_and_the_form_are_both_owed_or_it_is_not_complete() {
    assert_eq!(kela_state(false, true, true), KelaState::None);
    assert_eq!(kela_state(true, true, false), KelaState::FormSent);
    assert_eq!(kela_state(true, true, true), KelaState::Complete);
    assert_eq!(kela_state(true, false, false), KelaState::Complete);
}

/// A step that somebody tries.
#[derive(Debug, Clone, Copy)]
enum Try {
    Publish,
    Update,
    Resolve,
    Close { unanswered: usize, tasks: usize },
}

fn try_it() -> impl Strategy<Value = Try> {
    prop_oneof![
        Just(Try::Publish),
        Just(Try::Update),
        Just(Try::Resolve),
        (0..2_usize, 0..2_usize).prop_map(|(unanswered, tasks)| Try::Close { unanswered, tasks }),
    ]
}

fn after(standing: Standing, step: Try) -> Result<IncidentState, Refusal> {
    match step {
        Try::Publish => standing.publish(),
        Try::Update => standing.update(),
        Try::Resolve => standing.resolve(),
        Try::Close { unanswered, tasks } => standing.close(unanswered, tasks),
    }
}

/// The table of the README: which state a step may lead to from another.
fn is_in_the_table(from: IncidentState, step: Try, to: IncidentState) -> bool {
    use IncidentState::{Active, Closed, Open, Resolved};
    matches!(
        (from, step, to),
        (Open, Try::Publish, Active)
            | (Active, Try::Update, Active)
            | (Open | Active, Try::Resolve, Resolved)
            | (Open | Resolved, Try::Close { unanswered: 0, tasks: 0 }, Closed)
    )
}

#[test]
fn a_month_that_ends_in_the_hour_that_is_skipped_ends_with_it() {
    // 27.2.2033 at 3.00.01; on 27.3. there is no time between 3 and 4.
    let started: DateTime<Utc> = "2033-02-27T01:00:01Z".parse().expect("a time");
    let due: DateTime<Utc> = "2033-03-27T01:00:00Z".parse().expect("a time");
    assert_eq!(due_by_law(ClockKind::Nis2Final, started), due);
}

#[test]
fn the_72_hours_run_from_the_first_report_and_anew_once_the_question_was_answered() {
    let day = |count: i64| DateTime::UNIX_EPOCH + TimeDelta::days(count);
    let clock = |at, ended| Started { kind: ClockKind::Gdpr33, at: day(at), ended };
    let starts = |clocks: &[Started], answers: &[i64], told| {
        statutory::starts_breach_clock(clocks, &answers.iter().map(|at| day(*at)).collect::<Vec<_>>(), day(told))
    };
    assert!(starts(&[], &[], 1));
    assert!(!starts(&[clock(1, false)], &[], 2), "it runs");
    assert!(starts(&[clock(1, false)], &[2], 3), "told after the answer");
    assert!(!starts(&[clock(1, false), clock(3, false)], &[2], 4), "and then covered by its own");
    // A report that was told before the answer, and is moved here after it.
    assert!(!starts(&[clock(1, false)], &[3], 2), "the clock that it falls under still runs");
    assert!(starts(&[clock(1, true)], &[3], 2), "the answer that ended it did not know of this one");
    assert!(starts(&[clock(2, false)], &[], 1), "told before the clock started: less time is left");
    let other = Started { kind: ClockKind::Nis2First, at: day(1), ended: false };
    assert!(starts(&[other], &[], 2));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_an_incident_never_leaves_its_table(steps in prop::collection::vec(try_it(), 0..30)) {
        let mut standing = Standing { state: IncidentState::Open, had_bulletin: false };
        for step in steps {
            let refused = match after(standing, step) {
                Ok(state) => {
                    prop_assert!(is_in_the_table(standing.state, step, state), "{:?} {:?} {:?}", standing, step, state);
                    standing = Standing { state, had_bulletin: standing.had_bulletin || matches!(step, Try::Publish) };
                    continue;
                }
                Err(refusal) => refusal,
            };
            let open_to_it = IncidentState::ALL.iter().any(|to| is_in_the_table(standing.state, step, *to));
            prop_assert!(!open_to_it, "{:?} {:?} was refused: {:?}", standing, step, refused);
            prop_assert_eq!(standing.triage().is_err(), matches!(standing.state, IncidentState::Resolved | IncidentState::Closed));
            prop_assert_eq!(standing.aftermath().is_err(), standing.state == IncidentState::Closed);
        }
    }

    #[test]
    fn statutory_clocks_are_right_whenever_they_start(seconds in 1_700_000_000..2_000_000_000_i64) {
        let started = DateTime::from_timestamp(seconds, 0).expect("a time");
        for (kind, hours) in [(ClockKind::Gdpr33, 72), (ClockKind::Nis2First, 24), (ClockKind::Nis2Followup, 72)] {
            prop_assert_eq!(due_by_law(kind, started) - started, TimeDelta::hours(hours));
        }
        let (from, to) = (started.with_timezone(&Helsinki), due_by_law(ClockKind::Nis2Final, started).with_timezone(&Helsinki));
        prop_assert_eq!(to.month0(), (from.month0() + 1) % 12, "{} {}", from, to);
        let last_day = (to.date_naive() + Days::new(1)).month() != to.month();
        prop_assert!(to.day() == from.day() || to.day() < from.day() && last_day, "{} {}", from, to);
        prop_assert!(to.time() == from.time() || to.time() == NaiveTime::from_hms_opt(4, 0, 0).expect("a time"), "{} {}", from, to);
        for kind in ClockKind::ALL {
            let due = due_by_law(*kind, started);
            let warned = statutory::warn_at(started, due);
            prop_assert!(started < warned && warned < due);
        }
    }

    #[test]
    fn the_alarm_always_comes_before_the_bulletin_that_goes_out_by_itself(
        // Around both changes of the clock, in minutes.
        change in prop::sample::select(vec!["2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z"]),
        promised in -300..300_i64,
        looks in prop::collection::vec(1..40_i64, 1..40),
        grace in 0..60_u16,
    ) {
        let cadence = Cadence { grace_minutes: grace, ..Cadence::default() };
        let change: DateTime<Utc> = change.parse().expect("a time");
        let promised = change + TimeDelta::minutes(promised);
        let (mut now, mut alarmed) = (promised - TimeDelta::minutes(60), false);
        for look in looks {
            now += TimeDelta::minutes(look);
            let due = cadence.due(promised, alarmed, now);
            prop_assert_eq!(due.is_some(), cadence.next_due(promised, alarmed) <= now);
            match due {
                Some(Due::Alarm) => {
                    prop_assert!(!alarmed && now >= promised);
                    alarmed = true;
                }
                Some(Due::Nochange) => {
                    prop_assert!(alarmed && now - promised >= TimeDelta::minutes(grace.into()));
                    break;
                }
                None => {}
            }
        }
    }
}

/// By the shipped catalogue.
fn due_by_law(kind: ClockKind, started: DateTime<Utc>) -> DateTime<Utc> {
    static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::parse(include_str!("../../../config/catalogue.toml")).expect("the shipped catalogue")
    });
    statutory::due(&SHIPPED, kind, started)
}
