//! Keeping the installation: only who may, only within bounds, secrets once.

use chrono::TimeDelta;
use majakka_app::Tx;
use majakka_app::command::{partner, route_test};
use majakka_domain::id::{AccountId, ContactId};
use majakka_domain::terms::AccountRole::{AdminContact, Helpdesk, SystemAdmin};
use majakka_domain::terms::{Channel, Language, OrganisationKind};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::partner::NewPartner;
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{api_token, incident, installation, route_test as tests, task};
use reqwest::Method;

use crate::form::Form;
use crate::place::Place;
use crate::visitor::Page;

/// The secret that a page shows.
fn secret(page: &Page) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("<code>").expect("a secret");
    rest.split_once("</code>").expect("its end").0.replace("&#x3D;", "=")
}

#[actix_web::test]
async fn who_may_not_administer_is_turned_away_from_every_page_and_step() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut aino) = place.person("aino@example.fi", host, &[Helpdesk]).await;
    for path in ["/admin", "/admin/log", "/admin/contacts", "/admin/accounts/new", "/admin/organisations/new"] {
        aino.open(path).await.expect(403);
    }
    aino.open(&format!("/admin/organisations/{host}")).await.expect(403);
    let csrf = aino.open("/account").await.form("/sign-out").value("csrf").unwrap().to_owned();
    for path in
        ["/admin/accounts/1/link", "/admin/accounts/1/close", &format!("/admin/organisations/{host}/report-link")]
    {
        let post = aino.request(Method::POST, path).form(&[("csrf", &csrf)]);
        aino.send(post, path).await.expect(403);
    }
    place.stop().await;
}

#[actix_web::test]
async fn somebody_is_invited_and_the_link_is_posted_and_shown_once() {
    let place = Place::new().await;
    let (_, mut admin) = place.person("paa@example.fi", place.host(), &[SystemAdmin]).await;
    let page = admin.open("/admin/accounts/new").await.expect(200);
    let form = page.form("/admin/accounts/new").fill("name", "Väinö").add_choice("roles", "helpdesk");
    let wrong = admin.submit(form.clone()).await.expect(422);
    assert!(wrong.text().contains("id=\"email-error\"") && wrong.text().contains("Väinö"));
    let shown = admin.submit(form.fill("email", "vaino@example.fi")).await.expect(200);
    let link = secret(&shown);
    assert!(shown.text().contains("Sama linkki lähetettiin osoitteeseen vaino@example.fi."));
    let mut vaino = place.visitor();
    assert!(vaino.open(&link).await.expect(200).text().contains("vaino@example.fi"));
    assert!(admin.open("/admin").await.expect(200).text().contains("vaino@example.fi"));
    place.stop().await;
}

#[actix_web::test]
async fn the_last_administrator_stays() {
    let place = Place::new().await;
    let host = place.host();
    let (id, mut admin) = place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let close = |page: &Page, account: i64| page.form(&format!("/admin/accounts/{account}/close"));
    let page = admin.open("/admin/accounts/1").await.expect(200);
    admin.submit(close(&page, 1)).await.expect(200);
    let own = admin.open(&format!("/admin/accounts/{id}")).await.expect(200);
    let refused = admin.submit(close(&own, id.0)).await.expect(422);
    assert!(refused.text().contains("Viimeistä pääkäyttäjää ei voi poistaa."));
    place.stop().await;
}

