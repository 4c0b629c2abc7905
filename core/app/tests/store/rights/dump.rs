//! The whole database, row by row, as text.

use std::collections::BTreeMap;

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use majakka_app::App;
use majakka_store::db::AnyConnection;
use majakka_store::db::dialect::is_sqlite;
use majakka_store::error::Result;

const POSTGRES_TABLES: &str = "SELECT table_name AS of, '' AS row FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
/// With the expression that makes one text of a row.
const SQLITE_TABLES: &str = "
    SELECT t.name AS of, group_concat('quote(\"' || c.name || '\")', ' || '','' || ') AS row
    FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name IN (SELECT name FROM pragma_table_list WHERE type = 'table') GROUP BY t.name";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    row: String,
}

/// Rows by their table, sorted.
pub(super) type Dump = BTreeMap<String, Vec<String>>;

/// Everything that is stored.
pub(super) fn of(app: &App) -> Dump {
    let mut dump = Dump::new();
    for line in app.read(lines).expect("the whole database") {
        dump.entry(line.of).or_default().push(line.row);
    }
    dump.values_mut().for_each(|rows| rows.sort());
    assert!(dump.len() > 30, "tables with something in them: {:?}", dump.keys());
    dump
}

fn lines(conn: &mut AnyConnection) -> Result<Vec<Line>> {
    let sqlite = is_sqlite(conn);
    let tables: Vec<Line> = sql_query(if sqlite { SQLITE_TABLES } else { POSTGRES_TABLES }).load(conn)?;
    let part = |table: &Line| {
        let row = if sqlite { table.row.clone() } else { "CAST(t AS text)".to_owned() };
        format!("SELECT '{0}' AS of, {row} AS row FROM \"{0}\" t", table.of)
    };
    Ok(sql_query(tables.iter().map(part).collect::<Vec<_>>().join(" UNION ALL ")).load(conn)?)
}

/// What is in one and not in the other.
pub(super) fn differing(before: &Dump, after: &Dump) -> Vec<String> {
    let tables = before.keys().chain(after.keys().filter(|table| !before.contains_key(*table)));
    let rows = |dump: &Dump, table: &String| dump.get(table).cloned().unwrap_or_default();
    let mut changes = Vec::new();
    for table in tables {
        let (was, is) = (rows(before, table), rows(after, table));
        changes.extend(was.iter().filter(|row| !is.contains(row)).map(|row| format!("{table} lost {row}")));
        changes.extend(is.iter().filter(|row| !was.contains(row)).map(|row| format!("{table} has {row}")));
    }
    changes
}
