//! What others announced, and what they said of it before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::evidence::{Announcement, OVERRUN_GRACE, OVERRUN_LASTS, Publisher};
use majakka_domain::id::{AnnouncementId, IncidentId, OrganisationId};
use majakka_domain::terms::{AnnouncementKind, Effect};

use super::organisation;
use super::source::KANTA_FI;
use crate::db::AnyConnection;
use crate::db::schema::{
    announcement_changes, announcement_services, announcements, incident_announcements, report_announcements, reports,
};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = announcements)]
struct Row {
    id: AnnouncementId,
    source: String,
    external_id: String,
    kind: AnnouncementKind,
    title: String,
    effect: Effect,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    announced_at: DateTime<Utc>,
    resolved_at: Option<DateTime<Utc>>,
    was_starts_at: Option<DateTime<Utc>>,
    was_ends_at: Option<DateTime<Utc>>,
    changed_at: Option<DateTime<Utc>>,
    sequence: i32,
    desk_id: Option<OrganisationId>,
}

/// Between a source's id and the number of the desk for which alone its word counts: what no text that comes in can hold, so that no id
/// is another's.
const OF_DESK: char = '\u{1f}';

fn stored_id(id: &str, desk: Option<OrganisationId>) -> String {
    desk.map_or_else(|| id.to_owned(), |desk| format!("{id}{OF_DESK}{desk}"))
}

/// A source's own id, as it was stored for whomever.
pub(crate) fn plain_id(stored: &str) -> &str {
    stored.split_once(OF_DESK).map_or(stored, |(id, _)| id)
}

/// An announcement with its headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// As evidence.
    pub announcement: Announcement,
    /// Its headline, as the source wrote it.
    pub title: String,
    /// Beginning and end of a break as they were announced before it was moved.
    pub was: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    /// When the source last said something else than before.
    pub changed_at: DateTime<Utc>,
    /// Raised with every such change (calendar feeds).
    pub sequence: i32,
    /// The desk for whose incidents alone it counts; none: for everybody's.
    pub desk: Option<OrganisationId>,
}

/// What a source says now.
#[derive(Debug, Clone)]
pub struct SourceEntry {
    /// As the source is called.
    pub source: String,
    /// The source's own id.
    pub external_id: String,
    /// Disturbance or break.
    pub kind: AnnouncementKind,
    /// Headline.
    pub title: String,
    /// What it does.
    pub effect: Effect,
    /// Start of a break.
    pub starts_at: Option<DateTime<Utc>>,
    /// Announced end of a break.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was over, of what is told after the event.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Systems it names, catalogue ids.
    pub services: BTreeSet<String>,
    /// The desk for whose incidents alone it counts; none: for everybody's.
    pub desk: Option<OrganisationId>,
}

