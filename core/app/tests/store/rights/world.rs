//! Five houses, everybody who comes from them, and what each of them owns.

use std::collections::BTreeMap;
use std::fmt;

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::Tx;
use majakka_app::command::bulletin::{self, Resolve, Write, in_finnish};
use majakka_app::command::escalation::connection;
use majakka_app::command::escalation::escalate::{self, Escalate};
use majakka_app::command::incident::answer;
use majakka_app::command::incident::merge;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Report};
use majakka_app::draft;
use majakka_app::vault::Plain;
use majakka_domain::id::{
    AccountId, ApiTokenId, ContactId, DeliveryId, IncidentId, MessageId, OrganisationId, PartnerId, ReplyId, ReportId,
    ScreenshotId,
};
use majakka_domain::screenshot_key::{PictureFormat, ScreenshotKey};
use majakka_domain::terms::{
    AccountRole, ContactKind, ContactRole, Effect, EscalationTarget, Language, OrganisationKind, Question,
    ReplyMeaning, TokenScope, YesNo,
};
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::contact::NewContact;
use majakka_store::db::schema::{api_tokens, deliveries, messages, replies};
use majakka_store::error::Result;
use majakka_store::organisation::NewOrganisation;
use majakka_store::partner::{self, NewPartner};
use majakka_store::reply::{self, NewReply};
use majakka_store::screenshot_row::{self, NewScreenshot};
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, email_change, identity, one_time_link, second_factor};

/// The role of the person whose account each house's own account is.
pub(super) const OWN: AccountRole = AccountRole::EndUser;
/// Who knows each house's own account.
pub(super) const ISSUER: &str = "https://id.example";
/// Who makes the register's vendor.
const VENDOR: &str = "PotJ";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum House {
    /// Keeps the installation, and its desk serves the next two.
    Host,
    /// A pharmacy, whose report is what the host's incidents are made of.
    Member,
    /// Another at the same desk, whom nothing concerns.
    Neighbour,
    /// A county with a desk of its own.
    County,
    /// A practice that the county's desk serves.
    Branch,
}

impl House {
    pub(super) const ALL: [House; 5] = [House::Host, House::Member, House::Neighbour, House::County, House::Branch];

    /// At whose desk its reports come in.
    pub(super) const fn desk(self) -> House {
        match self {
            House::Host | House::Member | House::Neighbour => House::Host,
            House::County | House::Branch => House::County,
        }
    }

    /// Whose report is in the incidents that it owns, and whom its breaks concern.
    pub(super) const fn reports(self) -> House {
        match self {
            House::Host => House::Member,
            House::County => House::Branch,
            other => other,
        }
    }

    const fn slug(self) -> &'static str {
        match self {
            House::Host => "isanta",
            House::Member => "apteekki",
            House::Neighbour => "klinikka",
            House::County => "alue",
            House::Branch => "asema",
        }
    }

    const fn kind(self) -> OrganisationKind {
        match self {
            House::Host => OrganisationKind::Host,
            House::Member => OrganisationKind::Pharmacy,
            House::Neighbour | House::Branch => OrganisationKind::PrivateHealth,
            House::County => OrganisationKind::WellbeingCounty,
        }
    }
}

/// As what somebody comes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    /// A person with this role; may her helpdesk publish?
    Role(AccountRole, bool),
    /// A program with a token for this.
    Program(TokenScope),
    /// With the report link.
    Link,
    /// Nobody in particular.
    Installation,
}

/// Somebody who tries.
#[derive(Debug)]
pub(super) struct Comer {
    pub(super) house: House,
    pub(super) who: Who,
    pub(super) viewer: Viewer,
}

impl fmt::Display for Comer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {:?}", self.who, self.house)
    }
}

/// What every house has.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) id: OrganisationId,
    pub(super) contact: ContactId,
    pub(super) substitute: ContactId,
    /// Somebody of the house who does nothing.
    pub(super) colleague: AccountId,
    /// The account of whoever has the role [`OWN`].
    pub(super) own: AccountId,
    pub(super) token: ApiTokenId,
}

