//! Promise: a provider of OpenID Connect vouches for people: the certified one of npm, over HTTP. Whoever it names by issuer and subject
//! comes in, with the roles and the organisation that the settings read in its claims; an e-mail opens nothing that is there; and
//! when it is away, whoever has a password comes in with it, and is seen.

use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::config::{ProviderSettings, SecondFactor, Settings};
use majakka_domain::terms::AccountRole::{AdminContact, CommsOwner, Helpdesk, SystemAdmin};
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::db::schema::sessions;
use majakka_store::{account, audit, identity};
use majakka_testing::oidc::{CLIENT, OidcProvider, SECRET};
use majakka_testing::ports;
use reqwest::Method;
use serde_json::{Value, json};

use crate::place::{PASSWORD, Place, sign_in};
use crate::visitor::{Page, Visitor};

/// Where the settings say that this program is; the test carries the answers to where it really is.
pub const PUBLIC: &str = "http://majakka.test";
const NAME: &str = "Esimerkin hyvinvointialue";

/// The provider of the settings, at this address.
pub fn settings(issuer: String, client_secret_file: PathBuf) -> ProviderSettings {
    ProviderSettings {
        id: "alue".to_owned(),
        name: NAME.to_owned(),
        issuer,
        client_id: CLIENT.to_owned(),
        client_secret_file,
        ca_file: None,
        scopes: ["profile", "email", "groups"].map(str::to_owned).into(),
        organisation: "desk".to_owned(),
        organisation_claim: String::new(),
        organisations: Default::default(),
        roles_claim: "groups".to_owned(),
        roles: [("majakka-tuki".to_owned(), Helpdesk), ("majakka-tiedotus".to_owned(), CommsOwner)].into(),
        second_factor: ["otp".to_owned()].into(),
    }
}

/// A file with the secret that both know, in a folder that goes with it.
pub fn secret() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("secret");
    fs::write(&file, SECRET).expect("a secret");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a file of one's own");
    (folder, file)
}

struct Vouching {
    place: Place,
    port: u16,
    provider: Option<OidcProvider>,
    _secret: tempfile::TempDir,
}

fn people() -> Value {
    let person = |name: &str, verified: bool, groups: &[&str], amr: &[&str]| {
        let email = format!("{}@example.fi", name.to_lowercase());
        json!({ "claims": { "name": format!("{name} Esimerkki"), "email": email, "email_verified": verified, "groups": groups, "unit": "7" },
            "amr": amr })
    };
    json!({
        "anna": person("Anna", true, &["majakka-tuki", "muuta"], &["pwd", "otp"]),
        "ville": person("Ville", true, &["majakka-tiedotus"], &["pwd"]),
        "liisa": person("Liisa", true, &["muuta"], &["pwd", "otp"]),
        "outi": person("Outi", false, &["majakka-tuki"], &["pwd", "otp"]),
    })
}

impl Vouching {
    /// The provider's clock is the machine's, so the installation's begins there.
    async fn with(second_factor: SecondFactor, change: impl FnOnce(&mut ProviderSettings) + 'static) -> Vouching {
        let port = ports::free();
        let (secret, file) = secret();
        let mut settings = settings(format!("http://127.0.0.1:{port}"), file);
        change(&mut settings);
        let place = Place::beginning(SystemClock.now(), move |all: &mut Settings| {
            all.server.public_url = PUBLIC.to_owned();
            all.accounts.second_factor = second_factor;
            all.accounts.providers = vec![settings];
        });
        let mut vouching = Vouching { place: place.await, port, provider: None, _secret: secret };
        vouching.place.host();
        vouching.provider = Some(vouching.started());
        vouching
    }

    fn started(&self) -> OidcProvider {
        let back = format!("{PUBLIC}/sign-in/with/alue/back");
        OidcProvider::start(self.port, &back, &format!("{PUBLIC}/"), &people())
    }

    fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the provider is asked, and the way back once somebody has given her name there.
    async fn answer(&self, asked: &str, login: &str) -> String {
        let mut there = Visitor::new(self.issuer());
        let page = there.open(asked).await.expect(200);
        let form = page.form("").fill("login", login);
        let request = there.request(Method::POST, form.action()).form(form.fields());
        let mut page = there.once(request, form.action()).await;
        loop {
            let to = location(&page);
            if let Some(back) = to.strip_prefix(PUBLIC) {
                return back.to_owned();
            }
            page = there.once(there.request(Method::GET, &to), &to).await;
        }
    }

    async fn comes(&self, visitor: &mut Visitor, login: &str) -> Page {
        let page = visitor.open("/sign-in?to=/account").await.expect(200);
        assert!(page.text().contains(NAME), "{}", page.text());
        let way = "/sign-in/with/alue?to=%2Faccount";
        assert!(page.text().contains(&way.replace('=', "&#x3D;")), "{}", page.text());
        let asked = location(&visitor.once(visitor.request(Method::GET, way), way).await);
        let back = self.answer(&asked, login).await;
        visitor.open(&back).await
    }

