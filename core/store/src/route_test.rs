//! Test messages: what was asked for, and how it went.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::RouteTestId;
use majakka_domain::terms::{Channel, Language};

use crate::db::AnyConnection;
use crate::db::schema::route_tests;
use crate::error::Result;

/// A stored test message.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = route_tests)]
pub struct RouteTest {
    /// Id.
    pub id: RouteTestId,
    /// By which route.
    pub route: String,
    /// Channel.
    pub channel: Channel,
    /// To which address.
    pub address: String,
    /// Language.
    pub language: Language,
    /// Who asked for it.
    pub asked_by: String,
    /// When, UTC.
    pub asked_at: DateTime<Utc>,
    /// When a notifier took it up.
    pub taken_at: Option<DateTime<Utc>>,
    /// When the gateway had answered.
    pub settled_at: Option<DateTime<Utc>>,
    /// `accepted`, `refused`, `unknown`, `unsendable`.
    pub outcome: Option<String>,
    /// In the gateway's words.
    pub detail: Option<String>,
    /// `delivered`, `failed`: what came back after the gateway had taken it.
    pub receipt: Option<String>,
    /// When.
    pub receipt_at: Option<DateTime<Utc>>,
}

/// Writes a wish.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    route: &str,
    channel: Channel,
    address: &str,
    language: Language,
    by: &str,
) -> Result<RouteTestId> {
    use route_tests as t;
    Ok(diesel::insert_into(t::table)
        .values((
            t::route.eq(route),
            t::channel.eq(channel.as_str()),
            t::address.eq(address),
            t::language.eq(language.as_str()),
            t::asked_by.eq(by),
            t::asked_at.eq(now.naive_utc()),
        ))
        .returning(t::id)
        .get_result(conn)?)
}

/// How many were asked for since `since`.
///
/// # Errors
/// What the database says.
pub fn count_since(conn: &mut AnyConnection, since: DateTime<Utc>) -> Result<i64> {
    Ok(route_tests::table.filter(route_tests::asked_at.gt(since.naive_utc())).count().get_result(conn)?)
}

/// The next wish for one of these routes that nobody has taken up and that was asked for after `since`.
///
/// # Errors
/// What the database says.
pub fn next(conn: &mut AnyConnection, routes: &[String], since: DateTime<Utc>) -> Result<Option<RouteTest>> {
    Ok(route_tests::table
        .filter(route_tests::taken_at.is_null())
        .filter(route_tests::route.eq_any(routes))
        .filter(route_tests::asked_at.gt(since.naive_utc()))
        .order(route_tests::id)
        .select(RouteTest::as_select())
        .first(conn)
        .optional()?)
}

/// A notifier takes it up. Says whether no other had.
///
/// # Errors
/// What the database says.
pub fn take(conn: &mut AnyConnection, now: DateTime<Utc>, id: RouteTestId) -> Result<bool> {
    let free = route_tests::table.find(id.0).filter(route_tests::taken_at.is_null());
    Ok(diesel::update(free).set(route_tests::taken_at.eq(now.naive_utc())).execute(conn)? == 1)
}

/// How it went.
///
/// # Errors
/// What the database says.
pub fn settle(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: RouteTestId,
    outcome: &str,
    detail: &str,
) -> Result<()> {
    diesel::update(route_tests::table.find(id.0))
        .set((
            route_tests::settled_at.eq(now.naive_utc()),
            route_tests::outcome.eq(outcome),
            route_tests::detail.eq(detail),
        ))
        .execute(conn)?;
    Ok(())
}

/// What came back of it; the first word counts. Says whether there is such a test and it was.
///
/// # Errors
/// What the database says.
pub fn receive(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: RouteTestId,
    receipt: &str,
    detail: &str,
) -> Result<bool> {
    let open = route_tests::table.find(id.0).filter(route_tests::receipt.is_null());
    let words = (!detail.is_empty()).then_some(route_tests::detail.eq(detail));
    let changed = diesel::update(open)
        .set((route_tests::receipt.eq(receipt), route_tests::receipt_at.eq(now.naive_utc()), words))
        .execute(conn)?;
    Ok(changed == 1)
}

/// One of them, while it is kept.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, id: RouteTestId) -> Result<Option<RouteTest>> {
    Ok(route_tests::table.find(id.0).select(RouteTest::as_select()).first(conn).optional()?)
}

/// The newest, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, limit: i64) -> Result<Vec<RouteTest>> {
    Ok(route_tests::table.order(route_tests::id.desc()).limit(limit).select(RouteTest::as_select()).load(conn)?)
}
