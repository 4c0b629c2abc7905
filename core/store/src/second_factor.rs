//! What an account proves itself with beside its password: the sealed secret of an authenticator, and recovery codes.
//!
//! Guarantee: a step of the clock and a recovery code are taken once, whoever asks at the same time.
//! Non-goal: judging a code; that is `majakka-app`'s, which has the keys.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::AccountId;

use crate::db::AnyConnection;
use crate::db::schema::{passkeys, recovery_codes, totp_secrets};
use crate::error::Result;
use crate::token::TokenHash;

/// The sealed secret of an account's authenticator, in the text form of [`crate::sealed::Sealed`].
///
/// # Errors
/// What the database says.
pub fn sealed(conn: &mut AnyConnection, account: AccountId) -> Result<Option<String>> {
    Ok(totp_secrets::table.find(account.0).select(totp_secrets::sealed).first(conn).optional()?)
}

/// Every sealed secret, with the account that it is bound to.
///
/// # Errors
/// What the database says.
pub fn all_sealed(conn: &mut AnyConnection) -> Result<Vec<(AccountId, String)>> {
    let rows: Vec<(i64, String)> = totp_secrets::table
        .order(totp_secrets::account_id)
        .select((totp_secrets::account_id, totp_secrets::sealed))
        .load(conn)?;
    Ok(rows.into_iter().map(|(account, sealed)| (AccountId(account), sealed)).collect())
}

/// Keeps the same secret under another key.
///
/// # Errors
/// What the database says.
pub fn seal_anew(conn: &mut AnyConnection, account: AccountId, sealed: &str) -> Result<()> {
    diesel::update(totp_secrets::table.find(account.0)).set(totp_secrets::sealed.eq(sealed)).execute(conn)?;
    Ok(())
}

/// Takes an authenticator into use, in place of the one before it; `step` is that of the code that proved it.
///
/// # Errors
/// What the database says.
pub fn set(conn: &mut AnyConnection, now: DateTime<Utc>, account: AccountId, sealed: &str, step: i64) -> Result<()> {
    use totp_secrets as t;
    diesel::delete(t::table.find(account.0)).execute(conn)?;
    diesel::insert_into(t::table)
        .values((
            t::account_id.eq(account.0),
            t::sealed.eq(sealed),
            t::last_step.eq(step),
            t::created_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a step of the clock (RFC 6238, 5.2: a code is good once). False: it, or a later one, was taken before.
///
/// # Errors
/// What the database says.
pub fn take_step(conn: &mut AnyConnection, account: AccountId, step: i64) -> Result<bool> {
    use totp_secrets as t;
    let row = t::table.find(account.0).filter(t::last_step.lt(step));
    Ok(diesel::update(row).set(t::last_step.eq(step)).execute(conn)? == 1)
}

/// Writes new recovery codes in place of all before them.
///
/// # Errors
/// What the database says.
pub fn set_codes(conn: &mut AnyConnection, account: AccountId, codes: &[TokenHash]) -> Result<()> {
    use recovery_codes as r;
    diesel::delete(r::table.filter(r::account_id.eq(account.0))).execute(conn)?;
    for code in codes {
        diesel::insert_into(r::table)
            .values((r::account_id.eq(account.0), r::code_hash.eq(code.as_hex())))
            .execute(conn)?;
    }
    Ok(())
}

/// Uses a recovery code up. False: there is none, or it was used.
///
/// # Errors
/// What the database says.
pub fn use_code(conn: &mut AnyConnection, now: DateTime<Utc>, account: AccountId, code: &TokenHash) -> Result<bool> {
    use recovery_codes as r;
    let row = r::table.find((account.0, code.as_hex())).filter(r::used_at.is_null());
    Ok(diesel::update(row).set(r::used_at.eq(Some(now.naive_utc()))).execute(conn)? == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// What the database says.
pub fn codes_left(conn: &mut AnyConnection, account: AccountId) -> Result<i64> {
    use recovery_codes as r;
    Ok(r::table.filter(r::account_id.eq(account.0)).filter(r::used_at.is_null()).count().get_result(conn)?)
}

/// Since when an account has an authenticator.
///
/// # Errors
/// What the database says.
pub fn since(conn: &mut AnyConnection, account: AccountId) -> Result<Option<DateTime<Utc>>> {
    Ok(totp_secrets::table.find(account.0).select(totp_secrets::created_at).first(conn).optional()?)
}

/// Has an account an authenticator or a passkey?
///
/// # Errors
/// What the database says.
pub fn has_one(conn: &mut AnyConnection, account: AccountId) -> Result<bool> {
    let authenticators: i64 = totp_secrets::table.find(account.0).count().get_result(conn)?;
    let passkeys: i64 = passkeys::table.filter(passkeys::account_id.eq(account.0)).count().get_result(conn)?;
    Ok(authenticators + passkeys > 0)
}

/// Takes an authenticator away. Says whether there was one.
///
/// # Errors
/// What the database says.
pub fn remove_authenticator(conn: &mut AnyConnection, account: AccountId) -> Result<bool> {
    Ok(diesel::delete(totp_secrets::table.find(account.0)).execute(conn)? == 1)
}

/// Takes everything away: authenticator, passkeys, recovery codes. Says whether there was a factor.
///
/// # Errors
/// What the database says.
pub fn remove_all(conn: &mut AnyConnection, account: AccountId) -> Result<bool> {
    let had = has_one(conn, account)?;
    remove_authenticator(conn, account)?;
    diesel::delete(passkeys::table.filter(passkeys::account_id.eq(account.0))).execute(conn)?;
    set_codes(conn, account, &[])?;
    Ok(had)
}
