//! A snapshot in the making. Minutes are counted from [`start`]; organisations come into being with their first mention.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{Announcement, Checked, Evidence, Organisation, OwnBreak, Probe, Publisher, Report};
use majakka_domain::id::{AnnouncementId, IncidentId, MaintenanceId, OrganisationId, ReportId};
use majakka_domain::terms::{AnnouncementKind, Effect, GuidedCheck, Layer, OrganisationKind, Origin, ProbeResult};
use majakka_domain::triage::{Break, Candidate, Placement, Suggestion, explanations, overrun_of, place, suggest};

/// The shipped catalogue, read once.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::parse(include_str!("../../../../config/catalogue.toml")).expect("the shipped catalogue parses")
    });
    &CATALOGUE
}

/// A Monday morning in Finland.
pub(crate) fn start() -> DateTime<Utc> {
    "2026-11-30T08:00:00Z".parse().expect("a time")
}

/// So many minutes after the start.
pub(crate) fn minute(count: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(count)
}

/// Everything that somebody in health care may use.
const SERVICES: [&str; 8] =
    ["resepti", "potilas", "kuva", "sosiaali", "tahdonilmaisu", "omakanta", "ekstranet", "ahkl"];

/// The snapshot.
pub(crate) struct World(pub(crate) Evidence<'static>);

impl World {
    /// Nothing has happened; it is an hour after the start.
    pub(crate) fn new() -> Self {
        World(Evidence {
            catalogue: catalogue(),
            now: minute(60),
            reports: Vec::new(),
            organisations: BTreeMap::new(),
            broker_points: BTreeMap::new(),
            broker_names: BTreeMap::new(),
            announcements: Vec::new(),
            own_breaks: Vec::new(),
            probes: Vec::new(),
            unreachable: BTreeSet::new(),
            identification_published_out: false,
            checks: Default::default(),
        })
    }

    /// An organisation; at first it shares nothing with any other.
    pub(crate) fn organisation(&mut self, id: i64) -> &mut Organisation {
        self.0.organisations.entry(OrganisationId(id)).or_insert_with(|| Organisation {
            id: OrganisationId(id),
            name: format!("Organisation {id}"),
            kind: OrganisationKind::WellbeingCounty,
            region: format!("Region {id}"),
            operator: format!("Operator {id}"),
            vendor: format!("Vendor {id}"),
            connection_point: format!("1.2.246.10.{id}"),
            broker: None,
            services: SERVICES.map(str::to_owned).to_vec(),
        })
    }

    /// These organisations have something in common.
    pub(crate) fn sharing(mut self, ids: &[i64], set: impl Fn(&mut Organisation)) -> Self {
        for id in ids {
            set(self.organisation(*id));
        }
        self
    }

    /// A report: service and function as `potilas.fetch`.
    pub(crate) fn report(self, id: i64, what: &str, effect: Effect) -> Self {
        self.report_with(id, what, effect, |_| ())
    }

    /// A report with particulars.
    pub(crate) fn report_with(mut self, id: i64, what: &str, effect: Effect, set: impl FnOnce(&mut Report)) -> Self {
        let report = self.told(id, what, effect, set);
        self.0.reports.push(report);
        self
    }

    /// What a report would be, without its being in the snapshot.
    pub(crate) fn told(&mut self, id: i64, what: &str, effect: Effect, set: impl FnOnce(&mut Report)) -> Report {
        self.organisation(id);
        let (service, function) = what.split_once('.').expect("service.function");
        let mut report = Report {
            id: ReportId(i64::try_from(self.0.reports.len()).expect("few reports") + 1),
            count: 1,
            organisation: OrganisationId(id),
            service: service.to_owned(),
            function: function.to_owned(),
            effect,
            unit: None,
            workstation: None,
            occurred_at: start(),
            received_at: start(),
            safety_risk: false,
            privacy_risk: false,
        };
        set(&mut report);
        report
    }

    /// `prevents` from each of these organisations.
    pub(crate) fn prevented(self, ids: &[i64], what: &str) -> Self {
        ids.iter().fold(self, |world, id| world.report(*id, what, Effect::Prevents))
    }

    /// A measurement from an organisation's side, at the start.
    pub(crate) fn probe(self, id: i64, layer: Layer, result: ProbeResult) -> Self {
        self.probe_at(id, layer, result, 0)
    }

    /// A measurement at a minute.
    pub(crate) fn probe_at(mut self, id: i64, layer: Layer, result: ProbeResult, at: i64) -> Self {
        self.organisation(id);
        self.0.probes.push(Probe { at: minute(at), layer, result, organisation: Some(OrganisationId(id)) });
        self
    }

    /// A guided check that was made at a minute.
    pub(crate) fn checked(mut self, check: GuidedCheck, at: i64) -> Self {
        self.0.checks.insert(check, Checked { by: "Aino".to_owned(), at: minute(at) });
        self
    }

    /// These organisations see the service well.
    pub(crate) fn well(self, ids: &[i64]) -> Self {
        ids.iter().fold(self, |world, id| world.probe(*id, Layer::Service, ProbeResult::Ok))
    }

    /// A whole chain: `ok` below the layer, and there the result.
    pub(crate) fn chain(self, id: i64, until: Layer, result: ProbeResult) -> Self {
        let below = Layer::ALL.iter().take_while(|layer| **layer != until);
        below.fold(self, |world, layer| world.probe(id, *layer, ProbeResult::Ok)).probe(id, until, result)
    }

    /// A live disturbance bulletin, known since minute 5: `U1`, `U2`, … by their order.
    pub(crate) fn bulletin(self, publisher: Publisher, source: &str, services: &[&str]) -> Self {
        self.announced(publisher, source, AnnouncementKind::Disturbance, services, |a| a.announced_at = minute(5))
    }

    /// A break of somebody else between two minutes, announced a day before the start.
    pub(crate) fn upstream_break(
        self,
        publisher: Publisher,
        source: &str,
        services: &[&str],
        from: i64,
        to: i64,
    ) -> Self {
        self.announced(publisher, source, AnnouncementKind::Maintenance, services, |a| {
            (a.starts_at, a.ends_at) = (Some(minute(from)), Some(minute(to)));
        })
    }

    /// An announcement with particulars.
    pub(crate) fn announced(
        mut self,
        publisher: Publisher,
        source: &str,
        kind: AnnouncementKind,
        services: &[&str],
        set: impl FnOnce(&mut Announcement),
    ) -> Self {
        let id = i64::try_from(self.0.announcements.len()).expect("few announcements") + 1;
        let mut announcement = Announcement {
            id: AnnouncementId(id),
            external_id: format!("U{id}"),
            source: source.to_owned(),
            publisher,
            kind,
            services: services.iter().map(|service| (*service).to_owned()).collect(),
            effect: Effect::Prevents,
            starts_at: None,
            ends_at: None,
            announced_at: start() - TimeDelta::days(1),
            resolved_at: None,
        };
        set(&mut announcement);
        self.0.announcements.push(announcement);
        self
    }

    /// An own break of these organisations.
    pub(crate) fn own_break(mut self, ids: &[i64], service: &str, from: i64, to: i64) -> Self {
        let id = i64::try_from(self.0.own_breaks.len()).expect("few breaks") + 1;
        self.0.own_breaks.push(OwnBreak {
            id: MaintenanceId(id),
            external_id: format!("OWN{id}"),
            services: vec![service.to_owned()],
            starts_at: minute(from),
            ends_at: Some(minute(to)),
            organisations: ids.iter().map(|id| OrganisationId(*id)).collect(),
            announced_at: start() - TimeDelta::days(1),
        });
        self
    }

    /// A source that cannot be read.
    pub(crate) fn unreadable(mut self, source: &str) -> Self {
        self.0.unreachable.insert(source.to_owned());
        self
    }

    /// Another moment of the question.
    pub(crate) fn at(mut self, at: i64) -> Self {
        self.0.now = minute(at);
        self
    }

    /// The proposal.
    pub(crate) fn suggest(&self) -> Suggestion {
        suggest(&self.0)
    }

    /// The proposal's origin.
    pub(crate) fn origin(&self) -> Origin {
        self.suggest().origin
    }

    /// An incident of these reports, as a new report finds it.
    pub(crate) fn incident(&self, number: i64, reports: &[Report], bulletins_run: bool) -> Candidate {
        let explained = reports.iter().flat_map(|r| explanations(&self.0, r)).map(|e| e.announcement.id);
        let overruns: Vec<Break<'_>> = reports.iter().filter_map(|r| overrun_of(&self.0, r)).collect();
        let overran = overruns.iter().filter_map(|b| match b {
            Break::Announced(e) => Some(e.announcement.id),
            Break::Own(_) => None,
        });
        let own = overruns.iter().filter_map(|b| match b {
            Break::Own(own) => Some(own.id),
            Break::Announced(_) => None,
        });
        Candidate {
            incident: IncidentId(number),
            newest_report_at: reports.iter().map(|r| r.received_at).max().expect("an incident has reports"),
            bulletins_run,
            matters: reports.iter().map(|r| (r.service.clone(), r.function.clone())).collect(),
            announcements: explained.chain(overran).collect(),
            own_breaks: own.collect(),
        }
    }

    /// Where a report would go, beside the incident that all reports of the snapshot make up, if there are any.
    pub(crate) fn place(&self, report: &Report, bulletins_run: bool) -> Placement {
        let there = (!self.0.reports.is_empty()).then(|| self.incident(1, &self.0.reports, bulletins_run));
        place(&self.0, report, there.as_slice())
    }
}

/// The keys of the reasons.
pub(crate) fn keys(suggestion: &Suggestion) -> Vec<&'static str> {
    suggestion.reasons.iter().map(|reason| reason.key).collect()
}

/// Does any reason name this?
pub(crate) fn names(suggestion: &Suggestion, what: &str) -> bool {
    suggestion.reasons.iter().flat_map(|reason| &reason.args).any(|(_, value)| value == what)
}
