//! Who is told: one query. The preview reads it, publishing inserts from it (docs/ARCHITECTURE.md, The outbox).
//!
//! Guarantee: one row per contact and channel however many ways lead to it; who was told once is told to the end; who is
//! away is stood in for; who was taken out is told nothing.
//! Non-goal: the text.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamp};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use majakka_domain::id::{ContactId, IncidentId, MaintenanceId, MessageId, OrganisationId};
use majakka_domain::terms::{Channel, ContactRole, Extent, Language, MessageKind, Series};

use crate::db::dialect::{self, numbered};
use crate::db::{AnyConnection, Plain};
use crate::error::Result;

/// Whom a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Those whom an incident concerns, as it now is, and for bulletins everyone who was told before.
    Incident {
        /// Which.
        incident: IncidentId,
        /// Did the writer name the organisations?
        named: bool,
        /// How far it reaches.
        extent: Extent,
        /// Which role among the contacts.
        role: ContactRole,
        /// Everyone who got an earlier bulletin too.
        and_the_told: bool,
    },
    /// Those whom an own break concerns.
    Maintenance(MaintenanceId),
    /// Those of one house who have a role.
    House(OrganisationId, ContactRole),
}

impl Audience {
    fn ids(&self) -> (i64, &'static str) {
        match self {
            Audience::Incident { incident, role, .. } => (incident.0, role.as_str()),
            Audience::Maintenance(id) => (id.0, ContactRole::BulletinRecipient.as_str()),
            Audience::House(house, role) => (house.0, role.as_str()),
        }
    }

    /// The organisations, as a condition on `c.organisation_id`. `$1` is the incident or break.
    fn organisations(&self) -> &'static str {
        match self {
            Audience::Maintenance(_) => {
                "c.organisation_id IN (SELECT organisation_id FROM maintenance_organisations WHERE maintenance_id = $1)"
            }
            Audience::House(..) => "c.organisation_id = $1",
            Audience::Incident { named: true, .. } => {
                "c.organisation_id IN (SELECT organisation_id FROM incident_organisations WHERE incident_id = $1)"
            }
            Audience::Incident { extent: Extent::Nationwide, .. } => {
                "(c.organisation_id IN (SELECT organisation_id FROM reports WHERE incident_id = $1) \
                 OR c.organisation_id IN (SELECT organisation_id FROM incident_organisations WHERE incident_id = $1) \
                 OR c.organisation_id IN (SELECT u.organisation_id FROM organisation_services u \
                    JOIN organisations o ON o.id = u.organisation_id \
                    JOIN incidents i ON i.id = $1 AND COALESCE(o.desk_id, o.id) = i.desk_id \
                    WHERE u.service IN (SELECT service FROM incident_services WHERE incident_id = $1 \
                                        UNION SELECT service FROM reports WHERE incident_id = $1)))"
            }
            Audience::Incident { .. } => {
                "(c.organisation_id IN (SELECT organisation_id FROM reports WHERE incident_id = $1) \
                 OR c.organisation_id IN (SELECT organisation_id FROM incident_organisations WHERE incident_id = $1))"
            }
        }
    }

    /// The same; a comms owner of the desk that works on it answers for it whoever reported.
    fn organisations_and_desk(&self) -> String {
        let organisations = self.organisations();
        match self {
            Audience::Incident { role: ContactRole::CommsOwner, .. } => {
                format!("({organisations} OR c.organisation_id = (SELECT desk_id FROM incidents WHERE id = $1))")
            }
            _ => organisations.to_owned(),
        }
    }

    fn told_before(&self) -> &'static str {
        match self {
            Audience::Incident { and_the_told: true, .. } => {
                " UNION SELECT d.contact_id, 'told' FROM messages m JOIN deliveries d ON d.message_id = m.id \
                 WHERE m.incident_id = $1 AND m.series = 'bulletin' AND d.contact_id IS NOT NULL"
            }
            _ => "",
        }
    }

    /// `SELECT id, reason` of everybody who gets it. `$1` incident or break, `$2` role, `$3` now.
    fn everybody(&self) -> String {
        format!(
            "SELECT COALESCE(s2.id, s.id, c.id) AS id, MIN(w.reason) AS reason FROM (\
             SELECT c.id AS id, 'role' AS reason FROM contacts c \
             JOIN contact_roles r ON r.contact_id = c.id AND r.role = $2 WHERE {organisations}{told}) w \
             JOIN contacts c ON c.id = w.id AND c.removed_at IS NULL \
             LEFT JOIN absences a ON a.contact_id = c.id AND a.starts_at <= $3 AND a.ends_at > $3 \
             LEFT JOIN contacts s ON s.id = a.substitute_id AND s.removed_at IS NULL \
             LEFT JOIN absences a2 ON a2.contact_id = s.id AND a2.starts_at <= $3 AND a2.ends_at > $3 \
             LEFT JOIN contacts s2 ON s2.id = a2.substitute_id AND s2.removed_at IS NULL \
             GROUP BY COALESCE(s2.id, s.id, c.id)",
            organisations = self.organisations_and_desk(),
            told = self.told_before(),
        )
    }
}

/// One line of the preview.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Recipient {
    /// Contact.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<ContactId>)]
    pub contact_id: ContactId,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Its organisation's name.
    #[diesel(sql_type = Text)]
    pub organisation: String,
    /// Channel.
    #[diesel(sql_type = Text, deserialize_as = Plain<Channel>)]
    pub channel: Channel,
    /// Address on it.
    #[diesel(sql_type = Text)]
    pub address: String,
    /// Language.
    #[diesel(sql_type = Text, deserialize_as = Plain<Language>)]
    pub language: Language,
    /// `role` or `told`.
    #[diesel(sql_type = Text)]
    pub reason: String,
}

