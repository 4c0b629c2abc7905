//! Stories of the public page, told to the real rules, store and renderer on a fresh database.

use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, IF_NONE_MATCH};
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use majakka_app::command::bulletin::{Withdrawn, in_finnish};
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::upstream::{self};
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{AnnouncementKind, Extent, Origin, ServiceState};

use super::world_test::{START, World, asked, worker};
use super::{SnapshotCache, service_states};

#[test]
fn what_was_only_reported_stands_nowhere_and_what_was_published_at_once() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    let incident = world.reported(county, "resepti", "prescribe");
    assert_eq!(service_states(&world.app).unwrap()["resepti"].state, ServiceState::Ok);
    assert!(world.finnish().contains("Ei tiedossa olevia häiriöitä"));
    world.triaged(incident, Origin::Kanta, Extent::Nationwide);
    world.published(incident, "reseptiä ei voi tallentaa", &[]);
    let page = world.finnish();
    for said in ["reseptiä ei voi tallentaa", "H-2026-0001", "Resepti-palvelu", "20.11. klo 12.10"] {
        assert!(page.contains(said), "{said} in {page}");
    }
    for unsaid in ["Vain ilmoitettu asia", "Sisko Esimerkki", "Esimerkkilän hyvinvointialue"] {
        assert!(!page.contains(unsaid), "{unsaid} in {page}");
    }
    let resepti = &service_states(&world.app).unwrap()["resepti"];
    assert_eq!(resepti.state, ServiceState::Degraded);
    assert_eq!(resepti.functions["prescribe"].state, ServiceState::Down);
}

/// The words between `<del>` and `</del>` taken out.
fn without_struck(page: &str) -> String {
    let mut left = String::new();
    for piece in page.split("<del>") {
        left.push_str(piece.split_once("</del>").map_or(piece, |(_, after)| after));
    }
    left
}

#[test]
fn what_was_withdrawn_counts_for_nothing_and_is_said_again_nowhere() {
    let world = World::new();
    let incident = world.outage();
    world.app.pass(TimeDelta::minutes(20));
    world.updated(incident, "reseptit tallentuvat hitaasti");
    world.app.pass(TimeDelta::minutes(5));
    world.withdrawn(incident, Withdrawn::Newest, "tallennus ei onnistu vieläkään");
    let page = world.finnish();
    assert!(page.contains("Reseptiä ei voi tallentaa"), "the first bulletin stands: {page}");
    assert!(!without_struck(&page).contains("tallentuvat hitaasti"), "{page}");
    assert!(page.contains("<del>reseptit tallentuvat hitaasti</del>"), "{page}");
    assert_eq!(service_states(&world.app).unwrap()["resepti"].state, ServiceState::Down);

    world.app.pass(TimeDelta::minutes(5));
    world.withdrawn(incident, Withdrawn::All, "vika oli yhden apteekin verkossa");
    assert_eq!(service_states(&world.app).unwrap()["resepti"].state, ServiceState::Ok);
    let page = world.finnish();
    assert!(page.contains("Ei tiedossa olevia häiriöitä") && page.contains("Tiedote peruttu"), "{page}");
    let addresses = [
        "/fi/incidents/H-2026-0001",
        "/fi/history",
        "/fi/atom.xml",
        "/fi/citizens",
        "/status.json",
        "/fi/services/resepti",
    ];
    for address in addresses {
        let said = world.read(address);
        assert!(!without_struck(&said).to_lowercase().contains("ei voi tallentaa"), "{address}: {said}");
    }
    let own = world.read("/fi/incidents/H-2026-0001");
    assert!(own.contains("Perumme kaikki tiedotteet, jotka lähetimme tästä asiasta"), "{own}");
    assert!(
        own.contains("vika oli yhden apteekin verkossa") && own.contains("<del>reseptiä ei voi tallentaa</del>"),
        "{own}"
    );
    let programs = world.read("/api/v2/incidents.json");
    assert!(
        programs.contains("\"status\":\"resolved\"") && !programs.contains("\"status\":\"investigating\",\"impact")
    );

    // Its end needs no bulletin, and a new first one may be written.
    world.app.pass(TimeDelta::minutes(5));
    world.published(incident, "reseptin uusiminen ei onnistu", &["resepti"]);
    let page = world.finnish();
    assert!(page.contains("Reseptin uusiminen ei onnistu") && !page.contains("Ei tiedossa olevia häiriöitä"), "{page}");
}

