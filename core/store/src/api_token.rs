//! Tokens with which an organisation's own systems report. Shown once, stored as a hash.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ApiTokenId, OrganisationId};
use majakka_domain::terms::OrganisationKind;

use super::installation;
use crate::db::AnyConnection;
use crate::db::schema::{api_tokens, organisations};
use crate::error::{Error, Result};
use crate::token::TokenHash;
use crate::viewer::Viewer;

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
}

/// Writes a new token.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    organisation: OrganisationId,
    name: &str,
    token: &TokenHash,
) -> Result<()> {
    use api_tokens as t;
    diesel::insert_into(t::table)
        .values((
            t::organisation_id.eq(organisation.0),
            t::name.eq(name),
            t::token_hash.eq(token.as_hex()),
            t::created_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whose token this is and what that is, unless it was taken back. The token itself says who asks.
///
/// # Errors
/// What the database says.
pub fn organisation_of(
    conn: &mut AnyConnection,
    token: &TokenHash,
) -> Result<Option<(OrganisationId, OrganisationKind)>> {
    use {api_tokens as t, organisations as o};
    Ok(t::table
        .inner_join(o::table.on(o::id.eq(t::organisation_id)))
        .filter(t::token_hash.eq(token.as_hex()))
        .filter(t::revoked_at.is_null())
        .select((o::id, o::kind))
        .first(conn)
        .optional()?)
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

/// Takes a token of an organisation back.
///
/// # Errors
/// [`Error::NotFound`] if the organisation has no such live token.
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
