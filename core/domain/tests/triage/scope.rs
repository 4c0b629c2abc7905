//! Words: effect, extent and criticality of an incident.

use majakka_domain::evidence::{Organisation, Report};
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Criticality, Effect, Extent};
use majakka_domain::triage::scope;

use crate::world::World;

fn extent(world: &World) -> Extent {
    scope(&world.0).extent
}

fn criticality(world: &World) -> Criticality {
    scope(&world.0).criticality
}

fn from(unit: Option<&'static str>, workstation: Option<&'static str>) -> impl FnOnce(&mut Report) {
    move |report| (report.unit, report.workstation) = (unit.map(Into::into), workstation.map(Into::into))
}

fn of(places: &[(Option<&'static str>, Option<&'static str>)]) -> Extent {
    let told = |world: World, place: &(Option<&'static str>, Option<&'static str>)| {
        world.report_with(1, "potilas.fetch", Effect::Prevents, from(place.0, place.1))
    };
    extent(&places.iter().fold(World::new(), told))
}

#[test]
fn an_incident_takes_the_worst_effect_among_its_reports() {
    let world = World::new().report(1, "potilas.fetch", Effect::None).report(1, "potilas.fetch", Effect::Degrades);
    assert_eq!(scope(&world.0).effect, Effect::Degrades);
    assert_eq!(scope(&world.report(1, "potilas.fetch", Effect::Prevents).0).effect, Effect::Prevents);
}

#[test]
fn within_an_organisation_the_smallest_extent_that_covers_the_reports() {
    assert_eq!(of(&[(Some("A"), Some("W1")), (Some("A"), Some("W1"))]), Extent::Workstation);
    assert_eq!(of(&[(Some("A"), Some("W1")), (Some("A"), Some("W2"))]), Extent::Unit);
    assert_eq!(of(&[(Some("A"), Some("W1")), (Some("B"), Some("W2"))]), Extent::Organisation);
}

#[test]
fn a_report_that_names_a_unit_but_no_workstation_covers_the_unit() {
    assert_eq!(of(&[(Some("A"), None)]), Extent::Unit);
    assert_eq!(of(&[(Some("A"), None), (Some("A"), Some("W1"))]), Extent::Unit);
}

#[test]
fn one_that_names_neither_covers_the_organisation() {
    assert_eq!(of(&[(None, None)]), Extent::Organisation);
    assert_eq!(of(&[(Some("A"), Some("W1")), (None, None)]), Extent::Organisation);
}

#[test]
fn several_that_share_region_operator_broker_or_point_are_regional_and_else_nationwide() {
    let sets: [fn(&mut Organisation); 4] = [
        |o| o.region = "Pirkanmaa".to_owned(),
        |o| o.operator = "Kuitu".to_owned(),
        |o| o.broker = Some(OrganisationId(90)),
        |o| o.connection_point = "1.2.246.10.77".to_owned(),
    ];
    for set in sets {
        let world = World::new().sharing(&[1, 2], set).prevented(&[1, 2], "potilas.fetch");
        assert_eq!(extent(&world), Extent::Regional);
        assert_eq!(extent(&world.prevented(&[3], "potilas.fetch")), Extent::Nationwide);
    }
    let vendor = World::new().sharing(&[1, 2], |o| o.vendor = "Kertomus".to_owned());
    assert_eq!(extent(&vendor.prevented(&[1, 2], "potilas.fetch")), Extent::Nationwide);
}

#[test]
fn critical_is_a_risk_to_patients() {
    let world = World::new().report_with(1, "omakanta.login", Effect::None, |r| r.safety_risk = true);
    assert_eq!(criticality(&world), Criticality::Critical);
}

#[test]
fn critical_is_prescribing_dispensing_or_fetching_prevented_in_more_than_one_organisation() {
    for what in ["resepti.prescribe", "resepti.dispense", "potilas.fetch", "kuva.fetch"] {
        assert_eq!(criticality(&World::new().prevented(&[1, 2], what)), Criticality::Critical, "{what}");
        assert_eq!(criticality(&World::new().prevented(&[1, 1], what)), Criticality::Major, "{what}");
        let slow = World::new().prevented(&[1], what).report(2, what, Effect::Degrades);
        assert_eq!(criticality(&slow), Criticality::Major, "{what}: slow is not prevented");
    }
    for what in ["resepti.view", "potilas.save", "kuva.save", "sosiaali.fetch", "omakanta.login"] {
        assert_eq!(criticality(&World::new().prevented(&[1, 2], what)), Criticality::Major, "{what}");
    }
}

#[test]
fn major_is_a_function_prevented_and_the_rest_is_minor() {
    assert_eq!(criticality(&World::new().prevented(&[1], "ahkl.search")), Criticality::Major);
    assert_eq!(criticality(&World::new().report(1, "potilas.fetch", Effect::Degrades)), Criticality::Minor);
    assert_eq!(criticality(&World::new().report(1, "potilas.fetch", Effect::None)), Criticality::Minor);
}
