//! Messages as the desk that sent them sees them, with what has not arrived of each.
//!
//! Guarantee: a desk sees what it sent and nothing else: messages about its incidents, about breaks that concern nobody but
//! whom it serves, about reports that came to it, and letters to accounts of whom it serves. What is about nothing at all
//! is the host's.
//! Non-goal: their recipients; see [`super::delivery`].

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamp};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use majakka_domain::id::{IncidentId, MaintenanceId, MessageId};
use majakka_domain::terms::MessageKind;

use crate::db::dialect::numbered;
use crate::db::{AnyConnection, Plain};
use crate::error::{Error, Result};
use crate::viewer::Viewer;

/// A message, and how many did not get it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Outgoing {
    /// Id.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<MessageId>)]
    pub id: MessageId,
    /// Kind.
    #[diesel(sql_type = Text, deserialize_as = Plain<MessageKind>)]
    pub kind: MessageKind,
    /// Place in its series.
    #[diesel(sql_type = Integer)]
    pub sequence: i32,
    /// When, UTC.
    #[diesel(sql_type = Timestamp, deserialize_as = Plain<DateTime<Utc>>)]
    pub written_at: DateTime<Utc>,
    /// Who.
    #[diesel(sql_type = Text)]
    pub actor: String,
    /// About which incident.
    #[diesel(sql_type = Nullable<BigInt>, deserialize_as = Plain<Option<IncidentId>>)]
    pub incident_id: Option<IncidentId>,
    /// That incident's reference.
    #[diesel(sql_type = Nullable<Text>)]
    pub incident: Option<String>,
    /// About which own break.
    #[diesel(sql_type = Nullable<BigInt>, deserialize_as = Plain<Option<MaintenanceId>>)]
    pub maintenance_id: Option<MaintenanceId>,
    /// That break's name.
    #[diesel(sql_type = Nullable<Text>)]
    pub maintenance: Option<String>,
    /// Reference of the report that it is about.
    #[diesel(sql_type = Nullable<Text>)]
    pub report: Option<String>,
    /// To how many it will not arrive.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    /// Of how many nobody knows.
    #[diesel(sql_type = BigInt)]
    pub uncertain: i64,
}

impl Outgoing {
    /// Is there anybody of whom it is not known that she got it, and will not be?
    pub fn is_in_trouble(&self) -> bool {
        self.failed + self.uncertain > 0
    }
}

/// The rule of the module, as a condition on `m`. `$1` is the desk, none for who sees all.
const OF_THE_DESK: &str = "($1 IS NULL \
     OR EXISTS (SELECT 1 FROM incidents i WHERE i.id = m.incident_id AND i.desk_id = $1) \
     OR (EXISTS (SELECT 1 FROM maintenance_organisations b JOIN organisations o ON o.id = b.organisation_id \
            WHERE b.maintenance_id = m.maintenance_id AND (o.desk_id = $1 OR o.id = $1)) \
         AND NOT EXISTS (SELECT 1 FROM maintenance_organisations b JOIN organisations o ON o.id = b.organisation_id \
            WHERE b.maintenance_id = m.maintenance_id AND o.id <> $1 AND (o.desk_id IS NULL OR o.desk_id <> $1))) \
     OR (m.incident_id IS NULL AND EXISTS (SELECT 1 FROM reports r WHERE r.id = m.report_id AND r.desk_id = $1)) \
     OR (m.incident_id IS NULL AND m.maintenance_id IS NULL AND m.report_id IS NULL \
         AND (EXISTS (SELECT 1 FROM organisations o WHERE o.id = $1 AND o.kind = 'host') \
              OR EXISTS (SELECT 1 FROM deliveries d JOIN accounts a ON a.email = d.address \
                 JOIN organisations o ON o.id = a.organisation_id \
                 WHERE d.message_id = m.id AND (o.desk_id = $1 OR o.id = $1)))))";

const COLUMNS: &str = "m.id, m.kind, m.sequence, m.written_at, m.actor, m.incident_id, m.maintenance_id, \
     (SELECT i.reference FROM incidents i WHERE i.id = m.incident_id) AS incident, \
     (SELECT b.external_id FROM maintenances b WHERE b.id = m.maintenance_id) AS maintenance, \
     (SELECT r.reference FROM reports r WHERE r.id = m.report_id) AS report, \
     (SELECT COUNT(*) FROM deliveries d WHERE d.message_id = m.id AND d.state = 'failed') AS failed, \
     (SELECT COUNT(*) FROM deliveries d WHERE d.message_id = m.id AND d.state = 'uncertain') AS uncertain";

