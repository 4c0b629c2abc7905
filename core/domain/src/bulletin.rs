//! What a bulletin is made from: the writer's words and what was promised.
//!
//! Guarantee: what is kept of a bulletin is read back as it was written; a field that older bulletins lack is empty.
//! Non-goal: the texts; those are the messages'.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::Texts;
use crate::terms::MessageKind;

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
    /// Places in the series of the bulletins that it withdraws; they do not hold any more.
    #[serde(default)]
    pub withdraws: Vec<i32>,
}

/// How much a withdrawal takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// The newest bulletin that says something, with the "no change" that repeated it.
    Newest,
    /// Everything that was said of the incident.
    All,
}

impl Withdrawn {
    /// The places in the series that are taken back, of what was not yet, oldest first: the claim and all that built on it, an
    /// earlier withdrawal too, for it says what it left in force.
    pub fn sequences(self, series: &[(i32, MessageKind)]) -> Vec<i32> {
        let from = match self {
            Withdrawn::All => 0,
            Withdrawn::Newest => series.iter().rposition(|(_, kind)| kind.claims()).unwrap_or(0),
        };
        series.iter().skip(from).map(|(sequence, _)| *sequence).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageKind as K, Withdrawn};

    #[test]
    fn a_withdrawal_takes_the_newest_claim_with_what_repeated_it_or_everything() {
        let series = [(1, K::First), (2, K::Update), (4, K::Correction), (5, K::Nochange), (6, K::Nochange)];
        assert_eq!(Withdrawn::Newest.sequences(&series), [4, 5, 6]);
        assert_eq!(Withdrawn::Newest.sequences(&series[..2]), [2]);
        assert_eq!(Withdrawn::Newest.sequences(&series[..1]), [1]);
        assert_eq!(Withdrawn::All.sequences(&series), [1, 2, 4, 5, 6]);
        let twice = [(1, K::First), (3, K::Withdrawal)];
        assert_eq!(Withdrawn::Newest.sequences(&twice), [1, 3]);
        assert_eq!(Withdrawn::Newest.sequences(&[]), [0; 0]);
    }
}