/// What a house has whose desk serves another.
#[derive(Debug)]
pub(super) struct Desk {
    /// Nobody was told of it yet; a clock runs and a task is open.
    pub(super) open: IncidentId,
    /// Like it, with nothing left to do.
    pub(super) quiet: IncidentId,
    /// A bulletin and a letter to the vendor are out, and reached nobody; Kela has closed the connection.
    pub(super) told: IncidentId,
    /// Over, with its last bulletin.
    pub(super) over: IncidentId,
    pub(super) reference: String,
    pub(super) report: ReportId,
    pub(super) report_reference: String,
    pub(super) picture: ScreenshotId,
    pub(super) reply: ReplyId,
    pub(super) bulletin: MessageId,
    pub(super) escalation: MessageId,
    pub(super) delivery: DeliveryId,
}

/// What a house has planned.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) single: String,
    pub(super) series: String,
    /// It should be over, and is not.
    pub(super) late: String,
    pub(super) notice: MessageId,
}

pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) comers: Vec<Comer>,
    pub(super) homes: BTreeMap<House, Home>,
    desks: BTreeMap<House, Desk>,
    plans: BTreeMap<House, Planned>,
    pub(super) partner: PartnerId,
    /// Opens the account of a colleague.
    pub(super) link: TokenHash,
    /// Confirms another e-mail of the member's own account.
    pub(super) email_link: TokenHash,
}

impl World {
    pub(super) fn on(database: Database) -> World {
        let app = TestApp::on(database).start();
        let ids = houses(&app);
        let mut comers = Vec::new();
        let mut homes = BTreeMap::new();
        for house in House::ALL {
            let theirs = comers_of(&app, house, ids[&house]);
            homes.insert(house, home(&app, house, ids[&house], &theirs));
            comers.extend(theirs);
        }
        comers.push(Comer { house: House::Host, who: Who::Installation, viewer: Viewer::System });
        let vendor = NewPartner {
            name: VENDOR.to_owned(),
            email: "tuki@potj.example".to_owned(),
            phone: String::new(),
            language: Language::Fi,
            answer_minutes: 60,
        };
        let partner = app.step(|tx| partner::insert(tx.conn, &vendor));
        let (link, email_link) = (Token::make(app.random.as_ref()).hash(), Token::make(app.random.as_ref()).hash());
        app.step(|tx| {
            let later = tx.now + TimeDelta::days(1);
            let colleague = homes[&House::Member].colleague;
            one_time_link::replace(tx.conn, &link, colleague, "invite", later)?;
            email_change::replace(tx.conn, homes[&House::Member].own, "uusi@example.fi", &email_link, later)
        });
        let mut world =
            World { app, comers, homes, desks: BTreeMap::new(), plans: BTreeMap::new(), partner, link, email_link };
        for house in [House::Host, House::Member, House::County] {
            let planned = world.planned(house);
            world.plans.insert(house, planned);
        }
        world.app.pass(TimeDelta::hours(2));
        for house in [House::Host, House::County] {
            let desk = world.desk_of(house);
            world.desks.insert(house, desk);
        }
        world
    }

    pub(super) fn home(&self, house: House) -> &Home {
        &self.homes[&house]
    }

    pub(super) fn desk(&self, house: House) -> &Desk {
        &self.desks[&house]
    }

    pub(super) fn plan(&self, house: House) -> &Planned {
        &self.plans[&house]
    }

    fn somebody(&self, house: House, role: AccountRole) -> &Viewer {
        let found = self.comers.iter().find(|comer| {
            comer.house == house && matches!(comer.who, Who::Role(own, publishes) if own == role && publishes)
        });
        &found.expect("somebody").viewer
    }

    /// A break of `house`, as it would be planned now.
    pub(super) fn new_break(&self, house: House, name: &str) -> Plan {
        Plan {
            external_id: format!("{name}-{}", house.slug()),
            services: vec!["kuva".to_owned()],
            starts_at: NOON + TimeDelta::days(2),
            ends_at: Some(NOON + TimeDelta::days(2) + TimeDelta::hours(1)),
            impact: in_finnish("kuvia ei voi hakea"),
            organisations: vec![self.home(house.reports()).id],
            shown: Shown::Concerned,
            rule: None,
        }
    }

