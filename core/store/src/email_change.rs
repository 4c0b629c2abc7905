//! A new e-mail that somebody wants for her account: it counts when the link that went to it is used.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::AccountId;

use crate::account::folded;
use crate::db::AnyConnection;
use crate::db::schema::email_changes;
use crate::error::Result;
use crate::token::TokenHash;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = email_changes)]
pub struct EmailChange {
    /// Whose.
    pub account_id: AccountId,
    /// The new e-mail, in lower case.
    pub email: String,
    /// Its link is good until then.
    pub expires_at: DateTime<Utc>,
}

/// Writes what is wanted in place of what was wanted before: an account has one at most.
///
/// # Errors
/// What the database says.
pub fn replace(
    conn: &mut AnyConnection,
    account: AccountId,
    email: &str,
    token: &TokenHash,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    use email_changes as e;
    remove(conn, account)?;
    diesel::insert_into(e::table)
        .values((
            e::account_id.eq(account.0),
            e::email.eq(folded(email)),
            e::token_hash.eq(token.as_hex()),
            e::expires_at.eq(expires_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the link of a token confirms, if it is still good. The token itself says who asks.
///
/// # Errors
/// What the database says.
pub fn good(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<Option<EmailChange>> {
    use email_changes as e;
    Ok(e::table
        .filter(e::token_hash.eq(token.as_hex()))
        .filter(e::expires_at.gt(now.naive_utc()))
        .select(EmailChange::as_select())
        .first(conn)
        .optional()?)
}

/// What an account waits for, expired or not.
///
/// # Errors
/// What the database says.
pub fn of_account(conn: &mut AnyConnection, account: AccountId) -> Result<Option<EmailChange>> {
    Ok(email_changes::table.find(account.0).select(EmailChange::as_select()).first(conn).optional()?)
}

/// Takes it away. Says whether there was one: of two at once only one hears yes.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, account: AccountId) -> Result<bool> {
    Ok(diesel::delete(email_changes::table.find(account.0)).execute(conn)? == 1)
}

/// Clears away what expired before then. Says how many.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, expired_before: DateTime<Utc>) -> Result<usize> {
    use email_changes as e;
    Ok(diesel::delete(e::table.filter(e::expires_at.lt(expired_before.naive_utc()))).execute(conn)?)
}
