//! What the desk says and finds again, over HTTP on a real database: one answer to many, a bulletin sent again, and the search
//! under every name.

use actix_web::http::StatusCode;
use chrono::DateTime;
use diesel::prelude::*;
use majakka_app::command::report::Report;
use majakka_domain::terms::{AccountRole, Effect};
use majakka_store::db::schema::{deliveries, message_texts, messages};

use super::ground_test::{Desk, Person, version};

/// The mails that went to an address, subject and body, oldest first.
fn mails_to(desk: &Desk, address: &str) -> Vec<String> {
    let read =
        |conn: &mut majakka_store::db::AnyConnection| {
            Ok(deliveries::table
                .inner_join(messages::table.on(messages::id.eq(deliveries::message_id)))
                .inner_join(message_texts::table.on(
                    message_texts::message_id.eq(messages::id).and(message_texts::language.eq(deliveries::language)),
                ))
                .filter(deliveries::address.eq(address))
                .order(deliveries::id)
                .select((message_texts::subject, message_texts::body))
                .load::<(String, String)>(conn)?)
        };
    desk.app.read(read).unwrap().into_iter().map(|(subject, body)| format!("{subject}\n{body}")).collect()
}

#[actix_web::test]
async fn one_text_reaches_the_reporters_that_are_ticked_and_the_end_reaches_them_all() {
    let desk = Desk::new();
    let with = |mail: &str, language| Report { reporter_email: Some(mail.to_owned()), language, ..desk.usual_report() };
    let reference = desk.tell(with("yksi@example.fi", majakka_domain::terms::Language::Fi));
    desk.tell(with("kaksi@example.fi", majakka_domain::terms::Language::Sv));
    desk.tell(with("kolme@example.fi", majakka_domain::terms::Language::Fi));
    desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}");
    let tab = get!(server, anna, &format!("{base}?tab=reports")).await.page;
    assert_eq!(tab.matches("name=\"reply_reports\"").count(), 3, "who left an address: {tab}");
    assert_eq!(tab.matches("name=\"reply_reports\" value=\"1\" checked").count(), 1, "ticked from the start: {tab}");
    let fields = [
        ("reply_note_fi", "Toimittaja korjaa vikaa."),
        ("reply_note_sv", "Leverantören åtgärdar felet."),
        ("reply_reports", "1"),
        ("reply_reports", "2"),
        ("version", &*version(&desk, &reference)),
    ];
    let replied = post!(server, anna, &format!("{base}/reply"), &fields).await;
    assert_eq!(replied.status, StatusCode::SEE_OTHER, "{}", replied.page);
    assert!(mails_to(&desk, "yksi@example.fi").last().unwrap().contains("Toimittaja korjaa vikaa."));
    assert!(mails_to(&desk, "kaksi@example.fi").last().unwrap().contains("Leverantören åtgärdar felet."));
    let unticked = mails_to(&desk, "kolme@example.fi");
    assert!(!unticked.iter().any(|mail| mail.contains("Toimittaja korjaa vikaa.")), "{unticked:?}");

    // It is closed without a bulletin: everybody who reported hears the end all the same, once.
    let closed = post!(server, anna, &format!("{base}/close"), &[("version", &*version(&desk, &reference))]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.page);
    for address in ["yksi@example.fi", "kaksi@example.fi", "kolme@example.fi"] {
        let ends = mails_to(&desk, address);
        let last = ends.last().unwrap();
        assert!(last.contains("päättyi") || last.contains("upphörde") || last.contains("över"), "{address}: {ends:?}");
    }
    assert_eq!(mails_to(&desk, "yksi@example.fi").len(), 3, "received, in progress, over");
}

#[actix_web::test]
async fn who_withdraws_says_why_and_neither_repeats_nor_promises() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}/bulletin");
    let version = || version(&desk, &reference);
    let first = [
        ("translations", "yes"),
        ("impact_fi", "reseptiä ei voi tallentaa"),
        ("action", "publish"),
        ("version", &*version()),
    ];
    assert_eq!(post!(server, anna, &format!("{base}?kind=first"), &first).await.status, StatusCode::SEE_OTHER);

    let address = format!("{base}?kind=withdrawal");
    let form = get!(server, anna, &address).await.page;
    for asked in ["eta", "next_update", "impact_fi", "changed_fi", "which"] {
        assert!(!form.contains(&format!("name=\"{asked}\"")), "{asked} in {form}");
    }
    let struck: String = form.split("<del>").skip(1).filter_map(|rest| rest.split("</del>").next()).collect();
    assert_eq!(form.matches("ei voi tallentaa").count(), struck.matches("ei voi tallentaa").count(), "{form}");
    assert!(struck.contains("reseptiä ei voi tallentaa"), "what is taken back is shown: {form}");

    let empty = [("why_fi", " "), ("why_sv", "fel"), ("action", "publish"), ("version", &*version())];
    let refused = post!(server, anna, &address, &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.page);
    assert!(
        refused.page.contains("\nfel</textarea>") || refused.page.contains(">fel</textarea>"),
        "what was typed stays: {}",
        refused.page
    );
    let said = [
        ("translations", "yes"),
        ("why_fi", "vika oli yhdellä koneella"),
        ("action", "publish"),
        ("version", &*version()),
    ];
    assert_eq!(post!(server, anna, &address, &said).await.status, StatusCode::SEE_OTHER);
    let mail = mails_to(&desk, "tiedotteet@example.fi").pop().unwrap();
    assert!(
        mail.contains("Miksi perumme tiedotteen: vika oli yhdellä koneella") && !mail.contains("tallentaa"),
        "{mail}"
    );
    let incident = desk.incident(&reference);
    assert_eq!(
        (incident.next_update_at, incident.first_bulletin_at),
        (None, None),
        "nothing is promised, nobody was told"
    );
}

