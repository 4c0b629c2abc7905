//! Promise: the programs of others read what we publish without a complaint, whatever is the matter: the Nu checker every
//! page in every language, feedparser and rss-parser the feeds, icalendar and ics.py the calendar, two clients and an
//! exporter of Statuspage its interface.

use std::collections::BTreeMap;

use majakka_testing::readers;
use serde_json::Value;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::scenes::{self, LANGUAGES, public_pages};
use crate::harness::visitor::Visitor;

/// What the program showed: pages by file name, and feeds and calendars in each scene.
#[derive(Default)]
struct Shown {
    pages: Vec<(String, String)>,
    feeds: BTreeMap<String, Value>,
    calendars: BTreeMap<String, Value>,
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_of_others_read_every_page_feed_and_calendar() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    let mut shown = Shown::default();
    let form = cast.report_link(cast.county);

    scenes::calm(&cast, &mut visitor).await;
    shown.scene("calm", &mut visitor, None).await;
    scenes::breaks(&cast, &mut visitor).await;
    shown.scene("maintenance", &mut visitor, None).await;
    let incident = scenes::outage(&cast, &mut visitor).await;
    shown.scene("outage", &mut visitor, Some(&incident)).await;
    for language in LANGUAGES {
        for path in ["/sign-in", "/sign-in/forgotten", &form, "/no/such/page"] {
            shown.page("others", &mut visitor, &format!("{path}?lang={language}")).await;
        }
    }
    let mut desk = cast.at_the_desk(majakka.visitor()).await;
    for path in [
        "/desk",
        "/desk/maintenance",
        "/desk/upstream",
        "/desk/probes",
        "/desk/breaches",
        &format!("/desk/incidents/{incident}"),
    ] {
        shown.page("desk", &mut desk, path).await;
    }

    let complaints = readers::html(&shown.pages);
    assert!(complaints.is_empty(), "the Nu checker found:\n{}", complaints.join("\n"));
    assert!(shown.pages.len() > 80, "every page was looked at: {}", shown.pages.len());
    shown.every_feed_is_read(&incident);
    shown.every_calendar_is_read();
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_statuspage_read_our_incidents_and_breaks() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    scenes::calm(&cast, &mut visitor).await;
    let calm = readers::exporter(visitor.address());
    assert_eq!(
        (&calm["success"], &calm["status"], &calm["raw_status"]),
        (&true.into(), &1.into(), &"none".into()),
        "{calm}"
    );
    scenes::breaks(&cast, &mut visitor).await;
    let incident = scenes::outage(&cast, &mut visitor).await;

    let read = readers::statuspage(visitor.address());
    let list = |answer: &str, name: &str| read[answer][name].as_array().unwrap().clone();
    let of = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(of(&read["status"]["status"], "indicator"), "critical");
    assert!(list("components", "components").iter().all(|one| !of(one, "name").is_empty()));
    let unresolved = list("unresolved", "incidents");
    assert!(unresolved.iter().any(|one| of(one, "id") == incident), "{unresolved:?}");
    // That client asks for the upcoming ones whichever it is asked for; the whole list is read with the other one.
    let second = readers::statuspage_js(visitor.address());
    assert_eq!(second["dated"], true, "{second}");
    let ids = |incidents: &Value| -> Vec<String> {
        incidents["incidents"].as_array().unwrap().iter().map(|one| of(one, "id")).collect()
    };
    assert_eq!(ids(&second["incidents"]), ids(&read["incidents"]), "both clients read the same");
    assert_eq!(ids(&second["unresolved"]), ids(&read["unresolved"]));
    let breaks = second["maintenances"]["scheduled_maintenances"].as_array().unwrap().clone();
    let own = breaks.iter().find(|one| of(one, "id").starts_with("break-")).expect("a break of our own for everybody");
    assert_eq!((&own["scheduled_until"], of(own, "status")), (&Value::Null, "scheduled".to_owned()), "no end is known");
    let named: Vec<_> = own["components"].as_array().unwrap().iter().map(|one| of(one, "id")).collect();
    assert_eq!(named, ["resepti", "potilas"], "{own}");
    for one in list("incidents", "incidents").iter().chain(&breaks) {
        let newest = &one["incident_updates"][0];
        for key in ["body", "status", "created_at"] {
            assert!(!of(newest, key).is_empty(), "an update of {one}");
        }
        assert_eq!(newest["incident_id"], one["id"]);
    }
    let off = |one: &&Value| of(&one["incident_updates"][0], "body").starts_with("Cancelled: ");
    assert_eq!(breaks.iter().filter(off).count(), 1, "{breaks:?}");
    assert!(list("upcoming", "scheduled_maintenances").iter().all(|one| of(one, "status") == "scheduled"));

    let exported = readers::exporter(visitor.address());
    assert_eq!((&exported["success"], &exported["raw_status"]), (&true.into(), &"critical".into()), "{exported}");
    let known = exported["incident_metadata"].as_array().unwrap();
    assert!(known.iter().any(|one| of(one, "id") == incident && of(one, "impact") == "critical"), "{exported}");

