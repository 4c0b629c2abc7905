//! Who is signed in just now. Only the hash of a session's token is stored.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use majakka_domain::id::AccountId;

use crate::db::AnyConnection;
use crate::db::schema::{passkeys, sessions, totp_secrets};
use crate::error::Result;
use crate::token::TokenHash;

/// A stored session.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// SHA-256 of its token, in hex.
    pub token_hash: String,
    /// Whose.
    pub account_id: AccountId,
    /// What every form hands back.
    pub csrf_token: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// The network address that it began from.
    pub address: String,
    /// What the browser called itself then.
    pub browser: String,
    /// When she last proved who she is.
    pub proven_at: DateTime<Utc>,
    /// When she did so with something else than a password, if she has.
    pub second_factor_at: Option<DateTime<Utc>>,
    /// By which provider of the settings she came, if by one.
    pub provider: Option<String>,
}

impl Session {
    /// A name for the page that lists it: part of the hash, and no way back to the token.
    pub fn handle(&self) -> &str {
        self.token_hash.get(..16).unwrap_or_default()
    }
}

/// How a session begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beginning {
    /// The network address.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
    /// Was it proven with more than a password?
    pub second_factor: bool,
    /// By which provider of the settings she comes, if by one.
    pub provider: Option<String>,
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
    beginning: &Beginning,
) -> Result<()> {
    use sessions as s;
    let now = now.naive_utc();
    diesel::insert_into(s::table)
        .values((
            s::token_hash.eq(token.as_hex()),
            s::account_id.eq(account.0),
            s::csrf_token.eq(csrf_token),
            s::created_at.eq(now),
            s::last_seen_at.eq(now),
            s::address.eq(&beginning.address),
            s::browser.eq(&beginning.browser),
            s::proven_at.eq(now),
            s::second_factor_at.eq(beginning.second_factor.then_some(now)),
            s::provider.eq(&beginning.provider),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session of a token, old or not, and whether its account has a second factor. The token itself says who asks.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, token: &TokenHash) -> Result<Option<(Session, bool)>> {
    let authenticator = totp_secrets::table.filter(totp_secrets::account_id.eq(sessions::account_id));
    let passkey = passkeys::table.filter(passkeys::account_id.eq(sessions::account_id));
    Ok(sessions::table
        .find(token.as_hex())
        .select((Session::as_select(), exists(authenticator).or(exists(passkey))))
        .first(conn)
        .optional()?)
}

/// The sessions of an account, the one used last first.
///
/// # Errors
/// What the database says.
pub fn all_of(conn: &mut AnyConnection, account: AccountId) -> Result<Vec<Session>> {
    Ok(sessions::table
        .filter(sessions::account_id.eq(account.0))
        .order((sessions::last_seen_at.desc(), sessions::token_hash))
        .select(Session::as_select())
        .load(conn)?)
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

/// Notes that she proved once more who she is.
///
/// # Errors
/// What the database says.
pub fn note_proof(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<()> {
    diesel::update(sessions::table.find(token.as_hex())).set(sessions::proven_at.eq(now.naive_utc())).execute(conn)?;
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

/// Ends the other sessions of an account: all, or the one of a handle. Says how many.
///
/// # Errors
/// What the database says.
pub fn end_others_of(
    conn: &mut AnyConnection,
    account: AccountId,
    keep: &TokenHash,
    handle: Option<&str>,
) -> Result<usize> {
    use sessions as s;
    let kept = s::table.filter(s::account_id.eq(account.0)).filter(s::token_hash.ne(keep.as_hex()));
    let hashes: Vec<String> = kept.select(s::token_hash).load(conn)?;
    let named = hashes.into_iter().filter(|hash| handle.is_none_or(|handle| hash.get(..16) == Some(handle)));
    let named: Vec<String> = named.collect();
    Ok(diesel::delete(s::table.filter(s::token_hash.eq_any(named))).execute(conn)?)
}

/// Clears away sessions that nobody has used since.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, unused_since: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::last_seen_at.lt(unused_since.naive_utc()))).execute(conn)?)
}