#[actix_web::test]
async fn a_change_in_one_language_stops_until_the_others_were_seen_to() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let address = format!("/desk/incidents/{reference}/bulletin?kind=first");
    let form = get!(server, anna, &address).await.page;
    let offered = |language: &str| {
        let field =
            form.split(&format!("name=\"offered_impact_{language}\" value=\"")).nth(1).expect("what was offered");
        field.split('"').next().unwrap().to_owned()
    };
    let (fi, sv, en) = (offered("fi"), offered("sv"), offered("en"));
    assert!(!fi.is_empty() && !sv.is_empty() && !en.is_empty(), "{form}");
    let publish = async |impact: [&str; 3], seen: &[(&str, &str)]| {
        let version = version(&desk, &reference);
        let said = [("impact_fi", impact[0]), ("impact_sv", impact[1]), ("impact_en", impact[2])];
        let before = [("offered_impact_fi", &*fi), ("offered_impact_sv", &*sv), ("offered_impact_en", &*en)];
        let fields = [&said[..], &before[..], &[("action", "publish"), ("version", &*version)], seen].concat();
        post!(server, anna, &address, &fields).await
    };
    let changed = "reseptejä ei voi kirjoittaa, katsella eikä toimittaa";
    let stopped = publish([changed, &sv, &en], &[]).await;
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stopped.page);
    for said in ["ruotsi, mitä tapahtui: ei ehkä vastaa", "englanti, mitä tapahtui: ei ehkä vastaa", changed] {
        assert!(stopped.page.contains(said), "{said} in {}", stopped.page);
    }
    assert!(
        stopped.page.contains(&format!("name=\"offered_impact_sv\" value=\"{sv}\"")),
        "what was offered stays known"
    );
    assert_eq!(mails_to(&desk, "tiedotteet@example.fi").len(), 0, "nothing left");
    let emptied = publish([changed, "recept kan inte skrivas", ""], &[]).await;
    assert!(emptied.page.contains("englanti, mitä tapahtui: puuttuu"), "{}", emptied.page);
    assert!(!emptied.page.contains("ruotsi, mitä tapahtui"), "{}", emptied.page);
    let published = publish([changed, "recept kan inte skrivas", ""], &[("translations", "yes")]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.page);
}

