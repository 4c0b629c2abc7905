//! References that people read aloud: `R-2026-000123`, `H-2026-0045`.

use chrono::{DateTime, Datelike, Utc};
use diesel::prelude::*;
use majakka_domain::format::time::helsinki_day;

use crate::db::AnyConnection;
use crate::db::schema::counters;
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

/// The next report's reference.
///
/// # Errors
/// What the database says.
pub fn report_reference(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<String> {
    let year = helsinki_day(now).year();
    Ok(format!("R-{year}-{:06}", next(conn, &format!("report-{year}"))?))
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
