//! Accounts: invited by an administrator, opened by a one-time link, closed again.
//!
//! Guarantee: nobody learns another's password; what opens an account is shown once and stored as a hash; the last
//! administrator of the installation stays.
//! Non-goal: signing in; see [`session`].

pub mod email_change;
pub mod letter;
pub(super) mod notice;
pub mod passkey;
pub mod provider;
pub mod second_factor;
pub mod session;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::format::email::Email;
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AccountRole, Language, OrganisationKind};

use serde_json::json;

use super::field::{LONGEST_NAME, Problems};
use crate::app::Tx;
use majakka_store::account::{self, NewAccount};
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::Viewer;
use majakka_store::{identity, installation, one_time_link, password_try};
use notice::{AccountEvent, tell};

/// Why a one-time link is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The first administrator of a new installation.
    First,
    /// Somebody new.
    Invite,
    /// A password is forgotten.
    Reset,
}

impl Purpose {
    /// The stable text form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::First => "first",
            Purpose::Invite => "invite",
            Purpose::Reset => "reset",
        }
    }

    /// How long its link is good: an invitation may lie over a week of holidays, a way past a password may not.
    const fn lasts(self) -> TimeDelta {
        match self {
            Purpose::First | Purpose::Reset => TimeDelta::hours(24),
            Purpose::Invite => TimeDelta::days(7),
        }
    }

    /// When a link that is made then stops working.
    pub(super) fn good_until(self, made: DateTime<Utc>) -> DateTime<Utc> {
        made.checked_add_signed(self.lasts()).unwrap_or(made)
    }
}

/// The slug of the organisation that a new installation begins with.
pub const FIRST_SLUG: &str = "desk";
/// What that organisation and its administrator are called until she says who she is.
pub const FIRST_NAME: &str = "Majakka";
/// What the first administrator signs in with until she changes it.
pub const FIRST_EMAIL: &str = "admin@majakka.invalid";

/// On an installation without an administrator the host, its administrator and the link that lets her in, once. None when there is
/// one.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn first_administrator(tx: &mut Tx<'_>) -> Result<Option<Token>> {
    tx.viewer.require_installation()?;
    if !account::with_role(tx.conn, AccountRole::SystemAdmin)?.is_empty() {
        return Ok(None);
    }
    let id = make_first(tx)?;
    issue(tx, id, FIRST_EMAIL, Purpose::First).map(Some)
}

/// As [`first_administrator`], and a new link as long as no administrator has ever chosen a password: for whoever sits before the
/// machine and tries it out.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn until_somebody_can_sign_in(tx: &mut Tx<'_>) -> Result<Option<Token>> {
    tx.viewer.require_installation()?;
    let known = account::with_role(tx.conn, AccountRole::SystemAdmin)?;
    match known.first() {
        None => first_administrator(tx),
        Some(_) if known.iter().any(|(_, has_password)| *has_password) => Ok(None),
        Some((account, _)) => issue(tx, account.id, &account.email, Purpose::First).map(Some),
    }
}

fn make_first(tx: &mut Tx<'_>) -> Result<AccountId> {
    let organisation = match installation::host(tx.conn)? {
        Some(host) => host,
        None => organisation::insert(tx.conn, tx.now, &first_host())?,
    };
    let roles = [AccountRole::SystemAdmin, AccountRole::Helpdesk, AccountRole::CommsOwner, AccountRole::AdminContact];
    let new = NewAccount {
        organisation,
        email: FIRST_EMAIL.to_owned(),
        name: FIRST_NAME.to_owned(),
        language: Language::Fi,
        roles: roles.into(),
    };
    account::insert(tx.conn, tx.now, &new)
}

fn first_host() -> NewOrganisation {
    NewOrganisation::named(FIRST_SLUG, FIRST_NAME, OrganisationKind::Host)
}

