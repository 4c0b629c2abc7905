//! An inbox that writes down what comes; it fails as often as it is told to.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use majakka_app::command::delivery::inbound::Inbound;
use majakka_domain::delivery::Fate;
use majakka_domain::id::DeliveryId;
use majakka_notifier::channel::hooks::{Inbox, InboxError};

#[derive(Default)]
pub(crate) struct Book {
    pub(crate) settled: Mutex<Vec<(DeliveryId, Fate, String)>>,
    pub(crate) replies: Mutex<Vec<Inbound>>,
    pub(crate) failures: AtomicUsize,
}

impl Book {
    fn fails(&self) -> bool {
        self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

impl Inbox for Book {
    fn receipt(&self, delivery: DeliveryId, fate: Fate, detail: String) -> BoxFuture<'_, Result<(), InboxError>> {
        Box::pin(async move {
            if self.fails() {
                return Err("the database is away".into());
            }
            self.settled.lock().unwrap().push((delivery, fate, detail));
            Ok(())
        })
    }

    fn reply(&self, reply: Inbound) -> BoxFuture<'_, Result<(), InboxError>> {
        Box::pin(async move {
            if self.fails() {
                return Err("the database is away".into());
            }
            self.replies.lock().unwrap().push(reply);
            Ok(())
        })
    }
}
