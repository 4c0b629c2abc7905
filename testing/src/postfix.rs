//! A throw-away Postfix: STARTTLS and implicit TLS under a CA of its own, SMTP AUTH, one maildir for all it delivers.
//!
//! It takes mail for `test.invalid` and `example.fi` from those who sign in, and relays nothing: `outside.test.invalid` is
//! denied at once. Some addresses of `test.invalid` fail in a way of their own: `nouser@` 550, `tempfail@` 451 and `greylist@` 450 at once, `slow@` after
//! twelve seconds of thought 250, `bounce@` and `defer@` accepted and returned later as a delivery status notification to
//! the envelope sender (at once, and after six seconds); a subject with `X-REJECT-DATA` gets 550 after the data.
//! Postfix insists on the superuser: so do the tests that start it.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::certificate;
use crate::maildir::{Mail, Maildir};
use crate::process::{self, Process, Signal};
use crate::scratch::Scratch;
use crate::{ports, wait};

/// The account that may send, as SMTP AUTH wants it.
pub const USER: &str = "mailer@test.invalid";
/// Its mailbox for what comes back; it takes `palautukset+anything@` as well.
pub const RETURNS: &str = "palautukset@test.invalid";
/// Its password.
pub const PASSWORD: &str = "sekret";

/// Where in a dialogue a client is refused that is not welcome.
#[derive(Debug, Clone, Copy)]
pub enum Blocked {
    /// At its first recipient.
    AtRecipient,
    /// When it has sent the mail's data.
    AfterData,
}

impl Blocked {
    const fn table(self) -> &'static str {
        match self {
            Blocked::AtRecipient => "etc/clients",
            Blocked::AfterData => "etc/clients_of_data",
        }
    }
}

const DAEMONS: &str = "/usr/lib/postfix/sbin";

/// A running Postfix. Dropping it stops it and removes its mail.
#[derive(Debug)]
pub struct Postfix {
    server: Process,
    scratch: Scratch,
    starttls: u16,
    tls: u16,
}

impl Postfix {
    /// Writes the configuration and starts the server (about half a second).
    #[must_use]
    pub fn start() -> Postfix {
        assert!(process::as_root(), "Postfix can only be started by root: run the tests as root, or in a container");
        let scratch = Scratch::new("mjpf");
        let (starttls, tls) = (ports::free(), ports::free());
        configure(&scratch, starttls, tls);
        let server = master(&scratch, starttls, tls);
        Postfix { server, scratch, starttls, tls }
    }

    /// The port on 127.0.0.1 (certificate name `localhost`) where TLS starts after STARTTLS.
    #[must_use]
    pub fn starttls_port(&self) -> u16 {
        self.starttls
    }

    /// The port where TLS starts at once.
    #[must_use]
    pub fn tls_port(&self) -> u16 {
        self.tls
    }

