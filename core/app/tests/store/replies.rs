//! What telephones send back: who is acknowledged, who asks for no more, and what stands on the desk.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::delivery::inbound::{self, Inbound};
use majakka_app::command::delivery::receipt;
use majakka_domain::delivery::{Cause, Fate};
use majakka_domain::id::{AccountId, DeliveryId, IncidentId, OrganisationId};
use majakka_domain::terms::{
    AccountRole, Channel, DeliveryState, Language, MessageKind, OrganisationKind, ReplyMeaning, TaskName,
};
use majakka_kit::fixture::recipient;
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::deliveries;
use majakka_store::delivery;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{incident, reply, task};

use crate::bulletin::publish_as;

const NUMBER: &str = "+358400000001";

struct World {
    app: TestApp,
    incident: IncidentId,
    county: OrganisationId,
    /// The text message to [`NUMBER`].
    sms: DeliveryId,
}

/// One incident with a bulletin that was sent to one person.
fn on_both(story: impl Fn(&World)) {
    majakka_kit::on_both(|database| story(&World::on(database)));
}

impl World {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let (incident, county, sms) = app.step(|tx| {
            let county = NewOrganisation::named("alue", "Alue", OrganisationKind::Host);
            let county = organisation::insert(tx.conn, tx.now, &county)?;
            let aino = NewContact {
                name: "Aino Esimerkki".to_owned(),
                phone: Some(NUMBER.to_owned()),
                takes_sms: true,
                ..recipient(county, "aino")
            };
            contact::insert(tx.conn, &aino)?;
            let incident = incident::insert(tx.conn, tx.now, "H-2026-0045", county)?;
            incident::add_organisation(tx.conn, incident, county)?;
            publish_as(MessageKind::First, tx.conn, tx.now, incident);
            let sms: i64 = deliveries::table
                .filter(deliveries::channel.eq(Channel::Sms.as_str()))
                .select(deliveries::id)
                .first(tx.conn)?;
            diesel::update(deliveries::table.find(sms)).set(deliveries::state.eq("sent")).execute(tx.conn)?;
            Ok((incident, county, DeliveryId(sms)))
        });
        World { app, incident, county, sms }
    }

    fn reply(&self, reference: &str, from: &str, text: &str) {
        let inbound = Inbound {
            route: "kannel".to_owned(),
            reference: Some(reference.to_owned()),
            from: from.to_owned(),
            to: "15400".to_owned(),
            text: text.to_owned(),
        };
        self.app.write(&Viewer::System, |tx| inbound::take(tx, &inbound)).unwrap();
    }

    fn receipt(&self, fate: Fate) {
        self.app.write(&Viewer::System, |tx| receipt::came(tx, self.sms, fate, "sanottua")).unwrap();
    }

    /// State and cause.
    fn state(&self) -> (String, Option<String>) {
        let row = deliveries::table.find(self.sms.0).select((deliveries::state, deliveries::cause));
        self.app.read(|conn| Ok(row.first(conn)?)).unwrap()
    }

    fn tasks(&self) -> Vec<(TaskName, Option<String>)> {
        let open = self.app.read(|conn| task::open(conn, self.incident)).unwrap();
        open.into_iter().map(|task| (task.name, task.note)).collect()
    }

    fn person(&self, desk: OrganisationId, role: AccountRole) -> Viewer {
        Viewer::Person(Person {
            account: AccountId(1),
            name: "Aino".to_owned(),
            organisation: desk,
            desk,
            roles: vec![role],
            helpdesk_publishes: false,
            language: Language::Fi,
        })
    }

    /// Sender, text, meaning, and whether it waits.
    fn seen(&self, desk: OrganisationId) -> Vec<(String, String, ReplyMeaning, bool)> {
        let viewer = self.person(desk, AccountRole::Helpdesk);
        let rows = self.app.read(|conn| reply::newest(conn, &viewer, 10)).unwrap();
        rows.into_iter().map(|(row, _)| (row.sender, row.text, row.meaning, row.handled_at.is_none())).collect()
    }
}

#[test]
fn an_acknowledgement_is_written_to_the_newest_message_once() {
    on_both(|world| {
        world.reply("1", "358400000001", "OK, kiitos");
        world.app.clock.advance(TimeDelta::minutes(5));
        world.reply("1", "358400000001", "OK, kiitos");
        world.reply("2", "0400000001", "Kuittaus");
        let read_at: Option<chrono::NaiveDateTime> = world
            .app
            .read(|conn| Ok(deliveries::table.find(world.sms.0).select(deliveries::read_at).first(conn)?))
            .unwrap();
        assert_eq!(read_at, Some(NOON.naive_utc()));
        let acknowledged = |text: &str| (NUMBER.to_owned(), text.to_owned(), ReplyMeaning::Acknowledged, false);
        assert_eq!(world.seen(world.county), [acknowledged("Kuittaus"), acknowledged("OK, kiitos")]);
        let (_, about) = world.app.read(|conn| reply::newest(conn, &Viewer::System, 1)).unwrap().remove(0);
        let about = about.unwrap();
        assert_eq!((about.contact.as_deref(), about.kind.as_str()), (Some("Aino Esimerkki"), "first"));
        assert_eq!(about.incident.as_deref(), Some("H-2026-0045"));
    });
}

