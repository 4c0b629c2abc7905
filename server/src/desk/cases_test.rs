//! What a helpdesk does with many reports and an open cause, over HTTP on a real database: guided checks, a connection that
//! Kela closed, agreement, merging and splitting, a break that goes on, and five hundred reports.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::report::Report;
use majakka_domain::terms::{AccountRole, IncidentState, KelaReport, OrganisationKind};
use majakka_domain::timeline::TimelineEvent;
use majakka_store::db::schema::messages;
use majakka_store::organisation::NewOrganisation;
use majakka_store::viewer::Viewer;
use majakka_store::{report, statutory_clock, task, timeline};

use super::ground_test::{Desk, NOON, version};

fn reports_of(desk: &Desk, reference: &str) -> Vec<report::Report> {
    let id = desk.incident(reference).id;
    desk.app.read(|conn| report::of_incident(conn, id)).unwrap()
}

fn open_tasks(desk: &Desk, reference: &str) -> Vec<String> {
    let id = desk.incident(reference).id;
    desk.app.read(|conn| task::open_names(conn, id)).unwrap().iter().map(ToString::to_string).collect()
}

#[actix_web::test]
async fn guided_checks_are_noted_with_who_and_when_and_change_the_verdict() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}");
    let before = get!(server, anna, &base).await;
    assert!(before.page.contains("5 tarkistusta on tekemättä") && before.page.contains("name=\"checks_made\""));
    assert!(before.page.contains("Omat tarkistukset: jos syytä ei löydy"), "what would change it: {}", before.page);

    let some =
        [("checks_made", "announcements"), ("checks_made", "own_network"), ("version", &*version(&desk, &reference))];
    let noted = post!(server, anna, &format!("{base}/checks"), &some).await;
    assert_eq!((noted.status, &*noted.to), (StatusCode::SEE_OTHER, &*format!("{base}?tab=triage")), "{}", noted.page);
    let half = get!(server, anna, &base).await;
    assert!(half.page.contains("3 tarkistusta on tekemättä") && half.page.contains("Aino Esimerkki"), "{}", half.page);
    assert!(!half.page.contains("K5:"), "{}", half.page);

    desk.app.clock.advance(TimeDelta::minutes(5));
    let all = ["announcements", "other_workstation", "own_network", "certificates", "own_changes"];
    let seen_version = version(&desk, &reference);
    let mut fields: Vec<(&str, &str)> = all.iter().map(|check| ("checks_made", *check)).collect();
    fields.push(("version", &seen_version));
    assert_eq!(post!(server, anna, &format!("{base}/checks"), &fields).await.status, StatusCode::SEE_OTHER);
    for (language, sentence, criterion) in [
        ("fi", "Omat tarkistukset on tehty, eikä syytä löytynyt", "K5: Häiriötä ei ole voitu"),
        ("sv", "De egna kontrollerna är gjorda", "K5: Det har inte kunnat"),
        ("en", "The own checks are done and no cause was found", "K5: The incident has not been"),
    ] {
        let page = get!(server, anna, &format!("{base}?lang={language}")).await.page;
        assert!(page.contains(sentence) && page.contains(criterion), "{language}: {page}");
    }

    // What nobody asked for is no check, and what was ticked by mistake can be taken back.
    let strange = [("checks_made", "right_place"), ("version", &*version(&desk, &reference))];
    let refused = post!(server, anna, &format!("{base}/checks"), &strange).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.page);
    let fewer = [("checks_made", "announcements"), ("version", &*version(&desk, &reference))];
    assert_eq!(post!(server, anna, &format!("{base}/checks"), &fewer).await.status, StatusCode::SEE_OTHER);
    let after = get!(server, anna, &base).await;
    assert!(!after.page.contains("K5:") && after.page.contains("4 tarkistusta on tekemättä"), "{}", after.page);
    let story = get!(server, anna, &format!("{base}?tab=timeline")).await;
    assert!(story.page.contains("Omia tarkistuksia merkittiin"), "{}", story.page);
    assert!(story.page.contains("Merkintä poistettu: Oma verkko"), "{}", story.page);

    let auditor = desk.sign_in(AccountRole::Auditor);
    assert!(!get!(server, auditor, &base).await.page.contains("name=\"checks_made\""));
    let theirs = [("checks_made", "announcements"), ("version", &*version(&desk, &reference))];
    assert_eq!(post!(server, auditor, &format!("{base}/checks"), &theirs).await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_connection_that_kela_closed_keeps_the_incident_open_until_the_proof_is_written() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}");
    let step = async |form: &str, field: &str, text: &str| {
        let seen_version = version(&desk, &reference);
        post!(server, anna, &format!("{base}/{form}"), &[(field, text), ("version", &*seen_version)]).await
    };
    let early = step("connection-reopened", "reopened_proof", "Auki jo.").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was closed");
    let bare = step("connection-closed", "closed_reason", " ").await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.page.contains("id=\"closed_reason-error\""), "{}", bare.page);

    let closed = step("connection-closed", "closed_reason", "Välittäjän palvelimella haittaohjelma.").await;
    assert_eq!((closed.status, &*closed.to), (StatusCode::SEE_OTHER, &*format!("{base}?tab=escalation")));
    assert_eq!(open_tasks(&desk, &reference), ["connection_reopening"]);
    let again = step("connection-closed", "closed_reason", "Toisen kerran.").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "once is enough");
    let duties = get!(server, anna, &format!("{base}?tab=duties")).await;
    assert!(duties.page.contains("Toimita Kelalle selvitys, jotta suljettu yhteys avataan"), "{}", duties.page);
    let tab = get!(server, anna, &format!("{base}?tab=escalation")).await;
    assert!(tab.page.contains("Välittäjän palvelimella haittaohjelma.") && tab.page.contains("reopened_proof"));

    // A tick is no proof.
    let ticked = post!(
        server,
        anna,
        &format!("{base}/task"),
        &[("task", "connection_reopening"), ("version", &*version(&desk, &reference))]
    )
    .await;
    assert_eq!(ticked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", ticked.page);
    let early = post!(server, anna, &format!("{base}/close"), &[("version", &*version(&desk, &reference))]).await;
    assert!(early.page.contains("tehtäv"), "{}", early.page);
    assert_eq!((early.status, desk.incident(&reference).state), (StatusCode::CONFLICT, IncidentState::Open));

    let proof = "Palvelin asennettiin uudelleen, Kelan tekninen tuki hyväksyi. Potilas 010190-900P ei liity.";
    assert_eq!(step("connection-reopened", "reopened_proof", proof).await.status, StatusCode::SEE_OTHER);
    assert!(open_tasks(&desk, &reference).is_empty());
    for tab in ["escalation", "timeline"] {
        let page = get!(server, anna, &format!("{base}?tab={tab}")).await.page;
        assert!(page.contains("Palvelin asennettiin uudelleen") && !page.contains("010190-900P"), "{tab}: {page}");
    }
    let done = post!(server, anna, &format!("{base}/close"), &[("version", &*version(&desk, &reference))]).await;
    assert_eq!(
        (done.status, desk.incident(&reference).state),
        (StatusCode::SEE_OTHER, IncidentState::Closed),
        "{}",
        done.page
    );
}

