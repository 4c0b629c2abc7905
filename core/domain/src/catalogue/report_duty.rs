//! Statutory reports that no clock of hours stands behind: to whom each goes and by when, as dated data (docs/DOMAIN.md 9).
//!
//! Guarantee: at most one rule a task and day; one that names days says so in words too, for a near miss may have longer.
//! Non-goal: clocks; see [`super::Period`].

use chrono::NaiveDate;
use toml::Spanned;

use super::Authority;
use super::file::Flaw;
use super::validity::Validity;
use crate::terms::{Language, TaskName};
use crate::texts::Texts;

/// By when a report is made and to whom, with the time in which that is so.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDuty {
    /// The task that it is.
    pub task: TaskName,
    /// Days from the one on which it was known; absent: without delay, and no number is in the statute.
    pub days: Option<u16>,
    /// The rule in words.
    pub when: Texts,
    /// Id of the authority that takes it.
    pub authority: String,
    /// First day, `YYYY-MM-DD` in Finland; absent: as far back as anybody asks.
    pub valid_from: Option<NaiveDate>,
    /// Last day, inclusive; absent: until further notice.
    pub valid_to: Option<NaiveDate>,
    /// The statute.
    pub source: String,
}

impl ReportDuty {
    fn validity(&self) -> Validity {
        Validity { first: self.valid_from, last: self.valid_to }
    }
}

/// The rule for a task on a day.
pub(super) fn in_force(duties: &[ReportDuty], task: TaskName, day: NaiveDate) -> Option<&ReportDuty> {
    duties.iter().find(|duty| duty.task == task && duty.validity().holds_on(day))
}

/// Is every rule said in every language, its authority known, its time sound, and no task under two rules on a day?
pub(super) fn check(duties: &[Spanned<ReportDuty>], authorities: &[Spanned<Authority>]) -> Result<(), Flaw> {
    for (place, part) in duties.iter().enumerate() {
        let duty = part.get_ref();
        let wrong = |what: &str| Err(Flaw::within(part, format!("report_duty {} {what}", duty.task)));
        if Language::ALL.iter().any(|language| duty.when.get(*language).is_empty()) {
            return wrong("lacks its rule in a language");
        }
        if authorities.iter().all(|body| body.get_ref().id != duty.authority) {
            return wrong("names an unknown authority");
        }
        if duty.validity().is_backwards() {
            return wrong("ends before it begins");
        }
        let before = duties.iter().take(place).map(Spanned::get_ref);
        if before.filter(|other| other.task == duty.task).any(|other| other.validity().overlaps(duty.validity())) {
            return wrong("is under two rules on one day");
        }
    }
    Ok(())
}
