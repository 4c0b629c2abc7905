//! Promise: what a page asks of the database does not grow with what is in it. Every page is counted in a small
//! installation and in one that is many times larger.
//!
//! The counter is of the whole process, therefore this binary has one test. `docs/PERFORMANCE.md` has the table that it prints.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up ends it")]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use actix_web::cookie::Cookie;
use actix_web::test;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::RunQueryDsl as _;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use majakka_app::Tx;
use majakka_app::command::account as accounts;
use majakka_app::command::bulletin::{self, Resolve, Wording, Write, in_finnish};
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Received, Report};
use majakka_app::command::upstream::{self, Announce, Looked};
use majakka_domain::id::{AccountId, ContactId, IncidentId, OrganisationId};
use majakka_domain::terms::{
    AccountRole, AnnouncementKind, ContactKind, ContactRole, Effect, IncidentState, Language, Layer, MessageKind,
    OrganisationKind, Origin, ProbeResult,
};
use majakka_kit::{Database, TestApp};
use majakka_server::startup::Shared;
use majakka_server::status;
use majakka_store::contact::{self, NewContact};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;
use majakka_store::{incident, installation, message};

/// Monday 2 November 2026, 12.00 in Finland.
const START: DateTime<Utc> = DateTime::from_timestamp(1_793_613_600, 0).unwrap();
/// No page asks more than this.
const MOST: usize = 50;
/// What incidents are about, in turn; the first is the one whose pages are looked at.
const MATTERS: [(&str, &str); 7] = [
    ("resepti", "prescribe"),
    ("kuva", "fetch"),
    ("ekstranet", "billing"),
    ("omatieto", "wellbeing_data"),
    ("laaketietokanta", "medicine_data"),
    ("ahkl", "search"),
    ("suorakorvaus", "pharmacy_reimbursement"),
];

static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Writes down every statement of every connection.
struct Counter;

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let statement = query.to_string();
            // Not what begins and ends a read, nor the pool's own question, whether a connection lives.
            let asks =
                !["BEGIN", "ROLLBACK", "PRAGMA query_only", "SELECT 1"].iter().any(|head| statement.starts_with(head));
            if asks {
                ASKED.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
            }
        }
    }
}

/// An installation that grows.
struct Installation {
    app: TestApp,
    host: OrganisationId,
    county: OrganisationId,
    /// In the host's own register.
    contact: ContactId,
    members: Vec<OrganisationId>,
    admin: AccountId,
    watched: Option<(IncidentId, Received)>,
    incidents: u32,
}

impl Installation {
    fn new() -> Self {
        let app = TestApp::on(Database::Sqlite).at(START).start();
        app.step(accounts::first_administrator);
        let host = app.read(installation::host).unwrap().unwrap();
        let mut installation = Installation {
            app,
            host,
            county: host,
            contact: ContactId(0),
            members: Vec::new(),
            admin: AccountId(0),
            watched: None,
            incidents: 0,
        };
        installation.contact = installation.write(|tx| contact::insert(tx.conn, &Self::recipient(host, 0)));
        installation.county = installation.organisation(0, None);
        installation.admin =
            installation.person("admin@example.fi", host, &[AccountRole::SystemAdmin, AccountRole::AdminContact]);
        installation
    }

