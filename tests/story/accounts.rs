//! Promise: in a real browser somebody whose role demands it sets up an authenticator before anything else opens, comes in later
//! with a code, and keeps her own account, without a barrier on any page: at a desk in Finnish and on a telephone in Swedish. With a
//! passkey in her device she needs neither password nor code, and nobody else can use what her device has answered. A provider of
//! OpenID Connect brings her in and out by one button, in three languages.

use majakka_app::command::account;
use majakka_app::command::account::second_factor;
use majakka_domain::terms::{AccountRole, Language};
use majakka_store::account::NewAccount;
use majakka_store::viewer::Viewer;
use majakka_testing::oidc::{CLIENT, OidcProvider, SECRET};
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, wait};
use reqwest::Method;
use serde_json::json;
use thirtyfour::prelude::*;
use totp_rs::{Builder, Secret};

use crate::harness::cast::{Cast, PASSWORD};
use crate::harness::majakka::Setup;
use crate::harness::window::Window;

const EMAIL: &str = "salla@test.invalid";

#[tokio::test(flavor = "multi_thread")]
async fn an_authenticator_is_set_up_and_asked_for_in_the_browser() {
    for (language, narrow) in [(Language::Fi, false), (Language::Sv, true)] {
        // Whoever does something that cannot be taken back is asked every time.
        let setup = Setup::up().with("ACCOUNTS__SECOND_FACTOR", "required").with("ACCOUNTS__PROVE_AGAIN_MINUTES", 0);
        let mut majakka = setup.start();
        let address = majakka.address();
        let cast = Cast::settle(None, &majakka.var());
        let window = Window::at(address).await;
        if narrow {
            window.on_a_telephone().await;
        }
        let link = invited(&cast, language);
        let name = |page: &str| format!("account-{page}-{language}.png");

        window.open(&link).await;
        window.write("password", PASSWORD).await;
        window.write("again", PASSWORD).await;
        window.press("main button").await;
        assert!(window.path().await.starts_with("/sign-in/enrol"), "{}", window.text().await);
        window.no_barrier("setting up an authenticator").await;
        window.picture(&name("enrol")).await;
        let width =
            "const picture = document.querySelector('main img'); return picture.complete && picture.naturalWidth";
        let width = window.browser.execute(width, vec![]).await.expect("an answer of the page");
        assert!(width.json().as_f64().is_some_and(|width| width > 0.0), "the picture for the camera is drawn");
        window.write("code", "000000").await;
        window.press("main form button").await;
        window.no_barrier("a wrong code").await;
        window.open("/desk").await;
        assert!(window.path().await.starts_with("/sign-in/enrol"), "nothing else opens before");
        let key = window.code_in_the_page().await.replace(' ', "");
        window.write("code", &code(&key)).await;
        window.press("main form button").await;
        window.no_barrier("the recovery codes").await;
        window.picture(&name("recovery")).await;
        let recovery = window.code_in_the_page().await;

        window.open("/account").await;
        window.no_barrier("one's own account").await;
        window.picture(&name("own")).await;
        window.open("/account/factor").await;
        window.no_barrier("one's own authenticator").await;
        window.picture(&name("factor")).await;
        window.press("form[action='/account/factor/codes'] button").await;
        window.no_barrier("proving it once more").await;
        window.picture(&name("proof")).await;

        window.sign_out().await;
        window.open("/sign-in?to=/account").await;
        window.write("email", EMAIL).await;
        window.write("password", PASSWORD).await;
        window.press("main form button").await;
        assert!(window.path().await.starts_with("/sign-in/code"), "{}", window.text().await);
        window.no_barrier("the code at the sign-in").await;
        window.picture(&name("code")).await;
        window.write("code", &recovery).await;
        window.press("main form button").await;
        assert_eq!(window.path().await, "/account", "she comes where she wanted to go");
        window.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_stands_for_password_and_code_and_its_answer_is_good_once() {
    let port = ports::free();
    // A key is bound to the name of a host; an address of numbers is none.
    let address = format!("http://localhost:{port}");
    let setup = Setup::up().port(port).with("SERVER__PUBLIC_URL", &address).with("ACCOUNTS__SECOND_FACTOR", "required");
    let setup = setup.with("ACCOUNTS__PROVE_AGAIN_MINUTES", 0);
    let mut majakka = setup.start();
    majakka.address();
    let cast = Cast::settle(None, &majakka.var());
    let window = Window::at(address).await;
    window.with_a_device_that_keeps_keys().await;

    window.open(&invited(&cast, Language::Fi)).await;
    window.write("password", PASSWORD).await;
    window.write("again", PASSWORD).await;
    window.press("main button").await;
    window.no_barrier("an authenticator or a passkey").await;
    window.press("form[action='/sign-in/enrol/passkey'] button").await;
    let recovery = window.code_in_the_page().await;
    window.open("/account/factor").await;
    window.no_barrier("one's own passkey").await;
    window.picture("account-passkey.png").await;
    assert!(window.text().await.contains("Chrome, Linux"), "{}", window.text().await);
    assert!(!window.has("form[action$='/remove'] button").await, "the last factor of who must have one stays");
    window.press("form[action='/account/factor/codes'] button").await;
    window.no_barrier("proving it once more, with a passkey too").await;
    window.picture("account-proof-passkey.png").await;
    window.press("form[data-passkey] button").await;
    let renewed = window.code_in_the_page().await;
    assert_ne!(renewed, recovery, "the device has proved that it is still she");
    window.open("/account").await;
    window.write("email", "uusi@example.fi").await;
    window.press("form[action='/account/email'] button").await;
    window.no_barrier("another e-mail, with a passkey").await;
    window.press("form[data-passkey] button").await;
    assert!(window.text().await.contains("odottaa vahvistusta"), "{}", window.text().await);
    window.open("/account/factor").await;
    window.press("form[action='/account/factor/codes'] button").await;
    let proof = window.answered_but_not_sent("form[data-passkey] button").await;

    window.sign_out().await;
    window.open("/sign-in?to=/account").await;
    window.no_barrier("the sign-in with a passkey").await;
    window.press("form[action='/sign-in/passkey'] button").await;
    assert_eq!(window.path().await, "/account", "without password and code:\n{}", window.text().await);

    window.sign_out().await;
    window.open("/sign-in").await;
    window.write("email", EMAIL).await;
    window.write("password", PASSWORD).await;
    window.press("main form button").await;
    window.no_barrier("the passkey after the password").await;
    assert!(window.path().await.starts_with("/sign-in/code"), "a password alone opens nothing");
    window.press("form[action='/sign-in/passkey'] button").await;
    assert_eq!(window.path().await, "/desk");

    window.sign_out().await;
    window.open("/sign-in").await;
    let answer = window.answered_but_not_sent("form[action='/sign-in/passkey'] button").await;
    let mut first = majakka.visitor();
    let sent = first.request(Method::POST, "/sign-in/passkey").form(&answer);
    assert!(first.send(sent, "/sign-in/passkey").await.expect(200).text().contains("/sign-out"));
    let mut second = majakka.visitor();
    let sent = second.request(Method::POST, "/sign-in/passkey").form(&answer);
    second.send(sent, "/sign-in/passkey").await.expect(422);

    let at_the_door = [("proof_sealed", value(&answer, "sealed")), ("proof_answer", value(&answer, "answer"))];
    let once_more = ["proof_sealed", "proof_answer"].map(|name| (name, value(&proof, name)));
    for (given, status) in [(at_the_door, 403), (once_more, 200), (once_more, 403)] {
        let page = first.open("/account/factor").await.expect(200);
        let asked = first.submit(page.form("/account/factor/codes")).await.expect(403);
        let form =
            given.into_iter().fold(asked.form("/account/factor/codes"), |f, (name, value)| f.add_choice(name, value));
        let page = first.submit(form).await.expect(status);
        assert_eq!(status == 403, page.text().contains("Pääsyavainta ei hyväksytty"), "{}", page.text());
    }

    let lost = cast.app.write(&Viewer::System, |tx| {
        let known = majakka_store::account::at_the_door(tx.conn, EMAIL)?.expect("her account");
        second_factor::reset(tx, known.0.id)
    });
    lost.expect("an administrator takes it away");
    window.open("/sign-in").await;
    window.press("form[action='/sign-in/passkey'] button").await;
    assert!(window.text().await.contains("Pääsyavainta ei hyväksytty"), "{}", window.text().await);
    window.no_barrier("a passkey that is refused").await;
    window.write("email", EMAIL).await;
    window.write("password", PASSWORD).await;
    window.press("main form button").await;
    assert!(window.path().await.starts_with("/sign-in/enrol"), "she sets up a new one; {recovery} opens nothing");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_brings_her_in_and_says_so_when_it_does_not() {
    let (port, theirs) = (ports::free(), ports::free());
    let address = format!("http://127.0.0.1:{port}");
    let scratch = Scratch::new("mjoid");
    scratch.write_secret("secret", SECRET);
    let settings = format!(
        "[[accounts.providers]]\nid = \"alue\"\nname = \"Esimerkin hyvinvointialue\"\nissuer = \"http://127.0.0.1:{theirs}\"\n\
         client_id = \"{CLIENT}\"\nclient_secret_file = \"{}\"\nscopes = [\"profile\", \"email\", \"groups\"]\n\
         organisation = \"esim\"\nsecond_factor = [\"otp\"]\n[accounts.providers.roles]\n\"majakka-tuki\" = \"helpdesk\"\n",
        scratch.join("secret").display()
    );
    let settings = scratch.write("majakka.toml", settings);
    let setup = Setup::up().port(port).config(&settings).with("SERVER__PUBLIC_URL", &address);
    let mut majakka = setup.with("ACCOUNTS__SECOND_FACTOR", "required").start();
    majakka.address();
    let _cast = Cast::settle(None, &majakka.var());
    // A person for each language: her account keeps the one in which she came first.
    let person = |login: &str| {
        let email = format!("{login}@test.invalid");
        let claims = json!({ "name": login, "email": email, "email_verified": true, "groups": ["majakka-tuki"] });
        (login.to_owned(), json!({ "claims": claims, "amr": ["pwd", "otp"] }))
    };
    let people: serde_json::Value =
        ["anna-fi", "anna-sv", "anna-en"].map(person).into_iter().collect::<serde_json::Map<_, _>>().into();
    let back = format!("{address}/sign-in/with/alue/back");
    let _provider = OidcProvider::start(theirs, &back, &format!("{address}/"), &people);
    for (language, refused, out) in [
        ("fi", "ei vahvistanut, kuka olet", "Olet kirjautunut ulos Majakasta"),
        ("sv", "bekräftade inte vem du är", "Du är utloggad från Majakka"),
        ("en", "did not confirm who you are", "You are signed out of Majakka"),
    ] {
        let window = Window::at(address.clone()).await;
        window.browser.tell("Network.enable", json!({})).await;
        let reads = json!({ "headers": { "Accept-Language": language } });
        window.browser.tell("Network.setExtraHTTPHeaders", reads).await;
        let name = |page: &str| format!("provider-{page}-{language}.png");
        let button = "main a[href^='/sign-in/with/alue']";
        window.open("/sign-in?to=/account/factor").await;
        window.no_barrier("the sign-in with a provider").await;
        window.picture(&name("sign-in")).await;
        window.press(button).await;
        window.write("login", "kukaan").await;
        window.press("form button").await;
        assert!(window.text().await.contains(refused), "{}", window.text().await);
        window.no_barrier("somebody whom the provider does not know").await;
        window.press(button).await;
        window.write("login", &format!("anna-{language}")).await;
        window.press("form button").await;
        assert_eq!(window.path().await, "/account/factor", "{}", window.text().await);
        window.no_barrier("one's own provider").await;
        window.picture(&name("own")).await;
        window.open("/sign-in/with/alue?proof=true").await;
        window.write("login", &format!("anna-{language}")).await;
        window.press("form button").await;
        window.no_barrier("proven once more").await;
        window.sign_out().await;
        window.no_barrier("signed out here").await;
        window.picture(&name("out")).await;
        assert!(window.text().await.contains(out), "{}", window.text().await);
        window.close().await;
    }
}

/// The path of her link.
fn invited(cast: &Cast, language: Language) -> String {
    let invited = cast.app.write(&Viewer::System, |tx| {
        let organisation = account::organisation_of_slug(tx, account::FIRST_SLUG)?;
        let (email, name) = (EMAIL.to_owned(), "Salla Esimerkki".to_owned());
        let roles = [AccountRole::Helpdesk, AccountRole::SystemAdmin].into();
        account::invite(tx, &NewAccount { organisation, email, name, language, roles })
    });
    format!("/link/{}", invited.expect("an invitation").1.expose())
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    &fields.iter().find(|(field, _)| field == name).expect("a field of the form").1
}

/// What the app on her telephone shows.
fn code(key: &str) -> String {
    let secret = Secret::try_from_base32(key).expect("a key in base32");
    Builder::new().with_secret(secret).build().expect("an authenticator").generate_current().to_string()
}

impl Window {
    /// The first thing in the page that is to be typed elsewhere.
    async fn code_in_the_page(&self) -> String {
        let code = self.browser.find(By::Css("main code")).await;
        let Ok(code) = code else { panic!("no code on {}:\n{}", self.path().await, self.text().await) };
        code.text().await.expect("its text")
    }

    async fn sign_out(&self) {
        self.open("/account").await;
        self.press("form[action='/sign-out'] button").await;
    }

    /// A device with a lock of its own, which its owner opens whenever it asks.
    async fn with_a_device_that_keeps_keys(&self) {
        self.browser.tell("WebAuthn.enable", json!({})).await;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        self.browser.tell("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
    }

    /// What the page's script would have sent.
    async fn answered_but_not_sent(&self, button: &str) -> Vec<(String, String)> {
        let hold = "HTMLFormElement.prototype.submit = function () { window.held = [...new FormData(this)] }";
        self.browser.execute(hold, vec![]).await.expect("a page that sends nothing");
        self.click(button).await;
        let held =
            async || self.browser.execute("return window.held ?? null", vec![]).await.expect("a page").json().clone();
        wait::until_so("the device to answer", async || !held().await.is_null()).await;
        serde_json::from_value(held().await).expect("the fields of the form")
    }

    async fn on_a_telephone(&self) {
        let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        self.browser.tell("Emulation.setDeviceMetricsOverride", phone).await;
    }
}
