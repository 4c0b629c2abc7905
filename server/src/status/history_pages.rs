//! What was: the last 90 days, and a page for each year.

use std::collections::BTreeSet;

use chrono::Datelike as _;
use majakka_app::App;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::terms::ServiceState;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::status_page::{StatusData, View};
use serde::Serialize;

use super::compose::Edition;
use super::history;
use super::pages::framed;
use super::uptime::{self, Bar, DAYS, ServiceHistory};
use super::view::{Day, Past, Stale, StatusPage};

/// The last 90 days.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HistoryPage {
    /// Name of the organisation whose view this is; none on the page of everybody.
    pub organisation: Option<String>,
    /// Set when what is shown may be out of date.
    pub stale: Option<Stale>,
    /// A row of bars per service.
    pub services: Vec<ServiceHistory>,
    /// Days with an incident, newest first.
    pub days: Vec<Day>,
    /// Every year of which there is a page, newest first.
    pub years: Vec<YearLink>,
}

/// The way to a year's page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct YearLink {
    /// Which; a text, for numbers of four digits would be written with a separator.
    pub year: String,
    /// Its address.
    pub href: String,
    /// Is it this one?
    pub current: bool,
}

/// A year.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct YearPage {
    /// Name of the organisation whose view this is; none on the page of everybody.
    pub organisation: Option<String>,
    /// Set when what is shown may be out of date.
    pub stale: Option<Stale>,
    /// Which.
    pub year: String,
    /// How many began in it.
    pub count: usize,
    /// Months in which something began, newest first.
    pub months: Vec<Month>,
    /// Every year of which there is a page, newest first.
    pub years: Vec<YearLink>,
}

/// What began in a month.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Month {
    /// Key of its name: `status-month-11`.
    pub name: String,
    /// Newest first.
    pub incidents: Vec<Past>,
}

/// Years of which a view has a page: those in which an incident of its own began, and on everybody's also the present one.
pub(super) fn years(data: &StatusData, view: View<'_>) -> BTreeSet<i32> {
    let own = data.every_outage_for(view).filter(|outage| view == View::Everybody || !outage.is_for(View::Everybody));
    let present = (view == View::Everybody).then(|| helsinki_day(data.now).year());
    own.map(|outage| helsinki_day(outage.began).year()).chain(present).collect()
}

fn year_links(data: &StatusData, edition: &Edition<'_>, app: &App, current: Option<i32>) -> Vec<YearLink> {
    let say = edition.say(app, data);
    let link = |year: &i32| YearLink {
        year: year.to_string(),
        href: say.own(&format!("/history/{year}")),
        current: current == Some(*year),
    };
    years(data, edition.view()).iter().rev().map(link).collect()
}

pub(super) fn history(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let mut days = history::days(data, say, DAYS)?;
    days.retain(|day| !day.incidents.is_empty());
    let page = HistoryPage {
        organisation: edition.member.map(|member| member.name.clone()),
        stale: edition.stale(say),
        services: uptime::history(data, app.catalogue.services().iter(), say)?,
        days,
        years: year_links(data, edition, app, None),
    };
    framed(app, edition, &page, &edition.within("/history"))
}

pub(super) fn year(app: &App, data: &StatusData, edition: &Edition<'_>, year: i32) -> Result<String> {
    let say = edition.say(app, data);
    let mut began: Vec<_> =
        data.every_outage_for(say.view).filter(|outage| helsinki_day(outage.began).year() == year).collect();
    began.sort_by_key(|outage| std::cmp::Reverse(outage.began));
    let month = |number: u32| Month {
        name: format!("status-month-{number}"),
        incidents: began
            .iter()
            .filter(|outage| helsinki_day(outage.began).month() == number)
            .map(|outage| history::past(outage, say))
            .collect(),
    };
    let page = YearPage {
        organisation: edition.member.map(|member| member.name.clone()),
        stale: edition.stale(say),
        year: year.to_string(),
        count: began.len(),
        months: (1..=12).rev().map(month).filter(|month| !month.incidents.is_empty()).collect(),
        years: year_links(data, edition, app, Some(year)),
    };
    framed(app, edition, &page, &edition.within(&format!("/history/{year}")))
}

fn sample_years() -> Vec<YearLink> {
    let link = |year: &str, current| YearLink { year: year.to_owned(), href: format!("/fi/history/{year}"), current };
    vec![link("2026", true), link("2025", false)]
}

/// A service's 90 days with one day of a state.
pub(super) fn sample(id: &str, name: &str, hit: usize, state: ServiceState, took: Option<&str>) -> ServiceHistory {
    let date = StatusPage::samples().into_iter().next().map(|page| page.updated);
    let bar = |day| {
        let state = if day == hit { state } else { ServiceState::Ok };
        Bar { x: day * 6, state, date: date.clone().filter(|_| day == hit) }
    };
    ServiceHistory {
        id: id.to_owned(),
        name: name.to_owned(),
        href: Some(format!("/fi/services/{id}")),
        days: 90,
        days_hit: usize::from(hit < 90),
        days_unknown: usize::from(took.is_none() && hit < 90),
        took: took.map(str::to_owned),
        undisturbed: took.map(|_| "99,93 %".to_owned()),
        bars: (0..90).map(bar).collect(),
    }
}

impl Page for HistoryPage {
    const TEMPLATE: &'static str = "status/history";

    fn samples() -> Vec<Self> {
        let days: Vec<Day> = StatusPage::samples().into_iter().take(1).flat_map(|page| page.history).collect();
        vec![
            HistoryPage {
                organisation: None,
                stale: StatusPage::samples().into_iter().find_map(|page| page.stale),
                services: vec![
                    sample("resepti", "Resepti-palvelu", 80, ServiceState::Down, Some("1 t 30 min")),
                    sample("kuva", "Kuva-aineistojen tietovaranto", 3, ServiceState::Degraded, None),
                    ServiceHistory { href: None, ..sample("omatieto", "Omatietovaranto", 90, ServiceState::Ok, None) },
                ],
                days,
                years: sample_years(),
            },
            HistoryPage {
                organisation: Some("Esimerkkilän hyvinvointialue".to_owned()),
                stale: None,
                services: Vec::new(),
                days: Vec::new(),
                years: Vec::new(),
            },
        ]
    }
}

impl Page for YearPage {
    const TEMPLATE: &'static str = "status/year";

    fn samples() -> Vec<Self> {
        let incidents: Vec<Past> = StatusPage::samples()
            .into_iter()
            .take(1)
            .flat_map(|page| page.history)
            .flat_map(|day| day.incidents)
            .collect();
        let full = YearPage {
            organisation: None,
            stale: StatusPage::samples().into_iter().find_map(|page| page.stale),
            year: "2026".to_owned(),
            count: incidents.len(),
            months: vec![Month { name: "status-month-11".to_owned(), incidents }],
            years: sample_years(),
        };
        let empty = YearPage {
            organisation: Some("Esimerkkilän hyvinvointialue".to_owned()),
            stale: None,
            count: 0,
            months: Vec::new(),
            ..full.clone()
        };
        vec![full, empty]
    }
}
