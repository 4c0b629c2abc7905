//! Mail to smtp-sink, which can be told to behave in ways that Postfix does not.

use std::process::Command;

use majakka_app::config::{SmtpSecurity, SmtpSettings};
use majakka_domain::delivery::Whose;
use majakka_notifier::channel::{Outcome, smtp::SmtpGateway};
use majakka_testing::{
    ports,
    process::{Process, Signal},
    scratch::Scratch,
};

use super::letters::{assert_accepted, assert_trouble, composer, mail, send};

struct Sink {
    _server: Process,
    _scratch: Scratch,
    port: u16,
}

impl Sink {
    fn start(manners: &[&str]) -> Self {
        let scratch = Scratch::new("mjsk");
        let port = ports::free();
        let mut command = Command::new("/usr/sbin/smtp-sink");
        command.args(["-u", "nobody"]).args(manners).args([&format!("127.0.0.1:{port}"), "100"]);
        let mut server = Process::start(&mut command, &scratch.join("log"), Signal::SIGTERM);
        server.until("smtp-sink", || ports::answers(port).then_some(()));
        Sink { _server: server, _scratch: scratch, port }
    }

    fn gateway(&self, connections: usize) -> SmtpGateway {
        let settings = SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port: Some(self.port),
            security: SmtpSecurity::Plain,
            username: None,
            password_file: None,
            ca_file: None,
            hello: None,
            connections,
            connect_seconds: 15,
            send_seconds: 60,
            idle_seconds: 60,
            limits: Default::default(),
        };
        SmtpGateway::new(&settings, composer()).unwrap()
    }

    async fn send(&self, connections: usize, count: i64) -> Vec<Outcome> {
        let letters = (1..=count).map(|number| mail(number, "anna@test.invalid")).collect();
        send(&self.gateway(connections), letters).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_pipelining_is_spoken_to_step_by_step() {
    assert_accepted(&Sink::start(&["-p"]).send(2, 10).await, 10);
    assert_accepted(&Sink::start(&[]).send(2, 10).await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_read_at_every_step_with_and_without_pipelining() {
    for pipelining in [&[][..], &["-p"]] {
        let sink = |manners: &[&str]| Sink::start(&[pipelining, manners].concat());
        assert_trouble(&sink(&["-f", "MAIL"]).send(1, 3).await, Whose::Us, "500");
        for step in ["RCPT", "DATA", "."] {
            for (manners, permanent) in [(["-f", step], true), (["-r", step], false)] {
                let said = sink(&manners).send(1, 3).await;
                let is = |outcome: &Outcome| matches!(outcome, Outcome::Refused { refusal, .. } if refusal.permanent == permanent);
                assert!(said.iter().all(is), "{step} {said:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lets_in_fewer_than_we_may_open_gets_them_all_the_same() {
    assert_accepted(&Sink::start(&["-m", "1"]).send(6, 60).await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_up_in_the_middle_is_not_believed_to_have_the_mail() {
    for step in ["MAIL", "DATA", "."] {
        let outcomes = Sink::start(&["-q", step]).send(2, 4).await;
        let unknown = step == ".";
        let is = |outcome: &Outcome| match outcome {
            Outcome::Unknown { .. } => unknown,
            Outcome::Refused { refusal, .. } => !unknown && refusal.whose != Whose::Recipient,
            _ => false,
        };
        assert!(outcomes.iter().all(is), "{step} {outcomes:?}");
    }
}
