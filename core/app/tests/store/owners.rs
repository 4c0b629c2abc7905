//! Who may see may not yet change: breaks, evidence and organisations have an owner, and nobody else changes them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use majakka_app::Tx;
use majakka_app::command::account;
use majakka_app::command::bulletin;
use majakka_app::command::contact::{ChangeContact, change as change_contact};
use majakka_app::command::maintenance::break_series;
use majakka_app::command::maintenance::{self as breaks, Plan, Shown};
use majakka_app::command::organisation as steps;
use majakka_app::command::organisation::partner as register;
use majakka_app::command::report::{self, Report};
use majakka_app::command::upstream::{self, Announce, Looked};
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{
    AccountRole, AnnouncementKind, ContactKind, ContactRole, Effect, Language, Layer, OrganisationKind, ProbeResult,
    TaskName, TokenScope,
};
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::account::NewAccount;
use majakka_store::contact::{self, NewContact};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::maintenance;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::partner::NewPartner;
use majakka_store::status_page;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{announcement, audit, desk, probe, task};
use serde_json::json;

/// A host with a pharmacy and a clinic at its desk, and a county with a desk of its own.
struct Installation {
    app: TestApp,
    host: OrganisationId,
    pharmacy: OrganisationId,
    clinic: OrganisationId,
    county: OrganisationId,
}

fn on_both(story: impl Fn(&Installation)) {
    majakka_kit::on_both(|database| story(&Installation::on(database)));
}

impl Installation {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let settle = |tx: &mut Tx<'_>| {
            let mut add = |slug: &str, kind, desk| {
                let new = NewOrganisation { desk, ..NewOrganisation::named(slug, format!("Nimi {slug}"), kind) };
                organisation::insert(tx.conn, tx.now, &new)
            };
            let host = add("isanta", OrganisationKind::Host, None)?;
            let pharmacy = add("apteekki", OrganisationKind::Pharmacy, Some(host))?;
            let clinic = add("klinikka", OrganisationKind::WellbeingCounty, Some(host))?;
            let county = add("alue", OrganisationKind::WellbeingCounty, None)?;
            Ok((host, pharmacy, clinic, county))
        };
        let (host, pharmacy, clinic, county) = app.step(settle);
        Installation { app, host, pharmacy, clinic, county }
    }

    fn person(&self, organisation: OrganisationId, roles: &[AccountRole]) -> Viewer {
        Viewer::Person(Person {
            account: AccountId(1),
            organisation,
            // Whose desk she works at: her own organisation's, also where another one's takes its reports.
            desk: organisation,
            name: "Aino".to_owned(),
            roles: roles.to_vec(),
            helpdesk_publishes: true,
            language: Language::Fi,
        })
    }

    fn helpdesk(&self, organisation: OrganisationId) -> Viewer {
        self.person(organisation, &[AccountRole::Helpdesk, AccountRole::CommsOwner])
    }

    fn act<T>(&self, viewer: &Viewer, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.app.write(viewer, step)
    }
}

fn forbidden<T: std::fmt::Debug>(done: Result<T>) {
    assert!(matches!(&done, Err(Error::Refused(Refusal::Forbidden))), "{done:?}");
}

fn technical(organisation: OrganisationId) -> NewContact {
    NewContact {
        organisation,
        kind: ContactKind::Organisation,
        name: "Tuki".to_owned(),
        email: "tuki@example.fi".to_owned(),
        phone: None,
        takes_sms: false,
        language: Language::Fi,
        roles: [ContactRole::Technical].into(),
    }
}

fn plan(name: &str, rule: Option<&str>, organisations: Vec<OrganisationId>) -> Plan {
    Plan {
        external_id: name.to_owned(),
        services: vec!["resepti".to_owned()],
        starts_at: NOON + TimeDelta::days(2),
        ends_at: Some(NOON + TimeDelta::days(2) + TimeDelta::hours(1)),
        impact: bulletin::in_finnish("reseptiä ei voi tallentaa"),
        organisations,
        shown: Shown::Concerned,
        rule: rule.map(str::to_owned),
    }
}

