//! Who may sign in, as what.
//!
//! Guarantee: a list shows an administrator her own installation's or her own organisation's accounts, nobody else's.
//! Non-goal: judging a password; that is `majakka-app`'s.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::format::email::Email;
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::terms::{AccountRole, Language};
use majakka_domain::text;

use super::installation;
use crate::db::AnyConnection;
use crate::db::schema::{account_roles, accounts, organisations};
use crate::error::{Error, Result};
use crate::viewer::{Person, Viewer};

/// A stored account without its password.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Account {
    /// Number.
    pub id: AccountId,
    /// Whose person.
    pub organisation_id: OrganisationId,
    /// E-mail in lower case: what she signs in with.
    pub email: String,
    /// Name in timelines.
    pub name: String,
    /// Of her pages and letters.
    pub language: Language,
    /// When it was closed.
    pub deactivated_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What a new account consists of.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Whose person.
    pub organisation: OrganisationId,
    /// E-mail.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of her pages.
    pub language: Language,
    /// What she may do.
    pub roles: BTreeSet<AccountRole>,
}

/// How an e-mail is compared: case makes no difference to any mailbox that people use.
pub fn folded(email: &str) -> String {
    Email::parse(email).map_or_else(|_| text::line(email), Email::into).to_lowercase()
}

/// The names of these accounts, by number. For the log, whose readers were asked for their right.
///
/// # Errors
/// What the database says.
pub fn names(conn: &mut AnyConnection, ids: &BTreeSet<AccountId>) -> Result<BTreeMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> = accounts::table
        .filter(accounts::id.eq_any(ids.iter().map(|id| id.0)))
        .select((accounts::id, accounts::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Writes a new account without a password.
///
/// # Errors
/// What the database says, a taken e-mail for instance.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewAccount) -> Result<AccountId> {
    use accounts as a;
    let id: i64 = diesel::insert_into(a::table)
        .values((
            a::organisation_id.eq(new.organisation.0),
            a::email.eq(folded(&new.email)),
            a::name.eq(&new.name),
            a::language.eq(new.language.as_str()),
            a::created_at.eq(now.naive_utc()),
        ))
        .returning(a::id)
        .get_result(conn)?;
    set_roles(conn, AccountId(id), &new.roles)?;
    Ok(AccountId(id))
}

/// Replaces the roles of an account.
///
/// # Errors
/// What the database says.
pub fn set_roles(conn: &mut AnyConnection, id: AccountId, roles: &BTreeSet<AccountRole>) -> Result<()> {
    use account_roles as r;
    diesel::delete(r::table.filter(r::account_id.eq(id.0))).execute(conn)?;
    for role in roles {
        diesel::insert_into(r::table).values((r::account_id.eq(id.0), r::role.eq(role.as_str()))).execute(conn)?;
    }
    Ok(())
}

/// The account of an e-mail with its password's hash. Asked before anybody has signed in, so there is no viewer.
///
/// # Errors
/// What the database says.
pub fn at_the_door(conn: &mut AnyConnection, email: &str) -> Result<Option<(Account, Option<String>)>> {
    Ok(accounts::table
        .filter(accounts::email.eq(folded(email)))
        .select((Account::as_select(), accounts::password_hash))
        .first(conn)
        .optional()?)
}

/// Is there an account of this e-mail, whoever's?
///
/// # Errors
/// What the database says.
pub fn is_taken(conn: &mut AnyConnection, email: &str) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(accounts::table.filter(accounts::email.eq(folded(email)))))
        .get_result(conn)?)
}

/// One account that the viewer keeps, or her own.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: AccountId) -> Result<Account> {
    let row: Account = accounts::table
        .find(id.0)
        .select(Account::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("account"))?;
    if viewer.account() != Some(id) {
        installation::find(conn, viewer, row.organisation_id).map_err(|error| match error {
            Error::NotFound(_) => Error::NotFound("account"),
            other => other,
        })?;
    }
    Ok(row)
}

/// What a person is called who did something here.
///
/// # Errors
/// What the database says.
pub fn name(conn: &mut AnyConnection, id: AccountId) -> Result<Option<String>> {
    Ok(accounts::table.find(id.0).select(accounts::name).first(conn).optional()?)
}

