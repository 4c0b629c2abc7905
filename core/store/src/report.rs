//! Reports: what people saw.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{AsSelect, IntoBoxed, Select, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use majakka_domain::evidence;
use majakka_domain::id::{AccountId, AnnouncementId, IncidentId, MaintenanceId, OrganisationId, ReportId};
use majakka_domain::terms::{Effect, IncidentState, Language, ReportEnd};

use crate::db::schema::{incidents, reports};
use crate::db::{AnyConnection, Backend};
use crate::error::{Error, Result};
use crate::incident::Incident;
use crate::token::TokenHash;
use crate::viewer::{Program, Viewer};

/// A stored report. Its texts hold no identity code: those are sealed apart.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct Report {
    /// Id.
    pub id: ReportId,
    /// `R-2026-000123`.
    pub reference: String,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Whose desk has it.
    pub desk_id: OrganisationId,
    /// Incident that it belongs to.
    pub incident_id: Option<IncidentId>,
    /// Own break that it belongs to.
    pub maintenance_id: Option<MaintenanceId>,
    /// Announced break that it belongs to.
    pub break_id: Option<AnnouncementId>,
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
    /// What was done and what happened.
    pub description: String,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// Application.
    pub application: Option<String>,
    /// Error text.
    pub error_text: Option<String>,
    /// When it was seen, UTC.
    pub occurred_at: DateTime<Utc>,
    /// When it was told, UTC.
    pub received_at: DateTime<Utc>,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress is mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// Language of the reporter.
    pub language: Language,
    /// Account that entered it for somebody on the telephone.
    pub entered_by: Option<AccountId>,
    /// May a patient come to harm?
    pub safety_risk: bool,
    /// May privacy be compromised?
    pub privacy_risk: bool,
    /// When the desk put it aside.
    pub ended_at: Option<DateTime<Utc>>,
    /// How.
    pub ended_as: Option<ReportEnd>,
    /// By whom.
    pub ended_by: Option<String>,
    /// Why.
    pub end_reason: Option<String>,
}

impl Report {
    /// As evidence.
    pub fn as_evidence(&self) -> evidence::Report {
        evidence::Report {
            id: self.id,
            count: 1,
            organisation: self.organisation_id,
            service: self.service.clone(),
            function: self.function.clone(),
            effect: self.effect,
            unit: self.unit.clone(),
            workstation: self.workstation.clone(),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            safety_risk: self.safety_risk,
            privacy_risk: self.privacy_risk,
        }
    }
}

/// A report to be written.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Reference.
    pub reference: String,
    /// Whose.
    pub organisation: OrganisationId,
    /// Whose desk has it.
    pub desk: OrganisationId,
    /// Incident that it belongs to.
    pub incident: Option<IncidentId>,
    /// Own break that it belongs to, or whose overrun it shows.
    pub maintenance: Option<MaintenanceId>,
    /// Announced break that it belongs to.
    pub announced_break: Option<AnnouncementId>,
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
    /// Description.
    pub description: String,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// Application.
    pub application: Option<String>,
    /// Error text.
    pub error_text: Option<String>,
    /// When it was seen.
    pub occurred_at: DateTime<Utc>,
    /// When it was told.
    pub received_at: DateTime<Utc>,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress is mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// Language of the reporter.
    pub language: Language,
    /// Account that entered it.
    pub entered_by: Option<AccountId>,
    /// Safety at risk?
    pub safety_risk: bool,
    /// Privacy at risk?
    pub privacy_risk: bool,
}

impl NewReport {
    /// As evidence; its number is given when it is written.
    pub fn as_evidence(&self) -> evidence::Report {
        evidence::Report {
            id: ReportId(0),
            count: 1,
            organisation: self.organisation,
            service: self.service.clone(),
            function: self.function.clone(),
            effect: self.effect,
            unit: self.unit.clone(),
            workstation: self.workstation.clone(),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            safety_risk: self.safety_risk,
            privacy_risk: self.privacy_risk,
        }
    }
}

