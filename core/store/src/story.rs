//! What only a told story asks: things by the order in which they came, and everything at once.
//!
//! Non-goal: any page. Nothing here takes a viewer or ends at a limit.

use diesel::prelude::*;
use majakka_domain::id::{AnnouncementId, IncidentId, ReportId};

use crate::announcement::plain_id;
use crate::db::AnyConnection;
use crate::db::schema::{announcements, deliveries, incidents, reports};
use crate::delivery::Delivery;
use crate::error::Result;

/// The report that came after `before` others.
///
/// # Errors
/// What the database says.
pub fn report_after(conn: &mut AnyConnection, before: i64) -> Result<Option<ReportId>> {
    let id: Option<i64> =
        reports::table.order(reports::id).offset(before).select(reports::id).first(conn).optional()?;
    Ok(id.map(ReportId))
}

/// The how manyth incident this is.
///
/// # Errors
/// What the database says.
pub fn place_of_incident(conn: &mut AnyConnection, id: IncidentId) -> Result<i64> {
    Ok(incidents::table.filter(incidents::id.le(id.0)).count().get_result(conn)?)
}

/// A source's own id of an announcement.
///
/// # Errors
/// What the database says.
pub fn name_of_announcement(conn: &mut AnyConnection, id: AnnouncementId) -> Result<String> {
    let stored: String = announcements::table.find(id.0).select(announcements::external_id).first(conn)?;
    Ok(plain_id(&stored).to_owned())
}

/// Every delivery there is, oldest first.
///
/// # Errors
/// What the database says.
pub fn deliveries(conn: &mut AnyConnection) -> Result<Vec<Delivery>> {
    Ok(deliveries::table.order(deliveries::id).select(Delivery::as_select()).load(conn)?)
}
