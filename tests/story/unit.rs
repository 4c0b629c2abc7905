//! Promise: the unit that comes along is one that systemd understands to the last word, and it shuts the program in.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What `systemd-analyze` says of a file, all of it, and whether it is content.
fn said(arguments: &[&str], unit: &Path) -> (bool, String) {
    let done =
        Command::new("systemd-analyze").args(arguments).arg(unit).output().expect("systemd-analyze (make servers)");
    (done.status.success(), [done.stdout, done.stderr].map(|out| String::from_utf8_lossy(&out).into_owned()).concat())
}

#[test]
fn systemd_knows_every_word_of_the_unit_and_finds_little_exposed() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/systemd/majakka@.service");
    let text = fs::read_to_string(source).expect("the unit");
    let folder = tempfile::tempdir().expect("a folder");
    let unit = folder.path().join("majakka@serve.service");
    // Where the program is not installed, systemd would stop at that.
    let written = text.replace("/usr/local/bin/majakka", "/bin/true");
    assert_ne!(written, text, "it starts the program");

    fs::write(&unit, &written).expect("written");
    let (content, all) = said(&["verify", "--man=no"], &unit);
    assert!(content && all.trim().is_empty(), "a word that systemd does not know is passed over, and said: {all}");
    // Tenths: 1.5 of 10 at most.
    let (content, all) = said(&["security", "--offline=yes", "--threshold=15"], &unit);
    assert!(content, "{all}");

    fs::write(&unit, written.replace("SystemCallFilter", "SystemCalFilter")).expect("written");
    assert!(said(&["verify", "--man=no"], &unit).1.contains("SystemCalFilter"), "a slip is found");
}
