//! The register out of a file: all of it or nothing, and before that what it would come to.
//!
//! Guarantee: every row is judged by the rules of the forms; a file that was taken in once changes nothing when it comes again; no
//! organisation loses the last holder of a mandatory role by it; memory does not grow with what the register holds.
//! Non-goal: the file itself ([`crate::sheet`]).

mod contacts;
mod organisations;
mod outcome;
mod vocabulary;

pub use outcome::{Change, How, Losing, MOST_SHOWN, Outcome, RowProblem};
pub use vocabulary::{Vocabulary, columns_of};

use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{RegisterColumn, RegisterFile};
use majakka_store::error::Result;

use crate::app::Tx;
use crate::sheet::{Row, Sheet};

/// Rows that are looked at together.
const CHUNK: usize = 500;

/// A file with what its columns mean.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The rows.
    pub sheet: &'a Sheet,
    /// What each column holds; none: it is passed over.
    pub columns: &'a [Option<RegisterColumn>],
    /// Is the file all that there is? Then the contacts of its organisations that are not in it go.
    pub whole: bool,
}

/// Hears how many rows are done.
pub type Watch<'a> = &'a mut dyn FnMut(usize);

/// What the file would come to; writes nothing ([`crate::App::look`]).
///
/// # Errors
/// `forbidden`; `validation` when a column is missing.
pub fn check(tx: &mut Tx<'_>, file: RegisterFile, order: Order<'_>, watch: Watch<'_>) -> Result<Outcome> {
    run(tx, file, order, watch, false)
}

/// Takes the file in.
///
/// # Errors
/// As [`check`]; `validation` when any row is wrong: then nothing is written.
pub fn take_in(tx: &mut Tx<'_>, file: RegisterFile, order: Order<'_>, watch: Watch<'_>) -> Result<Outcome> {
    let outcome = run(tx, file, order, watch, true)?;
    if !outcome.is_sound() {
        return Err(Refusal::field("file", "import_wrong").into());
    }
    let counts = serde_json::json!({
        "rows": outcome.rows, "added": outcome.added, "changed": outcome.changed, "removed": outcome.removed,
    });
    tx.audit("register.imported", file.as_str(), &counts.to_string())?;
    Ok(outcome)
}

/// Who may bring such a file.
pub const fn needs(file: RegisterFile) -> Permission {
    match file {
        RegisterFile::Organisations => Permission::Administer,
        RegisterFile::Contacts => Permission::EditContacts,
    }
}

fn run(tx: &mut Tx<'_>, file: RegisterFile, order: Order<'_>, watch: Watch<'_>, write: bool) -> Result<Outcome> {
    tx.viewer.require(needs(file))?;
    match file {
        RegisterFile::Contacts => {
            let mut import = contacts::Import::begin(tx, order, write)?;
            each_chunk(order.sheet, watch, |rows| import.chunk(tx, rows))?;
            import.end(tx)
        }
        RegisterFile::Organisations => {
            let mut import = organisations::Import::begin(tx, order, write)?;
            each_chunk(order.sheet, watch, |rows| import.chunk(tx, rows))?;
            import.end(tx)
        }
    }
}

fn each_chunk(sheet: &Sheet, watch: Watch<'_>, mut take: impl FnMut(Vec<Row>) -> Result<()>) -> Result<()> {
    let (mut chunk, mut done) = (Vec::with_capacity(CHUNK), 0);
    let mut full = |chunk: &mut Vec<Row>| {
        done += chunk.len();
        take(std::mem::take(chunk))?;
        watch(done);
        Ok(())
    };
    sheet.each(|row| {
        chunk.push(row);
        if chunk.len() < CHUNK { Ok(()) } else { full(&mut chunk) }
    })?;
    full(&mut chunk)
}

/// The cells of a row by what they hold.
struct Cells<'a> {
    columns: &'a [Option<RegisterColumn>],
    row: &'a Row,
}

impl Cells<'_> {
    /// What stands in the column; none when the file has no such column.
    fn get(&self, column: RegisterColumn) -> Option<&str> {
        let place = self.columns.iter().position(|known| *known == Some(column))?;
        Some(self.row.cells.get(place).map_or("", String::as_str))
    }
}

/// Every column that such a file must have.
fn require_columns(columns: &[Option<RegisterColumn>], needed: &[RegisterColumn]) -> Result<()> {
    let missing = needed.iter().find(|column| !columns.contains(&Some(**column)));
    match missing {
        None => Ok(()),
        Some(column) => Err(Refusal::field(column.as_str(), "import_column").into()),
    }
}
