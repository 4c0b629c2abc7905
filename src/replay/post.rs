//! Transports that keep what they were given, behind the real outbox.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Result;
use majakka_app::App;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;
use majakka_notifier::channel::memory::{Condition, MemoryGateway, Taken};
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::clock::ManualClock;

/// The two transports of a story.
pub(crate) struct Post {
    sms: Arc<MemoryGateway>,
    email: Arc<MemoryGateway>,
    gateways: Lanes,
    runtime: tokio::runtime::Runtime,
}

impl Post {
    pub(crate) fn open(clock: &Arc<ManualClock>) -> Result<Self> {
        let gateway = |channel| Arc::new(MemoryGateway::new(channel, clock.clone()));
        let (sms, email) = (gateway(Channel::Sms), gateway(Channel::Email));
        let gateways = Lanes::new(vec![sms.clone(), email.clone()]);
        Ok(Post { sms, email, gateways, runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()? })
    }

    /// Sends what may leave now.
    pub(crate) fn drain(&self, app: &App) -> Result<()> {
        self.runtime.block_on(drain(app, &self.gateways, "replay"))?;
        Ok(())
    }

    pub(crate) fn set(&self, channel: Channel, condition: Condition) {
        match channel {
            Channel::Sms => self.sms.set(condition),
            Channel::Email => self.email.set(condition),
        }
    }

    /// Everything that was accepted so far, each delivery once.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let mut seen: BTreeSet<DeliveryId> = BTreeSet::new();
        let all = self.sms.taken().into_iter().chain(self.email.taken());
        all.filter(|taken| seen.insert(taken.letter.delivery)).collect()
    }
}
