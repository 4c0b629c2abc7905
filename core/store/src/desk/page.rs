//! Long lists of reports, a page at a time, newest first.
//!
//! Guarantee: a page costs the same wherever it lies: it begins at a report, and not after so many.
//! Non-goal: page numbers; what is reported meanwhile would move them.

use diesel::dsl::{AsSelect, IntoBoxed, Select};
use diesel::prelude::*;
use majakka_domain::id::{IncidentId, ReportId};

use super::super::report::Report;
use crate::db::schema::reports;
use crate::db::{AnyConnection, Backend};
use crate::error::Result;
use crate::viewer::Viewer;

type Chosen = IntoBoxed<'static, Select<reports::table, AsSelect<Report, Backend>>, Backend>;

/// Where a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the newest report.
    Newest,
    /// At the oldest.
    Oldest,
    /// Next to this report, on the side of the older ones.
    Before(ReportId),
    /// Next to this report, on the side of the newer ones.
    After(ReportId),
}

/// A page of reports, newest first.
#[derive(Debug, Clone, Default)]
pub struct ReportPage {
    /// What stands on it.
    pub rows: Vec<Report>,
    /// Are there newer ones?
    pub newer: bool,
    /// Are there older ones?
    pub older: bool,
}

/// Reports of the viewer's desk. `unplaced`: only those that belong to no incident and no break.
///
/// # Errors
/// What the database says.
pub fn reports_page(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    unplaced: bool,
    place: Place,
    limit: usize,
) -> Result<ReportPage> {
    use reports as r;
    let desk = viewer.desk().map(|desk| desk.0);
    page(conn, place, limit, || {
        let mut query = r::table.select(Report::as_select()).into_boxed();
        if let Some(desk) = desk {
            query = query.filter(r::desk_id.eq(desk));
        }
        if unplaced {
            query = query
                .filter(r::incident_id.is_null())
                .filter(r::maintenance_id.is_null())
                .filter(r::break_id.is_null())
                .filter(r::ended_at.is_null());
        }
        query
    })
}

/// Reports of an incident. The incident was found with a viewer.
///
/// # Errors
/// What the database says.
pub fn incident_reports(
    conn: &mut AnyConnection,
    incident: IncidentId,
    place: Place,
    limit: usize,
) -> Result<ReportPage> {
    page(conn, place, limit, || {
        reports::table.filter(reports::incident_id.eq(incident.0)).select(Report::as_select()).into_boxed()
    })
}

fn page(conn: &mut AnyConnection, place: Place, limit: usize, all: impl Fn() -> Chosen) -> Result<ReportPage> {
    use reports as r;
    let upwards = matches!(place, Place::Oldest | Place::After(_));
    let mut query = all().limit(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let mut beside = false;
    if let Place::Before(id) | Place::After(id) = place {
        let at: Option<chrono::NaiveDateTime> = r::table.find(id.0).select(r::received_at).first(conn).optional()?;
        // The first condition is the index's, the second parts reports of the same moment.
        match at {
            Some(at) if upwards => {
                query = query.filter(r::received_at.ge(at)).filter(r::received_at.gt(at).or(r::id.gt(id.0)));
                beside = true;
            }
            Some(at) => {
                query = query.filter(r::received_at.le(at)).filter(r::received_at.lt(at).or(r::id.lt(id.0)));
                beside = true;
            }
            None => {}
        }
    }
    let query = if upwards {
        query.order((r::received_at.asc(), r::id.asc()))
    } else {
        query.order((r::received_at.desc(), r::id.desc()))
    };
    let mut rows: Vec<Report> = query.load(conn)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    if upwards {
        rows.reverse();
        Ok(ReportPage { rows, newer: more, older: beside })
    } else {
        Ok(ReportPage { rows, newer: beside, older: more })
    }
}
