//! From verdict to duty.

use std::collections::BTreeSet;

use majakka_domain::checks::asked;
use majakka_domain::evidence::{Organisation, Publisher};
use majakka_domain::rights::{Permission, may};
use majakka_domain::terms::Criterion::{K1, K2, K3, K4, K5, K6};
use majakka_domain::terms::{
    AccountRole, AnnouncementKind, Criterion, Criticality, Effect, Extent, GuidedCheck, KelaReport, Layer, Origin,
    ProbeResult,
};
use majakka_domain::triage::{Decided, duty, kela_knows};

use crate::world::{World, keys, minute, names};

fn owed(world: &World) -> (KelaReport, BTreeSet<Criterion>) {
    let said = world.suggest();
    (said.kela_report, said.criteria)
}

fn is(report: KelaReport, criteria: &[Criterion]) -> (KelaReport, BTreeSet<Criterion>) {
    (report, criteria.iter().copied().collect())
}

fn line(what: &str, effect: Effect) -> World {
    let shared = |o: &mut Organisation| o.operator = "Kuitu".to_owned();
    World::new().sharing(&[1, 2], shared).report(1, what, effect).report(2, what, effect).well(&[9])
}

// must -----------------------------------------------------------------------------------------------------------

#[test]
fn kanta_that_prevents_must_be_told_by_k1_and_k2() {
    assert_eq!(owed(&World::new().prevented(&[1, 2], "omakanta.find")), is(KelaReport::Must, &[K1, K2]));
}

#[test]
fn another_origin_that_prevents_saving_or_fetching_widely_must_be_told_by_k6() {
    for what in ["resepti.prescribe", "potilas.save", "kuva.fetch", "sosiaali.save", "tahdonilmaisu.consents"] {
        let network = line(what, Effect::Prevents);
        assert_eq!(network.origin(), Origin::Network);
        assert_eq!(owed(&network), is(KelaReport::Must, &[K6]), "{what}");
    }
    assert_eq!(owed(&line("omakanta.login", Effect::Prevents)), is(KelaReport::No, &[]), "not the professionals'");
    assert_eq!(owed(&line("potilas.fetch", Effect::Degrades)), is(KelaReport::No, &[]), "nothing is prevented");
    let one = World::new().prevented(&[1], "potilas.fetch").chain(1, Layer::Tcp, ProbeResult::Fail);
    assert_eq!(owed(&one), is(KelaReport::No, &[]), "one organisation");
}

#[test]
fn a_vendors_fault_in_many_places_must_be_told_too() {
    let vendor = World::new().sharing(&[1, 2], |o| o.vendor = "Kertomus".to_owned());
    let world = vendor.prevented(&[1, 2], "potilas.fetch").well(&[9]);
    assert_eq!(world.origin(), Origin::Local);
    assert_eq!(owed(&world), is(KelaReport::Must, &[K6]));
}

#[test]
fn a_possible_risk_to_safety_or_privacy_must_be_told_whatever_the_origin() {
    let safety = World::new().report_with(1, "omakanta.login", Effect::None, |r| r.safety_risk = true);
    assert_eq!(owed(&safety), is(KelaReport::Must, &[K3]));
    let privacy = World::new().report_with(1, "omakanta.login", Effect::None, |r| r.privacy_risk = true);
    assert_eq!(owed(&privacy), is(KelaReport::Must, &[K4]));
}

// should ---------------------------------------------------------------------------------------------------------

#[test]
fn kanta_that_degrades_should_be_told_by_k1() {
    let world = World::new().report(1, "potilas.fetch", Effect::Degrades).report(2, "potilas.fetch", Effect::Degrades);
    assert_eq!(world.origin(), Origin::Kanta);
    assert_eq!(owed(&world), is(KelaReport::Should, &[K1]));
}