    /// The file with the certificate (PEM) of the authority that a client must trust.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.scratch.join("etc/ca.pem")
    }

    /// What has been delivered.
    #[must_use]
    pub fn maildir(&self) -> Maildir {
        Maildir::new(self.scratch.join("mail/all"))
    }

    /// The maildir of [`RETURNS`], apart from all others.
    #[must_use]
    pub fn returns(&self) -> PathBuf {
        self.scratch.join("mail/returns")
    }

    /// Waits for a delivered mail that `wanted` recognises.
    #[must_use]
    pub fn wait_for(&self, thing: &str, wanted: impl Fn(&Mail) -> bool) -> Mail {
        let found = wait::maybe(|| self.maildir().mails().into_iter().find(&wanted));
        found.unwrap_or_else(|| {
            panic!("no mail came: {thing}. Delivered: {:#?}\n{}", self.maildir().mails(), self.log())
        })
    }

    /// Waits until at least so many mails are delivered, and gives all of them.
    #[must_use]
    pub fn wait_for_mails(&self, count: usize) -> Vec<Mail> {
        let enough = || Some(self.maildir().mails()).filter(|mails| mails.len() >= count);
        wait::maybe(enough)
            .unwrap_or_else(|| panic!("{count} mails wanted, there are {:#?}\n{}", self.maildir().mails(), self.log()))
    }

    /// Stops the server as if its machine had lost power. Its queue stays on disk.
    pub fn crash(&mut self) {
        self.server.signal(Signal::SIGKILL);
        self.stop();
    }

    /// Starts it again on the same ports, with the queue and the mail that were there.
    pub fn start_again(&mut self) {
        self.stop();
        self.server = master(&self.scratch, self.starttls, self.tls);
    }

    /// Refuses every client in these words, or none any more, as a relay does that has the client's address on a list.
    pub fn block_clients(&mut self, at: Blocked, reply: Option<&str>) {
        self.crash();
        let rule = reply.map(|reply| format!("127.0.0.1 {reply}\n")).unwrap_or_default();
        self.scratch.write(at.table(), rule);
        date_back(&self.scratch);
        self.start_again();
    }

    /// Its own children hold the ports a moment longer than it does, and a client who meets one of those is lost.
    fn stop(&mut self) {
        self.server.stop();
        let silent = || !ports::answers(self.starttls) && !ports::answers(self.tls);
        wait::until("the ports to be free", || silent().then_some(()));
    }

    /// The mail log so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.scratch.join("maillog")).unwrap_or_default()
    }
}

fn master(scratch: &Scratch, starttls: u16, tls: u16) -> Process {
    let etc = scratch.join("etc");
    let mut command = Command::new(Path::new(DAEMONS).join("master"));
    let mut server = Process::start_session(command.arg("-c").arg(&etc), &scratch.join("maillog"), Signal::SIGTERM);
    server.until("SMTP", || (ports::answers(starttls) && ports::answers(tls)).then_some(()));
    server
}

fn configure(scratch: &Scratch, starttls: u16, tls: u16) {
    let (nobody, nogroup) = process::account("nobody").unwrap_or((65534, 65534));
    let directory = scratch.path().to_string_lossy();
    let fill = |text: &str| {
        let text = text.replace("@DIR@", &directory).replace("@NOBODY@", &nobody.to_string());
        text.replace("@STARTTLS@", &starttls.to_string()).replace("@TLS@", &tls.to_string())
    };
    scratch.write("etc/main.cf", fill(include_str!("postfix/main.cf")));
    scratch.write("etc/master.cf", fill(include_str!("postfix/master.cf")));
    scratch.write("etc/sasl/smtpd.conf", fill(include_str!("postfix/smtpd.conf")));
    for blocked in [Blocked::AtRecipient, Blocked::AfterData] {
        scratch.write(blocked.table(), "");
    }
    scratch.write("etc/transport", include_str!("postfix/transport"));
    scratch.write("etc/mailboxes", "/^palautukset[+@]/ returns/\n");
    scratch.write("etc/recipients", include_str!("postfix/recipients"));
    scratch.write("etc/header_checks", include_str!("postfix/header_checks"));
    certificate::write(&scratch.join("etc"), &["DNS:localhost", "DNS:mx.test.invalid", "IP:127.0.0.1"]);
    add_user(scratch);
    fs::create_dir_all(scratch.join("mail")).expect("the mail folder");
    chown(scratch.join("mail"), Some(nobody), Some(nogroup)).expect("the mail folder given to nobody");
    make_queue(scratch);
}

fn add_user(scratch: &Scratch) {
    let users = scratch.join("etc/sasldb2");
    let line = format!("printf %s '{PASSWORD}' | saslpasswd2 -p -c -f '{}' -u test.invalid mailer", users.display());
    process::run(Command::new("sh").args(["-c", &line]));
    process::run(Command::new("chown").arg("root:postfix").arg(&users));
    process::run(Command::new("chmod").arg("640").arg(&users));
}

