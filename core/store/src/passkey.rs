//! Passkeys of accounts, and the questions that one has answered.
//!
//! Guarantee: a key belongs to one account; a question is answered once, whoever answers at the same time.
//! Non-goal: judging an answer; that is `majakka-app`'s.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Text, Timestamp};
use majakka_domain::id::{AccountId, PasskeyId};

use crate::db::AnyConnection;
use crate::db::dialect::numbered;
use crate::db::schema::{answered_questions, passkeys};
use crate::error::Result;
use crate::token::TokenHash;

const TAKE: &str = "
    INSERT INTO answered_questions (question_hash, good_until) VALUES (?, ?)
    ON CONFLICT (question_hash) DO NOTHING";

/// A stored passkey.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct StoredPasskey {
    /// Id.
    pub id: PasskeyId,
    /// Whose.
    pub account_id: AccountId,
    /// What the browser called itself that it was made with.
    pub browser: String,
    /// Public key, counter and what else the next answer is judged by, as JSON. Nothing in it is secret.
    pub credential: String,
    /// When it was taken into use.
    pub created_at: DateTime<Utc>,
    /// When it was last used to sign in.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A passkey to be taken into use.
#[derive(Debug)]
pub struct NewPasskey<'a> {
    /// What the device calls it, in base64url (WebAuthn, `rawId`).
    pub credential_id: &'a str,
    /// What the browser calls itself.
    pub browser: &'a str,
    /// As in [`StoredPasskey::credential`].
    pub credential: &'a str,
}

/// Takes a passkey into use. False: it is in use already, by whomever.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, account: AccountId, new: &NewPasskey<'_>) -> Result<bool> {
    use passkeys as p;
    let known: i64 = p::table.filter(p::credential_id.eq(new.credential_id)).count().get_result(conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(p::table)
        .values((
            p::account_id.eq(account.0),
            p::credential_id.eq(new.credential_id),
            p::browser.eq(new.browser),
            p::credential.eq(new.credential),
            p::created_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(true)
}

/// The passkey of a credential id. Whoever presents it says by its signature that she has it.
///
/// # Errors
/// What the database says.
pub fn of_credential(conn: &mut AnyConnection, credential_id: &str) -> Result<Option<StoredPasskey>> {
    let row = passkeys::table.filter(passkeys::credential_id.eq(credential_id));
    Ok(row.select(StoredPasskey::as_select()).first(conn).optional()?)
}

/// The passkeys of an account, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_account(conn: &mut AnyConnection, account: AccountId) -> Result<Vec<StoredPasskey>> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(account.0))
        .order(passkeys::id)
        .select(StoredPasskey::as_select())
        .load(conn)?)
}

/// Notes that a passkey was used, with what its next answer is judged by.
///
/// # Errors
/// What the database says.
pub fn note_use(conn: &mut AnyConnection, now: DateTime<Utc>, id: PasskeyId, credential: &str) -> Result<()> {
    use passkeys as p;
    diesel::update(p::table.find(id.0))
        .set((p::credential.eq(credential), p::last_used_at.eq(Some(now.naive_utc()))))
        .execute(conn)?;
    Ok(())
}

/// Takes a passkey of an account away. Says whether there was one.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, account: AccountId, id: PasskeyId) -> Result<bool> {
    let row = passkeys::table.find(id.0).filter(passkeys::account_id.eq(account.0));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Takes a question that is answered just now; it is remembered until it would not be good any more. False: it was
/// answered before.
///
/// # Errors
/// What the database says.
pub fn take_question(conn: &mut AnyConnection, question: &TokenHash, until: DateTime<Utc>) -> Result<bool> {
    let taken = sql_query(numbered(conn, TAKE))
        .bind::<Text, _>(question.as_hex())
        .bind::<Timestamp, _>(until.naive_utc())
        .execute(conn)?;
    Ok(taken == 1)
}

/// Forgets questions that are not good any more.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<usize> {
    use answered_questions as q;
    Ok(diesel::delete(q::table.filter(q::good_until.lt(now.naive_utc()))).execute(conn)?)
}
