//! A gateway that keeps what it is given, and can be told how it feels.
//!
//! Purpose: `majakka replay` plays whole stories without a wire: a gateway that is up, down or slow is part of them.
//! Guarantee: what was accepted is kept with the moment of acceptance, which comes from the caller's clock.
//! Non-goal: forgetting. It grows with what it takes.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use majakka_domain::{id::DeliveryId, terms::Channel};

use super::{Gateway, Letter, Outcome};

/// How a gateway feels (scenarios README, `gateway`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Condition {
    /// Takes everything.
    #[default]
    Up,
    /// Takes nothing.
    Down,
    /// Takes a letter only when it is offered the second time.
    Slow,
}

/// A letter and when it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What was taken.
    pub letter: Letter,
    /// When, by the clock of the gateway.
    pub at: DateTime<Utc>,
}

type Now = dyn Fn() -> DateTime<Utc> + Send + Sync;

/// A gateway in memory. Clones share what they hold.
#[derive(Clone)]
pub struct MemoryGateway {
    channel: Channel,
    now: Arc<Now>,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    condition: Condition,
    put_off: HashSet<DeliveryId>,
    taken: Vec<Taken>,
}

impl MemoryGateway {
    /// A gateway that is up. `now` gives the time of acceptance.
    pub fn new(channel: Channel, now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        MemoryGateway { channel, now: Arc::new(now), inside: Arc::default() }
    }

    /// What it does from now on.
    pub fn set(&self, condition: Condition) {
        self.lock().condition = condition;
    }

    /// Everything that was taken so far, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gateway for MemoryGateway {
    fn channel(&self) -> Channel {
        self.channel
    }

    fn send(&self, letters: Vec<Letter>) -> BoxFuture<'_, Vec<(DeliveryId, Outcome)>> {
        Box::pin(async move {
            let at = (self.now)();
            let mut inside = self.lock();
            letters.into_iter().map(|letter| (letter.delivery, inside.offer(letter, at))).collect()
        })
    }
}

impl Inside {
    fn offer(&mut self, letter: Letter, at: DateTime<Utc>) -> Outcome {
        match self.condition {
            Condition::Down => return Outcome::gateway_down("the gateway is down"),
            Condition::Slow if self.put_off.insert(letter.delivery) => return Outcome::later("the gateway is slow"),
            Condition::Slow | Condition::Up => {}
        }
        self.taken.push(Taken { letter, at });
        Outcome::Accepted { provider_ref: None }
    }
}
