//! Promise: when the first mail server is gone, the second one carries on by itself, and when the first is back, it is used
//! again; nothing is lost, nobody gets anything twice, and the desk sees by which route each mail went.

use std::collections::BTreeSet;
use std::fs;

use diesel::prelude::*;
use majakka_domain::terms::{Extent, Origin};
use majakka_store::db::schema::deliveries;
use majakka_testing::maildir::Mail;
use majakka_testing::postfix::{self, Postfix};
use majakka_testing::scratch::Scratch;
use majakka_testing::wait;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;

/// More than the connections hold at once.
const READERS: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn the_second_mail_server_carries_on_while_the_first_is_gone() {
    let (mut first, second, secrets) = (Postfix::start(), Postfix::start(), Scratch::new("mjsec"));
    let settings = settings(&first, &second, &secrets);
    let mut majakka = Setup::up().config(&settings).start();
    // It has brought its database to this version by then.
    let _ = majakka.address();
    let cast = Cast::settle(None, &majakka.var());
    cast.readers(READERS);
    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Local, Extent::Organisation);
    went_out(&cast, 1, "smtp");

    first.crash();
    cast.update(incident, "reseptiä ei voi tallentaa, vika rajattu");
    went_out(&cast, 2, "varalla");
    delivered(&[&second], READERS);

    first.start_again();
    // A closed route is tried again after a pause; until one letter was taken the other one goes on.
    wait::until("the first mail server to be used again", || {
        cast.update(incident, "reseptiä ei voi tallentaa, korjaus menossa");
        let newest = deliveries::table.select(diesel::dsl::max(deliveries::message_id));
        let newest: Option<i64> = cast.app.read(|conn| Ok(newest.first(conn)?)).unwrap();
        all_sent(&cast, newest?);
        (routes(&cast, newest?).contains(&"smtp".to_owned())).then_some(())
    });
    let sent =
        deliveries::table.filter(deliveries::address.like("lukija-%")).filter(deliveries::state.eq("sent")).count();
    let sent: i64 = cast.app.read(|conn| Ok(sent.get_result(conn)?)).unwrap();
    delivered(&[&first, &second], usize::try_from(sent).unwrap());
}

/// Waits until all mails of the nth bulletin have gone out by a route.
fn went_out(cast: &Cast, bulletin: i64, route: &str) {
    let message = deliveries::table.select(deliveries::message_id).distinct().order(deliveries::message_id);
    let messages: Vec<i64> =
        cast.app.read(|conn| Ok(message.filter(deliveries::series.eq("bulletin")).load(conn)?)).unwrap();
    let message = messages[usize::try_from(bulletin - 1).unwrap()];
    all_sent(cast, message);
    assert_eq!(routes(cast, message), [route], "bulletin {bulletin}");
}

fn all_sent(cast: &Cast, message: i64) {
    wait::until("every mail of a bulletin to go out", || {
        let waiting = deliveries::table
            .filter(deliveries::message_id.eq(message))
            .filter(deliveries::channel.eq("email"))
            .filter(deliveries::state.ne("sent"))
            .count();
        let waiting: i64 = cast.app.read(|conn| Ok(waiting.get_result(conn)?)).unwrap();
        (waiting == 0).then_some(())
    });
}

fn routes(cast: &Cast, message: i64) -> Vec<String> {
    let routes = deliveries::table
        .filter(deliveries::message_id.eq(message))
        .filter(deliveries::channel.eq("email"))
        .select(deliveries::route.assume_not_null())
        .distinct()
        .order(deliveries::route);
    cast.app.read(|conn| Ok(routes.load(conn)?)).unwrap()
}

/// Waits until the servers have put so many mails into the readers' mailboxes, each of them once.
fn delivered(servers: &[&Postfix], count: usize) {
    let mails = || -> Vec<Mail> {
        let mails = servers.iter().flat_map(|server| server.maildir().mails());
        mails.filter(|mail| mail.recipient().starts_with("lukija-")).collect()
    };
    wait::until("the mails to be in their mailboxes", || (mails().len() >= count).then_some(()));
    let ids: BTreeSet<_> = mails().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((mails().len(), ids.len()), (count, count), "each once");
}

fn settings(first: &Postfix, second: &Postfix, secrets: &Scratch) -> std::path::PathBuf {
    fs::create_dir_all(secrets.path()).expect("a folder for the secrets");
    let password = secrets.write_secret("smtp", postfix::PASSWORD);
    let server = |postfix: &Postfix| {
        format!(
            "host = \"localhost\"\nport = {}\nsecurity = \"starttls\"\nusername = \"{}\"\npassword_file = \"{}\"\nca_file = \"{}\"\n",
            postfix.starttls_port(),
            postfix::USER,
            password.display(),
            postfix.authority().display()
        )
    };
    let text = format!(
        "[mail]\nfrom = \"Majakka <majakka@test.invalid>\"\n[mail.smtp]\n{}[[mail.relays]]\nname = \"varalla\"\npriority = 2\n{}",
        server(first),
        server(second)
    );
    secrets.write("majakka.toml", text)
}
