//! `/desk/breaches`: what a data protection officer assesses. First where her house reported to another desk, for it answers for its
//! own register; then what her own desk's incidents wait for.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_app::command::incident::controller;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::statutory;
use majakka_domain::terms::{ClockKind, Question, TaskName, YesNo};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::incident::{self, Incident};
use majakka_store::statutory_clock::{self, StatutoryClock};
use majakka_store::{answer, desk, matter, report};
use serde::Serialize;

use super::context::{Answer, DeskContext, Moment, Notice, answer as answered};
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{FieldError, Fields, Form as _, FormAttempt, FormValues, form};
use crate::session::SignedIn;

/// As far back as reports are looked at: a breach is often found late.
const BACK: TimeDelta = TimeDelta::days(180);
/// Incidents on the page.
const SHOWN: i64 = 50;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct BreachesPage {
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    /// Where her house reported to another desk.
    rows: Vec<Row>,
    /// Her own desk's incidents that wait for her.
    own: Vec<Own>,
}

/// An incident of another desk that her house reported in.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    reference: String,
    service: String,
    since: Moment,
    /// Since when her house knows of a risk to privacy.
    risk: Option<Moment>,
    /// What she answered last.
    answer: Option<StatedAnswer>,
    clock: Option<Clock>,
    form: Fields,
}

/// What was answered.
#[derive(Debug, Clone, Serialize)]
pub struct StatedAnswer {
    value: &'static str,
    reason: String,
    by: String,
    at: Moment,
}

/// The 72 hours that run.
#[derive(Debug, Clone, Serialize)]
pub struct Clock {
    started: Moment,
    due: Moment,
    late: bool,
    /// The page of the authority's form; empty: none is known.
    url: String,
    name: String,
    form: Fields,
}

/// An incident of her own desk.
#[derive(Debug, Clone, Serialize)]
pub struct Own {
    reference: String,
    since: Moment,
}

form! {
    /// Is it a breach in the house's own register?
    pub(super) struct BreachForm {
        value: YesNo,
        reason: String,
    }
}

form! {
    /// How the report ended.
    pub(super) struct ClockForm {
        reason: String,
    }
}

/// `GET`.
pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    answered(app, by, |context| display(context, &FormAttempt::default())).await
}

/// `POST`: `what` is `answer`, `sent` or `not-required`, of the incident `reference`.
pub(super) async fn post(
    app: web::Data<App>,
    Posted { by, form: typed }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    answered(app, by, move |context| {
        let (reference, what) = (typed.get("reference").to_owned(), typed.get("what").to_owned());
        let prefix = if what == "answer" { format!("{reference}_") } else { format!("{reference}_clock_") };
        let house = context.person().organisation;
        let done = context.app.write(&context.viewer, |tx| {
            let row = incident::by_reference(tx.conn, tx.viewer, &reference)?;
            match what.as_str() {
                "answer" => {
                    tx.viewer.require(Permission::Answer(Question::DataBreach))?;
                    let BreachForm { value, reason } = BreachForm::read(&typed, &prefix)?;
                    controller::answer(tx, house, row.id, value, &reason)
                }
                "sent" | "not-required" => {
                    let reason = typed.get(&format!("{prefix}reason"));
                    controller::end_clock(tx, house, row.id, what == "sent", reason)
                }
                _ => Err(Refusal::field("what", "unknown").into()),
            }
        });
        match done {
            Ok(()) => {
                let done = Done::new(if what == "answer" { "answered" } else { "clock-ended" });
                Ok(Answer::Done(format!("/desk/breaches#{reference}"), done))
            }
            Err(cause) => display(context, &FormAttempt::refused(&prefix, typed, cause)?),
        }
    })
    .await
}

fn display(context: &DeskContext<'_>, attempt: &FormAttempt) -> Result<Answer> {
    context.viewer.require(Permission::Answer(Question::DataBreach))?;
    let page = context.app.read(|conn| {
        let known = Known::read(conn, context)?;
        Ok(BreachesPage {
            notice: context.notice(attempt)?,
            errors: context.errors(attempt),
            rows: known.incidents.iter().map(|row| known.shown(context, row, attempt)).collect::<Result<_>>()?,
            own: own(conn, context)?,
        })
    })?;
    context.page(attempt.status(), &page)
}

/// What is known of the incidents that her house reported in, read at once for all of them.
struct Known {
    incidents: Vec<Incident>,
    services: BTreeMap<IncidentId, String>,
    risks: BTreeMap<IncidentId, DateTime<Utc>>,
    answers: BTreeMap<IncidentId, answer::Answer>,
    clocks: Vec<StatutoryClock>,
}

