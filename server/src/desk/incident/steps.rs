//! What is done on the page of an incident: each form is one step, refused with what was typed.

use actix_web::HttpResponse;
use actix_web::web;
use majakka_app::App;
use majakka_app::Tx;
use majakka_app::command::escalate::{answered, call};
use majakka_app::command::reply::{Reply, reply};
use majakka_app::command::send_again::send_again;
use majakka_app::command::triage::{Triage, triage};
use majakka_app::command::{answer as answers, checks, connection, merge, review};
use majakka_domain::format::time::Side;
use majakka_domain::id::{IncidentId, MessageId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{ClockKind, Question, TaskName};
use majakka_store::error::{Error, Result};
use majakka_store::escalation::Answer;
use majakka_store::{desk, incident};

use super::super::context::{DeskContext, answer};
use super::duties::AnswerForm;
use super::escalation::CallForm;
use super::perform::{Place, perform};
use super::proposal::DecisionForm;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Form as _, FormValues};

type Prefix = fn(&FormValues) -> String;
type Needs = fn(&FormValues) -> Result<Permission, Refusal>;
type Run = fn(&mut Tx<'_>, IncidentId, &DeskContext<'_>, &FormValues) -> Result<()>;

/// A form of the incident's page.
struct IncidentForm {
    /// Last part of its address.
    name: &'static str,
    /// The tab on which it stands.
    tab: &'static str,
    /// Prefix of its fields.
    prefix: Prefix,
    /// Who may send it.
    needs: Needs,
    /// What it does.
    run: Run,
}

impl IncidentForm {
    const fn new(name: &'static str, tab: &'static str, prefix: Prefix, needs: Needs, run: Run) -> Self {
        IncidentForm { name, tab, prefix, needs, run }
    }
}

const FORMS: [IncidentForm; 15] = [
    IncidentForm::new("triage", "triage", |_| "triage_".to_owned(), |_| Ok(Permission::Triage), decide),
    IncidentForm::new("checks", "triage", |_| "checks_".to_owned(), |_| Ok(Permission::Triage), note_checks),
    IncidentForm::new("merge", "triage", |_| "merge_".to_owned(), |_| Ok(Permission::Triage), merge),
    IncidentForm::new("move", "reports", |_| "move_".to_owned(), |_| Ok(Permission::Triage), move_reports),
    IncidentForm::new("reply", "reports", |_| "reply_".to_owned(), |_| Ok(Permission::Triage), reply_to_many),
    IncidentForm::new(
        "answered",
        "escalation",
        |values| format!("answered_{}_", values.get("escalation")),
        |_| Ok(Permission::Escalate),
        partner_answered,
    ),
    IncidentForm::new("call", "escalation", |_| "call_".to_owned(), |_| Ok(Permission::Call), log_call),
    IncidentForm::new(
        "connection-closed",
        "escalation",
        |_| "closed_".to_owned(),
        |_| Ok(Permission::Escalate),
        close_connection,
    ),
    IncidentForm::new(
        "connection-reopened",
        "escalation",
        |_| "reopened_".to_owned(),
        |_| Ok(Permission::EndTask),
        reopen,
    ),
    IncidentForm::new("again", "bulletins", |_| String::new(), |_| Ok(Permission::Publish), send_it_again),
    IncidentForm::new("review", "bulletins", |_| String::new(), |_| Ok(Permission::Publish), review_it),
    IncidentForm::new("task", "duties", |_| String::new(), |_| Ok(Permission::EndTask), end_task),
    IncidentForm::new(
        "answer",
        "duties",
        |values| format!("{}_", values.get("question")),
        |values| values.word("", "question").map(Permission::Answer),
        answer_question,
    ),
    IncidentForm::new(
        "clock",
        "duties",
        |values| format!("{}_", values.get("clock")),
        |_| Ok(Permission::Answer(Question::DataBreach)),
        end_clock,
    ),
    IncidentForm::new("close", "duties", |_| String::new(), |_| Ok(Permission::Close), close),
];

/// `POST …/{form}`.
pub(super) async fn post(
    app: web::Data<App>,
    address: web::Path<(String, String)>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let (reference, name) = address.into_inner();
    let Posted { by, form: values } = posted;
    answer(app, by, move |context| {
        let form = FORMS.iter().find(|form| form.name == name).ok_or(Error::NotFound("form"))?;
        let place = Place { tab: form.tab, prefix: (form.prefix)(&values) };
        let needs = (form.needs)(&values);
        perform(context, &reference, &place, needs, values, |tx, id, values| (form.run)(tx, id, context, values))
    })
    .await
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

fn partner_answered(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<()> {
    let escalation = typed.get("escalation");
    let prefix = format!("answered_{escalation}_");
    let answer = Answer {
        text: typed.get(&format!("{prefix}text")).to_owned(),
        ticket: typed.get(&format!("{prefix}ticket")).to_owned(),
        promised_at: typed.time(&prefix, "promised", Side::After(tx.now))?,
    };
    answered(tx, incident, escalation.parse().unwrap_or_default(), &answer)
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
