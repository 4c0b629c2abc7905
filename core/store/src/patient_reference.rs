//! Sealed patient references of reports.
//!
//! Non-goal: opening them, and who may.

use diesel::prelude::*;
use majakka_domain::id::ReportId;

use crate::db::AnyConnection;
use crate::db::schema::patient_references as p;
use crate::error::Result;
use crate::sealed::Sealed;

/// Puts one away.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, report: ReportId, sealed: &Sealed) -> Result<()> {
    diesel::insert_into(p::table)
        .values((
            p::report_id.eq(report.0),
            p::key_id.eq(&sealed.key_id),
            p::nonce.eq(sealed.nonce.as_slice()),
            p::ciphertext.eq(&sealed.ciphertext),
        ))
        .execute(conn)?;
    Ok(())
}

/// Those of a report, in the order in which they were put away.
///
/// # Errors
/// [`crate::error::Error::Inconsistent`], or what the database says.
pub fn of_report(conn: &mut AnyConnection, report: ReportId) -> Result<Vec<Sealed>> {
    let rows: Vec<(String, Vec<u8>, Vec<u8>)> = p::table
        .filter(p::report_id.eq(report.0))
        .order(p::id)
        .select((p::key_id, p::nonce, p::ciphertext))
        .load(conn)?;
    rows.into_iter()
        .map(|(key_id, nonce, ciphertext)| Sealed::stored("patient_references", key_id, nonce, ciphertext))
        .collect()
}

/// How many there are of a report.
///
/// # Errors
/// What the database says.
pub fn count(conn: &mut AnyConnection, report: ReportId) -> Result<i64> {
    Ok(p::table.filter(p::report_id.eq(report.0)).count().get_result(conn)?)
}

/// Those under one of these keys, oldest first, at most so many: the row, its report, and what is sealed.
///
/// # Errors
/// [`crate::error::Error::Inconsistent`], or what the database says.
pub fn sealed_under(conn: &mut AnyConnection, keys: &[&str], most: i64) -> Result<Vec<(i64, ReportId, Sealed)>> {
    type Row = (i64, i64, String, Vec<u8>, Vec<u8>);
    let rows: Vec<Row> = p::table
        .filter(p::key_id.eq_any(keys))
        .order(p::id)
        .limit(most)
        .select((p::id, p::report_id, p::key_id, p::nonce, p::ciphertext))
        .load(conn)?;
    let read = |(id, report, key_id, nonce, ciphertext): Row| {
        let sealed = Sealed::stored("patient_references", key_id, nonce, ciphertext)?;
        Ok((id, ReportId(report), sealed))
    };
    rows.into_iter().map(read).collect()
}

/// Puts the same away under another key.
///
/// # Errors
/// What the database says.
pub fn seal_anew(conn: &mut AnyConnection, id: i64, sealed: &Sealed) -> Result<()> {
    diesel::update(p::table.filter(p::id.eq(id)))
        .set((p::key_id.eq(&sealed.key_id), p::nonce.eq(sealed.nonce.as_slice()), p::ciphertext.eq(&sealed.ciphertext)))
        .execute(conn)?;
    Ok(())
}
