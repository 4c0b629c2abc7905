//! The long-running worker: it hears, sends, and stops when it is told to.

use std::sync::Arc;
use std::time::Duration;

use majakka_core::Core;
use majakka_core::dice::SeededDice;
use majakka_core::store::delivery;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind};
use majakka_notifier::channel::memory::MemoryGateway;
use majakka_notifier::outbox::Gateways;
use tokio::sync::oneshot;

use crate::world::{World, on_both};

/// Another process on the same database: nothing but the database connects the two.
fn other_process(world: &World) -> Core {
    Core::build((*world.core.settings).clone(), world.clock.clone(), Arc::new(SeededDice::new(2))).unwrap()
}

#[test]
fn what_another_process_writes_is_sent_and_a_stopped_worker_ends() {
    on_both(async |world| {
        world.contacts([1, 2]);
        let gateway = |channel| Arc::new(MemoryGateway::new(channel, world.clock.clone()));
        let (sms, email) = (gateway(Channel::Sms), gateway(Channel::Email));
        let (stop, stopped) = oneshot::channel::<()>();
        let gateways = Gateways::new(vec![sms.clone(), email.clone()]);
        let shutdown = async move { drop(stopped.await) };
        let worker = tokio::spawn(majakka_notifier::run(other_process(world), gateways, shutdown));
        let bulletin = world.say(MessageKind::First, true);
        let all_sent = async {
            let open = || world.core.read(delivery::next_due).unwrap();
            while open().is_some() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), all_sent).await.unwrap();
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 2);
        assert_eq!((sms.taken().len(), email.taken().len()), (2, 2));

        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(30), worker).await.unwrap().unwrap().unwrap();
    });
}