#[actix_web::test]
async fn the_desk_sees_how_often_it_decided_as_was_proposed() {
    let desk = Desk::new();
    // The proposal is undetermined without a duty each time: decided so, decided otherwise, and otherwise with a duty.
    let mut decisions = Vec::new();
    for origin in ["undetermined", "local", "kanta"] {
        desk.app.clock.advance(TimeDelta::hours(1));
        decisions.push((desk.report(None), origin));
    }
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let none = get!(server, anna, "/desk/agreement").await;
    assert!(none.page.contains("Päätöksiä ei ole vielä."), "{}", none.page);
    for (reference, origin) in &decisions {
        let fields = [
            ("triage_origin", *origin),
            ("triage_reason", "Näin arvioitiin."),
            ("triage_effect", "prevents"),
            ("triage_extent", "unit"),
            ("triage_criticality", "major"),
            ("version", &*version(&desk, reference)),
        ];
        let decided = post!(server, anna, &format!("/desk/incidents/{reference}/triage"), &fields).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.page);
    }
    let counted = desk.app.read(|conn| majakka_store::agreement::of_desk(conn, &Viewer::System));
    let counted = counted.unwrap();
    assert_eq!((counted.all.decisions, counted.all.agreed, counted.all.percent()), (3, 1, Some(33)));
    let no = counted.duties[KelaReport::No.as_str()];
    assert_eq!((no.decisions, no.agreed), (3, 2), "kanta led to another duty than was proposed");
    let page = get!(server, anna, "/desk/agreement").await.page;
    for shown in [
        "Päätöksiä on 3, ja ehdotuksen mukaisia 1 (33 %)",
        "ei vielä selvillä",
        "Ehdotetun Kela-ilmoituksen mukaan",
        "67 %",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
}

