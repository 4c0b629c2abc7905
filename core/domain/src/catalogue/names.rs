//! The names of systems, old ones included: which system is meant by a name, and which ones a text mentions.
//!
//! Guarantee: letter case, kinds of dashes and white space make no difference, nor does the case form; the longest name wins, so
//! that "Kysely- ja välityspalvelu" is not also somebody's "välityspalvelu". A name for all services counts where no single
//! one is named.
//! Non-goal: guessing. A misspelt name is nobody's; a person chooses then.

use std::collections::BTreeMap;

use toml::Spanned;

use super::System;
use super::file::Flaw;
use super::inflection::{Word, agrees};

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// One system, by its id.
    One(String),
    /// All of Kela's services.
    All,
}

/// A name, word by word.
#[derive(Debug, Clone)]
struct Name {
    means: Named,
    before: Vec<Part>,
    last: Part,
    word: Word,
    length: usize,
}

/// A word of a text, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    /// Does a hyphen tie it to the word before?
    tied: bool,
}

/// Names and aliases, each leading to the id of one system.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    ids: BTreeMap<String, String>,
    longest_first: Vec<Name>,
}

impl Names {
    /// Every name, alias and id of these systems, and the names of all services together. By its id a system is found but not
    /// mentioned: "verkko" is a word like any.
    ///
    /// # Errors
    /// A name that would lead to two systems.
    pub(super) fn for_services<'s>(
        systems: impl Iterator<Item = &'s Spanned<System>> + Clone,
        all: &[String],
    ) -> Result<Self, Flaw> {
        let mut names = Names::default();
        for part in systems.clone() {
            let system = part.get_ref();
            for name in [&system.name.fi, &system.name.sv, &system.name.en].into_iter().chain(&system.aliases) {
                names.lead(name, part)?;
                names.longest_first.extend(Name::new(name, Named::One(system.id.clone())));
            }
        }
        names.longest_first.extend(all.iter().filter_map(|name| Name::new(name, Named::All)));
        names.longest_first.sort_by_key(|name| std::cmp::Reverse(name.length));
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

    /// The system that bears this name, in whatever case form.
    pub(super) fn id(&self, name: &str) -> Option<&str> {
        self.ids.get(&fold(name)).map(String::as_str).or_else(|| match self.whole(name)? {
            Named::One(id) => Some(id.as_str()),
            Named::All => None,
        })
    }

    /// Is this a name for all services together?
    pub(super) fn means_all(&self, name: &str) -> bool {
        self.whole(name) == Some(&Named::All)
    }

    /// Whom a name means that is nothing but one.
    fn whole(&self, name: &str) -> Option<&Named> {
        let parts = parts(&fold(name));
        let met = self.longest_first.iter().find(|known| known.before.len() + 1 == parts.len() && known.begins(&parts));
        met.map(|known| &known.means)
    }

    /// The ids of the systems that a text mentions, in the order of the text, each once; whether it speaks of all services
    /// without naming any. Mail and web addresses do not count.
    pub(super) fn mentioned(&self, text: &str) -> (Vec<&str>, bool) {
        let parts = parts(&fold(text));
        let (mut found, mut all) = (Vec::new(), false);
        let mut rest = parts.as_slice();
        while !rest.is_empty() {
            let name = self.longest_first.iter().find(|name| name.begins(rest));
            match name.map(|name| &name.means) {
                Some(Named::One(id)) if !found.contains(&id.as_str()) => found.push(id.as_str()),
                Some(Named::All) => all = true,
                _ => {}
            }
            rest = rest.get(name.map_or(1, |name| name.before.len() + 1)..).unwrap_or_default();
        }
        let none = found.is_empty();
        (found, all && none)
    }
}

impl Name {
    fn new(name: &str, means: Named) -> Option<Self> {
        let folded = fold(name);
        let mut before = parts(&folded);
        let last = before.pop()?;
        let word = Word::new(&last.text, &folded);
        Some(Name { means, before, word, last, length: folded.len() })
    }

    /// Does a text begin with it? A hyphen may stand for a space, not the other way: "Katso-palvelu" is a name, and "katso
    /// palvelun ohjeet" is not.
    fn begins(&self, text: &[Part]) -> bool {
        let Some((before, rest)) = text.split_at_checked(self.before.len()) else { return false };
        let Some(last) = rest.first() else { return false };
        let tied = |place: usize, named: &Part, met: &Part| place == 0 || !named.tied || met.tied;
        tied(before.len(), &self.last, last)
            && self
                .before
                .iter()
                .zip(before)
                .enumerate()
                .all(|(place, (named, met))| tied(place, named, met) && agrees(&named.text, &met.text))
            && self.word.is_met_as(&last.text)
    }
}

/// The words of a folded text. A full stop, a colon and an apostrophe within a word are part of it: Suomi.fi, VTJ:n.
fn parts(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut word = String::new();
    let mut gap = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let within = matches!(letter, '.' | ':' | '\'' | '’')
            && !word.is_empty()
            && letters.peek().is_some_and(|next| next.is_alphanumeric());
        if letter.is_alphanumeric() || within {
            word.push(if letter == '’' { '\'' } else { letter });
            continue;
        }
        if !word.is_empty() {
            found.push(Part { text: std::mem::take(&mut word), tied: gap == "-" });
            gap.clear();
        }
        gap.push(letter);
    }
    if !word.is_empty() {
        found.push(Part { text: word, tied: gap == "-" });
    }
    found
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
