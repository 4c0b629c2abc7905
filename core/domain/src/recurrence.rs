//! Breaks that come again: a recurrence rule of iCalendar (RFC 5545, 3.3.10) on the clocks of Finland.
//!
//! Guarantee: a break at six in the morning is at six in winter and in summer. The rule is worked out on the wall clock,
//! where no hour is missing or comes twice, and each time is laid on the line afterwards (RFC 5545, 3.3.5): a time that
//! the clocks skip in spring counts from the hour before, one that autumn repeats means its first pass.
//! Non-goal: several times on one day; that is a timetable, not a planned break.

use chrono::{
    DateTime, Datelike as _, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc,
    Weekday,
};
use chrono_tz::Europe::Helsinki;
use rrule::{Frequency, RRule, Tz, Unvalidated};

/// So many times of a rule are looked at for overlaps; rules repeat themselves long before.
const LOOKED_AT: u16 = 100;

/// Why a rule is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceProblem {
    /// It is no recurrence rule.
    #[error("this is not a recurrence rule")]
    Form,
    /// It gives more than one time a day.
    #[error("a break comes at most once a day")]
    TooOften,
    /// The first break is not one of the rule's.
    #[error("the first time does not follow the rule")]
    First,
    /// A break would begin before the one before it has ended.
    #[error("two breaks of the rule overlap")]
    Overlap,
}

impl RecurrenceProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            RecurrenceProblem::Form => "rule_form",
            RecurrenceProblem::TooOften => "rule_often",
            RecurrenceProblem::First => "rule_first",
            RecurrenceProblem::Overlap => "rule_overlap",
        }
    }
}

/// How often, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `DAILY`.
    Day,
    /// `WEEKLY`.
    Week,
    /// `MONTHLY`.
    Month,
    /// `YEARLY`.
    Year,
}

impl Unit {
    /// Its name in texts: `day`, `week`, `month`, `year`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }
}

/// A rule that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    text: String,
    rule: RRule<Unvalidated>,
    unit: Unit,
}

impl Recurrence {
    /// Reads `FREQ=MONTHLY;BYDAY=2TH;COUNT=12`, with or without `RRULE:` before it. `UNTIL` may be a day (that day
    /// counts), a time of the wall clock, or a time in UTC.
    ///
    /// # Errors
    /// [`RecurrenceProblem::Form`] and [`RecurrenceProblem::TooOften`].
    pub fn parse(text: &str) -> Result<Recurrence, RecurrenceProblem> {
        // The grammar is ASCII (RFC 5545, 3.3.10), and the crate cuts its texts by bytes.
        if !text.is_ascii() {
            return Err(RecurrenceProblem::Form);
        }
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        // The crate would read the end of a rule in the machine's own zone.
        let (ends, parts): (Vec<&str>, Vec<&str>) = text.split(';').partition(|part| part.starts_with("UNTIL="));
        let mut rule: RRule<Unvalidated> = parts.join(";").parse().map_err(|_| RecurrenceProblem::Form)?;
        match ends.as_slice() {
            [] => {}
            [_] if rule.get_count().is_some() => return Err(RecurrenceProblem::Form),
            [end] => rule = rule.until(on_the_wall(last_moment(end).ok_or(RecurrenceProblem::Form)?)),
            _ => return Err(RecurrenceProblem::Form),
        }
        let unit = match rule.get_freq() {
            Frequency::Yearly => Unit::Year,
            Frequency::Monthly => Unit::Month,
            Frequency::Weekly => Unit::Week,
            Frequency::Daily => Unit::Day,
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => return Err(RecurrenceProblem::TooOften),
        };
        if ["BYHOUR=", "BYMINUTE=", "BYSECOND="].iter().any(|by| parts.iter().any(|part| part.starts_with(by))) {
            return Err(RecurrenceProblem::TooOften);
        }
        Ok(Recurrence { text: text.to_owned(), rule, unit })
    }

    /// The rule as it was read, upper case, without `RRULE:`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every how many of what: every 2 weeks.
    pub fn every(&self) -> (u16, Unit) {
        (self.rule.get_interval(), self.unit)
    }

    /// Is this a sound series: the first break follows the rule, and none begins before the one before it has ended?
    ///
    /// # Errors
    /// [`RecurrenceProblem`].
    pub fn check(&self, first: DateTime<Utc>, lasts: TimeDelta) -> Result<(), RecurrenceProblem> {
        let starts = self.from(first, first, LOOKED_AT)?;
        if starts.first() != Some(&first) {
            return Err(RecurrenceProblem::First);
        }
        let overlap = starts.iter().zip(starts.iter().skip(1)).any(|(one, next)| *one + lasts > *next);
        if overlap { Err(RecurrenceProblem::Overlap) } else { Ok(()) }
    }

