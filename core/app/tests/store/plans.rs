//! Promise: what is asked all the time is found by an index, however much there is. The statements and the way that each
//! database takes to their rows are kept in snapshots; a walk through a table that grows fails the test.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use diesel::connection::{Connection as _, InstrumentationEvent, SimpleConnection as _};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use majakka_app::command::due::schedule;
use majakka_app::command::report::{self, Report};
use majakka_domain::finding::SearchTerms;
use majakka_domain::guessing::Counted;
use majakka_domain::id::{AccountId, ContactId, DeliveryId, IncidentId, MessageId, OrganisationId};
use majakka_domain::terms::{AccountRole, Channel, ContactRole, Effect, Extent, Language, MessageKind};
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::db::AnyConnection;
use majakka_store::delivery::{self, Claim, NotTaken, Taken, Verdict, Wanted};
use majakka_store::desk::{self, Place};
use majakka_store::error::Result;
use majakka_store::incident::{self, change};
use majakka_store::password_try::{self, Counter};
use majakka_store::recipients::{self, Audience};
use majakka_store::register::{self, ContactsWanted, OrganisationsWanted};
use majakka_store::report as report_rows;
use majakka_store::timeline::EntriesWanted;
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, api_token, idempotency_key, matter, outgoing, session, status_page, timeline};
use majakka_testing::postgres;

/// Tables whose rows become more as long as the installation lives, or as organisations join.
const GROWING: [&str; 30] = [
    "account_roles",
    "accounts",
    "announcements",
    "answers",
    "api_tokens",
    "calls",
    "clocks",
    "contacts",
    "contact_roles",
    "deliveries",
    "delivery_attempts",
    "decisions",
    "escalations",
    "idempotency_keys",
    "incident_announcements",
    "incident_matters",
    "incident_organisations",
    "incident_services",
    "incidents",
    "maintenances",
    "message_texts",
    "messages",
    "organisations",
    "password_tries",
    "replies",
    "report_announcements",
    "reports",
    "sessions",
    "tasks",
    "timeline",
];

/// Walks that may be, by words of the statement; each is of what grows by hundreds in a year, or ends at its first row.
const ALLOWED: [&str; 6] = [
    // What others announced, within two bounds that may each be open. Read with a report's evidence and the page.
    "FROM `announcements` WHERE",
    r#"FROM "announcements" WHERE"#,
    // What is over and what ended lately, once for each change of the page and never for a visitor.
    "`first_bulletin_at` IS NOT NULL",
    r#""first_bulletin_at" IS NOT NULL"#,
    // A text within texts, newest first and up to a limit.
    "LIKE",
    // The day on which the installation began: one row.
    "created_at` FROM `organisations` ORDER BY `organisations`.`id` LIMIT",
];

/// Indexes of the few rows of which something is still to be done.
const PARTIAL: [&str; 3] = ["deliveries_to_repeat", "maintenances_untold", "organisations_closed"];

/// What was sent to the database since somebody looked last.
static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

const WORKER: &str = "worker";
const INCIDENT: IncidentId = IncidentId(2999);
const MESSAGE: MessageId = MessageId(2999);
/// The only one without deliveries.
const UNSENT: MessageId = MessageId(3001);
const DESK: OrganisationId = OrganisationId(3);

