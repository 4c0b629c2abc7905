//! What is done on the page of an incident: each form is one step, refused with what was typed.

use actix_web::HttpResponse;
use actix_web::web;
use majakka_app::App;
use majakka_app::Tx;
use majakka_app::command::bulletin;
use majakka_app::command::delivery::send_again::send_again;
use majakka_app::command::escalation::connection;
use majakka_app::command::escalation::escalate::{answered, call};
use majakka_app::command::incident::answer as answers;
use majakka_app::command::incident::checks;
use majakka_app::command::incident::merge;
use majakka_app::command::incident::review;
use majakka_app::command::incident::triage::{Triage, accept, triage};
use majakka_app::command::report::reply::{Reply, reply};
use majakka_domain::format::time::Side;
use majakka_domain::id::{IncidentId, MessageId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{ClockKind, Question, TaskName};
use majakka_store::error::{Error, Result};
use majakka_store::escalation::Answer;
use majakka_store::{desk, incident};

use super::super::composer;
use super::super::context::{DeskContext, answer};
use super::duties::AnswerForm;
use super::escalation::CallForm;
use super::perform::{Place, perform};
use super::proposal::DecisionForm;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Form as _, FormValues};

type Prefix = fn(&FormValues) -> String;
type Needs = fn(&FormValues) -> Result<Permission, Refusal>;
type Run = fn(&mut Tx<'_>, IncidentId, &DeskContext<'_>, &FormValues) -> Result<Done>;

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

const FORMS: [IncidentForm; 18] = [
    IncidentForm::new("triage", "triage", |_| "triage_".to_owned(), |_| Ok(Permission::Triage), follow_or_decide),
    IncidentForm::new("decide", "triage", |_| "triage_".to_owned(), |_| Ok(Permission::Triage), decide),
    IncidentForm::new("checks", "triage", |_| "checks_".to_owned(), |_| Ok(Permission::Triage), note_checks),
    IncidentForm::new("merge", "triage", |_| "merge_".to_owned(), |_| Ok(Permission::Triage), merge),
    IncidentForm::new("unmerge", "triage", |_| String::new(), |_| Ok(Permission::Triage), unmerge),
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
    IncidentForm::new("unchanged", "bulletins", |_| String::new(), |_| Ok(Permission::Publish), nothing_changed),
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

fn decide(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
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
    )?;
    Ok(Done::new("decided"))
}

fn follow_or_decide(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    context: &DeskContext<'_>,
    typed: &FormValues,
) -> Result<Done> {
    match typed.get("action") {
        "accept" => accept_proposal(tx, incident, context, typed),
        _ => decide(tx, incident, context, typed),
    }
}

/// In one press; the bulletin that follows is written in the same breath by whoever may.
fn accept_proposal(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    context: &DeskContext<'_>,
    typed: &FormValues,
) -> Result<Done> {
    accept(tx, incident, typed.version())?;
    let row = incident::find(tx.conn, tx.viewer, incident)?;
    if !context.may(Permission::Publish) || row.standing().had_bulletin {
        return Ok(Done::new("accepted-only"));
    }
    Ok(Done::new("accepted").at(format!("{}/bulletin?kind=first", page_of(&row.reference))))
}

/// The boxes that are ticked are the checks that are made.
fn note_checks(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let made = typed.all("checks_made").map(|name| name.parse().map_err(|_| Refusal::field("made", "unknown")));
    checks::note(tx, incident, &made.collect::<Result<_, _>>()?)?;
    Ok(Done::new("checked"))
}

fn close_connection(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    connection::closed(tx, incident, typed.get("closed_reason"))?;
    Ok(Done::new("connection-closed"))
}

fn reopen(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    connection::reopened(tx, incident, typed.get("reopened_proof"))?;
    Ok(Done::new("connection-reopened"))
}

fn merge(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let into = typed.get("merge_into");
    if into.is_empty() {
        return Err(Refusal::field("into", "missing").into());
    }
    let into = incident::by_reference(tx.conn, tx.viewer, into)?;
    merge::merge(tx, incident, into.id)?;
    let taken = incident::find(tx.conn, tx.viewer, incident)?.reference;
    let done = Done::new("merged").with("from", &taken).with("into", &into.reference);
    Ok(done.then("done-undo-merge", page_of(&taken)).at(page_of(&into.reference)))
}

