//! Who the facts go to beside Kela (source 003, 4.2).
//!
//! Guarantee: pure; each name once.
//! Non-goal: addresses; those are the register's.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Organisation};

/// The vendors of the reporters' systems.
pub fn vendors(evidence: &Evidence<'_>) -> BTreeSet<String> {
    reporters(evidence).map(|reporter| reporter.vendor.clone()).collect()
}

/// Who carries the reporters' traffic: the broker that they share, else their operators.
pub fn carriers(evidence: &Evidence<'_>) -> BTreeSet<String> {
    let brokers: BTreeSet<_> = reporters(evidence).map(|reporter| evidence.broker_of(reporter)).collect();
    let shared = if brokers.len() == 1 { brokers.into_iter().flatten().next() } else { None };
    match shared.and_then(|id| evidence.broker_names.get(&id)) {
        Some(broker) => BTreeSet::from([broker.clone()]),
        None => reporters(evidence).map(|reporter| reporter.operator.clone()).collect(),
    }
}

fn reporters<'e>(evidence: &'e Evidence<'_>) -> impl Iterator<Item = &'e Organisation> {
    evidence.reporters().into_iter().filter_map(|id| evidence.organisations.get(&id))
}