/// Something that is asked all the time, and how.
type Hot = (&'static str, fn(&TestApp) -> Result<()>);

const HOT: [Hot; 27] = [
    ("claim", |app| on(app, |conn| delivery::claim(conn, &claim(None)))),
    ("claim for a trial", |app| on(app, |conn| delivery::claim(conn, &claim(Some(7))))),
    ("confirm", |app| on(app, |conn| delivery::still_held(conn, WORKER, &ids()))),
    ("keep", |app| on(app, |conn| delivery::renew(conn, WORKER, &ids(), NOON))),
    ("settle what was taken", |app| on(app, |conn| delivery::taken(conn, NOON, "first", &taken()))),
    ("settle what was not taken", |app| on(app, |conn| delivery::not_taken(conn, NOON, WORKER, &not_taken()))),
    ("due times of the outbox", |app| {
        on(app, delivery::next_due)?;
        on(app, |conn| delivery::repeat_due(conn, NOON))
    }),
    ("due times of the clock", |app| schedule::next_due(app).map(drop)),
    ("what is due", |app| schedule::run_due(app).map(drop)),
    ("recipients of an organisation's bulletin", |app| {
        on(app, |conn| recipients::preview(conn, NOON, &audience(Extent::Organisation, true)))
    }),
    ("recipients of a nationwide bulletin", |app| {
        on(app, |conn| recipients::preview(conn, NOON, &audience(Extent::Nationwide, false)))
    }),
    ("publish", |app| {
        let audience = audience(Extent::Organisation, true);
        on(app, |conn| recipients::deliver(conn, NOON, &audience, UNSENT, MessageKind::Update, true))
    }),
    ("what became of a message", |app| {
        on(app, |conn| delivery::recipients(conn, MESSAGE, &Wanted::default(), 50))?;
        on(app, |conn| delivery::counts(conn, &[MESSAGE]))
    }),
    ("a report", |app| {
        let told = Report::least(DESK, "resepti", "prescribe", Effect::Prevents, "Reseptiä ei voi tallentaa.");
        app.write(&Viewer::System, |tx| report::report(tx, told)).map(drop)
    }),
    ("matters", |app| {
        on(app, |conn| matter::of_incident(conn, INCIDENT))?;
        on(app, |conn| matter::counts(conn, &[INCIDENT, IncidentId(2998)]))?;
        on(app, |conn| matter::by_incident(conn, &[INCIDENT, IncidentId(2998)]))
    }),
    ("the desk", |app| {
        on(app, |conn| report_rows::unplaced(conn, &helpdesk(), 30))?;
        on(app, |conn| incident::unresolved(conn, Some(DESK)))?;
        on(app, |conn| incident::not_closed(conn, &helpdesk(), 50))?;
        on(app, |conn| desk::open_tasks(conn, &[INCIDENT, IncidentId(2998)]))?;
        on(app, |conn| desk::awaited(conn, &[INCIDENT, IncidentId(2998)]))?;
        on(app, |conn| desk::running_clocks(conn, &[INCIDENT, IncidentId(2998)]))
    }),
    ("the desk's list of incidents", |app| {
        on(app, |conn| incident::page(conn, &helpdesk(), Some(IncidentId(2500)), 50))
    }),
    ("the desk's list of reports", |app| {
        on(app, |conn| desk::reports_page(conn, &helpdesk(), false, Place::Newest, 50))?;
        on(app, |conn| desk::reports_page(conn, &helpdesk(), true, Place::Newest, 50))
    }),
    ("the desk's list of messages", |app| {
        on(app, |conn| outgoing::page(conn, &helpdesk(), false, None, 50))?;
        on(app, |conn| outgoing::in_trouble_since(conn, &helpdesk(), NOON - TimeDelta::days(1)))
    }),
    ("an incident", |app| {
        on(app, |conn| incident::by_reference(conn, &Viewer::System, "H-2025-2999"))?;
        on(app, |conn| timeline::newest(conn, INCIDENT, 50))?;
        let wanted = EntriesWanted { reports: false, before: Some(9_000), limit: 50 };
        on(app, |conn| timeline::entries(conn, INCIDENT, wanted))?;
        on(app, |conn| timeline::unheard_alarms(conn, &[INCIDENT]))?;
        on(app, |conn| desk::incident_reports(conn, INCIDENT, Place::Newest, 50))?;
        on(app, |conn| outgoing::in_trouble_of(conn, &helpdesk(), INCIDENT, 5))
    }),
    ("the register", |app| {
        on(app, |conn| {
            register::contacts(
                conn,
                &keeper(),
                &ContactsWanted { asked: SearchTerms::new("Nimi 1712"), ..Default::default() },
                51,
            )
        })?;
        on(app, |conn| {
            register::kept(
                conn,
                &keeper(),
                &OrganisationsWanted { asked: SearchTerms::new("Alue 17"), ..Default::default() },
                51,
            )
        })?;
        on(app, |conn| delivery::of_contact(conn, ContactId(2999), NOON - TimeDelta::days(366), None, 51)).map(drop)
    }),
    ("search", |app| on(app, |conn| desk::search(conn, &helpdesk(), "tallentaa", &["resepti".to_owned()], 20))),
    ("a sign-in", |app| {
        on(app, |conn| account::at_the_door(conn, "tili250@example.fi"))?;
        let counter = Counter {
            subject: TokenHash::new("tili250@example.fi").as_hex().to_owned(),
            source: "strangers".to_owned(),
            counted: Counted::OnePerson,
        };
        on(app, |conn| password_try::reserve(conn, NOON, &counter))?;
        on(app, |conn| password_try::forget(conn, &counter))
    }),
    ("a session", |app| {
        let token = TokenHash::new("istunto");
        on(app, |conn| session::find(conn, &token))?;
        on(app, |conn| session::touch(conn, NOON, &token))?;
        on(app, |conn| account::person(conn, AccountId(250)))
    }),
    ("a program", |app| {
        let key = TokenHash::new("avain");
        on(app, |conn| api_token::program(conn, NOON, &key))?;
        on(app, |conn| idempotency_key::find(conn, NOON, DESK, &key))
    }),
    ("a report by its reference", |app| on(app, |conn| desk::report_by_reference(conn, &Viewer::System, "I-2025-7"))),
    ("the public page, when something changed", |app| {
        let catalogue = Arc::clone(&app.catalogue);
        let before = app.write_beside(|conn| status_page::known(conn, &catalogue, NOON, None))?;
        drop(statements());
        on(app, |conn| status_page::known(conn, &catalogue, NOON, Some(&before)))?;
        on(app, change::first_untold)
    }),
];

fn on<T>(app: &TestApp, ask: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<()> {
    app.write_beside(ask).map(drop)
}

fn claim(trial: Option<u32>) -> Claim<'static> {
    Claim { worker: WORKER, channel: Channel::Email, now: NOON, limit: 20, trial }
}

/// What the worker claimed first, or may have.
fn ids() -> Vec<DeliveryId> {
    (29_900..29_905).map(DeliveryId).collect()
}

fn taken() -> Vec<Taken> {
    ids().into_iter().map(|delivery| Taken { delivery, provider_ref: None }).collect()
}

fn not_taken() -> NotTaken {
    NotTaken {
        delivery: DeliveryId(29_910),
        route: "first".to_owned(),
        detail: "451 later".to_owned(),
        verdict: Verdict::Again { refused_at: NOON, at: NOON, counts: true },
    }
}

fn audience(extent: Extent, named: bool) -> Audience {
    let role = ContactRole::BulletinRecipient;
    Audience::Incident { incident: INCIDENT, named, extent, role, and_the_told: true }
}

fn helpdesk() -> Viewer {
    somebody(&[AccountRole::Helpdesk])
}

fn keeper() -> Viewer {
    somebody(&[AccountRole::AdminContact, AccountRole::SystemAdmin])
}

fn somebody(roles: &[AccountRole]) -> Viewer {
    Viewer::Person(Person {
        account: AccountId(1),
        organisation: DESK,
        desk: DESK,
        name: "Aino Esimerkki".to_owned(),
        roles: roles.to_vec(),
        helpdesk_publishes: false,
        language: Language::Fi,
    })
}

/// Minutes of the three years before [`NOON`].
const YEARS_MINUTES: u32 = 3 * 365 * 24 * 60;

/// Three years of an installation with a hundred organisations. `i` counts the rows of a table, `{at}` is a moment that grows with it.
const YEARS: [(&str, u32, &str); 22] = [
    (
        "organisations (slug, name, kind, business_id, region, operator, vendor, connection_point, desk_id, \
         helpdesk_publishes, contact_line, duty_contacts, created_at)",
        100,
        "'o-' || i, 'Alue ' || i, 'wellbeing_county', '', 'Alue', 'Verkko ' || (i % 7), 'Toimittaja ' || (i % 5), '', \
         CASE WHEN i > 10 THEN i % 10 + 1 END, false, '', '', {at}",
    ),
    ("organisation_services (organisation_id, service)", 100, "i, 'resepti'"),
    (
        "contacts (organisation_id, kind, name, email, takes_sms, language)",
        3000,
        "i % 100 + 1, 'person', 'Nimi ' || i, 'nimi' || i || '@example.fi', false, 'fi'",
    ),
    ("contact_roles (contact_id, role)", 3000, "i, CASE i % 10 WHEN 0 THEN 'bulletin_recipient' ELSE 'billing' END"),
    (
        "incidents (reference, desk_id, state, version, opened_at, newest_report_at, audience_named, first_bulletin_at, \
         ended_at, resolved_at, decided_origin, decided_effect, decided_extent, decided_criticality)",
        3000,
        "'H-2025-' || i, i % 10 + 1, CASE WHEN i > 2990 THEN 'active' ELSE 'closed' END, 1, {at}, {at}, false, {at}, \
         CASE WHEN i <= 2990 THEN {at} END, CASE WHEN i <= 2990 THEN {at} END, 'local', 'prevents', 'organisation', 'critical'",
    ),
    ("incident_organisations (incident_id, organisation_id)", 3000, "i, i % 100 + 1"),
    ("incident_services (incident_id, service, named)", 3000, "i, 'resepti', true"),
    (
        "reports (reference, organisation_id, desk_id, incident_id, service, function, effect, description, occurred_at, \
         received_at, language, safety_risk, privacy_risk)",
        20_000,
        "'I-2025-' || i, i % 100 + 1, i % 10 + 1, CASE WHEN i % 50 > 0 THEN i % 3000 + 1 END, 'resepti', 'prescribe', \
         'prevents', 'Kuvaus ' || i, {at}, {at}, 'fi', false, false",
    ),
    (
        "incident_matters (incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk, reports, \
         report_id, first_occurred_at, last_occurred_at, first_received_at, last_received_at)",
        9000,
        "(i - 1) / 3 + 1, i % 100 + 1, 'resepti', 'prescribe', 'prevents', false, false, 2, i, {at}, {at}, {at}, {at}",
    ),
    (
        "messages (kind, series, incident_id, sequence, facts, written_at, actor)",
        3001,
        "'first', 'bulletin', (i - 1) % 3000 + 1, 1, '{{}}', {at}, 'anna'",
    ),
    (
        "message_texts (message_id, language, subject, body, page)",
        9000,
        "(i - 1) / 3 + 1, CASE i % 3 WHEN 0 THEN 'fi' WHEN 1 THEN 'sv' ELSE 'en' END, 'Otsikko', 'Teksti ' || i, ''",
    ),
    (
        "deliveries (message_id, contact_id, channel, address, language, kind, series, incident_id, reason, priority, \
         state, attempts, due_at, settled_at)",
        30_000,
        "(i - 1) / 10 + 1, i % 3000 + 1, 'email', 'nimi' || i || '@example.fi', 'fi', 'first', 'bulletin', \
         (i - 1) / 10 + 1, 'reported', 3, CASE WHEN i > 29900 THEN 'queued' WHEN i % 100 = 0 THEN 'failed' ELSE 'sent' END, \
         0, {at}, CASE WHEN i <= 29900 THEN {at} END",
    ),
    (
        "announcements (source, external_id, kind, title, effect, starts_at, ends_at, announced_at, resolved_at, sequence)",
        2000,
        "'kanta', 'a-' || i, 'disturbance', 'Häiriö ' || i, 'degrades', {at}, CASE WHEN i < 1995 THEN {at} END, {at}, \
         CASE WHEN i < 1995 THEN {at} END, 0",
    ),
    (
        "maintenances (external_id, service, impact, starts_at, ends_at, announced_at, start_told_at, end_told_at, sequence, \
         impact_sv, impact_en, desk_id)",
        2000,
        "'b-' || i, 'resepti', 'Huolto', {at}, {at}, {at}, {at}, {at}, 0, '', '', i % 10 + 1",
    ),
    (
        "accounts (organisation_id, email, name, language, created_at)",
        500,
        "i % 100 + 1, 'tili' || i || '@example.fi', 'Nimi ' || i, 'fi', {at}",
    ),
    ("account_roles (account_id, role)", 500, "i, 'helpdesk'"),
    (
        "sessions (token_hash, account_id, csrf_token, created_at, last_seen_at, address, browser, proven_at)",
        2000,
        "'hash' || i, i % 500 + 1, 'csrf', {at}, {at}, '192.0.2.1', '', {at}",
    ),
    (
        "api_tokens (organisation_id, name, token_hash, created_at, scopes)",
        500,
        "i % 100 + 1, 'Ohjelma ' || i, 'hash' || i, {at}, 'reports:write'",
    ),
    ("password_tries (subject, source, failures, last_at)", 5000, "'hash' || i, 'strangers', 1, {at}"),
    (
        "idempotency_keys (organisation_id, key_hash, body_hash, answer, answered_at)",
        5000,
        "i % 100 + 1, 'hash' || i, 'hash', '{{}}', {at}",
    ),
    ("timeline (incident_id, at, actor, kind, detail)", 12_000, "i % 3000 + 1, {at}, 'anna', 'note', '{{}}'"),
    (
        "tasks (incident_id, name, opened_at, ended_at)",
        6000,
        "i % 3000 + 1, 'kela_call', {at}, CASE WHEN i % 3000 < 2990 THEN {at} END",
    ),
];

/// An installation of some years on one connection, whose statements are written down.
fn grown(database: Database) -> TestApp {
    let app = TestApp::on(database).set(|settings| settings.database.connections = 1).start();
    let at = if app.is_one_machine() {
        "datetime('2023-11-23 12:00:00', '+' || (i * {step}) || ' minutes')"
    } else {
        "TIMESTAMP '2023-11-23 12:00:00' + i * INTERVAL '{step} minutes'"
    };
    let fill = YEARS.iter().map(|(into, rows, values)| {
        let step = (YEARS_MINUTES / rows).to_string();
        let values = values.replace("{at}", at).replace("{step}", &step).replace("{{}}", "{}");
        format!(
            "INSERT INTO {into} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
             SELECT {values} FROM n ORDER BY i;\n"
        )
    });
    // PostgreSQL counts for itself what its tables hold; nobody lets SQLite do so.
    let counted = if app.is_one_machine() { "" } else { "ANALYZE;" };
    let fill = fill.chain([counted.to_owned()]).collect::<String>();
    app.write_beside(|conn| Ok(conn.batch_execute(&fill)?)).expect("the years");
    let record = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            ASKED.lock().unwrap_or_else(PoisonError::into_inner).push(query.to_string());
        }
    };
    app.read(|conn| {
        conn.set_instrumentation(record);
        Ok(())
    })
    .expect("the only connection");
    app
}

