//! The tables of this version, and their rows as values that either database understands.
//!
//! Guarantee: a row that is read here and written on the other database is what the program would have written there.
//! Non-goal: what the rows mean.

use chrono::NaiveDateTime;
use diesel::QueryResult;
use diesel::RunQueryDsl as _;
use diesel::backend::Backend;
use diesel::deserialize::{FromSql, QueryableByName};
use diesel::r2d2::ManageConnection as _;
use diesel::row::{Field as _, NamedRow, Row};
use diesel::sql_types::{BigInt, Binary, Bool, Text, Timestamp};

use super::{AnyConnection, DbUrl, Manager, Statement, Value, dialect, migrate};
use crate::error::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Flag,
    Moment,
    Bytes,
}

impl Kind {
    /// Of a type that the migrations name.
    fn from_declared(declared: &str) -> Option<Self> {
        match declared {
            "INTEGER" | "BIGINT" => Some(Kind::Number),
            "TEXT" => Some(Kind::Text),
            "BOOLEAN" => Some(Kind::Flag),
            "TIMESTAMP" => Some(Kind::Moment),
            "BLOB" => Some(Kind::Bytes),
            _ => None,
        }
    }

    /// How a result names such a column: its row is read without knowing the table.
    fn mark(self) -> char {
        match self {
            Kind::Number => 'n',
            Kind::Text => 't',
            Kind::Flag => 'f',
            Kind::Moment => 'm',
            Kind::Bytes => 'b',
        }
    }
}

/// One value, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Number(i64),
    Text(String),
    Flag(bool),
    Moment(NaiveDateTime),
    Bytes(Vec<u8>),
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Cell::Null => Value::Null,
            Cell::Number(value) => Value::Number(*value),
            Cell::Text(value) => Value::Text(value),
            Cell::Flag(value) => Value::Flag(*value),
            Cell::Moment(value) => Value::Moment(*value),
            Cell::Bytes(value) => Value::Bytes(value),
        }
    }
}

/// The values of one row, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cells(Vec<Cell>);

impl<DB> QueryableByName<DB> for Cells
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
    String: FromSql<Text, DB>,
    bool: FromSql<Bool, DB>,
    NaiveDateTime: FromSql<Timestamp, DB>,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> diesel::deserialize::Result<Self> {
        let cell = |index: usize| {
            let field = Row::get(row, index).ok_or("a column is missing")?;
            let name = field.field_name().unwrap_or_default().to_owned();
            let Some(value) = field.value() else { return Ok(Cell::Null) };
            Ok(match name.chars().next() {
                Some('n') => Cell::Number(<i64 as FromSql<BigInt, DB>>::from_sql(value)?),
                Some('t') => Cell::Text(<String as FromSql<Text, DB>>::from_sql(value)?),
                Some('f') => Cell::Flag(<bool as FromSql<Bool, DB>>::from_sql(value)?),
                Some('m') => Cell::Moment(<NaiveDateTime as FromSql<Timestamp, DB>>::from_sql(value)?),
                Some('b') => Cell::Bytes(<Vec<u8> as FromSql<Binary, DB>>::from_sql(value)?),
                _ => return Err(format!("the column {name} is of no kind").into()),
            })
        };
        (0..row.field_count()).map(cell).collect::<diesel::deserialize::Result<_>>().map(Cells)
    }
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: Kind,
}

/// A table of this version.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<Column>,
    /// Places of the columns of its primary key.
    key: Vec<usize>,
    /// Does it number its rows by itself?
    pub(super) numbered: bool,
    /// Rows that a new installation has in it.
    pub(super) at_first: i64,
}

/// Every table with every column, in the order of names; but for the processes, which are a machine's and go nowhere. What an index of
/// words keeps in tables of its own, and what waits for it, is made by triggers, and what the database makes out of a row is no column of these. `pk` is the
/// place in the primary key, from 1, and 0 outside of it.
const COLUMNS: &str = "SELECT t.name AS \"t0\", c.name AS \"t1\", c.type AS \"t2\", c.pk AS \"n3\", \
     t.sql LIKE '%AUTOINCREMENT%' AS \"f4\" FROM sqlite_master t JOIN pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name IN (SELECT name FROM pragma_table_list WHERE type = 'table') \
     AND t.name NOT LIKE 'sqlite@_%' ESCAPE '@' AND t.name NOT LIKE '@_@_diesel%' ESCAPE '@' \
     AND t.name <> 'processes' AND t.name NOT LIKE '%@_unindexed' ESCAPE '@' ORDER BY t.name, c.cid";

