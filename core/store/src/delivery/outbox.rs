//! Taking work from the outbox and writing down what became of it (docs/ARCHITECTURE.md, The outbox).
//!
//! Guarantee: a claim is a lease, so a crash costs time and never a message; what was taken is never offered again; a lease
//! is given back by every outcome, so that a newer message to the same recipient can follow.
//! Non-goal: sending, and judging what a gateway said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{Channel, DeliveryState};

use super::hand::{self, Hand};
use super::numbers;
use crate::db::AnyConnection;
use crate::db::dialect;
use crate::db::schema::{deliveries, delivery_attempts};
use crate::error::Result;

pub use crate::db::dialect::{Claim, Claimed, LEASE};

/// A repetition lies at most 45 minutes ahead; what stands further ahead was written under a clock that was wrong.
const REPEATED_BY: TimeDelta = TimeDelta::hours(1);

/// Claims what is due on a channel, critical before routine, old before new; nothing for a recipient while another message
/// for the same recipient is held.
///
/// # Errors
/// What the database says.
pub fn claim(conn: &mut AnyConnection, claim: &Claim<'_>) -> Result<Vec<Claimed>> {
    dialect::lock_claims(conn, claim.channel)?;
    let hands = hand::on(conn, claim.channel)?;
    let held: Vec<i64> = hands.iter().flat_map(|hand| numbers(&hand.letters)).collect();
    let claimed = dialect::claim(conn, claim, &held)?;
    if !claimed.is_empty() {
        let before = hands.into_iter().find(|hand| hand.worker == claim.worker).map(|hand| hand.letters);
        let ids: Vec<i64> = claimed.iter().map(|row| row.id).collect();
        hand::add(conn, claim.worker, claim.channel, &before.unwrap_or_default(), &ids)?;
    }
    Ok(claimed)
}

/// A letter that a gateway took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub delivery: DeliveryId,
    /// What the gateway calls it, when it says.
    pub provider_ref: Option<String>,
}

/// Writes down what one route took. It has gone out, also when a newer message made it superseded meanwhile or the lease
/// was lost; a receipt that was faster keeps its say. It leaves no row among the attempts: it stands in the delivery itself.
///
/// # Errors
/// What the database says.
pub fn taken(conn: &mut AnyConnection, now: DateTime<Utc>, route: &str, letters: &[Taken]) -> Result<()> {
    let rows: Vec<(i64, Option<String>)> =
        letters.iter().map(|taken| (taken.delivery.0, taken.provider_ref.clone())).collect();
    Ok(dialect::taken(conn, now, route, &rows)?)
}

/// An offer that was not taken, and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// By which route.
    pub route: String,
    /// The gateway's words, or why there are none.
    pub detail: String,
    /// What follows.
    pub verdict: Verdict,
}

/// What follows from an offer that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is offered again.
    Again {
        /// When it was refused, which is before this is written: what others were told since then says whose trouble it is.
        refused_at: DateTime<Utc>,
        /// At this moment.
        at: DateTime<Utc>,
        /// Does it count against the recipient?
        counts: bool,
    },
    /// It is given up.
    Failed,
    /// Nobody knows whether it was taken.
    Uncertain {
        /// When it is repeated, if it is.
        repeat_at: Option<DateTime<Utc>>,
    },
}

impl Verdict {
    /// As it is stored among the attempts.
    const fn as_str(self) -> &'static str {
        match self {
            Verdict::Again { .. } => "later",
            Verdict::Failed => "refused",
            Verdict::Uncertain { .. } => "unknown",
        }
    }
}

