//! Points in time as people in Finland read and write them: Europe/Helsinki, whatever the machine's zone (docs/DOMAIN.md 6).
//!
//! Guarantee: what is stored is UTC; a wall-clock time that does not exist or exists twice is settled by a stated rule.
//! Non-goal: the present time. It is an argument.

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
    Timelike as _, Utc,
};
use chrono_tz::{Europe::Helsinki, Tz};

use crate::terms::Language;

/// Why a text is not a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeProblem {
    /// Not of the asked form.
    #[error("this is not a time of the expected form")]
    Form,
    /// The clocks are put forward over it.
    #[error("this time does not exist: the clocks are put forward")]
    Skipped,
}

impl TimeProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            TimeProblem::Form => "time_form",
            TimeProblem::Skipped => "time_skipped",
        }
    }
}

fn local(at: DateTime<Utc>) -> DateTime<Tz> {
    at.with_timezone(&Helsinki)
}

/// The full form with weekday: `to 19.11.2026 klo 7.40`, `to 19.11.2026 kl. 7.40`, `Thu 19 Nov 2026, 07:40`.
pub fn long(at: DateTime<Utc>, language: Language) -> String {
    let time = local(at);
    let weekday = weekday(time.weekday(), language);
    let date = match language {
        Language::Fi | Language::Sv => time.format("%-d.%-m.%Y"),
        Language::En => time.format("%-d %b %Y,"),
    };
    format!("{weekday} {date} {}", clock(at, language))
}

/// The time of day: `klo 7.40`, `kl. 7.40`, `07:40`.
pub fn clock(at: DateTime<Utc>, language: Language) -> String {
    match language {
        Language::Fi => local(at).format("klo %-H.%M").to_string(),
        Language::Sv => local(at).format("kl. %-H.%M").to_string(),
        Language::En => local(at).format("%H:%M").to_string(),
    }
}

/// The time of day, with its date when that is another Helsinki day than `now`'s: `20.11. klo 12.10`,
/// `20.11 kl. 12.10`, `20 Nov 12:10`. At most 16 septets (docs/DOMAIN.md 7), and five more for another year.
pub fn short(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    if helsinki_day(at) == helsinki_day(now) { clock(at, language) } else { dated(at, now, language) }
}

/// The time of day with its date, whatever day it is.
pub fn dated(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    format!("{} {}", date(helsinki_day(at), helsinki_day(now), language), clock(at, language))
}

/// A day: `20.11.`, `20.11`, `20 Nov`, and with its year when that is another than `today`'s: `20.11.2027`, `20 Nov 2027`.
pub fn date(day: NaiveDate, today: NaiveDate, language: Language) -> String {
    let format = match (language, day.year() == today.year()) {
        (Language::Fi, true) => "%-d.%-m.",
        (Language::Sv, true) => "%-d.%-m",
        (Language::En, true) => "%-d %b",
        (Language::Fi | Language::Sv, false) => "%-d.%-m.%Y",
        (Language::En, false) => "%-d %b %Y",
    };
    day.format(format).to_string()
}

