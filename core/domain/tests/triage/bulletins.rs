//! Rule 1: known already.

use majakka_domain::catalogue::Condition;
use majakka_domain::evidence::Publisher;
use majakka_domain::id::{AnnouncementId, IncidentId, OrganisationId};
use majakka_domain::terms::{AnnouncementKind, Confidence, Criterion, Effect, KelaReport, Origin};
use majakka_domain::triage::{Placement, Why, explanations, kela_knows};

use crate::world::{World, catalogue, minute, names};

fn is_explained(world: &World) -> bool {
    world.0.reports.iter().all(|report| !explanations(&world.0, report).is_empty())
}

#[test]
fn a_bulletin_that_names_the_service_explains_with_high_confidence_and_nothing_is_owed() {
    let world = World::new().prevented(&[1], "potilas.fetch").bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    let said = world.suggest();
    assert_eq!((said.origin, said.confidence, said.kela_report), (Origin::Kanta, Confidence::High, KelaReport::No));
    assert!(kela_knows(&world.0) && !said.kela_call && names(&said, "U1"));
}

#[test]
fn a_system_whose_edge_takes_the_function_away_explains_and_is_the_origin() {
    let world = World::new().prevented(&[1], "omakanta.login").bulletin(Publisher::Owner, "dvv", &["sf_tunnistus"]);
    let said = world.suggest();
    assert_eq!((said.origin, said.service.as_str()), (Origin::Dependency, "sf_tunnistus"));
    assert_eq!((said.confidence, said.kela_report), (Confidence::High, KelaReport::No));
}

#[test]
fn an_edge_explains_only_the_functions_that_it_takes_away() {
    let bulletin = |what: &str| World::new().prevented(&[1], what).bulletin(Publisher::Owner, "dvv", &["sf_tunnistus"]);
    assert!(is_explained(&bulletin("omakanta.login")));
    assert!(!is_explained(&bulletin("omakanta.health_data")));
    assert!(!is_explained(&bulletin("potilas.fetch")));
}

#[test]
fn a_kela_service_that_takes_functions_of_another_away_is_kanta() {
    let world =
        World::new().prevented(&[1], "omakanta.health_data").bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    assert_eq!(world.origin(), Origin::Kanta);
}

#[test]
fn there_is_one_incident_per_bulletin_however_much_later_a_report_comes() {
    let mut world =
        World::new().prevented(&[1], "omakanta.login").bulletin(Publisher::Owner, "dvv", &["sf_tunnistus"]).at(400);
    let later = world.told(2, "ekstranet.join", Effect::Prevents, |r| r.received_at = minute(300));
    let placed = world.place(&later, false);
    assert_eq!(placed, Placement::Join(IncidentId(1), Why::SameAnnouncement(AnnouncementId(1))));
}

#[test]
fn a_report_that_is_explained_still_opens_an_incident() {
    let mut world = World::new().bulletin(Publisher::Kela, "kanta.fi", &["potilas"]);
    let first = world.told(1, "potilas.fetch", Effect::Prevents, |_| ());
    assert_eq!(world.place(&first, false), Placement::Open);
}

#[test]
fn a_bulletin_that_comes_later_explains_earlier_reports() {
    let world = World::new().prevented(&[1], "potilas.fetch").announced(
        Publisher::Kela,
        "kanta.fi",
        AnnouncementKind::Disturbance,
        &["potilas"],
        |a| a.announced_at = minute(50),
    );
    assert!(is_explained(&world));
    assert!(!is_explained(&world.at(49)), "not before it was announced");
}

#[test]
fn a_bulletin_that_is_over_explains_nothing_any_more() {
    let world = World::new().prevented(&[1], "potilas.fetch").announced(
        Publisher::Kela,
        "kanta.fi",
        AnnouncementKind::Disturbance,
        &["potilas"],
        |a| a.resolved_at = Some(minute(30)),
    );
    assert!(!is_explained(&world));
    assert_eq!(world.origin(), Origin::Undetermined);
    assert!(is_explained(&world.at(29)));
}

