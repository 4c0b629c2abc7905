//! `/desk/reports/{reference}`: one report with its pictures, where it may belong, and the sealed patient reference.
//!
//! Guarantee: a patient reference is shown once, to one reader, after its purpose was logged; the answer is kept not_found.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::Tx;
use majakka_app::command::incident::merge;
use majakka_app::command::report::correction::{self, Correction};
use majakka_app::command::report::patient;
use majakka_domain::format::time::{self, Side};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, ReportEnd};
use majakka_domain::triage::{Why, fits};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::report::Report;
use majakka_store::{account, desk, evidence, incident};
use serde::Serialize;

use super::context::{Answer, DeskContext, Notice, Tag, answer};
use super::dashboard::reported_tag;
use crate::auth::Proven;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Choice, Field, FieldError, Fields, Form as _, FormAttempt, FormValues, form};
use crate::session::SignedIn;
use majakka_domain::id::ScreenshotId;

/// The page of one report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportPage {
    reference: String,
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    matter: String,
    effect: Tag,
    safety: bool,
    privacy: bool,
    incident: Option<String>,
    /// In an own or an announced break.
    in_break: bool,
    facts: Vec<Fact>,
    description: String,
    error_text: Option<String>,
    pictures: Vec<Picture>,
    /// How many patient references are sealed with it.
    sealed: i64,
    purpose: Option<Field>,
    /// Opened just now, for this reader.
    opened: Option<Vec<String>>,
    candidates: Vec<Fitting>,
    /// Where it may be moved.
    to: Option<Field>,
    /// Version of the incident that it belongs to.
    version: i64,
    /// What may be put right in it.
    correct: Option<CorrectForm>,
    /// How it may be put aside.
    end: Option<Fields>,
    /// How it was put aside, by whom and when.
    ended: Option<Ended>,
}

/// What the desk may put right.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectForm {
    matter: Field,
    effect: Field,
    unit: Field,
    workstation: Field,
    occurred: Field,
    risks: Field,
    reason: Field,
}

form! {
    /// Putting a report aside.
    struct EndForm {
        how: ReportEnd,
        reason: String,
    }
}

/// The end of a report that came to no incident.
#[derive(Debug, Clone, Serialize)]
pub struct Ended {
    how: String,
    by: String,
    at: String,
    reason: String,
}

/// A label with a value.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    label: &'static str,
    text: String,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    id: ScreenshotId,
    width: i32,
    height: i32,
}

/// An incident that it fits.
#[derive(Debug, Clone, Serialize)]
pub struct Fitting {
    reference: String,
    reason: String,
}

/// `GET`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    reference: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| display(context, &reference, &FormAttempt::default(), None)).await
}

/// `POST …/move`: to another incident, or to one of its own.
pub(super) async fn post_move(
    app: web::Data<App>,
    reference: web::Path<String>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    change(app, reference, posted, "move_", |tx, report, typed| {
        let to = match (typed.get("how"), typed.get("move_to")) {
            ("split", _) => None,
            (_, "") => return Err(Refusal::field("to", "missing").into()),
            (_, reference) => Some(incident::by_reference(tx.conn, tx.viewer, reference)?.id),
        };
        let to = merge::move_report(tx, report.id, to)?;
        let to = incident::find(tx.conn, tx.viewer, to)?.reference;
        let done = Done::new("report-moved").with("to", &to);
        Ok(done.then("done-open-incident", format!("/desk/incidents/{to}")))
    })
    .await
}

/// `POST …/correct`: puts right what it says.
pub(super) async fn post_correct(
    app: web::Data<App>,
    reference: web::Path<String>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    change(app, reference, posted, "correct_", |tx, report, typed| {
        let (service, function) = typed.get("correct_matter").split_once('.').unwrap_or_default();
        let seen = typed.time("correct_", "occurred_at", Side::Before(tx.now))?;
        let risk = |name: &str| typed.all("correct_risks").any(|ticked| ticked == name);
        let corrected = Correction {
            report: report.id,
            service: service.to_owned(),
            function: function.to_owned(),
            effect: typed.word("correct_", "effect")?,
            unit: typed.get("correct_unit").to_owned(),
            workstation: typed.get("correct_workstation").to_owned(),
            // The page shows minutes.
            occurred_at: seen
                .filter(|at| time::local_input(*at) != time::local_input(report.occurred_at))
                .unwrap_or(report.occurred_at),
            safety_risk: risk("safety_risk"),
            privacy_risk: risk("privacy_risk"),
            reason: typed.get("correct_reason").to_owned(),
        };
        correction::correct(tx, &corrected)?;
        Ok(Done::new("report-corrected"))
    })
    .await
}

