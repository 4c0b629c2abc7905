//! What accounts are called by providers of OpenID Connect.
//!
//! Guarantee: an identity, issuer and subject, belongs to one account; an account has one of each issuer at most. An e-mail is no
//! identity.
//! Non-goal: who is vouched for; that is judged by `majakka-app` and the server.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use majakka_domain::id::AccountId;

use crate::db::AnyConnection;
use crate::db::schema::account_identities;
use crate::error::Result;

/// A stored identity.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = account_identities)]
pub struct Identity {
    /// Whose.
    pub account_id: AccountId,
    /// The provider, as it calls itself (`iss`).
    pub issuer: String,
    /// What it calls her (`sub`).
    pub subject: String,
    /// Did the account come by it? Then it says her roles, and there is no password.
    pub managed: bool,
    /// Since when.
    pub linked_at: DateTime<Utc>,
    /// When she last came by it.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The identity of this name, whoever's.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, issuer: &str, subject: &str) -> Result<Option<Identity>> {
    let row = account_identities::table.find((issuer, subject));
    Ok(row.select(Identity::as_select()).first(conn).optional()?)
}

/// The identities of an account, by their issuer.
///
/// # Errors
/// What the database says.
pub fn of_account(conn: &mut AnyConnection, account: AccountId) -> Result<Vec<Identity>> {
    use account_identities as i;
    let rows = i::table.filter(i::account_id.eq(account.0)).order(i::issuer);
    Ok(rows.select(Identity::as_select()).load(conn)?)
}

/// Did the account come by a provider?
///
/// # Errors
/// What the database says.
pub fn is_managed(conn: &mut AnyConnection, account: AccountId) -> Result<bool> {
    use account_identities as i;
    let managed = i::table.filter(i::account_id.eq(account.0)).filter(i::managed);
    Ok(diesel::select(exists(managed)).get_result(conn)?)
}

/// Links an account. False: the identity is another account's, or this account has another one of the issuer.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    account: AccountId,
    (issuer, subject): (&str, &str),
    managed: bool,
) -> Result<bool> {
    use account_identities as i;
    let has_one = of_account(conn, account)?.iter().any(|known| known.issuer == issuer);
    if has_one || find(conn, issuer, subject)?.is_some() {
        return Ok(false);
    }
    let new = (i::issuer.eq(issuer), i::subject.eq(subject), i::account_id.eq(account.0));
    diesel::insert_into(i::table)
        .values((new, i::managed.eq(managed), i::linked_at.eq(now.naive_utc())))
        .execute(conn)?;
    Ok(true)
}

/// Notes that she came by it.
///
/// # Errors
/// What the database says.
pub fn note_use(conn: &mut AnyConnection, now: DateTime<Utc>, issuer: &str, subject: &str) -> Result<()> {
    diesel::update(account_identities::table.find((issuer, subject)))
        .set(account_identities::last_used_at.eq(Some(now.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// Takes away what an issuer calls her, unless the account came by it. Says whether there was one.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, account: AccountId, issuer: &str) -> Result<bool> {
    use account_identities as i;
    let row = i::table.filter(i::account_id.eq(account.0)).filter(i::issuer.eq(issuer)).filter(i::managed.eq(false));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Takes all of them away.
///
/// # Errors
/// What the database says.
pub fn remove_all(conn: &mut AnyConnection, account: AccountId) -> Result<()> {
    use account_identities as i;
    diesel::delete(i::table.filter(i::account_id.eq(account.0))).execute(conn)?;
    Ok(())
}
