//! Promise: whoever stops the program in the middle of a bulletin waits fifteen seconds at most, whatever the mail server
//! does; asked twice, it ends at once. Whoever kills it loses nothing: the next mail leaves within fifteen seconds of the
//! new start, and twice goes at most what it held in its hand.

use std::collections::BTreeSet;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use majakka_domain::terms::{Extent, Origin};
use majakka_store::db::schema::deliveries;
use majakka_testing::maildir::Mail;
use majakka_testing::postfix::Postfix;
use majakka_testing::process::{Process, Signal};
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, postgres, wait};

use crate::harness::cast::Cast;
use crate::harness::majakka::{Majakka, Setup};

const PROMISE: Duration = Duration::from_secs(15);
const CONNECTIONS: usize = 4;

/// The readers' mails that are in this state.
fn count(cast: &Cast, state: &str) -> i64 {
    let of_readers = deliveries::table.filter(deliveries::address.like("lukija-%"));
    let count = of_readers.filter(deliveries::state.eq(state)).count();
    cast.app.read(|conn| Ok(count.get_result(conn)?)).expect("a count")
}

/// How many mails are in somebody's hand.
fn held(cast: &Cast) -> usize {
    let held = deliveries::table.filter(deliveries::leased_by.is_not_null()).filter(deliveries::channel.eq("email"));
    let held: i64 = cast.app.read(|conn| Ok(held.count().get_result(conn)?)).expect("a count");
    usize::try_from(held).expect("a count")
}

/// A mail server that takes the whole mail and then says nothing for a minute.
struct Hanging {
    _server: Process,
    _scratch: Scratch,
    port: u16,
}

impl Hanging {
    fn start() -> Hanging {
        let (scratch, port) = (Scratch::new("mjhang"), ports::free());
        let mut command = Command::new("/usr/sbin/smtp-sink");
        command.args(["-u", "nobody", "-W", ".:60"]).arg(format!("127.0.0.1:{port}")).arg("100");
        let mut server = Process::start(&mut command, &scratch.join("log"), Signal::SIGKILL);
        server.until("smtp-sink", || ports::answers(port).then_some(()));
        Hanging { _server: server, _scratch: scratch, port }
    }

    fn carries(&self, setup: Setup) -> Setup {
        setup
            .with("MAIL__FROM", "Majakka <majakka@test.invalid>")
            .with("MAIL__SMTP__HOST", "127.0.0.1")
            .with("MAIL__SMTP__PORT", self.port)
            .with("MAIL__SMTP__SECURITY", "plain")
            .with("MAIL__SMTP__CONNECTIONS", CONNECTIONS)
    }
}

/// The program in the middle of a bulletin that the mail server does not take.
fn in_the_middle(hanging: &Hanging) -> (Majakka, Cast) {
    let mut majakka = hanging.carries(Setup::up()).start();
    let _ = majakka.address();
    let cast = Cast::settle(None, &majakka.var());
    cast.readers(40);
    cast.publish("reseptiä ei voi tallentaa", Origin::Local, Extent::Organisation);
    wait::until("the connections to hold mails", || (held(&cast) >= CONNECTIONS).then_some(()));
    (majakka, cast)
}

fn end(majakka: &mut Majakka) -> ExitStatus {
    wait::until("its end", || majakka.process().ended())
}

#[test]
fn a_mail_server_that_hangs_keeps_nobody_from_stopping_and_what_it_may_have_is_uncertain() {
    let hanging = Hanging::start();
    let (mut majakka, cast) = in_the_middle(&hanging);
    let asked = Instant::now();
    majakka.process().signal(Signal::SIGTERM);
    let status = end(&mut majakka);
    assert!(asked.elapsed() < PROMISE, "it took {:?}", asked.elapsed());
    assert!(status.success(), "{status}");
    let (uncertain, queued) = (count(&cast, "uncertain"), count(&cast, "queued"));
    assert!((1..=CONNECTIONS as i64).contains(&uncertain) && uncertain + queued == 40, "{uncertain} and {queued}");
    assert_eq!(held(&cast), 0, "it holds nothing any more");

    // With a server that takes mail everybody hears: those that may have it already, once more.
    let (postfix, secrets) = (Postfix::start(), Scratch::new("mjstop"));
    let mut again = Setup::up().mailing(&postfix, &secrets).start_beside(&majakka);
    let _ = again.address();
    wait::until("everybody to have it", || (count(&cast, "sent") == 40).then_some(()));
}

#[test]
fn whoever_asks_twice_means_it() {
    let hanging = Hanging::start();
    let (mut majakka, _cast) = in_the_middle(&hanging);
    majakka.process().signal(Signal::SIGTERM);
    wait::until("the first word of the stop", || majakka.said().1.contains("stop").then_some(()));
    let asked = Instant::now();
    majakka.process().signal(Signal::SIGTERM);
    end(&mut majakka);
    assert!(asked.elapsed() < Duration::from_secs(2), "it took {:?}", asked.elapsed());
}

fn killed_in_the_middle_of_a_bulletin(database: Option<&str>) {
    const READERS: usize = 300;
    let (postfix, secrets) = (Postfix::start(), Scratch::new("mjkill"));
    let setup = || {
        let setup = Setup::up().mailing(&postfix, &secrets).with("MAIL__SMTP__CONNECTIONS", CONNECTIONS);
        database.into_iter().fold(setup, |setup, url| setup.database(url))
    };
    let mut majakka = setup().start();
    let _ = majakka.address();
    let cast = Cast::settle(database, &majakka.var());
    cast.readers(READERS);
    cast.publish("reseptiä ei voi tallentaa", Origin::Local, Extent::Organisation);
    let mails = || -> Vec<Mail> {
        postfix.maildir().mails().into_iter().filter(|mail| mail.recipient().starts_with("lukija-")).collect()
    };
    wait::until("the first mails", || (mails().len() >= 10).then_some(()));
    majakka.process().signal(Signal::SIGKILL);
    end(&mut majakka);
    let sent = count(&cast, "sent");
    assert!(sent < READERS as i64, "it was killed too late for this story");
    // It may have handed over any of these, and told nobody.
    let held = held(&cast);
    assert!(held < READERS, "a hand is bounded: {held}");

    let begun = Instant::now();
    let mut again = setup().start_beside(&majakka);
    let _ = again.address();
    wait::until("the next mail to leave", || (count(&cast, "sent") > sent).then_some(()));
    assert!(begun.elapsed() < PROMISE, "the next mail left after {:?}", begun.elapsed());
    wait::until("everybody to have it", || (count(&cast, "sent") == READERS as i64).then_some(()));
    wait::until("the mailboxes to be full", || {
        let reached: BTreeSet<String> = mails().iter().map(Mail::recipient).collect();
        (reached.len() == READERS).then_some(())
    });
    let copies = mails().len() - READERS;
    assert!(copies <= held, "{copies} copies of {held} that it held");
}

#[test]
fn a_kill_in_the_middle_of_a_bulletin_costs_seconds_and_no_mail_on_sqlite() {
    killed_in_the_middle_of_a_bulletin(None);
}

#[test]
fn a_kill_in_the_middle_of_a_bulletin_costs_seconds_and_no_mail_on_postgresql() {
    killed_in_the_middle_of_a_bulletin(Some(&postgres::database()));
}
