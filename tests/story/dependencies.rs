//! Promise: nothing is built along whose licence, source or name `deny.toml` does not let in.
//!
//! Guarantee: every package of `Cargo.lock`, on whatever machine it is used, is looked up among the sources and the banned
//! names; the licence of every package that this machine builds is judged as an SPDX expression. No network is needed.
//! Non-goal: licences by the text of their files; `make deny` asks cargo-deny for those. Advisories: `advisories.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use semver::{Version, VersionReq};
use serde_json::Value;
use spdx::{Expression, ParseMode};

/// Where cargo fetches from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn toml_of(file: &str) -> toml::Table {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file);
    text.parse().expect(file)
}

fn words(table: &toml::Value, key: &str) -> Vec<String> {
    let words = table[key].as_array().expect("a list").iter();
    words.map(|word| word.as_str().expect("a word").to_owned()).collect()
}

/// What `deny.toml` says of licences.
struct Licences {
    allowed: Vec<String>,
    exceptions: BTreeMap<String, Vec<String>>,
}

impl Licences {
    fn read(rules: &toml::Table) -> Self {
        let licences = &rules["licenses"];
        let exceptions = licences["exceptions"].as_array().expect("exceptions").iter();
        let named = |one: &toml::Value| (one["crate"].as_str().expect("a crate").to_owned(), words(one, "allow"));
        Licences { allowed: words(licences, "allow"), exceptions: exceptions.map(named).collect() }
    }

    /// Why a package must not be built along; nothing where it may.
    fn refusal(&self, package: &str, licence: Option<&str>) -> Option<String> {
        let Some(licence) = licence else { return Some(format!("{package} names no licence")) };
        let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
            return Some(format!("{package}: {licence} is no SPDX expression"));
        };
        let own = self.exceptions.get(package);
        let may = expression.evaluate(|asked| {
            let asked = asked.to_string();
            self.allowed.contains(&asked) || own.is_some_and(|own| own.contains(&asked))
        });
        (!may).then(|| format!("{package}: {licence} is not among the allowed"))
    }
}

/// Names that are not to be built along, with the versions that are meant.
fn banned(rules: &toml::Table) -> Vec<(String, VersionReq)> {
    let list = rules["bans"]["deny"].as_array().expect("a list").iter();
    let entry = |one: &toml::Value| {
        let named = one["crate"].as_str().expect("a crate");
        let (name, versions) = named.split_once(':').unwrap_or((named, "*"));
        (name.to_owned(), VersionReq::parse(versions).expect("versions"))
    };
    list.map(entry).collect()
}

/// The packages that this machine builds, as cargo describes them.
fn built_here() -> Vec<Value> {
    let cargo = || Command::new(env!("CARGO"));
    let told = cargo().arg("-vV").output().expect("cargo").stdout;
    let told = String::from_utf8(told).expect("text");
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned();
    let flags =
        ["metadata", "--format-version=1", "--locked", "--offline", "--all-features", "--filter-platform", &host];
    let answer = cargo().args(flags).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let mut metadata: Value = serde_json::from_slice(&answer.stdout).expect("JSON");
    let Value::Array(packages) = metadata["packages"].take() else { panic!("cargo describes no package") };
    packages
}

#[test]
fn every_licence_is_one_that_we_decided_for() {
    let licences = Licences::read(&toml_of("deny.toml"));
    let packages = built_here();
    assert!(packages.len() > 100, "{} packages", packages.len());
    let refused = packages
        .iter()
        .filter_map(|package| licences.refusal(package["name"].as_str().expect("a name"), package["license"].as_str()));
    assert_eq!(refused.collect::<Vec<_>>(), Vec::<String>::new(), "deny.toml, [licenses]");
}

#[test]
fn a_licence_that_binds_us_is_refused_and_a_choice_is_taken() {
    let licences = Licences::read(&toml_of("deny.toml"));
    for good in ["MIT", "MIT/Apache-2.0", "GPL-2.0-only OR MIT", "Apache-2.0 WITH LLVM-exception"] {
        assert_eq!(licences.refusal("any", Some(good)), None);
    }
    for bad in [Some("GPL-3.0-only"), Some("MIT AND GPL-3.0-only"), Some("MPL-2.0"), Some("as you like"), None] {
        assert!(licences.refusal("any", bad).is_some(), "{bad:?}");
    }
    assert_eq!(licences.refusal("webauthn-rs", Some("MPL-2.0")), None, "an exception by name");
}

#[test]
fn whatever_is_built_along_comes_from_crates_io_and_is_not_banned() {
    let (rules, lock) = (toml_of("deny.toml"), toml_of("Cargo.lock"));
    let banned = banned(&rules);
    assert!(!banned.is_empty());
    let mut refused = Vec::new();
    for package in lock["package"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        let version = Version::parse(package["version"].as_str().expect("a version")).expect("a version");
        match package.get("source").map(|source| source.as_str().expect("a source")) {
            None if name.starts_with("majakka") => (),
            Some(CRATES_IO) => (),
            source => refused.push(format!("{name} comes from {source:?}")),
        }
        if banned.iter().any(|(banned, versions)| banned == name && versions.matches(&version)) {
            refused.push(format!("{name} {version} is banned"));
        }
    }
    assert_eq!(refused, Vec::<String>::new(), "deny.toml, [bans] and [sources]");
}

#[test]
fn nobody_asks_for_just_any_version() {
    let packages = built_here();
    let ours = packages.iter().filter(|package| package["source"].is_null());
    let asked = ours.flat_map(|package| package["dependencies"].as_array().expect("dependencies"));
    let any = asked.filter(|one| one["req"] == "*" && one["path"].is_null());
    assert_eq!(any.collect::<Vec<_>>(), Vec::<&Value>::new(), "deny.toml, [bans] wildcards");
}
