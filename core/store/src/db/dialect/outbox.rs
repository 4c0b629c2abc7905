//! The outbox's statements that must be right under many workers, and the moment that they go by.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamp};
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};

use majakka_domain::terms::Channel;

use super::AnyConnection;
use crate::clock::Clock;

/// What stands so far ahead was written under a clock that was wrong, and has come.
const IMPLAUSIBLE: TimeDelta = TimeDelta::minutes(10);

/// Held while a worker of one channel chooses.
const CLAIM_LOCK: i32 = 7_061_747;

#[derive(QueryableByName)]
struct Moment {
    #[diesel(sql_type = Timestamp)]
    now: NaiveDateTime,
}

/// The moment that leases and due times go by: PostgreSQL's own, since the clocks of several machines differ; the given
/// clock's on SQLite, and wherever a story moves it.
///
/// # Errors
/// What the database says.
pub fn moment(connection: &mut AnyConnection, clock: &dyn Clock) -> QueryResult<DateTime<Utc>> {
    match connection {
        AnyConnection::Pg(pg) if clock.is_wall_clock() => {
            let rows: Vec<Moment> = sql_query("SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now").load(pg)?;
            rows.first().map(|row| row.now.and_utc()).ok_or(diesel::result::Error::NotFound)
        }
        _ => Ok(clock.now()),
    }
}

/// When a letter that may leave at once is due: now, and never ahead of the database's own clock, by which it is claimed.
///
/// # Errors
/// What the database says.
pub fn due_at_once(connection: &mut AnyConnection, now: DateTime<Utc>) -> QueryResult<DateTime<Utc>> {
    match connection {
        AnyConnection::Pg(pg) => {
            let rows: Vec<Moment> = sql_query("SELECT LEAST($1, clock_timestamp() AT TIME ZONE 'UTC') AS now")
                .bind::<Timestamp, _>(now.naive_utc())
                .load(pg)?;
            rows.first().map(|row| row.now.and_utc()).ok_or(diesel::result::Error::NotFound)
        }
        AnyConnection::Sqlite(_) => Ok(now),
    }
}

#[derive(QueryableByName)]
struct Absent {
    #[diesel(sql_type = Text)]
    holder: String,
}

/// Held by a worker as long as its session lives; with the hash of its name.
pub(super) const PRESENCE_LOCK: i32 = 7_061_748;

/// Which of these workers have no session any more. Nobody, when not even `worker` is seen to be there: then nothing can be
/// said of the others either. On SQLite nobody: there is one process.
///
/// # Errors
/// What the database says.
pub fn absent_workers(connection: &mut AnyConnection, worker: &str, holders: &[String]) -> QueryResult<Vec<String>> {
    let AnyConnection::Pg(pg) = connection else { return Ok(Vec::new()) };
    if holders.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<&str> = holders.iter().map(String::as_str).chain([worker]).collect();
    let sql = "SELECT h.holder FROM unnest($1) AS h(holder) WHERE NOT EXISTS (SELECT 1 FROM pg_locks l \
         WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $2::bigint::oid \
         AND l.objid = (hashtext(h.holder)::bigint & 4294967295)::oid \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
    let absent: Vec<Absent> =
        sql_query(sql).bind::<Array<Text>, _>(asked).bind::<BigInt, _>(i64::from(PRESENCE_LOCK)).load(pg)?;
    let absent: Vec<String> = absent.into_iter().map(|row| row.holder).collect();
    Ok(if absent.iter().any(|holder| holder == worker) { Vec::new() } else { absent })
}

/// A letter in a worker's hands.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Claimed {
    /// Delivery.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Which message.
    #[diesel(sql_type = BigInt)]
    pub message_id: i64,
    /// Address on the channel.
    #[diesel(sql_type = Text)]
    pub address: String,
    /// Language.
    #[diesel(sql_type = Text)]
    pub language: String,
    /// Kind of the message.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Place in the queue: lower first.
    #[diesel(sql_type = Integer)]
    pub priority: i32,
    /// Refusals that were the recipient's own.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// Answered offers.
    #[diesel(sql_type = Integer)]
    pub offers: i32,
    /// Offers that were not answered.
    #[diesel(sql_type = Integer)]
    pub repeats: i32,
    /// Since when the recipient is refused, UTC.
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub troubled_at: Option<NaiveDateTime>,
}

/// How long a claim holds unless it is renewed. A worker that died gives its letters back sooner; one that stands still, and
/// may go on, loses them after this.
pub const LEASE: TimeDelta = TimeDelta::minutes(4);

/// What a worker asks for.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Who asks.
    pub worker: &'a str,
    /// On which channel.
    pub channel: Channel,
    /// The outbox's moment.
    pub now: DateTime<Utc>,
    /// At most so many.
    pub limit: i64,
    /// A trial after a pause takes those first that were offered least, and of these any, told by this number.
    pub trial: Option<u32>,
}

// What is held longer than a lease can last is held by a clock that was wrong. The busy addresses are read once a claim.
const DUE: &str = "d.state = 'queued' AND d.channel = $3 AND d.leased_by IS NULL AND (d.due_at <= $4 OR d.due_at > $5) \
     AND d.address NOT IN (SELECT h.address FROM deliveries h WHERE h.id @held \
     AND h.leased_by IS NOT NULL AND h.leased_until > $4)";
