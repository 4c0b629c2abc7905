//! This process among those of the installation: which it is, and that its loops go round.
//!
//! Guarantee: a loop that stands still for [`HUNG`] is named; one that ended is not missed.
//! Non-goal: mending it; whoever watches the process ends it and begins it anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use majakka_store::db::Trouble;
use majakka_store::db::dialect;
use majakka_store::error::{Error, Result};
use majakka_store::process::{self, Process};

use crate::app::App;
use crate::disk;

/// A loop comes round at least once a minute, and the longest that a turn of it may wait for the database and a gateway is less.
pub const HUNG: Duration = Duration::from_secs(120);

/// What was written so lately need not be written again to know that it can be.
const PROVEN: Duration = Duration::from_secs(3);
/// One that had no room for somebody's report so lately is taken for full.
const FULL: Duration = Duration::from_secs(15);
/// A database that is only busy is not one that takes no writes, until it has taken none for so long.
const BUSY: Duration = Duration::from_secs(30);

/// What a loop that sends has done since the process began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Letters taken out of the queue, those that went back into it included.
    pub claimed: u64,
    /// Offers of which it was written down what became of them.
    pub settled: u64,
}

/// The one that runs this.
#[derive(Debug)]
pub struct ThisProcess {
    id: String,
    role: String,
    machine: String,
    started_at: DateTime<Utc>,
    loops: Mutex<BTreeMap<&'static str, Instant>>,
    work: Mutex<BTreeMap<&'static str, Work>>,
    written: Mutex<Option<Instant>>,
}

impl ThisProcess {
    /// `called`: role and machine, as PostgreSQL is told (`majakka notify@tk-01`).
    pub fn new(called: &str, started_at: DateTime<Utc>) -> Self {
        let (role, machine) = called.rsplit_once('@').unwrap_or((called, ""));
        let role = role.strip_prefix("majakka ").unwrap_or(role);
        let (role, machine) = (role.to_owned(), machine.to_owned());
        let id = format!("{machine}-{}-{}", std::process::id(), started_at.timestamp_micros());
        ThisProcess {
            id,
            role,
            machine,
            started_at,
            loops: Mutex::default(),
            work: Mutex::default(),
            written: Mutex::default(),
        }
    }

    /// A loop begins; it has ended when what is given is dropped.
    pub fn begin(self: &Arc<Self>, name: &'static str) -> Loop {
        let begun = Loop { of: Arc::clone(self), name };
        begun.turns();
        begun
    }

    /// For how long each of its loops has not come round.
    pub fn standing(&self) -> Vec<(&'static str, Duration)> {
        self.loops().iter().map(|(name, turned)| (*name, turned.elapsed())).collect()
    }

    /// A loop has done more.
    pub fn worked(&self, name: &'static str, claimed: usize, settled: usize) {
        let mut all = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let work = all.entry(name).or_default();
        work.claimed = work.claimed.saturating_add(u64::try_from(claimed).unwrap_or(u64::MAX));
        work.settled = work.settled.saturating_add(u64::try_from(settled).unwrap_or(u64::MAX));
    }

    /// What each loop that sends has done.
    pub fn work(&self) -> Vec<(&'static str, Work)> {
        let all = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(name, work)| (*name, *work)).collect()
    }

    /// Those that do not come round any more.
    pub fn hung(&self) -> Vec<&'static str> {
        self.standing().into_iter().filter(|(_, since)| *since >= HUNG).map(|(name, _)| name).collect()
    }

    fn loops(&self) -> MutexGuard<'_, BTreeMap<&'static str, Instant>> {
        // Whoever panicked left nothing half done in there.
        self.loops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn written(&self) -> MutexGuard<'_, Option<Instant>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wrote_within(&self, span: Duration) -> bool {
        self.written().is_some_and(|at| at.elapsed() < span)
    }

    fn as_seen(&self, now: DateTime<Utc>, var: &Path) -> Process {
        let slowest = self.standing().into_iter().map(|(_, since)| since).max();
        Process {
            id: self.id.clone(),
            role: self.role.clone(),
            machine: self.machine.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: self.started_at,
            seen_at: now,
            turned_at: slowest.map(|since| now - TimeDelta::from_std(since).unwrap_or(TimeDelta::MAX)),
            disk_used: disk::usage(var).ok().map(|disk| disk.used),
        }
    }
}

