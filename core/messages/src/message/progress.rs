//! What the person who reported hears: received, linked, being investigated, resolved (source 003, 4.1).

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::terms::{Language, ReportEnd};
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::mail::Acknowledged;
use super::voice::Voice;
use super::{AffectedService, Mail};

/// Where the report stands.
#[derive(Debug, Clone)]
pub enum ProgressStep {
    /// The desk has it.
    Received,
    /// It belongs to an incident that others have too.
    Linked {
        /// Reference of the incident.
        incident: String,
    },
    /// Somebody works on it.
    Investigated {
        /// When it is thought to be over.
        estimate: Option<DateTime<Utc>>,
    },
    /// The staff were told of it.
    Told {
        /// When it is thought to be over.
        estimate: Option<DateTime<Utc>>,
    },
    /// The desk put right what it says; the note says why.
    Corrected,
    /// The desk put it aside; the note says why.
    Ended {
        /// How.
        how: ReportEnd,
    },
    /// It is over.
    Resolved {
        /// Since when.
        ended: DateTime<Utc>,
        /// Why it happened; empty: not known.
        cause: Texts,
    },
}

/// A mail to the person who reported.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Reference of the report, `R-2026-000123`.
    pub reference: String,
    /// What was reported.
    pub service: AffectedService,
    /// Where it stands.
    pub step: ProgressStep,
    /// What the desk adds in its own words; empty: nothing.
    pub note: Texts,
    /// Until when more is heard; none: nothing more is promised.
    pub next: Option<DateTime<Utc>>,
    /// The page that follows this report; needs no sign-in.
    pub follow_url: String,
    /// How to reach the helpdesk, in one line.
    pub helpdesk: String,
    /// When the mail is written.
    pub now: DateTime<Utc>,
}

/// What the templates may name.
#[derive(Serialize)]
struct Facts<'a> {
    step: &'static str,
    reference: &'a str,
    service: &'a str,
    incident: Option<&'a str>,
    estimate: Option<String>,
    ended: Option<String>,
    cause: Option<String>,
    cause_language: Option<Language>,
    next: Option<String>,
    note: Option<String>,
    note_language: Option<Language>,
    follow_url: &'a str,
    helpdesk: &'a str,
}

impl Renderer {
    /// The mail in the reporter's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`] when the note has one.
    pub fn progress(&self, progress: &Progress, language: Language) -> Result<Mail, RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: progress.now };
        let note = voice.pick(&progress.note);
        let mut facts = Facts {
            step: progress.step.word(),
            reference: &progress.reference,
            service: progress.service.system.name.get(language),
            incident: None,
            estimate: None,
            ended: None,
            cause: None,
            cause_language: None,
            next: progress.next.map(|at| voice.long(Some(at)).map(|said| said.text)).transpose()?,
            note_language: note.as_ref().map(|note| note.language).filter(|other| *other != language),
            note: note.map(|note| note.text),
            follow_url: &progress.follow_url,
            helpdesk: &progress.helpdesk,
        };
        match &progress.step {
            ProgressStep::Received | ProgressStep::Corrected | ProgressStep::Ended { .. } => {}
            ProgressStep::Linked { incident } => facts.incident = Some(incident),
            ProgressStep::Investigated { estimate } | ProgressStep::Told { estimate } => {
                facts.estimate = Some(voice.long(*estimate)?.text)
            }
            ProgressStep::Resolved { ended, cause } => {
                facts.ended = Some(voice.long(Some(*ended))?.text);
                let cause = voice.pick(cause);
                facts.cause_language = cause.as_ref().map(|cause| cause.language).filter(|other| *other != language);
                facts.cause = cause.map(|cause| cause.text.trim_end_matches('.').to_owned());
            }
        }
        self.single_mail(voice, "progress", Acknowledged::NotAsked, &facts)
    }
}

impl ProgressStep {
    const fn word(&self) -> &'static str {
        match self {
            ProgressStep::Received => "received",
            ProgressStep::Linked { .. } => "linked",
            ProgressStep::Investigated { .. } => "investigated",
            ProgressStep::Told { .. } => "told",
            ProgressStep::Corrected => "corrected",
            ProgressStep::Ended { how } => how.as_str(),
            ProgressStep::Resolved { .. } => "resolved",
        }
    }
}