/// What a source said of an announcement from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = announcement_changes)]
pub struct Change {
    /// Which.
    pub announcement_id: AnnouncementId,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Its headline then.
    pub title: String,
    /// What it did then.
    pub effect: Effect,
    /// Systems that it named then, catalogue ids, sorted, with a space between.
    pub services: String,
    /// Its start then.
    pub starts_at: Option<DateTime<Utc>>,
    /// Its announced end then.
    pub ends_at: Option<DateTime<Utc>>,
    /// Its end, once that was said.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// Writes what a source says; the same id again replaces what it said, and it counts as known since the first time. Every
/// change is kept beside it.
///
/// # Errors
/// What the database says.
pub fn put(conn: &mut AnyConnection, now: DateTime<Utc>, said: &SourceEntry) -> Result<AnnouncementId> {
    use announcements as a;
    let stored = stored_id(&said.external_id, said.desk);
    let known: Option<Row> = a::table
        .filter(a::source.eq(&said.source))
        .filter(a::external_id.eq(&stored))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    let values = (
        a::source.eq(&said.source),
        a::external_id.eq(&stored),
        a::kind.eq(said.kind.as_str()),
        a::title.eq(&said.title),
        a::effect.eq(said.effect.as_str()),
        a::starts_at.eq(said.starts_at.map(|at| at.naive_utc())),
        a::ends_at.eq(said.ends_at.map(|at| at.naive_utc())),
    );
    let desk = a::desk_id.eq(said.desk.map(|desk| desk.0));
    let ended = a::resolved_at.eq(said.resolved_at.map(|at| at.naive_utc()));
    // Who says it again does not take it back.
    let values = (values, ended, desk, a::retracted_at.eq(None::<NaiveDateTime>));
    let services: BTreeSet<String> = match &known {
        Some(row) => services_of(conn, row.id)?,
        None => BTreeSet::new(),
    };
    let id: AnnouncementId = match known {
        Some(row) => {
            if !says_anew(&row, &services, said) {
                return Ok(row.id);
            }
            diesel::update(a::table.find(row.id.0)).set(values).execute(conn)?;
            note_change(conn, now, &row, said)?;
            row.id
        }
        None => diesel::insert_into(a::table)
            .values((values, a::announced_at.eq(now.naive_utc())))
            .returning(a::id)
            .get_result(conn)?,
    };
    keep_change(conn, now, id, said)?;
    diesel::delete(announcement_services::table.filter(announcement_services::announcement_id.eq(id.0)))
        .execute(conn)?;
    for service in &said.services {
        diesel::insert_into(announcement_services::table)
            .values((announcement_services::announcement_id.eq(id.0), announcement_services::service.eq(service)))
            .execute(conn)?;
    }
    Ok(id)
}

fn services_of(conn: &mut AnyConnection, id: AnnouncementId) -> Result<BTreeSet<String>> {
    use announcement_services as s;
    let named: Vec<String> = s::table.filter(s::announcement_id.eq(id.0)).select(s::service).load(conn)?;
    Ok(named.into_iter().collect())
}

fn says_anew(row: &Row, services: &BTreeSet<String>, said: &SourceEntry) -> bool {
    (row.kind, row.effect, row.title.as_str()) != (said.kind, said.effect, said.title.as_str())
        || (row.starts_at, row.ends_at, row.resolved_at) != (said.starts_at, said.ends_at, said.resolved_at)
        || *services != said.services
}

fn keep_change(conn: &mut AnyConnection, now: DateTime<Utc>, id: AnnouncementId, said: &SourceEntry) -> Result<()> {
    use announcement_changes as c;
    let services: Vec<&str> = said.services.iter().map(String::as_str).collect();
    diesel::insert_into(c::table)
        .values((
            c::announcement_id.eq(id.0),
            c::at.eq(now.naive_utc()),
            c::title.eq(&said.title),
            c::effect.eq(said.effect.as_str()),
            c::services.eq(services.join(" ")),
            c::starts_at.eq(said.starts_at.map(|at| at.naive_utc())),
            c::ends_at.eq(said.ends_at.map(|at| at.naive_utc())),
            c::resolved_at.eq(said.resolved_at.map(|at| at.naive_utc())),
        ))
        .execute(conn)?;
    Ok(())
}

/// What was said of these announcements, each time that it was something else, oldest first.
///
/// # Errors
/// What the database says.
pub fn changes(
    conn: &mut AnyConnection,
    ids: impl IntoIterator<Item = AnnouncementId>,
) -> Result<BTreeMap<AnnouncementId, Vec<Change>>> {
    use announcement_changes as c;
    let rows: Vec<Change> = c::table
        .filter(c::announcement_id.eq_any(ids.into_iter().map(|id| id.0)))
        .order((c::announcement_id, c::id))
        .select(Change::as_select())
        .load(conn)?;
    let mut found: BTreeMap<AnnouncementId, Vec<Change>> = BTreeMap::new();
    for row in rows {
        found.entry(row.announcement_id).or_default().push(row);
    }
    Ok(found)
}

/// Puts back what these announcements named at a moment: what a source said later is no evidence for what was over by then.
///
/// # Errors
/// What the database says.
pub fn as_of(conn: &mut AnyConnection, moment: DateTime<Utc>, announcements: &mut [Announcement]) -> Result<()> {
    let mut changes = changes(conn, announcements.iter().map(|announced| announced.id))?;
    for announced in announcements {
        let then = changes.remove(&announced.id).unwrap_or_default().into_iter().rfind(|change| change.at <= moment);
        if let Some(then) = then {
            announced.services = then.services.split_whitespace().map(str::to_owned).collect();
            announced.effect = then.effect;
            (announced.starts_at, announced.ends_at) = (then.starts_at, then.ends_at);
        }
    }
    Ok(())
}

/// A desk's word counts for everybody from now on. Says whether it does: not where the same notice counts for everybody already.
///
/// # Errors
/// What the database says.
pub fn confirm(conn: &mut AnyConnection, now: DateTime<Utc>, id: AnnouncementId) -> Result<bool> {
    use announcements as a;
    let row: Row = a::table.find(id.0).select(Row::as_select()).first(conn)?;
    let plain = plain_id(&row.external_id).to_owned();
    if !ids_of(conn, &row.source, std::slice::from_ref(&plain), None)?.is_empty() {
        return Ok(false);
    }
    diesel::update(a::table.find(id.0))
        .set((a::external_id.eq(plain), a::desk_id.eq(None::<i64>), a::changed_at.eq(now.naive_utc())))
        .execute(conn)?;
    Ok(true)
}

/// It was never said: it explains nothing any more, and no report belongs to it. Says which incidents it explained.
///
/// # Errors
/// What the database says.
pub fn retract(conn: &mut AnyConnection, now: DateTime<Utc>, id: AnnouncementId) -> Result<Vec<IncidentId>> {
    use {announcements as a, incident_announcements as i, report_announcements as l, reports as r};
    let explained = i::table.filter(i::announcement_id.eq(id.0)).select(i::incident_id).load(conn)?;
    diesel::update(a::table.find(id.0)).set(a::retracted_at.eq(now.naive_utc())).execute(conn)?;
    diesel::delete(l::table.filter(l::announcement_id.eq(id.0))).execute(conn)?;
    diesel::delete(i::table.filter(i::announcement_id.eq(id.0))).execute(conn)?;
    diesel::update(r::table.filter(r::break_id.eq(id.0))).set(r::break_id.eq(None::<i64>)).execute(conn)?;
    Ok(explained)
}

/// Keeps the time that a break had before, and counts what readers of the calendar must take anew.
fn note_change(conn: &mut AnyConnection, now: DateTime<Utc>, row: &Row, said: &SourceEntry) -> Result<()> {
    use announcements as a;
    let moved = (row.starts_at, row.ends_at) != (said.starts_at, said.ends_at);
    let was = if moved { (row.starts_at, row.ends_at) } else { (row.was_starts_at, row.was_ends_at) };
    diesel::update(a::table.find(row.id.0))
        .set((
            a::was_starts_at.eq(was.0.map(|at| at.naive_utc())),
            a::was_ends_at.eq(was.1.map(|at| at.naive_utc())),
            a::changed_at.eq(now.naive_utc()),
            a::sequence.eq(a::sequence + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Our ids of a source's announcements, as far as it made them.
///
/// # Errors
/// What the database says.
pub fn ids_of(
    conn: &mut AnyConnection,
    source: &str,
    external_ids: &[String],
    desk: Option<OrganisationId>,
) -> Result<Vec<AnnouncementId>> {
    use announcements as a;
    let stored: Vec<String> = external_ids.iter().map(|id| stored_id(id, desk)).collect();
    Ok(a::table
        .filter(a::source.eq(source))
        .filter(a::external_id.eq_any(stored))
        .order(a::id)
        .select(a::id)
        .load(conn)?)
}

/// Its end was said: when it was over. Said again without another time, it changes nothing.
///
/// # Errors
/// What the database says.
pub fn resolve(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: AnnouncementId,
    ended: Option<DateTime<Utc>>,
) -> Result<()> {
    let row: Row = announcements::table.find(id.0).select(Row::as_select()).first(conn)?;
    if row.resolved_at.is_some_and(|known| ended.is_none_or(|ended| ended == known)) {
        return Ok(());
    }
    let over = ended.unwrap_or(now);
    let said = SourceEntry {
        resolved_at: Some(over),
        services: services_of(conn, id)?,
        source: row.source,
        external_id: plain_id(&row.external_id).to_owned(),
        desk: row.desk_id,
        kind: row.kind,
        title: row.title,
        effect: row.effect,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
    };
    keep_change(conn, now, id, &said)?;
    diesel::update(announcements::table.find(id.0))
        .set((
            announcements::resolved_at.eq(over.naive_utc()),
            announcements::changed_at.eq(now.naive_utc()),
            announcements::sequence.eq(announcements::sequence + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Announcements that can still matter at `now` to a report that was seen at `since` or later: disturbances that are
/// not over, breaks that have not been over for longer than an overrun can last. Of those that count for one desk, this desk's.
///
/// # Errors
/// What the database says.
pub fn relevant(
    conn: &mut AnyConnection,
    since: DateTime<Utc>,
    desk: Option<OrganisationId>,
) -> Result<Vec<Announced>> {
    let brokers = organisation::brokers(conn)?;
    relevant_beside(conn, since, desk, &brokers)
}

/// One of them as it stands now.
///
/// # Errors
/// [`Error::NotFound`].
pub fn one(conn: &mut AnyConnection, id: AnnouncementId) -> Result<Announced> {
    let row: Row = announcements::table.find(id.0).select(Row::as_select()).first(conn)?;
    let brokers = organisation::brokers(conn)?;
    announced(conn, vec![row], &brokers)?.pop().ok_or(Error::NotFound("announcement"))
}

/// The same, for whoever has read the brokers already.
///
/// # Errors
/// What the database says.
pub fn relevant_beside(
    conn: &mut AnyConnection,
    since: DateTime<Utc>,
    desk: Option<OrganisationId>,
    brokers: &[organisation::Broker],
) -> Result<Vec<Announced>> {
    use announcements as a;
    let oldest = (since - OVERRUN_GRACE - OVERRUN_LASTS).naive_utc();
    let rows: Vec<Row> = a::table
        .filter(a::resolved_at.is_null().or(a::resolved_at.ge(oldest)))
        .filter(a::ends_at.is_null().or(a::ends_at.ge(oldest)))
        .filter(a::retracted_at.is_null())
        .filter(a::desk_id.is_null().or(a::desk_id.eq(desk.map(|desk| desk.0))))
        .order(a::id)
        .select(Row::as_select())
        .load(conn)?;
    announced(conn, rows, brokers)
}

/// What was over at `now` and not yet at `since`: disturbances by their end, breaks by theirs; a cancelled break never was.
///
/// # Errors
/// What the database says.
pub fn past(conn: &mut AnyConnection, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<Announced>> {
    use announcements as a;
    let (since, now) = (since.naive_utc(), now.naive_utc());
    let rows: Vec<Row> = a::table
        .filter(a::resolved_at.between(since, now).or(a::ends_at.between(since, now)))
        .filter(a::retracted_at.is_null())
        .filter(a::desk_id.is_null())
        .order(a::id)
        .select(Row::as_select())
        .load(conn)?;
    let was = |row: &Row| match row.starts_at {
        Some(starts) => row.resolved_at.is_none_or(|end| end > starts),
        None => row.resolved_at.is_some(),
    };
    let brokers = organisation::brokers(conn)?;
    announced(conn, rows.into_iter().filter(was).collect(), &brokers)
}

fn announced(conn: &mut AnyConnection, rows: Vec<Row>, brokers: &[organisation::Broker]) -> Result<Vec<Announced>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    let named: Vec<(AnnouncementId, String)> = announcement_services::table
        .filter(announcement_services::announcement_id.eq_any(&ids))
        .order((announcement_services::announcement_id, announcement_services::service))
        .select((announcement_services::announcement_id, announcement_services::service))
        .load(conn)?;
    let mut services: BTreeMap<AnnouncementId, Vec<String>> = BTreeMap::new();
    for (id, service) in named {
        services.entry(id).or_default().push(service);
    }
    let publishers = Publishers::load(conn, rows.iter().map(|row| row.source.clone()).collect(), brokers)?;
    let announced = |row: Row| Announced {
        was: row.was_starts_at.filter(|_| row.kind == AnnouncementKind::Maintenance).map(|at| (at, row.was_ends_at)),
        changed_at: row.changed_at.unwrap_or(row.announced_at),
        sequence: row.sequence,
        desk: row.desk_id,
        announcement: Announcement {
            id: row.id,
            publisher: publishers.publisher(&row.source),
            external_id: plain_id(&row.external_id).to_owned(),
            source: row.source,
            kind: row.kind,
            services: services.remove(&row.id).unwrap_or_default(),
            effect: row.effect,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            announced_at: row.announced_at,
            resolved_at: row.resolved_at,
        },
        title: row.title,
    };
    Ok(rows.into_iter().map(announced).collect())
}

/// Which sources are operators or brokers, by their names.
struct Publishers {
    operators: BTreeSet<String>,
    brokers: BTreeMap<String, majakka_domain::id::OrganisationId>,
}

impl Publishers {
    fn load(conn: &mut AnyConnection, sources: BTreeSet<String>, brokers: &[organisation::Broker]) -> Result<Self> {
        let names: Vec<String> = sources.into_iter().collect();
        let operators = organisation::operators_among(conn, &names)?;
        let brokers = brokers.iter().map(|(id, name, _)| (name.to_lowercase(), *id)).collect();
        Ok(Publishers { operators, brokers })
    }

    fn publisher(&self, source: &str) -> Publisher {
        if source.eq_ignore_ascii_case(KANTA_FI) {
            Publisher::Kela
        } else if let Some(broker) = self.brokers.get(&source.to_lowercase()) {
            Publisher::Broker(*broker)
        } else if self.operators.contains(source) {
            Publisher::Operator
        } else {
            Publisher::Owner
        }
    }
}
