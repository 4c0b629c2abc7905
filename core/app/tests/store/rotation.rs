//! A key of the vault is rotated: what it sealed is sealed anew, and it may leave the file.

use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use majakka_app::command::account::second_factor;
use majakka_app::command::account::session::{self, Whence};
use majakka_app::command::report::patient;
use majakka_app::command::report::{self, Report};
use majakka_app::command::vault_key;
use majakka_app::{App, Tx};
use majakka_domain::terms::{AccountRole, Effect};
use majakka_kit::{Database, TestApp, fixture};
use majakka_store::error::{Error, Result};
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;
use majakka_store::{patient_reference, second_factor as stored};
use tempfile::TempDir;
use totp_rs::{Builder, Secret};

const KEY_A: &str = "a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const KEY_B: &str = "b 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// Artificial identity codes (individual numbers 900 and 901).
const CODES: [&str; 2] = ["010190-900P", "010190-901R"];

fn write_keys(file: &Path, keys: &[&str]) {
    fs::write(file, keys.join("\n")).expect("the key file");
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("its mode");
}

/// An installation that seals with the first key, the file that its keys are in, and the folder that holds it.
fn sealing_with_a(database: Database) -> (TestApp, PathBuf, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vault.key");
    write_keys(&file, &[KEY_A]);
    let named = file.display().to_string();
    let app = TestApp::on(database).set(move |settings| settings.desk.vault_key_file = named).start();
    (app, file, folder)
}

fn stranger() -> Whence {
    Whence { address: Ipv4Addr::LOCALHOST.into(), marks: Vec::new(), browser: String::new() }
}

fn step<T>(app: &App, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    app.write(&Viewer::System, step)
}

#[test]
fn what_an_older_key_sealed_is_sealed_anew_and_the_older_key_may_go() {
    majakka_kit::on_both(|database| {
        let (before, file, _folder) = sealing_with_a(database);
        let county = before.organisation(&fixture::county("alue"));
        let description = format!("Reseptit {} ja {} jäivät kesken.", CODES[0], CODES[1]);
        let told = Report::least(county, "resepti", "prescribe", Effect::Prevents, &description);
        let report = before.step(|tx| report::report(tx, told)).report;
        assert_eq!(before.step(patient::seal_anew), 0, "nothing is older than the only key");

        write_keys(&file, &[KEY_B, KEY_A]);
        let rotated = before.another_process();
        let opened = |app: &App| step(app, |tx| patient::open(tx, report, "potilasturvallisuus"));
        assert_eq!(opened(&rotated).expect("the old key still opens"), CODES);
        assert_eq!(step(&rotated, patient::seal_anew).expect("the same vault"), 2);
        assert_eq!(step(&rotated, patient::seal_anew).expect("the same vault"), 0, "once is enough");
        let sealed = rotated.read(|conn| patient_reference::of_report(conn, report)).expect("the rows");
        assert!(sealed.iter().all(|sealed| sealed.key_id == "b"));

        write_keys(&file, &[KEY_B]);
        let after = before.another_process();
        assert_eq!(opened(&after).expect("the old key is needed no more"), CODES);
        assert!(
            matches!(opened(&before), Err(Error::Vault(_))),
            "a process that was not started anew lacks the new key"
        );
    });
}

#[test]
fn a_process_with_other_keys_than_the_databases_is_turned_away_before_it_seals_anything() {
    majakka_kit::on_both(|database| {
        let (first, file, _folder) = sealing_with_a(database);
        first.step(vault_key::compare);
        let met = |keys: &[&str]| {
            write_keys(&file, keys);
            step(&first.another_process(), vault_key::compare).map_err(|refused| refused.to_string())
        };
        assert_eq!(met(&[KEY_A]), Ok(()));
        let refused = met(&[KEY_B]).expect_err("a key of its own");
        assert!(refused.contains("share the file (desk.vault_key_file)"), "{refused}");
        let namesake = KEY_B.replacen("b ", "a ", 1);
        let refused = met(&[&namesake]).expect_err("another key of this name");
        assert!(refused.contains("\"a\" of the vault's key file is not the key"), "{refused}");

        // In two phases: first it opens everywhere, then it seals.
        let county = first.organisation(&fixture::county("alue"));
        let told = Report::least(county, "resepti", "prescribe", Effect::Prevents, format!("Resepti {}", CODES[0]));
        first.step(|tx| report::report(tx, told));
        assert_eq!(met(&[KEY_A, KEY_B]), Ok(()));
        assert_eq!(met(&[KEY_B, KEY_A]), Ok(()));
        let refused = met(&[KEY_B]).expect_err("something is still sealed with the older key");
        assert!(refused.starts_with("1 values of this database are sealed with the key \"a\""), "{refused}");
        write_keys(&file, &[KEY_B, KEY_A]);
        assert_eq!(vault_key::seal_anew(&first.another_process()).expect("sealed anew"), 1);
        assert_eq!(met(&[KEY_B]), Ok(()), "now it may go");
    });
}

#[test]
fn who_has_an_authenticator_is_let_in_after_the_key_that_sealed_it_is_gone() {
    majakka_kit::on_both(|database| {
        let (before, file, _folder) = sealing_with_a(database);
        let county = before.organisation(&fixture::county("alue"));
        let account = before.account(county, "anna@example.fi", &[AccountRole::Helpdesk]);
        let token = before.sign_in(account).token;
        let person = session::resume(&before, &token, true).expect("the database").expect("her session").person;
        let offer = second_factor::offer(&before, account, "anna@example.fi").expect("an offer");
        let code = || {
            let secret = Secret::try_from_base32(&offer.secret).expect("a key in base32");
            let totp = Builder::new().with_secret(secret).build().expect("an authenticator");
            totp.generate(u64::try_from(before.now().timestamp()).expect("a time")).to_string()
        };
        second_factor::enrol(&before, &person, &offer.sealed, &code()).expect("her authenticator");

        write_keys(&file, &[KEY_B, KEY_A]);
        let rotated = before.another_process();
        assert_eq!(vault_key::seal_anew(&rotated).expect("sealed anew"), 1);
        assert_eq!(vault_key::seal_anew(&rotated).expect("sealed anew"), 0, "once is enough");

        write_keys(&file, &[KEY_B]);
        before.pass(TimeDelta::minutes(2));
        let after = before.another_process();
        second_factor::check(&after, &person, &code(), &stranger()).expect("the old key is needed no more");
    });
}

#[test]
fn a_recovery_code_lets_in_whose_authenticator_does_not_open() {
    let app = TestApp::new();
    let county = app.organisation(&fixture::county("alue"));
    let account = app.account(county, "anna@example.fi", &[AccountRole::Helpdesk]);
    let token = app.sign_in(account).token;
    let person = session::resume(&app, &token, true).expect("the database").expect("her session").person;
    app.step(|tx| {
        stored::set(tx.conn, tx.now, account, "v1.lost.b.c", 1)?;
        stored::set_codes(tx.conn, account, &[TokenHash::new("ABCDEFGHIJKLMNOP")])
    });
    let wrong = second_factor::check(&app, &person, "123456", &stranger()).expect_err("no such code");
    assert!(matches!(wrong, Error::Refused(_)), "{wrong}");
    second_factor::check(&app, &person, "ABCD-EFGH-IJKL-MNOP", &stranger()).expect("her recovery code");
}
