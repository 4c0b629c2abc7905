//! What a message says, and the last look at it before it leaves: no identity code goes out, whoever wrote it in.
//!
//! Guarantee: there is no [`Content`] with something like an identity code in its subject, text, HTML, text message, in an
//! attachment's name or in one that is text; so there is no letter with one. What is the same for all recipients is looked at, and encoded, once.
//! Non-goal: the content of binary files. Screenshots and PDF forms are checked where they are made.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use majakka_domain::format::hetu;

use super::mail_template::MailTemplate;
use super::mime::{ComposeError, MailComposer};

/// The words and files of a message in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Subject of the mail. Empty for a text message.
    pub subject: String,
    /// Plain text of the mail. Empty for a text message.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Files that go with the mail.
    pub attachments: Vec<Attachment>,
    /// The thread that a mail belongs to (RFC 5322, 3.6.4).
    pub references: Option<String>,
    /// When it was written: the date in a mail's head.
    pub written_at: DateTime<Utc>,
    /// The text message. Empty for a mail.
    pub sms: String,
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name as the recipient sees it.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// Shared, because one file goes to many.
    pub content: Arc<[u8]>,
}

/// Something like an identity code stands in a message: it is held back. What stood in it is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("held back: an identity code was in it")]
pub struct IdentityCode;

/// Words that were looked at, and the mail that is made of them once.
#[derive(Debug)]
pub struct Content {
    words: Words,
    mime: OnceLock<Result<MailTemplate, ComposeError>>,
}

impl Content {
    /// Looks at the words.
    ///
    /// # Errors
    /// Something like an identity code stands in them.
    pub fn checked(words: Words) -> Result<Self, IdentityCode> {
        let texts = [&words.subject, &words.text, &words.sms];
        let texts = texts.into_iter().chain(&words.html).chain(words.attachments.iter().map(|file| &file.name));
        let files = words.attachments.iter().filter(|file| file.media_type.starts_with("text/"));
        let files = files.map(|file| String::from_utf8_lossy(&file.content));
        if texts.into_iter().any(|text| hetu::contains(text)) || files.into_iter().any(|text| hetu::contains(&text)) {
            return Err(IdentityCode);
        }
        Ok(Content { words, mime: OnceLock::new() })
    }

    /// What it says.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The mail without what differs from one recipient to the next. An installation has one composer.
    pub(super) fn mime(&self, composer: &MailComposer) -> Result<&MailTemplate, &ComposeError> {
        self.mime.get_or_init(|| composer.mime(&self.words)).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    /// An artificial person's identity code, as somebody types it in a hurry.
    const CODE: &str = "010190-900p";

    #[test]
    fn words_with_an_identity_code_stay_in_wherever_it_stands() {
        let file = |name: &str| Attachment {
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            content: Arc::from(*b"png"),
        };
        let event = Attachment {
            name: "katko.ics".to_owned(),
            media_type: "text/calendar; charset=utf-8".to_owned(),
            content: Arc::from(format!("SUMMARY:{CODE}").as_bytes()),
        };
        let with = |change: fn(&mut Words)| {
            let mut words = samples::words();
            change(&mut words);
            words
        };
        let telling = [
            with(|words| words.subject = format!("Potilas {CODE}")),
            with(|words| words.text = format!("Potilas {CODE} odottaa")),
            with(|words| words.html = Some(format!("<p>{CODE}</p>"))),
            with(|words| words.sms = format!("HÄIRIÖ {CODE}")),
            Words { attachments: vec![file("kuva_010190-900P.png")], ..samples::words() },
            Words { attachments: vec![event], ..samples::words() },
        ];
        for words in telling {
            assert_eq!(Content::checked(words.clone()).err(), Some(IdentityCode), "{words:?}");
        }
        assert!(Content::checked(samples::words()).is_ok());
    }
}
