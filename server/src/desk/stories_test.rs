//! The desk over HTTP, on a real database: from the first report to the closed incident, and what must be refused.

use actix_web::http::StatusCode;
use actix_web::test;
use chrono::TimeDelta;
use majakka_domain::terms::{AccountRole, IncidentState, Origin};
use majakka_store::{incident, message};

use super::ground_test::{Desk, asked, version};

#[actix_web::test]
async fn an_incident_is_decided_told_updated_ended_and_closed() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}");

    let glance = get!(server, anna, "/desk").await;
    assert_eq!(glance.status, StatusCode::OK, "{}", glance.page);
    assert!(
        glance.page.contains(&format!("{reference} Resepti-palvelu · "))
            && glance.page.contains("Arvioi, mistä häiriö johtuu"),
        "{}",
        glance.page
    );

    let case = get!(server, anna, &base).await;
    assert!(case.page.contains("id=\"organisation-1\""), "reasons lead to their evidence: {}", case.page);
    assert!(case.page.contains("Ehdotus") && case.page.contains("Perustelut"), "{}", case.page);
    let decision = [
        ("triage_origin", "local"),
        ("triage_reason", "Oma järjestelmä päivitettiin aamulla."),
        ("triage_effect", "prevents"),
        ("triage_extent", "organisation"),
        ("triage_criticality", "major"),
        ("version", &version(&desk, &reference)),
    ];
    let decided = post!(server, anna, &format!("{base}/triage"), &decision).await;
    assert_eq!(
        (decided.status, decided.to.as_str()),
        (StatusCode::SEE_OTHER, &*format!("{base}?tab=triage")),
        "{}",
        decided.page
    );
    assert_eq!(desk.incident(&reference).decided_origin, Some(Origin::Local));

    let first = get!(server, anna, &format!("{base}/bulletin?kind=first")).await;
    assert!(first.page.contains("ei onnistu"), "an impact is suggested: {}", first.page);
    let bulletin = [
        ("translations", "yes"),
        ("impact_fi", "reseptiä ei voi tallentaa"),
        ("impact_sv", "recept kan inte sparas"),
        ("impact_en", "prescriptions cannot be saved"),
    ];
    let publish = |version: String| {
        let mut fields: Vec<(&str, String)> = bulletin.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        fields.extend([("action", "publish".to_owned()), ("version", version)]);
        fields
    };
    let fields = publish(version(&desk, &reference));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let published = post!(server, anna, &format!("{base}/bulletin?kind=first"), &fields).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.page);
    assert_eq!(desk.incident(&reference).state, IncidentState::Active);
    let sent = get!(server, anna, &format!("{base}?tab=bulletins")).await;
    assert!(sent.page.contains("reseptiä ei voi tallentaa") && sent.page.contains("jonossa"), "{}", sent.page);

    desk.app.clock.advance(TimeDelta::minutes(20));
    let fields = publish(version(&desk, &reference));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let updated = post!(server, anna, &format!("{base}/bulletin?kind=update"), &fields).await;
    assert_eq!(updated.status, StatusCode::SEE_OTHER, "{}", updated.page);

    let early = post!(server, anna, &format!("{base}/close"), &[("version", &version(&desk, &reference))]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.page.contains("Päättymistiedote puuttuu"), "{}", early.page);

    let end = [
        ("ended_at", "2026-11-22T14:10"),
        ("translations", "yes"),
        ("cause_fi", "Päivitys peruttiin."),
        ("action", "publish"),
        ("insist", "yes"),
        ("version", &version(&desk, &reference)),
    ];
    let ended = post!(server, anna, &format!("{base}/bulletin?kind=resolved"), &end).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.page);

    let dpo = desk.sign_in(AccountRole::Dpo);
    for question in ["customer_notice", "safety_report", "data_breach"] {
        let (value, reason) = (format!("{question}_value"), format!("{question}_reason"));
        let version = version(&desk, &reference);
        let said =
            [("question", question), (value.as_str(), "no"), (reason.as_str(), "Ei koske."), ("version", &version)];
        let answered = post!(server, dpo, &format!("{base}/answer"), &said).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{question}: {}", answered.page);
    }
    for task in ["verify_saved", "reconcile"] {
        let done =
            post!(server, anna, &format!("{base}/task"), &[("task", task), ("version", &version(&desk, &reference))])
                .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{task}: {}", done.page);
    }
    let escalated = post!(
        server,
        anna,
        &format!("{base}/escalate"),
        &[("to", "vendor"), ("vendor_note", "Peruttu."), ("version", &version(&desk, &reference))]
    )
    .await;
    assert_eq!(escalated.status, StatusCode::SEE_OTHER, "{}", escalated.page);
    let closed = post!(server, anna, &format!("{base}/close"), &[("version", &version(&desk, &reference))]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.page);
    assert_eq!(desk.incident(&reference).state, IncidentState::Closed);
    let story = get!(server, anna, &format!("{base}?tab=timeline")).await;
    for happened in
        ["Häiriö avattiin", "Arvio kirjattiin", "Tiedote lähetettiin", "Häiriö ratkesi", "Häiriö suljettiin"]
    {
        assert!(story.page.contains(happened), "{happened} in {}", story.page);
    }
}

