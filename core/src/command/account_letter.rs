//! The letter that brings a one-time link to its account.
//!
//! Guarantee: the link stands in the outbox only until a gateway has taken the letter or refused it for good; whoever asks
//! about a forgotten password learns nothing of who has an account, and cannot fill anybody's mailbox.

use chrono::TimeDelta;
use majakka_domain::id::{AccountId, MessageId, OrganisationId};
use majakka_domain::terms::{Channel, Language, MessageKind};
use serde_json::json;

use super::account::{self, Purpose};
use super::organisation::contact_line;
use crate::core::Act;
use crate::error::Result;
use crate::render::message::{AccountLink, LinkPurpose};
use crate::store::message::{About, NewMessage, Text};
use crate::store::{self, delivery, link, message, organisation, word};
use crate::token::Token;
use crate::viewer::Viewer;

/// Who asks again within this time gets no second letter: the first is on its way.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// Posts the link to the account's address, in the account's language. Says the address.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for an account that the viewer does not keep.
pub fn post(act: &mut Act<'_>, id: AccountId, token: &Token, purpose: Purpose) -> Result<String> {
    let row = store::account::find(act.conn, act.viewer, id)?;
    let language: Language = word("accounts", "language", &row.language)?;
    let owner = organisation::find(act.conn, &Viewer::System, OrganisationId(row.organisation_id))?;
    let letter = AccountLink {
        purpose: match purpose {
            Purpose::Reset => LinkPurpose::Reset,
            Purpose::First | Purpose::Invite => LinkPurpose::Invite,
        },
        helpdesk: contact_line(act.core, act.conn, &owner)?.get(language).to_owned(),
        organisation: owner.name,
        url: format!("{}/link/{}", act.core.settings.public_url(), token.expose()),
        expires: purpose.good_until(act.now),
        now: act.now,
    };
    let mail = act.core.renderer.account_link(&letter, language)?;
    let text = Text {
        language,
        subject: mail.subject,
        body: mail.text,
        html: Some(mail.html),
        sms: None,
        page: String::new(),
        citizen: String::new(),
    };
    let kind = MessageKind::AccountLink;
    let new = NewMessage {
        kind,
        about: About::default(),
        sequence: 1,
        facts: json!({}),
        actor: act.viewer.actor(),
        texts: vec![text],
        attachments: Vec::new(),
    };
    let id = message::insert(act.conn, act.now, &new)?;
    delivery::insert_single(act.conn, act.now, id, kind, None, Channel::Email, &row.email, language)?;
    Ok(row.email)
}

/// Somebody at the door has forgotten her password: her account gets a link, if there is such an account and it is open.
/// The link replaces an older one; the old password goes on working until the link is used.
///
/// # Errors
/// What the database says. Never that there is no such account.
pub fn forgotten(act: &mut Act<'_>, email: &str) -> Result<()> {
    let Some((row, _)) = store::account::at_the_door(act.conn, email)? else { return Ok(()) };
    if row.deactivated_at.is_some() {
        return Ok(());
    }
    let recent = Purpose::Reset.good_until(act.now - PATIENCE);
    let waiting = link::unused(act.conn, row.key())?;
    if waiting.is_some_and(|link| link.purpose == Purpose::Reset.as_str() && link.expires_at.and_utc() > recent) {
        return Ok(());
    }
    let token = account::reset(act, row.key())?;
    post(act, row.key(), &token, Purpose::Reset).map(drop)
}

/// The letter has left or never will: its secret is not kept.
pub(crate) fn forget(act: &mut Act<'_>, id: MessageId) -> Result<()> {
    message::blank(act.conn, id)
}