    fn planned(&self, house: House) -> Planned {
        let late = Plan {
            starts_at: NOON + TimeDelta::minutes(1),
            ends_at: Some(NOON + TimeDelta::minutes(30)),
            ..self.new_break(house, "KESTO")
        };
        let single = self.new_break(house, "HUOLTO");
        let series = Plan { rule: Some("FREQ=WEEKLY".to_owned()), ..self.new_break(house, "SARJA") };
        for plan in [&late, &single, &series] {
            let planner = self.somebody(house, AccountRole::CommsOwner);
            self.app.write(planner, |tx| maintenance::plan(tx, plan)).expect("a break of her own");
        }
        let notice = self.app.step(|tx| {
            let row = majakka_store::maintenance::by_external_id(tx.conn, &single.external_id)?;
            let notice = messages::table.filter(messages::maintenance_id.eq(row.id.0));
            let notice: MessageId = notice.select(messages::id).first(tx.conn)?;
            nobody_got(tx, notice)?;
            Ok(notice)
        });
        Planned { single: single.external_id, series: series.external_id, late: late.external_id, notice }
    }

    /// What somebody of the house that this desk serves tells.
    pub(super) fn told(&self, house: House) -> Report {
        Report {
            patient_ref: Some("potilas 4711".to_owned()),
            reporter_email: Some("hoitaja@example.fi".to_owned()),
            ..Report::least(
                self.home(house.reports()).id,
                "resepti",
                "prescribe",
                Effect::Prevents,
                "Reseptiä ei voi tallentaa.",
            )
        }
    }

    /// An incident of its own, whatever else runs.
    fn incident(&self, house: House) -> (ReportId, IncidentId) {
        let report = self.app.step(|tx| report::report(tx, self.told(house))).report;
        let row = self.app.step(|tx| majakka_store::report::find(tx.conn, &Viewer::System, report));
        // The first one has opened it; each further one joined, and is split off.
        let split = self.app.step(|tx| merge::move_report(tx, report, None));
        assert_ne!(row.incident_id, Some(split), "an incident of its own");
        (report, split)
    }

    fn desk_of(&self, house: House) -> Desk {
        let step = &self.app;
        step.step(|tx| report::report(tx, self.told(house)));
        let (report, open) = self.incident(house);
        let [(_, quiet), (_, told), (_, over)] = [(); 3].map(|()| self.incident(house));
        step.step(|tx| answer::answer(tx, open, Question::DataBreach, YesNo::Yes, "selvitetään"));
        step.step(|tx| connection::closed(tx, told, "Kela sulki yhteyden"));
        let bulletin = step.step(|tx| bulletin::publish(tx, &Write::new(told, self.wording())));
        let letter =
            Escalate { incident: told, to: EscalationTarget::Vendor, note: String::new(), pictures: Vec::new() };
        step.step(|tx| escalate::escalate(tx, &letter));
        step.step(|tx| bulletin::publish(tx, &Write::new(over, self.wording())));
        step.step(|tx| bulletin::resolve(tx, &self.end(over, tx.now)));
        let picture = step.step(|tx| picture(tx, self.home(house.reports()).id, report));
        step.step(|tx| {
            let escalation: MessageId = messages::table
                .filter(messages::incident_id.eq(told.0))
                .filter(messages::kind.eq("escalation"))
                .select(messages::id)
                .first(tx.conn)?;
            let delivery = deliveries::table.filter(deliveries::message_id.eq(bulletin.0)).select(deliveries::id);
            let delivery: DeliveryId = delivery.first(tx.conn)?;
            nobody_got(tx, bulletin)?;
            nobody_got(tx, escalation)?;
            let new = NewReply {
                route: "kannel".to_owned(),
                reference: None,
                sender: "+358400000001".to_owned(),
                recipient: "16100".to_owned(),
                text: "Kiitos.".to_owned(),
                meaning: ReplyMeaning::Other,
                delivery: None,
                desk: Some(self.home(house).id),
            };
            reply::insert(tx.conn, tx.now, &new, None)?;
            let reply = replies::table.order(replies::id.desc()).select(replies::id).first(tx.conn)?;
            let reference = majakka_store::incident::find(tx.conn, &Viewer::System, open)?.reference;
            let report_reference = majakka_store::report::find(tx.conn, &Viewer::System, report)?.reference;
            Ok(Desk {
                open,
                quiet,
                told,
                over,
                reference,
                report,
                report_reference,
                picture,
                reply,
                bulletin,
                escalation,
                delivery,
            })
        })
    }

    pub(super) fn wording(&self) -> majakka_domain::bulletin::Wording {
        majakka_domain::bulletin::Wording {
            impact: in_finnish("reseptiä ei voi tallentaa"),
            insist: true,
            ..Default::default()
        }
    }

