//! A bulletin or a notice of a break that reached nobody: everybody believes that it was told, and nobody knows.
//!
//! Guarantee: the desk's duty list is told once; once more when it was sent again and failed again. In the timeline of an
//! incident it stands for good.
//! Non-goal: single recipients; those stand on the desk's list.

use chrono::TimeDelta;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::on_call::DutyReason;
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use crate::command::bulletin::affected;
use crate::command::due::on_call::alert_desk;
use majakka_messages::message::{AffectedService, DutyAlert};
use majakka_store::error::Result;
use majakka_store::message::{self, Message};
use majakka_store::viewer::Viewer;
use majakka_store::{incident, installation, maintenance};

/// What failed longer ago was found, or it helps nobody any more.
const FRESH: TimeDelta = TimeDelta::days(1);

/// Tells the duty list of one such message, if there is any.
pub(crate) fn one_due(tx: &mut Tx<'_>) -> Result<bool> {
    let Some(row) = message::unheard(tx.conn, tx.now - FRESH)? else { return Ok(false) };
    message::mark_unheard(tx.conn, row.id, Some(tx.now))?;
    match row.incident_id {
        Some(id) => of_incident(tx, &row, id)?,
        None => of_break(tx, &row)?,
    }
    Ok(true)
}

fn of_incident(tx: &mut Tx<'_>, row: &Message, id: IncidentId) -> Result<()> {
    let found = incident::find(tx.conn, &Viewer::System, id)?;
    let (reference, desk) = (found.reference.clone(), found.desk_id);
    let case = tx.case(found)?;
    let service = affected(tx, &case)?.into_iter().next();
    let deliveries = alert(tx, desk, Some(id), reference, service, row)?;
    tx.tell(id, &TimelineEvent::BulletinUnheard { message: row.kind, deliveries })
}

fn of_break(tx: &mut Tx<'_>, row: &Message) -> Result<()> {
    let (Some(id), Some(host)) = (row.maintenance_id, installation::host(tx.conn)?) else { return Ok(()) };
    let found = maintenance::by_id(tx.conn, id)?;
    let service = AffectedService::find(&tx.app.catalogue, &found.service, &[]);
    alert(tx, host, None, found.external_id, service, row).map(drop)
}

fn alert(
    tx: &mut Tx<'_>,
    desk: OrganisationId,
    incident: Option<IncidentId>,
    reference: String,
    service: Option<AffectedService>,
    row: &Message,
) -> Result<usize> {
    let Some(service) = service else { return Ok(0) };
    let since = row.written_at;
    let alert = DutyAlert { reference, service: service.system, reason: DutyReason::NobodyReached, since, now: tx.now };
    alert_desk(tx, desk, incident, &alert)
}
