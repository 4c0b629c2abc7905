//! What stands on the paper: headings, labels and the text beside each.
//!
//! Purpose: turn the form's values into Finnish text, in the order of the table of labels.
//! Guarantee: every field of the table is there, an empty one says so; times carry their zone.
//! Non-goal: how it looks.

use chrono::{DateTime, Offset, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_domain::format::time;
use majakka_domain::terms::Language;

use super::check::CheckedForm;
use super::form::{Attachment, KelaForm, Named, ReporterRole, Risk};
use super::labels::{Field, Labels, labels};

/// A heading and its rows.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    pub(super) heading: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A label and what stands beside it; `None` where nothing was told.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) value: Option<String>,
}

/// The whole form in its order.
pub(super) fn blocks(form: &CheckedForm) -> Vec<Block> {
    let labels = labels();
    let row = |field: &'static Field| Row { label: &field.label, value: value(form, &field.key, labels) };
    labels
        .sections
        .iter()
        .map(|section| Block { heading: &section.heading, rows: section.fields.iter().map(row).collect() })
        .collect()
}

/// A point in time with its zone: `to 19.11.2026 klo 7.40 (Suomen aika, UTC+2)`.
pub(super) fn moment(at: DateTime<Utc>, labels: &Labels) -> String {
    let offset = at.with_timezone(&Helsinki).offset().fix().local_minus_utc();
    let zone = if offset == 3 * 3600 { &labels.zone.summer } else { &labels.zone.winter };
    format!("{} ({zone})", time::long(at, Language::Fi))
}

/// The text of the field with this JSON key.
fn value(checked: &CheckedForm, key: &str, labels: &Labels) -> Option<String> {
    let form = checked.form();
    let at = |time: Option<DateTime<Utc>>| time.map(|time| moment(time, labels));
    let text = match key {
        "reporter.name" => Some(form.reporter.name.clone()),
        "reporter.role" => Some(labels.word("role", role_key(form.reporter.role)).to_owned()),
        "reporter.phone" => Some(form.reporter.phone.clone()),
        "reporter.email" => Some(form.reporter.email.clone()),
        "org.name" => Some(form.org.name.clone()),
        "org.business_id" => Some(form.org.business_id.clone()),
        "org.oid" => form.org.oid.clone(),
        "org.unit" => form.org.unit.clone(),
        "on_behalf_of" => form.on_behalf_of.clone(),
        "observed_at" => at(Some(form.observed_at)),
        "started_at" => at(form.started_at),
        "ended_at" => at(form.ended_at),
        "services" => names(&form.services),
        "operations" => names(&form.operations),
        "effect" => Some(labels.word("effect", form.effect.as_str()).to_owned()),
        "extent" => form.extent.map(|extent| labels.word("extent", extent.as_str()).to_owned()),
        "criticality" => form.criticality.map(|word| labels.word("criticality", word.as_str()).to_owned()),
        "units_affected" => form.units_affected.map(|count| count.to_string()),
        "users_affected" => form.users_affected.map(|count| count.to_string()),
        "criteria" => listed(form.criteria.iter().map(|one| criterion(one.criterion.as_str(), &one.reason, labels))),
        "safety_risk" => Some(risk(&form.safety_risk, labels)),
        "privacy_risk" => Some(risk(&form.privacy_risk, labels)),
        "system.name" => form.system.name.clone(),
        "system.version" => form.system.version.clone(),
        "system.vendor" => form.system.vendor.clone(),
        "connection_point.oid" => form.connection_point.oid.clone(),
        "broker" => form.broker.clone(),
        "description" => Some(form.description.clone()),
        "steps" => form.steps.clone(),
        "error_text" => form.error_text.clone(),
        "error_codes" => listed(form.error_codes.iter().cloned()),
        "message_ids" => listed(form.message_ids.iter().cloned()),
        "local_checks" => listed(form.local_checks.iter().map(|check| format!("{}: {}", check.what, check.result))),
        "attachments" => listed(checked.attachments().enumerate().map(|(index, one)| attachment(index, one, labels))),
        "patient_ref" => Some(labels.patient_ref(&form.reference)),
        "phoned_at" => at(form.phoned_at).or_else(|| call_owed(form, labels)),
        "phoned_by" => form.phoned_by.clone(),
        "kela_ref" => form.kela_ref.clone(),
        _ => None,
    };
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// `Liite 1: näyttö.png`, as the list and the attachment's own page call it.
pub(super) fn attachment(index: usize, attachment: &Attachment, labels: &Labels) -> String {
    format!("{} {}: {}", labels.attachment, index + 1, attachment.name)
}

fn role_key(role: ReporterRole) -> &'static str {
    match role {
        ReporterRole::Provider => "provider",
        ReporterRole::Vendor => "vendor",
        ReporterRole::Helpdesk => "helpdesk",
        ReporterRole::Broker => "broker",
    }
}

fn criterion(key: &str, reason: &str, labels: &Labels) -> String {
    let words = labels.word("criterion", key);
    if reason.trim().is_empty() { format!("{key}: {words}") } else { format!("{key}: {words}. {}", reason.trim()) }
}

fn risk(risk: &Risk, labels: &Labels) -> String {
    let answer = labels.word("yes_no", if risk.present { "yes" } else { "no" });
    match risk.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => format!("{answer}: {text}"),
        None => answer.to_owned(),
    }
}

fn call_owed(form: &KelaForm, labels: &Labels) -> Option<String> {
    form.owes_call().then(|| labels.call_owed.clone())
}

fn names(things: &[Named]) -> Option<String> {
    listed(things.iter().map(|thing| thing.name.clone()))
}

/// One a line; `None` for none.
fn listed(items: impl Iterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = items.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