/// `POST …/end`: rejects or closes it.
pub(super) async fn post_end(
    app: web::Data<App>,
    reference: web::Path<String>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    change(app, reference, posted, "end_", |tx, report, typed| {
        let form = EndForm::read(typed, "end_")?;
        correction::end(tx, report.id, form.how, &form.reason)?;
        Ok(Done::new("report-ended"))
    })
    .await
}

/// A step on the report as its page showed it.
async fn change(
    app: web::Data<App>,
    reference: web::Path<String>,
    posted: Posted<FormValues>,
    prefix: &'static str,
    step: impl FnOnce(&mut Tx<'_>, &Report, &FormValues) -> Result<Done> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| {
        let done = context.app.write(&context.viewer, |tx| {
            tx.viewer.require(Permission::Triage)?;
            let report = desk::report_by_reference(tx.conn, tx.viewer, &reference)?;
            if let Some(id) = report.incident_id {
                incident::for_change(tx.conn, tx.viewer, id, typed.version())?;
            }
            step(tx, &report, &typed)
        });
        match done {
            Ok(done) => Ok(Answer::Done(format!("/desk/reports/{reference}"), done)),
            Err(cause) => display(context, &reference, &FormAttempt::refused(prefix, typed, cause)?, None),
        }
    })
    .await
}

/// `POST …/patient`: opens the sealed reference for this reader, once.
pub(super) async fn post_patient(
    app: web::Data<App>,
    reference: web::Path<String>,
    proven: Proven<FormValues>,
) -> Result<HttpResponse, PageError> {
    let Proven { by, form: typed, .. } = proven;
    answer(app, by, move |context| {
        let opened = context.app.write(&context.viewer, |tx| {
            let report = desk::report_by_reference(tx.conn, tx.viewer, &reference)?;
            patient::open(tx, report.id, typed.get("patient_purpose"))
        });
        match opened {
            Ok(opened) => display(context, &reference, &FormAttempt::default(), Some(opened)),
            Err(cause) => display(context, &reference, &FormAttempt::refused("patient_", typed, cause)?, None),
        }
    })
    .await
}

fn display(
    context: &DeskContext<'_>,
    reference: &str,
    attempt: &FormAttempt,
    opened: Option<Vec<String>>,
) -> Result<Answer> {
    let page = context.app.read(|conn| {
        let row = desk::report_by_reference(conn, &context.viewer, reference)?;
        compose(conn, context, &row, attempt)
    })?;
    context.page(attempt.status(), &ReportPage { opened, ..page })
}

fn compose(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    row: &Report,
    attempt: &FormAttempt,
) -> Result<ReportPage> {
    let names = desk::organisation_names(conn, &[row.organisation_id].into())?;
    let own = match row.incident_id {
        Some(id) => incident::find(conn, &context.viewer, id).ok(),
        None => None,
    };
    let ours = context.viewer.desk() == Some(row.desk_id);
    let ended = row.ended_as.map(|how| ended(context, row, how)).transpose()?;
    let movable = ours
        && context.may(Permission::Triage)
        && ended.is_none()
        && own.as_ref().is_none_or(incident::Incident::is_unresolved);
    let sealed = patient::count(conn, row.id)?;
    let candidates = if movable { candidates(conn, context, row)? } else { Vec::new() };
    let to = if movable { Some(targets(conn, context, row, &candidates, attempt)?) } else { None };
    let entered_by = row.entered_by.map(|id| account::name(conn, id)).transpose()?.flatten();
    let text = |label, value: &Option<String>| value.clone().map(|text| Fact { label, text });
    let facts = [
        Some(Fact { label: "desk-organisation", text: names.get(&row.organisation_id).cloned().unwrap_or_default() }),
        text("desk-unit", &row.unit),
        text("desk-workstation", &row.workstation),
        text("desk-application", &row.application),
        Some(Fact { label: "desk-occurred", text: context.moment(row.occurred_at).said }),
        Some(Fact { label: "desk-received", text: context.moment(row.received_at).said }),
        text("desk-told-by", &row.reporter),
        entered_by.map(|text| Fact { label: "desk-entered-by", text }),
        text("desk-callback", &row.callback),
        text("desk-email", &row.reporter_email),
    ];
    let pictures = desk::screenshots_of(conn, &[row.id])?;
    Ok(ReportPage {
        reference: row.reference.clone(),
        notice: context.notice(attempt)?,
        errors: context.errors(attempt),
        matter: context.matter(&row.service, &row.function),
        effect: reported_tag(context, row)?,
        safety: row.safety_risk,
        privacy: row.privacy_risk,
        version: own.as_ref().map_or(-1, |row| row.version),
        incident: own.map(|row| row.reference),
        in_break: row.maintenance_id.is_some() || row.break_id.is_some(),
        facts: facts.into_iter().flatten().collect(),
        description: row.description.clone(),
        error_text: row.error_text.clone(),
        pictures: pictures.into_iter().map(|p| Picture { id: p.id, width: p.width, height: p.height }).collect(),
        sealed,
        purpose: (sealed > 0 && context.may(Permission::OpenPatientReference))
            .then(|| context.form(attempt, "patient_").text("purpose", "")),
        opened: None,
        candidates,
        to,
        correct: if movable { Some(correct_form(context, row, attempt)?) } else { None },
        end: if movable { Some(context.form(attempt, "end_").prefilled::<EndForm>(&[])?) } else { None },
        ended,
    })
}