#[actix_web::test]
async fn an_organisation_gets_a_link_and_a_token_that_are_stored_as_hashes_and_taken_back() {
    let place = Place::new().await;
    let (_, mut admin) = place.person("paa@example.fi", place.host(), &[SystemAdmin]).await;
    let page = admin.open("/admin/organisations/new").await.expect(200);
    let form = page.form("/admin/organisations/new").fill("name", "Mallilan apteekki").fill("slug", "Mallila!");
    let wrong = admin.submit(form.clone()).await.expect(422);
    assert!(wrong.text().contains("id=\"slug-error\""));
    let form = form.fill("slug", "mallila").fill("kind", "pharmacy").add_choice("services", "resepti");
    let page = admin.submit(form).await.expect(200);
    assert!(page.text().contains("Mallilan apteekki"));

    let shown = admin.submit(page.form("/report-link")).await.expect(200);
    let link = secret(&shown);
    let (_, token) = link.rsplit_once("/r/").expect("a report link");
    let whose = || place.app.read(|conn| installation::of_report_token(conn, &TokenHash::of(token))).unwrap();
    let mallila = whose().expect("the organisation");
    assert_eq!(mallila.slug, "mallila");

    let page = admin.open(&format!("/admin/organisations/{}", mallila.id)).await.expect(200);
    let shown = admin.submit(page.form("/tokens").fill("token_name", "Apteekkijärjestelmä")).await.expect(200);
    let token = TokenHash::of(&secret(&shown));
    let known = || place.app.read(|conn| api_token::program(conn, place.app.now(), &token)).unwrap();
    assert_eq!(known().map(|(program, _)| program.organisation), Some(mallila.id));

    let page = admin.open(&format!("/admin/organisations/{}", mallila.id)).await.expect(200);
    assert!(!page.text().contains(&secret(&shown)));
    let whole = page;
    let page = admin.open(&format!("/admin/organisations/{}/tokens/1", mallila.id)).await.expect(200);
    assert!(page.text().contains("ilmoittaa häiriöistä") && page.text().contains("ei vielä"), "{}", page.text());
    let none = page.form("/tokens/1/replace").fill("overlap", "ikuisesti");
    assert!(admin.submit(none).await.expect(422).text().contains("id=\"overlap-error\""));
    let replaced = admin.submit(page.form("/tokens/1/replace")).await.expect(200);
    assert_ne!(secret(&replaced), secret(&shown));
    assert!(known().is_some(), "the old one goes on for a week");
    admin.submit(page.form("/tokens/1/revoke")).await.expect(200);
    admin.submit(whole.form("/report-link/revoke")).await.expect(200);
    assert!(known().is_none() && whose().is_none());
    place.stop().await;
}

#[actix_web::test]
async fn a_countys_administrator_keeps_her_county_and_no_other() {
    let place = Place::new().await;
    let (host, north, south) = (place.host(), place.county("pohjoinen"), place.county("etela"));
    let (_, mut admin) = place.person("paa@example.fi", north, &[SystemAdmin]).await;
    let page = admin.open("/admin").await.expect(200).text();
    assert!(page.contains("Alue pohjoinen") && !page.contains("Alue etela"));
    for other in [host, south] {
        admin.open(&format!("/admin/organisations/{other}")).await.expect(404);
    }
    admin.open("/admin/accounts/1").await.expect(404);
    let own = admin.open(&format!("/admin/organisations/{north}")).await.expect(200);
    // Who the house is she reads as text; a form that says so all the same changes nothing of it.
    assert!(own.text().contains("<dd>Alue pohjoinen</dd>"));
    let grab = own.form(&format!("/admin/organisations/{north}")).add_choice("kind", "host").add_choice("name", "Kela");
    let page = admin.submit(grab).await.expect(200).text();
    assert!(page.contains("<dd>Alue pohjoinen</dd>") && !page.contains("Kela</dd>"), "{page}");
    admin.open("/admin/log").await.expect(403);
    place.stop().await;
}

