//! Where a new report belongs: to a break, to an incident that is there, or to a new one (docs/TRIAGE.md 1, 2 and 4).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::explain::{Break, explanations, inside_break, overrun_of};
use crate::catalogue::{Catalogue, Circumstances};
use crate::evidence::{Evidence, Report, WINDOW};
use crate::id::{AnnouncementId, IncidentId, MaintenanceId};
use crate::terms::AnnouncementKind;

/// An unresolved incident that a report may join.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Which.
    pub incident: IncidentId,
    /// When its newest report came.
    pub newest_report_at: DateTime<Utc>,
    /// Do its bulletins run?
    pub bulletins_run: bool,
    /// What was reported on it: service and function, each pair once.
    pub matters: BTreeSet<(String, String)>,
    /// Live announcements that explain any of its reports, and breaks that they show as overrun.
    pub announcements: BTreeSet<AnnouncementId>,
    /// Own breaks that its reports show as overrun.
    pub own_breaks: BTreeSet<MaintenanceId>,
}

/// Why a report fits an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The same announcement explains both.
    SameAnnouncement(AnnouncementId),
    /// Both show the overrun of the same own break.
    SameBreak(MaintenanceId),
    /// The same service and function.
    SameFunction,
    /// One dependency takes both functions away.
    SameDependency(String),
}

/// Where a report belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// To somebody else's break.
    AnnouncedBreak(AnnouncementId),
    /// To an own break.
    OwnBreak(MaintenanceId),
    /// To an incident that is there: of several that fit, the one with the newest report.
    Join(IncidentId, Why),
    /// To the incident that its reporter named.
    Named(IncidentId),
    /// To a new incident.
    Open,
}

/// What a reporter says that she sees the effects of, of what she was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameAs {
    /// A bulletin or a break of somebody else.
    Announcement(AnnouncementId),
    /// An incident.
    Incident(IncidentId),
    /// An own break.
    OwnBreak(MaintenanceId),
}

/// Places one new report. `evidence` holds what may explain it; its own reports are not looked at.
pub fn place(evidence: &Evidence<'_>, report: &Report, candidates: &[Candidate]) -> Placement {
    let risky = report.privacy_risk || report.safety_risk;
    if !risky {
        match inside_break(evidence, report) {
            Some(Break::Announced(explained)) => return Placement::AnnouncedBreak(explained.announcement.id),
            Some(Break::Own(own)) => return Placement::OwnBreak(own.id),
            None => {}
        }
    }
    beside(evidence, report, candidates)
}

/// Places one new report where its reporter says that it belongs (docs/TRIAGE.md 4). A danger is never put away into a break,
/// and no incident of another desk is joined: then the rules place it.
pub fn place_as_told(evidence: &Evidence<'_>, report: &Report, told: SameAs, candidates: &[Candidate]) -> Placement {
    let risky = report.privacy_risk || report.safety_risk;
    let named = match told {
        SameAs::Incident(id) => candidates.iter().find(|c| c.incident == id).map(|c| Placement::Named(c.incident)),
        SameAs::OwnBreak(id) => evidence.own_breaks.iter().find(|b| b.id == id).map(|b| Placement::OwnBreak(b.id)),
        SameAs::Announcement(id) => evidence.announcements.iter().find(|a| a.id == id).map(|announced| {
            if announced.kind == AnnouncementKind::Maintenance {
                return Placement::AnnouncedBreak(id);
            }
            let explained = candidates.iter().filter(|c| c.announcements.contains(&id));
            match explained.max_by_key(|c| (c.newest_report_at, c.incident)) {
                Some(candidate) => Placement::Join(candidate.incident, Why::SameAnnouncement(id)),
                None => beside(evidence, report, candidates),
            }
        }),
    };
    let in_break = matches!(named, Some(Placement::AnnouncedBreak(_) | Placement::OwnBreak(_)));
    named.filter(|_| !(risky && in_break)).unwrap_or_else(|| place(evidence, report, candidates))
}

/// The incident that a report joins, or a new one.
fn beside(evidence: &Evidence<'_>, report: &Report, candidates: &[Candidate]) -> Placement {
    let fitting = candidates.iter().filter_map(|c| fits(evidence, report, c).map(|why| (c, why)));
    let newest = fitting.max_by_key(|(candidate, _)| (candidate.newest_report_at, candidate.incident));
    match newest {
        Some((candidate, why)) => Placement::Join(candidate.incident, why),
        None => Placement::Open,
    }
}

/// Why a report fits an incident, if it does. The desk offers every one that fits.
pub fn fits(evidence: &Evidence<'_>, report: &Report, candidate: &Candidate) -> Option<Why> {
    let live = explanations(evidence, report).into_iter().map(|e| e.announcement.id);
    let overrun = overrun_of(evidence, report);
    let by_overrun = match overrun {
        Some(Break::Announced(e)) => Some(e.announcement.id),
        _ => None,
    };
    if let Some(shared) = live.chain(by_overrun).find(|id| candidate.announcements.contains(id)) {
        return Some(Why::SameAnnouncement(shared));
    }
    if let Some(Break::Own(own)) = overrun
        && candidate.own_breaks.contains(&own.id)
    {
        return Some(Why::SameBreak(own.id));
    }
    let in_time = candidate.bulletins_run || report.received_at <= candidate.newest_report_at + WINDOW;
    if !in_time {
        return None;
    }
    if candidate.matters.iter().any(|(service, function)| *service == report.service && *function == report.function) {
        return Some(Why::SameFunction);
    }
    tie(evidence, report, candidate).map(Why::SameDependency)
}

/// The dependency whose edges take both functions away.
fn tie(evidence: &Evidence<'_>, report: &Report, candidate: &Candidate) -> Option<String> {
    let circumstances = Circumstances::of_everybody(evidence.identification_is_out());
    let takes = |catalogue: &Catalogue, system: &str, service: &str, function: &str| {
        catalogue.edges_of(system).any(|edge| edge.takes(service, function) && edge.holds(circumstances))
    };
    let catalogue = evidence.catalogue;
    catalogue
        .tying_dependencies()
        .find(|dependency| {
            takes(catalogue, &dependency.id, &report.service, &report.function)
                && candidate.matters.iter().any(|(s, f)| takes(catalogue, &dependency.id, s, f))
        })
        .map(|dependency| dependency.id.clone())
}
