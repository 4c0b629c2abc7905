//! What the demonstration's house has been through before the story begins: outages of the last 90 days, work at every stage, and a
//! break ahead, so that no page is empty.
//!
//! Guarantee: made by the steps that people take, at a clock that is set back; made once, of an installation without incidents.
//! Non-goal: the story itself.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::command::bulletin;
use majakka_app::command::bulletin::{Resolve, Wording, Write};
use majakka_app::command::escalation::escalate;
use majakka_app::command::escalation::escalate::Escalate;
use majakka_app::command::incident::answer;
use majakka_app::command::incident::triage;
use majakka_app::command::incident::triage::Triage;
use majakka_app::command::maintenance;
use majakka_app::command::maintenance::{Plan, Shown};
use majakka_app::command::report;
use majakka_app::command::report::Report;
use majakka_app::{App, Tx};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::IncidentId;
use majakka_domain::tasks::ends_by_hand;
use majakka_domain::terms::{CallOutcome, Effect, EscalationTarget, Extent, Origin, Question, TaskName, YesNo};
use majakka_store::clock::ManualClock;
use majakka_store::error::Error;
use majakka_store::task;
use majakka_store::viewer::Viewer;

use crate::replay::world::Cast;

/// An outage as it was: when, of what, seen by whom, and what became of it.
struct Outage {
    days_ago: i64,
    minutes: i64,
    organisation: &'static str,
    service: &'static str,
    function: &'static str,
    effect: Effect,
    origin: Origin,
    extent: Extent,
    seen: &'static str,
    impact: [&'static str; 3],
    cause: [&'static str; 3],
}

const OUTAGES: [Outage; 6] = [
    Outage {
        days_ago: 81,
        minutes: 95,
        organisation: "esim",
        service: "potilas",
        function: "fetch",
        effect: Effect::Degrades,
        origin: Origin::Network,
        extent: Extent::Regional,
        seen: "Potilastietojen haku kestää yli minuutin.",
        impact: [
            "potilastietojen haku on hidasta",
            "hämtningen av patientuppgifter är långsam",
            "fetching patient data is slow",
        ],
        cause: [
            "Operaattorin linja oli ruuhkautunut",
            "Operatörens förbindelse var överbelastad",
            "The operator's line was congested",
        ],
    },
    Outage {
        days_ago: 63,
        minutes: 40,
        organisation: "apt1",
        service: "resepti",
        function: "dispense",
        effect: Effect::Prevents,
        origin: Origin::Local,
        extent: Extent::Organisation,
        seen: "Toimitus pysähtyy varmennevirheeseen.",
        impact: ["lääkkeitä ei voi toimittaa", "läkemedel kan inte expedieras", "medicines cannot be dispensed"],
        cause: [
            "Apteekin palvelinvarmenne oli vanhentunut",
            "Apotekets servercertifikat hade gått ut",
            "The pharmacy's server certificate had expired",
        ],
    },
    Outage {
        days_ago: 44,
        minutes: 150,
        organisation: "kuvit",
        service: "kuva",
        function: "fetch",
        effect: Effect::Prevents,
        origin: Origin::Kanta,
        extent: Extent::Nationwide,
        seen: "Kuvat eivät aukea millään työasemalla.",
        impact: ["kuvia ei voi hakea", "bilder kan inte hämtas", "images cannot be fetched"],
        cause: [
            "Järjestelmäpäivitys peruttiin",
            "En systemuppdatering återkallades",
            "A system update was rolled back",
        ],
    },
    Outage {
        days_ago: 27,
        minutes: 70,
        organisation: "saari",
        service: "potilas",
        function: "save",
        effect: Effect::Prevents,
        origin: Origin::Network,
        extent: Extent::Organisation,
        seen: "Sparandet misslyckas hela tiden.",
        impact: ["potilastietoja ei voi tallentaa", "patientuppgifter kan inte sparas", "patient data cannot be saved"],
        cause: ["Kaapeli katkesi", "En kabel gick av", "A cable was cut"],
    },
    Outage {
        days_ago: 12,
        minutes: 55,
        organisation: "esim",
        service: "sosiaali",
        function: "save",
        effect: Effect::Degrades,
        origin: Origin::Local,
        extent: Extent::Organisation,
        seen: "Tallennus onnistuu vasta toisella yrityksellä.",
        impact: [
            "asiakastietojen tallennus takkuilee",
            "sparandet av klientuppgifter hackar",
            "saving client data is unreliable",
        ],
        cause: ["Tietokanta sai lisää tilaa", "Databasen fick mer utrymme", "The database was given more space"],
    },
    Outage {
        days_ago: 3,
        minutes: 35,
        organisation: "kuvit",
        service: "tahdonilmaisu",
        function: "consents",
        effect: Effect::Degrades,
        origin: Origin::Dependency,
        extent: Extent::Nationwide,
        seen: "Luovutusluvat latautuvat hitaasti.",
        impact: ["luovutusluvat latautuvat hitaasti", "tillstånden laddas långsamt", "consents load slowly"],
        cause: ["Reititin vaihdettiin", "En router byttes ut", "A router was replaced"],
    },
];

/// The installation at a clock of its own, which stands before everything that happened.
pub(super) struct Then {
    pub(super) app: App,
    clock: Arc<ManualClock>,
    now: DateTime<Utc>,
}

impl Then {
    pub(super) fn new(app: &App) -> Self {
        let now = app.clock.now();
        let clock = Arc::new(ManualClock::new(now - TimeDelta::days(91)));
        Then { app: App { clock: Arc::<ManualClock>::clone(&clock), ..app.clone() }, clock, now }
    }
}

/// The house at a clock that is set back, step by step.
pub(super) struct Past<'a> {
    app: App,
    clock: Arc<ManualClock>,
    cast: &'a Cast,
    now: DateTime<Utc>,
}

impl<'a> Past<'a> {
    /// Of these organisations, as they were when they came.
    pub(super) fn new(then: Then, cast: &'a Cast) -> Self {
        let Then { app, clock, now } = then;
        Past { app, clock, cast, now }
    }

