//! The routes of an installation, channel by channel, and how they fare.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use majakka_core::Core;
use majakka_domain::delivery::RouteHealth;
use majakka_domain::terms::Channel;

use crate::channel::Gateway;

/// The routes, of each channel the preferred first. What is due on a channel without one waits.
pub struct Gateways(Vec<Arc<Lane>>);

impl Gateways {
    /// Of several for one channel the first is used as long as it serves.
    pub fn new(gateways: Vec<Arc<dyn Gateway>>) -> Self {
        let mut lanes: Vec<Lane> = Vec::new();
        for gateway in gateways {
            let channel = gateway.channel();
            let route = Route { gateway, health: Mutex::default(), offering: AtomicUsize::new(0) };
            match lanes.iter_mut().find(|lane| lane.channel == channel) {
                Some(lane) => lane.routes.push(route),
                None => lanes.push(Lane { channel, routes: vec![route], ahead: AtomicI64::new(0) }),
            }
        }
        Gateways(lanes.into_iter().map(Arc::new).collect())
    }

    /// Every gateway by itself.
    pub(crate) fn each(&self) -> Vec<Arc<dyn Gateway>> {
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
    offering: AtomicUsize,
}

impl Lane {
    /// The outbox's moment, without asking the database again.
    pub(super) fn now(&self, core: &Core) -> DateTime<Utc> {
        core.clock.now() + TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed))
    }

    /// What the database just called the moment.
    pub(super) fn learn(&self, core: &Core, now: DateTime<Utc>) {
        let ahead = now - core.clock.now();
        self.ahead.store(ahead.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }

    /// Letters that may be under way at the same time.
    pub(super) fn width(&self) -> usize {
        self.routes.iter().map(|route| route.gateway.width()).max().unwrap_or(1).max(1)
    }

    /// Is any route open, and is that only for a trial?
    pub(super) fn opening(&self, now: DateTime<Utc>) -> Opening {
        let mut opening = Opening::None;
        for route in &self.routes {
            let health = route.health();
            if health.closed().is_none() {
                return Opening::Wide;
            }
            if health.is_open(now) {
                opening = Opening::Trial;
            }
        }
        opening
    }

    /// The route for the next letter: the first that serves. One that is closed and due for a trial gets one letter beside a
    /// sound one, and as many as it takes at a time when there is no sound one.
    pub(super) fn choose(&self, now: DateTime<Utc>) -> Option<&Route> {
        let sound = self.routes.iter().find(|route| route.health().closed().is_none());
        let trial = self.routes.iter().find(|route| {
            let health = route.health();
            let most = if sound.is_some() { 1 } else { route.gateway.width() };
            health.closed().is_some() && health.is_open(now) && route.offering.load(Ordering::Relaxed) < most
        });
        trial.or(sound)
    }
}

/// How far the routes of a channel are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Not at all.
    None,
    /// For a few letters.
    Trial,
    /// For everything.
    Wide,
}

impl Route {
    /// What is known of it. Whoever panicked left nothing half done in there.
    pub(super) fn health(&self) -> MutexGuard<'_, RouteHealth> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
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
