//! What went to Kela, a vendor or an operator about an incident. Only added to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::terms::EscalationTarget;

use crate::db::AnyConnection;
use crate::db::schema::escalations;
use crate::error::Result;

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
    /// When they answered; none: it is waited for.
    pub answered_at: Option<DateTime<Utc>>,
    /// What they said.
    pub answer: Option<String>,
    /// Their own number for it.
    pub ticket: Option<String>,
    /// When they promised to have it mended.
    pub promised_at: Option<DateTime<Utc>>,
}

/// What a partner answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What they said.
    pub text: String,
    /// Their own number for it; empty: none.
    pub ticket: String,
    /// When they promised to have it mended.
    pub promised_at: Option<DateTime<Utc>>,
}

/// An escalation to be written.
#[derive(Debug, Clone)]
pub struct NewEscalation<'a> {
    /// Incident.
    pub incident: IncidentId,
    /// To whom.
    pub target: EscalationTarget,
    /// The partner's name.
    pub partner: &'a str,
    /// The mail; none where there is no address to send it to.
    pub message: Option<MessageId>,
    /// When an answer is expected; Kela is given no limit.
    pub expected_by: Option<DateTime<Utc>>,
    /// The form as JSON, for Kela.
    pub form: Option<String>,
    /// Who.
    pub actor: &'a str,
}

/// Writes an escalation.
///
/// # Errors
/// What the database says.
pub fn add(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewEscalation<'_>) -> Result<()> {
    use escalations as e;
    diesel::insert_into(e::table)
        .values((
            e::incident_id.eq(new.incident.0),
            e::target.eq(new.target.as_str()),
            e::partner.eq(new.partner),
            e::message_id.eq(new.message.map(|id| id.0)),
            e::expected_by.eq(new.expected_by.map(|at| at.naive_utc())),
            e::form.eq(&new.form),
            e::actor.eq(new.actor),
            e::at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes down an answer; a later one takes its place.
///
/// # Errors
/// What the database says.
pub fn answered(conn: &mut AnyConnection, now: DateTime<Utc>, id: i64, answer: &Answer) -> Result<()> {
    use escalations as e;
    diesel::update(e::table.find(id))
        .set((
            e::answered_at.eq(now.naive_utc()),
            e::answer.eq(&answer.text),
            e::ticket.eq(Some(&answer.ticket).filter(|ticket| !ticket.is_empty())),
            e::promised_at.eq(answer.promised_at.map(|at| at.naive_utc())),
        ))
        .execute(conn)?;
    Ok(())
}

/// All escalations, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Escalation>> {
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
pub fn of_message(conn: &mut AnyConnection, message: MessageId) -> Result<Option<Escalation>> {
    Ok(escalations::table
        .filter(escalations::message_id.eq(message.0))
        .select(Escalation::as_select())
        .first(conn)
        .optional()?)
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
