//! The connections to one server: a few, kept while they are of use.
//!
//! Guarantee: never more than the settings allow; a connection that nobody has used for a while is closed in due form, also
//! when nothing is sent any more. When the server lets in fewer than we may open, the ones that are in do the work.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore, SemaphorePermit},
    time::{Instant, sleep, timeout},
};

use super::{
    connection::{Door, NotOpened},
    session::Connection,
};

/// How long leave-taking may last.
const FAREWELL: Duration = Duration::from_secs(5);

pub(super) struct Pool {
    door: Door,
    idle: Mutex<Vec<Idle>>,
    idle_limit: Duration,
    permits: Semaphore,
    lent: AtomicUsize,
    returned: Notify,
    sweeping: AtomicBool,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

/// A connection in somebody's hands. Dropped, it is closed; it goes on living only when it is given back.
pub(super) struct Line<'a> {
    pool: &'a Arc<Pool>,
    connection: Connection,
    was_idle: bool,
    _lent: Lent<'a>,
    _permit: SemaphorePermit<'a>,
}

/// Counts those who are at work or on their way in.
struct Lent<'a>(&'a Pool);

impl<'a> Lent<'a> {
    fn of(pool: &'a Pool) -> Self {
        pool.lent.fetch_add(1, Ordering::SeqCst);
        Lent(pool)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.0.lent.fetch_sub(1, Ordering::SeqCst);
        self.0.returned.notify_waiters();
    }
}

impl Line<'_> {
    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// It lay in the pool before: the server may have hung up meanwhile.
    pub(super) fn was_idle(&self) -> bool {
        self.was_idle
    }

    /// Back into the pool, for the next mail.
    pub(super) fn give_back(self) {
        let Line { pool, connection, _lent, _permit, .. } = self;
        pool.keep(connection);
    }
}

impl Pool {
    pub(super) fn new(door: Door, size: usize, idle_limit: Duration) -> Self {
        Pool {
            door,
            idle: Mutex::default(),
            idle_limit,
            permits: Semaphore::new(size),
            lent: AtomicUsize::new(0),
            returned: Notify::new(),
            sweeping: AtomicBool::new(false),
        }
    }

    /// A connection: one that lies idle, else a new one.
    pub(super) async fn borrow(self: &Arc<Self>) -> Result<Line<'_>, NotOpened> {
        let closed = |_| NotOpened::NotLetIn { server: String::new(), problem: "the pool is closed".to_owned() };
        let permit = self.permits.acquire().await.map_err(closed)?;
        let lent = Lent::of(self);
        if let Some(connection) = self.take_idle() {
            return Ok(Line { pool: self, connection, was_idle: true, _lent: lent, _permit: permit });
        }
        match self.door.open().await {
            Ok(connection) => Ok(Line { pool: self, connection, was_idle: false, _lent: lent, _permit: permit }),
            Err(no) => {
                drop(lent);
                let connection = self.returned_by_others(no).await?;
                Ok(Line { pool: self, connection, was_idle: true, _lent: Lent::of(self), _permit: permit })
            }
        }
    }

    /// Does the server still let us in? What was opened for the question is kept.
    pub(super) async fn probe(self: &Arc<Self>) -> Result<(), NotOpened> {
        let connection = self.door.open().await?;
        self.keep(connection);
        Ok(())
    }

    /// The server lets no more in. As long as others are at work, their connections come free.
    async fn returned_by_others(&self, no: NotOpened) -> Result<Connection, NotOpened> {
        loop {
            let returned = self.returned.notified();
            if let Some(connection) = self.take_idle() {
                return Ok(connection);
            }
            if self.lent.load(Ordering::SeqCst) == 0 {
                return Err(no);
            }
            returned.await;
        }
    }

    /// The one that was used last, so that the others may grow old and go.
    fn take_idle(&self) -> Option<Connection> {
        self.lock().pop().map(|idle| idle.connection)
    }

    fn keep(self: &Arc<Self>, connection: Connection) {
        self.lock().push(Idle { connection, since: Instant::now() });
        if !self.sweeping.swap(true, Ordering::SeqCst) {
            tokio::spawn(sweep(Arc::downgrade(self), self.idle_limit));
        }
    }

    /// Takes out what has been idle for too long; false when nothing is left to watch.
    fn too_old(&self) -> (Vec<Connection>, bool) {
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
        (old.into_iter().map(|one| one.connection).collect(), watch)
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
        for connection in old {
            let _ = timeout(FAREWELL, connection.quit()).await;
        }
        if !watch {
            return;
        }
    }
}