#[actix_web::test]
async fn merging_says_that_it_cannot_be_undone_and_keeps_every_record_and_duty() {
    let desk = Desk::new();
    let first = desk.tell(Report {
        privacy_risk: true,
        reporter_email: Some("hoitaja@example.fi".to_owned()),
        ..desk.usual_report()
    });
    desk.app.clock.advance(TimeDelta::hours(1));
    let second =
        desk.tell(Report { service: "potilas".to_owned(), function: "fetch".to_owned(), ..desk.usual_report() });
    assert_ne!(first, second);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{first}");
    let page = get!(server, anna, &base).await.page;
    assert!(page.contains("Yhdistämisen voi kumota 10 minuutin ajan.") && page.contains("Yhdistä häiriöt"), "{page}");
    assert!(page.contains(&format!("value=\"{second}\"")), "the others are offered: {page}");
    let merge = [("merge_into", &*second), ("version", &*version(&desk, &first))];
    assert_eq!(post!(server, anna, &format!("{base}/merge"), &merge).await.status, StatusCode::SEE_OTHER);

    let (taken, taker) = (desk.incident(&first), desk.incident(&second));
    assert_eq!((taken.state, taken.merged_into), (IncidentState::Closed, Some(taker.id)));
    assert_eq!(reports_of(&desk, &second).len(), 2);
    assert!(reports_of(&desk, &first).is_empty());
    assert_eq!(open_tasks(&desk, &second), ["dpo_assessment"]);
    assert!(open_tasks(&desk, &first).is_empty());
    let clocks = desk.app.read(|conn| statutory_clock::of_incident(conn, taker.id)).unwrap();
    let due = clocks[0].due_at;
    assert_eq!((clocks.len(), due), (1, taken.opened_at + TimeDelta::hours(72)), "the 72 hours run on");
    for (reference, said) in [(&first, "Yhdistettiin toiseen häiriöön"), (&second, "Toinen häiriö yhdistettiin tähän")]
    {
        let story = get!(server, anna, &format!("/desk/incidents/{reference}?tab=timeline")).await.page;
        assert!(story.contains(said) && story.contains("R-2026-00000"), "{said} in {story}");
    }
    let over = get!(server, anna, &base).await.page;
    assert!(over.contains("Tämä häiriö on yhdistetty toiseen") && over.contains(&second), "{over}");
    assert!(over.contains("Kumoa yhdistäminen"), "{over}");
    // Nothing else can be done on the one that was taken in.
    let back = [("merge_into", &*second), ("version", &*version(&desk, &first))];
    assert_eq!(post!(server, anna, &format!("{base}/merge"), &back).await.status, StatusCode::CONFLICT);

    let undo = [("version", &*version(&desk, &first))];
    assert_eq!(post!(server, anna, &format!("{base}/unmerge"), &undo).await.status, StatusCode::SEE_OTHER);
    let (taken, taker) = (desk.incident(&first), desk.incident(&second));
    assert_eq!((taken.state, taken.merged_into, taken.closed_at), (IncidentState::Open, None, None));
    assert_eq!((reports_of(&desk, &first).len(), reports_of(&desk, &second).len()), (1, 1));
    assert_eq!(
        (open_tasks(&desk, &first), open_tasks(&desk, &second)),
        (vec!["dpo_assessment".to_owned()], Vec::new())
    );
    let clocks = |id| desk.app.read(|conn| statutory_clock::of_incident(conn, id)).unwrap().len();
    assert_eq!((clocks(taken.id), clocks(taker.id)), (1, 0), "the 72 hours went back");

    // Once more, and the time is over.
    let merge = [("merge_into", &*second), ("version", &*version(&desk, &first))];
    assert_eq!(post!(server, anna, &format!("{base}/merge"), &merge).await.status, StatusCode::SEE_OTHER);
    desk.app.clock.advance(TimeDelta::minutes(11));
    assert!(!get!(server, anna, &base).await.page.contains("Kumoa yhdistäminen"));
    let late = [("version", &*version(&desk, &first))];
    let late = post!(server, anna, &format!("{base}/unmerge"), &late).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.page.contains("Yhdistämistä ei voi enää kumota"), "{}", late.page);
}