/// Makes the queue folders.
fn make_queue(scratch: &Scratch) {
    for folder in ["spool", "data"] {
        fs::create_dir_all(scratch.join(folder)).expect("a folder for Postfix");
    }
    process::run(Command::new("chown").arg("postfix").arg(scratch.join("data")));
    date_back(scratch);
    process::run(Command::new("postfix").arg("-c").arg(scratch.join("etc")).arg("check"));
}

/// Postfix waits two seconds for a file that changed just now.
fn date_back(scratch: &Scratch) {
    let old = format!("find '{}' -type f -exec touch -d '1 minute ago' {{}} +", scratch.join("etc").display());
    process::run(Command::new("sh").args(["-c", &old]));
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::authentication::Credentials;
    use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
    use lettre::{Message, SmtpTransport, Transport as _};

    use super::*;

    fn client(postfix: &Postfix, password: &str, wrapped: bool) -> SmtpTransport {
        let authority = Certificate::from_pem(&fs::read(postfix.authority()).unwrap()).unwrap();
        let tls = TlsParameters::builder("localhost".to_owned()).add_root_certificate(authority).build().unwrap();
        let (port, tls) = if wrapped {
            (postfix.tls_port(), Tls::Wrapper(tls))
        } else {
            (postfix.starttls_port(), Tls::Required(tls))
        };
        let builder = SmtpTransport::builder_dangerous("localhost").port(port).tls(tls);
        builder.credentials(Credentials::new(USER.to_owned(), password.to_owned())).build()
    }

    fn mail(to: &str, subject: &str) -> Message {
        let builder = Message::builder().from("Häiriöt <vuoro@test.invalid>".parse().unwrap());
        builder.to(to.parse().unwrap()).subject(subject).body("Päivää.\nKatko on ohi.\n".to_owned()).unwrap()
    }

    #[test]
    fn mail_is_delivered_over_starttls_and_over_tls_to_who_signs_in() {
        let postfix = Postfix::start();
        client(&postfix, PASSWORD, false).send(&mail("anna@test.invalid", "Häiriö: Åland")).unwrap();
        client(&postfix, PASSWORD, true).send(&mail("ville@example.fi", "ohi")).unwrap();
        let refused = client(&postfix, "väärä", false).send(&mail("anna@test.invalid", "ei")).unwrap_err();
        assert!(refused.is_permanent(), "{refused}");

        assert_eq!(postfix.wait_for_mails(2).len(), 2);
        let mail = postfix.wait_for("Anna's", |mail| mail.recipient() == "anna@test.invalid");
        assert_eq!(mail.subject(), "Häiriö: Åland");
        assert_eq!(mail.text().trim_end(), "Päivää.\nKatko on ohi.");
        assert_eq!(mail.envelope_sender(), "vuoro@test.invalid");
    }

    #[test]
    fn failing_addresses_fail_as_they_promise_and_the_queue_survives_a_crash() {
        let mut postfix = Postfix::start();
        let smtp = client(&postfix, PASSWORD, false);
        let refusal = |to: &str| smtp.send(&mail(to, "x")).unwrap_err().status().unwrap().to_string();
        assert_eq!(refusal("nouser@test.invalid"), "550");
        assert_eq!(refusal("tempfail@test.invalid"), "451");
        assert_eq!(refusal("greylist@test.invalid"), "450");

        smtp.send(&mail("bounce@test.invalid", "palaa")).unwrap();
        let report = postfix.wait_for("the bounce", |mail| mail.recipient() == "vuoro@test.invalid");
        assert_eq!(report.envelope_sender(), "");
        assert!(report.header("Content-Type").unwrap().starts_with("multipart/report"));

        postfix.crash();
        assert!(smtp.send(&mail("anna@test.invalid", "x")).is_err());
        postfix.start_again();
        client(&postfix, PASSWORD, false).send(&mail("anna@test.invalid", "taas")).unwrap();
        let again = postfix.wait_for("mail after the crash", |mail| mail.recipient() == "anna@test.invalid");
        assert_eq!(again.subject(), "taas");
    }
}
