//! What the public page shows: announced and published, read at once with a fixed number of queries.
//!
//! Guarantee: nothing in here was only reported (scenarios README, Public page); no text of a report, no name of a person.
//! An incident that nobody has triaged costs one look at its evidence more; everything else is read for all at once.
//! Non-goal: words and looks, and choosing for a reader; [`BoardData::outages_for`] only says what is whose.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::dsl::min;
use diesel::prelude::*;
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{Announcement, Publisher};
use majakka_domain::id::{AnnouncementId, MaintenanceId, OrganisationId};
use majakka_domain::recurrence::Recurrence;
use majakka_domain::status::{self, Known, Published, ServiceStatus};
use majakka_domain::terms::{AnnouncementKind, Effect, Extent, IncidentState, Language, MessageKind, OrganisationKind};
use majakka_domain::triage::{Decided, suggest};
use serde::Deserialize;

use super::announcement::{Announced, Gap, KANTA_FI};
use super::incident::Incident;
use super::maintenance::Maintenance;
use super::organisation::Organisation;
use super::{announcement, break_series, counter, evidence, maintenance, report, review, word};
use crate::db::AnyConnection;
use crate::db::schema::{
    incident_organisations, incident_services, incidents, maintenances, message_texts, organisations, reports,
};
use crate::error::Result;
use crate::render::message::PageText;
use crate::viewer::{Person, Viewer};

/// So far back the history goes.
pub const HISTORY: TimeDelta = TimeDelta::days(90);

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Of everybody.
    Everybody,
    /// Of one organisation: what concerns it alone stands there too.
    Organisation(OrganisationId),
}

/// All that the page shows, of all views.
#[derive(Debug, Clone)]
pub struct BoardData {
    /// The page's revision when the reading began.
    pub revision: i64,
    /// The moment of reading.
    pub now: DateTime<Utc>,
    /// What others announced and is not long over.
    pub announcements: Vec<Announced>,
    /// Can kanta.fi be read?
    pub kanta_fi_readable: bool,
    /// What others announced and was over within [`HISTORY`].
    pub announced_before: Vec<Announced>,
    /// When kanta.fi could not be read.
    pub unread: Vec<Gap>,
    /// Since when anything can be known: before that nobody looked.
    pub since: DateTime<Utc>,
    /// Incidents with bulletins, running or ended within [`HISTORY`], newest first.
    pub outages: Vec<Outage>,
    /// Those that were over before.
    pub older: Arc<Older>,
    /// Own breaks that are to come, run, or were over within [`HISTORY`], called-off ones too; earliest first.
    pub breaks: Vec<OwnBreak>,
    /// Rules of series, by id: how a break comes again.
    pub rules: BTreeMap<i64, Recurrence>,
    /// Who has a view of its own, by short name.
    pub organisations: BTreeMap<String, Member>,
}

/// An organisation with its view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Where its people turn to; may be empty.
    pub contact: String,
    /// Its telecom operator, whose announcements concern it.
    pub operator: String,
    /// Its broker, likewise.
    pub broker: Option<OrganisationId>,
    /// Who works for it, beside its own people: the desk that takes its reports.
    pub desk: OrganisationId,
    /// Is it a host, whose people work for everybody?
    pub host: bool,
    /// Does its view ask for a sign-in?
    pub closed: bool,
}

/// Incidents that were over before [`HISTORY`]. They are many and hardly ever change: a reading takes them over from the one
/// before, unless one came in or was touched.
#[derive(Debug, Clone, Default)]
pub struct Older {
    /// How many, and the sum of their versions, which only rise.
    mark: (usize, i64),
    /// Newest first.
    pub outages: Vec<Outage>,
}