#[test]
fn whom_a_break_concerns_sees_it_and_only_who_planned_it_moves_it_or_calls_it_off() {
    on_both(|there| {
        let (host, member) = (there.helpdesk(there.host), there.helpdesk(there.pharmacy));
        let everybody = vec![there.pharmacy, there.clinic];
        there.act(&host, |tx| breaks::plan(tx, &plan("HUOLTO-1", None, everybody.clone()))).expect("a break");
        let series = plan("SARJA-1", Some("FREQ=WEEKLY"), everybody.clone());
        there.act(&host, |tx| breaks::plan(tx, &series)).expect("a series");
        let seen = there.app.read(|conn| maintenance::find(conn, &member, "HUOLTO-1")).expect("it concerns her");

        forbidden(there.act(&member, |tx| breaks::cancel(tx, "HUOLTO-1")));
        let later = NOON + TimeDelta::days(3);
        forbidden(
            there.act(&member, |tx| breaks::reschedule(tx, "HUOLTO-1", later, Some(later + TimeDelta::hours(1)))),
        );
        forbidden(there.act(&member, |tx| break_series::end(tx, "SARJA-1")));
        let stranger = there.act(&there.helpdesk(there.county), |tx| breaks::cancel(tx, "HUOLTO-1"));
        assert!(matches!(stranger, Err(Error::Refused(Refusal::Validation(_)))), "{stranger:?}");
        let after = there.app.read(|conn| maintenance::find(conn, &member, "HUOLTO-1")).expect("still there");
        assert_eq!(after, seen, "nothing of it has changed");

        there.act(&host, |tx| breaks::cancel(tx, "HUOLTO-1")).expect("its own");
        there.act(&host, |tx| break_series::end(tx, "SARJA-1")).expect("its own");
        let own = plan("OMA-1", None, vec![there.pharmacy]);
        there.act(&member, |tx| breaks::plan(tx, &own)).expect("her own break");
        there.act(&member, |tx| breaks::cancel(tx, "OMA-1")).expect("her own break");
    });
}

fn disturbance(title: &str) -> Announce {
    Announce {
        source: "kanta.fi".to_owned(),
        external_id: "K-1".to_owned(),
        kind: AnnouncementKind::Disturbance,
        title: title.to_owned(),
        services: vec!["resepti".to_owned()],
        effect: Effect::Prevents,
        starts_at: None,
        ends_at: None,
    }
}

#[test]
fn what_a_desk_hears_counts_for_its_own_incidents_until_a_host_confirms_it() {
    on_both(|there| {
        let (county, host) = (there.helpdesk(there.county), there.helpdesk(there.host));
        let heard = |desk: Option<OrganisationId>| -> Vec<String> {
            let all = there.app.read(|conn| announcement::relevant(conn, NOON, desk)).expect("announcements");
            all.into_iter().map(|one| one.title).collect()
        };
        let (at_county, at_host, on_the_page) = (Some(there.county), Some(there.host), None);
        there.act(&county, |tx| upstream::announce(tx, disturbance("Alueen kirjaama"))).expect("her desk heard it");
        assert_eq!(
            (heard(at_county), heard(at_host), heard(on_the_page)),
            (vec!["Alueen kirjaama".to_owned()], vec![], vec![])
        );
        there
            .act(&there.helpdesk(there.pharmacy), |tx| upstream::resolved(tx, "kanta.fi", "K-1"))
            .expect("nothing of hers");
        assert_eq!(heard(at_county).len(), 1, "nobody else ends it");
        let rows = there.app.read(|conn| desk::announcements(conn, None, 10)).expect("what a host sees");
        let id = rows[0].id;
        assert_eq!((rows[0].plain_id(), rows[0].desk_id), ("K-1", Some(there.county)));
        let pharmacys = there.app.read(|conn| desk::announcements(conn, Some(there.pharmacy), 10)).expect("hers");
        assert_eq!(pharmacys, [], "nobody else sees it");

        for other in [&county, &there.helpdesk(there.pharmacy)] {
            forbidden(there.act(other, |tx| upstream::confirm(tx, id)));
        }
        forbidden(there.act(&host, |tx| upstream::retract(tx, id)));
        there.act(&host, |tx| upstream::confirm(tx, id)).expect("the host says so too");
        assert_eq!((heard(at_host).len(), heard(on_the_page).len()), (1, 1));
        forbidden(there.act(&county, |tx| upstream::retract(tx, id)));

        // The same notice once more at a desk is another row, which the host has no use for.
        there.act(&county, |tx| upstream::announce(tx, disturbance("Alueen toinen"))).expect("her desk's own");
        assert_eq!(heard(on_the_page), ["Alueen kirjaama"], "nobody else's word is overwritten");
        let twice =
            there.app.read(|conn| desk::announcements(conn, Some(there.county), 10)).expect("hers").remove(0).id;
        let refused = there.act(&host, |tx| upstream::confirm(tx, twice));
        assert!(matches!(refused, Err(Error::Refused(Refusal::Validation(_)))), "{refused:?}");
        there.act(&county, |tx| upstream::retract(tx, twice)).expect("a slip of hers");
        assert_eq!(heard(at_county), ["Alueen kirjaama"]);
        there.act(&county, |tx| upstream::announce(tx, disturbance("Sittenkin"))).expect("and said again");
        assert_eq!(heard(at_county).len(), 2);
    });
}

