//! A disturbance as the page tells it: ours from its newest bulletin, others' from what they announced.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use majakka_core::error::Result;
use majakka_core::render::message::{Line, PageText};
use majakka_core::store::announcement::Announced;
use majakka_core::store::board::{BoardData, Outage, Said};
use majakka_domain::catalogue::{Catalogue, System};
use majakka_domain::evidence::Announcement;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::status::{self, Known, Published, ServiceStatus};
use majakka_domain::terms::{Audience, Effect, Extent, ServiceState};

use super::say::Say;
use super::view::{Bulletin, Hit, Incident};

/// What is broken now on this view, worst first: ours, then what was only announced elsewhere.
pub(super) fn running(data: &BoardData, say: Say<'_>) -> Result<Vec<Incident>> {
    let ours = data.outages_for(say.view).filter(|outage| outage.active).map(|outage| ours(outage, say));
    let live = |announced: &&Announced| announced.announcement.is_live(data.now);
    let theirs = data.announced_for(say.view).filter(live).map(|announced| theirs(announced, say));
    let mut incidents = ours.chain(theirs).collect::<Result<Vec<_>>>()?;
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.state));
    Ok(incidents)
}

/// An incident of ours.
pub(super) fn ours(outage: &Outage, say: Say<'_>) -> Result<Incident> {
    let hits = Hits::of_outage(outage, say.catalogue);
    let newest = outage.newest();
    let text = newest.and_then(|said| said.texts.get(&say.language));
    let not_known = say.text("not-known")?;
    let line = |id: &str| text.and_then(|text| find(text, say.audience, id)).filter(|value| *value != not_known);
    let works = line("works").map_or_else(|| hits.still_work(say), |works| paragraphs(&works));
    Ok(Incident {
        number: outage.reference.clone(),
        href: Some(say.incident(outage)),
        state: state_of(outage.decided.effect),
        headline: headline(outage, say),
        since: say.moment(outage.began),
        concerns: text
            .and_then(|text| find(text, Audience::Professional, "whom"))
            .map_or_else(|| say.text("status-not-known"), Ok)?,
        because: because(outage.services.iter().map(String::as_str), say),
        hits: hits.said(say),
        works,
        instead: line("instructions").map_or_else(Vec::new, |text| paragraphs(&text)),
        estimate: newest.and_then(|said| said.eta).map(|at| say.moment(at)),
        next: outage.next_update.filter(|_| outage.active).map(|at| say.moment(at)),
        contact: line("contact"),
        source: None,
        bulletins: outage.bulletins.iter().rev().map(|said| bulletin(said, say)).collect(),
    })
}

/// What happened in one line, as the newest bulletin that says it has it.
pub(super) fn headline(outage: &Outage, say: Say<'_>) -> String {
    let texts = outage.bulletins.iter().rev().filter_map(|said| said.texts.get(&say.language));
    let told = texts.clone().find_map(|text| find(text, Audience::Professional, "what"));
    told.or_else(|| texts.map(|text| text.title.clone()).next()).unwrap_or_else(|| outage.reference.clone())
}

fn theirs(announced: &Announced, say: Say<'_>) -> Result<Incident> {
    let announcement = &announced.announcement;
    let hits = Hits::of_announcement(announcement, say.catalogue);
    let systems = announcement.services.iter().filter_map(|id| say.catalogue.system(id));
    let mut instead: Vec<String> =
        systems.map(|system| system.guidance_for(say.audience, say.language).to_owned()).collect();
    instead.retain(|text| !text.is_empty());
    instead.dedup();
    let whom = if announcement.publisher.tells_kela() { "whom-nationwide" } else { "status-whom-customers" };
    Ok(Incident {
        number: announcement.external_id.clone(),
        href: None,
        state: state_of(announcement.effect),
        headline: announced.title.clone(),
        since: say.moment(announcement.announced_at),
        concerns: say.text(whom)?,
        because: because(announcement.services.iter().map(String::as_str), say),
        works: hits.still_work(say),
        hits: hits.said(say),
        instead,
        estimate: None,
        next: None,
        contact: None,
        source: Some(announcement.source.clone()),
        bulletins: Vec::new(),
    })
}

/// Did it run on this day of Finland's calendar?
pub(super) fn touches(outage: &Outage, date: NaiveDate) -> bool {
    helsinki_day(outage.began) <= date && outage.ended.is_none_or(|ended| date <= helsinki_day(ended))
}

/// What its effect makes of what it hits. One without an effect is told of all the same, as a nuisance.
pub(super) fn state_of(effect: Effect) -> ServiceState {
    if effect == Effect::Prevents { ServiceState::Down } else { ServiceState::Degraded }
}