const IN_TROUBLE: &str =
    "EXISTS (SELECT 1 FROM deliveries d WHERE d.message_id = m.id AND d.state IN ('failed', 'uncertain'))";

fn select(conn: &mut AnyConnection, viewer: &Viewer, condition: &str, value: i64, limit: i64) -> Result<Vec<Outgoing>> {
    let sql =
        format!("SELECT {COLUMNS} FROM messages m WHERE {condition} AND {OF_THE_DESK} ORDER BY m.id DESC LIMIT $3");
    Ok(sql_query(numbered(conn, &sql))
        .bind::<Nullable<BigInt>, _>(viewer.desk().map(|desk| desk.0))
        .bind::<BigInt, _>(value)
        .bind::<BigInt, _>(limit)
        .load(conn)?)
}

/// One message.
///
/// # Errors
/// [`Error::NotFound`] when this viewer's desk did not send it.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: MessageId) -> Result<Outgoing> {
    select(conn, viewer, "m.id = $2", id.0, 1)?.pop().ok_or(Error::NotFound("message"))
}

/// Messages, newest first: `limit` of them that are older than `before`. `in_trouble`: only those that somebody did not get.
///
/// # Errors
/// What the database says.
pub fn page(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    in_trouble: bool,
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<Outgoing>> {
    let condition = if in_trouble { format!("m.id < $2 AND {IN_TROUBLE}") } else { "m.id < $2".to_owned() };
    select(conn, viewer, &condition, before.map_or(i64::MAX, |id| id.0), limit)
}

/// Messages about an incident that somebody did not get, newest first; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn in_trouble_of(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    incident: IncidentId,
    limit: i64,
) -> Result<Vec<Outgoing>> {
    select(conn, viewer, &format!("m.incident_id = $2 AND {IN_TROUBLE}"), incident.0, limit)
}

/// Notices of these breaks, newest first.
///
/// # Errors
/// What the database says.
pub fn of_breaks(conn: &mut AnyConnection, viewer: &Viewer, breaks: &[MaintenanceId]) -> Result<Vec<Outgoing>> {
    if breaks.is_empty() {
        return Ok(Vec::new());
    }
    let ids = breaks.iter().map(MaintenanceId::to_string).collect::<Vec<_>>().join(", ");
    select(conn, viewer, &format!("m.maintenance_id IN ({ids}) AND m.id > $2"), 0, i64::MAX)
}

/// How many messages turned out since `since` not to reach everybody.
///
/// # Errors
/// What the database says.
pub fn in_trouble_since(conn: &mut AnyConnection, viewer: &Viewer, since: DateTime<Utc>) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let sql = format!(
        "SELECT COUNT(*) AS count FROM messages m WHERE m.id IN (SELECT d.message_id FROM deliveries d \
         WHERE d.state IN ('failed', 'uncertain') AND d.settled_at >= $2) AND {OF_THE_DESK}"
    );
    let counted: Counted = sql_query(numbered(conn, &sql))
        .bind::<Nullable<BigInt>, _>(viewer.desk().map(|desk| desk.0))
        .bind::<Timestamp, _>(since.naive_utc())
        .get_result(conn)?;
    Ok(counted.count)
}

/// Is there a later message of the same series about the same incident or break? Then this one is old news.
///
/// # Errors
/// What the database says.
pub fn is_newest(conn: &mut AnyConnection, row: &Outgoing) -> Result<bool> {
    use crate::db::schema::messages as m;
    let series: String = m::table.find(row.id.0).select(m::series).first(conn)?;
    let mut later = m::table.filter(m::series.eq(series)).filter(m::id.gt(row.id.0)).into_boxed();
    later = match (row.incident_id, row.maintenance_id) {
        (Some(incident), _) => later.filter(m::incident_id.eq(incident.0)),
        (None, Some(own)) => later.filter(m::maintenance_id.eq(own.0)),
        (None, None) => return Ok(true),
    };
    Ok(later.select(m::id).first::<i64>(conn).optional()?.is_none())
}
