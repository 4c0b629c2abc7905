//! Reports between incidents: moved, split off, or one incident taken into another.
//!
//! Guarantee: no report and no message is lost; a merge can be taken back for ten minutes, as long as nobody was told anything that
//! rests on it.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::id::{IncidentId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::timeline::{HandedOver, TimelineEvent};

use super::data_breach;
use crate::app::Tx;
use crate::command::report::progress;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::incident::{Incident, change};
use majakka_store::timeline::{self, Happened};
use majakka_store::{checks, counter, matter, message, report, statutory_clock, task};

/// Moves a report to another incident, or to a new one of its own.
///
/// # Errors
/// `forbidden`, `stale` where an incident is over.
pub fn move_report(tx: &mut Tx<'_>, id: ReportId, to: Option<IncidentId>) -> Result<IncidentId> {
    tx.viewer.require(Permission::Triage)?;
    let row = report::find(tx.conn, tx.viewer, id)?;
    let from = row.incident_id;
    if let Some(from) = from {
        tx.incident(from, None)?.standing().triage()?;
    }
    let target = match to {
        Some(target) => {
            tx.incident(target, None)?.standing().triage()?;
            target
        }
        None => tx.open_incident(&row.reference, row.desk_id)?,
    };
    report::set_incident(tx.conn, id, target)?;
    for incident in from.into_iter().chain([target]) {
        matter::recount(tx.conn, incident)?;
    }
    if row.privacy_risk {
        data_breach::reported(tx, target, row.received_at)?;
    }
    for incident in from.into_iter().chain([target]) {
        let changed = tx.incident(incident, None)?;
        tx.note(&changed, &TimelineEvent::ReportMoved { report: row.reference.clone(), to: target })?;
    }
    let moved = report::find(tx.conn, tx.viewer, id)?;
    let now_in = tx.incident(target, None)?;
    progress::linked(tx, std::slice::from_ref(&moved), &now_in)?;
    counter::bump_page(tx.conn)?;
    Ok(target)
}

/// Takes one incident into another. Only one without bulletins can be taken in: a series that was promised goes on to its
/// own end.
///
/// # Errors
/// `forbidden`; `validation` for the same incident twice or one with bulletins; `stale`.
pub fn merge(tx: &mut Tx<'_>, from: IncidentId, into: IncidentId) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    let (taken, taker) = (tx.incident(from, None)?, tx.incident(into, None)?);
    if from == into {
        return Err(Refusal::field("into", "same").into());
    }
    if taken.first_bulletin_at.is_some() {
        return Err(Refusal::field("incident", "has_first_bulletin").into());
    }
    taken.standing().triage()?;
    taker.standing().triage()?;
    let told = report::with_address(tx.conn, from)?;
    let reports = report::move_all(tx.conn, from, into)?;
    progress::linked(tx, &told, &taker)?;
    for incident in [from, into] {
        matter::recount(tx.conn, incident)?;
    }
    let count = reports.len();
    let handed_over = HandedOver { reports, ..hand_over(tx, &taken, &taker)? };
    change::take_in(tx.conn, tx.now, &taken, &taker)?;
    tx.note(&taken, &TimelineEvent::MergedInto { into: taker.reference.clone(), reports: count, handed_over })?;
    tx.note(&taker, &TimelineEvent::TookIn { incident: taken.reference.clone(), reports: count })?;
    counter::bump_page(tx.conn)
}

/// So many entries of a timeline are looked through for the merge; what happens to a closed incident in ten minutes is little.
const ENTRIES: i64 = 50;

/// How long a merge can be taken back.
pub const UNDO: TimeDelta = TimeDelta::minutes(10);

