//! Own planned breaks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{AsSelect, IntoBoxed, Select};
use diesel::prelude::*;
use majakka_domain::catalogue::Texts;
use majakka_domain::evidence::{OVERRUN_GRACE, OVERRUN_LASTS, OwnBreak};
use majakka_domain::id::{AnnouncementId, BreakSeriesId, MaintenanceId, OrganisationId};

use crate::db::schema::{maintenance_organisations, maintenances, organisations};
use crate::db::{AnyConnection, Backend, Until, Words};
use crate::error::{Error, Result};
use crate::viewer::{Viewer, owned};

type Chosen = IntoBoxed<'static, Select<maintenances::table, AsSelect<Maintenance, Backend>>, Backend>;

/// A stored break.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = maintenances)]
pub struct Maintenance {
    /// Id.
    pub id: MaintenanceId,
    /// As people call it.
    pub external_id: String,
    /// The first service that it names, catalogue id.
    pub service: String,
    /// The others.
    pub further_services: Words,
    /// What it does, one line, in Finnish.
    pub impact: String,
    /// The same in Swedish; empty when nobody wrote it.
    pub impact_sv: String,
    /// The same in English; empty when nobody wrote it.
    pub impact_en: String,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// Planned end.
    pub ends_at: Until,
    /// When it was planned.
    pub announced_at: DateTime<Utc>,
    /// When its start was told.
    pub start_told_at: Option<DateTime<Utc>>,
    /// When its end was told.
    pub end_told_at: Option<DateTime<Utc>>,
    /// When it was called off.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Raised with every change (calendar feeds).
    pub sequence: i32,
    /// The series that it comes from, if it comes again.
    pub series_id: Option<BreakSeriesId>,
    /// When it was told in advance; a break of a series waits for that.
    pub advance_told_at: Option<DateTime<Utc>>,
    /// The start that was told before it was moved.
    pub was_starts_at: Option<DateTime<Utc>>,
    /// The end that was told before it was moved.
    pub was_ends_at: Option<Until>,
    /// When it was last moved or called off.
    pub changed_at: Option<DateTime<Utc>>,
    /// Whose desk planned it.
    pub desk_id: Option<OrganisationId>,
    /// Does it stand on the page of everybody, beside those of whom it concerns?
    pub for_everybody: bool,
    /// The break of others that it tells of; pages and evidence have that one.
    pub announcement_id: Option<AnnouncementId>,
}

impl Maintenance {
    /// What it does; a language in which nobody wrote it is empty.
    pub fn impact(&self) -> Texts {
        Texts { fi: self.impact.clone(), sv: self.impact_sv.clone(), en: self.impact_en.clone() }
    }

    /// The services that it names, catalogue ids, in the order in which they were named.
    pub fn services(&self) -> Vec<String> {
        [&self.service].into_iter().chain(&self.further_services.0).cloned().collect()
    }

    /// Beginning and end as they are planned now; no end where none is known.
    pub fn window(&self) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
        (self.starts_at, self.ends_at.0)
    }

    /// Beginning and end as they were told before it was moved.
    pub fn was(&self) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
        Some((self.was_starts_at?, self.was_ends_at?.0))
    }

    /// Has its end been told, or has it been called off?
    pub fn is_settled(&self) -> bool {
        self.cancelled_at.is_some() || self.end_told_at.is_some()
    }
}

/// A break to be written.
#[derive(Debug, Clone)]
pub struct NewMaintenance {
    /// As people call it.
    pub external_id: String,
    /// Services, the first of them first.
    pub services: Vec<String>,
    /// What it does.
    pub impact: Texts,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// Planned end, where one is known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whom it concerns.
    pub organisations: BTreeSet<OrganisationId>,
    /// The series that it comes from.
    pub series: Option<BreakSeriesId>,
    /// Whose desk plans it.
    pub desk: Option<OrganisationId>,
    /// Does it stand on the page of everybody, beside those of whom it concerns?
    pub for_everybody: bool,
    /// The break of others that it tells of.
    pub announcement: Option<AnnouncementId>,
}

/// Writes a new break.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewMaintenance) -> Result<MaintenanceId> {
    use maintenances as m;
    let (service, further) = Words::first_and_further(&new.services);
    let id: MaintenanceId = diesel::insert_into(m::table)
        .values((
            m::external_id.eq(&new.external_id),
            m::service.eq(service),
            m::further_services.eq(further),
            m::impact.eq(&new.impact.fi),
            m::impact_sv.eq(&new.impact.sv),
            m::impact_en.eq(&new.impact.en),
            m::starts_at.eq(new.starts_at.naive_utc()),
            m::ends_at.eq(Until(new.ends_at).stored()),
            m::announced_at.eq(now.naive_utc()),
            m::sequence.eq(0),
            m::series_id.eq(new.series.map(|id| id.0)),
            m::desk_id.eq(new.desk.map(|desk| desk.0)),
            m::for_everybody.eq(new.for_everybody),
            m::announcement_id.eq(new.announcement.map(|id| id.0)),
        ))
        .returning(m::id)
        .get_result(conn)?;
    for organisation in &new.organisations {
        diesel::insert_into(maintenance_organisations::table)
            .values((
                maintenance_organisations::maintenance_id.eq(id.0),
                maintenance_organisations::organisation_id.eq(organisation.0),
            ))
            .execute(conn)?;
    }
    Ok(id)
}