fn unmerge(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, _: &FormValues) -> Result<Done> {
    merge::undo(tx, incident)?;
    Ok(Done::new("unmerged"))
}

/// Each chosen report to another incident, or all of them together to a new one.
fn move_reports(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let chosen: Vec<&str> = typed.all("report").collect();
    if chosen.is_empty() {
        return Err(Refusal::field("to", "no_report_chosen").into());
    }
    let mut to = match (typed.get("how"), typed.get("move_to")) {
        ("split", _) => None,
        (_, "") => return Err(Refusal::field("to", "missing").into()),
        (_, reference) => Some(incident::by_reference(tx.conn, tx.viewer, reference)?.id),
    };
    let count = chosen.len();
    for reference in chosen {
        let report = desk::report_by_reference(tx.conn, tx.viewer, reference)?;
        if report.incident_id != Some(incident) {
            return Err(Refusal::Stale.into());
        }
        to = Some(merge::move_report(tx, report.id, to)?);
    }
    let Some(to) = to else { return Err(Error::NotFound("incident")) };
    let to = incident::find(tx.conn, tx.viewer, to)?.reference;
    let done = Done::new(if typed.get("how") == "split" { "split" } else { "moved" });
    Ok(done.with("count", count).with("to", &to).then("done-open-incident", page_of(&to)))
}

fn page_of(reference: &str) -> String {
    format!("/desk/incidents/{reference}")
}

fn reply_to_many(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let ids = typed.all("reply_reports").filter_map(|id| id.parse().ok()).map(ReportId);
    let said = Reply {
        incident,
        seen: typed.version(),
        reports: ids.collect(),
        note: typed.texts("reply_note"),
        estimate: typed.time("reply_", "estimate", Side::After(tx.now))?,
    };
    let count = said.reports.len();
    reply(tx, &said)?;
    Ok(Done::new("replied").with("count", count))
}

fn partner_answered(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let escalation = typed.get("escalation");
    let prefix = format!("answered_{escalation}_");
    let answer = Answer {
        text: typed.get(&format!("{prefix}text")).to_owned(),
        ticket: typed.get(&format!("{prefix}ticket")).to_owned(),
        promised_at: typed.time(&prefix, "promised", Side::After(tx.now))?,
    };
    answered(tx, incident, escalation.parse().unwrap_or_default(), &answer)?;
    Ok(Done::new("answer-noted"))
}

fn log_call(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let form = CallForm::read(typed, "call_")?;
    call(tx, incident, form.to, form.outcome, &form.by, &form.note)?;
    Ok(Done::new("called"))
}

fn send_it_again(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let bulletin = MessageId(typed.get("message").parse().unwrap_or_default());
    let count = send_again(tx, incident, typed.version(), bulletin)?;
    Ok(Done::new("sent-again").with("count", count))
}

fn nothing_changed(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    context: &DeskContext<'_>,
    typed: &FormValues,
) -> Result<Done> {
    bulletin::unchanged(tx, incident, typed.version())?;
    composer::sent(tx, context, incident)
}

fn review_it(tx: &mut Tx<'_>, incident: IncidentId, context: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    review::attach(tx, incident, typed.version(), &typed.texts("review"))?;
    Ok(Done::new("reviewed").then("done-public-page", format!("/{}", context.language)))
}

fn end_task(tx: &mut Tx<'_>, incident: IncidentId, context: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let task: TaskName = typed.word("", "task")?;
    answers::end_task(tx, incident, task, &context.person().name)?;
    Ok(Done::new("task-done").with("task", context.word("task", task)?))
}

fn answer_question(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let question: Question = typed.word("", "question")?;
    let form = AnswerForm::read(typed, &format!("{question}_"))?;
    answers::answer(tx, incident, question, form.value, &form.reason)?;
    Ok(Done::new("answered"))
}

fn end_clock(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    let clock: ClockKind = typed.word("", "clock")?;
    answers::end_clock(tx, incident, clock, typed.get("sent") == "yes", typed.get(&format!("{clock}_reason")))?;
    Ok(Done::new("clock-ended"))
}

fn close(tx: &mut Tx<'_>, incident: IncidentId, _: &DeskContext<'_>, typed: &FormValues) -> Result<Done> {
    answers::close(tx, incident, typed.version())?;
    Ok(Done::new("closed").then("layout-nav-desk", "/desk"))
}
