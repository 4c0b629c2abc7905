//! Rule 4: what the reporters have in common, and what their healthy neighbours lack.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::Chains;
use crate::evidence::{Evidence, Organisation};
use crate::id::OrganisationId;

/// A trait that names an origin when it is shared. A region alone names nothing, so it is not here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trait {
    /// Telecom operator, by name.
    Operator(String),
    /// Kanta broker.
    Broker(OrganisationId),
    /// Connection point, by OID.
    ConnectionPoint(String),
    /// Vendor of the system, by name.
    Vendor(String),
}

/// The traits of one organisation.
pub(super) fn traits_of(evidence: &Evidence<'_>, organisation: &Organisation) -> BTreeSet<Trait> {
    let text = |value: &str, make: fn(String) -> Trait| (!value.is_empty()).then(|| make(value.to_owned()));
    [
        text(&organisation.operator, Trait::Operator),
        evidence.broker_of(organisation).map(Trait::Broker),
        text(&organisation.connection_point, Trait::ConnectionPoint),
        text(&organisation.vendor, Trait::Vendor),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Organisations that use a reported service, did not report, and were seen well.
pub(super) fn well_neighbours<'e>(evidence: &'e Evidence<'_>, chains: &Chains) -> Vec<&'e Organisation> {
    let reporters = evidence.reporters();
    let services: BTreeSet<&str> = evidence.reports.iter().map(|r| r.service.as_str()).collect();
    let probed: BTreeSet<OrganisationId> = evidence.probes.iter().filter_map(|p| p.organisation).collect();
    let neighbours = probed.iter().filter(|id| !reporters.contains(id)).filter_map(|id| evidence.organisations.get(id));
    neighbours
        .filter(|o| o.services.iter().any(|s| services.contains(s.as_str())))
        .filter(|o| chains.of_organisation(o.id).is_well())
        .collect()
}

/// What all the given organisations share.
pub(super) fn shared(evidence: &Evidence<'_>, organisations: &[&Organisation]) -> BTreeSet<Trait> {
    let mut each = organisations.iter().map(|o| traits_of(evidence, o));
    let first = each.next().unwrap_or_default();
    each.fold(first, |common, own| common.intersection(&own).cloned().collect())
}

/// The largest number of reporters of which no two share an operator, broker, connection point or vendor (docs/TRIAGE.md 6).
///
/// Three independent ones already give the highest confidence, so the search stops there. It is exact within [`STEPS`];
/// where thousands of reporters share things crosswise beyond that, what was found counts, which can only make us less sure.
pub(super) fn independent(evidence: &Evidence<'_>, organisations: &[&Organisation]) -> usize {
    let each: BTreeSet<BTreeSet<Trait>> = organisations.iter().map(|o| traits_of(evidence, o)).collect();
    let mut numbers: BTreeMap<&Trait, usize> = BTreeMap::new();
    let mut number = |known| {
        let next = numbers.len();
        *numbers.entry(known).or_insert(next)
    };
    let numbered: Vec<Vec<usize>> = each.iter().map(|traits| traits.iter().map(&mut number).collect()).collect();
    largest(&numbered, &[], ENOUGH.min(at_most(&each)), &mut STEPS.clone())
}

/// More independent sources than this raise nothing (docs/TRIAGE.md 8).
const ENOUGH: usize = 3;
/// Candidates that are looked at: some hundredths of a second.
const STEPS: u32 = 2_000_000;

/// Where everybody has a trait of a kind, there are no more independent ones than there are different traits of it.
fn at_most(each: &BTreeSet<BTreeSet<Trait>>) -> usize {
    let kinds: [fn(&Trait) -> bool; 4] = [
        |t| matches!(t, Trait::Operator(_)),
        |t| matches!(t, Trait::Broker(_)),
        |t| matches!(t, Trait::ConnectionPoint(_)),
        |t| matches!(t, Trait::Vendor(_)),
    ];
    let different = |is: &fn(&Trait) -> bool| -> Option<usize> {
        let own: Option<BTreeSet<&Trait>> = each.iter().map(|traits| traits.iter().find(|t| is(t))).collect();
        own.map(|own| own.len())
    };
    kinds.iter().filter_map(different).min().unwrap_or(usize::MAX)
}

/// The largest set of candidates, up to `wanted`, of which no two share a number and none shares one with the chosen.
fn largest(candidates: &[Vec<usize>], chosen: &[&[usize]], wanted: usize, steps: &mut u32) -> usize {
    let mut best = 0;
    let mut rest = candidates;
    while let Some((candidate, after)) = rest.split_first()
        && best < wanted
        && *steps > 0
    {
        *steps -= 1;
        rest = after;
        if chosen.iter().all(|other| other.iter().all(|number| !candidate.contains(number))) {
            let with: Vec<&[usize]> = chosen.iter().copied().chain([candidate.as_slice()]).collect();
            best = best.max(1 + largest(after, &with, wanted - 1, steps));
        }
    }
    best
}
