//! A delivery never reaches a state outside its table, whatever gateways, receipts, workers and people do, in any order.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::delivery::{Cause, Fate};
use majakka_domain::id::{DeliveryId, IncidentId, MessageId};
use majakka_domain::terms::{Channel, DeliveryState as State};
use majakka_store::db::AnyConnection;
use majakka_store::db::schema::deliveries;
use majakka_store::delivery::{self, Claim, NotTaken, Taken, Verdict};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::bulletin;
use crate::databases::{on_postgres, on_sqlite};

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");
const CASES: u32 = 12;
const CONTACTS: usize = 2;
const WORKERS: [&str; 2] = ["one", "other"];

/// What happens. Deliveries and messages are counted from the first one, and around.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// A bulletin to everybody, before which older ones make way.
    Publish,
    /// A worker claims what is due.
    Claim(usize),
    /// A worker writes down what the gateway said, whether it holds the lease or not.
    Accepted(usize),
    Refused(usize, usize),
    Later(usize, usize),
    Silent(usize, usize),
    /// What another worker held is taken back.
    TakenBack(usize),
    /// What was not answered is put into the queue again.
    Repeated,
    /// A receipt comes, early, late, or again.
    Receipt(usize, State),
    /// A person sends a message again to those whom it did not reach.
    Again(usize),
    /// Minutes pass.
    Pass(i64),
}

fn event() -> impl Strategy<Value = Event> {
    let (worker, which) = (0..WORKERS.len(), 0..8_usize);
    let say = (worker.clone(), which.clone());
    prop_oneof![
        Just(Event::Publish),
        worker.prop_map(Event::Claim),
        say.clone().prop_map(|(_, which)| Event::Accepted(which)),
        say.clone().prop_map(|(worker, which)| Event::Refused(worker, which)),
        say.clone().prop_map(|(worker, which)| Event::Later(worker, which)),
        say.prop_map(|(worker, which)| Event::Silent(worker, which)),
        (0..WORKERS.len()).prop_map(Event::TakenBack),
        Just(Event::Repeated),
        (which.clone(), prop::sample::select(vec![State::Delivered, State::Failed]))
            .prop_map(|(which, state)| Event::Receipt(which, state)),
        which.prop_map(Event::Again),
        (1..5_i64).prop_map(Event::Pass),
    ]
}

/// The table: what may lead from where to where.
fn is_in_the_table(from: State, event: Event, to: State) -> bool {
    use State::{Delivered, Failed, Queued, Sent, Superseded, Uncertain};
    matches!(
        (from, event, to),
        (Queued, Event::Publish, Superseded)
            // What went out has gone out, also when a newer word took its place meanwhile.
            | (Queued | Superseded | Uncertain, Event::Accepted(..), Sent)
            // What was offered and not answered may have gone out, and so may what a dead worker held.
            | (Queued | Superseded, Event::Silent(..), Uncertain)
            | (Superseded, Event::TakenBack(_), Uncertain)
            | (Uncertain, Event::Repeated, Queued)
            | (Queued, Event::Refused(..), Failed)
            // Whoever has it has it, whatever was said before.
            | (Queued | Sent | Uncertain | Failed, Event::Receipt(_, Delivered), Delivered)
            | (Queued | Sent | Uncertain, Event::Receipt(_, Failed), Failed)
            | (Failed, Event::Again(_), Queued)
    )
}

/// Deliveries of one incident.
struct Outbox<'c> {
    conn: &'c mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    messages: Vec<MessageId>,
}

