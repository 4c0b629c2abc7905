//! What leaves before what, and what does not leave at all.

use diesel::prelude::*;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind};
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::db::schema::deliveries;
use majakka_testing::wait;
use tokio::sync::oneshot;

use crate::scripted::{Log, Scripted, later, no_such_user};
use crate::world::{mail_of, on_both};

#[test]
fn text_messages_leave_before_mails_and_what_is_critical_before_routine() {
    on_both(async |world| {
        world.contacts([1]);
        world.say(MessageKind::StaffAlarm, false);
        world.say(MessageKind::First, true);
        let log = Log::default();
        let gateways = Lanes::new(vec![Scripted::new(Channel::Email, &log), Scripted::new(Channel::Sms, &log)]);
        drain(&world.app, &gateways, "worker").await.unwrap();
        let left: Vec<String> = log
            .lock()
            .unwrap()
            .iter()
            .map(|letter| format!("{}{}", letter.words().sms, letter.words().subject))
            .collect();
        assert_eq!(left, ["lyhyt first fi", "lyhyt staff_alarm fi", "first fi", "staff_alarm fi"]);
    });
}

#[test]
fn a_letter_speaks_its_readers_language_and_is_known_again() {
    on_both(async |world| {
        world.contacts([1, 2]);
        let bulletin = world.say(MessageKind::First, true);
        let log = Log::default();
        let gateways = Lanes::new(vec![Scripted::new(Channel::Email, &log)]);
        drain(&world.app, &gateways, "worker").await.unwrap();
        let left = log.lock().unwrap().clone();
        let of = |number| left.iter().find(|letter| letter.to == mail_of(number)).unwrap();
        assert_eq!((of(1).words().text.as_str(), of(2).words().text.as_str()), ("teksti first fi", "teksti first sv"));
        assert_eq!(of(2).message_id, format!("<delivery-{}.{bulletin}@example.fi>", of(2).delivery));
        assert_eq!(of(1).words().references, Some(format!("<incident-{}@example.fi>", world.incident)));
        assert_eq!((of(1).words().written_at, of(1).words().sms.as_str()), (crate::world::MORNING, ""));
    });
}

#[test]
fn what_is_superseded_before_it_leaves_never_leaves() {
    on_both(async |world| {
        world.contacts([1, 2]);
        let first = world.say(MessageKind::First, true);
        let update = world.say(MessageKind::Update, true);
        let log = Log::default();
        let gateways = Lanes::new(vec![Scripted::new(Channel::Email, &log), Scripted::new(Channel::Sms, &log)]);
        assert_eq!(drain(&world.app, &gateways, "worker").await.unwrap(), 4);
        assert!(
            log.lock()
                .unwrap()
                .iter()
                .all(|letter| format!("{}{}", letter.words().sms, letter.words().text).contains("update"))
        );
        assert_eq!(world.count(first, Channel::Email, DeliveryState::Superseded), 2);
        assert_eq!(world.count(update, Channel::Sms, DeliveryState::Sent), 2);
    });
}

#[test]
fn a_newer_word_reaches_what_is_claimed_and_not_yet_offered() {
    on_both(async |world| {
        world.contacts(1..=8);
        world.sql("UPDATE contacts SET takes_sms = false");
        let log = Log::default();
        let email = Scripted::holding(Channel::Email, &log, 2);
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move { drop(stopped.await) };
        let lanes = Lanes::new(vec![email.clone()]);
        let worker = tokio::spawn(majakka_notifier::run(world.app.another_process(), lanes, shutdown));
        let first = world.say(MessageKind::First, true);
        email.arrived.acquire_many(2).await.unwrap().forget();
        let held = || {
            let leased = deliveries::table.filter(deliveries::message_id.eq(first.0));
            let leased = leased.filter(deliveries::leased_by.is_not_null()).count();
            world.app.read(|conn| Ok(leased.get_result::<i64>(conn)?)).unwrap()
        };
        assert!(held() > 2, "more are claimed than the relay takes at a time");
        // The relay hangs with two of them when it is over. Nobody waits behind a word that is stale.
        let resolved = world.say(MessageKind::Resolved, true);
        wait::until_so("the stale letters to leave the hand", async || held() == 2).await;
        email.may_answer.add_permits(100);
        let told = async || world.count(resolved, Channel::Email, DeliveryState::Sent) == 8;
        wait::until_so("everybody to be told that it is over", told).await;
        let told = log.lock().unwrap().clone();
        let stale: Vec<_> = told.iter().filter(|letter| letter.words().subject.starts_with("first")).collect();
        assert_eq!((stale.len(), told.len()), (2, 10), "only what was under way");
        for letter in stale {
            let heard = told.iter().filter(|other| other.to == letter.to).map(|letter| &letter.words().subject[..5]);
            assert_eq!(heard.collect::<Vec<_>>(), ["first", "resol"]);
        }
        stop.send(()).unwrap();
        worker.await.unwrap().unwrap();
    });
}

#[test]
fn what_is_superseded_on_its_way_is_sent_if_it_was_taken_and_else_stays_superseded() {
    on_both(async |world| {
        world.contacts([1, 2, 3]);
        let first = world.say(MessageKind::First, true);
        let log = Log::default();
        let email = Scripted::holding(Channel::Email, &log, 3);
        email.answer(&mail_of(2), later("greylisted"));
        email.answer(&mail_of(3), no_such_user("no such mailbox"));
        let gateways = Lanes::new(vec![email.clone()]);
        let news = async {
            email.arrived.acquire_many(3).await.unwrap().forget();
            let update = world.say(MessageKind::Update, true);
            email.may_answer.add_permits(10);
            update
        };
        let (drained, update) = tokio::join!(drain(&world.app, &gateways, "worker"), news);
        assert_eq!(drained.unwrap(), 6);
        let states = |message| {
            let rows = world.deliveries(message).into_iter().filter(|row| row.channel == Channel::Email);
            rows.map(|row| world.state(row.id)).collect::<Vec<_>>()
        };
        use DeliveryState as S;
        assert_eq!(states(first), [S::Sent, S::Superseded, S::Superseded]);
        assert_eq!(states(update), [S::Sent, S::Queued, S::Queued], "refused for good once, of three times");
    });
}
