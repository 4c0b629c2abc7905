//! `/api/v2/…` in the shape of Atlassian Statuspage, so that existing clients read it. Names are English.
//!
//! What Statuspage has no word for is not made to look well: a state that is not known is `degraded_performance`, and the
//! description says so.

use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::board::{BoardData, Outage, View};
use majakka_domain::terms::{AnnouncementKind, Effect, Language, MessageKind, ServiceState};
use serde_json::{Value, json};

use crate::status::compose::{self, Edition};
use crate::status::outage;
use crate::status::say::{Say, machine};

/// `/api/v2/summary.json`.
pub(in crate::status) fn summary(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<String> {
    let edition = Edition { language: Language::En, ..*edition };
    let say = edition.say(core, data);
    let incidents = data.outages_for(View::Everybody).filter(|outage| outage.active);
    let components = components(data, say);
    let whole = json!({
        "page": page(core, &edition, say)?,
        "status": indicator(core, data, &edition)?,
        "incidents": incidents.map(|outage| incident(core, outage, &components, say)).collect::<Result<Vec<_>>>()?,
        "scheduled_maintenances": maintenances(core, data, &components, say),
        "components": components,
    });
    Ok(whole.to_string())
}

/// `/api/v2/status.json`.
pub(in crate::status) fn status(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<String> {
    let edition = Edition { language: Language::En, ..*edition };
    let say = edition.say(core, data);
    Ok(json!({ "page": page(core, &edition, say)?, "status": indicator(core, data, &edition)? }).to_string())
}

fn page(core: &Core, edition: &Edition<'_>, say: Say<'_>) -> Result<Value> {
    Ok(json!({
        "id": "majakka", "name": say.text("status-name")?, "url": core.settings.public_url(),
        "time_zone": "Europe/Helsinki", "updated_at": machine(edition.known),
    }))
}

fn indicator(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<Value> {
    let state = compose::status_page(core, data, edition)?.glance.state;
    let indicator = match state {
        ServiceState::Ok => "none",
        ServiceState::Unknown => "minor",
        ServiceState::Maintenance => "maintenance",
        ServiceState::Degraded => "major",
        ServiceState::Down => "critical",
    };
    let say = edition.say(core, data);
    let description = say.i18n.text(say.language, "status-glance", &[("state", state.as_str().into())])?;
    Ok(json!({ "indicator": indicator, "description": description }))
}

fn components(data: &BoardData, say: Say<'_>) -> Vec<Value> {
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
            "only_show_if_degraded": false,
        }))
    };
    say.catalogue.services().iter().enumerate().filter_map(component).collect()
}

fn incident(core: &Core, outage: &Outage, components: &[Value], say: Say<'_>) -> Result<Value> {
    let updates: Vec<Value> = outage
        .bulletins
        .iter()
        .rev()
        .map(|said| {
            json!({
                "id": format!("{}-{}", outage.reference, said.sequence), "incident_id": outage.reference,
                "status": stage(said.kind), "body": outage::bulletin(said, say).text, "created_at": machine(said.at),
                "updated_at": machine(said.at), "display_at": machine(said.at),
            })
        })
        .collect();
    let newest = outage.newest();
    Ok(json!({
        "id": outage.reference, "name": outage::headline(outage, say), "page_id": "majakka",
        "status": newest.map_or("investigating", |said| stage(said.kind)),
        "impact": if outage.decided.effect == Effect::Prevents { "critical" } else { "major" },
        "shortlink": format!("{}/incidents/{}", core.settings.public_url(), outage.reference),
        "created_at": outage.bulletins.first().map(|said| machine(said.at)), "started_at": machine(outage.began),
        "updated_at": newest.map(|said| machine(said.at)), "monitoring_at": null,
        "resolved_at": outage.ended.map(machine), "incident_updates": updates,
        "components": among(components, &outage.systems()),
    }))
}

/// The components with these ids; what is no service of Kela's is none here.
fn among<'c>(components: &'c [Value], ids: &[impl AsRef<str>]) -> Vec<&'c Value> {
    components.iter().filter(|one| ids.iter().any(|id| one["id"] == id.as_ref())).collect()
}

fn stage(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::First => "investigating",
        MessageKind::Resolved | MessageKind::Withdrawal => "resolved",
        _ => "identified",
    }
}

fn maintenances(core: &Core, data: &BoardData, components: &[Value], say: Say<'_>) -> Vec<Value> {
    let ahead = data.announced_for(View::Everybody).filter(|announced| {
        let a = &announced.announcement;
        a.kind == AnnouncementKind::Maintenance
            && a.ends_at.is_some_and(|ends| ends > say.now)
            && a.resolved_at.is_none_or(|end| end > say.now)
    });
    let told = |announced: &majakka_core::store::announcement::Announced| {
        let a = &announced.announcement;
        let runs = a.starts_at.is_some_and(|starts| starts <= say.now);
        json!({
            "id": format!("{}-{}", a.source, a.external_id), "name": announced.title, "page_id": "majakka",
            "status": if runs { "in_progress" } else { "scheduled" }, "impact": "maintenance",
            "scheduled_for": a.starts_at.map(machine), "scheduled_until": a.ends_at.map(machine),
            "created_at": machine(a.announced_at), "updated_at": machine(announced.changed_at), "incident_updates": [],
            "components": among(components, &a.services), "shortlink": core.settings.public_url(),
        })
    };
    ahead.map(told).collect()
}
