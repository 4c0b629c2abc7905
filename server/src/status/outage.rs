//! A disturbance as the page tells it: ours from its newest bulletin, others' from what they announced.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use majakka_domain::catalogue::{Catalogue, FunctionFlag, System, SystemFlag};
use majakka_domain::evidence::Announcement;
use majakka_domain::format::sentence;
use majakka_domain::format::time::{self, helsinki_day};
use majakka_domain::status::{self, Known, Published, ServiceStatus};
use majakka_domain::terms::{Audience, Effect, Extent, MessageKind, Origin, ServiceState};
use majakka_messages::message::{self, PageText};
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Bulletin as SentBulletin, Outage, StatusData};

use super::phrasing::Phrasing;
use super::view::{Bulletin, Elsewhere, Hit, Incident, Latest, Line, Over, Phrase};

/// More services than this are not named one by one where all of them work.
const NAMED: usize = 3;

type States = BTreeMap<String, ServiceStatus>;

/// What is broken now on this view, worst first: ours, then what was only announced elsewhere.
pub(super) fn running(data: &StatusData, say: Phrasing<'_>) -> Result<Vec<Incident>> {
    let states = data.states(say.catalogue, say.view);
    let ours = data.outages_for(say.view).filter(|outage| outage.active).map(|outage| ours(data, outage, &states, say));
    let theirs = untold(data, say).map(|announced| theirs(announced, &states, say));
    let mut incidents = ours.chain(theirs).collect::<Result<Vec<_>>>()?;
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.state));
    Ok(incidents)
}

fn live<'d>(data: &'d StatusData, say: Phrasing<'d>) -> impl Iterator<Item = &'d Announced> {
    data.announced_for(say.view).filter(|announced| announced.announcement.is_live(data.now))
}

/// What others announced and no incident of ours tells: one disturbance is told once.
pub(super) fn untold<'d>(data: &'d StatusData, say: Phrasing<'d>) -> impl Iterator<Item = &'d Announced> {
    live(data, say).filter(move |announced| {
        !data.outages_for(say.view).any(|outage| outage.active && tells(outage, announced, say.catalogue))
    })
}

/// Is it the same disturbance, with nothing more to it than the incident says is hit?
pub(super) fn tells(outage: &Outage, announced: &Announced, catalogue: &Catalogue) -> bool {
    let announcement = &announced.announcement;
    outage.announcements.contains(&announcement.id) && {
        let hits = Hits::of_outage(outage, catalogue);
        announcement.services.iter().all(|service| hits.state(service).is_some())
    }
}

/// An incident of ours. `states`: how everything stands, for what still works.
pub(super) fn ours(data: &StatusData, outage: &Outage, states: &States, say: Phrasing<'_>) -> Result<Incident> {
    let hits = Hits::of_outage(outage, say.catalogue);
    let newest = outage.newest();
    let text = newest.and_then(|said| said.texts.get(&say.language));
    let not_known = say.text("not-known")?;
    let line = |id: &str| text.and_then(|text| find(text, say.audience, id)).filter(|line| line.value != not_known);
    let told = |id: &str| line(id).map_or_else(Vec::new, paragraphs_of);
    let running = outage.active && outage.withdrawn_at.is_none();
    let over = (!running).then(|| Over {
        withdrawn: outage.withdrawn_at.map(|at| say.moment(at)),
        at: outage.ended.map(|at| say.moment(at)),
        took: outage.ended.map(|at| time::duration(outage.began, at, say.language)),
        cause: line("cause").map(phrase),
    });
    let works = match told("works") {
        works if works.is_empty() && outage.active => hits.still_work(states, say),
        works => works,
    };
    // "Tarkista: että …" is one sentence.
    let task = |line: &message::Line| Phrase { text: format!("{}: {}", line.label, line.value), lang: line.language };
    let afterwards = || ["check", "follow-up"].into_iter().filter_map(line).map(task).collect();
    let instead = if outage.active { told("instructions") } else { afterwards() };
    let whom = text.and_then(|text| find(text, Audience::Professional, "whom"));
    Ok(Incident {
        number: outage.reference.clone(),
        href: Some(say.incident(outage)),
        state: state(outage, say.catalogue),
        headline: headline(outage, say),
        since: say.moment(outage.began),
        over,
        concerns: whom.map_or_else(|| say.text("status-not-known").map(Phrase::own), |line| Ok(phrase(line)))?,
        because: because(outage.services.iter().map(String::as_str), say),
        hits: hits.said(say),
        works,
        instead,
        estimate: newest.and_then(|said| said.eta).map(|at| say.moment(at)),
        next: outage.next_update.filter(|_| outage.active).map(|at| say.moment(at)),
        contact: line("contact").map(phrase),
        source: None,
        elsewhere: live(data, say)
            .filter(|announced| outage.active && tells(outage, announced, say.catalogue))
            .map(|announced| Elsewhere {
                source: announced.announcement.source.clone(),
                title: say.finnish(&announced.title),
            })
            .collect(),
        latest: newest.filter(|said| running && said.kind != MessageKind::First).map(|said| latest(said, say)),
        bulletins: outage.bulletins.iter().rev().map(|said| bulletin(said, say)).collect(),
    })
}

