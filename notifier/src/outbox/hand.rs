//! The letters in a worker's hand: claimed, about to be offered, in a dialogue, or answered and not yet written down.
//!
//! Guarantee: two letters to one address are never under way together; nothing is offered that was not confirmed within the
//! last [`FRESH`] (a worker that stood still asks first whether it still holds what it holds); what is answered stays until
//! it was written down.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use majakka_domain::id::DeliveryId;
use majakka_store::delivery::Claimed;
use tokio::sync::Notify;

use super::judge::Finished;
use crate::channel::OutboundMessage;

/// So old may the knowledge be that a letter is still to be offered.
const FRESH: Duration = Duration::from_secs(2);
/// So often it is asked, while letters wait in the hand.
const CONFIRM: Duration = Duration::from_millis(250);

/// A letter and its row.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) row: Claimed,
    pub(super) letter: OutboundMessage,
}

/// Everything that a worker holds of one channel.
pub(super) struct Hand {
    inside: Mutex<Inside>,
    /// A letter may be offered.
    ready: Notify,
    /// Something is to be written down.
    changed: Notify,
}

struct Inside {
    waiting: VecDeque<Held>,
    offering: HashMap<DeliveryId, Dialogue>,
    finished: Vec<(Claimed, Finished)>,
    released: Vec<DeliveryId>,
    confirmed: Instant,
    closed: bool,
}

/// A letter that is taken out of the hand to be offered.
struct Dialogue {
    row: Claimed,
    /// By which route, as soon as it is offered.
    route: Option<String>,
}

/// What is to be written down, and asked, at one time.
#[derive(Debug, Default, Clone)]
pub(super) struct Load {
    pub(super) finished: Vec<(Claimed, Finished)>,
    /// Claimed and not to be offered.
    pub(super) released: Vec<DeliveryId>,
    /// To be confirmed: they wait in the hand.
    pub(super) unconfirmed: Vec<DeliveryId>,
}

impl Load {
    pub(super) fn is_empty(&self) -> bool {
        self.finished.is_empty() && self.released.is_empty() && self.unconfirmed.is_empty()
    }
}

impl Hand {
    pub(super) fn new() -> Self {
        let inside = Inside {
            waiting: VecDeque::new(),
            offering: HashMap::new(),
            finished: Vec::new(),
            released: Vec::new(),
            confirmed: Instant::now(),
            closed: false,
        };
        Hand { inside: Mutex::new(inside), ready: Notify::new(), changed: Notify::new() }
    }

    /// The next letter to be offered, as soon as there is one; `None` when the hand is closed.
    pub(super) async fn next(&self) -> Option<Held> {
        loop {
            let ready = self.ready.notified();
            {
                let mut inside = self.lock();
                if inside.closed {
                    return None;
                }
                if let Some(held) = inside.pick() {
                    return Some(held);
                }
            }
            ready.await;
        }
    }

    /// Claimed letters, confirmed a moment ago.
    pub(super) fn add(&self, letters: Vec<Held>) {
        self.lock().waiting.extend(letters);
        self.ready.notify_waiters();
    }

    /// From now on the far end may have it.
    pub(super) fn begin(&self, delivery: DeliveryId, route: &str) {
        if let Some(dialogue) = self.lock().offering.get_mut(&delivery) {
            dialogue.route = Some(route.to_owned());
        }
    }

    /// A letter was answered, or cannot be sent.
    pub(super) fn finish(&self, row: Claimed, finished: Finished) {
        let mut inside = self.lock();
        inside.offering.remove(&DeliveryId(row.id));
        inside.finished.push((row, finished));
        drop(inside);
        self.ready.notify_waiters();
        self.changed.notify_one();
    }

    /// A letter waits on, as the first.
    pub(super) fn put_back(&self, held: Held) {
        let mut inside = self.lock();
        inside.offering.remove(&held.letter.delivery);
        if inside.closed {
            inside.released.push(held.letter.delivery);
        } else {
            inside.waiting.push_front(held);
        }
        drop(inside);
        self.changed.notify_one();
    }

    /// A letter was not offered after all.
    pub(super) fn release(&self, delivery: DeliveryId) {
        let mut inside = self.lock();
        inside.offering.remove(&delivery);
        inside.released.push(delivery);
        drop(inside);
        self.changed.notify_one();
    }

    /// Everything to be written down, and what waits if it is time to ask for it (`ask`: a newer word may have come).
    pub(super) fn load(&self, ask: bool) -> Load {
        let mut inside = self.lock();
        let due = !inside.waiting.is_empty() && (ask || inside.confirmed.elapsed() >= CONFIRM);
        let unconfirmed =
            if due { inside.waiting.iter().map(|held| held.letter.delivery).collect() } else { Vec::new() };
        Load {
            finished: std::mem::take(&mut inside.finished),
            released: std::mem::take(&mut inside.released),
            unconfirmed,
        }
    }

    /// What could not be written down yet.
    pub(super) fn take_back(&self, load: &Load) {
        let mut inside = self.lock();
        inside.finished.splice(0..0, load.finished.iter().cloned());
        inside.released.splice(0..0, load.released.iter().copied());
    }

    /// Of the letters that were `asked` for only these may still be offered; `since` is when it was asked.
    pub(super) fn confirm(&self, asked: &[DeliveryId], kept: &[DeliveryId], since: Instant) {
        let lost: HashSet<DeliveryId> = asked.iter().filter(|id| !kept.contains(id)).copied().collect();
        let mut inside = self.lock();
        inside.confirmed = since;
        if !lost.is_empty() {
            let (gone, stay): (VecDeque<Held>, VecDeque<Held>) =
                std::mem::take(&mut inside.waiting).into_iter().partition(|held| lost.contains(&held.letter.delivery));
            inside.waiting = stay;
            inside.released.extend(gone.into_iter().map(|held| held.letter.delivery));
            self.changed.notify_one();
        }
        drop(inside);
        self.ready.notify_waiters();
    }

