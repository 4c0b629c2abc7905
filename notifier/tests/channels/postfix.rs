//! Mail through a real Postfix.

use std::{sync::Arc, time::Duration};

use majakka_app::config::{SmtpSecurity, SmtpSettings};
use majakka_domain::delivery::Whose;
use majakka_notifier::channel::{Attachment, Outcome, Words, smtp::SmtpGateway};
use majakka_testing::{
    postfix::{PASSWORD, Postfix, USER},
    wait,
};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::letters::{assert_accepted, assert_trouble, composer, mail, saying, secret, send, words};

struct Setup {
    postfix: Postfix,
    folder: TempDir,
}

impl Setup {
    fn open() -> Self {
        Setup { postfix: Postfix::start(), folder: tempfile::tempdir().unwrap() }
    }

    fn settings(&self, security: SmtpSecurity, connections: usize) -> SmtpSettings {
        let port = match security {
            SmtpSecurity::Tls => self.postfix.tls_port(),
            SmtpSecurity::Starttls | SmtpSecurity::Plain => self.postfix.starttls_port(),
        };
        SmtpSettings {
            host: "localhost".to_owned(),
            port: Some(port),
            security,
            username: Some(USER.to_owned()),
            password_file: Some(secret(&self.folder, PASSWORD)),
            ca_file: Some(self.postfix.authority()),
            hello: Some("majakka.test.invalid".to_owned()),
            connections,
            connect_seconds: 15,
            send_seconds: 60,
            idle_seconds: 60,
            limits: Default::default(),
        }
    }

    fn gateway(&self, security: SmtpSecurity, connections: usize) -> SmtpGateway {
        gateway(&self.settings(security, connections))
    }
}

