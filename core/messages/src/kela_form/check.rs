//! May the form go out?
//!
//! Purpose: say everything that is missing, wrong or must not be in it, at once.
//! Guarantee: a [`CheckedForm`] has reporter and organisation, and no identity code in any of its texts; it alone becomes
//! JSON or PDF.
//! Non-goal: judging whether what was written is true.

use majakka_domain::format::{business_id::BusinessId, email::Email, hetu, oid::Oid, phone::Phone};
use serde_json::{Value, json};

use super::form::KelaForm;
use super::labels::labels;

/// Where a picture is stored, in the JSON of an attachment. A hash now and then looks like an identity code: it is not
/// searched, and it does not leave the house.
const STORED: &str = "key";

/// A form that may go out.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedForm(KelaForm);

/// One thing that keeps the form from going out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {kind}")]
pub struct FormProblem {
    /// The field's JSON key, such as `reporter.phone` or `error_codes.0`.
    pub field: String,
    /// What is wrong with it.
    pub kind: FormProblemKind,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormProblemKind {
    /// Nothing in it.
    #[error("must be filled in")]
    Missing,
    /// Not written as such a thing is written.
    #[error("is not valid")]
    Invalid,
    /// It ends before it begins.
    #[error("is before the beginning")]
    BeforeStart,
    /// There is a personal identity code in it.
    #[error("holds a personal identity code")]
    IdentityCode,
    /// It cannot be looked through, so nobody knows what is in it.
    #[error("cannot be looked through")]
    Unreadable,
}

/// The form cannot be looked through: it stays here.
#[derive(Debug, thiserror::Error)]
#[error("the form to Kela cannot be looked through")]
pub struct UnreadableForm(#[from] serde_json::Error);

impl FormProblemKind {
    /// The message key, without its prefix `problem-`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::BeforeStart => "before_start",
            Self::IdentityCode => "identity_code",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A form without identity codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    /// The form with marks in place of the codes.
    pub form: KelaForm,
    /// How many codes were taken out.
    pub taken_out: usize,
}

impl KelaForm {
    /// Everything that keeps the form from going out, in the order of its fields; or the checked form.
    ///
    /// # Errors
    /// At least one [`FormProblem`].
    pub fn check(self) -> Result<CheckedForm, Vec<FormProblem>> {
        let mut problems = Vec::new();
        problems.extend(self.missing().map(|field| problem(field, FormProblemKind::Missing)));
        problems.extend(self.invalid().map(|field| problem(field, FormProblemKind::Invalid)));
        if self.ended_at.is_some_and(|end| end < self.started_at.unwrap_or(self.observed_at)) {
            problems.push(problem("ended_at", FormProblemKind::BeforeStart));
        }
        match self.texts() {
            Ok(texts) => problems.extend(
                texts
                    .into_iter()
                    .filter(|(_, text)| hetu::contains(text))
                    .map(|(field, _)| FormProblem { field, kind: FormProblemKind::IdentityCode }),
            ),
            Err(_) => problems.push(problem("form", FormProblemKind::Unreadable)),
        }
        if problems.is_empty() { Ok(CheckedForm(self)) } else { Err(problems) }
    }

    /// The same form with `mark` in place of every identity code.
    ///
    /// # Errors
    /// [`UnreadableForm`]: never the form as it was.
    pub fn redacted(self, mark: &str) -> Result<Redacted, UnreadableForm> {
        let mut taken_out = 0;
        let mut value = serde_json::to_value(&self)?;
        each_text(&mut value, &mut |text| {
            let redacted = hetu::redact(text, mark);
            taken_out += redacted.found.len();
            *text = redacted.text;
        });
        Ok(Redacted { form: serde_json::from_value(value)?, taken_out })
    }

    /// Required fields with nothing in them.
    fn missing(&self) -> impl Iterator<Item = &'static str> {
        let for_others = self.reporter.role.reports_for_others();
        let called = self.phoned_at.is_some();
        [
            ("reference", blank(&self.reference)),
            ("reporter.name", blank(&self.reporter.name)),
            ("reporter.phone", blank(&self.reporter.phone)),
            ("reporter.email", blank(&self.reporter.email)),
            ("org.name", blank(&self.org.name)),
            ("org.business_id", blank(&self.org.business_id)),
            ("on_behalf_of", for_others && self.on_behalf_of.as_deref().is_none_or(blank)),
            ("services", self.services.is_empty()),
            ("description", blank(&self.description)),
            ("phoned_by", called && self.phoned_by.as_deref().is_none_or(blank)),
        ]
        .into_iter()
        .filter_map(|(field, missing)| missing.then_some(field))
    }

    /// Fields with something in them that they cannot hold.
    fn invalid(&self) -> impl Iterator<Item = &'static str> {
        let wrong_oid =
            |oid: &Option<String>| oid.as_deref().is_some_and(|oid| !blank(oid) && Oid::parse(oid).is_err());
        let (reporter, org) = (&self.reporter, &self.org);
        [
            ("reporter.phone", !blank(&reporter.phone) && Phone::parse(&reporter.phone).is_err()),
            ("reporter.email", !blank(&reporter.email) && Email::parse(&reporter.email).is_err()),
            ("org.business_id", !blank(&org.business_id) && BusinessId::parse(&org.business_id).is_err()),
            ("org.oid", wrong_oid(&org.oid)),
            ("connection_point.oid", wrong_oid(&self.connection_point.oid)),
        ]
        .into_iter()
        .filter_map(|(field, wrong)| wrong.then_some(field))
    }

    /// Every text of the form with its JSON key.
    fn texts(&self) -> Result<Vec<(String, String)>, UnreadableForm> {
        let mut texts = Vec::new();
        collect_texts(&serde_json::to_value(self)?, String::new(), &mut texts);
        Ok(texts)
    }
}

impl CheckedForm {
    /// What was checked.
    #[must_use]
    pub fn form(&self) -> &KelaForm {
        &self.0
    }

    /// The form as JSON, `schema` first of all: only the attachments that may leave, and in place of a patient's identity
    /// the promise to deliver it safely.
    ///
    /// # Errors
    /// [`UnreadableForm`].
    pub fn json(&self) -> Result<Value, UnreadableForm> {
        let mut value = serde_json::to_value(&self.0)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("schema".into(), labels().schema.clone().into());
            fields.insert("patient_ref".into(), labels().patient_ref(&self.0.reference).into());
            let attachments: Vec<Value> =
                self.attachments().map(|one| json!({"name": one.name, "alt": one.alt})).collect();
            fields.insert("attachments".into(), attachments.into());
        }
        Ok(value)
    }

    /// The screenshots that may leave.
    pub fn attachments(&self) -> impl Iterator<Item = &super::Attachment> {
        self.0.attachments.iter().filter(|attachment| attachment.no_personal_data)
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn problem(field: &str, kind: FormProblemKind) -> FormProblem {
    FormProblem { field: field.to_owned(), kind }
}

fn collect_texts(value: &Value, key: String, texts: &mut Vec<(String, String)>) {
    let below = |part: &str| if key.is_empty() { part.to_owned() } else { format!("{key}.{part}") };
    match value {
        Value::String(text) => texts.push((key, text.clone())),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect_texts(item, below(&index.to_string()), texts));
        }
        Value::Object(fields) => {
            let searched = fields.iter().filter(|(name, _)| *name != STORED);
            searched.for_each(|(name, field)| collect_texts(field, below(name), texts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(fields) => {
            let searched = fields.iter_mut().filter(|(name, _)| *name != STORED);
            searched.for_each(|(_, field)| each_text(field, change));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
