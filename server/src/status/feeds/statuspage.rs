//! `/api/v2/…` in the shape of Atlassian Statuspage, so that existing clients read it. Names are English.
//!
//! What Statuspage has no word for is not made to look well: a state that is not known is `degraded_performance`, and the
//! description says so.

use majakka_app::App;
use majakka_domain::terms::{AnnouncementKind, Effect, Language, MessageKind, ServiceState};
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Outage, Said, StatusData, View};
use serde_json::{Value, json};

use crate::status::compose::{self, Edition};
use crate::status::outage;
use crate::status::phrasing::{Phrasing, machine};

/// So many incidents Statuspage lists.
const LISTED: usize = 50;

/// What Statuspage answers to without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::status) enum Endpoint {
    Summary,
    Status,
    Components,
    Incidents,
    Unresolved,
    Maintenances,
    Upcoming,
    Active,
}

impl Endpoint {
    pub(in crate::status) const ALL: [Endpoint; 8] = [
        Endpoint::Summary,
        Endpoint::Status,
        Endpoint::Components,
        Endpoint::Incidents,
        Endpoint::Unresolved,
        Endpoint::Maintenances,
        Endpoint::Upcoming,
        Endpoint::Active,
    ];

    /// Its address.
    pub(in crate::status) fn path(self) -> String {
        let name = match self {
            Endpoint::Summary => "summary",
            Endpoint::Status => "status",
            Endpoint::Components => "components",
            Endpoint::Incidents => "incidents",
            Endpoint::Unresolved => "incidents/unresolved",
            Endpoint::Maintenances => "scheduled-maintenances",
            Endpoint::Upcoming => "scheduled-maintenances/upcoming",
            Endpoint::Active => "scheduled-maintenances/active",
        };
        format!("/api/v2/{name}.json")
    }
}

/// What it answers.
pub(in crate::status) fn answer(
    app: &App,
    data: &StatusData,
    edition: &Edition<'_>,
    endpoint: Endpoint,
) -> Result<String> {
    let edition = &Edition { language: Language::En, ..*edition };
    let told = Listing { app, data, say: edition.say(app, data), components: components(data, edition.say(app, data)) };
    let page = page(app, edition, told.say)?;
    let whole = match endpoint {
        Endpoint::Summary => json!({
            "page": page, "status": indicator(app, data, edition)?, "components": told.components,
            "incidents": told.incidents(|outage| outage.active)?,
            "scheduled_maintenances": told.maintenances(|stage| stage != "completed"),
        }),
        Endpoint::Status => json!({ "page": page, "status": indicator(app, data, edition)? }),
        Endpoint::Components => json!({ "page": page, "components": told.components }),
        Endpoint::Incidents => json!({ "page": page, "incidents": told.incidents(|_| true)? }),
        Endpoint::Unresolved => json!({ "page": page, "incidents": told.incidents(|outage| outage.active)? }),
        Endpoint::Maintenances => json!({ "page": page, "scheduled_maintenances": told.maintenances(|_| true) }),
        Endpoint::Upcoming => {
            json!({ "page": page, "scheduled_maintenances": told.maintenances(|stage| stage == "scheduled") })
        }
        Endpoint::Active => {
            json!({ "page": page, "scheduled_maintenances": told.maintenances(|stage| stage == "in_progress") })
        }
    };
    Ok(whole.to_string())
}

fn page(app: &App, edition: &Edition<'_>, say: Phrasing<'_>) -> Result<Value> {
    Ok(json!({
        "id": "majakka", "name": say.text("status-name")?, "url": app.settings.public_url(),
        "time_zone": "Europe/Helsinki", "updated_at": machine(edition.known),
    }))
}

fn indicator(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<Value> {
    let page = compose::status_page(app, data, edition)?;
    let state = page.glance.state;
    let indicator = match state {
        ServiceState::Ok if page.stale.is_none() => "none",
        ServiceState::Ok | ServiceState::Unknown => "minor",
        ServiceState::Maintenance => "maintenance",
        ServiceState::Degraded => "major",
        ServiceState::Down => "critical",
    };
    let say = edition.say(app, data);
    let mut description = say.i18n.text(say.language, "status-glance", &[("state", state.as_str().into())])?;
    if let Some(stale) = page.stale {
        let age = say.i18n.text(say.language, "status-stale-title", &[("minutes", stale.minutes.into())])?;
        description = format!("{description}. {age}");
    }
    Ok(json!({ "indicator": indicator, "description": description }))
}

fn components(data: &StatusData, say: Phrasing<'_>) -> Vec<Value> {
    let states = data.states(say.catalogue, View::Everybody);
    let component = |(position, system): (usize, &majakka_domain::catalogue::System)| {
        let state = states.get(&system.id)?.state;
        let status = match state {
            ServiceState::Ok => "operational",
            ServiceState::Maintenance => "under_maintenance",
            ServiceState::Unknown => "degraded_performance",
            ServiceState::Degraded => "partial_outage",
            ServiceState::Down => "major_outage",
        };
        let description = (state == ServiceState::Unknown).then_some("State not known");
        Some(json!({
            "id": system.id, "name": system.name.get(say.language), "status": status, "position": position + 1,
            "description": description, "group": false, "group_id": null, "page_id": "majakka", "showcase": true,
            "only_show_if_degraded": false, "start_date": null, "created_at": machine(data.since),
            "updated_at": machine(data.now),
        }))
    };
    say.catalogue.services().iter().enumerate().filter_map(component).collect()
}

/// What every list draws on.
struct Listing<'a> {
    app: &'a App,
    data: &'a StatusData,
    say: Phrasing<'a>,
    components: Vec<Value>,
}