#[test]
fn what_a_desk_measures_counts_for_its_own_incidents_until_a_host_confirms_it() {
    on_both(|there| {
        let (county, host) = (there.helpdesk(there.county), there.helpdesk(there.host));
        let from = Looked::From(there.county);
        there
            .act(&county, |tx| upstream::measure(tx, Layer::Service, ProbeResult::Fail, &from))
            .expect("her own chain");
        let seen = |desk| {
            let whose = [there.county].into();
            there.app.read(|conn| probe::of_organisations(conn, NOON, desk, &whose)).expect("measurements").len()
        };
        assert_eq!((seen(there.county), seen(there.host)), (1, 0));
        let id = there.app.read(|conn| probe::newest(conn, None, 1)).expect("it").remove(0).id;
        forbidden(there.act(&county, |tx| upstream::confirm_measurement(tx, id)));
        there.act(&host, |tx| upstream::confirm_measurement(tx, id)).expect("the host looked");
        assert_eq!(seen(there.host), 1);
        forbidden(there.act(&county, |tx| upstream::remove_measurement(tx, id)));
        there.act(&host, |tx| upstream::remove_measurement(tx, id)).expect("a slip");
        assert_eq!(seen(there.county), 0);
        let elsewhere = Looked::From(there.pharmacy);
        let done = there.act(&county, |tx| upstream::measure(tx, Layer::Tcp, ProbeResult::Ok, &elsewhere));
        assert!(matches!(done, Err(Error::NotFound(_))), "{done:?}");
    });
}

#[test]
fn an_announcement_that_was_a_slip_explains_nothing_any_more_and_the_duties_that_it_ended_return() {
    on_both(|there| {
        let host = there.helpdesk(there.host);
        let told = Report::least(there.clinic, "resepti", "prescribe", Effect::Prevents, "Ei tallennu.");
        let incident = there.app.step(|tx| report::report(tx, told)).incident.expect("an incident");
        there.app.step(|tx| task::owe(tx.conn, tx.now, incident, TaskName::KelaForm));
        let owed =
            || there.app.read(|conn| task::open_names(conn, incident)).expect("tasks").contains(&TaskName::KelaForm);
        there.act(&host, |tx| upstream::announce(tx, disturbance("Väärin luettu"))).expect("a slip");
        assert!(!owed(), "Kela knows, it seems");
        let id = there.app.read(|conn| announcement::relevant(conn, NOON, None)).expect("it").remove(0).announcement.id;
        there.act(&host, |tx| upstream::retract(tx, id)).expect("taken back");
        assert!(owed(), "and is owed again");
        assert_eq!(there.app.read(|conn| announcement::relevant(conn, NOON, None)).expect("none"), []);
    });
}

#[test]
fn what_counts_for_everybody_is_said_by_a_host_only() {
    on_both(|there| {
        let service = Looked::At("resepti".to_owned());
        let program = |organisation| there.app.program(organisation, &[TokenScope::Evidence]);
        for stranger in [program(there.county), Viewer::Organisation(there.county)] {
            forbidden(there.act(&stranger, |tx| upstream::announce(tx, disturbance("Häiriö"))));
            forbidden(there.act(&stranger, |tx| upstream::resolved(tx, "kanta.fi", "K-1")));
            let measured = |tx: &mut Tx<'_>| upstream::measure(tx, Layer::Service, ProbeResult::Ok, &service);
            forbidden(there.act(&stranger, measured));
        }
        for stranger in [there.helpdesk(there.county), there.helpdesk(there.pharmacy), program(there.county)] {
            forbidden(there.act(&stranger, |tx| upstream::reach(tx, "kanta.fi", false)));
        }
        let host = there.helpdesk(there.host);
        there.act(&host, |tx| upstream::announce(tx, disturbance("Häiriö"))).expect("the host says it");
        there.act(&program(there.host), |tx| upstream::reach(tx, "kanta.fi", true)).expect("its program");
        there.act(&host, |tx| upstream::measure(tx, Layer::Service, ProbeResult::Ok, &service)).expect("the host's");
    });
}

