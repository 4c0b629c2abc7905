//! What those who watch an installation ask: how much waits and since when, and who was seen at work.
//!
//! Guarantee: a fixed number of statements, each by an index. What waits is counted; what has left is looked at only since
//! the last time that somebody asked.
//! Non-goal: names, addresses and texts; none of them is read.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::{count_star, max, min, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use majakka_domain::terms::{Channel, IncidentState};

pub use super::route_state::GONE;
use crate::db::AnyConnection;
use crate::db::schema::{deliveries, delivery_attempts, incidents, leases, messages, route_states};
use crate::error::Result;
use crate::process::{self, Condition, Process};
use majakka_domain::id::MessageId;

diesel::allow_columns_to_appear_in_same_group_by_clause!(deliveries::channel, delivery_attempts::outcome);

/// Name of the scheduler's lease.
const SCHEDULER: &str = "scheduler";
/// A write that takes a number and is seen later than this is counted the next time.
const SETTLED: TimeDelta = TimeDelta::seconds(15);

/// How an installation stands at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The moment.
    pub at: DateTime<Utc>,
    /// What waits, for every channel.
    pub waiting: Vec<Waiting>,
    /// Which gateways the workers that are there work with.
    pub routes: Vec<Route>,
    /// Until when somebody has said to be the scheduler; none if nobody ever has.
    pub scheduler_until: Option<DateTime<Utc>>,
    /// Incidents that are not over.
    pub open_incidents: i64,
    /// The processes of the installation.
    pub processes: Vec<Process>,
}

/// What waits on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The channel.
    pub channel: Channel,
    /// Letters that may leave now.
    pub due: i64,
    /// Letters whose next try is yet to come.
    pub put_off: i64,
    /// Letters that a worker holds.
    pub held: i64,
    /// Letters of which nobody knows whether they were taken, and which will be offered once more.
    pub uncertain: i64,
    /// When the oldest message of which a letter waits was written; none where nothing waits.
    pub oldest: Option<DateTime<Utc>>,
}

/// How the workers find a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its name.
    pub route: String,
    /// Its channel.
    pub channel: Channel,
    /// The worker's word for it: `open` where it serves.
    pub state: String,
    /// Workers that say so.
    pub workers: i64,
    /// When it last took something from one of them.
    pub last_taken: Option<DateTime<Utc>>,
}

/// Up to where the offers that failed were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(i64);

/// So many offers ended so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes {
    /// The channel.
    pub channel: Channel,
    /// As it is stored with the attempt.
    pub outcome: String,
    /// How many.
    pub count: i64,
}

impl Standing {
    /// How long the oldest word has not been out, counted from when it was written.
    pub fn oldest_waits(&self) -> TimeDelta {
        self.waiting.iter().map(|waiting| waiting.waits(self.at)).max().unwrap_or_default()
    }

    /// How many processes of each role are how.
    pub fn roll(&self) -> BTreeMap<(&str, Condition), i64> {
        let mut roll = BTreeMap::new();
        for process in &self.processes {
            *roll.entry((process.role.as_str(), process.condition(self.at))).or_default() += 1;
        }
        roll
    }
}

impl Waiting {
    /// How long its oldest word has not been out; zero where nothing waits.
    pub fn waits(&self, at: DateTime<Utc>) -> TimeDelta {
        self.oldest.map_or(TimeDelta::zero(), |oldest| (at - oldest).max(TimeDelta::zero()))
    }
}

