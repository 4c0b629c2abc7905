//! A bulletin or a notice of a break that reached nobody: everybody believes that it was told, and nobody knows.
//!
//! Guarantee: the desk's duty list is told once; once more when it was sent again and failed again. In the timeline of an
//! incident it stands for good.
//! Non-goal: single recipients; those stand on the desk's list.

use chrono::TimeDelta;
use majakka_domain::id::{IncidentId, MessageId, OrganisationId};
use serde_json::json;

use super::bulletin::affected;
use super::duty_list::alert_desk;
use crate::core::Act;
use crate::error::Result;
use crate::render::message::{AffectedService, DutyAlert, DutyReason};
use crate::store::message::{self, Message};
use crate::store::{incident, installation, maintenance, timeline};
use crate::viewer::Viewer;

/// What failed longer ago was found, or it helps nobody any more.
const FRESH: TimeDelta = TimeDelta::days(1);

/// Tells the duty list of one such message, if there is any.
pub(crate) fn one_due(act: &mut Act<'_>) -> Result<bool> {
    let Some(row) = message::unheard(act.conn, act.now - FRESH)? else { return Ok(false) };
    message::mark_unheard(act.conn, MessageId(row.id), Some(act.now))?;
    match row.incident_id {
        Some(id) => of_incident(act, &row, IncidentId(id))?,
        None => of_break(act, &row)?,
    }
    Ok(true)
}

fn of_incident(act: &mut Act<'_>, row: &Message, id: IncidentId) -> Result<()> {
    let found = incident::find(act.conn, &Viewer::System, id)?;
    let (reference, desk) = (found.reference.clone(), OrganisationId(found.desk_id));
    let case = act.case(found)?;
    let service = affected(act, &case)?.into_iter().next();
    let told = alert(act, desk, Some(id), reference, service, row)?;
    let detail = json!({ "message": row.kind, "deliveries": told });
    timeline::append(act.conn, act.now, id, "system", "bulletin_unheard", &detail)
}

fn of_break(act: &mut Act<'_>, row: &Message) -> Result<()> {
    let (Some(id), Some(host)) = (row.maintenance_id, installation::host(act.conn)?) else { return Ok(()) };
    let found = maintenance::by_id(act.conn, id)?;
    let service = AffectedService::find(&act.core.catalogue, &found.service, &[]);
    alert(act, host, None, found.external_id, service, row).map(drop)
}

fn alert(
    act: &mut Act<'_>,
    desk: OrganisationId,
    incident: Option<IncidentId>,
    reference: String,
    service: Option<AffectedService>,
    row: &Message,
) -> Result<usize> {
    let Some(service) = service else { return Ok(0) };
    let since = row.written_at.and_utc();
    let alert =
        DutyAlert { reference, service: service.system, reason: DutyReason::NobodyReached, since, now: act.now };
    alert_desk(act, desk, incident, &alert)
}
