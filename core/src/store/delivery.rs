//! The outbox: what waits, what is on its way, what became of it (design.md 3).
//!
//! Guarantee: a claim is a lease, so a crash costs time and never a message; what was accepted is never offered again.
//! Non-goal: sending.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ContactId, DeliveryId, MessageId};
use majakka_domain::terms::{Channel, DeliveryState, Language};

use super::word;
use crate::db::AnyConnection;
use crate::db::dialect;
use crate::db::schema::{contacts, deliveries, delivery_attempts};
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
        /// Was it the recipient's trouble? A gateway that is down does not count as an attempt.
        counts: bool,
    },
}

/// Writes what became of a batch that `worker` claimed, every attempt with it. Says whose state this changed.
///
/// What a gateway took has gone out, also when a newer message made it superseded meanwhile or the lease was lost; a
/// receipt that was faster keeps its say. That it was not taken counts only from the one who holds the lease, and never
/// wakes what is superseded.
///
/// # Errors
/// What the database says.
pub fn settle(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    worker: &str,
    settlements: &[Settlement],
) -> Result<BTreeSet<DeliveryId>> {
    let mut alike: BTreeMap<&Outcome, Vec<i64>> = BTreeMap::new();
    for Settlement { delivery, outcome } in settlements {
        alike.entry(outcome).or_default().push(delivery.0);
    }
    let mut changed = BTreeSet::new();
    for (outcome, ids) in alike {
        for ids in ids.chunks(IDS_A_STATEMENT) {
            attempted(conn, now, ids, outcome)?;
            let settled = match outcome {
                Outcome::Accepted { provider_ref } => accepted(conn, now, ids, provider_ref.as_deref())?,
                Outcome::Refused { detail } => refused(conn, now, worker, ids, detail)?,
                Outcome::Later { detail, at, counts } => {
                    put_back(conn, worker, ids, detail, *at, *counts)?;
                    Vec::new()
                }
            };
            changed.extend(settled.into_iter().map(DeliveryId));
        }
    }
    Ok(changed)
}

/// SQLite takes 32,766 values in a statement.
const IDS_A_STATEMENT: usize = 5_000;

fn accepted(conn: &mut AnyConnection, now: DateTime<Utc>, ids: &[i64], provider_ref: Option<&str>) -> Result<Vec<i64>> {
    if let Some(reference) = provider_ref {
        let rows = deliveries::table.filter(deliveries::id.eq_any(ids));
        diesel::update(rows).set(deliveries::provider_ref.eq(reference)).execute(conn)?;
    }
    let unsettled = [DeliveryState::Queued.as_str(), DeliveryState::Superseded.as_str()];
    let rows = deliveries::table.filter(deliveries::id.eq_any(ids)).filter(deliveries::state.eq_any(unsettled));
    Ok(diesel::update(rows)
        .set((
            deliveries::state.eq(DeliveryState::Sent.as_str()),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<NaiveDateTime>),
            deliveries::settled_at.eq(now.naive_utc()),
        ))
        .returning(deliveries::id)
        .get_results(conn)?)
}

fn refused(conn: &mut AnyConnection, now: DateTime<Utc>, worker: &str, ids: &[i64], detail: &str) -> Result<Vec<i64>> {
    let rows = deliveries::table
        .filter(deliveries::id.eq_any(ids))
        .filter(deliveries::state.eq(DeliveryState::Queued.as_str()))
        .filter(deliveries::leased_by.eq(worker));
    Ok(diesel::update(rows)
        .set((
            deliveries::state.eq(DeliveryState::Failed.as_str()),
            deliveries::attempts.eq(deliveries::attempts + 1),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<NaiveDateTime>),
            deliveries::last_detail.eq(detail),
            deliveries::settled_at.eq(now.naive_utc()),
        ))
        .returning(deliveries::id)
        .get_results(conn)?)
}

