//! Taking work from the outbox and writing down what became of it (design.md 3).
//!
//! Guarantee: a claim is a lease, so a crash costs time and never a message; what was accepted is never offered again.
//! Non-goal: sending.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{Channel, DeliveryState};

use super::Delivery;
use crate::db::AnyConnection;
use crate::db::dialect;
use crate::db::schema::{deliveries, delivery_attempts};
use crate::error::Result;

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
