//! A bulletin in every language and on every way: mail, text message, public page.

use majakka_domain::catalogue::Texts;
use majakka_domain::format::time;
use majakka_domain::terms::{Audience, Language, MessageKind};
use serde::{Deserialize, Serialize};

use super::super::{RenderError, Renderer};
use super::line::{self, Line};
use super::mail::{self, Acknowledged, Block};
use super::voice::{Voice, one_line};
use super::{Bulletin, Mail, Sms, guard};

/// A bulletin as one language's recipients get it.
#[derive(Debug, Clone)]
pub struct BulletinText {
    /// The mail: whole in this language, with a link to each other one.
    pub mail: Mail,
    /// The text message.
    pub sms: Sms,
    /// What the public page says.
    pub page: PageText,
}

/// What the public page says of a bulletin; may be stored as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// Service and what happened.
    pub title: String,
    /// A sentence before the lines, where the kind has one.
    pub lead: Option<String>,
    /// For people who work with Kanta.
    pub professional: Vec<Line>,
    /// For patients and clients.
    pub citizen: Vec<Line>,
}

/// A fact that somebody wrote, but not in this language. The preview shows it before publishing (docs/ARCHITECTURE.md, Texts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// The language without the text.
    pub language: Language,
    /// Name of the field of [`Bulletin`].
    pub fact: &'static str,
}

/// A bulletin in all languages.
#[derive(Debug, Clone)]
pub struct BulletinTexts {
    fi: BulletinText,
    sv: BulletinText,
    en: BulletinText,
    /// What is missing in a language and shown there in another.
    pub lacking: Vec<Lacking>,
}

impl BulletinTexts {
    /// What recipients of a language get.
    pub fn get(&self, language: Language) -> &BulletinText {
        match language {
            Language::Fi => &self.fi,
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }

    /// Refuses text messages that do not fit one message, for whoever does not insist.
    ///
    /// # Errors
    /// [`RenderError::SmsTooLong`] with the first language whose text does not fit.
    pub fn fitting(self) -> Result<Self, RenderError> {
        let long = Language::ALL.iter().find(|language| !self.get(**language).sms.fits());
        match long {
            None => Ok(self),
            Some(language) => {
                Err(RenderError::SmsTooLong { language: *language, septets: self.get(*language).sms.septets })
            }
        }
    }
}

/// What the templates of a bulletin's mail may name.
#[derive(Serialize)]
struct Facts<'a> {
    kind: MessageKind,
    kind_name: &'a str,
    title: &'a str,
    reference: &'a str,
    sequence: u32,
    lead: Option<&'a str>,
    lines: &'a [Line],
}

/// One language's share of the work.
struct Part {
    subject: String,
    block: Block,
    sms: Sms,
    page: PageText,
}

impl Renderer {
    /// Writes a bulletin.
    ///
    /// A text message that does not fit is in the result all the same, for the preview; [`BulletinTexts::fitting`] refuses it.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`] when one is in any of the texts; [`RenderError::Template`] when the kind cannot do without
    /// a fact that is missing.
    pub fn bulletin(&self, bulletin: &Bulletin) -> Result<BulletinTexts, RenderError> {
        let [fi, sv, en] = [Language::Fi, Language::Sv, Language::En].map(|language| self.part(bulletin, language));
        let (fi, sv, en) = (fi?, sv?, en?);
        let of = |language| match language {
            Language::Fi => &fi,
            Language::Sv => &sv,
            Language::En => &en,
        };
        let text = |language: Language| {
            let others: Vec<Language> = Language::ALL.iter().copied().filter(|other| *other != language).collect();
            let part = of(language);
            let mail = self.mail(part.subject.clone(), Acknowledged::Asked, &part.block, &others)?;
            Ok::<_, RenderError>(BulletinText { mail, sms: part.sms.clone(), page: part.page.clone() })
        };
        Ok(BulletinTexts {
            fi: text(Language::Fi)?,
            sv: text(Language::Sv)?,
            en: text(Language::En)?,
            lacking: lacking(bulletin),
        })
    }

