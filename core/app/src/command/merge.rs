//! Reports between incidents: moved, split off, or one incident taken into another.
//!
//! Guarantee: no report and no message is lost; a merge cannot be undone and says so on both timelines.

use majakka_domain::id::{IncidentId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::timeline::TimelineEvent;

use super::{data_breach, progress};
use crate::app::Tx;
use majakka_store::error::Result;
use majakka_store::incident::{Incident, change};
use majakka_store::{checks, counter, matter, report, statutory_clock, task};

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
    hand_over(tx, &taken, &taker)?;
    change::take_in(tx.conn, tx.now, &taken, &taker)?;
    tx.note(&taken, &TimelineEvent::MergedInto { into: taker.reference.clone(), reports })?;
    tx.note(&taker, &TimelineEvent::TookIn { incident: taken.reference.clone(), reports })?;
    counter::bump_page(tx.conn)
}

/// What is owed, checked, told and running on the incident that is taken in goes on in the other.
fn hand_over(tx: &mut Tx<'_>, taken: &Incident, taker: &Incident) -> Result<()> {
    let (from, into) = (taken.id, taker.id);
    for open in task::open(tx.conn, from)? {
        let there = task::open_names(tx.conn, into)?.contains(&open.name);
        match (open.contact_id, open.channel, open.note.as_deref()) {
            (Some(contact), Some(channel), note) => {
                task::owe_contact_fix(tx.conn, tx.now, into, contact, channel, note)?
            }
            (_, _, Some(note)) if !there => task::owe_with(tx.conn, tx.now, into, open.name, note)?,
            _ => task::owe(tx.conn, tx.now, into, open.name).map(drop)?,
        }
        task::end(tx.conn, tx.now, from, open.name, "merged")?;
    }
    let made = checks::of(tx.conn, from)?;
    let known = checks::of(tx.conn, into)?;
    for (check, checked) in made.into_iter().filter(|(check, _)| !known.contains_key(check)) {
        checks::tick(tx.conn, checked.at, into, &[check].into(), &checked.by)?;
    }
    statutory_clock::hand_over(tx.conn, from, into)
}
