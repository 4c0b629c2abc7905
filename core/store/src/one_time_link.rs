//! One-time links of accounts: hashed, expiring, good once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::AccountId;

use crate::db::AnyConnection;
use crate::db::schema::one_time_links;
use crate::error::Result;
use crate::token::TokenHash;

/// A stored link.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
pub struct Link {
    /// Whose.
    pub account_id: AccountId,
    /// Why it was made: `first`, `invite`, `reset`.
    pub purpose: String,
    /// Good until then.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

/// Writes a link, and takes the account's older ones away: only the newest opens.
///
/// # Errors
/// What the database says.
pub fn replace(
    conn: &mut AnyConnection,
    token: &TokenHash,
    account: AccountId,
    purpose: &str,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    use one_time_links as l;
    diesel::delete(l::table.filter(l::account_id.eq(account.0)).filter(l::used_at.is_null())).execute(conn)?;
    diesel::insert_into(l::table)
        .values((
            l::token_hash.eq(token.as_hex()),
            l::account_id.eq(account.0),
            l::purpose.eq(purpose),
            l::expires_at.eq(expires_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The link of a token if it is still good. The token itself says who asks.
///
/// # Errors
/// What the database says.
pub fn good(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<Option<Link>> {
    use one_time_links as l;
    Ok(l::table
        .find(token.as_hex())
        .filter(l::used_at.is_null())
        .filter(l::expires_at.gt(now.naive_utc()))
        .select(Link::as_select())
        .first(conn)
        .optional()?)
}

/// The link of an account that nobody has used yet, expired or not: there is one at most.
///
/// # Errors
/// What the database says.
pub fn unused(conn: &mut AnyConnection, account: AccountId) -> Result<Option<Link>> {
    use one_time_links as l;
    Ok(l::table
        .filter(l::account_id.eq(account.0))
        .filter(l::used_at.is_null())
        .select(Link::as_select())
        .first(conn)
        .optional()?)
}

/// Uses a link up. Says whether it was good until now: of two at once only one hears yes.
///
/// # Errors
/// What the database says.
pub fn use_up(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<bool> {
    use one_time_links as l;
    let used = diesel::update(l::table.find(token.as_hex()).filter(l::used_at.is_null()))
        .set(l::used_at.eq(now.naive_utc()))
        .execute(conn)?;
    Ok(used == 1)
}

/// Takes every unused link of an account away.
///
/// # Errors
/// What the database says.
pub fn revoke_all_of(conn: &mut AnyConnection, account: AccountId) -> Result<()> {
    use one_time_links as l;
    diesel::delete(l::table.filter(l::account_id.eq(account.0)).filter(l::used_at.is_null())).execute(conn)?;
    Ok(())
}

/// Clears away links that expired before then, used or not. Says how many.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, expired_before: DateTime<Utc>) -> Result<usize> {
    use one_time_links as l;
    Ok(diesel::delete(l::table.filter(l::expires_at.lt(expired_before.naive_utc()))).execute(conn)?)
}
