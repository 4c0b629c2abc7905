//! An organisation that sends its reports to its vendor's desk instead of one of its own.

use actix_web::http::Method;
use majakka_domain::terms::{AccountRole, OrganisationKind};
use majakka_store::organisation;
use majakka_store::viewer::Viewer;

use crate::ground::{Ground, Sent, ask, send, somebody};

#[actix_web::test]
async fn a_pharmacys_report_reaches_its_vendors_desk_and_no_other() {
    let ground = Ground::new();
    let app = ground.app().await;
    let insert = |kind, slug: &str| {
        let new = somebody(slug, kind);
        ground.app.write(&Viewer::System, |tx| organisation::insert(tx.conn, tx.now, &new)).unwrap()
    };
    let host = insert(OrganisationKind::Host, "yllapito");
    let vendor = insert(OrganisationKind::Vendor, "toimittaja");
    let county = insert(OrganisationKind::WellbeingCounty, "alue");
    let own = ground.signed_in(ground.pharmacy, "apteekki@example.fi", AccountRole::Helpdesk);
    let supplier = ground.signed_in(vendor, "tuki@example.fi", AccountRole::Helpdesk);
    let neighbour = ground.signed_in(county, "naapuri@example.fi", AccountRole::Helpdesk);
    let tell = async || {
        let least = [
            ("service", "resepti.dispense"),
            ("description", "Toimitus ei tallennu."),
            ("callback", "0400 000 012"),
            ("action", "check"),
        ];
        let look = send(&app, &ground.form(), &Sent::form(&least)).await;
        let sent = send(&app, &ground.form(), &Sent::look(&look.hidden("draft"), "send")).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    };
    let page = async |cookie: &str, path: &str| ask(&app, Method::GET, path, &[("cookie", cookie)], Vec::new()).await;

    tell().await;
    assert!(page(&own, "/desk/reports").await.text.contains("R-2026-000001"), "at first its own desk has it");
    assert!(!page(&supplier, "/desk/reports").await.text.contains("R-2026-000001"));

    let admin = ground.signed_in(host, "paa@example.fi", AccountRole::SystemAdmin);
    let path = format!("/admin/organisations/{}", ground.pharmacy);
    let form = page(&admin, &path).await;
    let (csrf, desk) = (form.hidden("csrf"), vendor.to_string());
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "Mallilan+apteekki"),
        ("slug", "mallila"),
        ("kind", "pharmacy"),
        ("business_id", ""),
        ("region", ""),
        ("operator", ""),
        ("vendor", ""),
        ("connection_point", ""),
        ("broker", ""),
        ("desk", &desk),
        ("services", "resepti"),
        ("publishes", "yes"),
        ("contact_line", ""),
        ("duty_contacts", ""),
        ("page", "open"),
    ];
    let body = fields.map(|(name, value)| format!("{name}={value}")).join("&");
    let headers = [("cookie", admin.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let saved = ask(&app, Method::POST, &path, &headers, body.into_bytes()).await;
    assert_eq!(saved.status, 303, "{}", saved.text);

    tell().await;
    let theirs = page(&supplier, "/desk/reports").await.text;
    assert!(theirs.contains("R-2026-000002") && theirs.contains("Mallilan apteekki"), "{theirs}");
    assert!(!theirs.contains("R-2026-000001"), "what was told to the old desk stays there");
    for stranger in [&own, &neighbour] {
        assert!(!page(stranger, "/desk/reports").await.text.contains("R-2026-000002"));
        let status = page(stranger, "/desk/reports/R-2026-000002").await.status.as_u16();
        let own_report = *stranger == own;
        assert_eq!(status, if own_report { 200 } else { 404 }, "its own report stays its own to look at");
    }
}