#[actix_web::test]
async fn reports_that_have_their_place_stand_in_their_incident() {
    let desk = Desk::new();
    let reference = desk.report(None);
    for _ in 0..9 {
        assert_eq!(desk.report(None), reference);
    }
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let page = get!(server, anna, "/desk").await.page;
    assert!(page.contains("10 ilmoitusta") && page.contains("uusin klo"), "{page}");
    assert!(!page.contains("id=\"new\"") && page.contains("glances--two"), "no report needs a hand: {page}");
    assert!(page.contains("triage#decide\""), "the card's next step leads to its form: {page}");
}

#[actix_web::test]
async fn splitting_keeps_every_record_and_takes_a_privacy_risk_with_its_72_hours() {
    let desk = Desk::new();
    let reference = desk.report(None);
    desk.app.clock.advance(TimeDelta::minutes(5));
    desk.tell(Report { privacy_risk: true, ..desk.usual_report() });
    let told_at = reports_of(&desk, &reference)[1].received_at;
    desk.app.clock.advance(TimeDelta::minutes(5));
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    // Whoever chooses nothing is asked for the reports, not for where they should go.
    let nothing = [("version", &*version(&desk, &reference))];
    let asked = post!(server, anna, &format!("/desk/incidents/{reference}/move"), &nothing).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.page.contains("Valitse ensin ainakin yksi ilmoitus"), "{}", asked.page);
    let fields = [("report", "R-2026-000002"), ("how", "split"), ("version", &*version(&desk, &reference))];
    let split = post!(server, anna, &format!("/desk/incidents/{reference}/move"), &fields).await;
    assert_eq!(split.status, StatusCode::SEE_OTHER, "{}", split.page);
    let own = "H-2026-0002";
    assert_eq!((reports_of(&desk, &reference).len(), reports_of(&desk, own).len()), (1, 1));
    assert_eq!(open_tasks(&desk, own), ["dpo_assessment"]);
    let id = desk.incident(own).id;
    let clocks = desk.app.read(|conn| statutory_clock::of_incident(conn, id)).unwrap();
    assert_eq!(clocks.iter().map(|clock| clock.started_at).collect::<Vec<_>>(), [told_at]);
    for reference in [&*reference, own] {
        let story = get!(server, anna, &format!("/desk/incidents/{reference}?tab=timeline")).await.page;
        assert!(story.contains("Ilmoitus siirrettiin") && story.contains("R-2026-000002"), "{story}");
    }
    // A new report is offered the incidents that it fits, with the reason, and goes where a person puts it.
    let page = get!(server, anna, "/desk/reports/R-2026-000002").await.page;
    assert!(page.contains(&format!("{reference}: sama palvelu ja toiminto")), "{page}");
    let fields = [("how", "move"), ("move_to", &*reference), ("version", &*version(&desk, own))];
    let moved = post!(server, anna, "/desk/reports/R-2026-000002/move", &fields).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.page);
    assert_eq!(reports_of(&desk, &reference).len(), 2);
}

