//! How many messages may leave by a route in a second, a minute and a day.
//!
//! Guarantee: in no second, minute or twenty-four hours, wherever they begin, more than the limit, however many workers send
//! by the route: each may use its part of a second and of a minute, and of the day what the others have left of it. A clock
//! that jumps, ahead or back, never stops a route for longer than the window.
//! Non-goal: keeping what was counted; that is the store's. What the others sent is known as of their last word, a second ago.
//! Where a limit is below the number of workers it goes round among them, and they may meet at the edge of a turn.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// What a route may carry. What is not given is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// In a second.
    pub second: Option<u32>,
    /// In a minute.
    pub minute: Option<u32>,
    /// In twenty-four hours.
    pub day: Option<u32>,
}

impl Limits {
    /// Is nothing limited?
    pub fn is_empty(&self) -> bool {
        *self == Limits::default()
    }

    /// A limit of 0 would stop the route for good: then it should not be in the settings.
    pub fn is_sound(&self) -> bool {
        [self.second, self.minute, self.day].into_iter().flatten().all(|most| most > 0)
    }
}

/// What has left by a route lately.
#[derive(Debug, Clone)]
pub struct Pace {
    windows: Vec<Window>,
}

impl Pace {
    /// Nothing has left yet.
    pub fn new(limits: Limits) -> Self {
        let windows = [(Span::Second, limits.second), (Span::Minute, limits.minute), (Span::Day, limits.day)];
        let window = |(span, limit): (Span, Option<u32>)| Some(Window::new(span, limit?));
        Pace { windows: windows.into_iter().filter_map(window).collect() }
    }

    /// When the next one may leave: `now`, or later.
    pub fn next(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.windows.iter_mut().map(|window| window.next(now)).max().unwrap_or(now)
    }

    /// Is nothing limited?
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// From now on so many workers send by the route. A limit below their number goes round among them.
    pub fn share(&mut self, workers: u32) {
        self.windows.iter_mut().filter(|window| window.span != Span::Day).for_each(|window| window.share(workers));
    }

    /// Counts what another worker sent at `at`: against the day, since each has its own part of the rest.
    pub fn count_elsewhere(&mut self, at: DateTime<Utc>, count: u32) {
        let day = self.windows.iter_mut().filter(|window| window.span == Span::Day);
        day.for_each(|window| window.count(at, u64::from(count)));
    }

    /// Counts `count` that leave, or left before a restart, at `at`.
    pub fn count(&mut self, at: DateTime<Utc>, count: u32) {
        for window in &mut self.windows {
            window.count(at, u64::from(count));
        }
    }

    /// Counts one if it may leave now.
    ///
    /// # Errors
    /// When it may.
    pub fn take(&mut self, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let next = self.next(now);
        if next > now {
            return Err(next);
        }
        self.count(now, 1);
        Ok(())
    }
}

/// What a limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Second,
    Minute,
    Day,
}

impl Span {
    fn length(self) -> TimeDelta {
        match self {
            Span::Second => TimeDelta::seconds(1),
            Span::Minute => TimeDelta::minutes(1),
            Span::Day => TimeDelta::days(1),
        }
    }

    fn grain(self) -> TimeDelta {
        match self {
            Span::Second => TimeDelta::milliseconds(50),
            Span::Minute => TimeDelta::seconds(1),
            Span::Day => TimeDelta::minutes(1),
        }
    }
}

/// A window that slides by grains: what was counted leaves it when its whole grain has, so it errs towards too few.
#[derive(Debug, Clone)]
struct Window {
    span: Span,
    /// Of the whole route in the span.
    limit: u32,
    /// Ours, in `length`.
    most: u64,
    length: TimeDelta,
    /// Begin of each grain and what was counted in it, oldest first.
    counted: VecDeque<(DateTime<Utc>, u64)>,
    total: u64,
}

impl Window {
    fn new(span: Span, limit: u32) -> Self {
        Window { span, limit, most: u64::from(limit), length: span.length(), counted: VecDeque::new(), total: 0 }
    }

    /// An equal part; where there is less than one for each, one in several spans.
    fn share(&mut self, workers: u32) {
        let (limit, workers) = (self.limit.max(1), workers.max(1));
        let turns = i32::try_from(workers.div_ceil(limit)).unwrap_or(i32::MAX);
        self.most = u64::from((limit / workers).max(1));
        self.length = if limit < workers { self.span.length() * turns } else { self.span.length() };
    }

    fn next(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.slide(now);
        if self.total < self.most {
            return now;
        }
        // So many must have gone before there is room for one.
        let mut surplus = self.total - self.most + 1;
        for (begin, count) in &self.counted {
            if *count >= surplus {
                return (*begin + self.span.grain() + self.length).max(now);
            }
            surplus -= count;
        }
        now
    }

    fn count(&mut self, at: DateTime<Utc>, count: u64) {
        self.slide(at);
        match self.counted.back_mut() {
            Some((begin, counted)) if at < *begin + self.span.grain() => *counted += count,
            _ => self.counted.push_back((at, count)),
        }
        self.total += count;
    }

