//! How it is read: a fixed number of queries, each for everything at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::dsl::min;
use diesel::prelude::*;
use majakka_domain::catalogue::Catalogue;
use majakka_domain::id::{BreakSeriesId, IncidentId, MaintenanceId, MessageId, OrganisationId};
use majakka_domain::recurrence::Recurrence;
use majakka_domain::terms::{Effect, IncidentState, Language, OrganisationKind};
use majakka_domain::triage::{Decided, suggest};

use super::{Bulletin, HISTORY, Host, Older, Outage, OwnBreak, StatusData};
use crate::db::AnyConnection;
use crate::db::schema::{
    incident_organisations, incident_services, incidents, maintenances, message_texts, organisations, reports,
};
use crate::error::Result;
use crate::incident::Incident;
use crate::maintenance::Maintenance;
use crate::source::KANTA_FI;
use crate::viewer::Viewer;
use crate::{announcement, break_series, counter, evidence, maintenance, matter, message, review, source};
use majakka_messages::message::PageText;

/// Reads everything; `before` is what the reading before knew of the oldest.
///
/// # Errors
/// What the database says.
pub fn known(
    conn: &mut AnyConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    before: Option<&StatusData>,
) -> Result<StatusData> {
    // First: what changes while we read makes the next reading due.
    let revision = counter::page_revision(conn)?;
    let announcements = announcement::relevant(conn, now, None)?;
    let unreachable = source::unreachable(conn)?;
    let announced_before = announcement::past(conn, now - HISTORY, now)?;
    let ids = announcements.iter().chain(&announced_before).map(|announced| announced.announcement.id);
    let changes = announcement::changes(conn, ids.collect::<BTreeSet<_>>())?;
    let recent = ended_since(now - HISTORY, conn)?;
    let recent = outages(conn, catalogue, now, recent)?;
    let (withdrawn, outages) = recent.into_iter().partition(|outage| outage.withdrawn_at.is_some());
    Ok(StatusData {
        revision,
        now,
        announcements,
        kanta_fi_readable: !unreachable.contains(KANTA_FI),
        announced_before,
        changes,
        unread: source::gaps(conn, KANTA_FI, now - HISTORY)?,
        since: first_day(conn)?.unwrap_or(now),
        outages,
        withdrawn,
        older: older(conn, catalogue, now, before.map(|data| &data.older))?,
        breaks: breaks(conn, now)?,
        rules: rules(conn)?,
        closed: closed(conn)?,
        publisher: publisher(conn)?,
    })
}

fn publisher(conn: &mut AnyConnection) -> Result<Option<Host>> {
    use organisations as o;
    let host: Option<(String, String)> = o::table
        .filter(o::kind.eq(OrganisationKind::Host.as_str()))
        .order(o::id)
        .select((o::name, o::contact_line))
        .first(conn)
        .optional()?;
    Ok(host.map(|(name, contact_line)| Host { name, contact_line }))
}

/// Incidents with bulletins that run, or ended or were withdrawn since a moment, newest first.
fn ended_since(oldest: DateTime<Utc>, conn: &mut AnyConnection) -> Result<Vec<Incident>> {
    use incidents as i;
    Ok(i::table
        .filter(i::merged_into.is_null())
        .filter(
            i::first_bulletin_at
                .is_not_null()
                .and(i::state.eq(IncidentState::Active.as_str()).or(i::resolved_at.ge(oldest.naive_utc())))
                .or(i::withdrawn_at.ge(oldest.naive_utc())),
        )
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
    let ids: Vec<IncidentId> = rows.iter().map(|row| row.id).collect();
    let mut services = named_services(conn, &ids)?;
    let mut organisations = organisations_of(conn, &ids)?;
    let mut bulletins = bulletins(conn, &ids)?;
    let mut reviews = review::of_incidents(conn, &ids)?;
    let began = first_seen(conn, &ids)?;
    let mut overrun = matter::overrun_breaks(conn, &ids)?;
    let mut announcements = matter::announcements(conn, &ids)?;
    let mut functions: BTreeMap<IncidentId, BTreeMap<(String, String), Effect>> = BTreeMap::new();
    for (id, service, function, effect) in matter::by_incident(conn, &ids)? {
        let worst = functions.entry(id).or_default().entry((service, function)).or_insert(effect);
        *worst = effect.max(*worst);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Outage {
                active: row.state == IncidentState::Active,
                decided: decided(conn, catalogue, now, &row)?,
                began: began.get(&row.id).copied().unwrap_or(row.opened_at),
                ended: row.ended_at,
                withdrawn_at: row.withdrawn_at,
                next_update: row.next_update_at,
                services: services.remove(&row.id).unwrap_or_default(),
                functions: functions.remove(&row.id).unwrap_or_default(),
                organisations: organisations.remove(&row.id).unwrap_or_default(),
                bulletins: bulletins.remove(&row.id).unwrap_or_default(),
                overrun: overrun.remove(&row.id).unwrap_or_default(),
                announcements: announcements.remove(&row.id).unwrap_or_default(),
                review: reviews.remove(&row.id).unwrap_or_default(),
                reference: row.reference,
            })
        })
        .collect()
}

/// What a person decided, else what the evidence proposes; of a past incident, proposed at its end.
fn decided(conn: &mut AnyConnection, catalogue: &Catalogue, now: DateTime<Utc>, row: &Incident) -> Result<Decided> {
    if let Some(decided) = row.decided() {
        return Ok(decided);
    }
    let at = row.resolved_at.unwrap_or(now);
    Ok(suggest(&evidence::of_incident(conn, catalogue, at, row)?).as_decided())
}

