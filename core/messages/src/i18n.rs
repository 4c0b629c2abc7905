//! The texts of the interface and the messages, in Finnish, Swedish and English (docs/ARCHITECTURE.md, Texts).
//!
//! They are Fluent files, `templates/i18n/<language>/<area>.ftl`; a key stands in one area only.
//! Guarantee: no isolation marks (they would turn a text message into UCS-2), and an unknown key, a missing or a needless
//! argument is an error. [`I18n::disagreements`] says where the languages differ; a test holds it empty.
//! Non-goal: escaping; that is the business of whoever writes HTML.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use majakka_domain::format::time;
use majakka_domain::refusal::{Fact, FieldProblem};
use majakka_domain::terms::Language;
use unic_langid::LanguageIdentifier;

use super::RenderError;
use super::arguments::{self, Arguments};
use super::files::{self, Source};

/// All texts in all languages. Cheap to share, `Send` and `Sync`.
pub struct I18n {
    languages: BTreeMap<Language, Texts>,
}

struct Texts {
    bundle: FluentBundle<FluentResource>,
    arguments: Arguments,
}

impl I18n {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// [`RenderError::File`] for a file that is not Fluent, or a key that stands twice in a language.
    pub fn load() -> Result<Self, RenderError> {
        Self::from_sources(&files::embedded()?, &[])
    }

    /// `own`: files that hold some of the texts, or all of them, in other words.
    pub(super) fn from_sources(embedded: &[Source], own: &[Source]) -> Result<Self, RenderError> {
        let languages = Language::ALL.iter().map(|language| Ok((*language, Texts::read(*language, embedded, own)?)));
        Ok(I18n { languages: languages.collect::<Result<_, RenderError>>()? })
    }

    /// The text under `key`, with exactly the arguments that it names.
    ///
    /// # Errors
    /// [`RenderError::UnknownText`], or [`RenderError::Arguments`] when an argument is missing, unknown or empty of a value.
    pub fn text(
        &self,
        language: Language,
        key: &str,
        arguments: &[(&str, FluentValue<'_>)],
    ) -> Result<String, RenderError> {
        let unknown = || RenderError::UnknownText { language, key: key.to_owned() };
        let wrong = |problem: String| RenderError::Arguments { language, key: key.to_owned(), problem };
        let texts = self.languages.get(&language).ok_or_else(unknown)?;
        let named = texts.arguments.get(key).ok_or_else(unknown)?;
        if let Some(problem) = difference(named, arguments.iter().map(|(name, _)| *name)) {
            return Err(wrong(problem));
        }
        let pattern = texts.bundle.get_message(key).and_then(|message| message.value()).ok_or_else(unknown)?;
        let arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = texts.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(wrong(error.to_string())),
        }
    }

    /// The name of a word of the domain's closed lists: the text under `<list>-<word>`, `_` read as `-`.
    ///
    /// # Errors
    /// [`RenderError::UnknownText`]
    pub fn word(&self, language: Language, list: &str, word: impl AsRef<str>) -> Result<String, RenderError> {
        self.text(language, &format!("{list}-{}", word.as_ref().replace('_', "-")), &[])
    }

    /// What is wrong with a field: the text under `key`, or the general one where there is none. It need not name every fact.
    pub fn problem(&self, language: Language, key: &str, problem: &FieldProblem) -> String {
        let named = self.languages.get(&language).and_then(|texts| texts.arguments.get(key));
        let facts = problem.facts.iter().filter(|(name, _)| named.is_some_and(|named| named.contains(*name)));
        let facts: Vec<_> = facts.map(|(name, fact)| (*name, worded(fact, language))).collect();
        let said = self.text(language, key, &facts).or_else(|_| self.text(language, "problem-wrong", &[]));
        said.unwrap_or_else(|_| problem.problem.to_owned())
    }

    /// Is there a text under this key?
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.languages.get(&language).is_some_and(|texts| texts.arguments.contains_key(key))
    }