/// The merge that took an incident in, while it can be taken back.
///
/// # Errors
/// What the database says.
pub fn to_be_undone(conn: &mut AnyConnection, now: DateTime<Utc>, taken: &Incident) -> Result<Option<HandedOver>> {
    let Some(taker) = taken.merged_into else { return Ok(None) };
    // What came back of its letters may have been written down since.
    let merged = timeline::newest(conn, taken.id, ENTRIES)?.into_iter().find_map(|entry| match entry.happened {
        Happened::Known(TimelineEvent::MergedInto { handed_over, .. }) => Some((entry.at, handed_over)),
        _ => None,
    });
    let Some((at, handed_over)) = merged.filter(|(at, _)| now - *at <= UNDO) else { return Ok(None) };
    let told = message::bulletins(conn, &[taker])?.iter().any(|row| row.written_at >= at);
    Ok((!told).then_some(handed_over))
}

/// Takes a merge back: the incident that was taken in is open again with its reports, and what it handed over is its own again.
///
/// # Errors
/// `forbidden`; `validation` where the time is over or a bulletin went out since; `stale` where the other is over.
pub fn undo(tx: &mut Tx<'_>, id: IncidentId) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    let taken = tx.incident(id, None)?;
    let handed_over = to_be_undone(tx.conn, tx.now, &taken)?;
    let (Some(into), Some(handed_over)) = (taken.merged_into, handed_over) else {
        return Err(Refusal::field("incident", "merge_stays").into());
    };
    let taker = tx.incident(into, None)?;
    taker.standing().triage()?;
    let reports = report::move_these(tx.conn, &handed_over.reports, into, id)?;
    for task in &handed_over.tasks {
        task::end(tx.conn, tx.now, into, *task, UNMERGED)?;
    }
    task::reopen_all(tx.conn, id, MERGED)?;
    checks::untick(tx.conn, into, &handed_over.checks.iter().copied().collect())?;
    statutory_clock::give_back(tx.conn, &handed_over.clocks, id)?;
    change::give_back(tx.conn, id, into, (handed_over.form, handed_over.call))?;
    for incident in [id, into] {
        matter::recount(tx.conn, incident)?;
    }
    let again = tx.incident(id, None)?;
    let told = report::with_address(tx.conn, id)?;
    progress::linked(tx, &told, &again)?;
    tx.note(&again, &TimelineEvent::MergeUndone { with: taker.reference.clone(), reports })?;
    tx.note(&taker, &TimelineEvent::MergeUndone { with: taken.reference.clone(), reports })?;
    counter::bump_page(tx.conn)
}

/// By whom a task was ended that went over to another incident, and one that went back.
const MERGED: &str = "merged";
const UNMERGED: &str = "unmerged";

/// What is owed, checked, told and running on the incident that is taken in goes on in the other.
fn hand_over(tx: &mut Tx<'_>, taken: &Incident, taker: &Incident) -> Result<HandedOver> {
    let (from, into) = (taken.id, taker.id);
    let owed_before = task::open_names(tx.conn, into)?;
    for open in task::open(tx.conn, from)? {
        let there = task::open_names(tx.conn, into)?.contains(&open.name);
        match (open.contact_id, open.channel, open.note.as_deref()) {
            (Some(contact), Some(channel), note) => {
                task::owe_contact_fix(tx.conn, tx.now, into, contact, channel, note)?
            }
            (_, _, Some(note)) if !there => task::owe_with(tx.conn, tx.now, into, open.name, note)?,
            _ => task::owe(tx.conn, tx.now, into, open.name).map(drop)?,
        }
        task::end(tx.conn, tx.now, from, open.name, MERGED)?;
    }
    let made = checks::of_incident(tx.conn, from)?;
    let known = checks::of_incident(tx.conn, into)?;
    let new: Vec<_> = made.into_iter().filter(|(check, _)| !known.contains_key(check)).collect();
    for (check, checked) in &new {
        checks::tick(tx.conn, checked.at, into, &[*check].into(), &checked.by)?;
    }
    Ok(HandedOver {
        reports: Vec::new(),
        tasks: task::open_names(tx.conn, into)?.difference(&owed_before).copied().collect(),
        checks: new.into_iter().map(|(check, _)| check).collect(),
        clocks: statutory_clock::hand_over(tx.conn, from, into)?,
        form: taker.form_accepted_at.is_none() && taken.form_accepted_at.is_some(),
        call: taker.call_reached_at.is_none() && taken.call_reached_at.is_some(),
    })
}
