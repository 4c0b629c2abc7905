//! Tokens with which an organisation's own programs come. Shown once, stored as a hash.
//!
//! Guarantee: a token does what its scopes say and ends when it is to; those that were made before there were ends have none.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ApiTokenId, OrganisationId};
use majakka_domain::terms::TokenScope;

use super::installation;
use crate::closed_list::word;
use crate::db::AnyConnection;
use crate::db::schema::api_tokens;
use crate::error::{Error, Result};
use crate::token::TokenHash;
use crate::viewer::{Program, Viewer};

/// Uses closer together than this are noted once: a program may come twenty times a second.
pub const NOTED_EVERY: TimeDelta = TimeDelta::minutes(10);

/// A stored token.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = api_tokens)]
pub struct ApiToken {
    /// Id.
    pub id: ApiTokenId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// What it is for, in the words of who made it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// What it may do, words with spaces between (RFC 6749, 3.3).
    scopes: String,
    /// From when on it is good no more.
    pub expires_at: Option<DateTime<Utc>>,
    /// When a program last came with it, to [`NOTED_EVERY`].
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ApiToken {
    /// What it may do.
    ///
    /// # Errors
    /// [`Error::Inconsistent`]
    pub fn scopes(&self) -> Result<BTreeSet<TokenScope>> {
        self.scopes.split_whitespace().map(|scope| word("api_tokens", "scopes", scope)).collect()
    }

    /// Does it open anything now?
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|ends| now < ends)
    }
}

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<TokenScope>,
    /// From when on it is good no more.
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewToken {
    /// Its scopes as they are stored.
    pub fn scope_words(&self) -> String {
        self.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Writes a new token.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    organisation: OrganisationId,
    new: &NewToken,
    token: &TokenHash,
) -> Result<()> {
    use api_tokens as t;
    diesel::insert_into(t::table)
        .values((
            t::organisation_id.eq(organisation.0),
            t::name.eq(&new.name),
            t::token_hash.eq(token.as_hex()),
            t::created_at.eq(now.naive_utc()),
            t::scopes.eq(new.scope_words()),
            t::expires_at.eq(new.expires_at.map(|ends| ends.naive_utc())),
        ))
        .execute(conn)?;
    Ok(())
}

/// The program that comes with this token, and whether that has to be noted; none for a token that is good no more. The token
/// itself says who asks.
///
/// # Errors
/// What the database says; [`Error::Inconsistent`].
pub fn program(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<Option<(Program, bool)>> {
    use api_tokens as t;
    let found: Option<ApiToken> =
        t::table.filter(t::token_hash.eq(token.as_hex())).select(ApiToken::as_select()).first(conn).optional()?;
    let Some(token) = found.filter(|token| token.is_good(now)) else { return Ok(None) };
    let unnoted = token.last_used_at.is_none_or(|used| now.signed_duration_since(used) >= NOTED_EVERY);
    let program = Program { organisation: token.organisation_id, token: token.id, scopes: token.scopes()? };
    Ok(Some((program, unnoted)))
}

/// Notes that a program came with a token.
///
/// # Errors
/// What the database says.
pub fn note_use(conn: &mut AnyConnection, now: DateTime<Utc>, id: ApiTokenId) -> Result<()> {
    diesel::update(api_tokens::table.find(id.0)).set(api_tokens::last_used_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// The tokens of an organisation that the viewer keeps, oldest first.
///
/// # Errors
/// [`Error::NotFound`], or what the database says.
pub fn of_organisation(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    organisation: OrganisationId,
) -> Result<Vec<ApiToken>> {
    installation::find(conn, viewer, organisation)?;
    Ok(api_tokens::table
        .filter(api_tokens::organisation_id.eq(organisation.0))
        .order(api_tokens::id)
        .select(ApiToken::as_select())
        .load(conn)?)
}

/// A token of an organisation that the viewer keeps.
///
/// # Errors
/// [`Error::NotFound`], or what the database says.
pub fn find(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    organisation: OrganisationId,
    id: ApiTokenId,
) -> Result<ApiToken> {
    installation::find(conn, viewer, organisation)?;
    let row = api_tokens::table.find(id.0).filter(api_tokens::organisation_id.eq(organisation.0));
    row.select(ApiToken::as_select()).first(conn).optional()?.ok_or(Error::NotFound("api token"))
}

/// Lets a token end then, unless it ends before.
///
/// # Errors
/// What the database says.
pub fn end_at(conn: &mut AnyConnection, token: &ApiToken, ends: DateTime<Utc>) -> Result<()> {
    let ends = token.expires_at.map_or(ends, |before| before.min(ends));
    diesel::update(api_tokens::table.find(token.id.0))
        .set(api_tokens::expires_at.eq(ends.naive_utc()))
        .execute(conn)?;
    Ok(())
}

/// Takes a token of an organisation back.
///
/// # Errors
/// [`Error::NotFound`] if the organisation has no such token, or it was taken back before.
pub fn revoke(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    organisation: OrganisationId,
    id: ApiTokenId,
) -> Result<()> {
    use api_tokens as t;
    let row = t::table.find(id.0).filter(t::organisation_id.eq(organisation.0)).filter(t::revoked_at.is_null());
    let revoked = diesel::update(row).set(t::revoked_at.eq(now.naive_utc())).execute(conn)?;
    if revoked == 1 { Ok(()) } else { Err(Error::NotFound("api token")) }
}
