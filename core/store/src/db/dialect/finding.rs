//! Words in the register, by each database's own index of every three signs (docs/adr/0028).

use majakka_domain::finding::{FEWEST, SearchTerms};

use super::AnyConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};

/// A condition on rows of one table, with what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// SQL with `$first`, `$first + 1` …
    pub sql: String,
    /// The values, in their order.
    pub values: Vec<String>,
}

/// The rows of `table`, called `name` in the statement, that somebody asks for; none when she asks for all.
pub fn found(conn: &AnyConnection, table: &str, name: &str, asked: &SearchTerms, first: usize) -> Option<Condition> {
    let mut values = Vec::new();
    let mut bound = |value: String| {
        values.push(value);
        format!("${}", first + values.len() - 1)
    };
    let sql = match asked {
        SearchTerms::All => return None,
        SearchTerms::Beginning(head) => {
            let last = format!("{head}\u{10FFFF}");
            format!("({name}.sorted_by >= {} AND {name}.sorted_by < {})", bound(head.clone()), bound(last))
        }
        SearchTerms::Anywhere(lists) => {
            let is_long = |word: &&String| word.chars().count() >= FEWEST;
            match conn {
                AnyConnection::Pg(_) => {
                    let word = |word: &String| {
                        let n = bound(word.clone());
                        let there = format!("strpos({name}.found_by, {n}) > 0");
                        if is_long(&word) {
                            format!("register_trigrams({name}.found_by) @> register_trigrams({n}) AND {there}")
                        } else {
                            there
                        }
                    };
                    either(lists, word)
                }
                AnyConnection::Sqlite(_) => {
                    let quoted = |word: &String| format!("\"{}\"", word.replace('"', "\"\""));
                    let all = |words: &Vec<String>| {
                        words.iter().filter(is_long).map(quoted).collect::<Vec<_>>().join(" AND ")
                    };
                    let phrases =
                        lists.iter().map(|words| format!("({})", all(words))).collect::<Vec<_>>().join(" OR ");
                    let index = format!(
                        "{name}.id IN (SELECT rowid FROM {table}_found WHERE {table}_found MATCH {} \
                         UNION ALL SELECT id FROM {table}_unindexed)",
                        bound(phrases)
                    );
                    // The index knows no words of less than three signs, and may know a row as it was.
                    let there = either(lists, |word| format!("instr({name}.found_by, {}) > 0", bound(word.clone())));
                    format!("{index} AND {there}")
                }
            }
        }
    };
    Some(Condition { sql, values })
}

/// Rows that are indexed at once: others wait no longer for the file than this takes.
const AT_ONCE: i64 = 2_000;

/// Indexes what was written since the last time, so much of it that nobody waits long. Says of how many rows. PostgreSQL's index is
/// never behind.
///
/// # Errors
/// What the database says.
pub fn index(conn: &mut AnyConnection) -> QueryResult<usize> {
    let AnyConnection::Sqlite(sqlite) = conn else { return Ok(0) };
    let mut indexed = 0;
    for table in ["organisations", "contacts"] {
        let some = format!("(SELECT id FROM {table}_unindexed ORDER BY id LIMIT {AT_ONCE})");
        let left: Option<Waiting> =
            sql_query(format!("SELECT MAX(id) AS last FROM {some}")).get_result(sqlite).optional()?;
        let Some(last) = left.and_then(|left| left.last) else { continue };
        sql_query(format!("DELETE FROM {table}_found WHERE rowid IN {some}")).execute(sqlite)?;
        let rows =
            format!("INSERT INTO {table}_found (rowid, found_by) SELECT id, found_by FROM {table} WHERE id IN {some}");
        sql_query(rows).execute(sqlite)?;
        let done = sql_query(format!("DELETE FROM {table}_unindexed WHERE id <= {last}")).execute(sqlite)?;
        indexed += done;
    }
    Ok(indexed)
}

/// The last row of those that are indexed at once.
#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = Nullable<BigInt>)]
    last: Option<i64>,
}

/// Does anything wait to be indexed?
///
/// # Errors
/// What the database says.
pub fn is_behind(conn: &mut AnyConnection) -> QueryResult<bool> {
    let AnyConnection::Sqlite(sqlite) = conn else { return Ok(false) };
    let any = "SELECT MAX(id) AS last FROM (SELECT MAX(id) AS id FROM organisations_unindexed \
               UNION ALL SELECT MAX(id) FROM contacts_unindexed)";
    Ok(sql_query(any).get_result::<Waiting>(sqlite)?.last.is_some())
}

/// All words of any list.
fn either(lists: &[Vec<String>], mut word: impl FnMut(&String) -> String) -> String {
    let mut all = |words: &Vec<String>| format!("({})", words.iter().map(&mut word).collect::<Vec<_>>().join(" AND "));
    format!("({})", lists.iter().map(&mut all).collect::<Vec<_>>().join(" OR "))
}