    pub(super) fn end(&self, incident: IncidentId, at: chrono::DateTime<chrono::Utc>) -> Resolve {
        Resolve { incident, seen: None, ended_at: at, cause: in_finnish("levy täynnä"), insist: true }
    }
}

fn houses(app: &TestApp) -> BTreeMap<House, OrganisationId> {
    let mut ids = BTreeMap::new();
    for house in House::ALL {
        let desk = Some(house.desk()).filter(|desk| *desk != house).map(|desk| ids[&desk]);
        let new = NewOrganisation {
            desk,
            business_id: "1234567-1".to_owned(),
            vendor: VENDOR.to_owned(),
            services: ["resepti".to_owned(), "kuva".to_owned()].into(),
            ..NewOrganisation::named(house.slug(), format!("Nimi {}", house.slug()), house.kind())
        };
        ids.insert(house, app.organisation(&new));
    }
    ids
}

fn home(app: &TestApp, house: House, id: OrganisationId, comers: &[Comer]) -> Home {
    let contact = |name: &str| {
        app.contact(&NewContact {
            organisation: id,
            kind: ContactKind::Person,
            name: name.to_owned(),
            email: format!("{name}@{}.example", house.slug()),
            phone: Some("+358400000001".to_owned()),
            takes_sms: true,
            language: Language::Fi,
            roles: ContactRole::ALL.iter().copied().collect(),
        })
    };
    let is_own = |comer: &&Comer| matches!(comer.who, Who::Role(role, _) if role == OWN);
    let own = comers.iter().find(is_own).and_then(|comer| comer.viewer.account()).expect("her account");
    app.api_token(id, &[TokenScope::Report]);
    let token = api_tokens::table.filter(api_tokens::organisation_id.eq(id.0)).select(api_tokens::id);
    app.step(|tx| {
        second_factor::set(tx.conn, tx.now, own, "v1.a.b.c", 1)?;
        identity::insert(tx.conn, tx.now, own, (ISSUER, house.slug()), false)
    });
    Home {
        id,
        contact: contact("anna"),
        substitute: contact("bertta"),
        colleague: app.account(id, &format!("kohde@{}.example", house.slug()), &[AccountRole::EndUser]),
        own,
        token: app.read(|conn| Ok(token.first(conn)?)).expect("its token"),
    }
}

/// Somebody of every role, a program for everything that there is, and the report link. Whether a helpdesk publishes is its
/// house's own rule: both are tried.
fn comers_of(app: &TestApp, house: House, id: OrganisationId) -> Vec<Comer> {
    let mut comers = Vec::new();
    for role in AccountRole::ALL {
        let email = format!("{role}@{}.example", house.slug());
        let account = app.account(id, &email, &[*role]);
        let person = app.read(|conn| account::person(conn, account)).expect("the database").expect("a person");
        for publishes in [true, false] {
            let viewer = Viewer::Person(Person { helpdesk_publishes: publishes, ..person.clone() });
            if publishes || *role == AccountRole::Helpdesk {
                comers.push(Comer { house, who: Who::Role(*role, publishes), viewer });
            }
        }
    }
    let program = |scope: &TokenScope| {
        let viewer = app.program(id, &[*scope]);
        Comer { house, who: Who::Program(*scope), viewer }
    };
    comers.extend(TokenScope::ALL.iter().map(program));
    comers.push(Comer { house, who: Who::Link, viewer: Viewer::Organisation(id) });
    comers
}

/// Every delivery of it has failed for good.
fn nobody_got(tx: &mut Tx<'_>, message: MessageId) -> Result<()> {
    let failed = (deliveries::state.eq("failed"), deliveries::settled_at.eq(tx.now.naive_utc()));
    let done = diesel::update(deliveries::table.filter(deliveries::message_id.eq(message.0))).set(failed);
    assert!(done.execute(tx.conn)? > 0, "somebody was written to");
    Ok(())
}

fn picture(tx: &mut Tx<'_>, of: OrganisationId, report: ReportId) -> Result<ScreenshotId> {
    let token = Token::make(tx.app.random.as_ref());
    let draft = draft::keep(tx, &token.hash(), of, &Plain::from("{}".to_owned()))?;
    let key = ScreenshotKey::new(b"kuva", PictureFormat::Png);
    let id = screenshot_row::insert(tx.conn, draft, &NewScreenshot { key, bytes: 4, width: 1, height: 1 })?;
    screenshot_row::give(tx.conn, draft, report)?;
    Ok(id)
}
