//! The mail around a letter: headers, parts, sender and return path.
//!
//! Purpose: a [`OutboundMessage`] becomes the bytes of RFC 5322, the same at every attempt, made once for all who are told the same.
//! Guarantee: Message-ID, References, Date and part boundaries come from the letter, not from chance or the clock; a line
//! break in a subject or name cannot start a header.
//! Non-goal: sending.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        self as mail, Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use majakka_app::config::MailSettings;
use majakka_domain::format::email::Email;

use super::mail_template::{MailTemplate, Part};
use super::{Attachment, OutboundMessage, Words};

/// The end of the years that a mail's Date can hold here: 31.12.9999.
const LAST_DATE_SECONDS: u64 = 253_402_300_799;

/// Who writes, and where bounces go.
#[derive(Debug, Clone)]
pub struct MailComposer {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    bounces: Option<Address>,
}

/// Why a letter cannot become a mail. It never will: the letter is refused.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// An address is none (RFC 5321, 4.1.2).
    #[error("not a mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// An address of the settings is none.
    #[error("{0} is no mail address: write NAME@HOST, or Some Name <NAME@HOST> where a name may stand")]
    Setting(&'static str),
    /// A media type is none.
    #[error("not a media type")]
    MediaType,
    /// A text cannot be encoded.
    #[error("the text cannot be encoded")]
    Text,
    /// A file cannot be encoded.
    #[error("the file cannot be encoded")]
    File,
    /// The head has no place for what each recipient has of her own.
    #[error("the head of the mail has no place for its recipient")]
    Head,
    /// The parts do not make a mail.
    #[error("not a mail: {0}")]
    Mail(#[from] lettre::error::Error),
}

/// A mail and for whom it is on the wire.
#[derive(Debug)]
pub struct Composed {
    /// Return path and recipient.
    pub envelope: Envelope,
    /// Headers and body as they travel (RFC 5321, 4.5.2): CRLF line ends, leading dots doubled, and the final dot.
    pub content: String,
}

impl Composed {
    /// The mail as a file: what travels, without what is there for the travel only.
    pub fn file(&self) -> String {
        let lines = self.content.strip_suffix(".\r\n").unwrap_or(&self.content).split_inclusive("\r\n");
        lines.map(|line| line.strip_prefix('.').unwrap_or(line)).collect()
    }
}

/// Names the delivery in the head of its mail: what comes back quotes the head (RFC 3462, 2).
pub(crate) const DELIVERY: &str = "X-Majakka-Delivery";

/// What stands in a mail's head, in this order, until it is made for a recipient. No text reaches the head before them but
/// the sender's name.
pub(super) const HEAD_SLOTS: [(&str, Part); 3] = [
    ("recipient@majakka.invalid", Part::To),
    ("<message-id@majakka.invalid>", Part::MessageId),
    ("return-code-majakka-invalid", Part::ReturnCode),
];

impl MailComposer {
    /// `from` and `reply_to` may hold a name (`Häiriöt <hairiot@example.fi>`). `bounces` is a bare address; the delivery's
    /// return code is put into it (`bounces+abc@example.fi`, VERP), so that what comes back names what it is about. Without
    /// it the sender's address gets what comes back.
    ///
    /// # Errors
    /// One of them is not an address.
    pub fn new(from: &str, reply_to: Option<&str>, bounces: Option<&str>) -> Result<Self, ComposeError> {
        let no = ComposeError::Setting;
        Ok(MailComposer {
            from: from.parse().map_err(|_| no("mail.from"))?,
            reply_to: reply_to.map(str::parse).transpose().map_err(|_| no("mail.reply_to"))?,
            bounces: bounces.map(str::parse).transpose().map_err(|_| no("mail.bounces"))?,
        })
    }

    /// The composer of the settings.
    ///
    /// # Errors
    /// As [`MailComposer::new`].
    pub fn from_settings(settings: &MailSettings) -> Result<Self, ComposeError> {
        let given = |address: &'_ str| (!address.is_empty()).then_some(address.to_owned());
        MailComposer::new(&settings.from, given(&settings.reply_to).as_deref(), given(&settings.bounces).as_deref())
    }

    /// The envelope sender of a letter.
    ///
    /// # Errors
    /// With the code the address becomes too long.
    pub fn return_path(&self, return_code: &str) -> Result<Address, ComposeError> {
        match &self.bounces {
            Some(bounces) => Ok(Address::new(format!("{}+{return_code}", bounces.user()), bounces.domain())?),
            None => Ok(self.from.email.clone()),
        }
    }

    /// The letter as a mail.
    ///
    /// # Errors
    /// The recipient's address or an attachment's media type is not one.
    pub fn compose(&self, letter: &OutboundMessage) -> Result<Composed, String> {
        // What was kept by an older version and cannot be read goes as it is, and the server says what it thinks of it.
        let to = Email::parse(&letter.to).map_or_else(|_| letter.to.clone(), |email| email.to_wire());
        let to: Address = to.parse().map_err(|no| ComposeError::Address(no).to_string())?;
        let mime = letter.content.mime(self).map_err(ToString::to_string)?;
        let content = mime.addressed_to(to.as_ref(), letter);
        let from = self.return_path(&letter.return_code).map_err(|no| no.to_string())?;
        let envelope = Envelope::new(Some(from), vec![to]).map_err(|no| no.to_string())?;
        Ok(Composed { envelope, content })
    }

    /// The mail that the words become, once for all recipients.
    pub(super) fn mime(&self, words: &Words) -> Result<MailTemplate, ComposeError> {
        let [(to, _), (message_id, _), (return_code, _)] = HEAD_SLOTS;
        let to: Address = to.parse()?;
        let mut head = Message::builder()
            .envelope(Envelope::new(Some(self.from.email.clone()), vec![to.clone()])?)
            .date(date(words))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(message_id.to_owned()))
            .raw_header(header(DELIVERY, return_code))
            .subject(one_line(&words.subject))
            // RFC 3834: nobody's holiday reply shall answer it; Exchange heeds only the second.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"));
        if let Some(thread) = &words.references {
            head = head.references(one_line(thread)).in_reply_to(one_line(thread));
        }
        if let Some(reply_to) = &self.reply_to {
            head = head.reply_to(reply_to.clone());
        }
        let mail = match (&words.html, words.attachments.as_slice()) {
            (None, []) => head.singlepart(written(ContentType::TEXT_PLAIN, &words.text)?)?,
            (Some(html), []) => head.multipart(alternative(words, html)?)?,
            (html, files) => head.multipart(with_files(words, html.as_deref(), files)?)?,
        };
        MailTemplate::parted(&with_final_dot(&String::from_utf8_lossy(&mail.formatted()))).ok_or(ComposeError::Head)
    }
}

