//! Where the cause lies. The order is the rules' own: bulletin, overrun, one organisation's chain, a shared trait with
//! well neighbours, nothing shared (docs/TRIAGE.md 4).

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{Chains, Failure};
use super::explain::{Break, Explained, explanations, overrun_of};
use super::reason::{Link, Reason};
use super::traits::{Trait, independent, shared, traits_of, well_neighbours};
use crate::catalogue::{Catalogue, Circumstances, System, SystemFlag};
use crate::evidence::{Evidence, Organisation, Publisher};
use crate::id::OrganisationId;
use crate::terms::{Extent, Layer, Origin};

/// What decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// A live bulletin.
    Bulletin,
    /// A break that overran.
    Overrun,
    /// A chain that breaks at a layer.
    Chain,
    /// One workstation among well ones.
    Workstation,
    /// What the reporters share and their neighbours lack, or that they share nothing.
    Comparison,
    /// Nothing.
    Nothing,
}

/// An origin with what it rests on.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) origin: Origin,
    pub(super) basis: Basis,
    /// The dependency, when the origin is one.
    pub(super) dependency: Option<String>,
    /// Is a complete chain among the evidence for it?
    pub(super) complete_chain: bool,
    /// The source whose channel would say so: its silence caps the confidence (docs/TRIAGE.md 3).
    pub(super) suspects: BTreeSet<String>,
    pub(super) reasons: Vec<Reason>,
}

impl Finding {
    fn new(origin: Origin, basis: Basis) -> Self {
        Finding {
            origin,
            basis,
            dependency: None,
            complete_chain: false,
            suspects: BTreeSet::new(),
            reasons: Vec::new(),
        }
    }

    fn because(mut self, reason: Reason) -> Self {
        self.reasons.push(reason);
        self
    }

    fn suspecting(mut self, source: &str) -> Self {
        self.suspects.insert(source.to_lowercase());
        self
    }
}

/// The origin that the evidence names.
pub(super) fn origin(evidence: &Evidence<'_>, chains: &Chains, extent: Extent) -> Finding {
    by_bulletin(evidence).or_else(|| by_overrun(evidence)).unwrap_or_else(|| match evidence.reporters().len() {
        0 | 1 => within_one(evidence, chains, extent),
        _ => among_several(evidence, chains),
    })
}

fn by_bulletin(evidence: &Evidence<'_>) -> Option<Finding> {
    let mut explained: Vec<Explained<'_>> =
        evidence.reports.iter().flat_map(|report| explanations(evidence, report)).collect();
    explained.sort_by_key(|e| (e.order(), e.system));
    explained.dedup_by_key(|e| e.announcement.id);
    let (first, others) = explained.split_first()?;
    let Explained { announcement, system } = *first;
    let origin = match announcement.publisher {
        Publisher::Operator | Publisher::Broker(_) => Origin::Network,
        Publisher::Kela | Publisher::Owner if evidence.catalogue.is_service(system) => Origin::Kanta,
        Publisher::Kela | Publisher::Owner => Origin::Dependency,
    };
    let mut finding = Finding::new(origin, Basis::Bulletin).suspecting(&announcement.source);
    finding.reasons.push(bulletin("bulletin", first));
    finding.reasons.extend(others.iter().map(|other| bulletin("bulletin-too", other)));
    finding.dependency = (origin == Origin::Dependency).then(|| system.to_owned());
    Some(finding)
}

fn bulletin(key: &'static str, explained: &Explained<'_>) -> Reason {
    let Explained { announcement, system } = explained;
    let args = vec![
        ("id", announcement.external_id.clone()),
        ("source", announcement.source.clone()),
        ("system", (*system).to_owned()),
    ];
    Reason::new(key, args).linked(Link::Announcement(announcement.id))
}

