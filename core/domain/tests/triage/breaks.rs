//! Rule 2: maintenance.

use majakka_domain::evidence::{Publisher, Report};
use majakka_domain::id::{AnnouncementId, IncidentId, MaintenanceId};
use majakka_domain::terms::{AnnouncementKind, Confidence, Effect, KelaReport, Origin};
use majakka_domain::triage::{Placement, Why};

use crate::world::{World, minute, names};

const DAY: i64 = 24 * 60;

fn seen_at(at: i64) -> impl FnOnce(&mut Report) {
    move |report| {
        (report.occurred_at, report.received_at) = (minute(at), minute(at));
    }
}

fn placed(mut world: World, id: i64, what: &str, at: i64) -> Placement {
    let report = world.told(id, what, Effect::Prevents, seen_at(at));
    world.at(at).place(&report, false)
}

fn kela_break() -> World {
    World::new().upstream_break(Publisher::Kela, "kanta.fi", &["potilas"], 0, 60)
}

#[test]
fn a_report_inside_an_announced_break_belongs_to_it_and_opens_no_incident() {
    assert_eq!(placed(kela_break(), 1, "potilas.fetch", 0), Placement::AnnouncedBreak(AnnouncementId(1)));
    assert_eq!(placed(kela_break(), 1, "potilas.fetch", 59), Placement::AnnouncedBreak(AnnouncementId(1)));
    assert_eq!(placed(kela_break(), 1, "potilas.fetch", -1), Placement::Open);
    assert_eq!(placed(kela_break(), 1, "kuva.fetch", 10), Placement::Open);
}

#[test]
fn so_does_one_on_a_function_that_its_edges_take_away() {
    assert_eq!(placed(kela_break(), 1, "omakanta.health_data", 10), Placement::AnnouncedBreak(AnnouncementId(1)));
    assert_eq!(placed(kela_break(), 1, "omakanta.login", 10), Placement::Open);
}

#[test]
fn an_own_break_takes_reports_of_the_organisations_that_it_names() {
    let world = || World::new().own_break(&[1], "potilas", 0, 60);
    assert_eq!(placed(world(), 1, "potilas.fetch", 10), Placement::OwnBreak(MaintenanceId(1)));
    assert_eq!(placed(world(), 1, "omakanta.health_data", 10), Placement::OwnBreak(MaintenanceId(1)));
    assert_eq!(placed(world(), 2, "potilas.fetch", 10), Placement::Open);
}

#[test]
fn an_operators_break_covers_its_own_customers_only() {
    let world = || World::new().upstream_break(Publisher::Operator, "Operator 1", &["verkko"], 0, 60);
    assert_eq!(placed(world(), 1, "potilas.fetch", 10), Placement::AnnouncedBreak(AnnouncementId(1)));
    assert_eq!(placed(world(), 2, "potilas.fetch", 10), Placement::Open);
}

#[test]
fn a_break_that_was_announced_afterwards_excuses_nothing() {
    let world = World::new().announced(Publisher::Kela, "kanta.fi", AnnouncementKind::Maintenance, &["potilas"], |a| {
        (a.starts_at, a.ends_at, a.announced_at) = (Some(minute(0)), Some(minute(60)), minute(20))
    });
    assert_eq!(placed(world, 1, "potilas.fetch", 10), Placement::Open);
    let mut own = World::new().own_break(&[1], "potilas", 0, 60);
    own.0.own_breaks[0].announced_at = minute(20);
    assert_eq!(placed(own, 1, "potilas.fetch", 10), Placement::Open);
}

#[test]
fn a_risk_to_safety_or_privacy_opens_an_incident_inside_a_break_too() {
    let flags: [fn(&mut Report); 2] = [|r| r.safety_risk = true, |r| r.privacy_risk = true];
    for flag in flags {
        let mut world = kela_break();
        let report = world.told(1, "potilas.fetch", Effect::Prevents, |r| {
            seen_at(10)(r);
            flag(r);
        });
        assert_eq!(world.at(10).place(&report, false), Placement::Open);
    }
}

