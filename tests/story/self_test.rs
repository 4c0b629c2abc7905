//! Promise: whoever runs Majakka knows by one command whether a message goes the whole way, out by every gateway and back as a receipt;
//! and a password that is changed is used from the next reload on.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use majakka_testing::kannel::{self, Kannel};
use majakka_testing::postfix::{self, Postfix};
use majakka_testing::process::Signal;
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, wait};
use serde_json::Value;

use crate::harness::majakka::{Majakka, Setup};

/// `majakka self-test`: its exit code, what each route did, and what it said beside.
fn self_test(config: &Path, arguments: &[&str]) -> (i32, Vec<Value>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    let done = command.args(["self-test", "--json", "--config"]).arg(config).args(arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let told: Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|no| panic!("{no}: {said}"));
    (done.status.code().expect("a code"), told.as_array().expect("routes").clone(), said)
}

fn result(told: &[Value], route: &str) -> String {
    let one = told.iter().find(|one| one["route"] == route).unwrap_or_else(|| panic!("no {route} in {told:?}"));
    one["result"].as_str().expect("a word").to_owned()
}

/// An installation on SQLite with real gateways, by a settings file that the command reads too.
struct Installation {
    postfix: Postfix,
    kannel: Kannel,
    folder: Arc<Scratch>,
    port: u16,
}

impl Installation {
    fn new(password: &str) -> Installation {
        let folder = Arc::new(Scratch::new("mjself"));
        let (postfix, kannel) = (Postfix::start(), Kannel::start("http://127.0.0.1:9/"));
        let installation = Installation { postfix, kannel, folder, port: ports::free() };
        installation.write_settings(password);
        installation
    }

    fn config(&self) -> std::path::PathBuf {
        self.folder.join("majakka.toml")
    }

    fn write_settings(&self, password: &str) {
        let secret = |name: &str, secret: &str| self.folder.write_secret(name, secret).display().to_string();
        let settings = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\nvar = \"{var}\"\n\
             [mail]\nfrom = \"Majakka <majakka@test.invalid>\"\nbounces = \"{returns}\"\nbounces_maildir = \"{maildir}\"\n\
             [mail.smtp]\nhost = \"localhost\"\nport = {smtp}\nusername = \"{user}\"\npassword_file = \"{password}\"\nca_file = \"{ca}\"\n\
             [sms.kannel]\nurl = \"{sendsms}\"\nusername = \"{sms_user}\"\npassword_file = \"{sms_password}\"\nsender = \"15400\"\n\
             receipt_secret_file = \"{receipts}\"\n",
            port = self.port,
            var = self.folder.join("var").display(),
            returns = postfix::RETURNS,
            maildir = self.postfix.returns().display(),
            smtp = self.postfix.starttls_port(),
            user = postfix::USER,
            password = secret("smtp", password),
            ca = self.postfix.authority().display(),
            sendsms = self.kannel.sendsms_url(),
            sms_user = kannel::USER,
            sms_password = secret("kannel", kannel::PASSWORD),
            receipts = secret("receipts", "tuhat pientä lyhtyä satamassa"),
        );
        fs::write(self.config(), settings).expect("the settings");
    }

    fn start(&self) -> Majakka {
        let setup = Setup::up().port(self.port).config(&self.config());
        let mut majakka = setup.start_in(Arc::clone(&self.folder));
        majakka.address();
        majakka
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_the_whole_way_and_its_receipt_comes_back() {
    let here = Installation::new(postfix::PASSWORD);
    let majakka = here.start();
    let (code, told, said) = self_test(&here.config(), &["--sms", "+358400000001"]);
    assert_eq!(
        (code, result(&told, "smtp"), result(&told, "kannel")),
        (0, "delivered".into(), "delivered".into()),
        "{said}"
    );
    assert!(told.iter().all(|one| one["receipt_seconds"].as_f64().is_some_and(|seconds| seconds < 30.0)), "{told:?}");
    let sms = here.kannel.wait_for("the test message", |sms| sms.to.ends_with("400000001"));
    assert!(sms.text.contains("koeviesti"), "{sms:?}");

    // A telephone that is not named gets nothing, and that is said.
    let (code, told, _) = self_test(&here.config(), &["--mail", "lukija@test.invalid"]);
    assert_eq!((code, result(&told, "smtp"), result(&told, "kannel")), (0, "accepted".into(), "skipped".into()));

    // Who runs no notifier hears it, and a script by the exit code.
    drop(majakka);
    let (code, told, said) = self_test(&here.config(), &["--route", "smtp", "--seconds", "1"]);
    assert_eq!((code, result(&told, "smtp")), (4, "not_taken".into()), "{said}");
    assert!(said.contains("does not go the whole way by smtp"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_wrong_is_mended_by_a_reload() {
    let here = Installation::new("jotain ihan muuta");
    let mut majakka = here.start();
    let try_mail = || {
        let (code, told, _) = self_test(&here.config(), &["--route", "smtp"]);
        (code, result(&told, "smtp"))
    };
    let (code, result) = try_mail();
    assert!(code == 4 && result == "refused", "{code} {result}");
    here.write_settings(postfix::PASSWORD);
    let (_, result) = try_mail();
    assert_eq!(result, "refused", "a file is not read while nobody asks for it");
    majakka.process().signal(Signal::SIGHUP);
    wait::until("settings read anew", || majakka.said().1.contains("were read anew").then_some(()));
    assert_eq!(try_mail(), (0, "delivered".to_owned()));
}
