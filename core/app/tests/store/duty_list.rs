//! Who is woken, when, and how often.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::Tx;
use majakka_app::command::bulletin::{self, Wording, Write};
use majakka_app::command::delivery::send_again;
use majakka_app::command::due::schedule;
use majakka_app::command::escalation::escalate;
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Report};
use majakka_domain::id::{IncidentId, MessageId, OrganisationId};
use majakka_domain::terms::{
    CallOutcome, ContactRole, Criticality, Effect, EscalationTarget, Extent, MessageKind, OrganisationKind, Origin,
};
use majakka_kit::fixture::recipient;
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::{deliveries, message_texts, timeline};
use majakka_store::installation;
use majakka_store::organisation::{self, NewOrganisation};

const NUMBER: &str = "+358400000007";
const MAIL: &str = "paivystys@example.fi";

/// A county with two lines on its duty list.
struct County {
    app: TestApp,
    id: OrganisationId,
}

fn on_both(story: impl Fn(&County)) {
    majakka_kit::on_both(|database| story(&County::on(database)));
}

impl County {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let new = NewOrganisation {
            services: ["resepti".to_owned()].into(),
            ..NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::WellbeingCounty)
        };
        let id = app.step(|tx| {
            let id = organisation::insert(tx.conn, tx.now, &new)?;
            installation::set_desk_rules(tx.conn, id, true, "", &format!("{NUMBER}\n\n  {MAIL}\n"))?;
            Ok(id)
        });
        County { app, id }
    }

    fn write<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> majakka_store::error::Result<T>) -> T {
        self.app.step(step)
    }

    fn report(&self, privacy_risk: bool) -> IncidentId {
        let told = Report {
            privacy_risk,
            ..Report::least(self.id, "resepti", "prescribe", Effect::Prevents, "Reseptiä ei voi tallentaa.")
        };
        self.write(|tx| report::report(tx, told)).incident.expect("an incident")
    }

    fn decide(&self, incident: IncidentId, effect: Effect, criticality: Criticality) {
        let decision = Triage {
            incident,
            seen: None,
            origin: Origin::Local,
            reason: "Näin arvioitiin.".to_owned(),
            effect: Some(effect),
            extent: Some(Extent::Unit),
            criticality: Some(criticality),
        };
        self.write(|tx| triage::triage(tx, &decision));
    }

    /// So many minutes after noon, what is due has happened.
    fn at(&self, minutes: i64) {
        self.app.clock.set(NOON + TimeDelta::minutes(minutes));
        schedule::run_due(&self.app).expect("what is due");
    }

    /// Each alert as it left: the address and the subject of its mail.
    fn woken(&self) -> Vec<(String, String)> {
        self.write(|tx| {
            Ok(deliveries::table
                .inner_join(message_texts::table.on(message_texts::message_id.eq(deliveries::message_id)))
                .filter(deliveries::kind.eq(MessageKind::DutyAlert.as_str()))
                .order(deliveries::id)
                .select((deliveries::address, message_texts::subject))
                .load(tx.conn)?)
        })
    }

    /// Two people who get bulletins of an organisation by mail.
    fn recipients(&self, organisation: OrganisationId) {
        for name in ["aino", "eino"] {
            self.write(|tx| contact::insert(tx.conn, &recipient(organisation, name)).map(drop));
        }
    }

    fn deliveries_of(&self, message: MessageId) -> Vec<i64> {
        let of = deliveries::table.filter(deliveries::message_id.eq(message.0)).order(deliveries::id);
        self.write(|tx| Ok(of.select(deliveries::id).load(tx.conn)?))
    }

    /// The gateway has given these up.
    fn fail(&self, ids: &[i64]) {
        self.write(|tx| {
            let failed = (deliveries::state.eq("failed"), deliveries::settled_at.eq(tx.now.naive_utc()));
            let rows = deliveries::table.filter(deliveries::id.eq_any(ids.to_vec()));
            Ok(diesel::update(rows).set(failed).execute(tx.conn)?)
        });
    }

    fn noted(&self, kind: &str) -> i64 {
        self.write(|tx| Ok(timeline::table.filter(timeline::kind.eq(kind)).count().get_result(tx.conn)?))
    }
}

#[test]
fn an_incident_that_nobody_was_told_of_wakes_each_line_of_the_list_after_fifteen_minutes_and_once() {
    on_both(|county| {
        let incident = county.report(false);
        county.at(40);
        assert_eq!(county.woken(), [], "it waits for its triage");
        county.decide(incident, Effect::Prevents, Criticality::Major);
        county.at(54);
        assert_eq!(county.woken(), []);
        county.at(55);
        let woken = county.woken();
        assert_eq!(woken.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [NUMBER, MAIL]);
        assert!(woken.iter().all(|(_, subject)| subject.contains("Ensimmäinen tiedote puuttuu")), "{woken:?}");
        county.at(300);
        assert_eq!((county.woken().len(), county.noted("duty_alerted")), (2, 1), "once");

        // Judged critical later on, it wakes them for that as well, and at once.
        county.decide(incident, Effect::Prevents, Criticality::Critical);
        county.at(300);
        let woken = county.woken();
        assert_eq!(woken.len(), 4);
        assert!(woken[3].1.contains("Kriittinen"), "{woken:?}");
        county.decide(incident, Effect::Prevents, Criticality::Critical);
        county.at(400);
        assert_eq!(county.woken().len(), 4, "for the same once");
    });
}

