//! What a new report is laid beside: read once for all reports of one transaction.
//!
//! Guarantee: every report is placed by what stands in the database at its turn, the reports before it in the same
//! transaction included.
//! Non-goal: the rule; that is the domain's `place`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{Evidence, Report};
use majakka_domain::id::{AnnouncementId, IncidentId, MaintenanceId, OrganisationId};
use majakka_domain::triage::{Break, Candidate, Placement, SameAs, explanations, overrun_of, place, place_as_told};

use crate::app::Tx;
use majakka_store::error::{Error, Result};
use majakka_store::evidence::{self as snapshot, Surroundings};
use majakka_store::incident::Incident;
use majakka_store::organisation::{self, Organisation};

/// What the reports of one transaction are laid beside.
#[derive(Default)]
pub(crate) struct Intake {
    organisations: BTreeMap<OrganisationId, Organisation>,
    surroundings: Option<Surroundings>,
    desks: BTreeMap<OrganisationId, Unresolved>,
}

/// The unresolved incidents of a desk.
#[derive(Default)]
struct Unresolved {
    candidates: Vec<Candidate>,
    rows: BTreeMap<IncidentId, Incident>,
}

/// Where a report belongs, and what explains it.
pub(super) struct Place {
    pub(super) placement: Placement,
    /// Announcements that explain it, and the break of others that it shows as overrun.
    pub(super) announcements: Vec<AnnouncementId>,
    /// The own break that it shows as overrun.
    pub(super) own_break: Option<MaintenanceId>,
}

impl Intake {
    /// The organisation that reports, if the viewer may know of it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub(super) fn organisation(&mut self, tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
        if let Some(known) = self.organisations.get(&id).filter(|row| organisation::seen_by(tx.viewer, row)) {
            return Ok(known.clone());
        }
        let row = organisation::find(tx.conn, tx.viewer, id)?;
        self.organisations.insert(id, row.clone());
        Ok(row)
    }

    /// Finds a new report's place. `same_as`: what its reporter said that it is.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn place(
        &mut self,
        tx: &mut Tx<'_>,
        told: &Report,
        whose: &Organisation,
        same_as: Option<SameAs>,
    ) -> Result<Place> {
        let desk = whose.desk();
        let oldest = told.occurred_at.min(told.received_at);
        let surroundings = match self.surroundings.take().filter(|known| known.since <= oldest && known.desk == desk) {
            Some(known) => known,
            None => Surroundings::read(tx.conn, &tx.app.catalogue, oldest, desk)?,
        };
        let since = surroundings.since;
        let evidence = beside(&tx.app.catalogue, tx.now, told, whose, surroundings)?;
        if let Entry::Vacant(place) = self.desks.entry(desk) {
            place.insert(Unresolved::load(tx, desk, &evidence)?);
        }
        let candidates = self.desks.get(&desk).map(|open| open.candidates.as_slice()).unwrap_or_default();
        let placement = match same_as {
            Some(same_as) => place_as_told(&evidence, told, same_as, candidates),
            None => place(&evidence, told, candidates),
        };
        let mut announcements: Vec<_> =
            explanations(&evidence, told).iter().map(|explained| explained.announcement.id).collect();
        let (overran, own_break) = match overrun_of(&evidence, told) {
            Some(Break::Announced(explained)) => (Some(explained.announcement.id), None),
            Some(Break::Own(own)) => (None, Some(own.id)),
            None => (None, None),
        };
        self.surroundings = Some(Surroundings::out_of(evidence, since, desk));
        announcements.extend(overran);
        if let Some(SameAs::Announcement(named)) = same_as
            && !announcements.contains(&named)
        {
            announcements.push(named);
        }
        Ok(Place { placement, announcements, own_break })
    }

    /// The row of an unresolved incident of this desk.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub(super) fn incident(&self, desk: OrganisationId, id: IncidentId) -> Result<&Incident> {
        self.desks.get(&desk).and_then(|open| open.rows.get(&id)).ok_or(Error::NotFound("incident"))
    }

    /// An incident was opened: the next report may join it.
    pub(super) fn opened(&mut self, row: Incident) {
        let open = self.desks.entry(row.desk_id).or_default();
        open.candidates.push(Candidate {
            incident: row.id,
            newest_report_at: row.newest_report_at,
            bulletins_run: false,
            matters: Default::default(),
            announcements: Default::default(),
            own_breaks: Default::default(),
        });
        open.rows.insert(row.id, row);
    }

    /// A report belongs to an incident now: the next one is laid beside it, too.
    pub(super) fn joined(&mut self, desk: OrganisationId, incident: IncidentId, told: &Report, found: &Place) {
        let open = self.desks.entry(desk).or_default();
        let Some(candidate) = open.candidates.iter_mut().find(|candidate| candidate.incident == incident) else {
            return;
        };
        candidate.newest_report_at = told.received_at;
        candidate.matters.insert((told.service.clone(), told.function.clone()));
        candidate.announcements.extend(&found.announcements);
        candidate.own_breaks.extend(found.own_break);
    }
}

impl Unresolved {
    fn load(tx: &mut Tx<'_>, desk: OrganisationId, evidence: &Evidence<'_>) -> Result<Self> {
        let pressing = evidence.pressing();
        let mut open = Unresolved::default();
        for mut found in snapshot::joinable(tx.conn, desk)? {
            found.candidate.announcements.retain(|id| pressing.contains(id));
            open.rows.insert(found.row.id, found.row);
            open.candidates.push(found.candidate);
        }
        Ok(open)
    }
}

/// One report and what may explain it. Probes say nothing about its place.
fn beside<'c>(
    catalogue: &'c Catalogue,
    now: DateTime<Utc>,
    told: &Report,
    whose: &Organisation,
    surroundings: Surroundings,
) -> Result<Evidence<'c>> {
    let whose = organisation::evidence_of(whose.clone());
    Ok(surroundings.evidence(catalogue, now, vec![told.clone()], [(whose.id, whose)].into(), Vec::new()))
}