/// The hash of one's own password.
///
/// # Errors
/// What the database says.
pub fn password_hash(conn: &mut AnyConnection, id: AccountId) -> Result<Option<String>> {
    Ok(accounts::table.find(id.0).select(accounts::password_hash).first(conn).optional()?.flatten())
}

/// The accounts that the viewer keeps with their organisation's name, by organisation and name; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn kept(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<(Account, String)>> {
    let mut query = accounts::table
        .inner_join(organisations::table.on(organisations::id.eq(accounts::organisation_id)))
        .order((organisations::name, accounts::name, accounts::id))
        .select((Account::as_select(), organisations::name))
        .limit(limit)
        .into_boxed();
    if let Some(own) = installation::bounds(conn, viewer)? {
        query = query.filter(organisations::id.eq(own.0).or(organisations::desk_id.eq(own.0)));
    }
    Ok(query.load(conn)?)
}

/// Roles of several accounts.
///
/// # Errors
/// What the database says.
pub fn roles_of(conn: &mut AnyConnection, ids: &[AccountId]) -> Result<BTreeMap<AccountId, BTreeSet<AccountRole>>> {
    let rows: Vec<(AccountId, AccountRole)> = account_roles::table
        .filter(account_roles::account_id.eq_any(ids.iter().map(|id| id.0)))
        .select((account_roles::account_id, account_roles::role))
        .load(conn)?;
    let mut found: BTreeMap<AccountId, BTreeSet<AccountRole>> = BTreeMap::new();
    for (id, role) in rows {
        found.entry(id).or_default().insert(role);
    }
    Ok(found)
}

/// The person behind an account that is not closed.
///
/// # Errors
/// What the database says.
pub fn person(conn: &mut AnyConnection, id: AccountId) -> Result<Option<Person>> {
    let row: Option<(Account, bool)> = accounts::table
        .inner_join(organisations::table.on(organisations::id.eq(accounts::organisation_id)))
        .filter(accounts::id.eq(id.0))
        .filter(accounts::deactivated_at.is_null())
        .select((Account::as_select(), organisations::helpdesk_publishes))
        .first(conn)
        .optional()?;
    let Some((account, helpdesk_publishes)) = row else { return Ok(None) };
    let roles = roles_of(conn, &[account.id])?.remove(&account.id).unwrap_or_default();
    Ok(Some(Person {
        account: id,
        name: account.name,
        organisation: account.organisation_id,
        desk: account.organisation_id,
        roles: roles.into_iter().collect(),
        helpdesk_publishes,
        language: account.language,
    }))
}

/// A new password.
///
/// # Errors
/// What the database says.
pub fn set_password(conn: &mut AnyConnection, id: AccountId, hash: &str) -> Result<()> {
    diesel::update(accounts::table.find(id.0)).set(accounts::password_hash.eq(hash)).execute(conn)?;
    Ok(())
}

/// Closes an account, or opens it again with none.
///
/// # Errors
/// What the database says.
pub fn set_deactivated(conn: &mut AnyConnection, id: AccountId, at: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(accounts::table.find(id.0))
        .set(accounts::deactivated_at.eq(at.map(|at| at.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// Changes name and language of an account.
///
/// # Errors
/// What the database says.
pub fn change_details(conn: &mut AnyConnection, id: AccountId, name: &str, language: Language) -> Result<()> {
    diesel::update(accounts::table.find(id.0))
        .set((accounts::name.eq(name), accounts::language.eq(language.as_str())))
        .execute(conn)?;
    Ok(())
}

/// Another e-mail.
///
/// # Errors
/// What the database says, a taken e-mail for instance.
pub fn set_email(conn: &mut AnyConnection, id: AccountId, email: &str) -> Result<()> {
    diesel::update(accounts::table.find(id.0)).set(accounts::email.eq(folded(email))).execute(conn)?;
    Ok(())
}

/// The open accounts that hold a role, oldest first, and whether each has a password.
///
/// # Errors
/// What the database says.
pub fn with_role(conn: &mut AnyConnection, role: AccountRole) -> Result<Vec<(Account, bool)>> {
    Ok(accounts::table
        .inner_join(account_roles::table.on(account_roles::account_id.eq(accounts::id)))
        .filter(account_roles::role.eq(role.as_str()))
        .filter(accounts::deactivated_at.is_null())
        .order(accounts::id)
        .select((Account::as_select(), accounts::password_hash.is_not_null()))
        .load(conn)?)
}
