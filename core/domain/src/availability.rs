//! How a service has done over some time: what is known of it, and how long it was hit.
//!
//! Guarantee: it never flatters. What nobody could see is not counted as well, an end that is not known makes the whole not
//! known, overlapping disturbances count once, and a share is rounded down.
//! Non-goal: which disturbance hit what.

use chrono::{DateTime, TimeDelta, Utc};

/// From a moment up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Beginning.
    pub from: DateTime<Utc>,
    /// End, not before it.
    pub until: DateTime<Utc>,
}

/// A disturbance within what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; of one that runs, now. None: it is over, and nobody said since when.
    pub until: Option<DateTime<Utc>>,
}

/// What can be said of the whole time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// How long anybody could see it.
    pub known: TimeDelta,
    /// How long it was hit, as far as that was seen or told; none when the end of a disturbance is not known.
    pub hit: Option<TimeDelta>,
    /// Hundredths of a percent of the known time in which nothing was wrong, rounded down; none when that is not known, or was
    /// seen for less than a day.
    pub undisturbed: Option<i64>,
}

impl Span {
    /// What of it lies within another; none when nothing does.
    fn within(self, other: Span) -> Option<Span> {
        let (from, until) = (self.from.max(other.from), self.until.min(other.until));
        (from < until).then_some(Span { from, until })
    }

    /// How long it is.
    pub fn length(self) -> TimeDelta {
        (self.until - self.from).max(TimeDelta::zero())
    }

    /// Have they a moment in common?
    pub fn touches(self, other: Span) -> bool {
        self.within(other).is_some()
    }
}

/// Looks at `whole`, of which `unseen` could not be seen, with these disturbances.
pub fn record(whole: Span, unseen: &[Span], hits: &[Hit]) -> Record {
    let unseen = union(unseen.iter().filter_map(|span| span.within(whole)).collect());
    let known = whole.length() - sum(&unseen);
    let told: Option<Vec<Span>> = hits.iter().map(|hit| Some(Span { from: hit.from, until: hit.until? })).collect();
    let hit = told.map(|told| union(told.iter().filter_map(|span| span.within(whole)).collect()));
    let undisturbed = hit.as_ref().filter(|_| known >= TimeDelta::days(1)).map(|hit| {
        let unseen_too: TimeDelta =
            hit.iter().flat_map(|span| unseen.iter().filter_map(|gap| span.within(*gap))).map(Span::length).sum();
        let seen = sum(hit) - unseen_too;
        (known - seen).num_seconds().max(0) * 10_000 / known.num_seconds().max(1)
    });
    Record { known, hit: hit.map(|hit| sum(&hit)), undisturbed }
}

/// The same time, each moment once, in order.
fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut().filter(|last| span.from <= last.until) {
            Some(last) => last.until = last.until.max(span.until),
            None => joined.push(span),
        }
    }
    joined
}

fn sum(spans: &[Span]) -> TimeDelta {
    spans.iter().map(|span| span.length()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn span(from: i64, until: i64) -> Span {
        Span { from: at(from), until: at(until) }
    }

    fn hit(from: i64, until: Option<i64>) -> Hit {
        Hit { from: at(from), until: until.map(at) }
    }

    #[test]
    fn overlapping_disturbances_count_once_and_only_within_the_time() {
        let record = record(span(0, 100), &[], &[hit(10, Some(20)), hit(15, Some(25)), hit(90, Some(200))]);
        assert_eq!(record.hit, Some(TimeDelta::hours(25)));
        assert_eq!(record.undisturbed, Some(7_500));
    }

    #[test]
    fn what_nobody_saw_is_neither_well_nor_ill() {
        let whole = record(span(0, 100), &[span(-50, 50), span(40, 60)], &[hit(50, Some(70))]);
        assert_eq!(whole.known, TimeDelta::hours(40));
        assert_eq!(whole.undisturbed, Some(7_500), "ten of the forty hours that were seen");
        assert_eq!(record(span(0, 100), &[span(0, 90)], &[]).undisturbed, None, "ten hours say nothing");
    }

    #[test]
    fn an_end_that_is_not_known_makes_the_whole_not_known() {
        let record = record(span(0, 100), &[], &[hit(10, Some(20)), hit(30, None)]);
        assert_eq!((record.hit, record.undisturbed), (None, None));
    }

    #[test]
    fn a_share_is_rounded_down() {
        let minute = Hit { from: at(5), until: Some(at(5) + TimeDelta::seconds(1)) };
        assert_eq!(record(span(0, 24 * 90), &[], &[minute]).undisturbed, Some(9_999));
        assert_eq!(record(span(0, 24 * 90), &[], &[]).undisturbed, Some(10_000));
    }
}