#[actix_web::test]
async fn of_two_who_change_at_once_the_second_is_told_and_loses_nothing() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let seen = version(&desk, &reference);
    let decide = |reason: &'static str, version: String| {
        [
            ("triage_origin", "local".to_owned()),
            ("triage_reason", reason.to_owned()),
            ("triage_effect", "prevents".to_owned()),
            ("triage_extent", "organisation".to_owned()),
            ("triage_criticality", "major".to_owned()),
            ("version", version),
        ]
    };
    let address = format!("/desk/incidents/{reference}/triage");
    let mine = decide("Ensimmäinen syy.", seen.clone());
    let mine: Vec<(&str, &str)> = mine.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(post!(server, anna, &address, &mine).await.status, StatusCode::SEE_OTHER);
    let theirs = decide("Toinen syy, jota ei saa hukata.", seen);
    let theirs: Vec<(&str, &str)> = theirs.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let told = post!(server, anna, &address, &theirs).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.page.contains("Joku muu ehti muuttaa häiriötä"), "{}", told.page);
    assert!(told.page.contains("Toinen syy, jota ei saa hukata."), "{}", told.page);
    assert_eq!(desk.incident(&reference).decided_reason.as_deref(), Some("Ensimmäinen syy."));
}

#[actix_web::test]
async fn an_auditor_looks_and_changes_nothing() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, auditor) = (server!(desk), desk.sign_in(AccountRole::Auditor));
    let page = get!(server, auditor, &format!("/desk/incidents/{reference}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.page.contains("triage_origin"), "no form is offered");
    let before = desk.audited();
    let fields = [
        ("triage_origin", "kanta"),
        ("triage_reason", "x"),
        ("triage_effect", "prevents"),
        ("triage_extent", "unit"),
        ("triage_criticality", "minor"),
        ("version", &*version(&desk, &reference)),
    ];
    assert_eq!(
        post!(server, auditor, &format!("/desk/incidents/{reference}/triage"), &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let bulletin = get!(server, auditor, &format!("/desk/incidents/{reference}/bulletin?kind=first")).await;
    assert_eq!(bulletin.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.audited(), before + 2, "that she was turned away stands in the log, and nothing else");
}

#[actix_web::test]
async fn a_preview_shows_what_would_leave_and_leaves_no_trace() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let before = (desk.audited(), version(&desk, &reference));
    let fields = [
        ("translations", "yes"),
        ("impact_fi", "reseptiä ei voi tallentaa"),
        ("services", "resepti"),
        ("action", "preview"),
        ("version", before.1.as_str()),
    ];
    let preview = post!(server, anna, &format!("/desk/incidents/{reference}/bulletin?kind=first"), &fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.page);
    for shown in [
        "tiedotteet@example.fi",
        "+358400000001",
        "/ 160",
        "ruotsi: mitä tapahtui",
        "value=\"reseptiä ei voi tallentaa\"",
    ] {
        assert!(preview.page.contains(shown), "{shown} in {}", preview.page);
    }
    assert_eq!((desk.audited(), version(&desk, &reference)), before);
    let id = desk.incident(&reference).id;
    assert_eq!(desk.app.read(|conn| message::bulletins(conn, &[id])).unwrap(), []);
    assert!(desk.app.read(|conn| incident::named_services(conn, id)).unwrap().is_empty());
}

#[actix_web::test]
async fn an_identity_code_in_a_bulletin_is_refused_beside_its_field_and_the_text_is_kept() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let fields = [
        ("translations", "yes"),
        ("impact_fi", "potilas 010190-999W ei saa lääkettä"),
        ("works_fi", "Haku toimii."),
        ("action", "publish"),
        ("version", &*version(&desk, &reference)),
    ];
    let refused = post!(server, anna, &format!("/desk/incidents/{reference}/bulletin?kind=first"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.page.contains("id=\"impact_fi-error\""), "{}", refused.page);
    assert!(refused.page.contains("Haku toimii.") && refused.page.contains("ei saa lääkettä"), "{}", refused.page);
    assert_eq!(desk.incident(&reference).state, IncidentState::Open);
}

#[actix_web::test]
async fn a_patient_reference_is_shown_once_and_only_with_a_purpose() {
    let desk = Desk::new();
    desk.report(Some("sisäinen viite 4711"));
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let address = "/desk/reports/R-2026-000001";
    let page = get!(server, anna, address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.page);
    assert!(!page.page.contains("4711"));
    let without = post!(server, anna, &format!("{address}/patient"), &[("patient_purpose", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!without.page.contains("4711"));
    let before = desk.audited();
    let opened = post!(server, anna, &format!("{address}/patient"), &[("patient_purpose", "Korjataan resepti.")]).await;
    assert!(opened.page.contains("sisäinen viite 4711"), "{}", opened.page);
    assert_eq!(desk.audited(), before + 1);
    assert!(!get!(server, anna, address).await.page.contains("4711"));
}

#[actix_web::test]
async fn every_page_of_the_desk_opens() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let mut addresses: Vec<String> = [
        "/desk",
        "/desk/reports",
        "/desk/reports?unplaced=true",
        "/desk/incidents",
        "/desk/upstream",
        "/desk/probes",
        "/desk/maintenance",
        "/desk/graph",
        "/desk/search?q=reseptikeskus",
        "/desk/search",
    ]
    .map(str::to_owned)
    .into();
    for tab in ["triage", "reports", "escalation", "bulletins", "duties", "timeline"] {
        addresses.push(format!("/desk/incidents/{reference}?tab={tab}"));
    }
    addresses.push(format!("/desk/graph?incident={reference}"));
    for address in addresses {
        for language in ["fi", "sv", "en"] {
            let and = if address.contains('?') { '&' } else { '?' };
            let page = get!(server, anna, &format!("{address}{and}lang={language}")).await;
            assert_eq!(page.status, StatusCode::OK, "{address} {}", page.page);
        }
    }
    let request = asked(&anna, &format!("/desk/incidents/{reference}/form.pdf")).to_request();
    let form = test::call_and_read_body(&server, request).await;
    assert!(form.starts_with(b"%PDF-"), "the form can be looked at before it leaves");
}