#[test]
fn what_concerns_one_organisation_stands_on_its_own_view_only() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    world.organisation("toinen", "Toinen hyvinvointialue");
    let incident = world.reported(county, "potilas", "fetch");
    world.triaged(incident, Origin::Local, Extent::Organisation);
    world.published(incident, "palvelimen varmenne vanheni", &[]);
    let at = |hours| START + TimeDelta::hours(hours);
    world.write(|tx| maintenance::plan(tx, &own_break(county, "M-1", at(30), at(31), None)));
    let files = world.files();
    let (own, other, all) =
        (&files["fi/o/esimerkkila/index.html"], &files["fi/o/toinen/index.html"], &files["fi/index.html"]);
    for said in ["palvelimen varmenne vanheni", "palomuurin päivitys"] {
        assert!(own.contains(said), "{own}");
        assert!(!other.contains(said) && !all.contains(said), "{all}");
    }
    assert!(own.contains("/fi/o/esimerkkila/incidents/H-2026-0001"), "{own}");
    assert!(files["sv/o/esimerkkila/incidents/H-2026-0001/index.html"].contains("palvelimen varmenne vanheni"));
    assert!(!files.contains_key("sv/incidents/H-2026-0001/index.html"));
    assert!(files["fi/o/esimerkkila/maintenance.ics"].contains("palomuurin päivitys"));
    assert!(!files["fi/maintenance.ics"].contains("palomuurin"));
}

#[test]
fn a_break_of_the_host_that_concerns_every_house_stands_on_everybodys_page_unless_said_otherwise() {
    let world = World::new();
    let host = world.host("yllapito", "Esimerkkilän hyvinvointialue");
    let other = world.organisation("toinen", "Toinen hyvinvointialue");
    let at = |hours| START + TimeDelta::hours(hours);
    let plan = |id: &str, organisations: &[OrganisationId], shown| {
        let concerned = organisations.to_vec();
        let plan = Plan { organisations: concerned, shown, ..own_break(host, id, at(30), at(31), None) };
        world.write(|tx| maintenance::plan(tx, &Plan { impact: in_finnish(&format!("palomuuri {id}")), ..plan }));
    };
    plan("A-1", &[host, other], Shown::ByWhom);
    plan("B-2", &[host], Shown::ByWhom);
    plan("C-3", &[host, other], Shown::Concerned);
    plan("D-4", &[other], Shown::Everybody);
    let files = world.files();
    for leaf in ["index.html", "maintenance.ics"] {
        let of = |view: &str| {
            let file = &files[&format!("fi{view}/{leaf}")];
            ["A-1", "B-2", "C-3", "D-4"].map(|id| file.contains(&format!("palomuuri {id}")))
        };
        assert_eq!(of(""), [true, false, false, true], "everybody's {leaf}");
        assert_eq!(of("/o/yllapito"), [true, true, true, false], "the host's own {leaf}");
        assert_eq!(of("/o/toinen"), [true, false, true, true], "the other's own {leaf}");
    }
}

