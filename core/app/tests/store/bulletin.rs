//! An incident of one county, and bulletins to everybody in it.

use chrono::{DateTime, Utc};
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::terms::{ContactKind, ContactRole, Extent, Language, MessageKind, OrganisationKind};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::AnyConnection;
use majakka_store::incident;
use majakka_store::message::{self, About, NewMessage};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::recipients::{self, Audience};

/// The address of a recipient.
pub(crate) fn address(number: usize) -> String {
    format!("vastaanottaja-{number}@example.fi")
}

/// An incident that concerns so many recipients, by mail.
pub(crate) fn incident(conn: &mut AnyConnection, now: DateTime<Utc>, recipients: usize) -> IncidentId {
    let new = NewOrganisation::named("alue", "Alue", OrganisationKind::WellbeingCounty);
    let county = organisation::insert(conn, now, &new).expect("an organisation");
    for number in 0..recipients {
        let new = NewContact {
            organisation: county,
            kind: ContactKind::Person,
            name: format!("Vastaanottaja {number}"),
            email: address(number),
            phone: None,
            takes_sms: false,
            language: Language::Fi,
            roles: [ContactRole::BulletinRecipient].into(),
        };
        contact::insert(conn, &new).expect("a contact");
    }
    let incident = incident::insert(conn, now, "H-2026-0001", county).expect("an incident");
    incident::add_organisation(conn, incident, county).expect("an audience");
    incident
}

/// A newer bulletin to everybody; says to how many.
pub(crate) fn publish(conn: &mut AnyConnection, now: DateTime<Utc>, incident: IncidentId) -> (MessageId, usize) {
    publish_as(MessageKind::Update, conn, now, incident)
}

/// A bulletin of this kind to everybody; says to how many.
pub(crate) fn publish_as(
    kind: MessageKind,
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
) -> (MessageId, usize) {
    let new = NewMessage {
        kind,
        about: About { incident: Some(incident), ..About::default() },
        sequence: 1,
        facts: None,
        actor: "anna".to_owned(),
        texts: Vec::new(),
        attachments: Vec::new(),
    };
    let audience = Audience::Incident {
        incident,
        named: true,
        extent: Extent::Organisation,
        role: ContactRole::BulletinRecipient,
        and_the_told: true,
    };
    let id = message::insert(conn, now, &new).expect("a message");
    let told = recipients::deliver(conn, now, &audience, id, kind, true).expect("deliveries");
    (id, told)
}
