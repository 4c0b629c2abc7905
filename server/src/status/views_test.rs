//! The views: professionals and citizens, services, organisations; what is said of a dependency; how much a first view weighs.

use actix_web::App;
use actix_web::http::header::ACCEPT_ENCODING;
use actix_web::test::TestRequest;
use actix_web::web::Data;
use chrono::TimeDelta;
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::terms::{AnnouncementKind, Effect, Extent, Language, Origin};
use majakka_store::installation;

use super::world_test::{START, World, asked, worker};
use super::{SnapshotCache, own};
use crate::assets;

#[test]
fn professionals_and_citizens_are_told_to_do_different_things() {
    let world = World::new();
    world.outage();
    let (professional, citizen) = ("Kirjoita paperi- tai puhelinresepti", "Sinun ei tarvitse ottaa yhteyttä Kantaan");
    for page in ["", "/incidents/H-2026-0001", "/services/resepti"] {
        let (theirs, hers) = (world.read(&format!("/fi{page}")), world.read(&format!("/fi/citizens{page}")));
        assert!(theirs.contains(professional) && !theirs.contains(citizen), "/fi{page}: {theirs}");
        assert!(hers.contains(citizen) && !hers.contains(professional), "/fi/citizens{page}: {hers}");
    }
    assert!(world.read("/fi/citizens").contains("href=\"/fi/citizens/incidents/H-2026-0001\""));
    assert!(world.read("/fi/citizens/incidents/H-2026-0001").contains("href=\"/fi/citizens\""), "the way back");
    assert!(world.read("/sv/citizens").contains("Du behöver inte kontakta Kanta"));
    assert!(world.read("/en/citizens").contains("You do not need to contact Kanta"));
}

#[test]
fn the_headline_begins_with_a_capital_however_it_was_typed() {
    let world = World::new();
    world.outage();
    let page = world.read("/fi");
    assert!(page.contains(">Reseptiä ei voi tallentaa</a>"), "{page}");
}

#[test]
fn the_statements_name_whom_to_tell_of_a_fault_of_the_page() {
    let world = World::new();
    let statements = ["/fi/accessibility", "/sv/accessibility", "/en/accessibility", "/fi/privacy"];
    let of_settings = world.app.settings.desk.contact.get(Language::Fi).to_owned();
    assert!(!of_settings.is_empty() && world.read("/fi/accessibility").contains(&of_settings));
    let host = world.host("esimerkkila", "Esimerkkilän hyvinvointialue");
    for page in statements {
        assert!(
            !world.read(page).contains("Esimerkkilän hyvinvointialue: "),
            "{page} promises a line that nobody gave"
        );
    }
    world.write(|tx| installation::set_desk_rules(tx.conn, host, false, "palvelupiste 012 345 6789", ""));
    for page in statements {
        let text = world.read(page);
        assert!(text.contains("Esimerkkilän hyvinvointialue: palvelupiste 012 345 6789"), "{page}: {text}");
    }
}

#[test]
fn a_service_has_a_page_with_what_it_does_what_it_needs_and_how_it_has_done() {
    let world = World::new();
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let page = world.read("/fi/services/omakanta");
    for said in ["<h1>OmaKanta</h1>", "koska Suomi.fi-tunnistus ei toimi", "Tiedote DVV-1", "Mitä palvelu tarvitsee"] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(page.contains("href=\"/fi/services/sf_tunnistus\""), "{page}");
    let other = world.read("/fi/services/resepti");
    assert!(!other.contains("Tiedote DVV-1") && other.contains("Resepti-palvelu: toimii"), "{other}");
    for (language, said) in [("sv", "Vad tjänsten behöver"), ("en", "What the service needs")] {
        assert!(world.read(&format!("/{language}/services/omakanta")).contains(said));
    }
}

