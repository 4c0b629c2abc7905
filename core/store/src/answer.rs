//! What people answered to the questions that an incident asks. Only added to: the newest answer to a question counts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{Question, YesNo};

use crate::db::AnyConnection;
use crate::db::schema::answers;
use crate::error::Result;
use crate::statutory_clock::Whose;

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
pub fn add(conn: &mut AnyConnection, incident: IncidentId, whose: Whose, answer: &Answer) -> Result<()> {
    diesel::insert_into(answers::table)
        .values((
            answers::incident_id.eq(incident.0),
            answers::organisation_id.eq(whose.house()),
            answers::question.eq(answer.question.as_str()),
            answers::value.eq(answer.value.as_str()),
            answers::reason.eq(&answer.reason),
            answers::actor.eq(&answer.actor),
            answers::at.eq(answer.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All answers of the desk, oldest first; the newest to a question counts.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Answer>> {
    of_whom(conn, incident, Whose::Desk)
}

/// The same of whoever answers.
///
/// # Errors
/// What the database says.
pub fn of_whom(conn: &mut AnyConnection, incident: IncidentId, whose: Whose) -> Result<Vec<Answer>> {
    let all = answers::table.filter(answers::incident_id.eq(incident.0)).order(answers::id);
    let all = all.select(Answer::as_select()).into_boxed();
    Ok(match whose {
        Whose::Desk => all.filter(answers::organisation_id.is_null()).load(conn)?,
        Whose::House(house) => all.filter(answers::organisation_id.eq(house.0)).load(conn)?,
    })
}

/// The newest answer of a house in each of these incidents.
///
/// # Errors
/// What the database says.
pub fn newest_of_house(
    conn: &mut AnyConnection,
    house: OrganisationId,
    incidents: &[IncidentId],
) -> Result<BTreeMap<IncidentId, Answer>> {
    let rows: Vec<(IncidentId, Answer)> = answers::table
        .filter(answers::organisation_id.eq(house.0))
        .filter(answers::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .order(answers::id)
        .select((answers::incident_id, Answer::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