#[test]
fn a_dependency_says_what_it_takes_away_and_what_it_leaves() {
    let world = World::new();
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let page = world.finnish();
    for said in ["Tiedote DVV-1", "Syynä on häiriö palvelussa Suomi.fi-tunnistus", "koska Suomi.fi-tunnistus ei toimi"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert_eq!(service_states(&world.app).unwrap()["resepti"].state, ServiceState::Ok);
    assert_ne!(service_states(&world.app).unwrap()["omakanta"].state, ServiceState::Ok);
}

#[actix_web::test]
async fn a_reader_gets_her_language_the_smallest_bytes_and_nothing_twice() {
    let world = World::new();
    world.outage();
    let beyond = || async { HttpResponse::ImATeapot().finish() };
    let worker = worker(SnapshotCache::open(&world.app).unwrap(), App::new().default_service(web::to(beyond))).await;
    let said = [
        ("/", "fi", "ei toimi"),
        ("/", "sv-FI,sv;q=0.9", "Störning"),
        ("/", "en", "Prescription Service"),
        ("/sv", "fi", "Recepttjänsten"),
        ("/?lang=en", "fi", "Prescription Service"),
        ("/citizens", "fi", "Resepti-palvelu"),
    ];
    for (path, language, words) in said {
        let request = TestRequest::get().uri(path).insert_header((ACCEPT_LANGUAGE, language));
        let answer = asked(&worker, request).await;
        assert!(String::from_utf8_lossy(answer.body()).contains(words), "{path} {language} lacks {words}");
    }
    let get = |coding: &'static str| TestRequest::get().uri("/fi").insert_header((ACCEPT_ENCODING, coding));
    let mut sizes = Vec::new();
    for coding in ["br", "zstd", "gzip", "identity"] {
        let response = asked(&worker, get(coding)).await;
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("content-encoding"), Some(coding.to_owned()).filter(|coding| coding != "identity"));
        assert_eq!(header("content-language").as_deref(), Some("fi"));
        assert!(header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
        let tag = header("etag").unwrap();
        let known = get(coding).insert_header((IF_NONE_MATCH, format!("\"other\", W/{tag}")));
        let again = asked(&worker, known).await;
        assert_eq!((again.status().as_u16(), again.body().len()), (304, 0));
        sizes.push(response.body().len());
    }
    assert!(sizes.iter().take(3).all(|packed| packed * 3 < sizes[3]), "{sizes:?}");
    let post = asked(&worker, TestRequest::post().uri("/fi")).await;
    assert_eq!(post.status(), 418, "a POST goes on to what is behind");
    let embedded = asked(&worker, TestRequest::get().uri("/embed")).await;
    assert!(embedded.headers().get("content-security-policy").unwrap().to_str().unwrap().contains("frame-ancestors *"));
    let open = asked(&worker, TestRequest::get().uri("/status.json")).await;
    assert_eq!(open.headers().get("access-control-allow-origin").unwrap(), "*");
    for data in ["/api/v2/summary.json", "/status.json", "/fi/atom.xml", "/history.rss"] {
        let preflight = asked(&worker, TestRequest::default().method(Method::OPTIONS).uri(data)).await;
        assert_eq!(preflight.status(), 204, "{data}: a script of another site may read it");
        for (name, value) in [("origin", "*"), ("methods", "GET, HEAD, OPTIONS"), ("headers", "*")] {
            assert_eq!(preflight.headers().get(format!("access-control-allow-{name}")).unwrap(), value, "{data}");
        }
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let refused = asked(&worker, TestRequest::default().method(method).uri(data)).await;
            assert_eq!(refused.status(), 405, "{data}");
            assert_eq!(refused.headers().get("allow").unwrap(), "GET, HEAD, OPTIONS");
        }
    }
}

#[actix_web::test]
async fn the_page_stays_and_says_its_age_when_the_database_is_gone() {
    let world = World::new();
    world.outage();
    let board = SnapshotCache::open(&world.app).unwrap();
    let worker = worker(board.clone(), App::new()).await;
    let at = async |address: &str| {
        let page = asked(&worker, TestRequest::get().uri(address)).await;
        String::from_utf8(page.body().to_vec()).unwrap()
    };
    let read = || at("/fi");
    let ruin = |statement: &str| world.app.pool.get().unwrap().batch_execute(statement).unwrap();
    ruin("ALTER TABLE page_revision RENAME TO gone");
    world.app.clock.advance(TimeDelta::seconds(50));
    assert!(board.look().is_err());
    board.grow_old().unwrap();
    assert!(!read().await.contains("vanha"), "less than a minute is now");
    world.app.clock.advance(TimeDelta::minutes(11));
    board.grow_old().unwrap();
    let page = read().await;
    for said in ["11 minuuttia vanha", "reseptiä ei voi tallentaa"] {
        assert!(page.contains(said), "{said} in {page}");
    }
    for address in ["/fi/incidents/H-2026-0001", "/fi/services/resepti", "/fi/history", "/fi/history/2026"] {
        assert!(at(address).await.contains("11 minuuttia vanha"), "{address} says its age");
    }
    ruin("ALTER TABLE gone RENAME TO page_revision");
    board.look().unwrap();
    assert!(!read().await.contains("minuuttia vanha"));
}

#[actix_web::test]
async fn a_break_shows_when_it_begins_though_nobody_wrote_anything() {
    let world = World::new();
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["potilas"], 1, 2);
    let board = SnapshotCache::open(&world.app).unwrap();
    let state = || {
        let snapshot = board.snapshot();
        let view = majakka_store::status_page::View::Everybody;
        snapshot.data.states(&world.app.catalogue, view)["potilas"].state
    };
    assert_eq!(state(), ServiceState::Ok);
    world.app.clock.advance(TimeDelta::hours(1));
    board.look().unwrap();
    assert_eq!(state(), ServiceState::Maintenance);
    world.app.clock.advance(TimeDelta::hours(1));
    board.look().unwrap();
    assert_eq!(state(), ServiceState::Ok);
}

