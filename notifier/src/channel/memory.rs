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
use majakka_core::clock::Clock;
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

/// A gateway in memory. Clones share what they hold.
#[derive(Clone)]
pub struct MemoryGateway {
    channel: Channel,
    clock: Arc<dyn Clock>,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    condition: Condition,
    put_off: HashSet<DeliveryId>,
    taken: Vec<Taken>,
}

impl MemoryGateway {
    /// A gateway that is up.
    pub fn new(channel: Channel, clock: Arc<dyn Clock>) -> Self {
        MemoryGateway { channel, clock, inside: Arc::default() }
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
            let at = self.clock.now();
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use majakka_core::clock::ManualClock;

    use super::{super::samples, *};

    #[tokio::test]
    async fn a_gateway_that_was_down_and_slow_takes_each_letter_once() {
        let start = samples::written_at();
        let clock = Arc::new(ManualClock::new(start));
        let gateway = MemoryGateway::new(Channel::Sms, clock.clone());
        let offer = async || gateway.send(vec![samples::sms(7)]).await;

        gateway.set(Condition::Down);
        assert_eq!(offer().await, [(DeliveryId(7), Outcome::gateway_down("the gateway is down"))]);
        gateway.set(Condition::Slow);
        assert_eq!(offer().await, [(DeliveryId(7), Outcome::later("the gateway is slow"))]);
        assert_eq!(gateway.taken(), []);
        clock.advance(TimeDelta::minutes(3));
        assert_eq!(offer().await, [(DeliveryId(7), Outcome::Accepted { provider_ref: None })]);
        assert_eq!(gateway.taken(), [Taken { letter: samples::sms(7), at: start + TimeDelta::minutes(3) }]);
    }
}