/// An incident that was published.
#[derive(Debug, Clone)]
pub struct Outage {
    /// `H-2026-0045`.
    pub reference: String,
    /// Do its bulletins run?
    pub active: bool,
    /// The values that count.
    pub decided: Decided,
    /// Since when: the first that anybody saw.
    pub began: DateTime<Utc>,
    /// When it was over; none while it runs.
    pub ended: Option<DateTime<Utc>>,
    /// The promised next word.
    pub next_update: Option<DateTime<Utc>>,
    /// Systems that the bulletin says are hit as a whole.
    pub services: Vec<String>,
    /// Reported functions with the worst effect that was reported.
    pub functions: BTreeMap<(String, String), Effect>,
    /// Whom it concerns beside everybody: who reported, or whom the writer named.
    pub organisations: BTreeSet<OrganisationId>,
    /// Its bulletins, oldest first.
    pub bulletins: Vec<Said>,
    /// Own breaks whose overrun its reports showed.
    pub overrun: BTreeSet<MaintenanceId>,
    /// What was learnt from it, by language.
    pub review: BTreeMap<Language, String>,
}

/// A bulletin as it was sent.
#[derive(Debug, Clone)]
pub struct Said {
    /// Which.
    pub kind: MessageKind,
    /// Place in the series, from 1.
    pub sequence: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was thought to be over.
    pub eta: Option<DateTime<Utc>>,
    /// Its text by language.
    pub texts: BTreeMap<Language, PageText>,
}

/// An own break with whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnBreak {
    /// The row.
    pub row: Maintenance,
    /// Whom it concerns.
    pub organisations: BTreeSet<OrganisationId>,
}

/// Reads everything; `before` is what the reading before knew of the oldest.
///
/// # Errors
/// What the database says.
pub fn known(
    conn: &mut AnyConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    before: Option<&BoardData>,
) -> Result<BoardData> {
    // First: what changes while we read makes the next reading due.
    let revision = counter::page_revision(conn)?;
    let announcements = announcement::relevant(conn, now)?;
    let unreachable = announcement::unreachable(conn)?;
    let recent = ended_since(now - HISTORY, conn)?;
    Ok(BoardData {
        revision,
        now,
        announcements,
        kanta_fi_readable: !unreachable.contains(KANTA_FI),
        announced_before: announcement::past(conn, now - HISTORY, now)?,
        unread: announcement::gaps(conn, KANTA_FI, now - HISTORY)?,
        since: first_day(conn)?.unwrap_or(now),
        outages: outages(conn, catalogue, now, recent)?,
        older: older(conn, catalogue, now, before.map(|data| &data.older))?,
        breaks: breaks(conn, now)?,
        rules: rules(conn)?,
        organisations: members(conn)?,
    })
}

impl Outage {
    /// Does it stand on this view?
    pub fn is_for(&self, view: View) -> bool {
        status::is_public(self.decided.extent)
            || matches!(view, View::Organisation(id) if self.organisations.contains(&id))
    }

    /// Every system it names or was reported on, named ones first.
    pub fn systems(&self) -> Vec<&str> {
        let mut systems: Vec<&str> = self.services.iter().map(String::as_str).collect();
        for (service, _) in self.functions.keys() {
            if !systems.contains(&service.as_str()) {
                systems.push(service);
            }
        }
        systems
    }

    /// The newest bulletin.
    pub fn newest(&self) -> Option<&Said> {
        self.bulletins.last()
    }
}

impl BoardData {
    /// The incidents that stand on a view, newest first.
    pub fn outages_for(&self, view: View) -> impl Iterator<Item = &Outage> {
        self.outages.iter().filter(move |outage| outage.is_for(view))
    }

    /// All of them since the beginning, newest first.
    pub fn every_outage_for(&self, view: View) -> impl Iterator<Item = &Outage> {
        self.outages_for(view).chain(self.older.outages.iter().filter(move |outage| outage.is_for(view)))
    }

    /// The announcements that stand on a view: those for everybody, and those of the organisation's operator and broker.
    pub fn announced_for(&self, view: View) -> impl Iterator<Item = &Announced> {
        self.announcements.iter().filter(self.concerns(view))
    }

    /// Those that are over, likewise.
    pub fn announced_before_for(&self, view: View) -> impl Iterator<Item = &Announced> {
        self.announced_before.iter().filter(self.concerns(view))
    }

