//! People for whom a provider of OpenID Connect vouches: signing in, proving herself once more, linking and parting.
//!
//! Guarantee: issuer and subject name her, and nothing else does: an e-mail opens no account that is there. An account that came by a
//! provider has the roles that the provider says each time, and no password; one that was linked keeps those that an administrator
//! gave.
//! Non-goal: what was said and whether it is true; the server has judged that.

use std::collections::BTreeSet;

use majakka_domain::id::AccountId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AccountRole, Language};

use super::notice::{AccountEvent, tell};
use super::session::{self, Entered, Whence, refused};
use crate::app::{App, Tx};
use crate::command::account;
use majakka_store::account::NewAccount;
use majakka_store::error::{Error, Result};
use majakka_store::identity::{self, Identity};
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account as accounts, organisation, session as sessions};

/// What a provider says of somebody who has just proved herself there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The provider, as the settings call it.
    pub provider: String,
    /// As it calls itself.
    pub issuer: String,
    /// What it calls her.
    pub subject: String,
    /// Her e-mail, if it says that it has verified it.
    pub email: Option<String>,
    /// Her name; may be empty.
    pub name: String,
    /// Her roles, as the settings read her groups.
    pub roles: BTreeSet<AccountRole>,
    /// The short name of her organisation, if it is known.
    pub organisation: Option<String>,
    /// Did she give more than a password?
    pub second_factor: bool,
    /// In which language she came.
    pub language: Language,
}

/// Why somebody who is vouched for does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLetIn {
    /// There is no account, and none is made: no role, no organisation or no verified e-mail is said.
    Unknown,
    /// An account that did not come by the provider has her e-mail: whoever has it links it herself.
    Taken,
    /// The account is closed, or the provider says no role any more.
    Closed,
}

/// Lets in whoever is vouched for; the session that waited, if there was one, ends. Her account is made when she comes for the first
/// time, where the settings say where she belongs and what she may do.
///
/// # Errors
/// What the database says.
pub fn sign_in(app: &App, vouched: &Vouched, waiting: &str, whence: &Whence) -> Result<Result<Entered, NotLetIn>> {
    app.write(&Viewer::System, |tx| {
        let found = match identity::find(tx.conn, &vouched.issuer, &vouched.subject)? {
            Some(known) => returning(tx, &known, vouched, whence)?,
            None => first_time(tx, vouched)?,
        };
        let id = match found {
            Ok(id) => id,
            Err(why) => {
                tx.wakes_nobody();
                let detail = format!("{why:?}, vouched for by {}", vouched.provider).to_lowercase();
                refused(tx, "unknown account", &detail, whence)?;
                return Ok(Err(why));
            }
        };
        identity::note_use(tx.conn, tx.now, &vouched.issuer, &vouched.subject)?;
        sessions::end(tx.conn, &TokenHash::new(waiting))?;
        tx.audit_as("system", "session.vouched", &format!("account {id}"), &vouched.provider)?;
        session::vouched(tx, id, &vouched.provider, vouched.second_factor, whence).map(Ok)
    })
}

fn returning(
    tx: &mut Tx<'_>,
    known: &Identity,
    vouched: &Vouched,
    whence: &Whence,
) -> Result<Result<AccountId, NotLetIn>> {
    let id = known.account_id;
    if accounts::person(tx.conn, id)?.is_none() || (known.managed && vouched.roles.is_empty()) {
        return Ok(Err(NotLetIn::Closed));
    }
    if known.managed {
        match account::set_roles(tx, id, &vouched.roles) {
            Ok(()) => {}
            // Her house's last administrator stays one.
            Err(Error::Refused(cause)) => tracing::warn!(account = id.0, %cause, "a provider's roles were not taken"),
            Err(other) => return Err(other),
        }
    }
    session::tell_of_a_new_browser(tx, id, whence)?;
    Ok(Ok(id))
}

fn first_time(tx: &mut Tx<'_>, vouched: &Vouched) -> Result<Result<AccountId, NotLetIn>> {
    let (Some(email), Some(slug)) = (&vouched.email, &vouched.organisation) else { return Ok(Err(NotLetIn::Unknown)) };
    let organisation = match organisation::by_slug(tx.conn, slug) {
        Ok(row) => row.id,
        Err(Error::NotFound(_)) => return Ok(Err(NotLetIn::Unknown)),
        Err(other) => return Err(other),
    };
    if vouched.roles.is_empty() {
        return Ok(Err(NotLetIn::Unknown));
    }
    if accounts::is_taken(tx.conn, email)? {
        return Ok(Err(NotLetIn::Taken));
    }
    let name = if vouched.name.trim().is_empty() { email } else { &vouched.name };
    let new = NewAccount {
        organisation,
        email: email.clone(),
        name: name.clone(),
        language: vouched.language,
        roles: vouched.roles.clone(),
    };
    let id = match account::made_by_provider(tx, &new, &vouched.provider) {
        Ok(id) => id,
        Err(Error::Refused(_)) => return Ok(Err(NotLetIn::Unknown)),
        Err(other) => return Err(other),
    };
    identity::insert(tx.conn, tx.now, id, (&vouched.issuer, &vouched.subject), true)?;
    Ok(Ok(id))
}

/// Somebody who is signed in proved herself once more, at a provider that knows her account. Says whether it does.
///
/// # Errors
/// What the database says.
pub fn prove_again(app: &App, person: &Person, vouched: &Vouched, token: &str, whence: &Whence) -> Result<bool> {
    let id = person.account;
    let known = app.read(|conn| identity::find(conn, &vouched.issuer, &vouched.subject))?;
    if known.is_some_and(|known| known.account_id == id) {
        session::note_proof(app, person, token)?;
        return Ok(true);
    }
    app.write(&Viewer::System, |tx| {
        tx.wakes_nobody();
        let why = format!("somebody else, vouched for by {}, signed in already", vouched.provider);
        refused(tx, &format!("account {id}"), &why, whence)
    })?;
    Ok(false)
}

/// Links one's own account, so that she can come by the provider too.
///
/// # Errors
/// `forbidden` for somebody else's; [`Refusal::Validation`] on `provider` when the identity is another account's, or she has
/// another one there.
pub fn link(tx: &mut Tx<'_>, id: AccountId, vouched: &Vouched) -> Result<()> {
    tx.viewer.require_own(id)?;
    if !identity::insert(tx.conn, tx.now, id, (&vouched.issuer, &vouched.subject), false)? {
        return Err(Refusal::field("provider", "taken").into());
    }
    tx.audit("account.factor_added", &format!("account {id}"), &format!("provider {}", vouched.provider))?;
    tell(tx, id, AccountEvent::FactorAdded)
}

/// Takes the link away again.
///
/// # Errors
/// `forbidden` for somebody else's; [`Error::NotFound`] where there is none, or where the account came by the provider.
pub fn unlink(tx: &mut Tx<'_>, id: AccountId, issuer: &str) -> Result<()> {
    tx.viewer.require_own(id)?;
    if !identity::remove(tx.conn, id, issuer)? {
        return Err(Error::NotFound("identity"));
    }
    tx.audit("account.factor_removed", &format!("account {id}"), &format!("provider {issuer}"))?;
    tell(tx, id, AccountEvent::FactorRemoved)
}
