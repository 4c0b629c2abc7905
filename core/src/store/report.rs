//! Reports: what people saw.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::not;
use diesel::prelude::*;
use majakka_domain::evidence;
use majakka_domain::id::{AnnouncementId, IncidentId, MaintenanceId, OrganisationId, ReportId};
use majakka_domain::terms::{Effect, IncidentState, Language};

use super::word;
use crate::db::AnyConnection;
use crate::db::schema::{incidents, report_announcements, reports};
use crate::error::{Error, Result};
use crate::viewer::Viewer;

/// A stored report. Its texts hold no identity code: those are sealed apart.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct Report {
    /// Id.
    pub id: i64,
    /// `R-2026-000123`.
    pub reference: String,
    /// Whose.
    pub organisation_id: i64,
    /// Whose desk has it.
    pub desk_id: i64,
    /// Incident that it belongs to.
    pub incident_id: Option<i64>,
    /// Own break that it belongs to.
    pub maintenance_id: Option<i64>,
    /// Announced break that it belongs to.
    pub break_id: Option<i64>,
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect, [`Effect`].
    pub effect: String,
    /// What was done and what happened.
    pub description: String,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// Application.
    pub application: Option<String>,
    /// Error text.
    pub error_text: Option<String>,
    /// When it was seen, UTC.
    pub occurred_at: NaiveDateTime,
    /// When it was told, UTC.
    pub received_at: NaiveDateTime,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress is mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// Language of the reporter, [`Language`].
    pub language: String,
    /// Account that entered it for somebody on the telephone.
    pub entered_by: Option<i64>,
    /// May a patient come to harm?
    pub safety_risk: bool,
    /// May privacy be compromised?
    pub privacy_risk: bool,
    /// Secret of the reporter's own link: it opens no more than this row says, and every mail needs it.
    pub follow_token: Option<String>,
}

impl Report {
    /// Typed id.
    pub fn key(&self) -> ReportId {
        ReportId(self.id)
    }

    /// As evidence.
    ///
    /// # Errors
    /// [`Error::Inconsistent`].
    pub fn as_evidence(&self) -> Result<evidence::Report> {
        Ok(evidence::Report {
            id: self.key(),
            organisation: OrganisationId(self.organisation_id),
            service: self.service.clone(),
            function: self.function.clone(),
            effect: word("reports", "effect", &self.effect)?,
            unit: self.unit.clone(),
            workstation: self.workstation.clone(),
            occurred_at: self.occurred_at.and_utc(),
            received_at: self.received_at.and_utc(),
            safety_risk: self.safety_risk,
            privacy_risk: self.privacy_risk,
        })
    }
}

/// A report to be written.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Reference.
    pub reference: String,
    /// Whose.
    pub organisation: OrganisationId,
    /// Whose desk has it.
    pub desk: OrganisationId,
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
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
    pub entered_by: Option<i64>,
    /// Safety at risk?
    pub safety_risk: bool,
    /// Privacy at risk?
    pub privacy_risk: bool,
    /// Secret of the reporter's own link. Kept as it is: it opens no more than this row says, and later mails need it.
    pub follow_token: Option<String>,
}

/// Writes a report that belongs nowhere yet.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, new: &NewReport) -> Result<ReportId> {
    use reports as r;
    let id: i64 = diesel::insert_into(r::table)
        .values((
            (
                r::reference.eq(&new.reference),
                r::organisation_id.eq(new.organisation.0),
                r::desk_id.eq(new.desk.0),
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
                r::entered_by.eq(new.entered_by),
                r::safety_risk.eq(new.safety_risk),
                r::privacy_risk.eq(new.privacy_risk),
                r::follow_token.eq(&new.follow_token),
            ),
        ))
        .returning(r::id)
        .get_result(conn)?;
    Ok(ReportId(id))
}

/// Puts a report into an incident.
///
/// # Errors
/// What the database says.
pub fn set_incident(conn: &mut AnyConnection, id: ReportId, incident: IncidentId) -> Result<()> {
    diesel::update(reports::table.find(id.0)).set(reports::incident_id.eq(incident.0)).execute(conn)?;
    Ok(())
}

/// Moves every report of one incident to another.
///
/// # Errors
/// What the database says.
pub fn move_all(conn: &mut AnyConnection, from: IncidentId, to: IncidentId) -> Result<usize> {
    Ok(diesel::update(reports::table.filter(reports::incident_id.eq(from.0)))
        .set(reports::incident_id.eq(to.0))
        .execute(conn)?)
}

/// Puts a report into somebody else's break.
///
/// # Errors
/// What the database says.
pub fn set_break(conn: &mut AnyConnection, id: ReportId, announced: AnnouncementId) -> Result<()> {
    diesel::update(reports::table.find(id.0)).set(reports::break_id.eq(announced.0)).execute(conn)?;
    Ok(())
}

/// Puts a report into an own break.
///
/// # Errors
/// What the database says.
pub fn set_maintenance(conn: &mut AnyConnection, id: ReportId, own: MaintenanceId) -> Result<()> {
    diesel::update(reports::table.find(id.0)).set(reports::maintenance_id.eq(own.0)).execute(conn)?;
    Ok(())
}

