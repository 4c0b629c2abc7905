//! The names of systems, old ones included: which system is meant by a name, and which ones a text mentions.
//!
//! Guarantee: letter case, kinds of dashes and white space make no difference; the longest name wins, so that "Kysely- ja
//! välityspalvelu" is not also somebody's "välityspalvelu".
//! Non-goal: guessing. A misspelt name is nobody's; a person chooses then.

use std::collections::BTreeMap;

use toml::Spanned;

use super::System;
use super::file::Flaw;

/// A name of at least so many characters is also met with an ending or as the head of a compound: "Resepti-palveluun",
/// "tietoliikennehäiriö". A shorter one, such as VTJ, must stand alone.
const LONG_ENOUGH_TO_BEND: usize = 6;

/// Folded names and aliases, each leading to the id of one system.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    ids: BTreeMap<String, String>,
    longest_first: Vec<String>,
}

impl Names {
    /// Every name, alias and id of these systems. By its id a system is found but not mentioned: "verkko" is a word like any.
    ///
    /// # Errors
    /// A name that would lead to two systems.
    pub(super) fn of<'s>(systems: impl Iterator<Item = &'s Spanned<System>> + Clone) -> Result<Self, Flaw> {
        let mut names = Names::default();
        for part in systems.clone() {
            let system = part.get_ref();
            for name in [&system.name.fi, &system.name.sv, &system.name.en].into_iter().chain(&system.aliases) {
                names.lead(name, part)?;
            }
        }
        names.longest_first = names.ids.keys().cloned().collect();
        names.longest_first.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for part in systems {
            names.lead(&part.get_ref().id, part)?;
        }
        Ok(names)
    }

    fn lead(&mut self, name: &str, part: &Spanned<System>) -> Result<(), Flaw> {
        let id = &part.get_ref().id;
        match self.ids.entry(fold(name)).or_insert_with(|| id.clone()) {
            own if own == id => Ok(()),
            other => Err(Flaw::within(part, format!("\"{name}\" would name both {other} and {id}"))),
        }
    }

    /// The system that bears exactly this name.
    pub(super) fn id(&self, name: &str) -> Option<&str> {
        self.ids.get(&fold(name)).map(String::as_str)
    }

    /// The ids of the systems that a text mentions, in the order of the text, each once. Mail and web addresses do not count.
    pub(super) fn mentioned(&self, text: &str) -> Vec<&str> {
        let text = fold(text);
        let mut found = Vec::new();
        let mut rest = text.as_str();
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            let name = if before.is_some_and(char::is_alphanumeric) { None } else { self.at_the_start_of(rest) };
            if let Some(id) = name.and_then(|name| self.ids.get(name)).map(String::as_str)
                && !found.contains(&id)
            {
                found.push(id);
            }
            let step = name.map_or(next.len_utf8(), str::len);
            before = rest.get(..step).and_then(|passed| passed.chars().next_back());
            rest = rest.get(step..).unwrap_or_default();
        }
        found
    }

    fn at_the_start_of(&self, rest: &str) -> Option<&str> {
        let fits = |name: &&String| {
            rest.strip_prefix(name.as_str()).is_some_and(|after| {
                name.chars().count() >= LONG_ENOUGH_TO_BEND || !after.starts_with(char::is_alphanumeric)
            })
        };
        self.longest_first.iter().find(fits).map(String::as_str)
    }
}

/// Lower case, one kind of dash, single spaces; words that are addresses are left out.
fn fold(text: &str) -> String {
    let dash = |c: char| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c };
    let plain: String = text.chars().filter(|c| *c != '\u{ad}').map(dash).collect();
    let words = plain.split_whitespace().filter(|word| !is_address(word));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// "tuki@example.fi", "https://example.fi/sivu" and "example.fi/sivu", but not "OmaKanta/MittKanta".
fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.split_once('/').is_some_and(|(host, _)| host.ends_with(".fi"))
}
