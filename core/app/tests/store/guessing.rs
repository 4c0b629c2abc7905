//! Passwords are tried one after another, however many come at once, and strangers slow nobody down but strangers.

use std::net::IpAddr;

use chrono::TimeDelta;
use majakka_app::command::account::session::{self, Whence};
use majakka_app::command::account::{self, Purpose};
use majakka_app::known_browser;
use majakka_app::password::{PasswordCost, Passwords};
use majakka_domain::id::AccountId;
use majakka_domain::refusal::Refusal;
use majakka_kit::{Database, TestApp};
use majakka_store::error::Error;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account as accounts, audit};

const EMAIL: &str = account::FIRST_EMAIL;
const PASSWORD: &str = "seitsemän sinistä järveä 41";
const WRONG: &str = "väärä salasana 1";

/// A new installation whose first administrator has chosen a password.
struct Door {
    app: TestApp,
    passwords: Passwords,
    person: Person,
}

fn on_both(story: impl Fn(&Door)) {
    majakka_kit::on_both(|database| story(&Door::on(database)));
}

impl Door {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let random = app.random.as_ref();
        let cheap = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };
        let passwords = Passwords::new(cheap, random).expect("a cost");
        let hash = passwords.hash(PASSWORD, random).expect("a hash");
        let open = |tx: &mut majakka_app::Tx<'_>| {
            let link = account::first_administrator(tx)?.expect("a link");
            let id = account::open_with_link(tx, &link.hash(), &hash)?;
            Ok(accounts::person(tx.conn, id)?.expect("a person"))
        };
        let person = app.step(open);
        Door { app, passwords, person }
    }

    fn try_from(&self, password: &str, whence: &Whence) -> bool {
        session::sign_in(&self.app, &self.passwords, EMAIL, password, whence).expect("an answer").is_some()
    }

    fn known(&self, marks: Vec<String>) -> Whence {
        Whence { marks, ..stranger(1) }
    }

    /// How many tries were judged and found wrong, and how many were not looked at.
    fn refused(&self) -> (usize, usize) {
        let log = self.app.read(|conn| audit::newest(conn, 1_000)).expect("the log");
        let refused: Vec<_> = log.iter().filter(|row| row.action == "session.refused").collect();
        let unseen = refused.iter().filter(|row| row.detail.starts_with("not looked at")).count();
        (refused.len() - unseen, unseen)
    }
}

fn stranger(n: u8) -> Whence {
    Whence { address: IpAddr::from([198, 51, 100, n]), marks: Vec::new(), browser: String::new() }
}

#[test]
fn of_many_tries_at_once_five_are_judged() {
    on_both(|door| {
        std::thread::scope(|scope| {
            for _ in 0..25 {
                scope.spawn(|| assert!(!door.try_from(WRONG, &stranger(1))));
            }
        });
        assert_eq!(door.refused(), (5, 20));
        assert!(!door.try_from(PASSWORD, &stranger(1)), "the door is shut for the right one too");
        assert!(door.try_from(PASSWORD, &stranger(2)), "and only for who guessed");
        door.app.clock.advance(TimeDelta::minutes(1));
        assert!(door.try_from(PASSWORD, &stranger(1)));
    });
}

#[test]
fn strangers_from_everywhere_slow_each_other_and_nobody_whose_browser_is_known() {
    on_both(|door| {
        let mark = known_browser::mark(&door.app, door.person.account);
        for n in 0..60 {
            door.try_from(WRONG, &stranger(n));
        }
        assert_eq!(door.refused(), (50, 10), "all strangers together have fifty tries");
        assert!(!door.try_from(PASSWORD, &stranger(99)));
        assert!(door.try_from(PASSWORD, &door.known(vec![mark])), "she comes in from the browser that she always uses");
        door.app.clock.advance(TimeDelta::hours(1));
        assert!(door.try_from(PASSWORD, &stranger(99)), "an hour of quiet, and it is forgotten");
    });
}

#[test]
fn who_sprays_one_password_over_many_accounts_slows_her_own_address() {
    on_both(|door| {
        let spray = |n: u32| {
            let email = format!("joku{n}@example.fi");
            session::sign_in(&door.app, &door.passwords, &email, WRONG, &stranger(1)).expect("an answer")
        };
        assert!((0..50).all(|n| spray(n).is_none()));
        assert!(!door.try_from(PASSWORD, &stranger(1)), "the address is shut, whatever account is tried");
        assert!(door.try_from(PASSWORD, &stranger(2)));
    });
}

#[test]
fn a_mark_is_good_for_its_account_for_half_a_year_and_cannot_be_made_up() {
    let door = Door::on(Database::Sqlite);
    let id = door.person.account;
    let mark = known_browser::mark(&door.app, id);
    let name = |marks: &[String]| known_browser::name(&door.app, id, marks);
    assert!(name(&["made.up".to_owned(), mark.clone()]).is_some());
    assert_eq!(name(&[known_browser::mark(&door.app, AccountId(id.0 + 1))]), None);
    let (said, _) = mark.rsplit_once('.').expect("a signature");
    assert_eq!(name(&[format!("{said}.{}", "A".repeat(43)), said.to_owned(), String::new()]), None);
    door.app.clock.advance(known_browser::KNOWN_FOR);
    assert_eq!(name(&[mark]), None);
}

#[test]
fn a_session_that_was_left_open_is_no_place_to_guess_at() {
    on_both(|door| {
        let known = door.known(vec![known_browser::mark(&door.app, door.person.account)]);
        let prove =
            |password: &str| match session::prove_again(&door.app, &door.passwords, &door.person, password, &known) {
                Ok(()) => None,
                Err(Error::Refused(Refusal::Validation(problems))) => Some(problems[0].problem),
                Err(other) => panic!("{other}"),
            };
        assert_eq!([WRONG; 5].map(prove), [Some("wrong_password"); 5]);
        assert_eq!(prove(PASSWORD), Some("locked"));
        assert!(!door.try_from(PASSWORD, &known), "it is the counter of the sign-in");
        door.app.clock.advance(TimeDelta::minutes(1));
        assert_eq!(prove(PASSWORD), None);
        assert_eq!(door.refused().0, 5);
    });
}

#[test]
fn a_new_password_frees_the_account_and_ends_every_link() {
    on_both(|door| {
        assert!((0..6).all(|_| !door.try_from(WRONG, &stranger(1))));
        let id = door.person.account;
        let link = door.app.write(&Viewer::System, |tx| account::reset(tx, id)).expect("a link");
        assert_eq!(Purpose::Reset.as_str(), "reset");
        let hash = door.passwords.hash("kahdeksas sininen järvi", door.app.random.as_ref()).expect("a hash");
        door.app.write(&Viewer::System, |tx| account::change_password(tx, id, &hash)).expect("a new password");
        let opened = door.app.write(&Viewer::System, |tx| account::open_with_link(tx, &link.hash(), &hash));
        assert!(matches!(opened, Err(Error::NotFound("link"))), "{opened:?}");
        assert!(door.try_from("kahdeksas sininen järvi", &stranger(1)), "who was locked out by others comes in");
    });
}
