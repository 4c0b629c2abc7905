//! What is known at one moment: the snapshot that every verdict is made from.
//!
//! Guarantee: plain values; whoever builds the snapshot from a database may leave out what cannot matter, nothing is fetched later.
//! Non-goal: what follows from it; that is `triage`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::catalogue::{Catalogue, SystemFlag};
use crate::id::{AnnouncementId, MaintenanceId, OrganisationId, ReportId};
use crate::terms::{AnnouncementKind, Effect, GuidedCheck, Layer, OrganisationKind, ProbeResult};

/// Reports belong together, and probes speak, within this time (docs/TRIAGE.md 4 and 5).
pub const WINDOW: TimeDelta = TimeDelta::minutes(30);
/// A break that ended this long ago and still hurts has overrun (docs/TRIAGE.md 2).
pub const OVERRUN_GRACE: TimeDelta = TimeDelta::minutes(10);
/// For so long after the grace an overrun may still be named (docs/TRIAGE.md 2).
pub const OVERRUN_LASTS: TimeDelta = TimeDelta::hours(24);

/// An organisation with the traits by which reporters are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Who.
    pub id: OrganisationId,
    /// Its name, for the reasons.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Wellbeing services county or other region.
    pub region: String,
    /// Telecom operator.
    pub operator: String,
    /// Vendor of its client or patient system.
    pub vendor: String,
    /// OID of its connection point.
    pub connection_point: String,
    /// Kanta broker it goes through.
    pub broker: Option<OrganisationId>,
    /// Services it uses, catalogue ids.
    pub services: Vec<String>,
}

/// What somebody saw, as far as it is evidence: one report, or several of one organisation that no rule can tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which; of several the first.
    pub id: ReportId,
    /// How many reports this stands for.
    pub count: usize,
    /// Whose.
    pub organisation: OrganisationId,
    /// Catalogue id.
    pub service: String,
    /// Function of the service.
    pub function: String,
    /// What it did to the work.
    pub effect: Effect,
    /// Named unit; of several the one that all of them name.
    pub unit: Option<String>,
    /// Named workstation, likewise.
    pub workstation: Option<String>,
    /// When it was seen; of several, first.
    pub occurred_at: DateTime<Utc>,
    /// When it was told; of several, first.
    pub received_at: DateTime<Utc>,
    /// May a patient come to harm?
    pub safety_risk: bool,
    /// May somebody have seen what is not theirs?
    pub privacy_risk: bool,
}

/// Who published an announcement; decides what it can explain and whom it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publisher {
    /// Kela on kanta.fi.
    Kela,
    /// The owner of a dependency: `dvv`, `thl` …
    Owner,
    /// A telecom operator: speaks for its customers only.
    Operator,
    /// A broker, by its id: speaks for its customers only.
    Broker(OrganisationId),
}

impl Publisher {
    /// Does its bulletin tell Kela too? An operator's or a broker's does not (docs/TRIAGE.md 1).
    pub fn tells_kela(&self) -> bool {
        matches!(self, Publisher::Kela | Publisher::Owner)
    }
}

/// A bulletin or break of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Ours.
    pub id: AnnouncementId,
    /// Theirs: `KANTA-2026-118`.
    pub external_id: String,
    /// As the source is called.
    pub source: String,
    /// What kind of source.
    pub publisher: Publisher,
    /// Disturbance or break.
    pub kind: AnnouncementKind,
    /// Systems it names, catalogue ids.
    pub services: Vec<String>,
    /// What it does.
    pub effect: Effect,
    /// Start of a break; of a disturbance, where the source says since when.
    pub starts_at: Option<DateTime<Utc>>,
    /// Announced end of a break.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was first known here.
    pub announced_at: DateTime<Utc>,
    /// When its end was said.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// An own planned break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnBreak {
    /// Ours.
    pub id: MaintenanceId,
    /// As people call it.
    pub external_id: String,
    /// Services that are away.
    pub services: Vec<String>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// Planned end, where one is known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whom it concerns.
    pub organisations: BTreeSet<OrganisationId>,
    /// When it was first told.
    pub announced_at: DateTime<Utc>,
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// When.
    pub at: DateTime<Utc>,
    /// Which layer.
    pub layer: Layer,
    /// What came back.
    pub result: ProbeResult,
    /// From whose side; a probe of a service has none and speaks of no organisation (docs/TRIAGE.md 5).
    pub organisation: Option<OrganisationId>,
}

/// A guided check with who made it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The guided checks that were made.
pub type Ticked = BTreeMap<GuidedCheck, Checked>;

/// All that a verdict on one incident is made from.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    /// Services and edges.
    pub catalogue: &'a Catalogue,
    /// The moment of the question.
    pub now: DateTime<Utc>,
    /// Reports of the incident, any order.
    pub reports: Vec<Report>,
    /// The reporters, and every organisation that a probe saw well.
    pub organisations: BTreeMap<OrganisationId, Organisation>,
    /// Brokers by connection point.
    pub broker_points: BTreeMap<String, OrganisationId>,
    /// Names of brokers.
    pub broker_names: BTreeMap<OrganisationId, String>,
    /// Announcements that are live, or breaks that may be running or overrunning.
    pub announcements: Vec<Announcement>,
    /// Own breaks likewise.
    pub own_breaks: Vec<OwnBreak>,
    /// Probes from 30 minutes before the first report on.
    pub probes: Vec<Probe>,
    /// Sources that cannot be read now, lower case.
    pub unreachable: BTreeSet<String>,
    /// Does a published incident say that Suomi.fi identification is out?
    pub identification_published_out: bool,
    /// Guided checks that were made.
    pub checks: Ticked,
}

