//! From rows to letters: a batch is claimed, and the texts and files of its messages are read once, not once a row.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_core::Core;
use majakka_core::db::AnyConnection;
use majakka_core::error::Result;
use majakka_core::store::delivery::{self, Delivery};
use majakka_core::store::message::{self, Message, Text};
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;

use crate::channel::{Attachment, Letter};

/// How long a claim holds unless it is renewed: what a crash costs.
pub(super) const LEASE: TimeDelta = TimeDelta::minutes(2);

/// What was claimed, and the letters made of it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<Delivery>,
    pub(super) letters: Vec<Letter>,
    /// Rows of which no letter can be made, and why.
    pub(super) hopeless: Vec<(DeliveryId, &'static str)>,
}

/// Claims at most `limit` of a channel and makes their letters.
pub(super) fn claim(core: &Core, worker: &str, channel: Channel, limit: i64) -> Result<Batch> {
    core.read(|conn| {
        let now = core.clock.now();
        let rows = delivery::claim(conn, worker, channel, now, now + LEASE, limit)?;
        if rows.is_empty() {
            return Ok(Batch::default());
        }
        let content = Content::load(conn, &rows, sender_domain(&core.settings.mail.from))?;
        let mut batch = Batch { rows, ..Batch::default() };
        for row in &batch.rows {
            match content.letter(row, channel) {
                Ok(letter) => batch.letters.push(letter),
                Err(why) => batch.hopeless.push((DeliveryId(row.id), why)),
            }
        }
        Ok(batch)
    })
}

/// Everything that the messages of a batch say.
struct Content {
    domain: String,
    messages: BTreeMap<i64, Message>,
    texts: BTreeMap<i64, Vec<Text>>,
    files: BTreeMap<i64, Vec<Attachment>>,
}

impl Content {
    fn load(conn: &mut AnyConnection, rows: &[Delivery], domain: String) -> Result<Self> {
        let mut ids: Vec<i64> = rows.iter().map(|row| row.message_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let files = message::attachments(conn, &ids)?;
        Ok(Content {
            domain,
            messages: message::by_id(conn, &ids)?,
            texts: message::texts(conn, &ids)?,
            files: files.into_iter().map(|(id, files)| (id, files.into_iter().map(shared).collect())).collect(),
        })
    }

    fn letter(&self, row: &Delivery, channel: Channel) -> Result<Letter, &'static str> {
        let message = self.messages.get(&row.message_id).ok_or("the message is missing")?;
        let text = self.text(row).ok_or("the message has no text")?;
        let letter = Letter {
            delivery: DeliveryId(row.id),
            channel,
            to: row.address.clone(),
            subject: String::new(),
            text: String::new(),
            html: None,
            attachments: Vec::new(),
            message_id: format!("<delivery-{}.{}@{}>", row.id, row.message_id, self.domain),
            references: self.thread(message),
            written_at: written_at(message),
            sms: String::new(),
        };
        match channel {
            Channel::Email => Ok(Letter {
                subject: text.subject.clone(),
                text: text.body.clone(),
                html: text.html.clone(),
                attachments: self.files.get(&row.message_id).cloned().unwrap_or_default(),
                ..letter
            }),
            Channel::Sms => {
                let sms = text.sms.clone().ok_or("the message has no text for a telephone")?;
                Ok(Letter { sms, ..letter })
            }
        }
    }

    /// In the recipient's language; a mail to one person may exist in one language only.
    fn text(&self, row: &Delivery) -> Option<&Text> {
        let texts = self.texts.get(&row.message_id)?;
        texts.iter().find(|text| text.language.as_str() == row.language).or_else(|| texts.first())
    }

    /// One thread an incident or break, so that mail programs show its messages together (RFC 5322, 3.6.4).
    fn thread(&self, message: &Message) -> Option<String> {
        let of = |noun: &str, id: i64| format!("<{noun}-{id}@{}>", self.domain);
        let incident = message.incident_id.map(|id| of("incident", id));
        incident.or_else(|| message.maintenance_id.map(|id| of("maintenance", id)))
    }
}

fn written_at(message: &Message) -> DateTime<Utc> {
    message.written_at.and_utc()
}

fn shared(file: message::Attachment) -> Attachment {
    Attachment { name: file.file_name, media_type: file.media_type, content: Arc::from(file.content) }
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
