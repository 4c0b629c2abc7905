//! A model of the outbox under crashes, takeovers and two clocks that jump: workers claim, confirm, offer and settle in any
//! order, and the far end keeps what it took. One clock is the outbox's, which all workers share (the database's, or the one
//! machine's); the other is that of the server that publishes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::id::{DeliveryId, IncidentId, MessageId};
use majakka_domain::terms::Channel;
use majakka_store::db::AnyConnection;
use majakka_store::delivery::{self, Claim, Claimed, NotTaken, Taken, Verdict};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::bulletin;
use crate::databases::{on_postgres, on_sqlite};

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");
const CASES: u32 = 24;
const CONTACTS: usize = 3;
const WORKERS: [&str; 2] = ["one", "other"];

#[derive(Debug, Clone, Copy)]
enum Event {
    /// A newer bulletin to everybody.
    Publish,
    /// A worker fills its hand.
    Claim(usize),
    /// It confirms what it holds, and offers the first: the far end takes it.
    Offer(usize),
    /// The same, and the far end says "later".
    Refuse(usize),
    /// The same, and no answer comes, although the far end took it.
    Silence(usize),
    /// It writes down what was taken.
    Settle(usize),
    /// It dies with all that it holds, and starts anew.
    Crash(usize),
    /// It stands still for longer than a lease, and the other one looks.
    StandStill(usize),
    /// What is due again is put into the queue.
    Repeat,
    /// Minutes pass.
    Pass(i64),
    /// The outbox's clock is set, ahead or back.
    Jump(i64),
    /// The clock of the server that publishes is from now on so far from the outbox's.
    Skew(i64),
}

fn event() -> impl Strategy<Value = Event> {
    let worker = || 0..WORKERS.len();
    prop_oneof![
        3 => Just(Event::Publish),
        6 => worker().prop_map(Event::Claim),
        8 => worker().prop_map(Event::Offer),
        2 => worker().prop_map(Event::Refuse),
        1 => worker().prop_map(Event::Silence),
        6 => worker().prop_map(Event::Settle),
        2 => worker().prop_map(Event::Crash),
        1 => worker().prop_map(Event::StandStill),
        1 => Just(Event::Repeat),
        2 => (1..4_i64).prop_map(Event::Pass),
        1 => prop::sample::select(vec![-3_600, -180, 180, 3_600]).prop_map(Event::Jump),
        1 => prop::sample::select(vec![-3_600, -180, 0, 180, 3_600]).prop_map(Event::Skew),
    ]
}

#[derive(Default)]
struct Worker {
    hand: Vec<Claimed>,
    /// Taken by the far end, and not yet written down.
    unwritten: Vec<DeliveryId>,
}

struct Model<'c> {
    conn: &'c mut AnyConnection,
    now: DateTime<Utc>,
    /// How far the publishing server's clock is ahead.
    skew: TimeDelta,
    incident: IncidentId,
    newest: Option<MessageId>,
    workers: [Worker; 2],
    /// What the far end took, in order: to whom, of which message, which delivery.
    taken: Vec<(String, i64, DeliveryId)>,
    /// How often each delivery may have been taken without our knowing.
    excuses: BTreeMap<DeliveryId, usize>,
}

