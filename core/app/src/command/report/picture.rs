//! Looking at a picture of a report: its pixels may show a patient, so the look is written down as that of a patient reference is.

use majakka_domain::id::ScreenshotId;
use majakka_domain::rights::Permission;

use crate::app::Tx;
use majakka_store::error::{Error, Result};
use majakka_store::report;
use majakka_store::screenshot_row::{self, Screenshot};

/// Where the picture is kept, for somebody who may read its report. The log line is written first: no log, no look.
///
/// # Errors
/// `forbidden`; [`Error::NotFound`] for a picture of somebody else.
pub fn open(tx: &mut Tx<'_>, id: ScreenshotId) -> Result<Screenshot> {
    tx.viewer.require(Permission::ReadDesk)?;
    let row = screenshot_row::find(tx.conn, tx.viewer, id)?;
    let report = report::find(tx.conn, tx.viewer, row.report_id.ok_or(Error::NotFound("screenshot"))?)?;
    tx.wakes_nobody();
    tx.audit("picture.opened", &report.reference, &format!("picture {id}"))?;
    Ok(row)
}
