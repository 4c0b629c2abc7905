//! What people answered to the questions that an incident asks. Only added to: the newest answer to a question counts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::{Question, YesNo};

use crate::db::AnyConnection;
use crate::db::schema::answers;
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
pub fn add(conn: &mut AnyConnection, incident: IncidentId, answer: &Answer) -> Result<()> {
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
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Answer>> {
    Ok(answers::table
        .filter(answers::incident_id.eq(incident.0))
        .order(answers::id)
        .select(Answer::as_select())
        .load(conn)?)
}
