//! Reports: what people saw.
//!
//! Guarantee: a report's text is read by its organisation's people and its desk's, and by nobody else.
//! Non-goal: identity codes, which are sealed apart.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::evidence;
use majakka_domain::id::{AccountId, AnnouncementId, IncidentId, MaintenanceId, OrganisationId, ReportId};
use majakka_domain::terms::{Effect, Language, ReportEnd};

use crate::db::AnyConnection;
use crate::db::schema::reports;
use crate::error::{Error, Result};
use crate::token::TokenHash;
use crate::viewer::{Program, Viewer};

mod change;
mod list;

pub use change::{Corrected, NewReport, correct, end, hide_earlier_links, insert, move_all, move_these, set_incident};
pub use list::{
    incidents_elsewhere, newest_elsewhere, of_account, of_incident, risks_first_told, unit_count, unplaced,
    with_address,
};

/// A stored report. Its texts hold no identity code: those are sealed apart.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct Report {
    /// Id.
    pub id: ReportId,
    /// `R-2026-000123`.
    pub reference: String,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Whose desk has it.
    pub desk_id: OrganisationId,
    /// Incident that it belongs to.
    pub incident_id: Option<IncidentId>,
    /// Own break that it belongs to.
    pub maintenance_id: Option<MaintenanceId>,
    /// Announced break that it belongs to.
    pub break_id: Option<AnnouncementId>,
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
    /// Is it what we suppose, because the reporter did not say?
    pub effect_assumed: bool,
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
    pub occurred_at: DateTime<Utc>,
    /// When it was told, UTC.
    pub received_at: DateTime<Utc>,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress is mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// Language of the reporter.
    pub language: Language,
    /// Account that entered it for somebody on the telephone.
    pub entered_by: Option<AccountId>,
    /// May a patient come to harm?
    pub safety_risk: bool,
    /// May privacy be compromised?
    pub privacy_risk: bool,
    /// When the desk put it aside.
    pub ended_at: Option<DateTime<Utc>>,
    /// How.
    pub ended_as: Option<ReportEnd>,
    /// By whom.
    pub ended_by: Option<String>,
    /// Why.
    pub end_reason: Option<String>,
}

impl Report {
    /// As evidence.
    pub fn as_evidence(&self) -> evidence::Report {
        evidence::Report {
            id: self.id,
            count: 1,
            organisation: self.organisation_id,
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
        Viewer::Program(Program { organisation: own, .. }) | Viewer::Organisation(own) => {
            *own == report.organisation_id
        }
        Viewer::Person(person) => person.organisation == report.organisation_id || person.desk == report.desk_id,
    }
}

/// The report behind a link that was kept, in the clear or already as its hash.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_earlier_link(conn: &mut AnyConnection, link: &str, hash: &TokenHash) -> Result<Report> {
    reports::table
        .filter(reports::follow_token.eq_any([link, hash.as_hex()]))
        .select(Report::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("report"))
}
