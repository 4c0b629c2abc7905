//! Rules 1 and 2: which announcement explains a report, which break takes it, which overran.

use chrono::{DateTime, Utc};

use crate::catalogue::{Catalogue, Circumstances, SystemFlag};
use crate::evidence::{Announcement, Evidence, Organisation, OwnBreak, Publisher, Report};
use crate::id::AnnouncementId;
use crate::terms::Effect;

/// What a report is about, as far as an announcement can explain it.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// Reported service.
    pub service: &'a str,
    /// Reported function.
    pub function: &'a str,
    /// Reported effect.
    pub effect: Effect,
    /// Whose report.
    pub organisation: &'a Organisation,
}

impl<'a> Matter<'a> {
    /// The matter of a report.
    pub fn new(report: &'a Report, organisation: &'a Organisation) -> Self {
        Matter { service: &report.service, function: &report.function, effect: report.effect, organisation }
    }
}

/// An announcement explains a report through one of the systems that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained<'a> {
    /// The announcement.
    pub announcement: &'a Announcement,
    /// The named system through which it explains.
    pub system: &'a str,
}

/// A break, announced by others or planned here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break<'a> {
    /// Somebody else's.
    Announced(Explained<'a>),
    /// Our own.
    Own(&'a OwnBreak),
}

/// Through which named system an announcement explains a matter, whatever the time (docs/TRIAGE.md 1).
pub fn explained_by<'a>(
    catalogue: &Catalogue,
    announcement: &'a Announcement,
    matter: Matter<'_>,
    broker: Option<crate::id::OrganisationId>,
    identification_out: bool,
) -> Option<&'a str> {
    let concerns = match announcement.publisher {
        Publisher::Kela | Publisher::Owner => true,
        Publisher::Operator => same_name(&announcement.source, &matter.organisation.operator),
        Publisher::Broker(id) => broker == Some(id),
    };
    if !concerns {
        return None;
    }
    let named = || announcement.services.iter().map(String::as_str);
    if let Some(system) = named().find(|system| *system == matter.service) {
        return Some(system);
    }
    // What only degrades explains, through an edge, nothing that is prevented.
    if announcement.effect != Effect::Prevents && matter.effect == Effect::Prevents {
        return None;
    }
    let own_customers = !announcement.publisher.tells_kela();
    let circumstances = Circumstances { identification_out, its_client: own_customers };
    named().find(|system| {
        // The line carries everything that the operator's customers do; it has no edge of its own to the services.
        (own_customers && catalogue.is(system, SystemFlag::Line))
            || catalogue
                .edges_of(system)
                .any(|edge| edge.takes(matter.service, matter.function) && edge.holds(circumstances))
    })
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl<'a> Evidence<'a> {
    fn through<'e>(&'e self, announcement: &'e Announcement, report: &Report) -> Option<Explained<'e>> {
        let organisation = self.organisations.get(&report.organisation)?;
        let system = explained_by(
            self.catalogue,
            announcement,
            Matter::new(report, organisation),
            self.broker_of(organisation),
            self.identification_is_out(),
        )?;
        Some(Explained { announcement, system })
    }
}

impl Explained<'_> {
    /// Of several the earliest decides.
    pub(super) fn order(&self) -> (DateTime<Utc>, AnnouncementId) {
        (self.announcement.announced_at, self.announcement.id)
    }
}

/// Every live bulletin that explains a report, the earliest first (docs/TRIAGE.md 1).
pub fn explanations<'e>(evidence: &'e Evidence<'_>, report: &Report) -> Vec<Explained<'e>> {
    let live = evidence.announcements.iter().filter(|a| a.is_live(evidence.now));
    let mut found: Vec<Explained<'e>> = live.filter_map(|a| evidence.through(a, report)).collect();
    found.sort_by_key(Explained::order);
    found
}

/// The break that a report falls into (docs/TRIAGE.md 2). What was announced after the report cannot have excused it.
pub fn inside_break<'e>(evidence: &'e Evidence<'_>, report: &Report) -> Option<Break<'e>> {
    find_break(evidence, report, |a| a.covers(report.occurred_at), |own| own.covers(report.occurred_at))
}

/// The break whose overrun a report shows (docs/TRIAGE.md 2).
pub fn overrun_of<'e>(evidence: &'e Evidence<'_>, report: &Report) -> Option<Break<'e>> {
    find_break(evidence, report, |a| a.overran(report.occurred_at), |own| own.overran(report.occurred_at))
}

fn find_break<'e>(
    evidence: &'e Evidence<'_>,
    report: &Report,
    announced: impl Fn(&Announcement) -> bool,
    own: impl Fn(&OwnBreak) -> bool,
) -> Option<Break<'e>> {
    let known = |at: DateTime<Utc>| at <= report.received_at;
    let upstream = evidence.announcements.iter().filter(|a| known(a.announced_at) && announced(a));
    if let Some(found) = upstream.filter_map(|a| evidence.through(a, report)).min_by_key(Explained::order) {
        return Some(Break::Announced(found));
    }
    let ours = evidence.own_breaks.iter().filter(|b| known(b.announced_at) && own(b));
    let ours = ours.filter(|b| b.organisations.contains(&report.organisation));
    ours.filter(|b| takes(evidence, b, report)).min_by_key(|b| (b.starts_at, b.id)).map(Break::Own)
}

fn takes(evidence: &Evidence<'_>, own: &OwnBreak, report: &Report) -> bool {
    // An own break concerns those whom it is planned for: they are clients of whatever is down.
    let circumstances = Circumstances { identification_out: evidence.identification_is_out(), its_client: true };
    own.services.iter().any(|service| {
        let mut edges = evidence.catalogue.edges_of(service);
        *service == report.service
            || edges.any(|edge| edge.takes(&report.service, &report.function) && edge.holds(circumstances))
    })
}
