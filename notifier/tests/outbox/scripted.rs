//! A gateway that does what a story tells it to: answers an address in its own way, and holds letters back until it may go on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;
use majakka_notifier::channel::{Gateway, Letter, Outcome};
use tokio::sync::Semaphore;

/// What came out of the house, over all channels, in order.
pub(crate) type Log = Arc<Mutex<Vec<Letter>>>;

#[derive(Clone)]
pub(crate) struct Scripted {
    channel: Channel,
    log: Log,
    answers: Arc<Mutex<HashMap<String, Outcome>>>,
    /// Gets a permit for each batch that has arrived.
    pub(crate) arrived: Arc<Semaphore>,
    /// Each batch needs a permit to be answered.
    pub(crate) may_answer: Arc<Semaphore>,
}

impl Scripted {
    /// Takes everything at once.
    pub(crate) fn new(channel: Channel, log: &Log) -> Arc<Self> {
        Arc::new(Scripted {
            channel,
            log: log.clone(),
            answers: Arc::default(),
            arrived: Arc::new(Semaphore::new(0)),
            may_answer: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        })
    }

    /// Holds every batch until `may_answer` gets a permit.
    pub(crate) fn holding(channel: Channel, log: &Log) -> Arc<Self> {
        Arc::new(Scripted { may_answer: Arc::new(Semaphore::new(0)), ..Self::clone(&Scripted::new(channel, log)) })
    }

    /// From now on this address is answered so.
    pub(crate) fn answer(&self, address: &str, outcome: Outcome) {
        self.answers.lock().unwrap().insert(address.to_owned(), outcome);
    }
}

impl Gateway for Scripted {
    fn channel(&self) -> Channel {
        self.channel
    }

    fn send(&self, letters: Vec<Letter>) -> BoxFuture<'_, Vec<(DeliveryId, Outcome)>> {
        Box::pin(async move {
            self.arrived.add_permits(1);
            self.may_answer.acquire().await.unwrap().forget();
            let answers = self.answers.lock().unwrap().clone();
            let mut log = self.log.lock().unwrap();
            let mut offer = |letter: Letter| {
                let accepted = Outcome::Accepted { provider_ref: None };
                let outcome = answers.get(&letter.to).cloned().unwrap_or(accepted);
                let id = letter.delivery;
                if matches!(outcome, Outcome::Accepted { .. }) {
                    log.push(letter);
                }
                (id, outcome)
            };
            letters.into_iter().map(&mut offer).collect()
        })
    }
}