#[test]
fn an_administrator_of_one_house_keeps_it_at_the_desk_where_the_host_has_put_it() {
    on_both(|there| {
        let admin = there.person(there.pharmacy, &[AccountRole::SystemAdmin]);
        let rules = steps::DeskRules::default();
        let sent = NewOrganisation {
            region: "Uusi alue".to_owned(),
            desk: None,
            ..NewOrganisation::named("apteekki", "Nimi apteekki", OrganisationKind::Pharmacy)
        };
        there.act(&admin, |tx| steps::change(tx, there.pharmacy, &sent, &rules)).expect("a save of her own page");
        let row = there.app.read(|conn| organisation::find(conn, &Viewer::System, there.pharmacy)).expect("it");
        assert_eq!((row.desk_id, row.region.as_str()), (Some(there.host), "Uusi alue"));
        for kind in [OrganisationKind::Host, OrganisationKind::Broker] {
            let grab = NewOrganisation { kind, ..sent.clone() };
            let done = there.act(&admin, |tx| steps::change(tx, there.pharmacy, &grab, &rules));
            done.expect("what she may is saved");
            let row = there.app.read(|conn| organisation::find(conn, &Viewer::System, there.pharmacy)).expect("it");
            assert_eq!(row.kind, OrganisationKind::Pharmacy, "and not what she may not");
        }
    });
}

#[test]
fn who_a_new_house_is_a_host_confirms_and_until_then_it_has_no_view_of_its_own() {
    on_both(|there| {
        let bounded = there.person(there.pharmacy, &[AccountRole::SystemAdmin]);
        let host = there.person(there.host, &[AccountRole::SystemAdmin]);
        let rules = steps::DeskRules { contact_line: "Soita 0400 000 001".to_owned(), ..steps::DeskRules::default() };
        let new = |slug: &str| NewOrganisation::named(slug, format!("Nimi {slug}"), OrganisationKind::Pharmacy);
        let made = |viewer: &Viewer, slug: &str| {
            there.act(viewer, |tx| steps::create(tx, &new(slug), &rules)).expect("an organisation")
        };
        let view = |slug: &str| there.app.read(|conn| status_page::member(conn, slug)).expect("an answer");
        let walked = || there.app.read(|conn| status_page::members_after(conn, OrganisationId(0), 100)).expect("views");
        let (sivu, isannan) = (made(&bounded, "kela"), made(&host, "uusi"));
        assert_eq!(view("uusi").map(|member| member.id), Some(isannan), "what a host makes is what the host says");
        assert_eq!(view("kela"), None);
        assert!(walked().iter().all(|member| member.id != sivu), "no exported page either");

        for other in [&bounded, &there.person(there.county, &[AccountRole::SystemAdmin]), &there.helpdesk(there.host)] {
            forbidden(there.act(other, |tx| steps::confirm(tx, sivu)));
        }
        let row = there.app.read(|conn| organisation::find(conn, &Viewer::System, sivu)).expect("it");
        let (again, rules) = there.app.read(|conn| steps::stored(conn, &row)).expect("what is written of it");
        there.act(&bounded, |tx| steps::change(tx, sivu, &again, &rules)).expect("a save as it was");
        assert_eq!(view("kela"), None, "a save confirms nothing");

        there.act(&host, |tx| steps::confirm(tx, sivu)).expect("the host says so");
        assert_eq!(view("kela").map(|member| member.id), Some(sivu));
        let row = there.app.read(|conn| audit::newest(conn, 1)).expect("the log").remove(0);
        assert_eq!((row.action.as_str(), row.subject.as_str()), ("organisation.confirmed", "kela"));
        there.act(&host, |tx| steps::confirm(tx, sivu)).expect("and once more");
    });
}

