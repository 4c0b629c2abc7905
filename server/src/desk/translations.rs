//! Do the languages of a text say the same? Nobody but its writer can tell; she is asked when one was changed and another was not,
//! and when one is missing.
//!
//! Guarantee: no text goes out with a language that its writer has not seen to, and an empty one is no mistake once she says so.
//! Non-goal: translating.

use std::collections::BTreeSet;

use majakka_domain::catalogue::Texts;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::Language;
use majakka_store::error::Result;
use serde::Serialize;

use super::context::DeskContext;
use crate::form::{Choice, Field, FormValues, FormView};

/// The box with which a writer says that she has seen to them.
const CONFIRM: &str = "translations";

/// What is asked about the languages, and the box of the answer.
#[derive(Debug, Clone, Serialize)]
pub struct Translations {
    /// Each in words: `ruotsi, mitä tapahtui: ei ehkä vastaa muutettua tekstiä`.
    doubts: Vec<String>,
    confirm: Field,
}

/// What a form offered, so that a change can be told from what stood there.
#[derive(Debug, Clone, Serialize)]
pub struct Offered {
    name: String,
    value: String,
}

/// Why a language is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Another language says something, this one nothing.
    Missing,
    /// Another language was changed, this one stands as it was offered.
    Unchanged,
}

