//! Taking away what says who a person is, once its time is over or she asks for it (GDPR, articles 5(1)(e) and 17).
//!
//! Guarantee: what happened stays: incidents, reports, messages and their numbers keep their story; nothing goes of an incident that
//! is open or held. Each call takes at most [`MOST`] rows, the oldest first, and says how many: none are left when it says none.
//! Non-goal: when it is time; that is the settings' to say.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use majakka_domain::id::{AccountId, ContactId};
use majakka_domain::screenshot_key::ScreenshotKey;
use majakka_domain::terms::DeliveryState;

use crate::db::AnyConnection;
use crate::db::schema::{
    accounts, contacts, deliveries, delivery_attempts, incidents, messages, patient_references, replies, reports,
    route_tests, screenshots,
};
use crate::error::{Error, Result};
use crate::{identity, second_factor};

/// Rows at a time: the others wait to write meanwhile.
pub const MOST: i64 = 500;

/// What an address becomes where there must be one, and no two alike.
const FORGOTTEN: &str = "forgotten";

/// Reports of an incident that was closed by then and is not held, and reports of no incident that came by then.
macro_rules! over {
    ($before:expr) => {{
        let before = $before.naive_utc();
        let of_none = reports::incident_id.is_null().and(reports::received_at.le(before));
        of_none.or(incidents::closed_at.le(before).and(incidents::held_at.is_null()))
    }};
}

/// An incident that was closed by then, or that another one took in.
macro_rules! ended {
    ($before:expr) => {
        incidents::closed_at.le($before).or(incidents::merged_into.is_not_null())
    };
}

/// What a delivery is without whom it went to; one that would be repeated is not.
macro_rules! to_nobody {
    () => {
        (
            deliveries::address.eq(""),
            deliveries::contact_id.eq(None::<i64>),
            deliveries::provider_ref.eq(None::<String>),
            deliveries::last_detail.eq(None::<String>),
            deliveries::repeat_at.eq(None::<NaiveDateTime>),
        )
    };
}

/// Sealed patient references of reports that are over.
///
/// # Errors
/// What the database says.
pub fn patient_references(conn: &mut AnyConnection, before: DateTime<Utc>) -> Result<usize> {
    use patient_references as p;
    let due: Vec<i64> = p::table
        .inner_join(reports::table.on(reports::id.eq(p::report_id)))
        .left_join(incidents::table.on(incidents::id.nullable().eq(reports::incident_id)))
        .filter(over!(before))
        .order(p::id)
        .limit(MOST)
        .select(p::id)
        .load(conn)?;
    Ok(diesel::delete(p::table.filter(p::id.eq_any(due))).execute(conn)?)
}

/// Rows of the pictures of reports that are over. Names the pictures that nothing uses any more: the caller deletes them when this is
/// committed.
///
/// # Errors
/// [`Error::Inconsistent`], or what the database says.
pub fn pictures(conn: &mut AnyConnection, before: DateTime<Utc>) -> Result<(usize, Vec<ScreenshotKey>)> {
    use screenshots as s;
    let due: Vec<(i64, String)> = s::table
        .inner_join(reports::table.on(reports::id.nullable().eq(s::report_id)))
        .left_join(incidents::table.on(incidents::id.nullable().eq(reports::incident_id)))
        .filter(over!(before))
        .order(s::id)
        .limit(MOST)
        .select((s::id, s::content_key))
        .load(conn)?;
    let (ids, keys): (Vec<i64>, Vec<String>) = due.into_iter().unzip();
    diesel::delete(s::table.filter(s::id.eq_any(&ids))).execute(conn)?;
    let used: Vec<String> = s::table.filter(s::content_key.eq_any(&keys)).select(s::content_key).load(conn)?;
    let unused = keys.into_iter().filter(|key| !used.contains(key));
    let key = |text: String| {
        text.parse().map_err(|_| Error::Inconsistent {
            table: "screenshots",
            column: "content_key",
            value: text.clone(),
        })
    };
    Ok((ids.len(), unused.map(key).collect::<Result<_>>()?))
}

