//! The connections to one server: a few, kept while they are of use.
//!
//! Guarantee: never more than the settings allow; a connection that nobody has used for a while is closed in due form, also
//! when nothing is sent any more. Whoever waits for a connection takes the first that is free, his own new one or another's:
//! a server that lets in fewer than we may open, or lets them wait at the connector, is served by the ones that are in.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot},
    time::{Instant, sleep, timeout},
};

use super::{
    connection::{Connector, NotOpened},
    session::Connection,
};

/// How long leave-taking may last.
const FAREWELL: Duration = Duration::from_secs(5);

pub(super) struct Pool {
    connector: Connector,
    idle: Mutex<Vec<Idle>>,
    idle_limit: Duration,
    size: usize,
    slots: Arc<Semaphore>,
    changed: Arc<Notify>,
    sweeping: AtomicBool,
}

struct Idle {
    connection: Connection,
    slot: Slot,
    used: bool,
    since: Instant,
}

/// The right to have one connection, from before it is opened until it is gone.
struct Slot {
    permit: Option<OwnedSemaphorePermit>,
    changed: Arc<Notify>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.changed.notify_waiters();
    }
}

/// A connection in somebody's hands. Dropped, it is closed; it goes on living only when it is given back.
pub(super) struct PooledConnection<'a> {
    pool: &'a Arc<Pool>,
    connection: Connection,
    slot: Slot,
    was_idle: bool,
}

impl PooledConnection<'_> {
    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// It lay in the pool: the server may have hung up meanwhile.
    pub(super) fn was_idle(&self) -> bool {
        self.was_idle
    }

    /// Back into the pool, for the next mail.
    pub(super) fn give_back(self) {
        self.pool.keep(self.connection, self.slot, true);
    }
}

impl Pool {
    pub(super) fn new(connector: Connector, size: usize, idle_limit: Duration) -> Self {
        Pool {
            connector,
            idle: Mutex::default(),
            idle_limit,
            size,
            slots: Arc::new(Semaphore::new(size)),
            changed: Arc::new(Notify::new()),
            sweeping: AtomicBool::new(false),
        }
    }

    /// A connection: one that is free, or a new one if there may be more.
    pub(super) async fn borrow(self: &Arc<Self>) -> Result<PooledConnection<'_>, NotOpened> {
        let asked = Instant::now();
        let mut refusal = None;
        let mut opening = None;
        loop {
            let changed = self.changed.notified();
            if let Some(line) = self.take_idle(asked) {
                return Ok(line);
            }
            if let Some(no) = &refusal {
                // As long as others are in or on their way in, theirs will come free.
                if self.slots.available_permits() == self.size {
                    return Err(NotOpened::clone(no));
                }
            } else if opening.is_none() {
                opening = self.slot().map(|slot| self.clone().open(slot));
            }
            match &mut opening {
                None => changed.await,
                Some(failure) => tokio::select! {
                    () = changed => {}
                    failed = failure => {
                        refusal = failed.ok();
                        opening = None;
                    }
                },
            }
        }
    }

    /// Does the server still let us in? What was opened for the question is kept, if there is room.
    pub(super) async fn probe(self: &Arc<Self>) -> Result<(), NotOpened> {
        let connection = self.connector.open().await?;
        match self.slot() {
            Some(slot) => self.keep(connection, slot, false),
            None => farewell(connection).await,
        }
        Ok(())
    }

    /// Opens a connection for whoever comes first. The receiver hears of it only if that fails.
    fn open(self: Arc<Self>, slot: Slot) -> oneshot::Receiver<NotOpened> {
        let (failure, heard) = oneshot::channel();
        tokio::spawn(async move {
            match self.connector.open().await {
                Ok(connection) => self.keep(connection, slot, false),
                Err(no) => {
                    drop(slot);
                    let _ = failure.send(no);
                }
            }
        });
        heard
    }

    fn slot(&self) -> Option<Slot> {
        let permit = self.slots.clone().try_acquire_owned().ok()?;
        Some(Slot { permit: Some(permit), changed: self.changed.clone() })
    }

    /// The one that was used last, so that the others may grow old and go. Only what was opened since somebody `asked` for
    /// a connection, and carried nothing yet, has not lain here.
    fn take_idle(self: &Arc<Self>, asked: Instant) -> Option<PooledConnection<'_>> {
        let Idle { connection, slot, used, since } = self.lock().pop()?;
        Some(PooledConnection { pool: self, connection, slot, was_idle: used || since < asked })
    }

    fn keep(self: &Arc<Self>, connection: Connection, slot: Slot, used: bool) {
        self.lock().push(Idle { connection, slot, used, since: Instant::now() });
        self.changed.notify_waiters();
        if !self.sweeping.swap(true, Ordering::SeqCst) {
            tokio::spawn(sweep(Arc::downgrade(self), self.idle_limit));
        }
    }

    /// Takes out what has been idle for too long; false when nothing is left to watch.
    fn too_old(&self) -> (Vec<Idle>, bool) {
        let mut idle = self.lock();
        let all = std::mem::take(&mut *idle);
        let (old, young): (Vec<Idle>, Vec<Idle>) =
            all.into_iter().partition(|one| one.since.elapsed() >= self.idle_limit);
        *idle = young;
        let watch = !idle.is_empty();
        if !watch {
            // Under the lock: whoever keeps a connection after this starts the next sweep.
            self.sweeping.store(false, Ordering::SeqCst);
        }
        (old, watch)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn sweep(pool: Weak<Pool>, pause: Duration) {
    loop {
        sleep(pause).await;
        let Some(pool) = pool.upgrade() else { return };
        let (old, watch) = pool.too_old();
        for Idle { connection, slot, .. } in old {
            farewell(connection).await;
            drop(slot);
        }
        if !watch {
            return;
        }
    }
}

async fn farewell(connection: Connection) {
    let _ = timeout(FAREWELL, connection.quit()).await;
}