/// Makes an account and the link that opens it.
///
/// # Errors
/// [`Refusal::Forbidden`]; [`Refusal::Validation`] on `email`, `name`, `roles`; [`Error::NotFound`] for an organisation
/// that the viewer does not keep.
pub fn invite(tx: &mut Tx<'_>, new: &NewAccount) -> Result<(AccountId, Token)> {
    tx.viewer.require(Permission::Administer)?;
    installation::find(tx.conn, tx.viewer, new.organisation)?;
    let new = &check(tx, new)?;
    let id = account::insert(tx.conn, tx.now, new)?;
    note(tx, "account.invited", id, &roles_in_words(&new.roles))?;
    let token = issue(tx, id, &account::folded(&new.email), Purpose::Invite)?;
    Ok((id, token))
}

/// Makes the account of somebody for whom a provider vouches: no link, for there is no password.
pub(super) fn made_by_provider(tx: &mut Tx<'_>, new: &NewAccount, provider: &str) -> Result<AccountId> {
    let new = &check(tx, new)?;
    let id = account::insert(tx.conn, tx.now, new)?;
    note(tx, "account.made", id, &format!("provider {provider}: {}", roles_in_words(&new.roles)))?;
    tell(tx, id, AccountEvent::Opened)?;
    Ok(id)
}

/// Who the first administrator is, and whose installation this is.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// Her name.
    pub name: String,
    /// What she signs in with from now on.
    pub email: String,
    /// The name of the organisation that keeps the installation.
    pub organisation: String,
    /// Where people turn to; it stands in every bulletin.
    pub contact_line: String,
}

/// The first administrator says who she is. There is no mailbox yet to which anything could be sent to be confirmed.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's account; [`Refusal::Stale`] once it is known; [`Refusal::Validation`] on `name`, `email`,
/// `organisation`, `contact_line`.
pub fn introduce(tx: &mut Tx<'_>, id: AccountId, said: &Introduction) -> Result<()> {
    tx.viewer.require_own(id)?;
    let row = account::find(tx.conn, tx.viewer, id)?;
    if row.email != FIRST_EMAIL {
        return Err(Refusal::Stale.into());
    }
    let mut problems = Problems::default();
    check_email(tx, &mut problems, &said.email)?;
    let name = checked_name(&mut problems, &said.name);
    let organisation = problems.name("organisation", &said.organisation, LONGEST_NAME);
    if !said.contact_line.chars().any(|c| c.is_ascii_digit()) {
        problems.add("contact_line", "without_number");
    }
    problems.refuse()?;
    account::change_details(tx.conn, id, &name, row.language)?;
    account::set_email(tx.conn, id, &said.email)?;
    note(tx, "account.introduced", id, &json!({ "was": row.email, "is": account::folded(&said.email) }).to_string())?;
    let house = installation::find(tx.conn, &Viewer::System, row.organisation_id)?;
    let (stored, rules) = super::organisation::stored(tx.conn, &house)?;
    let to = NewOrganisation { name: organisation, ..stored };
    let rules = super::organisation::DeskRules { contact_line: said.contact_line.trim().to_owned(), ..rules };
    super::organisation::write_anew(tx, &house, &to, &rules)
}

fn check_email(tx: &mut Tx<'_>, problems: &mut Problems, written: &str) -> Result<()> {
    match Email::parse(written.trim()) {
        Err(_) if written.trim().is_empty() => problems.add("email", "missing"),
        Err(problem) => problems.add("email", problem.key()),
        Ok(_) if account::is_taken(tx.conn, written)? => problems.add("email", "taken"),
        Ok(_) => {}
    }
    Ok(())
}

fn check(tx: &mut Tx<'_>, new: &NewAccount) -> Result<NewAccount> {
    let mut problems = Problems::default();
    check_email(tx, &mut problems, &new.email)?;
    let name = checked_name(&mut problems, &new.name);
    if new.roles.is_empty() {
        problems.add("roles", "missing");
    }
    problems.refuse()?;
    Ok(NewAccount { name, ..new.clone() })
}

