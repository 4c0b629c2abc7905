//! What a planned break calls for next: word in advance, at its start, and at its end.
//!
//! Guarantee: pure; a word that was missed is not said late: once a break has begun, its start is told and no notice before.
//! A break whose end is not known is over when somebody says so, and nothing is due before.
//! Non-goal: an overrun; that is `evidence`'s.

use chrono::{DateTime, TimeDelta, Utc};

use crate::terms::MessageKind;

/// A break, and what was said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedBreak {
    /// Planned start.
    pub starts: DateTime<Utc>,
    /// Planned end, where one is known.
    pub ends: Option<DateTime<Utc>>,
    /// Was it told in advance?
    pub announced: bool,
    /// Was its start told?
    pub begun: bool,
}

impl PlannedBreak {
    /// The word that comes next, and when. `nearest`: of a series only the nearest is told in advance, so many days (`notice`)
    /// before.
    pub fn next_word(
        self,
        nearest: bool,
        notice: TimeDelta,
        now: DateTime<Utc>,
    ) -> Option<(MessageKind, DateTime<Utc>)> {
        if self.begun {
            self.ends.map(|ends| (MessageKind::MaintEnd, ends))
        } else if !self.announced && nearest && self.starts > now {
            Some((MessageKind::MaintAdvance, self.starts - notice))
        } else {
            Some((MessageKind::MaintStart, self.starts))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_is_told_in_advance_then_at_its_start_then_at_its_end() {
        let day = |count: i64| DateTime::UNIX_EPOCH + TimeDelta::days(count);
        let told = |announced, begun| PlannedBreak { starts: day(20), ends: Some(day(21)), announced, begun };
        let next =
            |of: PlannedBreak, nearest, now| of.next_word(nearest, TimeDelta::days(14), day(now)).expect("a word");
        assert_eq!(next(told(false, false), true, 1), (MessageKind::MaintAdvance, day(6)));
        assert_eq!(next(told(true, false), true, 7), (MessageKind::MaintStart, day(20)));
        assert_eq!(next(told(true, true), true, 20), (MessageKind::MaintEnd, day(21)));
        // One further on in its series, and one that nobody announced in time, are told when they begin.
        assert_eq!(next(told(false, false), false, 1), (MessageKind::MaintStart, day(20)));
        assert_eq!(next(told(false, false), true, 20), (MessageKind::MaintStart, day(20)));
    }

    #[test]
    fn a_break_whose_end_is_not_known_is_over_when_somebody_says_so() {
        let day = |count: i64| DateTime::UNIX_EPOCH + TimeDelta::days(count);
        let told = |begun| PlannedBreak { starts: day(20), ends: None, announced: true, begun };
        let next = |of: PlannedBreak| of.next_word(true, TimeDelta::days(14), day(7));
        assert_eq!(next(told(false)), Some((MessageKind::MaintStart, day(20))));
        assert_eq!(next(told(true)), None);
    }
}
