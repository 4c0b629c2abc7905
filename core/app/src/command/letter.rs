//! One mail to somebody who is not in the register: Kela, a vendor, a reporter, an account.

use majakka_domain::id::MessageId;
use majakka_domain::terms::{Channel, Language, MessageKind};

use crate::app::Tx;
use majakka_messages::message::Mail;
use majakka_store::delivery;
use majakka_store::error::Result;
use majakka_store::message::{self, About, Attachment, NewMessage, Text};

/// The mail, and where it goes.
pub(super) struct Letter<'a> {
    /// What it is.
    pub(super) kind: MessageKind,
    /// What it is about.
    pub(super) about: About,
    /// Address.
    pub(super) to: &'a str,
    /// Language of its reader.
    pub(super) language: Language,
    /// What it says.
    pub(super) mail: Mail,
    /// Its files.
    pub(super) attachments: Vec<Attachment>,
}

/// Puts it into the outbox.
pub(super) fn post(tx: &mut Tx<'_>, letter: Letter<'_>) -> Result<MessageId> {
    let Letter { kind, about, to, language, mail, attachments } = letter;
    let texts = vec![Text::new(language, mail, None)];
    let new = NewMessage { attachments, ..NewMessage::single(kind, about, tx.viewer.actor(), texts) };
    let id = message::insert(tx.conn, tx.now, &new)?;
    delivery::insert_single(tx.conn, tx.now, id, kind, about.incident, Channel::Email, to, language)?;
    Ok(id)
}
