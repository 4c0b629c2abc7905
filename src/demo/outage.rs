//! The outage of the demonstration: docs/DOMAIN.md's worked example (12, number 4), scene by scene.

use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use majakka_app::command::bulletin;
use majakka_app::command::bulletin::{Resolve, Wording, Write};
use majakka_app::command::due::schedule;
use majakka_app::command::escalation::escalate;
use majakka_app::command::escalation::escalate::Escalate;
use majakka_app::command::incident::answer;
use majakka_app::command::incident::case::Case;
use majakka_app::command::incident::triage;
use majakka_app::command::incident::triage::Triage;
use majakka_app::command::report;
use majakka_app::command::report::Report;
use majakka_app::command::upstream;
use majakka_app::command::upstream::{Announce, Looked};
use majakka_app::{App, Tx};
use majakka_domain::catalogue::Texts;
use majakka_domain::format::time;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::{
    AnnouncementKind, CallOutcome, Effect, EscalationTarget, Language, Layer, MessageKind, ProbeResult, Question,
    TaskName, YesNo,
};
use majakka_store::viewer::Viewer;

use crate::out;
use crate::replay::world::Cast;

/// Where it is played.
pub(super) struct Stage {
    app: App,
    cast: Arc<Cast>,
    pace: Duration,
    /// Sends after each scene where no notifier runs beside.
    outbox: Option<Box<Send>>,
}

/// Sends what waits.
type Send = dyn Fn(&App) -> Result<()> + std::marker::Send;

fn texts(fi: &str, sv: &str, en: &str) -> Texts {
    Texts { fi: fi.to_owned(), sv: sv.to_owned(), en: en.to_owned() }
}

impl Stage {
    pub(super) fn set(app: App, cast: Arc<Cast>, pace: Duration) -> Self {
        Stage { app, cast, pace, outbox: None }
    }

    pub(super) fn sending(self, outbox: impl Fn(&App) -> Result<()> + std::marker::Send + 'static) -> Self {
        Stage { outbox: Some(Box::new(outbox)), ..self }
    }

    /// The whole outage, from the first report to the closing.
    pub(super) fn play(&self) -> Result<()> {
        let incident = self.reports()?;
        self.chain()?;
        self.report("kuvit", "prescribe", "Täälläkin sama, eri ohjelma kuin Esimerkkilässä.")?;
        self.say("A second county, another vendor: the proposal is now Kanta, nationwide, critical.")?;
        self.decide(incident)?;
        self.first_bulletin(incident)?;
        self.kela(incident)?;
        self.until_it_is_over(incident)?;
        self.clear_up(incident)
    }

    fn say(&self, text: &str) -> Result<()> {
        out::greet(format_args!("  {}  {text}", time::clock(self.app.clock.now(), Language::En)));
        sleep(self.pace);
        self.outbox.as_ref().map_or(Ok(()), |send| send(&self.app))
    }