    fn write<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> majakka_store::error::Result<T>) -> T {
        self.app.step(step)
    }

    fn person(&self, email: &str, organisation: OrganisationId, roles: &[AccountRole]) -> AccountId {
        self.app.account(organisation, email, roles)
    }

    /// An organisation with a bulletin recipient.
    fn organisation(&self, number: usize, desk: Option<OrganisationId>) -> OrganisationId {
        let new = NewOrganisation {
            region: "Esimerkkilä".to_owned(),
            operator: format!("Verkko {}", number % 3),
            vendor: format!("Järjestelmä {}", number % 2),
            desk,
            services: MATTERS.iter().map(|(service, _)| (*service).to_owned()).collect(),
            ..NewOrganisation::named(
                format!("alue-{number}"),
                format!("Alue {number}"),
                OrganisationKind::WellbeingCounty,
            )
        };
        let id = self.write(|tx| organisation::insert(tx.conn, tx.now, &new));
        self.write(|tx| contact::insert(tx.conn, &Self::recipient(id, number)));
        id
    }

    fn recipient(organisation: OrganisationId, number: usize) -> NewContact {
        NewContact {
            organisation,
            kind: ContactKind::Person,
            name: format!("Vastaanottaja {number}"),
            email: format!("alue-{number}@example.fi"),
            phone: Some("+358400000001".to_owned()),
            takes_sms: true,
            language: Language::Sv,
            roles: [ContactRole::BulletinRecipient, ContactRole::Technical].into(),
        }
    }

    fn report(&self, organisation: OrganisationId, (service, function): (&str, &str)) -> Received {
        let told = Report {
            unit: Some("Terveysasema".to_owned()),
            reporter: Some("Aino Esimerkki".to_owned()),
            reporter_email: Some("aino@example.fi".to_owned()),
            safety_risk: true,
            ..Report::least(organisation, service, function, Effect::Prevents, "Ei toimi.")
        };
        self.write(|tx| report::report(tx, told))
    }

    fn decide(&self, incident: IncidentId) {
        let decision = Triage {
            incident,
            seen: None,
            origin: Origin::Kanta,
            reason: "Monta aluetta.".to_owned(),
            effect: None,
            extent: None,
            criticality: None,
        };
        self.write(|tx| triage::triage(tx, &decision));
    }

    fn bulletin(incident: IncidentId) -> Write {
        Write::new(incident, Wording::line("Palvelu ei toimi"))
    }

    /// More of everything: members who report the watched incident, incidents in every state, what others announced,
    /// measurements, planned breaks, people.
    fn grow(&mut self, times: usize) {
        for _ in 0..times {
            let number = self.members.len() + 1;
            let member = self.organisation(number, Some(self.county));
            self.members.push(member);
            let received = self.report(member, MATTERS[0]);
            match &self.watched {
                None => {
                    let incident = received.incident.unwrap();
                    self.decide(incident);
                    self.write(|tx| bulletin::publish(tx, &Self::bulletin(incident)));
                    self.watched = Some((incident, received));
                }
                Some((incident, _)) => {
                    assert_eq!(received.incident, Some(*incident), "all of them belong to the watched incident");
                    self.write(|tx| bulletin::update(tx, MessageKind::Update, &Self::bulletin(*incident)));
                }
            }
            self.incidents_in_every_state(member);
            self.evidence(number, member);
            self.person(&format!("aino-{number}@example.fi"), self.county, &[AccountRole::Helpdesk]);
        }
    }

    /// New; decided; decided and published; and ended. (One that is published although nobody decided costs the public page a
    /// look at its evidence each time that it is made: that is not tried here.)
    fn incidents_in_every_state(&mut self, member: OrganisationId) {
        for state in 0..4 {
            // Out of the window, so that nothing joins what was there.
            self.app.clock.advance(TimeDelta::minutes(31));
            let matter = MATTERS[1 + usize::try_from(self.incidents).unwrap() % (MATTERS.len() - 1)];
            self.incidents += 1;
            let Some(incident) = self.report(member, matter).incident else { continue };
            let had_bulletin = self.app.read(|conn| incident::find(conn, &Viewer::System, incident)).unwrap().state
                == IncidentState::Active;
            if state > 0 {
                self.decide(incident);
            }
            if state > 1 && !had_bulletin {
                self.write(|tx| bulletin::publish(tx, &Self::bulletin(incident)));
            }
            if state > 2 {
                let ended_at = self.app.now();
                let end = Resolve { incident, seen: None, ended_at, cause: in_finnish("Korjattu"), insist: true };
                self.write(|tx| bulletin::resolve(tx, &end));
            }
        }
    }

    fn evidence(&self, number: usize, member: OrganisationId) {
        let now = self.app.now();
        let announced = Announce {
            source: "kanta.fi".to_owned(),
            external_id: format!("K-{number}"),
            kind: AnnouncementKind::Disturbance,
            title: "Häiriö".to_owned(),
            services: vec!["sosiaali".to_owned()],
            effect: Effect::Degrades,
            starts_at: None,
            ends_at: None,
        };
        self.write(|tx| upstream::announce(tx, announced));
        self.write(|tx| upstream::measure(tx, Layer::Tcp, ProbeResult::Ok, &Looked::From(member)));
        self.write(|tx| upstream::measure(tx, Layer::Service, ProbeResult::Ok, &Looked::At("resepti".to_owned())));
        let plan = Plan {
            external_id: format!("KATKO-{number}"),
            services: vec!["resepti".to_owned()],
            starts_at: now + TimeDelta::days(2),
            ends_at: Some(now + TimeDelta::days(2) + TimeDelta::hours(2)),
            impact: in_finnish("Resepti on poissa käytöstä."),
            organisations: vec![member],
            shown: Shown::Concerned,
            rule: None,
        };
        self.write(|tx| maintenance::plan(tx, &plan));
    }

    /// Every page and what it asks of the database.
    async fn pages(&self) -> BTreeMap<String, Vec<String>> {
        let (watched, received) = self.watched.as_ref().unwrap();
        let reference = self.app.read(|conn| incident::find(conn, &Viewer::System, *watched)).unwrap().reference;
        let link = Token::make(self.app.random.as_ref());
        self.write(|tx| installation::set_report_token(tx.conn, self.members[0], Some(&link.hash())));
        let roles = [AccountRole::Helpdesk, AccountRole::CommsOwner, AccountRole::Dpo];
        let email = format!("desk-{}@example.fi", self.members.len());
        let helpdesk = self.sign_in(self.person(&email, self.county, &roles));
        let admin = self.sign_in(self.admin);
        let case = format!("/desk/incidents/{reference}");
        let of_the_desk = [
            "/desk",
            "/desk/incidents",
            "/desk/reports",
            "/desk/graph",
            "/desk/upstream",
            "/desk/probes",
            "/desk/maintenance",
            "/desk/messages",
            "/desk/messages?trouble=true",
            "/desk/search?q=resepti",
            "/report",
        ];
        let of_the_case = [
            "",
            "?tab=triage",
            "?tab=reports",
            "?tab=bulletins",
            "?tab=escalation",
            "?tab=duties",
            "?tab=timeline",
            "/bulletin?kind=update",
            "/bulletin?kind=resolved",
        ];
        let of_the_admin = [
            "/admin".to_owned(),
            "/admin/log".to_owned(),
            "/admin/processes".to_owned(),
            "/admin/organisations?q=alue".to_owned(),
            "/admin/contacts".to_owned(),
            "/admin/contacts?q=vastaanottaja&role=technical".to_owned(),
            format!("/admin/contacts/{}/{}", self.host, self.contact),
            "/account".to_owned(),
            format!("/admin/organisations/{}", self.members[0]),
            format!("/admin/accounts/{}", self.admin),
        ];
        let served = Shared::new(self.app.clone()).unwrap();
        let mut asked = BTreeMap::new();
        for path in of_the_desk {
            asked.insert(path.to_owned(), self.look(&served, path, Some(&helpdesk)).await);
        }
        for tab in of_the_case {
            asked.insert(format!("{case}{tab}"), self.look(&served, &format!("{case}{tab}"), Some(&helpdesk)).await);
        }
        let bulletin = self.app.read(|conn| message::newest_bulletin(conn, *watched)).unwrap().unwrap();
        self.fail(bulletin.id.0);
        for asks in ["", "?state=failed", "?q=alue"] {
            let (path, name) = (format!("/desk/messages/{}{asks}", bulletin.id), format!("/desk/messages/ID{asks}"));
            asked.insert(name, self.look(&served, &path, Some(&helpdesk)).await);
        }
        let report = format!("/desk/reports/{}", received.reference);
        asked.insert(report.clone(), self.look(&served, &report, Some(&helpdesk)).await);
        for path in of_the_admin {
            asked.insert(path.clone(), self.look(&served, &path, Some(&admin)).await);
        }
        asked.insert("/r/TOKEN".to_owned(), self.look(&served, &format!("/r/{}", link.expose()), None).await);
        asked.insert(
            "/follow/TOKEN".to_owned(),
            self.look(&served, &format!("/follow/{}", received.follow_token), None).await,
        );
        asked.insert("/readyz".to_owned(), self.look(&served, "/readyz", None).await);
        asked.insert("/metrics".to_owned(), self.look(&served, "/metrics", None).await);
        let own = self.app.read(|conn| organisation::find(conn, &Viewer::System, self.members[0])).unwrap().slug;
        asked.insert("/o/SLUG".to_owned(), self.look(&served, &format!("/o/{own}"), None).await);
        forget();
        drop(status::SnapshotCache::open(&self.app).unwrap());
        asked.insert("every public page".to_owned(), forget());
        asked
    }

    /// Nobody gets it, after two attempts each.
    fn fail(&self, message: i64) {
        let failed = format!("UPDATE deliveries SET state = 'failed' WHERE message_id = {message}");
        let attempts = format!(
            "INSERT INTO delivery_attempts (delivery_id, at, outcome, detail) SELECT d.id, d.due_at, a.outcome, '550' \
             FROM deliveries d, (SELECT 'later' AS outcome UNION ALL SELECT 'refused') a WHERE d.message_id = {message}"
        );
        for statement in [failed, attempts] {
            self.write(|tx| Ok(diesel::sql_query(statement).execute(tx.conn)?));
        }
    }

    fn sign_in(&self, id: AccountId) -> Cookie<'static> {
        Cookie::new("majakka", self.app.sign_in(id).token)
    }

    async fn look(&self, served: &Shared, path: &str, by: Option<&Cookie<'static>>) -> Vec<String> {
        let server = test::init_service(served.application(|_| ())).await;
        let mut request = test::TestRequest::get().uri(path).peer_addr("127.0.0.1:4000".parse().unwrap());
        if let Some(cookie) = by {
            request = request.cookie(cookie.clone());
        }
        forget();
        let response = test::call_service(&server, request.to_request()).await;
        let asked = forget();
        assert_eq!(response.status(), 200, "{path}");
        asked
    }
}