/// Names, numbers, addresses and own links of those who reported.
///
/// # Errors
/// What the database says.
pub fn reporters(conn: &mut AnyConnection, before: DateTime<Utc>) -> Result<usize> {
    use reports as r;
    let known = r::reporter.is_not_null().or(r::reporter_email.is_not_null());
    let due: Vec<i64> = r::table
        .left_join(incidents::table.on(incidents::id.nullable().eq(r::incident_id)))
        .filter(known.or(r::callback.is_not_null()).or(r::follow_token.is_not_null()))
        .filter(r::received_at.le(before.naive_utc()))
        .filter(over!(before))
        .order(r::received_at)
        .limit(MOST)
        .select(r::id)
        .load(conn)?;
    forget_reporters(conn, &due)
}

/// Takes who reported out of these reports. Says of how many.
///
/// # Errors
/// What the database says.
pub(crate) fn forget_reporters(conn: &mut AnyConnection, ids: &[i64]) -> Result<usize> {
    use reports as r;
    let nobody = None::<String>;
    Ok(diesel::update(r::table.filter(r::id.eq_any(ids)))
        .set((
            r::reporter.eq(&nobody),
            r::reporter_email.eq(&nobody),
            r::callback.eq(&nobody),
            r::follow_token.eq(&nobody),
        ))
        .execute(conn)?)
}

/// Addresses and names of those to whom messages went, with what their servers answered. States and numbers stay. A message with a
/// letter that is still on its way waits.
///
/// # Errors
/// What the database says.
pub fn recipients(conn: &mut AnyConnection, now: DateTime<Utc>, before: DateTime<Utc>) -> Result<usize> {
    use {deliveries as d, delivery_attempts as a, messages as m};
    let on_its_way =
        deliveries::table.filter(d::message_id.eq(m::id)).filter(d::state.eq(DeliveryState::Queued.as_str()));
    // A word to somebody who reported is about the incident of the report.
    let of_report = incidents::id.nullable().eq(reports::incident_id);
    let due: Vec<i64> = m::table
        .left_join(reports::table.on(reports::id.nullable().eq(m::report_id)))
        .left_join(incidents::table.on(incidents::id.nullable().eq(m::incident_id).or(of_report)))
        .filter(m::recipients_forgotten_at.is_null())
        .filter(m::written_at.le(before.naive_utc()))
        .filter(incidents::held_at.is_null())
        .filter(incidents::id.nullable().is_null().or(ended!(before.naive_utc())))
        .filter(not(exists(on_its_way)))
        .order(m::written_at)
        // Each of them has recipients of its own, thousands perhaps.
        .limit(1)
        .select(m::id)
        .load(conn)?;
    let of_them = d::table.filter(d::message_id.eq_any(&due)).select(d::id);
    diesel::update(a::table.filter(a::delivery_id.eq_any(of_them))).set(a::detail.eq("")).execute(conn)?;
    diesel::update(d::table.filter(d::message_id.eq_any(&due))).set(to_nobody!()).execute(conn)?;
    Ok(diesel::update(m::table.filter(m::id.eq_any(&due)))
        .set(m::recipients_forgotten_at.eq(now.naive_utc()))
        .execute(conn)?)
}

/// Takes the recipient out of these deliveries. What waits to be sent to her leaves no more.
///
/// # Errors
/// What the database says.
pub(crate) fn forget_recipient(conn: &mut AnyConnection, now: DateTime<Utc>, ids: &[i64]) -> Result<()> {
    use {deliveries as d, delivery_attempts as a};
    let waiting = d::table.filter(d::id.eq_any(ids)).filter(d::state.eq(DeliveryState::Queued.as_str()));
    diesel::update(waiting)
        .set((d::state.eq(DeliveryState::Superseded.as_str()), d::settled_at.eq(now.naive_utc())))
        .execute(conn)?;
    diesel::update(a::table.filter(a::delivery_id.eq_any(ids))).set(a::detail.eq("")).execute(conn)?;
    diesel::update(d::table.filter(d::id.eq_any(ids))).set(to_nobody!()).execute(conn)?;
    Ok(())
}

