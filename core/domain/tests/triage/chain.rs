//! Rule 5: the chain of one organisation.

use majakka_domain::evidence::Probe;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Confidence, Effect, Layer, Origin, ProbeResult};

use crate::world::{World, keys, minute, names};

fn reported() -> World {
    World::new().prevented(&[1], "potilas.fetch")
}

#[test]
fn the_first_layer_that_fails_names_the_origin() {
    let expected = [
        (Layer::Tcp, Origin::Network),
        (Layer::Tls, Origin::Local),
        (Layer::Relay, Origin::Local),
        (Layer::Attribute, Origin::Dependency),
        (Layer::Service, Origin::Kanta),
    ];
    for (layer, origin) in expected {
        let said = reported().chain(1, layer, ProbeResult::Fail).suggest();
        assert_eq!((said.origin, said.confidence), (origin, Confidence::Medium), "{layer}");
        assert!(names(&said, layer.as_str()), "{layer}");
    }
}

#[test]
fn what_fails_above_the_first_failure_says_nothing_more() {
    let world = reported().chain(1, Layer::Tls, ProbeResult::Fail).probe(1, Layer::Service, ProbeResult::Fail);
    assert_eq!(world.origin(), Origin::Local);
}

#[test]
fn a_relay_is_network_if_the_point_is_a_brokers() {
    let failing = |world: World| world.chain(1, Layer::Relay, ProbeResult::Fail).origin();
    assert_eq!(failing(reported()), Origin::Local);
    assert_eq!(failing(reported().sharing(&[1], |o| o.broker = Some(OrganisationId(90)))), Origin::Network);
    let mut by_point = reported();
    by_point.0.broker_points.insert("1.2.246.10.1".to_owned(), OrganisationId(90));
    assert_eq!(failing(by_point), Origin::Network, "the point itself is the broker's");
}

#[test]
fn the_newest_result_of_a_layer_counts() {
    let mended = reported().probe_at(1, Layer::Tls, ProbeResult::Fail, 1).probe_at(1, Layer::Tls, ProbeResult::Ok, 2);
    assert_eq!(mended.origin(), Origin::Undetermined);
    let in_any_order =
        reported().probe_at(1, Layer::Tls, ProbeResult::Ok, 2).probe_at(1, Layer::Tls, ProbeResult::Fail, 1);
    assert_eq!(in_any_order.origin(), Origin::Undetermined);
}

#[test]
fn no_result_older_than_30_minutes_before_the_first_report_counts() {
    let seen = |at| reported().probe_at(1, Layer::Tls, ProbeResult::Fail, at).origin();
    assert_eq!(seen(-30), Origin::Local);
    assert_eq!(seen(-31), Origin::Undetermined);
}

#[test]
fn a_probe_of_a_service_speaks_of_no_organisation() {
    let mut world = reported();
    world.0.probes.push(Probe { at: minute(0), layer: Layer::Service, result: ProbeResult::Fail, organisation: None });
    assert_eq!(world.origin(), Origin::Undetermined);
}

#[test]
fn a_chain_is_complete_when_every_layer_below_the_failing_one_was_probed_ok() {
    assert_eq!(reported().chain(1, Layer::Tls, ProbeResult::Fail).suggest().confidence, Confidence::Medium);
    let hole = reported().probe(1, Layer::Tls, ProbeResult::Fail).suggest();
    assert_eq!((hole.origin, hole.confidence), (Origin::Local, Confidence::Low));
    let slow = reported().probe(1, Layer::Tcp, ProbeResult::Slow).probe(1, Layer::Tls, ProbeResult::Fail).suggest();
    assert_eq!(slow.confidence, Confidence::Low, "slow is not ok");
}

#[test]
fn where_the_reports_say_degrades_slow_counts_as_failing() {
    let slow =
        |effect| World::new().report(1, "potilas.fetch", effect).chain(1, Layer::Relay, ProbeResult::Slow).origin();
    assert_eq!(slow(Effect::Degrades), Origin::Local);
    assert_eq!(slow(Effect::Prevents), Origin::Undetermined);
}

#[test]
fn a_chain_that_is_well_up_to_an_unmeasured_service_names_nothing_but_says_so() {
    let world = World::new().prevented(&[1], "potilas.save").chain(1, Layer::Attribute, ProbeResult::Ok);
    let said = world.suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Undetermined, Confidence::Low));
    assert_eq!(keys(&said), ["chain-unfinished"]);
    let some = World::new().prevented(&[1], "potilas.save").chain(1, Layer::Tls, ProbeResult::Ok);
    assert_eq!(keys(&some.suggest()), ["one-reporter-measured"]);
    // Beside another reporter it is the proof that Kanta needs (docs/TRIAGE.md 6).
    let two =
        world.sharing(&[1, 2], |o| o.operator = "Kuitu".to_owned()).sharing(&[9], |o| o.operator = "Kuitu".to_owned());
    let two = two.prevented(&[2], "potilas.save").well(&[9]);
    assert_eq!(two.origin(), Origin::Kanta);
}