#[test]
fn who_merely_bears_a_vendors_name_gets_nobodys_letters() {
    on_both(|there| {
        let technical = |organisation, email: &str| NewContact { email: email.to_owned(), ..technical(organisation) };
        let settle = |tx: &mut Tx<'_>| {
            contact::insert(tx.conn, &technical(there.county, "kaappari@example.fi"))?;
            let broker = NewOrganisation::named("valittaja", "Välittäjä Oy", OrganisationKind::Broker);
            let broker = organisation::insert(tx.conn, tx.now, &broker)?;
            contact::insert(tx.conn, &technical(broker, "tuki@example.fi")).map(drop)
        };
        there.act(&Viewer::System, settle).expect("contacts");
        let found = |name: &str| there.app.read(|conn| contact::technical_of(conn, name)).expect("an answer");
        assert_eq!(found("Nimi alue"), None, "a county that calls itself like a vendor");
        assert_eq!(found("Välittäjä Oy").map(|(email, _)| email).as_deref(), Some("tuki@example.fi"));
    });
}

#[test]
fn the_log_tells_a_person_from_another_of_her_name_and_from_the_installation() {
    on_both(|there| {
        let roles = [AccountRole::Helpdesk].into();
        let new = |email: &str, name: &str| NewAccount {
            organisation: there.host,
            email: email.to_owned(),
            name: name.to_owned(),
            language: Language::Fi,
            roles: BTreeSet::clone(&roles),
        };
        let invite = |email: &str, name: &str| there.act(&Viewer::System, |tx| account::invite(tx, &new(email, name)));
        let (id, _) = invite("aino@example.fi", "Aino Esimerkki").expect("an account");
        invite("toinen@example.fi", "Aino Esimerkki").expect("another of the same name");
        for name in ["system", " SYSTEM ", "organisation 1", "Aino #1"] {
            let done = there.act(&Viewer::System, |tx| account::change_details(tx, id, name, Language::Fi));
            assert!(matches!(done, Err(Error::Refused(Refusal::Validation(_)))), "{name}: {done:?}");
            assert!(invite("kolmas@example.fi", name).is_err(), "{name}");
        }
        let aino = Viewer::Person(Person {
            account: id,
            organisation: there.host,
            desk: there.host,
            name: "Aino Esimerkki".to_owned(),
            roles: vec![AccountRole::Helpdesk],
            helpdesk_publishes: true,
            language: Language::Fi,
        });
        let renamed = |tx: &mut Tx<'_>| account::change_details(tx, id, "Aino Uusi", Language::Sv);
        there.act(&aino, renamed).expect("her own details");
        let row = there.app.read(|conn| audit::newest(conn, 1)).expect("the log").remove(0);
        assert_eq!((row.action.as_str(), row.actor), ("account.changed", format!("Aino Esimerkki #{}", id.0)));
        for told in ["Aino Esimerkki", "\"fi\"", "Aino Uusi", "\"sv\""] {
            assert!(row.detail.contains(told), "{told} is not in {}", row.detail);
        }
    });
}

/// What the newest row of the log says of a change: the action, and what was and is.
fn told(there: &Installation) -> (String, serde_json::Value) {
    let row = there.app.read(|conn| audit::newest(conn, 1)).expect("the log").remove(0);
    (row.action, serde_json::from_str(&row.detail).expect("JSON"))
}