    fn concerns(&self, view: View) -> impl Fn(&&Announced) -> bool + use<'_> {
        let member = match view {
            View::Everybody => None,
            View::Organisation(id) => self.organisations.values().find(|member| member.id == id),
        };
        move |announced| match &announced.announcement.publisher {
            Publisher::Kela | Publisher::Owner => true,
            Publisher::Operator => member.is_some_and(|member| member.operator == announced.announcement.source),
            Publisher::Broker(id) => member.is_some_and(|member| member.broker == Some(*id) || member.id == *id),
        }
    }

    /// May this person look at a view that asks for a sign-in? Its own people, those of the desk that takes its reports, and a
    /// host's.
    pub fn opens_to(&self, member: &Member, person: &Person) -> bool {
        let own = person.organisation;
        own == member.id || own == member.desk || self.organisations.values().any(|other| other.host && other.id == own)
    }

    /// The own breaks that stand on a view.
    pub fn breaks_for(&self, view: View) -> impl Iterator<Item = &OwnBreak> {
        self.breaks.iter().filter(move |own| matches!(view, View::Organisation(id) if own.organisations.contains(&id)))
    }

    /// How every system of the catalogue stands on a view.
    pub fn states(&self, catalogue: &Catalogue, view: View) -> BTreeMap<String, ServiceStatus> {
        let own = self.breaks_for(view).filter(|own| own.row.cancelled_at.is_none()).map(as_announcement);
        let announcements: Vec<Announcement> =
            self.announcements.iter().map(|announced| announced.announcement.clone()).chain(own).collect();
        let published: Vec<Published> =
            self.outages_for(view).filter(|outage| outage.active).map(as_published).collect();
        status::board(&Known {
            catalogue,
            now: self.now,
            announcements: &announcements,
            published: &published,
            kanta_fi_readable: self.kanta_fi_readable,
        })
    }

    /// When the page changes by itself: a break begins or ends.
    pub fn next_change(&self) -> Option<DateTime<Utc>> {
        let announced = self.announcements.iter().flat_map(|a| [a.announcement.starts_at, a.announcement.ends_at]);
        let own =
            self.breaks.iter().flat_map(|own| [Some(own.row.starts_at.and_utc()), Some(own.row.ends_at.and_utc())]);
        announced.chain(own).flatten().filter(|at| *at > self.now).min()
    }
}

/// On the view of those whom it concerns, an own break rests its service as an announced one does on everybody's.
fn as_announcement(own: &OwnBreak) -> Announcement {
    Announcement {
        id: AnnouncementId(0),
        external_id: own.row.external_id.clone(),
        source: String::new(),
        publisher: Publisher::Owner,
        kind: AnnouncementKind::Maintenance,
        services: vec![own.row.service.clone()],
        effect: Effect::Prevents,
        starts_at: Some(own.row.starts_at.and_utc()),
        ends_at: Some(own.row.ends_at.and_utc()),
        announced_at: own.row.announced_at.and_utc(),
        resolved_at: None,
    }
}

/// What stands on a view counts for it, however few it concerns.
fn as_published(outage: &Outage) -> Published {
    Published {
        origin: outage.decided.origin,
        effect: outage.decided.effect,
        extent: outage.decided.extent.max(Extent::Regional),
        services: outage.services.clone(),
        functions: outage.functions.clone(),
    }
}

/// Incidents with bulletins that run or ended since a moment, newest first.
fn ended_since(oldest: DateTime<Utc>, conn: &mut AnyConnection) -> Result<Vec<Incident>> {
    use incidents as i;
    Ok(i::table
        .filter(i::first_bulletin_at.is_not_null())
        .filter(i::merged_into.is_null())
        .filter(i::state.eq(IncidentState::Active.as_str()).or(i::resolved_at.ge(oldest.naive_utc())))
        .order(i::id.desc())
        .select(Incident::as_select())
        .load(conn)?)
}

