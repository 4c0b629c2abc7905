//! Another e-mail for an account: what one signs in with, and where links for a forgotten password go.
//!
//! Guarantee: it counts when the link that went to it is used, never before; the old address hears of it twice, when it is
//! asked for and when it counts; nobody learns whether somebody else has the address.
//! Non-goal: asking who she is once more; whoever calls this has.

use chrono::TimeDelta;
use majakka_domain::format::email::Email;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::MessageKind;

use super::notice::{AccountEvent, tell, tell_at};
use crate::app::Tx;
use crate::command::letter::{self, Letter};
use crate::command::organisation::contact_line;
use majakka_messages::message::{AccountLink, LinkPurpose};
use majakka_store::error::{Error, Result};
use majakka_store::message::About;
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, email_change, one_time_link, organisation};

/// How long its link is good.
const LASTS: TimeDelta = TimeDelta::hours(24);

/// Somebody wants another e-mail for her own account.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's; [`Refusal::Validation`] on `email` when it is none, or the one that she has.
pub fn ask(tx: &mut Tx<'_>, person: &Person, email: &str) -> Result<()> {
    let id = person.account;
    tx.viewer.require_own(id)?;
    let row = account::find(tx.conn, tx.viewer, id)?;
    let email = judged(email, &row.email)?;
    let token = Token::make(tx.app.random.as_ref());
    let expires = tx.now.checked_add_signed(LASTS).unwrap_or(tx.now);
    email_change::replace(tx.conn, id, &email, &token.hash(), expires)?;
    tx.audit("account.email_asked", &format!("account {id}"), &email)?;
    tell(tx, id, AccountEvent::EmailAsked(email.clone()))?;
    // Somebody else's: she is told nothing, and gets no letter of ours.
    if account::is_taken(tx.conn, &email)? {
        return Ok(());
    }
    let language = row.language;
    let owner = organisation::find(tx.conn, &Viewer::System, row.organisation_id)?;
    let link = AccountLink {
        purpose: LinkPurpose::Email,
        helpdesk: contact_line(tx.app, tx.conn, &owner)?.get(language).to_owned(),
        organisation: owner.name,
        url: format!("{}/email/{}", tx.app.settings.public_url(), token.expose()),
        expires,
        now: tx.now,
    };
    let mail = tx.app.renderer.account_link(&link, language)?;
    let (kind, about) = (MessageKind::AccountLink, About::default());
    letter::post(tx, Letter { kind, about, to: &email, language, mail, attachments: Vec::new() }).map(drop)
}

/// An e-mail as it is kept, in place of the one that she has `now`.
fn judged(email: &str, now: &str) -> Result<String> {
    let email = account::folded(email);
    match Email::parse(&email) {
        Err(_) if email.is_empty() => Err(Refusal::field("email", "missing").into()),
        Err(problem) => Err(Refusal::field("email", problem.key()).into()),
        Ok(_) if email == now => Err(Refusal::field("email", "same_address").into()),
        Ok(_) => Ok(email),
    }
}

/// The link was used: the e-mail counts, and every link that went to the old one opens nothing any more.
///
/// # Errors
/// [`Error::NotFound`] for a link that is used, expired or unknown, of a closed account, or when somebody else has got the
/// address in the meantime.
pub fn confirm(tx: &mut Tx<'_>, token: &TokenHash) -> Result<()> {
    let wanted = email_change::good(tx.conn, tx.now, token)?.ok_or(Error::NotFound("link"))?;
    let id = wanted.account_id;
    let old = account::find(tx.conn, &Viewer::System, id)?;
    let is_open = old.deactivated_at.is_none() && !account::is_taken(tx.conn, &wanted.email)?;
    if !is_open || !email_change::remove(tx.conn, id)? {
        return Err(Error::NotFound("link"));
    }
    account::set_email(tx.conn, id, &wanted.email)?;
    one_time_link::revoke_all_of(tx.conn, id)?;
    let detail = serde_json::json!({ "was": old.email, "is": wanted.email }).to_string();
    tx.audit("account.email_changed", &format!("account {id}"), &detail)?;
    tell_at(tx, &old, AccountEvent::EmailChanged(wanted.email))
}
