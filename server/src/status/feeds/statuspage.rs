//! `/api/v2/…` in the shape of Atlassian Statuspage, so that existing clients read it. Names are English.
//!
//! Guarantee: every incident and break has an update, as readers take the first; what is over is listed as over before it goes;
//! `updated_at` moves only when something changed.
//! What Statuspage has no word for is not made to look well: a state that is not known is `degraded_performance`, and the
//! description says so. A break that is called off is `completed`, and its update says that it was.

use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_domain::evidence::Announcement;
use majakka_domain::terms::{AnnouncementKind, Effect, Language, MessageKind, ServiceState};
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Bulletin, Outage, OwnBreak, StatusData, View};
use serde_json::{Value, json};

use crate::status::breaks;
use crate::status::compose::{self, Edition};
use crate::status::outage::{self, Hits};
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
    let page = page(app, data, told.say)?;
    let whole = match endpoint {
        Endpoint::Summary => json!({
            "page": page, "status": indicator(app, data, edition)?, "components": told.components,
            "incidents": told.incidents(false)?,
            "scheduled_maintenances": told.maintenances(|stage| stage != "completed")?,
        }),
        Endpoint::Status => json!({ "page": page, "status": indicator(app, data, edition)? }),
        Endpoint::Components => json!({ "page": page, "components": told.components }),
        Endpoint::Incidents => json!({ "page": page, "incidents": told.incidents(true)? }),
        Endpoint::Unresolved => json!({ "page": page, "incidents": told.incidents(false)? }),
        Endpoint::Maintenances => json!({ "page": page, "scheduled_maintenances": told.maintenances(|_| true)? }),
        Endpoint::Upcoming => {
            json!({ "page": page, "scheduled_maintenances": told.maintenances(|stage| stage == "scheduled")? })
        }
        Endpoint::Active => {
            json!({ "page": page, "scheduled_maintenances": told.maintenances(|stage| stage == "in_progress")? })
        }
    };
    Ok(whole.to_string())
}

fn page(app: &App, data: &StatusData, say: Phrasing<'_>) -> Result<Value> {
    Ok(json!({
        "id": "majakka", "name": say.text("status-name")?, "url": app.settings.public_url(),
        "time_zone": "Europe/Helsinki", "updated_at": machine(changed(data, say, None)),
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
        let state = states.get(&system.id)?.said();
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
            "updated_at": machine(changed(data, say, Some(&system.id))),
        }))
    };
    say.catalogue.services().iter().enumerate().filter_map(component).collect()
}

/// When what is known of a system last changed, or of any: a bulletin, a word of others, a break that began or ended.
fn changed(data: &StatusData, say: Phrasing<'_>, system: Option<&str>) -> DateTime<Utc> {
    let hit = |hits: Hits<'_>| system.is_none_or(|id| hits.state(id).is_some());
    let ours = data.outages_for(View::Everybody).chain(data.withdrawn_for(View::Everybody));
    let ours = ours.filter(|outage| hit(Hits::of_outage(outage, say.catalogue)));
    let ours = ours.filter_map(|outage| outage.bulletins.last()).map(|said| said.at);
    let concerned = |a: &Announcement| match a.kind {
        AnnouncementKind::Disturbance => hit(Hits::of_announcement(a, say.catalogue)),
        AnnouncementKind::Maintenance => system.is_none_or(|id| a.services.iter().any(|named| named == id)),
    };
    let theirs = data.every_announced_for(View::Everybody).filter(|announced| concerned(&announced.announcement));
    let theirs = theirs.flat_map(|announced| {
        let a = &announced.announcement;
        let turns = [a.starts_at, a.ends_at].map(|at| at.filter(|_| a.kind == AnnouncementKind::Maintenance));
        turns.into_iter().flatten().chain([announced.changed_at])
    });
    let unread = data.unread.iter().flat_map(|gap| [Some(gap.from), gap.until]).flatten();
    ours.chain(theirs).chain(unread).filter(|at| *at <= say.now).fold(data.since, DateTime::max)
}

