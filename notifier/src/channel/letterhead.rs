//! The mail around a letter: headers, parts, sender and return path.
//!
//! Purpose: a [`Letter`] becomes the bytes of RFC 5322, the same at every attempt.
//! Guarantee: Message-ID, References, Date and part boundaries come from the letter, not from chance or the clock; a line
//! break in a subject or name cannot start a header.
//! Non-goal: sending.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        self as mail, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use majakka_domain::id::DeliveryId;

use super::{Attachment, Letter};

/// The end of the years that a mail's Date can hold here: 31.12.9999.
const LAST_DATE_SECONDS: u64 = 253_402_300_799;

/// Who writes, and where bounces go.
#[derive(Debug, Clone)]
pub struct Letterhead {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    bounces: Option<Address>,
}

/// Why a letter cannot become a mail. It never will: the letter is refused.
#[derive(Debug, thiserror::Error)]
pub enum CannotCompose {
    /// An address is none (RFC 5321, 4.1.2).
    #[error("not a mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// A media type is none.
    #[error("not a media type")]
    MediaType,
    /// The parts do not make a mail.
    #[error("not a mail: {0}")]
    Mail(#[from] lettre::error::Error),
}

/// A mail and for whom it is on the wire.
#[derive(Debug)]
pub struct Composed {
    /// Return path and recipient.
    pub envelope: Envelope,
    /// Headers and body with CRLF line ends.
    pub content: Vec<u8>,
}

impl Letterhead {
    /// `from` and `reply_to` may hold a name (`Häiriöt <hairiot@example.fi>`). `bounces` is a bare address; the number of
    /// the delivery is put into it (`bounces+42@example.fi`, VERP), so that a bounce names what it is about. Without it the
    /// sender's address gets the bounces.
    ///
    /// # Errors
    /// One of them is not an address.
    pub fn new(from: &str, reply_to: Option<&str>, bounces: Option<&str>) -> Result<Self, CannotCompose> {
        Ok(Letterhead {
            from: from.parse()?,
            reply_to: reply_to.map(str::parse).transpose()?,
            bounces: bounces.map(str::parse).transpose()?,
        })
    }

    /// The envelope sender of a delivery.
    ///
    /// # Errors
    /// With the number the address becomes too long.
    pub fn return_path(&self, delivery: DeliveryId) -> Result<Address, CannotCompose> {
        match &self.bounces {
            Some(bounces) => Ok(Address::new(format!("{}+{delivery}", bounces.user()), bounces.domain())?),
            None => Ok(self.from.email.clone()),
        }
    }

    /// The letter as a mail.
    ///
    /// # Errors
    /// The recipient's address or an attachment's media type is not one.
    pub fn compose(&self, letter: &Letter) -> Result<Composed, CannotCompose> {
        let to: Address = letter.to.parse()?;
        let envelope = Envelope::new(Some(self.return_path(letter.delivery)?), vec![to.clone()])?;
        let mut head = Message::builder()
            .envelope(envelope.clone())
            .date(date(letter))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&letter.subject))
            .message_id(Some(one_line(&letter.message_id)))
            // RFC 3834: nobody's holiday reply shall answer it; Exchange heeds only the second.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"));
        if let Some(thread) = &letter.references {
            head = head.references(one_line(thread)).in_reply_to(one_line(thread));
        }
        if let Some(reply_to) = &self.reply_to {
            head = head.reply_to(reply_to.clone());
        }
        let content = match (&letter.html, letter.attachments.as_slice()) {
            (None, []) => head.singlepart(SinglePart::plain(letter.text.clone()))?,
            (Some(html), []) => head.multipart(alternative(letter, html))?,
            (html, files) => head.multipart(with_files(letter, html.as_deref(), files)?)?,
        };
        Ok(Composed { envelope, content: content.formatted() })
    }
}

fn alternative(letter: &Letter, html: &str) -> MultiPart {
    MultiPart::alternative()
        .boundary(boundary(letter, "alternative"))
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(html.to_owned()))
}

fn with_files(letter: &Letter, html: Option<&str>, files: &[Attachment]) -> Result<MultiPart, CannotCompose> {
    let mixed = MultiPart::mixed().boundary(boundary(letter, "mixed"));
    let mut mixed = match html {
        Some(html) => mixed.multipart(alternative(letter, html)),
        None => mixed.singlepart(SinglePart::plain(letter.text.clone())),
    };
    for file in files {
        let media_type = ContentType::parse(&file.media_type).map_err(|_| CannotCompose::MediaType)?;
        mixed = mixed.singlepart(mail::Attachment::new(file_name(&file.name)).body(file.content.to_vec(), media_type));
    }
    Ok(mixed)
}

/// `=_` stands in no quoted-printable or base64 body, and the number makes it this letter's own.
fn boundary(letter: &Letter, part: &str) -> String {
    format!("=_{part}_{}", letter.delivery)
}

fn date(letter: &Letter) -> SystemTime {
    let seconds = u64::try_from(letter.written_at.timestamp()).unwrap_or(0).min(LAST_DATE_SECONDS);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn file_name(name: &str) -> String {
    name.replace(|c: char| c.is_control() || matches!(c, '/' | '\\' | '"'), "_")
}