fn ended(context: &DeskContext<'_>, row: &Report, how: ReportEnd) -> Result<Ended> {
    Ok(Ended {
        how: context.word("report-end", how)?,
        by: row.ended_by.clone().unwrap_or_default(),
        at: row.ended_at.map(|at| context.moment(at).said).unwrap_or_default(),
        reason: row.end_reason.clone().unwrap_or_default(),
    })
}

/// The report as it stands, to be put right.
fn correct_form(context: &DeskContext<'_>, row: &Report, attempt: &FormAttempt) -> Result<CorrectForm> {
    let form = context.form(attempt, "correct_");
    let matters = context.app.catalogue.systems().flat_map(|system| {
        let whole = system.functions.is_empty().then(|| (system.id.as_str(), String::new()));
        let functions = system.functions.iter().map(|function| (system.id.as_str(), function.id.clone()));
        whole.into_iter().chain(functions)
    });
    let matters = matters
        .map(|(service, function)| Choice::new(format!("{service}.{function}"), context.matter(service, &function)));
    let risk =
        |name: &str, key: &str, chosen| Ok::<_, Error>(Choice { chosen, ..Choice::new(name, context.say(key)?) });
    let effects: Vec<&'static str> = Effect::ALL.iter().map(|effect| effect.as_str()).collect();
    let mut control = CorrectForm {
        matter: form.one("matter", matters.collect(), &format!("{}.{}", row.service, row.function)),
        effect: form.words("effect", "effect", &effects, row.effect.as_str())?,
        unit: form.text("unit", row.unit.clone().unwrap_or_default()),
        workstation: form.text("workstation", row.workstation.clone().unwrap_or_default()),
        occurred: form.text("occurred_at", time::local_input(row.occurred_at)),
        risks: form.any(
            "risks",
            vec![
                risk("safety_risk", "desk-safety-risk", row.safety_risk)?,
                risk("privacy_risk", "desk-privacy-risk", row.privacy_risk)?,
            ],
        ),
        reason: form.text("reason", ""),
    };
    // Service and function are chosen in one list.
    let wrong = ["service", "function"].iter().find_map(|field| form.text(field, "").error);
    control.matter.error = control.matter.error.or(wrong);
    Ok(control)
}