/// A mailbox or number that stands in the register more than once, as a person's and as a shared one, gets one copy: the person's,
/// whose language it is. Of the others the one that is longest in the register.
const ONE_COPY: &str = "ROW_NUMBER() OVER (PARTITION BY ch.channel, \
     LOWER(CASE ch.channel WHEN 'sms' THEN t.phone ELSE t.email END) \
     ORDER BY CASE t.kind WHEN 'person' THEN 0 ELSE 1 END, t.id) AS copy";
const CHANNELS: &str = "JOIN (SELECT 'email' AS channel UNION ALL SELECT 'sms') ch \
     ON ch.channel = 'email' OR (t.phone IS NOT NULL AND t.phone <> '' AND t.takes_sms)";
const ADDRESS: &str = "CASE ch.channel WHEN 'sms' THEN t.phone ELSE t.email END";

/// The exact recipients, by organisation and name.
///
/// # Errors
/// What the database says.
pub fn preview(conn: &mut AnyConnection, now: DateTime<Utc>, audience: &Audience) -> Result<Vec<Recipient>> {
    let (id, role) = audience.ids();
    let sql = format!(
        "SELECT contact_id, name, organisation, channel, address, language, reason FROM (\
         SELECT t.id AS contact_id, t.name, o.name AS organisation, ch.channel, {ADDRESS} AS address, t.language, \
         e.reason, {ONE_COPY} FROM ({everybody}) e JOIN contacts t ON t.id = e.id \
         JOIN organisations o ON o.id = t.organisation_id {CHANNELS}) everybody WHERE copy = 1 \
         ORDER BY organisation, name, contact_id, channel",
        everybody = audience.everybody(),
    );
    Ok(sql_query(numbered(conn, &sql))
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(role)
        .bind::<Timestamp, _>(now.naive_utc())
        .load(conn)?)
}

/// Writes one delivery per recipient and channel, in one statement, and lets what still waits of the same series make
/// way for them. Says how many were written.
///
/// # Errors
/// What the database says.
pub fn deliver(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    audience: &Audience,
    message: MessageId,
    kind: MessageKind,
    urgent: bool,
) -> Result<usize> {
    let (id, role) = audience.ids();
    let (incident, maintenance) = match audience {
        Audience::Incident { incident, .. } => (Some(incident.0), None),
        Audience::Maintenance(id) => (None, Some(id.0)),
        Audience::House(..) => (None, None),
    };
    let sql = format!(
        "INSERT INTO deliveries (message_id, contact_id, channel, address, language, kind, series, incident_id, \
         maintenance_id, reason, priority, state, attempts, due_at) \
         SELECT $4, id, channel, address, language, $5, $6, $7, $8, reason, \
         $9 + CASE channel WHEN 'sms' THEN 0 ELSE 1 END, 'queued', 0, $10 \
         FROM (SELECT t.id, ch.channel, {ADDRESS} AS address, t.language, e.reason, {ONE_COPY} \
         FROM ({everybody}) e JOIN contacts t ON t.id = e.id {CHANNELS}) everybody WHERE copy = 1 ORDER BY id, channel",
        everybody = audience.everybody(),
    );
    let due_at = dialect::due_at_once(conn, now)?;
    let written = sql_query(numbered(conn, &sql))
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(role)
        .bind::<Timestamp, _>(now.naive_utc())
        .bind::<BigInt, _>(message.0)
        .bind::<Text, _>(kind.as_str())
        .bind::<Text, _>(kind.series().as_str())
        .bind::<Nullable<BigInt>, _>(incident)
        .bind::<Nullable<BigInt>, _>(maintenance)
        .bind::<Integer, _>(if urgent { 0 } else { 10 })
        .bind::<Timestamp, _>(due_at.naive_utc())
        .execute(conn)?;
    if kind.series() != Series::Single {
        supersede(conn, now, message, kind.series(), incident, maintenance)?;
    }
    Ok(written)
}

fn supersede(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    message: MessageId,
    series: Series,
    incident: Option<i64>,
    maintenance: Option<i64>,
) -> Result<()> {
    let about = if incident.is_some() { "incident_id" } else { "maintenance_id" };
    // What waits for its repetition is not repeated after newer news; that it may have arrived is still true of it.
    let sql = format!(
        "UPDATE deliveries SET settled_at = $1, repeat_at = NULL, \
         state = CASE state WHEN 'queued' THEN 'superseded' ELSE state END \
         WHERE message_id IN (SELECT m.id FROM messages m WHERE m.{about} = $2 AND m.series = $3 AND m.id <> $4) \
         AND state IN ('queued', 'uncertain') AND (state = 'queued' OR repeat_at IS NOT NULL) \
         AND EXISTS (SELECT 1 FROM deliveries n WHERE n.message_id = $4 AND n.channel = deliveries.channel \
         AND n.contact_id = deliveries.contact_id)"
    );
    sql_query(numbered(conn, &sql))
        .bind::<Timestamp, _>(now.naive_utc())
        .bind::<Nullable<BigInt>, _>(incident.or(maintenance))
        .bind::<Text, _>(series.as_str())
        .bind::<BigInt, _>(message.0)
        .execute(conn)?;
    Ok(())
}
