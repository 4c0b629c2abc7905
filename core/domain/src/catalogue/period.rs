//! Statutory periods: how long a report may take, and to whom it goes, as dated data (docs/DOMAIN.md 9).
//!
//! Guarantee: every clock has exactly one period on every day from its first one on.
//! Non-goal: what starts and ends a clock; that is `statutory`.

use chrono::NaiveDate;
use toml::Spanned;

use super::Authority;
use super::file::Flaw;
use super::validity::Validity;
use crate::terms::ClockKind;

/// How long a report may take, with the time in which that is so.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Whose period.
    pub clock: ClockKind,
    /// Elapsed hours; either these or `months`.
    #[serde(default)]
    pub hours: u16,
    /// Months of Finland's calendar.
    #[serde(default)]
    pub months: u8,
    /// Id of the authority that takes the report, or of the one whose form is used.
    pub authority: String,
    /// First day, `YYYY-MM-DD` in Finland; absent: as far back as anybody asks.
    pub valid_from: Option<NaiveDate>,
    /// Last day, inclusive; absent: until further notice.
    pub valid_to: Option<NaiveDate>,
    /// The statute.
    pub source: String,
}

impl Period {
    fn validity(&self) -> Validity {
        Validity { first: self.valid_from, last: self.valid_to }
    }
}

/// The period of a clock that starts on this day; before the first one, the first.
pub(super) fn in_force(periods: &[Period], clock: ClockKind, day: NaiveDate) -> Option<&Period> {
    let of_it = || periods.iter().filter(move |period| period.clock == clock);
    of_it().find(|period| period.validity().holds_on(day)).or_else(|| of_it().min_by_key(|period| period.valid_from))
}

/// Has every clock a period, every period a length and an authority, and does one follow the other, day by day, to an open end?
pub(super) fn check(periods: &[Spanned<Period>], authorities: &[Spanned<Authority>]) -> Result<(), Flaw> {
    for part in periods {
        let period = part.get_ref();
        let wrong = |what: &str| Err(Flaw::within(part, format!("period {} {what}", period.clock)));
        if (period.hours == 0) == (period.months == 0) {
            return wrong("needs hours or months");
        }
        if authorities.iter().all(|body| body.get_ref().id != period.authority) {
            return wrong("names an unknown authority");
        }
        if period.validity().is_backwards() {
            return wrong("ends before it begins");
        }
        let next = period.valid_to.and_then(|last| last.succ_opt());
        let others =
            periods.iter().map(Spanned::get_ref).filter(|other| other.clock == period.clock && *other != period);
        let continues = others.clone().filter(|other| next.is_some() && other.valid_from == next).count() == 1;
        let overlaps = others.clone().any(|other| other.validity().overlaps(period.validity()));
        if overlaps || (period.valid_to.is_some() && !continues) {
            return wrong("does not follow the one before it day by day");
        }
    }
    let named = |clock: &ClockKind| periods.iter().any(|period| period.get_ref().clock == *clock);
    match ClockKind::ALL.iter().find(|clock| !named(clock)) {
        Some(clock) => Err(Flaw::of_all(format!("no period is named for the clock {clock} ([[period]])"))),
        None => Ok(()),
    }
}
