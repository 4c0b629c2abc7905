//! What is due: asked of the domain and the clock, done through the same steps as everything else (docs/ARCHITECTURE.md, The clock's part).
//!
//! Guarantee: idempotent; a run that is missed is caught up by the next one, with the times that the rules give.
//! Non-goal: waking up; that is the notifier's.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::cadence::Due;
use majakka_domain::planned_break::PlannedBreak;
use majakka_domain::statutory::warn_at;
use majakka_domain::terms::MessageKind;

use super::on_call;
use crate::app::{App, Tx};
use crate::command::bulletin;
use crate::command::delivery::unheard;
use crate::command::maintenance as breaks;
use crate::command::maintenance::break_series;
use crate::command::report::progress;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::incident::{Incident, change};
use majakka_store::maintenance::{self, Maintenance};
use majakka_store::statutory_clock;
use majakka_store::viewer::Viewer;

/// Does everything that is due now. Says how many things that were.
///
/// # Errors
/// What a step says.
pub fn run_due(app: &App) -> Result<usize> {
    let mut done = 0;
    // Each thing is a write of its own, so that one that fails does not hold up the others; what it did may make another due.
    while app.write(&Viewer::System, one_due)? {
        done += 1;
    }
    Ok(done)
}

fn one_due(tx: &mut Tx<'_>) -> Result<bool> {
    if break_series::write_out_next(tx)? {
        return Ok(true);
    }
    let due = steps_of_breaks(tx.conn, tx.app, tx.now)?.into_iter().find(|(_, _, at)| *at <= tx.now);
    if let Some((row, kind, _)) = due {
        breaks::tell_due(tx, &row, kind)?;
        return Ok(true);
    }
    if let Some((row, due)) = due_update(tx)? {
        match due {
            Due::Alarm => bulletin::alarm(tx, row)?,
            Due::Nochange => {
                bulletin::nochange(tx, row)?;
            }
        }
        return Ok(true);
    }
    Ok(progress::one_due(tx)? || unheard::one_due(tx)? || on_call::one_due(tx)?)
}

type BreakStep = (Maintenance, MessageKind, DateTime<Utc>);

/// What each break that is not over calls for next, and when. Of a series only the nearest is told in advance.
fn steps_of_breaks(conn: &mut AnyConnection, app: &App, now: DateTime<Utc>) -> Result<Vec<BreakStep>> {
    let notice = TimeDelta::days(app.settings.desk.break_notice_days.into());
    let (mut series, mut steps) = (BTreeSet::new(), Vec::new());
    for row in maintenance::untold(conn)? {
        let nearest = row.series_id.is_none_or(|id| series.insert(id));
        let (starts, ends) = row.window();
        let (announced, begun) = (row.advance_told_at.is_some(), row.start_told_at.is_some());
        let next = PlannedBreak { starts, ends, announced, begun }.next_word(nearest, notice, now);
        steps.extend(next.map(|(kind, at)| (row, kind, at)));
    }
    Ok(steps)
}

/// Incidents whose bulletins run and whose promise has passed, earliest promise first.
fn due_update(tx: &mut Tx<'_>) -> Result<Option<(Incident, Due)>> {
    let rows = change::promise_passed(tx.conn, tx.now)?;
    let cadence = &tx.app.settings.cadence;
    Ok(rows.into_iter().find_map(|row| {
        let promised = row.next_update_at?;
        let due = cadence.due(promised, row.alarmed_at.is_some(), tx.now)?;
        Some((row, due))
    }))
}

/// When the next thing falls due, if anything does: for replay, which skips the minutes between, and for the worker's sleep.
///
/// # Errors
/// What the database says.
pub fn next_due(app: &App) -> Result<Option<DateTime<Utc>>> {
    app.read(|conn| {
        let mut moments: Vec<DateTime<Utc>> = Vec::new();
        let cadence = &app.settings.cadence;
        moments.extend(change::promises(conn)?.into_iter().map(|(at, alarmed)| cadence.next_due(at, alarmed)));
        moments.extend(steps_of_breaks(conn, app, app.clock.now())?.into_iter().map(|(_, _, at)| at));
        moments.extend(change::first_promise_to_reporters(conn)?.map(|(_, at)| at));
        moments.extend(break_series::next_due(conn)?);
        moments.extend(on_call::next_due(conn, TimeDelta::minutes(app.settings.desk.first_bulletin_minutes.into()))?);
        moments.extend(on_call::next_reminder(conn, app.settings.desk.kela_call())?);
        moments.extend(next_warning(conn)?);
        Ok(moments.into_iter().min())
    })
}

fn next_warning(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    let running = statutory_clock::unwarned(conn)?;
    Ok(running.iter().map(|clock| warn_at(clock.started_at, clock.due_at)).min())
}
