//! A bulletin once more to those whom it did not reach.
//!
//! Guarantee: only the newest bulletin of an incident is offered again: an older one would tell old news after new; whoever has
//! a new address or number in the register by now gets it there.

use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Deed;
use serde_json::json;

use crate::core::Act;
use crate::error::Result;
use crate::store::{delivery, message};

/// Offers what failed of a bulletin again, at once. Says to how many.
///
/// # Errors
/// `forbidden`; `stale` when `bulletin` is not the newest of the incident, or when nothing of it failed any more.
pub fn send_again(act: &mut Act<'_>, incident: IncidentId, seen: Option<i64>, bulletin: MessageId) -> Result<usize> {
    act.viewer.require(Deed::Publish)?;
    let row = act.incident(incident, seen)?;
    let newest = message::newest_bulletin(act.conn, incident)?;
    if newest.is_none_or(|newest| newest.id != bulletin.0) {
        return Err(Refusal::Stale.into());
    }
    delivery::readdress_failed(act.conn, bulletin)?;
    let count = delivery::offer_again(act.conn, act.now, bulletin)?;
    if count == 0 {
        return Err(Refusal::Stale.into());
    }
    act.note(&row, "sent_again", &json!({ "deliveries": count }))?;
    Ok(count)
}
