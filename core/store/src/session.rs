//! Who is signed in just now. Only the hash of a session's token is stored.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::AccountId;

use crate::db::AnyConnection;
use crate::db::schema::sessions;
use crate::error::Result;
use crate::token::TokenHash;

/// A stored session.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// Whose.
    pub account_id: i64,
    /// What every form hands back.
    pub csrf_token: String,
    /// When it began.
    pub created_at: NaiveDateTime,
    /// When it was last used.
    pub last_seen_at: NaiveDateTime,
}

/// Begins a session.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    token: &TokenHash,
    account: AccountId,
    csrf_token: &str,
) -> Result<()> {
    use sessions as s;
    diesel::insert_into(s::table)
        .values((
            s::token_hash.eq(token.as_hex()),
            s::account_id.eq(account.0),
            s::csrf_token.eq(csrf_token),
            s::created_at.eq(now.naive_utc()),
            s::last_seen_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session of a token, old or not. The token itself says who asks.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, token: &TokenHash) -> Result<Option<Session>> {
    Ok(sessions::table.find(token.as_hex()).select(Session::as_select()).first(conn).optional()?)
}

/// Notes that it was used.
///
/// # Errors
/// What the database says.
pub fn touch(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<()> {
    diesel::update(sessions::table.find(token.as_hex()))
        .set(sessions::last_seen_at.eq(now.naive_utc()))
        .execute(conn)?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// What the database says.
pub fn end(conn: &mut AnyConnection, token: &TokenHash) -> Result<()> {
    diesel::delete(sessions::table.find(token.as_hex())).execute(conn)?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// What the database says.
pub fn end_all_of(conn: &mut AnyConnection, account: AccountId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(account.0))).execute(conn)?;
    Ok(())
}

/// Clears away sessions that nobody has used since.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, unused_since: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::last_seen_at.lt(unused_since.naive_utc()))).execute(conn)?)
}
