//! A gateway that does what a story tells it to: answers an address in its own way, and holds letters back until it may go on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use majakka_domain::delivery::{Refusal, Whose};
use majakka_domain::terms::Channel;
use majakka_notifier::channel::{Gateway, OutboundMessage, Outcome};
use tokio::sync::Semaphore;

/// What came out of the house, over all channels, in order.
pub(crate) type Log = Arc<Mutex<Vec<OutboundMessage>>>;

#[derive(Clone)]
pub(crate) struct Scripted {
    channel: Channel,
    log: Log,
    answers: Arc<Mutex<HashMap<String, Outcome>>>,
    width: usize,
    /// Gets a permit for each letter that has arrived.
    pub(crate) arrived: Arc<Semaphore>,
    /// Each letter needs a permit to be answered.
    pub(crate) may_answer: Arc<Semaphore>,
}

impl Scripted {
    /// Takes everything at once.
    pub(crate) fn new(channel: Channel, log: &Log) -> Arc<Self> {
        Arc::new(Scripted {
            channel,
            width: 1,
            log: log.clone(),
            answers: Arc::default(),
            arrived: Arc::new(Semaphore::new(0)),
            may_answer: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        })
    }

    /// Holds every letter until `may_answer` gets a permit; takes `width` at a time.
    pub(crate) fn holding(channel: Channel, log: &Log, width: usize) -> Arc<Self> {
        let may_answer = Arc::new(Semaphore::new(0));
        Arc::new(Scripted { may_answer, width, ..Self::clone(&Scripted::new(channel, log)) })
    }

    /// From now on this address is answered so.
    pub(crate) fn answer(&self, address: &str, outcome: Outcome) {
        self.answers.lock().unwrap().insert(address.to_owned(), outcome);
    }
}

impl Gateway for Scripted {
    fn route(&self) -> &str {
        "scripted"
    }

    fn channel(&self) -> Channel {
        self.channel
    }

    fn width(&self) -> usize {
        self.width
    }

    fn offer<'a>(&'a self, letter: &'a OutboundMessage, _: u32) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            self.arrived.add_permits(1);
            self.may_answer.acquire().await.unwrap().forget();
            let accepted = Outcome::Accepted { provider_ref: None };
            let outcome = self.answers.lock().unwrap().get(&letter.to).cloned().unwrap_or(accepted);
            if matches!(outcome, Outcome::Accepted { .. }) {
                self.log.lock().unwrap().push(letter.clone());
            }
            outcome
        })
    }
}

/// The recipient is not known, for good.
pub(crate) fn no_such_user(detail: &str) -> Outcome {
    Outcome::Refused { refusal: Refusal::permanent(Whose::Recipient), detail: detail.to_owned() }
}

/// The recipient cannot be served now.
pub(crate) fn later(detail: &str) -> Outcome {
    Outcome::Refused { refusal: Refusal::temporary(Whose::Recipient), detail: detail.to_owned() }
}
