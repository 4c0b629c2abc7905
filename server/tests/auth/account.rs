//! One's own account: another e-mail, other sessions, and what its owner hears.

use chrono::TimeDelta;
use majakka_app::config::MailSettings;
use majakka_domain::terms::AccountRole::{EndUser, Helpdesk, SystemAdmin};
use majakka_store::audit;

use crate::place::{PASSWORD, Place, choose, sign_in};
use crate::visitor::{Page, Visitor};

const EMAIL: &str = "aino@example.fi";
const NEW: &str = "uusi@example.fi";

async fn ask_for(aino: &mut Visitor, email: &str, password: &str) -> Page {
    let form = aino.open("/account").await.expect(200).form("/account/email");
    let asked = aino.submit(form.fill("email", email)).await.expect(403);
    assert!(asked.text().contains("Vahvista, että olet sinä") && asked.text().contains(email));
    aino.submit(asked.form("/account/email").fill("proof", password)).await
}

#[actix_web::test]
async fn a_new_address_counts_after_its_own_link_and_the_old_one_hears_of_it() {
    let place = Place::new().await;
    let (_, mut aino) = place.person(EMAIL, place.host(), &[EndUser]).await;
    // Signed in three minutes ago: enough for what else asks once more, not for this.
    place.pass(TimeDelta::minutes(3));
    let refused = ask_for(&mut aino, NEW, "ei se ollut tämä").await.expect(403);
    assert!(refused.text().contains("Salasana on väärä.") && refused.text().contains(NEW));
    assert!(place.subjects(NEW).is_empty(), "without the proof nothing leaves");
    let asked = ask_for(&mut aino, NEW, PASSWORD).await.expect(200);
    assert!(asked.text().contains("odottaa vahvistusta"));
    assert_eq!(place.subjects(EMAIL).last().unwrap(), "Majakan käyttäjätunnuksellesi on pyydetty uutta osoitetta");
    sign_in(&mut place.visitor(), EMAIL, PASSWORD).await.expect(200);
    sign_in(&mut place.visitor(), NEW, PASSWORD).await.expect(422);

    let reset = place.visitor().open("/sign-in/forgotten").await.form("/sign-in/forgotten").fill("email", EMAIL);
    place.visitor().submit(reset).await.expect(200);
    let old_link = place.posted(EMAIL, 1).await.remove(0);
    let link = place.path_in_letter(NEW, "/email/").expect("a link");
    let mut mailbox = place.visitor();
    let page = mailbox.open(&link).await.expect(200);
    assert!(page.text().contains(NEW));
    mailbox.submit(page.form(&link)).await.expect(200);
    sign_in(&mut place.visitor(), NEW, PASSWORD).await.expect(200);
    sign_in(&mut place.visitor(), EMAIL, PASSWORD).await.expect(422);
    place.visitor().open(&old_link).await.expect(410);
    place.visitor().open(&link).await.expect(410);
    assert_eq!(place.subjects(EMAIL).last().unwrap(), "Majakan käyttäjätunnuksesi osoite on vaihdettu");
    place.stop().await;
}

#[actix_web::test]
async fn nobody_learns_whose_an_address_is() {
    let place = Place::new().await;
    let host = place.host();
    place.person("toinen@example.fi", host, &[EndUser]).await;
    let (_, mut aino) = place.person(EMAIL, host, &[EndUser]).await;
    let before = place.subjects("toinen@example.fi");
    place.pass(TimeDelta::minutes(3));
    let free = ask_for(&mut aino, NEW, PASSWORD).await.expect(200).text().replace(NEW, "");
    place.pass(TimeDelta::minutes(3));
    let taken = ask_for(&mut aino, "Toinen@example.fi", PASSWORD).await.expect(200).text();
    // Every answer masks the form's token anew.
    let token = |part: &str| {
        part.split_once("name=\"csrf\" value=\"").map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    let cut = |text: &str| {
        let part = text.split_once("aria-labelledby=\"email-change\"").unwrap().1;
        let part = part.split_once("</section>").unwrap().0;
        part.replace(&token(part).unwrap(), "")
    };
    assert_eq!(cut(&taken.replace("toinen@example.fi", "")), cut(&free), "one answer to both");
    assert_eq!(place.subjects("toinen@example.fi"), before, "and no letter of ours");
    place.stop().await;
}

#[actix_web::test]
async fn an_owner_hears_of_everything_that_opens_or_changes_her_account() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut admin) = place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let (id, mut aino) = place.person(EMAIL, host, &[Helpdesk]).await;
    let own = admin.open(&format!("/admin/accounts/{id}")).await.expect(200);
    let roles = own.form("/roles");
    admin.submit(roles.clone()).await.expect(200);
    admin.submit(roles.add_choice("roles", "admin_contact")).await.expect(200);
    let form = aino.open("/account").await.expect(200).form("/account/password").fill("current", PASSWORD);
    let new = "uusi pitkä salalause 5";
    aino.submit(form.fill("password", new).fill("again", new)).await.expect(200);
    let ask = place.visitor().open("/sign-in/forgotten").await.form("/sign-in/forgotten").fill("email", EMAIL);
    place.visitor().submit(ask).await.expect(200);
    let link = place.posted(EMAIL, 1).await.remove(0);
    choose(&mut place.visitor(), &link, PASSWORD).await.expect(200);
    assert_eq!(
        place.subjects(EMAIL),
        [
            "Majakan käyttäjätunnuksesi on avattu"
                .replace("Majakan käyttäjätunnuksesi", "Käyttäjätunnuksesi Majakkaan"),
            "Roolisi Majakassa on muutettu".to_owned(),
            "Majakan salasanasi on vaihdettu".to_owned(),
            "Uusi salasana Majakkaan".to_owned(),
            "Majakan kertakäyttöistä linkkiä on käytetty".to_owned(),
        ],
        "roles that were saved as they stood are no news"
    );
    let log = place.app.read(|conn| audit::newest(conn, 50)).unwrap();
    let set: Vec<_> = log.iter().filter(|row| row.action == "account.roles_set").collect();
    assert_eq!(set.len(), 1);
    let said: serde_json::Value = serde_json::from_str(&set[0].detail).unwrap();
    assert_eq!(said, serde_json::json!({ "was": "helpdesk", "is": "helpdesk, admin_contact" }));
    place.stop().await;
}

