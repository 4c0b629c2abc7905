//! Which roles of the contact register somebody must hold (source 002).

use crate::catalogue::{Catalogue, SystemFlag};
use crate::terms::ContactRole;

/// Must an organisation that uses these services have somebody in this role?
pub fn is_mandatory(catalogue: &Catalogue, role: ContactRole, services: &[String]) -> bool {
    match role {
        ContactRole::Administrative | ContactRole::Dpo | ContactRole::Technical | ContactRole::BulletinRecipient => {
            true
        }
        ContactRole::Archivist => catalogue.any_is(services, SystemFlag::Archived),
        _ => false,
    }
}