    /// Where the languages do not have the same keys with the same arguments: a sentence for each.
    pub fn disagreements(&self) -> Vec<String> {
        let keys: BTreeSet<&String> = self.languages.values().flat_map(|texts| texts.arguments.keys()).collect();
        let differs = |key: &String| {
            let of = |language| self.languages.get(language).and_then(|texts| texts.arguments.get(key));
            let found: Vec<_> = Language::ALL.iter().map(|language| (language.as_str(), of(language))).collect();
            let same = found.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a == b));
            (!same).then(|| format!("{key}: {found:?}"))
        };
        keys.into_iter().filter_map(differs).collect()
    }

    /// What is wrong with giving these arguments to this key, in any language; for checking templates without rendering.
    pub(super) fn misuse<'a>(&self, key: &str, given: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
        self.languages.iter().find_map(|(language, texts)| match texts.arguments.get(key) {
            None => Some(format!("no text \"{key}\" in {language}")),
            Some(named) => {
                difference(named, given.clone()).map(|problem| format!("\"{key}\" in {language}: {problem}"))
            }
        })
    }
}

fn worded(fact: &Fact, language: Language) -> FluentValue<'static> {
    match fact {
        // As a word: a number would be grouped by some formatters.
        Fact::Number(number) => number.to_string().into(),
        Fact::Time(at) => time::long(*at, language).into(),
        Fact::Word(word) => word.clone().into(),
    }
}

fn difference<'a>(named: &BTreeSet<String>, given: impl Iterator<Item = &'a str>) -> Option<String> {
    let given: BTreeSet<&str> = given.collect();
    let named: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    let missing = named.difference(&given).next().map(|name| format!("argument \"{name}\" is missing"));
    missing.or_else(|| given.difference(&named).next().map(|name| format!("argument \"{name}\" is not used")))
}

