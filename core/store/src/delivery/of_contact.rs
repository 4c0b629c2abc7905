//! What one contact was told, and what became of it: read page by page.
//!
//! Guarantee: a page is one statement and is found by its key; whoever asks has found the contact with her viewer before
//! ([`crate::contact::find`]).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use diesel::{QueryableByName, RunQueryDsl as _};
use majakka_domain::id::{ContactId, DeliveryId};
use majakka_domain::terms::{Channel, DeliveryState, FailureCause, MessageKind};

use crate::db::{AnyConnection, Plain, Statement, Value};
use crate::error::Result;

/// One message to a contact over one channel.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ToContact {
    /// Of the delivery; the order of the list.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<DeliveryId>)]
    pub id: DeliveryId,
    /// Kind of the message.
    #[diesel(sql_type = Text, deserialize_as = Plain<MessageKind>)]
    pub kind: MessageKind,
    /// When it was written, UTC.
    #[diesel(sql_type = Timestamp, deserialize_as = Plain<DateTime<Utc>>)]
    pub written_at: DateTime<Utc>,
    /// Reference of the incident, or name of the break, that it is about.
    #[diesel(sql_type = Nullable<Text>)]
    pub about: Option<String>,
    /// Channel.
    #[diesel(sql_type = Text, deserialize_as = Plain<Channel>)]
    pub channel: Channel,
    /// To which address it went.
    #[diesel(sql_type = Text)]
    pub address: String,
    /// State.
    #[diesel(sql_type = Text, deserialize_as = Plain<DeliveryState>)]
    pub state: DeliveryState,
    /// Why it did not arrive, where that was said.
    #[diesel(sql_type = Nullable<Text>, deserialize_as = Plain<Option<FailureCause>>)]
    pub cause: Option<FailureCause>,
    /// When it found its present state, UTC.
    #[diesel(sql_type = Nullable<Timestamp>, deserialize_as = Plain<Option<DateTime<Utc>>>)]
    pub settled_at: Option<DateTime<Utc>>,
    /// When its recipient said that she has read it, UTC.
    #[diesel(sql_type = Nullable<Timestamp>, deserialize_as = Plain<Option<DateTime<Utc>>>)]
    pub read_at: Option<DateTime<Utc>>,
}

/// Messages to a contact that were written since, newest first: `limit` of them that are older than `before`.
///
/// # Errors
/// What the database says.
pub fn of_contact(
    conn: &mut AnyConnection,
    contact: ContactId,
    since: DateTime<Utc>,
    before: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<ToContact>> {
    let sql = "SELECT d.id, d.kind, m.written_at, \
         COALESCE((SELECT i.reference FROM incidents i WHERE i.id = d.incident_id), \
                  (SELECT b.external_id FROM maintenances b WHERE b.id = d.maintenance_id)) AS about, \
         d.channel, d.address, d.state, d.cause, d.settled_at, d.read_at \
         FROM deliveries d JOIN messages m ON m.id = d.message_id \
         WHERE d.contact_id = $1 AND d.id < $2 AND m.written_at >= $3 ORDER BY d.id DESC LIMIT $4";
    let before = before.map_or(i64::MAX, |id| id.0);
    let values =
        vec![Value::Number(contact.0), Value::Number(before), Value::Moment(since.naive_utc()), Value::Number(limit)];
    Ok(Statement::once(sql.to_owned(), values).load(conn)?)
}
