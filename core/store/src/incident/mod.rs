//! Incidents: the row and how it is found; [`change`] is what is done to it.

pub mod change;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::dsl::{AsSelect, IntoBoxed, Select};
use diesel::prelude::*;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::incident::Standing;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{Criticality, Effect, Extent, IncidentState, Origin};
use majakka_domain::triage::Decided;

use crate::db::schema::{incident_organisations, incident_services, incidents, reports};
use crate::db::{AnyConnection, Backend};
use crate::error::{Error, Result};
use crate::viewer::{Program, Viewer};

/// A stored incident.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = incidents)]
pub struct Incident {
    /// Id.
    pub id: IncidentId,
    /// `H-2026-0045`.
    pub reference: String,
    /// Whose desk works on it.
    pub desk_id: OrganisationId,
    /// State.
    pub state: IncidentState,
    /// Raised with every change; who changes an older one is told.
    pub version: i64,
    /// When it was opened, UTC.
    pub opened_at: DateTime<Utc>,
    /// When its newest report came.
    pub newest_report_at: DateTime<Utc>,
    /// The incident that took it in.
    pub merged_into: Option<IncidentId>,
    /// Decided origin.
    pub decided_origin: Option<Origin>,
    /// Decided effect.
    pub decided_effect: Option<Effect>,
    /// Decided extent.
    pub decided_extent: Option<Extent>,
    /// Decided criticality.
    pub decided_criticality: Option<Criticality>,
    /// Why it was decided so.
    pub decided_reason: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Did the writer name the audience?
    pub audience_named: bool,
    /// When its first bulletin went out.
    pub first_bulletin_at: Option<DateTime<Utc>>,
    /// When everything that was said of it was withdrawn; none once it is told of anew.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// The promised time of the next word.
    pub next_update_at: Option<DateTime<Utc>>,
    /// When the comms owner was woken for that promise.
    pub alarmed_at: Option<DateTime<Utc>>,
    /// When the duty list was woken.
    pub duty_alerted_at: Option<DateTime<Utc>>,
    /// When Kela's mail server took the form.
    pub form_accepted_at: Option<DateTime<Utc>>,
    /// When a person at Kela was reached.
    pub call_reached_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// What caused it.
    pub cause: Option<String>,
    /// When its end was told.
    pub resolved_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Until when those who reported are promised a word while no bulletin runs.
    pub reporters_due_at: Option<DateTime<Utc>>,
    /// When the desk thinks that it will be over, said to those who reported.
    pub estimate_at: Option<DateTime<Utc>>,
}

impl Incident {
    /// As much as decides which steps are open to it.
    pub fn standing(&self) -> Standing {
        Standing { state: self.state, had_bulletin: self.first_bulletin_at.is_some() }
    }

    /// What a person decided, if anybody has.
    pub fn decided(&self) -> Option<Decided> {
        Some(Decided {
            origin: self.decided_origin?,
            effect: self.decided_effect?,
            extent: self.decided_extent?,
            criticality: self.decided_criticality?,
        })
    }

    /// Is it neither resolved nor closed?
    pub fn is_unresolved(&self) -> bool {
        matches!(self.state, IncidentState::Open | IncidentState::Active)
    }
}

/// Opens an incident at a desk.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    reference: &str,
    desk: OrganisationId,
) -> Result<IncidentId> {
    use incidents as i;
    Ok(diesel::insert_into(i::table)
        .values((
            i::reference.eq(reference),
            i::desk_id.eq(desk.0),
            i::state.eq(IncidentState::Open.as_str()),
            i::version.eq(1),
            i::opened_at.eq(now.naive_utc()),
            i::newest_report_at.eq(now.naive_utc()),
            i::audience_named.eq(false),
        ))
        .returning(i::id)
        .get_result(conn)?)
}

/// One incident, if this viewer's desk works on it, or an own report belongs to it.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: IncidentId) -> Result<Incident> {
    let row: Incident = incidents::table
        .find(id.0)
        .select(Incident::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("incident"))?;
    let own = match viewer {
        Viewer::System => return Ok(row),
        Viewer::Program(Program { organisation: own, .. }) | Viewer::Organisation(own) => *own,
        Viewer::Person(person) if person.desk == row.desk_id => return Ok(row),
        Viewer::Person(person) => person.organisation,
    };
    let involved: i64 = reports::table
        .filter(reports::incident_id.eq(id.0))
        .filter(reports::organisation_id.eq(own.0))
        .count()
        .get_result(conn)?;
    if involved > 0 { Ok(row) } else { Err(Error::NotFound("incident")) }
}