#[test]
fn without_an_effect_nobody_is_woken() {
    on_both(|county| {
        let incident = county.report(false);
        county.decide(incident, Effect::None, Criticality::Minor);
        county.at(24 * 60);
        assert_eq!(county.woken(), []);
    });
}

#[test]
fn a_statutory_clock_warns_before_it_runs_out() {
    on_both(|county| {
        let incident = county.report(true);
        county.decide(incident, Effect::None, Criticality::Minor);
        // A quarter of 72 hours before their end. Nobody is an officer here: the list has heard of the suspicion itself.
        county.at(54 * 60 - 1);
        let before = county.woken().len();
        assert_eq!(county.noted("clock_warning"), 0);
        county.at(54 * 60);
        let woken = county.woken().split_off(before);
        assert_eq!((woken.len(), county.noted("clock_warning")), (2, 1));
        assert!(woken.iter().all(|(_, subject)| subject.contains("määräaika päättyy")), "{woken:?}");
        county.at(80 * 60);
        assert_eq!(county.woken().len(), before + 2, "once");
    });
}

#[test]
fn a_bulletin_that_reached_nobody_wakes_them_once_and_again_after_it_was_sent_again() {
    on_both(|county| {
        county.recipients(county.id);
        let incident = county.report(false);
        county.decide(incident, Effect::Prevents, Criticality::Major);
        let write = Write::new(incident, Wording::line("reseptiä ei voi tallentaa"));
        let message = county.write(|tx| bulletin::publish(tx, &write));
        let [first, second, rest @ ..] = &county.deliveries_of(message)[..] else { panic!("several recipients") };
        county.fail(std::slice::from_ref(first));
        county.at(1);
        assert_eq!(county.woken(), [], "one of several is a matter for the list of recipients");
        county.fail(&[&[*second], rest].concat());
        county.at(2);
        let woken = county.woken();
        assert_eq!(woken.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [NUMBER, MAIL]);
        assert!(woken.iter().all(|(_, subject)| subject.contains("ei tavoittanut ketään: Resepti")), "{woken:?}");
        county.at(10);
        assert_eq!((county.woken().len(), county.noted("bulletin_unheard")), (2, 1), "once");

        county.write(|tx| send_again::send_again(tx, incident, None, message));
        county.at(11);
        assert_eq!(county.woken().len(), 2, "it is under way again");
        county.fail(&county.deliveries_of(message));
        county.at(12);
        assert_eq!(county.woken().len(), 4, "and once more in vain");
    });
}

#[test]
fn a_notice_of_a_break_that_reached_nobody_wakes_the_hosts_list() {
    on_both(|county| {
        let host = county.write(|tx| {
            let host = NewOrganisation::named("isanta", "Esimerkin isäntä", OrganisationKind::Host);
            let host = organisation::insert(tx.conn, tx.now, &host)?;
            installation::set_desk_rules(tx.conn, host, true, "", "isanta@example.fi")?;
            Ok(host)
        });
        county.recipients(county.id);
        let plan = Plan {
            external_id: "OMA-1".to_owned(),
            services: vec!["potilas".to_owned()],
            starts_at: NOON + TimeDelta::days(2),
            ends_at: Some(NOON + TimeDelta::days(2) + TimeDelta::hours(1)),
            impact: bulletin::in_finnish("potilastietoja ei voi hakea"),
            organisations: vec![county.id],
            shown: Shown::Concerned,
            rule: None,
        };
        county.write(|tx| maintenance::plan(tx, &plan));
        let notices: Vec<i64> = county.write(|tx| {
            Ok(deliveries::table
                .filter(deliveries::kind.eq(MessageKind::MaintAdvance.as_str()))
                .select(deliveries::id)
                .load(tx.conn)?)
        });
        assert!(!notices.is_empty());
        county.fail(&notices);
        county.at(1);
        let woken = county.woken();
        assert_eq!(woken.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["isanta@example.fi"], "{host}");
        assert!(woken[0].1.contains("(OMA-1)"), "{woken:?}");
    });
}

