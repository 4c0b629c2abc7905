//! Every text that a list may show, for the search and for the guard over it.

use diesel::prelude::*;

use crate::db::AnyConnection;
use crate::db::schema::{announcements, answers, audit, calls, decisions, escalations, reports, tasks, timeline};
use crate::error::Result;

/// All texts that people typed or that were written about them, one a row. For replay and export checks: it reads all.
///
/// # Errors
/// What the database says.
pub fn every_text(conn: &mut AnyConnection) -> Result<Vec<String>> {
    type Lines = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
    let mut texts: Vec<String> = reports::table.select(reports::description).load(conn)?;
    let lines: Vec<Lines> = reports::table
        .select((
            reports::unit,
            reports::workstation,
            reports::application,
            reports::error_text,
            reports::reporter,
            reports::callback,
        ))
        .load(conn)?;
    for (a, b, c, d, e, f) in lines {
        texts.extend([a, b, c, d, e, f].into_iter().flatten());
    }
    texts.extend(timeline::table.select(timeline::detail).load::<String>(conn)?);
    texts.extend(audit::table.select(audit::detail).load::<String>(conn)?);
    texts.extend(announcements::table.select(announcements::title).load::<String>(conn)?);
    texts.extend(answers::table.select(answers::reason).load::<String>(conn)?);
    texts.extend(decisions::table.select(decisions::reason).load::<String>(conn)?);
    texts.extend(calls::table.select(calls::note).load::<String>(conn)?);
    texts.extend(escalations::table.select(escalations::form).load::<Option<String>>(conn)?.into_iter().flatten());
    texts.extend(tasks::table.select(tasks::ended_by).load::<Option<String>>(conn)?.into_iter().flatten());
    for (note, proof) in
        tasks::table.select((tasks::note, tasks::proof)).load::<(Option<String>, Option<String>)>(conn)?
    {
        texts.extend([note, proof].into_iter().flatten());
    }
    Ok(texts)
}
