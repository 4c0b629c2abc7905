//! The look before it is sent: what was told, what it may be the same as, which pictures show no personal data.

use majakka_app::App;
use majakka_app::command::redaction;
use majakka_domain::format::{hetu, time};
use majakka_domain::id::ScreenshotId;
use majakka_messages::Page;
use majakka_store::error::Error;
use serde::Serialize;

use super::entry::Entry;
use super::fields::Fields;
use super::form::Kept;
use super::similar::Similar;
use super::subject::subject;

/// One thing that was told.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReportedField {
    /// Name of the field; its label is `report-field-<name>`.
    name: &'static str,
    /// What was told, without identity codes.
    value: String,
}

/// The page before sending.
#[derive(Debug, Clone, Serialize)]
pub struct CheckPage {
    action: String,
    draft: String,
    told: Vec<ReportedField>,
    /// Goes a patient's reference with it, sealed?
    sealed: bool,
    pictures: Vec<Kept>,
    similar: Vec<Similar>,
    same: String,
}

/// The same at the desk.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct PhoneCheckPage(pub(super) CheckPage);

impl CheckPage {
    /// What is about to be sent.
    ///
    /// # Errors
    /// A text that is missing.
    pub(super) fn new(
        app: &App,
        entry: &Entry,
        draft: &str,
        fields: &Fields,
        pictures: Vec<Kept>,
        similar: Vec<Similar>,
    ) -> Result<Self, Error> {
        let i18n = app.renderer.i18n();
        let say = |key: &str| i18n.text(entry.language, key, &[]);
        let (service, function) = fields.matter();
        let risks = [(fields.safety_risk, "report-risk-safety"), (fields.privacy_risk, "report-risk-privacy")];
        let risks =
            risks.iter().filter(|(ticked, _)| *ticked).map(|(_, key)| say(key)).collect::<Result<Vec<_>, _>>()?;
        let effect = fields.effect().map(|effect| i18n.word(entry.language, "effect", effect)).transpose()?;
        let occurred = fields.occurred_at(app.clock.now()).ok().flatten();
        let organisation = entry.organisations.iter().find(|row| row.slug == fields.organisation);
        let all = [
            ("organisation", organisation.map(|row| row.name.clone()).unwrap_or_default()),
            ("service", subject(app, service, function, entry.language)),
            ("effect", effect.unwrap_or_default()),
            ("description", fields.description.clone()),
            ("error_text", fields.error_text.clone()),
            ("occurred_at", occurred.map(|at| time::long(at, entry.language)).unwrap_or_default()),
            ("unit", fields.unit.clone()),
            ("workstation", fields.workstation.clone()),
            ("application", fields.application.clone()),
            ("reporter", fields.reporter.clone()),
            ("callback", fields.callback.clone()),
            ("reporter_email", fields.reporter_email.clone()),
            ("risk", risks.join(", ")),
        ];
        let identity = !fields.with_identity().is_empty();
        let told = all.into_iter().filter(|(_, value)| !value.is_empty());
        Ok(CheckPage {
            action: entry.action.clone(),
            draft: draft.to_owned(),
            told: told
                .map(|(name, value)| ReportedField {
                    name,
                    value: hetu::redact(&value, redaction(entry.language)).text,
                })
                .collect(),
            sealed: identity || !fields.patient_ref.is_empty(),
            pictures,
            same: if similar.iter().any(|one| one.id == fields.same) { fields.same.clone() } else { String::new() },
            similar,
        })
    }
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "report/check";

    fn samples() -> Vec<Self> {
        let fields = ["organisation", "service", "effect", "description", "error_text", "occurred_at", "unit"];
        let more = ["workstation", "application", "reporter", "callback", "reporter_email", "risk"];
        let told = |name| ReportedField { name, value: "Reseptiä ei voi tallentaa.".to_owned() };
        let bare = CheckPage {
            action: "/r/x".to_owned(),
            draft: "luonnos".to_owned(),
            told: fields.into_iter().chain(more).map(told).collect(),
            sealed: false,
            pictures: Vec::new(),
            similar: Vec::new(),
            same: String::new(),
        };
        let similar = |id: &str, kind, source: Option<&str>, ends: Option<&str>| Similar {
            id: id.to_owned(),
            kind,
            title: "Resepti-palvelussa häiriö".to_owned(),
            source: source.map(str::to_owned),
            starts: Some("2026-11-20T10:10:00Z".to_owned()),
            ends: ends.map(str::to_owned),
            same_as: None,
        };
        let full = CheckPage {
            sealed: true,
            pictures: vec![Kept {
                id: ScreenshotId(1),
                name: "virhe.png".to_owned(),
                size: "800 × 600".to_owned(),
                clean: true,
            }],
            similar: vec![
                similar("bulletin-1", "bulletin", Some("kanta.fi"), None),
                similar("incident-2", "incident", None, None),
                similar("incident-4", "reported", None, None),
                similar("break-3", "maintenance", None, Some("2026-11-20T12:00:00Z")),
            ],
            same: "incident-2".to_owned(),
            ..bare.clone()
        };
        vec![bare, full]
    }
}

impl Page for PhoneCheckPage {
    const TEMPLATE: &'static str = "report/phone_check";

    fn samples() -> Vec<Self> {
        CheckPage::samples().into_iter().map(PhoneCheckPage).collect()
    }
}
