//! Rule 4: what the reporters have in common, and what their healthy neighbours lack.

use std::collections::BTreeSet;

use super::chain::chain_of;
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
pub(super) fn well_neighbours<'e>(evidence: &'e Evidence<'_>) -> Vec<&'e Organisation> {
    let reporters = evidence.reporters();
    let services: BTreeSet<&str> = evidence.reports.iter().map(|r| r.service.as_str()).collect();
    let probed: BTreeSet<OrganisationId> = evidence.probes.iter().filter_map(|p| p.organisation).collect();
    let neighbours = probed.iter().filter(|id| !reporters.contains(id)).filter_map(|id| evidence.organisations.get(id));
    neighbours
        .filter(|o| o.services.iter().any(|s| services.contains(s.as_str())))
        .filter(|o| chain_of(evidence, o.id).is_well())
        .collect()
}

/// What all the given organisations share.
pub(super) fn shared(evidence: &Evidence<'_>, organisations: &[&Organisation]) -> BTreeSet<Trait> {
    let mut each = organisations.iter().map(|o| traits_of(evidence, o));
    let first = each.next().unwrap_or_default();
    each.fold(first, |common, own| common.intersection(&own).cloned().collect())
}

/// The largest number of reporters of which no two share an operator, broker, connection point or vendor (triage.md 6).
///
/// Exact for the sizes that can matter: three independent ones already give the highest confidence, so the search
/// stops there.
pub(super) fn independent(evidence: &Evidence<'_>, organisations: &[&Organisation]) -> usize {
    let each: BTreeSet<BTreeSet<Trait>> = organisations.iter().map(|o| traits_of(evidence, o)).collect();
    let each: Vec<_> = each.into_iter().collect();
    largest(&each, &[], ENOUGH)
}

/// More independent sources than this raise nothing (triage.md 8).
const ENOUGH: usize = 3;

fn largest(candidates: &[BTreeSet<Trait>], chosen: &[&BTreeSet<Trait>], wanted: usize) -> usize {
    if wanted == 0 {
        return 0;
    }
    let mut best = 0;
    for (position, candidate) in candidates.iter().enumerate() {
        if chosen.iter().all(|other| other.is_disjoint(candidate)) {
            let with: Vec<_> = chosen.iter().copied().chain([candidate]).collect();
            best = best.max(1 + largest(&candidates[position + 1..], &with, wanted - 1));
            if best == wanted {
                break;
            }
        }
    }
    best
}