impl Texts {
    fn read(language: Language, embedded: &[Source], own: &[Source]) -> Result<Self, RenderError> {
        let folder = format!("i18n/{language}/");
        let identifier: LanguageIdentifier = language
            .as_str()
            .parse()
            .map_err(|error| Source::embedded(&*folder, "").wrong(None, format!("{error}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        bundle.set_use_isolating(false);

        let mine = |files: &'_ [Source]| -> Vec<Source> {
            let texts = files.iter().filter(|file| file.path.starts_with(&folder) && file.path.ends_with(".ftl"));
            texts.cloned().collect()
        };
        let (shipped, changed) = (mine(embedded), mine(own));
        let mut resources = shipped.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        let arguments = arguments::of_messages(&resources);
        let own = changed.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        for (file, resource) in shipped.iter().zip(&resources) {
            bundle.add_resource(copy(resource)).map_err(|errors| file.wrong(None, format!("{errors:?}")))?;
        }
        for resource in &own {
            bundle.add_resource_overriding(copy(resource));
        }
        resources.extend(own.iter().map(copy));
        let after = arguments::of_messages(&resources);
        for (file, resource) in changed.iter().zip(&own) {
            check_changes(file, resource, &arguments, &after)?;
        }
        Ok(Texts { bundle, arguments })
    }
}

fn parse(file: &Source) -> Result<FluentResource, RenderError> {
    FluentResource::try_new(file.text.clone()).map_err(|(_, errors)| {
        let first = errors.into_iter().next();
        let line = first.as_ref().map(|error| file.line(error.pos.start));
        file.wrong(line, first.map_or_else(|| "not Fluent".to_owned(), |error| error.kind.to_string()))
    })
}

/// Parsed before, so it parses again.
fn copy(resource: &FluentResource) -> FluentResource {
    match FluentResource::try_new(resource.source().to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    }
}

/// A text of one's own has the key of one that there is, and names no argument that nobody gives.
fn check_changes(
    file: &Source,
    resource: &FluentResource,
    shipped: &Arguments,
    changed: &Arguments,
) -> Result<(), RenderError> {
    for key in arguments::keys(resource) {
        let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        let line = file.text.lines().position(begins).map(|before| before + 1);
        let Some(before) = shipped.get(key) else {
            return Err(file.wrong(line, format!("this version has no text \"{key}\"")));
        };
        if let Some(unknown) = changed.get(key).and_then(|after| after.difference(before).next()) {
            return Err(file.wrong(line, format!("\"{key}\" names \"{unknown}\", which nobody gives to it")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use majakka_domain::terms;
    use majakka_domain::timeline::TimelineEvent;

    use super::*;

    fn i18n(fi: &str, sv: &str, en: &str) -> Result<I18n, RenderError> {
        let file = |language: &str, text: &str| Source::embedded(format!("i18n/{language}/area.ftl"), text);
        I18n::from_sources(&[file("fi", fi), file("sv", sv), file("en", en)], &[])
    }

    #[test]
    fn all_languages_have_the_same_keys_and_arguments() {
        assert_eq!(I18n::load().unwrap().disagreements(), Vec::<String>::new());
    }

    /// A line for each word that has no name.
    fn nameless(i18n: &I18n, list: &str, words: impl IntoIterator<Item = &'static str>) -> Vec<String> {
        let missing = |word: &&str| i18n.word(Language::Fi, list, word).is_err();
        words.into_iter().filter(missing).map(|word| format!("{list}-{word}")).collect()
    }

    #[test]
    fn every_word_of_the_domain_has_a_name() {
        let i18n = I18n::load().unwrap();
        macro_rules! nameless {
            ($($list:literal $words:ident),+ $(,)?) => {
                [$(nameless(&i18n, $list, terms::$words::ALL.iter().map(|word| word.as_str()))),+].concat()
            };
        }
        let mut missing = nameless! {
            "origin" Origin, "effect" Effect, "extent" Extent, "criticality" Criticality, "confidence" Confidence,
            "kela-report" KelaReport, "criterion" Criterion, "layer" Layer, "probe-result" ProbeResult,
            "announcement-kind" AnnouncementKind, "organisation-kind" OrganisationKind, "contact-kind" ContactKind,
            "contact-role" ContactRole, "account-role" AccountRole, "audience" Audience, "language" Language,
            "channel" Channel, "message" MessageKind, "incident-state" IncidentState, "kela-state" KelaState,
            "delivery-state" DeliveryState, "escalation-target" EscalationTarget, "call-outcome" CallOutcome,
            "question" Question, "yes-no" YesNo, "task" TaskName, "clock" ClockKind, "service-state" ServiceState,
            "report-end" ReportEnd, "token-scope" TokenScope, "token-life" TokenLife, "token-overlap" TokenOverlap,
        };
        missing.extend(nameless(&i18n, "timeline", TimelineEvent::KINDS.iter().copied()));
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn a_text_takes_exactly_the_arguments_that_it_names() {
        let i18n = i18n("moi = Hei { $name }, { $count ->\n [one] yksi\n *[other] { $count }\n}", "moi = x", "moi = x")
            .unwrap();
        let hello = |arguments: &[(&str, FluentValue<'_>)]| i18n.text(Language::Fi, "moi", arguments);
        assert_eq!(hello(&[("name", "Aino".into()), ("count", 3.into())]).unwrap(), "Hei Aino, 3");
        assert_eq!(hello(&[("name", "Aino".into()), ("count", 1.into())]).unwrap(), "Hei Aino, yksi");
        let said = |result: Result<String, RenderError>| result.unwrap_err().to_string();
        insta::assert_snapshot!(said(hello(&[("name", "Aino".into())])), @r#"text "moi" in fi: argument "count" is missing"#);
        insta::assert_snapshot!(
            said(hello(&[("name", "A".into()), ("count", 1.into()), ("nmae", "B".into())])),
            @r#"text "moi" in fi: argument "nmae" is not used"#
        );
        insta::assert_snapshot!(said(i18n.text(Language::Sv, "hej", &[])), @r#"no text "hej" in sv"#);
    }

    #[test]
    fn a_difference_between_languages_is_named() {
        let i18n =
            i18n("a = { $x }\nb = b\nc = { d }\nd = { $y }", "a = { $x }\nb = { $x }\nc = c\nd = { $y }", "a = { $x }")
                .unwrap();
        let differing: Vec<_> = i18n.disagreements().iter().map(|d| d[..1].to_owned()).collect();
        assert_eq!(differing, ["b", "c", "d"]);
    }

    #[test]
    fn a_broken_file_and_a_key_that_stands_twice_are_errors() {
        assert!(
            matches!(i18n("a = { $x", "", ""), Err(RenderError::File { path, .. }) if path == "templates/i18n/fi/area.ftl")
        );
        assert!(matches!(i18n("a = b\na = c", "", ""), Err(RenderError::File { .. })));
    }
}
