//! More than a password: the authenticator, its recovery codes, and proving oneself once more.

use chrono::TimeDelta;
use majakka_app::command::account::second_factor;
use majakka_app::config::SecondFactor;
use majakka_domain::terms::AccountRole::{self, AdminContact, Dpo, Helpdesk, SystemAdmin};
use majakka_store::passkey::NewPasskey;
use majakka_store::viewer::Viewer;
use majakka_store::{audit, passkey};
use totp_rs::{Builder, Secret};

use crate::place::{PASSWORD, Place, choose, sign_in};
use crate::visitor::{Page, Visitor};

const EMAIL: &str = "aino@example.fi";

async fn required() -> Place {
    Place::set(|settings| settings.accounts.second_factor = SecondFactor::Required).await
}

/// The app on her phone.
struct Phone(String);

impl Phone {
    /// Reads the key off the page that sets it up.
    fn reading(page: &Page) -> Phone {
        let text = page.text();
        assert!(text.contains("src=\"data:image/svg+xml;base64,"), "a picture for the camera:\n{text}");
        let (_, rest) = text.split_once("<code>").expect("a key");
        Phone(rest.split_once("</code>").expect("its end").0.replace(' ', ""))
    }

    fn code(&self, place: &Place) -> String {
        let secret = Secret::try_from_base32(&self.0).expect("a key in base32");
        let totp = Builder::new().with_secret(secret).build().expect("an authenticator");
        totp.generate(u64::try_from(place.now().timestamp()).expect("a time")).to_string()
    }
}

fn recovery_codes(page: &Page) -> Vec<String> {
    page.text().split("<code>").skip(1).map(|part| part.split_once("</code>").expect("its end").0.to_owned()).collect()
}

/// Somebody who chose her password and set up her authenticator.
async fn enrolled(place: &Place, email: &str, roles: &[AccountRole]) -> (Visitor, Phone, Vec<String>) {
    let (_, link) = place.invited(email, place.host(), roles);
    let mut visitor = place.visitor();
    let page = choose(&mut visitor, &link, PASSWORD).await.expect(200);
    let phone = Phone::reading(&page);
    let page = visitor.submit(page.form("/sign-in/enrol").fill("code", &phone.code(place))).await.expect(200);
    let codes = recovery_codes(&page);
    (visitor, phone, codes)
}

/// The page that asks for the code, after the password.
async fn at_the_code(place: &Place) -> (Visitor, Page) {
    let mut visitor = place.visitor();
    let page = sign_in(&mut visitor, EMAIL, PASSWORD).await.expect(200);
    assert!(page.text().contains("action=\"/sign-in/code\""), "{}", page.text());
    (visitor, page)
}

#[actix_web::test]
async fn at_her_first_sign_in_she_sets_up_an_authenticator_before_anything_else_opens() {
    let place = required().await;
    let (_, link) = place.invited(EMAIL, place.host(), &[Helpdesk]);
    let mut aino = place.visitor();
    let page = choose(&mut aino, &link, PASSWORD).await.expect(200);
    for closed in ["/desk", "/account", "/desk/search?q=x", "/account/factor"] {
        assert!(aino.open(closed).await.expect(200).text().contains("action=\"/sign-in/enrol\""), "{closed}");
    }
    let wrong = aino.submit(page.form("/sign-in/enrol").fill("code", "000000")).await.expect(422);
    assert!(wrong.text().contains("id=\"code-error\""));
    let phone = Phone::reading(&page);
    assert_eq!(Phone::reading(&wrong).0, phone.0, "the key that she has read is not taken from her");
    let page = aino.submit(wrong.form("/sign-in/enrol").fill("code", &phone.code(&place))).await.expect(200);
    assert_eq!(recovery_codes(&page).len(), 10);
    aino.open("/desk").await.expect(200);
    assert!(aino.open("/account").await.expect(200).text().contains("/account/password"));
    assert!(place.subjects(EMAIL).contains(&"Majakan kirjautumiseen on lisätty tunnistautumistapa".to_owned()));
    place.stop().await;
}

#[actix_web::test]
async fn whose_roles_ask_for_none_is_in_with_her_password_and_may_have_one() {
    let place = required().await;
    let (_, mut aino) = place.person(EMAIL, place.host(), &[AdminContact]).await;
    assert!(aino.open("/account").await.expect(200).text().contains("pelkällä salasanalla"));
    let page = aino.open("/account/factor/new").await.expect(200);
    let phone = Phone::reading(&page);
    aino.submit(page.form("/account/factor/new").fill("code", &phone.code(&place))).await.expect(200);
    aino.open("/account/factor").await.expect(200);
    place.pass(TimeDelta::seconds(30));
    let (mut later, page) = at_the_code(&place).await;
    later.submit(page.form("/sign-in/code").fill("code", &phone.code(&place))).await.expect(200);
    let factor = later.open("/account/factor").await.expect(200);
    later.submit(factor.form("/account/factor/remove")).await.expect(200);
    assert!(sign_in(&mut place.visitor(), EMAIL, PASSWORD).await.expect(200).text().contains("/account/password"));
    place.stop().await;
}

