//! What the public page says of each service (docs/SCENARIOS.md).
//!
//! Guarantee: it says what was published or announced, never what was only reported.
//! Non-goal: words and looks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::catalogue::{Catalogue, Circumstances, System, SystemFlag};
use crate::evidence::Announcement;
use crate::terms::{AnnouncementKind, Effect, Extent, Origin, ServiceState};

/// A published incident whose bulletins run, by its decided values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Where the cause lies.
    pub origin: Origin,
    /// How bad.
    pub effect: Effect,
    /// How far.
    pub extent: Extent,
    /// Systems that the bulletin says are hit as a whole.
    pub services: Vec<String>,
    /// Reported functions with the worst effect that was reported.
    pub functions: BTreeMap<(String, String), Effect>,
}

/// Why a function is in its state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Named or reported itself.
    Itself,
    /// Something that it leans on is out.
    Through(String),
}

/// State of one function, with the reasons that others gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionStatus {
    /// The worst that is known.
    pub state: ServiceState,
    /// What brought it there.
    pub causes: BTreeSet<Cause>,
}

/// State of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceStatus {
    /// Of the whole.
    pub state: ServiceState,
    /// Of each function, by its id.
    pub functions: BTreeMap<String, FunctionStatus>,
    /// What brought the whole there, where it has no functions of its own.
    pub causes: BTreeSet<Cause>,
}

impl ServiceStatus {
    /// Its state as it is said everywhere: on pages, in feeds, on badges and graphs. One that lacks some functions because of planned
    /// breaks alone is resting and not disturbed.
    pub fn said(&self) -> ServiceState {
        let lost = || self.functions.values().map(|f| f.state).filter(|state| *state > ServiceState::Unknown);
        let only_breaks = lost().next().is_some() && lost().all(|state| state == ServiceState::Maintenance);
        if only_breaks { ServiceState::Maintenance } else { self.state }
    }
}

/// What is known when the page is made.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// Services and edges.
    pub catalogue: &'a Catalogue,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Announcements of others.
    pub announcements: &'a [Announcement],
    /// Published incidents whose bulletins run.
    pub published: &'a [Published],
    /// Can kanta.fi be read?
    pub kanta_fi_readable: bool,
}

/// An incident that stands on everybody's page (docs/SCENARIOS.md).
pub fn is_public(extent: Extent) -> bool {
    extent >= Extent::Regional
}

type Marks<'a> = BTreeMap<(&'a str, Option<&'a str>), FunctionStatus>;

/// The state of every system of the catalogue, by its id.
pub fn board(known: &Known<'_>) -> BTreeMap<String, ServiceStatus> {
    let mut marks: Marks<'_> = BTreeMap::new();
    let identification_out = identification_is_out(known);
    for announcement in known.announcements.iter().filter(|a| a.publisher.tells_kela()) {
        let Some(state) = announced_state(announcement, known.now) else { continue };
        for system in &announcement.services {
            mark_whole(known.catalogue, &mut marks, system, state, identification_out);
        }
    }
    for published in known.published {
        if !is_public(published.extent) || matches!(published.origin, Origin::Local | Origin::Network) {
            continue;
        }
        if let Some(state) = lost(published.effect) {
            for system in &published.services {
                mark_whole(known.catalogue, &mut marks, system, state, identification_out);
            }
        }
        for ((service, function), reported) in &published.functions {
            if let Some(state) = lost(as_decided(published, *reported)) {
                mark(&mut marks, service, Some(function), state, Cause::Itself);
            }
        }
    }
    known.catalogue.systems().map(|s| (s.id.clone(), of_system(known, &marks, s))).collect()
}

/// Is identification out by a live bulletin, a running break or our own word?
fn identification_is_out(known: &Known<'_>) -> bool {
    let named = |services: &[String]| known.catalogue.any_is(services, SystemFlag::Identification);
    let announced = known.announcements.iter().any(|a| {
        a.publisher.tells_kela()
            && named(&a.services)
            && matches!(announced_state(a, known.now), Some(ServiceState::Down | ServiceState::Maintenance))
    });
    let published = |p: &Published| p.effect == Effect::Prevents && named(&p.services);
    announced || known.published.iter().any(published)
}

fn announced_state(announcement: &Announcement, now: DateTime<Utc>) -> Option<ServiceState> {
    match announcement.kind {
        AnnouncementKind::Disturbance if announcement.is_live(now) => lost(announcement.effect),
        AnnouncementKind::Maintenance if runs(announcement, now) => Some(ServiceState::Maintenance),
        _ => None,
    }
}

