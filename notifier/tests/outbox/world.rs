//! A fresh installation with one county, its contacts and one incident.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use majakka_app::config::Settings;
use majakka_domain::id::{ContactId, DeliveryId, IncidentId, MessageId, OrganisationId};
use majakka_domain::terms::{
    Channel, ContactKind, ContactRole, DeliveryState, Extent, Language, MessageKind, OrganisationKind, TaskName,
};
use majakka_kit::{Database, TestApp};
use majakka_store::contact::{self, NewContact};
use majakka_store::delivery::{self, Delivery};
use majakka_store::message::{self, About, NewMessage, Text};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::recipients::{self, Audience};
use majakka_store::viewer::Viewer;
use majakka_store::{incident, task};

/// Thursday 19 November 2026, 7.40 in Helsinki.
pub(crate) const MORNING: DateTime<Utc> = DateTime::from_timestamp(1_795_066_800, 0).expect("a time");

pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) incident: IncidentId,
    pub(crate) organisation: OrganisationId,
}

/// Tells the story on SQLite, then on PostgreSQL. A failed test's output says where it was.
pub(crate) fn on_both(story: impl AsyncFn(&World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    majakka_kit::on_both(|database| runtime.block_on(story(&World::on(database))));
}

impl World {
    fn on(database: Database) -> Self {
        let from = |settings: &mut Settings| settings.mail.from = "Häiriöt <hairiot@example.fi>".to_owned();
        let app = TestApp::on(database).at(MORNING).set(from).start();
        let (organisation, incident) = app.step(|tx| {
            let county = organisation::insert(tx.conn, tx.now, &county())?;
            let incident = incident::insert(tx.conn, tx.now, "H-2026-0045", county)?;
            incident::add_organisation(tx.conn, incident, county)?;
            Ok((county, incident))
        });
        World { app, incident, organisation }
    }

    /// People who get bulletins: the numbers stand in their addresses.
    pub(crate) fn contacts(&self, numbers: impl IntoIterator<Item = u32>) -> Vec<ContactId> {
        let one = |number: u32| NewContact {
            organisation: self.organisation,
            kind: ContactKind::Person,
            name: format!("Vastaanottaja {number}"),
            email: mail_of(number),
            phone: Some(phone_of(number)),
            takes_sms: true,
            language: if number == 2 { Language::Sv } else { Language::Fi },
            roles: BTreeSet::from([ContactRole::BulletinRecipient]),
        };
        let numbers: Vec<u32> = numbers.into_iter().collect();
        self.app
            .write(&Viewer::System, |tx| numbers.iter().map(|number| contact::insert(tx.conn, &one(*number))).collect())
            .unwrap()
    }

    /// Writes a bulletin to all contacts.
    pub(crate) fn say(&self, kind: MessageKind, urgent: bool) -> MessageId {
        let audience = Audience::Incident {
            incident: self.incident,
            named: true,
            extent: Extent::Organisation,
            role: ContactRole::BulletinRecipient,
            and_the_told: true,
        };
        self.app
            .write(&Viewer::System, |tx| {
                let id = message::insert(tx.conn, tx.now, &self.message(kind))?;
                recipients::deliver(tx.conn, tx.now, &audience, id, kind, urgent)?;
                Ok(id)
            })
            .unwrap()
    }

    pub(crate) fn message(&self, kind: MessageKind) -> NewMessage {
        let text = |language: Language| Text {
            language,
            subject: format!("{kind} {language}"),
            body: format!("teksti {kind} {language}"),
            html: None,
            sms: Some(format!("lyhyt {kind} {language}")),
            page: String::new(),
        };
        NewMessage {
            kind,
            about: About { incident: Some(self.incident), ..About::default() },
            sequence: 1,
            facts: None,
            actor: "anna".to_owned(),
            texts: vec![text(Language::Fi), text(Language::Sv), text(Language::En)],
            attachments: Vec::new(),
        }
    }

    /// Deliveries of a message, by address.
    pub(crate) fn deliveries(&self, message: MessageId) -> Vec<Delivery> {
        self.app.read(|conn| delivery::of_message(conn, message, 10_000)).unwrap()
    }

    /// How many deliveries of a message stand so on a channel.
    pub(crate) fn count(&self, message: MessageId, channel: Channel, state: DeliveryState) -> i64 {
        let counts = self.app.read(|conn| delivery::counts(conn, &[message])).unwrap();
        counts.into_iter().filter(|(_, c, s, _)| (*c, *s) == (channel, state)).map(|(.., count)| count).sum()
    }

    pub(crate) fn state(&self, id: DeliveryId) -> DeliveryState {
        let row = self.app.read(|conn| delivery::find(conn, id)).unwrap().unwrap();
        row.state
    }

    pub(crate) fn next_due(&self) -> Option<DateTime<Utc>> {
        self.app.read(delivery::next_due).unwrap()
    }

    /// Names of the open tasks with the contact and channel each is about.
    pub(crate) fn tasks(&self) -> Vec<(TaskName, Option<ContactId>, Option<Channel>)> {
        let open = self.app.read(|conn| task::open(conn, self.incident)).unwrap();
        open.into_iter().map(|task| (task.name, task.contact_id, task.channel)).collect()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    pub(crate) fn pass(&self, span: TimeDelta) {
        self.app.pass(span);
    }

    pub(crate) fn sql(&self, sql: &str) {
        self.app.write_beside(|conn| Ok(conn.batch_execute(sql)?)).unwrap();
    }
}

pub(crate) fn mail_of(number: u32) -> String {
    format!("vastaanottaja{number}@example.fi")
}

pub(crate) fn phone_of(number: u32) -> String {
    format!("+3584000000{number:02}")
}

fn county() -> NewOrganisation {
    NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::WellbeingCounty)
}
