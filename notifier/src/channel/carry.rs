//! Many letters over a few lines at once.
//!
//! Guarantee: each letter gets one outcome. When the gateway turns out to be down, letters that nobody has offered yet are
//! not offered any more: five hundred time-outs say no more than one.

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use majakka_domain::id::DeliveryId;
use tokio::task::JoinSet;

use super::{Letter, Outcome};

struct Heap {
    waiting: std::vec::IntoIter<Letter>,
    down: Option<String>,
}

/// Offers the letters to `offer`, at most `width` at the same time, spread over the runtime's threads.
pub(crate) async fn carry<F, A>(letters: Vec<Letter>, width: usize, offer: F) -> Vec<(DeliveryId, Outcome)>
where
    F: Fn(Letter) -> A + Clone + Send + 'static,
    A: Future<Output = Outcome> + Send + 'static,
{
    let mut missing: HashSet<DeliveryId> = letters.iter().map(|letter| letter.delivery).collect();
    let width = width.clamp(1, letters.len().max(1));
    let heap = Arc::new(Mutex::new(Heap { waiting: letters.into_iter(), down: None }));
    let mut carriers = JoinSet::new();
    for _ in 0..width {
        carriers.spawn(one_by_one(heap.clone(), offer.clone()));
    }
    let mut outcomes = Vec::with_capacity(missing.len());
    while let Some(ended) = carriers.join_next().await {
        outcomes.extend(ended.unwrap_or_default());
    }
    for (delivery, _) in &outcomes {
        missing.remove(delivery);
    }
    outcomes.extend(missing.into_iter().map(|delivery| (delivery, Outcome::later("the carrier broke down"))));
    outcomes
}

async fn one_by_one<F, A>(heap: Arc<Mutex<Heap>>, offer: F) -> Vec<(DeliveryId, Outcome)>
where
    F: Fn(Letter) -> A,
    A: Future<Output = Outcome>,
{
    let mut outcomes = Vec::new();
    loop {
        let (letter, down) = {
            let mut heap = lock(&heap);
            (heap.waiting.next(), heap.down.clone())
        };
        let Some(letter) = letter else { return outcomes };
        let delivery = letter.delivery;
        let outcome = match down {
            Some(detail) => Outcome::gateway_down(detail),
            None => offer(letter).await,
        };
        if let Outcome::Later { detail, gateway_down: true } = &outcome {
            lock(&heap).down.get_or_insert_with(|| detail.clone());
        }
        outcomes.push((delivery, outcome));
    }
}

/// A carrier that panicked leaves nothing half done in there: the heap is sound even when its lock is poisoned.
fn lock(heap: &Mutex<Heap>) -> MutexGuard<'_, Heap> {
    heap.lock().unwrap_or_else(PoisonError::into_inner)
}
