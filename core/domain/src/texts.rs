//! A text as readers of three languages get it.

use crate::terms::Language;

/// A text in the three languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Texts {
    /// Finnish.
    pub fi: String,
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Texts {
    /// One text that stands in every language: a telephone number, a name.
    pub fn same(text: &str) -> Self {
        Texts { fi: text.to_owned(), sv: text.to_owned(), en: text.to_owned() }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Fi => &self.fi,
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }

    /// The text in one language; where nobody wrote it, the Finnish.
    pub fn or_finnish(&self, language: Language) -> &str {
        Some(self.get(language)).filter(|text| !text.is_empty()).unwrap_or(&self.fi)
    }
}
