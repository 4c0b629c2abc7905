//! What people owe on an incident.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ContactId, DeliveryId, IncidentId, TaskId};
use majakka_domain::terms::{Channel, DeliveryState, TaskName};

use crate::db::AnyConnection;
use crate::db::schema::tasks;
use crate::error::Result;

/// A stored task.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct Task {
    /// Id.
    pub id: TaskId,
    /// On which incident.
    pub incident_id: IncidentId,
    /// What.
    pub name: TaskName,
    /// Which contact is to be mended.
    pub contact_id: Option<ContactId>,
    /// On which channel it failed.
    pub channel: Option<Channel>,
    /// Since when, UTC.
    pub opened_at: DateTime<Utc>,
    /// Until when.
    pub ended_at: Option<DateTime<Utc>>,
    /// By whom or what it ended.
    pub ended_by: Option<String>,
    /// What is said of it beside its name.
    pub note: Option<String>,
    /// The account that ended it.
    pub proof: Option<String>,
}

/// Tasks of a name that ended with an account, newest first.
///
/// # Errors
/// What the database says.
pub fn proven(conn: &mut AnyConnection, incident: IncidentId, name: TaskName) -> Result<Vec<Task>> {
    Ok(tasks::table
        .filter(tasks::incident_id.eq(incident.0))
        .filter(tasks::name.eq(name.as_str()))
        .filter(tasks::proof.is_not_null())
        .order(tasks::id.desc())
        .select(Task::as_select())
        .load(conn)?)
}