fn by_overrun(evidence: &Evidence<'_>) -> Option<Finding> {
    let found = evidence.reports.iter().filter_map(|report| overrun_of(evidence, report));
    let first = found.min_by_key(|b| match b {
        Break::Announced(e) => (e.announcement.announced_at, e.announcement.id.0),
        Break::Own(own) => (own.starts_at, own.id.0),
    })?;
    Some(match first {
        Break::Own(own) => Finding::new(Origin::Local, Basis::Overrun).because(
            Reason::new("overrun-own", vec![("id", own.external_id.clone())]).linked(Link::Maintenance(own.id)),
        ),
        Break::Announced(Explained { announcement, system }) => {
            let origin = match announcement.publisher {
                Publisher::Kela => Origin::Kanta,
                Publisher::Owner => Origin::Dependency,
                Publisher::Operator | Publisher::Broker(_) => Origin::Network,
            };
            let args = vec![("id", announcement.external_id.clone()), ("source", announcement.source.clone())];
            let mut finding = Finding::new(origin, Basis::Overrun)
                .because(Reason::new("overrun", args).linked(Link::Announcement(announcement.id)))
                .suspecting(&announcement.source);
            finding.dependency = (origin == Origin::Dependency).then(|| system.to_owned());
            finding
        }
    })
}

// One organisation -------------------------------------------------------------------------------------------------

fn within_one(evidence: &Evidence<'_>, chains: &Chains, extent: Extent) -> Finding {
    let Some(organisation) = evidence.reports.first().and_then(|r| evidence.organisations.get(&r.organisation)) else {
        return Finding::new(Origin::Undetermined, Basis::Nothing);
    };
    if let Some(failure) = chains.failure_of(evidence, organisation) {
        return by_chain(evidence, organisation, failure);
    }
    if extent == Extent::Workstation {
        if chains.of_organisation(organisation.id).is_well() {
            return Finding::new(Origin::Local, Basis::Workstation).because(about("own-well", organisation));
        }
        if let Some(neighbour) = well_neighbours(evidence, chains).first() {
            return Finding::new(Origin::Local, Basis::Workstation).because(about("neighbour-well", neighbour));
        }
    }
    let chain = chains.of_organisation(organisation.id);
    let why = match () {
        () if chain.is_well() => "chain-well",
        // No layer is seen to fail, so none names the origin: what stands before the chain may be the cause just as well.
        () if chain.reaches_kela() => "chain-unfinished",
        () if chain.is_measured() => "one-reporter-measured",
        () => "one-reporter",
    };
    Finding::new(Origin::Undetermined, Basis::Nothing).because(about(why, organisation))
}

fn by_chain(evidence: &Evidence<'_>, organisation: &Organisation, failure: Failure) -> Finding {
    let reason = Reason::new(
        failure.key(),
        vec![("layer", failure.layer.to_string()), ("organisation", organisation.name.clone())],
    )
    .linked(Link::Organisation(organisation.id));
    // Kanta needs proof: a chain with a hole in it is none (docs/TRIAGE.md 6).
    if failure.origin == Origin::Kanta && !failure.complete && !has_independent_pair(evidence) {
        return Finding::new(Origin::Undetermined, Basis::Nothing)
            .because(reason)
            .because(Reason::new("kanta-unproven", Vec::new()));
    }
    let mut finding = Finding::new(failure.origin, Basis::Chain).because(reason);
    finding.complete_chain = failure.complete;
    match failure.origin {
        Origin::Dependency => {
            if let Some(rights) = evidence.catalogue.flagged(SystemFlag::Rights).next() {
                finding.dependency = Some(rights.id.clone());
                finding = finding.suspecting(&rights.owner);
            }
        }
        Origin::Network if failure.layer == Layer::Relay => {
            let broker = evidence.broker_of(organisation).and_then(|id| evidence.broker_names.get(&id));
            if let Some(name) = broker {
                finding.reasons.push(Reason::new("relay-broker", vec![("broker", name.clone())]));
                finding = finding.suspecting(name);
            }
        }
        Origin::Network => {
            let args = vec![("operator", organisation.operator.clone())];
            finding.reasons.push(Reason::new("line-operator", args));
            finding = finding.suspecting(&organisation.operator);
        }
        Origin::Local => {
            let args = vec![("vendor", organisation.vendor.clone()), ("point", organisation.connection_point.clone())];
            finding.reasons.push(Reason::new("own-point", args));
        }
        Origin::Kanta | Origin::Undetermined => {}
    }
    finding
}

fn about(key: &'static str, organisation: &Organisation) -> Reason {
    Reason::new(key, vec![("organisation", organisation.name.clone())]).linked(Link::Organisation(organisation.id))
}

