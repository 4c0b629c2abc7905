//! Reports between incidents: moved, split off, or one incident taken into another.
//!
//! Guarantee: no report and no message is lost; a merge cannot be undone and says so on both timelines.

use diesel::prelude::*;
use majakka_domain::id::{IncidentId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Deed;
use majakka_domain::terms::IncidentState;
use serde_json::json;

use crate::core::Act;
use crate::db::schema::incidents;
use crate::error::Result;
use crate::store::{counter, incident, report, task, timeline, word};

/// Moves a report to another incident, or to a new one of its own.
///
/// # Errors
/// `forbidden`, `stale` where an incident is over.
pub fn move_report(act: &mut Act<'_>, id: ReportId, to: Option<IncidentId>) -> Result<IncidentId> {
    act.viewer.require(Deed::Triage)?;
    let row = report::find(act.conn, act.viewer, id)?;
    let from = row.incident_id.map(IncidentId);
    if let Some(from) = from {
        act.incident(from, None)?.standing()?.triage()?;
    }
    let target = match to {
        Some(target) => {
            act.incident(target, None)?.standing()?.triage()?;
            target
        }
        None => {
            let reference = counter::incident_reference(act.conn, act.now)?;
            let desk = majakka_domain::id::OrganisationId(row.desk_id);
            let opened = incident::insert(act.conn, act.now, &reference, desk)?;
            timeline::append(
                act.conn,
                act.now,
                opened,
                &act.viewer.actor(),
                "opened",
                &json!({ "report": row.reference }),
            )?;
            opened
        }
    };
    report::set_incident(act.conn, id, target)?;
    for incident in from.into_iter().chain([target]) {
        let changed = act.incident(incident, None)?;
        act.note(&changed, "report_moved", &json!({ "report": row.reference, "to": target.0 }))?;
    }
    counter::bump_page(act.conn)?;
    Ok(target)
}

/// Takes one incident into another. Only one without bulletins can be taken in: a series that was promised goes on to its
/// own end.
///
/// # Errors
/// `forbidden`; `validation` for the same incident twice or one with bulletins; `stale`.
pub fn merge(act: &mut Act<'_>, from: IncidentId, into: IncidentId) -> Result<()> {
    act.viewer.require(Deed::Triage)?;
    let (taken, taker) = (act.incident(from, None)?, act.incident(into, None)?);
    if from == into {
        return Err(Refusal::field("into", "same").into());
    }
    if taken.first_bulletin_at.is_some() {
        return Err(Refusal::field("incident", "has_first_bulletin").into());
    }
    taken.standing()?.triage()?;
    taker.standing()?.triage()?;
    let moved = report::move_all(act.conn, from, into)?;
    for open in task::open(act.conn, from)? {
        let name = word("tasks", "name", &open.name)?;
        task::owe(act.conn, act.now, into, name)?;
        task::end(act.conn, act.now, from, name, "merged")?;
    }
    diesel::update(incidents::table.find(from.0))
        .set((
            incidents::state.eq(IncidentState::Closed.as_str()),
            incidents::merged_into.eq(into.0),
            incidents::closed_at.eq(act.now.naive_utc()),
        ))
        .execute(act.conn)?;
    let newest = taken.newest_report_at.max(taker.newest_report_at);
    diesel::update(incidents::table.find(into.0)).set(incidents::newest_report_at.eq(newest)).execute(act.conn)?;
    act.note(&taken, "merged_into", &json!({ "into": taker.reference, "reports": moved }))?;
    act.note(&taker, "took_in", &json!({ "incident": taken.reference, "reports": moved }))?;
    counter::bump_page(act.conn)
}
