//! A crash costs a lease, never a message; two workers never hold the same one (docs/ARCHITECTURE.md, The outbox).

use std::collections::HashSet;
use std::sync::Arc;

use chrono::TimeDelta;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind};
use majakka_notifier::channel::memory::MemoryGateway;
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::delivery::{self, Claim, Claimed, LEASE};

use crate::world::{World, on_both};

/// What a worker takes, and then crashes with.
fn claimed(world: &World, channel: Channel) -> Vec<Claimed> {
    let claim = Claim { worker: "crashed", channel, now: world.now(), limit: 500, trial: None };
    world.app.write_beside(|conn| delivery::claim(conn, &claim)).unwrap()
}

#[test]
fn a_crash_between_claim_and_settlement_costs_a_lease_and_no_message() {
    on_both(async |world| {
        world.contacts([1, 2, 3]);
        let bulletin = world.say(MessageKind::First, true);
        let email = Arc::new(MemoryGateway::new(Channel::Email, world.app.clock.clone()));
        let gateways = Lanes::new(vec![email.clone()]);
        assert_eq!(claimed(world, Channel::Email).len(), 3);

        assert_eq!(drain(&world.app, &gateways, "other").await.unwrap(), 0);
        world.pass(LEASE - TimeDelta::seconds(1));
        assert_eq!(drain(&world.app, &gateways, "other").await.unwrap(), 0);
        world.pass(TimeDelta::seconds(1));
        assert_eq!(drain(&world.app, &gateways, "other").await.unwrap(), 3);
        assert_eq!(email.taken().len(), 3);
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 3);
    });
}

#[test]
fn what_a_worker_claimed_without_hearing_of_it_goes_back_at_its_next_turn() {
    on_both(async |world| {
        world.contacts([1, 2, 3]);
        let bulletin = world.say(MessageKind::First, true);
        let email = Arc::new(MemoryGateway::new(Channel::Email, world.app.clock.clone()));
        // The database went away as it wrote the claim, and so did the answer; the worker lives on.
        assert_eq!(claimed(world, Channel::Email).len(), 3);
        assert_eq!(drain(&world.app, &Lanes::new(vec![email.clone()]), "crashed").await.unwrap(), 3);
        assert_eq!(email.taken().len(), 3, "without waiting for the end of a lease");
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 3);
    });
}

#[test]
fn what_a_program_of_the_version_before_left_behind_is_free_when_its_lease_is_over() {
    on_both(async |world| {
        world.contacts([1, 2, 3]);
        let bulletin = world.say(MessageKind::First, true);
        let email = Arc::new(MemoryGateway::new(Channel::Email, world.app.clock.clone()));
        let gateways = Lanes::new(vec![email.clone()]);
        claimed(world, Channel::Email);
        // It knew of no hands.
        world.app.write_beside(|conn| delivery::forget_hands(conn, "crashed")).unwrap();

        world.pass(LEASE - TimeDelta::seconds(1));
        assert_eq!(drain(&world.app, &gateways, "other").await.unwrap(), 0);
        world.pass(TimeDelta::seconds(1));
        assert_eq!(drain(&world.app, &gateways, "other").await.unwrap(), 3);
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 3);
    });
}

#[test]
fn a_trial_after_a_pause_takes_other_letters_than_the_one_before() {
    on_both(async |world| {
        world.contacts(1..=40);
        world.say(MessageKind::First, true);
        world.sql("UPDATE deliveries SET offers = 1 WHERE id IN (SELECT id FROM deliveries WHERE channel = 'email' ORDER BY id LIMIT 20)");
        let mut chosen: HashSet<Vec<i64>> = HashSet::new();
        for trial in [0, 7, 4_711, 65_520] {
            let (channel, now) = (Channel::Email, world.now());
            let claim = Claim { worker: "one", channel, now, limit: 4, trial: Some(trial) };
            let claimed = world.app.write_beside(|conn| delivery::claim(conn, &claim)).unwrap();
            assert!(claimed.iter().all(|row| row.offers == 0), "those that were offered come last: {claimed:?}");
            chosen.insert(claimed.iter().map(|row| row.id).collect());
            let ids: Vec<DeliveryId> = claimed.iter().map(|row| DeliveryId(row.id)).collect();
            world.app.write_beside(|conn| delivery::release(conn, "one", &ids)).unwrap();
        }
        assert!(chosen.len() > 1, "a trial is not always with the same letters");
    });
}

#[test]
fn what_is_leased_is_due_when_its_lease_ends() {
    on_both(async |world| {
        world.contacts([1]);
        world.say(MessageKind::First, true);
        let now = world.now();
        for channel in [Channel::Email, Channel::Sms] {
            assert_eq!(world.next_due(), Some(now));
            claimed(world, channel);
        }
        assert_eq!(world.next_due(), Some(now + LEASE));
    });
}

#[test]
fn two_workers_at_once_send_each_letter_once() {
    on_both(async |world| {
        world.contacts(0..1_300);
        let bulletin = world.say(MessageKind::First, true);
        let email = Arc::new(MemoryGateway::new(Channel::Email, world.app.clock.clone()));
        let run = |worker: &'static str| {
            let (app, gateways) = (world.app.clone(), Lanes::new(vec![email.clone()]));
            tokio::spawn(async move { drain(&app, &gateways, worker).await.unwrap() })
        };
        let (one, other) = (run("one"), run("other"));
        assert_eq!(one.await.unwrap() + other.await.unwrap(), 1_300);
        let taken = email.taken();
        let each: HashSet<_> = taken.iter().map(|taken| taken.letter.delivery).collect();
        assert_eq!((taken.len(), each.len()), (1_300, 1_300));
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 1_300);
    });
}