#[test]
fn an_outage_of_identification_says_what_it_takes_away_and_what_it_leaves() {
    let world = World::new();
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let page = world.finnish();
    let incident = page.split("<article").nth(1).and_then(|rest| rest.split("</article>").next()).unwrap();
    let (hit, left) = incident.split_once("Mikä toimii").expect("what still works is said");
    assert!(hit.contains("<strong>OmaKanta</strong>") && hit.contains("Kirjautuminen"), "{hit}");
    for service in ["Resepti-palvelu", "Potilastietovaranto", "Kuva-aineistojen tietovaranto"] {
        assert!(!hit.contains(&format!("<strong>{service}")), "{service}: {incident}");
    }
    assert!(left.contains("Muut palvelut toimivat"), "one line, and not a list of names: {left}");
}

#[test]
fn what_is_local_has_its_history_and_its_feed_on_its_own_view_only() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    let incident = world.reported(county, "potilas", "fetch");
    world.triaged(incident, Origin::Local, Extent::Organisation);
    world.published(incident, "palvelimen varmenne vanheni", &[]);
    world.resolved(incident, "varmenne uusittiin");
    let files = world.files();
    for (name, text) in &files {
        let own = name.contains("o/esimerkkila");
        assert!(own || !text.contains("varmenne vanheni") && !text.contains("Palvelimen"), "{name}");
    }
    for own in ["history/index.html", "history/2026/index.html", "atom.xml", "incidents/H-2026-0001/index.html"] {
        assert!(files[&format!("fi/o/esimerkkila/{own}")].to_lowercase().contains("palvelimen varmenne"), "{own}");
    }
}

#[test]
fn a_view_that_asks_for_a_sign_in_is_in_no_export() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    assert!(world.files().contains_key("fi/o/esimerkkila/index.html"));
    world.closed(county, true);
    assert!(!world.files().keys().any(|name| name.contains("o/esimerkkila")));
}

#[actix_web::test]
async fn a_first_view_weighs_less_than_60_kb_whichever_page_it_is() {
    let world = World::new();
    world.outage();
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["potilas"], 1, 2);
    world.organisation("toinen", "Toinen hyvinvointialue");
    world.app.clock.advance(TimeDelta::days(3));
    let board = SnapshotCache::open(&world.app).unwrap();
    let app = App::new().app_data(Data::new(world.app.clone())).app_data(Data::from(board.clone()));
    let worker = worker(board, app.service(assets::scope()).configure(own::routes)).await;
    let weigh = async |path: &str| {
        let answer = asked(&worker, TestRequest::get().uri(path).insert_header((ACCEPT_ENCODING, "gzip"))).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.body().len()
    };
    let mut pages = 0;
    // The addresses without a language are the Finnish ones once more.
    let has_language = |name: &&str| ["fi", "sv", "en"].contains(&name.split('/').next().unwrap());
    for name in world.files().keys().filter_map(|name| name.strip_suffix("/index.html")).filter(has_language) {
        let plain = asked(&worker, TestRequest::get().uri(&format!("/{name}"))).await;
        let html = String::from_utf8_lossy(plain.body());
        // All that the head loads: stylesheet, script, the preloaded font, the picture of the tab.
        let head = html.split("</head>").next().unwrap();
        let base = format!("\"{}/", assets::base());
        let loaded = head.split(&base).skip(1).filter_map(|rest| rest.split('"').next());
        let mut sum = weigh(&format!("/{name}")).await;
        let mut files = 0;
        for file in loaded {
            sum += weigh(&format!("{}/{file}", assets::base())).await;
            files += 1;
        }
        assert!(files >= 3 || name.contains("embed"), "{name} loads {files} files");
        assert!(!head.contains("http://") && !head.contains("https://"), "{name} asks a third party: {head}");
        assert!(sum < 60_000, "{name} weighs {sum} bytes");
        pages += 1;
    }
    assert!(pages > 60, "{pages} pages");
}

#[test]
fn the_tab_shows_the_state_and_readers_hear_of_changes() {
    let world = World::new();
    let icon = |page: &str| page.split("/icon/").nth(1).and_then(|rest| rest.split(".svg").next()).map(str::to_owned);
    let title = |page: &str| page.split("<title>").nth(1).and_then(|rest| rest.split(" –").next()).map(str::to_owned);
    let calm = world.finnish();
    assert_eq!((icon(&calm).as_deref(), title(&calm).as_deref()), (Some("ok"), Some("Ei häiriöitä")));
    world.outage();
    let page = world.finnish();
    assert_eq!((icon(&page).as_deref(), title(&page).as_deref()), (Some("down"), Some("Häiriö")));
    assert!(page.contains("role=\"status\" aria-live=\"polite\"") && page.contains("data-changed="), "{page}");
}