#[actix_web::test]
async fn a_break_that_goes_on_becomes_an_incident_with_one_press() {
    let desk = Desk::new();
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let planned = [
        ("what", "plan"),
        ("plan_id", "OMA-1"),
        ("plan_service", "resepti"),
        ("plan_starts", "2026-11-22T14:05"),
        ("plan_ends", "2026-11-22T14:10"),
        ("plan_translations", "yes"),
        ("plan_impact_fi", "palomuurin päivitys"),
        ("plan_organisations", &*desk.county.to_string()),
        ("plan_repeats", "no"),
    ];
    let done = post!(server, anna, "/desk/maintenance", &planned).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.page);
    let goes_on = async || post!(server, anna, "/desk/maintenance", &[("what", "overrun"), ("id", "OMA-1")]).await;
    let at = |minutes| desk.app.clock.set(NOON + TimeDelta::minutes(minutes));
    let button = "Katko jatkuu: avaa häiriö";

    // Noon in UTC is 14.00 in Helsinki; ten minutes after its end are forgiven.
    at(19);
    assert!(!get!(server, anna, "/desk/maintenance").await.page.contains(button));
    let early = goes_on().await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.page.contains("alle 10 minuuttia"), "{}", early.page);
    at(20);
    assert!(get!(server, anna, "/desk/maintenance").await.page.contains(button));
    let opened = goes_on().await;
    assert_eq!((opened.status, &*opened.to), (StatusCode::SEE_OTHER, "/desk/incidents/H-2026-0001"), "{}", opened.page);
    let case = get!(server, anna, &opened.to).await.page;
    assert!(case.contains("Oma katko OMA-1 on venynyt yli suunnitellun lopun."), "{case}");
    let reports = reports_of(&desk, "H-2026-0001");
    assert_eq!(reports[0].description, "Huoltokatko OMA-1 jatkuu suunnitellun lopun jälkeen.");
    // Pressed twice it is still one incident and one report; and only who may decide presses it.
    assert_eq!(goes_on().await.to, opened.to);
    assert_eq!(reports_of(&desk, "H-2026-0001").len(), 1);
    let owner = desk.sign_in(AccountRole::Auditor);
    assert!(!get!(server, owner, "/desk/maintenance").await.page.contains(button));
}

#[actix_web::test]
async fn five_hundred_reports_in_ten_minutes_stay_one_incident_and_one_page() {
    let desk = Desk::new();
    let first = desk.report(None);
    for _ in 1..500 {
        desk.app.clock.advance(TimeDelta::milliseconds(1_200));
        assert_eq!(desk.report(None), first, "one incident");
    }
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let glance = get!(server, anna, "/desk").await;
    assert_eq!((glance.status, glance.page.matches("500 ilmoitusta").count()), (StatusCode::OK, 1), "{}", glance.page);
    for tab in ["triage", "reports", "escalation", "bulletins", "duties", "timeline"] {
        let page = get!(server, anna, &format!("/desk/incidents/{first}?tab={tab}")).await;
        assert_eq!(page.status, StatusCode::OK, "{tab}");
    }
    let fields = [
        ("translations", "yes"),
        ("impact_fi", "reseptiä ei voi tallentaa"),
        ("action", "publish"),
        ("version", &*version(&desk, &first)),
    ];
    let published = post!(server, anna, &format!("/desk/incidents/{first}/bulletin?kind=first"), &fields).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.page);
    let series = desk
        .app
        .read(|conn| Ok(messages::table.filter(messages::series.eq("bulletin")).count().get_result::<i64>(conn)?));
    assert_eq!(series.unwrap(), 1, "one series");
}

