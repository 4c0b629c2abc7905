//! Promise: the units that come along are ones that systemd understands to the last word, and they shut the program in.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::handbook;

/// What `systemd-analyze` says of a file, all of it, and whether it is content.
fn said(arguments: &[&str], unit: &Path) -> (bool, String) {
    let done =
        Command::new("systemd-analyze").args(arguments).arg(unit).output().expect("systemd-analyze (make servers)");
    (done.status.success(), [done.stdout, done.stderr].map(|out| String::from_utf8_lossy(&out).into_owned()).concat())
}

/// The units, under the names that they run by.
const UNITS: [(&str, &str); 3] = [
    ("majakka@.service", "majakka@serve.service"),
    ("majakka-migrate.service", "majakka-migrate.service"),
    ("majakka-self-test.service", "majakka-self-test.service"),
];

#[test]
fn systemd_knows_every_word_of_the_units_and_finds_little_exposed() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/systemd");
    let folder = tempfile::tempdir().expect("a folder");
    for (file, runs_as) in UNITS {
        let text = fs::read_to_string(source.join(file)).expect("the unit");
        let unit = folder.path().join(runs_as);
        // Where the program is not installed, systemd would stop at that.
        let written = text.replace("/usr/bin/majakka", "/bin/true");
        assert_ne!(written, text, "it starts the program");

        fs::write(&unit, &written).expect("written");
        let (content, all) = said(&["verify", "--man=no"], &unit);
        assert!(content && all.trim().is_empty(), "a word that systemd does not know is passed over, and said: {all}");
        // Tenths: 1.5 of 10 at most.
        let (content, all) = said(&["security", "--offline=yes", "--threshold=15"], &unit);
        assert!(content, "{file}: {all}");

        fs::write(&unit, written.replace("SystemCallFilter", "SystemCalFilter")).expect("written");
        assert!(said(&["verify", "--man=no"], &unit).1.contains("SystemCalFilter"), "a slip is found");
    }
    // A timer needs what it begins beside it.
    fs::copy(source.join("majakka-self-test.timer"), folder.path().join("majakka-self-test.timer")).expect("copied");
    let unit = fs::read_to_string(source.join("majakka-self-test.service")).expect("the unit");
    let unit = unit.replace("/usr/bin/majakka", "/bin/true");
    fs::write(folder.path().join("majakka-self-test.service"), unit).expect("written");
    let (content, all) = said(&["verify", "--man=no"], &folder.path().join("majakka-self-test.timer"));
    assert!(content && all.trim().is_empty(), "{all}");
}

#[test]
fn the_proxies_that_come_along_are_those_of_the_handbook() {
    for (file, first) in [("nginx/majakka.conf", "upstream majakka {"), ("haproxy/haproxy.cfg", "defaults")] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(file);
        let text = fs::read_to_string(path).expect("an example");
        let (comment, example) = text.split_once('\n').expect("a line that says what it is");
        assert!(comment.starts_with("# "));
        let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_start().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(&handbook::example(first)), lines(example), "{file}");
    }
}
