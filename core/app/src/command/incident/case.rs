//! An incident as a step finds it: its row, what the evidence proposes, and the values that count.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::Evidence;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::timeline::TimelineEvent;
use majakka_domain::triage::{Decided, Duty, Suggestion, duty, suggest};

use crate::app::Tx;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::incident::{self, Incident};
use majakka_store::report::{self, Report};
use majakka_store::viewer::Viewer;
use majakka_store::{audit, counter, evidence, timeline};

/// An incident with its evidence.
pub struct Case<'c> {
    /// The row.
    pub row: Incident,
    /// The snapshot.
    pub evidence: Evidence<'c>,
    /// What is proposed.
    pub suggestion: Suggestion,
    /// What a person decided, else what is proposed.
    pub decided: Decided,
}

impl<'a> Case<'a> {
    /// An incident that the viewer may know of, with its evidence.
    ///
    /// # Errors
    /// [`majakka_store::error::Error::NotFound`].
    pub fn find(tx: &mut Tx<'a>, id: IncidentId) -> Result<Self> {
        let row = incident::find(tx.conn, tx.viewer, id)?;
        tx.case(row)
    }

    /// The first report with its texts; of one organisation, if one is named.
    pub(crate) fn first_report(&self, tx: &mut Tx<'_>, of: Option<OrganisationId>) -> Result<Option<Report>> {
        let told = self.evidence.reports.iter().find(|told| of.is_none_or(|of| told.organisation == of));
        told.map(|told| report::find(tx.conn, &Viewer::System, told.id)).transpose()
    }

    /// What is known of an incident.
    ///
    /// # Errors
    /// What the database says.
    pub fn load(conn: &mut AnyConnection, catalogue: &'a Catalogue, now: DateTime<Utc>, row: Incident) -> Result<Self> {
        let evidence = evidence::of_incident(conn, catalogue, now, &row)?;
        let suggestion = suggest(&evidence);
        let decided = row.decided().unwrap_or_else(|| suggestion.as_decided());
        Ok(Case { row, evidence, suggestion, decided })
    }

    /// When it began: when it was first seen, else when it was opened.
    pub fn began(&self) -> DateTime<Utc> {
        self.evidence.first_seen_at().unwrap_or(self.row.opened_at)
    }

    /// The duty to Kela by the values that count.
    pub fn duty(&self) -> Duty {
        duty(&self.evidence, self.decided)
    }
}

impl<'a> Tx<'a> {
    /// An incident to be changed. `seen` is the version that the person looked at.
    pub(crate) fn incident(&mut self, id: IncidentId, seen: Option<i64>) -> Result<Incident> {
        incident::for_change(self.conn, self.viewer, id, seen)
    }

    /// An incident with its evidence.
    pub(crate) fn case(&mut self, row: Incident) -> Result<Case<'a>> {
        Case::load(self.conn, &self.app.catalogue, self.now, row)
    }

    /// Opens an incident for a report that belongs to none, at a desk.
    pub(crate) fn open_incident(&mut self, report: &str, desk: OrganisationId) -> Result<IncidentId> {
        let reference = counter::incident_reference(self.conn, self.now)?;
        let opened = incident::insert(self.conn, self.now, &reference, desk)?;
        let event = TimelineEvent::Opened { report: report.to_owned() };
        timeline::append(self.conn, self.now, opened, &self.viewer.actor(), &event)?;
        Ok(opened)
    }

    /// Notes what was done in the incident's timeline and in the audit log, and that the incident changed.
    pub(crate) fn note(&mut self, incident: &Incident, event: &TimelineEvent) -> Result<()> {
        let actor = self.viewer.actor();
        timeline::append(self.conn, self.now, incident.id, &actor, event)?;
        incident::touch(self.conn, incident.id)?;
        self.audit(&format!("incident.{}", event.kind()), &incident.reference, &event.detail()?.to_string())
    }

    /// Notes in the timeline what happened by itself.
    pub(crate) fn tell(&mut self, incident: IncidentId, event: &TimelineEvent) -> Result<()> {
        timeline::append(self.conn, self.now, incident, "system", event)
    }

    /// A line in the audit log. What cannot be logged does not happen.
    pub fn audit(&mut self, action: &str, subject: &str, detail: &str) -> Result<()> {
        self.audit_as(&self.viewer.signature(), action, subject, detail)
    }

    /// Lines in the audit log, each of an action on a subject with its facts, in one statement.
    pub(crate) fn audit_all(&mut self, lines: &[(&'static str, String, String)]) -> Result<()> {
        let actor = self.viewer.signature();
        self.log(&actor, lines.iter().map(|(action, subject, detail)| (*action, subject.as_str(), detail.as_str())))
    }

    /// The same in somebody else's name.
    pub(crate) fn audit_as(&mut self, actor: &str, action: &str, subject: &str, detail: &str) -> Result<()> {
        self.log(actor, std::iter::once((action, subject, detail)))
    }

    fn log<'l>(&mut self, actor: &str, lines: impl Iterator<Item = (&'l str, &'l str, &'l str)>) -> Result<()> {
        let mut end = match self.known.audit_end.take() {
            Some(end) => end,
            None => audit::End::load(self.conn)?,
        };
        let rows = lines.map(|(action, subject, detail)| end.next(self.now, actor, action, subject, detail));
        let rows: Vec<audit::Row> = rows.collect();
        self.known.audit_end = Some(end);
        match &mut self.known.journal {
            Some(journal) => journal.audit.extend(rows),
            None => audit::append_all(self.conn, &rows)?,
        }
        Ok(())
    }
}
