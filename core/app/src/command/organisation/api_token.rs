//! Tokens of an organisation's own programs: made for something, until then; replaced without a gap; taken back.
//!
//! Guarantee: every new token ends; the token is shown once.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::id::{ApiTokenId, OrganisationId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{TokenLife, TokenOverlap, TokenScope};

use crate::app::Tx;
use crate::command::field::Problems;
use majakka_store::api_token::{self, NewToken};
use majakka_store::error::{Error, Result};
use majakka_store::installation;
use majakka_store::token::Token;

/// What an administrator decides of a new token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which program comes with it.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<TokenScope>,
    /// How long.
    pub life: TokenLife,
}

/// A new token for a program of the organisation.
///
/// # Errors
/// `forbidden`; `validation` on `name` and `scopes`; [`Error::NotFound`].
pub fn make(tx: &mut Tx<'_>, id: OrganisationId, wanted: &Wanted) -> Result<Token> {
    tx.viewer.require(Permission::Administer)?;
    let row = installation::find(tx.conn, tx.viewer, id)?;
    let mut problems = Problems::default();
    let name = problems.name("name", &wanted.name, 100);
    if wanted.scopes.is_empty() {
        problems.add("scopes", "missing");
    }
    problems.refuse()?;
    let ends = Some(after(tx.now, life(wanted.life)));
    let new = NewToken { name, scopes: wanted.scopes.clone(), expires_at: ends };
    let token = Token::make(tx.app.random.as_ref());
    api_token::insert(tx.conn, tx.now, id, &new, &token.hash())?;
    tx.audit("api_token.made", &row.slug, &said(&new))?;
    Ok(token)
}

/// How a token is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacement {
    /// How long the new one is good.
    pub life: TokenLife,
    /// How long the old one goes on.
    pub overlap: TokenOverlap,
}

/// A new token in place of one that goes on for a while, so that its program can be moved without a gap. It may do the same.
///
/// # Errors
/// `forbidden`; [`Error::NotFound`] for one that is good no more.
pub fn replace(tx: &mut Tx<'_>, id: OrganisationId, old: ApiTokenId, by: Replacement) -> Result<Token> {
    tx.viewer.require(Permission::Administer)?;
    let row = installation::find(tx.conn, tx.viewer, id)?;
    let old = api_token::find(tx.conn, tx.viewer, id, old)?;
    if !old.is_good(tx.now) {
        return Err(Error::NotFound("api token"));
    }
    let ends = Some(after(tx.now, life(by.life)));
    let new = NewToken { name: old.name.clone(), scopes: old.scopes()?, expires_at: ends };
    let token = Token::make(tx.app.random.as_ref());
    api_token::insert(tx.conn, tx.now, id, &new, &token.hash())?;
    let ends = after(tx.now, goes_on(by.overlap));
    api_token::end_at(tx.conn, &old, ends)?;
    let detail = format!("{}; in place of {}, which ends {}", said(&new), old.id, ends.date_naive());
    tx.audit("api_token.replaced", &row.slug, &detail)?;
    Ok(token)
}

/// Takes a token back.
///
/// # Errors
/// `forbidden`; [`Error::NotFound`].
pub fn revoke(tx: &mut Tx<'_>, id: OrganisationId, token: ApiTokenId) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    let row = installation::find(tx.conn, tx.viewer, id)?;
    api_token::revoke(tx.conn, tx.now, id, token)?;
    tx.audit("api_token.revoked", &row.slug, &token.to_string())
}

const fn life(life: TokenLife) -> TimeDelta {
    match life {
        TokenLife::Month => TimeDelta::days(30),
        TokenLife::Quarter => TimeDelta::days(90),
        TokenLife::Year => TimeDelta::days(365),
        TokenLife::TwoYears => TimeDelta::days(730),
    }
}

const fn goes_on(overlap: TokenOverlap) -> TimeDelta {
    match overlap {
        TokenOverlap::None => TimeDelta::zero(),
        TokenOverlap::Day => TimeDelta::days(1),
        TokenOverlap::Week => TimeDelta::days(7),
        TokenOverlap::Month => TimeDelta::days(30),
    }
}

fn after(now: DateTime<Utc>, lasts: TimeDelta) -> DateTime<Utc> {
    now.checked_add_signed(lasts).unwrap_or(now)
}

/// As the audit log says it.
fn said(new: &NewToken) -> String {
    let until = new.expires_at.map_or_else(|| "no end".to_owned(), |ends| ends.date_naive().to_string());
    format!("{} ({}) until {until}", new.name, new.scope_words())
}
