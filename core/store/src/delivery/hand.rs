//! The way to the letters that workers hold.
//!
//! Purpose: a lease stands in the letter's own row and has no index, so that a claim changes no index either (docs/adr/0025);
//! each worker's hand, one row a channel, names its letters instead.
//! Guarantee: a hand names every letter that its worker holds. It may name others that it holds no more, so whoever follows
//! it asks the letter.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;

use super::numbers;
use crate::db::AnyConnection;
use crate::db::dialect::numbered;
use crate::db::schema::{deliveries, hands};
use crate::error::{Error, Result};

/// What one worker may hold of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Whose.
    pub worker: String,
    /// The letters, in no order.
    pub letters: Vec<DeliveryId>,
}

/// Those of everybody but `worker`, of every channel.
///
/// # Errors
/// What the database says; a list that cannot be read.
pub fn hands_of_others(conn: &mut AnyConnection, worker: &str) -> Result<Vec<Hand>> {
    let rows = hands::table.filter(hands::worker.ne(worker)).select((hands::worker, hands::letters));
    rows.load(conn)?.into_iter().map(read).collect()
}

/// Those of one channel.
pub(super) fn on(conn: &mut AnyConnection, channel: Channel) -> Result<Vec<Hand>> {
    let rows = hands::table.filter(hands::channel.eq(channel.as_str())).select((hands::worker, hands::letters));
    rows.load(conn)?.into_iter().map(read).collect()
}

/// Every letter that stands in a hand.
pub(super) fn letters(conn: &mut AnyConnection) -> Result<Vec<DeliveryId>> {
    let rows = hands::table.select((hands::worker, hands::letters)).load(conn)?;
    let hands: Vec<Hand> = rows.into_iter().map(read).collect::<Result<_>>()?;
    Ok(hands.into_iter().flat_map(|hand| hand.letters).collect())
}

/// A worker has taken more letters into a hand in which there were `before`; of those it keeps what it holds still.
pub(super) fn add(
    conn: &mut AnyConnection,
    worker: &str,
    channel: Channel,
    before: &[DeliveryId],
    claimed: &[i64],
) -> Result<()> {
    let held =
        deliveries::table.filter(deliveries::id.eq_any(numbers(before))).filter(deliveries::leased_by.eq(worker));
    let mut letters: Vec<i64> = match before {
        [] => Vec::new(),
        _ => held.select(deliveries::id).load(conn)?,
    };
    letters.extend(claimed);
    let letters = serde_json::to_string(&letters)?;
    let sql = "INSERT INTO hands (worker, channel, letters) VALUES ($1, $2, $3) \
         ON CONFLICT (worker, channel) DO UPDATE SET letters = excluded.letters";
    sql_query(numbered(conn, sql))
        .bind::<Text, _>(worker)
        .bind::<Text, _>(channel.as_str())
        .bind::<Text, _>(letters)
        .execute(conn)?;
    Ok(())
}

/// A worker is gone, and what it held was given back.
///
/// # Errors
/// What the database says.
pub fn forget_hands(conn: &mut AnyConnection, worker: &str) -> Result<()> {
    diesel::delete(hands::table.filter(hands::worker.eq(worker))).execute(conn)?;
    Ok(())
}

fn read((worker, letters): (String, String)) -> Result<Hand> {
    let letters: Vec<i64> = serde_json::from_str(&letters).map_err(|cause| Error::Unreadable {
        column: format!("hands.letters of {worker}"),
        problem: Box::new(cause),
    })?;
    Ok(Hand { worker, letters: letters.into_iter().map(DeliveryId).collect() })
}