#[test]
fn a_change_in_the_register_says_what_was_and_what_is() {
    on_both(|there| {
        let keep = |tx: &mut Tx<'_>| {
            let row = majakka_store::installation::find(tx.conn, tx.viewer, there.pharmacy)?;
            let (stored, rules) = steps::stored(tx.conn, &row)?;
            let moved = NewOrganisation { region: " Uusi  alue ".to_owned(), desk: Some(there.county), ..stored };
            steps::change(tx, there.pharmacy, &moved, &steps::DeskRules { page_closed: true, ..rules })
        };
        there.act(&Viewer::System, keep).expect("a change");
        let was = json!({ "region": "", "desk": there.host, "page_closed": false });
        let is = json!({ "region": "Uusi alue", "desk": there.county, "page_closed": true });
        assert_eq!(told(there), ("organisation.changed".to_owned(), json!({ "was": was, "is": is })));

        let id = there.app.contact(&NewContact { email: "vanha@example.fi".to_owned(), ..technical(there.clinic) });
        let to = ChangeContact {
            email: Some("uusi@example.fi".to_owned()),
            phone: Some("0400 000 001".to_owned()),
            ..ChangeContact::default()
        };
        there.act(&Viewer::System, |tx| change_contact(tx, there.clinic, id, &to)).expect("a change");
        let was = json!({ "email": "vanha@example.fi", "phone": null });
        let is = json!({ "email": "uusi@example.fi", "phone": "+358400000001" });
        assert_eq!(told(there), ("contact.changed".to_owned(), json!({ "was": was, "is": is })));

        let partner = |email: &str| NewPartner {
            name: "Potilasmalli Oy".to_owned(),
            email: email.to_owned(),
            phone: String::new(),
            language: Language::Fi,
            answer_minutes: 60,
        };
        let save = |id, email| there.act(&Viewer::System, |tx| register::save(tx, id, &partner(email)));
        let id = save(None, "vanha@example.fi").expect("a partner");
        save(Some(id), "uusi@example.fi").expect("a change");
        let detail = json!({ "was": { "email": "vanha@example.fi" }, "is": { "email": "uusi@example.fi" } });
        assert_eq!(told(there), ("partner.changed".to_owned(), detail));
    });
}

#[test]
fn nobody_takes_another_houses_name_or_number_and_every_line_has_an_end() {
    on_both(|there| {
        let admin = there.person(there.county, &[AccountRole::SystemAdmin]);
        let new = || NewOrganisation::named("uusi", "Nimi uusi", OrganisationKind::Pharmacy);
        let refused = |new: NewOrganisation| match there
            .act(&admin, |tx| steps::create(tx, &new, &steps::DeskRules::default()))
        {
            Err(Error::Refused(Refusal::Validation(problems))) => {
                problems.iter().map(|problem| (problem.field, problem.problem)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let long = "a".repeat(201);
        let bounded = NewOrganisation { region: long.clone(), operator: long.clone(), vendor: long, ..new() };
        assert_eq!(refused(bounded), ["region", "operator", "vendor"].map(|field| (field, "too_long")));
        let code = "131052-308T";
        let patient = NewOrganisation { vendor: format!("Malli {code}"), ..new() };
        assert_eq!(refused(patient), [("vendor", "hetu")]);

        let numbered = NewOrganisation { business_id: "1572860-0".to_owned(), ..new() };
        there.act(&admin, |tx| steps::create(tx, &numbered, &steps::DeskRules::default())).expect("a house");
        let again = NewOrganisation { slug: "toinen".to_owned(), name: "NIMI  UUSI".to_owned(), ..numbered };
        assert_eq!(refused(again), [("name", "taken"), ("business_id", "taken")]);
        let unnumbered = NewOrganisation { slug: "kolmas".to_owned(), name: "Nimi kolmas".to_owned(), ..new() };
        there.act(&admin, |tx| steps::create(tx, &unnumbered, &steps::DeskRules::default())).expect("no number");
    });
}

#[test]
fn who_a_house_is_only_a_host_says() {
    on_both(|there| {
        let own = there.person(there.county, &[AccountRole::SystemAdmin]);
        let stored = |there: &Installation| {
            let read = |conn: &mut AnyConnection| {
                let row = organisation::find(conn, &Viewer::System, there.county)?;
                steps::stored(conn, &row)
            };
            there.app.read(read).expect("the house")
        };
        let (before, rules) = stored(there);
        let other = NewOrganisation {
            slug: "muu".to_owned(),
            name: "Kela".to_owned(),
            kind: OrganisationKind::Pharmacy,
            business_id: "1572860-0".to_owned(),
            region: "Muu alue".to_owned(),
            ..before.clone()
        };
        there.act(&own, |tx| steps::change(tx, there.county, &other, &rules)).expect("what she may");
        let after = stored(there).0;
        assert_eq!(after, NewOrganisation { region: "Muu alue".to_owned(), ..before }, "its region, and nothing else");
        there.act(&Viewer::System, |tx| steps::change(tx, there.county, &other, &rules)).expect("the host");
        assert_eq!(stored(there).0, other);
    });
}
