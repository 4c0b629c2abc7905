//! The days on which an entry of dated data holds.
//!
//! Guarantee: one reading of `valid_from` and `valid_to` for authorities, periods and duties; both days belong to it.
//! Non-goal: what must follow when it ends; each kind of entry has its own rule.

use chrono::NaiveDate;

/// From the first to the last of its days; open where one is absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validity {
    pub(super) first: Option<NaiveDate>,
    pub(super) last: Option<NaiveDate>,
}

impl Validity {
    /// Is the day one of them?
    pub(super) fn holds_on(self, day: NaiveDate) -> bool {
        self.first.is_none_or(|first| first <= day) && self.last.is_none_or(|last| day <= last)
    }

    /// Do both share a day?
    pub(super) fn overlaps(self, other: Self) -> bool {
        let before = |one: Self, two: Self| one.last.zip(two.first).is_some_and(|(last, first)| last < first);
        !before(self, other) && !before(other, self)
    }

    /// Is its last day before its first?
    pub(super) fn is_backwards(self) -> bool {
        self.first.zip(self.last).is_some_and(|(first, last)| last < first)
    }
}
