//! The list of a message's recipients: page by page, by what became of them, by what is looked for, and for the eyes of the desk
//! that sent it alone.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::id::{AccountId, DeliveryId, IncidentId, MessageId, OrganisationId};
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Extent, Language, MessageKind, OrganisationKind};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::AnyConnection;
use majakka_store::db::schema::{deliveries, delivery_attempts};
use majakka_store::delivery::{self, ATTEMPTS, Wanted, Which};
use majakka_store::error::Error;
use majakka_store::incident;
use majakka_store::message::{self, About, NewMessage};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::outgoing;
use majakka_store::recipients::{self, Audience};
use majakka_store::viewer::{Person, Viewer};

use crate::databases::on_both;

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");
const CONTACTS: usize = 25;

/// A county with contacts and an incident of its own desk.
struct County {
    id: OrganisationId,
    incident: IncidentId,
}

impl County {
    fn settle(conn: &mut AnyConnection, slug: &str, name: &str) -> Self {
        let new = NewOrganisation::named(slug, name, OrganisationKind::WellbeingCounty);
        let id = organisation::insert(conn, START, &new).expect("an organisation");
        for number in 0..CONTACTS {
            let new = NewContact {
                organisation: id,
                kind: ContactKind::Person,
                name: format!("Äänekäs {number}"),
                email: format!("{slug}-{number}@example.fi"),
                phone: None,
                takes_sms: false,
                language: Language::Fi,
                roles: [ContactRole::BulletinRecipient].into(),
            };
            contact::insert(conn, &new).expect("a contact");
        }
        let incident = incident::insert(conn, START, &format!("H-{slug}"), id).expect("an incident");
        incident::add_organisation(conn, incident, id).expect("an audience");
        County { id, incident }
    }

    fn publish(&self, conn: &mut AnyConnection) -> MessageId {
        let kind = MessageKind::Update;
        let about = About { incident: Some(self.incident), ..About::default() };
        let new = NewMessage::single(kind, about, "system".to_owned(), Vec::new());
        let id = message::insert(conn, START, &new).expect("a message");
        let audience = Audience::Incident {
            incident: self.incident,
            named: true,
            extent: Extent::Organisation,
            role: ContactRole::BulletinRecipient,
            and_the_told: false,
        };
        recipients::deliver(conn, START, &audience, id, kind, false).expect("deliveries");
        id
    }

    fn desk(&self) -> Viewer {
        Viewer::Person(Person {
            account: AccountId(1),
            name: "Aino Esimerkki".to_owned(),
            organisation: self.id,
            desk: self.id,
            roles: vec![AccountRole::Helpdesk],
            helpdesk_publishes: true,
            language: Language::Fi,
        })
    }
}

/// Gives the first deliveries of a message these states, in the order of the list.
fn stand(conn: &mut AnyConnection, message: MessageId, states: &[&str]) -> Vec<DeliveryId> {
    let ids: Vec<DeliveryId> = deliveries::table
        .filter(deliveries::message_id.eq(message.0))
        .order(deliveries::id)
        .select(deliveries::id)
        .load(conn)
        .expect("deliveries");
    for (id, state) in ids.iter().zip(states) {
        diesel::update(deliveries::table.find(id.0))
            .set((deliveries::state.eq(state), deliveries::settled_at.eq(START.naive_utc())))
            .execute(conn)
            .expect("a state");
    }
    ids
}

fn listed(conn: &mut AnyConnection, message: MessageId, wanted: &Wanted, limit: i64) -> Vec<DeliveryId> {
    delivery::recipients(conn, message, wanted, limit).expect("recipients").iter().map(|row| row.id).collect()
}

#[test]
fn every_recipient_is_on_one_page_and_on_one_only_whatever_became_of_her() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let county = County::settle(conn, "esim", "Esimerkkilä");
        let (older, message) = (county.publish(conn), county.publish(conn));
        let ids = stand(conn, message, &["failed", "sent", "delivered", "uncertain", "superseded", "failed", "queued"]);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = listed(conn, message, &Wanted { after, ..Wanted::default() }, 7);
            let Some(last) = page.last() else { break };
            after = Some(*last);
            seen.extend(page);
        }
        assert_eq!(seen, ids, "all of them, in order, once");
        assert_ne!(listed(conn, older, &Wanted::default(), 100), seen, "and of this message alone");
    });
}

