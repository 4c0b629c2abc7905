//! Reading the audit log, which the log itself says (docs/SECURITY.md, The audit log).

use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;

use crate::app::Tx;
use majakka_store::audit::{self, Row};
use majakka_store::error::Result;
use majakka_store::installation;

/// The newest rows, newest first, or those before a number; the first of all says who reads them. The log is one for the whole installation: only its host's people
/// read it.
///
/// # Errors
/// `forbidden`; what the database says.
pub fn newest(tx: &mut Tx<'_>, before: Option<i64>, rows: i64) -> Result<Vec<Row>> {
    tx.viewer.require(Permission::ReadAudit)?;
    if installation::bounds(tx.conn, tx.viewer)?.is_some() {
        return Err(Refusal::Forbidden.into());
    }
    tx.wakes_nobody();
    let read = before.map_or_else(|| format!("the newest {rows}"), |number| format!("{rows} before {number}"));
    tx.audit("audit.read", "", &read)?;
    audit::before(tx.conn, before.unwrap_or(i64::MAX), rows)
}
