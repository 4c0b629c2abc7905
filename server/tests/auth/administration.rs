//! Keeping the installation: only who may, only within bounds, secrets once.

use chrono::TimeDelta;
use diesel::{RunQueryDsl as _, sql_query};
use majakka_app::Tx;
use majakka_app::command::delivery::route_test;
use majakka_app::command::organisation::partner;
use majakka_domain::id::{AccountId, ContactId};
use majakka_domain::terms::AccountRole::{AdminContact, Helpdesk, SystemAdmin};
use majakka_domain::terms::{Channel, Language, OrganisationKind};
use majakka_kit::fixture;
use majakka_store::contact::{self, NewContact};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::partner::NewPartner;
use majakka_store::process::{self, Process};
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{api_token, incident, installation, route_test as tests, task};
use reqwest::Method;

use crate::form::Form;
use crate::place::{PASSWORD, Place, sign_in};
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
    let of = |token: &str| {
        let token = TokenHash::new(token);
        place.app.read(|conn| installation::of_report_token(conn, place.app.now(), &token)).unwrap()
    };
    let mallila = of(token).expect("the organisation");
    assert_eq!(mallila.slug, "mallila");

    // A new link is no surprise for whoever has the one before: it leads on for a day.
    let page = admin.open(&format!("/admin/organisations/{}", mallila.id)).await.expect(200);
    assert!(page.text().contains("Nykyinen toimii vielä vuorokauden"), "{}", page.text());
    let replaced = secret(&admin.submit(page.form("/report-link")).await.expect(200));
    let (_, second) = replaced.rsplit_once("/r/").expect("another report link");
    for link in [token, second] {
        assert_eq!(of(link).map(|house| house.id), Some(mallila.id));
        place.visitor().open(&format!("/r/{link}")).await.expect(200);
    }
    place.pass(TimeDelta::hours(24));
    assert!(of(token).is_none() && of(second).is_some(), "the day is over");
    place.visitor().open(&format!("/r/{token}")).await.expect(404);
    let mut admin = place.visitor();
    sign_in(&mut admin, "paa@example.fi", PASSWORD).await.expect(200);
    let page = admin.open(&format!("/admin/organisations/{}", mallila.id)).await.expect(200);
    let third = secret(&admin.submit(page.form("/report-link")).await.expect(200));
    let (_, third) = third.rsplit_once("/r/").expect("a third");
    let whose = || [second, third].iter().any(|link| of(link).is_some());

    let page = admin.open(&format!("/admin/organisations/{}", mallila.id)).await.expect(200);
    let shown = admin.submit(page.form("/tokens").fill("token_name", "Apteekkijärjestelmä")).await.expect(200);
    let token = TokenHash::new(&secret(&shown));
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
    assert!(known().is_none() && !whose(), "whoever takes it back ends those before it at once");
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
    assert!(made.text().contains("Pyydä palvelun ylläpitäjää"), "what she does next");
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
    // Fifty rows on a page, and the way to those before them.
    place.app.step(|tx| (0..60).try_for_each(|n| tx.audit("incident.triaged", &format!("H-2026-{n:04}"), "")));
    let newest = admin.open("/admin/log").await.expect(200).text();
    assert!(newest.contains("H-2026-0059") && !newest.contains("H-2026-0003"), "{newest}");
    let (_, next) = newest.split_once("/admin/log?before&#x3D;").expect("older rows");
    let number: String = next.chars().take_while(char::is_ascii_digit).collect();
    let older = admin.open(&format!("/admin/log?before={number}")).await.expect(200).text();
    assert!(older.contains("H-2026-0003") && !older.contains("H-2026-0059") && older.contains("href=\"/admin/log\""));

    let county = place.county("mallila");
    for (email, organisation, role) in [("aino@example.fi", host, Helpdesk), ("oma@example.fi", county, SystemAdmin)] {
        let (_, mut other) = place.person(email, organisation, &[role]).await;
        other.open("/admin/routes").await.expect(403);
    }
    place.stop().await;
}

