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
    incident_updates: Vec<Update>,
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
struct Update {
    id: String,
    status: IncidentStatus,
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
    incident_updates: Vec<Update>,
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
    assert_eq!(summary["status"]["indicator"], "critical");
    assert_eq!(summary["incidents"][0]["name"], "Tiedote DVV-1", "red, and it says why: {summary}");
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