/// Those that ended earlier: as the reading before had them, if none came in or was touched since.
fn older(
    conn: &mut AnyConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    before: Option<&Arc<Older>>,
) -> Result<Arc<Older>> {
    use incidents as i;
    let oldest = (now - HISTORY).naive_utc();
    let over = i::table
        .filter(i::first_bulletin_at.is_not_null())
        .filter(i::merged_into.is_null())
        .filter(i::state.ne(IncidentState::Active.as_str()))
        .filter(i::resolved_at.lt(oldest));
    let versions: Vec<i64> = over.select(i::version).load(conn)?;
    let mark = (versions.len(), versions.iter().sum());
    if let Some(same) = before.filter(|before| before.mark == mark) {
        return Ok(Arc::clone(same));
    }
    let rows = over.order(i::id.desc()).select(Incident::as_select()).load(conn)?;
    let mut found = Vec::with_capacity(rows.len());
    // SQLite takes at most 32,766 values in one statement.
    for rows in rows.chunks(10_000) {
        found.extend(outages(conn, catalogue, now, rows.to_vec())?);
    }
    Ok(Arc::new(Older { mark, outages: found }))
}

fn outages(
    conn: &mut AnyConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    rows: Vec<Incident>,
) -> Result<Vec<Outage>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut services = named_services(conn, &ids)?;
    let mut organisations = organisations_of(conn, &ids)?;
    let mut bulletins = bulletins(conn, &ids)?;
    let mut reviews = review::of_incidents(conn, &ids)?;
    let began = first_seen(conn, &ids)?;
    let mut overrun = evidence::overrun_breaks(conn, &ids)?;
    let mut functions: BTreeMap<i64, BTreeMap<(String, String), Effect>> = BTreeMap::new();
    for (id, service, function, effect) in report::matters_by_incident(conn, &ids)? {
        let worst = functions.entry(id.0).or_default().entry((service, function)).or_insert(effect);
        *worst = effect.max(*worst);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Outage {
                active: row.state()? == IncidentState::Active,
                decided: decided(conn, catalogue, now, &row)?,
                began: began.get(&row.id).copied().unwrap_or(row.opened_at.and_utc()),
                ended: row.ended_at.map(|at| at.and_utc()),
                next_update: row.next_update_at.map(|at| at.and_utc()),
                services: services.remove(&row.id).unwrap_or_default(),
                functions: functions.remove(&row.id).unwrap_or_default(),
                organisations: organisations.remove(&row.id).unwrap_or_default(),
                bulletins: bulletins.remove(&row.id).unwrap_or_default(),
                overrun: overrun.remove(&row.key()).unwrap_or_default(),
                review: reviews.remove(&row.id).unwrap_or_default(),
                reference: row.reference,
            })
        })
        .collect()
}

/// What a person decided, else what the evidence proposes; of a past incident, proposed at its end.
fn decided(conn: &mut AnyConnection, catalogue: &Catalogue, now: DateTime<Utc>, row: &Incident) -> Result<Decided> {
    if let Some(decided) = row.decided()? {
        return Ok(decided);
    }
    let at = row.resolved_at.map_or(now, |resolved| resolved.and_utc());
    Ok(suggest(&evidence::of_incident(conn, catalogue, at, row.key())?).as_decided())
}

fn named_services(conn: &mut AnyConnection, ids: &[i64]) -> Result<BTreeMap<i64, Vec<String>>> {
    use incident_services as s;
    let rows: Vec<(i64, String)> = s::table
        .filter(s::incident_id.eq_any(ids))
        .filter(s::named.eq(true))
        .order((s::incident_id, s::service))
        .select((s::incident_id, s::service))
        .load(conn)?;
    Ok(grouped(rows))
}

fn organisations_of(conn: &mut AnyConnection, ids: &[i64]) -> Result<BTreeMap<i64, BTreeSet<OrganisationId>>> {
    use incident_organisations as o;
    let named: Vec<(i64, i64)> =
        o::table.filter(o::incident_id.eq_any(ids)).select((o::incident_id, o::organisation_id)).load(conn)?;
    let mut found: BTreeMap<i64, BTreeSet<OrganisationId>> = BTreeMap::new();
    for (incident, organisation) in named {
        found.entry(incident).or_default().insert(OrganisationId(organisation));
    }
    let reporting: Vec<(Option<i64>, i64)> = reports::table
        .inner_join(incidents::table.on(reports::incident_id.eq(incidents::id.nullable())))
        .filter(reports::incident_id.eq_any(ids))
        .filter(incidents::audience_named.eq(false))
        .select((reports::incident_id, reports::organisation_id))
        .distinct()
        .load(conn)?;
    for (incident, organisation) in reporting {
        if let Some(incident) = incident {
            found.entry(incident).or_default().insert(OrganisationId(organisation));
        }
    }
    Ok(found)
}

