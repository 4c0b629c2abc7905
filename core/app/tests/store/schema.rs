//! Both folders of migrations make the same tables.

use diesel::sql_types::{Bool, Text};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use majakka_store::db::Pool;

use crate::databases::{on_postgres, on_sqlite};

/// SQLite's only kind of automatic key is `INTEGER PRIMARY KEY AUTOINCREMENT`, which is 64 bits wide.
const POSTGRES_COLUMNS: &str = "
    SELECT table_name AS of, column_name AS name, is_nullable = 'YES' AS optional,
        CASE data_type WHEN 'bytea' THEN 'binary' WHEN 'timestamp without time zone' THEN 'timestamp'
            ELSE data_type END AS kind
    FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name NOT LIKE '\\_\\_diesel%'
    ORDER BY 1, 2";
const SQLITE_COLUMNS: &str = "
    SELECT t.name AS of, c.name AS name, NOT c.\"notnull\" AS optional,
        CASE WHEN lower(c.type) = 'blob' THEN 'binary' WHEN c.pk AND t.sql LIKE '%AUTOINCREMENT%' THEN 'bigint'
            ELSE lower(c.type) END AS kind
    FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name IN (SELECT name FROM pragma_table_list WHERE type = 'table')
        AND t.name NOT LIKE '%\\_unindexed' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'
    ORDER BY 1, 2";

/// Indexes that a migration named: those of keys and constraints have names that the databases choose. Each finds words in its own way
/// (docs/adr/0028): PostgreSQL by an index, SQLite by a virtual table.
const POSTGRES_INDEXES: &str = "
    SELECT tablename AS of, indexname AS name, indexdef LIKE '% WHERE %' AS optional,
        CASE WHEN indexdef LIKE 'CREATE UNIQUE%' THEN 'unique' ELSE 'plain' END AS kind
    FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '% USING gin %'
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)
    ORDER BY 1, 2";
const SQLITE_INDEXES: &str = "
    SELECT tbl_name AS of, name, sql LIKE '% WHERE %' AS optional,
        CASE WHEN sql LIKE 'CREATE UNIQUE%' THEN 'unique' ELSE 'plain' END AS kind
    FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
    ORDER BY 1, 2";

/// A column, or an index: whose, its name, what it is, and whether it may be empty (a column) or is partial (an index).
#[derive(Debug, PartialEq, QueryableByName)]
struct Part {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    optional: bool,
}

fn parts(pool: &Pool, query: &str) -> Vec<String> {
    let mut connection = pool.get().expect("a connection");
    let parts: Vec<Part> = sql_query(query).load(&mut connection).expect("the parts of the schema");
    let line = |p: &Part| format!("{}.{} {} {}", p.of, p.name, p.kind, if p.optional { "optional" } else { "always" });
    let mut lines: Vec<_> = parts.iter().map(line).collect();
    lines.sort(); // the databases order text differently
    lines
}

fn differing<'a>(one: &'a [String], other: &[String]) -> Vec<&'a String> {
    one.iter().filter(|part| !other.contains(part)).collect()
}

#[test]
fn both_databases_have_the_same_columns_of_the_same_types() {
    let sqlite = on_sqlite(|pool| parts(pool, SQLITE_COLUMNS));
    let postgres = on_postgres(|pool| parts(pool, POSTGRES_COLUMNS));
    assert!(sqlite.len() > 50, "{sqlite:?}");
    assert_eq!((differing(&sqlite, &postgres), differing(&postgres, &sqlite)), (vec![], vec![]));
}

/// What the program of the version before stumbles over, in a step of the schema.
fn intolerable(step: &str) -> Vec<String> {
    let made: Vec<&str> =
        step.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split_whitespace().next()).collect();
    let statements = step.split(';').map(|statement| {
        let lines = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    });
    let stumbles = |statement: &String| {
        let is_of_new = made.iter().any(|table| statement.contains(&format!(" {table} ")));
        let gone = ["DROP TABLE", "DROP COLUMN", "RENAME ", "SET NOT NULL", "ALTER COLUMN"];
        let narrower = statement.contains("CREATE UNIQUE INDEX") || statement.contains("ADD CONSTRAINT");
        let must_be_given =
            statement.contains("ADD COLUMN") && statement.contains("NOT NULL") && !statement.contains("DEFAULT");
        gone.iter().any(|word| statement.contains(word)) || (narrower && !is_of_new) || must_be_given
    };
    statements.filter(stumbles).collect()
}

#[test]
fn every_step_is_one_that_the_version_before_goes_on_with() {
    // Since servers are replaced one after the other.
    const SINCE: &str = "2026-11-30";
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut steps = 0;
    for database in ["postgres", "sqlite"] {
        for step in std::fs::read_dir(folder.join(database)).expect("steps").map(|step| step.expect("a step").path()) {
            if step.file_name().is_some_and(|name| name.to_string_lossy().as_ref() >= SINCE) {
                let up = std::fs::read_to_string(step.join("up.sql")).expect("its statements");
                assert_eq!(intolerable(&up), Vec::<String>::new(), "{}", step.display());
                steps += 1;
            }
        }
    }
    assert!(steps > 20, "{steps}");
    for slip in [
        "ALTER TABLE reports DROP COLUMN reporter;",
        "ALTER TABLE reports RENAME COLUMN a TO b",
        "ALTER TABLE reports ADD COLUMN a TEXT NOT NULL",
        "CREATE TABLE a (id BIGINT); CREATE UNIQUE INDEX b ON reports (id)",
    ] {
        assert_eq!(intolerable(slip).len(), 1, "{slip}");
    }
}

#[test]
fn both_databases_have_the_same_indexes() {
    let sqlite = on_sqlite(|pool| parts(pool, SQLITE_INDEXES));
    let postgres = on_postgres(|pool| parts(pool, POSTGRES_INDEXES));
    assert!(!sqlite.is_empty());
    assert_eq!((differing(&sqlite, &postgres), differing(&postgres, &sqlite)), (vec![], vec![]));
}