type Doubt = (&'static str, Language, Why);

/// What the fields of a text offered.
pub(super) fn offered(values: &FormValues, field: &str, texts: &Texts) -> Vec<Offered> {
    let one = |language: &Language| {
        let name = offered_name(field, *language);
        let value = if values.is_sent(&name) { values.get(&name) } else { texts.get(*language) };
        Offered { value: value.to_owned(), name }
    };
    Language::ALL.iter().map(one).collect()
}

fn offered_name(field: &str, language: Language) -> String {
    format!("offered_{field}_{language}")
}

/// Languages that may not say what the others do, of texts that were sent.
fn doubts(typed: &FormValues, fields: &[&'static str]) -> Vec<Doubt> {
    fields.iter().flat_map(|field| doubts_of(typed, field)).collect()
}

fn doubts_of(typed: &FormValues, field: &'static str) -> Vec<Doubt> {
    let said = typed.texts(field);
    let before = typed.texts(&format!("offered_{field}"));
    let spoken = |language: &Language| !said.get(*language).is_empty();
    let changed = |language: &Language| {
        spoken(language) && !before.get(*language).is_empty() && !is_as_offered(&said, &before, *language)
    };
    let changes: BTreeSet<Language> = Language::ALL.iter().copied().filter(changed).collect();
    let doubt = |language: &Language| {
        let why = match said.get(*language) {
            "" => Language::ALL.iter().any(spoken).then_some(Why::Missing),
            _ => (!changes.is_empty() && is_as_offered(&said, &before, *language)).then_some(Why::Unchanged),
        };
        why.map(|why| (field, *language, why))
    };
    Language::ALL.iter().filter_map(doubt).collect()
}

/// Does every language of these texts stand as it was offered?
pub(super) fn stand_as_offered(typed: &FormValues, fields: &[&str]) -> bool {
    fields.iter().all(|field| {
        let (said, before) = (typed.texts(field), typed.texts(&format!("offered_{field}")));
        Language::ALL.iter().all(|language| is_as_offered(&said, &before, *language))
    })
}

/// Line ends are the browser's.
fn is_as_offered(said: &Texts, before: &Texts, language: Language) -> bool {
    said.get(language).lines().eq(before.get(language).lines())
}

/// That the writer has seen to every language; `prefix`: of the form's names.
///
/// # Errors
/// [`Refusal::Validation`] beside the box.
pub(super) fn seen_to(typed: &FormValues, prefix: &str, fields: &[&'static str]) -> std::result::Result<(), Refusal> {
    if typed.has(&format!("{prefix}{CONFIRM}")) || doubts(typed, fields).is_empty() {
        return Ok(());
    }
    Err(Refusal::field(CONFIRM, "unseen"))
}

impl Translations {
    /// What is to be asked about what was typed; none when nothing is.
    pub(super) fn new(
        context: &DeskContext<'_>,
        form: &FormView<'_>,
        typed: &FormValues,
        fields: &[&'static str],
    ) -> Result<Option<Self>> {
        let doubts = doubts(typed, fields);
        if doubts.is_empty() {
            return Ok(None);
        }
        let said = |(field, language, why): &Doubt| {
            let key = match why {
                Why::Missing => "desk-translation-missing",
                Why::Unchanged => "desk-translation-unchanged",
            };
            let text = context.say(&format!("desk-fact-{}", field.trim_start_matches("plan_").replace('_', "-")))?;
            let language = context.word("language", *language)?;
            context.say_of(key, &[("text", text.as_str().into()), ("language", language.as_str().into())])
        };
        let confirm = Choice { chosen: false, ..Choice::new("yes", context.say("desk-translations-confirm")?) };
        Ok(Some(Translations {
            doubts: doubts.iter().map(said).collect::<Result<_>>()?,
            confirm: form.any(CONFIRM, vec![confirm]),
        }))
    }

    /// One of each kind.
    pub(super) fn sample() -> Self {
        let confirm = Field { name: CONFIRM.to_owned(), ..Field::default() };
        Translations { doubts: vec!["ruotsi, mitä tapahtui: ei ehkä vastaa muutettua tekstiä".to_owned()], confirm }
    }
}

impl Offered {
    /// A text as it was offered.
    pub(super) fn sample() -> Self {
        Offered { name: "offered_impact_sv".to_owned(), value: "recept kan inte sparas".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::{FormValues, Language, Why, doubts, seen_to, stand_as_offered};

    fn form(fields: &[(&str, &str)]) -> FormValues {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>().into()
    }

    fn asked(fields: &[(&str, &str)]) -> Vec<(Language, Why)> {
        doubts(&form(fields), &["impact"]).into_iter().map(|(_, language, why)| (language, why)).collect()
    }

    const OFFERED: [(&str, &str); 3] = [
        ("offered_impact_fi", "toimittaminen ei onnistu"),
        ("offered_impact_sv", "expedieringen fungerar inte"),
        ("offered_impact_en", "dispensing does not work"),
    ];

    fn after(said: [&str; 3]) -> Vec<(Language, Why)> {
        let said = [("impact_fi", said[0]), ("impact_sv", said[1]), ("impact_en", said[2])];
        asked(&[&said[..], &OFFERED[..]].concat())
    }

    #[test]
    fn a_change_in_one_language_asks_about_those_that_stand_as_they_were() {
        let (fi, sv, en) = (OFFERED[0].1, OFFERED[1].1, OFFERED[2].1);
        assert_eq!(after([fi, sv, en]), [], "as it was offered");
        assert_eq!(
            after(["kirjoittaminen ei onnistu", sv, en]),
            [(Language::Sv, Why::Unchanged), (Language::En, Why::Unchanged)]
        );
        assert_eq!(
            after([fi, "förskrivningen fungerar inte", en]),
            [(Language::Fi, Why::Unchanged), (Language::En, Why::Unchanged)]
        );
        assert_eq!(
            after(["kirjoittaminen ei onnistu", "förskrivningen fungerar inte", en]),
            [(Language::En, Why::Unchanged)]
        );
        assert_eq!(
            after(["kirjoittaminen ei onnistu", "", "prescribing does not work"]),
            [(Language::Sv, Why::Missing)]
        );
        assert_eq!(after([fi, sv, ""]), [(Language::En, Why::Missing)]);
        assert_eq!(after(["", "", ""]), []);
    }

    #[test]
    fn what_stands_as_it_was_offered_is_told_from_what_was_written() {
        let as_offered = [("impact_fi", OFFERED[0].1), ("impact_sv", OFFERED[1].1), ("impact_en", OFFERED[2].1)];
        assert!(stand_as_offered(&form(&[&as_offered[..], &OFFERED[..]].concat()), &["impact", "works"]));
        let anew = [("impact_fi", "kirjoittaminen ei onnistu"), as_offered[1], as_offered[2]];
        assert!(!stand_as_offered(&form(&[&anew[..], &OFFERED[..]].concat()), &["impact"]));
    }

    #[test]
    fn a_language_that_is_added_asks_about_none_and_line_ends_are_no_change() {
        let one = [("offered_impact_fi", "a\nb"), ("impact_fi", "a\r\nb"), ("impact_sv", "x"), ("impact_en", "y")];
        assert_eq!(asked(&one), []);
    }

    #[test]
    fn who_says_that_she_has_seen_to_them_goes_on() {
        let missing = [("impact_fi", "a")];
        assert!(seen_to(&form(&missing), "", &["impact"]).is_err());
        assert!(seen_to(&form(&[missing[0], ("plan_translations", "yes")]), "plan_", &["impact"]).is_ok());
        assert!(seen_to(&form(&missing), "", &["cause"]).is_ok());
    }
}
