//! A bulletin to 10,000 recipients: publishing it in one statement, and draining it to a gateway in memory.
//!
//! Beside each publishing stands the bare `INSERT … SELECT` of the same rows from a table that already holds them, in the
//! same database and in turn: absolute figures swing with the machine, the ratio is what counts. SQLite writes to a file
//! with synchronous = FULL. PostgreSQL is a throw-away cluster without fsync, so its figures leave the disk out.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::terms::{Channel, ContactKind, ContactRole, Extent, Language, MessageKind, OrganisationKind};
use majakka_kit::{Database, TestApp};
use majakka_notifier::channel::memory::MemoryGateway;
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::clock::SystemClock;
use majakka_store::contact::{self, NewContact};
use majakka_store::incident;
use majakka_store::message::{self, About, NewMessage, Text};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::recipients::{self, Audience};
use majakka_store::viewer::Viewer;

const RECIPIENTS: u32 = 10_000;
const ROUNDS: usize = 5;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    println!("{RECIPIENTS} recipients, median of {ROUNDS} rounds");
    for (name, database) in [("SQLite", Database::Sqlite), ("PostgreSQL", Database::Postgres)] {
        let installation = Installation::open(database)?;
        let (mut publishing, mut bare, mut draining) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            publishing.push(timed(|| installation.publish())?.1);
            draining.push(timed(|| runtime.block_on(installation.drain()))?.1);
            bare.push(installation.bare()?);
        }
        let (publishing, bare, draining) = (median(publishing), median(bare), median(draining));
        println!(
            "{name}: published in {:.0} ms, {:.2} times the bare statement's {:.0} ms; drained in {:.0} ms, {:.0} letters/s",
            milliseconds(publishing),
            publishing.as_secs_f64() / bare.as_secs_f64(),
            milliseconds(bare),
            milliseconds(draining),
            f64::from(RECIPIENTS) / draining.as_secs_f64(),
        );
    }
    Ok(())
}

struct Installation {
    app: TestApp,
    incident: IncidentId,
    gateways: Lanes,
}

impl Installation {
    fn open(database: Database) -> Result<Self, Failure> {
        let app = TestApp::on(database).real_time().real_chance().start();
        let incident = app.write(&Viewer::System, |tx| {
            let new = NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::WellbeingCounty);
            let county = organisation::insert(tx.conn, tx.now, &new)?;
            for number in 0..RECIPIENTS {
                let contact = NewContact {
                    organisation: county,
                    kind: ContactKind::Person,
                    name: format!("Vastaanottaja {number}"),
                    email: format!("vastaanottaja{number}@example.fi"),
                    phone: None,
                    takes_sms: false,
                    language: Language::Fi,
                    roles: BTreeSet::from([ContactRole::BulletinRecipient]),
                };
                contact::insert(tx.conn, &contact)?;
            }
            let incident = incident::insert(tx.conn, tx.now, "H-2026-0045", county)?;
            incident::add_organisation(tx.conn, incident, county)?;
            Ok(incident)
        })?;
        // The rows to copy, as deliveries are shaped, and the planner's statistics of a register that has been there a while.
        app.write_beside(|conn| Ok(conn.batch_execute("CREATE TABLE bare AS SELECT * FROM deliveries; ANALYZE")?))?;
        let email = MemoryGateway::new(Channel::Email, Arc::new(SystemClock));
        Ok(Installation { app, incident, gateways: Lanes::new(vec![Arc::new(email)]) })
    }

    /// The whole step: text, recipients, deliveries, what they supersede.
    fn publish(&self) -> Result<MessageId, Failure> {
        let audience = Audience::Incident {
            incident: self.incident,
            named: true,
            extent: Extent::Organisation,
            role: ContactRole::BulletinRecipient,
            and_the_told: true,
        };
        let text = Text {
            language: Language::Fi,
            subject: "[Häiriö] Resepti: ei toimi (H-2026-0045, 1)".to_owned(),
            body: "Resepti-palvelussa on häiriö. Toimi näin: käytä paperireseptiä.\n".repeat(30),
            html: None,
            sms: None,
            page: String::new(),
        };
        let new = NewMessage {
            kind: MessageKind::Update,
            about: About { incident: Some(self.incident), ..About::default() },
            sequence: 1,
            facts: None,
            actor: "anna".to_owned(),
            texts: vec![text],
            attachments: Vec::new(),
        };
        Ok(self.app.write(&Viewer::System, |tx| {
            let id = message::insert(tx.conn, tx.now, &new)?;
            recipients::deliver(tx.conn, tx.now, &audience, id, MessageKind::Update, true)?;
            Ok(id)
        })?)
    }

    async fn drain(&self) -> Result<(), Failure> {
        let sent = drain(&self.app, &self.gateways, "bench").await?;
        if sent == usize::try_from(RECIPIENTS)? { Ok(()) } else { Err(format!("{sent} letters were sent").into()) }
    }

    /// The newest message's rows once more, under a number that nobody has, by one bare statement and a commit.
    fn bare(&self) -> Result<Duration, Failure> {
        let columns = "message_id, contact_id, channel, address, language, kind, series, incident_id, maintenance_id, \
                       reason, priority, state, attempts, due_at";
        let run = |sql: &str| self.app.write_beside(|conn| Ok(conn.batch_execute(sql)?));
        run(&format!(
            "DELETE FROM bare; INSERT INTO bare ({columns}) SELECT {columns} FROM deliveries \
             WHERE message_id = (SELECT MAX(message_id) FROM deliveries); \
             INSERT INTO messages (kind, series, sequence, facts, written_at, actor) \
             SELECT kind, series, sequence, facts, written_at, actor FROM messages ORDER BY id DESC LIMIT 1; \
             UPDATE bare SET message_id = (SELECT MAX(id) FROM messages), incident_id = NULL, state = 'sent'"
        ))?;
        let insert = format!("INSERT INTO deliveries ({columns}) SELECT {columns} FROM bare");
        Ok(timed(|| Ok(run(&insert)?))?.1)
    }
}

fn timed<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<(T, Duration), Failure> {
    let start = Instant::now();
    let done = work()?;
    Ok((done, start.elapsed()))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