/// One break by its number.
///
/// # Errors
/// What the database says.
pub fn by_id(conn: &mut AnyConnection, id: MaintenanceId) -> Result<Maintenance> {
    Ok(maintenances::table.find(id.0).select(Maintenance::as_select()).first(conn)?)
}

/// The one that tells of a break of others.
///
/// # Errors
/// What the database says.
pub fn of_announcement(conn: &mut AnyConnection, id: AnnouncementId) -> Result<Option<Maintenance>> {
    let told = maintenances::table.filter(maintenances::announcement_id.eq(id.0));
    Ok(told.select(Maintenance::as_select()).first(conn).optional()?)
}

/// One break by the name that people use.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_external_id(conn: &mut AnyConnection, external_id: &str) -> Result<Maintenance> {
    maintenances::table
        .filter(maintenances::external_id.eq(external_id))
        .select(Maintenance::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("maintenance"))
}

/// One break by the name that people use, if it concerns somebody whom this viewer's desk serves.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, external_id: &str) -> Result<Maintenance> {
    seen_by(viewer)
        .filter(maintenances::external_id.eq(external_id))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("maintenance"))
}

/// One break that this viewer may change: her own desk planned it. Whom it concerns only sees it.
///
/// # Errors
/// [`Error::NotFound`] when she may not even see it; `forbidden` when another desk planned it.
pub fn for_change(conn: &mut AnyConnection, viewer: &Viewer, external_id: &str) -> Result<Maintenance> {
    let row = find(conn, viewer, external_id)?;
    owned(viewer, row.desk_id)?;
    Ok(row)
}

/// Breaks that are to come or run, earliest first; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn ahead(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<Maintenance>> {
    use maintenances as m;
    let unsettled = seen_by(viewer).filter(m::cancelled_at.is_null()).filter(m::end_told_at.is_null());
    Ok(unsettled.order((m::starts_at, m::id)).limit(limit).load(conn)?)
}

/// Breaks that are over or called off, newest first; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn settled(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<Maintenance>> {
    use maintenances as m;
    let settled = seen_by(viewer).filter(m::cancelled_at.is_not_null().or(m::end_told_at.is_not_null()));
    Ok(settled.order((m::starts_at.desc(), m::id.desc())).limit(limit).load(conn)?)
}

/// Breaks that concern somebody whom this viewer's desk serves.
fn seen_by(viewer: &Viewer) -> Chosen {
    use {maintenance_organisations as c, organisations as o};
    let query = maintenances::table.select(Maintenance::as_select()).into_boxed();
    let Some(desk) = viewer.desk() else { return query };
    let served = o::table.filter(o::desk_id.eq(desk.0).or(o::id.eq(desk.0))).select(o::id);
    query.filter(maintenances::id.eq_any(c::table.filter(c::organisation_id.eq_any(served)).select(c::maintenance_id)))
}

