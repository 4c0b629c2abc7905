//! More than one route: when the preferred one is gone the other carries on, and as soon as it is back it is used again. And how
//! much a route may carry.

use std::sync::Arc;

use chrono::TimeDelta;
use majakka_app::config::KannelSettings;
use majakka_domain::delivery::limits::Limits;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind};
use majakka_notifier::channel::kannel::KannelGateway;
use majakka_notifier::channel::memory::MemoryGateway;
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::route_state::{self, RouteState};
use majakka_testing::kannel::{Kannel, PASSWORD, USER};
use majakka_testing::scratch::Scratch;
use majakka_testing::wait;

use crate::world::{World, on_both};

fn gateway(name: &str, kannel: &Kannel, secrets: &Scratch) -> Arc<KannelGateway> {
    let settings = KannelSettings {
        url: kannel.sendsms_url(),
        username: USER.to_owned(),
        password_file: secrets.write_secret("password", PASSWORD),
        sender: "Majakka".to_owned(),
        sender_approved: None,
        limits: Default::default(),
        receipts: String::new(),
        receipt_secret_file: secrets.write_secret("receipts", "yötön yö ja päivätön päivä"),
        ca_file: None,
        connections: 4,
        connect_seconds: 5,
        send_seconds: 20,
    };
    Arc::new(KannelGateway::new(name, &settings, "http://127.0.0.1:9").unwrap())
}

/// Routes by which the text messages of one bulletin left.
async fn told(world: &World, lanes: &Lanes, kind: MessageKind) -> Vec<String> {
    let bulletin = world.say(kind, true);
    drain(&world.app, lanes, "worker").await.unwrap();
    assert_eq!(world.count(bulletin, Channel::Sms, DeliveryState::Sent), 5, "{:?}", world.deliveries(bulletin));
    let rows = world.deliveries(bulletin).into_iter().filter(|row| row.channel == Channel::Sms);
    let mut routes: Vec<String> = rows.filter_map(|row| row.route).collect();
    routes.sort();
    routes.dedup();
    routes
}

#[test]
fn the_second_text_message_gateway_carries_on_while_the_first_is_gone() {
    on_both(async |world| {
        let secrets = Scratch::new("mjrou");
        let (mut first, second) = (Kannel::start("http://127.0.0.1:9/"), Kannel::start("http://127.0.0.1:9/"));
        let lanes = Lanes::new(vec![gateway("kannel", &first, &secrets), gateway("varalla", &second, &secrets)]);
        world.contacts(1..=5);
        assert_eq!(told(world, &lanes, MessageKind::First).await, ["kannel"]);

        first.stop();
        assert_eq!(
            told(world, &lanes, MessageKind::Update).await,
            ["varalla"],
            "at once: a trial of the next is no wait"
        );
        let arrived = || second.messages().iter().filter(|sms| sms.text.contains("update")).count() == 5;
        wait::until("the texts by the second one", || arrived().then_some(()));

        first.start_again();
        world.pass(TimeDelta::minutes(5));
        told(world, &lanes, MessageKind::Update).await;
        assert_eq!(told(world, &lanes, MessageKind::Resolved).await, ["kannel"], "one that was taken opened it");
        assert_eq!(world.tasks(), []);
    });
}

/// One mail route that may carry only so much, as a process finds it that has just started.
fn limited(world: &World, limits: Limits) -> Lanes {
    let email = Arc::new(MemoryGateway::new(Channel::Email, world.app.clock.clone()));
    Lanes::limited(vec![(email, limits)])
}

#[test]
fn a_restart_begins_no_new_day_for_a_route_that_may_carry_only_so_much() {
    on_both(async |world| {
        let limits = Limits { day: Some(5), ..Limits::default() };
        world.contacts(1..=8);
        let bulletin = world.say(MessageKind::First, true);
        let sent = async |worker: &str| {
            drain(&world.app, &limited(world, limits), worker).await.unwrap();
            world.count(bulletin, Channel::Email, DeliveryState::Sent)
        };
        assert_eq!(sent("one").await, 5);
        world.pass(TimeDelta::hours(23));
        assert_eq!(sent("one again").await, 5, "its provider has not forgotten");
        world.pass(TimeDelta::minutes(62));
        assert_eq!(sent("the day after").await, 8);
    });
}

#[test]
fn workers_share_what_a_route_may_carry_in_a_minute() {
    on_both(async |world| {
        let limits = Limits { minute: Some(6), ..Limits::default() };
        world.contacts(1..=8);
        let bulletin = world.say(MessageKind::First, true);
        let other = RouteState {
            route: "memory".to_owned(),
            worker: "other".to_owned(),
            channel: Channel::Email,
            closed: None,
            last_taken_at: None,
        };
        world.app.write_beside(|conn| route_state::save(conn, world.now(), &other)).unwrap();
        drain(&world.app, &limited(world, limits), "one").await.unwrap();
        // Whoever wrote into a file before is gone: it has one process.
        let ours = if world.app.is_one_machine() { 6 } else { 3 };
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), ours);
        world.pass(TimeDelta::minutes(3));
        drain(&world.app, &limited(world, limits), "one again").await.unwrap();
        assert_eq!(
            world.count(bulletin, Channel::Email, DeliveryState::Sent),
            8.min(ours + 6),
            "the other one is gone"
        );
    });
}
