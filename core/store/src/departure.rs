//! What left by the routes that may carry only so much, minute by minute.
//!
//! Guarantee: a process that is started again knows what left before it, and each worker what the others sent; nothing is
//! kept for longer than the longest limit looks back.
//! Non-goal: routes without limits, and how much may leave; that is `majakka_domain::delivery::limits`.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Timestamp};

use crate::db::AnyConnection;
use crate::db::dialect::numbered;
use crate::db::schema::departures;
use crate::error::Result;

/// A day is the longest that a limit looks back; the rest is for a clock that is set.
const KEPT: TimeDelta = TimeDelta::hours(26);

/// So many left by a route within a minute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable, Selectable)]
#[diesel(table_name = departures)]
pub struct Departure {
    /// Its begin.
    pub minute: DateTime<Utc>,
    /// Name of the route.
    pub route: String,
    /// Who sent them.
    pub worker: String,
    /// How many.
    pub count: i64,
}

/// The minute of a moment, by its begin.
pub fn minute_of(now: DateTime<Utc>) -> DateTime<Utc> {
    now.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(now)
}

/// A worker sent so many more by a route.
///
/// # Errors
/// What the database says.
pub fn add(conn: &mut AnyConnection, now: DateTime<Utc>, worker: &str, route: &str, more: u32) -> Result<()> {
    let sql = "INSERT INTO departures (minute, route, worker, count) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (minute, route, worker) DO UPDATE SET count = departures.count + excluded.count";
    sql_query(numbered(conn, sql))
        .bind::<Timestamp, _>(minute_of(now).naive_utc())
        .bind::<Text, _>(route)
        .bind::<Text, _>(worker)
        .bind::<BigInt, _>(i64::from(more))
        .execute(conn)?;
    diesel::delete(departures::table.filter(departures::minute.lt((now - KEPT).naive_utc()))).execute(conn)?;
    Ok(())
}

/// What left by these routes since a minute, whoever sent it, oldest first.
///
/// # Errors
/// What the database says.
pub fn since(conn: &mut AnyConnection, routes: &[String], minute: DateTime<Utc>) -> Result<Vec<Departure>> {
    Ok(departures::table
        .filter(departures::minute.ge(minute.naive_utc()))
        .filter(departures::route.eq_any(routes))
        .order((departures::minute, departures::route, departures::worker))
        .select(Departure::as_select())
        .load(conn)?)
}