// Several organisations --------------------------------------------------------------------------------------------

fn among_several(evidence: &Evidence<'_>, chains: &Chains) -> Finding {
    let reporters = reporters(evidence);
    let failures: Vec<(&Organisation, Failure)> =
        reporters.iter().filter_map(|o| chains.failure_of(evidence, o).map(|failure| (*o, failure))).collect();

    // A reporter's chain that reaches up to Kela's side decides before any comparison.
    let high: Vec<_> =
        failures.iter().filter(|(_, f)| matches!(f.layer, Layer::Attribute | Layer::Service)).copied().collect();
    if !high.is_empty() {
        return decided_by(evidence, &high);
    }

    let neighbours = well_neighbours(evidence, chains);
    let mut common = shared(evidence, &reporters);
    for neighbour in &neighbours {
        for theirs in traits_of(evidence, neighbour) {
            common.remove(&theirs);
        }
    }
    match (common.is_empty(), neighbours.is_empty()) {
        (false, false) => by_shared_trait(evidence, chains, &common, &neighbours),
        (false, true) if !failures.is_empty() => decided_by(evidence, &failures),
        (false, true) => {
            let mut finding = Finding::new(Origin::Undetermined, Basis::Nothing);
            finding.reasons.extend(common.iter().map(|t| trait_reason(evidence, t)));
            finding.because(Reason::new("no-well-neighbour", Vec::new()))
        }
        (true, _) if disagree(&failures) => decided_by(evidence, &failures),
        (true, _) => nothing_shared(evidence, chains, &reporters),
    }
}

fn reporters<'e>(evidence: &'e Evidence<'_>) -> Vec<&'e Organisation> {
    evidence.reporters().iter().filter_map(|id| evidence.organisations.get(id)).collect()
}

fn has_independent_pair(evidence: &Evidence<'_>) -> bool {
    independent(evidence, &reporters(evidence)) >= 2
}

fn disagree(failures: &[(&Organisation, Failure)]) -> bool {
    let origins: BTreeSet<Origin> = failures.iter().map(|(_, f)| f.origin).collect();
    origins.len() > 1
}

/// Chains decide together; where they disagree, or where nothing else backs them, only a complete one decides.
fn decided_by(evidence: &Evidence<'_>, failures: &[(&Organisation, Failure)]) -> Finding {
    let backed = failures.iter().all(|(_, f)| matches!(f.layer, Layer::Attribute | Layer::Service));
    let complete: Vec<_> = failures.iter().filter(|(_, f)| f.complete).copied().collect();
    let deciding = if backed && !disagree(failures) && complete.is_empty() { failures.to_vec() } else { complete };
    match deciding.first() {
        Some((organisation, failure)) if !disagree(&deciding) => by_chain(evidence, organisation, *failure),
        _ => {
            let mut finding = Finding::new(Origin::Undetermined, Basis::Nothing);
            for (organisation, failure) in failures {
                let args = vec![("layer", failure.layer.to_string()), ("organisation", organisation.name.clone())];
                finding.reasons.push(Reason::new(failure.key(), args).linked(Link::Organisation(organisation.id)));
            }
            let why = if disagree(failures) { "chains-disagree" } else { "no-well-neighbour" };
            finding.because(Reason::new(why, Vec::new()))
        }
    }
}

fn by_shared_trait(
    evidence: &Evidence<'_>,
    chains: &Chains,
    common: &BTreeSet<Trait>,
    neighbours: &[&Organisation],
) -> Finding {
    let network: Vec<&Trait> = common.iter().filter(|t| !matches!(t, Trait::Vendor(_))).collect();
    let (origin, named) =
        if network.is_empty() { (Origin::Local, common.iter().collect()) } else { (Origin::Network, network) };
    let mut finding = Finding::new(origin, Basis::Comparison);
    for shared in named {
        finding.reasons.push(trait_reason(evidence, shared));
        if let Trait::Operator(name) = shared {
            finding.suspects.insert(name.to_lowercase());
        }
        if let Trait::Broker(id) = shared
            && let Some(name) = evidence.broker_names.get(id)
        {
            finding.suspects.insert(name.to_lowercase());
        }
    }
    finding.reasons.extend(neighbours.iter().take(3).map(|neighbour| about("neighbour-well", neighbour)));
    let agreeing = |o: &&Organisation| {
        chains.failure_of(evidence, o).is_some_and(|failure| failure.complete && failure.origin == origin)
    };
    finding.complete_chain = reporters(evidence).iter().any(agreeing);
    finding
}

