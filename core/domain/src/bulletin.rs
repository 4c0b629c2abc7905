//! What a bulletin is made from: the writer's words and what was promised.
//!
//! Guarantee: what is kept of a bulletin is read back as it was written; a field that older bulletins lack is empty.
//! Non-goal: the texts; those are the messages'.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::Texts;

/// What the writer says. Empty texts take what the catalogue or the bulletin before says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What happened, one line.
    pub impact: Texts,
    /// What is new.
    #[serde(default)]
    pub changed: Texts,
    /// What still works.
    #[serde(default)]
    pub works: Texts,
    /// What professionals do meanwhile.
    #[serde(default)]
    pub instructions: Texts,
    /// What citizens do meanwhile.
    #[serde(default)]
    pub citizen_instructions: Texts,
    /// Send the text message although it needs more than one.
    #[serde(default)]
    pub insist: bool,
}

impl Wording {
    /// One line, in Finnish.
    pub fn line(impact: &str) -> Self {
        Wording { impact: in_finnish(impact), ..Wording::default() }
    }
}

/// A text that somebody wrote in Finnish only; the others are shown it as what it is.
pub fn in_finnish(text: &str) -> Texts {
    Texts { fi: text.trim().to_owned(), ..Texts::default() }
}

/// What is kept of a bulletin, so that the next one and the page can build on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What the writer said.
    #[serde(default)]
    pub wording: Wording,
    /// When it is thought to be over.
    pub eta: Option<DateTime<Utc>>,
    /// The promised next word.
    pub next_update: Option<DateTime<Utc>>,
    /// When it was written.
    pub written_at: Option<DateTime<Utc>>,
}
