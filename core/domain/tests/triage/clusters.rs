//! Rule 4: what belongs together, and what it has in common.

use majakka_domain::catalogue::SystemFlag;
use majakka_domain::evidence::{Organisation, Publisher, Report};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{Confidence, Effect, Extent, Layer, Origin, ProbeResult};
use majakka_domain::triage::{Placement, Why, chain_of};

use crate::world::{World, catalogue, keys, minute, names};

fn second(world: &mut World, what: &str, at: i64) -> Report {
    world.told(2, what, Effect::Prevents, |r| (r.occurred_at, r.received_at) = (minute(at), minute(at)))
}

// What belongs together ------------------------------------------------------------------------------------------

#[test]
fn the_same_service_and_function_within_30_minutes_belong_together() {
    let mut world = World::new().prevented(&[1], "potilas.fetch");
    let joins = |world: &mut World, what, at| {
        let report = second(world, what, at);
        world.place(&report, false)
    };
    assert_eq!(joins(&mut world, "potilas.fetch", 30), Placement::Join(IncidentId(1), Why::SameFunction));
    assert_eq!(joins(&mut world, "potilas.fetch", 31), Placement::Open);
    assert_eq!(joins(&mut world, "potilas.save", 1), Placement::Open);
    assert_eq!(joins(&mut world, "kuva.fetch", 1), Placement::Open);
}

#[test]
fn the_30_minutes_are_counted_from_the_newest_report() {
    let mut world = World::new().prevented(&[1], "potilas.fetch");
    world = world.report_with(3, "potilas.fetch", Effect::Prevents, |r| r.received_at = minute(25));
    let report = second(&mut world, "potilas.fetch", 55);
    assert_eq!(world.place(&report, false), Placement::Join(IncidentId(1), Why::SameFunction));
}

#[test]
fn as_long_as_its_bulletins_run_an_incident_takes_reports_whenever_they_come() {
    let mut world = World::new().prevented(&[1], "potilas.fetch");
    let report = second(&mut world, "potilas.fetch", 600);
    assert_eq!(world.place(&report, true), Placement::Join(IncidentId(1), Why::SameFunction));
}

#[test]
fn functions_that_one_dependency_takes_away_together_belong_together() {
    let mut world = World::new().prevented(&[1], "omakanta.proxy_minor");
    let report = second(&mut world, "ahkl.search", 10);
    let tied = Placement::Join(IncidentId(1), Why::SameDependency("sf_valtuudet".to_owned()));
    assert_eq!(world.place(&report, false), tied);
    let mut prescribing = World::new().prevented(&[1], "resepti.prescribe");
    let report = second(&mut prescribing, "resepti.dispense", 10);
    assert!(matches!(prescribing.place(&report, false), Placement::Join(_, Why::SameDependency(_))));
}

#[test]
fn connection_point_line_and_patient_system_tie_nothing() {
    // The connection point takes both away, but each organisation has its own.
    let mut world = World::new().prevented(&[1], "potilas.fetch");
    let report = second(&mut world, "kuva.fetch", 1);
    assert_eq!(world.place(&report, true), Placement::Open);
    for id in ["liityntapiste", "verkko", "potj"] {
        assert!(catalogue().is(id, SystemFlag::OwnOfEach) && catalogue().tying_dependencies().all(|d| d.id != id));
    }
}

#[test]
fn of_several_incidents_that_fit_a_report_joins_the_one_with_the_newest_report() {
    let mut world = World::new();
    let at = |world: &mut World, minutes| second(world, "potilas.fetch", minutes);
    let (old, new, report) = (at(&mut world, 0), at(&mut world, 9), at(&mut world, 10));
    let incidents = [world.incident(7, &[new], false), world.incident(8, &[old], false)];
    let placed = majakka_domain::triage::place(&world.0, &report, &incidents);
    assert_eq!(placed, Placement::Join(IncidentId(7), Why::SameFunction));
}

// Well -----------------------------------------------------------------------------------------------------------

fn is_well(world: &World, id: i64) -> bool {
    chain_of(&world.0, OrganisationId(id)).is_well()
}

#[test]
fn well_is_the_newest_probe_of_the_service_ok() {
    let reported = || World::new().prevented(&[1], "potilas.fetch");
    assert!(is_well(&reported().well(&[2]), 2));
    assert!(!is_well(&reported(), 2), "silence is not health");
    assert!(!is_well(&reported().chain(2, Layer::Attribute, ProbeResult::Ok), 2), "lower layers are not the service");
    assert!(!is_well(&reported().well(&[2]).probe_at(2, Layer::Service, ProbeResult::Fail, 5), 2));
    assert!(is_well(&reported().probe_at(2, Layer::Service, ProbeResult::Fail, -5).well(&[2]), 2));
}