fn alternative(words: &Words, html: &str) -> Result<MultiPart, ComposeError> {
    Ok(MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(written(ContentType::TEXT_PLAIN, &words.text)?)
        .singlepart(written(ContentType::TEXT_HTML, html)?))
}

/// Quoted-printable whatever is in it: letters stand for themselves, so that a code can be put into its place.
fn written(kind: ContentType, text: &str) -> Result<SinglePart, ComposeError> {
    let body = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::QuotedPrintable);
    Ok(SinglePart::builder().header(kind).body(body.map_err(|_| ComposeError::Text)?))
}

fn with_files(words: &Words, html: Option<&str>, files: &[Attachment]) -> Result<MultiPart, ComposeError> {
    let mixed = MultiPart::mixed().boundary(boundary("mixed"));
    let mut mixed = match html {
        Some(html) => mixed.multipart(alternative(words, html)?),
        None => mixed.singlepart(written(ContentType::TEXT_PLAIN, &words.text)?),
    };
    for file in files {
        let media_type = ContentType::parse(&file.media_type).map_err(|_| ComposeError::MediaType)?;
        // Base64 whatever is in it: any other encoding may touch the line ends, and a file's bytes are its own.
        let content = Body::new_with_encoding(file.content.to_vec(), ContentTransferEncoding::Base64);
        let content = content.map_err(|_| ComposeError::File)?;
        mixed = mixed.singlepart(mail::Attachment::new(file_name(&file.name)).body(content, media_type));
    }
    Ok(mixed)
}

/// `=_` stands in no quoted-printable or base64 body.
fn boundary(part: &str) -> String {
    format!("=_majakka_{part}")
}