/// What happened in one line, as the newest bulletin that says it has it.
pub(super) fn headline(outage: &Outage, say: Phrasing<'_>) -> Phrase {
    let withdrawals = outage.bulletins.iter().rev().filter(|_| outage.withdrawn_at.is_some());
    let told = outage.holding().rev().chain(withdrawals);
    let texts = told.filter_map(|said| said.texts.get(&say.language));
    let told = texts.clone().find_map(|text| find(text, Audience::Professional, "what")).map(phrase);
    let told = told.or_else(|| texts.map(|text| Phrase::own(&text.title)).next());
    let told = told.unwrap_or_else(|| Phrase::own(&outage.reference));
    // The writer's line also stands within a sentence of the mail; here it begins one.
    Phrase { text: sentence::begun(&told.text), ..told }
}

fn theirs(announced: &Announced, states: &States, say: Phrasing<'_>) -> Result<Incident> {
    let announcement = &announced.announcement;
    let hits = Hits::of_announcement(announcement, say.catalogue);
    let systems = announcement.services.iter().filter_map(|id| say.catalogue.system(id));
    let mut instead: Vec<Phrase> =
        systems.map(|system| Phrase::own(system.guidance_for(say.audience, say.language))).collect();
    instead.retain(|phrase| !phrase.text.is_empty());
    instead.dedup();
    let whom = match say.audience {
        _ if !announcement.publisher.tells_kela() => "status-whom-customers",
        Audience::Professional => "whom-nationwide",
        Audience::Citizen => "status-whom-users",
    };
    Ok(Incident {
        number: announcement.external_id.clone(),
        href: None,
        state: hits.worst().unwrap_or(state_of(announcement.effect)),
        headline: say.finnish(&announced.title),
        since: say.moment(announcement.began()),
        over: None,
        concerns: Phrase::own(say.text(whom)?),
        because: because(announcement.services.iter().map(String::as_str), say),
        works: hits.still_work(states, say),
        hits: hits.said(say),
        instead,
        estimate: None,
        next: None,
        contact: None,
        source: Some(announcement.source.clone()),
        elsewhere: Vec::new(),
        latest: None,
        bulletins: Vec::new(),
    })
}

/// Did it run on this day of Finland's calendar?
pub(super) fn touches(outage: &Outage, date: NaiveDate) -> bool {
    helsinki_day(outage.began) <= date && outage.ended.is_none_or(|ended| date <= helsinki_day(ended))
}

/// How bad an incident is, as it is said everywhere: as the service that it hits stands by it.
pub(super) fn state(outage: &Outage, catalogue: &Catalogue) -> ServiceState {
    Hits::of_outage(outage, catalogue).worst().unwrap_or(state_of(outage.decided.effect))
}

/// What its effect makes of what it hits. One without an effect is told of all the same, as a nuisance.
fn state_of(effect: Effect) -> ServiceState {
    if effect == Effect::Prevents { ServiceState::Down } else { ServiceState::Degraded }
}

/// The first dependency among what is named as hit.
fn because<'i>(mut named: impl Iterator<Item = &'i str>, say: Phrasing<'_>) -> Option<String> {
    named.find(|id| !say.catalogue.is_service(id)).map(|id| say.name(id))
}

fn find<'t>(text: &'t PageText, audience: Audience, id: &str) -> Option<&'t message::Line> {
    lines(text, audience).iter().find(|line| line.id == id)
}

fn lines(text: &PageText, audience: Audience) -> &[message::Line] {
    match audience {
        Audience::Professional => &text.professional,
        Audience::Citizen => &text.citizen,
    }
}

fn phrase(line: &message::Line) -> Phrase {
    Phrase { text: line.value.clone(), lang: line.language }
}

fn paragraphs_of(line: &message::Line) -> Vec<Phrase> {
    paragraphs(&line.value).into_iter().map(|text| Phrase { text, lang: line.language }).collect()
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn latest(said: &SentBulletin, say: Phrasing<'_>) -> Latest {
    let text = said.texts.get(&say.language);
    let changed = text.and_then(|text| find(text, Audience::Professional, "changed")).map(phrase);
    let text = changed.or_else(|| text.and_then(|text| text.lead.clone()).map(Phrase::own));
    Latest { kind: said.kind, sent: say.moment(said.at), text }
}

/// A bulletin as it was sent, for this audience.
fn bulletin(said: &SentBulletin, say: Phrasing<'_>) -> Bulletin {
    let text = said.texts.get(&say.language);
    let lines = text.map_or(&[][..], |text| lines(text, say.audience));
    Bulletin {
        kind: said.kind,
        sent: say.moment(said.at),
        withdrawn: said.withdrawn,
        lead: text.and_then(|text| text.lead.clone()),
        lines: lines.iter().map(|line| Line { label: line.label.clone(), value: phrase(line) }).collect(),
    }
}

/// The same for programs: title, lead and lines, one under the other.
///
/// Of one that was withdrawn nothing is said again.
pub(super) fn plain(said: &SentBulletin, say: Phrasing<'_>) -> String {
    if said.withdrawn {
        return say.text("status-bulletin-withdrawn").unwrap_or_default();
    }
    said.texts.get(&say.language).map_or_else(String::new, |text| {
        let told = lines(text, say.audience).iter().map(|line| format!("{}: {}", line.label, line.value));
        [text.title.clone()].into_iter().chain(text.lead.clone()).chain(told).collect::<Vec<_>>().join("\n")
    })
}

/// What one disturbance hits by itself: every system with the state that it alone would give it.
pub(super) struct Hits<'a> {
    catalogue: &'a Catalogue,
    systems: BTreeMap<String, ServiceStatus>,
}

