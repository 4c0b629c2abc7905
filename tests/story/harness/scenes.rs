//! What the public page can look like: nothing is wrong, breaks are planned and running, prescriptions do not work.
//!
//! Each scene is set on the program's own database through core's steps, and is there once the page says so.

use chrono::{DateTime, Datelike as _, DurationRound as _, NaiveTime, TimeDelta, Utc};
use majakka_app::command::bulletin::{self, Wording, Write};
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::catalogue::Texts;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::terms::{AnnouncementKind, Effect, Extent, Origin};
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::counter;
use majakka_store::viewer::Viewer;
use majakka_testing::wait;

use super::cast::Cast;
use super::visitor::Visitor;

/// The languages of every page.
pub const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// A public page of every kind in one language; the incident's own is there only when there is one.
pub fn public_pages(language: &str, incident: Option<&str>) -> Vec<String> {
    let year = format!("/history/{}", helsinki_day(SystemClock.now()).year());
    let paths = [
        "",
        "/citizens",
        "/services/resepti",
        "/citizens/services/omakanta",
        "/history",
        "/citizens/history",
        &year,
        "/o/esim",
        "/o/esim/history",
        "/embed",
        "/accessibility",
        "/privacy",
    ];
    let mut pages: Vec<String> = paths.iter().map(|path| format!("/{language}{path}")).collect();
    pages.extend(incident.map(|reference| format!("/{language}/incidents/{reference}")));
    pages
}

/// Nothing is the matter, and the organisations that were settled behind the program's back have their pages.
pub async fn calm(cast: &Cast, visitor: &mut Visitor) {
    cast.app.write(&Viewer::System, |tx| counter::bump_page(tx.conn)).expect("a new page");
    wait::until_so("the county's page", async || visitor.open("/fi/o/esim").await.status.is_success()).await;
}

/// Breaks of every kind: others' that run, that were moved and that are off; the county's own, one of them moved, one that comes
/// every week, and one of several services that stands on everybody's page and whose end is not known.
pub async fn breaks(cast: &Cast, visitor: &mut Visitor) {
    let hour = SystemClock.now().duration_trunc(TimeDelta::hours(1)).expect("the hour");
    let on = |days, hours| hour + TimeDelta::days(days) + TimeDelta::hours(hours);
    announce(cast, "HUOLTO-31", "Kanta Ekstranetin versiopäivitys", "ekstranet", (hour, on(0, 3)));
    announce(cast, "HUOLTO-32", "Kuva-aineistojen tietovarannon huolto", "kuva", (on(3, 0), on(3, 1)));
    announce(cast, "HUOLTO-32", "Kuva-aineistojen tietovarannon huolto", "kuva", (on(5, 0), on(5, 1)));
    announce(cast, "HUOLTO-33", "Potilastietovarannon käyttökatko", "potilas", (on(6, 0), on(6, 2)));
    let done = cast.app.write(&Viewer::System, |tx| {
        upstream::resolved(tx, "kanta.fi", "HUOLTO-33")?;
        maintenance::plan(tx, &plan(cast, "OMA-1", "palomuurin päivitys", (on(2, 0), on(2, 1)), None))?;
        maintenance::reschedule(tx, "OMA-1", on(4, 0), Some(on(4, 1)))?;
        maintenance::plan(tx, &plan(cast, "OMA-2", "levyjen vaihto", (on(8, 0), on(8, 1)), None))?;
        maintenance::cancel(tx, "OMA-2")?;
        let open = plan(cast, "OMA-9", "tietoliikenteen siirto", (on(9, 0), on(9, 1)), None);
        let services = ["resepti", "potilas"].map(str::to_owned).to_vec();
        maintenance::plan(tx, &Plan { services, ends_at: None, shown: Shown::Everybody, ..open })?;
        // At noon: a rule does not begin in the second pass of the hour that comes twice.
        let noon = helsinki_day(hour).and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1) + TimeDelta::hours(10);
        let weekly = (noon, noon + TimeDelta::hours(1));
        maintenance::plan(tx, &plan(cast, "OMA-7", "varmistusten koe", weekly, Some("FREQ=WEEKLY")))
    });
    done.expect("breaks");
    // What was planned last stands there only when everything else does.
    wait::until_so("the last of the breaks", async || {
        visitor.open("/fi/o/esim").await.text().contains("armistusten koe")
    })
    .await;
}

