//! The gateways of an installation, one a channel, and how they fare.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use majakka_domain::terms::Channel;

use crate::channel::Gateway;
use crate::channel::guard::Guarded;

/// A claim's size: large enough that writing costs little per letter, small enough that a crash repeats few.
const BATCH: i64 = 500;
/// So many letters try out a gateway that was down.
const TRIAL: i64 = 20;

/// One gateway a channel, each behind the guard. A channel without one is left alone: what is due on it waits.
pub struct Gateways(Vec<Line>);

impl Gateways {
    /// Puts the guard before each gateway. Of two for one channel the first is used.
    pub fn new(gateways: Vec<Arc<dyn Gateway>>) -> Self {
        Gateways(gateways.into_iter().map(Line::new).collect())
    }

    pub(crate) fn line(&self, channel: Channel) -> Option<&Line> {
        self.0.iter().find(|line| line.channel() == channel)
    }
}

/// A gateway and how often in a row it was down. That is a hint for the size of the next claim; what waits until when
/// stands in the database.
pub(crate) struct Line {
    pub(crate) gateway: Guarded,
    down: AtomicU32,
}

impl Line {
    fn new(gateway: Arc<dyn Gateway>) -> Self {
        Line { gateway: Guarded::from(gateway), down: AtomicU32::new(0) }
    }

    pub(crate) fn channel(&self) -> Channel {
        self.gateway.channel()
    }

    pub(crate) fn batch_size(&self) -> i64 {
        if self.seems_down() { TRIAL } else { BATCH }
    }

    pub(crate) fn seems_down(&self) -> bool {
        self.down.load(Ordering::Relaxed) > 0
    }

    pub(crate) fn is_up(&self) {
        self.down.store(0, Ordering::Relaxed);
    }

    /// Counts one more time down, and says how many there were before.
    pub(crate) fn is_down(&self) -> u32 {
        let before = self.down.load(Ordering::Relaxed);
        self.down.store(before.saturating_add(1), Ordering::Relaxed);
        before
    }
}