impl<'a> Hits<'a> {
    /// By an incident of ours. What is local is hit too, for those who read of it, but takes nothing away from others
    /// (docs/SCENARIOS.md).
    pub(super) fn of_outage(outage: &Outage, catalogue: &'a Catalogue) -> Self {
        let published = Published {
            origin: Origin::Kanta,
            effect: outage.decided.effect,
            extent: Extent::Nationwide,
            services: outage.services.clone(),
            functions: outage.functions.clone(),
        };
        let mut hits = Hits::alone(catalogue, &[], &[published], outage.began);
        if matches!(outage.decided.origin, Origin::Local | Origin::Network) {
            let named = outage.systems();
            hits.systems.retain(|id, _| named.contains(&id.as_str()));
        }
        hits
    }

    /// By what others announced.
    pub(super) fn of_announcement(announcement: &Announcement, catalogue: &'a Catalogue) -> Self {
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

    /// By a break of these systems alone.
    pub(super) fn of_break(services: &[String], catalogue: &'a Catalogue) -> Self {
        let mut systems = status::board(&Known {
            catalogue,
            now: DateTime::UNIX_EPOCH,
            announcements: &[],
            published: &[],
            kanta_fi_readable: true,
        });
        systems.retain(|id, _| services.contains(id));
        systems.values_mut().for_each(|status| status.state = ServiceState::Maintenance);
        Hits { catalogue, systems }
    }

    /// How a system stands; none when it is not hit.
    pub(super) fn state(&self, system: &str) -> Option<ServiceState> {
        self.systems.get(system).map(ServiceStatus::said)
    }

    /// The worst of the systems that are hit: a service of which some functions are lost works in part.
    fn worst(&self) -> Option<ServiceState> {
        let shared = || self.in_order().filter(|(system, _)| !system.is(SystemFlag::OwnOfEach));
        let services = shared().filter(|(system, _)| self.catalogue.is_service(&system.id));
        let worst = services.map(|(_, status)| status.said()).max();
        worst.or_else(|| shared().map(|(_, status)| status.said()).max())
    }

    /// Names of all that is hit, in the catalogue's order.
    pub(super) fn names(&self, say: Phrasing<'_>) -> Vec<String> {
        self.in_order().map(|(system, _)| system.name.get(say.language).to_owned()).collect()
    }

    fn said(&self, say: Phrasing<'_>) -> Vec<Hit> {
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

    /// What is left: of services that are hit in part what works all the same, `OmaKanta: Reseptit, Terveystiedot`, and the
    /// services that are not hit at all. Nothing is said to work that something else hits, or of which nothing is known.
    fn still_work(&self, states: &States, say: Phrasing<'_>) -> Vec<Phrase> {
        let now = |system: &System, function: &str| Some(states.get(&system.id)?.functions.get(function)?.state);
        let well = |system: &System, function: &str| now(system, function) == Some(ServiceState::Ok);
        let shut = |state| matches!(state, Some(ServiceState::Down | ServiceState::Maintenance));
        let left = |(system, status): (&System, &ServiceStatus)| {
            if system
                .functions
                .iter()
                .any(|function| function.is(FunctionFlag::Gate) && shut(now(system, &function.id)))
            {
                return None;
            }
            let alone = |id: &&str| status.functions.get(*id).is_some_and(|f| f.state == ServiceState::Ok);
            let ids = system.functions.iter().map(|f| f.id.as_str()).filter(alone).filter(|id| well(system, id));
            let functions = say.functions(system, ids);
            (!functions.is_empty()).then(|| format!("{}: {}", system.name.get(say.language), functions.join(", ")))
        };
        let untouched = self.catalogue.services().iter().filter(|system| {
            let is_well = states.get(&system.id).is_some_and(|status| status.state == ServiceState::Ok);
            is_well && !self.systems.contains_key(&system.id) && !system.is(SystemFlag::OwnOfEach)
        });
        let untouched: Vec<&str> = untouched.map(|system| system.name.get(say.language)).collect();
        // Where nothing else is wrong there is no need to read all their names.
        let all_well = states.iter().all(|(id, status)| {
            status.state == ServiceState::Ok || self.systems.contains_key(id) || !self.catalogue.is_service(id)
        });
        let rest = if all_well && untouched.len() > NAMED {
            say.text("status-others-work").ok()
        } else {
            (!untouched.is_empty()).then(|| untouched.join(", "))
        };
        self.in_order().filter_map(left).chain(rest).map(Phrase::own).collect()
    }
}
