//! One database's rows in another one, of whichever kind.
//!
//! Guarantee: all rows of one moment arrive, or none; the target was empty and of this version, as was the source; as many rows of
//! every table are there as were read, every reference leads to a row, and the chain of the audit log is whole. Ids go on where they
//! stood, also after rows that are gone.
//! Non-goal: pictures, keys and settings, which lie outside of the database.

use std::collections::BTreeMap;

use super::portable::{self, Table};
use super::{AnyConnection, Schema, dialect, migrate, schema_of, too_new};
use crate::audit;
use crate::error::{Error, Result};

/// Rows of each table.
pub type Counts = BTreeMap<String, i64>;

/// Rows that are held in memory at once.
const PAGE: usize = 1_000;

/// Copies every row of `source` into `target`, which gets its tables first if it has none. Says how many of each table that were.
///
/// # Errors
/// [`Error::Setting`] when one of the two is of another version, or the target is in use; [`Error::Unavailable`] when what arrived is
/// not what was sent.
pub fn transfer(source: &mut AnyConnection, target: &mut AnyConnection) -> Result<Counts> {
    let tables = portable::tables()?;
    make_ready(target)?;
    dialect::read(source, |source| {
        if schema_of(source)? != Schema::Present {
            return Err(Error::Setting(
                "the source is of another version: bring it to this one by `majakka migrate`".to_owned(),
            ));
        }
        dialect::take_in(target, |target| {
            require_empty(target, &tables)?;
            let mut counts = Counts::new();
            for table in &tables {
                counts.insert(table.name.clone(), copy(table, source, target)?);
            }
            if let (rows, Some(broken)) = audit::verify(target)? {
                return Err(Error::Unavailable(format!(
                    "the audit log of the source is broken at row {broken}, after {rows} sound ones: nothing was copied"
                )));
            }
            Ok(counts)
        })
    })
}

/// Gives an empty database its tables; one that has had steps of another version is left as it is.
fn make_ready(target: &mut AnyConnection) -> Result<()> {
    let untouched = dialect::read(target, |target| Ok(dialect::applied(target)?.is_empty()))?;
    if untouched {
        migrate(target)?;
    }
    match dialect::read(target, schema_of)? {
        Schema::Present => Ok(()),
        Schema::Newer(step) => Err(too_new(&step)),
        Schema::Older => Err(Error::Setting("the target is of an older version: it must be empty".to_owned())),
    }
}

/// What a new installation has before anybody did anything is nothing.
fn require_empty(target: &mut AnyConnection, tables: &[Table]) -> Result<()> {
    for table in tables {
        let rows = table.count(target)?;
        if rows > table.at_first {
            return Err(Error::Setting(format!(
                "the target is in use ({rows} rows in {}): it must be empty; what is there is never overwritten",
                table.name
            )));
        }
    }
    Ok(())
}

fn copy(table: &Table, source: &mut AnyConnection, target: &mut AnyConnection) -> Result<i64> {
    table.clear(target)?;
    let mut last = None;
    loop {
        let mut rows = table.page(source, last.as_ref(), PAGE)?;
        table.insert(target, &rows)?;
        match rows.pop() {
            Some(row) => last = Some(row),
            None => break,
        }
    }
    if table.numbered {
        let id = dialect::last_id(source, &table.name)?;
        dialect::go_on_after(target, &table.name, id)?;
    }
    let (sent, arrived) = (table.count(source)?, table.count(target)?);
    if sent != arrived {
        return Err(Error::Unavailable(format!(
            "of {sent} rows of {} {arrived} arrived: nothing was copied",
            table.name
        )));
    }
    Ok(arrived)
}