impl<'c> Model<'c> {
    fn new(conn: &'c mut AnyConnection) -> Self {
        let incident = bulletin::incident(conn, START, CONTACTS);
        let (workers, taken, excuses) = (Default::default(), Vec::new(), BTreeMap::new());
        Model { conn, now: START, skew: TimeDelta::zero(), incident, newest: None, workers, taken, excuses }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Publish => self.publish(),
            Event::Claim(worker) => self.claim(worker),
            Event::Offer(worker) => {
                if let Some(row) = self.offered(worker) {
                    self.take(&row);
                    self.workers[worker].unwritten.push(DeliveryId(row.id));
                }
            }
            Event::Refuse(worker) => {
                if let Some(row) = self.offered(worker) {
                    let at = self.now + TimeDelta::minutes(1);
                    self.not_taken(worker, &row, Verdict::Again { refused_at: self.now, at, counts: true });
                }
            }
            Event::Silence(worker) => {
                if let Some(row) = self.offered(worker) {
                    self.take(&row);
                    *self.excuses.entry(DeliveryId(row.id)).or_default() += 1;
                    let repeat_at = Some(self.now + TimeDelta::minutes(5));
                    self.not_taken(worker, &row, Verdict::Uncertain { repeat_at });
                }
            }
            Event::Settle(worker) => {
                let letters: Vec<Taken> = std::mem::take(&mut self.workers[worker].unwritten)
                    .into_iter()
                    .map(|delivery| Taken { delivery, provider_ref: None })
                    .collect();
                delivery::taken(self.conn, self.now, "relay", &letters).expect("a settlement");
            }
            Event::Crash(worker) => {
                for delivery in std::mem::take(&mut self.workers[worker]).unwritten {
                    *self.excuses.entry(delivery).or_default() += 1;
                }
                self.take_back(WORKERS[1 - worker], |holder| holder == WORKERS[worker]);
            }
            Event::StandStill(worker) => {
                self.now += delivery::LEASE + TimeDelta::seconds(1);
                self.take_back(WORKERS[1 - worker], |_| false);
            }
            Event::Repeat => {
                delivery::repeat_due(self.conn, self.now).expect("repetitions");
            }
            Event::Pass(minutes) => self.now += TimeDelta::minutes(minutes),
            Event::Jump(seconds) => self.now += TimeDelta::seconds(seconds),
            Event::Skew(seconds) => self.skew = TimeDelta::seconds(seconds),
        }
    }

    fn publish(&mut self) {
        self.newest = Some(bulletin::publish(self.conn, self.now + self.skew, self.incident).0);
    }

    fn claim(&mut self, worker: usize) {
        let claim = Claim { worker: WORKERS[worker], channel: Channel::Email, now: self.now, limit: 2, trial: None };
        let claimed = delivery::claim(self.conn, &claim).expect("a claim");
        self.workers[worker].hand.extend(claimed);
    }

    /// The first letter in the hand that it still holds; the others that it does not hold any more are dropped.
    fn offered(&mut self, worker: usize) -> Option<Claimed> {
        let hand = std::mem::take(&mut self.workers[worker].hand);
        let ids: Vec<DeliveryId> = hand.iter().map(|row| DeliveryId(row.id)).collect();
        let kept: BTreeSet<DeliveryId> =
            delivery::still_held(self.conn, WORKERS[worker], &ids).expect("a confirmation").into_iter().collect();
        let (mut kept, lost): (Vec<_>, Vec<_>) = hand.into_iter().partition(|row| kept.contains(&DeliveryId(row.id)));
        let lost: Vec<DeliveryId> = lost.iter().map(|row| DeliveryId(row.id)).collect();
        delivery::release(self.conn, WORKERS[worker], &lost).expect("a release");
        let first = (!kept.is_empty()).then(|| kept.remove(0));
        self.workers[worker].hand = kept;
        first
    }

    fn take(&mut self, row: &Claimed) {
        self.taken.push((row.address.clone(), row.message_id, DeliveryId(row.id)));
    }

    fn not_taken(&mut self, worker: usize, row: &Claimed, verdict: Verdict) {
        let attempt =
            NotTaken { delivery: DeliveryId(row.id), route: "relay".to_owned(), detail: "no".to_owned(), verdict };
        delivery::not_taken(self.conn, self.now, WORKERS[worker], &attempt).expect("a settlement");
    }

    fn take_back(&mut self, by: &str, gone: impl Fn(&str) -> bool) {
        let hands = delivery::hands_of_others(self.conn, by).expect("hands");
        for held in delivery::held_of(self.conn, &hands).expect("who holds what") {
            if gone(&held.holder) || held.is_over(self.now) {
                delivery::take_back(self.conn, &held).expect("a takeover");
                // Whose letters are taken over may have offered some of them, and lives on.
                let worker = self.workers.iter().zip(WORKERS).find(|(_, name)| *name == held.holder);
                for delivery in worker.iter().flat_map(|(worker, _)| &worker.unwritten) {
                    *self.excuses.entry(*delivery).or_default() += 1;
                }
            }
        }
    }

    /// Everything comes to its end: what is known is written down, the dead are buried, one worker sends the rest.
    fn end(&mut self) {
        for worker in 0..WORKERS.len() {
            self.happen(Event::Settle(worker));
            self.happen(Event::Crash(worker));
        }
        for _ in 0..200 {
            self.now += TimeDelta::minutes(1);
            self.happen(Event::Repeat);
            self.happen(Event::Claim(0));
            for _ in 0..CONTACTS {
                self.happen(Event::Offer(0));
            }
            self.happen(Event::Settle(0));
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let (mut newest_to, mut copies): (BTreeMap<&str, i64>, BTreeMap<DeliveryId, usize>) = Default::default();
        for (to, message, delivery) in &self.taken {
            let copy = copies.entry(*delivery).or_default();
            *copy += 1;
            let newest = newest_to.entry(to).or_default();
            prop_assert!(*copy > 1 || message >= newest, "{} got {} after {}", to, message, newest);
            *newest = (*newest).max(*message);
        }
        for (delivery, count) in copies {
            let excused = self.excuses.get(&delivery).copied().unwrap_or_default();
            prop_assert!(count <= 1 + excused, "{} was sent {} times, {} may be", delivery, count, 1 + excused);
        }
        let last = self.newest.map(|message| message.0).unwrap_or_default();
        for number in 0..CONTACTS {
            let to = bulletin::address(number);
            prop_assert_eq!(newest_to.get(to.as_str()), Some(&last), "{} has the last word", to);
        }
        Ok(())
    }
}

fn play(conn: &mut AnyConnection, events: Vec<Event>) -> Result<(), TestCaseError> {
    let mut model = Model::new(conn);
    model.happen(Event::Publish);
    for event in events {
        model.happen(event);
    }
    model.end();
    model.check()
}

/// The same events at every run.
fn whatever_happens(play: impl Fn(Vec<Event>) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner.run(&prop::collection::vec(event(), 1..60), play).expect("every order of events");
}

#[test]
fn nobody_is_without_the_last_word_and_no_older_one_comes_first_after_it_on_sqlite() {
    whatever_happens(|events| on_sqlite(|pool| play(&mut pool.get().expect("a connection"), events)));
}

#[test]
fn nobody_is_without_the_last_word_and_no_older_one_comes_first_after_it_on_postgresql() {
    whatever_happens(|events| on_postgres(|pool| play(&mut pool.get().expect("a connection"), events)));
}
