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
    /// "Also in Swedish below", each in its own language.
    below: Vec<Below>,
    /// Where its recipient says that she has read it, if she is asked to.
    read: Option<String>,
    blocks: Vec<&'a Block>,
}

/// Is the recipient of a mail asked to say that she has read it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acknowledged {
    /// Yes: others rely on her knowing.
    Asked,
    /// No: the letter is about her own matter, or to a ticket system.
    NotAsked,
}

#[derive(Serialize)]
struct Below {
    lang: Language,
    text: String,
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

    /// Puts the blocks one after another, the first one being the recipient's, and looks for identity codes.
    pub(super) fn mail(
        &self,
        subject: String,
        acknowledged: Acknowledged,
        blocks: &[&Block],
    ) -> Result<Mail, RenderError> {
        let language = blocks.first().map_or(Language::Fi, |block| block.lang);
        let others = blocks.iter().skip(1);
        let below =
            others.map(|block| Ok(Below { lang: block.lang, text: self.i18n().text(block.lang, "mail-below", &[])? }));
        let layout = Layout {
            subject: &subject,
            below: below.collect::<Result<_, RenderError>>()?,
            read: self.read_link().filter(|_| acknowledged == Acknowledged::Asked),
            blocks: blocks.to_vec(),
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
        self.mail(subject, acknowledged, &[&block])
    }
}

/// The order of the blocks: the recipient's language, then Finnish, Swedish, English.
pub(super) fn order(recipient: Language) -> Vec<Language> {
    let others = Language::ALL.iter().copied().filter(|language| *language != recipient);
    [recipient].into_iter().chain(others).collect()
}

/// The folder of a kind under `mail/`.
pub(super) const fn folder(kind: MessageKind) -> &'static str {
    kind.as_str()
}
