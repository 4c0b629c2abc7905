//! The alarm to the comms owners.

use majakka_domain::terms::{ContactRole, Language, MessageKind, TaskName};
use majakka_domain::timeline::TimelineEvent;

use super::affected::affected;
use super::send::audience;
use crate::app::Tx;
use majakka_messages::message::StaffAlarm;
use majakka_store::error::Result;
use majakka_store::incident::change;
use majakka_store::message::{self, About, NewMessage, Text};
use majakka_store::{incident, recipients, task};

/// Wakes the comms owners: the promised word is late.
pub(crate) fn alarm(tx: &mut Tx<'_>, row: incident::Incident) -> Result<()> {
    let Some(promised) = row.next_update_at else { return Ok(()) };
    let case = tx.case(row)?;
    let id = case.row.id;
    let services = affected(tx, &case)?;
    let Some(service) = services.into_iter().next().map(|s| s.system) else { return Ok(()) };
    let goes_out = tx.app.settings.cadence.nochange_at(promised);
    let facts = StaffAlarm { reference: case.row.reference.clone(), service, promised, goes_out, now: tx.now };
    let texts = Language::ALL
        .iter()
        .map(|language| {
            let (sms, mail) = tx.app.renderer.staff_alarm(&facts, *language)?;
            Ok(Text::new(*language, mail, Some(sms)))
        })
        .collect::<Result<_>>()?;
    let kind = MessageKind::StaffAlarm;
    let about = About { incident: Some(id), ..About::default() };
    let new = NewMessage::single(kind, about, tx.viewer.actor(), texts);
    let message = message::insert(tx.conn, tx.now, &new)?;
    let audience = audience(&case, case.row.audience_named, ContactRole::CommsOwner, false);
    recipients::deliver(tx.conn, tx.now, &audience, message, kind, true)?;
    task::owe(tx.conn, tx.now, id, TaskName::UpdateDue)?;
    change::alarmed(tx.conn, tx.now, id)?;
    tx.note(&case.row, &TimelineEvent::UpdateLate { promised })
}
