//! Rule 3: silence is not health.

use majakka_domain::evidence::Publisher;
use majakka_domain::terms::{Confidence, Effect, Layer, Origin, ProbeResult};

use crate::world::{World, keys};

#[test]
fn while_kanta_fi_cannot_be_read_confidence_is_at_most_medium() {
    let three = || World::new().prevented(&[1, 2, 3], "potilas.fetch");
    assert_eq!(three().suggest().confidence, Confidence::High);
    let said = three().unreadable("kanta.fi").suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Kanta, Confidence::Medium));
    assert!(keys(&said).contains(&"source-unreadable"));
}

#[test]
fn the_cap_holds_for_a_bulletin_too() {
    let world = World::new().prevented(&[1], "potilas.fetch").bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    assert_eq!(world.unreadable("kanta.fi").suggest().confidence, Confidence::Medium);
}

#[test]
fn so_it_is_while_the_suspected_owners_channel_cannot_be_read() {
    let login = || World::new().prevented(&[1, 2, 3], "omakanta.login");
    assert_eq!(login().suggest().origin, Origin::Dependency);
    assert_eq!(login().suggest().confidence, Confidence::High);
    assert_eq!(login().unreadable("dvv").suggest().confidence, Confidence::Medium);

    let line = || {
        World::new()
            .sharing(&[1, 2, 3], |o| o.operator = "Kuitu".to_owned())
            .prevented(&[1, 2, 3], "potilas.fetch")
            .well(&[4])
    };
    assert_eq!(line().suggest().confidence, Confidence::High);
    assert_eq!(line().unreadable("kuitu").suggest().confidence, Confidence::Medium);
}

#[test]
fn a_channel_of_somebody_who_is_not_suspected_changes_nothing() {
    let world = World::new().prevented(&[1, 2, 3], "potilas.fetch").unreadable("thl");
    assert_eq!(world.suggest().confidence, Confidence::High);
}

#[test]
fn the_cap_never_raises() {
    let world = World::new().report(1, "potilas.fetch", Effect::Prevents).unreadable("kanta.fi");
    assert_eq!(world.suggest().confidence, Confidence::Low);
    let chain = World::new().prevented(&[1], "potilas.fetch").chain(1, Layer::Service, ProbeResult::Fail);
    assert_eq!(chain.unreadable("kanta.fi").suggest().confidence, Confidence::Medium);
}
