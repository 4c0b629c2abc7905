//! The processes of an installation: which they are, where they run, and when each was last at work.
//!
//! Guarantee: who ends leaves nothing; who went without a word is told of for a day.
//! Non-goal: what a process works at. It is of the machines and goes along with no backup.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

pub use super::route_state::GONE;
use crate::db::AnyConnection;
use crate::db::schema::processes;
use crate::error::Result;

/// So long one is told of that has not been seen.
const TOLD: TimeDelta = TimeDelta::days(1);

/// One of them, as it last said.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = processes)]
pub struct Process {
    /// Tells it from all others, those before it on the same machine included.
    pub id: String,
    /// `up`, `serve`, `notify`.
    pub role: String,
    /// Name of its machine, without the domain.
    pub machine: String,
    /// Of the program.
    pub version: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it last wrote.
    pub seen_at: DateTime<Utc>,
    /// The last turn of the slowest of its loops; none: it has none.
    pub turned_at: Option<DateTime<Utc>>,
    /// How much of the disk under its folder is used, in percent; none: it cannot be told.
    pub disk_used: Option<i64>,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// It is at work.
    Well,
    /// It is there, and one of its loops does not go round any more.
    Hung,
    /// It has not been seen for [`GONE`], and did not say that it ends.
    Gone,
}

impl Condition {
    /// All of them.
    pub const ALL: [Condition; 3] = [Condition::Well, Condition::Hung, Condition::Gone];

    /// As figures and pages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Condition::Well => "well",
            Condition::Hung => "hung",
            Condition::Gone => "gone",
        }
    }
}

impl Process {
    /// How it is, at the database's moment.
    pub fn condition(&self, now: DateTime<Utc>) -> Condition {
        let hangs = |turned: DateTime<Utc>| self.seen_at - turned >= GONE;
        match self.turned_at {
            _ if now - self.seen_at >= GONE => Condition::Gone,
            Some(turned) if hangs(turned) => Condition::Hung,
            _ => Condition::Well,
        }
    }
}

/// It is there, and says how it is.
///
/// # Errors
/// What the database says.
pub fn seen(conn: &mut AnyConnection, process: &Process) -> Result<()> {
    use processes as p;
    let said = (
        p::seen_at.eq(process.seen_at.naive_utc()),
        p::turned_at.eq(process.turned_at.map(|at| at.naive_utc())),
        p::disk_used.eq(process.disk_used),
    );
    if diesel::update(p::table.find(&process.id)).set(said).execute(conn)? > 0 {
        return Ok(());
    }
    // Its first word.
    diesel::delete(p::table.filter(p::seen_at.le((process.seen_at - TOLD).naive_utc()))).execute(conn)?;
    let itself = (
        p::id.eq(&process.id),
        p::role.eq(&process.role),
        p::machine.eq(&process.machine),
        p::version.eq(&process.version),
        p::started_at.eq(process.started_at.naive_utc()),
    );
    diesel::insert_into(p::table).values((itself, said)).execute(conn)?;
    Ok(())
}

/// It ends.
///
/// # Errors
/// What the database says.
pub fn ended(conn: &mut AnyConnection, id: &str) -> Result<()> {
    diesel::delete(processes::table.find(id)).execute(conn)?;
    Ok(())
}

/// All that are told of at the moment, by role and machine.
///
/// # Errors
/// What the database says.
pub fn all(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<Process>> {
    use processes as p;
    Ok(p::table
        .filter(p::seen_at.gt((now - TOLD).naive_utc()))
        .order((p::role, p::machine, p::started_at, p::id))
        .select(Process::as_select())
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_and_does_not_turn_hangs_and_who_does_not_write_is_gone() {
        let now = DateTime::UNIX_EPOCH;
        let of = |seen: i64, turned: Option<i64>| {
            let ago = |seconds| now - TimeDelta::seconds(seconds);
            Process {
                id: "1".to_owned(),
                role: "notify".to_owned(),
                machine: "tk-01".to_owned(),
                version: "1".to_owned(),
                started_at: ago(9_000),
                seen_at: ago(seen),
                turned_at: turned.map(ago),
                disk_used: None,
            }
        };
        let cases = [
            (of(0, None), Condition::Well),
            (of(20, Some(30)), Condition::Well),
            (of(20, Some(140)), Condition::Hung),
            (of(119, Some(9_000)), Condition::Hung),
            (of(120, Some(120)), Condition::Gone),
        ];
        for (process, wanted) in cases {
            assert_eq!(process.condition(now), wanted, "{process:?}");
        }
    }
}
