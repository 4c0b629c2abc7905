//! What explains reports: announcements of others, and own breaks that overran.
//!
//! Guarantee: a link is made once, whoever makes it again.
//! Non-goal: finding the explanation; that is the domain's.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text, Timestamp};
use majakka_domain::evidence;
use majakka_domain::id::{AnnouncementId, IncidentId, MaintenanceId, ReportId};

use crate::db::AnyConnection;
use crate::db::dialect::numbered;
use crate::db::schema::{report_announcements, reports};
use crate::error::Result;

/// Reports that one stands for.
const ALIKE: &str = "incident_id = $1 AND organisation_id = $2 AND service = $3 AND function = $4 AND effect = $5 \
     AND safety_risk = $6 AND privacy_risk = $7";

/// A statement about [`ALIKE`] with its seven values.
macro_rules! alike {
    ($sql:expr, $incident:expr, $told:expr) => {
        sql_query($sql)
            .bind::<BigInt, _>($incident.0)
            .bind::<BigInt, _>($told.organisation.0)
            .bind::<Text, _>(&$told.service)
            .bind::<Text, _>(&$told.function)
            .bind::<Text, _>($told.effect.as_str())
            .bind::<Bool, _>($told.safety_risk)
            .bind::<Bool, _>($told.privacy_risk)
    };
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
    let sql = "INSERT INTO report_announcements (report_id, announcement_id, linked_at) VALUES ($1, $2, $3) \
               ON CONFLICT DO NOTHING";
    sql_query(numbered(conn, sql))
        .bind::<BigInt, _>(report.0)
        .bind::<BigInt, _>(announcement.0)
        .bind::<Timestamp, _>(now.naive_utc())
        .execute(conn)?;
    Ok(())
}

/// As [`link_announcement`], for all reports of an incident that this one stands for.
///
/// # Errors
/// What the database says.
pub fn link_alike(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    told: &evidence::Report,
    announcement: AnnouncementId,
) -> Result<()> {
    if told.count == 1 {
        return link_announcement(conn, now, told.id, announcement);
    }
    let sql = format!(
        "INSERT INTO report_announcements (report_id, announcement_id, linked_at) \
         SELECT id, $8, $9 FROM reports WHERE {ALIKE} ON CONFLICT DO NOTHING"
    );
    alike!(numbered(conn, &sql), incident, told)
        .bind::<BigInt, _>(announcement.0)
        .bind::<Timestamp, _>(now.naive_utc())
        .execute(conn)?;
    Ok(())
}

/// Notes that an own break overran for all reports of an incident that this one stands for.
///
/// # Errors
/// What the database says.
pub fn set_maintenance_alike(
    conn: &mut AnyConnection,
    incident: IncidentId,
    told: &evidence::Report,
    own: MaintenanceId,
) -> Result<()> {
    if told.count == 1 {
        diesel::update(reports::table.find(told.id.0)).set(reports::maintenance_id.eq(own.0)).execute(conn)?;
        return Ok(());
    }
    let sql = format!("UPDATE reports SET maintenance_id = $8 WHERE {ALIKE}");
    alike!(numbered(conn, &sql), incident, told).bind::<BigInt, _>(own.0).execute(conn)?;
    Ok(())
}

/// Announcements that explained a report at some time.
///
/// # Errors
/// What the database says.
pub fn announcements_of(conn: &mut AnyConnection, report: ReportId) -> Result<Vec<AnnouncementId>> {
    use report_announcements as l;
    Ok(l::table.filter(l::report_id.eq(report.0)).order(l::announcement_id).select(l::announcement_id).load(conn)?)
}