#[test]
fn a_probe_from_earlier_than_30_minutes_before_the_first_report_shows_no_health() {
    let seen = |at| World::new().prevented(&[1], "potilas.fetch").probe_at(2, Layer::Service, ProbeResult::Ok, at);
    assert!(is_well(&seen(-30), 2));
    assert!(!is_well(&seen(-31), 2));
}

// One workstation ------------------------------------------------------------------------------------------------

#[test]
fn one_workstation_whose_neighbours_are_well_is_local() {
    let world = World::new().report_with(1, "potilas.fetch", Effect::Prevents, |r| r.workstation = Some("W1".into()));
    let said = world.well(&[2]).suggest();
    assert_eq!((said.origin, said.extent, said.confidence), (Origin::Local, Extent::Workstation, Confidence::Medium));
}

#[test]
fn one_workstation_without_a_well_neighbour_is_undetermined() {
    let world = World::new().report_with(1, "potilas.fetch", Effect::Prevents, |r| r.workstation = Some("W1".into()));
    assert_eq!(world.origin(), Origin::Undetermined);
}

#[test]
fn a_well_neighbour_must_use_the_service_that_was_reported() {
    let world = World::new()
        .sharing(&[2], |o| o.services = vec!["kuva".to_owned()])
        .report_with(1, "potilas.fetch", Effect::Prevents, |r| r.workstation = Some("W1".into()))
        .well(&[2]);
    assert_eq!(world.origin(), Origin::Undetermined);
}

// Several --------------------------------------------------------------------------------------------------------

fn shared(set: Set) -> World {
    World::new().sharing(&[1, 2], set).prevented(&[1, 2], "potilas.fetch")
}

/// Gives an organisation a trait.
type Set = fn(&mut Organisation);

const NETWORK: [(Set, &str); 3] = [
    (|o| o.operator = "Kuitu".to_owned(), "Kuitu"),
    (|o| o.broker = Some(OrganisationId(90)), "90"),
    (|o| o.connection_point = "1.2.246.10.77".to_owned(), "1.2.246.10.77"),
];

#[test]
fn several_that_share_an_operator_broker_or_point_with_others_well_are_network_and_regional() {
    for (set, name) in NETWORK {
        let said = shared(set).well(&[3]).suggest();
        assert_eq!((said.origin, said.extent), (Origin::Network, Extent::Regional), "{name}");
        assert!(names(&said, name), "{name}");
    }
}

#[test]
fn several_that_share_one_vendor_and_nothing_else_with_others_well_are_local() {
    let said = shared(|o| o.vendor = "Kertomus".to_owned()).well(&[3]).suggest();
    assert_eq!(said.origin, Origin::Local);
    assert!(names(&said, "Kertomus"));
}

#[test]
fn a_line_goes_before_a_vendor() {
    let both = |o: &mut Organisation| (o.vendor, o.operator) = ("Kertomus".to_owned(), "Kuitu".to_owned());
    assert_eq!(shared(both).well(&[3]).origin(), Origin::Network);
}

#[test]
fn what_a_healthy_neighbour_has_too_is_not_what_they_have_in_common() {
    let world = shared(|o| o.operator = "Kuitu".to_owned()).sharing(&[3], |o| o.operator = "Kuitu".to_owned());
    let said = world.well(&[3]).suggest();
    assert_ne!(said.origin, Origin::Network);
    let both = |o: &mut Organisation| (o.vendor, o.operator) = ("Kertomus".to_owned(), "Kuitu".to_owned());
    let world = shared(both).sharing(&[3], |o| o.operator = "Kuitu".to_owned()).well(&[3]);
    assert_eq!(world.origin(), Origin::Local, "the vendor is left");
}

#[test]
fn several_that_share_none_are_kanta() {
    let said = World::new().prevented(&[1, 2], "potilas.fetch").suggest();
    assert_eq!((said.origin, said.extent, said.confidence), (Origin::Kanta, Extent::Nationwide, Confidence::Medium));
}

#[test]
fn a_shared_region_alone_names_nothing() {
    let said = shared(|o| o.region = "Pirkanmaa".to_owned()).well(&[3]).suggest();
    assert_eq!((said.origin, said.extent), (Origin::Kanta, Extent::Regional));
}

#[test]
fn several_that_share_a_trait_without_a_well_neighbour_are_undetermined() {
    for (set, name) in NETWORK {
        let said = shared(set).suggest();
        assert_eq!((said.origin, said.confidence), (Origin::Undetermined, Confidence::Low), "{name}");
        assert!(keys(&said).contains(&"no-well-neighbour"));
    }
}

