//! Keeps the snapshot true: makes a new one when something changed, and says the age of the last one when nothing can be known.
//!
//! Guarantee: reading never waits for the database; a change is seen at once in this process and within [`POLL`] in others;
//! if the database is gone the last snapshot stays and tells its age.
//! Non-goal: serving; see [`super::front`].

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_store::counter;
use majakka_store::error::{Error, Result};
use majakka_store::status_page::{self, Member, StatusData};
use quick_cache::sync::Cache;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::snapshot::Snapshot;
use crate::assets;

/// How often the database is asked whether the page has changed. A bulletin has to be visible within a second.
pub const POLL: Duration = Duration::from_millis(400);
/// Even when nothing changed the page is made anew this often, so that the time that it names is not old.
const RENEW: TimeDelta = TimeDelta::minutes(5);

/// So many organisations are remembered whose own views were asked for.
const MEMBERS: usize = 4_096;

/// The public page of this process.
pub struct SnapshotCache {
    app: App,
    snapshot: ArcSwap<Snapshot>,
    /// The last moment at which all was known, in microseconds since 1970.
    known: AtomicI64,
    /// One look at a time.
    looking: Mutex<()>,
    /// Whose own views were asked for, with the page's revision at which they were read.
    members: Cache<String, (i64, Arc<Member>)>,
    /// Is it for others to carry, without this server behind it?
    alone: bool,
    /// Rises with every new snapshot.
    shown: watch::Sender<u64>,
}

impl SnapshotCache {
    /// Makes the first snapshot. Waits for the database.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(app: &App) -> Result<Arc<Self>> {
        SnapshotCache::new(app, false)
    }

    /// The same for the export: nothing is packed, and nothing leads to what only a server has.
    ///
    /// # Errors
    /// What the database says.
    pub fn to_export(app: &App) -> Result<Arc<Self>> {
        SnapshotCache::new(app, true)
    }

    fn new(app: &App, alone: bool) -> Result<Arc<Self>> {
        let now = app.clock.now();
        let data = app.read(|conn| status_page::known(conn, &app.catalogue, now, None))?;
        Ok(Arc::new(SnapshotCache {
            app: app.clone(),
            snapshot: ArcSwap::from_pointee(snapshot(app, Arc::new(data), now, now, alone)?),
            known: AtomicI64::new(now.timestamp_micros()),
            looking: Mutex::new(()),
            members: Cache::new(MEMBERS),
            alone,
            shown: watch::Sender::new(0),
        }))
    }

    /// Every public page and feed with its file name, and what the pages need beside them.
    ///
    /// # Errors
    /// A page that cannot be made.
    pub fn files(&self) -> Result<BTreeMap<String, Bytes>> {
        let mut files = self.snapshot().files()?;
        let assets = assets::all().map(|(name, asset)| (format!("{}/{name}", assets::base()), asset.plain.clone()));
        files.extend(assets.map(|(name, body)| (name.trim_start_matches('/').to_owned(), body)));
        Ok(files)
    }

    /// Hears when a new snapshot is shown.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.shown.subscribe()
    }

    fn show(&self, data: Arc<StatusData>, known: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
        self.snapshot.store(Arc::new(snapshot(&self.app, data, known, now, self.alone)?));
        self.shown.send_modify(|count| *count += 1);
        Ok(())
    }

    /// The pages as they are now.
    pub(super) fn shown(&self) -> arc_swap::Guard<Arc<Snapshot>> {
        self.snapshot.load()
    }

    /// The same for who needs them longer than a moment.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Whose view bears this short name. Waits for the database, unless nothing has changed since it was asked last.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away and nobody has asked for this view before.
    pub(super) fn member(&self, slug: &str) -> Result<Option<Arc<Member>>> {
        let revision = self.shown().data.revision;
        let before = self.members.get(slug);
        if let Some((_, member)) = before.as_ref().filter(|(at, _)| *at == revision) {
            return Ok(Some(Arc::clone(member)));
        }
        match (self.app.read(|conn| status_page::member(conn, slug)), before) {
            (Ok(Some(member)), _) => {
                let member = Arc::new(member);
                self.members.insert(slug.to_owned(), (revision, Arc::clone(&member)));
                Ok(Some(member))
            }
            (Ok(None), _) => {
                self.members.remove(slug);
                Ok(None)
            }
            // Its name may be an old one; whether it asks for a sign-in is told by the snapshot.
            (Err(_), Some((_, member))) => Ok(Some(member)),
            (Err(cause), None) => {
                tracing::warn!(%cause, slug, "whose view it is cannot be asked");
                Err(Error::Unavailable("the view cannot be made while the database is away".to_owned()))
            }
        }
    }

    /// Asks the database whether anything changed, and makes a new snapshot if so. Waits for the database.
    ///
    /// # Errors
    /// What the database says; the last snapshot stays.
    pub fn look(&self) -> Result<()> {
        let _one_at_a_time = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = self.app.read(counter::page_revision)?;
        let now = self.app.clock.now();
        let shown = self.snapshot.load();
        let due = shown.data.next_change().is_some_and(|at| at <= now);
        let old = now - shown.made >= RENEW || shown.age() > 0 || now < shown.made;
        if revision != shown.data.revision || due || old {
            let data = self.app.read(|conn| status_page::known(conn, &self.app.catalogue, now, Some(&shown.data)))?;
            self.show(Arc::new(data), now, now)?;
        }
        // Only now: a database that counts but cannot be read tells nothing.
        self.known.store(now.timestamp_micros(), Ordering::Relaxed);
        Ok(())
    }

    /// Lets the page say its age, once a minute, while nothing can be known. Needs no database.
    ///
    /// # Errors
    /// A page that cannot be made.
    pub fn grow_old(&self) -> Result<()> {
        let now = self.app.clock.now();
        let known = DateTime::from_timestamp_micros(self.known.load(Ordering::Relaxed)).unwrap_or(now);
        let shown = self.snapshot.load();
        if (now - known).num_minutes() > shown.age() {
            self.show(Arc::clone(&shown.data), known, now)?;
        }
        Ok(())
    }

    /// Keeps the snapshot true for as long as anybody else holds the board.
    pub async fn keep(self: Arc<Self>) {
        let changed = Arc::clone(&self.app.page_changed);
        let board = Arc::downgrade(&self);
        drop(self);
        let mut look: Option<JoinHandle<()>> = None;
        loop {
            // Whether it was a change or only time that passed makes no difference to what has to be done.
            let _ = tokio::time::timeout(POLL, changed.notified()).await;
            // A database that does not answer must not hold up the page's age.
            if look.as_ref().is_none_or(JoinHandle::is_finished) {
                let Some(board) = Weak::upgrade(&board) else { return };
                look = Some(tokio::task::spawn_blocking(move || {
                    if let Err(cause) = board.look()
                        && !cause.is_trouble()
                    {
                        tracing::warn!(%cause, "the public page could not be renewed; it shows what was known last, with its age");
                    }
                }));
                // What comes in a storm is gathered.
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
            let Some(board) = Weak::upgrade(&board) else { return };
            if let Err(cause) = board.grow_old() {
                tracing::error!(%cause, "the public page cannot say its age");
            }
        }
    }
}

fn snapshot(
    app: &App,
    data: Arc<StatusData>,
    known: DateTime<Utc>,
    now: DateTime<Utc>,
    alone: bool,
) -> Result<Snapshot> {
    if alone { Ok(Snapshot::to_export(app, data, known, now)) } else { Snapshot::to_serve(app, data, known, now) }
}