/// The statements by themselves, each once, with what was bound to it.
fn statements() -> Vec<(String, Vec<String>)> {
    let all = std::mem::take(&mut *ASKED.lock().unwrap_or_else(PoisonError::into_inner));
    let mut seen = BTreeSet::new();
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    let split = all.iter().map(|one| one.split_once(" -- binds: ").unwrap_or((one, "[]")));
    split
        .filter(|(sql, _)| verbs.iter().any(|verb| sql.trim_start().starts_with(verb)) && *sql != "SELECT 1")
        .filter(|(sql, _)| seen.insert(*sql))
        .map(|(sql, binds)| (sql.to_owned(), literals(binds)))
        .collect()
}

/// What was bound, as SQL writes it, from the list that diesel prints: `[1, "text", Some(2), None, 2026-11-23T12:00:00, [1, 2]]`.
fn literals(binds: &str) -> Vec<String> {
    let (mut literals, mut one, mut quoted, mut escaped, mut depth) = (Vec::new(), String::new(), false, false, 0_i32);
    let binds = binds.strip_prefix('[').and_then(|binds| binds.strip_suffix(']')).unwrap_or(binds);
    for c in binds.chars() {
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        depth += i32::from(c == '[' && !quoted) - i32::from(c == ']' && !quoted);
        if c == ',' && !quoted && depth == 0 { literals.push(std::mem::take(&mut one)) } else { one.push(c) }
    }
    literals.push(one);
    let literal = |one: String| {
        let bare = one.trim();
        let bare = bare.strip_prefix("Some(").and_then(|bare| bare.strip_suffix(')')).unwrap_or(bare);
        match bare {
            "None" => "NULL".to_owned(),
            "true" | "false" => bare.to_owned(),
            number if number.parse::<i64>().is_ok() => number.to_owned(),
            list if list.starts_with('[') => {
                let values = list.trim_matches(['[', ']']).replace("Some(", "").replace(')', "");
                format!("'{{{values}}}'")
            }
            text => format!("'{}'", text.trim_matches('"').replace('\'', "''")),
        }
    };
    literals.into_iter().map(literal).collect()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The way to the rows, a line for each table that is visited.
fn plan(app: &TestApp, sql: &str, binds: &[String]) -> Vec<String> {
    if app.is_one_machine() {
        let explain = sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
        let lines: Vec<Line> = app.read(|conn| Ok(explain.load(conn)?)).expect("a plan");
        return lines
            .into_iter()
            .map(|line| line.detail)
            .filter(|line| line.contains("SCAN ") || line.contains("SEARCH "))
            .collect();
    }
    let numbered = binds.iter().enumerate().rev();
    let bound = numbered.fold(sql.to_owned(), |sql, (at, value)| sql.replace(&format!("${}", at + 1), value));
    // What fits on a few pages is sooner walked through, here and nowhere else: asked not to, it does so where no index leads.
    let explain = format!("SET enable_seqscan TO off; EXPLAIN (COSTS OFF) {bound}");
    let lines = postgres::sql(&app.settings.database_url().expect("its address"), &explain);
    let scans = lines.lines().filter(|line| line.contains("Scan "));
    scans.map(|line| line.trim_start_matches([' ', '-', '>']).to_owned()).collect()
}

/// The growing table that a line of a plan walks through.
fn walked<'a>(sql: &'a str, line: &'a str) -> Option<&'a str> {
    let (_, what) = line.split_once("Seq Scan on ").or_else(|| line.split_once("SCAN "))?;
    // What lies in these is few, however much the table holds; and what is never true is not looked for.
    if PARTIAL.iter().any(|index| what.contains(index)) || sql.contains("(1=0)") {
        return None;
    }
    let name = what.split(' ').next()?;
    // SQLite names a table as the statement does. One that the statement does not name would be looked through only for
    // a key that somebody else's deferred constraint misses.
    let words: Vec<&str> = sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let called = |pair: &&[&str]| pair.contains(&name) && GROWING.contains(&pair[0]);
    words.windows(2).find(called).map(|pair| pair[0])
}

#[test]
fn what_is_asked_all_the_time_walks_through_no_table_that_grows() {
    majakka_kit::on_both(walks_through_none);
}

fn walks_through_none(database: Database) {
    let app = grown(database);
    let (mut golden, mut walks) = (String::new(), Vec::new());
    for (name, ask) in HOT {
        drop(statements());
        ask(&app).expect(name);
        writeln!(golden, "## {name}").expect("a line");
        for (sql, binds) in statements() {
            let lines = plan(&app, &sql, &binds);
            drop(statements());
            for table in lines.iter().filter_map(|line| walked(&sql, line)) {
                if !ALLOWED.iter().any(|words| sql.contains(words)) {
                    walks.push(format!("{name}: {table}\n    {sql}\n    {}", lines.join("\n    ")));
                }
            }
            writeln!(golden, "{sql}\n    {}", lines.join("\n    ")).expect("a line");
        }
        golden.push('\n');
    }
    insta::assert_snapshot!(format!("{database:?}").to_lowercase(), golden);
    assert!(walks.is_empty(), "on {database:?}:\n{}", walks.join("\n"));
}