#[test]
fn several_whose_chains_disagree_are_undetermined_unless_one_chain_is_complete() {
    let apart = || World::new().prevented(&[1, 2], "potilas.fetch");
    let open = apart().probe(1, Layer::Tls, ProbeResult::Fail).probe(2, Layer::Relay, ProbeResult::Fail);
    let open = open.sharing(&[2], |o| o.broker = Some(OrganisationId(90)));
    assert_eq!(open.origin(), Origin::Undetermined);
    let complete = apart()
        .sharing(&[2], |o| o.broker = Some(OrganisationId(90)))
        .chain(1, Layer::Tls, ProbeResult::Fail)
        .probe(2, Layer::Relay, ProbeResult::Fail);
    let said = complete.suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Local, Confidence::Medium));
}

#[test]
fn a_complete_chain_decides_where_a_trait_is_shared_without_a_well_neighbour() {
    let world = shared(|o| o.operator = "Kuitu".to_owned());
    let said = world.probe(1, Layer::Tcp, ProbeResult::Fail).suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Network, Confidence::Medium));
}

#[test]
fn a_reporters_chain_that_fails_at_attribute_or_service_decides_before_all_comparison() {
    let line = || shared(|o| o.operator = "Kuitu".to_owned()).well(&[3]);
    assert_eq!(line().chain(1, Layer::Attribute, ProbeResult::Fail).origin(), Origin::Dependency);
    assert_eq!(line().chain(1, Layer::Service, ProbeResult::Fail).origin(), Origin::Kanta);
    assert_eq!(line().chain(1, Layer::Tls, ProbeResult::Fail).origin(), Origin::Network, "lower layers do not");
}

// A dependency that fits -----------------------------------------------------------------------------------------

#[test]
fn the_functions_that_exactly_one_dependency_takes_away_name_it() {
    let said = World::new().prevented(&[1, 2], "omakanta.login").suggest();
    assert_eq!((said.origin, said.service.as_str()), (Origin::Dependency, "sf_tunnistus"));
    let proxies = World::new().prevented(&[1], "omakanta.proxy_minor").prevented(&[2], "omakanta.proxy_adult");
    assert_eq!(proxies.suggest().service, "sf_valtuudet");
}

#[test]
fn on_each_service_reported_the_same_set_must_be_lost() {
    let part = World::new().prevented(&[1, 2], "omakanta.proxy_minor");
    assert_eq!(part.origin(), Origin::Kanta, "half of what the mandates take away");
    let whole = World::new().prevented(&[1, 2], "omakanta.login").prevented(&[1], "ekstranet.join");
    assert_eq!(whole.origin(), Origin::Kanta, "of two services one fits and one is lost in half");
    let both = World::new()
        .prevented(&[1], "omakanta.login")
        .prevented(&[2], "ekstranet.join")
        .prevented(&[2], "ekstranet.update_contacts");
    assert_eq!(both.suggest().service, "sf_tunnistus");
}

#[test]
fn more_than_the_dependency_takes_away_does_not_fit() {
    let world = World::new().prevented(&[1, 2], "omakanta.login").prevented(&[1], "omakanta.health_data");
    assert_eq!(world.origin(), Origin::Kanta);
}

#[test]
fn prescribing_and_dispensing_lost_everywhere_is_kanta() {
    let world = World::new().prevented(&[1, 2], "resepti.prescribe").prevented(&[1, 2], "resepti.dispense");
    assert_eq!(world.origin(), Origin::Kanta);
}

#[test]
fn a_dependency_that_reaches_one_service_fits_only_outside_the_professionals_five() {
    assert_eq!(World::new().prevented(&[1, 2], "ekstranet.join").suggest().service, "koodisto");
}

#[test]
fn neither_the_patient_system_nor_a_kela_service_fits() {
    // Both the patient systems and the patient data repository would take the health data section away.
    assert_eq!(World::new().prevented(&[1, 2], "omakanta.health_data").origin(), Origin::Kanta);
}

#[test]
fn the_order_is_bulletin_then_overrun_then_chain_then_comparison() {
    let line = || shared(|o| o.operator = "Kuitu".to_owned()).well(&[3]);
    let chain = || line().chain(1, Layer::Service, ProbeResult::Fail);
    assert_eq!(chain().origin(), Origin::Kanta);
    let overrun = || chain().upstream_break(Publisher::Operator, "Kuitu", &["verkko"], -120, -30);
    assert_eq!(overrun().origin(), Origin::Network);
    assert_eq!(overrun().bulletin(Publisher::Kela, "kanta.fi", &["potilas"]).origin(), Origin::Kanta);
}
