//! The outbox: what waits, what is on its way, what became of it (design.md 3).
//!
//! Guarantee: a claim is a lease, so a crash costs time and never a message; what was accepted is never offered again.
//! Non-goal: sending.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ContactId, DeliveryId, MessageId};
use majakka_domain::terms::{Channel, DeliveryState, Language};

use super::word;
use crate::db::AnyConnection;
use crate::db::dialect;
use crate::db::schema::{deliveries, delivery_attempts};
use crate::error::Result;

/// A stored delivery.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub struct Delivery {
    /// Id.
    pub id: i64,
    /// Which message.
    pub message_id: i64,
    /// To whom in the register.
    pub contact_id: Option<i64>,
    /// Channel, [`Channel`].
    pub channel: String,
    /// Address on it.
    pub address: String,
    /// Language, [`Language`].
    pub language: String,
    /// Kind of the message.
    pub kind: String,
    /// About which incident.
    pub incident_id: Option<i64>,
    /// About which own break.
    pub maintenance_id: Option<i64>,
    /// State, [`DeliveryState`].
    pub state: String,
    /// How often it was offered.
    pub attempts: i32,
    /// When it may be offered next, UTC.
    pub due_at: NaiveDateTime,
    /// The gateway's own id.
    pub provider_ref: Option<String>,
    /// What the gateway said last.
    pub last_detail: Option<String>,
    /// When it found its present state.
    pub settled_at: Option<NaiveDateTime>,
}

/// A delivery to somebody who is not in the register: Kela, a vendor, a reporter.
///
/// # Errors
/// What the database says.
#[expect(clippy::too_many_arguments, reason = "a row has that many facts")]
pub fn insert_single(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    message: MessageId,
    kind: majakka_domain::terms::MessageKind,
    incident: Option<i64>,
    channel: Channel,
    address: &str,
    language: Language,
) -> Result<DeliveryId> {
    use deliveries as d;
    let id: i64 = diesel::insert_into(d::table)
        .values((
            d::message_id.eq(message.0),
            d::channel.eq(channel.as_str()),
            d::address.eq(address),
            d::language.eq(language.as_str()),
            d::kind.eq(kind.as_str()),
            d::series.eq(kind.series().as_str()),
            d::incident_id.eq(incident),
            d::reason.eq("single"),
            d::priority.eq(0),
            d::state.eq(DeliveryState::Queued.as_str()),
            d::attempts.eq(0),
            d::due_at.eq(now.naive_utc()),
        ))
        .returning(d::id)
        .get_result(conn)?;
    Ok(DeliveryId(id))
}

/// Claims what is due on a channel and loads it.
///
/// # Errors
/// What the database says.
pub fn claim(
    conn: &mut AnyConnection,
    worker: &str,
    channel: Channel,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    let ids = dialect::claim(conn, worker, channel.as_str(), now, until, limit)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(deliveries::table
        .filter(deliveries::id.eq_any(&ids))
        .order((deliveries::priority, deliveries::id))
        .select(Delivery::as_select())
        .load(conn)?)
}

/// What became of one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which.
    pub delivery: DeliveryId,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a gateway said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It took the message.
    Accepted {
        /// Its own id.
        provider_ref: Option<String>,
    },
    /// It never will.
    Refused {
        /// Its words.
        detail: String,
    },
    /// It may later.
    Later {
        /// Its words.
        detail: String,
        /// When to offer again.
        at: DateTime<Utc>,
    },
}

/// Writes what became of a batch. Accepted ones without a gateway's id are one statement together.
///
/// # Errors
/// What the database says.
pub fn settle(conn: &mut AnyConnection, now: DateTime<Utc>, settlements: &[Settlement]) -> Result<()> {
    let plain: Vec<i64> = settlements
        .iter()
        .filter(|s| matches!(&s.outcome, Outcome::Accepted { provider_ref: None }))
        .map(|s| s.delivery.0)
        .collect();
    for ids in plain.chunks(5_000) {
        diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids))).set(accepted(now)).execute(conn)?;
        attempted(conn, now, ids, "accepted", "")?;
    }
    for Settlement { delivery, outcome } in settlements {
        let row = deliveries::table.find(delivery.0);
        match outcome {
            Outcome::Accepted { provider_ref: None } => {}
            Outcome::Accepted { provider_ref } => {
                diesel::update(row).set((accepted(now), deliveries::provider_ref.eq(provider_ref))).execute(conn)?;
                attempted(conn, now, &[delivery.0], "accepted", provider_ref.as_deref().unwrap_or_default())?;
            }
            Outcome::Refused { detail } => {
                diesel::update(row)
                    .set((
                        deliveries::state.eq(DeliveryState::Failed.as_str()),
                        deliveries::attempts.eq(deliveries::attempts + 1),
                        deliveries::leased_by.eq(None::<String>),
                        deliveries::leased_until.eq(None::<NaiveDateTime>),
                        deliveries::last_detail.eq(detail),
                        deliveries::settled_at.eq(now.naive_utc()),
                    ))
                    .execute(conn)?;
                attempted(conn, now, &[delivery.0], "refused", detail)?;
            }
            Outcome::Later { detail, at } => {
                diesel::update(row)
                    .set((
                        deliveries::attempts.eq(deliveries::attempts + 1),
                        deliveries::leased_by.eq(None::<String>),
                        deliveries::leased_until.eq(None::<NaiveDateTime>),
                        deliveries::last_detail.eq(detail),
                        deliveries::due_at.eq(at.naive_utc()),
                    ))
                    .execute(conn)?;
                attempted(conn, now, &[delivery.0], "later", detail)?;
            }
        }
    }
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = deliveries, treat_none_as_null = true)]
struct Accepted {
    state: &'static str,
    leased_by: Option<String>,
    leased_until: Option<NaiveDateTime>,
    settled_at: Option<NaiveDateTime>,
}

