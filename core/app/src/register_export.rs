//! The register as a file: what [`crate::command::organisation::import`] takes in again.
//!
//! Guarantee: as many rows in memory as some hundred organisations have; no cell is a formula; only what the viewer keeps.

use std::collections::HashMap;
use std::io::Write;

use csv::{Terminator, WriterBuilder};
use majakka_domain::format::sheet_cell::harmless;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Language, RegisterColumn as C, RegisterFile};
use majakka_store::error::{Error, Result};
use majakka_store::organisation::Organisation;
use majakka_store::register::bulk;
use majakka_store::viewer::Viewer;
use serde_json::{Map, Value};

use crate::app::App;
use crate::command::organisation::import::columns_of;

/// Organisations whose rows are read together.
const CHUNK: usize = 500;
/// By this a spreadsheet knows UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RFC 4180 with semicolons, as spreadsheets here read it, with the names of its columns in this language.
    Csv(Language),
    /// An array of objects with stable names.
    Json,
}

/// Writes what the viewer keeps. Says how many rows that were.
///
/// # Errors
/// `forbidden`; what the writer says.
pub fn write(app: &App, viewer: &Viewer, file: RegisterFile, form: Form, to: &mut impl Write) -> Result<usize> {
    viewer.require(crate::command::organisation::import::needs(file))?;
    let houses = app.read(|conn| match file {
        RegisterFile::Organisations => bulk::all_kept(conn, viewer),
        RegisterFile::Contacts => bulk::all_served(conn, viewer),
    })?;
    let names: HashMap<OrganisationId, String> = houses.iter().map(|row| (row.id, called(row))).collect();
    let columns: Vec<C> = columns_of(file).iter().copied().filter(|column| *column != C::GivenName).collect();
    let mut rows = Rows::begin(app, &columns, form, to)?;
    for some in houses.chunks(CHUNK) {
        let ids: Vec<OrganisationId> = some.iter().map(|row| row.id).collect();
        match file {
            RegisterFile::Organisations => {
                let mut services = app.read(|conn| bulk::services_of(conn, &ids))?;
                for row in some {
                    let used: Vec<String> = services.remove(&row.id).unwrap_or_default().into_iter().collect();
                    rows.row(
                        &columns.iter().map(|column| of_organisation(*column, row, &used, &names)).collect::<Vec<_>>(),
                    )?;
                }
            }
            RegisterFile::Contacts => {
                for (row, roles) in app.read(|conn| bulk::contacts_of(conn, &ids))? {
                    let cells = columns.iter().map(|column| match column {
                        C::Organisation => Cell::one(names.get(&row.organisation_id).cloned().unwrap_or_default()),
                        C::Name => Cell::one(row.name.clone()),
                        C::Email => Cell::one(row.email.clone()),
                        C::Phone => Cell::one(row.phone.clone().unwrap_or_default()),
                        C::Kind => Cell::one(row.kind.to_string()),
                        C::Language => Cell::one(row.language.to_string()),
                        _ => Cell::Several(roles.iter().map(ToString::to_string).collect()),
                    });
                    rows.row(&cells.collect::<Vec<_>>())?;
                }
            }
        }
    }
    rows.end()
}

/// As an organisation is found again: by its number, else by its short name.
fn called(row: &Organisation) -> String {
    if row.business_id.is_empty() { row.slug.clone() } else { row.business_id.clone() }
}

fn of_organisation(
    column: C,
    row: &Organisation,
    services: &[String],
    names: &HashMap<OrganisationId, String>,
) -> Cell {
    let named = |id: Option<OrganisationId>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    match column {
        C::BusinessId => Cell::one(row.business_id.clone()),
        C::ConnectionPoint => Cell::one(row.connection_point.clone()),
        C::Slug => Cell::one(row.slug.clone()),
        C::Name => Cell::one(row.name.clone()),
        C::Kind => Cell::one(row.kind.to_string()),
        C::Region => Cell::one(row.region.clone()),
        C::Operator => Cell::one(row.operator.clone()),
        C::Vendor => Cell::one(row.vendor.clone()),
        C::Services => Cell::Several(services.to_vec()),
        C::Broker => Cell::one(named(row.broker_id)),
        _ => Cell::one(named(row.desk_id)),
    }
}

enum Cell {
    One(String),
    Several(Vec<String>),
}

impl Cell {
    fn one(text: String) -> Self {
        Cell::One(text)
    }
}

enum Rows<'a, W: Write> {
    Csv(Box<csv::Writer<&'a mut W>>, usize),
    Json(&'a mut W, &'a [C], usize),
}

impl<'a, W: Write> Rows<'a, W> {
    fn begin(app: &App, columns: &'a [C], form: Form, to: &'a mut W) -> Result<Self> {
        match form {
            Form::Json => Ok(Rows::Json(to, columns, 0)),
            Form::Csv(language) => {
                to.write_all(MARK).map_err(broken)?;
                let name = |column: &C| Ok(app.renderer.i18n().word(language, "register-column", column)?);
                let names = columns.iter().map(name).collect::<Result<Vec<String>>>()?;
                let mut writer = WriterBuilder::new().delimiter(b';').terminator(Terminator::CRLF).from_writer(to);
                writer.write_record(names).map_err(broken)?;
                Ok(Rows::Csv(Box::new(writer), 0))
            }
        }
    }

    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        match self {
            Rows::Csv(writer, rows) => {
                let text = |cell: &Cell| match cell {
                    Cell::One(text) => harmless(text),
                    Cell::Several(parts) => harmless(&parts.join(", ")),
                };
                writer.write_record(cells.iter().map(text)).map_err(broken)?;
                *rows += 1;
            }
            Rows::Json(to, columns, rows) => {
                let value = |cell: &Cell| match cell {
                    Cell::One(text) => Value::from(text.as_str()),
                    Cell::Several(parts) => Value::from(parts.as_slice()),
                };
                let named = columns.iter().zip(cells).map(|(column, cell)| (column.as_str().to_owned(), value(cell)));
                let object = Value::Object(named.collect::<Map<_, _>>());
                let mark = if *rows == 0 { "[\n" } else { ",\n" };
                write!(to, "{mark}{object}").map_err(broken)?;
                *rows += 1;
            }
        }
        Ok(())
    }

    fn end(self) -> Result<usize> {
        match self {
            Rows::Csv(mut writer, rows) => {
                writer.flush().map_err(broken)?;
                Ok(rows)
            }
            Rows::Json(to, _, rows) => {
                let end = if rows == 0 { "[]\n" } else { "\n]\n" };
                to.write_all(end.as_bytes()).and_then(|()| to.flush()).map_err(broken)?;
                Ok(rows)
            }
        }
    }
}

fn broken(cause: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("the file cannot be written: {cause}"))
}
