//! Promise: the public page says what was published or announced, and never what was only reported.

#![expect(clippy::expect_used, reason = "a test that cannot build its page ends at that line")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ServiceState::{Degraded, Down, Maintenance, Ok as Well, Unknown};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{Announcement, Publisher};
use majakka_domain::id::{AnnouncementId, OrganisationId};
use majakka_domain::status::{Cause, Known, Published, ServiceStatus, board, is_public};
use majakka_domain::terms::{AnnouncementKind, Effect, Extent, Origin, ServiceState};

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::parse(include_str!("../../../config/catalogue.toml")).expect("the shipped catalogue parses")
    });
    &CATALOGUE
}

fn now() -> DateTime<Utc> {
    "2026-11-30T08:00:00Z".parse().expect("a time")
}

/// What is known, in the making.
struct Page {
    announcements: Vec<Announcement>,
    published: Vec<Published>,
    readable: bool,
}

impl Page {
    fn new() -> Self {
        Page { announcements: Vec::new(), published: Vec::new(), readable: true }
    }

    fn says(mut self, publisher: Publisher, kind: AnnouncementKind, system: &str, set: fn(&mut Announcement)) -> Self {
        let mut announcement = Announcement {
            id: AnnouncementId(1),
            external_id: "U1".to_owned(),
            source: "source".to_owned(),
            publisher,
            kind,
            services: vec![system.to_owned()],
            effect: Effect::Prevents,
            starts_at: Some(now() - TimeDelta::hours(1)),
            ends_at: Some(now() + TimeDelta::hours(1)),
            announced_at: now() - TimeDelta::hours(2),
            resolved_at: None,
        };
        set(&mut announcement);
        self.announcements.push(announcement);
        self
    }

    fn bulletin(self, system: &str) -> Self {
        self.says(Publisher::Kela, AnnouncementKind::Disturbance, system, |_| ())
    }

    fn slow(self, system: &str) -> Self {
        self.says(Publisher::Kela, AnnouncementKind::Disturbance, system, |a| a.effect = Effect::Degrades)
    }

    fn maintenance(self, system: &str) -> Self {
        self.says(Publisher::Kela, AnnouncementKind::Maintenance, system, |_| ())
    }

    fn incident(mut self, functions: &[(&str, Effect)], set: impl FnOnce(&mut Published)) -> Self {
        let functions: BTreeMap<_, _> = functions
            .iter()
            .map(|(what, effect)| {
                let (service, function) = what.split_once('.').expect("service.function");
                ((service.to_owned(), function.to_owned()), *effect)
            })
            .collect();
        let mut published = Published {
            origin: Origin::Kanta,
            effect: functions.values().copied().max().unwrap_or(Effect::Prevents),
            extent: Extent::Nationwide,
            services: Vec::new(),
            functions,
        };
        set(&mut published);
        self.published.push(published);
        self
    }

    fn unreadable(mut self) -> Self {
        self.readable = false;
        self
    }

    fn board(&self) -> BTreeMap<String, ServiceStatus> {
        board(&Known {
            catalogue: catalogue(),
            now: now(),
            announcements: &self.announcements,
            published: &self.published,
            kanta_fi_readable: self.readable,
        })
    }

    fn of(&self, service: &str) -> ServiceState {
        self.board()[service].state
    }

    fn at(&self, service: &str, function: &str) -> ServiceState {
        self.board()[service].functions[function].state
    }
}

#[test]
fn when_nothing_is_known_to_be_wrong_everything_is_ok() {
    assert!(Page::new().board().values().all(|status| status.state == Well));
}

#[test]
fn a_service_that_a_live_bulletin_names_is_down_or_degraded_by_its_effect() {
    assert_eq!(Page::new().bulletin("potilas").of("potilas"), Down);
    assert_eq!(Page::new().slow("potilas").of("potilas"), Degraded);
    let over = |a: &mut Announcement| a.resolved_at = Some(a.announced_at);
    assert_eq!(Page::new().says(Publisher::Kela, AnnouncementKind::Disturbance, "potilas", over).of("potilas"), Well);
}

#[test]
fn the_functions_that_its_edges_take_away_go_with_it_and_say_why() {
    let page = Page::new().bulletin("potilas");
    assert_eq!(page.at("omakanta", "health_data"), Down);
    assert_eq!(page.at("omakanta", "login"), Well);
    let causes = &page.board()["omakanta"].functions["health_data"].causes;
    assert!(causes.contains(&Cause::Through("potilas".to_owned())));
}

#[test]
fn a_service_of_which_only_some_functions_are_lost_is_degraded() {
    assert_eq!(Page::new().bulletin("potilas").of("omakanta"), Degraded);
}

#[test]
fn a_service_all_of_whose_functions_are_lost_is_down() {
    let page = Page::new().incident(&[("potilas.fetch", Effect::Prevents), ("potilas.save", Effect::Prevents)], |_| ());
    assert_eq!(page.of("potilas"), Down);
    assert_eq!(Page::new().incident(&[("potilas.fetch", Effect::Prevents)], |_| ()).of("potilas"), Degraded);
}

#[test]
fn what_only_degrades_travels_an_edge_as_degraded() {
    assert_eq!(Page::new().slow("potilas").at("omakanta", "health_data"), Degraded);
}

#[test]
fn edges_act_one_step() {
    let page = Page::new().says(Publisher::Owner, AnnouncementKind::Disturbance, "dvv_varmenne", |_| ());
    assert_eq!(page.at("resepti", "prescribe"), Down);
    assert_eq!(page.at("omakanta", "prescriptions"), Well, "that would be a second step");
}

