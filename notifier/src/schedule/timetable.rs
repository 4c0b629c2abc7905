//! The list as a timetable: what fires next, and what has fired.

use std::str::FromStr as _;

use chrono::{DateTime, Utc};
use cron::Schedule;
use majakka_store::error::{Error, Result};

use super::list::{Job, LIST};

/// Some jobs of the list with their parsed expressions.
pub(crate) struct Timetable(Vec<(Schedule, Job)>);

impl Timetable {
    /// The part of the list that `wanted` picks.
    ///
    /// # Errors
    /// An expression of the list is not one.
    pub(crate) fn new(wanted: impl Fn(Job) -> bool) -> Result<Self> {
        let picked = LIST.into_iter().filter(|(_, job)| wanted(*job));
        let parse = |(expression, job)| match Schedule::from_str(expression) {
            Ok(schedule) => Ok((schedule, job)),
            Err(cause) => Err(Error::Setting(format!("schedule: {expression}: {cause}"))),
        };
        picked.map(parse).collect::<Result<_>>().map(Timetable)
    }

    /// When the next one fires after `now`.
    pub(crate) fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.iter().filter_map(|(schedule, _)| schedule.after(&now).next()).min()
    }

    /// What has fired after `since` until `now`, each job once however often.
    pub(crate) fn fired(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Job> {
        let has = |schedule: &Schedule| schedule.after(&since).next().is_some_and(|at| at <= now);
        self.0.iter().filter(|(schedule, _)| has(schedule)).map(|(_, job)| *job).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn each_expression_fires_when_its_comment_says() {
        let at = |hour, minute, second| Utc.with_ymd_and_hms(2026, 11, 19, hour, minute, second).unwrap();
        let all = Timetable::new(|_| true).unwrap();
        let next = |job, now| Timetable::new(|other| other == job).unwrap().next(now).unwrap();
        assert_eq!(next(Job::PollOneMachine, at(5, 40, 3)), at(5, 40, 4));
        assert_eq!(next(Job::Poll, at(5, 40, 3)), at(5, 40, 5));
        assert_eq!(next(Job::Due, at(5, 40, 3)), at(5, 40, 10));
        assert_eq!(next(Job::SweepKeys, at(5, 40, 3)), at(5, 45, 0));
        assert_eq!(next(Job::SweepDrafts, at(5, 40, 3)), at(6, 17, 0));
        assert_eq!(all.next(at(5, 40, 3)), Some(at(5, 40, 4)));
    }

    #[test]
    fn what_was_slept_through_fires_once() {
        let at = |hour, minute| Utc.with_ymd_and_hms(2026, 11, 19, hour, minute, 3).unwrap();
        let rare = Timetable::new(|job| matches!(job, Job::SweepKeys | Job::SweepDrafts)).unwrap();
        assert_eq!(rare.fired(at(0, 1), at(0, 4)), []);
        assert_eq!(rare.fired(at(0, 21), at(0, 44)), [Job::SweepKeys]);
        assert_eq!(rare.fired(at(0, 1), at(3, 0)), [Job::SweepKeys, Job::SweepDrafts]);
    }
}