    /// The provider's clock does not stand still for ours to pass: what is moved is when somebody last proved herself.
    fn proved_long_ago(&self) {
        self.place.app.step(|tx| {
            let then = (tx.now - TimeDelta::hours(1)).naive_utc();
            diesel::update(sessions::table).set(sessions::proven_at.eq(then)).execute(tx.conn)?;
            Ok(())
        });
    }

    fn audited(&self, action: &str) -> Vec<(String, String)> {
        let rows = self.place.app.read(|conn| audit::newest(conn, 100)).expect("the log");
        rows.into_iter().filter(|row| row.action == action).map(|row| (row.subject, row.detail)).collect()
    }
}

pub fn location(page: &Page) -> String {
    let to = page.headers.get("location").unwrap_or_else(|| panic!("{} led nowhere: {}", page.path, page.text()));
    to.to_str().expect("an address").to_owned()
}

#[actix_web::test]
async fn whoever_is_vouched_for_comes_in_with_the_roles_that_her_claims_say_and_is_known_by_issuer_and_subject() {
    let there = Vouching::with(SecondFactor::Required, |_| ()).await;
    let mut anna = there.place.visitor();
    let page = there.comes(&mut anna, "anna").await.expect(200);
    assert!(
        page.text().contains("Anna Esimerkki"),
        "she is in, for the provider's second factor counts: {}",
        page.text()
    );
    let issuer = there.issuer();
    let known = there.place.app.read(|conn| identity::find(conn, &issuer, "anna")).expect("the database");
    let known = known.expect("her identity");
    let person = there.place.app.read(|conn| account::person(conn, known.account_id)).expect("it").expect("her");
    assert_eq!((person.roles, known.managed), (vec![Helpdesk], true));

    let news = || {
        let told = |subject: &String| subject == "Majakkaan on kirjauduttu uudella selaimella";
        there.place.subjects("anna@example.fi").iter().filter(|subject| told(subject)).count()
    };
    assert_eq!(news(), 0, "who has just come for the first time knows it");
    let address = there.place.visitor().address().to_owned();
    let mut again = Visitor::calling_from(Ipv4Addr::new(127, 4, 0, 1), address);
    there.comes(&mut again, "anna").await.expect(200);
    assert_eq!(news(), 1, "a browser that she never used");
    let out = again.open("/account").await.expect(200).form("/sign-out");
    again.submit(out).await.expect(200);
    there.comes(&mut again, "anna").await.expect(200);
    assert_eq!(news(), 1, "and which she knows now");
    let count = there.place.app.read(|conn| identity::of_account(conn, known.account_id)).expect("it").len();
    assert_eq!((count, there.audited("session.vouched").len(), there.audited("account.made").len()), (1, 3, 1));

    // Her e-mail alone opens nothing, and she gets no letter with a way past the provider.
    let page = anna.stranger().open("/sign-in/forgotten").await.expect(200);
    anna.stranger().submit(page.form("/sign-in/forgotten").fill("email", "anna@example.fi")).await.expect(200);
    assert!(there.audited("account.link_made").iter().all(|(subject, _)| subject != "anna@example.fi"));

    // Signing out here says how to sign out there.
    let page = anna.open("/account").await.expect(200);
    let out = anna.submit(page.form("/sign-out")).await.expect(200);
    assert!(out.text().contains(&format!("{issuer}/session/end")), "{}", out.text());
    assert!(anna.open("/account").await.text().contains("action=\"/sign-in\""), "she is out");
    there.place.stop().await;
}

#[actix_web::test]
async fn whoever_gave_no_more_than_a_password_there_proves_more_here_and_whoever_is_not_wanted_stays_outside() {
    let there = Vouching::with(SecondFactor::Required, |_| ()).await;
    let mut ville = there.place.visitor();
    let page = there.comes(&mut ville, "ville").await.expect(200);
    assert!(page.text().contains("action=\"/sign-in/enrol\""), "{}", page.text());
    assert!(ville.open("/desk").await.text().contains("action=\"/sign-in/enrol\""), "nothing else opens before");

    for (login, why) in [("liisa", "no role"), ("outi", "no verified e-mail"), ("kukaan", "refused there")] {
        let mut stranger = there.place.visitor();
        let page = there.comes(&mut stranger, login).await.expect(422);
        assert!(page.text().contains("Kirjautuminen ei onnistunut"), "{why}: {}", page.text());
    }
    let taken = there.place.person("anna@example.fi", there.place.host(), &[AdminContact]).await;
    let mut anna = there.place.visitor();
    let page = there.comes(&mut anna, "anna").await.expect(422);
    assert!(page.text().contains("on täällä jo tunnus"), "an e-mail opens nothing: {}", page.text());
    let known = there.place.app.read(|conn| identity::of_account(conn, taken.0)).expect("it");
    assert_eq!(known, vec![]);
    there.place.stop().await;
}