/// A new link for an account that has lost its password. The old password goes on working until the link is used.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Error::NotFound`]; [`Refusal::Validation`] on `account` when it is closed, or came by a provider and so has no
/// password.
pub fn reset(tx: &mut Tx<'_>, id: AccountId) -> Result<Token> {
    tx.viewer.require(Permission::Administer)?;
    let row = account::find(tx.conn, tx.viewer, id)?;
    if row.deactivated_at.is_some() {
        return Err(Refusal::field("account", "closed").into());
    }
    if identity::is_managed(tx.conn, id)? {
        return Err(Refusal::field("account", "by_provider").into());
    }
    issue(tx, id, &row.email, Purpose::Reset)
}

fn issue(tx: &mut Tx<'_>, id: AccountId, subject: &str, purpose: Purpose) -> Result<Token> {
    let token = Token::make(tx.app.random.as_ref());
    one_time_link::replace(tx.conn, &token.hash(), id, purpose.as_str(), purpose.good_until(tx.now))?;
    tx.audit("account.link_made", subject, purpose.as_str())?;
    Ok(token)
}

/// Opens an account with its link: the link is used up, the password counts, every session before it ends.
/// `hash` is a hash of [`crate::password`].
///
/// # Errors
/// [`Error::NotFound`] for a link that is used, expired, unknown, or of a closed account.
pub fn open_with_link(tx: &mut Tx<'_>, token: &TokenHash, hash: &str) -> Result<AccountId> {
    let found = one_time_link::good(tx.conn, tx.now, token)?.ok_or(Error::NotFound("link"))?;
    let id = found.account_id;
    account::person(tx.conn, id)?.ok_or(Error::NotFound("link"))?;
    if !one_time_link::use_up(tx.conn, tx.now, token)? {
        return Err(Error::NotFound("link"));
    }
    set_password(tx, id, hash)?;
    note(tx, "account.link_used", id, &found.purpose)?;
    let reset = found.purpose == Purpose::Reset.as_str();
    tell(tx, id, if reset { AccountEvent::LinkUsed } else { AccountEvent::Opened })?;
    Ok(id)
}

/// A new password of one's own. Every session ends.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's.
pub fn change_password(tx: &mut Tx<'_>, id: AccountId, hash: &str) -> Result<()> {
    tx.viewer.require_own(id)?;
    set_password(tx, id, hash)?;
    note(tx, "account.password_changed", id, "")?;
    tell(tx, id, AccountEvent::PasswordChanged)
}

/// Whatever the old password opened is shut, and whoever guessed at it begins anew.
fn set_password(tx: &mut Tx<'_>, id: AccountId, hash: &str) -> Result<()> {
    account::set_password(tx.conn, id, hash)?;
    majakka_store::session::end_all_of(tx.conn, id)?;
    one_time_link::revoke_all_of(tx.conn, id)?;
    majakka_store::email_change::remove(tx.conn, id)?;
    let email = account::find(tx.conn, &Viewer::System, id)?.email;
    password_try::forget_all_of(tx.conn, TokenHash::new(&email).as_hex())
}

/// Other roles. They count from the next page on; the same ones leave no trace.
///
/// # Errors
/// As [`reset`]; [`Refusal::Validation`] on `roles` for none, or for the last administrator.
pub fn set_roles(tx: &mut Tx<'_>, id: AccountId, roles: &BTreeSet<AccountRole>) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    account::find(tx.conn, tx.viewer, id)?;
    if roles.is_empty() {
        return Err(Refusal::field("roles", "missing").into());
    }
    let before = account::roles_of(tx.conn, &[id])?.remove(&id).unwrap_or_default();
    if before == *roles {
        return Ok(());
    }
    if !roles.contains(&AccountRole::SystemAdmin) {
        keep_an_administrator(tx, id, "roles")?;
    }
    account::set_roles(tx.conn, id, roles)?;
    let detail = json!({ "was": roles_in_words(&before), "is": roles_in_words(roles) }).to_string();
    note(tx, "account.roles_set", id, &detail)?;
    tell(tx, id, AccountEvent::RolesChanged(roles.iter().copied().collect()))
}

