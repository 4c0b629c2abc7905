//! The contact register: adding, changing and removing a contact, and noting an absence.
//!
//! Guarantee: what is typed is checked by the same rules whichever way it comes in; the last holder of a role that its
//! organisation must have stays.

mod absence;
mod add;
mod change;

pub use absence::note_absence;
pub use add::add;
pub use change::{ChangeContact, change};

use std::collections::BTreeSet;

use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::terms::ContactRole;

use super::field::Problems;

/// Checks a name.
fn check_name(problems: &mut Problems, name: &str) {
    problems.need("name", name);
    problems.at_most("name", name, 200);
}

/// Checks a mail address.
fn check_email(problems: &mut Problems, email: &str) {
    let email = email.trim();
    if let Err(problem) = Email::parse(email) {
        problems.add("email", if email.is_empty() { "missing" } else { problem.key() });
    }
}

/// Checks the roles: nobody is in the register for nothing.
fn check_roles(problems: &mut Problems, roles: &BTreeSet<ContactRole>) {
    if roles.is_empty() {
        problems.add("roles", "missing");
    }
}

/// Reads a telephone number as people write it. Nothing written: none.
fn read_phone(problems: &mut Problems, written: &str) -> Option<Phone> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    Phone::parse(written).map_err(|problem| problems.add("phone", problem.key())).ok()
}