#[actix_web::test]
async fn a_bulletin_reaches_the_page_by_itself() {
    let world = World::new();
    let board = SnapshotCache::open(&world.app).unwrap();
    let before = board.snapshot().data.revision;
    tokio::spawn(board.clone().keep());
    world.outage();
    let seen = async {
        while board.snapshot().data.revision == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // Generous, for a busy machine: that it takes less than a second is measured by `make bench-status`.
    tokio::time::timeout(Duration::from_secs(30), seen).await.expect("the bulletin on the page");
}

#[test]
fn feed_readers_read_the_feed() {
    let world = World::new();
    world.outage();
    let files = world.files();
    for (language, kind) in [("fi", "Ensitiedote"), ("sv", ""), ("en", "")] {
        let feed = feed_rs::parser::parse(files[&format!("{language}/atom.xml")].as_bytes()).unwrap();
        assert_eq!(feed.id, format!("https://hairiot.example.fi/{language}"));
        assert_eq!(feed.language.as_deref(), Some(language));
        let [entry] = feed.entries.as_slice() else { panic!("{feed:?}") };
        assert_eq!(entry.id, format!("https://hairiot.example.fi/{language}/incidents/H-2026-0001#1"));
        assert_eq!(entry.published, Some(START));
        assert!(entry.title.as_ref().unwrap().content.starts_with(kind));
        assert!(entry.content.as_ref().unwrap().body.as_ref().unwrap().contains("reseptiä ei voi tallentaa"));
    }
}

#[test]
fn calendars_read_the_breaks_with_their_zone_and_their_cancellation() {
    use icalendar::{Calendar, CalendarComponent, Component as _, EventStatus};
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["potilas"], 30, 31);
    let at = |hours| START + TimeDelta::hours(hours);
    let plan = own_break(county, "M-1", at(30), at(31), None);
    world.write(|tx| maintenance::plan(tx, &Plan { impact: in_finnish("palomuuri, ja muuta"), ..plan }));
    let own = |world: &World| {
        let calendar: Calendar = world.files()["fi/o/esimerkkila/maintenance.ics"].parse().unwrap();
        let events = calendar.components.into_iter().filter_map(|component| match component {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        });
        let mut events: Vec<_> = events.collect();
        assert_eq!(events.len(), 2);
        events.swap_remove(1)
    };
    let first = own(&world);
    assert_eq!(first.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(first.property_value("SEQUENCE"), Some("0"));
    assert_eq!(first.property_value("DTSTART"), Some("20261121T181000"));
    assert_eq!(first.properties()["DTSTART"].params()["TZID"].value(), "Europe/Helsinki");
    world.write(|tx| maintenance::cancel(tx, "M-1"));
    let second = own(&world);
    assert_eq!(second.get_uid(), first.get_uid());
    assert_eq!(second.get_status(), Some(EventStatus::Cancelled));
    assert_eq!(second.property_value("SEQUENCE"), Some("1"));
}

#[test]
fn a_break_that_moves_shows_both_times_and_one_that_is_off_says_so() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["potilas"], 30, 31);
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["potilas"], 54, 55);
    world.announced("HUOLTO-2", AnnouncementKind::Maintenance, &["kuva"], 30, 31);
    world.write(|tx| upstream::resolved(tx, "kanta.fi", "HUOLTO-2"));
    let at = |hours| START + TimeDelta::hours(hours);
    world.write(|tx| maintenance::plan(tx, &own_break(county, "OMA-1", at(78), at(79), Some("FREQ=WEEKLY"))));
    world.write(|tx| maintenance::reschedule(tx, "OMA-1/2026-11-23", at(102), Some(at(103))));
    let everybodys = world.finnish();
    for said in ["22.11. klo 18.10", "Aiempi aika:", "21.11. klo 18.10", "Siirretty", "Peruttu", "Katkoa ei pidetä."] {
        assert!(everybodys.contains(said), "{said} in {everybodys}");
    }
    let countys = &world.files()["fi/o/esimerkkila/index.html"];
    for said in ["24.11. klo 18.10", "23.11. klo 18.10", "Toistuu: joka viikko", "30.11. klo 18.10", "7.12. klo 18.10"]
    {
        assert!(countys.contains(said), "{said} in {countys}");
    }
    assert!(!countys.contains("28.12."), "what is more than a month away stands in the calendar only");
    let calendar = &world.files()["sv/o/esimerkkila/maintenance.ics"];
    assert!(calendar.contains("DTSTART;TZID=Europe/Helsinki:20261228T181000"), "{calendar}");
}

