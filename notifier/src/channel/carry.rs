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
    outcomes: Vec<(DeliveryId, Outcome)>,
    down: Option<String>,
}

/// Offers the letters to `offer`, at most `width` at the same time, spread over the runtime's threads.
pub(crate) async fn carry<F, A>(letters: Vec<Letter>, width: usize, offer: F) -> Vec<(DeliveryId, Outcome)>
where
    F: Fn(Letter) -> A + Clone + Send + 'static,
    A: Future<Output = Outcome> + Send + 'static,
{
    let mut unanswered: HashSet<DeliveryId> = letters.iter().map(|letter| letter.delivery).collect();
    let width = width.clamp(1, letters.len().max(1));
    let outcomes = Vec::with_capacity(letters.len());
    let heap = Arc::new(Mutex::new(Heap { waiting: letters.into_iter(), outcomes, down: None }));
    let mut carriers = JoinSet::new();
    for _ in 0..width {
        carriers.spawn(one_by_one(heap.clone(), offer.clone()));
    }
    while carriers.join_next().await.is_some() {}
    let mut outcomes = std::mem::take(&mut lock(&heap).outcomes);
    for (delivery, _) in &outcomes {
        unanswered.remove(delivery);
    }
    outcomes.extend(unanswered.into_iter().map(|delivery| (delivery, Outcome::later("the carrier broke down"))));
    outcomes
}

async fn one_by_one<F, A>(heap: Arc<Mutex<Heap>>, offer: F)
where
    F: Fn(Letter) -> A,
    A: Future<Output = Outcome>,
{
    loop {
        let (letter, down) = {
            let mut heap = lock(&heap);
            (heap.waiting.next(), heap.down.clone())
        };
        let Some(letter) = letter else { return };
        let delivery = letter.delivery;
        let outcome = match down {
            Some(detail) => Outcome::gateway_down(detail),
            None => offer(letter).await,
        };
        let mut heap = lock(&heap);
        if let Outcome::Later { detail, gateway_down: true } = &outcome {
            heap.down.get_or_insert_with(|| detail.clone());
        }
        heap.outcomes.push((delivery, outcome));
    }
}

/// A carrier that panicked leaves nothing half done in there: the heap is sound even when its lock is poisoned.
fn lock(heap: &Mutex<Heap>) -> MutexGuard<'_, Heap> {
    heap.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{super::samples, *};

    fn letters(count: i64) -> Vec<Letter> {
        (1..=count).map(samples::mail).collect()
    }

    #[tokio::test]
    async fn every_letter_gets_one_outcome_and_no_more_are_carried_at_once_than_allowed() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let seen = most.clone();
        let mut outcomes = carry(letters(50), 4, move |letter| {
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                Outcome::refused(letter.delivery.to_string())
            }
        })
        .await;
        outcomes.sort_by_key(|(delivery, _)| *delivery);
        let expected: Vec<_> = (1..=50).map(|n| (DeliveryId(n), Outcome::refused(n.to_string()))).collect();
        assert_eq!(outcomes, expected);
        assert_eq!(seen.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn a_gateway_that_is_down_is_asked_only_once() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let outcomes = carry(letters(20), 1, move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            async { Outcome::gateway_down("no route") }
        })
        .await;
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(outcomes.len(), 20);
        assert!(outcomes.iter().all(|(_, outcome)| *outcome == Outcome::gateway_down("no route")));
    }

    #[tokio::test]
    async fn a_carrier_that_breaks_down_loses_no_letter() {
        let outcomes = carry(letters(3), 1, |letter| async move {
            assert_ne!(letter.delivery, DeliveryId(2), "this panic is part of the test");
            Outcome::Accepted { provider_ref: None }
        })
        .await;
        assert_eq!(outcomes.len(), 3);
        assert!(outcomes.contains(&(DeliveryId(1), Outcome::Accepted { provider_ref: None })));
        assert!(outcomes.contains(&(DeliveryId(3), Outcome::later("the carrier broke down"))));
    }

    #[tokio::test]
    async fn nothing_to_carry_is_nothing_to_do() {
        assert_eq!(carry(Vec::new(), 4, |_| async { Outcome::later("never") }).await, []);
    }
}