    /// Makes it, from the oldest outage to what is going on now.
    pub(super) fn live_through(&self) -> Result<()> {
        for outage in &OUTAGES {
            self.clock.set(self.now - TimeDelta::days(outage.days_ago) - TimeDelta::hours(3));
            let incident = self.reported(outage)?;
            self.pass(8);
            self.decided(incident, outage)?;
            self.told(incident, outage)?;
            self.pass(outage.minutes);
            self.over(incident, outage)?;
            self.pass(60);
            self.cleared_up(incident)?;
        }
        self.break_ahead()?;
        self.going_on()
    }

    fn pass(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    fn step<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> majakka_store::error::Result<T>) -> Result<T> {
        Ok(self.app.write(&Viewer::System, step)?)
    }

    fn reported(&self, outage: &Outage) -> Result<IncidentId> {
        let told = Report {
            unit: Some("Pääterveysasema".to_owned()),
            callback: Some("+358400000001".to_owned()),
            ..Report::least(
                self.cast.organisation(outage.organisation),
                outage.service,
                outage.function,
                outage.effect,
                outage.seen,
            )
        };
        self.step(|tx| report::report(tx, told))?.incident.context("a report of the past belongs to no incident")
    }

    fn decided(&self, incident: IncidentId, outage: &Outage) -> Result<()> {
        let decision = Triage {
            incident,
            seen: None,
            origin: outage.origin,
            reason: "Mitattu ja varmistettu soittamalla".to_owned(),
            effect: Some(outage.effect),
            extent: Some(outage.extent),
            criticality: None,
        };
        self.step(|tx| triage::triage(tx, &decision))?;
        if outage.origin == Origin::Kanta {
            return self.told_to_kela(incident);
        }
        let to = match outage.origin {
            Origin::Network => EscalationTarget::Operator,
            _ => EscalationTarget::Vendor,
        };
        let escalation = Escalate { incident, to, note: String::new(), pictures: Vec::new() };
        match self.app.write(&Viewer::System, |tx| escalate::escalate(tx, &escalation)) {
            // Nobody is registered to whom it could go.
            Ok(_) | Err(Error::Refused(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    fn told_to_kela(&self, incident: IncidentId) -> Result<()> {
        let to = EscalationTarget::Kela;
        let escalation = Escalate { incident, to, note: String::new(), pictures: Vec::new() };
        self.step(|tx| escalate::escalate(tx, &escalation))?;
        self.step(|tx| escalate::call(tx, incident, to, CallOutcome::Reached, "käyttötuki", "")).map(drop)
    }

    fn told(&self, incident: IncidentId, outage: &Outage) -> Result<()> {
        let write = Write {
            services: vec![outage.service.to_owned()],
            ..Write::new(incident, Wording { impact: texts(outage.impact), ..Wording::default() })
        };
        self.step(|tx| bulletin::publish(tx, &write)).map(drop)
    }

    fn over(&self, incident: IncidentId, outage: &Outage) -> Result<()> {
        let end =
            Resolve { incident, seen: None, ended_at: self.app.clock.now(), cause: texts(outage.cause), insist: false };
        self.step(|tx| bulletin::resolve(tx, &end))
    }

    fn cleared_up(&self, incident: IncidentId) -> Result<()> {
        for question in [Question::CustomerNotice, Question::SafetyReport, Question::DataBreach] {
            self.step(|tx| answer::answer(tx, incident, question, YesNo::No, "Ei aihetta"))?;
        }
        let owed = self.step(|tx| task::open_names(tx.conn, incident))?;
        for name in owed.into_iter().filter(|name: &TaskName| ends_by_hand(*name)) {
            self.step(|tx| answer::end_task(tx, incident, name, "käyttötuki"))?;
        }
        match self.app.write(&Viewer::System, |tx| answer::close(tx, incident, None)) {
            // What somebody must still do by herself keeps it open.
            Ok(()) | Err(Error::Refused(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    fn break_ahead(&self) -> Result<()> {
        self.clock.set(self.now - TimeDelta::days(1));
        let starts_at = self.now + TimeDelta::days(2);
        let plan = Plan {
            external_id: "HUOLTO-1".to_owned(),
            services: vec!["omakanta".to_owned()],
            starts_at,
            ends_at: Some(starts_at + TimeDelta::hours(2)),
            impact: texts(["OmaKanta ei ole käytettävissä", "MittKanta kan inte användas", "MyKanta is not available"]),
            organisations: self.cast.organisations.values().copied().collect(),
            shown: Shown::Everybody,
            rule: None,
        };
        self.step(|tx| maintenance::plan(tx, &plan)).map(drop)
    }

    /// One that is over and waits for answers, one that people were told of, one that is decided, and one that nobody has looked at.
    fn going_on(&self) -> Result<()> {
        let at = |minutes: i64, organisation, service, function, seen| Outage {
            days_ago: 0,
            minutes,
            organisation,
            service,
            function,
            effect: Effect::Degrades,
            origin: Origin::Local,
            extent: Extent::Organisation,
            seen,
            impact: ["palvelu on hidas", "tjänsten är långsam", "the service is slow"],
            cause: ["Palvelin käynnistettiin uudelleen", "Servern startades om", "The server was restarted"],
        };
        let all = [
            at(150, "kuvit", "sosiaali", "fetch", "Asiakastietojen haku katkeilee."),
            at(50, "saari", "potilas", "fetch", "Hämtningen av patientuppgifter är långsam."),
            at(20, "esim", "kuva", "save", "Kuvien tallennus kestää kymmenen minuuttia."),
            at(6, "kuvit", "omakanta", "health_data", "Asiakas kertoo, ettei näe terveystietojaan."),
        ];
        for (stage, outage) in all.iter().enumerate() {
            self.clock.set(self.now - TimeDelta::minutes(outage.minutes));
            let incident = self.reported(outage)?;
            if stage < 3 {
                self.pass(5);
                self.decided(incident, outage)?;
            }
            if stage < 2 {
                self.pass(3);
                self.told(incident, outage)?;
            }
            if stage < 1 {
                self.pass(60);
                self.over(incident, outage)?;
            }
        }
        Ok(())
    }
}

fn texts([fi, sv, en]: [&str; 3]) -> Texts {
    Texts { fi: fi.to_owned(), sv: sv.to_owned(), en: en.to_owned() }
}
