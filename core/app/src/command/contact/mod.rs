//! The contact register: adding, changing and removing a contact, and noting an absence.
//!
//! Guarantee: what is typed is checked by the same rules whichever way it comes in; the last holder of a role that its
//! organisation must have stays.

mod absence;
mod add;
mod change;
pub mod person;

pub use absence::note_absence;
pub use add::add;
pub(super) use change::Facts;
pub use change::{ChangeContact, change};

use std::collections::BTreeSet;

use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::terms::ContactRole;
use majakka_domain::text;

use crate::command::field::Problems;

/// Reads a mail address as people write it; empty when it is wrong.
pub(super) fn read_email(problems: &mut Problems, written: &str) -> String {
    match Email::parse(written) {
        Ok(email) => email.into(),
        Err(problem) => {
            problems.add("email", if written.trim().is_empty() { "missing" } else { problem.key() });
            String::new()
        }
    }
}

/// Checks the roles: nobody is in the register for nothing.
pub(super) fn check_roles(problems: &mut Problems, roles: &BTreeSet<ContactRole>) {
    if roles.is_empty() {
        problems.add("roles", "missing");
    }
}

/// Reads a telephone number as people write it. Nothing written: none.
pub(super) fn read_phone(problems: &mut Problems, written: &str) -> Option<Phone> {
    let written = text::line(written);
    if written.is_empty() {
        return None;
    }
    Phone::parse(&written).map_err(|problem| problems.add("phone", problem.key())).ok()
}