/// Writes a report.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, new: &NewReport) -> Result<ReportId> {
    use reports as r;
    Ok(diesel::insert_into(r::table)
        .values((
            (
                r::reference.eq(&new.reference),
                r::organisation_id.eq(new.organisation.0),
                r::desk_id.eq(new.desk.0),
                r::incident_id.eq(new.incident.map(|id| id.0)),
                r::maintenance_id.eq(new.maintenance.map(|id| id.0)),
                r::break_id.eq(new.announced_break.map(|id| id.0)),
                r::service.eq(&new.service),
                r::function.eq(&new.function),
                r::effect.eq(new.effect.as_str()),
                r::description.eq(&new.description),
                r::unit.eq(&new.unit),
                r::workstation.eq(&new.workstation),
                r::application.eq(&new.application),
                r::error_text.eq(&new.error_text),
            ),
            (
                r::occurred_at.eq(new.occurred_at.naive_utc()),
                r::received_at.eq(new.received_at.naive_utc()),
                r::reporter.eq(&new.reporter),
                r::reporter_email.eq(&new.reporter_email),
                r::callback.eq(&new.callback),
                r::language.eq(new.language.as_str()),
                r::entered_by.eq(new.entered_by.map(|id| id.0)),
                r::safety_risk.eq(new.safety_risk),
                r::privacy_risk.eq(new.privacy_risk),
            ),
        ))
        .returning(r::id)
        .get_result(conn)?)
}

/// What a desk may put right in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// Service, catalogue id.
    pub service: String,
    /// Function.
    pub function: String,
    /// Effect.
    pub effect: Effect,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// When it was seen.
    pub occurred_at: DateTime<Utc>,
    /// Safety at risk?
    pub safety_risk: bool,
    /// Privacy at risk?
    pub privacy_risk: bool,
}

impl Corrected {
    /// As a report says it.
    pub fn of(row: &Report) -> Self {
        Corrected {
            service: row.service.clone(),
            function: row.function.clone(),
            effect: row.effect,
            unit: row.unit.clone(),
            workstation: row.workstation.clone(),
            occurred_at: row.occurred_at,
            safety_risk: row.safety_risk,
            privacy_risk: row.privacy_risk,
        }
    }

    /// As the audit log keeps it.
    pub fn facts(&self) -> serde_json::Value {
        serde_json::json!({
            "service": self.service, "function": self.function, "effect": self.effect, "unit": self.unit,
            "workstation": self.workstation, "occurred_at": self.occurred_at, "safety_risk": self.safety_risk,
            "privacy_risk": self.privacy_risk,
        })
    }
}

/// Puts right what a report says.
///
/// # Errors
/// What the database says.
pub fn correct(conn: &mut AnyConnection, id: ReportId, corrected: &Corrected) -> Result<()> {
    use reports as r;
    diesel::update(r::table.find(id.0))
        .set((
            r::service.eq(&corrected.service),
            r::function.eq(&corrected.function),
            r::effect.eq(corrected.effect.as_str()),
            r::unit.eq(&corrected.unit),
            r::workstation.eq(&corrected.workstation),
            r::occurred_at.eq(corrected.occurred_at.naive_utc()),
            r::safety_risk.eq(corrected.safety_risk),
            r::privacy_risk.eq(corrected.privacy_risk),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a report aside. One that is rejected belongs to nothing any more.
///
/// # Errors
/// What the database says.
pub fn end(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: ReportId,
    how: ReportEnd,
    by: &str,
    reason: &str,
) -> Result<()> {
    use reports as r;
    let row = r::table.find(id.0);
    if how == ReportEnd::Rejected {
        let nothing = (r::incident_id.eq(None::<i64>), r::maintenance_id.eq(None::<i64>), r::break_id.eq(None::<i64>));
        diesel::update(row).set(nothing).execute(conn)?;
    }
    let end =
        (r::ended_at.eq(now.naive_utc()), r::ended_as.eq(how.as_str()), r::ended_by.eq(by), r::end_reason.eq(reason));
    diesel::update(row).set(end).execute(conn)?;
    Ok(())
}

/// Puts a report into an incident.
///
/// # Errors
/// What the database says.
pub fn set_incident(conn: &mut AnyConnection, id: ReportId, incident: IncidentId) -> Result<()> {
    diesel::update(reports::table.find(id.0)).set(reports::incident_id.eq(incident.0)).execute(conn)?;
    Ok(())
}

/// Moves every report of one incident to another.
///
/// # Errors
/// What the database says.
pub fn move_all(conn: &mut AnyConnection, from: IncidentId, to: IncidentId) -> Result<usize> {
    Ok(diesel::update(reports::table.filter(reports::incident_id.eq(from.0)))
        .set(reports::incident_id.eq(to.0))
        .execute(conn)?)
}

/// Reports of an incident whose reporter left an address, oldest first.
///
/// # Errors
/// What the database says.
pub fn with_address(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Report>> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .filter(reports::reporter_email.is_not_null())
        .order((reports::received_at, reports::id))
        .select(Report::as_select())
        .load(conn)?)
}

/// How many different units the reports of an incident name.
///
/// # Errors
/// What the database says.
pub fn unit_count(conn: &mut AnyConnection, incident: IncidentId) -> Result<i64> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .filter(reports::unit.is_not_null())
        .select(sql::<BigInt>("COUNT(DISTINCT unit)"))
        .first(conn)?)
}