#[actix_web::test]
async fn a_contact_is_added_changed_and_the_last_mandatory_one_stays() {
    let place = Place::new().await;
    let (_, mut admin) = place.person("yht@example.fi", place.host(), &[AdminContact]).await;
    let page = admin.open("/admin/contacts/new").await.expect(200);
    let form = page.form("/admin/contacts/new").fill("name", "Kaisa").fill("email", "kaisa@example.fi");
    let landline = form.clone().fill("phone", "02020202").add_choice("roles", "bulletin_recipient");
    assert!(admin.submit(landline).await.expect(422).text().contains("id=\"phone-error\""));
    let form = form.fill("phone", "+358400000001").add_choice("roles", "bulletin_recipient");
    let list = admin.submit(form).await.expect(200).text();
    assert!(list.contains("Kaisa") && list.contains("+358400000001"));
    let href = list.split("href=\"/admin/contacts/").nth(2).expect("the contact").split('"').next().unwrap().to_owned();
    let page = admin.open(&format!("/admin/contacts/{href}")).await.expect(200);
    let changed = admin.submit(page.form(&href).fill("name", "Kaisa Kuusi")).await.expect(200);
    assert!(changed.text().contains("Kaisa Kuusi"));
    let refused = admin.submit(page.form("/remove")).await.expect(409);
    assert!(refused.text().contains("Viimeistä pakollista yhteyshenkilöä ei voi poistaa"));
    place.stop().await;
}

#[actix_web::test]
async fn a_number_can_be_taken_away_a_kind_changed_and_a_save_that_mends_nothing_ends_no_task() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut admin) = place.person("yht@example.fi", host, &[AdminContact]).await;
    let page = admin.open("/admin/contacts/new").await.expect(200);
    let form = page.form("/admin/contacts/new").fill("name", "Kaisa").fill("email", "kaisa@example.fi");
    let list = admin.submit(form.fill("phone", "+358400000001").add_choice("roles", "technical")).await.expect(200);
    let (list, before) = (list.text(), "href=\"/admin/contacts/");
    let href = list.split(before).nth(2).expect("the contact").split('"').next().unwrap().to_owned();
    let contact = ContactId(href.rsplit('/').next().unwrap().parse().unwrap());
    let open = |tx: &mut Tx<'_>| {
        let incident = incident::insert(tx.conn, tx.now, "H-2026-0001", host)?;
        for channel in Channel::ALL {
            task::owe_contact_fix(tx.conn, tx.now, incident, contact, *channel, None)?;
        }
        Ok(incident)
    };
    let incident = place.app.write(&Viewer::System, open).unwrap();
    let to_mend = || place.app.read(|conn| Ok(task::open(conn, incident)?.len())).unwrap();

    let page = admin.open(&format!("/admin/contacts/{href}")).await.expect(200);
    admin.submit(page.form(&href).add_choice("roles", "administrative")).await.expect(200);
    assert_eq!(to_mend(), 2, "a role more mends no address");
    let too_long = page.form(&href).fill("name", &"a".repeat(201));
    assert!(admin.submit(too_long).await.expect(422).text().contains("id=\"name-error\""));
    let page = admin.open(&format!("/admin/contacts/{href}")).await.expect(200);
    assert!(page.text().contains("+358400000001"), "the number stands in the form");
    let organisation = page.form(&href).fill("phone", "").fill("kind", "organisation");
    let list = admin.submit(organisation).await.expect(200).text();
    assert!(list.contains("Kaisa") && !list.contains("+358400000001"), "{list}");
    assert_eq!(to_mend(), 1, "the number was mended by taking it away, the address was not");
    let form = admin.open(&format!("/admin/contacts/{href}")).await.expect(200).form(&href);
    assert_eq!((form.value("kind"), form.value("phone")), (Some("organisation"), Some("")));
    place.stop().await;
}