impl Known {
    fn read(conn: &mut AnyConnection, context: &DeskContext<'_>) -> Result<Self> {
        let house = context.person().organisation;
        let ids = report::incidents_elsewhere(conn, house, context.now - BACK, SHOWN)?;
        let mut services = BTreeMap::new();
        for (incident, service, _, _) in matter::by_incident(conn, &ids)? {
            services.entry(incident).or_insert(service);
        }
        Ok(Known {
            incidents: incident::of_reporter(conn, &ids)?,
            services,
            risks: report::risks_first_told(conn, house, &ids)?,
            answers: answer::newest_of_house(conn, house, &ids)?,
            clocks: statutory_clock::running_of_house(conn, house)?,
        })
    }

    fn shown(&self, context: &DeskContext<'_>, row: &Incident, attempt: &FormAttempt) -> Result<Row> {
        let prefix = format!("{}_", row.reference);
        let said = self.answers.get(&row.id).map(|said| {
            let (by, at) = (context.who(said.actor.clone())?, context.moment(said.at));
            Ok::<_, Error>(StatedAnswer { value: said.value.as_str(), at, reason: said.reason.clone(), by })
        });
        let said = said.transpose()?;
        let running = self.clocks.iter().find(|clock| clock.incident_id == row.id);
        Ok(Row {
            reference: row.reference.clone(),
            service: self.services.get(&row.id).map(|id| context.system(id)).unwrap_or_default(),
            since: context.moment(row.opened_at),
            risk: self.risks.get(&row.id).map(|at| context.moment(*at)),
            answer: said,
            clock: running.map(|clock| shown_clock(context, clock, row, attempt)).transpose()?,
            form: context.form(attempt, &prefix).prefilled::<BreachForm>(&[])?,
        })
    }
}

fn shown_clock(
    context: &DeskContext<'_>,
    clock: &StatutoryClock,
    row: &Incident,
    attempt: &FormAttempt,
) -> Result<Clock> {
    let body = statutory::addressee(&context.app.catalogue, ClockKind::Gdpr33, helsinki_day(context.now));
    let prefix = format!("{}_clock_", row.reference);
    Ok(Clock {
        started: context.moment(clock.started_at),
        due: context.moment(clock.due_at),
        late: clock.due_at <= context.now,
        url: body.map(|body| body.url.clone()).unwrap_or_default(),
        name: body.map(|body| body.name.get(context.language).to_owned()).unwrap_or_default(),
        form: context.form(attempt, &prefix).prefilled::<ClockForm>(&[])?,
    })
}

fn own(conn: &mut AnyConnection, context: &DeskContext<'_>) -> Result<Vec<Own>> {
    let rows = incident::unresolved(conn, context.viewer.desk())?;
    let ids: Vec<IncidentId> = rows.iter().map(|row| row.id).collect();
    let tasks = desk::open_tasks(conn, &ids)?;
    let waits =
        |row: &Incident| tasks.iter().find(|task| task.incident_id == row.id && task.name == TaskName::DpoAssessment);
    let own = |row: &Incident| {
        waits(row).map(|task| Own { reference: row.reference.clone(), since: context.moment(task.opened_at) })
    };
    Ok(rows.iter().filter_map(own).collect())
}

impl Page for BreachesPage {
    const TEMPLATE: &'static str = "desk/breaches";

    fn samples() -> Vec<Self> {
        let said = StatedAnswer {
            value: "yes",
            reason: "Näkyi toisen asiakkaan tietoja.".to_owned(),
            by: "Aino Esimerkki".to_owned(),
            at: Moment::sample(),
        };
        let clock = Clock {
            started: Moment::sample(),
            due: Moment::sample(),
            late: true,
            url: "https://tietosuoja.fi/ilmoitus-tietoturvaloukkauksesta".to_owned(),
            name: "Tietosuojavaltuutetun toimisto".to_owned(),
            form: Fields::sample::<ClockForm>("H-2026-0045_clock_"),
        };
        let told = Row {
            reference: "H-2026-0045".to_owned(),
            service: "Resepti-palvelu".to_owned(),
            since: Moment::sample(),
            risk: Some(Moment::sample()),
            answer: Some(said),
            clock: Some(clock.clone()),
            form: Fields::sample::<BreachForm>("H-2026-0045_"),
        };
        let asked = Row { risk: None, answer: None, clock: None, ..told.clone() };
        let unnamed = Clock { late: false, url: String::new(), ..clock };
        let own = Own { reference: "H-2026-0046".to_owned(), since: Moment::sample() };
        let notice =
            Notice { kind: "warning", heading: "Ei oikeutta".to_owned(), text: "Roolisi eivät riitä.".to_owned() };
        vec![
            BreachesPage {
                notice: Some(notice),
                errors: Vec::new(),
                rows: vec![told.clone(), Row { clock: Some(unnamed), ..told }, asked],
                own: vec![own],
            },
            BreachesPage { notice: None, errors: Vec::new(), rows: Vec::new(), own: Vec::new() },
        ]
    }
}
