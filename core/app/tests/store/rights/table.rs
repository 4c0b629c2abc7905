//! What each step takes, after the domain: `core/domain/src/rights.rs`, docs/DOMAIN.md 2, docs/SECURITY.md "Who may see what".
//!
//! The values are such that the step is done for whoever has the right: a row that nobody can take fails.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::Tx;
use majakka_app::command::account;
use majakka_app::command::account::email_change;
use majakka_app::command::account::letter;
use majakka_app::command::account::provider::{self, Vouched};
use majakka_app::command::account::second_factor::{self, Factor};
use majakka_app::command::account::session::{self, Whence};
use majakka_app::command::account::{FIRST_EMAIL, Introduction};
use majakka_app::command::audit::reading;
use majakka_app::command::audit::refusal_log;
use majakka_app::command::audit::transfer;
use majakka_app::command::bulletin::{self, Withdraw, Write, in_finnish};
use majakka_app::command::contact::person;
use majakka_app::command::contact::{self, ChangeContact};
use majakka_app::command::delivery::inbound::{self, Inbound};
use majakka_app::command::delivery::read_receipt;
use majakka_app::command::delivery::receipt;
use majakka_app::command::delivery::returned::{self, ReturnedMail};
use majakka_app::command::delivery::route_alarm::{self, RouteTrouble};
use majakka_app::command::delivery::route_test;
use majakka_app::command::delivery::send_again::{self, Whom};
use majakka_app::command::due::retention;
use majakka_app::command::escalation::connection;
use majakka_app::command::escalation::escalate::{self, Escalate};
use majakka_app::command::incident::answer;
use majakka_app::command::incident::case::Case;
use majakka_app::command::incident::checks;
use majakka_app::command::incident::controller;
use majakka_app::command::incident::merge;
use majakka_app::command::incident::review;
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::maintenance;
use majakka_app::command::maintenance::break_series;
use majakka_app::command::maintenance::overrun;
use majakka_app::command::organisation::api_token::{self, Replacement, Wanted};
use majakka_app::command::organisation::import::{self, Order, Outcome, Vocabulary, Watch};
use majakka_app::command::organisation::partner;
use majakka_app::command::organisation::{self, DeskRules};
use majakka_app::command::report;
use majakka_app::command::report::correction::{self, Correction};
use majakka_app::command::report::patient;
use majakka_app::command::report::picture;
use majakka_app::command::report::reply::{self, Reply};
use majakka_app::command::report::standing;
use majakka_app::command::upstream::{self, Announce, Looked};
use majakka_app::command::vault_key;
use majakka_app::delivery_code::Purpose;
use majakka_app::sheet::Sheet;
use majakka_domain::bulletin::Withdrawn;
use majakka_domain::delivery::{Blame, Closed, Fate, Returned};
use majakka_domain::id::{AnnouncementId, OrganisationId, RouteTestId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission as P;
use majakka_domain::terms::{
    AccountRole, AnnouncementKind, CallOutcome, Channel, ClockKind, ContactKind, ContactRole, DeliveryState, Effect,
    EscalationTarget, GuidedCheck, Language, Layer, MessageKind, OrganisationKind, Origin, ProbeResult, Question,
    RegisterFile, ReportEnd, TaskName, TokenLife, TokenOverlap, TokenScope, YesNo,
};
use majakka_store::account::NewAccount;
use majakka_store::announcement::SourceEntry;
use majakka_store::contact::NewContact;
use majakka_store::db::schema::maintenances;
use majakka_store::delivery::{self, Delivery};
use majakka_store::error::{Error, Result};
use majakka_store::installation;
use majakka_store::organisation::{self as organisations, NewOrganisation};
use majakka_store::partner::NewPartner;
use majakka_store::person::Known;
use majakka_store::probe;
use majakka_store::session::Beginning;
use majakka_store::statutory_clock::{self, Whose};
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;
use majakka_store::{account as accounts, escalation, incident, report as reports};

use super::world::{House, ISSUER, World};
use super::{Reach, Right, Row};
use House::{Branch, County, Host, Member, Neighbour};

/// Houses with incidents.
const DESKS: &[House] = &[Host, County];
/// Houses with breaks.
const PLANNERS: &[House] = &[Host, Member, County];
/// Houses of each kind that there is to keep.
const HOMES: &[House] = &[Host, Member, County, Branch];
/// What belongs to no house is tried once.
const ONCE: &[House] = &[Host];

/// What stands before there is a viewer, and decides who it is, or only asks: the doors of `server/tests/auth` are its tests.
/// Whatever takes a `Person` can be taken by her alone, for nobody else has one.
pub(super) const BEFORE_ANYBODY: [&str; 22] = [
    "organisation::contact_line",
    "account::passkey::add",
    "account::passkey::ask",
    "account::passkey::ask_for_new",
    "account::passkey::ask_once_more",
    "account::passkey::prove_again",
    "account::passkey::sign_in",
    "account::provider::prove_again",
    "account::provider::sign_in",
    "report::check",
    "due::schedule::next_due",
    "due::schedule::run_due",
    "account::second_factor::check",
    "account::second_factor::enrol",
    "account::second_factor::offer",
    "account::second_factor::offered_before",
    "account::session::complete",
    "account::session::note_proof",
    "account::session::prove_again",
    "account::session::resume",
    "account::session::sign_in",
    "vault_key::seal_anew",
];

const fn row(
    step: &'static str,
    right: Right,
    on: &'static [House],
    take: fn(&mut Tx<'_>, &World, House) -> Result<()>,
) -> Row {
    Row { step, right, on, take }
}

/// A role, on what one's own desk owns.
const fn own(permission: P) -> Right {
    Right::Role(permission, Reach::Owner)
}

const fn keeper() -> Right {
    Right::Role(P::Administer, Reach::Kept)
}

const fn host(permission: P) -> Right {
    Right::Role(permission, Reach::Host)
}

pub(super) const ROWS: &[Row] = &[
    // An incident is its desk's.
    row("incident::triage::triage", own(P::Triage), DESKS, |tx, w, of| {
        let decision = Triage {
            incident: w.desk(of).open,
            seen: None,
            origin: Origin::Kanta,
            reason: "kaikilla sama".to_owned(),
            effect: None,
            extent: None,
            criticality: None,
        };
        triage::triage(tx, &decision)
    }),
    row("incident::triage::accept", own(P::Triage), DESKS, |tx, w, of| {
        heard(tx, None)?;
        triage::accept(tx, w.desk(of).open, None)
    }),
    row("report::correction::correct", own(P::Triage), DESKS, |tx, w, of| {
        let report = reports::find(tx.conn, &Viewer::System, w.desk(of).report)?;
        let corrected = Correction {
            report: report.id,
            service: report.service,
            function: report.function,
            effect: report.effect,
            unit: "Päivystys".to_owned(),
            workstation: String::new(),
            occurred_at: report.occurred_at,
            safety_risk: report.safety_risk,
            privacy_risk: report.privacy_risk,
            reason: "yksikkö puuttui".to_owned(),
        };
        correction::correct(tx, &corrected)
    }),
    row("report::correction::end", own(P::Triage), DESKS, |tx, w, of| {
        correction::end(tx, w.desk(of).report, ReportEnd::Rejected, "ei vikaa")
    }),
    row("incident::merge::move_report", own(P::Triage), DESKS, |tx, w, of| {
        merge::move_report(tx, w.desk(of).report, None).map(drop)
    }),
    row("incident::merge::undo", own(P::Triage), DESKS, |tx, w, of| {
        let (quiet, open) = (w.desk(of).quiet, w.desk(of).open);
        merge::merge(tx, quiet, open)?;
        merge::undo(tx, quiet)
    }),
    row("incident::merge::merge", own(P::Triage), DESKS, |tx, w, of| {
        merge::merge(tx, w.desk(of).quiet, w.desk(of).open)
    }),
    row("incident::checks::note", own(P::Triage), DESKS, |tx, w, of| {
        checks::note(tx, w.desk(of).quiet, &[GuidedCheck::Announcements].into())
    }),
    row("report::reply::reply", own(P::Triage), DESKS, |tx, w, of| {
        let desk = w.desk(of);
        let note = in_finnish("selvitetään");
        let said = Reply { incident: desk.open, seen: None, reports: [desk.report].into(), note, estimate: None };
        reply::reply(tx, &said).map(drop)
    }),
    row("delivery::inbound::handle", own(P::Triage), DESKS, |tx, w, of| inbound::handle(tx, w.desk(of).reply)),
    row("escalation::escalate::escalate", own(P::Escalate), DESKS, |tx, w, of| {
        escalate::escalate(tx, &letter(w, of, EscalationTarget::Vendor))
    }),
    row("escalation::escalate::escalate", own(P::Escalate), DESKS, |tx, w, of| {
        escalate::escalate(tx, &letter(w, of, EscalationTarget::Kela))
    }),
    row("escalation::escalate::preview_to_kela", own(P::Escalate), DESKS, |tx, w, of| {
        let case = Case::find(tx, w.desk(of).quiet)?;
        escalate::preview_to_kela(tx, &case).map(drop)
    }),
    row("escalation::escalate::answered", own(P::Escalate), DESKS, |tx, w, of| {
        let sent = letter(w, of, EscalationTarget::Vendor);
        escalate::escalate(tx, &sent)?;
        let waiting = escalation::of_incident(tx.conn, sent.incident)?.pop().map_or(0, |sent| sent.id);
        let answer = escalation::Answer { text: "Tutkitaan.".to_owned(), ticket: String::new(), promised_at: None };
        escalate::answered(tx, sent.incident, waiting, &answer)
    }),
    row("escalation::escalate::call", own(P::Call), DESKS, |tx, w, of| {
        let (to, outcome) = (EscalationTarget::Kela, CallOutcome::Reached);
        escalate::call(tx, w.desk(of).open, to, outcome, "Aino", "")
    }),
    row("escalation::connection::closed", own(P::Escalate), DESKS, |tx, w, of| {
        connection::closed(tx, w.desk(of).open, "Kela sulki yhteyden")
    }),
    row("escalation::connection::reopened", own(P::EndTask), DESKS, |tx, w, of| {
        connection::reopened(tx, w.desk(of).told, "selvitys lähetetty")
    }),
    row("bulletin::publish", own(P::Publish), DESKS, |tx, w, of| {
        bulletin::publish(tx, &Write::new(w.desk(of).quiet, w.wording())).map(drop)
    }),
    row("bulletin::preview_first", own(P::Publish), DESKS, |tx, w, of| {
        bulletin::preview_first(tx, &Write::new(w.desk(of).quiet, w.wording())).map(drop)
    }),
    row("bulletin::update", own(P::Publish), DESKS, |tx, w, of| {
        bulletin::update(tx, MessageKind::Update, &Write::new(w.desk(of).told, w.wording())).map(drop)
    }),
    row("bulletin::preview_update", own(P::Publish), DESKS, |tx, w, of| {
        bulletin::preview_update(tx, MessageKind::Update, &Write::new(w.desk(of).told, w.wording())).map(drop)
    }),
    row("bulletin::unchanged", own(P::Publish), DESKS, |tx, w, of| {
        bulletin::unchanged(tx, w.desk(of).told, None).map(drop)
    }),
    row("bulletin::withdraw", own(P::Publish), DESKS, |tx, w, of| bulletin::withdraw(tx, &withdrawal(w, of)).map(drop)),
    row("bulletin::preview_withdrawal", own(P::Publish), DESKS, |tx, w, of| {
        bulletin::preview_withdrawal(tx, &withdrawal(w, of)).map(drop)
    }),
    row("bulletin::resolve", own(P::Publish), DESKS, |tx, w, of| {
        let end = w.end(w.desk(of).told, tx.now);
        bulletin::resolve(tx, &end)
    }),
    row("bulletin::preview_resolve", own(P::Publish), DESKS, |tx, w, of| {
        let end = w.end(w.desk(of).told, tx.now);
        bulletin::preview_resolve(tx, &end).map(drop)
    }),
    row("incident::review::attach", own(P::Publish), DESKS, |tx, w, of| {
        review::attach(tx, w.desk(of).over, None, &in_finnish("opittiin"))
    }),
    row("delivery::send_again::send_again", own(P::Publish), DESKS, |tx, w, of| {
        send_again::send_again(tx, w.desk(of).told, None, w.desk(of).bulletin).map(drop)
    }),
    row("delivery::send_again::message_again", own(P::Publish), DESKS, |tx, w, of| {
        send_again::message_again(tx, None, w.desk(of).bulletin, Whom::AllThatFailed).map(drop)
    }),
    row("delivery::send_again::message_again", own(P::Escalate), DESKS, |tx, w, of| {
        send_again::message_again(tx, None, w.desk(of).escalation, Whom::AllThatFailed).map(drop)
    }),
    row("incident::answer::answer", own(P::Answer(Question::DataBreach)), DESKS, |tx, w, of| {
        answer(tx, w, of, Question::DataBreach)
    }),
    row("incident::answer::answer", own(P::Answer(Question::SignificantIncident)), DESKS, |tx, w, of| {
        answer(tx, w, of, Question::SignificantIncident)
    }),
    row("incident::answer::answer", own(P::Answer(Question::CustomerNotice)), DESKS, |tx, w, of| {
        answer(tx, w, of, Question::CustomerNotice)
    }),
    row("incident::answer::answer", own(P::Answer(Question::SafetyReport)), DESKS, |tx, w, of| {
        answer(tx, w, of, Question::SafetyReport)
    }),
    row("incident::answer::end_task", own(P::EndTask), DESKS, |tx, w, of| {
        answer::end_task(tx, w.desk(of).open, TaskName::DpoAssessment, "Aino")
    }),
    row("incident::answer::end_clock", own(P::Answer(Question::DataBreach)), DESKS, |tx, w, of| {
        answer::end_clock(tx, w.desk(of).open, ClockKind::Gdpr33, true, "")
    }),
    row(
        "incident::controller::answer",
        Right::Role(P::Answer(Question::DataBreach), Reach::Reporting),
        DESKS,
        |tx, w, of| {
            controller::answer(tx, w.home(of.reports()).id, w.desk(of).open, YesNo::Yes, "meidän rekisterissämme")
        },
    ),
    row(
        "incident::controller::end_clock",
        Right::Role(P::Answer(Question::DataBreach), Reach::Reporting),
        DESKS,
        |tx, w, of| {
            let (house, open) = (w.home(of.reports()).id, w.desk(of).open);
            let due = tx.now + TimeDelta::hours(72);
            statutory_clock::start(tx.conn, tx.now, due, open, Whose::House(house), ClockKind::Gdpr33)?;
            controller::end_clock(tx, house, open, true, "")
        },
    ),
    row("incident::answer::close", own(P::Close), DESKS, |tx, w, of| answer::close(tx, w.desk(of).quiet, None)),
    // What is read is its desk's, and the reporting house's.
    row("report::patient::open", Right::Role(P::OpenPatientReference, Reach::Reader), DESKS, |tx, w, of| {
        patient::open(tx, w.desk(of).report, "hoidon vuoksi").map(drop)
    }),
    row("report::picture::open", Right::Role(P::ReadDesk, Reach::Reader), DESKS, |tx, w, of| {
        picture::open(tx, w.desk(of).picture).map(drop)
    }),
    row("report::standing::standing", Right::Standing, DESKS, |tx, w, of| {
        standing::standing(tx.conn, tx.viewer, &w.desk(of).report_reference).map(drop)
    }),
    row("incident::case::Case::find", Right::See, DESKS, |tx, w, of| Case::find(tx, w.desk(of).open).map(drop)),
    // A break is whose desk planned it.
    row("maintenance::plan", Right::Role(P::PlanMaintenance, Reach::Served), HOMES, |tx, w, of| {
        let concerning = vec![w.home(of).id];
        maintenance::plan(tx, &maintenance::Plan { organisations: concerning, ..w.new_break(of, "UUSI") })
    }),
    row("maintenance::reschedule", own(P::PlanMaintenance), PLANNERS, |tx, w, of| {
        let (starts, hour) = (tx.now + TimeDelta::days(3), TimeDelta::hours(1));
        maintenance::reschedule(tx, &w.plan(of).single, starts, Some(starts + hour))
    }),
    row("maintenance::end", own(P::PlanMaintenance), PLANNERS, |tx, w, of| {
        let begun = maintenances::table.filter(maintenances::external_id.eq(&w.plan(of).single));
        diesel::update(begun).set(maintenances::starts_at.eq(tx.now.naive_utc())).execute(tx.conn)?;
        maintenance::end(tx, &w.plan(of).single)
    }),
    row("maintenance::cancel", own(P::PlanMaintenance), PLANNERS, |tx, w, of| {
        maintenance::cancel(tx, &w.plan(of).single)
    }),
    row("maintenance::break_series::end", own(P::PlanMaintenance), PLANNERS, |tx, w, of| {
        break_series::end(tx, &w.plan(of).series)
    }),
    row("delivery::send_again::message_again", own(P::PlanMaintenance), PLANNERS, |tx, w, of| {
        send_again::message_again(tx, None, w.plan(of).notice, Whom::AllThatFailed).map(drop)
    }),
    // Reporting.
    row("report::report", Right::Report, &[Host, County, Neighbour], |tx, w, of| {
        report::report(tx, w.told(of)).map(drop)
    }),
    row("maintenance::overrun::goes_on", Right::Report, PLANNERS, |tx, w, of| {
        overrun::goes_on(tx, &w.plan(of).late, "Huolto jatkuu.", Language::Fi).map(drop)
    }),
    // Evidence counts for everybody, unless it is from one side.
    row("upstream::for_everybody", EVIDENCE, ONCE, |tx, _, _| upstream::for_everybody(tx)),
    row("upstream::announce", Right::Evidence(Reach::Anywhere), ONCE, |tx, _, _| {
        upstream::announce(tx, announced()).map(drop)
    }),
    row("upstream::announce_windows", Right::Evidence(Reach::Anywhere), ONCE, |tx, _, _| {
        let (starts, hour) = (tx.now + TimeDelta::days(1), TimeDelta::hours(1));
        let of_a_break = Announce { kind: AnnouncementKind::Maintenance, ..announced() };
        upstream::announce_windows(tx, of_a_break, &[(starts, Some(starts + hour))]).map(drop)
    }),
    row("upstream::resolved", Right::Evidence(Reach::Anywhere), ONCE, |tx, _, _| {
        upstream::resolved(tx, "kanta.fi", "K-1")
    }),
    row("upstream::over", Right::Evidence(Reach::Anywhere), ONCE, |tx, _, _| {
        upstream::over(tx, "kanta.fi", "K-1", None)
    }),
    row("upstream::reach", EVIDENCE, ONCE, |tx, _, _| upstream::reach(tx, "kanta.fi", false)),
    row("upstream::confirm", EVIDENCE, ONCE, |tx, w, _| {
        let id = heard(tx, Some(w.home(County).id))?;
        upstream::confirm(tx, id)
    }),
    row("upstream::retract", own(P::Triage), DESKS, |tx, w, of| {
        let desk = Some(w.home(of).id).filter(|_| of != Host);
        let id = heard(tx, desk)?;
        upstream::retract(tx, id)
    }),
    row("upstream::confirm_measurement", EVIDENCE, ONCE, |tx, w, _| {
        let id = measured(tx, Some(w.home(County).id))?;
        upstream::confirm_measurement(tx, id)
    }),
    row("upstream::remove_measurement", own(P::Triage), DESKS, |tx, w, of| {
        let desk = Some(w.home(of).id).filter(|_| of != Host);
        let id = measured(tx, desk)?;
        upstream::remove_measurement(tx, id)
    }),
    row("upstream::measure", Right::Evidence(Reach::Anywhere), ONCE, |tx, _, _| {
        upstream::measure(tx, Layer::Service, ProbeResult::Fail, &Looked::At("resepti".to_owned()))
    }),
    row("upstream::measure", Right::Evidence(Reach::Served), HOMES, |tx, w, of| {
        upstream::measure(tx, Layer::Tcp, ProbeResult::Fail, &Looked::From(w.home(of).id))
    }),
    // The register of contacts is kept by the house and by the desk that serves it.
    row("contact::add::add", Right::Role(P::EditContacts, Reach::Served), HOMES, |tx, w, of| {
        let new = NewContact {
            organisation: w.home(of).id,
            kind: ContactKind::Person,
            name: "Cecilia".to_owned(),
            email: "cecilia@example.fi".to_owned(),
            phone: None,
            takes_sms: false,
            language: Language::Sv,
            roles: [ContactRole::Billing].into(),
        };
        contact::add(tx, &new).map(drop)
    }),
    row("contact::change::change", Right::Role(P::EditContacts, Reach::Served), HOMES, |tx, w, of| {
        let to = ChangeContact { name: Some("Anna Uusi".to_owned()), ..ChangeContact::default() };
        contact::change(tx, w.home(of).id, w.home(of).contact, &to)
    }),
    row("contact::absence::note_absence", Right::Role(P::EditContacts, Reach::Served), HOMES, |tx, w, of| {
        let (home, until) = (w.home(of), tx.now + TimeDelta::days(7));
        contact::note_absence(tx, home.contact, tx.now, until, Some(home.substitute))
    }),
    row("organisation::import::check", Right::Role(P::EditContacts, Reach::Served), HOMES, |tx, w, of| {
        imported(tx, &w.home(of).id, import::check)
    }),
    row("organisation::import::take_in", Right::Role(P::EditContacts, Reach::Served), HOMES, |tx, w, of| {
        imported(tx, &w.home(of).id, import::take_in)
    }),
    // Houses, accounts, tokens and links are kept by administrators.
    row("organisation::create", Right::Role(P::Administer, Reach::Anywhere), ONCE, |tx, _, _| {
        let new = NewOrganisation::named("uusi", "Uusi apteekki", OrganisationKind::Pharmacy);
        organisation::create(tx, &new, &DeskRules::default()).map(drop)
    }),
    row("organisation::change", keeper(), HOMES, |tx, w, of| {
        let row = organisations::find(tx.conn, &Viewer::System, w.home(of).id)?;
        let (is, rules) = organisation::stored(tx.conn, &row)?;
        let to = NewOrganisation { region: "Uusi alue".to_owned(), ..is };
        organisation::change(tx, w.home(of).id, &to, &rules)
    }),
    row("organisation::confirm", host(P::Administer), HOMES, |tx, w, of| {
        let id = w.home(of).id;
        installation::set_confirmed(tx.conn, id, false)?;
        organisation::confirm(tx, id)
    }),
    row("organisation::new_report_link", keeper(), HOMES, |tx, w, of| {
        organisation::new_report_link(tx, w.home(of).id).map(drop)
    }),
    row("organisation::revoke_report_link", keeper(), HOMES, |tx, w, of| {
        organisation::revoke_report_link(tx, w.home(of).id)
    }),
    row("organisation::api_token::make", keeper(), HOMES, |tx, w, of| {
        let scopes = [TokenScope::Read].into();
        let wanted = Wanted { name: "Seuranta".to_owned(), scopes, life: TokenLife::Month };
        api_token::make(tx, w.home(of).id, &wanted).map(drop)
    }),
    row("organisation::api_token::replace", keeper(), HOMES, |tx, w, of| {
        let by = Replacement { life: TokenLife::Month, overlap: TokenOverlap::Day };
        api_token::replace(tx, w.home(of).id, w.home(of).token, by).map(drop)
    }),
    row("organisation::api_token::revoke", keeper(), HOMES, |tx, w, of| {
        api_token::revoke(tx, w.home(of).id, w.home(of).token)
    }),
    row("account::invite", keeper(), HOMES, |tx, w, of| account::invite(tx, &invited(w, of)).map(drop)),
    row("account::letter::invite", keeper(), HOMES, |tx, w, of| letter::invite(tx, &invited(w, of)).map(drop)),
    row("account::reset", keeper(), HOMES, |tx, w, of| account::reset(tx, w.home(of).colleague).map(drop)),
    row("account::letter::reset", keeper(), HOMES, |tx, w, of| letter::reset(tx, w.home(of).colleague).map(drop)),
    row("account::set_roles", keeper(), HOMES, |tx, w, of| {
        account::set_roles(tx, w.home(of).colleague, &[AccountRole::Auditor].into())
    }),
    row("account::deactivate", keeper(), HOMES, |tx, w, of| account::deactivate(tx, w.home(of).colleague)),
    row("account::reactivate", keeper(), HOMES, |tx, w, of| account::reactivate(tx, w.home(of).colleague)),
    row("account::unlock", keeper(), HOMES, |tx, w, of| account::unlock(tx, w.home(of).colleague)),
    row("account::organisation_of_slug", keeper(), HOMES, |tx, w, of| {
        let slug = organisations::find(tx.conn, &Viewer::System, w.home(of).id)?.slug;
        account::organisation_of_slug(tx, &slug).map(drop)
    }),
    row("account::second_factor::reset", Right::Role(P::Administer, Reach::House), HOMES, |tx, w, of| {
        second_factor::reset(tx, w.home(of).colleague)
    }),
    // What is the whole installation's, its host's administrators and auditors have.
    row("organisation::partner::save", host(P::Administer), ONCE, |tx, _, _| {
        partner::save(tx, None, &vendor()).map(drop)
    }),
    row("organisation::partner::save", host(P::Administer), ONCE, |tx, w, _| {
        partner::save(tx, Some(w.partner), &vendor()).map(drop)
    }),
    row("organisation::partner::remove", host(P::Administer), ONCE, |tx, w, _| partner::remove(tx, w.partner)),
    row("organisation::partner::may_keep", host(P::Administer), ONCE, |tx, _, _| {
        if partner::may_keep(tx.conn, tx.viewer)? { Ok(()) } else { Err(Refusal::Forbidden.into()) }
    }),
    row("delivery::route_test::ask", host(P::Administer), ONCE, |tx, _, _| {
        let routes = tx.app.settings.routes();
        let mail = routes.iter().find(|route| route.channel == Channel::Email).expect("a route for mails");
        route_test::ask(tx, &mail.name, "koe@example.fi", Language::Fi).map(drop)
    }),
    row("delivery::route_test::look_at_addresses", host(P::Administer), ONCE, |tx, _, _| {
        route_test::look_at_addresses(tx)
    }),
    row("audit::reading::newest", host(P::ReadAudit), ONCE, |tx, _, _| reading::newest(tx, None, 10).map(drop)),
    // One's own account.
    row("account::change_details", Right::Own, PLANNERS, |tx, w, of| {
        account::change_details(tx, w.home(of).own, "Uusi Nimi", Language::Sv)
    }),
    row("account::introduce", Right::Own, PLANNERS, |tx, w, of| {
        let own = w.home(of).own;
        accounts::set_email(tx.conn, own, FIRST_EMAIL)?;
        let said = Introduction {
            name: "Uusi Nimi".to_owned(),
            email: "uusi.nimi@example.fi".to_owned(),
            organisation: "Uusi talo".to_owned(),
            contact_line: "040 123 4567".to_owned(),
        };
        account::introduce(tx, own, &said)
    }),
    row("account::change_password", Right::Own, PLANNERS, |tx, w, of| {
        account::change_password(tx, w.home(of).own, "$argon2id$x")
    }),
    row("account::email_change::ask", Right::Own, PLANNERS, |tx, w, of| {
        let person = accounts::person(tx.conn, w.home(of).own)?.expect("an open account");
        email_change::ask(tx, &person, "toinen@example.fi")
    }),
    row("account::second_factor::renew_codes", Right::Own, PLANNERS, |tx, w, of| {
        second_factor::renew_codes(tx, w.home(of).own).map(drop)
    }),
    row("account::second_factor::remove", Right::Own, PLANNERS, |tx, w, of| {
        let person = accounts::person(tx.conn, w.home(of).own)?.expect("an open account");
        second_factor::remove(tx, &person, Factor::Authenticator)
    }),
    row("account::provider::link", Right::Own, PLANNERS, |tx, w, of| provider::link(tx, w.home(of).own, &vouched())),
    row("account::provider::unlink", Right::Own, PLANNERS, |tx, w, of| provider::unlink(tx, w.home(of).own, ISSUER)),
    row("account::session::end_others", Right::Own, PLANNERS, |tx, w, of| {
        session::end_others(tx, w.home(of).own, &TokenHash::new("this one stays"), None)
    }),
    row("account::session::begin", Right::Own, PLANNERS, |tx, w, of| session::begin(tx, w.home(of).own).map(drop)),
    row("account::session::begin_with", Right::Own, PLANNERS, |tx, w, of| {
        session::begin_with(tx, w.home(of).own, &Beginning::default()).map(drop)
    }),
    row("account::session::enter", Right::Own, PLANNERS, |tx, w, of| {
        session::enter(tx, w.home(of).own, &whence()).map(drop)
    }),
    // Nobody's but the installation's: its clock, its gateways, its command line.
    row("account::first_administrator", Right::Installation, ONCE, |tx, _, _| {
        account::first_administrator(tx).map(drop)
    }),
    row("account::until_somebody_can_sign_in", Right::Installation, ONCE, |tx, _, _| {
        account::until_somebody_can_sign_in(tx).map(drop)
    }),
    row("account::letter::forgotten", Right::Installation, ONCE, |tx, _, _| {
        letter::forgotten(tx, "kohde@apteekki.example")
    }),
    row("delivery::inbound::take", Right::Installation, ONCE, |tx, _, _| {
        let [route, from, to, text] = ["kannel", "+358400000001", "16100", "Kiitos."].map(str::to_owned);
        inbound::take(tx, &Inbound { route, reference: None, from, to, text })
    }),
    row("account::second_factor::seal_anew", Right::Installation, ONCE, |tx, _, _| {
        second_factor::seal_anew(tx).map(drop)
    }),
    row("audit::transfer::copied", Right::Installation, ONCE, |tx, _, _| {
        transfer::copied(tx, "sqlite:///var/lib/majakka.sqlite", &Default::default())
    }),
    row("vault_key::compare", Right::Installation, ONCE, |tx, _, _| vault_key::compare(tx)),
    row("report::patient::seal_anew", Right::Installation, ONCE, |tx, _, _| patient::seal_anew(tx).map(drop)),
    row("contact::person::export", Right::Installation, ONCE, |tx, _, _| person::export(tx, &somebody()).map(drop)),
    row("contact::person::forget", Right::Installation, ONCE, |tx, _, _| person::forget(tx, &somebody()).map(drop)),
    row("delivery::receipt::receipt", Right::Installation, ONCE, |tx, w, of| {
        receipt::receipt(tx, w.desk(of).delivery, DeliveryState::Delivered, "")
    }),
    row("delivery::receipt::came", Right::Installation, ONCE, |tx, w, of| {
        receipt::came(tx, w.desk(of).delivery, Fate::Delivered, "")
    }),
    row("delivery::receipt::accepted", Right::Installation, ONCE, |tx, w, of| {
        let row = delivery(tx, w, of)?;
        receipt::accepted(tx, &row)
    }),
    row("delivery::receipt::failed_for_good", Right::Installation, ONCE, |tx, w, of| {
        let row = delivery(tx, w, of)?;
        receipt::failed_for_good(tx, &row)
    }),
    row("delivery::receipt::uncertain_for_good", Right::Installation, ONCE, |tx, w, of| {
        let row = delivery(tx, w, of)?;
        receipt::uncertain_for_good(tx, &row)
    }),
    row("audit::refusal_log::watch", Right::Installation, ONCE, |tx, _, _| refusal_log::watch(tx).map(drop)),
    row("due::retention::forget", Right::Installation, ONCE, |tx, _, _| retention::forget(tx).map(drop)),
    row("due::retention::hold", Right::Installation, ONCE, |tx, w, of| {
        retention::hold(tx, &w.desk(of).reference, "käräjäoikeus").map(drop)
    }),
    row("due::retention::release", Right::Installation, ONCE, |tx, w, of| {
        retention::release(tx, &w.desk(of).reference, "ratkaistu").map(drop)
    }),
    row("due::retention::sweep_drafts", Right::Installation, ONCE, |tx, _, _| retention::sweep_drafts(tx).map(drop)),
    row("due::retention::sweep_keys", Right::Installation, ONCE, |tx, _, _| retention::sweep_keys(tx).map(drop)),
    row("delivery::returned::take", Right::Installation, ONCE, |tx, w, of| {
        let codes = vec![tx.app.vault.delivery_codes().sign(Purpose::Return, w.desk(of).delivery)];
        let report = ReturnedMail { codes, fate: Returned::Complaint, words: "abuse".to_owned() };
        returned::take(tx, &report).map(drop)
    }),
    row("delivery::route_alarm::alarm", Right::Installation, ONCE, |tx, _, _| {
        let (since, opens_at) = (tx.now - TimeDelta::minutes(5), tx.now);
        let closed = Closed {
            blame: Blame::Us,
            reply: "550".to_owned(),
            since,
            opens_at,
            trials: 3,
            alarmed: false,
            silent: false,
        };
        let trouble = RouteTrouble { route: "smtp".to_owned(), channel: Channel::Email, closed };
        route_alarm::alarm(tx, &trouble).map(drop)
    }),
    row("delivery::route_test::came", Right::Installation, ONCE, |tx, _, _| {
        route_test::came(tx, RouteTestId(1), Fate::Delivered, "")
    }),
    row("delivery::returned::arrived", Right::Installation, ONCE, |tx, _, _| returned::arrived(tx, "").map(drop)),
    row("delivery::route_test::take", Right::Installation, ONCE, |tx, _, _| {
        route_test::take(tx, &["smtp".to_owned()]).map(drop)
    }),
    // Whoever brings it.
    row("account::open_with_link", Right::Bring, ONCE, |tx, w, _| {
        account::open_with_link(tx, &w.link, "$argon2id$x").map(drop)
    }),
    row("account::email_change::confirm", Right::Bring, ONCE, |tx, w, _| email_change::confirm(tx, &w.email_link)),
    row("delivery::read_receipt::acknowledge", Right::Bring, ONCE, |tx, w, of| {
        let code = tx.app.vault.delivery_codes().sign(Purpose::Read, w.desk(of).delivery);
        read_receipt::acknowledge(tx, &code)
    }),
    row("account::session::renewed", Right::Bring, ONCE, |tx, _, _| {
        session::renewed(tx, "a token", &whence()).map(drop)
    }),
    row("account::session::sign_out", Right::Bring, ONCE, |tx, _, _| session::sign_out(tx, "a token").map(drop)),
    row("audit::refusal_log::refused", Right::Bring, ONCE, |tx, _, _| {
        refusal_log::refused(tx, "GET /desk", "403 forbidden")
    }),
    row("incident::case::Tx::audit", Right::Bring, ONCE, |tx, _, _| tx.audit("test.row", "", "")),
    row("bulletin::affected::affected", Right::Bring, DESKS, |tx, w, of| {
        let case = loaded(tx, w, of)?;
        bulletin::affected(tx, &case).map(drop)
    }),
    row("bulletin::affected::affected_in_detail", Right::Bring, DESKS, |tx, w, of| {
        let case = loaded(tx, w, of)?;
        bulletin::affected_in_detail(tx, &case).map(drop)
    }),
    row("incident::answer::unanswered", Right::Bring, DESKS, |tx, w, of| {
        let row = incident::find(tx.conn, &Viewer::System, w.desk(of).open)?;
        answer::unanswered(tx, &row).map(drop)
    }),
];

const EVIDENCE: Right = Right::Evidence(Reach::Host);

fn withdrawal(w: &World, of: House) -> Withdraw {
    let why = in_finnish("tiedote oli väärä");
    Withdraw { incident: w.desk(of).told, seen: None, which: Withdrawn::Newest, why, insist: true }
}

fn letter(w: &World, of: House, to: EscalationTarget) -> Escalate {
    Escalate { incident: w.desk(of).quiet, to, note: String::new(), pictures: Vec::new() }
}

fn answer(tx: &mut Tx<'_>, w: &World, of: House, question: Question) -> Result<()> {
    answer::answer(tx, w.desk(of).open, question, YesNo::No, "ei koske")
}

fn announced() -> Announce {
    Announce {
        source: "kanta.fi".to_owned(),
        external_id: "K-1".to_owned(),
        kind: AnnouncementKind::Disturbance,
        title: "Resepti-palvelussa häiriö".to_owned(),
        services: vec!["resepti".to_owned()],
        effect: Effect::Prevents,
        starts_at: None,
        ends_at: None,
    }
}

/// The same as it was heard at a desk, or for everybody.
fn heard(tx: &mut Tx<'_>, desk: Option<OrganisationId>) -> Result<AnnouncementId> {
    let said = SourceEntry {
        source: "kanta.fi".to_owned(),
        external_id: "K-9".to_owned(),
        kind: AnnouncementKind::Disturbance,
        title: "Resepti-palvelussa häiriö".to_owned(),
        effect: Effect::Prevents,
        starts_at: None,
        ends_at: None,
        resolved_at: None,
        services: ["resepti".to_owned()].into(),
        desk,
    };
    majakka_store::announcement::put(tx.conn, tx.now, &said)
}

fn measured(tx: &mut Tx<'_>, desk: Option<OrganisationId>) -> Result<i64> {
    probe::insert(tx.conn, tx.now, Layer::Service, ProbeResult::Fail, None, Some("resepti"), desk)?;
    Ok(probe::newest(tx.conn, None, 1)?.remove(0).id)
}

fn invited(w: &World, of: House) -> NewAccount {
    NewAccount {
        organisation: w.home(of).id,
        email: "uusi@example.fi".to_owned(),
        name: "Uusi Esimerkki".to_owned(),
        language: Language::Fi,
        roles: [AccountRole::Helpdesk].into(),
    }
}

fn vendor() -> NewPartner {
    NewPartner {
        name: "Toinen Toimittaja".to_owned(),
        email: "tuki@toinen.example".to_owned(),
        phone: String::new(),
        language: Language::Fi,
        answer_minutes: 30,
    }
}

fn somebody() -> Known {
    Known::Email("kohde@apteekki.example".to_owned())
}

fn vouched() -> Vouched {
    Vouched {
        provider: "toinen".to_owned(),
        issuer: "https://toinen.example".to_owned(),
        subject: "248289761001".to_owned(),
        email: None,
        name: String::new(),
        roles: BTreeSet::new(),
        organisation: None,
        second_factor: false,
        language: Language::Fi,
    }
}

fn whence() -> Whence {
    Whence { address: Ipv4Addr::LOCALHOST.into(), marks: Vec::new(), browser: String::new() }
}

fn delivery(tx: &mut Tx<'_>, w: &World, of: House) -> Result<Delivery> {
    Ok(delivery::find(tx.conn, w.desk(of).delivery)?.expect("a delivery"))
}

fn loaded<'a>(tx: &mut Tx<'a>, w: &World, of: House) -> Result<Case<'a>> {
    let row = incident::find(tx.conn, &Viewer::System, w.desk(of).open)?;
    Case::load(tx.conn, &tx.app.catalogue, tx.now, row)
}

/// A step of an import.
type Import = fn(&mut Tx<'_>, RegisterFile, Order<'_>, Watch<'_>) -> Result<Outcome>;

/// A new contact of a house by a file: who does not know the house has a wrong row.
fn imported(tx: &mut Tx<'_>, house: &OrganisationId, step: Import) -> Result<()> {
    let slug = organisations::find(tx.conn, &Viewer::System, *house)?.slug;
    let text = format!("organisation,name,email,roles\n{slug},Cecilia,cecilia@example.fi,billing\n");
    let sheet = Sheet::read(text.as_bytes()).expect("a file");
    let columns = Vocabulary::new(&tx.app.renderer, RegisterFile::Contacts)?.guess(sheet.header());
    let order = Order { sheet: &sheet, columns: &columns, whole: false };
    match step(tx, RegisterFile::Contacts, order, &mut |_| ()) {
        Ok(outcome) if outcome.is_sound() => Ok(()),
        Ok(_) => Err(Error::NotFound("organisation")),
        Err(Error::Refused(Refusal::Validation(_))) => Err(Error::NotFound("organisation")),
        Err(other) => Err(other),
    }
}