/// How long it lasted in whole minutes of real time: `2 pv 3 t 25 min`, `2 d 3 h 25 min`. Parts that are nothing are
/// left out; less than a minute, and an end before its start, is `alle 1 min`.
pub fn duration(from: DateTime<Utc>, to: DateTime<Utc>, language: Language) -> String {
    let minutes = (to - from).num_minutes().max(0);
    let (days, hours, less) = match language {
        Language::Fi => ("pv", "t", "alle 1 min"),
        Language::Sv => ("d", "h", "under 1 min"),
        Language::En => ("d", "h", "less than 1 min"),
    };
    let parts = [(minutes / 1440, days), (minutes / 60 % 24, hours), (minutes % 60, "min")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if parts.is_empty() { less.to_owned() } else { parts.join(" ") }
}

/// The next time at or after `after` that the clocks of Finland show `HH:MM`; `None` when the text is no such time.
///
/// In spring a time that is skipped stands for the first moment after the gap. In autumn the repeated hour counts twice:
/// the earlier one that is not before `after`.
pub fn next_local(after: DateTime<Utc>, hh_mm: &str) -> Option<DateTime<Utc>> {
    let time = NaiveTime::parse_from_str(hh_mm, "%H:%M").ok().filter(|_| is_shaped(hh_mm, "00:00"))?;
    let today = helsinki_day(after);
    (0..=2)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .flat_map(|day| match Helsinki.from_local_datetime(&day.and_time(time)) {
            MappedLocalTime::Single(at) => [Some(at), None],
            MappedLocalTime::Ambiguous(earlier, later) => [Some(earlier), Some(later)],
            MappedLocalTime::None => [after_gap(day.and_time(time)), None],
        })
        .flatten()
        .map(|at| at.to_utc())
        .find(|at| *at >= after)
}

/// The first moment after the gap that holds `skipped`. Gaps end on whole minutes and are shorter than a day.
fn after_gap(skipped: NaiveDateTime) -> Option<DateTime<Tz>> {
    let minute = skipped.with_second(0)?.with_nanosecond(0)?;
    (1..1440).find_map(|minutes| Helsinki.from_local_datetime(&(minute + TimeDelta::minutes(minutes))).earliest())
}

/// The same day of the month and time of day in Finland so many months later; in a shorter month its last day. A time that
/// is skipped then stands for the first moment after the gap, one that comes twice for its first pass.
pub fn months_later(at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
    let later = local(at).naive_local().checked_add_months(Months::new(months));
    let found = later.and_then(|time| Helsinki.from_local_datetime(&time).earliest().or_else(|| after_gap(time)));
    found.map_or(at, |time| time.to_utc())
}

/// The value of an HTML `datetime-local` field: `2026-11-19T07:40`.
pub fn local_input(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// On which side of now a typed time lies. It decides which pass is meant of the hour that comes twice in autumn.
#[derive(Debug, Clone, Copy)]
pub enum Side {
    /// It has happened: the last pass that is not ahead.
    Before(DateTime<Utc>),
    /// It is to come: the first pass that is still ahead.
    After(DateTime<Utc>),
}

/// Reads an HTML `datetime-local` field, `YYYY-MM-DDTHH:MM` with optional seconds. A time that exists once may lie on either
/// side.
///
/// # Errors
/// [`TimeProblem`]: another form, or an hour that the clocks skip in spring.
pub fn parse_local_input(text: &str, side: Side) -> Result<DateTime<Utc>, TimeProblem> {
    let text = text.trim();
    let format = match text {
        _ if is_shaped(text, "0000-00-00T00:00") => "%Y-%m-%dT%H:%M",
        _ if is_shaped(text, "0000-00-00T00:00:00") => "%Y-%m-%dT%H:%M:%S",
        _ => return Err(TimeProblem::Form),
    };
    let time = NaiveDateTime::parse_from_str(text, format).map_err(|_| TimeProblem::Form)?;
    let passes = Helsinki.from_local_datetime(&time);
    let (first, last) = passes.earliest().zip(passes.latest()).ok_or(TimeProblem::Skipped)?;
    let second = match side {
        Side::Before(now) => last <= now,
        Side::After(now) => first <= now,
    };
    Ok(if second { last } else { first }.to_utc())
}

/// The day that the calendars of Finland show.
pub fn helsinki_day(at: DateTime<Utc>) -> NaiveDate {
    local(at).date_naive()
}

/// Reads RFC 3339 with any offset.
///
/// # Errors
/// [`TimeProblem::Form`].
pub fn parse_rfc3339(text: &str) -> Result<DateTime<Utc>, TimeProblem> {
    DateTime::parse_from_rfc3339(text.trim()).map(|at| at.to_utc()).map_err(|_| TimeProblem::Form)
}

/// Has the text digits where the shape has zeros, and is it the shape elsewhere? The parsers of chrono forgive more.
fn is_shaped(text: &str, shape: &str) -> bool {
    let alike = |(text, shape): (u8, u8)| if shape == b'0' { text.is_ascii_digit() } else { text == shape };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(alike)
}

const fn weekday(day: chrono::Weekday, language: Language) -> &'static str {
    let [fi, sv, en] = match day {
        chrono::Weekday::Mon => ["ma", "må", "Mon"],
        chrono::Weekday::Tue => ["ti", "ti", "Tue"],
        chrono::Weekday::Wed => ["ke", "on", "Wed"],
        chrono::Weekday::Thu => ["to", "to", "Thu"],
        chrono::Weekday::Fri => ["pe", "fr", "Fri"],
        chrono::Weekday::Sat => ["la", "lö", "Sat"],
        chrono::Weekday::Sun => ["su", "sö", "Sun"],
    };
    match language {
        Language::Fi => fi,
        Language::Sv => sv,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::gsm7;

    fn at(text: &str) -> DateTime<Utc> {
        parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_time_reads_as_in_each_language() {
        let morning = at("2026-11-19T05:40:00Z");
        assert_eq!(long(morning, Language::Fi), "to 19.11.2026 klo 7.40");
        assert_eq!(long(morning, Language::Sv), "to 19.11.2026 kl. 7.40");
        assert_eq!(long(morning, Language::En), "Thu 19 Nov 2026, 07:40");
        assert_eq!(
            Language::ALL.iter().map(|l| clock(morning, *l)).collect::<Vec<_>>(),
            ["klo 7.40", "kl. 7.40", "07:40"]
        );
        assert_eq!(long(at("2026-07-02T03:05:00Z"), Language::Sv), "to 2.7.2026 kl. 6.05");
    }

    #[test]
    fn every_weekday_has_its_name() {
        let names = |language| {
            let days = (0..7).map(|day| long(at("2026-11-16T12:00:00Z") + TimeDelta::days(day), language));
            days.map(|day| day.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(Language::Fi), "ma ti ke to pe la su");
        assert_eq!(names(Language::Sv), "må ti on to fr lö sö");
        assert_eq!(names(Language::En), "Mon Tue Wed Thu Fri Sat Sun");
    }

    #[test]
    fn another_day_carries_its_date() {
        let then = at("2026-11-20T10:10:00Z");
        let short = |now| Language::ALL.iter().map(|l| short(then, at(now), *l)).collect::<Vec<_>>();
        assert_eq!(short("2026-11-20T21:59:00Z"), ["klo 12.10", "kl. 12.10", "12:10"]);
        assert_eq!(short("2026-11-20T22:00:00Z"), ["20.11. klo 12.10", "20.11 kl. 12.10", "20 Nov 12:10"]);
    }

    #[test]
    fn another_year_is_named() {
        let then = at("2026-11-20T10:10:00Z");
        let short = |now| Language::ALL.iter().map(|l| short(then, at(now), *l)).collect::<Vec<_>>();
        for now in ["2025-11-20T10:10:00Z", "2027-11-20T10:10:00Z", "2026-12-31T22:00:00Z", "0026-11-20T10:10:00Z"] {
            assert_eq!(short(now), ["20.11.2026 klo 12.10", "20.11.2026 kl. 12.10", "20 Nov 2026 12:10"], "{now}");
        }
        assert_eq!(short("2026-12-31T21:59:00Z")[0], "20.11. klo 12.10", "the year of Finland");
    }

    #[test]
    fn a_duration_is_real_time() {
        let said = |from, to| Language::ALL.iter().map(|l| duration(at(from), at(to), *l)).collect::<Vec<_>>();
        assert_eq!(said("2026-11-19T05:40:00Z", "2026-11-19T09:05:30Z"), ["3 t 25 min", "3 h 25 min", "3 h 25 min"]);
        assert_eq!(said("2026-11-19T05:40:00Z", "2026-11-21T05:45:00Z"), ["2 pv 5 min", "2 d 5 min", "2 d 5 min"]);
        assert_eq!(
            said("2026-11-19T05:40:00Z", "2026-11-19T05:40:59Z"),
            ["alle 1 min", "under 1 min", "less than 1 min"]
        );
        assert_eq!(said("2026-11-19T05:40:00Z", "2026-11-19T05:00:00Z")[0], "alle 1 min");
        assert_eq!(said("2026-10-25T02:00:00+03:00", "2026-10-25T05:00:00+02:00")[0], "4 t", "the clocks went back");
    }

    #[test]
    fn the_next_morning_is_found_in_winter_and_summer() {
        assert_eq!(next_local(at("2026-11-18T12:00:00Z"), "07:40"), Some(at("2026-11-19T05:40:00Z")));
        assert_eq!(next_local(at("2026-11-19T05:40:00Z"), "07:40"), Some(at("2026-11-19T05:40:00Z")), "at or after");
        assert_eq!(next_local(at("2026-11-19T05:40:01Z"), "07:40"), Some(at("2026-11-20T05:40:00Z")));
        assert_eq!(next_local(at("2026-07-01T22:00:00Z"), "06:00"), Some(at("2026-07-02T03:00:00Z")));
    }

    #[test]
    fn spring_has_no_half_past_three() {
        assert_eq!(next_local(at("2027-03-27T22:00:00Z"), "03:30"), Some(at("2027-03-28T01:00:00Z")), "04.00 it is");
        assert_eq!(next_local(at("2027-03-28T01:00:00Z"), "03:30"), Some(at("2027-03-28T01:00:00Z")));
        assert_eq!(next_local(at("2027-03-28T01:00:01Z"), "03:30"), Some(at("2027-03-29T00:30:00Z")));
        let before = Side::Before(at("2027-03-28T12:00:00Z"));
        assert_eq!(parse_local_input("2027-03-28T03:30", before), Err(TimeProblem::Skipped));
        assert_eq!(parse_local_input("2027-03-28T04:00", before), Ok(at("2027-03-28T01:00:00Z")));
    }

    #[test]
    fn autumn_has_it_twice() {
        assert_eq!(next_local(at("2026-10-24T21:00:00Z"), "03:30"), Some(at("2026-10-25T00:30:00Z")));
        assert_eq!(next_local(at("2026-10-25T00:31:00Z"), "03:30"), Some(at("2026-10-25T01:30:00Z")));
        assert_eq!(next_local(at("2026-10-25T01:31:00Z"), "03:30"), Some(at("2026-10-26T01:30:00Z")));
    }

    #[test]
    fn a_typed_time_of_the_repeated_hour_lies_on_its_side_of_now() {
        let [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(at);
        for (side, meant) in [
            (Side::After(at("2026-10-24T12:00:00Z")), first),
            (Side::After(at("2026-10-25T00:29:59Z")), first),
            (Side::After(first), second),
            (Side::After(at("2026-10-25T01:15:00Z")), second),
            (Side::Before(at("2026-10-25T12:00:00Z")), second),
            (Side::Before(second), second),
            (Side::Before(at("2026-10-25T01:29:59Z")), first),
            (Side::Before(at("2026-10-25T00:45:00Z")), first),
        ] {
            assert_eq!(parse_local_input("2026-10-25T03:30", side), Ok(meant), "{side:?}");
        }
    }

    #[test]
    fn other_forms_are_turned_down() {
        for text in ["", "7:40", "24:00", "07:60", "07:40:00", " 7:40", "ab:cd", "0７:4", "+7:40"] {
            assert_eq!(next_local(at("2026-11-19T00:00:00Z"), text), None, "{text}");
        }
        let now = Side::After(at("2026-11-19T05:40:00Z"));
        for text in ["", "2026-11-19", "19.11.2026 7.40", "2026-11-19T25:00", "2026-02-30T10:00"] {
            assert_eq!(parse_local_input(text, now), Err(TimeProblem::Form), "{text}");
            assert_eq!(parse_rfc3339(text), Err(TimeProblem::Form), "{text}");
        }
        assert_eq!(parse_local_input("2026-11-19T07:40:30", now), Ok(at("2026-11-19T05:40:30Z")));
        assert_eq!(parse_rfc3339("2026-11-19T07:40:00+02:00"), Ok(at("2026-11-19T05:40:00Z")));
    }

    #[test]
    fn a_day_begins_at_midnight_in_helsinki() {
        assert_eq!(helsinki_day(at("2026-11-18T21:59:59Z")).to_string(), "2026-11-18");
        assert_eq!(helsinki_day(at("2026-11-18T22:00:00Z")).to_string(), "2026-11-19");
        assert_eq!(helsinki_day(at("2026-07-01T21:00:00Z")).to_string(), "2026-07-02");
    }

    proptest! {
        #[test]
        fn what_is_next_is_near_and_shows_the_asked_time(seconds in 1_750_000_000i64..1_900_000_000, minute in 0..1440u32) {
            let after = DateTime::from_timestamp(seconds, 0).unwrap();
            let hh_mm = format!("{:02}:{:02}", minute / 60, minute % 60);
            let next = next_local(after, &hh_mm).unwrap();
            prop_assert!(next >= after && next - after <= TimeDelta::hours(25));
            let shown = local(next).format("%H:%M").to_string();
            prop_assert!(shown == hh_mm || (hh_mm.starts_with("03:") && shown == "04:00"), "{} for {}", shown, hh_mm);
        }

        #[test]
        fn a_field_gives_back_what_it_was_given(minutes in 29_000_000i64..32_000_000) {
            let time = DateTime::from_timestamp(minutes * 60, 0).unwrap();
            prop_assert_eq!(parse_local_input(&local_input(time), Side::Before(time)), Ok(time), "a time that is now");
            let soon = Side::After(time - TimeDelta::minutes(15));
            prop_assert_eq!(parse_local_input(&local_input(time), soon), Ok(time), "a time that comes soon");
        }

        #[test]
        fn the_short_form_fits_its_place(minutes in 29_000_000i64..32_000_000, now in 29_000_000i64..32_000_000) {
            let (time, now) = (DateTime::from_timestamp(minutes * 60, 0).unwrap(), DateTime::from_timestamp(now * 60, 0).unwrap());
            for language in Language::ALL {
                prop_assert!(gsm7::septets(&short(time, now, *language)).is_some_and(|length| length <= 21));
                let soon = short(time, time + TimeDelta::hours(1), *language);
                prop_assert!(gsm7::septets(&soon).is_some_and(|length| length <= 21), "{}", soon);
            }
        }
    }
}