/// A break runs until its announced end, or until its end is said; the grace of an overrun does not lengthen it on the page.
fn runs(announcement: &Announcement, now: DateTime<Utc>) -> bool {
    let ends = [announcement.ends_at, announcement.resolved_at];
    announcement.starts_at.is_some_and(|starts| starts <= now) && ends.into_iter().flatten().all(|end| now < end)
}

fn lost(effect: Effect) -> Option<ServiceState> {
    match effect {
        Effect::Prevents => Some(ServiceState::Down),
        Effect::Degrades => Some(ServiceState::Degraded),
        Effect::None => None,
    }
}

/// A function's own worst effect, moved with the incident's where a person decided otherwise than the reports say.
fn as_decided(published: &Published, reported: Effect) -> Effect {
    let worst = published.functions.values().copied().max().unwrap_or(Effect::None);
    if reported == worst { published.effect } else { reported.min(published.effect) }
}

fn mark<'a>(marks: &mut Marks<'a>, system: &'a str, function: Option<&'a str>, state: ServiceState, cause: Cause) {
    let slot = marks
        .entry((system, function))
        .or_insert_with(|| FunctionStatus { state: ServiceState::Ok, causes: BTreeSet::new() });
    slot.state = slot.state.max(state);
    slot.causes.insert(cause);
}

/// A system named as a whole: all that it does, and what its edges take away, one step.
fn mark_whole<'a>(
    catalogue: &'a Catalogue,
    marks: &mut Marks<'a>,
    system: &'a str,
    state: ServiceState,
    identification_out: bool,
) {
    mark(marks, system, None, state, Cause::Itself);
    for function in catalogue.system(system).into_iter().flat_map(|s| &s.functions) {
        mark(marks, system, Some(&function.id), state, Cause::Itself);
    }
    if catalogue.is(system, SystemFlag::OwnOfEach) {
        return;
    }
    for edge in catalogue.edges_of(system) {
        if !edge.holds(Circumstances::of_everybody(identification_out)) {
            continue;
        }
        let cause = if edge.hits == system { Cause::Itself } else { Cause::Through(system.to_owned()) };
        match &edge.functions {
            Some(functions) => {
                for function in functions {
                    mark(marks, &edge.hits, Some(function), state, cause.clone());
                }
            }
            None => {
                mark(marks, &edge.hits, None, state, cause.clone());
                for function in catalogue.system(&edge.hits).into_iter().flat_map(|s| &s.functions) {
                    mark(marks, &edge.hits, Some(&function.id), state, cause.clone());
                }
            }
        }
    }
}

fn of_system(known: &Known<'_>, marks: &Marks<'_>, system: &System) -> ServiceStatus {
    let unread = known.catalogue.is_service(&system.id) && !known.kanta_fi_readable;
    let nothing_known = if unread { ServiceState::Unknown } else { ServiceState::Ok };
    let at = |function: Option<&str>| {
        let marked = marks.iter().find(|((s, f), _)| *s == system.id && *f == function).map(|(_, status)| status);
        let (state, causes) = marked.map_or((ServiceState::Ok, BTreeSet::new()), |m| (m.state, m.causes.clone()));
        FunctionStatus { state: state.max(nothing_known), causes }
    };
    let functions: BTreeMap<String, FunctionStatus> =
        system.functions.iter().map(|f| (f.id.clone(), at(Some(&f.id)))).collect();
    let whole = at(None);
    if functions.is_empty() {
        return ServiceStatus { state: whole.state, functions, causes: whole.causes };
    }
    ServiceStatus { state: of_functions(functions.values().map(|f| f.state)), functions, causes: whole.causes }
}

/// All lost is `down`; some lost, slow or in maintenance is `degraded`; else what is true of all.
fn of_functions(states: impl Iterator<Item = ServiceState>) -> ServiceState {
    let states: BTreeSet<ServiceState> = states.collect();
    let mut distinct = states.iter();
    match (distinct.next(), distinct.next()) {
        (Some(only), None) => *only,
        _ if states.iter().any(|s| *s >= ServiceState::Maintenance) => ServiceState::Degraded,
        _ if states.contains(&ServiceState::Unknown) => ServiceState::Unknown,
        _ => ServiceState::Ok,
    }
}