/// Open tasks of an incident, oldest first.
///
/// # Errors
/// What the database says.
pub fn open(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Task>> {
    Ok(tasks::table
        .filter(tasks::incident_id.eq(incident.0))
        .filter(tasks::ended_at.is_null())
        .order(tasks::id)
        .select(Task::as_select())
        .load(conn)?)
}

/// Names of the open tasks, each once.
///
/// # Errors
/// What the database says.
pub fn open_names(conn: &mut AnyConnection, incident: IncidentId) -> Result<BTreeSet<TaskName>> {
    Ok(open(conn, incident)?.iter().map(|task| task.name).collect())
}

/// Opens a task, unless it is open already. Says whether it did.
///
/// # Errors
/// What the database says.
pub fn owe(conn: &mut AnyConnection, now: DateTime<Utc>, incident: IncidentId, name: TaskName) -> Result<bool> {
    if open_names(conn, incident)?.contains(&name) {
        return Ok(false);
    }
    insert(conn, now, incident, name, None)?;
    Ok(true)
}

/// Opens a task with what is said of it beside its name.
///
/// # Errors
/// What the database says.
pub fn owe_with(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    name: TaskName,
    note: &str,
) -> Result<()> {
    diesel::insert_into(tasks::table)
        .values((
            tasks::incident_id.eq(incident.0),
            tasks::name.eq(name.as_str()),
            tasks::note.eq(note),
            tasks::opened_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the open tasks of a name with the account that ends them.
///
/// # Errors
/// What the database says.
pub fn end_with(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    name: TaskName,
    by: &str,
    proof: &str,
) -> Result<()> {
    diesel::update(
        tasks::table
            .filter(tasks::incident_id.eq(incident.0))
            .filter(tasks::name.eq(name.as_str()))
            .filter(tasks::ended_at.is_null()),
    )
    .set((tasks::ended_at.eq(now.naive_utc()), tasks::ended_by.eq(by), tasks::proof.eq(proof)))
    .execute(conn)?;
    Ok(())
}

/// Opens `contact_fix` for a contact and the channel that failed, unless it is open already. `came_back`: what was said of
/// a message that had been taken; that the next one is taken says nothing against it.
///
/// # Errors
/// What the database says.
pub fn owe_contact_fix(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    contact: ContactId,
    channel: Channel,
    came_back: Option<&str>,
) -> Result<()> {
    let same = tasks::table
        .filter(tasks::incident_id.eq(incident.0))
        .filter(tasks::ended_at.is_null())
        .filter(tasks::contact_id.eq(contact.0))
        .filter(tasks::channel.eq(channel.as_str()));
    let there: bool = diesel::select(diesel::dsl::exists(same)).get_result(conn)?;
    if there {
        return Ok(());
    }
    insert(conn, now, incident, TaskName::ContactFix, Some((contact, channel, came_back)))
}

fn insert(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    name: TaskName,
    contact: Option<(ContactId, Channel, Option<&str>)>,
) -> Result<()> {
    diesel::insert_into(tasks::table)
        .values((
            tasks::incident_id.eq(incident.0),
            tasks::name.eq(name.as_str()),
            tasks::contact_id.eq(contact.map(|(id, _, _)| id.0)),
            tasks::channel.eq(contact.map(|(_, channel, _)| channel.as_str())),
            tasks::note.eq(contact.and_then(|(_, _, came_back)| came_back)),
            tasks::opened_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the open tasks of a name. Says how many there were.
///
/// # Errors
/// What the database says.
pub fn end(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    name: TaskName,
    by: &str,
) -> Result<usize> {
    Ok(diesel::update(
        tasks::table
            .filter(tasks::incident_id.eq(incident.0))
            .filter(tasks::name.eq(name.as_str()))
            .filter(tasks::ended_at.is_null()),
    )
    .set((tasks::ended_at.eq(now.naive_utc()), tasks::ended_by.eq(by)))
    .execute(conn)?)
}

/// Opens what ended by itself for this reason again. Says how many there were.
///
/// # Errors
/// What the database says.
pub fn reopen(conn: &mut AnyConnection, incident: IncidentId, name: TaskName, ended_by: &str) -> Result<usize> {
    let ended = tasks::table
        .filter(tasks::incident_id.eq(incident.0))
        .filter(tasks::name.eq(name.as_str()))
        .filter(tasks::ended_by.eq(ended_by));
    let open = (tasks::ended_at.eq(None::<NaiveDateTime>), tasks::ended_by.eq(None::<String>));
    Ok(diesel::update(ended).set(open).execute(conn)?)
}

/// Opens everything of an incident that ended by itself for this reason again.
///
/// # Errors
/// What the database says.
pub fn reopen_all(conn: &mut AnyConnection, incident: IncidentId, ended_by: &str) -> Result<()> {
    let ended = tasks::table.filter(tasks::incident_id.eq(incident.0)).filter(tasks::ended_by.eq(ended_by));
    let open = (tasks::ended_at.eq(None::<NaiveDateTime>), tasks::ended_by.eq(None::<String>));
    diesel::update(ended).set(open).execute(conn)?;
    Ok(())
}

/// Ends every open `contact_fix` about a contact to whom one of these deliveries has just been taken: the address works.
/// Not those that opened because something taken came back.
///
/// # Errors
/// What the database says.
pub fn end_contact_fix_of(conn: &mut AnyConnection, now: DateTime<Utc>, taken: &[DeliveryId]) -> Result<()> {
    use crate::db::schema::deliveries as d;
    let open = || {
        tasks::table
            .filter(tasks::name.eq(TaskName::ContactFix.as_str()))
            .filter(tasks::contact_id.is_not_null())
            .filter(tasks::note.is_null())
            .filter(tasks::ended_at.is_null())
    };
    // Most of the time nothing is to be mended anywhere.
    if !diesel::select(diesel::dsl::exists(open())).get_result::<bool>(conn)? {
        return Ok(());
    }
    let ids: Vec<i64> = taken.iter().map(|id| id.0).collect();
    let same = d::table
        .filter(d::id.eq_any(ids))
        .filter(d::state.eq(DeliveryState::Sent.as_str()))
        .filter(d::contact_id.eq(tasks::contact_id))
        .filter(d::channel.nullable().eq(tasks::channel));
    diesel::update(open().filter(diesel::dsl::exists(same)))
        .set((tasks::ended_at.eq(now.naive_utc()), tasks::ended_by.eq("delivered")))
        .execute(conn)?;
    Ok(())
}

/// Ends every open `contact_fix` of a contact whose channel was mended.
///
/// # Errors
/// What the database says.
pub fn end_contact_fix(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    contact: ContactId,
    channel: Channel,
    by: &str,
) -> Result<()> {
    diesel::update(
        tasks::table
            .filter(tasks::contact_id.eq(contact.0))
            .filter(tasks::channel.eq(channel.as_str()))
            .filter(tasks::ended_at.is_null()),
    )
    .set((tasks::ended_at.eq(now.naive_utc()), tasks::ended_by.eq(by)))
    .execute(conn)?;
    Ok(())
}
