//! The pages beside the status page: one incident, the history, the banner, and what the law asks for.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use majakka_core::Core;
use majakka_core::error::{Error, Result};
use majakka_core::render::Page;
use majakka_core::store::board::{BoardData, Outage, View};
use majakka_domain::format::time::{self, helsinki_day};
use majakka_domain::terms::{Language, ServiceState};
use serde::Serialize;

use super::compose::{self, Edition};
use super::history as days;
use super::outage::{self, Hits};
use super::say::Say;
use super::view::{Day, Glance, Incident, Moment, StatusPage};

/// So many days the history goes back.
const DAYS: u64 = 90;

/// One incident with every bulletin as it was sent.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentPage {
    /// The incident.
    pub incident: Incident,
    /// When it was over, and how long it took; none while it runs.
    pub ended: Option<Ended>,
}

/// The end of an incident.
#[derive(Debug, Clone, Serialize)]
pub struct Ended {
    /// When.
    pub at: Moment,
    /// How long it took.
    pub took: String,
}

/// The last 90 days.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryPage {
    /// A row of bars per service.
    pub services: Vec<ServiceHistory>,
    /// Days with an incident, newest first.
    pub days: Vec<Day>,
}

/// A service's last 90 days.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceHistory {
    /// The catalogue's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// On how many days something was wrong.
    pub days_hit: usize,
    /// How long in all, as one says it; none when the end of one is not known, or nothing was.
    pub took: Option<String>,
    /// One bar a day, oldest first.
    pub bars: Vec<Bar>,
}

/// A service's day.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// Place from the left.
    pub x: usize,
    /// The worst of the day.
    pub state: ServiceState,
}

/// The banner for intranets.
#[derive(Debug, Clone, Serialize)]
pub struct BannerPage {
    /// The answer.
    pub glance: Glance,
    /// When.
    pub updated: Moment,
    /// Where the page is.
    pub href: String,
}

/// A page that is all text: its sections are keys.
#[derive(Debug, Clone, Serialize)]
pub struct StatementPage {
    /// `accessibility` or `privacy`.
    pub subject: String,
    /// Keys of its sections after `<subject>-`: each has a heading and a text.
    pub sections: Vec<Section>,
    /// Where to write to.
    pub contact: String,
}

/// A heading and its text.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Key of the heading.
    pub heading: String,
    /// Key of the text.
    pub text: String,
    /// Where more about it stands, at somebody else's.
    pub link: Option<String>,
}

pub(super) fn incident(
    core: &Core,
    data: &BoardData,
    edition: &Edition<'_>,
    reference: &str,
    path: &str,
) -> Result<String> {
    let say = edition.say(core, data);
    let outage = data.outages_for(say.view).find(|outage| outage.reference == reference);
    let outage = outage.ok_or(Error::NotFound("incident"))?;
    let ended = outage.ended.filter(|_| !outage.active);
    let page = IncidentPage {
        incident: outage::ours(outage, say)?,
        ended: ended.map(|at| Ended { at: say.moment(at), took: time::duration(outage.began, at, say.language) }),
    };
    framed(core, edition, &page, path)
}

pub(super) fn history(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(core, data);
    let mut days = days::days(data, say, DAYS)?;
    days.retain(|day| !day.incidents.is_empty());
    let page = HistoryPage { services: services(data, say), days };
    framed(core, edition, &page, "/history")
}

/// A service's bars come from what was published; a day without a word of it is a day without a known disturbance.
fn services(data: &BoardData, say: Say<'_>) -> Vec<ServiceHistory> {
    let today = helsinki_day(data.now);
    let dates: Vec<NaiveDate> = (0..DAYS).rev().filter_map(|back| today.checked_sub_days(Days::new(back))).collect();
    let outages: Vec<(&Outage, BTreeMap<String, ServiceState>)> = data
        .outages_for(View::Everybody)
        .map(|outage| (outage, Hits::of_outage(outage, say.catalogue).states()))
        .collect();
    let service = |system: &majakka_domain::catalogue::System| {
        let hitting: Vec<(&Outage, ServiceState)> =
            outages.iter().filter_map(|(outage, hits)| hits.get(&system.id).map(|state| (*outage, *state))).collect();
        let worst = |date: &NaiveDate| {
            let that_day = hitting.iter().filter(|(outage, _)| outage::touches(outage, *date));
            that_day.map(|(_, state)| *state).max().unwrap_or(ServiceState::Ok)
        };
        let bars: Vec<Bar> =
            dates.iter().enumerate().map(|(place, date)| Bar { x: place * 6, state: worst(date) }).collect();
        let lasted: Option<Vec<_>> = hitting.iter().map(|(outage, _)| Some(outage.ended? - outage.began)).collect();
        let sum = lasted.map(|all| all.into_iter().sum::<chrono::TimeDelta>()).filter(|sum| !sum.is_zero());
        ServiceHistory {
            id: system.id.clone(),
            name: system.name.get(say.language).to_owned(),
            days_hit: bars.iter().filter(|bar| bar.state != ServiceState::Ok).count(),
            took: sum.map(|sum| time::duration(data.now - sum, data.now, say.language)),
            bars,
        }
    };
    say.catalogue.services().iter().map(service).collect()
}