/// What was asked since the last time.
fn forget() -> Vec<String> {
    std::mem::take(&mut ASKED.lock().unwrap_or_else(PoisonError::into_inner))
}

#[actix_web::test]
async fn no_page_asks_more_of_a_large_installation() {
    set_default_instrumentation(|| Some(Box::new(Counter))).unwrap();
    let mut installation = Installation::new();
    installation.grow(2);
    let small = installation.pages().await;
    installation.grow(10);
    let large = installation.pages().await;
    let mut growing = Vec::new();
    for (page, asked) in &small {
        let now = &large[page];
        println!("{:>3} {:>3} {page}", asked.len(), now.len());
        if now.len() > asked.len() || now.len() > MOST {
            growing.push(format!(
                "{page}: {} in a small installation, {} in a large one\n{}",
                asked.len(),
                now.len(),
                most_asked(now)
            ));
        }
    }
    assert!(growing.is_empty(), "{}", growing.join("\n"));
}

/// Statements by how often they were asked.
fn most_asked(asked: &[String]) -> String {
    let mut often: BTreeMap<String, usize> = BTreeMap::new();
    for statement in asked {
        let head = statement.split("-- binds").next().unwrap_or_default();
        *often.entry(head.chars().take(160).collect()).or_default() += 1;
    }
    let mut often: Vec<_> = often.into_iter().collect();
    often.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    often.iter().take(6).map(|(statement, times)| format!("    {times} times {statement}\n")).collect()
}