#[actix_web::test]
async fn a_code_is_good_once_and_a_wrong_one_is_counted() {
    let place = required().await;
    let (_, phone, _) = enrolled(&place, EMAIL, &[Dpo]).await;
    let (mut thief, page) = at_the_code(&place).await;
    let form = page.form("/sign-in/code");
    let seen = phone.code(&place);
    let again = thief.submit(form.clone().fill("code", &seen.clone())).await.expect(422);
    assert!(again.text().contains("Koodi on väärä tai jo käytetty."), "it was used to set the authenticator up");
    place.pass(TimeDelta::seconds(30));
    let fresh = phone.code(&place);
    let (mut aino, page) = at_the_code(&place).await;
    assert!(
        aino.submit(page.form("/sign-in/code").fill("code", &fresh.clone()))
            .await
            .expect(200)
            .text()
            .contains("sign-out")
    );
    thief.submit(form.clone().fill("code", &fresh)).await.expect(422);
    for _ in 0..4 {
        thief.submit(form.clone().fill("code", "123456")).await.expect(422);
    }
    place.pass(TimeDelta::seconds(30));
    let locked = thief.submit(form.fill("code", &phone.code(&place))).await.expect(422);
    assert!(locked.text().contains("Odota hetki"), "{}", locked.text());
    let log = place.app.read(|conn| audit::newest(conn, 50)).unwrap();
    assert!(log.iter().any(|row| row.detail.starts_with("wrong code") && row.detail.contains("127.0.0.1")));
    place.stop().await;
}

#[actix_web::test]
async fn a_new_browser_for_every_guess_gains_nothing() {
    let place = required().await;
    let (mut aino, phone, _) = enrolled(&place, EMAIL, &[Dpo]).await;
    place.pass(TimeDelta::seconds(30));
    let mut thief = place.visitor();
    for _ in 0..5 {
        let page = sign_in(&mut thief, EMAIL, PASSWORD).await.expect(200);
        let wrong = thief.submit(page.form("/sign-in/code").fill("code", "123456")).await.expect(422);
        thief.submit(wrong.form("/sign-out")).await.expect(200);
    }
    let page = sign_in(&mut thief, EMAIL, PASSWORD).await.expect(200);
    let locked = thief.submit(page.form("/sign-in/code").fill("code", &phone.code(&place))).await.expect(422);
    assert!(locked.text().contains("Odota hetki"), "{}", locked.text());
    let page = aino.open("/account").await.expect(200);
    aino.submit(page.form("/sign-out")).await.expect(200);
    let page = sign_in(&mut aino, EMAIL, PASSWORD).await.expect(200);
    let inside = aino.submit(page.form("/sign-in/code").fill("code", &phone.code(&place))).await.expect(200);
    assert!(inside.text().contains("sign-out"), "her own browser is known, and has a counter of its own");
    place.stop().await;
}

#[actix_web::test]
async fn a_recovery_code_stands_in_for_a_lost_phone_once() {
    let place = required().await;
    let (_, _, codes) = enrolled(&place, EMAIL, &[Helpdesk]).await;
    let (mut aino, page) = at_the_code(&place).await;
    let typed = codes[0].to_lowercase().replace('-', " ");
    aino.submit(page.form("/sign-in/code").fill("code", &typed.clone())).await.expect(200);
    aino.open("/desk").await.expect(200);
    assert!(aino.open("/account/factor").await.expect(200).text().contains("Varakoodeja jäljellä: 9."));
    assert_eq!(place.subjects(EMAIL).last().unwrap(), "Majakan varakoodi on käytetty");
    let (mut thief, page) = at_the_code(&place).await;
    thief.submit(page.form("/sign-in/code").fill("code", &typed)).await.expect(422);
    let factor = aino.open("/account/factor").await.expect(200);
    let renewed = recovery_codes(&aino.submit(factor.form("/account/factor/codes")).await.expect(200));
    assert_eq!(place.subjects(EMAIL).last().unwrap(), "Majakan varakoodisi on vaihdettu");
    thief.submit(page.form("/sign-in/code").fill("code", &codes[1].clone())).await.expect(422);
    thief.submit(page.form("/sign-in/code").fill("code", &renewed[0].clone())).await.expect(200);
    place.stop().await;
}

#[actix_web::test]
async fn a_link_for_a_forgotten_password_is_no_way_past_the_authenticator() {
    let place = required().await;
    let (_, phone, _) = enrolled(&place, EMAIL, &[Helpdesk]).await;
    let ask = place.visitor().open("/sign-in/forgotten").await.form("/sign-in/forgotten").fill("email", EMAIL);
    place.visitor().submit(ask).await.expect(200);
    let link = place.posted(EMAIL, 1).await.remove(0);
    let mut thief = place.visitor();
    let page = choose(&mut thief, &link, "toinen salalause 77").await.expect(200);
    assert!(page.text().contains("action=\"/sign-in/code\""));
    assert!(thief.open("/desk").await.text().contains("action=\"/sign-in/code\""));
    place.pass(TimeDelta::minutes(10));
    let too_late = thief.submit(page.form("/sign-in/code").fill("code", &phone.code(&place))).await.expect(200);
    assert!(too_late.text().contains("action=\"/sign-in\""), "who waits too long begins anew");
    place.stop().await;
}

