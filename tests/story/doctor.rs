//! Promise: `majakka doctor --connect` finds what only the real servers can tell, before anybody waits for a message in vain.

use std::process::Command;

use majakka_testing::kannel::{self, Kannel};
use majakka_testing::postfix::{self, Postfix};
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, postgres};

/// An installation whose servers are real.
struct Installation {
    postfix: Postfix,
    kannel: Kannel,
    database: String,
    scratch: Scratch,
}

impl Installation {
    fn new() -> Installation {
        let scratch = Scratch::new("mjdoc");
        scratch.write_secret("smtp", postfix::PASSWORD);
        scratch.write_secret("kannel", kannel::PASSWORD);
        scratch.write_secret("receipts", "tuhat pientä lyhtyä satamassa");
        scratch.write_secret("wrong", "jotain ihan muuta");
        let (postfix, kannel) = (Postfix::start(), Kannel::start("http://127.0.0.1:9/"));
        Installation { postfix, kannel, database: postgres::database(), scratch }
    }

    /// `majakka …` with these settings in the place of the right ones: whether it ended well, and all that it said.
    fn majakka(&self, arguments: &[&str], otherwise: &[(&str, String)]) -> (bool, String) {
        let file = |name: &str| self.scratch.join(name).display().to_string();
        let settings = [
            ("SERVER__VAR", file("var")),
            ("DATABASE__URL", self.database.clone()),
            ("MAIL__FROM", "Majakka <majakka@test.invalid>".to_owned()),
            ("MAIL__SMTP__HOST", "localhost".to_owned()),
            ("MAIL__SMTP__PORT", self.postfix.starttls_port().to_string()),
            ("MAIL__SMTP__USERNAME", postfix::USER.to_owned()),
            ("MAIL__SMTP__PASSWORD_FILE", file("smtp")),
            ("MAIL__SMTP__CA_FILE", self.postfix.authority().display().to_string()),
            ("SMS__KANNEL__URL", self.kannel.sendsms_url()),
            ("SMS__KANNEL__USERNAME", kannel::USER.to_owned()),
            ("SMS__KANNEL__PASSWORD_FILE", file("kannel")),
            ("SMS__KANNEL__SENDER", "15400".to_owned()),
            ("SMS__KANNEL__RECEIPT_SECRET_FILE", file("receipts")),
        ];
        let settings = settings.iter().chain(otherwise).map(|(key, value)| (format!("MAJAKKA__{key}"), value));
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        let output = command.args(arguments).envs(settings).current_dir(self.scratch.path()).output();
        let output = output.expect("the binary runs");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        (output.status.success(), said)
    }

    fn connect(&self, otherwise: &[(&str, String)]) -> (bool, String) {
        self.majakka(&["doctor", "--connect"], otherwise)
    }
}

#[test]
fn what_only_the_servers_can_tell_is_found_before_a_message_waits_in_vain() {
    let installation = Installation::new();
    let (sound, said) = installation.connect(&[]);
    assert!(!sound && said.contains("waits for `majakka migrate`"), "{said}");
    assert!(installation.majakka(&["migrate"], &[]).0);

    let send = ["doctor", "--connect", "--mail", "aino@test.invalid", "--sms", "+358400000001"];
    let (sound, said) = installation.majakka(&send, &[]);
    assert!(sound && said.contains("database postgres://postgres@/") && said.contains(" answers"), "{said}");
    assert!(
        said.contains("route smtp took a test message") && said.contains("route kannel took a test message"),
        "{said}"
    );
    let _ = installation.postfix.wait_for("the test mail", |mail| mail.recipient() == "aino@test.invalid");
    let _ = installation.kannel.wait_for("the test message", |sms| sms.to.contains("358400000001"));

    let nobody = || ports::free().to_string();
    let wrong = installation.scratch.join("wrong").display().to_string();
    for (key, value, named) in [
        ("MAIL__SMTP__PASSWORD_FILE", wrong, "route smtp: localhost:"),
        ("MAIL__SMTP__PORT", nobody(), "route smtp: cannot reach localhost:"),
        ("MAIL__SMTP__SECURITY", "tls".to_owned(), "route smtp: "),
        ("MAIL__SMTP__CA_FILE", String::new(), "route smtp: "),
        (
            "SMS__KANNEL__URL",
            format!("http://127.0.0.1:{}/cgi-bin/sendsms", nobody()),
            "route kannel: the gateway cannot be reached",
        ),
        ("DATABASE__URL", format!("postgres://m@127.0.0.1:{}/m", nobody()), "database.url: "),
    ] {
        let (sound, said) = installation.connect(&[(key, value)]);
        assert!(!sound && said.contains(&format!("stops         {named}")), "{key}: {said}");
        assert!(!said.contains(postfix::PASSWORD) && !said.contains(kannel::PASSWORD), "{said}");
    }
}

#[test]
fn each_setting_is_shown_with_where_it_came_from_and_without_secrets() {
    let scratch = Scratch::new("mjdoc");
    let file =
        scratch.write("majakka.toml", "[screenshots.s3]\nsecret_access_key = \"geheim\"\n[server]\nvar = \"own\"\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.args(["config", "show", "--listen", "127.0.0.1:1"]).arg("--config").arg(&file);
    command.env("MAJAKKA__DATABASE__URL", "postgres://m:geheim@localhost/m");
    let output = command.output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in [
        "server.listen = \"127.0.0.1:1\"  # flag".to_owned(),
        "database.url = \"postgres://m@localhost/m\"  # environment".to_owned(),
        format!("server.var = \"own\"  # {}", file.display()),
        format!("screenshots.s3.secret_access_key = …  # {}", file.display()),
        "desk.idle_minutes = 30  # default".to_owned(),
    ] {
        assert!(said.lines().any(|shown| shown == line), "{line}\n{said}");
    }
    assert!(!said.contains("geheim"), "{said}");
}
