//! To the vendor or operator: the facts and a question. To Kela: a cover for the form that is attached.

use chrono::{DateTime, Utc};
use majakka_domain::terms::{Criterion, Effect, Extent, Language};
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::line::Line;
use super::mail::Acknowledged;
use super::voice::{Phrase, Voice};
use super::{AffectedService, Mail};

/// Who asks.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The organisation's name.
    pub organisation: String,
    /// Its business id.
    pub business_id: String,
    /// The person or desk that answers for the report, in one line: name, telephone, address.
    pub contact: String,
}

/// A mail to the system's vendor, or to the operator or broker.
#[derive(Debug, Clone)]
pub struct Escalation {
    /// Reference of the incident; the answer is to name it.
    pub reference: String,
    /// Who asks.
    pub sender: Sender,
    /// What is hit.
    pub services: Vec<AffectedService>,
    /// What it does to the work.
    pub effect: Effect,
    /// How far it reaches.
    pub extent: Extent,
    /// Since when.
    pub began: DateTime<Utc>,
    /// How many reports there are.
    pub reports: usize,
    /// What was done and seen, in the desk's words.
    pub description: String,
    /// The error text as the users saw it; empty: none.
    pub error_text: String,
    /// What speaks for the cause being theirs: sentences.
    pub evidence: Vec<String>,
    /// By when an answer is expected.
    pub answer_by: DateTime<Utc>,
    /// When the mail is written.
    pub now: DateTime<Utc>,
}

/// The mail that carries the form to Kela (docs/DOMAIN.md 8).
#[derive(Debug, Clone)]
pub struct KelaCover {
    /// Reference of the incident.
    pub reference: String,
    /// Who reports.
    pub sender: Sender,
    /// What is hit.
    pub services: Vec<AffectedService>,
    /// What it does to the work.
    pub effect: Effect,
    /// How far it reaches.
    pub extent: Extent,
    /// Since when.
    pub began: DateTime<Utc>,
    /// Which of kanta.fi's criteria it meets.
    pub criteria: Vec<Criterion>,
    /// Is it also told by telephone?
    pub call: bool,
    /// Are screenshots attached?
    pub screenshots: bool,
    /// When the mail is written.
    pub now: DateTime<Utc>,
}

/// What the templates may name.
#[derive(Serialize)]
struct Facts<'a> {
    reference: &'a str,
    service: String,
    organisation: &'a str,
    lines: Vec<Line>,
    answer_by: Option<String>,
    call: bool,
    screenshots: bool,
}

impl Renderer {
    /// The mail to the vendor or operator in its language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`] when the description, the error text or the evidence has one.
    pub fn escalation(&self, escalation: &Escalation, language: Language) -> Result<Mail, RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: escalation.now };
        let said = |text: &str| match text.trim() {
            "" => voice.not_known(),
            text => Ok(voice.phrase(text.to_owned())),
        };
        let mut lines = vec![("reference", voice.phrase(escalation.reference.clone()))];
        lines.extend(sender(&escalation.sender, voice));
        lines.extend(hit(&escalation.services, escalation.effect, escalation.extent, escalation.began, voice)?);
        lines.extend([
            ("reports", voice.phrase(escalation.reports.to_string())),
            ("description", said(&escalation.description)?),
            ("error-text", said(&escalation.error_text)?),
            ("evidence", said(&escalation.evidence.join("\n"))?),
        ]);
        let facts = Facts {
            reference: &escalation.reference,
            service: names(&escalation.services, voice)?,
            organisation: &escalation.sender.organisation,
            lines: labelled(lines, voice)?,
            answer_by: Some(voice.long(Some(escalation.answer_by))?.text),
            call: false,
            screenshots: false,
        };
        self.single_mail(voice, "escalation", Acknowledged::Informed, &facts)
    }

    /// The cover of the form to Kela. Kela's form is Finnish only; the cover may be in any language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn kela_cover(&self, cover: &KelaCover, language: Language) -> Result<Mail, RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: cover.now };
        let criterion = |criterion: &Criterion| {
            let name = voice.i18n.word(language, "criterion", criterion)?;
            Ok::<_, RenderError>(format!("{criterion}: {name}"))
        };
        let criteria = cover.criteria.iter().map(criterion).collect::<Result<Vec<_>, _>>()?;
        let criteria = if criteria.is_empty() { voice.not_known()? } else { voice.phrase(criteria.join("\n")) };
        let mut lines = sender(&cover.sender, voice);
        lines.push(("reference", voice.phrase(cover.reference.clone())));
        lines.extend(hit(&cover.services, cover.effect, cover.extent, cover.began, voice)?);
        lines.push(("criteria", criteria));
        let facts = Facts {
            reference: &cover.reference,
            service: names(&cover.services, voice)?,
            organisation: &cover.sender.organisation,
            lines: labelled(lines, voice)?,
            answer_by: None,
            call: cover.call,
            screenshots: cover.screenshots,
        };
        self.single_mail(voice, "escalation_kela", Acknowledged::NotAsked, &facts)
    }
}

type Lines = Vec<(&'static str, Phrase)>;

fn sender(sender: &Sender, voice: Voice<'_>) -> Lines {
    let organisation = format!("{} ({})", sender.organisation, sender.business_id);
    vec![("organisation", voice.phrase(organisation)), ("contact", voice.phrase(sender.contact.clone()))]
}

fn hit(
    services: &[AffectedService],
    effect: Effect,
    extent: Extent,
    began: DateTime<Utc>,
    voice: Voice<'_>,
) -> Result<Lines, RenderError> {
    let functions = services.iter().flat_map(|service| {
        let name =
            |id: &String| service.system.function(id).map(|function| function.name.get(voice.language).to_owned());
        service.functions.iter().filter_map(name)
    });
    let functions: Vec<String> = functions.collect();
    let functions = if functions.is_empty() { voice.not_known()? } else { voice.phrase(functions.join(", ")) };
    Ok(vec![
        ("service", voice.phrase(names(services, voice)?)),
        ("functions", functions),
        ("effect", voice.phrase(voice.i18n.word(voice.language, "effect", effect)?)),
        ("extent", voice.phrase(voice.i18n.word(voice.language, "extent", extent)?)),
        ("began", voice.long(Some(began))?),
    ])
}

fn names(services: &[AffectedService], voice: Voice<'_>) -> Result<String, RenderError> {
    let names: Vec<String> =
        services.iter().map(|service| service.system.name.get(voice.language).to_owned()).collect();
    voice.list(&names)
}

fn labelled(lines: Lines, voice: Voice<'_>) -> Result<Vec<Line>, RenderError> {
    lines.into_iter().map(|(id, phrase)| Line::new(voice, id, phrase)).collect()
}
