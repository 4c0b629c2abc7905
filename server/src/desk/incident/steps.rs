//! What is done on the page of an incident: each form is one step, refused with what was typed.

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use majakka_app::App;
use majakka_app::Tx;
use majakka_app::command::escalate::call;
use majakka_app::command::reply::{Reply, reply};
use majakka_app::command::send_again::send_again;
use majakka_app::command::triage::{Triage, triage};
use majakka_app::command::{answer as answers, checks, connection, merge, review};
use majakka_domain::format::time::Side;
use majakka_domain::id::{IncidentId, MessageId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{ClockKind, Question, TaskName};
use majakka_store::error::{Error, Result};
use majakka_store::{desk, incident};

use super::super::context::{Answer, DeskContext, answer};
use super::duties::AnswerForm;
use super::escalation::CallForm;
use super::proposal::DecisionForm;
use super::{IncidentQuery, display, escalation};
use crate::error::PageError;
use crate::extract::Posted;
use crate::form::{Form as _, FormAttempt, FormValues};

/// A form of the incident's page.
struct IncidentForm {
    /// Last part of its address.
    name: &'static str,
    /// The tab on which it stands.
    tab: &'static str,
    /// What it does.
    run: fn(&mut Tx<'_>, IncidentId, &DeskContext<'_>, &FormValues) -> Result<()>,
    /// Prefix of its fields.
    prefix: fn(&FormValues) -> String,
}

const FORMS: [IncidentForm; 14] = [
    IncidentForm { name: "triage", tab: "triage", run: decide, prefix: |_| "triage_".to_owned() },
    IncidentForm { name: "checks", tab: "triage", run: note_checks, prefix: |_| "checks_".to_owned() },
    IncidentForm {
        name: "connection-closed",
        tab: "escalation",
        run: close_connection,
        prefix: |_| "closed_".to_owned(),
    },
    IncidentForm { name: "connection-reopened", tab: "escalation", run: reopen, prefix: |_| "reopened_".to_owned() },
    IncidentForm { name: "merge", tab: "triage", run: merge, prefix: |_| "merge_".to_owned() },
    IncidentForm { name: "move", tab: "reports", run: move_reports, prefix: |_| "move_".to_owned() },
    IncidentForm { name: "reply", tab: "reports", run: reply_to_many, prefix: |_| "reply_".to_owned() },
    IncidentForm { name: "call", tab: "escalation", run: log_call, prefix: |_| "call_".to_owned() },
    IncidentForm { name: "again", tab: "bulletins", run: send_it_again, prefix: |_| String::new() },
    IncidentForm { name: "review", tab: "bulletins", run: review_it, prefix: |_| String::new() },
    IncidentForm { name: "task", tab: "duties", run: end_task, prefix: |_| String::new() },
    IncidentForm { name: "answer", tab: "duties", run: answer_question, prefix: |t| format!("{}_", t.get("question")) },
    IncidentForm { name: "clock", tab: "duties", run: end_clock, prefix: |t| format!("{}_", t.get("clock")) },
    IncidentForm { name: "close", tab: "duties", run: close, prefix: |_| String::new() },
];

/// Addresses of the forms.
pub(in super::super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/desk/incidents/{reference}/escalate", web::post().to(escalation::post))
        .route("/desk/incidents/{reference}/{form}", web::post().to(post));
}

async fn post(
    app: web::Data<App>,
    address: web::Path<(String, String)>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let (reference, name) = address.into_inner();
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| step(context, &reference, &name, typed)).await
}

fn step(context: &DeskContext<'_>, reference: &str, name: &str, typed: FormValues) -> Result<Answer> {
    let form = FORMS.iter().find(|form| form.name == name).ok_or(Error::NotFound("form"))?;
    let prefix = (form.prefix)(&typed);
    perform(context, reference, (form.tab, &prefix), typed, |tx, id, typed| (form.run)(tx, id, context, typed))
}