#[actix_web::test]
async fn an_administrator_of_her_own_house_takes_a_lost_authenticator_away() {
    let place = required().await;
    let (mut aino, _, _) = enrolled(&place, EMAIL, &[Helpdesk]).await;
    let (mut admin, _, _) = enrolled(&place, "paa@example.fi", &[SystemAdmin]).await;
    let id = place.app.read(|conn| majakka_store::account::at_the_door(conn, EMAIL)).unwrap().unwrap().0.id;
    let county = place.county("pohjoinen");
    let (_, _) = place.invited("muu@example.fi", county, &[SystemAdmin]);
    let page = admin.open(&format!("/admin/accounts/{id}")).await.expect(200);
    admin.submit(page.form("/factor")).await.expect(200);
    assert!(aino.open("/desk").await.text().contains("action=\"/sign-in\""), "her sessions end with it");
    let page = sign_in(&mut place.visitor(), EMAIL, PASSWORD).await.expect(200);
    assert!(page.text().contains("action=\"/sign-in/enrol\""));
    assert!(place.subjects(EMAIL).contains(&"Majakan kirjautumisesta on poistettu tunnistautumistapa".to_owned()));
    let log = place.app.read(|conn| audit::newest(conn, 20)).unwrap();
    assert!(log.iter().any(|row| row.action == "account.factor_removed" && row.actor.contains('#')));
    let key = NewPasskey { credential_id: "AAAA", browser: "Firefox, Linux", credential: "{}" };
    place.app.write(&Viewer::System, |tx| passkey::insert(tx.conn, tx.now, id, &key)).unwrap();
    let page = admin.open(&format!("/admin/accounts/{id}")).await.expect(200);
    admin.submit(page.form("/factor")).await.expect(200);
    let left = place.app.read(|conn| majakka_store::second_factor::has_one(conn, id)).unwrap();
    assert!(!left, "a passkey alone is taken away by the same button");
    let none = place.app.write(&Viewer::System, |tx| second_factor::reset(tx, id));
    none.expect("taking away what is not there is no fault");
    place.stop().await;
}

#[actix_web::test]
async fn what_cannot_be_taken_back_asks_once_more_and_loses_nothing_that_was_typed() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut admin) = place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let page = admin.open(&format!("/admin/organisations/{host}")).await.expect(200);
    place.pass(TimeDelta::minutes(15));
    let form = page.form("/tokens").fill("token_name", "Apteekkijärjestelmä");
    let asked = admin.submit(form).await.expect(403);
    assert!(asked.text().contains("Vahvista, että olet sinä") && asked.text().contains("Apteekkijärjestelmä"));
    let wrong = admin.submit(asked.form("/tokens").fill("proof", "ei se ollut tämä")).await.expect(403);
    assert!(wrong.text().contains("Salasana on väärä.") && wrong.text().contains("Apteekkijärjestelmä"));
    assert!(!wrong.text().contains("ei se ollut"), "what was typed as proof is not handed back");
    let made = admin.submit(wrong.form("/tokens").fill("proof", PASSWORD)).await.expect(200);
    assert!(made.text().contains("<code>"));
    let log = place.app.read(|conn| audit::newest(conn, 20)).unwrap();
    assert!(log.iter().any(|row| row.action == "session.proven"), "a good proof is written down as a wrong one is");
    let page = admin.open(&format!("/admin/organisations/{host}")).await.expect(200);
    assert!(page.text().contains("Apteekkijärjestelmä"));
    admin.submit(page.form("/report-link")).await.expect(200);
    place.stop().await;
}

#[actix_web::test]
async fn a_code_stands_for_the_password_where_an_address_is_changed() {
    let place = required().await;
    let (mut aino, phone, _) = enrolled(&place, EMAIL, &[Helpdesk]).await;
    place.pass(TimeDelta::minutes(3));
    let form = aino.open("/account").await.expect(200).form("/account/email").fill("email", "uusi@example.fi");
    let asked = aino.submit(form).await.expect(403);
    let wrong = aino.submit(asked.form("/account/email").fill("proof", "000000")).await.expect(403);
    assert!(wrong.text().contains("uusi@example.fi"), "what she typed is kept");
    let sent = wrong.form("/account/email").fill("proof", &phone.code(&place));
    let page = aino.submit(sent).await.expect(200);
    assert!(page.text().contains("odottaa vahvistusta"), "{}", page.text());
    assert!(place.path_in_letter("uusi@example.fi", "/email/").is_some());
    place.stop().await;
}