/// A loop of this process.
#[derive(Debug)]
pub struct Loop {
    of: Arc<ThisProcess>,
    name: &'static str,
}

impl Loop {
    /// It comes round.
    pub fn turns(&self) {
        self.came_round(Instant::now());
    }

    /// It came round at that moment.
    pub fn came_round(&self, at: Instant) {
        self.of.loops().insert(self.name, at);
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        self.of.loops().remove(self.name);
    }
}

impl App {
    /// Writes down that this process is there, and how it is: the proof that the database takes writes. Done less than three seconds
    /// ago it is not done again.
    ///
    /// # Errors
    /// What the database says; that it is busy only when nothing could be written for half a minute.
    pub fn be_seen(&self) -> Result<()> {
        let process = &self.process;
        if process.wrote_within(PROVEN) {
            return Ok(());
        }
        let done = self.write_beside(|conn| {
            let now = dialect::moment(conn, self.clock.as_ref())?;
            process::seen(conn, &process.as_seen(now, Path::new(&self.settings.server.var)))
        });
        match done {
            Ok(()) => *process.written() = Some(Instant::now()),
            Err(Error::Trouble(Trouble::Busy(_))) if process.wrote_within(BUSY) => {}
            Err(cause) => return Err(cause),
        }
        Ok(())
    }

    /// Did whoever wrote lately find room? What [`App::be_seen`] writes needs none.
    ///
    /// # Errors
    /// [`Trouble::Full`].
    pub fn finds_room(&self) -> Result<()> {
        match self.health.was_full_within(FULL) {
            true => Err(Trouble::Full("a write found no room a moment ago".into()).into()),
            false => Ok(()),
        }
    }

    /// This process ends: nobody is to miss it.
    ///
    /// # Errors
    /// What the database says.
    pub fn take_leave(&self) -> Result<()> {
        self.write_beside(|conn| process::ended(conn, &self.process.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_stands_still_is_named_and_one_that_ended_is_not() {
        let process = Arc::new(ThisProcess::new("majakka notify@tk-01", DateTime::UNIX_EPOCH));
        assert_eq!((process.role.as_str(), process.machine.as_str()), ("notify", "tk-01"));
        let (mail, text, schedule) = (process.begin("email"), process.begin("sms"), process.begin("schedule"));
        let ago = |span| Instant::now().checked_sub(span).unwrap();
        mail.came_round(ago(HUNG - Duration::from_secs(30)));
        assert!(process.hung().is_empty());
        mail.came_round(ago(HUNG));
        schedule.came_round(ago(HUNG));
        text.turns();
        drop(schedule);
        assert_eq!(process.hung(), ["email"]);
        let seen = process.as_seen(DateTime::UNIX_EPOCH + TimeDelta::hours(1), Path::new("/"));
        assert_eq!((seen.seen_at - seen.turned_at.unwrap()).num_seconds(), 120, "{seen:?}");
        mail.turns();
        assert!(process.hung().is_empty());
    }

    #[test]
    fn a_disk_is_counted_as_df_counts_it() {
        let disk = disk::usage(Path::new("/")).unwrap();
        let df = std::process::Command::new("df").args(["--output=pcent", "/"]).output().unwrap();
        let df = String::from_utf8_lossy(&df.stdout).lines().last().unwrap().trim().trim_end_matches('%').to_owned();
        // Others write meanwhile.
        assert!((disk.used - df.parse::<i64>().unwrap()).abs() <= 1, "{disk:?} {df}");
        assert!(disk.free > 0 && disk::usage(Path::new("/nowhere")).is_err());
    }
}