/// The tables that the migrations make, as a database that has had all of them describes them. A test holds the twins of both
/// databases together, so that one of them speaks for the other.
///
/// # Errors
/// [`Error::Unavailable`] for a column of a type that is not known here, or a table without a primary key.
pub(super) fn tables() -> Result<Vec<Table>> {
    let mut fresh = Manager::new(DbUrl::Sqlite(":memory:".to_owned())).connect().map_err(dialect::judge_connection)?;
    migrate(&mut fresh)?;
    let mut tables: Vec<Table> = Vec::new();
    for Cells(cells) in Statement::once(COLUMNS.to_owned(), Vec::new()).load::<Cells>(&mut fresh)? {
        let [Cell::Text(table), Cell::Text(name), Cell::Text(declared), Cell::Number(place), Cell::Flag(numbered)] =
            &cells[..]
        else {
            return Err(Error::Unavailable("the schema cannot be read".to_owned()));
        };
        let kind = Kind::from_declared(declared).ok_or_else(|| {
            Error::Unavailable(format!("the column {table}.{name} is of the unknown type {declared}"))
        })?;
        if tables.last().is_none_or(|last| last.name != *table) {
            let (name, numbered) = (table.clone(), *numbered);
            tables.push(Table { name, columns: Vec::new(), key: Vec::new(), numbered, at_first: 0 });
        }
        if let Some(last) = tables.last_mut() {
            if *place > 0 {
                last.key.push(last.columns.len());
            }
            last.columns.push(Column { name: name.clone(), kind });
        }
    }
    for table in &mut tables {
        if table.key.is_empty() {
            return Err(Error::Unavailable(format!("the table {} has no primary key", table.name)));
        }
        table.at_first = table.count(&mut fresh)?;
    }
    Ok(tables)
}

/// A name of the schema in SQL; none has a quotation mark.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn list(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl Table {
    /// How many rows it has.
    pub(super) fn count(&self, connection: &mut AnyConnection) -> QueryResult<i64> {
        let sql = format!("SELECT count(*) AS n0 FROM {}", quoted(&self.name));
        let Cells(cells) = Statement::once(sql, Vec::new()).get_result(connection)?;
        match cells[..] {
            [Cell::Number(rows)] => Ok(rows),
            _ => Err(diesel::result::Error::NotFound),
        }
    }

    /// Takes away what a new installation has in it.
    pub(super) fn clear(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        Statement::once(format!("DELETE FROM {}", quoted(&self.name)), Vec::new()).execute(connection).map(drop)
    }

    /// So many rows after this one, in the order of the primary key.
    pub(super) fn page(
        &self,
        connection: &mut AnyConnection,
        after: Option<&Cells>,
        rows: usize,
    ) -> QueryResult<Vec<Cells>> {
        let columns = self.columns.iter().enumerate().map(|(place, Column { name, kind })| {
            // Both databases give numbers of any size as the same.
            let value = if *kind == Kind::Number { format!("CAST({} AS BIGINT)", quoted(name)) } else { quoted(name) };
            format!("{value} AS {}{place}", kind.mark())
        });
        let key = list(self.key.iter().map(|place| quoted(&self.columns[*place].name)));
        let numbers = list((1..=self.key.len()).map(|number| format!("${number}")));
        let beyond = after.map_or_else(String::new, |_| format!("WHERE ({key}) > ({numbers})"));
        let sql = format!("SELECT {} FROM {} {beyond} ORDER BY {key} LIMIT {rows}", list(columns), quoted(&self.name));
        let last = after.map(|Cells(cells)| self.key.iter().map(|place| cells[*place].value()).collect());
        Statement::once(sql, last.unwrap_or_default()).load(connection)
    }

    /// Writes rows that [`Table::page`] read.
    pub(super) fn insert(&self, connection: &mut AnyConnection, rows: &[Cells]) -> QueryResult<()> {
        /// SQLite binds 32,766 values to a statement, and takes long to read one of many rows.
        const VALUES: usize = 4_000;
        let columns = list(self.columns.iter().map(|column| quoted(&column.name)));
        let head = format!("INSERT INTO {} ({columns}) VALUES", quoted(&self.name));
        let width = self.columns.len();
        for some in rows.chunks((VALUES / width).max(1)) {
            let values = some.iter().flat_map(|Cells(cells)| cells.iter().map(Cell::value)).collect();
            Statement::rows(&head, width, values).execute(connection)?;
        }
        Ok(())
    }
}