    /// The rule's next time after `after`, in a series that began at `first`; none when it is over.
    pub fn next(&self, first: DateTime<Utc>, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.from(first, after, 3).ok()?.into_iter().find(|at| *at > after)
    }

    /// At most `limit` times from the wall-clock time of `since` on.
    fn from(
        &self,
        first: DateTime<Utc>,
        since: DateTime<Utc>,
        limit: u16,
    ) -> Result<Vec<DateTime<Utc>>, RecurrenceProblem> {
        let set = self.rule.clone().build(on_the_wall(wall(first))).map_err(|_| RecurrenceProblem::Form)?;
        let dates = set.after(on_the_wall(wall(since))).all(limit).dates;
        Ok(dates.into_iter().filter_map(|date| on_the_line(date.naive_utc())).collect())
    }
}

/// The rule of a first break that comes again every month on its weekday: the second Thursday; a fifth one is the last.
pub fn monthly_on_its_weekday(first: DateTime<Utc>) -> String {
    let day = wall(first).date();
    let nth = match day.day0() / 7 + 1 {
        5 => "-1".to_owned(),
        nth => nth.to_string(),
    };
    let weekday = match day.weekday() {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    };
    format!("FREQ=MONTHLY;BYDAY={nth}{weekday}")
}

/// What the clocks of Finland show.
fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Helsinki).naive_local()
}

/// A wall-clock time as the crate takes it: in a zone without summer time.
fn on_the_wall(wall: NaiveDateTime) -> DateTime<Tz> {
    Tz::UTC.from_utc_datetime(&wall)
}

/// When the clocks of Finland show this (RFC 5545, 3.3.5).
fn on_the_line(wall: NaiveDateTime) -> Option<DateTime<Utc>> {
    match Helsinki.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.to_utc()),
        MappedLocalTime::None => {
            let hour = TimeDelta::hours(1);
            Helsinki.from_local_datetime(&(wall - hour)).latest().map(|before| before.to_utc() + hour)
        }
    }
}