impl<'c> Outbox<'c> {
    fn new(conn: &'c mut AnyConnection) -> Self {
        let incident = bulletin::incident(conn, START, CONTACTS);
        Outbox { conn, now: START, incident, messages: Vec::new() }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Publish => self.publish(),
            Event::Claim(worker) => {
                let worker = WORKERS[worker];
                let claim = Claim { worker, channel: Channel::Email, now: self.now, limit: 10, trial: None };
                delivery::claim(self.conn, &claim).expect("a batch");
            }
            Event::Accepted(which) => {
                if let Some(delivery) = self.pick(which) {
                    let taken = Taken { delivery, provider_ref: None };
                    delivery::taken(self.conn, self.now, "relay", &[taken]).expect("a settlement");
                }
            }
            Event::Refused(worker, which) => self.not_taken(worker, which, Verdict::Failed),
            Event::Later(worker, which) => {
                let at = self.now + TimeDelta::minutes(1);
                self.not_taken(worker, which, Verdict::Again { refused_at: self.now, at, counts: true });
            }
            Event::Silent(worker, which) => {
                let repeat_at = Some(self.now + TimeDelta::minutes(1));
                self.not_taken(worker, which, Verdict::Uncertain { repeat_at });
            }
            Event::TakenBack(worker) => {
                let hands = delivery::hands_of_others(self.conn, WORKERS[worker]).expect("hands");
                for held in delivery::held_of(self.conn, &hands).expect("who holds what") {
                    delivery::take_back(self.conn, &held).expect("a takeover");
                }
            }
            Event::Repeated => {
                delivery::repeat_due(self.conn, self.now).expect("repetitions");
            }
            Event::Receipt(which, state) => {
                if let Some(id) = self.pick(which) {
                    let fate = if state == State::Delivered { Fate::Delivered } else { Fate::Failed(Cause::Expired) };
                    delivery::receive(self.conn, self.now, id, fate, "").expect("a receipt");
                }
            }
            Event::Again(which) => {
                if let Some(message) = self.messages.get(which % self.messages.len().max(1)) {
                    delivery::offer_again(self.conn, self.now, *message).expect("another try");
                }
            }
            Event::Pass(minutes) => self.now += TimeDelta::minutes(minutes),
        }
    }

    fn publish(&mut self) {
        let (id, told) = bulletin::publish(self.conn, self.now, self.incident);
        assert_eq!(told, CONTACTS);
        self.messages.push(id);
    }

    fn not_taken(&mut self, worker: usize, which: usize, verdict: Verdict) {
        if let Some(delivery) = self.pick(which) {
            let attempt = NotTaken { delivery, route: "relay".to_owned(), detail: "no".to_owned(), verdict };
            delivery::not_taken(self.conn, self.now, WORKERS[worker], &attempt).expect("a settlement");
        }
    }

    fn pick(&mut self, which: usize) -> Option<DeliveryId> {
        let all: Vec<i64> = self.states().into_keys().collect();
        all.get(which % all.len().max(1)).map(|id| DeliveryId(*id))
    }

    fn states(&mut self) -> BTreeMap<i64, State> {
        let rows: Vec<(i64, String)> =
            deliveries::table.select((deliveries::id, deliveries::state)).load(self.conn).expect("deliveries");
        rows.into_iter().map(|(id, state)| (id, state.parse().expect("a state"))).collect()
    }
}

fn no_state_outside_the_table(conn: &mut AnyConnection, events: Vec<Event>) -> Result<(), TestCaseError> {
    let mut outbox = Outbox::new(conn);
    let mut before = outbox.states();
    for event in events {
        outbox.happen(event);
        let after = outbox.states();
        for (id, to) in &after {
            match before.get(id) {
                Some(from) => prop_assert!(
                    from == to || is_in_the_table(*from, event, *to),
                    "delivery {} went from {} to {} by {:?}",
                    id,
                    from,
                    to,
                    event
                ),
                None => prop_assert_eq!(*to, State::Queued, "a new one waits for its turn"),
            }
        }
        prop_assert!(before.keys().all(|id| after.contains_key(id)), "none is lost");
        before = after;
    }
    Ok(())
}

/// The same events at every run.
fn whatever_happens(play: impl Fn(Vec<Event>) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    // A bulletin has gone out before anything else can happen.
    let events = prop::collection::vec(event(), 1..40).prop_map(|events| [vec![Event::Publish], events].concat());
    runner.run(&events, play).expect("every order of events");
}

#[test]
fn a_delivery_never_leaves_its_table_on_sqlite() {
    whatever_happens(|events| {
        on_sqlite(|pool| no_state_outside_the_table(&mut pool.get().expect("a connection"), events))
    });
}

#[test]
fn a_delivery_never_leaves_its_table_on_postgresql() {
    whatever_happens(|events| {
        on_postgres(|pool| no_state_outside_the_table(&mut pool.get().expect("a connection"), events))
    });
}
