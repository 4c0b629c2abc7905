//! Rule 5: the chain of one organisation, from its connection point up to the Kanta service.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::evidence::{Evidence, Organisation, WINDOW};
use crate::id::OrganisationId;
use crate::terms::{Effect, Layer, Origin, ProbeResult};

/// The newest result of each layer that was probed in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chain {
    results: [Option<ProbeResult>; Layer::ALL.len()],
}

/// The first layer that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// Where the chain breaks.
    pub layer: Layer,
    /// What that layer names.
    pub origin: Origin,
    /// Was every layer below it probed `ok`?
    pub complete: bool,
}

impl Failure {
    /// Key of the sentence that names it.
    pub(super) const fn key(self) -> &'static str {
        if self.complete { "chain-complete" } else { "chain-broken" }
    }
}

/// The chain of one organisation as the probes show it.
pub fn chain_of(evidence: &Evidence<'_>, organisation: OrganisationId) -> Chain {
    read(evidence, |id| id == organisation).remove(&organisation).unwrap_or_default()
}

/// What each layer said last, and when.
type Newest = [Option<(DateTime<Utc>, ProbeResult)>; Layer::ALL.len()];

/// The chains of all that were probed, in one pass.
fn read(evidence: &Evidence<'_>, wanted: impl Fn(OrganisationId) -> bool) -> BTreeMap<OrganisationId, Chain> {
    let oldest = evidence.first_report_at().map(|first| first - WINDOW);
    let mut newest: BTreeMap<OrganisationId, Newest> = BTreeMap::new();
    for probe in &evidence.probes {
        let in_time = oldest.is_none_or(|oldest| probe.at >= oldest) && probe.at <= evidence.now;
        let Some(organisation) = probe.organisation.filter(|id| in_time && wanted(*id)) else { continue };
        let slots = newest.entry(organisation).or_insert([None; Layer::ALL.len()]);
        for (slot, layer) in slots.iter_mut().zip(Layer::ALL) {
            // Probes are in the order in which they came, so of two at the same moment the later one counts.
            if *layer == probe.layer && slot.is_none_or(|(at, _)| probe.at >= at) {
                *slot = Some((probe.at, probe.result));
            }
        }
    }
    let chain = |slots: Newest| Chain { results: slots.map(|seen| seen.map(|(_, result)| result)) };
    newest.into_iter().map(|(id, slots)| (id, chain(slots))).collect()
}

/// All chains with what each reporter told: read once, for one verdict asks for every reporter and neighbour.
pub(super) struct Chains {
    seen: BTreeMap<OrganisationId, Chain>,
    worst: BTreeMap<OrganisationId, Effect>,
}

impl Chains {
    pub(super) fn read(evidence: &Evidence<'_>) -> Self {
        let mut worst: BTreeMap<OrganisationId, Effect> = BTreeMap::new();
        for report in &evidence.reports {
            let known = worst.entry(report.organisation).or_insert(report.effect);
            *known = report.effect.max(*known);
        }
        Chains { seen: read(evidence, |_| true), worst }
    }

    /// The chain of one organisation; of one that was not probed an empty one.
    pub(super) fn of_organisation(&self, organisation: OrganisationId) -> Chain {
        self.seen.get(&organisation).copied().unwrap_or_default()
    }

    /// Where one reporter's chain fails, by the worst effect that it reported.
    pub(super) fn failure_of(&self, evidence: &Evidence<'_>, organisation: &Organisation) -> Option<Failure> {
        let reported = *self.worst.get(&organisation.id)?;
        self.of_organisation(organisation.id).failure(reported, evidence.broker_of(organisation).is_some())
    }
}

impl Chain {
    /// What was seen at one layer.
    pub fn at(&self, layer: Layer) -> Option<ProbeResult> {
        Layer::ALL.iter().zip(self.results).find(|(l, _)| **l == layer).and_then(|(_, result)| result)
    }

    /// Seen well: the newest probe at layer `service` is `ok` (docs/TRIAGE.md 4).
    pub fn is_well(&self) -> bool {
        self.at(Layer::Service) == Some(ProbeResult::Ok)
    }

    /// Was any layer probed in time?
    pub fn is_measured(&self) -> bool {
        self.results.iter().any(Option::is_some)
    }

    /// Proven well up to Kela's interface: every layer below the service is `ok` (docs/TRIAGE.md 6).
    pub fn reaches_kela(&self) -> bool {
        Layer::ALL.iter().filter(|l| **l != Layer::Service).all(|l| self.at(*l) == Some(ProbeResult::Ok))
    }

    /// The first layer that fails. Where the reports say `degrades`, `slow` counts as failing.
    pub fn failure(&self, reported: Effect, through_broker: bool) -> Option<Failure> {
        let fails = |result| {
            result == Some(ProbeResult::Fail) || (reported == Effect::Degrades && result == Some(ProbeResult::Slow))
        };
        let layer = *Layer::ALL.iter().find(|layer| fails(self.at(**layer)))?;
        let complete = Layer::ALL.iter().take_while(|l| **l != layer).all(|l| self.at(*l) == Some(ProbeResult::Ok));
        let origin = match layer {
            Layer::Tcp => Origin::Network,
            Layer::Tls => Origin::Local,
            Layer::Relay if through_broker => Origin::Network,
            Layer::Relay => Origin::Local,
            Layer::Attribute => Origin::Dependency,
            Layer::Service => Origin::Kanta,
        };
        Some(Failure { layer, origin, complete })
    }
}