#[actix_web::test]
async fn a_wrong_report_is_corrected_and_rejected_on_its_page_and_says_so() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let path = "/desk/reports/R-2026-000001";
    let page = get!(server, anna, path).await.page;
    assert!(page.contains("value=\"resepti.prescribe\" selected") && page.contains("Korjaa ilmoitusta"), "{page}");
    let seen = version(&desk, &reference);
    let mut fields = vec![
        ("correct_matter", "resepti.dispense"),
        ("correct_effect", "degrades"),
        ("correct_unit", "Rannan apteekki"),
        ("correct_workstation", ""),
        ("correct_occurred_at", "2026-11-22T14:00"),
        ("correct_reason", ""),
        ("version", &*seen),
    ];
    let refused = post!(server, anna, &format!("{path}/correct"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.page.contains("Rannan apteekki") && refused.page.contains("correct_reason-error"),
        "{}",
        refused.page
    );
    fields[5] = ("correct_reason", "Soittaja tarkensi.");
    let done = post!(server, anna, &format!("{path}/correct"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.page);
    let row = reports_of(&desk, &reference).remove(0);
    assert_eq!((row.function.as_str(), row.unit.as_deref()), ("dispense", Some("Rannan apteekki")));
    let story = get!(server, anna, &format!("/desk/incidents/{reference}?tab=timeline")).await.page;
    assert!(story.contains("Ilmoitusta korjattiin") && story.contains("Soittaja tarkensi."), "{story}");

    let stale = [("end_how", "rejected"), ("end_reason", "Koekäyttöä."), ("version", &*seen)];
    assert_eq!(post!(server, anna, &format!("{path}/end"), &stale).await.status, StatusCode::CONFLICT);
    let reject = [("end_how", "rejected"), ("end_reason", "Koekäyttöä."), ("version", &*version(&desk, &reference))];
    assert_eq!(post!(server, anna, &format!("{path}/end"), &reject).await.status, StatusCode::SEE_OTHER);
    assert!(reports_of(&desk, &reference).is_empty());
    let page = get!(server, anna, path).await.page;
    for said in ["Ilmoitus on viety loppuun", "Koekäyttöä.", "ei häiriö: ilmoitus hylätään"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Korjaa ilmoitusta"), "nothing more can be done: {page}");
}

#[actix_web::test]
async fn a_partners_answer_is_written_down_on_the_page_and_ends_the_waiting() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}");
    let sent = [("to", "vendor"), ("vendor_note", ""), ("version", &*version(&desk, &reference))];
    let sent = post!(server, anna, &format!("{base}/escalate"), &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.page);
    let waiting = get!(server, anna, &format!("{base}?tab=escalation")).await.page;
    assert!(waiting.contains("Kirjaa vastaus") && waiting.contains("vastaus viimeistään"), "{waiting}");
    // What was sent is no longer what the eye is led to, and is asked about before it is sent again.
    let (before, _) = waiting.split_once("Lähetä toimittajalle uudelleen").expect("once more");
    let (_, button) = before.rsplit_once("<button").expect("a button");
    assert!(button.contains("button--quiet") && button.contains("Lähetetäänkö ne uudelleen?"), "{button}");
    assert!(
        waiting.contains(">Lähetä operaattorille tai välittäjälle</button>"),
        "nobody told the operator: {waiting}"
    );
    let seen = version(&desk, &reference);
    let mut answer = vec![
        ("escalation", "1"),
        ("answered_1_text", ""),
        ("answered_1_ticket", ""),
        ("answered_1_promised", "2026-11-22T18:00"),
        ("version", &*seen),
    ];
    let refused = post!(server, anna, &format!("{base}/answered"), &answer).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.page.contains("answered_1_text-error") && refused.page.contains("2026-11-22T18:00"),
        "{}",
        refused.page
    );
    answer[2] = ("answered_1_ticket", "INC-7");
    assert_eq!(post!(server, anna, &format!("{base}/answered"), &answer).await.status, StatusCode::SEE_OTHER);
    let page = get!(server, anna, &format!("{base}?tab=escalation")).await.page;
    assert!(page.contains("tiketti INC-7") && page.contains("luvattu kuntoon klo 18.00"), "{page}");
    assert!(!page.contains("vastaus viimeistään"), "nobody waits any more: {page}");
}