#[actix_web::test]
async fn a_vendor_that_organisations_name_gets_an_address_and_each_mistake_its_message() {
    let place = Place::new().await;
    let (_, mut admin) = place.person("paa@example.fi", place.host(), &[SystemAdmin]).await;
    let page = admin.open("/admin/organisations/new").await.expect(200);
    let form = page.form("/admin/organisations/new").fill("name", "Mallilan apteekki").fill("slug", "mallila");
    admin.submit(form.fill("kind", "pharmacy").fill("vendor", "Apteekki & Malli Oy")).await.expect(200);

    let page = admin.open("/admin/partners").await.expect(200);
    assert!(page.text().contains("Näiltä puuttuu osoite"), "{}", page.text());
    let blank = admin.open("/admin/partners/new?name=Apteekki+%26+Malli+Oy").await.expect(200);
    let form = blank.form("/admin/partners/new");
    let wrong = admin.submit(form.clone().fill("answer_minutes", "pian")).await.expect(422);
    assert!(wrong.text().contains("id=\"email-error\"") && wrong.text().contains("id=\"answer_minutes-error\""));
    assert!(wrong.text().contains("value=\"pian\""), "what was typed stays");
    let filled = form.fill("email", "tuki@apteekkimalli.example.fi").fill("answer_minutes", "30");
    let kept = admin.submit(filled.clone()).await.expect(200);
    assert!(kept.text().contains("tuki@apteekkimalli.example.fi") && !kept.text().contains("Näiltä puuttuu osoite"));
    let twice = admin.submit(filled).await.expect(422);
    assert!(twice.text().contains("Tämä on jo käytössä."));

    let page = admin.open("/admin/partners/1").await.expect(200);
    admin.submit(page.form("/admin/partners/1/remove")).await.expect(200);
    assert!(admin.open("/admin/partners").await.expect(200).text().contains("Näiltä puuttuu osoite"));
    place.stop().await;
}

#[actix_web::test]
async fn only_the_host_says_where_escalations_go_and_others_are_shown_no_form() {
    let place = Place::new().await;
    let pharmacy = place.county("apteekki");
    let other = NewOrganisation {
        vendor: "Muun talon toimittaja Oy".to_owned(),
        ..NewOrganisation::named("muu", "Muu talo", OrganisationKind::Pharmacy)
    };
    place.app.write(&Viewer::System, |tx| organisation::insert(tx.conn, tx.now, &other)).unwrap();
    let potilasmalli = NewPartner {
        name: "Potilasmalli Oy".to_owned(),
        email: "tuki@potilasmalli.example.fi".to_owned(),
        phone: "+358400000001".to_owned(),
        language: Language::Fi,
        answer_minutes: 60,
    };
    place.app.write(&Viewer::System, |tx| partner::save(tx, None, &potilasmalli)).unwrap();
    let (_, mut own) = place.person("oma@example.fi", pharmacy, &[SystemAdmin]).await;
    let list = own.open("/admin/partners").await.expect(200).text();
    assert!(!list.contains("/admin/partners/new"), "{list}");
    assert!(list.contains("Potilasmalli Oy"), "how a vendor is written here, everybody may know: {list}");
    assert!(
        !list.contains("tuki@potilasmalli") && !list.contains("+358400000001") && !list.contains("Muun talon"),
        "{list}"
    );
    let refused = own.open("/admin/partners/new").await.expect(403);
    assert!(Form::all(&refused.text(), "/").iter().all(|form| !form.action().contains("partners")));
    let csrf = own.open("/account").await.form("/sign-out").value("csrf").unwrap().to_owned();
    let fields = [("csrf", csrf.as_str()), ("name", ""), ("email", "x@example.fi"), ("language", "fi")];
    let post = own.request(Method::POST, "/admin/partners/new").form(&fields);
    own.send(post, "/admin/partners/new").await.expect(403);
    place.stop().await;
}

#[actix_web::test]
async fn a_bounded_administrators_new_house_waits_for_the_host_who_confirms_it_on_its_page() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut bounded) = place.person("oma@example.fi", place.county("mallila"), &[SystemAdmin]).await;
    let (_, mut admin) = place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let page = bounded.open("/admin/organisations/new").await.expect(200);
    let form = page.form("/admin/organisations/new").fill("name", "Sivuapteekki").fill("slug", "sivu");
    let made = bounded.submit(form.fill("kind", "pharmacy")).await.expect(200);
    let own = made.path.clone();
    assert!(made.text().contains("Organisaatio odottaa vahvistusta"));
    assert!(made.text().contains("Pyydä isäntäorganisaation"), "what she does next");
    assert!(!made.text().contains("/confirm"), "the way is the host's");
    let csrf = bounded.open("/account").await.form("/sign-out").value("csrf").unwrap().to_owned();
    let post = bounded.request(Method::POST, &format!("{own}/confirm")).form(&[("csrf", csrf.as_str())]);
    bounded.send(post, &format!("{own}/confirm")).await.expect(403);
    bounded.open("/o/sivu").await.expect(404);

    assert!(admin.open("/admin").await.expect(200).text().contains("vahvistamatta"));
    let page = admin.open(&own).await.expect(200);
    let confirmed = admin.submit(page.form(&format!("{own}/confirm"))).await.expect(200);
    assert!(!confirmed.text().contains("odottaa vahvistusta"));
    assert!(!admin.open("/admin").await.expect(200).text().contains("vahvistamatta"));
    bounded.open("/o/sivu").await.expect(200);
    place.stop().await;
}

