//! What follows from what a gateway or a receipt says.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::account::letter;
use majakka_app::command::delivery::receipt::receipt;
use majakka_app::command::delivery::send_again::send_again;
use majakka_domain::id::{DeliveryId, MessageId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AccountRole, Channel, DeliveryState, EscalationTarget, Language, MessageKind, TaskName};
use majakka_notifier::channel::Outcome;
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::account::{self, NewAccount};
use majakka_store::db::AnyConnection;
use majakka_store::db::schema::{delivery_attempts, messages};
use majakka_store::error::Error;
use majakka_store::escalation::NewEscalation;
use majakka_store::viewer::Viewer;
use majakka_store::{delivery, escalation, incident, message, task};

use crate::scripted::{Log, Scripted, later, no_such_user};
use crate::world::{World, mail_of, on_both, phone_of};

fn told(world: &World, id: DeliveryId, state: DeliveryState) {
    world.app.write(&Viewer::System, |tx| receipt(tx, id, state, "DELIVRD (smsc sim)")).unwrap();
}

#[test]
fn a_refusal_for_good_fails_at_the_third_time_within_two_minutes_and_asks_a_person_to_mend_the_address() {
    on_both(async |world| {
        let people = world.contacts([1, 2]);
        let bulletin = world.say(MessageKind::First, true);
        let log = Log::default();
        let (email, sms) = (Scripted::new(Channel::Email, &log), Scripted::new(Channel::Sms, &log));
        email.answer(&mail_of(1), no_such_user("550 no such user"));
        sms.answer(&phone_of(2), no_such_user("invalid number"));
        let gateways = Lanes::new(vec![email, sms]);
        for _ in 0..12 {
            drain(&world.app, &gateways, "worker").await.unwrap();
            world.pass(TimeDelta::seconds(10));
        }
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 1);
        let fix = |who: usize, channel| (TaskName::ContactFix, Some(people[who]), Some(channel));
        assert_eq!(world.tasks(), [fix(1, Channel::Sms), fix(0, Channel::Email)]);
        let failed = world.deliveries(bulletin).into_iter().find(|row| row.address == mail_of(1)).unwrap();
        assert_eq!((failed.attempts, failed.last_detail.as_deref()), (3, Some("550 no such user")));
        let attempts: Vec<(String, String)> = world
            .app
            .read(|conn| {
                let rows = delivery_attempts::table.filter(delivery_attempts::delivery_id.eq(failed.id.0));
                Ok(rows.select((delivery_attempts::outcome, delivery_attempts::detail)).load(conn)?)
            })
            .unwrap();
        let said = |outcome: &str| (outcome.to_owned(), "550 no such user".to_owned());
        assert_eq!(attempts, [said("later"), said("later"), said("refused")]);

        // Mended and sent again, it leaves for the address that the register has by now.
        world.sql(&format!("UPDATE contacts SET email = 'uusi@example.fi', phone = NULL WHERE id = {}", people[0].0));
        world.sql(&format!("UPDATE contacts SET phone = '+358400000099' WHERE id = {}", people[1].0));
        let again = |bulletin| world.app.write(&Viewer::System, |tx| send_again(tx, world.incident, None, bulletin));
        assert_eq!(again(bulletin).unwrap(), 2);
        let log = Log::default();
        let gateways = Lanes::new(vec![Scripted::new(Channel::Email, &log), Scripted::new(Channel::Sms, &log)]);
        assert_eq!(drain(&world.app, &gateways, "worker").await.unwrap(), 2);
        assert_eq!(world.count(bulletin, Channel::Email, DeliveryState::Sent), 2);
        let mut told: Vec<String> = log.lock().unwrap().iter().map(|letter| letter.to.clone()).collect();
        told.sort();
        assert_eq!(told, ["+358400000099", "uusi@example.fi"]);
        assert_eq!(world.tasks(), [], "an address that is served need not be mended any more");
        assert!(matches!(again(bulletin), Err(Error::Refused(Refusal::Stale))), "it has reached everybody");
    });
}

#[test]
fn only_the_newest_bulletin_is_sent_again_and_only_to_who_is_still_in_the_register() {
    on_both(async |world| {
        let people = world.contacts([1, 2]);
        let (old, new) = (world.say(MessageKind::First, true), world.say(MessageKind::Update, false));
        world.sql(&format!("UPDATE contacts SET removed_at = '2026-11-19 05:00:00' WHERE id = {}", people[1].0));
        for bulletin in [old, new] {
            world.sql(&format!("UPDATE deliveries SET state = 'failed' WHERE message_id = {bulletin}"));
        }
        let again = |bulletin| world.app.write(&Viewer::System, |tx| send_again(tx, world.incident, None, bulletin));
        assert!(matches!(again(old), Err(Error::Refused(Refusal::Stale))), "old news after new");
        assert_eq!(again(new).unwrap(), 2, "by mail and by text message to one of two");
    });
}

/// The words of the only message of a kind.
fn said(world: &World, kind: MessageKind) -> String {
    let read = |conn: &mut AnyConnection| {
        let of_kind = messages::table.filter(messages::kind.eq(kind.as_str()));
        let id: MessageId = of_kind.order(messages::id.desc()).select(messages::id).first(conn)?;
        message::texts(conn, &[id])
    };
    let texts = world.app.read(read).unwrap().into_values().flatten();
    texts.map(|text| format!("{}{}", text.body, text.html.unwrap_or_default())).collect()
}

