//! The form's words and order, out of `config/kela_form.toml`.
//!
//! Purpose: let the form follow Kela's real one by changing data.
//! Guarantee: the table is part of the program, and no renderer is made when it cannot be read; a word that is missing shows
//! as its key.
//! Non-goal: other languages; the form is Finnish.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The table, as it is in the repository.
const TABLE: &str = include_str!("../../../../config/kela_form.toml");

static LABELS: LazyLock<Labels> = LazyLock::new(|| toml::from_str(TABLE).unwrap_or_default());

/// Reads the table once before anything is made of it.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn verify() -> Result<(), toml::de::Error> {
    toml::from_str::<Labels>(TABLE).map(drop)
}

/// The table of the form.
pub(super) fn labels() -> &'static Labels {
    &LABELS
}

/// Words and order of the form.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) schema: String,
    pub(super) title: String,
    pub(super) recipient: String,
    pub(super) reference: String,
    pub(super) written: String,
    pub(super) empty: String,
    pub(super) page: String,
    pub(super) attachment: String,
    patient_ref: String,
    pub(super) call_owed: String,
    #[serde(rename = "section")]
    pub(super) sections: Vec<Section>,
    words: HashMap<String, HashMap<String, String>>,
    pub(super) zone: Zone,
}

/// A heading and what stands under it.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) fields: Vec<Field>,
}

/// A field: the key of its value in the JSON, and its label.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) key: String,
    pub(super) label: String,
}

/// How Finland's two offsets are shown behind a time.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Zone {
    pub(super) summer: String,
    pub(super) winter: String,
}

impl Labels {
    /// The Finnish word for a value of a closed list.
    pub(super) fn word<'a>(&'a self, list: &str, value: &'a str) -> &'a str {
        self.words.get(list).and_then(|words| words.get(value)).map_or(value, String::as_str)
    }

    /// What stands in place of a patient's identity.
    pub(super) fn patient_ref(&self, reference: &str) -> String {
        self.patient_ref.replace("{reference}", reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        let read: Result<Labels, _> = toml::from_str(TABLE);
        assert_eq!(read.as_ref().map_err(ToString::to_string), Ok(labels()));
    }
}
