//! Several reports: of an incident, an account, a house, and the newest that somebody may see.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{AsSelect, IntoBoxed, Select, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use majakka_domain::id::{AccountId, IncidentId, OrganisationId, ReportId};

use super::Report;
use crate::db::schema::{incidents, reports};
use crate::db::{AnyConnection, Backend};
use crate::error::Result;
use crate::incident::Incident;
use crate::viewer::{Program, Viewer};

/// Reports of an incident whose reporter left an address, oldest first.
///
/// # Errors
/// What the database says.
pub fn with_address(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Report>> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .filter(reports::reporter_email.is_not_null())
        .order((reports::received_at, reports::id))
        .select(Report::as_select())
        .load(conn)?)
}

/// How many different units the reports of an incident name.
///
/// # Errors
/// What the database says.
pub fn unit_count(conn: &mut AnyConnection, incident: IncidentId) -> Result<i64> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .filter(reports::unit.is_not_null())
        .select(sql::<BigInt>("COUNT(DISTINCT unit)"))
        .first(conn)?)
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

/// The newest report of a house in an incident of another's desk.
///
/// # Errors
/// What the database says.
pub fn newest_elsewhere(
    conn: &mut AnyConnection,
    organisation: OrganisationId,
    incident: IncidentId,
) -> Result<Option<ReportId>> {
    use reports as r;
    Ok(r::table
        .filter(r::organisation_id.eq(organisation.0))
        .filter(r::incident_id.eq(incident.0))
        .filter(r::desk_id.ne(r::organisation_id))
        .order(r::id.desc())
        .select(r::id)
        .first(conn)
        .optional()?)
}

/// When a house first told in each of these incidents that privacy may be at risk.
///
/// # Errors
/// What the database says.
pub fn risks_first_told(
    conn: &mut AnyConnection,
    house: OrganisationId,
    incidents: &[IncidentId],
) -> Result<BTreeMap<IncidentId, DateTime<Utc>>> {
    use reports as r;
    let told: Vec<(Option<IncidentId>, DateTime<Utc>)> = r::table
        .filter(r::organisation_id.eq(house.0))
        .filter(r::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(r::privacy_risk)
        .order(r::received_at.desc())
        .select((r::incident_id, r::received_at))
        .load(conn)?;
    Ok(told.into_iter().filter_map(|(incident, at)| Some((incident?, at))).collect())
}

/// The incidents of other desks that a house reported in since then, newest first; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn incidents_elsewhere(
    conn: &mut AnyConnection,
    house: OrganisationId,
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<IncidentId>> {
    use reports as r;
    let ids: Vec<Option<IncidentId>> = r::table
        .filter(r::organisation_id.eq(house.0))
        .filter(r::desk_id.ne(r::organisation_id))
        .filter(r::incident_id.is_not_null())
        .filter(r::received_at.ge(since.naive_utc()))
        .select(r::incident_id)
        .distinct()
        .order(r::incident_id.desc())
        .limit(limit)
        .load(conn)?;
    Ok(ids.into_iter().flatten().collect())
}

/// The newest reports that this account entered, newest first, each with its incident; older than `before` where that is given.
///
/// # Errors
/// What the database says.
pub fn of_account(
    conn: &mut AnyConnection,
    account: AccountId,
    before: Option<ReportId>,
    limit: i64,
) -> Result<Vec<(Report, Option<Incident>)>> {
    let mut own = reports::table
        .left_join(incidents::table.on(reports::incident_id.eq(incidents::id.nullable())))
        .filter(reports::entered_by.eq(account.0))
        .order(reports::id.desc())
        .limit(limit)
        .select((Report::as_select(), Option::<Incident>::as_select()))
        .into_boxed();
    if let Some(before) = before {
        own = own.filter(reports::id.lt(before.0));
    }
    Ok(own.load(conn)?)
}

type Chosen = IntoBoxed<'static, Select<reports::table, AsSelect<Report, Backend>>, Backend>;

/// Whose reports: each kind has an index of its own.
#[derive(Clone, Copy)]
enum Whose {
    /// Everybody's.
    Anybodys,
    /// A desk's.
    Desk(i64),
    /// An organisation's.
    Organisation(i64),
}

impl Whose {
    fn seen_by(viewer: &Viewer) -> Vec<Self> {
        match viewer {
            Viewer::System => vec![Whose::Anybodys],
            Viewer::Program(Program { organisation: own, .. }) | Viewer::Organisation(own) => {
                vec![Whose::Organisation(own.0)]
            }
            Viewer::Person(person) => {
                vec![Whose::Desk(person.desk.0), Whose::Organisation(person.organisation.0)]
            }
        }
    }

    fn oldest_first(self) -> Chosen {
        use reports as r;
        let all = r::table.order((r::received_at, r::id)).select(Report::as_select()).into_boxed();
        match self {
            Whose::Anybodys => all,
            Whose::Desk(desk) => all.filter(r::desk_id.eq(desk)),
            Whose::Organisation(own) => all.filter(r::organisation_id.eq(own)),
        }
    }
}

/// Reports that this viewer may see and that nobody has placed nor put aside, the one that has waited longest first.
///
/// # Errors
/// What the database says.
pub fn unplaced(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<Report>> {
    use reports as r;
    let mut found: Vec<Report> = Vec::new();
    for whose in Whose::seen_by(viewer) {
        let waiting = whose
            .oldest_first()
            .filter(r::incident_id.is_null())
            .filter(r::maintenance_id.is_null())
            .filter(r::break_id.is_null())
            .filter(r::ended_at.is_null());
        found.extend(waiting.limit(limit).load(conn)?);
    }
    found.sort_by_key(|row| (row.received_at, row.id));
    // The own organisation's are the own desk's as a rule.
    found.dedup_by_key(|row| row.id);
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}