#[test]
fn a_one_time_link_leaves_the_outbox_with_its_letter() {
    on_both(async |world| {
        let new = NewAccount {
            organisation: world.organisation,
            email: "aino@example.fi".to_owned(),
            name: "Aino Esimerkki".to_owned(),
            language: Language::Fi,
            roles: [AccountRole::Helpdesk].into(),
        };
        world.app.write(&Viewer::System, |tx| account::insert(tx.conn, tx.now, &new)).unwrap();
        let log = Log::default();
        let email = Scripted::new(Channel::Email, &log);
        let gateways = Lanes::new(vec![email.clone()]);
        for answer in [Outcome::Accepted { provider_ref: None }, no_such_user("550 no such user")] {
            email.answer(&new.email, answer);
            world.app.write(&Viewer::System, |tx| letter::forgotten(tx, &new.email)).unwrap();
            assert!(said(world, MessageKind::AccountLink).contains("/link/"));
            for _ in 0..6 {
                drain(&world.app, &gateways, "worker").await.unwrap();
                world.pass(TimeDelta::seconds(20));
            }
            assert_eq!(said(world, MessageKind::AccountLink), "", "nobody reads it in the database afterwards");
            world.pass(TimeDelta::minutes(11));
        }
        let letters = log.lock().unwrap();
        assert!(letters.iter().all(|letter| letter.words().text.contains("/link/")), "each left with its link");
    });
}

#[test]
fn a_receipt_counts_once_and_a_late_one_changes_nothing() {
    on_both(async |world| {
        world.contacts([1]);
        world.say(MessageKind::First, true);
        let log = Log::default();
        let gateways = Lanes::new(vec![Scripted::new(Channel::Sms, &log)]);
        drain(&world.app, &gateways, "worker").await.unwrap();
        let id = log.lock().unwrap()[0].delivery;
        assert_eq!(world.state(id), DeliveryState::Sent);
        for said in [DeliveryState::Delivered, DeliveryState::Delivered, DeliveryState::Sent, DeliveryState::Failed] {
            told(world, id, said);
            assert_eq!(world.state(id), DeliveryState::Delivered, "after {said}");
        }
        assert_eq!(world.tasks(), []);
        told(world, DeliveryId(4711), DeliveryState::Delivered);
    });
}

#[test]
fn a_receipt_that_is_faster_than_the_settlement_keeps_its_say() {
    on_both(async |world| {
        world.contacts([1, 2]);
        let bulletin = world.say(MessageKind::First, true);
        let sms = Scripted::holding(Channel::Sms, &Log::default(), 2);
        sms.answer(&phone_of(1), Outcome::Accepted { provider_ref: Some("kannel-1".to_owned()) });
        let gateways = Lanes::new(vec![sms.clone()]);
        let rows = world.deliveries(bulletin);
        let row = |number| rows.iter().find(|row| row.address == phone_of(number)).unwrap();
        let receipts = async {
            sms.arrived.acquire_many(2).await.unwrap().forget();
            told(world, row(1).id, DeliveryState::Delivered);
            told(world, row(2).id, DeliveryState::Failed);
            sms.may_answer.add_permits(2);
        };
        let (drained, ()) = tokio::join!(drain(&world.app, &gateways, "worker"), receipts);
        assert_eq!(drained.unwrap(), 2);
        assert_eq!(world.state(row(1).id), DeliveryState::Delivered);
        assert_eq!(world.state(row(2).id), DeliveryState::Failed);
        let kept = world.app.read(|conn| delivery::find(conn, row(1).id)).unwrap().unwrap();
        assert_eq!(kept.provider_ref.as_deref(), Some("kannel-1"));
        assert_eq!(world.tasks().len(), 1);
    });
}

#[test]
fn the_form_counts_as_sent_when_kelas_mail_server_took_it() {
    on_both(async |world| {
        let log = Log::default();
        let email = Scripted::new(Channel::Email, &log);
        let kela = "hairio@kela.test.invalid";
        world
            .app
            .write(&Viewer::System, |tx| {
                let kind = MessageKind::Escalation;
                let id = message::insert(tx.conn, tx.now, &world.message(kind))?;
                let (to, incident) = (EscalationTarget::Kela, world.incident);
                delivery::insert_single(tx.conn, tx.now, id, kind, Some(incident), Channel::Email, kela, Language::Fi)?;
                let new = NewEscalation {
                    incident,
                    target: to,
                    partner: "Kela",
                    message: Some(id),
                    expected_by: None,
                    form: None,
                    actor: "anna",
                };
                escalation::add(tx.conn, tx.now, &new)?;
                task::owe(tx.conn, tx.now, incident, TaskName::KelaForm)
            })
            .unwrap();
        let accepted = || {
            let row = world.app.read(|conn| incident::find(conn, &Viewer::System, world.incident)).unwrap();
            row.form_accepted_at
        };
        email.answer(kela, later("451 try again"));
        let gateways = Lanes::new(vec![email.clone()]);
        drain(&world.app, &gateways, "worker").await.unwrap();
        assert_eq!((accepted(), world.tasks().len()), (None, 1));

        world.pass(TimeDelta::seconds(15));
        email.answer(kela, Outcome::Accepted { provider_ref: None });
        drain(&world.app, &gateways, "worker").await.unwrap();
        assert_eq!((accepted(), world.tasks().len()), (Some(world.now()), 0));
    });
}