impl Announcement {
    /// Since when it is so: as the source says, else since it was heard of.
    pub fn began(&self) -> DateTime<Utc> {
        self.starts_at.unwrap_or(self.announced_at)
    }

    /// A disturbance that is not over.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.kind == AnnouncementKind::Disturbance
            && self.announced_at <= now
            && self.resolved_at.is_none_or(|end| end > now)
    }

    /// A break that was called off before it began.
    pub fn is_called_off(&self) -> bool {
        self.kind == AnnouncementKind::Maintenance
            && self.starts_at.zip(self.resolved_at).is_some_and(|(starts, end)| end <= starts)
    }

    /// A break that covers this moment, the grace after its announced end included; one without an end until that is said.
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.kind == AnnouncementKind::Maintenance
            && self.starts_at.is_some_and(|starts| starts <= at)
            && self.ends_at.is_none_or(|ends| at < graced(ends))
            && self.resolved_at.is_none_or(|end| at < end)
    }

    /// A break that should have been over at this moment.
    pub fn overran(&self, at: DateTime<Utc>) -> bool {
        let Some(ends) = self.ends_at else { return false };
        self.kind == AnnouncementKind::Maintenance
            && overran(ends, at)
            && self.resolved_at.is_none_or(|resolved| at < resolved)
    }
}

/// From the first to the last of several moments.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// Does a moment fall within a span, so that what is before it and what is after it are two things?
fn parts(span: Span, at: Option<DateTime<Utc>>) -> bool {
    at.is_some_and(|at| span.0 < at && at <= span.1)
}

impl OwnBreak {
    /// Covers this moment, the grace included.
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && self.ends_at.is_none_or(|ends| at < graced(ends))
    }

    /// Should have been over at this moment.
    pub fn overran(&self, at: DateTime<Utc>) -> bool {
        self.ends_at.is_some_and(|ends| overran(ends, at))
    }
}

/// When a break that should have ended begins to overrun.
fn graced(ends: DateTime<Utc>) -> DateTime<Utc> {
    ends + OVERRUN_GRACE
}

/// When its overrun is no longer named.
fn forgotten(ends: DateTime<Utc>) -> DateTime<Utc> {
    graced(ends) + OVERRUN_LASTS
}

/// Is this moment past a planned end by more than the grace, and not by more than a day (docs/TRIAGE.md 2)?
pub fn overran(ends: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    graced(ends) <= at && at < forgotten(ends)
}

impl Evidence<'_> {
    /// Leaves out every bulletin and break that was announced after a moment.
    pub fn forget_announced_after(&mut self, moment: DateTime<Utc>) {
        self.announcements.retain(|announced| announced.announced_at <= moment);
        self.own_breaks.retain(|own| own.announced_at <= moment);
    }

    /// Who told, each once.
    pub fn reporters(&self) -> BTreeSet<OrganisationId> {
        self.reports.iter().map(|report| report.organisation).collect()
    }

    /// Announcements that are live, and breaks that overran: what joins reports to one incident.
    pub fn pressing(&self) -> BTreeSet<AnnouncementId> {
        let presses = |a: &&Announcement| a.is_live(self.now) || a.overran(self.now);
        self.announcements.iter().filter(presses).map(|a| a.id).collect()
    }

    /// How many reports there are.
    pub fn report_count(&self) -> usize {
        self.reports.iter().map(|report| report.count).sum()
    }

    /// Would a break judge reports that were seen and told within these spans differently? Nothing else that a report is
    /// judged by knows its time (docs/TRIAGE.md 2).
    pub fn tells_apart(&self, seen: Span, told: Span) -> bool {
        let upstream = self.announcements.iter().any(|a| {
            let turns = [a.starts_at, a.ends_at.map(graced), a.ends_at.map(forgotten), a.resolved_at];
            a.kind == AnnouncementKind::Maintenance
                && (turns.into_iter().any(|at| parts(seen, at))
                    || ((a.covers(seen.0) || a.overran(seen.0)) && parts(told, Some(a.announced_at))))
        });
        let own = self.own_breaks.iter().any(|b| {
            let turns = [Some(b.starts_at), b.ends_at.map(graced), b.ends_at.map(forgotten)];
            turns.into_iter().any(|at| parts(seen, at))
                || ((b.covers(seen.0) || b.overran(seen.0)) && parts(told, Some(b.announced_at)))
        });
        upstream || own
    }

    /// When it was first seen, by the reports.
    pub fn first_seen_at(&self) -> Option<DateTime<Utc>> {
        self.reports.iter().map(|report| report.occurred_at).min()
    }

    /// When the first report came.
    pub fn first_report_at(&self) -> Option<DateTime<Utc>> {
        self.reports.iter().map(|report| report.received_at).min()
    }

    /// Is Suomi.fi identification out, by anybody's word?
    pub fn identification_is_out(&self) -> bool {
        self.identification_published_out
            || self.announcements.iter().any(|a| {
                a.effect == Effect::Prevents
                    && self.catalogue.any_is(&a.services, SystemFlag::Identification)
                    && a.publisher.tells_kela()
                    && (a.is_live(self.now) || a.covers(self.now))
            })
    }

    /// The broker whose point an organisation goes through, if any.
    pub fn broker_of(&self, organisation: &Organisation) -> Option<OrganisationId> {
        organisation
            .broker
            .or_else(|| self.broker_points.get(&organisation.connection_point).copied())
            .or((organisation.kind == OrganisationKind::Broker).then_some(organisation.id))
    }
}
