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
use majakka_store::clock::Clock;

use super::{Gateway, OutboundMessage, Outcome};

/// How a gateway feels (docs/SCENARIOS.md).
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
#[derive(Debug, Clone)]
pub struct Taken {
    /// What was taken.
    pub letter: OutboundMessage,
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
    fn route(&self) -> &str {
        "memory"
    }

    fn channel(&self) -> Channel {
        self.channel
    }

    /// One: what comes out of a story comes in order.
    fn width(&self) -> usize {
        1
    }

    fn offer<'a>(&'a self, letter: &'a OutboundMessage, _: u32) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let at = self.clock.now();
            self.lock().offer(letter.clone(), at)
        })
    }
}

impl Inside {
    fn offer(&mut self, letter: OutboundMessage, at: DateTime<Utc>) -> Outcome {
        match self.condition {
            Condition::Down => return Outcome::unreachable("the gateway is down"),
            Condition::Slow if self.put_off.insert(letter.delivery) => return Outcome::silent("the gateway is slow"),
            Condition::Slow | Condition::Up => {}
        }
        self.taken.push(Taken { letter, at });
        Outcome::Accepted { provider_ref: None }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use majakka_store::clock::ManualClock;

    use super::{super::samples, *};

    #[tokio::test]
    async fn a_gateway_that_was_down_and_slow_takes_each_letter_once() {
        let start = samples::written_at();
        let clock = Arc::new(ManualClock::new(start));
        let gateway = MemoryGateway::new(Channel::Sms, clock.clone());
        let offer = async || gateway.offer(&samples::sms(7), 1).await;

        gateway.set(Condition::Down);
        assert_eq!(offer().await, Outcome::unreachable("the gateway is down"));
        gateway.set(Condition::Slow);
        assert_eq!(offer().await, Outcome::silent("the gateway is slow"));
        assert!(gateway.taken().is_empty());
        clock.advance(TimeDelta::minutes(3));
        assert_eq!(offer().await, Outcome::Accepted { provider_ref: None });
        let taken: Vec<_> = gateway.taken().into_iter().map(|taken| (taken.letter.delivery, taken.at)).collect();
        assert_eq!(taken, [(DeliveryId(7), start + TimeDelta::minutes(3))]);
    }
}