/// Notes that an announcement explained a report; a second time changes nothing.
///
/// # Errors
/// What the database says.
pub fn link_announcement(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    report: ReportId,
    announcement: AnnouncementId,
) -> Result<()> {
    use report_announcements as l;
    let there: i64 = l::table
        .filter(l::report_id.eq(report.0))
        .filter(l::announcement_id.eq(announcement.0))
        .count()
        .get_result(conn)?;
    if there == 0 {
        diesel::insert_into(l::table)
            .values((
                l::report_id.eq(report.0),
                l::announcement_id.eq(announcement.0),
                l::linked_at.eq(now.naive_utc()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Announcements that explained a report at some time.
///
/// # Errors
/// What the database says.
pub fn announcements_of(conn: &mut AnyConnection, report: ReportId) -> Result<Vec<AnnouncementId>> {
    use report_announcements as l;
    let ids: Vec<i64> =
        l::table.filter(l::report_id.eq(report.0)).order(l::announcement_id).select(l::announcement_id).load(conn)?;
    Ok(ids.into_iter().map(AnnouncementId).collect())
}

/// Which of these announcements explained a report of which incident at some time.
///
/// # Errors
/// What the database says.
pub fn announcements_by_incident(
    conn: &mut AnyConnection,
    incidents: &[i64],
) -> Result<BTreeMap<IncidentId, Vec<AnnouncementId>>> {
    let rows: Vec<(Option<i64>, i64)> = report_announcements::table
        .inner_join(reports::table.on(reports::id.eq(report_announcements::report_id)))
        .filter(reports::incident_id.eq_any(incidents))
        .select((reports::incident_id, report_announcements::announcement_id))
        .distinct()
        .load(conn)?;
    let mut found: BTreeMap<IncidentId, Vec<AnnouncementId>> = BTreeMap::new();
    for (incident, announcement) in rows {
        if let Some(incident) = incident {
            found.entry(IncidentId(incident)).or_default().push(AnnouncementId(announcement));
        }
    }
    Ok(found)
}

/// What was reported on which incident: service, function and effect, each once.
///
/// # Errors
/// What the database says.
pub fn matters_by_incident(
    conn: &mut AnyConnection,
    incidents: &[i64],
) -> Result<Vec<(IncidentId, String, String, Effect)>> {
    let rows: Vec<(Option<i64>, String, String, String)> = reports::table
        .filter(reports::incident_id.eq_any(incidents))
        .select((reports::incident_id, reports::service, reports::function, reports::effect))
        .distinct()
        .load(conn)?;
    rows.into_iter()
        .filter_map(|(incident, service, function, effect)| incident.map(|id| (id, service, function, effect)))
        .map(|(id, service, function, effect)| {
            Ok((IncidentId(id), service, function, word("reports", "effect", &effect)?))
        })
        .collect()
}

/// All reports of an incident, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Report>> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .order((reports::received_at, reports::id))
        .select(Report::as_select())
        .load(conn)?)
}

/// One report, if this viewer may see its text: its organisation's people and its desk's.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: ReportId) -> Result<Report> {
    let row: Report = reports::table
        .find(id.0)
        .select(Report::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("report"))?;
    if seen_by(viewer, &row) { Ok(row) } else { Err(Error::NotFound("report")) }
}

/// May this viewer read this report's text?
pub fn seen_by(viewer: &Viewer, report: &Report) -> bool {
    match viewer {
        Viewer::System => true,
        Viewer::Organisation(own) => own.0 == report.organisation_id,
        Viewer::Person(person) => person.organisation.0 == report.organisation_id || person.desk.0 == report.desk_id,
    }
}

/// The report behind a reporter's own link.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_follow_token(conn: &mut AnyConnection, token: &str) -> Result<Report> {
    reports::table
        .filter(reports::follow_token.eq(token))
        .select(Report::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("report"))
}

/// The newest reports that this viewer may see and that are not over, newest first: what nobody placed yet, and what came
/// since then, unless its incident has ended meanwhile.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, viewer: &Viewer, since: DateTime<Utc>, limit: i64) -> Result<Vec<Report>> {
    use reports as r;
    let over = [IncidentState::Resolved.as_str(), IncidentState::Closed.as_str()];
    let ended = incidents::table.filter(incidents::state.eq_any(over)).select(incidents::id.nullable());
    let placed = r::incident_id.is_not_null().or(r::maintenance_id.is_not_null()).or(r::break_id.is_not_null());
    let recent = r::received_at.ge(since.naive_utc()).and(r::incident_id.is_null().or(r::incident_id.ne_all(ended)));
    let mut query = r::table
        .filter(not(placed).or(recent))
        .order((r::received_at.desc(), r::id.desc()))
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    match viewer {
        Viewer::System => {}
        Viewer::Organisation(own) => query = query.filter(r::organisation_id.eq(own.0)),
        Viewer::Person(person) => {
            query = query.filter(r::desk_id.eq(person.desk.0).or(r::organisation_id.eq(person.organisation.0)));
        }
    }
    Ok(query.load(conn)?)
}