fn put_back(
    conn: &mut AnyConnection,
    worker: &str,
    ids: &[i64],
    detail: &str,
    at: DateTime<Utc>,
    counts: bool,
) -> Result<()> {
    let rows = deliveries::table
        .filter(deliveries::id.eq_any(ids))
        .filter(deliveries::state.eq(DeliveryState::Queued.as_str()))
        .filter(deliveries::leased_by.eq(worker));
    diesel::update(rows)
        .set((
            deliveries::attempts.eq(deliveries::attempts + i32::from(counts)),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<NaiveDateTime>),
            deliveries::last_detail.eq(detail),
            deliveries::due_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Every attempt leaves a row, in one statement for all that fared alike.
fn attempted(conn: &mut AnyConnection, now: DateTime<Utc>, ids: &[i64], outcome: &Outcome) -> Result<()> {
    use delivery_attempts as a;
    use diesel::dsl::sql;
    use diesel::sql_types::{Text, Timestamp};
    let (name, detail) = match outcome {
        Outcome::Accepted { provider_ref } => ("accepted", provider_ref.as_deref().unwrap_or_default()),
        Outcome::Refused { detail } => ("refused", detail.as_str()),
        Outcome::Later { detail, .. } => ("later", detail.as_str()),
    };
    let rows = deliveries::table.filter(deliveries::id.eq_any(ids)).select((
        deliveries::id,
        sql::<Timestamp>("").bind::<Timestamp, _>(now.naive_utc()),
        sql::<Text>("").bind::<Text, _>(name),
        sql::<Text>("").bind::<Text, _>(detail),
    ));
    rows.insert_into(a::table).into_columns((a::delivery_id, a::at, a::outcome, a::detail)).execute(conn)?;
    Ok(())
}

/// Keeps the leases of a batch that is still under way. What was lost meanwhile stays lost.
///
/// # Errors
/// What the database says.
pub fn renew(conn: &mut AnyConnection, worker: &str, ids: &[i64], until: DateTime<Utc>) -> Result<()> {
    for ids in ids.chunks(IDS_A_STATEMENT) {
        let rows = deliveries::table.filter(deliveries::id.eq_any(ids)).filter(deliveries::leased_by.eq(worker));
        diesel::update(rows).set(deliveries::leased_until.eq(until.naive_utc())).execute(conn)?;
    }
    Ok(())
}

/// Lets everything that is due on a channel wait until `at`: its gateway is down, and would refuse each of them.
///
/// # Errors
/// What the database says.
pub fn put_off(conn: &mut AnyConnection, now: DateTime<Utc>, channel: Channel, at: DateTime<Utc>) -> Result<usize> {
    let free = deliveries::leased_until.is_null().or(deliveries::leased_until.le(now.naive_utc()).assume_not_null());
    let rows = deliveries::table
        .filter(deliveries::state.eq(DeliveryState::Queued.as_str()))
        .filter(deliveries::channel.eq(channel.as_str()))
        .filter(deliveries::due_at.le(now.naive_utc()))
        .filter(free);
    Ok(diesel::update(rows).set(deliveries::due_at.eq(at.naive_utc())).execute(conn)?)
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
    let waiting = || deliveries::table.filter(deliveries::state.eq(DeliveryState::Queued.as_str()));
    let free: Option<NaiveDateTime> = waiting()
        .filter(deliveries::leased_until.is_null())
        .select(diesel::dsl::min(deliveries::due_at))
        .first(conn)?;
    let leased: Option<NaiveDateTime> = waiting().select(diesel::dsl::min(deliveries::leased_until)).first(conn)?;
    Ok([free, leased].into_iter().flatten().min().map(|at| at.and_utc()))
}

/// Gives those of a message that failed the address that their contact has by now. A contact without a number keeps the
/// old one: what was tried stays to be seen.
///
/// # Errors
/// What the database says.
pub fn readdress_failed(conn: &mut AnyConnection, message: MessageId) -> Result<()> {
    use contacts as c;
    use deliveries as d;
    let failed = |channel: Channel| {
        d::table
            .filter(d::message_id.eq(message.0))
            .filter(d::channel.eq(channel.as_str()))
            .filter(d::state.eq(DeliveryState::Failed.as_str()))
    };
    let of_contact = || c::table.filter(c::id.nullable().eq(d::contact_id));
    let has_number = diesel::dsl::exists(of_contact().filter(c::phone.is_not_null()));
    diesel::update(failed(Channel::Sms).filter(has_number))
        .set(d::address.eq(of_contact().select(c::phone.assume_not_null()).single_value().assume_not_null()))
        .execute(conn)?;
    diesel::update(failed(Channel::Email).filter(diesel::dsl::exists(of_contact())))
        .set(d::address.eq(of_contact().select(c::email).single_value().assume_not_null()))
        .execute(conn)?;
    Ok(())
}

/// Offers those of a message that failed again, at once; not to whoever is out of the register by now. Says how many.
///
/// # Errors
/// What the database says.
pub fn offer_again(conn: &mut AnyConnection, now: DateTime<Utc>, message: MessageId) -> Result<usize> {
    use contacts as c;
    let removed = c::table.filter(c::id.nullable().eq(deliveries::contact_id)).filter(c::removed_at.is_not_null());
    Ok(diesel::update(
        deliveries::table
            .filter(deliveries::message_id.eq(message.0))
            .filter(deliveries::state.eq(DeliveryState::Failed.as_str()))
            .filter(diesel::dsl::not(diesel::dsl::exists(removed))),
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