    /// An empty hand needs no confirmation: what is put into it now is fresh.
    pub(super) fn fresh(&self, since: Instant) {
        let mut inside = self.lock();
        if inside.waiting.is_empty() {
            inside.confirmed = since;
        }
    }

    /// Waits until something is to be written down.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Letters that are not answered.
    pub(super) fn len(&self) -> usize {
        let inside = self.lock();
        inside.waiting.len() + inside.offering.len()
    }

    /// Everything that is held: leases are kept for these.
    pub(super) fn ids(&self) -> Vec<DeliveryId> {
        let inside = self.lock();
        inside.waiting.iter().map(|held| held.letter.delivery).chain(inside.offering.keys().copied()).collect()
    }

    /// Everything that is here, answered and given back as well.
    pub(super) fn known(&self) -> BTreeSet<DeliveryId> {
        let inside = self.lock();
        let waiting = inside.waiting.iter().map(|held| held.letter.delivery);
        let finished = inside.finished.iter().map(|(row, _)| DeliveryId(row.id));
        waiting.chain(inside.offering.keys().copied()).chain(finished).chain(inside.released.iter().copied()).collect()
    }

    /// Do letters wait to be offered?
    pub(super) fn has_waiting(&self) -> bool {
        !self.lock().waiting.is_empty()
    }

    /// Nothing more is offered; what waits is released.
    pub(super) fn close(&self) {
        let mut inside = self.lock();
        inside.closed = true;
        let waiting = std::mem::take(&mut inside.waiting);
        inside.released.extend(waiting.into_iter().map(|held| held.letter.delivery));
        drop(inside);
        self.ready.notify_waiters();
        self.changed.notify_one();
    }

    /// Gives up the dialogues. What the far end cannot have is released; of the rest `unknown` says what follows. Says how many
    /// were cut.
    pub(super) fn abandon(&self, unknown: impl Fn(&Claimed, &str) -> Finished) -> usize {
        let mut inside = self.lock();
        let offering = std::mem::take(&mut inside.offering);
        let count = offering.len();
        for (delivery, Dialogue { row, route }) in offering {
            match route {
                None => inside.released.push(delivery),
                Some(route) => {
                    let finished = unknown(&row, &route);
                    inside.finished.push((row, finished));
                }
            }
        }
        count
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// The first letter to an address that nothing is under way to.
    fn pick(&mut self) -> Option<Held> {
        if self.confirmed.elapsed() >= FRESH {
            return None;
        }
        let busy: HashSet<&str> = self.offering.values().map(|dialogue| dialogue.row.address.as_str()).collect();
        let free = self.waiting.iter().position(|held| !busy.contains(held.row.address.as_str()))?;
        let held = self.waiting.remove(free)?;
        self.offering.insert(held.letter.delivery, Dialogue { row: held.row.clone(), route: None });
        Some(held)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, Utc};
    use futures_util::FutureExt as _;
    use majakka_domain::terms::Channel;

    use super::*;
    use crate::channel::{Content, Words};

    fn held(number: i64) -> Held {
        let address = format!("a{number}@example.fi");
        let words = Words {
            subject: "Katko".to_owned(),
            text: "Katko on ohi.".to_owned(),
            html: None,
            attachments: Vec::new(),
            references: None,
            written_at: DateTime::<Utc>::UNIX_EPOCH,
            sms: String::new(),
        };
        let letter = OutboundMessage {
            delivery: DeliveryId(number),
            channel: Channel::Email,
            to: address.clone(),
            message_id: format!("<d{number}@example.fi>"),
            return_code: String::new(),
            read_code: String::new(),
            content: Arc::new(Content::checked(words).unwrap()),
        };
        let row = Claimed {
            id: number,
            message_id: 1,
            address,
            language: "fi".to_owned(),
            kind: "first".to_owned(),
            priority: 0,
            attempts: 0,
            offers: 0,
            repeats: 0,
            troubled_at: None,
        };
        Held { row, letter }
    }

    fn offered(hand: &Hand) -> Option<i64> {
        hand.next().now_or_never().flatten().map(|held| held.row.id)
    }

    #[test]
    fn a_worker_that_stood_still_asks_first_whether_it_still_holds_what_it_holds() {
        let hand = Hand::new();
        hand.add(vec![held(1), held(2)]);
        let both = [DeliveryId(1), DeliveryId(2)];
        hand.confirm(&both, &both, Instant::now() - FRESH);
        assert_eq!(offered(&hand), None, "its knowledge is too old");
        assert_eq!(hand.load(false).unconfirmed, both);
        // Another worker has taken the first over meanwhile.
        hand.confirm(&both, &[DeliveryId(2)], Instant::now());
        assert_eq!((offered(&hand), offered(&hand)), (Some(2), None));
        assert_eq!(hand.load(false).released, [DeliveryId(1)]);
    }

    #[test]
    fn two_letters_to_one_address_are_never_under_way_together() {
        let hand = Hand::new();
        let mut second = held(2);
        second.row.address = held(1).row.address;
        hand.add(vec![held(1), second, held(3)]);
        assert_eq!((offered(&hand), offered(&hand), offered(&hand)), (Some(1), Some(3), None));
        hand.release(DeliveryId(1));
        assert_eq!(offered(&hand), Some(2));
    }
}