#[actix_web::test]
async fn what_did_not_reach_somebody_is_sent_again_from_the_desk() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let base = format!("/desk/incidents/{reference}");
    let bulletin = |version: String| {
        let impact = ("impact_fi", "reseptiä ei voi tallentaa".to_owned());
        let seen = ("translations", "yes".to_owned());
        [impact, seen, ("action", "publish".to_owned()), ("version", version)]
    };
    let publish = async |kind: &str| {
        let fields = bulletin(version(&desk, &reference));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        post!(server, anna, &format!("{base}/bulletin?kind={kind}"), &fields).await
    };
    let again = async |person: &Person, message: &str| {
        let fields = [("message", message), ("version", &*version(&desk, &reference))];
        post!(server, person, &format!("{base}/again"), &fields).await
    };
    let fail = |to: &str| {
        let unreached = deliveries::table.filter(deliveries::address.eq(to));
        let failed = (deliveries::state.eq("failed"), deliveries::last_detail.eq("550 no such user"));
        desk.app.write_beside(|conn| Ok(diesel::update(unreached).set(failed).execute(conn)?)).unwrap()
    };
    let queued = || {
        desk.app
            .read(|conn| {
                let waiting =
                    deliveries::table.filter(deliveries::state.eq("queued")).filter(deliveries::series.eq("bulletin"));
                Ok(waiting.select(deliveries::address).order(deliveries::id).load::<String>(conn)?)
            })
            .unwrap()
    };
    assert_eq!(publish("first").await.status, StatusCode::SEE_OTHER);
    let (mail, number) = ("tiedotteet@example.fi", "+358400000001");
    assert_eq!((fail(mail), queued()), (1, vec![number.to_owned()]));

    let tab = get!(server, anna, &format!("{base}?tab=bulletins")).await.page;
    let mut links = tab.split("href=\"").filter_map(|rest| rest.split('"').next());
    let list =
        links.find(|link| link.ends_with("state&#x3D;failed")).expect("a way to the list").replace("&#x3D;", "=");
    let list = get!(server, anna, &list).await.page;
    assert!(list.contains(mail) && list.contains("550 no such user"), "to whom, and why: {list}");
    assert!(tab.contains("Lähetä uudelleen niille, joille ei mennyt perille"), "{tab}");
    let auditor = desk.sign_in(AccountRole::Auditor);
    assert!(!get!(server, auditor, &format!("{base}?tab=bulletins")).await.page.contains("/again"));
    assert_eq!(again(&auditor, "1").await.status, StatusCode::FORBIDDEN);
    let id = tab.split("name=\"message\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sent = again(&anna, &id).await;
    assert_eq!((sent.status, &*sent.to), (StatusCode::SEE_OTHER, &*format!("{base}?tab=bulletins")), "{}", sent.page);
    let mut both = queued();
    both.sort();
    assert_eq!(both, [number, mail], "only who was not reached is asked again");
    let story = get!(server, anna, &format!("{base}?tab=timeline")).await.page;
    assert!(story.contains("Tiedote lähetettiin uudelleen"), "{story}");
    assert_eq!(again(&anna, &id).await.status, StatusCode::CONFLICT, "nobody is left to send it to");

    // An update tells what is true by now: the one before it is not offered any more.
    assert_eq!(fail(mail), 1);
    assert_eq!(publish("update").await.status, StatusCode::SEE_OTHER);
    assert!(!get!(server, anna, &format!("{base}?tab=bulletins")).await.page.contains("/again"));
    assert_eq!(again(&anna, &id).await.status, StatusCode::CONFLICT);
}

#[actix_web::test]
async fn the_search_finds_reports_incidents_and_bulletins_under_old_and_new_names_in_three_languages() {
    let desk = Desk::new();
    let reference = desk.tell(Report {
        service: "potilas".to_owned(),
        function: "save".to_owned(),
        effect: Effect::Degrades,
        description: "Kirjaus takkuaa.".to_owned(),
        ..desk.usual_report()
    });
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let fields = [
        ("translations", "yes"),
        ("impact_fi", "kirjaus on hidasta"),
        ("action", "publish"),
        ("version", &*version(&desk, &reference)),
    ];
    let published = post!(server, anna, &format!("/desk/incidents/{reference}/bulletin?kind=first"), &fields).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.page);
    for name in [
        "Potilastietovaranto",
        "potilastiedon%20arkisto",
        "eArkisto",
        "Patientdatalagret",
        "patientdataarkivet",
        "Patient%20Data%20Repository",
    ] {
        let page = get!(server, anna, &format!("/desk/search?q={name}")).await.page;
        assert!(page.contains("R-2026-000001"), "no report under {name}: {page}");
        assert!(page.matches(&format!("/desk/incidents/{reference}")).count() >= 2, "incident and bulletin: {page}");
        assert!(page.contains("kirjaus on hidasta"), "no bulletin under {name}: {page}");
    }
    let other = get!(server, anna, "/desk/search?q=eResepti").await.page;
    assert!(!other.contains("R-2026-000001") && !other.contains("kirjaus on hidasta"), "{other}");
}

#[actix_web::test]
async fn in_the_hour_that_comes_twice_a_promise_and_an_end_lie_in_their_own_pass() {
    let desk = Desk::new();
    let at = |minute| DateTime::parse_from_rfc3339(&format!("2027-10-31T03:{minute:02}:00+02:00")).unwrap().to_utc();
    desk.app.clock.set(at(10));
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let send = async |kind: &str, fields: &[(&str, &str)]| {
        let version = version(&desk, &reference);
        let fields: Vec<_> = [("translations", "yes"), ("action", "publish"), ("version", &*version)]
            .iter()
            .chain(fields)
            .copied()
            .collect();
        let sent = post!(server, anna, &format!("/desk/incidents/{reference}/bulletin?kind={kind}"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.page);
    };
    let impact = ("impact_fi", "reseptiä ei voi tallentaa");
    send("first", &[impact, ("next_update", "2027-10-31T03:25")]).await;
    assert_eq!(desk.incident(&reference).next_update_at, Some(at(25)));

    desk.app.clock.set(at(35));
    send("resolved", &[("ended_at", "2027-10-31T03:33"), ("cause_fi", "Verkkovika."), ("insist", "yes")]).await;
    assert_eq!(desk.incident(&reference).ended_at, Some(at(33)));
}