/// The unresolved incidents that the report fits, with the reason of each.
fn candidates(conn: &mut AnyConnection, context: &DeskContext<'_>, row: &Report) -> Result<Vec<Fitting>> {
    let matter = row.as_evidence();
    let evidence = evidence::of_reports(conn, &context.app.catalogue, context.now, row.desk_id, vec![matter.clone()])?;
    let all = evidence::candidates(conn, &evidence, row.desk_id)?;
    let others = all.iter().filter(|c| Some(c.incident) != row.incident_id);
    let fitting: Vec<_> = others.filter_map(|c| fits(&evidence, &matter, c).map(|why| (c.incident, why))).collect();
    let references = desk::references(conn, &fitting.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let fitting = fitting.into_iter().filter_map(|(id, why)| Some((references.get(&id)?.clone(), why)));
    fitting.map(|(reference, why)| Ok(Fitting { reference, reason: reason(context, &evidence, &why)? })).collect()
}

fn reason(context: &DeskContext<'_>, evidence: &majakka_domain::evidence::Evidence<'_>, why: &Why) -> Result<String> {
    let said = |key: &str, name: &str, value: &str| context.say_of(key, &[(name, value.into())]);
    match why {
        Why::SameAnnouncement(id) => {
            let announcement = evidence.announcements.iter().find(|a| a.id == *id);
            said("desk-fits-announcement", "id", announcement.map_or("", |a| a.external_id.as_str()))
        }
        Why::SameBreak(id) => {
            let own = evidence.own_breaks.iter().find(|b| b.id == *id);
            said("desk-fits-break", "id", own.map_or("", |b| b.external_id.as_str()))
        }
        Why::SameFunction => context.say("desk-fits-function"),
        Why::SameDependency(system) => said("desk-fits-dependency", "system", &context.system(system)),
    }
}

/// Every unresolved incident of the desk; those that fit first, with the reason.
fn targets(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    row: &Report,
    fitting: &[Fitting],
    attempt: &FormAttempt,
) -> Result<Field> {
    let first = fitting.iter().map(|f| Choice::new(f.reference.clone(), format!("{}: {}", f.reference, f.reason)));
    let known = |reference: &str| fitting.iter().any(|f| f.reference == reference);
    let others = incident::unresolved(conn, context.viewer.desk())?;
    let others = others.into_iter().filter(|other| Some(other.id) != row.incident_id && !known(&other.reference));
    let options = first.chain(others.map(|other| Choice::new(other.reference.clone(), other.reference))).collect();
    let best = fitting.first().map_or("", |f| f.reference.as_str());
    Ok(context.form(attempt, "move_").one("to", options, best))
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "desk/report";

    fn samples() -> Vec<Self> {
        let full = ReportPage {
            reference: "R-2026-000123".to_owned(),
            notice: None,
            errors: Vec::new(),
            matter: "Resepti-palvelu · lääkkeen määrääminen".to_owned(),
            effect: Tag { state: "down".to_owned(), text: "estää käytön".to_owned() },
            safety: true,
            privacy: true,
            incident: Some("H-2026-0147".to_owned()),
            in_break: false,
            facts: vec![Fact { label: "desk-organisation", text: "Mallilan apteekki".to_owned() }],
            description: "Lähetys epäonnistui.".to_owned(),
            error_text: Some("Virhe 500".to_owned()),
            pictures: vec![Picture { id: ScreenshotId(1), width: 800, height: 600 }],
            sealed: 1,
            purpose: Some(Field { name: "patient_purpose".to_owned(), ..Field::default() }),
            opened: Some(vec!["sisäinen viite 12".to_owned()]),
            candidates: vec![Fitting { reference: "H-2026-0148".to_owned(), reason: "sama toiminto".to_owned() }],
            to: Some(Field { name: "move_to".to_owned(), ..Field::default() }),
            version: 2,
            correct: Some(CorrectForm {
                matter: Field { name: "correct_matter".to_owned(), ..Field::default() },
                effect: Field { name: "correct_effect".to_owned(), ..Field::default() },
                unit: Field { name: "correct_unit".to_owned(), ..Field::default() },
                workstation: Field { name: "correct_workstation".to_owned(), ..Field::default() },
                occurred: Field { name: "correct_occurred_at".to_owned(), ..Field::default() },
                risks: Field::list("correct_risks", vec![Choice::new("safety_risk", "potilasturvallisuus")]),
                reason: Field { name: "correct_reason".to_owned(), ..Field::default() },
            }),
            end: Some(Fields::sample::<EndForm>("end_")),
            ended: None,
        };
        let plain = ReportPage {
            notice: Some(Notice {
                kind: "warning",
                heading: "Ei oikeutta".to_owned(),
                text: "Roolisi eivät riitä.".to_owned(),
            }),
            errors: vec![FieldError { name: "patient_purpose".to_owned(), error: "Täytä tämä kohta.".to_owned() }],
            safety: false,
            privacy: false,
            incident: None,
            in_break: true,
            error_text: None,
            pictures: Vec::new(),
            sealed: 0,
            purpose: None,
            opened: None,
            candidates: Vec::new(),
            to: None,
            correct: None,
            end: None,
            ended: Some(Ended {
                how: "ei häiriö: ilmoitus hylätään".to_owned(),
                by: "Aino Esimerkki".to_owned(),
                at: "klo 12.10".to_owned(),
                reason: "Koekäyttöä.".to_owned(),
            }),
            ..full.clone()
        };
        let sealed = ReportPage { opened: None, in_break: false, incident: None, ..full.clone() };
        let not_mine = ReportPage { purpose: None, opened: None, ..full.clone() };
        vec![full, plain, sealed, not_mine]
    }
}
