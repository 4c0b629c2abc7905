//! The search of the desk: incidents, reports and bulletins of the viewer's desk, newest first.

use diesel::prelude::*;
use majakka_domain::id::MessageId;
use majakka_domain::terms::{MessageKind, Series};

use super::super::incident::Incident;
use super::super::report::Report;
use crate::db::AnyConnection;
use crate::db::schema::{incident_matters, incident_services, incidents, message_texts, messages, reports};
use crate::error::Result;
use crate::viewer::Viewer;

/// So much of a text is looked for: nobody types more, and a long pattern costs a look at every text many times.
const TEXT_CHARS: usize = 200;

/// What a search found, newest first.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Incidents.
    pub incidents: Vec<Incident>,
    /// Reports.
    pub reports: Vec<Report>,
    /// Bulletins: message, kind, incident's reference, subject.
    pub bulletins: Vec<(MessageId, MessageKind, String, String)>,
}

/// Searches the viewer's desk for a text and for systems: by reference, in reports' texts, in bulletins, and by what is
/// hit. Letter case aside, as far as the database knows it.
///
/// # Errors
/// What the database says.
pub fn search(conn: &mut AnyConnection, viewer: &Viewer, text: &str, systems: &[String], limit: i64) -> Result<Found> {
    let text = text.trim().chars().take(TEXT_CHARS).collect::<String>();
    let pattern = format!("%{}%", text.to_lowercase().replace(['%', '_', '\\'], "_"));
    let hit = hit_incidents(conn, systems, limit)?;
    if let Some(reference) = whole_reference(&text) {
        let reports = of_this_reference(conn, viewer, &reference)?;
        // A reference that is somebody's is not looked for in every text.
        if !reports.is_empty() {
            return Ok(Found { reports, ..Found::default() });
        }
    }
    Ok(Found {
        incidents: search_incidents(conn, viewer, &pattern, &hit, limit)?,
        reports: search_reports(conn, viewer, &pattern, systems, limit)?,
        bulletins: search_bulletins(conn, viewer, &pattern, &hit, limit)?,
    })
}

/// `R-2026-000123`, however its letter was typed.
fn whole_reference(text: &str) -> Option<String> {
    let reference = text.trim().to_uppercase();
    let (year, number) = reference.strip_prefix("R-")?.split_once('-')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && number.len() >= 6 && digits(year) && digits(number)).then_some(reference)
}

fn of_this_reference(conn: &mut AnyConnection, viewer: &Viewer, reference: &str) -> Result<Vec<Report>> {
    use reports as r;
    let mut query = r::table.filter(r::reference.eq(reference.to_owned())).select(Report::as_select()).into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(r::desk_id.eq(desk.0));
    }
    Ok(query.load(conn)?)
}

diesel::define_sql_function! {
    /// Small letters.
    fn lower(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

fn search_reports(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    pattern: &str,
    systems: &[String],
    limit: i64,
) -> Result<Vec<Report>> {
    use reports as r;
    let mut query = r::table
        .filter(
            lower(r::reference.nullable())
                .like(pattern)
                .or(lower(r::description.nullable()).like(pattern))
                .or(lower(r::error_text).like(pattern))
                .or(lower(r::application).like(pattern))
                .or(r::service.nullable().eq_any(systems)),
        )
        // In the order of the index, so that the look ends with the last that is shown.
        .order((r::received_at.desc(), r::id.desc()))
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(r::desk_id.eq(desk.0));
    }
    Ok(query.load(conn)?)
}

fn search_incidents(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    pattern: &str,
    hit: &[i64],
    limit: i64,
) -> Result<Vec<Incident>> {
    use incidents as i;
    let mut query = i::table
        .filter(
            lower(i::reference.nullable())
                .like(pattern)
                .or(lower(i::decided_reason).like(pattern))
                .or(lower(i::cause).like(pattern))
                .or(i::id.nullable().eq_any(hit.to_vec())),
        )
        .order(i::id.desc())
        .limit(limit)
        .select(Incident::as_select())
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(i::desk_id.eq(desk.0));
    }
    Ok(query.load(conn)?)
}

/// The newest incidents whose reports or bulletins name one of these systems.
fn hit_incidents(conn: &mut AnyConnection, systems: &[String], limit: i64) -> Result<Vec<i64>> {
    let reported: Vec<i64> = incident_matters::table
        .filter(incident_matters::service.eq_any(systems))
        .select(incident_matters::incident_id)
        .distinct()
        .order(incident_matters::incident_id.desc())
        .limit(limit)
        .load(conn)?;
    let named: Vec<i64> = incident_services::table
        .filter(incident_services::service.eq_any(systems))
        .select(incident_services::incident_id)
        .distinct()
        .order(incident_services::incident_id.desc())
        .limit(limit)
        .load(conn)?;
    Ok(reported.into_iter().chain(named).collect())
}

fn search_bulletins(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    pattern: &str,
    hit: &[i64],
    limit: i64,
) -> Result<Vec<(MessageId, MessageKind, String, String)>> {
    let hit: Vec<Option<i64>> = hit.iter().copied().map(Some).collect();
    let mut query = messages::table
        .inner_join(message_texts::table.on(message_texts::message_id.eq(messages::id)))
        .inner_join(incidents::table.on(messages::incident_id.eq(incidents::id.nullable())))
        .filter(messages::series.eq(Series::Bulletin.as_str()))
        // The Finnish mail carries the other languages below its own, so that one row of each is enough.
        .filter(message_texts::language.eq("fi"))
        .filter(
            lower(message_texts::subject.nullable())
                .like(pattern)
                .or(lower(message_texts::body.nullable()).like(pattern))
                .or(messages::incident_id.eq_any(hit)),
        )
        .order(messages::id.desc())
        .limit(limit)
        .select((messages::id, messages::kind, incidents::reference, message_texts::subject))
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(incidents::desk_id.eq(desk.0));
    }
    Ok(query.load(conn)?)
}
