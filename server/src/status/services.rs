//! Every service with its functions, in groups, and the one answer at the top.

use std::collections::{BTreeMap, BTreeSet};

use majakka_domain::catalogue::{System, SystemFlag};
use majakka_domain::status::{Cause, FunctionStatus, ServiceStatus};
use majakka_domain::terms::{Audience, ServiceState};

use super::phrasing::Phrasing;
use super::view::{Break, BreakStage, Function, Glance, Group, Incident, Moment, Service};

/// The catalogue's name for the group of services that citizens use themselves.
const OF_CITIZENS: &str = "citizen";

type States = BTreeMap<String, ServiceStatus>;

/// The groups in the order in which the catalogue first names them. Citizens read of their own services, and of others only what is
/// wrong. Systems that each organisation has its own of are left out: nothing that is said here can be true of all.
pub(super) fn groups(states: &States, say: Phrasing<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for system in say.catalogue.systems().filter(|system| !system.is(SystemFlag::OwnOfEach)) {
        let Some(status) = states.get(&system.id) else { continue };
        if say.audience == Audience::Citizen && system.group != OF_CITIZENS && is_well(status) {
            continue;
        }
        let service = service(system, status, say);
        match groups.iter_mut().find(|group| group.id == system.group) {
            Some(group) => group.services.push(service),
            None => groups.push(Group { id: system.group.clone(), services: vec![service] }),
        }
    }
    if say.audience == Audience::Citizen {
        groups.sort_by_key(|group| group.id != OF_CITIZENS);
    }
    groups
}

/// Do all services that citizens do not read of one by one work? Of others that is not said: they read of each.
pub(super) fn others_work(states: &States, say: Phrasing<'_>) -> bool {
    let unread = |system: &&System| !system.is(SystemFlag::OwnOfEach) && system.group != OF_CITIZENS;
    let known = |system: &System| states.get(&system.id).is_some_and(|status| status.said() != ServiceState::Unknown);
    say.audience == Audience::Citizen && say.catalogue.systems().filter(unread).all(known)
}

fn is_well(status: &ServiceStatus) -> bool {
    status.said() <= ServiceState::Unknown
}

/// A system as it stands.
pub(super) fn service(system: &System, status: &ServiceStatus, say: Phrasing<'_>) -> Service {
    let functions = system.functions.iter().filter_map(|function| {
        let status = status.functions.get(&function.id)?;
        Some(Function {
            name: function.name.get(say.language).to_owned(),
            state: status.state,
            because: because(status, say),
        })
    });
    let whole = FunctionStatus { state: status.said(), causes: status.causes.clone() };
    Service {
        id: system.id.clone(),
        name: system.name.get(say.language).to_owned(),
        href: say.service(&system.id),
        state: status.said(),
        because: because(&whole, say),
        functions: functions.collect(),
    }
}

/// The dependency that takes it away, unless it is hit by itself too.
fn because(status: &FunctionStatus, say: Phrasing<'_>) -> Option<String> {
    let causes: &BTreeSet<Cause> = &status.causes;
    if status.state < ServiceState::Maintenance || causes.contains(&Cause::Itself) {
        return None;
    }
    causes.iter().find_map(|cause| match cause {
        Cause::Through(system) => Some(say.name(system)),
        Cause::Itself => None,
    })
}

/// Is there anything now? The worst of what the services suffer and of what is told beside them.
pub(super) fn glance(states: &States, incidents: &[Incident], breaks: &[Break], say: Phrasing<'_>) -> Glance {
    let suffering = |systems: &[System]| {
        let mut worse: Vec<(ServiceState, String)> = systems
            .iter()
            .filter_map(|system| states.get(&system.id).map(|status| (status.said(), system)))
            .filter(|(state, _)| *state > ServiceState::Unknown)
            .map(|(state, system)| (state, system.name.get(say.language).to_owned()))
            .collect();
        worse.sort_by_key(|(state, _)| std::cmp::Reverse(*state));
        worse
    };
    let mut worst = suffering(say.catalogue.services());
    if worst.is_empty() {
        worst = suffering(say.catalogue.dependencies());
    }
    let unknown = states.values().any(|status| status.state == ServiceState::Unknown);
    let otherwise = if unknown { ServiceState::Unknown } else { ServiceState::Ok };
    let told = incidents.iter().map(|incident| incident.state).max().unwrap_or(otherwise);
    let state = worst.first().map_or(told, |(state, _)| (*state).max(told));
    // What only rests is no part of a disturbance: it is told below.
    worst.retain(|(of_one, _)| state <= ServiceState::Maintenance || *of_one > ServiceState::Maintenance);
    let resting = || breaks.iter().filter(|one| state == ServiceState::Maintenance && one.stage == BreakStage::Running);
    let since = match state {
        ServiceState::Maintenance => resting().map(|one| &one.starts).min_by(|a, b| a.at.cmp(&b.at)),
        _ => incidents.iter().map(|incident| &incident.since).min_by(|a, b| a.at.cmp(&b.at)),
    };
    let ends: Option<Vec<&Moment>> = resting().map(|one| one.ends.as_ref()).collect();
    // Of one disturbance it is said at once what it is; where several services suffer, their names are.
    let only = if let [only] = incidents { Some(only) } else { None };
    let what = incidents.first().filter(|_| worst.is_empty()).or(only).filter(|told| told.state == state);
    Glance {
        what: what.map(|incident| incident.headline.clone()),
        state,
        services: worst.into_iter().map(|(_, name)| name).collect(),
        since: since.cloned(),
        // Of several the last one counts, and nobody knows it while one has no end.
        until: ends.and_then(|ends| ends.into_iter().max_by(|a, b| a.at.cmp(&b.at)).cloned()),
        next: incidents.iter().filter_map(|incident| incident.next.as_ref()).min_by(|a, b| a.at.cmp(&b.at)).cloned(),
    }
}