/// Identification by another authority is out, and prescriptions cannot be saved anywhere. Gives the incident's name.
pub async fn outage(cast: &Cast, visitor: &mut Visitor) -> String {
    let announced = cast.app.write(&Viewer::System, |tx| {
        upstream::announce(
            tx,
            Announce {
                source: "suomi.fi".to_owned(),
                external_id: "DVV-9".to_owned(),
                kind: AnnouncementKind::Disturbance,
                title: "Suomi.fi-tunnistuksessa on häiriö".to_owned(),
                services: vec!["sf_tunnistus".to_owned()],
                effect: Effect::Prevents,
                starts_at: None,
                ends_at: None,
            },
        )
    });
    announced.expect("what another authority says");
    let incident = cast.tell(cast.county, "prescribe", "Reseptiä ei voi tallentaa.").expect("an incident");
    let published = cast.app.write(&Viewer::System, |tx| {
        triage::triage(
            tx,
            &Triage {
                incident,
                seen: None,
                origin: Origin::Kanta,
                reason: "Kela vahvisti puhelimessa".to_owned(),
                effect: Some(Effect::Prevents),
                extent: Some(Extent::Nationwide),
                criticality: None,
            },
        )?;
        let texts = |fi: &str, sv: &str, en: &str| Texts { fi: fi.to_owned(), sv: sv.to_owned(), en: en.to_owned() };
        let wording = Wording {
            impact: texts("reseptiä ei voi tallentaa", "recept kan inte sparas", "prescriptions cannot be saved"),
            works: texts(
                "Reseptien katselu ja lääkkeen toimitus",
                "Att visa recept och expediera läkemedel",
                "Viewing prescriptions and dispensing medicines",
            ),
            ..Wording::default()
        };
        let write = Write { services: vec!["resepti".to_owned()], ..Write::new(incident, wording) };
        bulletin::publish(tx, &write)
    });
    published.expect("a bulletin");
    wait::until_so("the outage", async || !incidents(visitor).await.is_empty()).await;
    incidents(visitor).await.remove(0)
}

/// The names of the incidents on the page.
async fn incidents(visitor: &mut Visitor) -> Vec<String> {
    let status = visitor.open("/status.json").await.expect(200).json();
    let running = status["incidents"].as_array().expect("a list of incidents");
    running.iter().filter_map(|incident| incident["reference"].as_str().map(str::to_owned)).collect()
}

fn announce(cast: &Cast, id: &str, title: &str, service: &str, (starts, ends): (DateTime<Utc>, DateTime<Utc>)) {
    let announce = Announce {
        source: "kanta.fi".to_owned(),
        external_id: id.to_owned(),
        kind: AnnouncementKind::Maintenance,
        title: title.to_owned(),
        services: vec![service.to_owned()],
        effect: Effect::Prevents,
        starts_at: Some(starts),
        ends_at: Some(ends),
    };
    cast.app.write(&Viewer::System, |tx| upstream::announce(tx, announce)).expect("what kanta.fi says");
}

fn plan(
    cast: &Cast,
    id: &str,
    impact: &str,
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    rule: Option<&str>,
) -> Plan {
    Plan {
        external_id: id.to_owned(),
        services: vec!["resepti".to_owned()],
        starts_at,
        ends_at: Some(ends_at),
        impact: bulletin::in_finnish(impact),
        organisations: vec![cast.county],
        shown: Shown::Concerned,
        rule: rule.map(str::to_owned),
    }
}