#[test]
fn ten_minutes_after_the_announced_end_a_report_opens_an_incident_that_names_the_overrun() {
    assert_eq!(placed(kela_break(), 1, "potilas.fetch", 69), Placement::AnnouncedBreak(AnnouncementId(1)));
    assert_eq!(placed(kela_break(), 1, "potilas.fetch", 70), Placement::Open);
    let said = kela_break().report_with(1, "potilas.fetch", Effect::Prevents, seen_at(70)).at(75).suggest();
    assert_eq!((said.origin, said.confidence), (Origin::Kanta, Confidence::High));
    assert!(names(&said, "U1"));
    assert_eq!(said.kela_report, KelaReport::Must, "an overrun was not announced");
}

#[test]
fn an_overrun_has_one_incident() {
    let mut world = kela_break().report_with(1, "potilas.fetch", Effect::Prevents, seen_at(70)).at(300);
    let later = world.told(2, "omakanta.health_data", Effect::Prevents, seen_at(300));
    let joined = Placement::Join(IncidentId(1), Why::SameAnnouncement(AnnouncementId(1)));
    assert_eq!(world.place(&later, false), joined);

    let mut own = World::new().own_break(&[1, 2], "potilas", 0, 60);
    own = own.report_with(1, "potilas.fetch", Effect::Prevents, seen_at(70)).at(300);
    let later = own.told(2, "potilas.save", Effect::Prevents, seen_at(300));
    assert_eq!(own.place(&later, false), Placement::Join(IncidentId(1), Why::SameBreak(MaintenanceId(1))));
}

#[test]
fn an_overrun_is_named_for_24_hours_or_until_the_break_is_resolved() {
    let origin =
        |world: World, at| world.report_with(1, "potilas.fetch", Effect::Prevents, seen_at(at)).at(at).origin();
    assert_eq!(origin(kela_break(), 70 + DAY - 1), Origin::Kanta);
    assert_eq!(origin(kela_break(), 70 + DAY), Origin::Undetermined);
    let mut resolved = kela_break();
    resolved.0.announcements[0].resolved_at = Some(minute(90));
    assert_eq!(origin(resolved, 95), Origin::Undetermined);
}

#[test]
fn a_break_that_ended_early_takes_no_more_reports() {
    let mut early = kela_break();
    early.0.announcements[0].resolved_at = Some(minute(30));
    assert_eq!(placed(early, 1, "potilas.fetch", 40), Placement::Open);
}

#[test]
fn the_origin_of_an_overrun_is_the_breaks_owner() {
    let overrun = |world: World, what| world.report_with(1, what, Effect::Prevents, seen_at(80)).at(85).suggest();
    let of = |publisher, source: &str, service| World::new().upstream_break(publisher, source, &[service], 0, 60);
    let dvv = overrun(of(Publisher::Owner, "dvv", "sf_tunnistus"), "omakanta.login");
    assert_eq!((dvv.origin, dvv.service.as_str()), (Origin::Dependency, "sf_tunnistus"));
    let line = overrun(of(Publisher::Operator, "Operator 1", "verkko"), "potilas.fetch");
    assert_eq!((line.origin, line.confidence), (Origin::Network, Confidence::High));
    let own = overrun(World::new().own_break(&[1], "potilas", 0, 60), "potilas.fetch");
    assert_eq!((own.origin, own.confidence), (Origin::Local, Confidence::High));
    assert!(names(&own, "OWN1"));
}

#[test]
fn the_recurring_window_on_thursday_morning_excuses_nothing() {
    // Thursday 3 December 2026, 7.00 in Finland: three days less three hours after the start.
    assert_eq!(placed(World::new(), 1, "potilas.fetch", 3 * DAY - 180), Placement::Open);
}

#[test]
fn a_report_that_both_a_break_and_an_incident_would_take_belongs_to_the_break() {
    let mut world = kela_break().report_with(1, "potilas.fetch", Effect::Prevents, seen_at(-5));
    let report = world.told(2, "potilas.fetch", Effect::Prevents, seen_at(5));
    assert_eq!(world.at(5).place(&report, true), Placement::AnnouncedBreak(AnnouncementId(1)));
}