#[test]
fn a_running_break_is_maintenance_until_its_announced_end() {
    assert_eq!(Page::new().maintenance("potilas").of("potilas"), Maintenance);
    let ended = |a: &mut Announcement| a.ends_at = Some(now());
    let early = |a: &mut Announcement| a.resolved_at = Some(now());
    let later = |a: &mut Announcement| a.starts_at = Some(now() + TimeDelta::minutes(1));
    for set in [ended, early, later] {
        let page = Page::new().says(Publisher::Kela, AnnouncementKind::Maintenance, "potilas", set);
        assert_eq!(page.of("potilas"), Well);
    }
}

#[test]
fn a_service_with_some_functions_in_maintenance_is_degraded() {
    let page = Page::new().maintenance("potilas");
    assert_eq!((page.at("omakanta", "health_data"), page.of("omakanta")), (Maintenance, Degraded));
}

#[test]
fn the_functions_reported_on_a_published_incident_are_lost_by_their_own_effect() {
    let page = Page::new().incident(&[("potilas.fetch", Effect::Prevents), ("potilas.save", Effect::Degrades)], |_| ());
    assert_eq!((page.at("potilas", "fetch"), page.at("potilas", "save")), (Down, Degraded));
    assert_eq!(Page::new().incident(&[("potilas.fetch", Effect::None)], |_| ()).of("potilas"), Well);
}

#[test]
fn a_service_that_a_bulletin_of_ours_names_is_hit_as_a_whole_with_its_edges() {
    let page = Page::new().incident(&[], |p| p.services = vec!["potilas".to_owned()]);
    assert_eq!((page.of("potilas"), page.at("omakanta", "health_data")), (Down, Down));
}

#[test]
fn a_person_who_decides_another_effect_moves_the_page() {
    let milder = Page::new().incident(&[("potilas.fetch", Effect::Prevents)], |p| p.effect = Effect::Degrades);
    assert_eq!(milder.at("potilas", "fetch"), Degraded);
    let worse = Page::new().incident(&[("potilas.fetch", Effect::Degrades)], |p| p.effect = Effect::Prevents);
    assert_eq!(worse.at("potilas", "fetch"), Down);
}

#[test]
fn while_kanta_fi_cannot_be_read_kelas_services_are_unknown_and_others_are_not() {
    let page = Page::new().unreadable();
    assert_eq!((page.of("potilas"), page.at("potilas", "fetch")), (Unknown, Unknown));
    assert_eq!(page.of("sf_tunnistus"), Well);
}

#[test]
fn the_worst_wins() {
    assert_eq!(Page::new().bulletin("potilas").unreadable().of("potilas"), Down);
    assert_eq!(Page::new().slow("potilas").unreadable().of("potilas"), Degraded);
    assert_eq!(Page::new().maintenance("potilas").unreadable().of("potilas"), Maintenance);
    assert_eq!(Page::new().maintenance("potilas").slow("potilas").of("potilas"), Degraded);
    assert_eq!(Page::new().slow("potilas").bulletin("potilas").of("potilas"), Down);
}

#[test]
fn incidents_of_local_or_network_origin_leave_the_page_alone() {
    for origin in [Origin::Local, Origin::Network] {
        let page = Page::new().incident(&[("potilas.fetch", Effect::Prevents)], |p| p.origin = origin);
        assert_eq!(page.of("potilas"), Well);
    }
    for origin in [Origin::Dependency, Origin::Undetermined] {
        let page = Page::new().incident(&[("potilas.fetch", Effect::Prevents)], |p| p.origin = origin);
        assert_eq!(page.of("potilas"), Degraded);
    }
}

#[test]
fn incidents_below_regional_stand_on_the_organisations_own_view_only() {
    for extent in Extent::ALL {
        let page = Page::new().incident(&[("potilas.fetch", Effect::Prevents)], |p| p.extent = *extent);
        assert_eq!(page.of("potilas") != Well, is_public(*extent), "{extent}");
    }
    assert!(!is_public(Extent::Organisation) && is_public(Extent::Regional));
}

#[test]
fn bulletins_of_operators_and_brokers_leave_the_page_alone() {
    for publisher in [Publisher::Operator, Publisher::Broker(OrganisationId(1))] {
        let page = Page::new().says(publisher, AnnouncementKind::Disturbance, "potilas", |_| ());
        assert_eq!(page.of("potilas"), Well);
    }
}

#[test]
fn edges_of_connection_point_line_and_patient_system_leave_the_page_alone() {
    for system in ["liityntapiste", "verkko", "potj"] {
        let page = Page::new().says(Publisher::Owner, AnnouncementKind::Disturbance, system, |_| ());
        let services = catalogue().services();
        assert!(services.iter().all(|service| page.of(&service.id) == Well), "{system}");
    }
}

#[test]
fn vtj_takes_functions_away_only_while_identification_is_out() {
    let vtj = || Page::new().says(Publisher::Owner, AnnouncementKind::Disturbance, "vtj", |_| ());
    assert_eq!(vtj().at("omakanta", "consents"), Well);
    let both = vtj().says(Publisher::Owner, AnnouncementKind::Disturbance, "sf_tunnistus", |_| ());
    assert_eq!(both.at("omakanta", "consents"), Down);
    let published = vtj().incident(&[], |p| p.services = vec!["sf_tunnistus".to_owned()]);
    assert_eq!(published.at("omakanta", "consents"), Down);
}