fn gateway(settings: &SmtpSettings) -> SmtpGateway {
    SmtpGateway::new(settings, composer()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_arrives_whole_over_starttls_and_over_tls() {
    let setup = Setup::open();
    for (number, security) in [(41, SmtpSecurity::Starttls), (42, SmtpSecurity::Tls)] {
        let to = format!("anna{number}@example.fi");
        let words = Words {
            html: Some("<p>Resepti-palvelussa on häiriö.</p>".to_owned()),
            attachments: vec![Attachment {
                name: "häiriöilmoitus.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                content: Arc::from(*b"%PDF-1.7 \x00\xff\r\n.\r\n"),
            }],
            ..words()
        };
        let letter = saying(number, &to, words.clone());
        let outcomes = send(&setup.gateway(security, 2), vec![letter.clone()]).await;
        let [Outcome::Accepted { provider_ref: Some(told) }] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert!(told.contains("queued as"), "{told}");

        let arrived = setup.postfix.wait_for("Anna's", |mail| mail.recipient() == to);
        assert_eq!(arrived.subject(), words.subject);
        assert_eq!(arrived.text().trim_end(), words.text.trim_end());
        assert_eq!(arrived.html().as_deref().map(str::trim_end), words.html.as_deref());
        assert_eq!(arrived.attachments(), [("häiriöilmoitus.pdf".to_owned(), words.attachments[0].content.to_vec())]);
        assert_eq!(arrived.envelope_sender(), format!("bounces+{number}@test.invalid"));
        let header = |name| arrived.header(name).unwrap();
        assert_eq!(header("Message-ID"), letter.message_id);
        assert_eq!(header("References"), "<h45@majakka.example.fi>");
        assert_eq!(header("Auto-Submitted"), "auto-generated");
        assert_eq!(header("Date"), "Thu, 19 Nov 2026 05:40:00 +0000");
        // Encrypted and signed in (RFC 3848).
        assert!(header("Received").contains("with ESMTPSA"), "{}", header("Received"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_costs_neither_the_connection_nor_the_others() {
    let setup = Setup::open();
    let gateway = gateway(&SmtpSettings { idle_seconds: 1, ..setup.settings(SmtpSecurity::Starttls, 1) });
    let to = ["anna@test.invalid", "nouser@test.invalid", "tempfail@test.invalid", "greylist@test.invalid"];
    let mut letters: Vec<_> = (1..).zip(to).map(|(number, to)| mail(number, to)).collect();
    letters.push(saying(5, "anna@test.invalid", Words { subject: "X-REJECT-DATA".to_owned(), ..words() }));
    letters.push(mail(6, "ei osoite"));
    letters.push(mail(7, "ville@test.invalid"));

    let outcomes = send(&gateway, letters).await;
    let told: Vec<_> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Accepted { .. } => "accepted".to_owned(),
            Outcome::Refused { refusal, detail } => format!("{} {:?}", &detail[..9], refusal.whose),
            Outcome::Unsendable { detail } | Outcome::Unknown { detail } => format!("unsendable {}", &detail[..9]),
        })
        .collect();
    let not_sent = "unsendable not a mai";
    let expected = [
        "accepted",
        "550 5.1.1 Recipient",
        "451 4.3.2 Unclear",
        "450 4.2.0 Recipient",
        "550 5.7.1 Unclear",
        not_sent,
        "accepted",
    ];
    assert_eq!(told, expected);

    // One connection carried them all, and was closed in due form when nobody needed it any more.
    let farewell = wait::until("the idle connection to be closed", || {
        setup
            .postfix
            .log()
            .lines()
            .find(|line| line.contains(" disconnect from") && line.contains("auth=1"))
            .map(str::to_owned)
    });
    assert!(farewell.contains("mail=6 rcpt=3/6") && farewell.contains("quit=1"), "{farewell}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_blames_the_gateway_and_nobody_else() {
    let setup = Setup::open();
    let good = setup.settings(SmtpSecurity::Starttls, 4);
    let letters = || (1..=20).map(|number| mail(number, "anna@test.invalid")).collect::<Vec<_>>();

    let folder = tempfile::tempdir().unwrap();
    let wrong_password = SmtpSettings { password_file: Some(secret(&folder, "väärä")), ..good.clone() };
    assert_trouble(&send(&gateway(&wrong_password), letters()).await, Whose::Gateway, "535 5.7.8");
    for security in [SmtpSecurity::Starttls, SmtpSecurity::Tls] {
        let stranger = SmtpSettings { ca_file: None, ..setup.settings(security, 4) };
        assert_trouble(&send(&gateway(&stranger), letters()).await, Whose::Gateway, "certificate");
    }
    let nobody = SmtpSettings { port: Some(majakka_testing::ports::free()), ..good.clone() };
    assert_trouble(&send(&gateway(&nobody), letters()).await, Whose::Gateway, "refused");
    let no_account = SmtpSettings { username: None, password_file: None, ..good };
    assert_trouble(&send(&gateway(&no_account), letters()).await, Whose::Unclear, "554 5.7.1");
    assert_eq!(setup.postfix.maildir().mails().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashed_costs_no_letter_once_it_is_back() {
    let mut setup = Setup::open();
    let gateway = setup.gateway(SmtpSecurity::Starttls, 4);
    let letters = |first: i64| (first..first + 20).map(|n| mail(n, &format!("a{n}@test.invalid"))).collect::<Vec<_>>();
    assert_accepted(&send(&gateway, letters(1)).await, 20);

    setup.postfix.crash();
    assert_trouble(&send(&gateway, letters(21)).await, Whose::Gateway, "localhost:");
    setup.postfix.start_again();
    assert_accepted(&send(&gateway, letters(21)).await, 20);

    // It was away while nothing was sent: the connections that lay idle are dead, and nobody is the worse for it.
    setup.postfix.crash();
    setup.postfix.start_again();
    assert_accepted(&send(&gateway, letters(41)).await, 20);
    assert!(setup.postfix.wait_for_mails(60).len() >= 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_died_before_its_first_letter_costs_none_either() {
    let mut setup = Setup::open();
    let gateway = gateway(&SmtpSettings { send_seconds: 8, ..setup.settings(SmtpSecurity::Starttls, 1) });
    // To ask whether the server still lets us in opens a connection, which is kept.
    assert_eq!(send(&gateway, vec![mail(1, "slow@test.invalid")]).await, [Outcome::silent("no answer within 8 s")]);

    setup.postfix.crash();
    setup.postfix.start_again();
    assert_accepted(&send(&gateway, vec![mail(2, "anna@test.invalid")]).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_who_dawdles_is_told_apart_from_a_server_that_hangs() {
    let setup = Setup::open();
    // The dawdler takes twelve seconds.
    let hasty = SmtpSettings { send_seconds: 8, ..setup.settings(SmtpSecurity::Starttls, 2) };
    let letters = || vec![mail(1, "slow@test.invalid"), mail(2, "anna@test.invalid"), mail(3, "ville@test.invalid")];
    let outcomes = send(&gateway(&hasty), letters()).await;
    assert_eq!(outcomes[0], Outcome::silent("no answer within 8 s"));
    assert_accepted(&outcomes, 2);

    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = Some(mute.local_addr().unwrap().port());
    let hanging = SmtpSettings { port, connect_seconds: 1, ..hasty };
    assert_trouble(&send(&gateway(&hanging), letters()).await, Whose::Gateway, "within 1 s");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_comes_back_to_the_address_of_its_delivery() {
    let setup = Setup::open();
    let outcomes = send(&setup.gateway(SmtpSecurity::Tls, 1), vec![mail(4711, "bounce@test.invalid")]).await;
    assert_accepted(&outcomes, 1);
    let bounce = setup.postfix.wait_for("the bounce", |mail| mail.recipient() == "bounces+4711@test.invalid");
    assert_eq!(bounce.envelope_sender(), "");
}

#[test]
fn nothing_travels_in_the_clear_to_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = SmtpSettings {
        host: "mail.example.fi".to_owned(),
        port: None,
        security: SmtpSecurity::Plain,
        username: Some("majakka".to_owned()),
        password_file: Some(secret(&folder, "sala")),
        ca_file: None,
        hello: None,
        connections: 1,
        connect_seconds: Duration::from_secs(1).as_secs(),
        send_seconds: 1,
        idle_seconds: 1,
        limits: Default::default(),
    };
    let refused = |settings: &SmtpSettings| SmtpGateway::new(settings, composer()).err().unwrap().to_string();
    assert!(refused(&settings).contains("in the clear to mail.example.fi"));
    let without_account = SmtpSettings { username: None, password_file: None, ..settings.clone() };
    assert!(refused(&without_account).contains("in the clear"), "a sign-in link is as good as a password");
    settings.security = SmtpSecurity::Starttls;
    settings.password_file = None;
    assert!(refused(&settings).contains("go together"));
    settings.username = None;
    settings.ca_file = Some("/nowhere/ca.pem".into());
    assert!(refused(&settings).contains("/nowhere/ca.pem"));
}