/// A new time; what was told of the old one is forgotten, but a start that stays where it is has been told.
///
/// # Errors
/// What the database says.
pub fn reschedule(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    row: &Maintenance,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
) -> Result<()> {
    use maintenances as m;
    let told = row.start_told_at.filter(|_| row.starts_at == starts_at);
    diesel::update(m::table.find(row.id.0))
        .set((
            m::starts_at.eq(starts_at.naive_utc()),
            m::ends_at.eq(Until(ends_at).stored()),
            m::was_starts_at.eq(row.starts_at.naive_utc()),
            m::was_ends_at.eq(row.ends_at.stored()),
            m::start_told_at.eq(told.map(|at| at.naive_utc())),
            m::end_told_at.eq(None::<NaiveDateTime>),
            m::cancelled_at.eq(None::<NaiveDateTime>),
            m::advance_told_at.eq(now.naive_utc()),
            m::changed_at.eq(now.naive_utc()),
            m::sequence.eq(m::sequence + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Somebody said that it is over now.
///
/// # Errors
/// What the database says.
pub fn end(conn: &mut AnyConnection, now: DateTime<Utc>, id: MaintenanceId) -> Result<()> {
    use maintenances as m;
    diesel::update(m::table.find(id.0))
        .set((
            m::ends_at.eq(now.naive_utc()),
            m::end_told_at.eq(now.naive_utc()),
            m::changed_at.eq(now.naive_utc()),
            m::sequence.eq(m::sequence + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Called off.
///
/// # Errors
/// What the database says.
pub fn cancel(conn: &mut AnyConnection, now: DateTime<Utc>, id: MaintenanceId) -> Result<()> {
    use maintenances as m;
    diesel::update(m::table.find(id.0))
        .set((m::cancelled_at.eq(now.naive_utc()), m::changed_at.eq(now.naive_utc()), m::sequence.eq(m::sequence + 1)))
        .execute(conn)?;
    Ok(())
}

/// It was told in advance.
///
/// # Errors
/// What the database says.
pub fn advance_told(conn: &mut AnyConnection, now: DateTime<Utc>, id: MaintenanceId) -> Result<()> {
    diesel::update(maintenances::table.find(id.0))
        .set(maintenances::advance_told_at.eq(now.naive_utc()))
        .execute(conn)?;
    Ok(())
}

/// Its start was told.
///
/// # Errors
/// What the database says.
pub fn start_told(conn: &mut AnyConnection, now: DateTime<Utc>, id: MaintenanceId) -> Result<()> {
    diesel::update(maintenances::table.find(id.0))
        .set(maintenances::start_told_at.eq(now.naive_utc()))
        .execute(conn)?;
    Ok(())
}

/// Its end was told.
///
/// # Errors
/// What the database says.
pub fn end_told(conn: &mut AnyConnection, now: DateTime<Utc>, id: MaintenanceId) -> Result<()> {
    diesel::update(maintenances::table.find(id.0)).set(maintenances::end_told_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// Breaks whose start or end is still to be told, earliest first.
///
/// # Errors
/// What the database says.
pub fn untold(conn: &mut AnyConnection) -> Result<Vec<Maintenance>> {
    use maintenances as m;
    Ok(m::table
        .filter(m::cancelled_at.is_null())
        .filter(m::end_told_at.is_null())
        .order((m::starts_at, m::id))
        .select(Maintenance::as_select())
        .load(conn)?)
}

/// Breaks of a series that begin after `now` and are not called off, earliest first.
///
/// # Errors
/// What the database says.
pub fn ahead_of_series(
    conn: &mut AnyConnection,
    series: BreakSeriesId,
    now: DateTime<Utc>,
) -> Result<Vec<Maintenance>> {
    use maintenances as m;
    Ok(m::table
        .filter(m::series_id.eq(series.0))
        .filter(m::cancelled_at.is_null())
        .filter(m::starts_at.gt(now.naive_utc()))
        .order((m::starts_at, m::id))
        .select(Maintenance::as_select())
        .load(conn)?)
}

/// Breaks of our own that are not called off and not over since `since`, earliest first.
///
/// # Errors
/// What the database says.
pub fn not_over(conn: &mut AnyConnection, since: DateTime<Utc>) -> Result<Vec<Maintenance>> {
    use maintenances as m;
    Ok(m::table
        .filter(m::announcement_id.is_null())
        .filter(m::cancelled_at.is_null())
        .filter(m::ends_at.ge(since.naive_utc()))
        .order((m::starts_at, m::id))
        .select(Maintenance::as_select())
        .load(conn)?)
}

/// Whom breaks concern.
///
/// # Errors
/// What the database says.
pub fn organisations_of(
    conn: &mut AnyConnection,
    ids: &[MaintenanceId],
) -> Result<BTreeMap<MaintenanceId, BTreeSet<OrganisationId>>> {
    use maintenance_organisations as o;
    let rows: Vec<(MaintenanceId, OrganisationId)> = o::table
        .filter(o::maintenance_id.eq_any(ids.iter().map(|id| id.0)))
        .select((o::maintenance_id, o::organisation_id))
        .load(conn)?;
    let mut found: BTreeMap<MaintenanceId, BTreeSet<OrganisationId>> = BTreeMap::new();
    for (id, organisation) in rows {
        found.entry(id).or_default().insert(organisation);
    }
    Ok(found)
}

/// Breaks that can still matter to a report that was seen at `since` or later.
///
/// # Errors
/// What the database says.
pub fn relevant(conn: &mut AnyConnection, since: DateTime<Utc>) -> Result<Vec<OwnBreak>> {
    let rows = not_over(conn, since - OVERRUN_GRACE - OVERRUN_LASTS)?;
    let ids: Vec<MaintenanceId> = rows.iter().map(|row| row.id).collect();
    let mut organisations = organisations_of(conn, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| OwnBreak {
            id: row.id,
            services: row.services(),
            external_id: row.external_id,
            starts_at: row.starts_at,
            ends_at: row.ends_at.0,
            organisations: organisations.remove(&row.id).unwrap_or_default(),
            announced_at: row.announced_at,
        })
        .collect())
}
