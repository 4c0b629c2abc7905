//! The contents of the messages that are being sent: read, looked at and encoded once, not once a letter.
//!
//! Guarantee: a letter is made of looked-at words only. Nothing is kept when nothing is being sent: a one-time link does not
//! lie in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use majakka_app::App;
use majakka_app::delivery_code::Purpose;
use majakka_app::vault::Vault;
use majakka_domain::id::{DeliveryId, MessageId};
use majakka_domain::terms::{Channel, Language};
use majakka_store::db::AnyConnection;
use majakka_store::delivery::Claimed;
use majakka_store::error::Result;
use majakka_store::message::{self, Message, Text};

use crate::channel::{Attachment, Content, OutboundMessage, Words};

type Made = Result<Arc<Content>, String>;

/// Contents by message and language.
pub(super) struct Library {
    channel: Channel,
    domain: String,
    vault: Arc<Vault>,
    made: HashMap<(MessageId, String), Made>,
}

impl Library {
    /// An empty one. Message-IDs bear the sender's domain.
    pub(super) fn new(app: &App, channel: Channel) -> Self {
        let domain = sender_domain(&app.settings.mail.from);
        Library { channel, domain, vault: app.vault.clone(), made: HashMap::new() }
    }

    pub(super) fn forget(&mut self) {
        self.made.clear();
    }

    /// Reads what is missing for these.
    pub(super) fn fetch(&mut self, conn: &mut AnyConnection, claimed: &[Claimed]) -> Result<()> {
        let key = |row: &Claimed| (MessageId(row.message_id), row.language.clone());
        let missing: BTreeSet<(MessageId, String)> = claimed.iter().map(key).collect();
        let missing: Vec<_> = missing.into_iter().filter(|key| !self.made.contains_key(key)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<MessageId> = missing.iter().map(|(message, _)| *message).collect();
        ids.dedup();
        let (messages, texts) = (message::by_id(conn, &ids)?, message::texts(conn, &ids)?);
        let files = match self.channel {
            Channel::Email => message::attachments(conn, &ids)?,
            Channel::Sms => BTreeMap::new(),
        };
        for key in missing {
            let files = files.get(&key.0).map(Vec::as_slice).unwrap_or_default();
            let made = match (messages.get(&key.0), texts.get(&key.0)) {
                (Some(message), Some(texts)) => self.make(message, texts, &key.1, files),
                _ => Err("the message is missing".to_owned()),
            };
            self.made.insert(key, made);
        }
        Ok(())
    }

    /// The letter of a row that was fetched, or why none can be made.
    pub(super) fn letter(&self, row: &Claimed) -> Result<OutboundMessage, String> {
        let delivery = DeliveryId(row.id);
        let code = |purpose| match self.channel {
            Channel::Email => self.vault.delivery_codes().sign(purpose, delivery),
            Channel::Sms => String::new(),
        };
        let made = self.made.get(&(MessageId(row.message_id), row.language.clone()));
        let content = made.cloned().unwrap_or_else(|| Err("the message is missing".to_owned()))?;
        Ok(OutboundMessage {
            delivery,
            channel: self.channel,
            to: row.address.clone(),
            message_id: format!("<delivery-{}.{}@{}>", row.id, row.message_id, self.domain),
            return_code: code(Purpose::Return),
            read_code: code(Purpose::Read),
            content,
        })
    }

    fn make(&self, message: &Message, texts: &[Text], language: &str, files: &[message::Attachment]) -> Made {
        // In the recipient's language; a mail to one person may exist in one language only.
        let text = texts.iter().find(|text| text.language.as_str() == language).or_else(|| texts.first());
        let text = text.ok_or("the message has no text")?;
        let words = Words {
            subject: String::new(),
            text: String::new(),
            html: None,
            attachments: Vec::new(),
            references: self.thread(message),
            written_at: message.written_at,
            sms: String::new(),
        };
        let words = match self.channel {
            Channel::Email => Words {
                subject: text.subject.clone(),
                text: text.body.clone(),
                html: text.html.clone(),
                attachments: files.iter().filter(|file| is_for(file, text.language)).map(shared).collect(),
                ..words
            },
            Channel::Sms => {
                let sms = text.sms.clone().ok_or("the message has no text for a telephone")?;
                Words { sms, ..words }
            }
        };
        Content::checked(words).map(Arc::new).map_err(|held_back| {
            tracing::error!(message = message.id.0, channel = %self.channel, "held back: an identity code was in it");
            held_back.to_string()
        })
    }

    /// One thread an incident or break, so that mail programs show its messages together (RFC 5322, 3.6.4).
    fn thread(&self, message: &Message) -> Option<String> {
        let of = |noun: &str, id: &dyn std::fmt::Display| format!("<{noun}-{id}@{}>", self.domain);
        let incident = message.incident_id.map(|id| of("incident", &id));
        incident.or_else(|| message.maintenance_id.map(|id| of("maintenance", &id)))
    }
}

fn is_for(file: &message::Attachment, language: Language) -> bool {
    file.language.is_none_or(|only| only == language)
}

fn shared(file: &message::Attachment) -> Attachment {
    let (name, media_type) = (file.file_name.clone(), file.media_type.clone());
    Attachment { name, media_type, content: Arc::from(file.content.as_slice()) }
}

/// What stands behind the @ of `Häiriöt <hairiot@example.fi>`.
pub(crate) fn sender_domain(from: &str) -> String {
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain).trim_end_matches('>').trim();
    if domain.is_empty() { "localhost".to_owned() } else { domain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::sender_domain;

    #[test]
    fn message_ids_bear_the_senders_domain() {
        let domains = ["Häiriöt <hairiot@example.fi>", "hairiot@example.fi", "Majakka <majakka@localhost>", "nobody"];
        assert_eq!(domains.map(sender_domain), ["example.fi", "example.fi", "localhost", "localhost"]);
    }
}
