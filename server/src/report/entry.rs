//! Who reports through which guard: an organisation's link, or the helpdesk with somebody on the phone.

use majakka_domain::id::OrganisationId;
use majakka_domain::rights::{Permission, may};
use majakka_domain::terms::Language;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::organisation::{self, Organisation};
use majakka_store::viewer::Viewer;

use super::fields::Fields;
use super::quota::Source;
use crate::page_frame::Frame;

/// Organisations that the helpdesk chooses from.
const MOST: i64 = 2_000;

/// One guard.
pub(super) struct Entry {
    /// Who acts.
    pub(super) viewer: Viewer,
    /// Over which link and from where, of somebody who is not signed in.
    pub(super) source: Option<Source>,
    /// Whose draft it is.
    pub(super) owner: OrganisationId,
    /// Where the form is sent.
    pub(super) action: String,
    /// What surrounds the page.
    pub(super) frame: Frame,
    /// The reader's language.
    pub(super) language: Language,
    /// Those that may be chosen from; empty at an organisation's own link.
    pub(super) organisations: Vec<Organisation>,
}

impl Entry {
    /// Does somebody enter it for another?
    pub(super) fn by_phone(&self) -> bool {
        matches!(self.viewer, Viewer::Person(_))
    }

    /// Does she work at a desk, where others call?
    pub(super) fn for_others(&self) -> bool {
        self.viewer.require(Permission::ReadDesk).is_ok()
    }

    /// Whose report it becomes.
    pub(super) fn organisation(&self, fields: &Fields) -> Option<OrganisationId> {
        if !self.by_phone() {
            return Some(self.owner);
        }
        self.organisations.iter().find(|row| row.slug == fields.organisation).map(|row| row.id)
    }
}

/// The organisations whose reports a person may enter: those of her desk, or her own alone.
///
/// # Errors
/// What the database says.
pub(super) fn choosable(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Organisation>> {
    let Viewer::Person(person) = viewer else { return Ok(Vec::new()) };
    let own = organisation::find(conn, viewer, person.organisation)?;
    let mut found = match may(&person.roles, Permission::ReadDesk, person.helpdesk_publishes) {
        true => organisation::served(conn, viewer, MOST)?,
        false => Vec::new(),
    };
    if !found.iter().any(|row| row.id == own.id) {
        found.insert(0, own);
    }
    Ok(found)
}
