//! The type of a form: its fields by name, each of a type that can be read from what a browser sends.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{
    AccountRole, CallOutcome, ContactKind, ContactRole, Criticality, Effect, EscalationTarget, Extent, Language, Layer,
    OrganisationKind, Origin, ProbeResult, ReportEnd, TokenLife, TokenOverlap, TokenScope, YesNo,
};
use serde::Serialize;
use serde::ser::SerializeMap as _;

use super::{Choice, Field, FormValues, Problems};

/// A form. `form!` makes it out of a struct.
pub trait Form: Sized {
    /// Its fields, in the order of the page.
    const DESCRIPTION: &'static [Described];

    /// Reads what was sent; every field is looked at.
    ///
    /// # Errors
    /// [`Refusal::Validation`] with everything that cannot be read.
    fn read(values: &FormValues, prefix: &str) -> Result<Self, Refusal>;

    /// As a browser would send it.
    fn values(&self, prefix: &str) -> FormValues;
}

/// A field as its form describes it.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// Its name.
    pub name: &'static str,
    /// Name and words of the closed list that it is chosen from.
    pub list: fn() -> Option<(&'static str, Vec<&'static str>)>,
    /// Is it never shown again?
    pub is_secret: bool,
}

/// What the value of a field may be.
pub trait FieldType: Sized {
    /// Is what was typed never shown again?
    const IS_SECRET: bool = false;

    /// Name and words of the closed list that it is chosen from.
    fn list() -> Option<(&'static str, Vec<&'static str>)> {
        None
    }

    /// Reads the values of the field's name that are not empty.
    ///
    /// # Errors
    /// The problem's key.
    fn read(sent: &[&str]) -> Result<Self, &'static str>;

    /// As a browser would send it.
    fn write(&self) -> Vec<String>;
}

/// A word of a closed list that forms offer.
pub trait Word: Copy + Ord + FromStr + fmt::Display {
    /// Name of the list in the texts.
    const LIST: &'static str;

    /// Every word, in the order in which they are offered.
    fn words() -> Vec<&'static str>;
}

macro_rules! words {
    ($($word:ident $list:literal)+) => {$(
        impl Word for $word {
            const LIST: &'static str = $list;

            fn words() -> Vec<&'static str> {
                $word::ALL.iter().map(|word| word.as_str()).collect()
            }
        }
    )+};
}

words! {
    AccountRole "account-role"
    CallOutcome "call-outcome"
    ContactKind "contact-kind"
    ContactRole "contact-role"
    Criticality "criticality"
    Effect "effect"
    EscalationTarget "escalation-target"
    Extent "extent"
    Language "language"
    Layer "layer"
    OrganisationKind "organisation-kind"
    Origin "origin"
    ProbeResult "probe-result"
    ReportEnd "report-end"
    TokenLife "token-life"
    TokenOverlap "token-overlap"
    TokenScope "token-scope"
    YesNo "yes-no"
}

fn one<T: FromStr>(sent: &[&str]) -> Result<T, &'static str> {
    sent.first().ok_or("missing")?.trim().parse().map_err(|_| "unknown")
}

fn each<T: FromStr + Ord>(sent: &[&str]) -> Result<BTreeSet<T>, &'static str> {
    sent.iter().map(|value| value.parse().map_err(|_| "unknown")).collect()
}

impl<W: Word> FieldType for W {
    fn list() -> Option<(&'static str, Vec<&'static str>)> {
        Some((W::LIST, W::words()))
    }

    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        one(sent)
    }

    fn write(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

impl<W: Word> FieldType for BTreeSet<W> {
    fn list() -> Option<(&'static str, Vec<&'static str>)> {
        Some((W::LIST, W::words()))
    }

    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        each(sent)
    }

    fn write(&self) -> Vec<String> {
        self.iter().map(W::to_string).collect()
    }
}

/// A line or several, as they were typed.
impl FieldType for String {
    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        Ok(sent.first().copied().unwrap_or_default().to_owned())
    }

    fn write(&self) -> Vec<String> {
        vec![self.clone()]
    }
}

/// Any of what the page offers.
impl FieldType for BTreeSet<String> {
    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        each(sent).map_err(|_| "unknown")
    }

    fn write(&self) -> Vec<String> {
        self.iter().cloned().collect()
    }
}

impl FieldType for OrganisationId {
    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        one(sent).map(OrganisationId)
    }

    fn write(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

/// An organisation, or none.
impl FieldType for Option<OrganisationId> {
    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        if sent.is_empty() { Ok(None) } else { OrganisationId::read(sent).map(Some) }
    }

    fn write(&self) -> Vec<String> {
        self.iter().map(OrganisationId::to_string).collect()
    }
}

