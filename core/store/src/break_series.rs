//! Breaks that come again: the rule, and how far it has been written out.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::catalogue::Texts;
use majakka_domain::id::{BreakSeriesId, OrganisationId};

use crate::db::schema::{break_series, break_series_organisations, organisations};
use crate::db::{AnyConnection, Words};
use crate::error::{Error, Result};
use crate::viewer::{Viewer, owned};

/// A stored series.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = break_series)]
pub struct BreakSeries {
    /// Id.
    pub id: BreakSeriesId,
    /// As people call it.
    pub external_id: String,
    /// The first service that its breaks name, catalogue id.
    pub service: String,
    /// The others.
    pub further_services: Words,
    /// What it does, one line, in Finnish.
    pub impact: String,
    /// The same in Swedish; empty when nobody wrote it.
    pub impact_sv: String,
    /// The same in English; empty when nobody wrote it.
    pub impact_en: String,
    /// The recurrence rule (RFC 5545), without `RRULE:`.
    pub rule: String,
    /// Start of the first break, UTC.
    pub starts_at: DateTime<Utc>,
    /// How long each takes.
    pub lasts_minutes: i64,
    /// The rule's next time that is not written out yet; none when the rule has come to its end.
    pub next_at: Option<DateTime<Utc>>,
    /// When it was planned.
    pub planned_at: DateTime<Utc>,
    /// When somebody ended it.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whose desk planned it.
    pub desk_id: Option<OrganisationId>,
    /// Do its breaks stand on the page of everybody, beside those of whom they concern?
    pub for_everybody: bool,
}

impl BreakSeries {
    /// What it does; a language in which nobody wrote it is empty.
    pub fn impact(&self) -> Texts {
        Texts { fi: self.impact.clone(), sv: self.impact_sv.clone(), en: self.impact_en.clone() }
    }

    /// The services that its breaks name, catalogue ids, in the order in which they were named.
    pub fn services(&self) -> Vec<String> {
        [&self.service].into_iter().chain(&self.further_services.0).cloned().collect()
    }

    /// How long each break takes.
    pub fn lasts(&self) -> TimeDelta {
        TimeDelta::minutes(self.lasts_minutes)
    }
}

/// A series to be written.
#[derive(Debug, Clone)]
pub struct NewBreakSeries {
    /// As people call it.
    pub external_id: String,
    /// Services, the first of them first.
    pub services: Vec<String>,
    /// What it does.
    pub impact: Texts,
    /// The recurrence rule.
    pub rule: String,
    /// Start of the first break.
    pub starts_at: DateTime<Utc>,
    /// How long each takes.
    pub lasts: TimeDelta,
    /// Whom it concerns.
    pub organisations: Vec<OrganisationId>,
    /// Whose desk plans it.
    pub desk: Option<OrganisationId>,
    /// Do its breaks stand on the page of everybody, beside those of whom they concern?
    pub for_everybody: bool,
}

/// Writes a new series. Its first break is the next to be written out.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewBreakSeries) -> Result<BreakSeries> {
    use {break_series as s, break_series_organisations as c};
    let (service, further) = Words::first_and_further(&new.services);
    let id: BreakSeriesId = diesel::insert_into(s::table)
        .values((
            s::external_id.eq(&new.external_id),
            s::service.eq(service),
            s::further_services.eq(further),
            s::impact.eq(&new.impact.fi),
            s::impact_sv.eq(&new.impact.sv),
            s::impact_en.eq(&new.impact.en),
            s::rule.eq(&new.rule),
            s::starts_at.eq(new.starts_at.naive_utc()),
            s::lasts_minutes.eq(new.lasts.num_minutes()),
            s::next_at.eq(new.starts_at.naive_utc()),
            s::planned_at.eq(now.naive_utc()),
            s::desk_id.eq(new.desk.map(|desk| desk.0)),
            s::for_everybody.eq(new.for_everybody),
        ))
        .returning(s::id)
        .get_result(conn)?;
    for organisation in &new.organisations {
        diesel::insert_into(c::table)
            .values((c::series_id.eq(id.0), c::organisation_id.eq(organisation.0)))
            .execute(conn)?;
    }
    Ok(s::table.find(id.0).select(BreakSeries::as_select()).first(conn)?)
}

/// Is there a series of this name?
///
/// # Errors
/// What the database says.
pub fn exists(conn: &mut AnyConnection, external_id: &str) -> Result<bool> {
    use break_series as s;
    let found: Option<BreakSeriesId> =
        s::table.filter(s::external_id.eq(external_id)).select(s::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// One series that still runs, by the name that people use, if it concerns somebody whom this viewer's desk serves.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn running(conn: &mut AnyConnection, viewer: &Viewer, external_id: &str) -> Result<BreakSeries> {
    let all = all_running(conn, viewer)?;
    all.into_iter().find(|series| series.external_id == external_id).ok_or(Error::NotFound("series"))
}

/// One series that this viewer may end: her own desk planned it.
///
/// # Errors
/// [`Error::NotFound`] when she may not even see it; `forbidden` when another desk planned it.
pub fn for_change(conn: &mut AnyConnection, viewer: &Viewer, external_id: &str) -> Result<BreakSeries> {
    let row = running(conn, viewer, external_id)?;
    owned(viewer, row.desk_id)?;
    Ok(row)
}

/// Every series that nobody has ended and whose rule goes on, by its name.
///
/// # Errors
/// What the database says.
pub fn all_running(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<BreakSeries>> {
    use {break_series as s, break_series_organisations as c, organisations as o};
    let mut query = s::table
        .filter(s::ended_at.is_null())
        .order((s::external_id, s::id))
        .select(BreakSeries::as_select())
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        let served = o::table.filter(o::desk_id.eq(desk.0).or(o::id.eq(desk.0))).select(o::id);
        let concerning = c::table.filter(c::organisation_id.eq_any(served)).select(c::series_id);
        query = query.filter(s::id.eq_any(concerning));
    }
    Ok(query.load(conn)?)
}

/// The running series whose next time comes first, and is at `until` or before it.
///
/// # Errors
/// What the database says.
pub fn due(conn: &mut AnyConnection, until: DateTime<Utc>) -> Result<Option<BreakSeries>> {
    use break_series as s;
    Ok(s::table
        .filter(s::ended_at.is_null())
        .filter(s::next_at.le(until.naive_utc()))
        .order((s::next_at, s::id))
        .select(BreakSeries::as_select())
        .first(conn)
        .optional()?)
}

/// The first time of any running series that is not written out yet.
///
/// # Errors
/// What the database says.
pub fn next_of_any(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    use break_series as s;
    Ok(s::table.filter(s::ended_at.is_null()).select(diesel::dsl::min(s::next_at)).first(conn)?)
}

/// Whom a series concerns.
///
/// # Errors
/// What the database says.
pub fn organisations_of(conn: &mut AnyConnection, id: BreakSeriesId) -> Result<Vec<OrganisationId>> {
    use break_series_organisations as c;
    Ok(c::table.filter(c::series_id.eq(id.0)).select(c::organisation_id).load(conn)?)
}

/// The rule was written out up to the time before `next`.
///
/// # Errors
/// What the database says.
pub fn written_out(conn: &mut AnyConnection, id: BreakSeriesId, next: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(break_series::table.find(id.0))
        .set(break_series::next_at.eq(next.map(|at| at.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// Somebody ended it.
///
/// # Errors
/// What the database says.
pub fn end(conn: &mut AnyConnection, now: DateTime<Utc>, id: BreakSeriesId) -> Result<()> {
    diesel::update(break_series::table.find(id.0)).set(break_series::ended_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}
