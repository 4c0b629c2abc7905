//! How bad and how far: effect, extent, criticality (docs/TRIAGE.md, Words and From verdict to duty).

use std::collections::BTreeSet;

use crate::catalogue::FunctionFlag;
use crate::evidence::{Evidence, Organisation, Report};
use crate::terms::{Criticality, Effect, Extent};

/// Effect, extent and criticality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The worst among the reports.
    pub effect: Effect,
    /// The smallest that covers them.
    pub extent: Extent,
    /// By what is prevented, and where.
    pub criticality: Criticality,
}

/// The scope of an incident's reports.
pub fn scope(evidence: &Evidence<'_>) -> Scope {
    let effect = evidence.reports.iter().map(|report| report.effect).max().unwrap_or(Effect::None);
    Scope { effect, extent: extent(evidence), criticality: criticality(evidence) }
}

fn extent(evidence: &Evidence<'_>) -> Extent {
    let reporters: Vec<&Organisation> =
        evidence.reporters().iter().filter_map(|id| evidence.organisations.get(id)).collect();
    if reporters.len() <= 1 {
        return extent_within(&evidence.reports);
    }
    let shared = |of: &dyn Fn(&Organisation) -> Option<String>| {
        let values: BTreeSet<Option<String>> = reporters.iter().map(|o| of(o)).collect();
        values.len() == 1 && !values.contains(&None)
    };
    let text = |value: &String| (!value.is_empty()).then(|| value.clone());
    let one_place = shared(&|o| text(&o.region))
        || shared(&|o| text(&o.operator))
        || shared(&|o| text(&o.connection_point))
        || shared(&|o| evidence.broker_of(o).map(|id| id.to_string()));
    if one_place { Extent::Regional } else { Extent::Nationwide }
}

/// One organisation: a report that names a unit but no workstation covers that unit, one that names neither all of it.
fn extent_within(reports: &[Report]) -> Extent {
    let one = |of: &dyn Fn(&Report) -> Option<&str>| {
        let mut values = reports.iter().map(of);
        let first = values.next().flatten();
        first.is_some() && values.all(|value| value == first)
    };
    if one(&|r| r.workstation.as_deref()) {
        Extent::Workstation
    } else if one(&|r| r.unit.as_deref()) {
        Extent::Unit
    } else {
        Extent::Organisation
    }
}

/// `critical`: safety at risk, or prescriptions or fetching patient data prevented in more than one organisation.
fn criticality(evidence: &Evidence<'_>) -> Criticality {
    let reports = &evidence.reports;
    let vital = |r: &&Report| {
        r.effect == Effect::Prevents && evidence.catalogue.function_is(&r.service, &r.function, FunctionFlag::Vital)
    };
    let hit: BTreeSet<_> = reports.iter().filter(vital).map(|r| r.organisation).collect();
    if hit.len() > 1 || reports.iter().any(|r| r.safety_risk) {
        Criticality::Critical
    } else if reports.iter().any(|r| r.effect == Effect::Prevents) {
        Criticality::Major
    } else {
        Criticality::Minor
    }
}