/// Writes down an offer that was not taken; says whether the delivery came to its end with it. It counts only from the one who holds
/// the lease, and never wakes what is superseded: that a superseded one may have been taken is said of it.
///
/// # Errors
/// What the database says.
pub fn not_taken(conn: &mut AnyConnection, now: DateTime<Utc>, worker: &str, attempt: &NotTaken) -> Result<bool> {
    use deliveries as d;
    diesel::insert_into(delivery_attempts::table)
        .values((
            delivery_attempts::delivery_id.eq(attempt.delivery.0),
            delivery_attempts::at.eq(now.naive_utc()),
            delivery_attempts::outcome.eq(attempt.verdict.as_str()),
            delivery_attempts::detail.eq(&attempt.detail),
            delivery_attempts::route.eq(&attempt.route),
        ))
        .execute(conn)?;
    let mine = d::table.find(attempt.delivery.0).filter(d::leased_by.eq(worker));
    let held = diesel::update(mine)
        .set((
            d::offers.eq(d::offers + 1),
            d::route.eq(&attempt.route),
            d::last_detail.eq(&attempt.detail),
            d::leased_by.eq(None::<String>),
            d::leased_until.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    if held == 0 {
        return Ok(false);
    }
    let waiting = d::table.find(attempt.delivery.0).filter(d::state.eq(DeliveryState::Queued.as_str()));
    match attempt.verdict {
        Verdict::Again { refused_at, at, counts } => {
            let first = d::table.find(attempt.delivery.0).filter(d::troubled_at.is_null());
            diesel::update(first).set(d::troubled_at.eq(refused_at.naive_utc())).execute(conn)?;
            diesel::update(waiting)
                .set((d::attempts.eq(d::attempts + i32::from(counts)), d::due_at.eq(at.naive_utc())))
                .execute(conn)?;
            Ok(false)
        }
        Verdict::Failed => {
            let changed = diesel::update(waiting)
                .set((
                    d::attempts.eq(d::attempts + 1),
                    d::state.eq(DeliveryState::Failed.as_str()),
                    d::settled_at.eq(now.naive_utc()),
                ))
                .execute(conn)?;
            Ok(changed == 1)
        }
        Verdict::Uncertain { repeat_at } => {
            let uncertain = DeliveryState::Uncertain.as_str();
            let changed = diesel::update(waiting)
                .set((
                    d::repeats.eq(d::repeats + 1),
                    d::state.eq(uncertain),
                    d::repeat_at.eq(repeat_at.map(|at| at.naive_utc())),
                    d::settled_at.eq(now.naive_utc()),
                ))
                .execute(conn)?;
            let superseded = d::table.find(attempt.delivery.0).filter(d::state.eq(DeliveryState::Superseded.as_str()));
            diesel::update(superseded).set(d::state.eq(uncertain)).execute(conn)?;
            Ok(changed == 1 && repeat_at.is_none())
        }
    }
}

/// Gives letters back that were claimed and not offered.
///
/// # Errors
/// What the database says.
pub fn release(conn: &mut AnyConnection, worker: &str, ids: &[DeliveryId]) -> Result<()> {
    for ids in ids.chunks(IDS_A_STATEMENT) {
        let rows =
            deliveries::table.filter(deliveries::id.eq_any(numbers(ids))).filter(deliveries::leased_by.eq(worker));
        diesel::update(rows)
            .set((deliveries::leased_by.eq(None::<String>), deliveries::leased_until.eq(None::<NaiveDateTime>)))
            .execute(conn)?;
    }
    Ok(())
}

/// Gives back what the worker holds of a channel beside these letters: a claim of which it never heard, because the connection
/// broke as it was written.
///
/// # Errors
/// What the database says.
pub fn release_unknown(
    conn: &mut AnyConnection,
    worker: &str,
    channel: Channel,
    known: &BTreeSet<DeliveryId>,
) -> Result<()> {
    let hands = hand::on(conn, channel)?;
    let own = hands.into_iter().filter(|hand| hand.worker == worker).flat_map(|hand| hand.letters);
    let unknown: Vec<DeliveryId> = own.filter(|letter| !known.contains(letter)).collect();
    release(conn, worker, &unknown)
}

/// Which of these may still be offered by the worker: no newer word took their place, and the lease was not lost.
///
/// # Errors
/// What the database says.
pub fn still_held(conn: &mut AnyConnection, worker: &str, ids: &[DeliveryId]) -> Result<Vec<DeliveryId>> {
    // The state is looked at here: asked of PostgreSQL, it might look through everything that waits instead of by the numbers.
    let rows: Vec<(DeliveryId, DeliveryState)> = deliveries::table
        .filter(deliveries::id.eq_any(numbers(ids)))
        .filter(deliveries::leased_by.eq(worker))
        .select((deliveries::id, deliveries::state))
        .load(conn)?;
    Ok(rows.into_iter().filter(|(_, state)| *state == DeliveryState::Queued).map(|(id, _)| id).collect())
}

/// Keeps the leases of what a worker holds. What was lost meanwhile stays lost.
///
/// # Errors
/// What the database says.
pub fn renew(conn: &mut AnyConnection, worker: &str, ids: &[DeliveryId], now: DateTime<Utc>) -> Result<()> {
    for ids in ids.chunks(IDS_A_STATEMENT) {
        let rows =
            deliveries::table.filter(deliveries::id.eq_any(numbers(ids))).filter(deliveries::leased_by.eq(worker));
        diesel::update(rows).set(deliveries::leased_until.eq((now + LEASE).naive_utc())).execute(conn)?;
    }
    Ok(())
}

/// Letters of one holder with one lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which worker.
    pub holder: String,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Which they are.
    pub letters: Vec<DeliveryId>,
}

impl Held {
    /// Is it over? A lease that reaches further ahead than any can was taken under a clock that was wrong.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until <= now || self.until > now + LEASE * 2
    }
}

