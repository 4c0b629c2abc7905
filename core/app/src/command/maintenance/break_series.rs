//! Breaks that come again: planned once, written out ahead, told one at a time, ended.
//!
//! Guarantee: the page and the calendar know every break of the next quarter of a year, and always the next one; people
//! are told of a break when the one before it is over, so that a weekly rhythm is one notice a week.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::format::time;
use majakka_domain::recurrence::Recurrence;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use serde_json::json;

use crate::app::Tx;
use crate::command::maintenance::{Plan, call_off, is_for_everybody, owner, tell_in_advance};
use majakka_store::break_series::{self, BreakSeries, NewBreakSeries};
use majakka_store::counter;
use majakka_store::error::{Error, Result};
use majakka_store::maintenance::{self, NewMaintenance};

/// So far ahead breaks are written out.
pub(super) const AHEAD: TimeDelta = TimeDelta::days(92);

/// Writes a series whose fields are in order, and tells its first break.
pub(super) fn plan(tx: &mut Tx<'_>, plan: &Plan, rule: &Recurrence, lasts: TimeDelta) -> Result<()> {
    let desk = owner(tx)?;
    let new = NewBreakSeries {
        external_id: plan.external_id.clone(),
        services: plan.services.clone(),
        impact: plan.impact.clone(),
        rule: rule.text().to_owned(),
        starts_at: plan.starts_at,
        lasts,
        organisations: plan.organisations.clone(),
        for_everybody: is_for_everybody(tx, plan, desk)?,
        desk,
    };
    let series = break_series::insert(tx.conn, tx.now, &new)?;
    // The rest is written out by the scheduler's step, which also comes when the horizon moves.
    write_out(tx, &series)?;
    let first = maintenance::by_external_id(tx.conn, &named(&series, plan.starts_at))?;
    tell_in_advance(tx, &first)?;
    while write_out_next(tx)? {}
    let detail = json!({ "starts": plan.starts_at, "ends": plan.ends_at, "rule": rule.text() });
    tx.audit("maintenance.series_planned", &plan.external_id, &detail.to_string())
}

/// Ends a series: what has not begun is called off. Those who were told of a break are told that it is off.
///
/// # Errors
/// `forbidden`, `validation` for one that does not run.
pub fn end(tx: &mut Tx<'_>, external_id: &str) -> Result<()> {
    tx.viewer.require(Permission::PlanMaintenance)?;
    let series = break_series::for_change(tx.conn, tx.viewer, external_id).map_err(|cause| match cause {
        Error::NotFound(_) => Error::Refused(Refusal::field("id", "unknown")),
        other => other,
    })?;
    break_series::end(tx.conn, tx.now, series.id)?;
    let ahead = maintenance::ahead_of_series(tx.conn, series.id, tx.now)?;
    for row in ahead {
        call_off(tx, &row, row.advance_told_at.is_some())?;
    }
    counter::bump_page(tx.conn)?;
    tx.audit("maintenance.series_ended", external_id, "")
}

/// Writes out the next break of any series that is nearer than the horizon. Says whether there was one.
pub(in crate::command) fn write_out_next(tx: &mut Tx<'_>) -> Result<bool> {
    let Some(series) = break_series::due(tx.conn, tx.now + AHEAD)? else { return Ok(false) };
    write_out(tx, &series)?;
    Ok(true)
}

/// When the next break of any series comes over the horizon.
pub(in crate::command) fn next_due(conn: &mut majakka_store::db::AnyConnection) -> Result<Option<DateTime<Utc>>> {
    Ok(break_series::next_of_any(conn)?.map(|next| next - AHEAD))
}

fn write_out(tx: &mut Tx<'_>, series: &BreakSeries) -> Result<()> {
    let Some(starts) = series.next_at else { return Ok(()) };
    let new = NewMaintenance {
        external_id: named(series, starts),
        services: series.services(),
        impact: series.impact(),
        starts_at: starts,
        ends_at: Some(starts + series.lasts()),
        organisations: break_series::organisations_of(tx.conn, series.id)?.into_iter().collect(),
        series: Some(series.id),
        desk: series.desk_id,
        for_everybody: series.for_everybody,
        announcement: None,
    };
    maintenance::insert(tx.conn, tx.now, &new)?;
    let rule = Recurrence::parse(&series.rule).ok();
    let next = rule.and_then(|rule| rule.next(series.starts_at, starts));
    break_series::written_out(tx.conn, series.id, next)?;
    counter::bump_page(tx.conn)
}

/// A rule gives at most one break a day, so that the day names it.
fn named(series: &BreakSeries, starts: DateTime<Utc>) -> String {
    format!("{}/{}", series.external_id, time::helsinki_day(starts))
}
