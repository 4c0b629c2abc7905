//! Rules 6 and 7: what Kanta is accused of must be proven, and what is unrelated proves nothing.

use majakka_domain::evidence::Publisher;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Confidence, Effect, Layer, Origin, ProbeResult};
use majakka_domain::triage::Placement;

use crate::world::{World, keys};

#[test]
fn one_reporter_is_no_proof() {
    let said = World::new().prevented(&[1], "potilas.fetch").suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Undetermined, Confidence::Low));
}

#[test]
fn many_reports_of_one_organisation_are_no_proof() {
    let said = World::new().prevented(&[1; 40], "potilas.fetch").suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Undetermined, Confidence::Low));
}

#[test]
fn two_independent_reporters_are() {
    assert_eq!(World::new().prevented(&[1, 2], "potilas.fetch").origin(), Origin::Kanta);
}

#[test]
fn one_whose_chain_is_well_up_to_kelas_interface_is() {
    let world = World::new().prevented(&[1], "potilas.fetch").chain(1, Layer::Service, ProbeResult::Fail);
    assert_eq!(world.origin(), Origin::Kanta);
}

#[test]
fn a_failing_service_over_a_chain_with_a_hole_is_not() {
    let world = World::new().prevented(&[1], "potilas.fetch").probe(1, Layer::Service, ProbeResult::Fail);
    let said = world.suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Undetermined, Confidence::Low));
    assert!(keys(&said).contains(&"kanta-unproven"));
    let two = world.prevented(&[2], "potilas.fetch");
    assert_eq!(two.origin(), Origin::Kanta, "with a second, independent reporter it is");
}

#[test]
fn an_upstream_bulletin_is() {
    let world = World::new().prevented(&[1], "potilas.fetch").bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    assert_eq!(world.origin(), Origin::Kanta);
}

#[test]
fn reporters_of_which_each_two_share_something_are_not_independent() {
    // One and two share an operator, two and three a vendor, one and three a connection point: no trait is everybody's.
    let world = World::new()
        .sharing(&[1, 2], |o| o.operator = "Kuitu".to_owned())
        .sharing(&[2, 3], |o| o.vendor = "Kertomus".to_owned())
        .sharing(&[1, 3], |o| o.connection_point = "1.2.246.10.77".to_owned())
        .prevented(&[1, 2, 3], "potilas.fetch");
    let said = world.suggest();
    assert_eq!(said.origin, Origin::Undetermined);
    assert!(keys(&said).contains(&"kanta-unproven"));
}

#[test]
fn the_count_is_the_largest_set_of_which_no_two_share_one() {
    // Two shares with both others, but one and three share nothing: two sources.
    let world = World::new()
        .sharing(&[1, 2], |o| o.operator = "Kuitu".to_owned())
        .sharing(&[2, 3], |o| o.vendor = "Kertomus".to_owned())
        .prevented(&[1, 2, 3], "potilas.fetch");
    let said = world.suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Kanta, Confidence::Medium));
}

#[test]
fn two_vendors_are_two_sources_however_many_report() {
    // Thousands of pairs share nothing and no three do: a search through all threes would not come to its end.
    let many: Vec<i64> = (1..=2_000).collect();
    let (one, other) = many.split_at(1_000);
    let world = World::new()
        .sharing(one, |o| o.vendor = "Kertomus".to_owned())
        .sharing(other, |o| o.vendor = "Muistio".to_owned())
        .prevented(&many, "potilas.fetch");
    let said = world.suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Kanta, Confidence::Medium));
}

#[test]
fn each_of_the_four_traits_makes_two_reporters_dependent_on_each_other() {
    let sets: [fn(&mut majakka_domain::evidence::Organisation); 4] = [
        |o| o.operator = "Kuitu".to_owned(),
        |o| o.vendor = "Kertomus".to_owned(),
        |o| o.connection_point = "1.2.246.10.77".to_owned(),
        |o| o.broker = Some(OrganisationId(90)),
    ];
    for set in sets {
        let world = World::new().sharing(&[1, 2], set).prevented(&[1, 2], "potilas.fetch");
        assert_eq!(world.origin(), Origin::Undetermined);
    }
}

#[test]
fn a_trait_that_nobody_knows_is_shared_with_nobody() {
    let world = World::new().sharing(&[1, 2], |o| o.operator = String::new()).prevented(&[1, 2], "potilas.fetch");
    assert_eq!(world.origin(), Origin::Kanta);
}

#[test]
fn a_report_that_no_edge_ties_in_is_never_evidence_of_the_incident() {
    let mut world = World::new().prevented(&[1], "potilas.fetch");
    for what in ["potilas.save", "kuva.fetch", "resepti.prescribe", "omakanta.login", "sosiaali.fetch"] {
        let unrelated = world.told(2, what, Effect::Prevents, |_| ());
        assert_eq!(world.place(&unrelated, true), Placement::Open, "{what}");
    }
}