#[test]
fn a_break_that_takes_longer_is_an_incident_and_says_so_until_it_is_over() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    let at = |hours| START + TimeDelta::hours(hours);
    world.write(|tx| maintenance::plan(tx, &own_break(county, "OMA-1", at(1), at(2), None)));
    let page = || world.files()["fi/o/esimerkkila/index.html"].clone();
    world.app.clock.set(at(1));
    assert!(page().contains("Käynnissä"));
    world.app.clock.set(at(2));
    assert!(!page().contains("palomuurin päivitys"), "it is over when it was planned to be");
    world.app.clock.set(at(3));
    let incident = world.reported(county, "potilas", "fetch");
    assert!(!page().contains("Venyy"), "what was only reported is not said");
    world.published(incident, "palomuurin päivitys venyy", &[]);
    let late = page();
    for said in ["Venyy", "palomuurin päivitys venyy"] {
        assert!(late.contains(said), "{said} in {late}");
    }
}

fn own_break(
    of: OrganisationId,
    id: &str,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    rule: Option<&str>,
) -> Plan {
    Plan {
        external_id: id.to_owned(),
        services: vec!["potilas".to_owned()],
        starts_at,
        ends_at: Some(ends_at),
        impact: in_finnish("palomuurin päivitys"),
        organisations: vec![of],
        shown: Shown::Concerned,
        rule: rule.map(str::to_owned),
    }
}

#[test]
fn a_client_of_statuspage_reads_our_summary() {
    let world = World::new();
    world.outage();
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["kuva"], 30, 31);
    let files = world.files();
    let summary: serde_json::Value = serde_json::from_str(&files["api/v2/summary.json"]).unwrap();
    let mut short = summary.clone();
    let resepti = summary["components"].as_array().unwrap().iter().find(|one| one["id"] == "resepti").unwrap();
    short["components"] = serde_json::json!([resepti]);
    short["incidents"][0]["incident_updates"][0]["body"] = "…".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&short).unwrap());
    let own: serde_json::Value = serde_json::from_str(&files["status.json"]).unwrap();
    assert_eq!((&own["state"], &own["stale_minutes"]), (&"down".into(), &serde_json::Value::Null));
    assert!(files["fi/badge.svg"].contains("Kanta: Ei toimi"));
}

/// Every address that a page or feed of ours names: `href`, `src`, and `url()` of the stylesheet.
fn named(text: &str) -> Vec<String> {
    let after = |mark: &str, end: char| {
        let found = text.split(mark).skip(1).filter_map(move |rest| rest.split(end).next());
        found.map(str::to_owned).collect::<Vec<_>>()
    };
    [after("href=\"", '"'), after("src=\"", '"'), after("url(\"", '"')].concat()
}

#[test]
fn every_link_of_the_static_site_leads_to_a_file() {
    let world = World::new();
    world.outage();
    let county = world.organisation("toinen", "Toinen hyvinvointialue");
    let local = world.reported(county, "potilas", "fetch");
    world.triaged(local, Origin::Local, Extent::Organisation);
    world.published(local, "palvelimen varmenne vanheni", &[]);
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let files = SnapshotCache::to_export(&world.app).unwrap().files().unwrap();
    let site = world.app.settings.public_url();
    let mut followed = 0;
    for (name, body) in &files {
        let Ok(text) = std::str::from_utf8(body) else { continue };
        for link in named(text) {
            let link = link.strip_prefix(&site).unwrap_or(&link);
            let path = link.split(['#', '?']).next().unwrap();
            let fragment = link.split_once('#').map(|(_, id)| id).filter(|_| path.is_empty());
            if let Some(id) = fragment {
                assert!(text.contains(&format!("id=\"{id}\"")), "{name} has no #{id}");
            }
            if link.contains(':') || path.is_empty() {
                continue;
            }
            // As nginx finds it: the file itself, or the index of a folder.
            let whole = match path.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("{}/{path}", name.rsplit_once('/').map_or("", |(folder, _)| folder)),
            };
            let index = format!("{}/index.html", whole.trim_end_matches('/'));
            let found = files.contains_key(&whole) || files.contains_key(index.trim_start_matches('/'));
            assert!(found, "{name} leads to {link}");
            followed += 1;
        }
    }
    assert!(followed > 500, "{followed} links");
    let local = "sv/o/toinen/incidents/H-2026-0002/index.html";
    assert!(files.contains_key(local), "{:?}", files.keys().collect::<Vec<_>>());
}
