//! Statements in SQL of ours that are prepared once a connection. `diesel::sql_query`, and every `UPDATE` of diesel's, is parsed
//! and planned anew each time: where many reports come at once that is half of the work.
//!
//! Guarantee: values are bound, never written into the text.
//! Non-goal: statements whose plan depends on their values; a prepared one may be planned without them.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, Bool, HasSqlType, Nullable, Text, Timestamp, Untyped};
use diesel::{QueryResult, RunQueryDsl};

/// One bound value.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// `BIGINT`.
    Number(i64),
    /// `TEXT`.
    Text(&'a str),
    /// `TEXT`, or NULL.
    TextIfAny(Option<&'a str>),
    /// `BOOLEAN`.
    Flag(bool),
    /// `TIMESTAMP`, UTC.
    Moment(NaiveDateTime),
    /// `BYTEA`.
    Bytes(&'a [u8]),
    /// NULL, of whatever type stands in its place.
    Null,
}

/// SQL with `$1`, `$2` … for its values, in any order and as often as they are needed.
#[derive(Debug)]
pub struct Statement<'a> {
    sql: Cow<'static, str>,
    values: Vec<Value<'a>>,
    kept: bool,
}

impl<'a> Statement<'a> {
    /// One that is always the same: it stays prepared.
    pub fn kept(sql: &'static str, values: Vec<Value<'a>>) -> Self {
        Statement { sql: Cow::Borrowed(sql), values, kept: true }
    }

    /// One that was put together, and is not kept.
    pub fn once(sql: String, values: Vec<Value<'a>>) -> Self {
        Statement { sql: Cow::Owned(sql), values, kept: false }
    }

    /// `INSERT` of so many rows of `width` values each; `head` ends with `VALUES`. It is not kept: there would be one for each number
    /// of rows.
    pub fn rows(head: &str, width: usize, values: Vec<Value<'a>>) -> Self {
        let mut sql = head.to_owned();
        for first in (1..=values.len()).step_by(width.max(1)) {
            let row: Vec<String> = (first..first + width).map(|n| format!("${n}")).collect();
            sql.push_str(if first == 1 { " (" } else { ", (" });
            sql.push_str(&row.join(", "));
            sql.push(')');
        }
        Statement { sql: Cow::Owned(sql), values, kept: false }
    }

    /// With what follows its rows: what becomes of one that is there already.
    #[must_use]
    pub fn followed_by(self, end: &str) -> Self {
        Statement { sql: Cow::Owned(format!("{}{end}", self.sql)), ..self }
    }
}

impl<DB> QueryFragment<DB> for Statement<'_>
where
    DB: Backend + HasSqlType<BigInt> + HasSqlType<Text> + HasSqlType<Bool> + HasSqlType<Timestamp> + HasSqlType<Binary>,
    i64: ToSql<BigInt, DB>,
    str: ToSql<Text, DB>,
    for<'v> Option<&'v str>: ToSql<Nullable<Text>, DB>,
    bool: ToSql<Bool, DB>,
    NaiveDateTime: ToSql<Timestamp, DB>,
    [u8]: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.kept {
            out.unsafe_to_cache_prepared();
        }
        let mut parts = self.sql.split('$');
        out.push_sql(parts.next().unwrap_or_default());
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let (number, rest) = part.split_at(end);
            let value = number.parse::<usize>().ok().and_then(|n| self.values.get(n.checked_sub(1)?));
            let unbound = || diesel::result::Error::QueryBuilderError(format!("${number} has no value").into());
            match value.ok_or_else(unbound)? {
                Value::Number(value) => out.push_bind_param::<BigInt, _>(value)?,
                Value::Text(value) => out.push_bind_param::<Text, str>(value)?,
                Value::TextIfAny(value) => out.push_bind_param::<Nullable<Text>, _>(value)?,
                Value::Flag(value) => out.push_bind_param::<Bool, _>(value)?,
                Value::Moment(value) => out.push_bind_param::<Timestamp, _>(value)?,
                Value::Bytes(value) => out.push_bind_param::<Binary, [u8]>(value)?,
                Value::Null => out.push_sql("NULL"),
            }
            out.push_sql(rest);
        }
        Ok(())
    }
}

/// Told apart by their text.
impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

impl<Conn> RunQueryDsl<Conn> for Statement<'_> {}
