//! The order in which things arrive never changes the answer.

use std::collections::BTreeSet;

use majakka_domain::evidence::Report;
use majakka_domain::id::{IncidentId, ReportId};
use majakka_domain::terms::{Effect, Layer, ProbeResult};
use majakka_domain::triage::{Placement, place};
use proptest::prelude::*;

use crate::world::{World, minute};

/// What somebody told: organisation, matter, effect, minute, workstation.
type Told = (i64, &'static str, Effect, i64, Option<u8>);

const MATTERS: [&str; 5] =
    ["potilas.fetch", "resepti.prescribe", "resepti.dispense", "omakanta.login", "ekstranet.join"];
/// No edge ties any of these to `potilas.fetch`.
const UNRELATED: [&str; 4] = ["potilas.save", "kuva.fetch", "omakanta.login", "ekstranet.update_contacts"];

fn told() -> impl Strategy<Value = Told> {
    let effect = prop::sample::select(Effect::ALL.to_vec());
    (1..6_i64, prop::sample::select(MATTERS.to_vec()), effect, 0..60_i64, prop::option::of(0..3_u8))
}

type Probed = (i64, Layer, ProbeResult, i64);

fn probed() -> impl Strategy<Value = Probed> {
    (1..9_i64, prop::sample::select(Layer::ALL.to_vec()), prop::sample::select(ProbeResult::ALL.to_vec()), -60..60_i64)
}

/// No edge ties any two of these.
const APART: [&str; 4] = ["potilas.fetch", "kuva.fetch", "resepti.prescribe", "omakanta.login"];

/// Organisations that share now and then.
fn world(sharing: &[bool]) -> World {
    let mut world = World::new();
    for (id, shares) in (1..9).zip(sharing.iter().cycle()) {
        let organisation = world.organisation(id);
        if *shares {
            organisation.operator = "Kuitu".to_owned();
        }
    }
    world
}

fn report(world: World, (id, what, effect, at, workstation): &Told) -> World {
    world.report_with(*id, what, *effect, |r| {
        (r.occurred_at, r.received_at) = (minute(*at), minute(*at));
        r.workstation = workstation.map(|number| format!("W{number}"));
    })
}

/// Puts a report where it belongs.
fn arrive(ground: &World, incidents: &mut Vec<Vec<Report>>, report: Report) {
    let numbered = (0..).zip(incidents.iter());
    let candidates: Vec<_> = numbered.map(|(number, reports)| ground.incident(number, reports, false)).collect();
    match place(&ground.0, &report, &candidates) {
        Placement::Join(IncidentId(number), _) => incidents[usize::try_from(number).expect("ours")].push(report),
        _ => incidents.push(vec![report]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_reports_changes_nothing(
        (sorted, shuffled) in prop::collection::vec(told(), 1..12).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        probes in prop::collection::vec(probed(), 0..8),
        sharing in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        let with = |told: &[Told]| {
            let world = told.iter().fold(world(&sharing), report);
            probes.iter().fold(world, |world, (id, layer, result, at)| world.probe_at(*id, *layer, *result, *at))
        };
        prop_assert_eq!(with(&sorted).suggest(), with(&shuffled).suggest());
    }

    #[test]
    fn the_order_of_arrival_changes_no_incident(
        (sorted, shuffled) in prop::collection::vec((1..9_i64, prop::sample::select(APART.to_vec()), 0..30_i64), 1..12)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        sharing in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        // Who tells what, and when it was seen, stays; in which order it reaches us does not.
        let incidents = |told: &[(i64, &'static str, i64)]| {
            let mut ground = world(&sharing);
            let mut incidents: Vec<Vec<Report>> = Vec::new();
            for (number, (id, what, seen)) in (0_i64..).zip(told) {
                let report = ground.told(*id, what, Effect::Prevents, |r| {
                    (r.id, r.occurred_at, r.received_at) = (ReportId(number + 1), minute(*seen), minute(30 + number));
                });
                arrive(&ground, &mut incidents, report);
            }
            let about = |reports: &Vec<Report>| {
                let mut matters: Vec<_> = reports.iter().map(|r| (r.service.clone(), r.function.clone(), r.organisation, r.occurred_at)).collect();
                matters.sort();
                let mut evidence = ground.0.clone();
                evidence.reports.clone_from(reports);
                // Numbers and times of arrival are the order itself.
                for (number, report) in (1..).zip(evidence.reports.iter_mut()) {
                    (report.id, report.received_at) = (ReportId(number), minute(60));
                }
                evidence.reports.sort_by_key(|r| (r.organisation, r.occurred_at));
                (matters, majakka_domain::triage::suggest(&evidence))
            };
            let mut incidents: Vec<_> = incidents.iter().map(about).collect();
            incidents.sort_by(|a, b| a.0.cmp(&b.0));
            incidents
        };
        let (one, other) = (incidents(&sorted), incidents(&shuffled));
        prop_assert_eq!(one.len(), sorted.iter().map(|(_, what, _)| what).collect::<BTreeSet<_>>().len(), "one for each matter");
        prop_assert_eq!(one, other);
    }

    #[test]
    fn unrelated_reports_change_nothing(
        related in prop::collection::vec((1..6_i64, 0..20_i64), 1..6),
        unrelated in prop::collection::vec((1..9_i64, prop::sample::select(UNRELATED.to_vec()), 0..20_i64), 0..12),
        sharing in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        let mut ground = world(&sharing);
        let mut all: Vec<Report> = Vec::new();
        let matter = |(id, at): &(i64, i64)| (*id, "potilas.fetch", *at);
        for (id, what, at) in related.iter().map(matter).chain(unrelated.iter().copied()) {
            let number = ReportId(i64::try_from(all.len()).expect("few") + 1);
            all.push(ground.told(id, what, Effect::Prevents, |r| (r.id, r.occurred_at, r.received_at) = (number, minute(at), minute(at))));
        }
        all.sort_by_key(|r| (r.received_at, r.id));
        let verdict = |reports: Vec<Report>| {
            let mut incidents: Vec<Vec<Report>> = Vec::new();
            for report in reports {
                arrive(&ground, &mut incidents, report);
            }
            let ours: Vec<_> = incidents.into_iter().filter(|reports| reports.iter().any(|r| r.function == "fetch" && r.service == "potilas")).collect();
            assert_eq!(ours.len(), 1, "one cluster within 30 minutes");
            let mut evidence = ground.0.clone();
            evidence.reports = ours.into_iter().flatten().collect();
            majakka_domain::triage::suggest(&evidence)
        };
        let alone = all.iter().filter(|r| r.service == "potilas" && r.function == "fetch").cloned().collect();
        prop_assert_eq!(verdict(alone), verdict(all.clone()));
    }
}
