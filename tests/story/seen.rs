//! Promise: in a real browser somebody of the helpdesk watches a bulletin leave, sees who did not get it and what the mail
//! server said of her, mends the address, sends it again to her alone, and takes the list along for a spreadsheet; axe finds no
//! barrier, in three languages, in the dark and on a telephone.

use majakka_app::command::contact::{self as steps, ChangeContact};
use majakka_domain::id::ContactId;
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Extent, Language, Origin};
use majakka_store::contact::{self, NewContact};
use majakka_store::viewer::Viewer;
use majakka_testing::postfix::Postfix;
use majakka_testing::scratch::Scratch;
use majakka_testing::wait;

use crate::harness::cast::Cast;
use crate::harness::majakka::{Majakka, Setup};
use crate::harness::window::Window;

/// The mail server thinks for twelve seconds about this one: long enough to be watched.
const SLOW: &str = "slow@test.invalid";
/// And this one it does not know.
const UNKNOWN: &str = "nouser@test.invalid";

#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_is_watched_and_sent_again_to_the_one_who_did_not_get_it() {
    let (postfix, secrets) = (Postfix::start(), Scratch::new("mjsec"));
    let mut majakka = start(&postfix, &secrets);
    let window = Window::at(majakka.address()).await;
    let cast = Cast::settle(None, &majakka.var());
    let unknown = recipient(&cast, "Ulla Tuntematon", UNKNOWN);
    recipient(&cast, "Hilja Hidas", SLOW);
    let mut colleague = cast.colleague(AccountRole::Helpdesk, majakka.visitor()).await;
    window.sign_in(&cast).await;

    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Local, Extent::Organisation);
    let reference = cast.reference(incident);
    window.open(&format!("/desk/incidents/{reference}?tab=bulletins")).await;
    window.press("a[href^='/desk/messages/']").await;
    let list = window.path().await;
    let said = window.text().await;
    assert!(said.contains("odottaa lähtöä"), "it is under way:\n{said}");
    window.no_barrier("the recipients while it is under way").await;
    wait::until_so("the open page to say that nothing waits any more", async || {
        window.text().await.contains("Mikään ei enää odota lähtöä")
    })
    .await;
    assert_eq!(window.path().await, list, "without being loaded again");

    window.open(&format!("{list}?state=failed")).await;
    let said = window.text().await;
    assert!(said.contains("Ulla Tuntematon") && said.contains("550 5.1.1"), "who, and why:\n{said}");
    assert!(!said.contains("Hilja Hidas"), "and nobody else:\n{said}");
    window.looked_at_by_everybody(&format!("{list}?state=failed"), "recipients-failed").await;

    let mended = ChangeContact { email: Some("ulla@test.invalid".to_owned()), ..ChangeContact::default() };
    let change = cast.app.write(&Viewer::System, |tx| steps::change(tx, cast.county, unknown, &mended));
    change.expect("a mended address");
    window.press("#recipients button.button--quiet").await;
    let mail = postfix.wait_for("the bulletin to the mended address", |mail| mail.recipient() == "ulla@test.invalid");
    assert!(mail.text().contains("eseptiä ei voi tallentaa"), "{mail:?}");
    wait::until_so("the page to say that it was taken", async || {
        window.open(&window.path().await).await;
        window.text().await.contains("otettiin vastaan")
    })
    .await;

    let page = colleague.open(&list).await.expect(200).text();
    let link = page.split("href=\"").find(|link| link.contains("recipients.csv")).expect("a way to the list");
    let taken = colleague.open(link.split('"').next().unwrap_or_default()).await.expect(200);
    let text = taken.text();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let ulla = rows.iter().find(|row| &row[0] == "Ulla Tuntematon").expect("Ulla in the list");
    assert_eq!((&ulla[3], &ulla[4]), ("ulla@test.invalid", "lähetetty"));
    window.open("/desk/messages").await;
    window.looked_at_by_everybody("/desk/messages", "messages").await;
    window.close().await;
}

impl Window {
    /// In three languages, in the dark and on a telephone.
    async fn looked_at_by_everybody(&self, path: &str, name: &str) {
        let and = if path.contains('?') { '&' } else { '?' };
        let feature =
            |value: &str| serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        let desktop = serde_json::json!({ "width": 1280, "height": 1600, "deviceScaleFactor": 1, "mobile": false });
        self.browser.tell("Emulation.setDeviceMetricsOverride", desktop).await;
        for language in ["sv", "en", "fi"] {
            self.open(&format!("{path}{and}lang={language}")).await;
            self.no_barrier(&format!("{path} in {language}")).await;
            self.picture(&format!("{name}-{language}.png")).await;
        }
        self.browser.tell("Emulation.setEmulatedMedia", feature("dark")).await;
        self.no_barrier(&format!("{path} in the dark")).await;
        self.picture(&format!("{name}-dark.png")).await;
        let phone = serde_json::json!({ "width": 390, "height": 1800, "deviceScaleFactor": 1, "mobile": true });
        self.browser.tell("Emulation.setDeviceMetricsOverride", phone).await;
        self.open(path).await;
        self.no_barrier(&format!("{path} on a telephone in the dark")).await;
        self.picture(&format!("{name}-phone-dark.png")).await;
        self.browser.tell("Emulation.setEmulatedMedia", feature("light")).await;
        self.no_barrier(&format!("{path} on a telephone")).await;
        self.picture(&format!("{name}-phone.png")).await;
        self.browser.tell("Emulation.clearDeviceMetricsOverride", serde_json::json!({})).await;
        self.open(path).await;
    }
}

fn start(postfix: &Postfix, secrets: &Scratch) -> Majakka {
    Setup::up().mailing(postfix, secrets).start()
}

/// Somebody of the county who gets bulletins by mail.
fn recipient(cast: &Cast, name: &str, email: &str) -> ContactId {
    let new = NewContact {
        organisation: cast.county,
        kind: ContactKind::Person,
        name: name.to_owned(),
        email: email.to_owned(),
        phone: None,
        takes_sms: false,
        language: Language::Fi,
        roles: [ContactRole::BulletinRecipient].into(),
    };
    cast.app.write(&Viewer::System, |tx| contact::insert(tx.conn, &new)).expect("a contact")
}
