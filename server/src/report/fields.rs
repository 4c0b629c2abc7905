//! What the form asks, as it was typed: kept sealed under the draft, and read into core's report.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::redaction;
use majakka_app::command::report::{self as command, Report};
use majakka_domain::format::hetu;
use majakka_domain::format::time::{self, Side, TimeProblem};
use majakka_domain::id::{DraftId, OrganisationId, ScreenshotId};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::{Effect, Language};
use majakka_store::error::Error;
use serde::{Deserialize, Serialize};

use super::multipart::Posted;

/// Everything that was typed, as it was typed.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    /// Short name of the organisation; only the helpdesk chooses one.
    pub(super) organisation: String,
    /// `resepti.prescribe`, or `resepti` of a service that is known only as a whole.
    pub(super) service: String,
    /// [`Effect`].
    pub(super) effect: String,
    /// What was done and what happened.
    pub(super) description: String,
    /// Error text.
    pub(super) error_text: String,
    /// `2026-11-20T12:10`, Finland's time.
    pub(super) occurred_at: String,
    /// Unit.
    pub(super) unit: String,
    /// Workstation.
    pub(super) workstation: String,
    /// Application.
    pub(super) application: String,
    /// Who tells.
    pub(super) reporter: String,
    /// Call-back number.
    pub(super) callback: String,
    /// Where progress is mailed to.
    pub(super) reporter_email: String,
    /// Which patient. Goes in and never comes out.
    pub(super) patient_ref: String,
    /// May a patient come to harm?
    pub(super) safety_risk: bool,
    /// May privacy be compromised?
    pub(super) privacy_risk: bool,
    /// Names of the pictures that wait, by id.
    pub(super) pictures: BTreeMap<ScreenshotId, String>,
    /// What the reporter says it is the same as: the id of something similar.
    pub(super) same: String,
    /// Account of who types, when she is signed in: nobody else at the same machine gets her draft back.
    pub(super) account: Option<i64>,
}

/// The texts that others read, in the order of the form.
pub(super) const READ_BY_OTHERS: [&str; 7] =
    ["description", "error_text", "unit", "workstation", "application", "reporter", "callback"];

impl Fields {
    /// Takes over what a form sent. The page of the form sends every field; other pages send none.
    pub(super) fn take(&mut self, posted: &Posted) {
        let names = ["organisation", "service", "effect", "occurred_at", "reporter_email"];
        for name in names.into_iter().chain(READ_BY_OTHERS) {
            if let (Some(typed), Some(slot)) = (posted.get(name), self.slot(name)) {
                typed.trim().clone_into(slot);
            }
        }
        if posted.get("forget_patient").is_some() {
            self.patient_ref.clear();
        }
        // Never shown again, so an empty field does not mean that it was taken away.
        if let Some(patient) = posted.get("patient_ref").map(str::trim).filter(|typed| !typed.is_empty()) {
            patient.clone_into(&mut self.patient_ref);
        }
        if let Some(same) = posted.get("same") {
            same.clone_into(&mut self.same);
        }
        if posted.get("step") == Some("form") {
            self.safety_risk = posted.get("safety_risk").is_some();
            self.privacy_risk = posted.get("privacy_risk").is_some();
        }
    }

    fn slot(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "organisation" => &mut self.organisation,
            "service" => &mut self.service,
            "effect" => &mut self.effect,
            "description" => &mut self.description,
            "error_text" => &mut self.error_text,
            "occurred_at" => &mut self.occurred_at,
            "unit" => &mut self.unit,
            "workstation" => &mut self.workstation,
            "application" => &mut self.application,
            "reporter" => &mut self.reporter,
            "callback" => &mut self.callback,
            "reporter_email" => &mut self.reporter_email,
            _ => return None,
        })
    }

    /// A text by the name of its field; empty for a name that is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.clone().slot(name).map(std::mem::take).unwrap_or_default()
    }

    /// The fields that hold an identity code and would be read by others.
    pub(super) fn with_identity(&self) -> Vec<&'static str> {
        READ_BY_OTHERS.into_iter().filter(|name| hetu::contains(&self.text(name))).collect()
    }

    /// Moves every identity code into the sealed field.
    pub(super) fn seal_identities(&mut self, language: Language) {
        for name in READ_BY_OTHERS {
            let Some(slot) = self.slot(name) else { continue };
            let redacted = hetu::redact(slot, redaction(language));
            *slot = redacted.text;
            for code in redacted.found {
                if !self.patient_ref.contains(&code) {
                    let comma = if self.patient_ref.is_empty() { "" } else { ", " };
                    self.patient_ref = format!("{}{comma}{code}", self.patient_ref);
                }
            }
        }
    }

    /// Service and function, as far as they were chosen.
    pub(super) fn matter(&self) -> (&str, &str) {
        self.service.split_once('.').unwrap_or((&self.service, ""))
    }

    /// The effect that was chosen, if one was: nobody has to choose.
    pub(super) fn effect(&self) -> Option<Effect> {
        self.effect.parse().ok()
    }

    /// When it happened, if that was typed.
    ///
    /// # Errors
    /// It is no time.
    pub(super) fn occurred_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, TimeProblem> {
        match self.occurred_at.as_str() {
            "" => Ok(None),
            typed => time::parse_local_input(typed, Side::Before(now)).map(Some),
        }
    }

    /// What the step needs. `same`: a sentence that is added to the description.
    ///
    /// # Errors
    /// Everything that is wrong, by the form's field names.
    pub(super) fn report(
        &self,
        app: &App,
        organisation: OrganisationId,
        language: Language,
        draft: Option<DraftId>,
        same: Option<&String>,
    ) -> Result<Report, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let occurred_at = self.occurred_at(app.clock.now()).unwrap_or_else(|no| {
            problems.push(FieldProblem::new("occurred_at", no.key()));
            None
        });
        if self.callback.is_empty() {
            problems.push(FieldProblem::new("callback", "missing"));
        }
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let (service, function) = self.matter();
        let added = same.filter(|_| !self.description.is_empty()).map(|same| format!("\n\n{same}")).unwrap_or_default();
        let report = Report {
            organisation,
            service: service.to_owned(),
            function: function.to_owned(),
            // Work that is worth a report is disturbed.
            effect: self.effect().unwrap_or(Effect::Degrades),
            effect_assumed: self.effect().is_none(),
            description: format!("{}{added}", self.description),
            unit: some(&self.unit),
            workstation: some(&self.workstation),
            application: some(&self.application),
            error_text: some(&self.error_text),
            occurred_at,
            patient_ref: some(&self.patient_ref),
            reporter: some(&self.reporter),
            reporter_email: some(&self.reporter_email),
            callback: some(&self.callback),
            language,
            safety_risk: self.safety_risk,
            privacy_risk: self.privacy_risk,
            draft,
            same_as: None,
        };
        if let Err(Refusal::Validation(found)) = command::check(app, &report) {
            problems.extend(found);
        }
        for problem in &mut problems {
            // Both are chosen in one list.
            if problem.field == "function" {
                problem.field = "service";
            }
        }
        if problems.is_empty() { Ok(report) } else { Err(problems) }
    }

    /// As the draft keeps it.
    ///
    /// # Errors
    /// Never of a form; [`Error::Render`] if it should.
    pub(super) fn to_text(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|cause| Error::Render(cause.to_string()))
    }
}
