//! "Is it this?" before a report is sent: what stands there, and what becomes of the answer.

use actix_web::http::Method;
use majakka_domain::terms::{AccountRole, OrganisationKind};

use crate::ground::{Answer, Ground, Sent, ask, get, send, somebody};

fn typed(service: &str) -> Sent {
    Sent::form(&[("service", service), ("description", "Ei tallennu."), ("callback", "0400 000 012")])
}

#[actix_web::test]
async fn an_open_incident_of_the_own_house_stands_in_the_gate_and_the_report_that_names_it_joins_it() {
    let ground = Ground::new();
    let app = ground.app().await;
    let look =
        async |link: &str, service: &str| -> Answer { send(&app, link, &typed(service).with("action", "check")).await };
    let nothing = look(&ground.form(), "resepti.dispense").await;
    assert!(nothing.text.contains("ei ole juuri nyt tiedossa"), "{}", nothing.text);
    send(&app, &ground.form(), &Sent::look(&nothing.hidden("draft"), "send")).await;
    let first = ground.newest(1).remove(0);

    // A day later nothing but her own word ties the two; nobody has published anything.
    ground.app.pass(chrono::TimeDelta::days(1));
    let known = look(&ground.form(), "resepti.view").await;
    assert!(
        known.text.contains("value=\"incident-1\"")
            && known.text.contains("H-2026-0001")
            && known.text.contains("häiriö, josta teiltä on jo ilmoitettu"),
        "{}",
        known.text
    );
    let named = Sent::look(&known.hidden("draft"), "send").with("same", "incident-1");
    let sent = send(&app, &ground.form(), &named).await;
    assert_eq!(ground.newest(1).remove(0).incident_id, first.incident_id);
    assert!(get(&app, sent.location()).await.text.contains("H-2026-0001"), "her own page says so");

    // What one house reported is not told to another, and not of another service.
    let neighbour = ground.app.organisation(&somebody("rannikko", OrganisationKind::PrivateHealth));
    let theirs = format!("/r/{}", ground.app.report_link(neighbour));
    for (link, service) in [(theirs.as_str(), "resepti.view"), (&ground.form(), "potilas.fetch")] {
        let look = look(link, service).await;
        assert!(!look.text.contains("H-2026-0001"), "{service}: {}", look.text);
    }
}

#[actix_web::test]
async fn the_desk_sees_who_entered_a_report_that_was_told_by_telephone() {
    let ground = Ground::new();
    let app = ground.app().await;
    let cookie = ground.signed_in(ground.pharmacy, "aino@example.fi", AccountRole::Helpdesk);
    let headers = [("cookie", cookie.as_str()), ("content-type", "multipart/form-data; boundary=raja")];
    let csrf = ask(&app, Method::GET, "/report", &headers, Vec::new()).await.hidden("csrf");
    let typed = typed("resepti.dispense").with("organisation", "mallila").with("reporter", "Väinö Soittaja");
    let typed = typed.with("action", "send").with("csrf", &csrf);
    assert_eq!(ask(&app, Method::POST, "/report", &headers, typed.body()).await.status, 303);
    let page = async |path: &str| ask(&app, Method::GET, path, &headers, Vec::new()).await.text;
    let told = page("/desk/reports/R-2026-000001").await;
    assert!(told.contains("Väinö Soittaja"), "{told}");
    assert!(told.contains("<dt>Kirjannut</dt><dd>Aino Esimerkki</dd>"), "{told}");

    let look = send(&app, &ground.form(), &self::typed("resepti.view").with("action", "send")).await;
    assert_eq!(look.status, 303);
    assert!(!page("/desk/reports/R-2026-000002").await.contains("Kirjannut"), "nobody but the reporter");
}
