//! One system: how it stands, what it does, what it leans on and what leans on it, what to do without it, and how it has done.

use majakka_app::App;
use majakka_domain::catalogue::SystemFlag;
use majakka_domain::status::ServiceStatus;
use majakka_domain::terms::{Audience, ServiceState};
use majakka_messages::Page;
use majakka_store::error::{Error, Result};
use majakka_store::status_page::StatusData;
use serde::Serialize;

use super::compose::Edition;
use super::outage::Hits;
use super::pages::framed;
use super::phrasing::Phrasing;
use super::uptime::{self, ServiceHistory};
use super::view::{Break, Incident, Moment, Past, Service, Stale, StatusPage, ViewLink};
use super::{breaks, history, history_pages, outage, services};

/// One system.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ServicePage {
    /// As it stands.
    pub service: Service,
    /// The same page for each audience.
    pub views: Vec<ViewLink>,
    /// Set when what is shown may be out of date.
    pub stale: Option<Stale>,
    /// What hits it now.
    pub incidents: Vec<Incident>,
    /// What to do without it: paragraphs for this audience; may be empty.
    pub guidance: Vec<String>,
    /// Its breaks that run or are to come.
    pub maintenance: Vec<Break>,
    /// What it leans on.
    pub leans_on: Vec<Neighbour>,
    /// What leans on it.
    pub carries: Vec<Neighbour>,
    /// Its last 90 days.
    pub history: ServiceHistory,
    /// What was over within them, newest first.
    pub past: Vec<Past>,
    /// When the page was made.
    pub updated: Moment,
}

/// A system at the other end of an edge.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Neighbour {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: Option<String>,
    /// How it stands.
    pub state: ServiceState,
    /// What is lost through it; empty: everything.
    pub functions: Vec<String>,
}

pub(super) fn html(app: &App, data: &StatusData, edition: &Edition<'_>, id: &str) -> Result<String> {
    let page = page(app, data, edition, id)?;
    framed(app, edition, &page, &edition.within(&format!("/services/{id}")))
}

fn page(app: &App, data: &StatusData, edition: &Edition<'_>, id: &str) -> Result<ServicePage> {
    let say = edition.say(app, data);
    let not_found = || Error::NotFound("service");
    let system = app.catalogue.system(id).ok_or_else(not_found)?;
    let states = data.states(&app.catalogue, edition.view());
    let name = system.name.get(say.language);
    let hits = |incident: &Incident| incident.hits.iter().any(|hit| hit.service == name);
    let view = |audience: &Audience| ViewLink {
        audience: *audience,
        href: Phrasing { audience: *audience, ..say }.own(&format!("/services/{id}")),
        current: *audience == say.audience,
    };
    let over = data.outages_for(say.view).filter(|outage| !outage.active);
    let over = over.filter(|outage| Hits::of_outage(outage, say.catalogue).state(id).is_some());
    let neighbour = |other: &str, functions: Option<&Vec<String>>, of: &str| Neighbour {
        name: say.name(other),
        href: say.service(other),
        state: states.get(other).map_or(ServiceState::Unknown, ServiceStatus::said),
        functions: match (functions, say.catalogue.system(of)) {
            (Some(lost), Some(system)) => say.functions(system, lost.iter().map(String::as_str)),
            _ => Vec::new(),
        },
    };
    let edges = || say.catalogue.edges().iter().filter(|edge| edge.down != edge.hits);
    let shown = |other: &str| !say.catalogue.is(other, SystemFlag::OwnOfEach);
    Ok(ServicePage {
        service: services::service(system, states.get(id).ok_or_else(not_found)?, say),
        views: Audience::ALL.iter().map(view).collect(),
        stale: edition.stale(say),
        incidents: outage::running(data, say)?.into_iter().filter(hits).collect(),
        guidance: outage::paragraphs(system.guidance_for(say.audience, say.language)),
        maintenance: breaks::ahead(data, say)?
            .into_iter()
            .filter(|one| one.services.iter().any(|s| s == name))
            .collect(),
        leans_on: edges()
            .filter(|edge| edge.hits == id && shown(&edge.down))
            .map(|edge| neighbour(&edge.down, edge.functions.as_ref(), id))
            .collect(),
        carries: edges()
            .filter(|edge| edge.down == id && shown(&edge.hits))
            .map(|edge| neighbour(&edge.hits, edge.functions.as_ref(), &edge.hits))
            .collect(),
        history: uptime::history(data, std::iter::once(system), say)?.pop().ok_or_else(not_found)?,
        past: over.map(|outage| history::past(outage, say)).collect(),
        updated: say.moment(edition.known),
    })
}

impl Page for ServicePage {
    const TEMPLATE: &'static str = "status/service";

    fn samples() -> Vec<Self> {
        let neighbour = |name: &str, functions: &[&str], state| Neighbour {
            name: name.to_owned(),
            href: Some("/fi/services/sf_tunnistus".to_owned()),
            state,
            functions: functions.iter().map(|f| (*f).to_owned()).collect(),
        };
        let page = |page: StatusPage| {
            let service = page.groups.into_iter().flat_map(|group| group.services).find(|one| one.id == "omakanta")?;
            let past = page.history.into_iter().flat_map(|day| day.incidents).collect();
            Some(ServicePage {
                service,
                views: page.views,
                stale: page.stale,
                incidents: page.incidents,
                guidance: vec!["Saat resepti- ja terveystietosi hoitopaikastasi.".to_owned()],
                maintenance: page.maintenance,
                leans_on: vec![
                    neighbour("Suomi.fi-tunnistus", &["Kirjautuminen"], ServiceState::Down),
                    Neighbour { href: None, ..neighbour("Resepti-palvelu", &[], ServiceState::Ok) },
                ],
                carries: vec![neighbour("Omatietovaranto", &[], ServiceState::Ok)],
                history: history_pages::sample("omakanta", "OmaKanta", 80, ServiceState::Down, Some("1 t 30 min")),
                past,
                updated: page.updated,
            })
        };
        let mut samples: Vec<ServicePage> = StatusPage::samples().into_iter().filter_map(page).collect();
        samples.extend(samples.first().cloned().map(|page| ServicePage {
            guidance: Vec::new(),
            maintenance: Vec::new(),
            leans_on: Vec::new(),
            carries: Vec::new(),
            past: Vec::new(),
            history: history_pages::sample("omakanta", "OmaKanta", 3, ServiceState::Degraded, None),
            ..page
        }));
        samples
    }
}