const RETURNING: &str =
    " RETURNING id, message_id, address, language, kind, priority, attempts, offers, repeats, troubled_at";

/// Only one worker chooses letters of a channel at a time, until it commits: two letters to one recipient must not be chosen
/// by two at once. Mail and text messages do not wait for each other.
///
/// # Errors
/// What the database says.
pub fn lock_claims(connection: &mut AnyConnection, channel: Channel) -> QueryResult<()> {
    match connection {
        AnyConnection::Pg(pg) => {
            let lock = i32::from(channel == Channel::Sms);
            pg.batch_execute(&format!("SELECT pg_advisory_xact_lock({CLAIM_LOCK}, {lock})"))
        }
        // A writer is alone.
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// Marks at most `limit` due deliveries of one channel as this worker's and gives them, critical before routine, old before
/// new. Nothing is taken for a recipient while one of the letters in `hands` to the same recipient is held.
///
/// # Errors
/// What the database says.
pub fn claim(connection: &mut AnyConnection, claim: &Claim<'_>, hands: &[i64]) -> QueryResult<Vec<Claimed>> {
    let order = match claim.trial {
        None => "d.priority, d.id",
        // A multiplicative hash spreads neighbours: a run of bad addresses does not fill the trial.
        Some(_) => "d.offers, ((d.id + $7) * 40503) % 65521, d.id",
    };
    let seed = i64::from(claim.trial.unwrap_or_default());
    let chosen = format!("SELECT d.id FROM deliveries d WHERE {DUE} ORDER BY {order} LIMIT $6");
    let update = "UPDATE deliveries SET leased_by = $1, leased_until = $2 WHERE id";
    macro_rules! run {
        ($inner:expr, $sql:expr, $array:ty, $hands:expr) => {
            sql_query($sql)
                .bind::<Text, _>(claim.worker)
                .bind::<Timestamp, _>((claim.now + LEASE).naive_utc())
                .bind::<Text, _>(claim.channel.as_str())
                .bind::<Timestamp, _>(claim.now.naive_utc())
                .bind::<Timestamp, _>((claim.now + IMPLAUSIBLE).naive_utc())
                .bind::<BigInt, _>(claim.limit)
                .bind::<BigInt, _>(seed)
                .bind::<$array, _>($hands)
                .load::<Claimed>($inner)
        };
    }
    let mut claimed = match connection {
        AnyConnection::Pg(pg) => {
            // `= ANY(ARRAY(…))` and not `IN (…)`: with `IN` the planner falls to a sequential scan of the whole table.
            let chosen = chosen.replace("@held", "= ANY($8)");
            let sql = format!("{update} = ANY(ARRAY({chosen} FOR UPDATE OF d SKIP LOCKED)) AND $7 = $7{RETURNING}");
            run!(pg, sql, Array<BigInt>, hands)?
        }
        AnyConnection::Sqlite(sqlite) => {
            let chosen = chosen.replace("@held", "IN (SELECT value FROM json_each($8))");
            let sql = format!("{update} IN ({chosen}) AND $7 = $7{RETURNING}").replace('$', "?");
            run!(sqlite, sql, Text, json(hands)?)?
        }
    };
    claimed.sort_by_key(|row| (row.priority, row.id));
    Ok(claimed)
}

/// SQLite has no arrays: a list goes into a statement as JSON.
fn json(rows: &(impl serde::Serialize + ?Sized)) -> QueryResult<String> {
    serde_json::to_string(rows).map_err(|cause| diesel::result::Error::SerializationError(Box::new(cause)))
}

/// Writes down that a gateway took letters, with its own word for each: `(delivery, reference)`. Also when a newer message
/// made one superseded meanwhile, or its lease was lost; a receipt that was faster keeps its say.
///
/// # Errors
/// What the database says.
pub fn taken(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    route: &str,
    letters: &[(i64, Option<String>)],
) -> QueryResult<()> {
    let set = "UPDATE deliveries SET offers = offers + 1, route = $1, troubled_at = NULL, repeat_at = NULL, \
         leased_by = NULL, leased_until = NULL, provider_ref = COALESCE(v.reference, provider_ref), \
         settled_at = CASE WHEN state IN ('queued', 'superseded', 'uncertain') THEN $2 ELSE settled_at END, \
         state = CASE WHEN state IN ('queued', 'superseded', 'uncertain') THEN 'sent' ELSE state END FROM ";
    match connection {
        AnyConnection::Pg(pg) => {
            let (ids, references): (Vec<i64>, Vec<Option<&str>>) =
                letters.iter().map(|(id, reference)| (*id, reference.as_deref())).unzip();
            sql_query(format!("{set} unnest($3::bigint[], $4::text[]) AS v(id, reference) WHERE deliveries.id = v.id"))
                .bind::<Text, _>(route)
                .bind::<Timestamp, _>(now.naive_utc())
                .bind::<Array<BigInt>, _>(ids)
                .bind::<Array<Nullable<Text>>, _>(references)
                .execute(pg)?;
        }
        AnyConnection::Sqlite(sqlite) => {
            let from = "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS reference \
                        FROM json_each(?3)) AS v WHERE deliveries.id = v.id";
            sql_query(format!("{}{from}", set.replace('$', "?")))
                .bind::<Text, _>(route)
                .bind::<Timestamp, _>(now.naive_utc())
                .bind::<Text, _>(json(letters)?)
                .execute(sqlite)?;
        }
    }
    Ok(())
}
