//! How each worker finds each route: what the desk, `/readyz` and `/metrics` say of the gateways.
//!
//! Guarantee: a worker's word is worth two minutes; who is gone says nothing any more.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamp};
use diesel::{QueryableByName, sql_query};
use majakka_domain::delivery::Closed;
use majakka_domain::terms::Channel;

use crate::db::dialect::numbered;
use crate::db::schema::route_states;
use crate::db::{AnyConnection, Plain};
use crate::error::Result;

/// A worker that has not been seen for this long is gone: it writes three times a minute.
pub const GONE: TimeDelta = TimeDelta::minutes(2);

/// What a worker found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteState {
    /// Name of the route.
    pub route: String,
    /// Who says so.
    pub worker: String,
    /// Its channel.
    pub channel: Channel,
    /// Why it is closed, if it is.
    pub closed: Option<Closed>,
    /// When it last served somebody.
    pub last_taken_at: Option<DateTime<Utc>>,
}

/// Writes down what a worker found.
///
/// # Errors
/// What the database says.
pub fn save(conn: &mut AnyConnection, now: DateTime<Utc>, state: &RouteState) -> Result<()> {
    let sql = "INSERT INTO route_states \
         (route, worker, channel, state, blame, reply, since, opens_at, last_taken_at, alarmed_at, seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (route, worker) DO UPDATE SET state = excluded.state, blame = excluded.blame, \
         reply = excluded.reply, since = excluded.since, opens_at = excluded.opens_at, \
         last_taken_at = excluded.last_taken_at, seen_at = excluded.seen_at, alarmed_at = CASE \
         WHEN excluded.alarmed_at IS NULL THEN NULL ELSE COALESCE(route_states.alarmed_at, excluded.alarmed_at) END";
    let closed = state.closed.as_ref();
    let alarmed = closed.filter(|closed| closed.alarmed).map(|_| now.naive_utc());
    sql_query(numbered(conn, sql))
        .bind::<Text, _>(&state.route)
        .bind::<Text, _>(&state.worker)
        .bind::<Text, _>(state.channel.as_str())
        .bind::<Text, _>(if closed.is_some() { "closed" } else { "open" })
        .bind::<Nullable<Text>, _>(closed.map(|closed| closed.blame.as_str()))
        .bind::<Nullable<Text>, _>(closed.map(|closed| closed.reply.as_str()))
        .bind::<Timestamp, _>(closed.map_or(now, |closed| closed.since).naive_utc())
        .bind::<Nullable<Timestamp>, _>(closed.map(|closed| closed.opens_at.naive_utc()))
        .bind::<Nullable<Timestamp>, _>(state.last_taken_at.map(|at| at.naive_utc()))
        .bind::<Nullable<Timestamp>, _>(alarmed)
        .bind::<Timestamp, _>(now.naive_utc())
        .execute(conn)?;
    // Who is gone for a day is not remembered.
    let gone = route_states::table.filter(route_states::seen_at.lt((now - TimeDelta::days(1)).naive_utc()));
    diesel::delete(gone).execute(conn)?;
    Ok(())
}

/// Has some worker, also one that is gone by now, told people that this route serves nobody, and has it served nobody since?
///
/// # Errors
/// What the database says.
pub fn is_told(conn: &mut AnyConnection, route: &str) -> Result<bool> {
    let of_route = || route_states::table.filter(route_states::route.eq(route));
    let closed = of_route().filter(route_states::state.eq("closed"));
    let told_at: Option<NaiveDateTime> = closed.select(diesel::dsl::max(route_states::alarmed_at)).first(conn)?;
    let taken_at: Option<NaiveDateTime> =
        of_route().select(diesel::dsl::max(route_states::last_taken_at)).first(conn)?;
    Ok(told_at.is_some_and(|told_at| taken_at.is_none_or(|taken_at| taken_at < told_at)))
}

/// When each of these routes last served somebody, whichever worker it was.
///
/// # Errors
/// What the database says.
pub fn last_taken(conn: &mut AnyConnection, routes: &[String]) -> Result<Vec<(String, DateTime<Utc>)>> {
    let rows: Vec<(String, Option<DateTime<Utc>>)> = route_states::table
        .filter(route_states::route.eq_any(routes))
        .group_by(route_states::route)
        .select((route_states::route, diesel::dsl::max(route_states::last_taken_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(route, at)| Some((route, at?))).collect())
}

/// Who works at these routes: `(route, worker)`.
///
/// # Errors
/// What the database says.
pub fn workers(conn: &mut AnyConnection, now: DateTime<Utc>, routes: &[String]) -> Result<Vec<(String, String)>> {
    Ok(route_states::table
        .filter(route_states::route.eq_any(routes))
        .filter(route_states::seen_at.gt((now - GONE).naive_utc()))
        .select((route_states::route, route_states::worker))
        .load(conn)?)
}

/// A route that serves nobody, as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Trouble {
    /// Name of the route.
    #[diesel(sql_type = Text)]
    pub route: String,
    /// Its channel.
    #[diesel(sql_type = Text, deserialize_as = Plain<Channel>)]
    pub channel: Channel,
    /// `us` or `gateway`.
    #[diesel(sql_type = Text)]
    pub blame: String,
    /// In the gateway's words.
    #[diesel(sql_type = Text)]
    pub reply: String,
    /// Since when.
    #[diesel(sql_type = Timestamp, deserialize_as = Plain<DateTime<Utc>>)]
    pub since: DateTime<Utc>,
}

/// Routes that some worker finds closed for longer than a trial takes, longest first.
///
/// # Errors
/// What the database says.
pub fn in_trouble(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<Trouble>> {
    let sql = "SELECT route, channel, COALESCE(MIN(blame), 'gateway') AS blame, COALESCE(MIN(reply), '') AS reply, \
         MIN(since) AS since FROM route_states WHERE state = 'closed' AND seen_at > $1 AND since <= $2 \
         GROUP BY route, channel ORDER BY MIN(since), route";
    Ok(sql_query(numbered(conn, sql))
        .bind::<Timestamp, _>((now - GONE).naive_utc())
        .bind::<Timestamp, _>((now - TimeDelta::seconds(30)).naive_utc())
        .load(conn)?)
}