#[test]
fn who_asks_for_no_more_is_a_task_for_a_person_and_still_gets_messages() {
    on_both(|world| {
        world.reply("1", NUMBER, "STOP");
        world.reply("2", NUMBER, "lopeta!");
        let note = Some(format!("Aino Esimerkki, {NUMBER}"));
        assert_eq!(world.tasks(), [(TaskName::StopWish, note)]);
        assert_eq!(world.seen(world.county).iter().filter(|row| row.3).count(), 2);
        let told = world.app.read(|conn| {
            let rows = contact::of_organisation(conn, &Viewer::System, world.county)?;
            Ok(rows.into_iter().all(|(row, _)| row.removed_at.is_none() && row.takes_sms))
        });
        assert!(told.unwrap());
    });
}

#[test]
fn anything_else_stands_on_the_right_desk_without_identity_codes_until_somebody_deals_with_it() {
    on_both(|world| {
        world.reply("1", NUMBER, "Potilas 010190-900P\nodottaa, ei toimi");
        world.reply("2", "+46700000000", "OK");
        world.reply("3", NUMBER, &"ä".repeat(5_000));
        let seen = world.seen(world.county);
        assert_eq!(seen[0].1.chars().count(), 1_000);
        let open = |sender: &str, text: &str| (sender.to_owned(), text.to_owned(), ReplyMeaning::Other, true);
        assert_eq!(seen[1], open("+46700000000", "OK"));
        assert_eq!(seen[2], open(NUMBER, "Potilas [henkilötunnus] odottaa, ei toimi"));
        assert_eq!(world.seen(OrganisationId(world.county.0 + 1)), []);

        let helpdesk = world.person(world.county, AccountRole::Helpdesk);
        let id = world.app.read(|conn| reply::newest(conn, &helpdesk, 1)).unwrap()[0].0.id;
        let handle = |viewer: &Viewer| world.app.write(viewer, |tx| inbound::handle(tx, id));
        assert!(handle(&world.person(world.county, AccountRole::Auditor)).is_err());
        assert!(handle(&world.person(OrganisationId(world.county.0 + 1), AccountRole::Helpdesk)).is_err());
        handle(&helpdesk).unwrap();
        handle(&helpdesk).unwrap();
        assert_eq!(world.app.read(|conn| reply::count_open(conn, &helpdesk)).unwrap(), 2);
    });
}

#[test]
fn only_a_number_that_may_be_wrong_is_to_be_mended_and_what_arrives_after_all_wins() {
    on_both(|world| {
        world.receipt(Fate::Failed(Cause::Unreachable));
        assert_eq!(world.state(), ("failed".to_owned(), Some("unreachable".to_owned())));
        assert_eq!(world.tasks(), []);
        world.receipt(Fate::Delivered);
        world.receipt(Fate::Failed(Cause::WrongNumber));
        assert_eq!(world.state(), ("delivered".to_owned(), None));
        assert_eq!(world.tasks(), []);
    });
    on_both(|world| {
        world.receipt(Fate::Failed(Cause::WrongNumber));
        assert_eq!(world.tasks(), [(TaskName::ContactFix, Some("sanottua".to_owned()))]);
        world.receipt(Fate::Delivered);
        assert_eq!(world.tasks(), []);
    });
}

#[test]
fn a_receipt_settles_what_nobody_knew() {
    on_both(|world| {
        let uncertain = DeliveryState::Uncertain.as_str();
        world
            .app
            .write(&Viewer::System, |tx| {
                let row = deliveries::table.find(world.sms.0);
                let unknown = (deliveries::state.eq(uncertain), deliveries::repeat_at.eq(NOON.naive_utc()));
                diesel::update(row).set(unknown).execute(tx.conn)?;
                Ok(())
            })
            .unwrap();
        world.receipt(Fate::Delivered);
        let repeat: Option<chrono::NaiveDateTime> = world
            .app
            .read(|conn| Ok(deliveries::table.find(world.sms.0).select(deliveries::repeat_at).first(conn)?))
            .unwrap();
        assert_eq!((world.state().0.as_str(), repeat), ("delivered", None));
        let found = world.app.read(|conn| delivery::newest_to_number(conn, NUMBER)).unwrap();
        assert_eq!(found.map(|row| row.id), Some(world.sms));
    });
}