#[test]
fn what_is_written_in_another_language_is_marked_as_such() {
    let world = World::new();
    world.outage();
    world.announced("K-1", AnnouncementKind::Maintenance, &["ekstranet"], -1, 1);
    let (finnish, english) = (world.read("/fi"), world.read("/en"));
    for said in
        ["<h3 id=\"H-2026-0001-title\" lang=\"fi\">", "<dd lang=\"fi\">reseptiä ei voi", "<h3 lang=\"fi\">Tiedote K-1"]
    {
        assert!(english.contains(said), "{said} in {english}");
        assert!(!finnish.contains(said), "{said} in {finnish}");
    }
}

#[test]
fn a_break_says_at_a_glance_when_it_ends_and_is_not_called_a_disturbance() {
    let world = World::new();
    world.announced("K-1", AnnouncementKind::Maintenance, &["ekstranet"], 1, 3);
    world.announced("K-2", AnnouncementKind::Maintenance, &["resepti"], 1, 4);
    world.app.clock.advance(TimeDelta::hours(2));
    let page = world.finnish();
    for said in [
        // OmaKanta lacks the functions that lean on Resepti-palvelu.
        "<h1>3 palvelussa on huoltokatko</h1>",
        "<dt>Päättyy</dt><dd><time datetime=\"2026-11-20T16:10:00+02:00\">20.11. klo 16.10</time>",
        "koska palvelussa Resepti-palvelu on huoltokatko",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    world.announced("K-3", AnnouncementKind::Disturbance, &["potilas"], 0, 0);
    let page = world.finnish();
    // The services that rest are not among them.
    assert!(page.contains("names\">Potilastietovaranto · Tiedonhallintapalvelu · OmaKanta</p>"), "{page}");
    assert!(!page.contains("<dt>Päättyy</dt>"), "{page}");
}

#[test]
fn a_local_fault_takes_nothing_away_from_others_and_is_named_at_the_top() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    let incident = world.reported(county, "potilas", "fetch");
    world.triaged(incident, Origin::Local, Extent::Organisation);
    world.published(incident, "potilastietoja ei voi hakea", &["potilas"]);
    let page = world.read("/fi/o/esimerkkila");
    assert!(page.contains("names\">Potilastietoja ei voi hakea</p>"), "the first lines say what it is: {page}");
    assert!(page.contains("Lista kertoo valtakunnallisten palvelujen tilan"), "{page}");
    let incident = page.split("<article").nth(1).and_then(|rest| rest.split("</article>").next()).unwrap();
    let hit = incident.split("<dl").next().unwrap();
    assert!(hit.contains("<strong>Potilastietovaranto</strong>") && !hit.contains("<strong>OmaKanta"), "{hit}");
    assert!(world.read("/fi/o/esimerkkila/embed").contains("Potilastietoja ei voi hakea"));
    assert!(world.read("/fi/o/esimerkkila/badge.svg").contains("Ei toimi"));
    assert!(world.read("/fi/badge.svg").contains("Toimii"));
}

#[test]
fn one_disturbance_is_told_once_whoever_tells_it() {
    let world = World::new();
    let incident = world.outage();
    assert_eq!(world.finnish().matches("<article").count(), 1);
    // Kela announces the same, and it explains a further report.
    world.announced("K-1", AnnouncementKind::Disturbance, &["resepti"], 0, 0);
    let county = world.organisation("toinen", "Toinen hyvinvointialue");
    world.reported(county, "resepti", "prescribe");
    let page = world.finnish();
    assert_eq!(page.matches("<article").count(), 1, "{page}");
    assert!(page.contains("kanta.fi tiedottaa: <span>Tiedote K-1</span>"), "{page}");
    assert!(world.read("/en/incidents/H-2026-0001").contains("kanta.fi says: <span lang=\"fi\">Tiedote K-1</span>"));
    assert_eq!(world.read("/api/v2/incidents/unresolved.json").matches("\"impact\"").count(), 1);
    let over = |page: &str| page.matches("Tiedote K-1").count();
    world.write(|tx| upstream::resolved(tx, "kanta.fi", "K-1"));
    world.resolved(incident, "vika korjattu");
    world.app.clock.advance(TimeDelta::minutes(1));
    assert_eq!((over(&world.finnish()), over(&world.read("/fi/history"))), (0, 0), "nor twice in the history");
}