/// One step on an incident, and back to its tab; when it is refused, the tab with what was typed in the form of the prefix.
pub(super) fn perform(
    context: &DeskContext<'_>,
    reference: &str,
    (tab, prefix): (&str, &str),
    typed: FormValues,
    run: impl FnOnce(&mut Tx<'_>, IncidentId, &FormValues) -> Result<()>,
) -> Result<Answer> {
    let row = context.app.read(|conn| incident::by_reference(conn, &context.viewer, reference))?;
    let done = context.app.write(&context.viewer, |tx| {
        // Of two people at once the second is told, whatever the step.
        incident::for_change(tx.conn, tx.viewer, row.id, typed.version())?;
        run(tx, row.id, &typed)
    });
    match done {
        Ok(()) => Ok(Answer::Go(format!("/desk/incidents/{reference}?tab={tab}"))),
        Err(cause) => {
            let attempt = FormAttempt::refused(prefix, typed, cause)?;
            display(context, reference, &IncidentQuery { tab: tab.to_owned(), ..IncidentQuery::default() }, &attempt)
        }
    }
}

fn decide(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let form = DecisionForm::read(typed, "triage_")?;
    triage(
        tx,
        &Triage {
            incident,
            seen: typed.version(),
            origin: form.origin,
            reason: form.reason,
            effect: Some(form.effect),
            extent: Some(form.extent),
            criticality: Some(form.criticality),
        },
    )
}

/// The boxes that are ticked are the checks that are made.
fn note_checks(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let made = typed.all("checks_made").map(|name| name.parse().map_err(|_| Refusal::field("made", "unknown")));
    checks::note(tx, incident, &made.collect::<Result<_, _>>()?)
}

fn close_connection(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    connection::closed(tx, incident, typed.get("closed_reason"))
}

fn reopen(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    connection::reopened(tx, incident, typed.get("reopened_proof"))
}

fn merge(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let into = typed.get("merge_into");
    if into.is_empty() {
        return Err(Refusal::field("into", "missing").into());
    }
    let into = incident::by_reference(tx.conn, tx.viewer, into)?;
    merge::merge(tx, incident, into.id)
}

/// Each chosen report to another incident, or all of them together to a new one.
fn move_reports(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let mut to = match (typed.get("how"), typed.get("move_to")) {
        ("split", _) => None,
        (_, "") => return Err(Refusal::field("to", "missing").into()),
        (_, reference) => Some(incident::by_reference(tx.conn, tx.viewer, reference)?.id),
    };
    let chosen: Vec<&str> = typed.all("report").collect();
    if chosen.is_empty() {
        return Err(Refusal::field("to", "no_report_chosen").into());
    }
    for reference in chosen {
        let report = desk::report_by_reference(tx.conn, tx.viewer, reference)?;
        if report.incident_id != Some(incident) {
            return Err(Refusal::Stale.into());
        }
        to = Some(merge::move_report(tx, report.id, to)?);
    }
    Ok(())
}

fn reply_to_many(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let ids = typed.all("reply_reports").filter_map(|id| id.parse().ok()).map(ReportId);
    let said = Reply {
        incident,
        seen: typed.version(),
        reports: ids.collect(),
        note: typed.texts("reply_note"),
        estimate: typed.time("reply_", "estimate", Side::After(tx.now))?,
    };
    reply(tx, &said).map(drop)
}

fn log_call(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let form = CallForm::read(typed, "call_")?;
    call(tx, incident, form.to, form.outcome, &form.by, &form.note)
}

fn send_it_again(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let bulletin = MessageId(typed.get("message").parse().unwrap_or_default());
    send_again(tx, incident, typed.version(), bulletin).map(drop)
}

fn review_it(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    review::attach(tx, incident, typed.version(), &typed.texts("review"))
}

fn end_task(tx: &mut Tx<'_>, incident: IncidentId, context: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let task: TaskName = typed.word("", "task")?;
    answers::end_task(tx, incident, task, &context.person().name)
}

fn answer_question(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let question: Question = typed.word("", "question")?;
    let form = AnswerForm::read(typed, &format!("{question}_"))?;
    answers::answer(tx, incident, question, form.value, &form.reason)
}

fn end_clock(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let clock: ClockKind = typed.word("", "clock")?;
    answers::end_clock(tx, incident, clock, typed.get("sent") == "yes", typed.get(&format!("{clock}_reason")))
}

fn close(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    answers::close(tx, incident, typed.version())
}
