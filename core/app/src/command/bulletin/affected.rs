//! What is hit: as bulletins say it, and as those need it who look for the cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::Tx;
use crate::command::incident::case::Case;
use majakka_messages::message::AffectedService;
use majakka_store::error::Result;
use majakka_store::incident;

/// What is hit, as bulletins say it: named systems as a whole first, then what was reported, most reports first.
pub fn affected(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Vec<AffectedService>> {
    let named = named(tx, case)?;
    let parts =
        reported(tx, case).into_iter().filter(|part| !named.iter().any(|whole| whole.system.id == part.system.id));
    Ok(named.iter().cloned().chain(parts).collect())
}

/// What is hit, as those need it who look for the cause: every reported function, then named systems that nobody reported.
pub fn affected_in_detail(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Vec<AffectedService>> {
    let mut found = reported(tx, case);
    let whole =
        named(tx, case)?.into_iter().filter(|whole| !found.iter().any(|part| part.system.id == whole.system.id));
    found.extend(whole.collect::<Vec<_>>());
    Ok(found)
}

fn named(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Vec<AffectedService>> {
    let ids = incident::named_services(tx.conn, case.row.id)?;
    Ok(ids.iter().filter_map(|id| AffectedService::find(&tx.app.catalogue, id, &[])).collect())
}

fn reported(tx: &Tx<'_>, case: &Case<'_>) -> Vec<AffectedService> {
    let mut reported: BTreeMap<&str, (usize, BTreeSet<String>)> = BTreeMap::new();
    for report in &case.evidence.reports {
        let slot = reported.entry(&report.service).or_default();
        slot.0 += report.count;
        slot.1.insert(report.function.clone());
    }
    let mut by_count: Vec<_> = reported.into_iter().collect();
    by_count.sort_by(|(a, (m, _)), (b, (n, _))| n.cmp(m).then(a.cmp(b)));
    let found = by_count.into_iter().filter_map(|(service, (_, functions))| {
        AffectedService::find(&tx.app.catalogue, service, &functions.into_iter().collect::<Vec<_>>())
    });
    found.collect()
}
