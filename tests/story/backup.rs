//! Promise: one command keeps a whole installation while it runs, rows, pictures and keys, and one command makes it anew on a machine
//! that has nothing, on either database; what is damaged, of other keys, or would overwrite something is refused before anything is made.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use majakka_testing::scratch::Scratch;
use majakka_testing::{picture, postgres};

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::visitor::Visitor;

/// Whether it ended well, and all that it said.
fn majakka(var: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    let output = command.args(arguments).arg("--var").arg(var).output().expect("the binary runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), said)
}

/// Somebody reports with a picture and a patient reference.
async fn reports(visitor: &mut Visitor, cast: &Cast) {
    let link = cast.report_link(cast.county);
    let form = visitor.open(&link).await.expect(200).form(&link);
    let form =
        form.fill("service", "resepti.prescribe").fill("description", "Ei toimi.").fill("patient_ref", "Potilas 7");
    let form = form.fill("callback", "040 000 0001").add_choice("action", "send");
    let sent = visitor.submit(form.attach("screenshots", "kuva.png", picture::plain(64, 48))).await;
    assert!(sent.status.is_success(), "{}", sent.text());
}

/// What an administrator looks at after all this: the chain, and that everybody comes in with what she had.
fn is_whole(var: &Path, database: &[&str]) {
    let (whole, said) = majakka(var, &[&["admin", "audit", "verify"], database].concat());
    assert!(whole && said.contains("The audit log is whole"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_what_runs_makes_an_installation_on_an_empty_machine() {
    let mut running = Setup::up().start();
    running.address();
    let cast = Cast::settle(None, &running.var());
    let mut visitor = running.visitor();
    reports(&mut visitor, &cast).await;
    let scratch = Scratch::new("mjback");
    let at = |name: &str| scratch.join(name).display().to_string();
    let (folder, key) = (at("backup"), at("elsewhere/vault.key"));

    let (done, said) = majakka(&running.var(), &["backup", &folder]);
    assert!(!done && said.contains("--key"), "whoever keeps no key says so: {said}");
    let (done, said) = majakka(&running.var(), &["backup", &folder, "--key", &key]);
    assert!(done && said.contains("1 pictures are in") && said.contains("keep them apart"), "{said}");
    for (path, mode) in [(folder.as_str(), 0o700), (&key, 0o600)] {
        assert_eq!(fs::metadata(path).expect("a file").permissions().mode() & 0o777, mode, "{path}");
    }
    // The installation goes on, and the backup stays as it was.
    reports(&mut visitor, &cast).await;
    let (done, said) = majakka(&running.var(), &["backup", &folder, "--without-key"]);
    assert!(!done && said.contains("is there already"), "{said}");

    let (empty, postgres) = (scratch.join("empty"), postgres::database());
    let (done, said) = majakka(&empty, &["restore", &folder]);
    assert!(!done && said.contains("--key FILE"), "{said}");
    assert!(!empty.join("majakka.sqlite").exists() && !empty.join("vault.key").exists(), "nothing was made");
    let other = at("other/vault.key");
    assert!(majakka(&empty, &["vault", "new-key", &other]).0);
    let (done, said) = majakka(&empty, &["restore", &folder, "--key", &other]);
    assert!(!done && said.contains("vault"), "{said}");
    assert!(!empty.join("vault.key").exists(), "keys of something else are left where they are");

    for (var, database) in [(empty, vec![]), (scratch.join("second"), vec!["--database-url", postgres.as_str()])] {
        let (done, said) = majakka(&var, &[&["restore", &folder, "--key", &key], &database[..]].concat());
        assert!(done && said.contains("1 pictures are there again"), "{said}");
        is_whole(&var, &database);
        let (done, said) = majakka(&var, &[&["restore", &folder, "--key", &key], &database[..]].concat());
        assert!(!done && said.contains("the target is in use"), "{said}");
        // It runs, and its keys open what was sealed: the backup of a backup is one, too.
        let again = at(&format!("again-{}", database.len()));
        let (done, said) = majakka(&var, &[&["backup", &again, "--without-key"], &database[..]].concat());
        assert!(done && said.contains("1 pictures are in"), "{said}");
    }

    let rows = Path::new(&folder).join("majakka.sqlite");
    let mut damaged = fs::read(&rows).expect("the rows");
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    fs::write(&rows, damaged).expect("a damaged backup");
    let third = scratch.join("third");
    let (done, said) = majakka(&third, &["restore", &folder, "--key", &key]);
    assert!(!done && said.contains("are damaged"), "{said}");
    let (done, said) = majakka(&third, &["restore", &at("other"), "--key", &key]);
    assert!(!done && said.contains("is no backup"), "{said}");
    assert!(!third.exists(), "nothing was made");
}