    fn part(&self, bulletin: &Bulletin, language: Language) -> Result<Part, RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: bulletin.now };
        let page = PageText {
            title: title(bulletin, voice)?,
            lead: lead(bulletin, voice)?,
            professional: line::lines(bulletin, Audience::Professional, voice)?,
            citizen: line::lines(bulletin, Audience::Citizen, voice)?,
        };
        let kind_name = voice.i18n.word(language, "subject", bulletin.kind)?;
        let facts = Facts {
            kind: bulletin.kind,
            kind_name: &kind_name,
            title: &page.title,
            reference: &bulletin.reference,
            sequence: bulletin.sequence,
            lead: page.lead.as_deref(),
            lines: &page.professional,
        };
        let folder = mail::folder(bulletin.kind);
        let subject = self.mail_subject(language, folder, &facts)?;
        let heading = voice.say("heading", &[("kind", &kind_name), ("title", &page.title)])?;
        let block = self.mail_block(language, folder, heading, &facts)?;
        let sms = self.bulletin_sms(bulletin, voice)?;
        guard("sms", &sms.text)?;
        for line in page.professional.iter().chain(&page.citizen) {
            guard("page", &line.value)?;
        }
        Ok(Part { subject, block, sms, page })
    }
}

/// `Resepti-palvelu: reseptiä ei voi tallentaa`. Past three services only the first is named.
fn title(bulletin: &Bulletin, voice: Voice<'_>) -> Result<String, RenderError> {
    let names: Vec<String> =
        bulletin.services.iter().map(|service| service.system.name.get(voice.language).to_owned()).collect();
    let services = match names.as_slice() {
        [] => voice.say("sms-service-unnamed", &[])?,
        [first, _, _, _, ..] => voice.say("and-others", &[("service", first)])?,
        few => voice.list(few)?,
    };
    Ok(format!("{services}: {}", one_line(&voice.pick_or_not_known(&bulletin.impact)?.text)))
}

fn lead(bulletin: &Bulletin, voice: Voice<'_>) -> Result<Option<String>, RenderError> {
    use MessageKind as K;
    let long = |at| voice.long(at).map(|phrase| phrase.text);
    // What is left of several is nothing: all of them were taken back.
    let several = bulletin.kind == K::Withdrawal && bulletin.stands.is_none() && bulletin.sequence > 2;
    let key = match bulletin.kind {
        _ if several => "lead-withdrawal-all".to_owned(),
        K::MaintEnd if bulletin.ended.is_some() => "lead-maint-over".to_owned(),
        kind => format!("lead-{}", kind.as_str().replace('_', "-")),
    };
    let arguments = match bulletin.kind {
        K::Nochange | K::Correction | K::Withdrawal => vec![("previous", long(bulletin.previous)?)],
        K::Resolved => {
            let ended = bulletin.ended.unwrap_or(bulletin.now);
            let duration = time::duration(bulletin.began, ended, voice.language);
            vec![("began", long(Some(bulletin.began))?), ("ended", long(bulletin.ended)?), ("duration", duration)]
        }
        _ if bulletin.is_maintenance() => vec![],
        _ => return Ok(None),
    };
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    voice.say(&key, &arguments).map(Some)
}

fn lacking(bulletin: &Bulletin) -> Vec<Lacking> {
    let facts: [(&'static str, &Texts); 10] = [
        ("impact", &bulletin.impact),
        ("changed", &bulletin.changed),
        ("whom", &bulletin.whom),
        ("works", &bulletin.works),
        ("instructions.professional", &bulletin.instructions.professional),
        ("instructions.citizen", &bulletin.instructions.citizen),
        ("instructions.sms", &bulletin.instructions.sms),
        ("cause", &bulletin.cause),
        ("check", &bulletin.check),
        ("follow_up", &bulletin.follow_up),
    ];
    let empty = |texts: &Texts, language: Language| texts.get(language).trim().is_empty();
    let written = facts.into_iter().filter(|(_, texts)| !Language::ALL.iter().all(|language| empty(texts, *language)));
    let missing = |(fact, texts): (&'static str, &Texts)| {
        let without = Language::ALL.iter().copied().filter(|language| empty(texts, *language)).collect::<Vec<_>>();
        without.into_iter().map(move |language| Lacking { language, fact })
    };
    written.flat_map(missing).collect()
}
