//! `/status.json`: the page for programs, names in all languages.

use majakka_app::App;
use majakka_domain::catalogue::SystemFlag;
use majakka_domain::terms::Language;
use majakka_store::error::Result;
use majakka_store::status_page::{StatusData, View};
use serde_json::{Value, json};

use crate::status::breaks;
use crate::status::compose::{self, Edition};
use crate::status::outage;
use crate::status::phrasing::{Phrasing, machine};

pub(in crate::status) fn status(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let page = compose::status_page(app, data, edition)?;
    let states = data.states(&app.catalogue, View::Everybody);
    let service = |system: &majakka_domain::catalogue::System| {
        let status = states.get(&system.id)?;
        let functions = system.functions.iter().filter_map(|function| {
            let state = status.functions.get(&function.id)?.state;
            Some(json!({ "id": function.id, "name": function.name, "state": state }))
        });
        Some(json!({
            "id": system.id, "name": system.name, "group": system.group, "state": status.said(),
            "functions": functions.collect::<Vec<_>>(),
        }))
    };
    let systems = app.catalogue.systems().filter(|system| !system.is(SystemFlag::OwnOfEach));
    let site = app.settings.public_url();
    let incidents = data.outages_for(View::Everybody).filter(|outage| outage.active).map(|outage| {
        let headline = |language| outage::headline(outage, Phrasing { language, ..say }).text;
        json!({
            "reference": outage.reference, "url": format!("{site}/incidents/{}", outage.reference),
            "state": outage::state(outage, say.catalogue), "services": outage.systems(),
            "headline": in_all(headline),
            "since": machine(outage.began), "next_update": outage.next_update.map(machine),
            "estimate": outage.newest().and_then(|said| said.eta).map(machine),
        })
    });
    let announced = data.announced_for(View::Everybody).map(|announced| {
        let a = &announced.announcement;
        json!({
            "id": a.external_id, "source": a.source, "kind": a.kind, "title": announced.title, "services": a.services,
            "effect": a.effect, "announced": machine(a.announced_at), "starts": a.starts_at.map(machine),
            "ends": a.ends_at.map(machine), "resolved": a.resolved_at.map(machine),
        })
    });
    let breaks = breaks::own_told(data, say).map(|own| {
        let (row, (starts, ends)) = (&own.row, own.row.window());
        json!({
            "id": row.external_id, "services": row.services(), "impact": row.impact(), "starts": machine(starts),
            "ends": ends.map(machine), "cancelled": row.cancelled_at.map(machine),
        })
    });
    let whole = json!({
        "state": page.glance.state, "updated": machine(edition.known),
        "stale_minutes": page.stale.map(|stale| stale.minutes),
        "services": systems.filter_map(service).collect::<Vec<_>>(),
        "incidents": incidents.collect::<Vec<_>>(), "announcements": announced.collect::<Vec<_>>(),
        "breaks": breaks.collect::<Vec<_>>(),
    });
    Ok(whole.to_string())
}

fn in_all(say: impl Fn(Language) -> String) -> Value {
    Language::ALL.iter().map(|language| (language.to_string(), Value::from(say(*language)))).collect()
}
