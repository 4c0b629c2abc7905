//! Whoever was told the first is told the last, whatever happens to the register in between.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_app::command::bulletin::{self, Resolve, Wording, Write, in_finnish};
use majakka_app::command::contact::{self as steps, ChangeContact};
use majakka_app::command::due::schedule;
use majakka_app::command::report;
use majakka_app::{App, Tx};
use majakka_domain::id::{ContactId, IncidentId, OrganisationId};
use majakka_domain::terms::{ContactKind, ContactRole, Effect, Language, MessageKind, OrganisationKind};
use majakka_kit::{Database, TestApp};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::deliveries;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::viewer::Viewer;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Stories on each kind of database; each has a database of its own, so there are few.
const CASES: u32 = 12;
/// Contacts of each organisation that come and go.
const PEOPLE: usize = 3;
/// Organisations; the first one reports at the beginning.
const ORGANISATIONS: usize = 2;

/// What happens between the first bulletin and the last. People are counted over both organisations.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// An organisation reports too.
    Report(usize),
    /// A further bulletin.
    Update,
    /// So many minutes pass, and what is due by the clock happens.
    Pass(i64),
    /// Somebody is away for so many hours, with or without a stand-in.
    Absent(usize, i64, bool),
    /// Somebody gets other tasks and leaves the audience.
    Leave(usize),
    /// Somebody is taken out of the register.
    Remove(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let person = 0..PEOPLE * ORGANISATIONS;
    prop_oneof![
        (0..ORGANISATIONS).prop_map(Event::Report),
        Just(Event::Update),
        (1..200_i64).prop_map(Event::Pass),
        (person.clone(), 1..6_i64, any::<bool>())
            .prop_map(|(who, hours, stand_in)| Event::Absent(who, hours, stand_in)),
        person.clone().prop_map(Event::Leave),
        person.prop_map(Event::Remove),
    ]
}

/// An installation with two organisations, and what the story must remember of it.
struct Stage {
    app: TestApp,
    organisations: Vec<OrganisationId>,
    people: Vec<(OrganisationId, ContactId)>,
    stand_in: ContactId,
    removed: BTreeSet<ContactId>,
    /// Until when somebody is away, and whether somebody stands in.
    away: BTreeMap<ContactId, Vec<(DateTime<Utc>, bool)>>,
}

