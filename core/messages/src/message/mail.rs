//! A mail: a subject, and the same words as plain text and as HTML.

use majakka_domain::terms::{Language, MessageKind};
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::guard;
use super::voice::{Voice, one_line};

/// A finished mail without its addresses and headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One line.
    pub subject: String,
    /// `text/plain`.
    pub text: String,
    /// `text/html`: whole document, no remote content.
    pub html: String,
}

/// What a mail says in one language.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Block {
    /// The block's own.
    pub(super) lang: Language,
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) html: String,
}

#[derive(Serialize)]
struct Layout<'a> {
    subject: &'a str,
    block: &'a Block,
    /// Where its recipient says that she has read it, if she is asked to.
    read: Option<String>,
    /// Where the same stands in another language, each in its own words.
    others: Vec<Other>,
    /// Where everybody sees how the services are, if it is about that.
    situation: Option<String>,
}

/// Is the recipient of a mail asked to say that she has read it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acknowledged {
    /// Yes: others rely on her knowing.
    Asked,
    /// No, but she may look how the services are.
    Informed,
    /// No: the letter is about her own matter, or to a ticket system.
    NotAsked,
}

#[derive(Serialize)]
struct Other {
    lang: Language,
    text: String,
    href: String,
}

impl Renderer {
    /// Renders one language's part out of `mail/<folder>/body`.
    pub(super) fn mail_block<F: Serialize>(
        &self,
        language: Language,
        folder: &str,
        heading: String,
        facts: &F,
    ) -> Result<Block, RenderError> {
        let body = format!("mail/{folder}/body");
        let text = self.plain(language, &body, facts)?.trim().to_owned();
        let html = self.html(language, &body, facts)?.trim().to_owned();
        Ok(Block { lang: language, heading, text, html })
    }

    /// The subject out of `mail/<folder>/subject`.
    pub(super) fn mail_subject<F: Serialize>(
        &self,
        language: Language,
        folder: &str,
        facts: &F,
    ) -> Result<String, RenderError> {
        Ok(one_line(&self.plain(language, &format!("mail/{folder}/subject"), facts)?))
    }

    /// Puts a mail together, and looks for identity codes. What it says is on the page behind its own link in `others` too.
    pub(super) fn mail(
        &self,
        subject: String,
        acknowledged: Acknowledged,
        block: &Block,
        others: &[Language],
    ) -> Result<Mail, RenderError> {
        let language = block.lang;
        let read = self.read_link().filter(|_| acknowledged == Acknowledged::Asked);
        let other = |(lang, read): (&Language, &String)| {
            let text = self.i18n().text(*lang, "mail-in-language", &[])?;
            Ok(Other { lang: *lang, text, href: format!("{read}?lang={lang}") })
        };
        let others = others.iter().flat_map(|lang| read.iter().map(move |read| (lang, read)));
        let layout = Layout {
            subject: &subject,
            block,
            others: others.map(other).collect::<Result<_, RenderError>>()?,
            situation: self.situation_link(language).filter(|_| acknowledged != Acknowledged::NotAsked),
            read,
        };
        let text = self.plain(language, "mail/layout", &layout)?;
        let html = self.html(language, "mail/layout", &layout)?;
        guard("subject", &subject)?;
        guard("mail", &text)?;
        Ok(Mail { subject, text, html })
    }

    /// A mail in one language, out of the folder `mail/<folder>/`; its heading is its subject.
    pub(super) fn single_mail<F: Serialize>(
        &self,
        voice: Voice<'_>,
        folder: &str,
        acknowledged: Acknowledged,
        facts: &F,
    ) -> Result<Mail, RenderError> {
        let subject = self.mail_subject(voice.language, folder, facts)?;
        let block = self.mail_block(voice.language, folder, subject.clone(), facts)?;
        self.mail(subject, acknowledged, &block, &[])
    }
}

/// The folder of a kind under `mail/`.
pub(super) const fn folder(kind: MessageKind) -> &'static str {
    kind.as_str()
}
