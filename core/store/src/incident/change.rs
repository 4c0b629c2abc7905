//! What is done to an incident: each function writes what one event changes in its row.
//!
//! Non-goal: whether it may be done; that was asked before, of the viewer and of the incident's standing.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::{Effect, IncidentState, TaskName};
use majakka_domain::triage::Decided;

use super::Incident;
use crate::db::AnyConnection;
use crate::db::schema::{incidents as i, tasks};
use crate::error::Result;

/// A person has decided. `wake_again`: the duty list was woken for less, and is woken for this as well.
///
/// # Errors
/// What the database says.
pub fn decide(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: IncidentId,
    decided: Decided,
    reason: &str,
    wake_again: bool,
) -> Result<()> {
    diesel::update(i::table.find(id.0))
        .set((
            i::decided_origin.eq(decided.origin.as_str()),
            i::decided_effect.eq(decided.effect.as_str()),
            i::decided_extent.eq(decided.extent.as_str()),
            i::decided_criticality.eq(decided.criticality.as_str()),
            i::decided_reason.eq(reason),
            i::decided_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    if wake_again {
        diesel::update(i::table.find(id.0)).set(i::duty_alerted_at.eq(None::<NaiveDateTime>)).execute(conn)?;
    }
    Ok(())
}

/// The writer names the audience, or leaves it to the evidence.
///
/// # Errors
/// What the database says.
pub fn name_audience(conn: &mut AnyConnection, id: IncidentId, named: bool) -> Result<()> {
    diesel::update(i::table.find(id.0)).set(i::audience_named.eq(named)).execute(conn)?;
    Ok(())
}

/// A bulletin went out: the incident is active, its first bulletin is remembered, and the next word is promised.
///
/// # Errors
/// What the database says.
pub fn bulletin_sent(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: IncidentId,
    next_update: Option<DateTime<Utc>>,
) -> Result<()> {
    let first = i::table.find(id.0).filter(i::first_bulletin_at.is_null());
    diesel::update(first)
        .set((i::first_bulletin_at.eq(now.naive_utc()), i::withdrawn_at.eq(None::<NaiveDateTime>)))
        .execute(conn)?;
    diesel::update(i::table.find(id.0))
        .set((
            i::state.eq(IncidentState::Active.as_str()),
            i::next_update_at.eq(next_update.map(|at| at.naive_utc())),
            i::alarmed_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Everything that was said of it was withdrawn: nobody was told of it, and nothing is promised.
///
/// # Errors
/// What the database says.
pub fn withdrawn(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    diesel::update(i::table.find(id.0))
        .set((
            i::state.eq(IncidentState::Open.as_str()),
            i::first_bulletin_at.eq(None::<NaiveDateTime>),
            i::withdrawn_at.eq(now.naive_utc()),
            i::next_update_at.eq(None::<NaiveDateTime>),
            i::alarmed_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// It is over since `ended_at`.
///
/// # Errors
/// What the database says.
pub fn resolve(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: IncidentId,
    ended_at: DateTime<Utc>,
    cause: &str,
) -> Result<()> {
    diesel::update(i::table.find(id.0))
        .set((
            i::state.eq(IncidentState::Resolved.as_str()),
            i::ended_at.eq(ended_at.naive_utc()),
            i::cause.eq(cause),
            i::resolved_at.eq(now.naive_utc()),
            i::next_update_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// It is closed: nothing is promised any more.
///
/// # Errors
/// What the database says.
pub fn close(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId, state: IncidentState) -> Result<()> {
    diesel::update(i::table.find(id.0))
        .set((
            i::state.eq(state.as_str()),
            i::closed_at.eq(now.naive_utc()),
            i::next_update_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// One incident was taken into another, which goes on with what Kela knows of either: no form or call is asked for that was
/// made already.
///
/// # Errors
/// What the database says.
pub fn take_in(conn: &mut AnyConnection, now: DateTime<Utc>, taken: &Incident, taker: &Incident) -> Result<()> {
    diesel::update(i::table.find(taken.id.0))
        .set((
            i::state.eq(IncidentState::Closed.as_str()),
            i::merged_into.eq(taker.id.0),
            i::closed_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    diesel::update(i::table.find(taker.id.0))
        .set((
            i::newest_report_at.eq(taken.newest_report_at.max(taker.newest_report_at).naive_utc()),
            i::form_accepted_at.eq(taker.form_accepted_at.or(taken.form_accepted_at).map(|at| at.naive_utc())),
            i::call_reached_at.eq(taker.call_reached_at.or(taken.call_reached_at).map(|at| at.naive_utc())),
        ))
        .execute(conn)?;
    Ok(())
}

/// An incident that was taken in stands for itself again; the other forgets what it had from it alone: `form`, that Kela has the
/// form, and `call`, that Kela was reached.
///
/// # Errors
/// What the database says.
pub fn give_back(
    conn: &mut AnyConnection,
    taken: IncidentId,
    taker: IncidentId,
    (form, call): (bool, bool),
) -> Result<()> {
    diesel::update(i::table.find(taken.0))
        .set((
            i::state.eq(IncidentState::Open.as_str()),
            i::merged_into.eq(None::<i64>),
            i::closed_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    if form {
        diesel::update(i::table.find(taker.0)).set(i::form_accepted_at.eq(None::<NaiveDateTime>)).execute(conn)?;
    }
    if call {
        diesel::update(i::table.find(taker.0)).set(i::call_reached_at.eq(None::<NaiveDateTime>)).execute(conn)?;
    }
    Ok(())
}

/// A report came.
///
/// # Errors
/// What the database says.
pub fn report_came(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    diesel::update(i::table.find(id.0)).set(i::newest_report_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// The comms owner was woken for the promise that has passed.
///
/// # Errors
/// What the database says.
pub fn alarmed(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    diesel::update(i::table.find(id.0)).set(i::alarmed_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// The duty list was woken.
///
/// # Errors
/// What the database says.
pub fn duty_alerted(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    diesel::update(i::table.find(id.0)).set(i::duty_alerted_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// Kela's mail server took the form.
///
/// # Errors
/// What the database says.
pub fn form_accepted(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    diesel::update(i::table.find(id.0)).set(i::form_accepted_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// A person at Kela was reached by telephone; the first time counts.
///
/// # Errors
/// What the database says.
pub fn call_reached(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    let first = i::table.find(id.0).filter(i::call_reached_at.is_null());
    diesel::update(first).set(i::call_reached_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// Active incidents whose promised word is due by `now`, earliest promise first.
///
/// # Errors
/// What the database says.
pub fn promise_passed(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<Incident>> {
    Ok(i::table
        .filter(i::state.eq(IncidentState::Active.as_str()))
        .filter(i::next_update_at.le(now.naive_utc()))
        .order((i::next_update_at, i::id))
        .select(Incident::as_select())
        .load(conn)?)
}

/// What active incidents have promised, and whether anybody was woken for it.
///
/// # Errors
/// What the database says.
pub fn promises(conn: &mut AnyConnection) -> Result<Vec<(DateTime<Utc>, bool)>> {
    Ok(i::table
        .filter(i::state.eq(IncidentState::Active.as_str()))
        .filter(i::next_update_at.is_not_null())
        .select((i::next_update_at.assume_not_null(), i::alarmed_at.is_not_null()))
        .load(conn)?)
}

/// When the first incident was decided that has an effect, no bulletin, and nobody woken for it.
///
/// # Errors
/// What the database says.
pub fn first_untold(conn: &mut AnyConnection) -> Result<Option<DateTime<Utc>>> {
    Ok(i::table
        .filter(i::state.eq(IncidentState::Open.as_str()))
        .filter(i::duty_alerted_at.is_null())
        .filter(i::decided_effect.ne(Effect::None.as_str()))
        .select(diesel::dsl::min(i::decided_at))
        .first(conn)?)
}

/// A call to Kela that is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct OwedCall {
    /// On which incident.
    pub incident: IncidentId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How many of the duty list were called to it.
    pub reminders: i32,
    /// When the last of them was.
    pub reminded_at: Option<DateTime<Utc>>,
}

/// Calls to Kela that are owed, oldest first.
///
/// # Errors
/// What the database says.
pub fn owed_calls(conn: &mut AnyConnection) -> Result<Vec<OwedCall>> {
    use tasks as t;
    Ok(i::table
        .inner_join(t::table.on(t::incident_id.eq(i::id)))
        .filter(t::name.eq(TaskName::KelaCall.as_str()))
        .filter(t::ended_at.is_null())
        .order((t::opened_at, t::id))
        .select((i::id, t::opened_at, i::call_reminders, i::call_reminded_at))
        .load(conn)?)
}

/// One more of the duty list was called to telephone to Kela.
///
/// # Errors
/// What the database says.
pub fn call_reminded(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    let more = (i::call_reminders.eq(i::call_reminders + 1), i::call_reminded_at.eq(now.naive_utc()));
    diesel::update(i::table.find(id.0)).set(more).execute(conn)?;
    Ok(())
}

/// The incident that owes an assessment to its data protection officers for the longest and has not woken them, with the time since
/// when.
///
/// # Errors
/// What the database says.
pub fn unassessed(conn: &mut AnyConnection) -> Result<Option<(IncidentId, DateTime<Utc>)>> {
    use tasks as t;
    Ok(i::table
        .inner_join(t::table.on(t::incident_id.eq(i::id)))
        .filter(t::name.eq(TaskName::DpoAssessment.as_str()))
        .filter(t::ended_at.is_null())
        .filter(i::dpo_alerted_at.is_null())
        .order((t::opened_at, t::id))
        .select((i::id, t::opened_at))
        .first(conn)
        .optional()?)
}

/// The data protection officers were woken.
///
/// # Errors
/// What the database says.
pub fn dpo_alerted(conn: &mut AnyConnection, now: DateTime<Utc>, id: IncidentId) -> Result<()> {
    diesel::update(i::table.find(id.0)).set(i::dpo_alerted_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// Those who reported are promised a word by then; none: nothing more is promised to them.
///
/// # Errors
/// What the database says.
pub fn promise_reporters(conn: &mut AnyConnection, id: IncidentId, by: Option<DateTime<Utc>>) -> Result<()> {
    let by = by.map(|at| at.naive_utc());
    diesel::update(i::table.find(id.0)).set(i::reporters_due_at.eq(by)).execute(conn)?;
    Ok(())
}

/// The desk said when it thinks that it will be over.
///
/// # Errors
/// What the database says.
pub fn estimate(conn: &mut AnyConnection, id: IncidentId, at: Option<DateTime<Utc>>) -> Result<()> {
    let at = at.map(|at| at.naive_utc());
    diesel::update(i::table.find(id.0)).set(i::estimate_at.eq(at)).execute(conn)?;
    Ok(())
}

/// The incident without bulletins whose reporters were promised a word the earliest, with that time.
///
/// # Errors
/// What the database says.
pub fn first_promise_to_reporters(conn: &mut AnyConnection) -> Result<Option<(IncidentId, DateTime<Utc>)>> {
    Ok(i::table
        .filter(i::state.eq(IncidentState::Open.as_str()))
        .filter(i::reporters_due_at.is_not_null())
        .order((i::reporters_due_at, i::id))
        .select((i::id, i::reporters_due_at.assume_not_null()))
        .first(conn)
        .optional()?)
}