/// What is held of these hands, by holder and lease. Few rows: a worker holds no more than its connections are about to send.
///
/// # Errors
/// What the database says.
pub fn held_of(conn: &mut AnyConnection, hands: &[Hand]) -> Result<Vec<Held>> {
    use deliveries as d;
    let mut held: BTreeMap<(String, NaiveDateTime), Vec<DeliveryId>> = BTreeMap::new();
    for hand in hands {
        let rows: Vec<(DeliveryId, Option<NaiveDateTime>)> = d::table
            .filter(d::id.eq_any(numbers(&hand.letters)))
            .filter(d::leased_by.eq(&hand.worker))
            .select((d::id, d::leased_until))
            .load(conn)?;
        for (id, until) in rows {
            held.entry((hand.worker.clone(), until.unwrap_or_default())).or_default().push(id);
        }
    }
    let held = held.into_iter();
    Ok(held.map(|((holder, until), letters)| Held { holder, until: until.and_utc(), letters }).collect())
}

/// Takes back what a worker held that is gone, unless it was held anew meanwhile. It may have offered any of it: what a
/// newer word has replaced is therefore uncertain, and the rest is offered again. Says how many.
///
/// # Errors
/// What the database says.
pub fn take_back(conn: &mut AnyConnection, held: &Held) -> Result<usize> {
    use deliveries as d;
    let letters = || d::table.filter(d::id.eq_any(numbers(&held.letters)));
    let rows = || letters().filter(d::leased_by.eq(&held.holder)).filter(d::leased_until.eq(held.until.naive_utc()));
    diesel::update(rows().filter(d::state.eq(DeliveryState::Superseded.as_str())))
        .set(d::state.eq(DeliveryState::Uncertain.as_str()))
        .execute(conn)?;
    Ok(diesel::update(rows())
        .set((d::leased_by.eq(None::<String>), d::leased_until.eq(None::<NaiveDateTime>)))
        .execute(conn)?)
}

/// Frees what waits under a lease that is over, in whosever hand: a program of before there were hands may have left it.
/// Reads the whole queue, so not every second. Says how many.
///
/// # Errors
/// What the database says.
pub fn free_unnamed(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<usize> {
    use deliveries as d;
    let over = d::leased_until.le(now.naive_utc()).or(d::leased_until.gt((now + LEASE * 2).naive_utc()));
    let rows =
        d::table.filter(d::state.eq(DeliveryState::Queued.as_str())).filter(d::leased_by.is_not_null()).filter(over);
    Ok(diesel::update(rows)
        .set((d::leased_by.eq(None::<String>), d::leased_until.eq(None::<NaiveDateTime>)))
        .execute(conn)?)
}

/// Puts back into the queue what was not answered and is to be repeated by now.
///
/// # Errors
/// What the database says.
pub fn repeat_due(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<usize> {
    use deliveries as d;
    let due = d::repeat_at.le(now.naive_utc()).or(d::repeat_at.gt((now + REPEATED_BY).naive_utc()));
    let rows =
        d::table.filter(d::repeat_at.is_not_null()).filter(due).filter(d::state.eq(DeliveryState::Uncertain.as_str()));
    Ok(diesel::update(rows)
        .set((
            d::state.eq(DeliveryState::Queued.as_str()),
            d::repeat_at.eq(None::<NaiveDateTime>),
            d::due_at.eq(now.naive_utc()),
            d::settled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?)
}

/// When the earliest waiting delivery is due; what is leased counts from the end of its lease, what is uncertain from its
/// repetition.
///
/// # Errors
/// What the database says.
pub fn next_due(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    let waiting = || deliveries::table.filter(deliveries::state.eq(DeliveryState::Queued.as_str()));
    let free: Option<NaiveDateTime> =
        waiting().filter(deliveries::leased_by.is_null()).select(diesel::dsl::min(deliveries::due_at)).first(conn)?;
    let letters = hand::letters(conn)?;
    let leased: Option<NaiveDateTime> = deliveries::table
        .filter(deliveries::id.eq_any(numbers(&letters)))
        .filter(deliveries::leased_by.is_not_null())
        .select(diesel::dsl::min(deliveries::leased_until))
        .first(conn)?;
    let repeated: Option<NaiveDateTime> = deliveries::table
        .filter(deliveries::repeat_at.is_not_null())
        .select(diesel::dsl::min(deliveries::repeat_at))
        .first(conn)?;
    Ok([free, leased, repeated].into_iter().flatten().min().map(|at| at.and_utc()))
}

/// SQLite takes 32,766 values in a statement.
const IDS_A_STATEMENT: usize = 5_000;