impl Listing<'_> {
    fn incidents(&self, which: impl Fn(&Outage) -> bool) -> Result<Vec<Value>> {
        let chosen = self.data.every_outage_for(View::Everybody).filter(|outage| which(outage)).take(LISTED);
        let mut incidents = chosen.map(|outage| self.incident(outage)).collect::<Result<Vec<_>>>()?;
        incidents.extend(self.announced());
        Ok(incidents)
    }

    /// What others announced and is not over: without it the page would be red and name no reason.
    fn announced(&self) -> Vec<Value> {
        let untold = outage::untold(self.data, self.say);
        untold
            .map(|announced| {
                let a = &announced.announcement;
                let id = format!("{}-{}", a.source, a.external_id);
                json!({
                    "id": id, "name": announced.title, "page_id": "majakka", "status": "identified",
                    "impact": impact(a.effect), "shortlink": self.app.settings.public_url(),
                    "created_at": machine(a.announced_at), "started_at": machine(a.announced_at),
                    "updated_at": machine(announced.changed_at), "monitoring_at": null, "resolved_at": null,
                    "incident_updates": [], "components": self.among(&a.services),
                })
            })
            .collect()
    }

    fn incident(&self, outage: &Outage) -> Result<Value> {
        let Listing { app, say, .. } = *self;
        let update = |said: &Said| {
            json!({
                "id": format!("{}-{}", outage.reference, said.sequence), "incident_id": outage.reference,
                "status": stage(said.kind), "body": outage::plain(said, say), "created_at": machine(said.at),
                "updated_at": machine(said.at), "display_at": machine(said.at), "affected_components": null,
            })
        };
        let newest = outage.newest();
        let review = outage.review.get(&Language::En).or_else(|| outage.review.get(&Language::Fi));
        let status = match review {
            Some(_) => "postmortem",
            None => newest.map_or("investigating", |said| stage(said.kind)),
        };
        Ok(json!({
            "id": outage.reference, "name": outage::headline(outage, say).text, "page_id": "majakka", "status": status,
            "impact": impact(outage.decided.effect),
            "shortlink": format!("{}/incidents/{}", app.settings.public_url(), outage.reference),
            "created_at": outage.bulletins.first().map(|said| machine(said.at)), "started_at": machine(outage.began),
            "updated_at": newest.map(|said| machine(said.at)), "monitoring_at": null,
            "resolved_at": outage.ended.map(machine), "postmortem_body": review,
            "incident_updates": outage.bulletins.iter().rev().map(update).collect::<Vec<_>>(),
            "components": self.among(&outage.systems()),
        }))
    }

    fn maintenances(&self, which: impl Fn(&str) -> bool) -> Vec<Value> {
        let all = self.data.announced_for(View::Everybody).chain(self.data.announced_before_for(View::Everybody));
        let breaks = all.filter(|announced| announced.announcement.kind == AnnouncementKind::Maintenance);
        let mut found: Vec<&Announced> = Vec::new();
        for announced in breaks.filter(|announced| which(self.stage_of(announced))) {
            // What was over a moment ago stands in both lists.
            if found.iter().all(|other| other.announcement.id != announced.announcement.id) {
                found.push(announced);
            }
        }
        found.into_iter().map(|announced| self.maintenance(announced)).collect()
    }

    fn stage_of(&self, announced: &Announced) -> &'static str {
        let a = &announced.announcement;
        let ends = [a.ends_at, a.resolved_at].into_iter().flatten().min();
        match (a.starts_at, ends) {
            (_, Some(ends)) if ends <= self.say.now => "completed",
            (Some(starts), _) if starts <= self.say.now => "in_progress",
            _ => "scheduled",
        }
    }

    fn maintenance(&self, announced: &Announced) -> Value {
        let a = &announced.announcement;
        json!({
            "id": format!("{}-{}", a.source, a.external_id), "name": announced.title, "page_id": "majakka",
            "status": self.stage_of(announced), "impact": "maintenance",
            "scheduled_for": a.starts_at.map(machine), "scheduled_until": a.ends_at.map(machine),
            "created_at": machine(a.announced_at), "updated_at": machine(announced.changed_at),
            "started_at": a.starts_at.map(machine), "monitoring_at": null, "resolved_at": a.resolved_at.map(machine),
            "incident_updates": [], "components": self.among(&a.services),
            "shortlink": self.app.settings.public_url(),
        })
    }

    /// The components with these ids; what is no service of Kela's is none here.
    fn among(&self, ids: &[impl AsRef<str>]) -> Vec<&Value> {
        self.components.iter().filter(|one| ids.iter().any(|id| one["id"] == id.as_ref())).collect()
    }
}

fn impact(effect: Effect) -> &'static str {
    if effect == Effect::Prevents { "critical" } else { "major" }
}

fn stage(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::First => "investigating",
        MessageKind::Resolved | MessageKind::Withdrawal => "resolved",
        _ => "identified",
    }
}
