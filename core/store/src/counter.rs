//! References that people read aloud: `R-2026-000123`, `H-2026-0045`.

use chrono::{DateTime, Datelike, Utc};
use diesel::prelude::*;
use majakka_domain::format::time::helsinki_day;

use crate::db::schema::counters;
use crate::db::{AnyConnection, Statement, Value};
use crate::error::Result;

/// The next number of a series. Runs in the serial write of the step that uses it, so no number is given twice.
fn next(conn: &mut AnyConnection, name: &str) -> Result<i64> {
    let taken: Option<i64> = diesel::update(counters::table.find(name))
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(conn)
        .optional()?;
    if let Some(value) = taken {
        return Ok(value);
    }
    diesel::insert_into(counters::table).values((counters::name.eq(name), counters::value.eq(1))).execute(conn)?;
    Ok(1)
}

/// The numbers of a year's reports, counted on in memory as long as one serial write lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportNumbers {
    year: i32,
    last: i64,
}

impl ReportNumbers {
    /// As they stand for the year of this moment in Finland.
    ///
    /// # Errors
    /// What the database says.
    pub fn load(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Self> {
        let year = helsinki_day(now).year();
        let last: Option<i64> =
            counters::table.find(Self::name(year)).select(counters::value).first(conn).optional()?;
        Ok(ReportNumbers { year, last: last.unwrap_or_default() })
    }

    /// Is this moment in their year?
    pub fn hold_for(&self, now: DateTime<Utc>) -> bool {
        helsinki_day(now).year() == self.year
    }

    /// The next report's reference.
    pub fn assign(&mut self) -> String {
        self.last += 1;
        format!("R-{}-{:06}", self.year, self.last)
    }

    /// Writes down how far they were given. Runs in the write that gave them.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep(&self, conn: &mut AnyConnection) -> Result<()> {
        let sql = "INSERT INTO counters (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        let name = Self::name(self.year);
        Statement::kept(sql, vec![Value::Text(&name), Value::Number(self.last)]).execute(conn)?;
        Ok(())
    }

    fn name(year: i32) -> String {
        format!("report-{year}")
    }
}

/// The next incident's reference: at most 11 characters, for it stands in every text message.
///
/// # Errors
/// What the database says.
pub fn incident_reference(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<String> {
    let year = helsinki_day(now).year();
    Ok(format!("H-{year}-{:04}", next(conn, &format!("incident-{year}"))?))
}

/// The revision of what the public page shows.
///
/// # Errors
/// What the database says.
pub fn page_revision(conn: &mut AnyConnection) -> Result<i64> {
    use crate::db::schema::page_revision::dsl;
    Ok(dsl::page_revision.select(dsl::revision).first(conn)?)
}

/// Says that what the public page shows has changed.
///
/// # Errors
/// What the database says.
pub fn bump_page(conn: &mut AnyConnection) -> Result<()> {
    use crate::db::schema::page_revision::dsl;
    diesel::update(dsl::page_revision).set(dsl::revision.eq(dsl::revision + 1)).execute(conn)?;
    Ok(())
}
