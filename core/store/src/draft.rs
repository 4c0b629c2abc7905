//! Report forms that were not sent yet.
//!
//! Guarantee: only sealed text is kept, under the draft's own token and for the organisation that it was begun for; it is
//! forgotten after [`KEPT`].
//! Non-goal: sealing and opening it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::id::{DraftId, OrganisationId};

use crate::db::AnyConnection;
use crate::db::schema::drafts;
use crate::error::Result;
use crate::sealed::Sealed;
use crate::token::TokenHash;

/// How long an unsent form is kept after it was last touched: a long shift and the night after it.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// The draft of this token and organisation, if it is still kept.
///
/// # Errors
/// [`crate::error::Error::Inconsistent`], or what the database says.
pub fn find(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    token: &TokenHash,
    organisation: OrganisationId,
) -> Result<Option<(DraftId, Sealed)>> {
    use drafts as d;
    let row: Option<(DraftId, String, Vec<u8>, Vec<u8>)> = d::table
        .filter(d::token_hash.eq(token.as_hex()))
        .filter(d::organisation_id.eq(organisation.0))
        .filter(d::updated_at.gt((now - KEPT).naive_utc()))
        .select((d::id, d::key_id, d::nonce, d::ciphertext))
        .first(conn)
        .optional()?;
    let Some((id, key_id, nonce, ciphertext)) = row else { return Ok(None) };
    Ok(Some((id, Sealed::stored("drafts", key_id, nonce, ciphertext)?)))
}

/// Whose draft this token opens, if it is still kept.
///
/// # Errors
/// What the database says.
pub fn owner(conn: &mut AnyConnection, now: DateTime<Utc>, token: &TokenHash) -> Result<Option<OrganisationId>> {
    use drafts as d;
    Ok(d::table
        .filter(d::token_hash.eq(token.as_hex()))
        .filter(d::updated_at.gt((now - KEPT).naive_utc()))
        .select(d::organisation_id)
        .first(conn)
        .optional()?)
}

/// Keeps what was typed under this token, in place of what was there.
///
/// # Errors
/// What the database says.
pub fn keep(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    token: &TokenHash,
    organisation: OrganisationId,
    sealed: &Sealed,
) -> Result<DraftId> {
    use drafts as d;
    let values = (
        d::key_id.eq(&sealed.key_id),
        d::nonce.eq(sealed.nonce.as_slice()),
        d::ciphertext.eq(&sealed.ciphertext),
        d::updated_at.eq(now.naive_utc()),
    );
    let mine = d::table.filter(d::token_hash.eq(token.as_hex())).filter(d::organisation_id.eq(organisation.0));
    let known: Option<i64> = mine.select(d::id).first(conn).optional()?;
    let id = match known {
        Some(id) => {
            diesel::update(d::table.find(id)).set(values).execute(conn)?;
            id
        }
        None => diesel::insert_into(d::table)
            .values((d::token_hash.eq(token.as_hex()), d::organisation_id.eq(organisation.0), values))
            .returning(d::id)
            .get_result(conn)?,
    };
    Ok(DraftId(id))
}

/// Removes a draft. Its pictures must have been moved or removed before.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, id: DraftId) -> Result<()> {
    diesel::delete(drafts::table.find(id.0)).execute(conn)?;
    Ok(())
}

/// Drafts that nobody has touched for [`KEPT`].
///
/// # Errors
/// What the database says.
pub fn forgotten(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<DraftId>> {
    let ids: Vec<i64> =
        drafts::table.filter(drafts::updated_at.le((now - KEPT).naive_utc())).select(drafts::id).load(conn)?;
    Ok(ids.into_iter().map(DraftId).collect())
}