/// All reports of an incident, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Report>> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .order((reports::received_at, reports::id))
        .select(Report::as_select())
        .load(conn)?)
}

/// The newest report of a house in an incident of another's desk.
///
/// # Errors
/// What the database says.
pub fn newest_elsewhere(
    conn: &mut AnyConnection,
    organisation: OrganisationId,
    incident: IncidentId,
) -> Result<Option<ReportId>> {
    use reports as r;
    Ok(r::table
        .filter(r::organisation_id.eq(organisation.0))
        .filter(r::incident_id.eq(incident.0))
        .filter(r::desk_id.ne(r::organisation_id))
        .order(r::id.desc())
        .select(r::id)
        .first(conn)
        .optional()?)
}

/// When a house first told in each of these incidents that privacy may be at risk.
///
/// # Errors
/// What the database says.
pub fn risks_first_told(
    conn: &mut AnyConnection,
    house: OrganisationId,
    incidents: &[IncidentId],
) -> Result<BTreeMap<IncidentId, DateTime<Utc>>> {
    use reports as r;
    let told: Vec<(Option<IncidentId>, DateTime<Utc>)> = r::table
        .filter(r::organisation_id.eq(house.0))
        .filter(r::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(r::privacy_risk)
        .order(r::received_at.desc())
        .select((r::incident_id, r::received_at))
        .load(conn)?;
    Ok(told.into_iter().filter_map(|(incident, at)| Some((incident?, at))).collect())
}

/// The incidents of other desks that a house reported in since then, newest first; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn incidents_elsewhere(
    conn: &mut AnyConnection,
    house: OrganisationId,
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<IncidentId>> {
    use reports as r;
    let ids: Vec<Option<IncidentId>> = r::table
        .filter(r::organisation_id.eq(house.0))
        .filter(r::desk_id.ne(r::organisation_id))
        .filter(r::incident_id.is_not_null())
        .filter(r::received_at.ge(since.naive_utc()))
        .select(r::incident_id)
        .distinct()
        .order(r::incident_id.desc())
        .limit(limit)
        .load(conn)?;
    Ok(ids.into_iter().flatten().collect())
}

/// One report, if this viewer may see its text: its organisation's people and its desk's.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: ReportId) -> Result<Report> {
    let row: Report = reports::table
        .find(id.0)
        .select(Report::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("report"))?;
    if seen_by(viewer, &row) { Ok(row) } else { Err(Error::NotFound("report")) }
}

/// The newest reports that this account entered, newest first, each with its incident; older than `before` where that is given.
///
/// # Errors
/// What the database says.
pub fn of_account(
    conn: &mut AnyConnection,
    account: AccountId,
    before: Option<ReportId>,
    limit: i64,
) -> Result<Vec<(Report, Option<Incident>)>> {
    let mut own = reports::table
        .left_join(incidents::table.on(reports::incident_id.eq(incidents::id.nullable())))
        .filter(reports::entered_by.eq(account.0))
        .order(reports::id.desc())
        .limit(limit)
        .select((Report::as_select(), Option::<Incident>::as_select()))
        .into_boxed();
    if let Some(before) = before {
        own = own.filter(reports::id.lt(before.0));
    }
    Ok(own.load(conn)?)
}