impl Stage {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let first = organisation(&app, 0, None);
        let others = (1..ORGANISATIONS).map(|number| organisation(&app, number, Some(first)));
        let mut stage = Stage {
            organisations: std::iter::once(first).chain(others).collect(),
            app,
            people: Vec::new(),
            stand_in: ContactId(0),
            removed: BTreeSet::new(),
            away: BTreeMap::new(),
        };
        // Somebody who stays in every role, so that no removal meets the rule of the last mandatory contact.
        let every = [
            ContactRole::Administrative,
            ContactRole::Dpo,
            ContactRole::Technical,
            ContactRole::Archivist,
            ContactRole::BulletinRecipient,
        ];
        for organisation in stage.organisations.clone() {
            stage.contact(organisation, "staying", &every);
            for number in 0..PEOPLE {
                let id = stage.contact(organisation, &format!("person-{number}"), &[ContactRole::BulletinRecipient]);
                stage.people.push((organisation, id));
            }
        }
        stage.stand_in = stage.contact(stage.organisations[0], "stand-in", &[ContactRole::Billing]);
        stage
    }

    fn contact(&self, organisation: OrganisationId, name: &str, roles: &[ContactRole]) -> ContactId {
        let new = NewContact {
            organisation,
            kind: ContactKind::Person,
            name: name.to_owned(),
            email: format!("{name}-{organisation}@example.fi"),
            phone: None,
            takes_sms: false,
            language: Language::Fi,
            roles: roles.iter().copied().collect(),
        };
        self.write(|tx| contact::insert(tx.conn, &new))
    }

    fn write<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> majakka_store::error::Result<T>) -> T {
        self.app.step(step)
    }

    fn report(&self, organisation: OrganisationId) -> Option<IncidentId> {
        let told =
            report::Report::least(organisation, "potilas", "fetch", Effect::Prevents, "Potilastietojen haku ei toimi.");
        self.write(|tx| report::report(tx, told)).incident
    }

    fn bulletin(incident: IncidentId) -> Write {
        Write::new(incident, Wording::line("Potilastietojen haku ei toimi"))
    }

    fn happen(&mut self, incident: IncidentId, event: Event) {
        let now = self.app.now();
        match event {
            Event::Report(which) => drop(self.report(self.organisations[which])),
            Event::Update => {
                self.write(|tx| bulletin::update(tx, MessageKind::Update, &Self::bulletin(incident)));
            }
            Event::Pass(minutes) => {
                self.app.pass(TimeDelta::minutes(minutes));
                schedule::run_due(&self.app).expect("what is due");
            }
            Event::Absent(who, hours, stands_in) => {
                let (_, id) = self.people[who];
                if !self.removed.contains(&id) {
                    let (until, substitute) = (now + TimeDelta::hours(hours), stands_in.then_some(self.stand_in));
                    self.write(|tx| steps::note_absence(tx, id, now, until, substitute));
                    self.away.entry(id).or_default().push((until, stands_in));
                }
            }
            Event::Leave(who) => {
                let roles = Some([ContactRole::Billing].into());
                self.change(who, &ChangeContact { roles, ..ChangeContact::default() });
            }
            Event::Remove(who) => {
                self.change(who, &ChangeContact { remove: true, ..ChangeContact::default() });
                self.removed.insert(self.people[who].1);
            }
        }
    }

    fn change(&self, who: usize, change: &ChangeContact) {
        let (organisation, id) = self.people[who];
        if !self.removed.contains(&id) {
            self.write(|tx| steps::change(tx, organisation, id, change));
        }
    }

    /// Who has a delivery of a bulletin of the incident: of the last one, or of those before it.
    fn told(&self, incident: IncidentId, the_last: bool) -> BTreeSet<ContactId> {
        let rows: Vec<(Option<i64>, String)> = self
            .app
            .read(|conn| {
                let of = deliveries::incident_id.eq(incident.0).and(deliveries::series.eq("bulletin"));
                Ok(deliveries::table.filter(of).select((deliveries::contact_id, deliveries::kind)).load(conn)?)
            })
            .expect("deliveries");
        let wanted = |kind: &str| (kind == MessageKind::Resolved.as_str()) == the_last;
        rows.into_iter().filter(|(_, kind)| wanted(kind)).filter_map(|(id, _)| id.map(ContactId)).collect()
    }

    /// Who reads what is meant for somebody now; nobody for somebody who was taken out.
    fn reader(&self, meant: ContactId) -> Option<ContactId> {
        let now = self.app.now();
        let stood_in = self.away.get(&meant).is_some_and(|all| all.iter().any(|(until, by)| *until > now && *by));
        (!self.removed.contains(&meant)).then_some(if stood_in { self.stand_in } else { meant })
    }
}

/// One desk serves both organisations.
fn organisation(app: &App, number: usize, desk: Option<OrganisationId>) -> OrganisationId {
    let new = NewOrganisation {
        region: "Region".to_owned(),
        operator: format!("Operator {number}"),
        vendor: format!("Vendor {number}"),
        desk,
        services: ["potilas".to_owned()].into(),
        ..NewOrganisation::named(
            format!("organisation-{number}"),
            format!("Organisation {number}"),
            OrganisationKind::WellbeingCounty,
        )
    };
    app.write(&Viewer::System, |tx| organisation::insert(tx.conn, tx.now, &new)).expect("an organisation")
}

/// One story: a first bulletin, what happens, and the last one.
fn told_the_first_told_the_last(database: Database, events: Vec<Event>) -> Result<(), TestCaseError> {
    let mut stage = Stage::on(database);
    let incident = stage.report(stage.organisations[0]).expect("an incident");
    stage.write(|tx| bulletin::publish(tx, &Stage::bulletin(incident)));
    for event in events {
        stage.happen(incident, event);
    }
    let end =
        Resolve { incident, seen: None, ended_at: stage.app.now(), cause: in_finnish("Vika korjattiin"), insist: true };
    stage.write(|tx| bulletin::resolve(tx, &end));
    let (before, last) = (stage.told(incident, false), stage.told(incident, true));
    prop_assert!(before.len() > PEOPLE, "the first bulletin reached the organisation that reported");
    for meant in before {
        if let Some(reader) = stage.reader(meant) {
            prop_assert!(last.contains(&reader), "{:?} heard of the beginning and not of the end", meant);
        }
    }
    for gone in &stage.removed {
        prop_assert!(!last.contains(gone), "{:?} was taken out and told all the same", gone);
    }
    Ok(())
}

/// The same stories at every run.
fn stories(play: impl Fn(Vec<Event>) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner.run(&prop::collection::vec(event(), 0..12), play).expect("every story");
}

#[test]
fn whoever_was_told_the_first_is_told_the_last_on_sqlite() {
    stories(|events| told_the_first_told_the_last(Database::Sqlite, events));
}

#[test]
fn whoever_was_told_the_first_is_told_the_last_on_postgresql() {
    stories(|events| told_the_first_told_the_last(Database::Postgres, events));
}