#[actix_web::test]
async fn a_test_message_is_asked_for_by_an_administrator_and_shows_how_it_went() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut admin) = place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let page = admin.open("/admin/routes").await.expect(200);
    let form = page.form("/admin/routes/test").fill("route", "folder-sms");
    let wrong = admin.submit(form.clone().fill("address", "112")).await.expect(422);
    assert!(wrong.text().contains("id=\"address-error\""));

    // What the notifier does, as soon as there is a wish.
    let app = place.app.clone();
    let notifier = actix_web::rt::spawn(async move {
        loop {
            let routes = ["folder-sms".to_owned()];
            let taken = app.write(&Viewer::System, |tx| route_test::take(tx, &routes)).unwrap();
            if let Some(test) = taken {
                let said = "202 0: Accepted for delivery";
                let settle = |tx: &mut Tx<'_>| tests::settle(tx.conn, tx.now, test.id, "accepted", said);
                app.write(&Viewer::System, settle).unwrap();
                return test;
            }
            tokio::task::yield_now().await;
        }
    });
    let shown = admin.submit(form.fill("address", "040 000 0001")).await.expect(200);
    let test = notifier.await.unwrap();
    assert_eq!((test.channel.as_str(), test.address.as_str()), ("sms", "+358400000001"));
    assert!(shown.text().contains("202 0: Accepted for delivery") && shown.text().contains("Otettu vastaan"));
    let log = admin.open("/admin/log").await.expect(200);
    assert!(log.text().contains("route.tested") && log.text().contains("audit.read"), "who reads the log stands in it");

    let page = admin.open("/admin/routes").await.expect(200);
    admin.submit(page.form("/admin/routes/replies")).await.expect(200);
    assert!(admin.open("/admin/log").await.expect(200).text().contains("route.addresses_shown"));
    let county = place.county("mallila");
    for (email, organisation, role) in [("aino@example.fi", host, Helpdesk), ("oma@example.fi", county, SystemAdmin)] {
        let (_, mut other) = place.person(email, organisation, &[role]).await;
        other.open("/admin/routes").await.expect(403);
    }
    place.stop().await;
}

#[actix_web::test]
async fn no_more_than_ten_test_messages_leave_in_ten_minutes() {
    let place = Place::new().await;
    let (id, _) = place.person("paa@example.fi", place.host(), &[SystemAdmin]).await;
    let viewer = viewer(&place, id);
    let ask = || place.app.write(&viewer, |tx| route_test::ask(tx, "folder-email", "a@example.fi", Language::Fi));
    for _ in 0..10 {
        ask().unwrap();
    }
    assert!(ask().is_err());
    place.pass(TimeDelta::minutes(11));
    ask().unwrap();
    let nobody = |route, address| place.app.write(&viewer, |tx| route_test::ask(tx, route, address, Language::Fi));
    assert!(nobody("kannel", "+358400000001").is_err());
    assert!(nobody("folder-email", "010190-900P@example.fi").is_err());
    place.stop().await;
}

/// An administrator as core's steps ask for her.
fn viewer(place: &Place, account: AccountId) -> Viewer {
    Viewer::Person(Person {
        account,
        name: "Aino".to_owned(),
        organisation: place.host(),
        desk: place.host(),
        roles: vec![SystemAdmin],
        helpdesk_publishes: false,
        language: Language::Fi,
    })
}
