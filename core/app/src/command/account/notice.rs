//! The letter that tells an account's owner what happened to it.
//!
//! Guarantee: it goes to the address that the account had before, in the step that changes something: who takes an account
//! over cannot keep it from its owner.
//! Non-goal: a way back in; the letter names the helpdesk and carries no link.

use majakka_domain::id::AccountId;
use majakka_domain::terms::MessageKind;

use crate::app::Tx;
use crate::command::letter::{self, Letter};
use crate::command::organisation::contact_line;
pub(super) use majakka_messages::message::AccountEvent;
use majakka_messages::message::AccountNotice;
use majakka_store::account::{self, Account};
use majakka_store::error::Result;
use majakka_store::message::About;
use majakka_store::organisation;
use majakka_store::viewer::Viewer;

/// Tells the owner of an account, at the address that it has now.
pub(super) fn tell(tx: &mut Tx<'_>, id: AccountId, event: AccountEvent) -> Result<()> {
    let row = account::find(tx.conn, &Viewer::System, id)?;
    tell_at(tx, &row, event)
}

/// The same, to the address in this row: the account may have another one by now.
pub(super) fn tell_at(tx: &mut Tx<'_>, row: &Account, event: AccountEvent) -> Result<()> {
    // The first administrator's address is no mailbox (RFC 2606, 2).
    if row.email.ends_with(".invalid") {
        return Ok(());
    }
    let language = row.language;
    let owner = organisation::find(tx.conn, &Viewer::System, row.organisation_id)?;
    let notice = AccountNotice {
        event,
        helpdesk: contact_line(tx.app, tx.conn, &owner)?.get(language).to_owned(),
        organisation: owner.name,
        now: tx.now,
    };
    let mail = tx.app.renderer.account_notice(&notice, language)?;
    let (kind, about) = (MessageKind::AccountNotice, About::default());
    letter::post(tx, Letter { kind, about, to: &row.email, language, mail, attachments: Vec::new() })?;
    Ok(())
}
