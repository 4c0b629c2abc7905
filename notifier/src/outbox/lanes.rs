//! The routes of an installation, channel by channel, and how they fare.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_domain::delivery::RouteHealth;
use majakka_domain::delivery::limits::{Limits, Pace};
use majakka_domain::terms::Channel;

use crate::channel::Gateway;

/// So long a letter waits in the hand for a route's limit; for a longer one it goes back.
const SHORT: TimeDelta = TimeDelta::seconds(1);
/// An answer that takes so long is slow,
const SLOW: Duration = Duration::from_secs(10);
/// and so many in a row say that the next route is better.
const SLOW_ONES: usize = 3;

/// The routes, of each channel the preferred first. What is due on a channel without one waits.
pub struct Lanes(Vec<Arc<Lane>>);

impl Lanes {
    /// Of several for one channel the first is used as long as it serves. Nothing is limited.
    pub fn new(gateways: Vec<Arc<dyn Gateway>>) -> Self {
        Lanes::limited(gateways.into_iter().map(|gateway| (gateway, Limits::default())).collect())
    }

    /// The same, each with how much may leave by it.
    pub fn limited(gateways: Vec<(Arc<dyn Gateway>, Limits)>) -> Self {
        let mut lanes: Vec<Lane> = Vec::new();
        for (gateway, limits) in gateways {
            let channel = gateway.channel();
            let route = Route {
                gateway,
                health: Mutex::default(),
                pace: Mutex::new(Pace::new(limits)),
                departed: AtomicU32::new(0),
                offering: AtomicUsize::new(0),
                slow: AtomicUsize::new(0),
            };
            match lanes.iter_mut().find(|lane| lane.channel == channel) {
                Some(lane) => lane.routes.push(route),
                None => lanes.push(Lane { channel, routes: vec![route], ahead: AtomicI64::new(0) }),
            }
        }
        Lanes(lanes.into_iter().map(Arc::new).collect())
    }

    /// Every gateway by itself.
    pub fn each(&self) -> Vec<Arc<dyn Gateway>> {
        self.0.iter().flat_map(|lane| &lane.routes).map(|route| route.gateway.clone()).collect()
    }

    pub(crate) fn lane(&self, channel: Channel) -> Option<&Arc<Lane>> {
        self.0.iter().find(|lane| lane.channel == channel)
    }
}

/// The routes of one channel, and the moment that its due times go by.
pub(crate) struct Lane {
    pub(crate) channel: Channel,
    pub(super) routes: Vec<Route>,
    /// Microseconds by which the database's clock is ahead of ours.
    ahead: AtomicI64,
}

/// One gateway, and what is known of it.
pub(super) struct Route {
    pub(super) gateway: Arc<dyn Gateway>,
    health: Mutex<RouteHealth>,
    pace: Mutex<Pace>,
    /// Left by it under a limit, and not written down yet.
    departed: AtomicU32,
    offering: AtomicUsize,
    /// Answers in a row that took too long.
    slow: AtomicUsize,
}

impl Lane {
    /// The outbox's moment, without asking the database again.
    pub(super) fn now(&self, app: &App) -> DateTime<Utc> {
        app.clock.now() + TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed))
    }

    /// What the database just called the moment.
    pub(super) fn learn(&self, app: &App, now: DateTime<Utc>) {
        let ahead = now - app.clock.now();
        self.ahead.store(ahead.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }

    /// Letters that may be under way at the same time.
    pub(super) fn width(&self) -> usize {
        self.routes.iter().map(|route| route.gateway.width()).max().unwrap_or(1).max(1)
    }

    /// Is any route open, and is that only for a trial?
    pub(super) fn opening(&self, now: DateTime<Utc>) -> Opening {
        let mut opening = Opening::None;
        for route in self.routes.iter().filter(|route| route.next_at(now) - now <= SHORT) {
            let health = route.health();
            if health.closed().is_none() {
                return Opening::Wide;
            }
            if health.is_open(now) {
                let width = health.trial_width(route.gateway.width());
                opening = Opening::Trial(if let Opening::Trial(other) = opening { width.max(other) } else { width });
            }
        }
        opening
    }

    /// The route for the next letter: the first that serves. One that is closed and due for a trial gets one letter beside a
    /// sound one; when there is no sound one, as many at a time as its health says.
    pub(super) fn choose(&self, now: DateTime<Utc>) -> Choice<'_> {
        match self.open_route(now) {
            None => match self.routes.iter().map(|route| route.next_at(now)).min() {
                Some(at) if at > now && at - now <= SHORT => Choice::Wait((at - now).to_std().unwrap_or_default()),
                _ => Choice::None,
            },
            Some(route) => {
                route.depart(now);
                Choice::Route(route)
            }
        }
    }

    /// Is this route closed, and another one not?
    pub(super) fn another_serves(&self, route: &Route) -> bool {
        route.health().closed().is_some() && self.routes.iter().any(|other| other.health().closed().is_none())
    }

    fn open_route(&self, now: DateTime<Utc>) -> Option<&Route> {
        let free = || self.routes.iter().filter(|route| route.next_at(now) <= now);
        let sound = free().find(|route| route.health().closed().is_none());
        let trial = free().find(|route| {
            let health = route.health();
            let most = if sound.is_some() { 1 } else { health.trial_width(route.gateway.width()) };
            health.closed().is_some() && health.is_open(now) && route.offering.load(Ordering::Relaxed) < most
        });
        trial.or(sound)
    }
}

