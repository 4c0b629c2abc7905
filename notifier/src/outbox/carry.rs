//! Hands a batch to its gateway, and keeps its leases while that takes time.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use majakka_core::Core;
use majakka_core::store::delivery;
use majakka_domain::id::DeliveryId;

use super::compose::{Batch, LEASE};
use super::{Line, blocking};
use crate::channel::{Gateway as _, Letter, Outcome};

/// A third of the lease: two renewals may fail before it is lost.
const RENEW: Duration = Duration::from_secs(40);

/// Sends the letters of a batch. One recipient's letters leave one after another, in the order of the claim; those of
/// different recipients together.
pub(super) async fn carry(core: &Core, line: &Line, worker: &str, batch: &Batch) -> Vec<(DeliveryId, Outcome)> {
    let ids: Vec<i64> = batch.rows.iter().map(|row| row.id).collect();
    let mut sending = pin!(async {
        let mut outcomes = Vec::with_capacity(batch.letters.len());
        for wave in waves(&batch.letters) {
            outcomes.extend(line.gateway.send(wave).await);
        }
        outcomes
    });
    loop {
        tokio::select! {
            outcomes = &mut sending => return outcomes,
            () = tokio::time::sleep(RENEW) => renew(core, worker, &ids).await,
        }
    }
}

async fn renew(core: &Core, worker: &str, ids: &[i64]) {
    let (worker, ids) = (worker.to_owned(), ids.to_vec());
    let renewed = blocking(core, move |core| {
        let until = core.clock.now() + LEASE;
        core.read(|conn| delivery::renew(conn, &worker, &ids, until))
    });
    if let Err(error) = renewed.await {
        tracing::warn!(%error, "the lease of a batch could not be renewed");
    }
}

/// The first letter to each address, then the second to each, and so on.
fn waves(letters: &[Letter]) -> Vec<Vec<Letter>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut waves: Vec<Vec<Letter>> = Vec::new();
    for letter in letters {
        let turn = seen.entry(&letter.to).or_default();
        match waves.get_mut(*turn) {
            Some(wave) => wave.push(letter.clone()),
            None => waves.push(vec![letter.clone()]),
        }
        *turn += 1;
    }
    waves
}
