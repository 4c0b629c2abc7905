//! Reading delivered mail from a maildir.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use mail_parser::{Message, MessageParser, MimeHeaders as _};

/// A maildir that a mail server delivers into.
#[derive(Debug, Clone)]
pub struct Maildir {
    folder: PathBuf,
}

impl Maildir {
    /// The maildir in `folder`, which need not exist yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Maildir {
        Maildir { folder: folder.into() }
    }

    /// Every mail in it, in the order of delivery.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        let files = ["new", "cur"].iter().filter_map(|part| fs::read_dir(self.folder.join(part)).ok()).flatten();
        let mut paths: Vec<_> = files.filter_map(io::Result::ok).map(|entry| entry.path()).collect();
        paths.sort_by_key(|path| (delivered(path), path.clone()));
        paths.iter().filter_map(|path| Mail::parse(fs::read(path).ok()?)).collect()
    }
}

fn delivered(path: &Path) -> Option<std::time::SystemTime> {
    path.metadata().and_then(|file| file.modified()).ok()
}

/// One delivered mail.
#[derive(Clone)]
pub struct Mail {
    message: Message<'static>,
}

impl Mail {
    /// Parses the bytes of a mail file; `None` when they are no mail.
    #[must_use]
    pub fn parse(bytes: impl AsRef<[u8]>) -> Option<Mail> {
        let message = MessageParser::default().parse(bytes.as_ref())?.into_owned();
        Some(Mail { message })
    }

    /// The address it was sent to, as the envelope had it (`X-Original-To`, else the first of `To`).
    #[must_use]
    pub fn recipient(&self) -> String {
        let to = || self.message.to()?.first()?.address().map(str::to_owned);
        self.header("X-Original-To").or_else(to).unwrap_or_default()
    }

    /// The envelope sender (`Return-Path`), empty for a notification that must not be answered.
    #[must_use]
    pub fn envelope_sender(&self) -> String {
        self.header("Return-Path").unwrap_or_default().trim_matches(['<', '>']).to_owned()
    }

    /// The subject, decoded.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.message.subject().unwrap_or_default()
    }

    /// The plain text, decoded, with line ends as `\n`.
    #[must_use]
    pub fn text(&self) -> String {
        self.message.body_text(0).unwrap_or_default().replace("\r\n", "\n")
    }

    /// The HTML text, decoded; `None` when the mail has no HTML part.
    #[must_use]
    pub fn html(&self) -> Option<String> {
        self.message.html_bodies().find(|part| part.is_text_html())?.text_contents().map(str::to_owned)
    }

    /// A header's raw value on one line, trimmed.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.message.header_raw(name).map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The attachments: file name and content.
    #[must_use]
    pub fn attachments(&self) -> Vec<(String, Vec<u8>)> {
        let named = |part: &mail_parser::MessagePart<'_>| {
            (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())
        };
        self.message.attachments().map(named).collect()
    }

    /// All of it, for what the other functions do not show.
    #[must_use]
    pub fn message(&self) -> &Message<'static> {
        &self.message
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mail to {}: {:?}", self.recipient(), self.subject())
    }
}