#[test]
fn the_list_is_bounded_by_what_became_of_them_and_by_what_is_looked_for() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let county = County::settle(conn, "esim", "Äyräs");
        let message = county.publish(conn);
        let ids = stand(conn, message, &["failed", "sent", "delivered", "uncertain", "sent", "failed"]);
        diesel::update(deliveries::table.find(ids[4].0))
            .set(deliveries::read_at.eq(START.naive_utc()))
            .execute(conn)
            .expect("a reader");
        let mut of = |which| listed(conn, message, &Wanted { which, ..Wanted::default() }, 100);
        assert_eq!(of(Which::Failed), [ids[0], ids[5]]);
        assert_eq!(of(Which::Unread), [ids[1], ids[2]], "taken, and not said to be read");
        assert_eq!(of(Which::Uncertain), [ids[3]]);
        assert_eq!(of(Which::Waiting), ids[6..]);
        let mut found = |text: &str| {
            let wanted = Wanted { text: text.to_owned(), ..Wanted::default() };
            listed(conn, message, &wanted, 100).len()
        };
        assert_eq!(found("esim-24@EXAMPLE.fi"), 1, "by address");
        assert_eq!(found("äänekäs 24"), 1, "by name, letter case aside");
        assert_eq!(found("äyräs"), CONTACTS, "by organisation");
        assert_eq!(found("%"), 0, "a sign of the database's own is a letter like others");
        assert_eq!(found("Kuvitelma"), 0);
    });
}

#[test]
fn of_many_attempts_the_newest_are_told_and_the_others_counted() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let county = County::settle(conn, "esim", "Esimerkkilä");
        let message = county.publish(conn);
        let ids = stand(conn, message, &["queued"]);
        for minute in 0..ATTEMPTS + 5 {
            diesel::insert_into(delivery_attempts::table)
                .values((
                    delivery_attempts::delivery_id.eq(ids[0].0),
                    delivery_attempts::at.eq((START + TimeDelta::minutes(minute)).naive_utc()),
                    delivery_attempts::outcome.eq("later"),
                    delivery_attempts::detail.eq(format!("{minute}")),
                ))
                .execute(conn)
                .expect("an attempt");
        }
        let told = delivery::attempts(conn, &ids).expect("attempts");
        assert_eq!(i64::try_from(told.len()), Ok(ATTEMPTS));
        assert_eq!((told[0].detail.as_str(), told[0].made), ("5", ATTEMPTS + 5));
    });
}

#[test]
fn a_desk_sees_what_it_sent_and_nothing_of_another_desk() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let (own, other) = (County::settle(conn, "esim", "Esimerkkilä"), County::settle(conn, "kuvit", "Kuvitelma"));
        let (first, second, third) = (own.publish(conn), own.publish(conn), other.publish(conn));
        stand(conn, first, &["failed", "uncertain", "failed"]);
        let (desk, stranger) = (own.desk(), other.desk());
        let row = outgoing::find(conn, &desk, first).expect("one's own message");
        assert_eq!((row.failed, row.uncertain, row.incident.as_deref()), (2, 1, Some("H-esim")));
        assert!(matches!(outgoing::find(conn, &stranger, first), Err(Error::NotFound(_))));
        let mut page = |viewer: &Viewer, trouble, before: Option<MessageId>| -> Vec<MessageId> {
            let rows = outgoing::page(conn, viewer, trouble, before, 10).expect("messages");
            rows.iter().map(|row| row.id).collect()
        };
        assert_eq!(page(&desk, false, None), [second, first]);
        assert_eq!(page(&desk, false, Some(second)), [first]);
        assert_eq!(page(&desk, true, None), [first]);
        assert_eq!(page(&stranger, false, None), [third]);
        assert_eq!(page(&Viewer::System, false, None), [third, second, first]);
        let since = |conn: &mut AnyConnection, viewer, since| outgoing::in_trouble_since(conn, viewer, since).ok();
        assert_eq!(since(conn, &desk, START), Some(1));
        assert_eq!(since(conn, &desk, START + TimeDelta::seconds(1)), Some(0));
        assert_eq!(since(conn, &stranger, START), Some(0));
        assert_eq!(outgoing::in_trouble_of(conn, &desk, own.incident, 10).expect("messages").len(), 1);
    });
}

#[test]
fn one_is_sent_again_only_what_did_not_arrive_or_is_not_known_to_have() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let county = County::settle(conn, "esim", "Esimerkkilä");
        let (message, other) = (county.publish(conn), county.publish(conn));
        let states = ["failed", "uncertain", "sent", "delivered", "queued", "superseded", "failed"];
        let ids = stand(conn, message, &states);
        let removed: Option<i64> =
            deliveries::table.find(ids[6].0).select(deliveries::contact_id).first(conn).expect("a contact");
        contact::remove(conn, START, majakka_domain::id::ContactId(removed.expect("a contact"))).expect("a gap");
        let mut again = |message, id| delivery::offer_one_again(conn, START, message, id).expect("an offer");
        assert!(!again(other, ids[0]), "not as a recipient of another message");
        let offered: BTreeSet<usize> = (0..states.len()).filter(|place| again(message, ids[*place])).collect();
        assert_eq!(offered, [0, 1].into(), "and not to who is out of the register");
        assert_eq!(
            listed(conn, message, &Wanted { which: Which::Waiting, ..Wanted::default() }, 3),
            [ids[0], ids[1], ids[4]]
        );
    });
}
