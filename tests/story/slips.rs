//! Promise: what `majakka doctor` calls sound starts, and what would not start it names, with its key: the two agree on every slip.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use majakka_testing::process::{Process, Signal};
use majakka_testing::scratch::Scratch;

/// A sound installation with a mail server and an SMS gateway. `HERE` is a folder of its own.
const SOUND: [(&str, &str); 13] = [
    ("server.listen", "\"127.0.0.1:0\""),
    ("server.var", "\"HERE/var\""),
    ("server.public_url", "\"https://hairiot.example.fi\""),
    ("server.behind_tls", "true"),
    ("mail.from", "\"Häiriötiedotteet <hairiot@example.fi>\""),
    ("mail.smtp.host", "\"localhost\""),
    ("mail.smtp.username", "\"majakka\""),
    ("mail.smtp.password_file", "\"HERE/secret\""),
    ("sms.kannel.url", "\"http://127.0.0.1:9/cgi-bin/sendsms\""),
    ("sms.kannel.username", "\"majakka\""),
    ("sms.kannel.password_file", "\"HERE/secret\""),
    ("sms.kannel.sender", "\"15400\""),
    ("sms.kannel.receipt_secret_file", "\"HERE/secret\""),
];

/// One key written otherwise (an empty value leaves it out), and what is named when nothing starts with it.
type Slip = (&'static str, &'static str, Option<&'static str>);

const SLIPS: &[Slip] = &[
    ("server.public_url", "\"hairiot.example.fi\"", Some("server.public_url")),
    ("server.public_url", "\"https://example.fi/hairiot\"", Some("server.public_url")),
    ("server.public_url", "\"https://hairiot.example.fi/\"", None),
    ("server.public_url", "\"https://hairiot.example.fi?x=1\"", Some("server.public_url")),
    ("server.public_url", "\"ftp://hairiot.example.fi\"", Some("server.public_url")),
    ("server.public_url", "\"https://m@hairiot.example.fi\"", Some("server.public_url")),
    ("server.public_url", "\"http://hairiot.example.fi\"", Some("server.public_url")),
    ("server.public_url", "\"https://\"", Some("server.public_url")),
    ("server.public_url", "", Some("server.public_url")),
    ("server.behind_tls", "false", Some("server.behind_tls")),
    ("server.behind_tls", "\"yes please\"", Some("server.behind_tls")),
    ("server.listen", "\"127.0.0.1:70000\"", Some("server.listen")),
    ("server.listen", "\"127.0.0.1\"", Some("server.listen")),
    ("server.listen", "\"192.0.2.1:0\"", Some("server.listen")),
    ("server.listen", "\"localhost:0\"", None),
    ("server.var", "\"HERE/secret\"", Some("server.var")),
    ("server.var", "\"HERE/secret/var\"", Some("server.var")),
    ("server.var", "\"\"", Some("server.var")),
    ("server.lissen", "\"127.0.0.1:0\"", Some("lissen")),
    ("sever.listen", "\"127.0.0.1:0\"", Some("sever")),
    ("server.trusted_proxies", "\"the one in front\"", Some("no network")),
    ("server.trusted_proxies", "[\"10.0.0.0/8\", \"::1\"]", None),
    ("database.url", "\"mysql://m@localhost/m\"", Some("database")),
    ("database.url", "\"sqlite://HERE/nowhere/m.sqlite\"", Some("database.url")),
    ("database.url", "\"sqlite://HERE\"", Some("database.url")),
    ("database.url", "\"postgres://m@localhost/m?sslmode=verify_full\"", Some("database.url")),
    ("database.url", "\"postgres://m@db.example.invalid/m?sslmode=require\"", Some("database")),
    ("database.url", "\"postgres://m@localhost/m?ssl=on\"", Some("database.url")),
    ("database.url", "\"postgres://m:se/cret@localhost/m\"", Some("database")),
    ("database.connections", "0", Some("database.connections")),
    ("database.connections", "\"many\"", Some("database.connections")),
    ("accounts.second_factor", "\"sometimes\"", Some("accounts.second_factor is \"required\" or \"off\"")),
    (
        "accounts.providers",
        "[{ id = \"alue\", name = \"Alue\", issuer = \"https://id.example.fi\", client_id = \"majakka\", client_secret_file = \"HERE/secret\" }]",
        None,
    ),
    (
        "accounts.providers",
        "[{ id = \"alue\", name = \"Alue\", issuer = \"https://id.example.fi\", client_id = \"majakka\", client_secret_file = \"HERE/missing\" }]",
        Some("accounts.providers"),
    ),
    (
        "accounts.providers",
        "[{ id = \"alue\", name = \"Alue\", issuer = \"https://id.example.fi\", client_id = \"majakka\", client_secret_file = \"HERE/open\" }]",
        Some("accounts.providers"),
    ),
    (
        "accounts.providers",
        "[{ id = \"alue\", name = \"Alue\", issuer = \"https://id.example.fi\", client_id = \"majakka\", client_secret_file = \"HERE/blank\" }]",
        Some("accounts.providers"),
    ),
    (
        "accounts.providers",
        "[{ id = \"alue\", name = \"Alue\", issuer = \"https://id.example.fi\", client_id = \"majakka\", client_secret_file = \"HERE/secret\", ca_file = \"HERE/missing\" }]",
        Some("accounts.providers"),
    ),
    (
        "accounts.providers",
        "[{ id = \"alue\", name = \"Alue\", issuer = \"https://id.example.fi\", client_id = \"majakka\", client_secret_file = \"HERE/secret\", ca_file = \"HERE/secret\" }]",
        Some("accounts.providers"),
    ),
    ("audit.anchors", "\"HERE/nowhere/anchors\"", Some("audit.anchors")),
    ("desk.contact.fi", "\"\"", Some("desk.contact.fi")),
    ("desk.contact.sv", "\"  \"", Some("desk.contact.sv")),
    ("desk.contact.fi", "\"oma käyttötuki\"", None),
    ("desk.idle_minutes", "0", Some("desk.idle_minutes")),
    ("desk.idle_minutes", "70000", Some("desk.idle_minutes")),
    ("desk.first_bulletin_minutes", "0", Some("desk.first_bulletin_minutes")),
    ("desk.vault_key_file", "\"HERE/missing\"", Some("desk.vault_key_file")),
    ("desk.vault_key_file", "\"HERE\"", Some("desk.vault_key_file")),
    ("desk.vault_key_file", "\"HERE/secret\"", Some("desk.vault_key_file")),
    ("cadence.critical_minutes", "0", Some("cadence.critical_minutes")),
    ("cadence.degrades_minutes", "-5", Some("cadence.degrades_minutes")),
    ("cadence.grace_minutes", "0", None),
    ("content.folder", "\"HERE/empty\"", Some("content.folder")),
    ("metrics.token_file", "\"HERE/missing\"", Some("metrics.token_file")),
    ("metrics.token_file", "\"HERE/short\"", Some("metrics.token_file")),
    ("metrics.addresses", "[\"everywhere\"]", Some("metrics.addresses")),
    ("page.security_contact", "\"tietoturva@example.fi\"", Some("page.security_contact")),
    ("screenshots.url", "\"/var/pictures\"", Some("screenshots.url")),
    ("screenshots.url", "\"s3://\"", Some("screenshots.url")),
    ("screenshots.url", "\"file://HERE/secret/pictures\"", Some("screenshots.url")),
    ("mail.from", "\"Häiriötiedotteet\"", Some("mail.from")),
    ("mail.reply_to", "\"palvelupiste\"", Some("mail.reply_to")),
    ("mail.bounces", "\"Palautukset <palautukset@example.fi>\"", Some("mail.bounces")),
    ("mail.bounces_maildir", "\"HERE/empty\"", Some("mail.bounces_maildir")),
    ("mail.smtp.host", "\"smtp.example.fi:587\"", Some("mail.smtp.host")),
    ("mail.smtp.host", "\"smtp://smtp.example.fi\"", Some("mail.smtp.host")),
    ("mail.smtp.host", "\"\"", Some("mail.smtp.host")),
    ("mail.smtp.port", "465", Some("mail.smtp.port")),
    ("mail.smtp.port", "0", Some("mail.smtp.port")),
    ("mail.smtp.port", "587", None),
    ("mail.smtp.security", "\"ssl\"", Some("\"starttls\", \"tls\" or \"plain\"")),
    ("mail.smtp.connections", "0", Some("mail.smtp.connections")),
    ("mail.smtp.send_seconds", "0", Some("mail.smtp.send_seconds")),
    ("mail.smtp.username", "", Some("mail.smtp.username")),
    ("mail.smtp.password_file", "", Some("mail.smtp.username")),
    ("mail.smtp.password_file", "\"HERE/missing\"", Some("route smtp")),
    ("mail.smtp.password_file", "\"HERE/open\"", Some("route smtp")),
    ("mail.smtp.password_file", "\"HERE/blank\"", Some("route smtp")),
    ("mail.smtp.password_file", "\"HERE/empty\"", Some("route smtp")),
    ("mail.smtp.ca_file", "\"HERE/missing\"", Some("route smtp")),
    ("mail.smtp.ca_file", "\"HERE/secret\"", Some("route smtp")),
    ("mail.smtp.limits.minute", "0", Some("route smtp")),
    ("sms.kannel.url", "\"sms.example.fi:13013/cgi-bin/sendsms\"", Some("route kannel")),
    ("sms.kannel.url", "\"http://sms.example.fi:13013/cgi-bin/sendsms\"", Some("route kannel")),
    ("sms.kannel.url", "\"https://m:geheim@sms.example.fi/\"", Some("route kannel")),
    ("sms.kannel.receipts", "\"majakka.example.fi\"", Some("route kannel")),
    ("sms.kannel.sender", "\"Kela\"", Some("route kannel")),
    ("sms.kannel.sender", "\"Hyvinvointialue\"", Some("route kannel")),
    ("sms.kannel.sender", "\"Majakka\"", None),
    ("sms.kannel.username", "", Some("username")),
    ("sms.kannel.password_file", "\"HERE/open\"", Some("route kannel")),
    ("sms.kannel.receipt_secret_file", "\"HERE/short\"", Some("route kannel")),
    ("sms.kannel.ca_file", "\"HERE/secret\"", Some("route kannel")),
    ("sms.kannel.connections", "0", Some("sms.kannel.connections")),
    ("sms.repeats", "11", Some("sms.repeats")),
];

/// The same in the environment: variable, value, and what is named.
const IN_ENVIRONMENT: &[Slip] = &[
    ("MAJAKKA__DESK__CONTACT__FI", "0401234567", None),
    ("MAJAKKA__SERVER__VAR", "", None),
    ("MAJAKKA_SERVER__LISTEN", "nonsense", None),
    ("MAJAKKA__SERVER__LISSEN", "127.0.0.1:0", Some("lissen")),
    ("MAJAKKA__DESK__IDLE_MINUTES", "soon", Some("desk.idle_minutes")),
    ("MAJAKKA__DATABASE__URL_FILE", "/nowhere/url", Some("MAJAKKA__DATABASE__URL_FILE")),
];

struct Installation {
    scratch: Scratch,
}

impl Installation {
    fn new() -> Installation {
        let scratch = Scratch::new("mjslip");
        scratch.write_secret("secret", "yötön yö ja päivätön päivä\n");
        scratch.write_secret("short", "yö\n");
        scratch.write_secret("blank", "\n");
        fs::set_permissions(scratch.write("open", "yötön yö ja päivätön päivä\n"), fs::Permissions::from_mode(0o644))
            .expect("a mode");
        fs::create_dir(scratch.join("empty")).expect("a folder");
        Installation { scratch }
    }

    fn majakka(&self, settings: &BTreeMap<&str, &str>, environment: Option<(&str, &str)>) -> Command {
        let here = self.scratch.path().display().to_string();
        let lines = settings.iter().filter(|(_, value)| !value.is_empty());
        let text: String = lines.map(|(key, value)| format!("{key} = {}\n", value.replace("HERE", &here))).collect();
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        command.arg("--config").arg(self.scratch.write("majakka.toml", text)).current_dir(self.scratch.path());
        command.envs(environment);
        command
    }

    /// What the doctor says, and whether she lets it pass.
    fn examined(mut majakka: Command) -> (bool, String) {
        let output = majakka.arg("doctor").output().expect("the binary runs");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        (output.status.success(), said)
    }

    /// Whether it starts, and what it says if it does not.
    fn started(&self, mut majakka: Command) -> (bool, String) {
        let log = self.scratch.join("log");
        let _ = fs::remove_file(&log);
        let (mut process, stdout) = Process::start_reading(majakka.arg("up"), &log, Signal::SIGTERM);
        let mut greeting = String::new();
        BufReader::new(stdout).read_line(&mut greeting).expect("a pipe");
        let runs = greeting.starts_with("Majakka is lit");
        process.stop();
        (runs, process.said())
    }
}

#[test]
fn doctor_and_start_agree_on_every_slip() {
    let installation = Installation::new();
    let sound = || BTreeMap::from(SOUND);
    let of_file = SLIPS.iter().map(|(key, value, named)| {
        let mut settings = sound();
        settings.insert(key, value);
        (format!("{key} = {value}"), settings, None, *named)
    });
    let of_environment = IN_ENVIRONMENT
        .iter()
        .map(|(variable, value, named)| (format!("{variable}={value}"), sound(), Some((*variable, *value)), *named));
    let none = std::iter::once(("no slip".to_owned(), sound(), None, None));
    let mut wrong = Vec::new();
    for (slip, settings, environment, named) in none.chain(of_file).chain(of_environment) {
        let majakka = || installation.majakka(&settings, environment);
        let (passed, examined) = Installation::examined(majakka());
        let (runs, started) = installation.started(majakka());
        let told = |said: &str| {
            named.is_none_or(|key| said.contains(key)) && !said.contains("geheim") && !said.contains("cret@")
        };
        if passed != runs || runs != named.is_none() || !told(&examined) || !(runs || told(&started)) {
            wrong.push(format!("{slip}\n  doctor: {passed}\n{examined}\n  start: {runs}\n{started}"));
        }
    }
    assert!(wrong.is_empty(), "{} slips:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_doubtful_is_named_and_started_with() {
    let installation = Installation::new();
    for (key, value, said) in [
        ("desk.contact.fi", "\"oma käyttötuki\"", "desk.contact.fi: has no number and no address"),
        ("sms.kannel.sender", "\"Majakka\"", "route kannel: the sender id \"Majakka\" has no day of registration"),
        ("screenshots.url", "\"s3://pictures\"", "screenshots.s3.access_key_id: is not set"),
    ] {
        let mut settings = BTreeMap::from(SOUND);
        settings.insert(key, value);
        let (passed, examined) = Installation::examined(installation.majakka(&settings, None));
        assert!(passed && examined.contains(said), "{key}: {examined}");
    }
    let stray = Some(("MAJAKKA_SERVER__LISTEN", "127.0.0.1:1"));
    let (passed, examined) = Installation::examined(installation.majakka(&BTreeMap::from(SOUND), stray));
    assert!(passed && examined.contains("MAJAKKA_SERVER__LISTEN: stands in the environment"), "{examined}");
}
