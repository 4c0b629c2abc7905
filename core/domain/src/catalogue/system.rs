//! Services and what they lean on: names, functions, and what to do meanwhile.

use std::collections::BTreeSet;

use crate::terms::{Audience, Language};
use crate::texts::Texts;

/// What a system is to the rules. Rules ask for a flag and never for an id, so that a service of another name follows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemFlag {
    /// People sign in through it; while it is out, edges act that otherwise do not (source 001, chapter 4).
    Identification,
    /// The line: an operator's bulletin that names it speaks of all that its customers do.
    Line,
    /// Each organisation has its own of it: it ties no reports together and colours no service (docs/TRIAGE.md 4).
    OwnOfEach,
    /// Professionals save to it and fetch from it (docs/TRIAGE.md, From verdict to duty).
    Professional,
    /// Citizens use it, over a line of their own.
    Citizen,
    /// Organisations that use it must have an archivist (source 002).
    Archived,
    /// It knows the rights of professionals: what fails at layer `attribute` of a chain is this (docs/TRIAGE.md 5).
    Rights,
}

/// What a function is to the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionFlag {
    /// Nobody gets at the other functions without it.
    Gate,
    /// It writes into the service: afterwards somebody looks whether that arrived (source 003, chapter 5).
    Saves,
    /// It writes or dispenses a prescription: paper stands in for it, and is reconciled afterwards (source 003, 6.2).
    Prescription,
    /// Patients are at risk when several organisations cannot do it (docs/TRIAGE.md, From verdict to duty).
    Vital,
    /// It shows a citizen what professionals have saved (source 001, chapter 7).
    ShowsSaved,
}

/// A function of a service.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Stable id: `fetch`, `login`.
    pub id: String,
    /// What people call it.
    pub name: Texts,
    /// What it is to the rules.
    #[serde(default)]
    pub flags: BTreeSet<FunctionFlag>,
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
    /// What it is to the rules.
    #[serde(default)]
    pub flags: BTreeSet<SystemFlag>,
    /// Group heading on the public page: a key of `templates/i18n/`, `status-group-…`.
    pub group: String,
    /// Who answers for it, as the upstream source is called (`kanta.fi`, `dvv`, …).
    #[serde(default)]
    pub owner: String,
    /// What to do meanwhile, for professionals.
    #[serde(default)]
    pub guidance: Texts,
    /// What to do meanwhile, for pharmacies, where that is something else than for the others.
    #[serde(default)]
    pub pharmacy_guidance: Texts,
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

impl Function {
    /// Is it this to the rules?
    pub fn is(&self, flag: FunctionFlag) -> bool {
        self.flags.contains(&flag)
    }
}

impl System {
    /// Is it this to the rules?
    pub fn is(&self, flag: SystemFlag) -> bool {
        self.flags.contains(&flag)
    }

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
