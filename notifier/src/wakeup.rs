//! A thread that listens for the hints of other processes that share the database, and passes them on in this one; its
//! session shows them that this worker is there.
//!
//! Guarantee: losing the connection loses hints only; until there is a new one the loops look by themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use majakka_store::db::{DbUrl, Listener};
use majakka_store::error::Result;
use tokio::sync::Notify;

/// How late a hint may be.
const LOOK: Duration = Duration::from_millis(50);
/// So many looks pass before a lost connection is opened again: sooner than others take a worker without one for gone.
const LOOKS_BEFORE_AGAIN: u32 = 40;

/// Ends the thread when it is dropped.
pub(crate) struct Wakeup(Arc<AtomicBool>);

impl Drop for Wakeup {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Starts to listen, where there is something to listen to.
pub(crate) fn open(url: DbUrl, worker: String, wake: Arc<Notify>) -> Wakeup {
    let closed = Arc::new(AtomicBool::new(false));
    let wakeup = Wakeup(closed.clone());
    if !url.is_sqlite() {
        let listening = thread::Builder::new()
            .name("majakka-wakeup".to_owned())
            .spawn(move || listen(&url, &worker, &wake, &closed));
        if let Err(error) = listening {
            tracing::warn!(%error, "cannot start the thread that listens to the database; the outbox is only polled");
        }
    }
    wakeup
}

fn listen(url: &DbUrl, worker: &str, wake: &Notify, closed: &AtomicBool) {
    while !closed.load(Ordering::Relaxed) {
        // What it is, the loops say: they meet the same.
        if let Err(error) = listen_once(url, worker, wake, closed)
            && !error.is_trouble()
        {
            tracing::warn!(%error, "not listening to the database's notifications; listening again in 2 s, the outbox is polled meanwhile");
        }
        for _ in 0..LOOKS_BEFORE_AGAIN {
            if closed.load(Ordering::Relaxed) {
                return;
            }
            thread::sleep(LOOK);
        }
    }
}

fn listen_once(url: &DbUrl, worker: &str, wake: &Notify, closed: &AtomicBool) -> Result<()> {
    let Some(mut listener) = Listener::open(url, worker)? else { return Ok(()) };
    // Hints may have gone by unheard.
    wake.notify_waiters();
    while !closed.load(Ordering::Relaxed) {
        if listener.heard()? > 0 {
            wake.notify_waiters();
        }
        thread::sleep(LOOK);
    }
    Ok(())
}
