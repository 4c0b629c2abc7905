//! Promise: what a real mail server brings back after it had taken a mail fails afterwards and opens the task to mend the
//! address; a full mailbox fails, and nobody is asked for another address; and who got the mail says in one press that she
//! has read it, without signing in, while a filter that only looks at the link says nothing.

use diesel::prelude::*;
use majakka_domain::id::{ContactId, IncidentId};
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Extent, Language, Origin};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::{deliveries, tasks};
use majakka_store::viewer::Viewer;
use majakka_testing::postfix::{self, Postfix};
use majakka_testing::scratch::Scratch;
use majakka_testing::{postgres, process, wait};

use crate::harness::cast::Cast;
use crate::harness::majakka::{Majakka, Setup};
use crate::harness::visitor::Visitor;

/// Taken, and returned at once: the mailbox is disabled.
const GONE: &str = "bounce@test.invalid";
/// Taken, and returned when the mail server gives up: the mailbox is full.
const FULL: &str = "defer@test.invalid";
const READER: &str = "lukija@test.invalid";

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_is_told_and_what_was_read_is_said_on_sqlite() {
    tell(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_is_told_and_what_was_read_is_said_on_postgresql() {
    tell(Some(postgres::database())).await;
}

async fn tell(database: Option<String>) {
    let (postfix, secrets) = (Postfix::start(), Scratch::new("mjsec"));
    let mut majakka = start(&postfix, &secrets, database.as_deref());
    let mut stranger = majakka.visitor();
    let cast = Cast::settle(database.as_deref(), &majakka.var());
    let mut desk = cast.colleague(AccountRole::Helpdesk, majakka.visitor()).await;
    let [gone, full, _] = [GONE, FULL, READER].map(|email| recipient(&cast, email));
    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Local, Extent::Organisation);

    fate(&cast, GONE, "failed wrong_address");
    fate(&cast, FULL, "failed mailbox_full");
    assert_eq!(
        to_mend(&cast, incident),
        [gone.0],
        "the disabled mailbox is to be mended, the full one ({full}) is not"
    );
    let list = list_of(&cast, incident, &mut desk).await;
    let failed = desk.open(&format!("{list}?state=failed")).await.expect(200).text();
    for said in [GONE, FULL, "mailbox disabled", "sähköpostiosoitetta ei ole", "postilaatikko on täynnä"] {
        assert!(failed.contains(said), "{said} is not on the list of what came back:\n{failed}");
    }

    // A newer word is taken by the same mail server, which proves nothing: it took the last one too.
    cast.update(incident, "reseptiä ei voi tallentaa, vika rajattu");
    wait::until("the newer word to come back too", || {
        let twice = deliveries::table.filter(deliveries::address.eq(GONE)).filter(deliveries::state.eq("failed"));
        (cast.app.read(|conn| Ok(twice.count().get_result::<i64>(conn)?)).unwrap() == 2).then_some(())
    });
    assert_eq!(to_mend(&cast, incident), [gone.0], "it is still to be mended");

    let mail = postfix.wait_for("the bulletin", |mail| mail.recipient() == READER);
    assert!(mail.text().contains("Kuittaa luetuksi: "), "{}", mail.text());
    let link = path_of(&mail.text());
    assert!(mail.html().unwrap().contains(&format!("{link}\"")), "the same link in the HTML part");
    assert_eq!(mail.envelope_sender().split(['+', '@']).next(), Some("palautukset"));
    let asked = stranger.open(&link).await.expect(200);
    assert!(asked.text().contains("reseptiä ei voi tallentaa"), "{}", asked.text());
    assert_eq!(read(&cast), 0, "a filter that looks at the link has read nothing");
    let said = stranger.submit(asked.form(&link)).await.expect(200).text();
    assert!(said.contains("Kuittasit viestin luetuksi"), "{said}");
    let swedish = stranger.open(&format!("{link}?lang=sv")).await.expect(200).text();
    assert!(swedish.contains("Du kvitterade meddelandet"), "{swedish}");
    // The mail is in one language; what it says in the others is here.
    for (language, said) in [("sv", "Vad har hänt"), ("en", "What happened"), ("fi", "Mitä tapahtui")] {
        let page = stranger.open(&format!("{link}?lang={language}")).await.expect(200).text();
        assert!(page.contains(said) && page.contains(&format!("<html lang=\"{language}\"")), "{page}");
    }
    assert_eq!(read(&cast), 1);
    let seen = desk.open(&format!("{list}?state=")).await.expect(200).text();
    assert!(seen.contains("kuitattiin luetuksi"), "the desk sees that she has read it:\n{seen}");
    let last = if link.ends_with('a') { 'b' } else { 'a' };
    let forged = format!("{}{last}", &link[..link.len() - 1]);
    stranger.open(&forged).await.expect(404);
    stranger.open("/read/recipientscodeinthirtytwoletters").await.expect(404);
}

fn start(postfix: &Postfix, secrets: &Scratch, database: Option<&str>) -> Majakka {
    let setup = Setup::up()
        .mailing(postfix, secrets)
        .with("MAIL__BOUNCES", postfix::RETURNS)
        .with("MAIL__BOUNCES_MAILDIR", postfix.returns().display());
    let Some(url) = database else { return setup.start() };
    let var = secrets.join("var").display().to_string();
    process::run(std::process::Command::new(env!("CARGO_BIN_EXE_majakka")).args([
        "migrate",
        "--database-url",
        url,
        "--var",
        &var,
    ]));
    setup.database(url).start()
}

fn recipient(cast: &Cast, email: &str) -> ContactId {
    let new = NewContact {
        organisation: cast.county,
        kind: ContactKind::Person,
        name: format!("Nimi {email}"),
        email: email.to_owned(),
        phone: None,
        takes_sms: false,
        language: Language::Fi,
        roles: [ContactRole::BulletinRecipient].into(),
    };
    cast.app.write(&Viewer::System, |tx| contact::insert(tx.conn, &new)).expect("a contact")
}

/// Waits until the first mail to an address has this state and cause.
fn fate(cast: &Cast, address: &str, expected: &str) {
    let stored = || {
        let first = deliveries::table.filter(deliveries::address.eq(address)).order(deliveries::id);
        let row = |conn: &mut _| Ok(first.select((deliveries::state, deliveries::cause)).first(conn)?);
        let (state, cause): (String, Option<String>) = cast.app.read(row).unwrap();
        format!("{state} {}", cause.unwrap_or_default())
    };
    wait::maybe(|| (stored() == expected).then_some(())).unwrap_or_else(|| panic!("{address} is {}", stored()));
}

/// Contacts with an open task to mend their address.
fn to_mend(cast: &Cast, incident: IncidentId) -> Vec<i64> {
    let open = tasks::table
        .filter(tasks::incident_id.eq(incident.0))
        .filter(tasks::name.eq("contact_fix"))
        .filter(tasks::ended_at.is_null())
        .order(tasks::contact_id)
        .select(tasks::contact_id.assume_not_null());
    cast.app.read(|conn| Ok(open.load(conn)?)).unwrap()
}

fn read(cast: &Cast) -> i64 {
    let read = deliveries::table.filter(deliveries::read_at.is_not_null()).count();
    cast.app.read(|conn| Ok(read.get_result(conn)?)).unwrap()
}

/// The page with the recipients of the incident's first bulletin, as somebody of the desk finds it.
async fn list_of(cast: &Cast, incident: IncidentId, desk: &mut Visitor) -> String {
    let bulletins = format!("/desk/incidents/{}?tab=bulletins", cast.reference(incident));
    let page = desk.open(&bulletins).await.expect(200).text();
    let links = page.split("href=\"").filter(|link| link.starts_with("/desk/messages/"));
    let link = links.last().expect("a way to the recipients");
    link.split('"').next().unwrap_or_default().to_owned()
}

/// The path of the link "I have read this" in a mail's text.
fn path_of(text: &str) -> String {
    let after = text.split_once("/read/").expect("a link").1;
    format!("/read/{}", after.split_whitespace().next().unwrap_or_default())
}
