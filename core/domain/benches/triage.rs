//! How long a proposal takes as an outage grows: 10 to 10,000 reports among 10,000 organisations.
//!
//! Prints a line per size and the growth from ten times fewer reports: 10 is linear, 100 would be quadratic. Nothing is
//! asserted: a machine under load would fail for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{Evidence, Organisation, Probe, Report};
use majakka_domain::id::{OrganisationId, ReportId};
use majakka_domain::terms::{Effect, Layer, OrganisationKind, ProbeResult};
use majakka_domain::triage::suggest;

/// Organisations that use Kanta in Finland, by the order of magnitude.
const ORGANISATIONS: i64 = 10_000;
/// Reports of one incident.
const SIZES: [i64; 5] = [10, 100, 500, 1_000, 10_000];
/// Each size is measured so long, and at least once; the fastest run counts.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() {
    let catalogue = match Catalogue::parse(include_str!("../../../config/catalogue.toml")) {
        Ok(catalogue) => catalogue,
        Err(cause) => return eprintln!("the shipped catalogue does not parse: {cause}"),
    };
    for shape in [Shape::Apart, Shape::Line, Shape::Probed] {
        println!("{}, {ORGANISATIONS} organisations", shape.name());
        let mut measured: BTreeMap<i64, Duration> = BTreeMap::new();
        for size in SIZES {
            let took = fastest(&evidence(&catalogue, shape, size));
            let tenth = measured.get(&(size / 10)).map(|before| took.as_secs_f64() / before.as_secs_f64());
            let growth = tenth.map_or(String::new(), |ratio| format!("  {ratio:.1} times that of a tenth"));
            println!("  {size:>6} reports  {:>10.3} ms{growth}", took.as_secs_f64() * 1_000.0);
            measured.insert(size, took);
        }
    }
}

/// What the reporters have in common.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Apart,
    Line,
    Probed,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Shape::Apart => "nothing in common",
            Shape::Line => "one operator in common, nobody was probed",
            Shape::Probed => "one operator in common, one in ten of the others seen well",
        }
    }
}

fn fastest(evidence: &Evidence<'_>) -> Duration {
    let begun = Instant::now();
    let mut best = Duration::MAX;
    while best == Duration::MAX || begun.elapsed() < PATIENCE {
        let run = Instant::now();
        black_box(suggest(black_box(evidence)));
        best = best.min(run.elapsed());
    }
    best
}

fn evidence(catalogue: &Catalogue, shape: Shape, reports: i64) -> Evidence<'_> {
    let start = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
    let reporters = reports.min(ORGANISATIONS / 2);
    let well: Vec<i64> = (reporters..ORGANISATIONS).step_by(10).filter(|_| shape == Shape::Probed).collect();
    Evidence {
        catalogue,
        now: start + TimeDelta::hours(1),
        reports: (0..reports).map(|number| report(number, number % reporters, start)).collect(),
        organisations: (0..ORGANISATIONS).map(|id| (OrganisationId(id), organisation(id, shape, reporters))).collect(),
        broker_points: BTreeMap::new(),
        broker_names: BTreeMap::new(),
        announcements: Vec::new(),
        own_breaks: Vec::new(),
        probes: well.into_iter().map(|id| probe(id, start)).collect(),
        unreachable: BTreeSet::new(),
        identification_published_out: false,
        checks: Default::default(),
    }
}

fn report(number: i64, organisation: i64, start: DateTime<Utc>) -> Report {
    let at = start + TimeDelta::milliseconds(number);
    Report {
        id: ReportId(number),
        count: 1,
        organisation: OrganisationId(organisation),
        service: "potilas".to_owned(),
        function: "fetch".to_owned(),
        effect: Effect::Prevents,
        unit: Some(format!("Unit {}", number % 7)),
        workstation: Some(format!("W{number}")),
        occurred_at: at,
        received_at: at,
        safety_risk: false,
        privacy_risk: false,
    }
}

fn organisation(id: i64, shape: Shape, reporters: i64) -> Organisation {
    let on_the_line = shape != Shape::Apart && id < reporters;
    Organisation {
        id: OrganisationId(id),
        name: format!("Organisation {id}"),
        kind: OrganisationKind::PrivateHealth,
        region: format!("Region {}", id % 23),
        operator: if on_the_line { "Line".to_owned() } else { format!("Operator {}", id % 40) },
        vendor: format!("Vendor {}", id % 30),
        connection_point: format!("1.2.246.10.{}", id % 2_000),
        broker: None,
        services: ["resepti", "potilas", "omakanta"].map(str::to_owned).to_vec(),
    }
}

fn probe(id: i64, at: DateTime<Utc>) -> Probe {
    Probe { at, layer: Layer::Service, result: ProbeResult::Ok, organisation: Some(OrganisationId(id)) }
}