fn accepted(now: DateTime<Utc>) -> Accepted {
    Accepted {
        state: DeliveryState::Sent.as_str(),
        leased_by: None,
        leased_until: None,
        settled_at: Some(now.naive_utc()),
    }
}

/// Every attempt leaves a row, in one statement a batch.
fn attempted(conn: &mut AnyConnection, now: DateTime<Utc>, ids: &[i64], outcome: &str, detail: &str) -> Result<()> {
    use delivery_attempts as a;
    use diesel::dsl::sql;
    use diesel::sql_types::{Text, Timestamp};
    let rows = deliveries::table.filter(deliveries::id.eq_any(ids)).select((
        deliveries::id,
        sql::<Timestamp>("").bind::<Timestamp, _>(now.naive_utc()),
        sql::<Text>("").bind::<Text, _>(outcome),
        sql::<Text>("").bind::<Text, _>(detail),
    ));
    rows.insert_into(a::table).into_columns((a::delivery_id, a::at, a::outcome, a::detail)).execute(conn)?;
    Ok(())
}

/// What a receipt said of a message that was accepted. A repeated or late receipt changes nothing: says whether it did.
///
/// # Errors
/// What the database says.
pub fn receive(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: DeliveryId,
    state: DeliveryState,
    detail: &str,
) -> Result<bool> {
    let changed = diesel::update(
        deliveries::table
            .find(id.0)
            .filter(deliveries::state.eq_any([DeliveryState::Queued.as_str(), DeliveryState::Sent.as_str()])),
    )
    .set((
        deliveries::state.eq(state.as_str()),
        deliveries::last_detail.eq(detail),
        deliveries::settled_at.eq(now.naive_utc()),
    ))
    .execute(conn)?;
    Ok(changed == 1)
}

/// One delivery.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, id: DeliveryId) -> Result<Option<Delivery>> {
    Ok(deliveries::table.find(id.0).select(Delivery::as_select()).first(conn).optional()?)
}

/// The newest message that was accepted for a contact on a channel.
///
/// # Errors
/// What the database says.
pub fn newest_accepted(conn: &mut AnyConnection, contact: ContactId, channel: Channel) -> Result<Option<DeliveryId>> {
    let id: Option<i64> = deliveries::table
        .filter(deliveries::contact_id.eq(contact.0))
        .filter(deliveries::channel.eq(channel.as_str()))
        .filter(deliveries::state.eq_any([
            DeliveryState::Sent.as_str(),
            DeliveryState::Delivered.as_str(),
            DeliveryState::Failed.as_str(),
        ]))
        .order(deliveries::id.desc())
        .select(deliveries::id)
        .first(conn)
        .optional()?;
    Ok(id.map(DeliveryId))
}

/// When the earliest waiting delivery is due; what is leased counts from the end of its lease.
///
/// # Errors
/// What the database says.
pub fn next_due(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    let due: Option<NaiveDateTime> = deliveries::table
        .filter(deliveries::state.eq(DeliveryState::Queued.as_str()))
        .select(diesel::dsl::min(deliveries::due_at))
        .first(conn)?;
    Ok(due.map(|at| at.and_utc()))
}

/// Offers those of a message that failed again, at once. Says how many.
///
/// # Errors
/// What the database says.
pub fn offer_again(conn: &mut AnyConnection, now: DateTime<Utc>, message: MessageId) -> Result<usize> {
    Ok(diesel::update(
        deliveries::table
            .filter(deliveries::message_id.eq(message.0))
            .filter(deliveries::state.eq(DeliveryState::Failed.as_str())),
    )
    .set((
        deliveries::state.eq(DeliveryState::Queued.as_str()),
        deliveries::attempts.eq(0),
        deliveries::due_at.eq(now.naive_utc()),
        deliveries::settled_at.eq(None::<NaiveDateTime>),
    ))
    .execute(conn)?)
}

/// How many deliveries of a message stand in which state.
///
/// # Errors
/// What the database says.
pub fn counts(conn: &mut AnyConnection, messages: &[i64]) -> Result<Vec<(i64, Channel, DeliveryState, i64)>> {
    let rows: Vec<(i64, String, String, i64)> = deliveries::table
        .filter(deliveries::message_id.eq_any(messages))
        .group_by((deliveries::message_id, deliveries::channel, deliveries::state))
        .select((deliveries::message_id, deliveries::channel, deliveries::state, diesel::dsl::count(deliveries::id)))
        .load(conn)?;
    rows.into_iter()
        .map(|(message, channel, state, count)| {
            Ok((message, word("deliveries", "channel", &channel)?, word("deliveries", "state", &state)?, count))
        })
        .collect()
}

/// Deliveries of a message, by address; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn of_message(conn: &mut AnyConnection, message: MessageId, limit: i64) -> Result<Vec<Delivery>> {
    Ok(deliveries::table
        .filter(deliveries::message_id.eq(message.0))
        .order((deliveries::address, deliveries::id))
        .limit(limit)
        .select(Delivery::as_select())
        .load(conn)?)
}
