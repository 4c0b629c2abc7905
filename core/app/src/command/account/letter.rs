//! The letter that brings a one-time link to its account.
//!
//! Guarantee: the link stands in the outbox only until a gateway has taken the letter or refused it for good; whoever asks
//! about a forgotten password learns nothing of who has an account, and cannot fill anybody's mailbox.

use chrono::TimeDelta;
use majakka_domain::id::AccountId;
use majakka_domain::terms::MessageKind;

use crate::app::Tx;
use crate::command::account::{self, Purpose};
use crate::command::letter::{self, Letter};
use crate::command::organisation::contact_line;
use majakka_messages::message::{AccountLink, LinkPurpose};
use majakka_store::account::NewAccount;
use majakka_store::error::Result;
use majakka_store::message::About;
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;
use majakka_store::{identity, one_time_link, organisation};

/// Who asks again within this time gets no second letter: the first is on its way.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// A link that was made and posted: it is shown once to whoever made it, for a letter may be lost.
#[derive(Debug)]
pub struct Mailed {
    /// Where to.
    pub address: String,
    /// The link's secret.
    pub token: Token,
}

/// Makes an account and posts the link that opens it.
///
/// # Errors
/// As [`account::invite`].
pub fn invite(tx: &mut Tx<'_>, new: &NewAccount) -> Result<Mailed> {
    let (id, token) = account::invite(tx, new)?;
    post(tx, id, token, Purpose::Invite)
}

/// Posts a new link to somebody who has lost her password.
///
/// # Errors
/// As [`account::reset`].
pub fn reset(tx: &mut Tx<'_>, id: AccountId) -> Result<Mailed> {
    let token = account::reset(tx, id)?;
    post(tx, id, token, Purpose::Reset)
}

/// To the account's address, in the account's language.
fn post(tx: &mut Tx<'_>, id: AccountId, token: Token, purpose: Purpose) -> Result<Mailed> {
    let row = majakka_store::account::find(tx.conn, tx.viewer, id)?;
    let language = row.language;
    let owner = organisation::find(tx.conn, &Viewer::System, row.organisation_id)?;
    let letter = AccountLink {
        purpose: match purpose {
            Purpose::Reset => LinkPurpose::Reset,
            Purpose::First | Purpose::Invite => LinkPurpose::Invite,
        },
        helpdesk: contact_line(tx.app, tx.conn, &owner)?.get(language).to_owned(),
        organisation: owner.name,
        url: format!("{}/link/{}", tx.app.settings.public_url(), token.expose()),
        expires: purpose.good_until(tx.now),
        now: tx.now,
    };
    let mail = tx.app.renderer.account_link(&letter, language)?;
    let (kind, about) = (MessageKind::AccountLink, About::default());
    letter::post(tx, Letter { kind, about, to: &row.email, language, mail, attachments: Vec::new() })?;
    Ok(Mailed { address: row.email, token })
}

/// Somebody at the door has forgotten her password: her account gets a link, if there is such an account and it is open.
/// The link replaces an older one; the old password goes on working until the link is used. The first administrator's link
/// was printed and has no mailbox: nobody at the door takes it away from her.
///
/// # Errors
/// What the database says. Never that there is no such account.
pub fn forgotten(tx: &mut Tx<'_>, email: &str) -> Result<()> {
    tx.viewer.require_installation()?;
    let Some((row, _)) = majakka_store::account::at_the_door(tx.conn, email)? else { return Ok(()) };
    let without_password = row.email == account::FIRST_EMAIL || identity::is_managed(tx.conn, row.id)?;
    if row.deactivated_at.is_some() || without_password {
        return Ok(());
    }
    let recent = Purpose::Reset.good_until(tx.now - PATIENCE);
    let waiting = one_time_link::unused(tx.conn, row.id)?;
    if waiting.is_some_and(|link| link.purpose == Purpose::Reset.as_str() && link.expires_at > recent) {
        return Ok(());
    }
    reset(tx, row.id).map(drop)
}
