//! Keeping the register of partners: where an escalation to a vendor or an operator goes.
//!
//! Guarantee: only an administrator of the host, for every organisation's escalations go there.

use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::id::PartnerId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::text;

use crate::app::Tx;
use crate::command::changed::changed;
use crate::command::field::{LONGEST_NAME, Problems};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::installation;
use majakka_store::partner::{self, NewPartner};
use majakka_store::viewer::Viewer;

/// The longest that a partner may be given to answer: a week.
const LONGEST_MINUTES: i32 = 7 * 24 * 60;

/// Adds a partner, or writes one anew; what is saved as it was leaves no trace.
///
/// # Errors
/// `forbidden`, `validation`, [`majakka_store::error::Error::NotFound`].
pub fn save(tx: &mut Tx<'_>, id: Option<PartnerId>, new: &NewPartner) -> Result<PartnerId> {
    require_keeper(tx)?;
    let stored = check(tx, id, new)?;
    let Some(id) = id else {
        let id = partner::insert(tx.conn, &stored)?;
        tx.audit("partner.added", &stored.name, "")?;
        return Ok(id);
    };
    let was = NewPartner::from(partner::find(tx.conn, id)?);
    if was != stored {
        partner::change(tx.conn, id, &stored)?;
        tx.audit("partner.changed", &stored.name, &changed(&was, &stored))?;
    }
    Ok(id)
}

/// Takes a partner out of the register.
///
/// # Errors
/// `forbidden`, [`majakka_store::error::Error::NotFound`].
pub fn remove(tx: &mut Tx<'_>, id: PartnerId) -> Result<()> {
    require_keeper(tx)?;
    let row = partner::find(tx.conn, id)?;
    partner::remove(tx.conn, id)?;
    tx.audit("partner.removed", &row.name, "")
}

/// May the viewer write in the register?
///
/// # Errors
/// What the database says.
pub fn may_keep(conn: &mut AnyConnection, viewer: &Viewer) -> Result<bool> {
    Ok(viewer.require(Permission::Administer).is_ok() && installation::bounds(conn, viewer)?.is_none())
}

fn require_keeper(tx: &mut Tx<'_>) -> Result<()> {
    if may_keep(tx.conn, tx.viewer)? { Ok(()) } else { Err(Refusal::Forbidden.into()) }
}

fn check(tx: &mut Tx<'_>, own: Option<PartnerId>, new: &NewPartner) -> Result<NewPartner> {
    let mut problems = Problems::default();
    let name = problems.name("name", &new.name, LONGEST_NAME);
    if partner::by_name(tx.conn, &name)?.is_some_and(|row| Some(row.id) != own) {
        problems.add("name", "taken");
    }
    let email = Email::parse(&new.email);
    if let Err(problem) = &email {
        problems.add("email", if new.email.trim().is_empty() { "missing" } else { problem.key() });
    }
    let written = Some(text::line(&new.phone)).filter(|phone| !phone.is_empty());
    let phone = written.as_deref().map(Phone::parse).transpose();
    if let Err(problem) = &phone {
        problems.add("phone", problem.key());
    }
    if !(1..=LONGEST_MINUTES).contains(&new.answer_minutes) {
        problems.add("answer_minutes", "answer_minutes");
    }
    problems.refuse()?;
    let phone = phone.ok().flatten().map(|phone| phone.as_str().to_owned()).unwrap_or_default();
    Ok(NewPartner { name, email: email.map(Email::into).unwrap_or_default(), phone, ..new.clone() })
}
