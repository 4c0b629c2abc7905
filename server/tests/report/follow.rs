//! The reporter's own page, from the first word to the last.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::bulletin::{self, Resolve, Withdraw, Withdrawn, Wording, Write, in_finnish};
use majakka_app::command::incident::triage::{self, Triage};
use majakka_domain::terms::Origin;
use majakka_store::db::schema::incidents;
use majakka_store::viewer::Viewer;

use crate::ground::{Ground, Sent, get, send};

/// Counted from the end of the incident (`retention.follow_links_days`).
const DAYS: i64 = 30;

#[actix_web::test]
async fn a_link_ends_some_days_after_its_incident_and_nothing_that_is_stored_opens_it() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed =
        [("service", "resepti.dispense"), ("description", "Ei tallennu."), ("callback", "1"), ("action", "send")];
    let sent = send(&app, &ground.form(), &Sent::form(&typed)).await;
    let path = sent.location().split('?').next().unwrap().to_owned();
    let (_, link) = path.rsplit_once('/').unwrap();
    let stored = ground.everything_stored();
    assert!(!stored.windows(link.len()).any(|part| part == link.as_bytes()));

    ground.app.pass(TimeDelta::days(400));
    assert_eq!(get(&app, &path).await.status, 200, "the incident goes on");
    let incident = ground.newest(1).remove(0).incident_id.unwrap();
    let close = |tx: &mut majakka_app::Tx<'_>| {
        let row = incidents::table.find(incident.0);
        diesel::update(row)
            .set((incidents::state.eq("closed"), incidents::closed_at.eq(tx.now.naive_utc())))
            .execute(tx.conn)?;
        Ok(())
    };
    ground.app.step(close);
    ground.app.pass(TimeDelta::days(DAYS) - TimeDelta::seconds(1));
    assert_eq!(get(&app, &path).await.status, 200);
    ground.app.pass(TimeDelta::seconds(1));
    assert_eq!(get(&app, &path).await.status, 404);
}

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
    let write = Write { eta: Some(estimate), ..Write::new(incident, words) };
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
    // What was told before stands below as it was told.
    let standing = over.split("id=\"said\"").next().unwrap();
    assert!(!standing.contains("Arvio korjaantumisesta") && !over.contains(secret) && !told.contains(secret));
    assert_eq!(get(&app, "/follow/arvattu").await.status, 404);
}

#[actix_web::test]
async fn what_was_withdrawn_is_struck_through_for_who_reported_too() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed =
        [("service", "resepti.dispense"), ("description", "Hidastelee."), ("callback", "1"), ("action", "send")];
    let sent = send(&app, &ground.form(), &Sent::form(&typed)).await;
    let path = sent.location().split('?').next().unwrap().to_owned();
    let incident = ground.newest(1).remove(0).incident_id.unwrap();
    ground.app.step(|tx| bulletin::publish(tx, &Write::new(incident, Wording::line("lääkkeitä ei saa toimittaa"))));
    assert!(!get(&app, &path).await.text.contains("<del>"));
    let why = in_finnish("toimittaminen on hidasta");
    let all = Withdraw { incident, seen: None, which: Withdrawn::All, why, insist: false };
    ground.app.step(|tx| bulletin::withdraw(tx, &all));
    let page = get(&app, &path).await.text;
    let struck: String = page.split("<del>").skip(1).filter_map(|rest| rest.split("</del>").next()).collect();
    let false_word = "lääkkeitä ei saa toimittaa";
    assert!(struck.contains(false_word), "{page}");
    assert_eq!(page.matches(false_word).count(), struck.matches(false_word).count(), "{page}");
    assert!(page.contains("toimittaminen on hidasta"), "{page}");
}
