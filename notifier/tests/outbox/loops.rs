//! The long-running worker: it hears, sends, and stops when it is told to.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use majakka_app::process::Work;
use majakka_domain::id::MessageId;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind};
use majakka_notifier::channel::Gateway;
use majakka_notifier::channel::memory::MemoryGateway;
use majakka_notifier::outbox::Lanes;
use majakka_store::db::schema::{deliveries, drafts};
use majakka_store::delivery;
use majakka_testing::wait;
use tokio::sync::oneshot;

use crate::scripted::{Log, Scripted};
use crate::world::{MORNING, World, on_both};

#[test]
fn what_another_process_writes_is_sent_and_a_stopped_worker_ends() {
    on_both(async |world| {
        world.contacts([1, 2]);
        let gateway = |channel| Arc::new(MemoryGateway::new(channel, world.app.clock.clone()));
        let (sms, email) = (gateway(Channel::Sms), gateway(Channel::Email));
        let (stop, stopped) = oneshot::channel::<()>();
        let gateways = Lanes::new(vec![sms.clone(), email.clone()]);
        let shutdown = async move { drop(stopped.await) };
        let process = world.app.another_process();
        let worker = tokio::spawn(majakka_notifier::run(process.clone(), gateways, shutdown));
        let bulletin = world.say(MessageKind::First, true);
        let all_sent = async || world.app.read(delivery::next_due).unwrap().is_none();
        wait::until_so("everything to be sent", all_sent).await;
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 2);
        assert_eq!((sms.taken().len(), email.taken().len()), (2, 2));

        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(30), worker).await.unwrap().unwrap().unwrap();
        let done = Work { claimed: 2, settled: 2 };
        assert_eq!(process.process.work(), [("email", done), ("sms", done)], "it counts what it does");
    });
}

/// Hands a bulletin to gateways that take it and never answer, stops the worker and says which message it was.
async fn stopped_before_an_answer(world: &World, meanwhile: impl FnOnce()) -> MessageId {
    world.contacts([1]);
    let log = Log::default();
    let held = [Channel::Sms, Channel::Email].map(|channel| Scripted::holding(channel, &log, 1));
    let (stop, stopped) = oneshot::channel::<()>();
    let lanes = Lanes::new(held.iter().map(|gateway| gateway.clone() as Arc<dyn Gateway>).collect());
    let shutdown = async move { drop(stopped.await) };
    let worker = tokio::spawn(majakka_notifier::run(world.app.another_process(), lanes, shutdown));
    let bulletin = world.say(MessageKind::First, true);
    for gateway in &held {
        gateway.arrived.acquire().await.unwrap().forget();
    }
    meanwhile();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(15), worker).await.expect("it ends in time").unwrap().unwrap();
    bulletin
}

#[test]
fn what_a_stop_cuts_off_is_uncertain_and_a_text_message_is_repeated_once_at_most() {
    on_both(async |world| {
        let bulletin = stopped_before_an_answer(world, || {}).await;
        for channel in [Channel::Sms, Channel::Email] {
            assert_eq!(world.count(bulletin, channel, DeliveryState::Uncertain), 1, "{channel}");
        }
        let repeat_at = |channel: Channel| {
            let of_channel = deliveries::table.filter(deliveries::channel.eq(channel.as_str()));
            let columns = of_channel.select((deliveries::repeat_at, deliveries::repeats, deliveries::leased_by));
            world.app.read(|conn| Ok(columns.first::<(Option<NaiveDateTime>, i32, Option<String>)>(conn)?)).unwrap()
        };
        // A mail bears the same Message-ID at every attempt, a text message rings once more.
        assert_eq!(repeat_at(Channel::Email), (Some(MORNING.naive_utc()), 1, None));
        assert_eq!(repeat_at(Channel::Sms), (Some((MORNING + TimeDelta::minutes(2)).naive_utc()), 1, None));
    });
}

#[test]
fn what_a_stop_cuts_off_is_not_called_superseded_and_the_newer_word_is_free() {
    on_both(async |world| {
        let newer = Cell::new(None);
        let older = stopped_before_an_answer(world, || newer.set(Some(world.say(MessageKind::Resolved, true)))).await;
        for channel in [Channel::Sms, Channel::Email] {
            assert_eq!(world.count(older, channel, DeliveryState::Uncertain), 1, "{channel}: it may have been taken");
            assert_eq!(world.count(newer.get().unwrap(), channel, DeliveryState::Queued), 1, "{channel}");
        }
        assert_eq!(world.app.read(delivery::next_due).unwrap(), Some(MORNING));
    });
}

#[test]
fn the_clock_clears_away_what_is_kept_only_for_a_while_and_hands_the_schedule_on() {
    on_both(async |world| {
        let (old, young) = ("2026-11-17 05:40:00", "2026-11-19 05:30:00");
        for (token, touched) in [("old", old), ("young", young)] {
            world.sql(&format!(
                "INSERT INTO drafts (token_hash, organisation_id, key_id, nonce, ciphertext, updated_at) \
                 VALUES ('{token}', 1, 'key', '', '', '{touched}')"
            ));
        }
        let kept = || {
            let all = drafts::table.select(drafts::token_hash).order(drafts::token_hash);
            world.app.read(|conn| Ok(all.load::<String>(conn)?)).unwrap()
        };
        assert_eq!(kept(), ["old", "young"]);
        // Two workers in turn: the second runs the schedule only when the first has given it back.
        for left in [vec!["young"], vec![]] {
            let (stop, stopped) = oneshot::channel::<()>();
            let shutdown = async move { drop(stopped.await) };
            let worker = tokio::spawn(majakka_notifier::run(world.app.another_process(), Lanes::new(vec![]), shutdown));
            wait::until_so("the old to be cleared away", async || kept() == left).await;
            stop.send(()).unwrap();
            worker.await.unwrap().unwrap();
            world.sql(&format!("UPDATE drafts SET updated_at = '{old}'"));
        }
    });
}