pub(super) fn banner(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<String> {
    let page = compose::status_page(core, data, edition)?;
    let banner = BannerPage { glance: page.glance, updated: page.updated, href: format!("/{}", edition.language) };
    framed(core, edition, &banner, "/embed")
}

pub(super) fn statement(core: &Core, data: &BoardData, edition: &Edition<'_>, path: &str) -> Result<String> {
    let say = edition.say(core, data);
    let subject = path.trim_start_matches('/');
    let sections = (1..).map(|number| Section {
        heading: format!("{subject}-{number}-heading"),
        text: format!("{subject}-{number}-text"),
        link: say.text(&format!("{subject}-{number}-link")).ok(),
    });
    let page = StatementPage {
        subject: subject.to_owned(),
        sections: sections.take_while(|section| say.i18n.has(say.language, &section.heading)).collect(),
        contact: core.settings.desk.contact.get(say.language).to_owned(),
    };
    framed(core, edition, &page, path)
}

fn framed<P: Page>(core: &Core, edition: &Edition<'_>, page: &P, path: &str) -> Result<String> {
    let frame = compose::frame(edition, |language: Language| format!("/{language}{path}"));
    Ok(core.renderer.framed(edition.language, &frame, page)?)
}

fn sample() -> Vec<StatusPage> {
    StatusPage::samples()
}

impl Page for IncidentPage {
    const TEMPLATE: &'static str = "status/outage";

    fn samples() -> Vec<Self> {
        let incidents = sample().into_iter().flat_map(|page| page.incidents);
        let at = Moment { at: "2026-11-20T14:05:00+02:00".to_owned(), said: "20.11. klo 14.05".to_owned() };
        let ended = [None, Some(Ended { at, took: "1 t 55 min".to_owned() })];
        incidents.zip(ended.into_iter().cycle()).map(|(incident, ended)| IncidentPage { incident, ended }).collect()
    }
}

impl Page for HistoryPage {
    const TEMPLATE: &'static str = "status/history";

    fn samples() -> Vec<Self> {
        let days: Vec<Day> = sample().into_iter().take(1).flat_map(|page| page.history).collect();
        let bars = |hit: usize, state| {
            (0..90).map(|day| Bar { x: day * 6, state: if day == hit { state } else { ServiceState::Ok } }).collect()
        };
        let service = |id: &str, name: &str, days_hit, took: Option<&str>, bars| ServiceHistory {
            id: id.to_owned(),
            name: name.to_owned(),
            days_hit,
            took: took.map(str::to_owned),
            bars,
        };
        vec![
            HistoryPage {
                services: vec![
                    service("resepti", "Resepti-palvelu", 1, Some("1 t 30 min"), bars(80, ServiceState::Down)),
                    service("kuva", "Kuva-aineistojen tietovaranto", 1, None, bars(3, ServiceState::Degraded)),
                    service("omatieto", "Omatietovaranto", 0, None, bars(90, ServiceState::Ok)),
                ],
                days,
            },
            HistoryPage { services: Vec::new(), days: Vec::new() },
        ]
    }
}

impl Page for BannerPage {
    const TEMPLATE: &'static str = "status/embed";

    fn samples() -> Vec<Self> {
        let banner =
            |page: StatusPage| BannerPage { glance: page.glance, updated: page.updated, href: "/fi".to_owned() };
        sample().into_iter().map(banner).collect()
    }
}

impl Page for StatementPage {
    const TEMPLATE: &'static str = "status/statement";

    fn samples() -> Vec<Self> {
        let page = |subject: &str| StatementPage {
            subject: subject.to_owned(),
            sections: vec![Section {
                heading: format!("{subject}-1-heading"),
                text: format!("{subject}-1-text"),
                link: Some("https://www.saavutettavuusvaatimukset.fi/".to_owned()),
            }],
            contact: "Oman organisaation käyttötuki".to_owned(),
        };
        vec![page("accessibility"), page("privacy")]
    }
}
