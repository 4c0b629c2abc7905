//! Sealed patient references: put away when a report comes in, opened for one reader with a purpose (docs/SECURITY.md, Patients).

use majakka_domain::id::ReportId;
use majakka_domain::rights::Permission;
use majakka_domain::text;

use crate::app::Tx;
use crate::command::field::{LONGEST_NOTE, Problems};
use crate::vault::Plain;
use majakka_store::error::{Error, Result};
use majakka_store::{patient_reference, report};

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
        patient_reference::insert(tx.conn, report, &sealed)?;
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
    problems.at_most("purpose", purpose, LONGEST_NOTE);
    problems.no_hetu("purpose", purpose);
    problems.refuse()?;
    let row = report::find(tx.conn, tx.viewer, id)?;
    tx.audit("patient.opened", &row.reference, text::clean(purpose).trim())?;
    let open = |sealed| {
        let plain = tx.app.vault.open(&context(id), sealed).map_err(|cause| Error::Vault(cause.to_string()))?;
        Ok(plain.expose().to_owned())
    };
    patient_reference::of_report(tx.conn, id)?.iter().map(open).collect()
}

/// So many are sealed anew in one write.
const AT_ONCE: i64 = 200;

/// Seals anew what an older key sealed, so that the older key can leave the file. Says how many were; none: nothing is left that an
/// older key opens.
///
/// # Errors
/// What the database says; the vault, when it cannot seal.
pub fn seal_anew(tx: &mut Tx<'_>) -> Result<usize> {
    tx.viewer.require_installation()?;
    let (app, mut done) = (tx.app, 0);
    for (id, report, sealed) in patient_reference::sealed_under(tx.conn, &app.vault.older_keys(), AT_ONCE)? {
        let plain = match app.vault.open(&context(report), &sealed) {
            Ok(plain) => plain,
            Err(cause) => {
                tracing::error!(%cause, %report, "a sealed reference does not open; it stays under its older key");
                continue;
            }
        };
        let anew = app.vault.seal(&context(report), &plain, app.random.as_ref());
        patient_reference::seal_anew(tx.conn, id, &anew.map_err(|cause| Error::Vault(cause.to_string()))?)?;
        done += 1;
    }
    if done > 0 {
        tx.audit("patient.sealed_anew", "vault key", &format!("{done} references"))?;
    }
    Ok(done)
}

/// How many references are sealed with a report; tells nothing of what they say.
///
/// # Errors
/// What the database says.
pub fn count(conn: &mut majakka_store::db::AnyConnection, id: ReportId) -> Result<i64> {
    patient_reference::count(conn, id)
}