/// By which route the next letter goes.
pub(super) enum Choice<'a> {
    /// By this one.
    Route(&'a Route),
    /// By none for so long: their limits are reached.
    Wait(Duration),
    /// By none.
    None,
}

/// How far the routes of a channel are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Not at all.
    None,
    /// For so many letters at a time.
    Trial(usize),
    /// For everything.
    Wide,
}

impl Route {
    /// What is known of it. Whoever panicked left nothing half done in there.
    pub(super) fn health(&self) -> MutexGuard<'_, RouteHealth> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the next letter may leave by it: `now`, if its limits allow.
    fn next_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.pace().next(now)
    }

    /// A letter leaves by it.
    fn depart(&self, now: DateTime<Utc>) {
        self.pace().count(now, 1);
        self.departed.fetch_add(1, Ordering::Relaxed);
    }

    /// How many have left since this was last asked.
    pub(super) fn departed(&self) -> u32 {
        self.departed.swap(0, Ordering::Relaxed)
    }

    /// What could not be written down is still to be.
    pub(super) fn departed_still(&self, count: u32) {
        self.departed.fetch_add(count, Ordering::Relaxed);
    }

    pub(super) fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long an answer took. Several slow ones in a row close a route that has another beside it.
    pub(super) fn took(&self, lane: &Lane, now: DateTime<Utc>, time: Duration) {
        if time < SLOW {
            self.slow.store(0, Ordering::Relaxed);
            return;
        }
        let in_a_row = self.slow.fetch_add(1, Ordering::Relaxed) + 1;
        let other = |route: &&Route| !std::ptr::eq(*route, self) && route.health().closed().is_none();
        if in_a_row >= SLOW_ONES && lane.routes.iter().any(|route| other(&route)) {
            self.slow.store(0, Ordering::Relaxed);
            self.health().unreachable(now, &format!("answers take {} s", time.as_secs()));
        }
    }

    /// Counts a letter under way, until it is dropped.
    pub(super) fn offering(&self) -> Offering<'_> {
        self.offering.fetch_add(1, Ordering::Relaxed);
        Offering(&self.offering)
    }
}

pub(super) struct Offering<'a>(&'a AtomicUsize);

impl Drop for Offering<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use majakka_store::clock::ManualClock;

    use super::*;
    use crate::channel::memory::MemoryGateway;

    const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

    fn lane(routes: usize) -> Arc<Lane> {
        let clock = Arc::new(ManualClock::new(NOON));
        let gateway = |_| Arc::new(MemoryGateway::new(Channel::Email, clock.clone())) as Arc<dyn Gateway>;
        Lanes::new((0..routes).map(gateway).collect()).lane(Channel::Email).unwrap().clone()
    }

    #[test]
    fn three_slow_answers_in_a_row_close_a_route_that_has_another_beside_it() {
        let lane = lane(2);
        let first = &lane.routes[0];
        for time in [SLOW, SLOW, Duration::from_secs(1), SLOW, SLOW] {
            first.took(&lane, NOON, time);
            assert!(first.health().closed().is_none(), "a quick answer in between begins the count anew");
        }
        first.took(&lane, NOON, SLOW);
        assert_eq!(first.health().closed().unwrap().reply, "answers take 10 s");
        assert!(matches!(lane.choose(NOON), Choice::Route(route) if std::ptr::eq(route, &lane.routes[1])));
        let due = first.health().closed().unwrap().opens_at;
        assert!(matches!(lane.choose(due), Choice::Route(route) if std::ptr::eq(route, first)), "it gets a trial");
        first.health().taken(due);
        assert!(first.health().closed().is_none());
    }

    #[test]
    fn slowness_alone_never_closes_the_only_route_that_serves() {
        let lane = lane(2);
        lane.routes[1].health().unreachable(NOON, "refused");
        (0..10).for_each(|_| lane.routes[0].took(&lane, NOON, SLOW));
        assert!(lane.routes[0].health().closed().is_none());
    }
}