#[test]
fn the_next_on_duty_is_called_to_telephone_to_kela_until_somebody_there_is_reached() {
    on_both(|county| {
        let incident = county.report(false);
        let decision = Triage {
            incident,
            seen: None,
            origin: Origin::Kanta,
            reason: "Kelan palvelu.".to_owned(),
            effect: Some(Effect::Prevents),
            extent: Some(Extent::Regional),
            criticality: Some(Criticality::Major),
        };
        county.write(|tx| triage::triage(tx, &decision));
        let called = || {
            let all = county.woken().into_iter().filter(|(_, subject)| subject.contains("Kelalle on soittamatta"));
            all.map(|(to, _)| to).collect::<Vec<_>>()
        };
        let call = |outcome| {
            county.write(|tx| escalate::call(tx, incident, EscalationTarget::Kela, outcome, "Aino", ""));
        };
        county.at(14);
        assert!(called().is_empty());
        county.at(15);
        county.at(29);
        assert_eq!(called(), [NUMBER]);
        county.at(30);
        assert_eq!(called(), [NUMBER, MAIL], "the next one, for the first has not reached anybody");
        call(CallOutcome::NoAnswer);
        county.at(45);
        assert_eq!(called(), [NUMBER, MAIL, NUMBER], "and the first again");
        call(CallOutcome::Reached);
        county.at(24 * 60);
        assert_eq!(called().len(), 3);
    });
}

#[test]
fn a_breach_wakes_the_officer_of_who_reported_and_nobody_else() {
    on_both(|county| {
        let officer =
            |organisation, name: &str| NewContact { roles: [ContactRole::Dpo].into(), ..recipient(organisation, name) };
        county.write(|tx| {
            let other = organisation::insert(
                tx.conn,
                tx.now,
                &NewOrganisation::named("naapuri", "Naapuri", OrganisationKind::Pharmacy),
            )?;
            contact::insert(tx.conn, &officer(county.id, "tietosuoja"))?;
            contact::insert(tx.conn, &officer(other, "naapuri"))
        });
        let incident = county.report(true);
        county.decide(incident, Effect::None, Criticality::Minor);
        county.at(1);
        county.at(54 * 60);
        let woken = county.woken();
        assert!(woken.iter().all(|(to, _)| to == "tietosuoja@example.fi"), "{woken:?}");
        let said: Vec<bool> = woken.iter().map(|(_, subject)| subject.contains("Epäilty tietoturvaloukkaus")).collect();
        // Its text stands in three languages.
        assert_eq!((said.iter().filter(|first| **first).count(), woken.len()), (1, 6), "{woken:?}");
    });
}

#[test]
fn where_nobody_is_an_officer_the_duty_list_hears_of_a_breach_and_without_one_that_is_written_down() {
    on_both(|county| {
        let incident = county.report(true);
        county.decide(incident, Effect::None, Criticality::Minor);
        county.at(1);
        let woken = county.woken();
        assert!(woken.iter().any(|(_, subject)| subject.contains("Epäilty tietoturvaloukkaus")), "{woken:?}");

        county.write(|tx| installation::set_desk_rules(tx.conn, county.id, true, "", ""));
        let told = Report {
            privacy_risk: true,
            ..Report::least(county.id, "kuva", "fetch", Effect::None, "Väärän ihmisen.")
        };
        let alone = county.write(|tx| report::report(tx, told)).incident.expect("an incident");
        assert_ne!(alone, incident);
        county.at(2);
        let story = county.write(|tx| majakka_store::timeline::newest(tx.conn, alone, 50));
        assert!(story.iter().any(|entry| entry.happened.kind() == "duty_unheard"), "{story:?}");
    });
}

#[test]
fn a_late_bulletin_wakes_the_comms_owner_of_the_desk_too() {
    on_both(|county| {
        let owner = |organisation, name: &str| NewContact {
            roles: [ContactRole::CommsOwner].into(),
            ..recipient(organisation, name)
        };
        let member = county.write(|tx| {
            let member = NewOrganisation {
                desk: Some(county.id),
                services: ["resepti".to_owned()].into(),
                ..NewOrganisation::named("apteekki", "Esimerkin apteekki", OrganisationKind::Pharmacy)
            };
            let member = organisation::insert(tx.conn, tx.now, &member)?;
            contact::insert(tx.conn, &owner(member, "apteekki"))?;
            contact::insert(tx.conn, &owner(county.id, "isanta"))?;
            Ok(member)
        });
        let told = Report::least(member, "resepti", "dispense", Effect::Prevents, "Ei toimi.");
        let incident = county.write(|tx| report::report(tx, told)).incident.expect("an incident");
        county.write(|tx| bulletin::publish(tx, &Write::new(incident, Wording::line("reseptiä ei voi toimittaa"))));
        county.at(4 * 60);
        let woken: Vec<String> = county.write(|tx| {
            let alarms = deliveries::table.filter(deliveries::kind.eq(MessageKind::StaffAlarm.as_str()));
            Ok(alarms.select(deliveries::address).distinct().order(deliveries::address).load(tx.conn)?)
        });
        assert_eq!(woken, ["apteekki@example.fi", "isanta@example.fi"]);
    });
}