    fn write<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> majakka_store::error::Result<T>) -> Result<T> {
        Ok(self.app.write(&Viewer::System, step)?)
    }

    fn report(&self, organisation: &str, function: &str, description: &str) -> Result<Option<IncidentId>> {
        let told = Report {
            unit: Some("Pääterveysasema".to_owned()),
            application: Some("PotJ 9.2".to_owned()),
            error_text: Some("virhe 500".to_owned()),
            callback: Some("+358400000001".to_owned()),
            ..Report::least(self.cast.organisation(organisation), "resepti", function, Effect::Prevents, description)
        };
        Ok(self.write(|tx| report::report(tx, told))?.incident)
    }

    fn reports(&self) -> Result<IncidentId> {
        let first = self.report("esim", "prescribe", "Lähetys epäonnistui, virhe 500. Kokeiltu kolmesti.")?;
        self.say("A doctor cannot save a prescription and reports it. An incident opens.")?;
        for _ in 0..9 {
            self.report("esim", "prescribe", "Reseptin lähetys ei onnistu millään koneella.")?;
        }
        self.say("Nine more reports: still one incident.")?;
        first.context("the report belongs to no incident")
    }

    fn chain(&self) -> Result<()> {
        let looked = Looked::From(self.cast.organisation("esim"));
        for layer in Layer::ALL {
            let result = if *layer == Layer::Service { ProbeResult::Fail } else { ProbeResult::Ok };
            self.write(|tx| upstream::measure(tx, *layer, result, &looked))?;
        }
        self.say("The chain is measured: well up to Kela's interface, the service itself fails.")
    }

    fn decide(&self, incident: IncidentId) -> Result<()> {
        self.write(|tx| {
            let origin = Case::find(tx, incident)?.suggestion.origin;
            let reason = "Ketju kunnossa Kelaan asti, toisella toimittajalla sama vika".to_owned();
            let decision =
                Triage { incident, seen: None, origin, reason, effect: None, extent: None, criticality: None };
            triage::triage(tx, &decision)
        })?;
        self.say("The helpdesk follows the proposal. The form to Kela and a call are owed.")
    }

    fn bulletin(&self, incident: IncidentId, impact: Texts) -> Write {
        let works = texts(
            "Potilastietojen katselu ja tallennus",
            "Att visa och spara patientuppgifter",
            "Viewing and saving patient data",
        );
        Write::new(incident, Wording { impact, works, ..Wording::default() })
    }

    fn first_bulletin(&self, incident: IncidentId) -> Result<()> {
        let impact = texts("reseptiä ei voi tallentaa", "recept kan inte sparas", "prescriptions cannot be saved");
        let write = Write { services: vec!["resepti".to_owned()], ..self.bulletin(incident, impact) };
        self.write(|tx| bulletin::publish(tx, &write))?;
        self.say("The first bulletin leaves by mail and text message, and stands on the public page.")
    }

    fn kela(&self, incident: IncidentId) -> Result<()> {
        let to = EscalationTarget::Kela;
        let escalation = Escalate { incident, to, note: String::new(), pictures: Vec::new() };
        self.write(|tx| escalate::escalate(tx, &escalation))?;
        self.write(|tx| escalate::call(tx, incident, to, CallOutcome::Reached, "käyttötuki", ""))?;
        self.say("The form goes to Kela as PDF and JSON, and a person is reached by telephone.")?;
        self.write(|tx| upstream::announce(tx, announced()))?;
        self.say("Kela announces the disturbance: the reports are linked to it, nothing more is owed.")?;
        self.report("apt1", "dispense", "Lääkkeen toimitus ei mene läpi, jono kasvaa tiskillä.")?;
        self.say("A pharmacy reports too, and joins.")
    }

    fn until_it_is_over(&self, incident: IncidentId) -> Result<()> {
        let soon = self.app.clock.now() + TimeDelta::seconds(3);
        let impact = texts("osa resepteistä tallentuu", "en del recept sparas", "some prescriptions are saved");
        let mut write = Write { next_update: Some(soon), ..self.bulletin(incident, impact) };
        write.wording.changed = texts(
            "tallennus onnistuu osalla, kun sen yrittää uudelleen",
            "för en del lyckas det att spara vid ett nytt försök",
            "for some, saving succeeds at a second attempt",
        );
        self.write(|tx| bulletin::update(tx, MessageKind::Update, &write))?;
        self.say("An update, which promises the next word in a moment.")?;
        while self.app.clock.now() < soon {
            sleep(Duration::from_millis(100));
        }
        schedule::run_due(&self.app)?;
        self.say("Nobody wrote it: the comms owner is alarmed, and \"no change\" goes out by itself.")?;
        self.write(|tx| upstream::resolved(tx, "kanta.fi", ANNOUNCEMENT))?;
        let cause = texts("Vika Resepti-palvelussa", "Fel i Recepttjänsten", "A fault in the Prescription Service");
        let end = Resolve { incident, seen: None, ended_at: self.app.clock.now(), cause, insist: false };
        self.write(|tx| bulletin::resolve(tx, &end))?;
        self.say("It is over: everyone who was told the first is told the last.")
    }

    fn clear_up(&self, incident: IncidentId) -> Result<()> {
        for question in [Question::CustomerNotice, Question::SafetyReport, Question::DataBreach] {
            self.write(|tx| answer::answer(tx, incident, question, YesNo::No, "Lyhyt häiriö, ei riskiä"))?;
        }
        for task in [TaskName::VerifySaved, TaskName::Reconcile] {
            self.write(|tx| answer::end_task(tx, incident, task, "käyttötuki"))?;
        }
        self.write(|tx| answer::close(tx, incident, None))?;
        self.say("Saved data checked, questions answered, incident closed.")
    }
}

/// Kela's bulletin has the same id each time the demonstration is played.
const ANNOUNCEMENT: &str = "KANTA-ESITTELY";

fn announced() -> Announce {
    Announce {
        source: "kanta.fi".to_owned(),
        external_id: ANNOUNCEMENT.to_owned(),
        kind: AnnouncementKind::Disturbance,
        title: "Resepti-palvelussa häiriö".to_owned(),
        services: vec!["resepti".to_owned()],
        effect: Effect::Prevents,
        starts_at: None,
        ends_at: None,
    }
}