#[test]
fn what_goes_further_than_our_incident_is_told_beside_it() {
    let world = World::new();
    world.outage();
    let county = world.organisation("toinen", "Toinen hyvinvointialue");
    world.announced("K-2", AnnouncementKind::Disturbance, &["resepti", "kuva"], 0, 0);
    world.reported(county, "resepti", "prescribe");
    assert!(world.finnish().matches("<article").count() == 2);
}

#[test]
fn nothing_behind_a_closed_gate_is_said_to_work() {
    let world = World::new();
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let page = world.read("/fi/citizens");
    let works = page.split("Mikä toimii").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap();
    assert!(works.contains("Muut palvelut toimivat") && !works.contains("OmaKanta:"), "nobody can sign in: {works}");
    assert!(
        page.contains("Kaikkia, jotka käyttävät palvelua") && !page.contains("organisaatiot koko maassa"),
        "{page}"
    );
    // Nor by a card that has nothing to do with the gate.
    world.announced("K-1", AnnouncementKind::Disturbance, &["resepti"], 0, 0);
    let page = world.read("/fi/citizens");
    assert!(page.matches("Mikä toimii").count() == 2 && !page.contains("OmaKanta: Terveystiedot"), "{page}");
    let groups = page.split("id=\"services\"").nth(1).unwrap();
    assert!(groups.find("OmaKanta") < groups.find("Resepti-palvelu"), "her own services come first");
}

#[test]
fn every_tab_has_a_name_of_its_own_and_every_view_its_history() {
    let world = World::new();
    let incident = world.outage();
    let title = |path: &str| {
        let page = world.read(path);
        page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap().to_owned()
    };
    assert_eq!(title("/fi"), "Häiriö – Kanta-palvelujen häiriötilanne – Majakka");
    assert_eq!(title("/sv/citizens"), "Störning – Störningsläget i Kanta-tjänsterna för medborgare – Majakka");
    assert!(title("/en/o/esimerkkila").contains("Esimerkkilän hyvinvointialue"));
    world.resolved(incident, "vika korjattu");
    assert_eq!(title("/en/incidents/H-2026-0001"), "The incident is over: Reseptiä ei voi tallentaa – Majakka");
    let citizen = world.read("/fi/citizens/history");
    assert!(citizen.contains("href=\"/fi/citizens/incidents/H-2026-0001\""), "{citizen}");
    assert!(world.read("/fi/citizens").contains("href=\"/fi/citizens/history\""));
    assert!(!world.read("/fi/citizens/atom.xml").contains("paperi- tai puhelinresepti"));
    assert_eq!(world.read("/sv/history/"), world.read("/sv/history"), "a slash behind it changes nothing");
}

#[test]
fn a_break_that_only_slows_things_down_says_so() {
    let world = World::new();
    let announce = |id: &str, effect| {
        let at = |hours| Some(START + TimeDelta::hours(hours));
        let announce = Announce {
            source: "kanta.fi".to_owned(),
            external_id: id.to_owned(),
            kind: AnnouncementKind::Maintenance,
            title: format!("Huolto {id}"),
            services: vec!["potilas".to_owned()],
            effect,
            starts_at: at(1),
            ends_at: at(2),
        };
        world.write(|tx| upstream::announce(tx, announce));
    };
    announce("K-1", Effect::Degrades);
    let (page, calendar) = (world.read("/en"), world.read("/en/maintenance.ics").replace("\r\n ", ""));
    for said in [&page, &calendar] {
        assert!(said.contains("may be slow or work only in part"), "{said}");
        assert!(!said.contains("cannot be used during the break"), "{said}");
    }
}