fn named_services(conn: &mut AnyConnection, ids: &[IncidentId]) -> Result<BTreeMap<IncidentId, Vec<String>>> {
    use incident_services as s;
    let rows: Vec<(IncidentId, String)> = s::table
        .filter(s::incident_id.eq_any(ids.iter().map(|id| id.0)))
        .filter(s::named.eq(true))
        .order((s::incident_id, s::service))
        .select((s::incident_id, s::service))
        .load(conn)?;
    Ok(grouped(rows))
}

fn organisations_of(
    conn: &mut AnyConnection,
    ids: &[IncidentId],
) -> Result<BTreeMap<IncidentId, BTreeSet<OrganisationId>>> {
    use incident_organisations as o;
    let named: Vec<(IncidentId, OrganisationId)> = o::table
        .filter(o::incident_id.eq_any(ids.iter().map(|id| id.0)))
        .select((o::incident_id, o::organisation_id))
        .load(conn)?;
    let mut found: BTreeMap<IncidentId, BTreeSet<OrganisationId>> = BTreeMap::new();
    for (incident, organisation) in named {
        found.entry(incident).or_default().insert(organisation);
    }
    let reporting: Vec<(Option<IncidentId>, OrganisationId)> = reports::table
        .inner_join(incidents::table.on(reports::incident_id.eq(incidents::id.nullable())))
        .filter(reports::incident_id.eq_any(ids.iter().map(|id| id.0)))
        .filter(incidents::audience_named.eq(false))
        .select((reports::incident_id, reports::organisation_id))
        .distinct()
        .load(conn)?;
    for (incident, organisation) in reporting {
        if let Some(incident) = incident {
            found.entry(incident).or_default().insert(organisation);
        }
    }
    Ok(found)
}

fn first_seen(conn: &mut AnyConnection, ids: &[IncidentId]) -> Result<BTreeMap<IncidentId, DateTime<Utc>>> {
    let rows: Vec<(Option<IncidentId>, Option<DateTime<Utc>>)> = reports::table
        .filter(reports::incident_id.eq_any(ids.iter().map(|id| id.0)))
        .group_by(reports::incident_id)
        .select((reports::incident_id, min(reports::occurred_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?, at?))).collect())
}

fn bulletins(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<BTreeMap<IncidentId, Vec<Bulletin>>> {
    let rows = message::bulletins(conn, incidents)?;
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let mut texts = page_texts(conn, &ids)?;
    let mut found: BTreeMap<IncidentId, Vec<Bulletin>> = BTreeMap::new();
    for row in rows {
        let Some(incident) = row.incident_id else { continue };
        let facts = row.facts()?;
        let before = found.get_mut(&incident).into_iter().flatten();
        before.filter(|said| facts.withdraws.contains(&said.sequence)).for_each(|said| said.withdrawn = true);
        found.entry(incident).or_default().push(Bulletin {
            kind: row.kind,
            sequence: row.sequence,
            at: row.written_at,
            eta: facts.eta,
            withdrawn: false,
            texts: texts.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What the page says of messages, by message and language. What an older version wrote and is no such text is left out.
fn page_texts(
    conn: &mut AnyConnection,
    ids: &[MessageId],
) -> Result<BTreeMap<MessageId, BTreeMap<Language, PageText>>> {
    use message_texts as t;
    let rows: Vec<(MessageId, Language, String)> = t::table
        .filter(t::message_id.eq_any(ids.iter().map(|id| id.0)))
        .select((t::message_id, t::language, t::page))
        .load(conn)?;
    let mut found: BTreeMap<MessageId, BTreeMap<Language, PageText>> = BTreeMap::new();
    for (id, language, page) in rows {
        if let Ok(text) = serde_json::from_str(&page) {
            found.entry(id).or_default().insert(language, text);
        }
    }
    Ok(found)
}

fn breaks(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<OwnBreak>> {
    use maintenances as m;
    let rows: Vec<Maintenance> = m::table
        .filter(m::announcement_id.is_null())
        .filter(m::ends_at.ge((now - HISTORY).naive_utc()))
        .order((m::starts_at, m::id))
        .select(Maintenance::as_select())
        .load(conn)?;
    let ids: Vec<MaintenanceId> = rows.iter().map(|row| row.id).collect();
    let mut concerned = maintenance::organisations_of(conn, &ids)?;
    let own = |row: Maintenance| OwnBreak { organisations: concerned.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(own).collect())
}

fn rules(conn: &mut AnyConnection) -> Result<BTreeMap<BreakSeriesId, Recurrence>> {
    let running = break_series::all_running(conn, &Viewer::System)?;
    Ok(running.into_iter().filter_map(|series| Some((series.id, Recurrence::parse(&series.rule).ok()?))).collect())
}

/// Few ask for a sign-in, and an index knows them.
fn closed(conn: &mut AnyConnection) -> Result<BTreeSet<OrganisationId>> {
    use organisations as o;
    let ids: Vec<OrganisationId> = o::table.filter(o::page_closed).select(o::id).load(conn)?;
    Ok(ids.into_iter().collect())
}

/// When the first organisation was written down. Ids only rise, so it is found without looking at the others.
fn first_day(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    use organisations as o;
    Ok(o::table.order(o::id).select(o::created_at).first(conn).optional()?)
}

fn grouped<T>(rows: Vec<(IncidentId, T)>) -> BTreeMap<IncidentId, Vec<T>> {
    let mut found: BTreeMap<IncidentId, Vec<T>> = BTreeMap::new();
    for (id, value) in rows {
        found.entry(id).or_default().push(value);
    }
    found
}