    for path in ["/history.atom", "/history.rss", "/fi/atom.xml"] {
        let feed = visitor.open(path).await.expect(200);
        let items = readers::news(&feed.body)["items"].as_array().unwrap().clone();
        let told = |one: &Value| of(one, "link").contains(&incident);
        assert!(items.iter().any(told) && items.len() > breaks.len(), "{path}: {items:?}");
        let parsed = readers::feed(&feed.body);
        assert_eq!((&parsed["problem"], &parsed["dated"]), (&Value::Null, &Value::Bool(true)), "{path}: {parsed}");
    }
    let calendar = visitor.open("/fi/maintenance.ics").await.expect(200);
    let events = readers::events(&calendar.body).as_array().unwrap().clone();
    let read = readers::calendar(&calendar.body);
    assert_eq!(
        events.len(),
        read["events"].as_array().unwrap().len(),
        "ics.py and icalendar read the same: {events:?}"
    );
    assert_eq!(events.iter().filter(|one| one["status"] == "CANCELLED").count(), 1, "{events:?}");
}

impl Shown {
    async fn scene(&mut self, scene: &str, visitor: &mut Visitor, incident: Option<&str>) {
        for language in LANGUAGES {
            for path in public_pages(language, incident) {
                self.page(scene, visitor, &path).await;
            }
            let feed = visitor.open(&format!("/{language}/atom.xml")).await.expect(200);
            self.feeds.insert(format!("{scene} {language}"), readers::feed(&feed.body));
            for whose in ["", "/o/esim"] {
                let calendar = visitor.open(&format!("/{language}{whose}/maintenance.ics")).await.expect(200);
                self.calendars.insert(format!("{scene} {language}{whose}"), readers::calendar(&calendar.body));
            }
            let badge = visitor.open(&format!("/{language}/badge.svg")).await.expect(200);
            self.pages.push((format!("{scene}/{language}/badge.svg"), badge.text()));
        }
    }

    async fn page(&mut self, scene: &str, visitor: &mut Visitor, path: &str) {
        let page = visitor.open(path).await;
        assert!(page.text().starts_with("<!doctype html>"), "{path} is a page:\n{}", page.text());
        let name = path.replace(['?', '='], "-").trim_start_matches('/').to_owned();
        self.pages.push((format!("{scene}/{name}.html"), page.text()));
    }

    fn every_feed_is_read(&self, incident: &str) {
        for (scene, feed) in &self.feeds {
            assert_eq!((&feed["problem"], &feed["version"]), (&Value::Null, &Value::from("atom10")), "{scene}: {feed}");
            let language = scene.split(' ').nth(1).unwrap();
            assert_eq!(feed["language"], language, "{scene}: {feed}");
            assert!(feed["id"].is_string() && feed["title"].is_string() && feed["dated"] == true, "{scene}: {feed}");
            let entries = feed["entries"].as_array().unwrap();
            let known = |entry: &Value| entry["id"].is_string() && entry["link"].is_string() && entry["dated"] == true;
            assert!(entries.iter().all(known), "{scene}: {feed}");
            let told = entries.iter().any(|entry| entry["link"].as_str().is_some_and(|link| link.contains(incident)));
            assert_eq!(told, scene.starts_with("outage"), "{scene}: {feed}");
        }
    }

    fn every_calendar_is_read(&self) {
        for (scene, calendar) in &self.calendars {
            assert_eq!(calendar["problems"], Value::Array(Vec::new()), "{scene}: {calendar}");
            assert_eq!((&calendar["version"], &calendar["zones"][0]), (&"2.0".into(), &"Europe/Helsinki".into()));
        }
        let of = |scene: &str| self.calendars[scene]["events"].as_array().unwrap().clone();
        assert!(of("calm fi").is_empty() && of("calm fi/o/esim").is_empty());

        let everybodys = of("maintenance fi");
        let told: Vec<_> = everybodys.iter().map(|e| (e["sequence"].as_i64().unwrap(), e["status"].clone())).collect();
        let confirmed = |sequence| (sequence, "CONFIRMED".into());
        assert_eq!(told, [confirmed(0), confirmed(1), (1, "CANCELLED".into()), confirmed(0)]);
        let open = everybodys[3]["description"].as_str().unwrap();
        assert!(open.contains("Katkon päättymisaika ei ole vielä tiedossa."), "{everybodys:?}");
        assert!(everybodys[1]["description"].as_str().unwrap().contains("Aiempi aika:"), "{everybodys:?}");
        assert!(everybodys[2]["summary"].as_str().unwrap().starts_with("Peruttu: "), "{everybodys:?}");

        let countys = of("maintenance sv/o/esim");
        let series: Vec<_> =
            countys.iter().filter(|e| e["summary"].as_str().unwrap().contains("varmistusten koe")).collect();
        assert!(series.len() >= 12, "a quarter of a year of weeks: {countys:?}");
        assert!(series.iter().all(|e| e["description"].as_str().unwrap().contains("varje vecka")), "{series:?}");
        let mut names: Vec<_> = countys.iter().map(|e| e["uid"].clone().to_string()).collect();
        assert_eq!(names.len(), everybodys.len() + series.len() + 2);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), countys.len(), "every break has a name of its own");
        for (before, after) in everybodys.iter().zip(of("outage fi")) {
            assert_eq!(before, &after, "what did not change keeps its name and its sequence");
        }
    }
}
