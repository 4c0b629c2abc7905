//! Legal deadlines that run for an incident (docs/DOMAIN.md 9).
//!
//! Non-goal: when each is due; that is `majakka_domain::statutory`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ClockId, IncidentId, OrganisationId};
use majakka_domain::terms::{ClockKind, ClockOutcome};

use crate::db::AnyConnection;
use crate::db::schema::clocks;
use crate::error::Result;

/// Whose duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The desk's that works on the incident.
    Desk,
    /// A house's, for its own register.
    House(OrganisationId),
}

impl Whose {
    /// As it is stored.
    pub(crate) fn house(self) -> Option<i64> {
        match self {
            Whose::Desk => None,
            Whose::House(house) => Some(house.0),
        }
    }
}

/// A statutory clock.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = clocks)]
pub struct StatutoryClock {
    /// Id.
    pub id: ClockId,
    /// Incident.
    pub incident_id: IncidentId,
    /// The house whose it is; none: the desk's.
    pub organisation_id: Option<OrganisationId>,
    /// Which.
    pub kind: ClockKind,
    /// Since when, UTC.
    pub started_at: DateTime<Utc>,
    /// Deadline, UTC.
    pub due_at: DateTime<Utc>,
    /// When people were warned.
    pub warned_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<ClockOutcome>,
    /// Why it was not required.
    pub reason: Option<String>,
    /// Who said so.
    pub ended_by: Option<String>,
}

/// Starts a clock.
///
/// # Errors
/// What the database says.
pub fn start(
    conn: &mut AnyConnection,
    started_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    incident: IncidentId,
    whose: Whose,
    kind: ClockKind,
) -> Result<()> {
    diesel::insert_into(clocks::table)
        .values((
            clocks::incident_id.eq(incident.0),
            clocks::organisation_id.eq(whose.house()),
            clocks::kind.eq(kind.as_str()),
            clocks::started_at.eq(started_at.naive_utc()),
            clocks::due_at.eq(due_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The desk's clocks of an incident, oldest first, ended ones too.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<StatutoryClock>> {
    of_whom(conn, incident, Whose::Desk)
}

/// The same of whoever has them.
///
/// # Errors
/// What the database says.
pub fn of_whom(conn: &mut AnyConnection, incident: IncidentId, whose: Whose) -> Result<Vec<StatutoryClock>> {
    let all = clocks::table.filter(clocks::incident_id.eq(incident.0)).order(clocks::id);
    let all = all.select(StatutoryClock::as_select()).into_boxed();
    Ok(match whose {
        Whose::Desk => all.filter(clocks::organisation_id.is_null()).load(conn)?,
        Whose::House(house) => all.filter(clocks::organisation_id.eq(house.0)).load(conn)?,
    })
}

/// The clocks of a house that run, the one that ends first before the others.
///
/// # Errors
/// What the database says.
pub fn running_of_house(conn: &mut AnyConnection, house: OrganisationId) -> Result<Vec<StatutoryClock>> {
    Ok(clocks::table
        .filter(clocks::organisation_id.eq(house.0))
        .filter(clocks::ended_at.is_null())
        .order((clocks::due_at, clocks::id))
        .select(StatutoryClock::as_select())
        .load(conn)?)
}

/// How clocks end.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// As what.
    pub outcome: ClockOutcome,
    /// Why, in the words of who says so.
    pub reason: &'a str,
    /// Who says so.
    pub by: &'a str,
}

/// Ends the running clocks of a kind. Says how many there were.
///
/// # Errors
/// What the database says.
pub fn end(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    whose: Whose,
    kind: ClockKind,
    ending: Ending<'_>,
) -> Result<usize> {
    let running = clocks::table
        .filter(clocks::incident_id.eq(incident.0))
        .filter(clocks::kind.eq(kind.as_str()))
        .filter(clocks::ended_at.is_null());
    let ended = diesel::update(running)
        .set((
            clocks::ended_at.eq(now.naive_utc()),
            clocks::outcome.eq(ending.outcome.as_str()),
            clocks::reason.eq(ending.reason),
            clocks::ended_by.eq(ending.by),
        ))
        .into_boxed();
    Ok(match whose {
        Whose::Desk => ended.filter(clocks::organisation_id.is_null()).execute(conn)?,
        Whose::House(house) => ended.filter(clocks::organisation_id.eq(house.0)).execute(conn)?,
    })
}

/// Clocks that still run go on with the incident that took the other in. Says which they are.
///
/// # Errors
/// What the database says.
pub fn hand_over(conn: &mut AnyConnection, from: IncidentId, into: IncidentId) -> Result<Vec<ClockId>> {
    let running = clocks::table.filter(clocks::incident_id.eq(from.0)).filter(clocks::ended_at.is_null());
    Ok(diesel::update(running).set(clocks::incident_id.eq(into.0)).returning(clocks::id).get_results(conn)?)
}

/// These clocks, ended meanwhile or not, are another incident's again.
///
/// # Errors
/// What the database says.
pub fn give_back(conn: &mut AnyConnection, ids: &[ClockId], to: IncidentId) -> Result<()> {
    diesel::update(clocks::table.filter(clocks::id.eq_any(ids.iter().map(|id| id.0))))
        .set(clocks::incident_id.eq(to.0))
        .execute(conn)?;
    Ok(())
}

/// Clocks that run and of whose end nobody was warned, the one that ends first before the others.
///
/// # Errors
/// What the database says.
pub fn unwarned(conn: &mut AnyConnection) -> Result<Vec<StatutoryClock>> {
    Ok(clocks::table
        .filter(clocks::ended_at.is_null())
        .filter(clocks::warned_at.is_null())
        .order(clocks::due_at)
        .select(StatutoryClock::as_select())
        .load(conn)?)
}

/// People were warned of a clock's end.
///
/// # Errors
/// What the database says.
pub fn warned(conn: &mut AnyConnection, now: DateTime<Utc>, clock: ClockId) -> Result<()> {
    diesel::update(clocks::table.find(clock.0)).set(clocks::warned_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}
