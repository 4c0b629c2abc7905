//! Which picture belongs to which draft or report. The pictures themselves lie in the store of `majakka-app`.
//!
//! Guarantee: a picture of a report is found only by who may read the report.
//! Non-goal: what a picture shows.

use diesel::prelude::*;
use majakka_domain::id::{DraftId, ReportId, ScreenshotId};

use super::report;
use crate::db::AnyConnection;
use crate::db::schema::screenshots;
use crate::error::{Error, Result};
use crate::viewer::Viewer;
use majakka_domain::screenshot_key::ScreenshotKey;

/// A stored row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = screenshots)]
pub struct Screenshot {
    /// Id.
    pub id: ScreenshotId,
    /// Report that it came with; none while it waits under a draft.
    pub report_id: Option<ReportId>,
    /// Where it lies, [`ScreenshotKey`].
    pub content_key: String,
    /// Media type.
    pub media_type: String,
    /// Size.
    pub bytes: i64,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
    /// Did the reporter tick that no personal data is in it? Without it, it does not leave the house.
    pub no_personal_data: bool,
}

impl Screenshot {
    /// Where it lies.
    ///
    /// # Errors
    /// [`Error::Inconsistent`].
    pub fn key(&self) -> Result<ScreenshotKey> {
        self.content_key.parse().map_err(|_| Error::Inconsistent {
            table: "screenshots",
            column: "content_key",
            value: self.content_key.clone(),
        })
    }
}

/// Where every picture lies that some row names, each once.
///
/// # Errors
/// What the database says.
pub fn keys(conn: &mut AnyConnection) -> Result<Vec<String>> {
    Ok(screenshots::table.select(screenshots::content_key).distinct().order(screenshots::content_key).load(conn)?)
}

/// A picture that lies in the store and belongs nowhere yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScreenshot {
    /// Where it lies.
    pub key: ScreenshotKey,
    /// Size.
    pub bytes: i64,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
}

/// Notes a picture that waits under a draft.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, draft: DraftId, picture: &NewScreenshot) -> Result<ScreenshotId> {
    use screenshots as s;
    Ok(diesel::insert_into(s::table)
        .values((
            s::draft_id.eq(draft.0),
            s::content_key.eq(picture.key.as_str()),
            s::media_type.eq(picture.key.format().content_type()),
            s::bytes.eq(picture.bytes),
            s::width.eq(picture.width),
            s::height.eq(picture.height),
            s::no_personal_data.eq(false),
        ))
        .returning(s::id)
        .get_result(conn)?)
}

/// Pictures that wait under a draft, in the order in which they came.
///
/// # Errors
/// What the database says.
pub fn of_draft(conn: &mut AnyConnection, draft: DraftId) -> Result<Vec<Screenshot>> {
    Ok(screenshots::table
        .filter(screenshots::draft_id.eq(draft.0))
        .order(screenshots::id)
        .select(Screenshot::as_select())
        .load(conn)?)
}

/// Pictures of a report, for who may read it.
///
/// # Errors
/// [`Error::NotFound`], or what the database says.
pub fn of_report(conn: &mut AnyConnection, viewer: &Viewer, id: ReportId) -> Result<Vec<Screenshot>> {
    report::find(conn, viewer, id)?;
    Ok(screenshots::table
        .filter(screenshots::report_id.eq(id.0))
        .order(screenshots::id)
        .select(Screenshot::as_select())
        .load(conn)?)
}

/// One picture of a report, for who may read the report.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: ScreenshotId) -> Result<Screenshot> {
    let row: Option<Screenshot> =
        screenshots::table.find(id.0).select(Screenshot::as_select()).first(conn).optional()?;
    let row = row.ok_or(Error::NotFound("screenshot"))?;
    let report = row.report_id.ok_or(Error::NotFound("screenshot"))?;
    report::find(conn, viewer, report).map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("screenshot"),
        other => other,
    })?;
    Ok(row)
}

/// Notes of the pictures of a draft which were ticked to hold no personal data, and that the others were not.
///
/// # Errors
/// What the database says.
pub fn tick(conn: &mut AnyConnection, draft: DraftId, ticked: &[ScreenshotId]) -> Result<()> {
    use screenshots as s;
    for (rows, value) in [
        (
            s::table.filter(s::draft_id.eq(draft.0)).filter(s::id.eq_any(ticked.iter().map(|id| id.0))).into_boxed(),
            true,
        ),
        (
            s::table.filter(s::draft_id.eq(draft.0)).filter(s::id.ne_all(ticked.iter().map(|id| id.0))).into_boxed(),
            false,
        ),
    ] {
        let ids: Vec<i64> = rows.select(s::id).load(conn)?;
        diesel::update(s::table.filter(s::id.eq_any(ids))).set(s::no_personal_data.eq(value)).execute(conn)?;
    }
    Ok(())
}

/// Takes pictures out of a draft; without a list, all of them.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, draft: DraftId, ids: Option<&[ScreenshotId]>) -> Result<Vec<ScreenshotKey>> {
    let mut gone = of_draft(conn, draft)?;
    gone.retain(|row| ids.is_none_or(|ids| ids.contains(&row.id)));
    let ids: Vec<i64> = gone.iter().map(|row| row.id.0).collect();
    diesel::delete(screenshots::table.filter(screenshots::id.eq_any(ids))).execute(conn)?;
    unused(conn, gone)
}

/// The keys of these rows that no row names any more: their pictures may be deleted.
fn unused(conn: &mut AnyConnection, gone: Vec<Screenshot>) -> Result<Vec<ScreenshotKey>> {
    let keys: Vec<String> = gone.iter().map(|row| row.content_key.clone()).collect();
    let used: Vec<String> =
        screenshots::table.filter(screenshots::content_key.eq_any(keys)).select(screenshots::content_key).load(conn)?;
    gone.iter().filter(|row| !used.contains(&row.content_key)).map(Screenshot::key).collect()
}

/// Is a picture in use? One that is not may be deleted from the store.
///
/// # Errors
/// What the database says.
pub fn is_used(conn: &mut AnyConnection, key: &ScreenshotKey) -> Result<bool> {
    let rows: i64 = screenshots::table.filter(screenshots::content_key.eq(key.as_str())).count().get_result(conn)?;
    Ok(rows > 0)
}

/// Gives the pictures of a draft to the report that was made of it.
///
/// # Errors
/// What the database says.
pub fn give(conn: &mut AnyConnection, draft: DraftId, report: ReportId) -> Result<()> {
    use screenshots as s;
    diesel::update(s::table.filter(s::draft_id.eq(draft.0)))
        .set((s::draft_id.eq(None::<i64>), s::report_id.eq(report.0)))
        .execute(conn)?;
    Ok(())
}
