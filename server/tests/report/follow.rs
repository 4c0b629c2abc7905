//! The reporter's own page, from the first word to the last.

use majakka_app::command::bulletin::{self, Resolve, Wording, Write};
use majakka_app::command::triage::{self, Triage};
use majakka_domain::terms::Origin;
use majakka_store::viewer::Viewer;

use crate::ground::{Ground, Sent, get, send};

#[actix_web::test]
async fn the_page_tells_where_it_stands_until_it_is_over() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed =
        [("service", "resepti.dispense"), ("description", "Ei tallennu."), ("callback", "1"), ("effect", "prevents")];
    let secret = "potilasnumero 17";
    let typed = Sent::form(&typed).with("patient_ref", secret).with("action", "send");
    let sent = send(&app, &format!("{}?lang=sv", ground.form()), &typed).await;
    let path = sent.location().split('?').next().unwrap().to_owned();
    assert!(get(&app, &path).await.text.contains("Anmälan är hos användarstödet."), "in the reporter's language");

    let row = ground.newest(1).remove(0);
    let incident = row.incident_id.unwrap();
    let decided = Triage {
        incident,
        seen: None,
        origin: Origin::Kanta,
        reason: "Muilla sama".to_owned(),
        effect: None,
        extent: None,
        criticality: None,
    };
    ground.app.write(&Viewer::System, |tx| triage::triage(tx, &decided)).unwrap();
    assert!(get(&app, &format!("{path}?lang=fi")).await.text.contains("Häiriötä selvitetään."));

    let estimate = "2026-11-20T12:00:00Z".parse().unwrap();
    let words = Wording::line("Toimitusta ei voi tallentaa");
    let write = Write { eta: Some(estimate), ..Write::of(incident, words) };
    ground.app.write(&Viewer::System, |tx| bulletin::publish(tx, &write)).unwrap();
    let told = get(&app, &format!("{path}?lang=fi")).await.text;
    for words in [
        "Häiriöstä on tiedotettu",
        "Toimitusta ei voi tallentaa",
        "pe 20.11.2026 klo 14.00",
        "Seuraava tieto viimeistään",
        "H-2026-0001",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    ground.app.clock.advance(chrono::TimeDelta::minutes(20));
    let end = Resolve {
        incident,
        seen: None,
        ended_at: "2026-11-20T10:25:00Z".parse().unwrap(),
        cause: Wording::line("Levy täynnä").impact,
        insist: false,
    };
    ground.app.write(&Viewer::System, |tx| bulletin::resolve(tx, &end)).unwrap();
    let over = get(&app, &format!("{path}?lang=fi")).await.text;
    assert!(
        over.contains("Häiriö on ohi.") && over.contains("pe 20.11.2026 klo 12.25") && over.contains("Levy täynnä")
    );
    assert!(!over.contains("Arvio korjaantumisesta") && !over.contains(secret) && !told.contains(secret));
    assert_eq!(get(&app, "/follow/arvattu").await.status, 404);
}
