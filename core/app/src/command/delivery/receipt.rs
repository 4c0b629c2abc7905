//! What comes back: acceptance by a gateway, receipts, messages that failed for good.

use majakka_domain::delivery::{Cause, Fate, asks_for_another_address};
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{DeliveryState, EscalationTarget, MessageKind, TaskName};
use majakka_domain::timeline::TimelineEvent;

use super::route_test;
use crate::app::Tx;
use crate::command::incident::case::Case;
use majakka_store::delivery::{self, Delivery};
use majakka_store::error::Result;
use majakka_store::incident::change;
use majakka_store::{escalation, message, task};

/// A receipt about one delivery that says no more than its state.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn receipt(tx: &mut Tx<'_>, id: DeliveryId, state: DeliveryState, detail: &str) -> Result<()> {
    tx.viewer.require_installation()?;
    match state {
        DeliveryState::Delivered => came(tx, id, Fate::Delivered, detail),
        DeliveryState::Failed => came(tx, id, Fate::Failed(Cause::Unsaid), detail),
        // Nothing else is anybody's last word.
        _ => Ok(()),
    }
}

/// A receipt about one delivery; a repeated one changes nothing. What arrives after all ends the search for a better
/// number.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn came(tx: &mut Tx<'_>, id: DeliveryId, fate: Fate, detail: &str) -> Result<()> {
    tx.viewer.require_installation()?;
    if let Some(test) = route_test::of_delivery(id) {
        return route_test::came(tx, test, fate, detail);
    }
    let Some(row) = delivery::find(tx.conn, id)? else { return Ok(()) };
    if !delivery::receive(tx.conn, tx.now, id, fate, detail)? {
        return Ok(());
    }
    match fate {
        Fate::Failed(cause) => not_delivered(tx, &row, cause, Some(detail)),
        Fate::Delivered => {
            if let Some(contact) = row.contact_id {
                task::end_contact_fix(tx.conn, tx.now, contact, row.channel, "receipt")?;
            }
            if row.state == DeliveryState::Failed { arrived_after_all(tx, &row) } else { Ok(()) }
        }
    }
}

fn arrived_after_all(tx: &mut Tx<'_>, row: &Delivery) -> Result<()> {
    let Some(incident) = row.incident_id else { return Ok(()) };
    let (channel, message, contact, delivery) = (row.channel, row.kind, row.contact_id, row.id);
    tx.tell(incident, &TimelineEvent::DeliveryArrived { channel, message, contact, delivery })
}

/// A message that was offered, and nobody will ever say whether it was taken: that stands in its incident's timeline.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn uncertain_for_good(tx: &mut Tx<'_>, row: &Delivery) -> Result<()> {
    tx.viewer.require_installation()?;
    let Some(incident) = row.incident_id else { return Ok(()) };
    let (channel, message, contact, delivery) = (row.channel, row.kind, row.contact_id, row.id);
    tx.tell(incident, &TimelineEvent::DeliveryUncertain { channel, message, contact, delivery })
}

/// A message that failed for good: that stands in its incident's timeline, and its contact is to be mended.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn failed_for_good(tx: &mut Tx<'_>, row: &Delivery) -> Result<()> {
    tx.viewer.require_installation()?;
    not_delivered(tx, row, Cause::Unsaid, None)
}

/// Only a number or address that may be wrong is to be mended: a telephone that was off is on again tomorrow.
fn not_delivered(tx: &mut Tx<'_>, row: &Delivery, cause: Cause, came_back: Option<&str>) -> Result<()> {
    forget_secret(tx, row)?;
    let Some(incident) = row.incident_id else { return Ok(()) };
    if let Some(contact) = row.contact_id.filter(|_| asks_for_another_address(cause)) {
        task::owe_contact_fix(tx.conn, tx.now, incident, contact, row.channel, came_back)?;
    }
    let (channel, message, contact, delivery) = (row.channel, row.kind, row.contact_id, Some(row.id));
    let cause = Some(cause).filter(|cause| *cause != Cause::Unsaid);
    tx.tell(incident, &TimelineEvent::DeliveryFailed { channel, message, contact, delivery, cause })
}

/// A letter with a one-time link has left, or never will: nobody reads the link in the database afterwards.
fn forget_secret(tx: &mut Tx<'_>, row: &Delivery) -> Result<()> {
    if row.kind == MessageKind::AccountLink { message::blank(tx.conn, row.message_id) } else { Ok(()) }
}

/// The gateway took a mail: for the form to Kela that is what counts as sent.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn accepted(tx: &mut Tx<'_>, row: &Delivery) -> Result<()> {
    tx.viewer.require_installation()?;
    forget_secret(tx, row)?;
    if row.kind != MessageKind::Escalation {
        return Ok(());
    }
    let Some(escalation) = escalation::of_message(tx.conn, row.message_id)? else { return Ok(()) };
    let incident = escalation.incident_id;
    if escalation.target == EscalationTarget::Kela {
        change::form_accepted(tx.conn, tx.now, incident)?;
        task::end(tx.conn, tx.now, incident, TaskName::KelaForm, "accepted")?;
    }
    tx.tell(incident, &TimelineEvent::EscalationAccepted { to: escalation.target, partner: escalation.partner })
}

/// How far the report to Kela has come, by the values that count.
pub fn kela_state(case: &Case<'_>) -> majakka_domain::terms::KelaState {
    majakka_domain::incident::kela_state(
        case.row.form_accepted_at.is_some(),
        case.duty().call,
        case.row.call_reached_at.is_some(),
    )
}