#[actix_web::test]
async fn an_answer_counts_in_the_browser_that_asked_and_once() {
    let there = Vouching::with(SecondFactor::Off, |_| ()).await;
    let way = "/sign-in/with/alue";
    let mut anna = there.place.visitor();
    let asked = location(&anna.once(anna.request(Method::GET, way), way).await);
    for wanted in ["response_type=code", "code_challenge_method=S256", "nonce=", "state="] {
        assert!(asked.contains(wanted), "{wanted} is not in {asked}");
    }
    let back = there.answer(&asked, "anna").await;
    let mut thief = there.place.visitor();
    thief.open(&back).await.expect(422);
    let mut other = there.place.visitor();
    other.once(other.request(Method::GET, way), way).await;
    other.open(&back).await.expect(422);
    there.place.pass(TimeDelta::minutes(10));
    anna.open(&back).await.expect(422);

    let asked = location(&anna.once(anna.request(Method::GET, way), way).await);
    let back = there.answer(&asked, "anna").await;
    anna.open(&back).await.expect(200);
    anna.open(&back).await.expect(422);
    there.place.visitor().open("/sign-in/with/toinen").await.expect(404);
    there.place.stop().await;
}

#[actix_web::test]
async fn who_has_an_account_links_it_and_proves_herself_once_more_by_the_provider() {
    let there = Vouching::with(SecondFactor::Off, |_| ()).await;
    let host = there.place.host();
    let (id, mut admin) = there.place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let page = admin.open("/account/factor").await.expect(200);
    let page = admin.submit(page.form("/account/providers/alue")).await.expect(200);
    let text = page.text().replace("&amp;", "&").replace("&#x3D;", "=");
    let (_, rest) = text.split_once(&format!("href=\"{}/auth", there.issuer())).expect("a link to the provider");
    let asked = format!("{}/auth{}", there.issuer(), rest.split('"').next().expect("its end"));
    assert!(asked.contains("prompt=login") && asked.contains("max_age=0"), "{asked}");
    let back = there.answer(&asked, "ville").await;
    assert!(admin.open(&back).await.expect(200).text().contains(NAME));
    let person = there.place.app.read(|conn| account::person(conn, id)).expect("it").expect("her");
    assert_eq!(person.roles, [SystemAdmin], "an account that was linked keeps the roles that an administrator gave");

    there.proved_long_ago();
    let page = admin.open(&format!("/admin/organisations/{host}")).await.expect(200);
    let wanted = page.form("/tokens").fill("token_name", "Apteekkijärjestelmä");
    let asked_for = admin.submit(wanted).await.expect(403);
    let way = "/sign-in/with/alue?proof=true";
    assert!(
        asked_for.text().contains(&way.replace('=', "&#x3D;")) || asked_for.text().contains(way),
        "{}",
        asked_for.text()
    );
    for (login, status) in [("anna", 403), ("ville", 200)] {
        let asked = location(&admin.once(admin.request(Method::GET, way), way).await);
        assert!(asked.contains("prompt=login") && asked.contains("max_age=0"), "{asked}");
        let back = there.answer(&asked, login).await;
        admin.open(&back).await.expect(status);
        let done = admin.submit(asked_for.form("/tokens")).await;
        assert_eq!(done.text().contains("Vahvista, että olet sinä"), login == "anna", "{login}: {}", done.text());
    }

    // Another e-mail wants a proof of this very moment, and takes hers.
    there.proved_long_ago();
    let form = admin.open("/account").await.expect(200).form("/account/email").fill("email", "uusi@example.fi");
    let asked_for = admin.submit(form).await.expect(403);
    let asked = location(&admin.once(admin.request(Method::GET, way), way).await);
    let back = there.answer(&asked, "ville").await;
    admin.open(&back).await.expect(200);
    let done = admin.submit(asked_for.form("/account/email")).await.expect(200);
    assert!(done.text().contains("odottaa vahvistusta"), "{}", done.text());

    let page = admin.open("/account/factor").await.expect(200);
    let page = admin.submit(page.form("/account/providers/alue/remove")).await.expect(200);
    page.form("/account/providers/alue");
    there.place.stop().await;
}

#[actix_web::test]
async fn when_the_provider_is_away_a_password_of_ones_own_opens_and_it_is_seen() {
    let mut there = Vouching::with(SecondFactor::Off, |_| ()).await;
    there.place.person("paa@example.fi", there.place.host(), &[SystemAdmin]).await;
    there.provider = None;
    let mut admin = there.place.visitor();
    let page = admin.open("/sign-in/with/alue").await.expect(503);
    assert!(page.text().contains("ei vastaa"), "{}", page.text());
    sign_in(&mut admin, "paa@example.fi", PASSWORD).await.expect(200);
    assert_eq!(there.audited("session.local").len(), 1);
    there.place.stop().await;
}