/// Closes an account: its sessions end at once, its links open nothing.
///
/// # Errors
/// As [`reset`]; [`Refusal::Validation`] on `account` for the last administrator.
pub fn deactivate(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    account::find(tx.conn, tx.viewer, id)?;
    keep_an_administrator(tx, id, "account")?;
    account::set_deactivated(tx.conn, id, Some(tx.now))?;
    majakka_store::session::end_all_of(tx.conn, id)?;
    one_time_link::revoke_all_of(tx.conn, id)?;
    majakka_store::email_change::remove(tx.conn, id)?;
    note(tx, "account.closed", id, "")
}

/// Forgets the wrong passwords that were tried at an account: whoever was shut out may try again at once.
///
/// # Errors
/// As [`reset`].
pub fn unlock(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    let row = account::find(tx.conn, tx.viewer, id)?;
    password_try::forget_all_of(tx.conn, TokenHash::new(&row.email).as_hex())?;
    note(tx, "account.unlocked", id, "")
}

/// Opens a closed account again.
///
/// # Errors
/// As [`reset`].
pub fn reactivate(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    account::find(tx.conn, tx.viewer, id)?;
    account::set_deactivated(tx.conn, id, None)?;
    note(tx, "account.reopened", id, "")?;
    tell(tx, id, AccountEvent::Opened)
}

/// Another name or language of one's own; what is saved as it was leaves no trace.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's; [`Refusal::Validation`] on `name`.
pub fn change_details(tx: &mut Tx<'_>, id: AccountId, name: &str, language: Language) -> Result<()> {
    tx.viewer.require_own(id)?;
    let row = account::find(tx.conn, tx.viewer, id)?;
    let mut problems = Problems::default();
    let name = checked_name(&mut problems, name);
    problems.refuse()?;
    let (was, is) = ([row.name.as_str(), row.language.as_str()], [name.as_str(), language.as_str()]);
    if was == is {
        return Ok(());
    }
    account::change_details(tx.conn, id, &name, language)?;
    note(tx, "account.changed", id, &json!({ "was": was, "is": is }).to_string())
}

/// A name that people read in timelines: nobody is called as the installation itself is there, or a program.
fn checked_name(problems: &mut Problems, written: &str) -> String {
    let name = problems.name("name", written, LONGEST_NAME);
    let folded = name.to_lowercase();
    if folded == "system" || folded.starts_with("organisation ") || folded.contains('#') {
        problems.add("name", "reserved");
    }
    name
}

/// Without an administrator of its own only others could let anybody of the house in.
fn keep_an_administrator(tx: &mut Tx<'_>, id: AccountId, field: &'static str) -> Result<()> {
    let own = account::find(tx.conn, &Viewer::System, id)?.organisation_id;
    let mut others = account::with_role(tx.conn, AccountRole::SystemAdmin)?;
    others.retain(|(account, _)| account.organisation_id == own);
    let is_one = others.iter().any(|(account, _)| account.id == id);
    if is_one && others.len() == 1 { Err(Refusal::field(field, "last_administrator").into()) } else { Ok(()) }
}

fn roles_in_words(roles: &BTreeSet<AccountRole>) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

fn note(tx: &mut Tx<'_>, action: &str, id: AccountId, detail: &str) -> Result<()> {
    tx.audit(action, &format!("account {id}"), detail)
}

/// The organisation of a short name that the viewer keeps; for the command line.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Error::NotFound`].
pub fn organisation_of_slug(tx: &mut Tx<'_>, slug: &str) -> Result<OrganisationId> {
    tx.viewer.require(Permission::Administer)?;
    let row = organisation::by_slug(tx.conn, slug)?;
    installation::find(tx.conn, tx.viewer, row.id).map(|row| row.id)
}
