//! The proposal: everything that follows from the evidence, in one value.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::Chains;
use super::confidence::confidence;
use super::kela_duty::{Decided, Duty, duty};
use super::origin::{Basis, origin};
use super::reason::{Change, Reason};
use super::scope::scope;
use super::traits::well_neighbours;
use crate::checks;
use crate::evidence::Evidence;
use crate::terms::{Confidence, Criterion, Criticality, Effect, Extent, KelaReport, Origin};

/// What Majakka proposes about an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where the cause lies.
    pub origin: Origin,
    /// How bad.
    pub effect: Effect,
    /// How far.
    pub extent: Extent,
    /// How critical.
    pub criticality: Criticality,
    /// How sure.
    pub confidence: Confidence,
    /// The dependency when the origin is one, else the service that was reported.
    pub service: String,
    /// Duty to tell Kela.
    pub kela_report: KelaReport,
    /// By telephone too.
    pub kela_call: bool,
    /// Criteria that matched.
    pub criteria: BTreeSet<Criterion>,
    /// How many reports.
    pub reports: usize,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What would change it.
    pub changes: Vec<Change>,
}

impl Suggestion {
    /// The values that a duty follows from.
    pub fn as_decided(&self) -> Decided {
        Decided { origin: self.origin, effect: self.effect, extent: self.extent, criticality: self.criticality }
    }
}

/// Makes the proposal.
pub fn suggest(evidence: &Evidence<'_>) -> Suggestion {
    let scope = scope(evidence);
    let chains = Chains::read(evidence);
    let mut finding = origin(evidence, &chains, scope.extent);
    let confidence = confidence(evidence, &chains, &mut finding);
    if finding.origin == Origin::Undetermined
        && let Some(last) = checks::finished(evidence)
    {
        let args = vec![("by", last.by.clone()), ("at", last.at.to_rfc3339())];
        finding.reasons.push(Reason::new("checks-done", args));
    }
    let decided =
        Decided { origin: finding.origin, effect: scope.effect, extent: scope.extent, criticality: scope.criticality };
    let Duty { report, call, criteria } = duty(evidence, decided);
    let service = finding.dependency.clone().unwrap_or_else(|| reported_service(evidence));
    Suggestion {
        origin: finding.origin,
        effect: scope.effect,
        extent: scope.extent,
        criticality: scope.criticality,
        confidence,
        service,
        kela_report: report,
        kela_call: call,
        criteria,
        reports: evidence.report_count(),
        changes: changes(evidence, &chains, finding.origin, finding.basis),
        reasons: finding.reasons,
    }
}

/// The service that most reports name; of equals the first by id, so that the order of arrival does not matter.
fn reported_service(evidence: &Evidence<'_>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for report in &evidence.reports {
        *counts.entry(&report.service).or_default() += report.count;
    }
    let most = counts.iter().max_by(|(a, m), (b, n)| m.cmp(n).then(b.cmp(a)));
    most.map(|(service, _)| (*service).to_owned()).unwrap_or_default()
}

fn changes(evidence: &Evidence<'_>, chains: &Chains, origin: Origin, basis: Basis) -> Vec<Change> {
    let mut changes = Vec::new();
    if basis == Basis::Bulletin {
        changes.push(Change::new("bulletin-ends"));
        return changes;
    }
    changes.push(Change::new("bulletin-comes"));
    if well_neighbours(evidence, chains).is_empty() && basis != Basis::Overrun {
        changes.push(Change::new("neighbour-probed"));
    }
    if matches!(origin, Origin::Undetermined | Origin::Kanta) && basis != Basis::Chain {
        changes.push(Change::new("chain-probed"));
    }
    if origin == Origin::Undetermined {
        changes.push(Change::new("independent-reporter"));
        if checks::finished(evidence).is_none() {
            changes.push(Change::new("checks-done"));
        }
    }
    changes
}
