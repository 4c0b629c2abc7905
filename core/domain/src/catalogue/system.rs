//! Services and what they lean on: names, functions, and what to do meanwhile.

use crate::terms::{Audience, Language};
use crate::texts::Texts;

/// A function of a service.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Stable id: `fetch`, `login`.
    pub id: String,
    /// What people call it.
    pub name: Texts,
    /// Nobody gets at the other functions without it.
    #[serde(default)]
    pub gate: bool,
}

/// A Kela service or something that the services lean on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Stable id: `resepti`, `sf_tunnistus`.
    pub id: String,
    /// Its name today.
    pub name: Texts,
    /// At most 24 GSM-7 septets, stands in text messages.
    pub sms_name: Texts,
    /// Names that were used before or besides, any language; search and matching know them.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it does; empty where it is known only as a whole.
    #[serde(default)]
    pub functions: Vec<Function>,
    /// Group heading on the public page: a key of `templates/i18n/`, `group-…`.
    pub group: String,
    /// Who answers for it, as the upstream source is called (`kanta.fi`, `dvv`, …).
    #[serde(default)]
    pub owner: String,
    /// What to do meanwhile, for professionals.
    #[serde(default)]
    pub guidance: Texts,
    /// What to do meanwhile, for citizens.
    #[serde(default)]
    pub citizen_guidance: Texts,
    /// The instruction of the text message, at most 34 septets.
    #[serde(default)]
    pub sms_guidance: Texts,
    /// Where the facts come from.
    #[serde(default)]
    pub source: String,
}

impl System {
    /// The long instruction for a reader.
    pub fn guidance_for(&self, audience: Audience, language: Language) -> &str {
        match audience {
            Audience::Professional => self.guidance.get(language),
            Audience::Citizen => self.citizen_guidance.get(language),
        }
    }

    /// Does it have this function?
    pub fn has(&self, function: &str) -> bool {
        self.functions.iter().any(|f| f.id == function)
    }

    /// A function by id.
    pub fn function(&self, id: &str) -> Option<&Function> {
        self.functions.iter().find(|f| f.id == id)
    }
}