/// Replies that came in and were dealt with, unless they answer a message about an incident that is open or held, and test messages.
///
/// # Errors
/// What the database says.
pub fn replies(conn: &mut AnyConnection, before: DateTime<Utc>) -> Result<usize> {
    let before = before.naive_utc();
    let old: Vec<i64> = replies::table
        .left_join(deliveries::table.on(deliveries::id.nullable().eq(replies::delivery_id)))
        .left_join(incidents::table.on(incidents::id.nullable().eq(deliveries::incident_id)))
        .filter(replies::received_at.le(before))
        .filter(replies::handled_at.is_not_null())
        .filter(incidents::held_at.is_null())
        .filter(incidents::id.nullable().is_null().or(ended!(before)))
        .order(replies::id)
        .limit(MOST)
        .select(replies::id)
        .load(conn)?;
    let tests: Vec<i64> = route_tests::table
        .filter(route_tests::asked_at.le(before))
        .order(route_tests::id)
        .limit(MOST)
        .select(route_tests::id)
        .load(conn)?;
    let gone = diesel::delete(replies::table.filter(replies::id.eq_any(old))).execute(conn)?;
    Ok(gone + diesel::delete(route_tests::table.filter(route_tests::id.eq_any(tests))).execute(conn)?)
}

/// Names, addresses and numbers of accounts that were closed, and of contacts that were removed and were told nothing of an incident
/// that is held.
///
/// # Errors
/// What the database says.
pub fn people(conn: &mut AnyConnection, before: DateTime<Utc>) -> Result<usize> {
    use {accounts as a, contacts as c};
    let before = before.naive_utc();
    let told_of_held = deliveries::table
        .inner_join(incidents::table.on(incidents::id.nullable().eq(deliveries::incident_id)))
        .filter(deliveries::contact_id.eq(c::id.nullable()))
        .filter(incidents::held_at.is_not_null());
    let removed: Vec<ContactId> = c::table
        .filter(c::removed_at.le(before))
        .filter(c::email.ne(FORGOTTEN))
        .filter(not(exists(told_of_held)))
        .order(c::id)
        .limit(MOST)
        .select(c::id)
        .load(conn)?;
    let closed: Vec<AccountId> = a::table
        .filter(a::deactivated_at.le(before))
        .filter(a::name.ne(FORGOTTEN))
        .order(a::id)
        .limit(MOST)
        .select(a::id)
        .load(conn)?;
    for id in &closed {
        forget_account(conn, *id)?;
    }
    Ok(forget_contacts(conn, &removed)? + closed.len())
}

/// Puts nobody in the place of contacts that were removed. Says of how many.
///
/// # Errors
/// What the database says.
pub fn forget_contacts(conn: &mut AnyConnection, ids: &[ContactId]) -> Result<usize> {
    use contacts as c;
    let nobody = (c::name.eq(FORGOTTEN), c::email.eq(FORGOTTEN), c::phone.eq(None::<String>), c::takes_sms.eq(false));
    Ok(diesel::update(c::table.filter(c::id.eq_any(ids.iter().map(|id| id.0)))).set(nobody).execute(conn)?)
}

/// Puts nobody in the place of an account that was closed.
///
/// # Errors
/// What the database says.
pub fn forget_account(conn: &mut AnyConnection, id: AccountId) -> Result<()> {
    use accounts as a;
    second_factor::remove_all(conn, id)?;
    identity::remove_all(conn, id)?;
    let nobody = (a::name.eq(FORGOTTEN), a::email.eq(format!("{FORGOTTEN}-{id}")), a::password_hash.eq(None::<String>));
    diesel::update(a::table.find(id.0)).set(nobody).execute(conn)?;
    Ok(())
}

/// Keeps all of an incident until it is given back, or gives it back. Says whether that changed anything.
///
/// # Errors
/// [`Error::NotFound`], or what the database says.
pub fn hold(conn: &mut AnyConnection, reference: &str, since: Option<DateTime<Utc>>) -> Result<bool> {
    use incidents as i;
    let held: Option<NaiveDateTime> = i::table
        .filter(i::reference.eq(reference))
        .select(i::held_at)
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("incident"))?;
    if held.is_some() == since.is_some() {
        return Ok(false);
    }
    diesel::update(i::table.filter(i::reference.eq(reference)))
        .set(i::held_at.eq(since.map(|at| at.naive_utc())))
        .execute(conn)?;
    Ok(true)
}