/// The content with leading dots doubled and the dot that ends it (RFC 5321, 4.5.2), ready for one write.
fn with_final_dot(content: &str) -> String {
    let mut lines = String::with_capacity(content.len() + 64);
    for line in content.split_inclusive("\r\n") {
        if line.starts_with('.') {
            lines.push('.');
        }
        lines.push_str(line);
    }
    lines.push_str(if lines.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" });
    lines
}

fn date(words: &Words) -> SystemTime {
    let seconds = u64::try_from(words.written_at.timestamp()).unwrap_or(0).min(LAST_DATE_SECONDS);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn file_name(name: &str) -> String {
    name.replace(|c: char| c.is_control() || matches!(c, '/' | '\\' | '"'), "_")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{super::samples, *};

    fn composer() -> MailComposer {
        MailComposer::new("Häiriöt <hairiot@example.fi>", Some("tuki@example.fi"), Some("bounces@example.fi")).unwrap()
    }

    fn text(letter: &OutboundMessage) -> String {
        composer().compose(letter).unwrap().file().replace("\r\n", "\n")
    }

    #[test]
    fn a_plain_letter_names_its_thread_and_asks_for_no_automatic_answer() {
        insta::assert_snapshot!(text(&samples::mail(42)), @r#"
        Date: Thu, 19 Nov 2026 05:40:00 +0000
        From: =?utf-8?b?SMOkaXJpw7Z0?= <hairiot@example.fi>
        To: vastaanottaja42@example.fi
        Message-ID: <d42@majakka.example.fi>
        X-Majakka-Delivery: r0000000000000000000000000000042
        Subject: =?utf-8?b?W0jDpGlyacO2XQ==?= Resepti: ei toimi (H-2026-0045, 1)
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: OOF, AutoReply
        References: <h45@majakka.example.fi>
        In-Reply-To: <h45@majakka.example.fi>
        Reply-To: tuki@example.fi
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Resepti-palvelussa on h=C3=A4iri=C3=B6.
        .
        Toimi n=C3=A4in: k=C3=A4yt=C3=A4 paperiresepti=C3=A4.
        "#);
    }

    #[test]
    fn every_attempt_gives_the_same_bytes_whatever_the_parts() {
        let attachment = Attachment {
            name: "häiriö/lomake.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: Arc::from(*b"%PDF-1.7"),
        };
        let html = Some("<p>Häiriö</p>".to_owned());
        let letter = samples::saying(42, Words { html, attachments: vec![attachment], ..samples::words() });
        assert_eq!(text(&letter), text(&letter));
        insta::assert_snapshot!(text(&letter), @r#"
        Date: Thu, 19 Nov 2026 05:40:00 +0000
        From: =?utf-8?b?SMOkaXJpw7Z0?= <hairiot@example.fi>
        To: vastaanottaja42@example.fi
        Message-ID: <d42@majakka.example.fi>
        X-Majakka-Delivery: r0000000000000000000000000000042
        Subject: =?utf-8?b?W0jDpGlyacO2XQ==?= Resepti: ei toimi (H-2026-0045, 1)
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: OOF, AutoReply
        References: <h45@majakka.example.fi>
        In-Reply-To: <h45@majakka.example.fi>
        Reply-To: tuki@example.fi
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=_majakka_mixed"

        --=_majakka_mixed
        Content-Type: multipart/alternative; boundary="=_majakka_alternative"

        --=_majakka_alternative
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Resepti-palvelussa on h=C3=A4iri=C3=B6.
        .
        Toimi n=C3=A4in: k=C3=A4yt=C3=A4 paperiresepti=C3=A4.

        --=_majakka_alternative
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <p>H=C3=A4iri=C3=B6</p>
        --=_majakka_alternative--
        --=_majakka_mixed
        Content-Disposition: attachment;
         filename*0*=utf-8''h%C3%A4iri%C3%B6_lomake.pdf
        Content-Type: application/pdf
        Content-Transfer-Encoding: base64

        JVBERi0xLjc=
        --=_majakka_mixed--
        "#);
    }

    #[test]
    fn two_recipients_of_one_text_differ_in_their_address_and_codes_only() {
        let (one, other) = (samples::mail(41), samples::mail(42));
        let other_recipient = OutboundMessage { content: one.content.clone(), ..other.clone() };
        assert_eq!(text(&other_recipient), text(&other));
        assert_eq!(
            text(&one).replace("ja41@", "ja42@").replace("<d41@", "<d42@").replace("0041", "0042"),
            text(&other)
        );
    }

    #[test]
    fn a_dot_at_the_start_of_a_line_does_not_end_the_mail() {
        assert_eq!(with_final_dot("a\r\n.\r\n..b\r\n"), "a\r\n..\r\n...b\r\n.\r\n");
        assert_eq!(with_final_dot(".a"), "..a\r\n.\r\n");
        assert_eq!(with_final_dot(""), "\r\n.\r\n");
    }

    #[test]
    fn a_bounce_names_its_delivery() {
        let composed = composer().compose(&samples::mail(42)).unwrap();
        let code = samples::mail(42).return_code;
        assert_eq!(composed.envelope.from().unwrap().to_string(), format!("bounces+{code}@example.fi"));
        assert!(composed.content.contains(&format!("\r\nX-Majakka-Delivery: {code}\r\n")));
        let without = MailComposer::new("hairiot@example.fi", None, None).unwrap();
        assert_eq!(without.return_path(&code).unwrap().to_string(), "hairiot@example.fi");
    }

    #[test]
    fn a_line_break_in_a_subject_starts_no_header() {
        let words = Words {
            subject: "Katko\r\nBcc: kaikki@example.fi".to_owned(),
            references: Some("<a@b>\nX-Own: 1".to_owned()),
            ..samples::words()
        };
        let letter = OutboundMessage { message_id: "<a@b>\r\nX-Own: 1".to_owned(), ..samples::saying(1, words) };
        let text = text(&letter);
        assert!(!text.contains("\nBcc:") && !text.contains("\nX-Own:"), "{text}");
    }

    #[test]
    fn what_is_no_address_is_no_mail() {
        for to in ["", "anna", "anna@", "anna@example.fi\r\nRCPT TO:<x@example.fi>", "a b@example.fi"] {
            let letter = OutboundMessage { to: to.to_owned(), ..samples::mail(1) };
            assert!(composer().compose(&letter).is_err(), "{to:?}");
        }
    }

    #[test]
    fn times_outside_the_calendar_of_mail_do_no_harm() {
        for written_at in [chrono::DateTime::<chrono::Utc>::MIN_UTC, chrono::DateTime::<chrono::Utc>::MAX_UTC] {
            let letter = samples::saying(1, Words { written_at, ..samples::words() });
            assert!(composer().compose(&letter).is_ok());
        }
    }
}
