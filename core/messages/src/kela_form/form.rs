//! The fields of the form.
//!
//! Purpose: one place that says what the form holds (docs/DOMAIN.md 8), in the shape of its JSON.
//! Guarantee: there is no field for a patient's identity; what stands in its place is written when the form goes out.
//! Non-goal: labels and order; those are data (`config/kela_form.toml`).

use chrono::{DateTime, Utc};
use majakka_domain::terms::{Criterion, Criticality, Effect, Extent};
use serde::{Deserialize, Serialize};

use majakka_domain::screenshot_key::ScreenshotKey;

/// A form as it is filled in. Texts may be empty while it is a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KelaForm {
    /// Our reference, such as `H-2026-0045`.
    pub reference: String,
    /// When it was written; also the date in the PDF's metadata.
    pub written_at: DateTime<Utc>,
    /// Who reports.
    pub reporter: Reporter,
    /// Whose disturbance it is.
    pub org: Organisation,
    /// For whom a vendor or broker reports.
    pub on_behalf_of: Option<String>,
    /// When somebody saw it first.
    pub observed_at: DateTime<Utc>,
    /// When it began, if known.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended, if it has.
    pub ended_at: Option<DateTime<Utc>>,
    /// The Kanta services hit.
    pub services: Vec<Named>,
    /// The functions hit.
    pub operations: Vec<Named>,
    /// What it does to the work.
    pub effect: Effect,
    /// How far it reaches, if known.
    pub extent: Option<Extent>,
    /// How bad it is, if judged: decides with the extent whether a call is owed too.
    pub criticality: Option<Criticality>,
    /// How many units it touches.
    pub units_affected: Option<u32>,
    /// How many users it touches.
    pub users_affected: Option<u32>,
    /// Why it is reported.
    pub criteria: Vec<Reasoned>,
    /// Is somebody's safety at risk (K3)?
    pub safety_risk: Risk,
    /// Is privacy at risk (K4)?
    pub privacy_risk: Risk,
    /// The system in which it shows.
    pub system: System,
    /// Where that system is connected to Kanta.
    pub connection_point: ConnectionPoint,
    /// The Kanta intermediary between, if any.
    pub broker: Option<String>,
    /// What happens.
    pub description: String,
    /// What was done, step by step.
    pub steps: Option<String>,
    /// What the screen says.
    pub error_text: Option<String>,
    /// Codes of the errors.
    pub error_codes: Vec<String>,
    /// Ids of messages to Kanta: Kela finds the case with them, without a patient's identity.
    pub message_ids: Vec<String>,
    /// What was ruled out at home.
    pub local_checks: Vec<LocalCheck>,
    /// Screenshots that might go along.
    pub attachments: Vec<Attachment>,
    /// When Kela was called.
    pub phoned_at: Option<DateTime<Utc>>,
    /// Who called.
    pub phoned_by: Option<String>,
    /// Kela's own reference, if one was given.
    pub kela_ref: Option<String>,
}

impl KelaForm {
    /// Whether a call is owed beside the form: critical or wide disturbances are called in too (source 003, 4.2).
    #[must_use]
    pub fn owes_call(&self) -> bool {
        let wide = matches!(self.extent, Some(Extent::Regional | Extent::Nationwide));
        wide || self.criticality == Some(Criticality::Critical)
    }
}

/// Who reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// First and last name.
    pub name: String,
    /// In what capacity.
    pub role: ReporterRole,
    /// A number that is answered.
    pub phone: String,
    /// An address that is read.
    pub email: String,
}

/// Who may report to Kela; the end user may not (docs/DOMAIN.md 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReporterRole {
    /// The provider itself.
    Provider,
    /// The system's vendor.
    Vendor,
    /// The provider's helpdesk.
    Helpdesk,
    /// The Kanta intermediary.
    Broker,
}

impl ReporterRole {
    /// Reports for somebody else, who must be named.
    #[must_use]
    pub fn reports_for_others(self) -> bool {
        matches!(self, Self::Vendor | Self::Broker)
    }
}

/// Whose disturbance it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Y-tunnus.
    pub business_id: String,
    /// OID, if it has one.
    pub oid: Option<String>,
    /// The unit where it shows.
    pub unit: Option<String>,
}

/// A thing of the catalogue: its id, and its Finnish name for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The catalogue's id.
    pub id: String,
    /// The Finnish name.
    pub name: String,
}

/// A criterion that holds, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoned {
    /// Which one.
    pub criterion: Criterion,
    /// The evidence in a sentence; may be empty.
    pub reason: String,
}

/// A danger: whether, and what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Risk {
    /// Is there one?
    pub present: bool,
    /// What it is.
    pub text: Option<String>,
}

/// The system in which it shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct System {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Who makes it.
    pub vendor: Option<String>,
}

/// Where the system is connected to Kanta.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectionPoint {
    /// Its OID.
    pub oid: Option<String>,
}

/// Something that was checked at home: the network, TLS, the certificate, the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCheck {
    /// What was checked.
    pub what: String,
    /// What was found.
    pub result: String,
}

/// A screenshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name, as Kela will see it.
    pub name: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Where it is stored.
    pub key: ScreenshotKey,
    /// A person said that it shows no personal data. Without that it stays here.
    pub no_personal_data: bool,
}
