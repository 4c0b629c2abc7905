//! Report forms that were not sent yet, sealed.
//!
//! Guarantee: what was typed is kept only sealed, for it may name a patient; it opens with the draft's own token, for the
//! organisation that it was begun for.
//! Non-goal: what stands in it; that is the form's.

use majakka_domain::id::{DraftId, OrganisationId};
use majakka_store::db::AnyConnection;
use majakka_store::draft;
pub use majakka_store::draft::{KEPT, forgotten, remove};
use majakka_store::error::{Error, Result};
use majakka_store::sealed::Sealed;
use majakka_store::token::TokenHash;

use crate::vault::Plain;
use crate::{App, Tx};

/// A form as it was left.
#[derive(Debug)]
pub struct Draft {
    /// Id.
    pub id: DraftId,
    /// What was typed, as the form wrote it.
    pub text: Plain,
}

/// What a sealed draft is bound to, so that it opens nowhere else.
fn context(token: &TokenHash) -> String {
    format!("draft {}", token.as_hex())
}

/// The draft of this token and organisation, if it is still kept.
///
/// # Errors
/// [`Error::Vault`], or what the database says.
pub fn find(
    app: &App,
    conn: &mut AnyConnection,
    token: &TokenHash,
    organisation: OrganisationId,
) -> Result<Option<Draft>> {
    let Some((id, sealed)) = draft::find(conn, app.clock.now(), token, organisation)? else { return Ok(None) };
    let text = app.vault.open(&context(token), &sealed).map_err(|cause| Error::Vault(cause.to_string()))?;
    Ok(Some(Draft { id, text }))
}

/// Whose draft this token opens, if it is still kept.
///
/// # Errors
/// What the database says.
pub fn owner(app: &App, conn: &mut AnyConnection, token: &TokenHash) -> Result<Option<OrganisationId>> {
    draft::owner(conn, app.clock.now(), token)
}

/// Keeps what was typed under this token, in place of what was there.
///
/// # Errors
/// [`Error::Vault`], or what the database says.
pub fn keep(tx: &mut Tx<'_>, token: &TokenHash, organisation: OrganisationId, text: &Plain) -> Result<DraftId> {
    let sealed = seal(tx, token, text)?;
    draft::keep(tx.conn, tx.now, token, organisation, &sealed)
}

fn seal(tx: &Tx<'_>, token: &TokenHash, text: &Plain) -> Result<Sealed> {
    let sealed = tx.app.vault.seal(&context(token), text, tx.app.random.as_ref());
    sealed.map_err(|cause| Error::Vault(cause.to_string()))
}