/// A password: read once, never shown again and never in a log.
#[derive(Clone, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FieldType for Secret {
    const IS_SECRET: bool = true;

    fn read(sent: &[&str]) -> Result<Self, &'static str> {
        String::read(sent).map(Secret)
    }

    fn write(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What [`form!`] does with each field.
pub(crate) mod each_field {
    use super::{Described, FieldType, FormValues, Problems};

    pub(crate) const fn describe<T: FieldType>(name: &'static str) -> Described {
        Described { name, list: T::list, is_secret: T::IS_SECRET }
    }

    pub(crate) fn read<T: FieldType>(
        values: &FormValues,
        prefix: &str,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        let sent = format!("{prefix}{name}");
        let value = T::read(&values.all(&sent).collect::<Vec<_>>());
        value.map_err(|problem| problems.add(name, problem)).ok()
    }

    pub(crate) fn write<T: FieldType>(values: &mut FormValues, prefix: &str, name: &str, value: &T) {
        for one in value.write() {
            values.push(format!("{prefix}{name}"), one);
        }
    }
}

/// Makes a [`Form`] of a struct: the names of its fields are the names of the controls.
macro_rules! form {
    ($(#[$meta:meta])* $visible:vis struct $form:ident { $($(#[$doc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        $visible struct $form { $($(#[$doc])* $visible $field: $type),+ }

        impl $crate::form::Form for $form {
            const DESCRIPTION: &'static [$crate::form::Described] =
                &[$($crate::form::each_field::describe::<$type>(stringify!($field))),+];

            fn read(
                values: &$crate::form::FormValues,
                prefix: &str,
            ) -> Result<Self, majakka_domain::refusal::Refusal> {
                let mut problems = $crate::form::Problems::default();
                $(let $field = $crate::form::each_field::read(values, prefix, stringify!($field), &mut problems);)+
                match ($($field,)+) {
                    ($(Some($field),)+) => Ok($form { $($field),+ }),
                    _ => Err(problems.into_refusal()),
                }
            }

            fn values(&self, prefix: &str) -> $crate::form::FormValues {
                let mut values = $crate::form::FormValues::default();
                $($crate::form::each_field::write(&mut values, prefix, stringify!($field), &self.$field);)+
                values
            }
        }
    };
}

pub(crate) use form;

/// The controls of a form by name, as templates read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(&'static str, Field)>);

impl Fields {
    /// The controls of an empty form, for samples.
    pub fn sample<F: Form>(prefix: &str) -> Self {
        let sample = |described: &Described| {
            let words = (described.list)().map_or_else(|| vec!["1"], |(_, words)| words);
            let options = words.into_iter().map(|word| Choice::new(word, word)).collect();
            (described.name, Field::list(format!("{prefix}{}", described.name), options))
        };
        F::DESCRIPTION.iter().map(sample).collect()
    }

    /// As if that were wrong with a field, for samples.
    #[must_use]
    pub fn wrong(mut self, name: &str, error: &str) -> Self {
        for (_, field) in self.0.iter_mut().filter(|(own, _)| *own == name) {
            field.error = Some(error.to_owned());
        }
        self
    }
}

impl FromIterator<(&'static str, Field)> for Fields {
    fn from_iter<I: IntoIterator<Item = (&'static str, Field)>>(fields: I) -> Self {
        Fields(fields.into_iter().collect())
    }
}

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, field) in &self.0 {
            map.serialize_entry(name, field)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    form! {
        struct Example {
            name: String,
            kind: ContactKind,
            roles: BTreeSet<ContactRole>,
            desk: Option<OrganisationId>,
            password: Secret,
        }
    }

    fn sent(values: &[(&str, &str)]) -> FormValues {
        let mut form = FormValues::default();
        values.iter().for_each(|(name, value)| form.push(*name, *value));
        form
    }

    #[test]
    fn what_a_form_says_is_read_back_as_it_was_and_a_secret_is_never_said() {
        let values = sent(&[
            ("new_name", " Kaisa "),
            ("new_kind", "person"),
            ("new_roles", "technical"),
            ("new_roles", "administrative"),
            ("new_desk", ""),
            ("new_password", "seitsemän järveä"),
        ]);
        let form = Example::read(&values, "new_").unwrap();
        assert_eq!((form.name.as_str(), form.roles.len(), form.desk), (" Kaisa ", 2, None));
        assert_eq!(form.password.0, "seitsemän järveä");
        let again = form.values("new_");
        assert!(!format!("{again:?} {form:?}").contains("järveä"));
        let again = Example::read(&again, "new_").unwrap();
        assert_eq!((again.name, again.kind, again.roles), (form.name, form.kind, form.roles));
    }

    #[test]
    fn every_field_is_looked_at_before_a_form_is_refused() {
        let refused =
            Example::read(&sent(&[("roles", "technical"), ("roles", "king"), ("desk", "x")]), "").unwrap_err();
        let problems = [("kind", "missing"), ("roles", "unknown"), ("desk", "unknown")];
        let problems = problems.map(|(field, problem)| majakka_domain::refusal::FieldProblem::new(field, problem));
        assert_eq!(refused, Refusal::Validation(problems.to_vec()));
    }
}
