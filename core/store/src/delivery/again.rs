//! One recipient once more.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ContactId, DeliveryId, MessageId};
use majakka_domain::terms::{Channel, DeliveryState};

use crate::db::AnyConnection;
use crate::db::schema::{contacts, deliveries};
use crate::error::Result;

/// Offers a message again, at once, to one whom it did not reach or of whom that is not known; there where the register has
/// her by now. Says whether it did: not to whoever is out of the register or forgotten, and not what waits or was
/// taken.
///
/// # Errors
/// What the database says.
pub fn offer_one_again(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    message: MessageId,
    id: DeliveryId,
) -> Result<bool> {
    use deliveries as d;
    type Contact = (String, Option<String>, Option<DateTime<Utc>>);
    let found: Option<(Option<ContactId>, Channel, String)> = d::table
        .filter(d::id.eq(id.0))
        .filter(d::message_id.eq(message.0))
        .filter(d::address.ne(""))
        .filter(d::state.eq_any([DeliveryState::Failed.as_str(), DeliveryState::Uncertain.as_str()]))
        .select((d::contact_id, d::channel, d::address))
        .first(conn)
        .optional()?;
    let Some((contact, channel, known)) = found else { return Ok(false) };
    let contact: Option<Contact> = contacts::table
        .filter(contacts::id.nullable().eq(contact.map(|id| id.0)))
        .select((contacts::email, contacts::phone, contacts::removed_at))
        .first(conn)
        .optional()?;
    let address = match contact {
        Some((_, _, Some(_))) => return Ok(false),
        Some((_, phone, None)) if channel == Channel::Sms => phone.unwrap_or(known),
        Some((email, _, None)) => email,
        None => known,
    };
    let changed = diesel::update(d::table.find(id.0))
        .set((
            d::state.eq(DeliveryState::Queued.as_str()),
            d::address.eq(address),
            d::attempts.eq(0),
            d::due_at.eq(now.naive_utc()),
            d::settled_at.eq(None::<NaiveDateTime>),
            d::troubled_at.eq(None::<NaiveDateTime>),
            d::repeat_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