#[actix_web::test]
async fn an_update_offers_what_the_first_bulletin_did_not_name() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}/bulletin");
    let seen = version(&desk, &reference);
    let said = [("impact_fi", "ei toimi"), ("translations", "yes"), ("action", "publish")];
    let first = [&said[..], &[("services", "resepti"), ("version", &*seen)]].concat();
    assert_eq!(post!(server, anna, &format!("{base}?kind=first"), &first).await.status, StatusCode::SEE_OTHER);
    let offered = get!(server, anna, &format!("{base}?kind=update")).await.page;
    assert!(offered.contains("Laajenna palveluja") && offered.contains("value=\"potilas\""), "{offered}");
    assert!(!offered.contains("value=\"resepti\""), "it was named: {offered}");
    let seen = version(&desk, &reference);
    let more = [&said[..], &[("services", "potilas"), ("version", &*seen)]].concat();
    assert_eq!(post!(server, anna, &format!("{base}?kind=update"), &more).await.status, StatusCode::SEE_OTHER);
    let id = desk.incident(&reference).id;
    let named = desk.app.read(|conn| majakka_store::incident::named_services(conn, id)).unwrap();
    assert_eq!(named, ["potilas".to_owned(), "resepti".to_owned()].into());
}

#[actix_web::test]
async fn a_house_follows_the_incident_of_another_desk_that_its_report_belongs_to() {
    let desk = Desk::new();
    let member = |slug: &str, name: &str| {
        let services = ["resepti".to_owned()].into();
        let named = NewOrganisation::named(slug, name, OrganisationKind::Pharmacy);
        desk.app.organisation(&NewOrganisation { desk: Some(desk.county), services, ..named })
    };
    let (involved, stranger) = (member("mallila", "Mallilan apteekki"), member("koivula", "Koivulan apteekki"));
    let reference = desk.tell(Report { organisation: involved, ..desk.usual_report() });
    let incident = format!("/desk/incidents/{reference}");

    let involved = Desk { county: involved, ..desk };
    let (server, mari) = (server!(involved), involved.sign_in(AccountRole::Helpdesk));
    let now = get!(server, mari, "/desk").await;
    assert!(now.page.contains(&incident) && !now.page.contains("Ei avoimia häiriöitä"), "{}", now.page);
    assert!(now.page.contains("Hoitaa: Esimerkkilän hyvinvointialue"), "whose work it is: {}", now.page);
    assert!(!now.page.contains("Arvioi, mistä häiriö johtuu"), "not her next step: {}", now.page);
    assert!(get!(server, mari, "/desk/incidents").await.page.contains(&reference));
    let followed = get!(server, mari, &incident).await;
    assert_eq!(followed.status, StatusCode::SEE_OTHER);
    let followed = get!(server, mari, &followed.to).await;
    assert_eq!(followed.status, StatusCode::OK);
    assert!(
        followed.page.contains(&reference) && followed.page.contains("Ilmoitus on käyttötuella."),
        "{}",
        followed.page
    );

    let other = Desk { county: stranger, ..involved };
    let (server, kaisa) = (server!(other), other.sign_in(AccountRole::CommsOwner));
    for path in ["/desk", "/desk/incidents"] {
        assert!(!get!(server, kaisa, path).await.page.contains(&reference), "{path}");
    }
}