/// May this viewer read this report's text?
pub fn seen_by(viewer: &Viewer, report: &Report) -> bool {
    match viewer {
        Viewer::System => true,
        Viewer::Program(Program { organisation: own, .. }) | Viewer::Organisation(own) => {
            *own == report.organisation_id
        }
        Viewer::Person(person) => person.organisation == report.organisation_id || person.desk == report.desk_id,
    }
}

/// The report behind a link that was kept, in the clear or already as its hash.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_earlier_link(conn: &mut AnyConnection, link: &str, hash: &TokenHash) -> Result<Report> {
    reports::table
        .filter(reports::follow_token.eq_any([link, hash.as_hex()]))
        .select(Report::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("report"))
}

/// Puts the hash of kept links in their place, of a few hundred; says of how many.
///
/// # Errors
/// What the database says.
pub fn hide_earlier_links(conn: &mut AnyConnection) -> Result<usize> {
    use reports as r;
    let clear: Vec<(i64, Option<String>)> = r::table
        .filter(r::follow_token.is_not_null())
        .filter(sql::<Bool>("LENGTH(follow_token) < 64"))
        .order(r::id)
        .limit(500)
        .select((r::id, r::follow_token))
        .load(conn)?;
    for (id, link) in &clear {
        let hash = link.as_deref().map(|link| TokenHash::of(link).as_hex().to_owned());
        diesel::update(r::table.find(id)).set(r::follow_token.eq(hash)).execute(conn)?;
    }
    Ok(clear.len())
}

type Chosen = IntoBoxed<'static, Select<reports::table, AsSelect<Report, Backend>>, Backend>;

/// Whose reports: each kind has an index of its own.
#[derive(Clone, Copy)]
enum Whose {
    /// Everybody's.
    Anybodys,
    /// A desk's.
    Desk(i64),
    /// An organisation's.
    Organisation(i64),
}

impl Whose {
    fn of(viewer: &Viewer) -> Vec<Self> {
        match viewer {
            Viewer::System => vec![Whose::Anybodys],
            Viewer::Program(Program { organisation: own, .. }) | Viewer::Organisation(own) => {
                vec![Whose::Organisation(own.0)]
            }
            Viewer::Person(person) => {
                vec![Whose::Desk(person.desk.0), Whose::Organisation(person.organisation.0)]
            }
        }
    }

    fn newest_first(self) -> Chosen {
        use reports as r;
        let all = r::table.order((r::received_at.desc(), r::id.desc())).select(Report::as_select()).into_boxed();
        match self {
            Whose::Anybodys => all,
            Whose::Desk(desk) => all.filter(r::desk_id.eq(desk)),
            Whose::Organisation(own) => all.filter(r::organisation_id.eq(own)),
        }
    }
}

/// The newest reports that this viewer may see and that are not over, newest first: what nobody placed yet, and what came
/// since then, unless its incident has ended meanwhile.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, viewer: &Viewer, since: DateTime<Utc>, limit: i64) -> Result<Vec<Report>> {
    use reports as r;
    let over = [IncidentState::Resolved.as_str(), IncidentState::Closed.as_str()];
    let since = since.naive_utc();
    let mut found: Vec<Report> = Vec::new();
    for whose in Whose::of(viewer) {
        let ended = incidents::table.filter(incidents::state.eq_any(over)).select(incidents::id.nullable());
        let going_on = r::incident_id.is_null().or(r::incident_id.ne_all(ended));
        let recent = whose
            .newest_first()
            .filter(r::received_at.ge(since))
            .filter(r::ended_at.is_null())
            .filter(going_on)
            .limit(limit);
        found.extend(recent.load(conn)?);
        let unplaced = whose
            .newest_first()
            .filter(r::incident_id.is_null())
            .filter(r::maintenance_id.is_null())
            .filter(r::break_id.is_null())
            .filter(r::ended_at.is_null())
            .filter(r::received_at.lt(since));
        found.extend(unplaced.limit(limit).load(conn)?);
    }
    found.sort_by_key(|row| std::cmp::Reverse((row.received_at, row.id)));
    // The own organisation's are the own desk's as a rule.
    found.dedup_by_key(|row| row.id);
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}