fn first_seen(conn: &mut AnyConnection, ids: &[i64]) -> Result<BTreeMap<i64, DateTime<Utc>>> {
    let rows: Vec<(Option<i64>, Option<NaiveDateTime>)> = reports::table
        .filter(reports::incident_id.eq_any(ids))
        .group_by(reports::incident_id)
        .select((reports::incident_id, min(reports::occurred_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?, at?.and_utc()))).collect())
}

/// The part of a bulletin's facts that the page says in its own words.
#[derive(Deserialize, Default)]
struct Promise {
    eta: Option<DateTime<Utc>>,
}

fn bulletins(conn: &mut AnyConnection, incidents: &[i64]) -> Result<BTreeMap<i64, Vec<Said>>> {
    let rows = super::message::bulletins(conn, incidents)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut texts = page_texts(conn, &ids)?;
    let mut found: BTreeMap<i64, Vec<Said>> = BTreeMap::new();
    for row in rows {
        let Some(incident) = row.incident_id else { continue };
        let promise: Promise = serde_json::from_str(&row.facts).unwrap_or_default();
        found.entry(incident).or_default().push(Said {
            kind: word("messages", "kind", &row.kind)?,
            sequence: row.sequence,
            at: row.written_at.and_utc(),
            eta: promise.eta,
            texts: texts.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What the page says of messages, by message and language. What an older version wrote and is no such text is left out.
fn page_texts(conn: &mut AnyConnection, ids: &[i64]) -> Result<BTreeMap<i64, BTreeMap<Language, PageText>>> {
    use message_texts as t;
    let rows: Vec<(i64, String, String)> =
        t::table.filter(t::message_id.eq_any(ids)).select((t::message_id, t::language, t::page)).load(conn)?;
    let mut found: BTreeMap<i64, BTreeMap<Language, PageText>> = BTreeMap::new();
    for (id, language, page) in rows {
        let language = word("message_texts", "language", &language)?;
        if let Ok(text) = serde_json::from_str(&page) {
            found.entry(id).or_default().insert(language, text);
        }
    }
    Ok(found)
}

fn breaks(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<OwnBreak>> {
    use maintenances as m;
    let rows: Vec<Maintenance> = m::table
        .filter(m::ends_at.ge((now - HISTORY).naive_utc()))
        .order((m::starts_at, m::id))
        .select(Maintenance::as_select())
        .load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut concerned = maintenance::organisations_of(conn, &ids)?;
    let own = |row: Maintenance| OwnBreak { organisations: concerned.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(own).collect())
}

fn rules(conn: &mut AnyConnection) -> Result<BTreeMap<i64, Recurrence>> {
    let running = break_series::all_running(conn, &Viewer::System)?;
    Ok(running.into_iter().filter_map(|series| Some((series.id, Recurrence::parse(&series.rule).ok()?))).collect())
}

fn members(conn: &mut AnyConnection) -> Result<BTreeMap<String, Member>> {
    use organisations as o;
    let rows: Vec<Organisation> = o::table.select(Organisation::as_select()).load(conn)?;
    let member = |row: Organisation| {
        let member = Member {
            id: row.key(),
            desk: row.desk(),
            broker: row.broker_id.map(OrganisationId),
            host: row.kind == OrganisationKind::Host.as_str(),
            name: row.name,
            contact: row.contact_line,
            operator: row.operator,
            closed: row.page_closed,
        };
        (row.slug, member)
    };
    Ok(rows.into_iter().map(member).collect())
}

/// When the first organisation was written down.
fn first_day(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    let first: Option<NaiveDateTime> = organisations::table.select(min(organisations::created_at)).first(conn)?;
    Ok(first.map(|at| at.and_utc()))
}

fn grouped<T>(rows: Vec<(i64, T)>) -> BTreeMap<i64, Vec<T>> {
    let mut found: BTreeMap<i64, Vec<T>> = BTreeMap::new();
    for (id, value) in rows {
        found.entry(id).or_default().push(value);
    }
    found
}