#[actix_web::test]
async fn a_house_alone_speaks_to_everybody_and_one_of_many_only_on_its_own_pages() {
    let desk = Desk::new();
    let county = desk.county.to_string();
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let plan = async |id: &str, shown: &str| {
        let fields = [
            ("what", "plan"),
            ("plan_id", id),
            ("plan_service", "resepti"),
            ("plan_starts", "2027-01-10T20:00"),
            ("plan_ends", "2027-01-10T22:00"),
            ("plan_impact_fi", "Resepti on poissa käytöstä"),
            ("plan_translations", "yes"),
            ("plan_organisations", &county),
            ("plan_shown", shown),
        ];
        post!(server, anna, "/desk/maintenance", &fields).await
    };
    assert!(get!(server, anna, "/desk/maintenance").await.page.contains("name=\"plan_shown\""));
    assert_eq!(plan("YKSIN-1", "by-whom").await.status, StatusCode::SEE_OTHER);
    let shown = "Näkyy kaikkien sivulla ja kalenterissa";
    assert!(get!(server, anna, "/desk/maintenance").await.page.contains(shown));

    desk.app.organisation(&NewOrganisation::named("mallila", "Mallilan apteekki", OrganisationKind::Pharmacy));
    let page = get!(server, anna, "/desk/maintenance").await.page;
    assert!(!page.contains("name=\"plan_shown\""), "nothing to choose: {page}");
    assert_eq!(plan("KAIKILLE-2", "everybody").await.status, StatusCode::FORBIDDEN);
    assert_eq!(plan("OMILLE-3", "").await.status, StatusCode::SEE_OTHER);
    let page = get!(server, anna, "/desk/maintenance").await.page;
    assert_eq!(page.matches(shown).count(), 1, "{page}");
}

#[actix_web::test]
async fn many_reports_hide_no_decision_in_the_story_and_a_long_one_has_pages() {
    let desk = Desk::new();
    let reference = desk.report(None);
    for _ in 0..20 {
        desk.tell(desk.usual_report());
    }
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}?tab=timeline");
    let read =
        async |address: &str| get!(server, anna, address).await.page.replace("&#x3D;", "=").replace("&amp;", "&");
    let story = read(&base).await;
    assert!(story.contains("jätetty pois 21 ilmoituksen saapuminen"), "{story}");
    assert!(!story.contains("Ilmoitus liitettiin"), "{story}");
    assert!(story.contains(&format!("\"/desk/incidents/{reference}?tab=reports\">Katso ilmoitukset")), "{story}");

    let incident = desk.incident(&reference).id;
    desk.app.step(|tx| {
        (0..150).try_for_each(|_| timeline::append(tx.conn, tx.now, incident, "Aino", &TimelineEvent::DutyUnheard {}))
    });
    let entries = |page: &str| page.matches("timeline__sign").count();
    let newest = read(&base).await;
    let (_, rest) = newest.split_once("tab=timeline&before=").expect("older ones");
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let older = read(&format!("{base}&before={number}")).await;
    assert!(
        entries(&newest) == 100 && (50..100).contains(&entries(&older)),
        "{} {}",
        entries(&newest),
        entries(&older)
    );
    assert!(older.contains("Uusimmat") && !older.contains("rel=\"next\""), "{older}");
}

#[actix_web::test]
async fn all_that_stands_in_the_way_of_closing_is_listed_with_whose_work_it_is() {
    let desk = Desk::new();
    let reference = desk.tell(Report { privacy_risk: true, safety_risk: true, ..desk.usual_report() });
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let page = get!(server, anna, &format!("/desk/incidents/{reference}?tab=duties")).await.page;
    let (_, closing) = page.split_once("Ennen sulkemista").expect("what is in the way");
    let (list, _) = closing.split_once("</ul>").expect("a list");
    for (text, whose) in [
        ("Onko tehtävä vaaratilanneilmoitus?", None),
        ("Onko kyseessä henkilötietojen tietoturvaloukkaus?", Some("tietosuojavastaava")),
    ] {
        let item = list.split("<li>").find(|item| item.contains(text)).unwrap_or_else(|| panic!("{text} in {list}"));
        assert_eq!(item.contains("tämän hoitaa"), whose.is_some(), "{item}");
        assert!(whose.is_none_or(|whose| item.contains(whose)), "{item}");
    }
    let ids: Vec<&str> = list.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(ids.len() >= 2 && ids.iter().all(|id| page.contains(&format!("id=\"{id}\""))), "{ids:?} are on the page");
}