#[test]
fn guided_checks_that_are_all_done_and_found_nothing_should_be_told_by_k5() {
    let world = World::new().prevented(&[1], "potilas.save");
    assert_eq!(owed(&world), is(KelaReport::No, &[]));
    let asked = asked(&world.0);
    assert_eq!(asked.len(), 5, "what a professional's path asks for: {asked:?}");
    let all_but_one = asked.iter().skip(1).fold(world, |world, check| world.checked(*check, 10));
    assert_eq!(owed(&all_but_one), is(KelaReport::No, &[]), "one is not done");
    let done = all_but_one.checked(asked[0], 20);
    assert_eq!(owed(&done), is(KelaReport::Should, &[K5]));
    assert!(keys(&done.suggest()).contains(&"checks-done") && names(&done.suggest(), "Aino"));
    // A cause that the evidence names leaves nothing open.
    let found = done.chain(1, Layer::Tls, ProbeResult::Fail);
    assert_eq!((found.origin(), owed(&found)), (Origin::Local, is(KelaReport::No, &[])));
}

#[test]
fn data_that_a_client_misses_in_omakanta_asks_for_other_checks_than_a_professionals_path() {
    use GuidedCheck as C;
    let missing = World::new().prevented(&[1], "omakanta.health_data");
    assert_eq!(
        asked(&missing.0),
        [C::Announcements, C::RightPlace, C::RightProvider, C::Archived, C::RightPerson, C::NotHidden]
    );
    assert_eq!(asked(&World::new().prevented(&[1], "omakanta.login").0), [C::Announcements, C::RightPlace]);
    let both = World::new().prevented(&[1], "omakanta.login").prevented(&[1], "resepti.prescribe");
    assert_eq!(
        asked(&both.0),
        [C::Announcements, C::OtherWorkstation, C::OwnNetwork, C::Certificates, C::OwnChanges, C::RightPlace]
    );
    assert!(asked(&World::new().0).is_empty());
}

#[test]
fn undetermined_in_two_organisations_should_be_told_by_k5() {
    let shared = |o: &mut Organisation| o.vendor = "Kertomus".to_owned();
    let world = World::new().sharing(&[1, 2], shared).prevented(&[1, 2], "omakanta.login");
    assert_eq!(world.origin(), Origin::Undetermined);
    assert_eq!(owed(&world), is(KelaReport::Should, &[K5]));
    assert_eq!(owed(&World::new().prevented(&[1], "omakanta.login")), is(KelaReport::No, &[]));
}

#[test]
fn a_dependency_that_prevents_and_is_no_must_should_be_told_by_k6() {
    let world = World::new().prevented(&[1, 2], "omakanta.login");
    assert_eq!(world.origin(), Origin::Dependency);
    assert_eq!(owed(&world), is(KelaReport::Should, &[K6]));
    let attribute = World::new().prevented(&[1], "potilas.fetch").chain(1, Layer::Attribute, ProbeResult::Fail);
    assert_eq!(owed(&attribute), is(KelaReport::Should, &[K6]));
}

#[test]
fn all_criteria_that_match_are_named_and_the_strongest_duty_wins() {
    let shared = |o: &mut Organisation| o.operator = "Kuitu".to_owned();
    let world = World::new().sharing(&[1, 2], shared).prevented(&[1, 2], "potilas.fetch").report_with(
        2,
        "potilas.fetch",
        Effect::Prevents,
        |r| (r.safety_risk, r.privacy_risk) = (true, true),
    );
    assert_eq!(world.origin(), Origin::Undetermined);
    assert_eq!(owed(&world), is(KelaReport::Must, &[K3, K4, K5, K6]));
}

// no -------------------------------------------------------------------------------------------------------------

#[test]
fn the_rest_is_no() {
    let workstation = World::new()
        .report_with(1, "potilas.fetch", Effect::Prevents, |r| r.workstation = Some("W1".to_owned()))
        .well(&[2]);
    assert_eq!(owed(&workstation), is(KelaReport::No, &[]));
}

#[test]
fn what_a_live_bulletin_explains_is_no_even_with_a_risk() {
    let world = World::new().report_with(1, "potilas.fetch", Effect::Prevents, |r| r.safety_risk = true);
    let world = world.bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    assert_eq!((world.suggest().kela_report, kela_knows(&world.0)), (KelaReport::No, true));
}

