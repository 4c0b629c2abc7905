//! The hash-chained log of who did what: written in the transaction of what it records (docs/SECURITY.md, The audit log).
//!
//! Guarantee: what cannot be logged does not happen; a row that is changed, taken out or put in breaks the chain.
//! Non-goal: personal data of patients. Subjects are references; details never hold an identity code. A contact's old and new address
//! stand in them: whose letters went where is what the log is asked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::db::schema::audit;
use crate::db::{AnyConnection, Statement, Value};
use crate::error::Result;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct Row {
    /// Place in the chain, from 1 without gaps.
    pub id: i64,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What: `incident.triaged`, `patient.opened`.
    pub action: String,
    /// On what: a reference.
    pub subject: String,
    /// With which facts.
    pub detail: String,
    /// Hash of the row before.
    pub previous: String,
    /// Hash of this row.
    pub hash: String,
}

impl Row {
    fn expected_hash(&self) -> String {
        let mut hasher = Sha256::new();
        let at = self.at.timestamp_micros().to_string();
        let id = self.id.to_string();
        for part in [&id, &at, &self.actor, &self.action, &self.subject, &self.detail, &self.previous] {
            // The length goes first, so that no two rows can be cut into the same bytes.
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The end of the chain: number and hash of its last row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End(i64, String);

impl End {
    /// Number of the last row; 0 before the first.
    pub fn rows(&self) -> i64 {
        self.0
    }

    /// Its hash.
    pub fn hash(&self) -> &str {
        &self.1
    }

    /// As it is now; before the first row, nothing. It stays so as long as the serial write lasts that asked.
    ///
    /// # Errors
    /// What the database says.
    pub fn load(conn: &mut AnyConnection) -> Result<Self> {
        let last: Option<(i64, String)> =
            audit::table.order(audit::id.desc()).select((audit::id, audit::hash)).first(conn).optional()?;
        let (id, hash) = last.unwrap_or_default();
        Ok(End(id, hash))
    }

    /// The row that follows, chained to this end, which moves on to it. It has to be written in the same write.
    pub fn next(&mut self, now: DateTime<Utc>, actor: &str, action: &str, subject: &str, detail: &str) -> Row {
        let mut row = Row {
            id: self.0 + 1,
            at: now,
            actor: actor.to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_owned(),
            previous: std::mem::take(&mut self.1),
            hash: String::new(),
        };
        row.hash = row.expected_hash();
        *self = End(row.id, row.hash.clone());
        row
    }
}

/// Appends a row. Runs in the serial write of the step that it records.
///
/// # Errors
/// What the database says; the step must then fail too.
pub fn append(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<()> {
    let row = End::load(conn)?.next(now, actor, action, subject, detail);
    append_all(conn, std::slice::from_ref(&row))
}

/// Appends rows that follow the chain's end, in one statement. Runs in the serial write of the steps that they record.
///
/// # Errors
/// What the database says; the steps must then fail too.
pub fn append_all(conn: &mut AnyConnection, rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let values = rows.iter().flat_map(|row| {
        [
            Value::Number(row.id),
            Value::Moment(row.at.naive_utc()),
            Value::Text(&row.actor),
            Value::Text(&row.action),
            Value::Text(&row.subject),
            Value::Text(&row.detail),
            Value::Text(&row.previous),
            Value::Text(&row.hash),
        ]
    });
    let head = "INSERT INTO audit (id, at, actor, action, subject, detail, previous, hash) VALUES";
    Statement::rows(head, 8, values.collect()).execute(conn)?;
    Ok(())
}

/// Walks the chain from its beginning: how many rows are whole, and the first one that is not.
///
/// # Errors
/// What the database says.
pub fn verify(conn: &mut AnyConnection) -> Result<(i64, Option<i64>)> {
    const STRIDE: i64 = 5_000;
    let (mut whole, mut previous) = (0, String::new());
    loop {
        let rows: Vec<Row> = audit::table
            .filter(audit::id.gt(whole))
            .order(audit::id)
            .limit(STRIDE)
            .select(Row::as_select())
            .load(conn)?;
        if rows.is_empty() {
            return Ok((whole, None));
        }
        for row in rows {
            if row.id != whole + 1 || row.previous != previous || row.hash != row.expected_hash() {
                return Ok((whole, Some(row.id)));
            }
            whole = row.id;
            previous = row.hash;
        }
    }
}

/// The hashes of these rows, as far as there are such.
///
/// # Errors
/// What the database says.
pub fn hashes_of(conn: &mut AnyConnection, rows: &[i64]) -> Result<BTreeMap<i64, String>> {
    let mut found = BTreeMap::new();
    for some in rows.chunks(500) {
        let hashes = audit::table.filter(audit::id.eq_any(some)).select((audit::id, audit::hash));
        found.extend(hashes.load::<(i64, String)>(conn)?);
    }
    Ok(found)
}

/// How many rows of these actions there are since then.
///
/// # Errors
/// What the database says.
pub fn count_since(conn: &mut AnyConnection, since: DateTime<Utc>, actions: &[&str]) -> Result<i64> {
    let lately = audit::table.filter(audit::at.ge(since.naive_utc()));
    Ok(lately.filter(audit::action.eq_any(actions)).count().get_result(conn)?)
}

/// The newest rows, newest first.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Row>> {
    before(conn, i64::MAX, limit)
}

/// The newest of the rows before that number, newest first.
///
/// # Errors
/// What the database says.
pub fn before(conn: &mut AnyConnection, number: i64, limit: i64) -> Result<Vec<Row>> {
    let rows = audit::table.filter(audit::id.lt(number)).order(audit::id.desc()).limit(limit);
    Ok(rows.select(Row::as_select()).load(conn)?)
}