#[actix_web::test]
async fn whoever_keeps_the_installation_sees_what_runs_and_what_hangs() {
    let place = Place::new().await;
    let (_, mut admin) = place.person("paa@example.fi", place.host(), &[SystemAdmin]).await;
    assert!(admin.open("/admin/processes").await.expect(200).text().contains("Mikään prosessi ei ole vielä"));
    let now = place.now();
    let process = |role: &str, seen: i64, turned: Option<i64>, disk: i64| Process {
        id: role.to_owned(),
        role: role.to_owned(),
        machine: format!("kone-{role}"),
        version: "0.1.0".to_owned(),
        started_at: now - TimeDelta::hours(3),
        seen_at: now - TimeDelta::seconds(seen),
        turned_at: turned.map(|seconds| now - TimeDelta::seconds(seconds)),
        disk_used: Some(disk),
    };
    let rows =
        [process("notify", 10, Some(200), 95), process("serve", 10, None, 40), process("up", 400, Some(400), 40)];
    let app = place.app.clone();
    app.write_beside(|conn| rows.iter().try_for_each(|row| process::seen(conn, row))).unwrap();
    let page = admin.open("/admin/processes").await.expect(200).text();
    let row = |machine: &str| page.split("<tr>").find(|row| row.contains(machine)).expect("its row").to_owned();
    for (machine, says) in [("kone-notify", "jumissa"), ("kone-serve", "työssä"), ("kone-up", "kateissa")] {
        assert!(row(machine).contains(says), "{machine}: {page}");
    }
    assert!(row("kone-notify").contains("95 % käytössä") && row("kone-notify").matches("tag--degraded").count() == 2);
    assert!(admin.open("/admin").await.expect(200).text().contains("href=\"/admin/processes\""));

    // Who has ended is not missed, and who was killed not for ever.
    app.write_beside(|conn| process::ended(conn, "serve")).unwrap();
    place.pass(TimeDelta::days(1) - TimeDelta::seconds(300));
    let (_, mut admin) = place.person("toinen@example.fi", place.host(), &[SystemAdmin]).await;
    let page = admin.open("/admin/processes").await.expect(200).text();
    assert!(!page.contains("kone-serve") && !page.contains("kone-up") && page.contains("kone-notify"), "{page}");
    let county = place.county("mallila");
    for (email, organisation, role) in
        [("aino@example.fi", place.host(), Helpdesk), ("oma@example.fi", county, SystemAdmin)]
    {
        let (_, mut other) = place.person(email, organisation, &[role]).await;
        other.open("/admin/processes").await.expect(403);
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

#[actix_web::test]
async fn anybody_in_the_register_is_found_by_any_part_and_shows_what_she_was_told() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut admin) = place.person("yht@example.fi", host, &[AdminContact, SystemAdmin]).await;
    let member = NewOrganisation {
        business_id: "9000003-8".to_owned(),
        desk: Some(host),
        ..NewOrganisation::named("aane", "Äänekosken apteekki", OrganisationKind::Pharmacy)
    };
    let contact = place.app.step(|tx| {
        let member = organisation::insert(tx.conn, tx.now, &member)?;
        for number in 0..60 {
            contact::insert(tx.conn, &fixture::recipient(member, &format!("Väki-{number:02}")))?;
        }
        let told = NewContact { phone: Some("+358400000077".to_owned()), takes_sms: true, ..fixture::recipient(member, "Öhman") };
        let id = contact::insert(tx.conn, &told)?;
        // Two years ago, a month ago, and one that did not arrive.
        for (number, days, state) in [(901, 730, "sent"), (902, 30, "delivered"), (903, 1, "failed")] {
            let written = (tx.now - TimeDelta::days(days)).naive_utc();
            sql_query(format!(
                "INSERT INTO messages (id, kind, series, sequence, facts, written_at, actor) \
                 VALUES ({number}, 'first', 'bulletin', 1, '{{}}', '{written}', 'anna')"
            ))
            .execute(tx.conn)?;
            sql_query(format!(
                "INSERT INTO deliveries (message_id, contact_id, channel, address, language, kind, series, reason, priority, \
                 state, attempts, due_at, cause) VALUES ({number}, {id}, 'email', 'vanha{number}@example.fi', 'fi', 'first', \
                 'bulletin', 'role', 3, '{state}', 1, '{written}', 'wrong_address')"
            ))
            .execute(tx.conn)?;
        }
        Ok(id)
    });

    let found = admin.open("/admin/contacts?q=040+000+0077").await.expect(200).text();
    assert!(found.contains("Öhman") && !found.contains("Väki-00"), "{found}");
    let found = admin.open("/admin/contacts?q=aanekosk").await.expect(200).text();
    assert!(found.contains("Äänekosken apteekki</a>") && found.contains("61 yhteystietoa"), "{found}");
    let first = admin.open("/admin/contacts?q=v%C3%A4ki").await.expect(200).text();
    assert!(first.contains("Väki-49") && !first.contains("Väki-50"));
    let next = first.split("rel=\"next\"").next().and_then(|head| head.rsplit("href=\"").next()).expect("a next page");
    let next = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#x3D;", "=");
    let next = admin.open(&next).await.expect(200).text();
    assert!(next.contains("Väki-50") && next.contains("Väki-59") && !next.contains("Väki-49"), "{next}");
    assert!(
        admin.open("/admin/contacts?q=040&which=without-sms").await.expect(200).text().contains("Mitään ei löytynyt")
    );
    let code = admin.open("/admin/contacts?q=010190-900P").await.expect(422).text();
    assert!(code.contains("Henkilötunnuksella ei voi hakea") && !code.contains("value=\"010190"));
    let houses = admin.open("/admin/organisations?q=90000038&kind=pharmacy").await.expect(200).text();
    assert!(houses.contains("Äänekosken apteekki"), "{houses}");
    assert!(!admin.open("/admin/organisations?q=90000038&kind=vendor").await.expect(200).text().contains("Äänekosken"));

    let known = place.app.read(|conn| contact::organisation(conn, contact)).unwrap().expect("an organisation");
    let page = admin.open(&format!("/admin/contacts/{known}/{contact}")).await.expect(200).text();
    assert!(page.contains("vanha902@example.fi") && page.contains("vanha903@example.fi"), "{page}");
    assert!(page.contains("sähköpostiosoitetta ei ole") && !page.contains("vanha901@example.fi"), "{page}");
    place.stop().await;
}

