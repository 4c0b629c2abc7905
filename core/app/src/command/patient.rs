//! Sealed patient references: put away when a report comes in, opened for one reader with a purpose (design.md 7).

use diesel::prelude::*;
use majakka_domain::id::ReportId;
use majakka_domain::rights::Permission;

use super::field::Problems;
use crate::app::Tx;
use crate::vault::{Plain, Sealed};
use majakka_store::db::schema::patient_references;
use majakka_store::error::{Error, Result};
use majakka_store::report;

/// Seals what identifies patients of a report, each once.
pub(crate) fn seal(tx: &mut Tx<'_>, report: ReportId, references: &[String]) -> Result<()> {
    let mut done = std::collections::BTreeSet::new();
    for reference in references.iter().map(|text| text.trim()) {
        if !done.insert(reference) {
            continue;
        }
        let sealed = tx
            .app
            .vault
            .seal(&context(report), &Plain::from(reference.to_owned()), tx.app.random.as_ref())
            .map_err(|cause| Error::Vault(cause.to_string()))?;
        diesel::insert_into(patient_references::table)
            .values((
                patient_references::report_id.eq(report.0),
                patient_references::key_id.eq(&sealed.key_id),
                patient_references::nonce.eq(sealed.nonce.as_slice()),
                patient_references::ciphertext.eq(&sealed.ciphertext),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// What a sealed value is bound to, so that it opens nowhere else.
fn context(report: ReportId) -> String {
    format!("report {report}")
}

/// Opens the references of a report for one reader. The log line is written first: no log, no look.
///
/// # Errors
/// `forbidden`; `validation` without a purpose; [`Error::NotFound`] for a report of somebody else.
pub fn open(tx: &mut Tx<'_>, id: ReportId, purpose: &str) -> Result<Vec<String>> {
    tx.viewer.require(Permission::OpenPatientReference)?;
    let mut problems = Problems::default();
    problems.need("purpose", purpose);
    problems.no_hetu("purpose", purpose);
    problems.refuse()?;
    let row = report::find(tx.conn, tx.viewer, id)?;
    tx.audit("patient.opened", &row.reference, purpose.trim())?;
    let rows: Vec<(String, Vec<u8>, Vec<u8>)> = patient_references::table
        .filter(patient_references::report_id.eq(id.0))
        .order(patient_references::id)
        .select((patient_references::key_id, patient_references::nonce, patient_references::ciphertext))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(key_id, nonce, ciphertext)| {
            let nonce = nonce.try_into().map_err(|_| Error::Vault("a nonce of the wrong length".to_owned()))?;
            let sealed = Sealed { key_id, nonce, ciphertext };
            let plain = tx.app.vault.open(&context(id), &sealed).map_err(|cause| Error::Vault(cause.to_string()))?;
            Ok(plain.expose().to_owned())
        })
        .collect()
}

/// How many references are sealed with a report; tells nothing of what they say.
///
/// # Errors
/// What the database says.
pub fn count(conn: &mut majakka_store::db::AnyConnection, id: ReportId) -> Result<i64> {
    Ok(patient_references::table.filter(patient_references::report_id.eq(id.0)).count().get_result(conn)?)
}