fn trait_reason(evidence: &Evidence<'_>, shared: &Trait) -> Reason {
    match shared {
        Trait::Operator(name) => Reason::new("shared-operator", vec![("operator", name.clone())]),
        Trait::Vendor(name) => Reason::new("shared-vendor", vec![("vendor", name.clone())]),
        Trait::ConnectionPoint(oid) => Reason::new("shared-point", vec![("point", oid.clone())]),
        Trait::Broker(id) => {
            let name = evidence.broker_names.get(id).cloned().unwrap_or_else(|| id.to_string());
            Reason::new("shared-broker", vec![("broker", name)]).linked(Link::Organisation(*id))
        }
    }
}

fn nothing_shared(evidence: &Evidence<'_>, chains: &Chains, reporters: &[&Organisation]) -> Finding {
    let count = || vec![("count", reporters.len().to_string())];
    if let Some(dependency) = fitting_dependency(evidence) {
        let args = vec![("system", dependency.id.clone()), ("count", reporters.len().to_string())];
        let mut finding = Finding::new(Origin::Dependency, Basis::Comparison)
            .because(Reason::new("dependency-fits", args))
            .suspecting(&dependency.owner);
        finding.dependency = Some(dependency.id.clone());
        return finding;
    }
    let chain_proof = reporters.iter().any(|o| chains.of_organisation(o.id).reaches_kela());
    let pair = independent(evidence, reporters) >= 2;
    if pair || chain_proof {
        let key = if pair { "independent" } else { "reaches-kela" };
        return Finding::new(Origin::Kanta, Basis::Comparison).because(Reason::new(key, count()));
    }
    Finding::new(Origin::Undetermined, Basis::Nothing)
        .because(Reason::new("not-independent", count()))
        .because(Reason::new("kanta-unproven", Vec::new()))
}

/// The one dependency whose edges take away exactly the functions that were lost, on each service that was reported;
/// only if it reaches more than one service, or one that is not the professionals' (docs/TRIAGE.md 4).
fn fitting_dependency<'c>(evidence: &Evidence<'c>) -> Option<&'c System> {
    let mut lost: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for report in &evidence.reports {
        lost.entry(&report.service).or_default().insert(&report.function);
    }
    let catalogue = evidence.catalogue;
    let mut fitting = catalogue.tying_dependencies().filter(|dependency| {
        let circumstances = Circumstances::of_everybody(evidence.identification_is_out());
        lost.iter().all(|(service, functions)| {
            let taken: BTreeSet<&str> = catalogue
                .edges_of(&dependency.id)
                .filter(|edge| edge.hits == *service && edge.holds(circumstances))
                .flat_map(|edge| functions_taken(catalogue, edge))
                .collect();
            !taken.is_empty() && taken == *functions
        })
    });
    let only = fitting.next()?;
    if fitting.next().is_some() {
        return None;
    }
    let reached: BTreeSet<&str> =
        catalogue.edges_of(&only.id).map(|edge| edge.hits.as_str()).filter(|hit| catalogue.is_service(hit)).collect();
    (reached.len() > 1 || reached.iter().any(|service| !catalogue.is(service, SystemFlag::Professional)))
        .then_some(only)
}

fn functions_taken<'c>(catalogue: &'c Catalogue, edge: &'c crate::catalogue::Edge) -> Vec<&'c str> {
    match &edge.functions {
        Some(lost) => lost.iter().map(String::as_str).collect(),
        None => catalogue.system(&edge.hits).into_iter().flat_map(|s| &s.functions).map(|f| f.id.as_str()).collect(),
    }
}

/// A reporter that sees the service well through its own path contradicts (docs/TRIAGE.md 8).
pub(super) fn contradicted(evidence: &Evidence<'_>, chains: &Chains) -> Option<OrganisationId> {
    evidence.reporters().into_iter().find(|id| chains.of_organisation(*id).is_well())
}
