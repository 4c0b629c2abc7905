//! Promise: one word for one thing; an empty field says what to enter, and what was done is said in words.

#![expect(clippy::unwrap_used, reason = "what a test cannot read ends it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use majakka_domain::refusal::FieldProblem;
use majakka_domain::terms::Language;
use majakka_messages::Renderer;
use majakka_server::failure::message;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every line of text of a language: its key, and what stands after it.
fn texts(language: Language) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in fs::read_dir(root().join("templates/i18n").join(language.as_str())).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let said = match line.split_once(" = ").filter(|(key, _)| !key.contains(' ')) {
                Some((new, said)) => {
                    new.clone_into(&mut key);
                    said
                }
                None => line,
            };
            found.push((key.clone(), said.to_lowercase()));
        }
    }
    found
}

/// The cells of the rows of a table whose head begins so.
fn table(document: &str, head: &str) -> Vec<Vec<String>> {
    let rows =
        document.lines().skip_while(|line| !line.starts_with(head)).skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_lowercase()).collect();
    rows.map(cells).collect()
}

/// Does the text have the word, or one that begins like it?
fn has(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric())
    })
}

#[test]
fn no_text_has_a_word_that_the_vocabulary_replaces() {
    let document = fs::read_to_string(root().join("docs/VOCABULARY.md")).unwrap();
    let rows = table(&document, "| thing");
    let excepted: BTreeSet<String> = table(&document, "| text").into_iter().map(|row| row[0].clone()).collect();
    assert!(rows.len() > 10 && !excepted.is_empty());
    let mut wrong = Vec::new();
    for (place, language) in [(2, Language::Fi), (4, Language::Sv), (6, Language::En)] {
        let never: Vec<&str> =
            rows.iter().flat_map(|row| row[place].split(", ")).filter(|word| !word.is_empty()).collect();
        assert!(!never.is_empty(), "{language}");
        for (key, text) in texts(language).iter().filter(|(key, _)| !excepted.contains(key)) {
            wrong.extend(never.iter().filter(|word| has(text, word)).map(|word| format!("{language} {key}: {word}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The sources of a folder.
fn sources(folder: &str) -> String {
    let mut all = String::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                all.push_str(&fs::read_to_string(entry).unwrap());
            }
        }
    }
    all
}

/// What stands in quotation marks after each of these calls.
fn named(source: &str, call: &str) -> BTreeSet<String> {
    let names = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
    names
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-')))
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_empty_field_says_what_to_enter_in_every_language() {
    let source = sources("core/app/src/command") + &sources("server/src");
    let mut fields = named(&source, ".need(\"");
    fields.extend(named(&source, ".name(\""));
    for (place, _) in source.match_indices("\", \"missing\")") {
        let before = source.get(..place).unwrap_or_default();
        fields.extend(before.rsplit('"').next().map(str::to_owned));
    }
    fields.retain(|field| !field.is_empty());
    assert!(fields.len() > 25, "{fields:?}");
    let renderer = Renderer::new().unwrap();
    let mut same: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for language in Language::ALL.iter().copied() {
        let general = renderer.i18n().text(language, "problem-missing", &[]).unwrap();
        for field in &fields {
            let name: &'static str = Box::leak(field.clone().into_boxed_str());
            if message(&renderer, language, &FieldProblem::new(name, "missing")) == general {
                same.entry(field.clone()).or_default().push(language.to_string());
            }
        }
    }
    assert!(same.is_empty(), "these fields do not say what to enter: {same:?}");
}

#[test]
fn what_was_done_has_words() {
    let done = named(&sources("server/src"), "Done::new(\"");
    assert!(done.len() > 30, "{done:?}");
    let renderer = Renderer::new().unwrap();
    let silent: Vec<_> =
        done.iter().filter(|what| !renderer.i18n().has(Language::Fi, &format!("done-{what}"))).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