#[test]
fn an_operators_bulletin_explains_only_its_customers() {
    let world =
        |id| World::new().prevented(&[id], "potilas.fetch").bulletin(Publisher::Operator, "Operator 1", &["verkko"]);
    assert_eq!(world(1).origin(), Origin::Network);
    assert!(!is_explained(&world(2)));
}

#[test]
fn an_operators_bulletin_announces_nothing_to_kela_so_k6_stays() {
    let world = World::new()
        .sharing(&[1, 2], |o| o.operator = "Kuitu".to_owned())
        .prevented(&[1, 2], "potilas.fetch")
        .bulletin(Publisher::Operator, "kuitu", &["verkko"]);
    let said = world.suggest();
    assert_eq!((said.origin, said.kela_report, kela_knows(&world.0)), (Origin::Network, KelaReport::Must, false));
    assert!(said.criteria.contains(&Criterion::K6) && said.kela_call);
    assert_eq!(said.confidence, Confidence::High);
}

#[test]
fn a_brokers_bulletin_explains_only_those_who_go_through_it() {
    let broker = Publisher::Broker(OrganisationId(90));
    let world = World::new().sharing(&[1], |o| o.broker = Some(OrganisationId(90)));
    let world = world.prevented(&[1], "potilas.fetch").bulletin(broker.clone(), "Välittäjä", &["liityntapiste"]);
    assert_eq!(world.origin(), Origin::Network);
    assert!(!kela_knows(&world.0));
    let other = World::new().prevented(&[2], "potilas.fetch").bulletin(broker, "Välittäjä", &["liityntapiste"]);
    assert!(!is_explained(&other));
}

#[test]
fn through_an_edge_what_only_degrades_explains_no_report_that_says_prevents() {
    let world = |effect| {
        World::new().report(1, "omakanta.login", effect).announced(
            Publisher::Owner,
            "dvv",
            AnnouncementKind::Disturbance,
            &["sf_tunnistus"],
            |a| a.effect = Effect::Degrades,
        )
    };
    assert!(!is_explained(&world(Effect::Prevents)));
    assert!(is_explained(&world(Effect::Degrades)));
    assert!(is_explained(&world(Effect::None)));
}

#[test]
fn a_bulletin_that_only_degrades_explains_its_own_service_whatever_the_report_says() {
    let world = World::new().prevented(&[1], "potilas.fetch").announced(
        Publisher::Kela,
        "kanta.fi",
        AnnouncementKind::Disturbance,
        &["potilas"],
        |a| a.effect = Effect::Degrades,
    );
    assert!(is_explained(&world));
}

#[test]
fn edges_act_one_step_and_never_on() {
    // The certificates take the connection point, and the connection point takes patient data; but that is two steps.
    let world = World::new().prevented(&[1], "potilas.fetch").bulletin(Publisher::Owner, "dvv", &["dvv_varmenne"]);
    assert!(!is_explained(&world));
    let one = World::new().prevented(&[1], "resepti.prescribe").bulletin(Publisher::Owner, "dvv", &["dvv_varmenne"]);
    assert!(is_explained(&one));
}

#[test]
fn only_vtj_and_the_connection_point_have_a_condition() {
    for edge in catalogue().edges() {
        let expected = match edge.down.as_str() {
            "vtj" => Some(Condition::WhileIdentificationIsOut),
            "liityntapiste" => Some(Condition::OnlyItsClients),
            _ => None,
        };
        assert_eq!(edge.condition, expected, "{} -> {}", edge.down, edge.hits);
    }
}

#[test]
fn vtj_takes_functions_away_only_while_identification_is_out_too() {
    let alone = World::new().prevented(&[1], "omakanta.consents").bulletin(Publisher::Owner, "dvv", &["vtj"]);
    assert!(!is_explained(&alone));
    let both = alone.bulletin(Publisher::Owner, "dvv", &["sf_tunnistus"]);
    let said = both.suggest();
    assert_eq!((said.origin, said.service.as_str()), (Origin::Dependency, "vtj"));
}

