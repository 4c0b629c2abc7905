//! A row holds what its type says, on both databases, or it is not read at all.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use majakka_domain::bulletin::{Facts, Wording};
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{ContactKind, ContactRole, Extent, Language, MessageKind, OrganisationKind};
use majakka_domain::timeline::TimelineEvent;
use majakka_store::contact::{self, NewContact};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::incident;
use majakka_store::message::{self, About, NewMessage};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::recipients::{self, Audience};
use majakka_store::timeline::{self, Happened};
use majakka_store::viewer::Viewer;

use crate::databases::on_both;

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

#[test]
fn a_word_that_its_list_does_not_know_is_an_error_that_says_where_it_stands() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let org = organisation::insert(conn, START, &broker()).expect("an organisation");
        let anna = contact::insert(conn, &recipient(org)).expect("a contact");
        let incident = incident::insert(conn, START, "H-1", org).expect("an incident");
        incident::add_organisation(conn, incident, org).expect("an audience");
        let (named, extent, role) = (true, Extent::Unit, ContactRole::BulletinRecipient);
        let audience = Audience::Incident { incident, named, extent, role, and_the_told: false };
        assert_eq!(recipients::preview(conn, START, &audience).expect("the recipients").len(), 1);

        conn.batch_execute("UPDATE contacts SET language = 'kv'").expect("a word of another version");
        let wrong = |column: &str| (column.to_owned(), r#""kv" is not one of fi, sv, en"#.to_owned());
        assert_eq!(unreadable(contact::find(conn, &Viewer::System, anna)), wrong("language"), "in a row of its table");
        assert_eq!(unreadable(contact::technical_of(conn, "Välittäjä")), wrong("language"), "in a tuple");
        assert_eq!(unreadable(recipients::preview(conn, START, &audience)), wrong("a column of a query's text"));
    });
}

#[test]
fn a_timeline_shows_what_a_later_version_wrote_and_refuses_what_is_broken() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let org = organisation::insert(conn, START, &broker()).expect("an organisation");
        let incident = incident::insert(conn, START, "H-1", org).expect("an incident");
        timeline::append(conn, START, incident, "Aino", &TimelineEvent::Closed {}).expect("an entry");
        let entry = |kind, detail| {
            let row = format!("{incident}, '2026-11-23 12:00:00', 'Aino', '{kind}', '{detail}'");
            format!("INSERT INTO timeline (incident_id, at, actor, kind, detail) VALUES ({row})")
        };
        conn.batch_execute(&entry("weighed", r#"{"by":"hand"}"#)).expect("an entry of a later version");
        let told: Vec<Happened> =
            timeline::newest(conn, incident, 9).expect("the timeline").into_iter().map(|e| e.happened).collect();
        assert_eq!(told, [Happened::Later("weighed".to_owned()), Happened::Known(TimelineEvent::Closed {})]);

        conn.batch_execute(&entry("sent_again", "{}")).expect("an entry without its facts");
        let (column, problem) = unreadable(timeline::newest(conn, incident, 9));
        assert_eq!((&*column, &*problem), ("detail of timeline entry 3", "missing field `deliveries`"));
    });
}

#[test]
fn a_bulletin_whose_facts_are_none_is_an_error_and_not_a_bulletin_without_facts() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let org = organisation::insert(conn, START, &broker()).expect("an organisation");
        let incident = incident::insert(conn, START, "H-1", org).expect("an incident");
        let facts =
            Facts { wording: Wording::line("reseptiä ei voi tallentaa"), eta: Some(START), ..Facts::default() };
        let about = About { incident: Some(incident), ..About::default() };
        let single = NewMessage::single(MessageKind::First, about, "Aino".to_owned(), Vec::new());
        message::insert(conn, START, &NewMessage { facts: Some(facts.clone()), ..single }).expect("a bulletin");
        let newest = |conn: &mut AnyConnection| {
            message::newest_bulletin(conn, incident).expect("a read").expect("the bulletin").facts()
        };
        assert_eq!(newest(conn).expect("its facts"), facts);

        conn.batch_execute(r#"UPDATE messages SET facts = '{"eta":"soon"}'"#).expect("a change by hand");
        assert_eq!(unreadable(newest(conn)).0, "facts of message 1");
    });
}

fn broker() -> NewOrganisation {
    NewOrganisation::named("valittaja", "Välittäjä", OrganisationKind::Broker)
}

fn recipient(organisation: OrganisationId) -> NewContact {
    NewContact {
        organisation,
        kind: ContactKind::Person,
        name: "Anna Esimerkki".to_owned(),
        email: "anna@example.fi".to_owned(),
        phone: None,
        takes_sms: false,
        language: Language::Fi,
        roles: [ContactRole::BulletinRecipient, ContactRole::Technical].into(),
    }
}

/// Which column could not be read, and why.
fn unreadable<T: Debug>(read: Result<T>) -> (String, String) {
    let error = read.expect_err("unreadable");
    let Error::Unreadable { column, problem } = &error else { return (String::new(), format!("{error:?}")) };
    (column.clone(), problem.to_string())
}