/// Reads it, by the outbox's moment `now`: leases and the words of workers go by it.
///
/// # Errors
/// What the database says.
pub fn standing(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Standing> {
    Ok(Standing {
        at: now,
        waiting: waiting(conn, now)?,
        routes: routes(conn, now)?,
        scheduler_until: scheduler_until(conn)?,
        open_incidents: open_incidents(conn)?,
        processes: process::all(conn, now)?,
    })
}

/// Written out, for the databases to see that the index of what waits fits.
fn is_queued() -> diesel::expression::SqlLiteral<Bool> {
    sql::<Bool>("deliveries.state = 'queued'")
}

fn waiting(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<Waiting>> {
    use deliveries as d;
    let queued = || d::table.filter(is_queued());
    let all: Vec<(Channel, i64, Option<MessageId>)> =
        queued().group_by(d::channel).select((d::channel, count_star(), min(d::message_id))).load(conn)?;
    let held: Vec<(Channel, i64)> = queued()
        .filter(d::leased_by.is_not_null())
        .group_by(d::channel)
        .select((d::channel, count_star()))
        .load(conn)?;
    let put_off: Vec<(Channel, i64)> = queued()
        .filter(d::leased_by.is_null())
        .filter(d::due_at.gt(now.naive_utc()))
        .group_by(d::channel)
        .select((d::channel, count_star()))
        .load(conn)?;
    let uncertain: Vec<(Channel, i64)> = d::table
        .filter(d::repeat_at.is_not_null())
        .group_by(d::channel)
        .select((d::channel, count_star()))
        .load(conn)?;
    let oldest = written(conn, all.iter().filter_map(|(.., message)| *message).collect())?;
    let of = |counts: &[(Channel, i64)], channel: Channel| {
        counts.iter().find(|(of, _)| *of == channel).map_or(0, |(_, count)| *count)
    };
    let on = |channel: &Channel| {
        let there = all.iter().find(|(of, ..)| of == channel);
        let (held, put_off) = (of(&held, *channel), of(&put_off, *channel));
        Waiting {
            channel: *channel,
            // The three were counted one after the other: what left meanwhile must not make a number below nothing.
            due: (there.map_or(0, |(_, count, _)| *count) - held - put_off).max(0),
            put_off,
            held,
            uncertain: of(&uncertain, *channel),
            // Numbers of messages only rise: the smallest is the oldest.
            oldest: there.and_then(|(.., message)| message.as_ref()).and_then(|message| oldest.get(message)).copied(),
        }
    };
    Ok(Channel::ALL.iter().map(on).collect())
}

fn written(conn: &mut AnyConnection, ids: Vec<MessageId>) -> Result<BTreeMap<MessageId, DateTime<Utc>>> {
    use messages as m;
    let ids = ids.into_iter().map(|id| id.0);
    let rows: Vec<_> = m::table.filter(m::id.eq_any(ids)).select((m::id, m::written_at)).load(conn)?;
    Ok(rows.into_iter().collect())
}

fn routes(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<Route>> {
    use route_states as r;
    type Row = (String, Channel, String, i64, Option<DateTime<Utc>>);
    let rows: Vec<Row> = r::table
        .filter(r::seen_at.ge((now - GONE).naive_utc()))
        .group_by((r::route, r::channel, r::state))
        .order((r::route, r::channel, r::state))
        .select((r::route, r::channel, r::state, count_star(), max(r::last_taken_at)))
        .load(conn)?;
    let route =
        |(route, channel, state, workers, last_taken): Row| Route { route, channel, state, workers, last_taken };
    Ok(rows.into_iter().map(route).collect())
}

fn scheduler_until(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    Ok(leases::table.find(SCHEDULER).select(leases::until).first(conn).optional()?)
}

fn open_incidents(conn: &mut AnyConnection) -> Result<i64> {
    let open = [IncidentState::Open, IncidentState::Active].map(|state| state.as_str());
    Ok(incidents::table.filter(incidents::state.eq_any(open)).count().get_result(conn)?)
}

/// Where the count of outcomes begins.
///
/// # Errors
/// What the database says.
pub fn newest_offer(conn: &mut AnyConnection) -> Result<Mark> {
    let newest: Option<i64> = delivery_attempts::table.select(max(delivery_attempts::id)).first(conn)?;
    Ok(Mark(newest.unwrap_or(0)))
}

/// What became of the offers since a mark, and the next mark.
///
/// # Errors
/// What the database says.
pub fn outcomes_since(conn: &mut AnyConnection, now: DateTime<Utc>, mark: Mark) -> Result<(Vec<Outcomes>, Mark)> {
    use delivery_attempts as a;
    let since = a::table.filter(a::id.gt(mark.0));
    let until: Option<i64> = since.filter(a::at.lt((now - SETTLED).naive_utc())).select(max(a::id)).first(conn)?;
    let Some(until) = until else { return Ok((Vec::new(), mark)) };
    let rows: Vec<(Channel, String, i64)> = since
        .filter(a::id.le(until))
        .inner_join(deliveries::table.on(deliveries::id.eq(a::delivery_id)))
        .group_by((deliveries::channel, a::outcome))
        .select((deliveries::channel, a::outcome, count_star()))
        .load(conn)?;
    let outcomes = |(channel, outcome, count)| Outcomes { channel, outcome, count };
    Ok((rows.into_iter().map(outcomes).collect(), Mark(until)))
}