#[test]
fn a_connection_point_takes_functions_only_from_its_own_clients() {
    let world = |publisher, source: &str| {
        World::new().prevented(&[1], "potilas.fetch").bulletin(publisher, source, &["liityntapiste"])
    };
    assert!(!is_explained(&world(Publisher::Owner, "dvv")));
    assert!(!is_explained(&world(Publisher::Kela, "kanta.fi")));
    assert!(is_explained(&world(Publisher::Operator, "Operator 1")));
}

#[test]
fn of_several_bulletins_the_earliest_decides() {
    let world = World::new()
        .prevented(&[1], "omakanta.login")
        .bulletin(Publisher::Kela, "kanta.fi", &["omakanta"])
        .announced(Publisher::Owner, "dvv", AnnouncementKind::Disturbance, &["sf_tunnistus"], |a| {
            a.announced_at = minute(4);
        });
    assert_eq!(world.origin(), Origin::Dependency);
}

#[test]
fn every_live_bulletin_explains_the_earliest_decides_and_any_that_tells_kela_ends_the_duty() {
    let world = World::new()
        .sharing(&[1, 2], |o| o.operator = "Kuitu".to_owned())
        .prevented(&[1, 2], "potilas.save")
        .bulletin(Publisher::Operator, "Kuitu", &["verkko"]);
    let told = |world: World, from: i64, to: Option<i64>, service: &str| {
        world.announced(Publisher::Kela, "kanta.fi", AnnouncementKind::Disturbance, &[service], |a| {
            (a.announced_at, a.resolved_at) = (minute(from), to.map(minute));
        })
    };
    let verdict = |world: &World| {
        let said = world.suggest();
        (said.origin, said.kela_report, kela_knows(&world.0), explanations(&world.0, &world.0.reports[0]).len())
    };
    let operator_alone = (Origin::Network, KelaReport::Must, false, 1);
    assert_eq!(verdict(&world), operator_alone);
    // One on another service, one that is over, one that is yet to come.
    let silent = told(told(told(World(world.0.clone()), 6, None, "kuva"), 6, Some(30), "potilas"), 61, None, "potilas");
    assert_eq!(verdict(&silent), operator_alone);
    let three = told(told(World(world.0.clone()), 20, None, "potilas"), 25, None, "potilas");
    assert_eq!(verdict(&three), (Origin::Network, KelaReport::No, true, 3));
    let reasons = three.suggest().reasons;
    let bulletins: Vec<_> = reasons.iter().map(|reason| reason.key).filter(|key| key.starts_with("bulletin")).collect();
    assert_eq!(bulletins, ["bulletin", "bulletin-too", "bulletin-too"]);
    // Whichever of them came first decides.
    assert_eq!(verdict(&told(world, 4, None, "potilas")), (Origin::Kanta, KelaReport::No, true, 2));
}

#[test]
fn a_report_joins_the_incident_with_which_it_shares_any_bulletin() {
    let mut world = World::new()
        .prevented(&[1], "potilas.save")
        .bulletin(Publisher::Operator, "Operator 1", &["verkko"])
        .bulletin(Publisher::Kela, "kanta.fi", &["potilas"])
        .at(400);
    let later = world.told(2, "potilas.fetch", Effect::Prevents, |r| r.received_at = minute(300));
    assert_eq!(
        world.place(&later, false),
        Placement::Join(IncidentId(1), Why::SameAnnouncement(AnnouncementId(2))),
        "it is no customer of the operator's"
    );
}

#[test]
fn what_is_announced_after_the_end_is_left_out() {
    let mut world = World::new()
        .prevented(&[1, 2], "potilas.save")
        .bulletin(Publisher::Kela, "kanta.fi", &["potilas"])
        .own_break(&[1, 2], "potilas", -60, 120);
    world.0.own_breaks[0].announced_at = minute(6);
    world.0.forget_announced_after(minute(5));
    assert_eq!((world.0.announcements.len(), world.0.own_breaks.len()), (1, 0));
    world.0.forget_announced_after(minute(4));
    assert_eq!(world.origin(), Origin::Kanta, "by two who share nothing");
    assert_eq!(world.suggest().confidence, Confidence::Medium);
}
