//! An own break that goes on past its planned end: the desk says so, and it becomes an incident (docs/TRIAGE.md 2).

use majakka_domain::evidence::overran;
use majakka_domain::id::{IncidentId, MaintenanceId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, Language};

use crate::app::Tx;
use crate::command::report::{self, Report};
use majakka_store::error::{Error, Result};
use majakka_store::{incident, maintenance, matter, organisation};

/// Reports the overrun in the name of an organisation that the break concerns; the incident that this opens or joins names
/// the break as its evidence. Where an incident names it already, that is it. `description` is what the report says, in
/// `language`.
///
/// # Errors
/// `forbidden`; `validation` on `id` for a break that the viewer does not know, that is off, that is not past its planned end
/// and the grace, or that was over a day ago.
pub fn goes_on(tx: &mut Tx<'_>, external_id: &str, description: &str, language: Language) -> Result<IncidentId> {
    tx.viewer.require(Permission::Report)?;
    let refuse = |problem| Error::from(Refusal::field("id", problem));
    let row = maintenance::find(tx.conn, tx.viewer, external_id).map_err(|_| refuse("unknown"))?;
    let (_, ends) = row.window();
    if row.cancelled_at.is_some() || !ends.is_some_and(|ends| overran(ends, tx.now)) {
        return Err(refuse("not_overrun"));
    }
    if let Some(known) = running(tx, row.id)? {
        return Ok(known);
    }
    let system = tx.app.catalogue.system(&row.service).ok_or_else(|| refuse("unknown"))?;
    let function = system.functions.first().ok_or_else(|| refuse("without_functions"))?;
    let mut concerned = maintenance::organisations_of(tx.conn, &[row.id])?.remove(&row.id).unwrap_or_default();
    concerned.retain(|id| organisation::find(tx.conn, tx.viewer, *id).is_ok());
    let told = Report {
        language,
        ..Report::least(
            concerned.pop_first().ok_or_else(|| refuse("unknown"))?,
            row.service.clone(),
            function.id.clone(),
            Effect::Prevents,
            description,
        )
    };
    report::report(tx, told)?.incident.ok_or(Error::NotFound("incident"))
}

/// The unresolved incident whose reports showed that this break goes on.
fn running(tx: &mut Tx<'_>, own: MaintenanceId) -> Result<Option<IncidentId>> {
    let ids: Vec<IncidentId> = incident::unresolved(tx.conn, tx.viewer.desk())?.iter().map(|row| row.id).collect();
    let shown = matter::overrun_breaks(tx.conn, &ids)?;
    Ok(shown.into_iter().find(|(_, breaks)| breaks.contains(&own)).map(|(incident, _)| incident))
}