/// One incident by its reference.
///
/// # Errors
/// [`Error::NotFound`] where the viewer may not know of it.
pub fn by_reference(conn: &mut AnyConnection, viewer: &Viewer, reference: &str) -> Result<Incident> {
    let id: Option<IncidentId> =
        incidents::table.filter(incidents::reference.eq(reference)).select(incidents::id).first(conn).optional()?;
    find(conn, viewer, id.ok_or(Error::NotFound("incident"))?)
}

/// These incidents, newest first, for a house that reported in each of them.
///
/// # Errors
/// What the database says.
pub fn of_reporter(conn: &mut AnyConnection, ids: &[IncidentId]) -> Result<Vec<Incident>> {
    let these = incidents::table.filter(incidents::id.eq_any(ids.iter().map(|id| id.0)));
    Ok(these.order(incidents::id.desc()).select(Incident::as_select()).load(conn)?)
}

/// An incident of the viewer's own desk, to be changed.
///
/// # Errors
/// [`Error::NotFound`] otherwise; `stale` when it changed since `seen`.
pub fn for_change(conn: &mut AnyConnection, viewer: &Viewer, id: IncidentId, seen: Option<i64>) -> Result<Incident> {
    let row = find(conn, viewer, id)?;
    if let Viewer::Person(person) = viewer
        && person.desk != row.desk_id
    {
        return Err(Error::Refused(Refusal::Forbidden));
    }
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(Error::Refused(Refusal::Stale));
    }
    Ok(row)
}

/// Notes a change, so that whoever looked earlier is told.
///
/// # Errors
/// What the database says.
pub fn touch(conn: &mut AnyConnection, id: IncidentId) -> Result<()> {
    diesel::update(incidents::table.find(id.0)).set(incidents::version.eq(incidents::version + 1)).execute(conn)?;
    Ok(())
}

/// Unresolved incidents of a desk, newest report first.
///
/// # Errors
/// What the database says.
pub fn unresolved(conn: &mut AnyConnection, desk: Option<OrganisationId>) -> Result<Vec<Incident>> {
    use incidents as i;
    let mut query = i::table
        .filter(i::state.eq_any([IncidentState::Open.as_str(), IncidentState::Active.as_str()]))
        .order((i::newest_report_at.desc(), i::id.desc()))
        .select(Incident::as_select())
        .into_boxed();
    if let Some(desk) = desk {
        query = query.filter(i::desk_id.eq(desk.0));
    }
    Ok(query.load(conn)?)
}

/// Incidents that are not closed, newest first: those of the viewer's desk, and those of other desks that a report of her
/// house belongs to; at most `limit` of each.
///
/// # Errors
/// What the database says.
pub fn not_closed(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<Incident>> {
    use incidents as i;
    // By their names, so that an index finds them: what is closed is nearly everything.
    let states = IncidentState::ALL.iter().filter(|state| **state != IncidentState::Closed);
    let open: Vec<&str> = states.map(|state| state.as_str()).collect();
    let mut query = i::table
        .filter(i::state.eq_any(open.clone()))
        .order(i::id.desc())
        .limit(limit)
        .select(Incident::as_select())
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(i::desk_id.eq(desk.0));
    }
    let mut found = query.load(conn)?;
    if let Some(elsewhere) = elsewhere(viewer) {
        let open_there = elsewhere.filter(i::state.eq_any(open)).limit(limit);
        found.extend(open_there.load::<Incident>(conn)?);
        found.sort_by_key(|row: &Incident| std::cmp::Reverse(row.id));
    }
    Ok(found)
}

type Chosen = IntoBoxed<'static, Select<incidents::table, AsSelect<Incident, Backend>>, Backend>;

