//! What programs read: a client as one writes it for Atlassian Statuspage, with typed answers, and what feeds and lists tell.
#![expect(dead_code, reason = "a client asks for more fields than this test looks at")]

use chrono::{DateTime, FixedOffset, TimeDelta};
use majakka_app::command::upstream;
use majakka_domain::terms::AnnouncementKind;
use serde::Deserialize;
use serde_json::Value;

use super::world_test::{START, World};

type Time = DateTime<FixedOffset>;

#[derive(Debug, Deserialize)]
struct Summary {
    page: Page,
    status: Status,
    components: Vec<Component>,
    incidents: Vec<Incident>,
    scheduled_maintenances: Vec<Maintenance>,
}

#[derive(Debug, Deserialize)]
struct Page {
    id: String,
    name: String,
    url: String,
    time_zone: String,
    updated_at: Time,
}

#[derive(Debug, Deserialize)]
struct Status {
    indicator: Indicator,
    description: String,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Indicator {
    None,
    Minor,
    Major,
    Critical,
    Maintenance,
}

#[derive(Debug, Deserialize)]
struct Component {
    id: String,
    name: String,
    status: ComponentStatus,
    created_at: Time,
    updated_at: Time,
    position: u32,
    description: Option<String>,
    showcase: bool,
    start_date: Option<String>,
    group_id: Option<String>,
    page_id: String,
    group: bool,
    only_show_if_degraded: bool,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum ComponentStatus {
    Operational,
    DegradedPerformance,
    PartialOutage,
    MajorOutage,
    UnderMaintenance,
}

#[derive(Debug, Deserialize)]
struct Incident {
    id: String,
    name: String,
    status: IncidentStatus,
    created_at: Time,
    updated_at: Time,
    monitoring_at: Option<Time>,
    resolved_at: Option<Time>,
    impact: Impact,
    shortlink: String,
    started_at: Time,
    page_id: String,
    incident_updates: Vec<Update<IncidentStatus>>,
    components: Vec<Component>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum IncidentStatus {
    Investigating,
    Identified,
    Monitoring,
    Resolved,
    Postmortem,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Impact {
    None,
    Minor,
    Major,
    Critical,
    Maintenance,
}

#[derive(Debug, Deserialize)]
struct Update<S> {
    id: String,
    status: S,
    body: String,
    incident_id: String,
    created_at: Time,
    updated_at: Time,
    display_at: Time,
}

#[derive(Debug, Deserialize)]
struct Maintenance {
    id: String,
    name: String,
    status: MaintenanceStatus,
    impact: Impact,
    created_at: Time,
    updated_at: Time,
    resolved_at: Option<Time>,
    shortlink: String,
    page_id: String,
    incident_updates: Vec<Update<MaintenanceStatus>>,
    components: Vec<Component>,
    scheduled_for: Time,
    scheduled_until: Time,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum MaintenanceStatus {
    Scheduled,
    InProgress,
    Verifying,
    Completed,
}

#[derive(Debug, Deserialize)]
struct Incidents {
    page: Page,
    incidents: Vec<Incident>,
}

#[derive(Debug, Deserialize)]
struct Maintenances {
    page: Page,
    scheduled_maintenances: Vec<Maintenance>,
}

#[derive(Debug, Deserialize)]
struct Components {
    page: Page,
    components: Vec<Component>,
}

fn read<T: for<'d> Deserialize<'d>>(world: &World, endpoint: &str) -> T {
    let body = world.read(&format!("/api/v2/{endpoint}.json"));
    serde_json::from_str(&body).unwrap_or_else(|cause| panic!("{endpoint}: {cause}\n{body}"))
}

#[test]
fn a_typed_client_of_statuspage_reads_every_answer() {
    let world = World::new();
    let calm: Summary = read(&world, "summary");
    assert_eq!((calm.status.indicator, calm.incidents.len()), (Indicator::None, 0));
    assert!(calm.components.iter().all(|one| one.status == ComponentStatus::Operational), "{:?}", calm.components);
    world.outage();
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["kuva"], 30, 31);
    world.announced("HUOLTO-2", AnnouncementKind::Maintenance, &["potilas"], 0, 1);
    let summary: Summary = read(&world, "summary");
    assert_eq!(summary.status.indicator, Indicator::Critical);
    let [incident] = summary.incidents.as_slice() else { panic!("one incident: {:?}", summary.incidents) };
    assert_eq!((incident.status == IncidentStatus::Investigating, incident.impact == Impact::Critical), (true, true));
    assert_eq!((incident.started_at.to_utc(), incident.resolved_at), (START, None));
    assert_eq!(incident.components[0].id, "resepti");
    assert_eq!(incident.components[0].status, ComponentStatus::MajorOutage);
    assert!(incident.shortlink.ends_with("/incidents/H-2026-0001"), "{}", incident.shortlink);
    assert_eq!(summary.scheduled_maintenances.len(), 2);
    let status = |endpoint| {
        let found: Maintenances = read(&world, endpoint);
        found.scheduled_maintenances.into_iter().map(|one| one.status).collect::<Vec<_>>()
    };
    assert_eq!(status("scheduled-maintenances/upcoming"), [MaintenanceStatus::Scheduled]);
    assert_eq!(status("scheduled-maintenances/active"), [MaintenanceStatus::InProgress]);
    assert_eq!(status("scheduled-maintenances").len(), 2);
    let components: Components = read(&world, "components");
    assert_eq!(components.components.len(), summary.components.len());
    world.app.clock.advance(chrono::TimeDelta::hours(2));
    world.resolved(majakka_domain::id::IncidentId(1), "vika korjattiin");
    let unresolved: Incidents = read(&world, "incidents/unresolved");
    let all: Incidents = read(&world, "incidents");
    assert_eq!((unresolved.incidents.len(), all.incidents.len()), (0, 1));
    assert_eq!(all.incidents[0].status, IncidentStatus::Resolved);
    assert_eq!(status("scheduled-maintenances"), [MaintenanceStatus::Scheduled, MaintenanceStatus::Completed]);
}

#[test]
fn what_others_announced_is_in_the_feed_the_lists_and_the_history() {
    let world = World::new();
    world.announced("DVV-1", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let summary: Value = serde_json::from_str(&world.read("/api/v2/summary.json")).unwrap();
    // Of Kela's services OmaKanta alone suffers, and it works in part.
    assert_eq!(summary["status"]["indicator"], "major");
    assert_eq!(summary["incidents"][0]["name"], "Tiedote DVV-1", "it says why: {summary}");
    let feed = world.read("/fi/atom.xml");
    assert!(feed.contains("<title>Tiedote DVV-1</title>") && feed.contains("OmaKanta"), "{feed}");

    world.app.clock.advance(TimeDelta::hours(2));
    world.write(|tx| upstream::resolved(tx, "kanta.fi", "DVV-1"));
    world.app.clock.advance(TimeDelta::hours(1));
    let feed = world.read("/sv/atom.xml");
    assert_eq!(feed.matches("<entry>").count(), 2, "its beginning and its end: {feed}");
    assert!(feed.contains("<title>Störningen är över: Tiedote DVV-1</title>"), "{feed}");
    let summary: Value = serde_json::from_str(&world.read("/api/v2/summary.json")).unwrap();
    assert_eq!(summary["incidents"], serde_json::json!([]));
    for page in ["/fi", "/fi/history", "/fi/citizens/history"] {
        let page = world.read(page);
        assert!(
            page.contains("<span lang=\"fi\">Tiedote DVV-1") || page.contains("<span>Tiedote DVV-1</span>"),
            "{page}"
        );
        assert!(page.contains("2 t"), "how long it took: {page}");
    }
}

#[test]
fn every_incident_has_an_update_and_is_listed_as_resolved_before_it_goes() {
    let world = World::new();
    world.announced("HT 2026/118", AnnouncementKind::Disturbance, &["sf_tunnistus"], 0, 0);
    let live: Incidents = read(&world, "incidents/unresolved");
    let updates = |incident: &Incident| incident.incident_updates.iter().map(|u| u.body.clone()).collect::<Vec<_>>();
    assert_eq!(updates(&live.incidents[0]).len(), 1, "a reader that takes the first finds one");
    assert!(updates(&live.incidents[0])[0].starts_with("Tiedote HT 2026/118"));
    world.app.clock.advance(TimeDelta::minutes(1));
    world.announced("HT 2026/118", AnnouncementKind::Disturbance, &["sf_tunnistus", "vtj"], 0, 0);
    let corrected: Incidents = read(&world, "incidents/unresolved");
    let [newest, first] = corrected.incidents[0].incident_updates.as_slice() else { panic!("{corrected:?}") };
    assert!(newest.created_at > first.created_at && newest.body.len() > first.body.len(), "{corrected:?}");
    assert!(newest.id != first.id && newest.incident_id == corrected.incidents[0].id);
    world.app.clock.advance(TimeDelta::hours(1));
    world.write(|tx| upstream::resolved(tx, "kanta.fi", "HT 2026/118"));
    for hours in [0, 48] {
        world.app.clock.advance(TimeDelta::hours(hours));
        let all: Incidents = read(&world, "incidents");
        let [over] = all.incidents.as_slice() else { panic!("still listed, once: {all:?}") };
        assert_eq!(over.status, IncidentStatus::Resolved);
        assert_eq!(over.resolved_at.map(|at| at.to_utc()), Some(START + TimeDelta::minutes(61)));
        assert_eq!(over.incident_updates[0].status, IncidentStatus::Resolved);
        assert_eq!(over.incident_updates.len(), 3);
        let unresolved: Incidents = read(&world, "incidents/unresolved");
        assert!(unresolved.incidents.is_empty());
    }
}

#[test]
fn a_break_has_an_update_for_each_of_its_turns_and_one_that_is_called_off_says_so() {
    let world = World::new();
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["kuva"], 2, 3);
    world.announced("HUOLTO-2", AnnouncementKind::Maintenance, &["potilas"], 5, 6);
    world.app.clock.advance(TimeDelta::minutes(10));
    world.announced("HUOLTO-1", AnnouncementKind::Maintenance, &["kuva"], 3, 4);
    world.write(|tx| upstream::resolved(tx, "kanta.fi", "HUOLTO-2"));
    let told = || {
        let found: Maintenances = read(&world, "scheduled-maintenances");
        let one = |one: Maintenance| {
            let stages: Vec<_> = one.incident_updates.iter().map(|update| format!("{:?}", update.status)).collect();
            (one.name, format!("{:?}", one.status), stages.join(" "), one.incident_updates[0].body.clone())
        };
        found.scheduled_maintenances.into_iter().map(one).collect::<Vec<_>>()
    };
    let all = told();
    assert_eq!((all[0].1.as_str(), all[0].2.as_str()), ("Scheduled", "Scheduled Scheduled"), "moved: {all:?}");
    assert_eq!((all[1].1.as_str(), all[1].2.as_str()), ("Completed", "Completed Scheduled"));
    assert!(all[1].3.starts_with("Cancelled: "), "{all:?}");
    world.app.clock.advance(TimeDelta::hours(3));
    assert_eq!(told()[0].2, "InProgress Scheduled Scheduled");
    world.app.clock.advance(TimeDelta::hours(1));
    assert_eq!(told()[0].2, "Completed InProgress Scheduled Scheduled");
}

#[test]
fn a_time_of_change_moves_only_with_a_change() {
    let world = World::new();
    // Before anybody is there, nothing is known since any day.
    world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    world.announced("K-1", AnnouncementKind::Disturbance, &["resepti"], 0, 0);
    let times = || {
        let summary: Summary = read(&world, "summary");
        let of = |id: &str| summary.components.iter().find(|one| one.id == id).map(|one| one.updated_at).unwrap();
        (summary.page.updated_at, of("resepti"), of("kuva"), summary.incidents[0].updated_at)
    };
    let first = times();
    world.app.clock.advance(TimeDelta::hours(5));
    assert_eq!(times(), first, "nothing changed");
    world.announced("K-1", AnnouncementKind::Disturbance, &["resepti", "kuva"], 0, 0);
    let second = times();
    assert!(second.0 > first.0 && second.1 > first.1 && second.2 > first.2 && second.3 > first.3, "{second:?}");
    world.app.clock.advance(TimeDelta::hours(1));
    world.announced("K-2", AnnouncementKind::Disturbance, &["potilas"], 0, 0);
    let third = times();
    assert_eq!((third.1, third.2), (second.1, second.2), "another service's matter");
    assert!(third.0 > second.0);
}

#[test]
fn an_entry_of_the_feed_is_updated_has_an_iri_and_breaks_are_in_it() {
    let world = World::new();
    let feed = |address: &str| world.read(address);
    let entry = |feed: &str, part: &str| {
        let found =
            feed.split("<entry>").find(|entry| entry.contains(part)).unwrap_or_else(|| panic!("{part}: {feed}"));
        let between =
            |tag: &str| found.split(&format!("<{tag}>")).nth(1).unwrap().split('<').next().unwrap().to_owned();
        (between("id"), between("published"), between("updated"))
    };
    world.announced("HT 2026/118 å", AnnouncementKind::Disturbance, &["resepti"], 0, 0);
    world.announced("HUOLTO 1", AnnouncementKind::Maintenance, &["kuva"], 30, 31);
    let before = entry(&feed("/fi/atom.xml"), "HT 2026/118");
    assert_eq!(before.0, "https://hairiot.example.fi/fi#kanta.fi-HT%202026%2F118%20%C3%A5-announced");
    assert_eq!(before.1, before.2);
    let planned = entry(&feed("/fi/atom.xml"), "HUOLTO 1");
    assert!(planned.0.ends_with("#kanta.fi-HUOLTO%201-break"), "{planned:?}");
    world.app.clock.advance(TimeDelta::minutes(1));
    world.announced("HT 2026/118 å", AnnouncementKind::Disturbance, &["resepti", "kuva"], 0, 0);
    world.announced("HUOLTO 1", AnnouncementKind::Maintenance, &["kuva"], 40, 41);
    for address in ["/fi/atom.xml", "/fi/history.atom", "/sv/citizens/history.atom"] {
        let feed = feed(address);
        for part in ["HT 2026/118", "HUOLTO 1"] {
            let after = entry(&feed, part);
            assert!(after.1 == before.1 && after.2 > before.2, "{address}: {after:?}");
        }
        let name = address.rsplit('/').next().unwrap();
        assert!(feed.contains(&format!("/{name}\"/>")), "its own address: {feed}");
        assert!(
            feed.split("<entry>").next().unwrap().contains("<updated>2026-11-20T12:11:00+02:00</updated>"),
            "{feed}"
        );
    }
    let rss = feed("/fi/history.rss");
    assert_eq!(rss.matches("<item>").count(), 2, "{rss}");
    assert!(rss.contains("<pubDate>Fri, 20 Nov 2026 10:11:00 +0000</pubDate>"), "{rss}");
}
