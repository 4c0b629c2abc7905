//! Promise: an installation moves to the other kind of database and back without losing a row, and never onto one that is in use.

use std::path::Path;
use std::process::Command;

use diesel::RunQueryDsl as _;
use diesel::sql_types::{BigInt, Text};
use majakka_store::db::{self, DbUrl};
use majakka_testing::postgres;
use majakka_testing::scratch::Scratch;

/// Whether it ended well, and all that it said.
fn majakka(var: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    let output = command.args(arguments).arg("--var").arg(var).output().expect("the binary runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), said)
}

#[derive(diesel::QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many rows of the first file's table, byte for byte and with their types, the second does not have.
fn missing(first: &str, second: &str, table: &str) -> i64 {
    let pool = db::open_pool(DbUrl::parse(first).expect("a URL"), 1).expect("a database");
    let mut connection = pool.get().expect("a connection");
    let attach = format!("ATTACH '{}' AS other", second.trim_start_matches("sqlite://"));
    diesel::sql_query(attach).execute(&mut connection).expect("the other file");
    let compare =
        format!("SELECT count(*) AS rows FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM other.{table})");
    diesel::sql_query(compare).get_result::<Rows>(&mut connection).expect("the rows").rows
}

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// How many rows each table of a file has.
fn counts(url: &str) -> db::Counts {
    let pool = db::open_pool(DbUrl::parse(url).expect("a URL"), 1).expect("a database");
    let mut connection = pool.get().expect("a connection");
    let tables = "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '@_@_%' ESCAPE '@'";
    let tables: Vec<Name> = diesel::sql_query(tables).load(&mut connection).expect("the tables");
    let mut rows = |table: &str| {
        let counted = diesel::sql_query(format!("SELECT count(*) AS rows FROM {table}"));
        counted.get_result::<Rows>(&mut connection).expect("the rows").rows
    };
    tables.into_iter().map(|Name { name }| (name.clone(), rows(&name))).collect()
}

#[test]
fn it_moves_to_postgresql_and_back_whole_and_never_onto_what_is_in_use() {
    let scratch = Scratch::new("mjmove");
    assert!(majakka(&scratch.join("var"), &["demo", "--once"]).0);
    let var = scratch.join("var/demo");
    let first = format!("sqlite://{}", var.join("majakka.sqlite").display());
    let (second, third) = (postgres::database(), format!("sqlite://{}", var.join("back.sqlite").display()));
    let copy = |from: &str, to: &str| majakka(&var, &["copy", "--from", from, "--to", to]);

    let (done, said) = copy(&first, &second);
    assert!(done && said.contains("rows were copied; the audit log is whole."), "{said}");
    let (whole, said) = majakka(&var, &["admin", "audit", "verify", "--database-url", &second]);
    assert!(whole && said.contains("The audit log is whole"), "{said}");
    let (done, said) = copy(&second, &third);
    assert!(done, "{said}");

    let (before, after) = (counts(&first), counts(&third));
    assert!(before["deliveries"] > 0 && before["timeline"] > 0 && before["reports"] > 0, "{before:?}");
    for (table, rows) in &before {
        assert_eq!(missing(&first, &third, table), 0, "{table} lost something of a row");
        let said_by_copy = if table == "audit" { after[table] - rows } else { 0 };
        assert_eq!(after[table], rows + said_by_copy, "{table}");
    }

    // Ids go on where they stood: a new row gets none that was given.
    let id = |sql: &str| postgres::sql(&second, sql).parse::<i64>().expect("an id");
    let highest = id("SELECT max(id) FROM contacts");
    let next = "INSERT INTO contacts (organisation_id, kind, name, email, takes_sms, language) \
                SELECT organisation_id, kind, 'Uusi', 'uusi@test.invalid', false, language FROM contacts LIMIT 1 RETURNING id";
    assert!(id(next) > highest);

    let (done, said) = copy(&first, &second);
    assert!(!done && said.contains("the target is in use"), "{said}");
    assert_eq!(id("SELECT count(*) FROM contacts"), before["contacts"] + 1, "nothing was touched");
    postgres::sql(
        &second,
        "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
    );
    for (from, to, why) in [(&second, &format!("{third}.new"), "majakka migrate"), (&first, &second, "older version")] {
        let (done, said) = copy(from, to);
        assert!(!done && said.contains(why), "{said}");
    }
}