    /// Drops what has gone. After a clock that went back, what was counted counts as if it had just left.
    fn slide(&mut self, now: DateTime<Utc>) {
        if let Some(back) =
            self.counted.back().map(|(newest, _)| *newest - now).filter(|back| *back > TimeDelta::zero())
        {
            for (begin, _) in &mut self.counted {
                *begin -= back;
            }
        }
        while let Some((begin, count)) = self.counted.front().copied() {
            if begin + self.span.grain() + self.length > now {
                break;
            }
            self.total -= count;
            self.counted.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;

    fn start() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 29, 8, 0, 0).unwrap()
    }

    /// Sends as fast as it may; says when each left.
    fn rush(pace: &mut Pace, count: usize) -> Vec<DateTime<Utc>> {
        let mut now = start();
        (0..count)
            .map(|_| {
                while let Err(next) = pace.take(now) {
                    assert!(next > now);
                    now = next;
                }
                now
            })
            .collect()
    }

    #[test]
    fn without_limits_everything_leaves_at_once() {
        assert_eq!(rush(&mut Pace::new(Limits::default()), 1000).last(), Some(&start()));
    }

    #[test]
    fn the_tightest_limit_counts() {
        let limits = Limits { second: Some(10), minute: Some(100), day: Some(1_000) };
        let left = rush(&mut Pace::new(limits), 1_001);
        let after = |n: usize| (left[n] - start()).num_milliseconds();
        assert_eq!((after(9), after(10)), (0, 1_050));
        assert!((60_000..62_000).contains(&after(100)), "{}", after(100));
        assert!((86_400_000..86_500_000).contains(&after(1_000)), "{}", after(1_000));
    }

    #[test]
    fn what_left_before_a_restart_counts_too() {
        let mut pace = Pace::new(Limits { day: Some(100), ..Limits::default() });
        pace.count(start() - TimeDelta::hours(23), 60);
        pace.count(start() - TimeDelta::hours(1), 40);
        let next = pace.take(start()).unwrap_err();
        assert!((TimeDelta::hours(1)..TimeDelta::minutes(62)).contains(&(next - start())), "{next}");
    }

    #[test]
    fn workers_that_share_a_route_never_send_more_together_than_it_may_carry() {
        for (second, minute, workers) in [(10, 100, 3), (2, 50, 3), (1, 7, 2), (1, 1, 5)] {
            let limits = Limits { second: Some(second), minute: Some(minute), day: None };
            let mut left: Vec<DateTime<Utc>> = Vec::new();
            for _ in 0..workers {
                let mut pace = Pace::new(limits);
                pace.share(workers);
                left.extend(rush(&mut pace, 40));
            }
            left.sort();
            for (length, most) in [(TimeDelta::seconds(1), second), (TimeDelta::minutes(1), minute)] {
                let within =
                    |begin: &DateTime<Utc>| left.iter().filter(|at| *at >= begin && **at < *begin + length).count();
                let worst = left.iter().map(within).max().unwrap();
                // Fewer than one each: they take turns, and may meet at the edge of one.
                let allowed = if most < workers { workers } else { most };
                assert!(worst <= usize::try_from(allowed).unwrap(), "{worst} in {length} of {most} for {workers}");
            }
        }
    }

    #[test]
    fn of_a_day_is_left_what_the_others_have_not_sent() {
        let mut pace = Pace::new(Limits { minute: Some(10), day: Some(20), ..Limits::default() });
        pace.count_elsewhere(start(), 15);
        let left = rush(&mut pace, 6);
        assert_eq!(left[4], start(), "what others send in a minute is no concern of ours");
        assert!(left[5] >= start() + TimeDelta::days(1), "{}", left[5]);
    }

    #[test]
    fn a_clock_that_jumps_stops_no_route() {
        let mut pace = Pace::new(Limits { minute: Some(1), ..Limits::default() });
        pace.take(start() + TimeDelta::hours(1)).unwrap();
        let next = pace.take(start()).unwrap_err();
        assert!(next - start() <= TimeDelta::seconds(61), "{next}");
        assert!(pace.take(start() + TimeDelta::hours(2)).is_ok());
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_than_its_limit(
            second in 1u32..5, minute in 1u32..40, steps in proptest::collection::vec(0i64..1_500, 1..300)
        ) {
            let mut pace = Pace::new(Limits { second: Some(second), minute: Some(minute), day: None });
            let (mut now, mut left) = (start(), Vec::new());
            for step in steps {
                now += TimeDelta::milliseconds(step);
                if pace.take(now).is_ok() {
                    left.push(now);
                }
            }
            for (length, most) in [(TimeDelta::seconds(1), second), (TimeDelta::minutes(1), minute)] {
                for (index, begin) in left.iter().enumerate() {
                    let within = left[index..].iter().take_while(|at| **at - *begin < length).count();
                    prop_assert!(within <= usize::try_from(most).unwrap());
                }
            }
        }
    }
}
