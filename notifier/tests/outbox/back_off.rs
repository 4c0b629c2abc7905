//! A gateway that is down, a recipient that cannot be reached: how long, how often, and when a person is asked.

use std::sync::Arc;

use chrono::TimeDelta;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind, TaskName};
use majakka_notifier::channel::memory::{Condition, MemoryGateway};
use majakka_notifier::outbox::{Lanes, drain};

use crate::scripted::{Log, Scripted, later};
use crate::world::{mail_of, on_both};

#[test]
fn what_waited_for_a_gateway_leaves_within_five_minutes_of_its_coming_back() {
    on_both(async |world| {
        world.contacts(0..700);
        let bulletin = world.say(MessageKind::First, true);
        let email = Arc::new(MemoryGateway::new(Channel::Email, world.app.clock.clone()));
        email.set(Condition::Down);
        let gateways = Lanes::new(vec![email.clone()]);
        world.sql("DELETE FROM deliveries WHERE channel = 'sms'");
        let mut offered = 0;
        while world.now() < crate::world::MORNING + TimeDelta::hours(2) {
            offered += drain(&world.app, &gateways, "worker").await.unwrap();
            // Nothing is put off: the letters wait for their route, which is tried again by itself.
            world.pass(TimeDelta::seconds(10));
        }
        // A gateway that is down is tried with a few letters, not with all of them.
        assert!(offered < 200, "{offered}");

        email.set(Condition::Up);
        let back = world.now();
        while world.count(bulletin, Channel::Email, DeliveryState::Sent) < 700 {
            drain(&world.app, &gateways, "worker").await.unwrap();
            world.pass(TimeDelta::seconds(10));
        }
        assert!(email.taken().iter().all(|taken| taken.at <= back + TimeDelta::minutes(5)));
        // Two hours of a gateway that was down is no recipient's fault.
        assert!(world.deliveries(bulletin).iter().all(|row| row.attempts == 0));
        assert_eq!(world.tasks(), []);
    });
}

#[test]
fn one_whose_mailbox_is_full_is_tried_for_about_two_hours_and_holds_up_nobody() {
    on_both(async |world| {
        let people = world.contacts([1, 2]);
        let bulletin = world.say(MessageKind::First, true);
        let log = Log::default();
        let email = Scripted::new(Channel::Email, &log);
        email.answer(&mail_of(1), later("452 mailbox full"));
        let gateways = Lanes::new(vec![email]);
        world.sql("DELETE FROM deliveries WHERE channel = 'sms'");
        drain(&world.app, &gateways, "worker").await.unwrap();
        assert_eq!(log.lock().unwrap().len(), 1);
        while let Some(next) = world.next_due() {
            world.app.clock.set(next);
            drain(&world.app, &gateways, "worker").await.unwrap();
        }
        let took = world.now() - crate::world::MORNING;
        assert!(took > TimeDelta::minutes(75) && took < TimeDelta::minutes(120), "{took}");
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Failed), 1);
        let fix = (TaskName::ContactFix, Some(people[0]), Some(Channel::Email));
        assert_eq!(world.tasks(), [fix]);
    });
}
