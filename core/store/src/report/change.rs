//! What is written of a report: as it came, put right, put aside, in another incident.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use majakka_domain::evidence;
use majakka_domain::id::{AccountId, AnnouncementId, IncidentId, MaintenanceId, OrganisationId, ReportId};
use majakka_domain::terms::{Effect, Language, ReportEnd};

use super::Report;
use crate::db::AnyConnection;
use crate::db::schema::reports;
use crate::error::Result;
use crate::token::TokenHash;

/// A report to be written.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Reference.
    pub reference: String,
    /// Whose.
    pub organisation: OrganisationId,
    /// Whose desk has it.
    pub desk: OrganisationId,
    /// Incident that it belongs to.
    pub incident: Option<IncidentId>,
    /// Own break that it belongs to, or whose overrun it shows.
    pub maintenance: Option<MaintenanceId>,
    /// Announced break that it belongs to.
    pub announced_break: Option<AnnouncementId>,
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
    /// Is it what we suppose?
    pub effect_assumed: bool,
    /// Description.
    pub description: String,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// Application.
    pub application: Option<String>,
    /// Error text.
    pub error_text: Option<String>,
    /// When it was seen.
    pub occurred_at: DateTime<Utc>,
    /// When it was told.
    pub received_at: DateTime<Utc>,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress is mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// Language of the reporter.
    pub language: Language,
    /// Account that entered it.
    pub entered_by: Option<AccountId>,
    /// Safety at risk?
    pub safety_risk: bool,
    /// Privacy at risk?
    pub privacy_risk: bool,
}

impl NewReport {
    /// As evidence; its number is given when it is written.
    pub fn as_evidence(&self) -> evidence::Report {
        evidence::Report {
            id: ReportId(0),
            count: 1,
            organisation: self.organisation,
            service: self.service.clone(),
            function: self.function.clone(),
            effect: self.effect,
            unit: self.unit.clone(),
            workstation: self.workstation.clone(),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            safety_risk: self.safety_risk,
            privacy_risk: self.privacy_risk,
        }
    }
}

/// Writes a report.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, new: &NewReport) -> Result<ReportId> {
    use reports as r;
    Ok(diesel::insert_into(r::table)
        .values((
            (
                r::reference.eq(&new.reference),
                r::organisation_id.eq(new.organisation.0),
                r::desk_id.eq(new.desk.0),
                r::incident_id.eq(new.incident.map(|id| id.0)),
                r::maintenance_id.eq(new.maintenance.map(|id| id.0)),
                r::break_id.eq(new.announced_break.map(|id| id.0)),
                r::service.eq(&new.service),
                r::function.eq(&new.function),
                r::effect.eq(new.effect.as_str()),
                r::description.eq(&new.description),
                r::unit.eq(&new.unit),
                r::workstation.eq(&new.workstation),
                r::application.eq(&new.application),
                r::error_text.eq(&new.error_text),
            ),
            (
                r::occurred_at.eq(new.occurred_at.naive_utc()),
                r::received_at.eq(new.received_at.naive_utc()),
                r::reporter.eq(&new.reporter),
                r::reporter_email.eq(&new.reporter_email),
                r::callback.eq(&new.callback),
                r::language.eq(new.language.as_str()),
                r::entered_by.eq(new.entered_by.map(|id| id.0)),
                r::safety_risk.eq(new.safety_risk),
                r::privacy_risk.eq(new.privacy_risk),
                r::effect_assumed.eq(new.effect_assumed),
            ),
        ))
        .returning(r::id)
        .get_result(conn)?)
}

/// What a desk may put right in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// When it was seen.
    pub occurred_at: DateTime<Utc>,
    /// Safety at risk?
    pub safety_risk: bool,
    /// Privacy at risk?
    pub privacy_risk: bool,
}

impl Corrected {
    /// As a report says it.
    pub fn from_row(row: &Report) -> Self {
        Corrected {
            service: row.service.clone(),
            function: row.function.clone(),
            effect: row.effect,
            unit: row.unit.clone(),
            workstation: row.workstation.clone(),
            occurred_at: row.occurred_at,
            safety_risk: row.safety_risk,
            privacy_risk: row.privacy_risk,
        }
    }

