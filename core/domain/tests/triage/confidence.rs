//! Rule 8: how sure.

use majakka_domain::evidence::{Organisation, Publisher};
use majakka_domain::terms::{Confidence, Effect, Layer, Origin, ProbeResult};

use crate::world::{World, keys};

fn line(ids: &[i64]) -> World {
    let shared = |o: &mut Organisation| o.operator = "Kuitu".to_owned();
    World::new().sharing(ids, shared).prevented(ids, "potilas.fetch").well(&[9])
}

#[test]
fn three_independent_sources_that_agree_are_high_and_two_are_medium() {
    assert_eq!(World::new().prevented(&[1, 2, 3], "potilas.fetch").suggest().confidence, Confidence::High);
    assert_eq!(World::new().prevented(&[1, 2], "potilas.fetch").suggest().confidence, Confidence::Medium);
}

#[test]
fn for_another_origin_than_kanta_sources_need_not_be_independent() {
    assert_eq!(line(&[1, 2]).suggest().confidence, Confidence::Medium);
    let three = line(&[1, 2, 3]).suggest();
    assert_eq!((three.origin, three.confidence), (Origin::Network, Confidence::High));
}

#[test]
fn for_kanta_they_must_be() {
    let world =
        World::new().sharing(&[1, 2], |o| o.operator = "Kuitu".to_owned()).prevented(&[1, 2, 3], "potilas.fetch");
    let said = world.suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Kanta, Confidence::Medium));
}

#[test]
fn an_organisation_is_one_source_however_many_reports_and_probes_it_has() {
    let world = World::new().prevented(&[1; 20], "potilas.fetch").prevented(&[2], "potilas.fetch");
    let said = world.probe(1, Layer::Tcp, ProbeResult::Ok).probe(2, Layer::Tcp, ProbeResult::Ok).suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Kanta, Confidence::Medium));
}

#[test]
fn undetermined_is_low() {
    let shared = World::new().sharing(&[1, 2, 3], |o| o.operator = "Kuitu".to_owned());
    let said = shared.prevented(&[1, 2, 3], "potilas.fetch").suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Undetermined, Confidence::Low));
}

#[test]
fn a_single_workstation_whose_own_organisation_is_seen_well_is_medium() {
    let world = World::new().report_with(1, "potilas.fetch", Effect::Prevents, |r| r.workstation = Some("W1".into()));
    let said = world.well(&[1]).suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Local, Confidence::Medium), "{:?}", keys(&said));
}

#[test]
fn a_reporters_own_healthy_path_lowers_it_by_one_step() {
    let of = |ids: &[i64]| World::new().prevented(ids, "potilas.fetch").well(&[1]).suggest();
    assert_eq!(of(&[1, 2, 3]).confidence, Confidence::Medium);
    let two = of(&[1, 2]);
    assert_eq!((two.origin, two.confidence), (Origin::Kanta, Confidence::Low));
    assert!(keys(&two).contains(&"contradiction"));
    assert_eq!(of(&[1]).confidence, Confidence::Low);
}

#[test]
fn it_lowers_a_bulletin_too() {
    let world = World::new().prevented(&[1], "potilas.fetch").bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    assert_eq!(world.well(&[1]).suggest().confidence, Confidence::Medium);
}

#[test]
fn a_neighbours_health_contradicts_nothing() {
    assert_eq!(World::new().prevented(&[1, 2, 3], "potilas.fetch").well(&[9]).suggest().confidence, Confidence::High);
}
