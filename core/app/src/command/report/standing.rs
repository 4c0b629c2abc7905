//! Where a report of one's own organisation stands, as its programs ask.

use majakka_domain::terms::TokenScope;
use majakka_store::db::AnyConnection;
use majakka_store::desk;
use majakka_store::error::Result;
use majakka_store::incident::{self, Incident};
use majakka_store::report::Report;
use majakka_store::viewer::Viewer;

/// A report, and the incident that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What was told.
    pub report: Report,
    /// What it opened or joined.
    pub incident: Option<Incident>,
}

/// Where the report with this reference stands.
///
/// # Errors
/// `insufficient_scope`; [`majakka_store::error::Error::NotFound`] for a report of somebody else.
pub fn standing(conn: &mut AnyConnection, viewer: &Viewer, reference: &str) -> Result<Standing> {
    viewer.require_scope(TokenScope::Read)?;
    let report = desk::report_by_reference(conn, viewer, reference)?;
    let incident = report.incident_id.map(|id| incident::find(conn, viewer, id)).transpose()?;
    Ok(Standing { report, incident })
}