#[actix_web::test]
async fn she_sees_her_other_sessions_and_ends_them() {
    let place = Place::new().await;
    let (_, mut aino) = place.person(EMAIL, place.host(), &[EndUser]).await;
    let mut phone = place.visitor().header("user-agent", "Mozilla/5.0 (Android 16) Gecko Firefox/140.0");
    let mut tablet = place.visitor().header("user-agent", "Mozilla/5.0 (iPad) AppleWebKit Safari/605");
    for other in [&mut phone, &mut tablet] {
        sign_in(other, EMAIL, PASSWORD).await.expect(200);
    }
    let page = aino.open("/account").await.expect(200);
    assert!(page.text().contains("Firefox, Android") && page.text().contains("127.0.0.1"), "{}", page.text());
    let ended = |page: Page| page.text().contains("action=\"/sign-in\"");
    // The first button ends one: the session that was used last.
    aino.submit(page.form("/account/sessions/end")).await.expect(200);
    let open = [ended(phone.open("/account").await), ended(tablet.open("/account").await)];
    assert_eq!(open.iter().filter(|ended| **ended).count(), 1);
    let page = aino.open("/account").await.expect(200);
    let csrf = page.form("/sign-out").value("csrf").unwrap().to_owned();
    // Who finds her screen open in the evening ends nothing without her proof.
    place.pass(TimeDelta::minutes(16));
    let all = aino.request(reqwest::Method::POST, "/account/sessions/end").form(&[("csrf", csrf)]);
    let asked = aino.send(all, "/account/sessions/end").await.expect(403);
    let page = aino.submit(asked.form("/account/sessions/end").fill("proof", PASSWORD)).await.expect(200);
    assert!(!page.text().contains("Päätä kaikki muut"));
    assert!(ended(phone.open("/account").await) && ended(tablet.open("/account").await));
    place.stop().await;
}

#[actix_web::test]
async fn an_administrator_sees_no_link_that_a_letter_brings() {
    let relay = |mail: &mut MailSettings| {
        let one = serde_json::json!({ "name": "posti", "host": "mail.example.fi" });
        mail.relays = vec![serde_json::from_value(one).unwrap()];
    };
    let place = Place::set(move |settings| relay(&mut settings.mail)).await;
    let host = place.host();
    let (_, mut admin) = place.person("paa@example.fi", host, &[SystemAdmin]).await;
    let (id, _) = place.person(EMAIL, host, &[EndUser]).await;
    let own = admin.open(&format!("/admin/accounts/{id}")).await.expect(200);
    let shown = admin.submit(own.form("/link")).await.expect(200).text();
    assert!(shown.contains("Linkki lähetettiin osoitteeseen aino@example.fi."), "{shown}");
    let link = place.posted(EMAIL, 1).await.remove(0);
    assert!(!shown.contains("/link/") && !shown.contains(link.trim_start_matches("/link/")));
    place.visitor().open(&link).await.expect(200);
    place.stop().await;
}

#[actix_web::test]
async fn she_hears_of_a_way_in_by_a_browser_that_she_never_used() {
    let place = Place::new().await;
    let (_, mut aino) = place.person(EMAIL, place.host(), &[EndUser]).await;
    let news = |place: &Place| {
        let subjects = place.subjects(EMAIL);
        subjects.iter().filter(|subject| *subject == "Majakkaan on kirjauduttu uudella selaimella").count()
    };
    assert_eq!(news(&place), 0, "the browser in which she chose her password is hers");
    let form = aino.open("/account").await.expect(200).form("/sign-out");
    aino.submit(form).await.expect(200);
    sign_in(&mut aino, EMAIL, PASSWORD).await.expect(200);
    assert_eq!(news(&place), 0, "signed out, it is known still");
    let form = aino.open("/account").await.expect(200).form("/sign-out");
    aino.submit(form).await.expect(200);
    let mut stranger = place.visitor().header("user-agent", "Majakka https://evil.example Firefox/140.0 (Windows)");
    sign_in(&mut stranger, EMAIL, "ei se ollut tämä").await.expect(422);
    assert_eq!(news(&place), 0, "whoever did not come in is another letter's");
    sign_in(&mut stranger, EMAIL, PASSWORD).await.expect(200);
    assert_eq!(news(&place), 1);
    let letter = place.bodies(EMAIL).pop().unwrap();
    assert!(letter.contains("Firefox, Windows, 127.0.0.1") && !letter.contains("evil"), "{letter}");
    let form = stranger.open("/account").await.expect(200).form("/sign-out");
    stranger.submit(form).await.expect(200);
    sign_in(&mut stranger, EMAIL, PASSWORD).await.expect(200);
    assert_eq!(news(&place), 1, "the second time it is known");
    place.stop().await;
}