/// The last wall-clock time that an `UNTIL=…` lets through.
fn last_moment(end: &str) -> Option<NaiveDateTime> {
    let value = end.strip_prefix("UNTIL=")?;
    if let Ok(day) = NaiveDate::parse_from_str(value, "%Y%m%d") {
        return Some(day.and_time(NaiveTime::from_hms_opt(23, 59, 59)?));
    }
    let time = NaiveDateTime::parse_from_str(value.trim_end_matches('Z'), "%Y%m%dT%H%M%S").ok()?;
    Some(if value.ends_with('Z') { wall(time.and_utc()) } else { time })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn all(rule: &str, first: &str, count: usize) -> Vec<String> {
        let (rule, first) = (Recurrence::parse(rule).unwrap(), at(first));
        let mut times = vec![first];
        while let Some(next) = times.last().and_then(|last| rule.next(first, *last)).filter(|_| times.len() < count) {
            times.push(next);
        }
        times.iter().map(|time| time.with_timezone(&Helsinki).format("%F %H.%M %z").to_string()).collect()
    }

    #[test]
    fn a_letter_that_no_rule_has_is_said_and_nothing_more() {
        for rule in
            ["FREQ=MONTHLY;BYDAY=ǫH;COUNT=2", "FREQ=WEEKLY;BYDAY=äTU", "ＦREQ=DAILY", "FREQ=DAILY;UNTIL=２０２７0101"]
        {
            assert_eq!(Recurrence::parse(rule), Err(RecurrenceProblem::Form), "{rule}");
        }
    }

    #[test]
    fn six_in_the_morning_is_six_in_winter_and_in_summer() {
        assert_eq!(
            all("FREQ=MONTHLY;BYDAY=2TH", "2027-02-11T06:00:00+02:00", 4),
            ["2027-02-11 06.00 +0200", "2027-03-11 06.00 +0200", "2027-04-08 06.00 +0300", "2027-05-13 06.00 +0300"]
        );
        assert_eq!(
            all("RRULE:FREQ=WEEKLY;INTERVAL=2", "2026-10-15T06:00:00+03:00", 3),
            ["2026-10-15 06.00 +0300", "2026-10-29 06.00 +0200", "2026-11-12 06.00 +0200"]
        );
    }

    #[test]
    fn a_time_that_spring_skips_and_one_that_autumn_repeats_come_once() {
        assert_eq!(
            all("FREQ=DAILY", "2027-03-27T03:30:00+02:00", 3),
            ["2027-03-27 03.30 +0200", "2027-03-28 04.30 +0300", "2027-03-29 03.30 +0300"]
        );
        assert_eq!(
            all("FREQ=DAILY", "2026-10-24T03:30:00+03:00", 3),
            ["2026-10-24 03.30 +0300", "2026-10-25 03.30 +0300", "2026-10-26 03.30 +0200"]
        );
    }

    #[test]
    fn a_series_ends_by_count_or_by_its_last_day() {
        let first = "2026-11-26T06:00:00+02:00";
        assert_eq!(all("FREQ=WEEKLY;COUNT=3", first, 9).len(), 3);
        assert_eq!(all("FREQ=WEEKLY;UNTIL=20261210", first, 9).len(), 3, "the last day counts");
        assert_eq!(all("FREQ=WEEKLY;UNTIL=20261210T040000Z", first, 9).len(), 3, "six in Helsinki is four in UTC");
        assert_eq!(all("FREQ=WEEKLY;UNTIL=20261210T055959", first, 9).len(), 2);
    }

    #[test]
    fn a_month_later_is_the_same_weekday() {
        assert_eq!(monthly_on_its_weekday(at("2026-12-10T06:00:00+02:00")), "FREQ=MONTHLY;BYDAY=2TH");
        assert_eq!(monthly_on_its_weekday(at("2026-11-29T06:00:00+02:00")), "FREQ=MONTHLY;BYDAY=-1SU", "the fifth");
        assert_eq!(monthly_on_its_weekday(at("2026-11-30T22:30:00Z")), "FREQ=MONTHLY;BYDAY=1TU", "Tuesday in Finland");
    }

    #[test]
    fn what_is_no_rule_for_a_break_is_turned_down() {
        use RecurrenceProblem as P;
        let problem = |text: &str| Recurrence::parse(text).map(|rule| rule.text().to_owned());
        for text in ["", "weekly", "FREQ=FORTNIGHTLY", "BYDAY=TH", "FREQ=WEEKLY;UNTIL=soon", "FREQ=WEEKLY;BYDAY=XX"] {
            assert_eq!(problem(text), Err(P::Form), "{text}");
        }
        assert_eq!(problem("FREQ=WEEKLY;COUNT=2;UNTIL=20270101"), Err(P::Form));
        assert_eq!(problem("FREQ=HOURLY"), Err(P::TooOften));
        assert_eq!(problem("FREQ=DAILY;BYHOUR=6,18"), Err(P::TooOften));
        let thursday = at("2026-11-26T06:00:00+02:00");
        let check =
            |text: &str, hours| Recurrence::parse(text).and_then(|r| r.check(thursday, TimeDelta::hours(hours)));
        assert_eq!(check("freq=weekly;byday=th", 1), Ok(()));
        assert_eq!(check("FREQ=WEEKLY;BYDAY=WE", 1), Err(P::First));
        assert_eq!(check("FREQ=WEEKLY;BYDAY=TH,FR", 25), Err(P::Overlap));
        assert_eq!(check("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1), Err(P::First), "a day that never comes ends");
        assert!(check("FREQ=WEEKLY;INTERVAL=0", 1).is_err());
        assert!(check("FREQ=MONTHLY;BYMONTHDAY=99", 1).is_err());
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(text in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY))?(;(INTERVAL|COUNT|BYDAY|BYMONTHDAY|BYSETPOS|BYMONTH|UNTIL)=[-0-9A-Z,]{0,6}){0,3}|\\PC{0,40}") {
            if let Ok(rule) = Recurrence::parse(&text) {
                let first = at("2026-11-26T06:00:00+02:00");
                let _ = rule.check(first, TimeDelta::hours(1));
                prop_assert!(rule.next(first, first).is_none_or(|next| next > first));
            }
        }

        #[test]
        fn any_text_in_any_part_is_read_without_harm(text in any::<String>(), part in 0..4usize) {
            let part = ["BYDAY", "BYMONTH", "UNTIL", "WKST"][part];
            if let Ok(rule) = Recurrence::parse(&format!("FREQ=MONTHLY;{part}={text}")) {
                let first = at("2026-12-10T20:00:00Z");
                let _ = (rule.check(first, TimeDelta::hours(1)), rule.next(first, first));
            }
        }

        #[test]
        fn every_time_shows_the_same_hour(seconds in 1_780_000_000i64..1_900_000_000, every in 1..5u16) {
            let first = DateTime::from_timestamp(seconds / 60 * 60, 0).unwrap();
            let rule = Recurrence::parse(&format!("FREQ=WEEKLY;INTERVAL={every}")).unwrap();
            let next = rule.next(first, first).unwrap();
            let (shown, then) = (wall(first).time(), wall(next).time());
            prop_assert!(shown == then || shown + TimeDelta::hours(1) == then, "{} {}", shown, then);
            prop_assert!((next - first - TimeDelta::weeks(every.into())).abs() <= TimeDelta::hours(1));
        }
    }
}