#[test]
fn what_an_announced_break_explains_is_no() {
    let world = World::new().report_with(1, "potilas.fetch", Effect::Prevents, |r| r.privacy_risk = true);
    let world = world.upstream_break(Publisher::Kela, "kanta.fi", &["potilas"], -10, 60);
    assert_eq!((world.suggest().kela_report, kela_knows(&world.0)), (KelaReport::No, false), "a break is no bulletin");
}

#[test]
fn it_is_no_only_when_every_report_is_explained() {
    let world = World::new().prevented(&[1], "potilas.fetch").prevented(&[2], "kuva.fetch");
    let world = world.bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    assert_eq!((world.suggest().kela_report, kela_knows(&world.0)), (KelaReport::Must, false));
}

#[test]
fn when_the_bulletin_is_over_the_duty_is_there_again() {
    let world = World::new().prevented(&[1, 2], "potilas.fetch").announced(
        Publisher::Kela,
        "kanta.fi",
        AnnouncementKind::Disturbance,
        &["potilas"],
        |a| a.resolved_at = Some(minute(30)),
    );
    assert_eq!(owed(&world), is(KelaReport::Must, &[K1, K2]));
}

// The call -------------------------------------------------------------------------------------------------------

#[test]
fn a_call_is_owed_when_a_must_is_critical_or_wide() {
    let wide = World::new().prevented(&[1, 2], "omakanta.find").suggest();
    assert_eq!((wide.criticality, wide.extent, wide.kela_call), (Criticality::Major, Extent::Nationwide, true));
    let critical = World::new().report_with(1, "omakanta.login", Effect::None, |r| r.safety_risk = true).suggest();
    assert_eq!((critical.criticality, critical.kela_call), (Criticality::Critical, true));
    let privacy = World::new().report_with(1, "omakanta.login", Effect::None, |r| r.privacy_risk = true).suggest();
    assert_eq!((privacy.kela_report, privacy.kela_call), (KelaReport::Must, false));
    let one = World::new().prevented(&[1], "potilas.fetch").chain(1, Layer::Service, ProbeResult::Fail).suggest();
    assert_eq!((one.kela_report, one.extent, one.kela_call), (KelaReport::Must, Extent::Organisation, false));
}

#[test]
fn without_a_must_there_is_no_call() {
    let should = World::new().prevented(&[1, 2], "omakanta.login").suggest();
    assert_eq!((should.kela_report, should.extent, should.kela_call), (KelaReport::Should, Extent::Nationwide, false));
}

#[test]
fn a_person_may_override_each_of_the_values_and_the_duty_follows() {
    let world = World::new().prevented(&[1], "potilas.fetch");
    let said = world.suggest().as_decided();
    let kanta = duty(&world.0, Decided { origin: Origin::Kanta, ..said });
    assert_eq!((kanta.report, kanta.call), (KelaReport::Must, false));
    let critical = duty(&world.0, Decided { origin: Origin::Kanta, criticality: Criticality::Critical, ..said });
    assert!(critical.call);
    let wide = duty(&world.0, Decided { origin: Origin::Local, extent: Extent::Regional, ..said });
    assert_eq!((wide.report, wide.call), (KelaReport::Must, true));
    let slow = duty(&world.0, Decided { origin: Origin::Kanta, effect: Effect::Degrades, ..said });
    assert_eq!(slow.report, KelaReport::Should);
}

#[test]
fn an_end_user_is_never_sent_to_kela() {
    for permission in [Permission::Escalate, Permission::Call] {
        assert!(!may(&[AccountRole::EndUser], permission, true));
    }
}

#[test]
fn the_risk_of_a_report_that_is_announced_asks_for_nothing_where_another_is_not() {
    let world = |risky: i64| {
        let told = |world: World, id: i64, effect| {
            world.report_with(id, "omakanta.login", effect, |r| r.safety_risk = id == risky)
        };
        told(told(World::new(), 1, Effect::Degrades), 2, Effect::Prevents).announced(
            Publisher::Owner,
            "dvv",
            AnnouncementKind::Disturbance,
            &["sf_tunnistus"],
            |a| a.effect = Effect::Degrades,
        )
    };
    assert_eq!(owed(&world(1)), is(KelaReport::Should, &[K6]), "the bulletin explains the risky one");
    assert_eq!(owed(&world(2)), is(KelaReport::Must, &[K3, K6]));
}