#[actix_web::test]
async fn the_first_administrator_is_asked_who_she_is_and_whose_installation_it_is() {
    let place = Place::new().await;
    let (id, mut first) = place.first().await;
    let desk = first.open("/desk").await.expect(200).text();
    assert!(desk.contains("href=\"/admin/start\"") && desk.contains("kenen asennus tämä on"), "{desk}");
    let form = first.open("/admin/start").await.expect(200).form("/admin/start");
    let wrong = first.submit(form.fill("email", "paa").fill("contact_line", "käyttötuki")).await.expect(422).text();
    for said in ["Kirjoita nimi.", "yksi @-merkki", "Kirjoita myös puhelinnumero"] {
        assert!(wrong.contains(said), "{said}: {wrong}");
    }
    assert!(wrong.contains("value=\"käyttötuki\""), "what was typed is there");
    let form = first.open("/admin/start").await.form("/admin/start");
    let form = form.fill("name", "Paula Pääkäyttäjä").fill("email", "Paula@esim.example.fi");
    let form =
        form.fill("organisation", "Esimerkkilän hyvinvointialue").fill("contact_line", "Käyttötuki 040 123 4567");
    let desk = first.submit(form).await.expect(200).text();
    assert!(desk.contains("href=\"/admin/routes\"") && !desk.contains("href=\"/admin/start\""), "{desk}");
    assert!(desk.contains("Paula Pääkäyttäjä") && desk.contains("Esimerkkilän hyvinvointialue"), "{desk}");
    first.open("/admin/start").await.expect(404);
    let known = place.app.read(|conn| majakka_store::account::at_the_door(conn, "paula@esim.example.fi")).unwrap();
    assert_eq!(known.map(|(row, _)| row.id), Some(id), "she signs in with her own address from now on");
    place.stop().await;
}