/// Incidents of other desks that a report of the viewer's house belongs to, newest first; none for who has no house.
fn elsewhere(viewer: &Viewer) -> Option<Chosen> {
    use reports as r;
    let Viewer::Person(person) = viewer else { return None };
    let told = r::table
        .filter(r::organisation_id.eq(person.organisation.0))
        .filter(r::desk_id.ne(r::organisation_id))
        .filter(r::incident_id.is_not_null())
        .select(r::incident_id.assume_not_null());
    let all = incidents::table.select(Incident::as_select()).into_boxed();
    let involved = all.filter(incidents::id.eq_any(told)).filter(incidents::desk_id.ne(person.desk.0));
    Some(involved.order(incidents::id.desc()))
}

/// Incidents of the viewer's desk, and of others that a report of her house belongs to, newest first, closed ones too.
///
/// # Errors
/// What the database says.
pub fn page(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    before: Option<IncidentId>,
    limit: i64,
) -> Result<Vec<Incident>> {
    use incidents as i;
    let mut query = i::table.order(i::id.desc()).limit(limit).select(Incident::as_select()).into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(i::desk_id.eq(desk.0));
    }
    if let Some(before) = before {
        query = query.filter(i::id.lt(before.0));
    }
    let mut found = query.load(conn)?;
    if let Some(mut elsewhere) = elsewhere(viewer) {
        if let Some(before) = before {
            elsewhere = elsewhere.filter(i::id.lt(before.0));
        }
        found.extend(elsewhere.limit(limit).load::<Incident>(conn)?);
        found.sort_by_key(|row: &Incident| std::cmp::Reverse(row.id));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(found)
}

/// How many are not closed.
///
/// # Errors
/// What the database says.
pub fn count_not_closed(conn: &mut AnyConnection) -> Result<i64> {
    Ok(incidents::table.filter(incidents::state.ne(IncidentState::Closed.as_str())).count().get_result(conn)?)
}

/// Systems that the writer said are hit as a whole.
///
/// # Errors
/// What the database says.
pub fn named_services(conn: &mut AnyConnection, id: IncidentId) -> Result<BTreeSet<String>> {
    use incident_services as s;
    let named: Vec<String> =
        s::table.filter(s::incident_id.eq(id.0)).filter(s::named.eq(true)).select(s::service).load(conn)?;
    Ok(named.into_iter().collect())
}

/// Notes a system as hit: named by the writer, or by an edge of a named one. One that is noted already can become a named one.
///
/// # Errors
/// What the database says.
pub fn add_service(conn: &mut AnyConnection, id: IncidentId, service: &str, named: bool) -> Result<()> {
    use incident_services as s;
    match s::table.find((id.0, service)).select(s::named).first::<bool>(conn).optional()? {
        None => {
            let row = (s::incident_id.eq(id.0), s::service.eq(service), s::named.eq(named));
            diesel::insert_into(s::table).values(row).execute(conn)?;
        }
        Some(false) if named => {
            diesel::update(s::table.find((id.0, service))).set(s::named.eq(true)).execute(conn)?;
        }
        Some(_) => {}
    }
    Ok(())
}

/// Forgets what an incident was said to hit and whom it was for: what it is told of anew says both again.
///
/// # Errors
/// What the database says.
pub fn unname(conn: &mut AnyConnection, id: IncidentId) -> Result<()> {
    use {incident_organisations as o, incident_services as s};
    diesel::delete(s::table.filter(s::incident_id.eq(id.0))).execute(conn)?;
    diesel::delete(o::table.filter(o::incident_id.eq(id.0))).execute(conn)?;
    Ok(())
}

/// Organisations that writers named as audience.
///
/// # Errors
/// What the database says.
pub fn named_organisations(conn: &mut AnyConnection, id: IncidentId) -> Result<BTreeSet<OrganisationId>> {
    use incident_organisations as o;
    let named: Vec<OrganisationId> = o::table.filter(o::incident_id.eq(id.0)).select(o::organisation_id).load(conn)?;
    Ok(named.into_iter().collect())
}

/// Names an organisation as audience.
///
/// # Errors
/// What the database says.
pub fn add_organisation(conn: &mut AnyConnection, id: IncidentId, organisation: OrganisationId) -> Result<()> {
    use incident_organisations as o;
    diesel::insert_into(o::table)
        .values((o::incident_id.eq(id.0), o::organisation_id.eq(organisation.0)))
        .execute(conn)?;
    Ok(())
}
