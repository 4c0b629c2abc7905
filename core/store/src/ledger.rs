//! What was answered, decided, called and escalated on an incident, and the statutory clocks: rows that are only added to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ClockId, IncidentId, MessageId};
use majakka_domain::statutory;
use majakka_domain::terms::{
    CallOutcome, ClockKind, ClockOutcome, Confidence, EscalationTarget, KelaReport, Origin, Question, YesNo,
};

use crate::db::AnyConnection;
use crate::db::schema::{answers, calls, clocks, decisions, escalations};
use crate::error::Result;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = answers)]
pub struct Answer {
    /// To what.
    pub question: Question,
    /// Yes or no.
    pub value: YesNo,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes an answer.
///
/// # Errors
/// What the database says.
pub fn add_answer(conn: &mut AnyConnection, incident: IncidentId, answer: &Answer) -> Result<()> {
    diesel::insert_into(answers::table)
        .values((
            answers::incident_id.eq(incident.0),
            answers::question.eq(answer.question.as_str()),
            answers::value.eq(answer.value.as_str()),
            answers::reason.eq(&answer.reason),
            answers::actor.eq(&answer.actor),
            answers::at.eq(answer.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All answers, oldest first; the newest to a question counts.
///
/// # Errors
/// What the database says.
pub fn answers(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Answer>> {
    Ok(answers::table
        .filter(answers::incident_id.eq(incident.0))
        .order(answers::id)
        .select(Answer::as_select())
        .load(conn)?)
}

/// A telephone call.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = calls)]
pub struct Call {
    /// Whom.
    pub target: EscalationTarget,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Who called.
    pub called_by: String,
    /// What was said, the other side's reference.
    pub note: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// Writes a call.
///
/// # Errors
/// What the database says.
pub fn add_call(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    target: EscalationTarget,
    outcome: CallOutcome,
    called_by: &str,
    note: &str,
) -> Result<()> {
    diesel::insert_into(calls::table)
        .values((
            calls::incident_id.eq(incident.0),
            calls::target.eq(target.as_str()),
            calls::outcome.eq(outcome.as_str()),
            calls::called_by.eq(called_by),
            calls::note.eq(note),
            calls::at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All calls, oldest first.
///
/// # Errors
/// What the database says.
pub fn calls(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Call>> {
    Ok(calls::table.filter(calls::incident_id.eq(incident.0)).order(calls::id).select(Call::as_select()).load(conn)?)
}

/// An escalation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = escalations)]
pub struct Escalation {
    /// Id.
    pub id: i64,
    /// Incident.
    pub incident_id: IncidentId,
    /// To whom.
    pub target: EscalationTarget,
    /// The partner's name.
    pub partner: String,
    /// The mail, if one was sent.
    pub message_id: Option<MessageId>,
    /// When an answer is expected, UTC.
    pub expected_by: Option<DateTime<Utc>>,
    /// The form as JSON, for Kela.
    pub form: Option<String>,
    /// Who.
    pub actor: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// Writes an escalation.
///
/// # Errors
/// What the database says.
#[expect(clippy::too_many_arguments, reason = "a row has that many facts, each named once by its only caller")]
pub fn add_escalation(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    target: EscalationTarget,
    partner: &str,
    message: Option<MessageId>,
    expected_by: Option<DateTime<Utc>>,
    form: Option<&str>,
    actor: &str,
) -> Result<()> {
    diesel::insert_into(escalations::table)
        .values((
            escalations::incident_id.eq(incident.0),
            escalations::target.eq(target.as_str()),
            escalations::partner.eq(partner),
            escalations::message_id.eq(message.map(|id| id.0)),
            escalations::expected_by.eq(expected_by.map(|t| t.naive_utc())),
            escalations::form.eq(form),
            escalations::actor.eq(actor),
            escalations::at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All escalations, oldest first.
///
/// # Errors
/// What the database says.
pub fn escalations(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Escalation>> {
    Ok(escalations::table
        .filter(escalations::incident_id.eq(incident.0))
        .order(escalations::id)
        .select(Escalation::as_select())
        .load(conn)?)
}

/// The escalation that a mail carried.
///
/// # Errors
/// What the database says.
pub fn escalation_of(conn: &mut AnyConnection, message: MessageId) -> Result<Option<Escalation>> {
    Ok(escalations::table
        .filter(escalations::message_id.eq(message.0))
        .select(Escalation::as_select())
        .first(conn)
        .optional()?)
}

/// A decision beside what was proposed at that moment.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// Proposed origin.
    pub proposed: Origin,
    /// How sure the proposal was.
    pub confidence: Confidence,
    /// Proposed duty to Kela.
    pub proposed_report: KelaReport,
    /// Decided origin.
    pub decided: Origin,
    /// The duty that the decided values lead to.
    pub decided_report: KelaReport,
    /// Why.
    pub reason: &'a str,
}

/// Writes a decision, so that agreement can be counted.
///
/// # Errors
/// What the database says.
pub fn add_decision(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    decision: &Decision<'_>,
    actor: &str,
) -> Result<()> {
    diesel::insert_into(decisions::table)
        .values((
            decisions::incident_id.eq(incident.0),
            decisions::at.eq(now.naive_utc()),
            decisions::actor.eq(actor),
            decisions::proposed_origin.eq(decision.proposed.as_str()),
            decisions::proposed_confidence.eq(decision.confidence.as_str()),
            decisions::decided_origin.eq(decision.decided.as_str()),
            decisions::reason.eq(decision.reason),
            decisions::proposed_report.eq(decision.proposed_report.as_str()),
            decisions::decided_report.eq(decision.decided_report.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}

/// A statutory clock.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = clocks)]
pub struct StatutoryClock {
    /// Id.
    pub id: ClockId,
    /// Incident.
    pub incident_id: IncidentId,
    /// Which.
    pub kind: ClockKind,
    /// Since when, UTC.
    pub started_at: DateTime<Utc>,
    /// Deadline, UTC.
    pub due_at: DateTime<Utc>,
    /// When people were warned.
    pub warned_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<ClockOutcome>,
    /// Why it was not required.
    pub reason: Option<String>,
    /// Who said so.
    pub ended_by: Option<String>,
}

/// Starts a clock.
///
/// # Errors
/// What the database says.
pub fn start_clock(conn: &mut AnyConnection, now: DateTime<Utc>, incident: IncidentId, kind: ClockKind) -> Result<()> {
    diesel::insert_into(clocks::table)
        .values((
            clocks::incident_id.eq(incident.0),
            clocks::kind.eq(kind.as_str()),
            clocks::started_at.eq(now.naive_utc()),
            clocks::due_at.eq(statutory::due(kind, now).naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Clocks of an incident, oldest first, ended ones too.
///
/// # Errors
/// What the database says.
pub fn clocks(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<StatutoryClock>> {
    Ok(clocks::table
        .filter(clocks::incident_id.eq(incident.0))
        .order(clocks::id)
        .select(StatutoryClock::as_select())
        .load(conn)?)
}

/// Ends the running clocks of a kind. Says how many there were.
///
/// # Errors
/// What the database says.
pub fn end_clocks(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    kind: ClockKind,
    outcome: ClockOutcome,
    reason: &str,
    by: &str,
) -> Result<usize> {
    Ok(diesel::update(
        clocks::table
            .filter(clocks::incident_id.eq(incident.0))
            .filter(clocks::kind.eq(kind.as_str()))
            .filter(clocks::ended_at.is_null()),
    )
    .set((
        clocks::ended_at.eq(now.naive_utc()),
        clocks::outcome.eq(outcome.as_str()),
        clocks::reason.eq(reason),
        clocks::ended_by.eq(by),
    ))
    .execute(conn)?)
}

/// Clocks that still run go on with the incident that took the other in.
///
/// # Errors
/// What the database says.
pub fn hand_over_clocks(conn: &mut AnyConnection, from: IncidentId, into: IncidentId) -> Result<()> {
    diesel::update(clocks::table.filter(clocks::incident_id.eq(from.0)).filter(clocks::ended_at.is_null()))
        .set(clocks::incident_id.eq(into.0))
        .execute(conn)?;
    Ok(())
}

/// Clocks that run and of whose end nobody was warned, the one that ends first before the others.
///
/// # Errors
/// What the database says.
pub fn unwarned_clocks(conn: &mut AnyConnection) -> Result<Vec<StatutoryClock>> {
    Ok(clocks::table
        .filter(clocks::ended_at.is_null())
        .filter(clocks::warned_at.is_null())
        .order(clocks::due_at)
        .select(StatutoryClock::as_select())
        .load(conn)?)
}

/// People were warned of a clock's end.
///
/// # Errors
/// What the database says.
pub fn warned(conn: &mut AnyConnection, now: DateTime<Utc>, clock: ClockId) -> Result<()> {
    diesel::update(clocks::table.find(clock.0)).set(clocks::warned_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// Is this message the newest escalation of an incident to its partner?
///
/// # Errors
/// What the database says.
pub fn is_newest_to_its_partner(conn: &mut AnyConnection, incident: IncidentId, message: MessageId) -> Result<bool> {
    use escalations as e;
    let partner: Option<String> =
        e::table.filter(e::message_id.eq(message.0)).select(e::partner).first(conn).optional()?;
    let newest: Option<i64> = e::table
        .filter(e::incident_id.eq(incident.0))
        .filter(e::partner.eq(partner.unwrap_or_default()))
        .select(diesel::dsl::max(e::message_id))
        .first(conn)?;
    Ok(newest == Some(message.0))
}
