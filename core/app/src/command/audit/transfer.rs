//! What the audit log says of an installation's data as a whole that went somewhere else, or came from there.

use majakka_store::db::Counts;
use majakka_store::error::Result;

use crate::app::Tx;

/// The rows of another database were copied into this one.
///
/// # Errors
/// `forbidden` for everybody but the installation; what the database says.
pub fn copied(tx: &mut Tx<'_>, source: &str, counts: &Counts) -> Result<()> {
    tx.viewer.require_installation()?;
    tx.audit("database.copied", source, &format!("{} rows", counts.values().sum::<i64>()))
}
