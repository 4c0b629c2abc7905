//! A message once more to those whom it did not reach.
//!
//! Guarantee: only the newest bulletin of an incident and the newest notice of a break are offered again: an older one would
//! tell old news after new; whoever has a new address or number in the register by now gets it there.

use majakka_domain::id::{DeliveryId, IncidentId, MessageId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{MessageKind, Series};
use majakka_domain::timeline::TimelineEvent;
use serde_json::json;

use crate::app::Tx;
use majakka_store::error::Result;
use majakka_store::outgoing::{self, Outgoing};
use majakka_store::{delivery, escalation, maintenance, message};

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Everybody to whom it will not arrive.
    AllThatFailed,
    /// One to whom it will not arrive, or of whom that is not known.
    One(DeliveryId),
}

/// Offers what failed of a bulletin again, at once. Says to how many.
///
/// # Errors
/// `forbidden`; `stale` when `bulletin` is not the newest of the incident, or when nothing of it failed any more.
pub fn send_again(tx: &mut Tx<'_>, incident: IncidentId, seen: Option<i64>, bulletin: MessageId) -> Result<usize> {
    bulletin_again(tx, incident, seen, bulletin, Whom::AllThatFailed)
}

/// Offers any message again that may be: a bulletin, a notice of a break, an escalation. Says to how many.
///
/// # Errors
/// `forbidden`, also for a break that another desk planned, and for what stands for its moment alone, like an alarm or a one-time
/// link; `stale` when something newer was
/// said since, or when there is nothing to offer again any more; [`majakka_store::error::Error::NotFound`] for another desk's.
pub fn message_again(tx: &mut Tx<'_>, seen: Option<i64>, id: MessageId, whom: Whom) -> Result<usize> {
    let row = outgoing::find(tx.conn, tx.viewer, id)?;
    match (permission(&row), row.incident_id) {
        (Some(Permission::Publish), Some(incident)) => bulletin_again(tx, incident, seen, id, whom),
        (Some(permission @ Permission::Escalate), Some(incident)) => {
            tx.viewer.require(permission)?;
            escalation_again(tx, incident, seen, id, whom)
        }
        (Some(permission @ Permission::PlanMaintenance), None) => {
            tx.viewer.require(permission)?;
            let name = row.maintenance.clone().unwrap_or_default();
            maintenance::for_change(tx.conn, tx.viewer, &name)?;
            if !outgoing::is_newest(tx.conn, &row)? {
                return Err(Refusal::Stale.into());
            }
            let count = offer(tx, id, whom)?;
            tx.audit("maintenance.sent_again", &name, &json!({ "deliveries": count }).to_string())?;
            Ok(count)
        }
        _ => Err(Refusal::Forbidden.into()),
    }
}

/// The right that it takes to send this message again; none for what cannot be.
pub fn permission(row: &Outgoing) -> Option<Permission> {
    match (row.kind.series(), row.kind) {
        (Series::Bulletin, _) => Some(Permission::Publish),
        (Series::Maintenance, _) => Some(Permission::PlanMaintenance),
        (Series::Single, MessageKind::Escalation) => Some(Permission::Escalate),
        (Series::Alarm | Series::Single, _) => None,
    }
}

fn bulletin_again(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    seen: Option<i64>,
    bulletin: MessageId,
    whom: Whom,
) -> Result<usize> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(incident, seen)?;
    let newest = message::newest_bulletin(tx.conn, incident)?;
    if newest.is_none_or(|newest| newest.id != bulletin) {
        return Err(Refusal::Stale.into());
    }
    let count = offer(tx, bulletin, whom)?;
    tx.note(&row, &TimelineEvent::SentAgain { deliveries: count })?;
    Ok(count)
}

/// Only the newest to the same partner: what it says is measured by the evidence of its time.
fn escalation_again(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    seen: Option<i64>,
    id: MessageId,
    whom: Whom,
) -> Result<usize> {
    let row = tx.incident(incident, seen)?;
    if !escalation::is_newest_to_its_partner(tx.conn, incident, id)? {
        return Err(Refusal::Stale.into());
    }
    let count = offer(tx, id, whom)?;
    tx.note(&row, &TimelineEvent::EscalatedAgain { deliveries: count })?;
    Ok(count)
}

fn offer(tx: &mut Tx<'_>, id: MessageId, whom: Whom) -> Result<usize> {
    let count = match whom {
        Whom::AllThatFailed => {
            delivery::readdress_failed(tx.conn, id)?;
            delivery::offer_again(tx.conn, tx.now, id)?
        }
        Whom::One(one) => usize::from(delivery::offer_one_again(tx.conn, tx.now, id, one)?),
    };
    if count == 0 {
        return Err(Refusal::Stale.into());
    }
    message::mark_unheard(tx.conn, id, None)?;
    Ok(count)
}