    /// As the audit log keeps it.
    pub fn facts(&self) -> serde_json::Value {
        serde_json::json!({
            "service": self.service, "function": self.function, "effect": self.effect, "unit": self.unit,
            "workstation": self.workstation, "occurred_at": self.occurred_at, "safety_risk": self.safety_risk,
            "privacy_risk": self.privacy_risk,
        })
    }
}

/// Puts right what a report says.
///
/// # Errors
/// What the database says.
pub fn correct(conn: &mut AnyConnection, id: ReportId, corrected: &Corrected) -> Result<()> {
    use reports as r;
    diesel::update(r::table.find(id.0))
        .set((
            r::service.eq(&corrected.service),
            r::function.eq(&corrected.function),
            r::effect.eq(corrected.effect.as_str()),
            r::effect_assumed.eq(false),
            r::unit.eq(&corrected.unit),
            r::workstation.eq(&corrected.workstation),
            r::occurred_at.eq(corrected.occurred_at.naive_utc()),
            r::safety_risk.eq(corrected.safety_risk),
            r::privacy_risk.eq(corrected.privacy_risk),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a report aside. One that is rejected belongs to nothing any more.
///
/// # Errors
/// What the database says.
pub fn end(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: ReportId,
    how: ReportEnd,
    by: &str,
    reason: &str,
) -> Result<()> {
    use reports as r;
    let row = r::table.find(id.0);
    if how == ReportEnd::Rejected {
        let nothing = (r::incident_id.eq(None::<i64>), r::maintenance_id.eq(None::<i64>), r::break_id.eq(None::<i64>));
        diesel::update(row).set(nothing).execute(conn)?;
    }
    let end =
        (r::ended_at.eq(now.naive_utc()), r::ended_as.eq(how.as_str()), r::ended_by.eq(by), r::end_reason.eq(reason));
    diesel::update(row).set(end).execute(conn)?;
    Ok(())
}

/// Puts a report into an incident.
///
/// # Errors
/// What the database says.
pub fn set_incident(conn: &mut AnyConnection, id: ReportId, incident: IncidentId) -> Result<()> {
    diesel::update(reports::table.find(id.0)).set(reports::incident_id.eq(incident.0)).execute(conn)?;
    Ok(())
}

/// Moves every report of one incident to another. Says which they are.
///
/// # Errors
/// What the database says.
pub fn move_all(conn: &mut AnyConnection, from: IncidentId, to: IncidentId) -> Result<Vec<ReportId>> {
    Ok(diesel::update(reports::table.filter(reports::incident_id.eq(from.0)))
        .set(reports::incident_id.eq(to.0))
        .returning(reports::id)
        .get_results(conn)?)
}

/// Moves these reports of one incident to another, as far as they are still there. Says how many.
///
/// # Errors
/// What the database says.
pub fn move_these(conn: &mut AnyConnection, ids: &[ReportId], from: IncidentId, to: IncidentId) -> Result<usize> {
    let here =
        reports::table.filter(reports::incident_id.eq(from.0)).filter(reports::id.eq_any(ids.iter().map(|id| id.0)));
    Ok(diesel::update(here).set(reports::incident_id.eq(to.0)).execute(conn)?)
}

/// Puts the hash of kept links in their place, of a few hundred; says of how many.
///
/// # Errors
/// What the database says.
pub fn hide_earlier_links(conn: &mut AnyConnection) -> Result<usize> {
    use reports as r;
    let clear: Vec<(i64, Option<String>)> = r::table
        .filter(r::follow_token.is_not_null())
        .filter(sql::<Bool>("LENGTH(follow_token) < 64"))
        .order(r::id)
        .limit(500)
        .select((r::id, r::follow_token))
        .load(conn)?;
    for (id, link) in &clear {
        let hash = link.as_deref().map(|link| TokenHash::new(link).as_hex().to_owned());
        diesel::update(r::table.find(id)).set(r::follow_token.eq(hash)).execute(conn)?;
    }
    Ok(clear.len())
}