/// The first dependency among what is named as hit.
fn because<'i>(mut named: impl Iterator<Item = &'i str>, say: Say<'_>) -> Option<String> {
    named.find(|id| !say.catalogue.is_service(id)).map(|id| say.name(id))
}

fn find(text: &PageText, audience: Audience, id: &str) -> Option<String> {
    lines(text, audience).iter().find(|line| line.id == id).map(|line| line.value.clone())
}

fn lines(text: &PageText, audience: Audience) -> &[Line] {
    match audience {
        Audience::Professional => &text.professional,
        Audience::Citizen => &text.citizen,
    }
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A bulletin as it was sent, for this audience.
pub(super) fn bulletin(said: &Said, say: Say<'_>) -> Bulletin {
    let text = said.texts.get(&say.language).map_or_else(String::new, |text| {
        let told = lines(text, say.audience).iter().map(|line| format!("{}: {}", line.label, line.value));
        [text.title.clone()].into_iter().chain(text.lead.clone()).chain(told).collect::<Vec<_>>().join("\n")
    });
    Bulletin { kind: said.kind, sent: say.moment(said.at), text }
}

/// What one disturbance hits by itself: every system with the state that it alone would give it.
pub(super) struct Hits<'a> {
    catalogue: &'a Catalogue,
    systems: BTreeMap<String, ServiceStatus>,
}

impl<'a> Hits<'a> {
    /// By an incident of ours. Its origin aside: what is local is hit too, for those who read of it.
    pub(super) fn of_outage(outage: &Outage, catalogue: &'a Catalogue) -> Self {
        let published = Published {
            origin: majakka_domain::terms::Origin::Kanta,
            effect: outage.decided.effect,
            extent: Extent::Nationwide,
            services: outage.services.clone(),
            functions: outage.functions.clone(),
        };
        Hits::alone(catalogue, &[], &[published], outage.began)
    }

    fn of_announcement(announcement: &Announcement, catalogue: &'a Catalogue) -> Self {
        let alone = Announcement {
            publisher: majakka_domain::evidence::Publisher::Owner,
            resolved_at: None,
            ..announcement.clone()
        };
        Hits::alone(catalogue, &[alone], &[], announcement.announced_at)
    }

    fn alone(
        catalogue: &'a Catalogue,
        announcements: &[Announcement],
        published: &[Published],
        now: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let known = Known { catalogue, now, announcements, published, kanta_fi_readable: true };
        let mut systems = status::board(&known);
        systems.retain(|_, status| status.state != ServiceState::Ok);
        Hits { catalogue, systems }
    }

    fn in_order(&self) -> impl Iterator<Item = (&'a System, &ServiceStatus)> {
        self.catalogue.systems().filter_map(|system| self.systems.get(&system.id).map(|status| (system, status)))
    }

    /// How each of what is hit stands, by its id.
    pub(super) fn states(self) -> BTreeMap<String, ServiceState> {
        self.systems.into_iter().map(|(id, status)| (id, status.state)).collect()
    }

    /// Names of all that is hit, in the catalogue's order.
    pub(super) fn names(&self, say: Say<'_>) -> Vec<String> {
        self.in_order().map(|(system, _)| system.name.get(say.language).to_owned()).collect()
    }

    fn said(&self, say: Say<'_>) -> Vec<Hit> {
        let hit = |(system, status): (&System, &ServiceStatus)| {
            let lost = status.functions.iter().filter(|(_, function)| function.state != ServiceState::Ok);
            let whole = lost.clone().count() == system.functions.len();
            let worst = lost.clone().map(|(_, function)| function.state).max().unwrap_or(status.state);
            let lost: Vec<&str> = lost.map(|(id, _)| id.as_str()).collect();
            let in_order = system.functions.iter().map(|f| f.id.as_str()).filter(|id| lost.contains(id));
            Hit {
                service: system.name.get(say.language).to_owned(),
                functions: if whole { Vec::new() } else { say.functions(system, in_order) },
                state: worst,
            }
        };
        self.in_order().map(hit).collect()
    }

    /// Of services that are hit in part, what is left: `OmaKanta: Reseptit, Terveystiedot`.
    fn still_work(&self, say: Say<'_>) -> Vec<String> {
        let left = |(system, status): (&System, &ServiceStatus)| {
            let well = |id: &&str| status.functions.get(*id).is_some_and(|f| f.state == ServiceState::Ok);
            let functions = say.functions(system, system.functions.iter().map(|f| f.id.as_str()).filter(well));
            (!functions.is_empty()).then(|| format!("{}: {}", system.name.get(say.language), functions.join(", ")))
        };
        self.in_order().filter_map(left).collect()
    }
}