/// What every list draws on.
struct Listing<'a> {
    app: &'a App,
    data: &'a StatusData,
    say: Phrasing<'a>,
    components: Vec<Value>,
}

impl Listing<'_> {
    /// Newest first; those that are over too, or only those that run.
    fn incidents(&self, over_too: bool) -> Result<Vec<Value>> {
        // Who was shown one that was withdrawn is shown its end.
        let withdrawn = self.data.withdrawn_for(View::Everybody).filter(|_| over_too);
        let ours = self.data.every_outage_for(View::Everybody).filter(|outage| over_too || outage.active);
        let ours = withdrawn.chain(ours);
        let mut found: Vec<(DateTime<Utc>, Value)> = Vec::new();
        for outage in ours.take(LISTED) {
            let first = outage.bulletins.first().map_or(outage.began, |said| said.at);
            found.push((first, self.incident(outage)?));
        }
        for announced in self.disturbances(over_too) {
            found.push((announced.announcement.announced_at, self.announced(announced)?));
        }
        found.sort_by_key(|(first, _)| std::cmp::Reverse(*first));
        Ok(found.into_iter().take(LISTED).map(|(_, incident)| incident).collect())
    }

    /// What others announced: without it the page would be red and name no reason. What an incident of ours tells is told
    /// once.
    fn disturbances(&self, over_too: bool) -> Vec<&Announced> {
        let mut found: Vec<&Announced> = outage::untold(self.data, self.say).collect();
        let is_over = |announced: &&Announced| {
            let a = &announced.announcement;
            let tells = |outage: &Outage| outage::tells(outage, announced, self.say.catalogue);
            a.kind == AnnouncementKind::Disturbance
                && a.resolved_at.is_some_and(|end| end <= self.say.now)
                && !self.data.outages_for(View::Everybody).any(tells)
        };
        if over_too {
            found.retain(|announced| !is_over(announced));
            found.extend(self.data.every_announced_for(View::Everybody).filter(is_over));
        }
        found
    }

    fn announced(&self, announced: &Announced) -> Result<Value> {
        let a = &announced.announcement;
        let over = a.resolved_at.filter(|end| *end <= self.say.now);
        let updates = self.updates(announced)?;
        Ok(json!({
            "id": id_of(announced), "name": announced.title, "page_id": "majakka",
            "status": if over.is_some() { "resolved" } else { "identified" },
            "impact": impact(a.effect), "shortlink": self.app.settings.public_url(),
            "created_at": machine(a.announced_at), "started_at": machine(a.began()),
            "updated_at": machine(announced.changed_at), "monitoring_at": null, "resolved_at": over.map(machine),
            "incident_updates": updates, "components": self.among(&a.services),
        }))
    }

    /// What was said of it, newest first: each change, and of a break that it began and ended.
    fn updates(&self, announced: &Announced) -> Result<Vec<Value>> {
        let (a, say) = (&announced.announcement, self.say);
        let is_break = a.kind == AnnouncementKind::Maintenance;
        let cancelled = a.is_called_off();
        let source = say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())])?;
        let body = |title: &str, services: &[String]| {
            let names: Vec<String> = services.iter().map(|id| say.name(id)).collect();
            format!("{title}\n{}\n{source}", names.join(", "))
        };
        let over = say.text(if cancelled { "status-break-cancelled" } else { "status-over" })?;
        let (runs, ends) = if is_break { ("scheduled", "completed") } else { ("identified", "resolved") };
        let mut said: Vec<(DateTime<Utc>, &str, String)> = Vec::new();
        for change in self.data.changes.get(&a.id).into_iter().flatten() {
            let services: Vec<String> = change.services.split_whitespace().map(str::to_owned).collect();
            let told = body(&change.title, &services);
            match change.resolved_at {
                Some(_) => said.push((change.at, ends, format!("{over}: {told}"))),
                None => said.push((change.at, runs, told)),
            }
        }
        if said.is_empty() {
            // Known since before changes were kept.
            said.push((a.announced_at, runs, body(&announced.title, &a.services)));
            said.extend(a.resolved_at.map(|at| (at, ends, format!("{over}: {}", announced.title))));
        }
        if is_break && !cancelled {
            let began = a.starts_at.map(|at| (at, "in_progress"));
            let ended = a.ends_at.filter(|_| a.resolved_at.is_none()).map(|at| (at, "completed"));
            for (at, stage) in [began, ended].into_iter().flatten().filter(|(at, _)| *at <= say.now) {
                said.push((at, stage, body(&announced.title, &a.services)));
            }
        }
        said.sort_by_key(|(at, _, _)| *at);
        let id = id_of(announced);
        let update = |(number, (at, status, body)): (usize, (DateTime<Utc>, &str, String))| {
            json!({
                "id": format!("{id}-{}", number + 1), "incident_id": id, "status": status, "body": body,
                "created_at": machine(at), "updated_at": machine(at), "display_at": machine(at),
                "affected_components": null,
            })
        };
        let mut updates: Vec<Value> = said.into_iter().enumerate().map(update).collect();
        updates.reverse();
        Ok(updates)
    }

    fn incident(&self, outage: &Outage) -> Result<Value> {
        let Listing { app, say, .. } = *self;
        let update = |said: &Bulletin| {
            json!({
                "id": format!("{}-{}", outage.reference, said.sequence), "incident_id": outage.reference,
                "status": stage_in(outage, said), "body": outage::plain(said, say), "created_at": machine(said.at),
                "updated_at": machine(said.at), "display_at": machine(said.at), "affected_components": null,
            })
        };
        let newest = outage.bulletins.last();
        let review = outage.review.get(&Language::En).or_else(|| outage.review.get(&Language::Fi));
        let status = match review {
            Some(_) => "postmortem",
            None => newest.map_or("investigating", |said| stage_in(outage, said)),
        };
        Ok(json!({
            "id": outage.reference, "name": outage::headline(outage, say).text, "page_id": "majakka", "status": status,
            "impact": impact(outage.decided.effect),
            "shortlink": format!("{}/incidents/{}", app.settings.public_url(), outage.reference),
            "created_at": outage.bulletins.first().map(|said| machine(said.at)), "started_at": machine(outage.began),
            "updated_at": newest.map(|said| machine(said.at)), "monitoring_at": null,
            "resolved_at": outage.ended.or(outage.withdrawn_at).map(machine), "postmortem_body": review,
            "incident_updates": outage.bulletins.iter().rev().map(update).collect::<Vec<_>>(),
            "components": self.among(&outage.systems()),
        }))
    }

    /// Others' and our own, those that are to come, and those that are over, as they are listed.
    fn maintenances(&self, which: impl Fn(&str) -> bool) -> Result<Vec<Value>> {
        let theirs = self.data.every_announced_for(View::Everybody);
        let theirs = theirs.filter(|announced| announced.announcement.kind == AnnouncementKind::Maintenance);
        let theirs = theirs.filter(|announced| which(self.stage_of(announced)));
        let ours = breaks::own_told(self.data, self.say).filter(|own| which(self.stage_of_own(own)));
        let theirs = theirs.map(|announced| self.maintenance(announced));
        theirs.chain(ours.map(|own| self.own_maintenance(own))).collect()
    }

    fn stage_of(&self, announced: &Announced) -> &'static str {
        let a = &announced.announcement;
        self.stage(a.starts_at, [a.ends_at, a.resolved_at].into_iter().flatten().min())
    }

    fn stage_of_own(&self, own: &OwnBreak) -> &'static str {
        let (starts, ends) = own.row.window();
        self.stage(Some(starts), own.row.cancelled_at.or(ends))
    }

    fn stage(&self, starts: Option<DateTime<Utc>>, ends: Option<DateTime<Utc>>) -> &'static str {
        match (starts, ends) {
            (_, Some(ends)) if ends <= self.say.now => "completed",
            (Some(starts), _) if starts <= self.say.now => "in_progress",
            _ => "scheduled",
        }
    }

    /// A break of our own, with an update for each turn that it took.
    fn own_maintenance(&self, own: &OwnBreak) -> Result<Value> {
        let (row, say) = (&own.row, self.say);
        let (starts, ends) = row.window();
        let names: Vec<String> = row.services().iter().map(|id| say.name(id)).collect();
        let (impact, id) = (say.written(&row.impact()).text, format!("break-{}", row.id));
        let until = ends.filter(|_| row.cancelled_at.is_none());
        let off = match row.cancelled_at {
            Some(at) => Some((at, "completed", format!("{}: {impact}", say.text("status-break-cancelled")?))),
            None => None,
        };
        let turns = [
            Some((row.announced_at, "scheduled", impact.clone())),
            row.changed_at.filter(|_| off.is_none()).map(|at| (at, "scheduled", impact.clone())),
            Some((starts, "in_progress", impact.clone())).filter(|_| off.is_none()),
            until.map(|at| (at, "completed", impact.clone())),
            off,
        ];
        let mut turns: Vec<_> = turns.into_iter().flatten().filter(|(at, _, _)| *at <= say.now).collect();
        turns.sort_by_key(|(at, _, _)| *at);
        let update = |(number, (at, status, body)): (usize, &(DateTime<Utc>, &str, String))| {
            json!({
                "id": format!("{id}-{}", number + 1), "incident_id": id, "status": status, "body": body,
                "created_at": machine(*at), "updated_at": machine(*at), "display_at": machine(*at),
                "affected_components": null,
            })
        };
        let newest = turns.last().map_or(row.announced_at, |(at, _, _)| *at);
        let over = row.cancelled_at.or(ends).filter(|at| *at <= say.now);
        Ok(json!({
            "id": id, "name": format!("{}: {impact}", names.join(", ")), "page_id": "majakka",
            "status": self.stage_of_own(own), "impact": "maintenance", "scheduled_for": machine(starts),
            "scheduled_until": ends.map(machine), "created_at": machine(row.announced_at),
            "updated_at": machine(newest), "started_at": machine(starts), "monitoring_at": null,
            "resolved_at": over.map(machine),
            "incident_updates": turns.iter().enumerate().map(update).rev().collect::<Vec<_>>(),
            "components": self.among(&row.services()), "shortlink": self.app.settings.public_url(),
        }))
    }

    fn maintenance(&self, announced: &Announced) -> Result<Value> {
        let a = &announced.announcement;
        Ok(json!({
            "id": id_of(announced), "name": announced.title, "page_id": "majakka",
            "status": self.stage_of(announced), "impact": "maintenance",
            "scheduled_for": a.starts_at.map(machine), "scheduled_until": a.ends_at.map(machine),
            "created_at": machine(a.announced_at), "updated_at": machine(announced.changed_at),
            "started_at": a.starts_at.map(machine), "monitoring_at": null, "resolved_at": a.resolved_at.map(machine),
            "incident_updates": self.updates(announced)?, "components": self.among(&a.services),
            "shortlink": self.app.settings.public_url(),
        }))
    }

    /// The components with these ids; what is no service of Kela's is none here.
    fn among(&self, ids: &[impl AsRef<str>]) -> Vec<&Value> {
        self.components.iter().filter(|one| ids.iter().any(|id| one["id"] == id.as_ref())).collect()
    }
}

fn id_of(announced: &Announced) -> String {
    format!("{}-{}", announced.announcement.source, announced.announcement.external_id)
}

fn impact(effect: Effect) -> &'static str {
    if effect == Effect::Prevents { "critical" } else { "major" }
}

/// A withdrawal ends what it leaves nothing of.
fn stage_in(outage: &Outage, said: &Bulletin) -> &'static str {
    match said.kind {
        MessageKind::First => "investigating",
        MessageKind::Resolved => "resolved",
        MessageKind::Withdrawal if outage.withdrawn_at.is_some() => "resolved",
        _ => "identified",
    }
}
