//! Every story of `tests/scenarios/` holds, on both databases; so do those of whoever keeps some beside the repository.
//!
//! The stories are played by the real program through its real steps. A file that is added there is played here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use majakka_testing::postgres;

/// The stories of a folder in the order of their names; none when there is no such folder.
fn stories(folder: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// Plays the stories and asserts that each holds: exit code 0, and the last line counts them.
fn hold(stories: &[PathBuf], database: &[&str]) {
    let answer = Command::new(env!("CARGO_BIN_EXE_majakka"))
        .arg("replay")
        .args(stories)
        .args(database)
        .output()
        .expect("the program starts");
    let (said, complained) = (String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
    let all = format!("{0} of {0} scenarios hold", stories.len());
    assert_eq!(said.lines().last(), Some(all.as_str()), "not every story holds:\n{said}\n{complained}");
    assert!(answer.status.success(), "the stories hold, but the exit is {}:\n{said}\n{complained}", answer.status);
}

#[test]
fn every_story_holds_on_sqlite() {
    let ours = stories("tests/scenarios");
    assert!(ours.len() >= 12, "the repository carries its stories, and here are only {}", ours.len());
    hold(&ours, &[]);
}

#[test]
fn every_story_holds_on_postgresql() {
    hold(&stories("tests/scenarios"), &["--database-url", &postgres::database()]);
}

#[test]
fn stories_beside_the_repository_hold_as_well() {
    // Whoever has stories of her own names their folder.
    let Some(folder) = std::env::var_os("MAJAKKA_SCENARIOS") else { return };
    hold(&stories(&folder.to_string_lossy()), &[]);
}

/// Plays a story of these steps that does not hold, and gives what was said.
fn complaints(steps: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tyhja.toml");
    let head = "name = \"Tyhjä\"\nsource = \"tehty\"\nstart = \"2026-05-04T08:00:00+03:00\"\n\n";
    fs::write(&file, format!("{head}{steps}")).unwrap();
    let answer = Command::new(env!("CARGO_BIN_EXE_majakka")).arg("replay").arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert_eq!(answer.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().last(), Some("0 of 1 scenarios hold"), "{said}");
    said
}

#[test]
fn a_story_that_does_not_hold_is_named_with_its_step_and_the_exit_is_1() {
    let said = complaints("[[step]]\nat = \"08:05\"\nexpect = { open_incidents = 1 }\n");
    assert!(said.contains("tyhja.toml:1 expected"), "{said}");
}

#[test]
fn a_promise_that_cannot_be_looked_at_does_not_hold_and_hides_no_other() {
    let said = complaints(
        "[[step]]\nat = \"08:05\"\nexpect = { incident = { incident = 4, state = \"open\" }, open_incidents = 2 }\n\
         [[step]]\nat = \"08:06\"\nexpect = { total_deliveries = { channel = \"sms\", kind = \"frist\", count = 0 } }\n\
         [[step]]\nat = \"08:07\"\nexpect = { open_incidents = 3 }\n",
    );
    for line in [
        "tyhja.toml:1 expected open_incidents 2 got 0",
        "tyhja.toml:1 expected an incident got",
        "tyhja.toml:2 expected total_deliveries got validation: kind",
        "tyhja.toml:3 expected open_incidents 3 got 0",
    ] {
        assert!(said.contains(line), "no \"{line}\" in:\n{said}");
    }
}

#[test]
fn an_unknown_key_or_two_deeds_in_a_step_are_one_line_of_error() {
    for steps in [
        "[[step]]\nat = \"08:05\"\ncolour = 1\nexpect = { open_incidents = 0 }\n",
        "[[step]]\nat = \"08:05\"\nexpect = { open_incident = 0 }\n",
        "[[step]]\nat = \"08:05\"\nclose = { incident = 1 }\nexpect = { open_incidents = 0 }\n",
        "[[step]]\nat = \"08:05\"\n",
    ] {
        let said = complaints(steps);
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.contains("tyhja.toml:0 expected a story got"), "{said}");
    }
}
