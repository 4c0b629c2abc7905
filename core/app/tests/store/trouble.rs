//! Promise: when the database is away, silent, locked or full, whoever waits is told within three seconds, and nothing
//! of what was refused is there afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use majakka_app::App;
use majakka_kit::{Database, Setup, TestApp};
use majakka_store::db::{self, DbUrl, Manager, Schema, Trouble};
use majakka_store::error::{Error, Result};
use majakka_store::viewer::Viewer;
use majakka_store::{audit, counter};
use majakka_testing::postgres::{self, Cluster};
use majakka_testing::wait;
use tokio::runtime::Runtime;

/// What is promised of every page.
const PROMISE: Duration = Duration::from_secs(3);

/// With so many connections.
fn app(setup: Setup, connections: u32) -> TestApp {
    setup.real_time().set(move |settings| settings.database.connections = connections).start()
}

fn on_cluster(cluster: &Cluster) -> Setup {
    TestApp::on(Database::Postgres).at_url(cluster.database())
}

fn note(app: &App, detail: &str) -> Result<()> {
    app.write(&Viewer::System, |tx| audit::append(tx.conn, tx.now, "system", "test", "", detail))
}

fn notes(app: &App) -> i64 {
    app.read(audit::verify).expect("the audit log").0
}

/// Sends many at once, as visitors do, and gives what each was told and after how long the last one was.
fn told(runtime: &Runtime, app: &App, many: usize, work: fn(&App) -> Result<()>) -> (Vec<Result<()>>, Duration) {
    let begun = Instant::now();
    let told = runtime.block_on(async {
        let all: Vec<_> = (0..many)
            .map(|_| {
                let app = app.clone();
                tokio::spawn(async move { app.errand(work).await })
            })
            .collect();
        let mut told = Vec::new();
        for one in all {
            told.push(one.await.expect("an answer"));
        }
        told
    });
    (told, begun.elapsed())
}

fn kinds(told: &[Result<()>]) -> Vec<&'static str> {
    let kind = |one: &Result<()>| match one {
        Err(Error::Trouble(trouble)) => trouble.kind(),
        Err(_) => "another error",
        Ok(()) => "done",
    };
    let mut kinds: Vec<_> = told.iter().map(kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Asks for the revision of the public page again and again, as every server does.
struct Keeper(Option<JoinHandle<()>>, Arc<AtomicBool>);

impl Keeper {
    fn new(app: &App) -> Keeper {
        let (app, over) = (app.clone(), Arc::new(AtomicBool::new(false)));
        let until = over.clone();
        let asks = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                app.read(counter::page_revision).expect("the revision");
                thread::sleep(Duration::from_millis(400));
            }
        });
        Keeper(Some(asks), over)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.1.store(true, Ordering::Relaxed);
        if let Some(asks) = self.0.take() {
            assert!(asks.join().is_ok(), "it could not be read");
        }
    }
}

/// Threads of the runtime of this name: other tests have theirs beside it.
fn threads(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("our threads").flatten();
    let named = |task: &std::fs::DirEntry| {
        std::fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.trim() == name)
    };
    tasks.filter(named).count()
}

#[test]
fn a_server_that_hangs_costs_three_seconds_and_nothing_is_written_later() {
    let cluster = Cluster::start();
    let app = app(on_cluster(&cluster), 4);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("hanging").build();
    let runtime = runtime.expect("a runtime");
    // All connections are open.
    assert!(told(&runtime, &app, 40, |app| note(app, "before")).0.iter().all(Result::is_ok));
    let (before, frozen) = (notes(&app), cluster.freeze());
    for _ in 0..3 {
        let (said, took) = told(&runtime, &app, 40, |app| note(app, "while it hung"));
        assert!(took < PROMISE, "{took:?}");
        assert_eq!(kinds(&said), ["silent"]);
    }
    let (said, took) = told(&runtime, &app, 40, |app| app.read(counter::page_revision).map(drop));
    assert!(took < PROMISE && kinds(&said) == ["silent"], "{took:?} {said:?}");
    let most = threads("hanging");
    assert!(most > 4, "it is they who are counted");
    assert!(most < 400, "{most} threads");
    drop(frozen);
    wait::until("the database again", || {
        let (said, _) = told(&runtime, &app, 1, |app| note(app, "after"));
        said[0].is_ok().then_some(())
    });
    runtime.shutdown_timeout(Duration::from_secs(20));
    assert_eq!(notes(&app), before + 1, "what was answered with a refusal was not written by a thread that woke up");
}

#[test]
fn a_server_that_is_away_is_said_to_be_and_found_again() {
    let mut cluster = Cluster::start();
    let app = app(on_cluster(&cluster), 4);
    let runtime = Runtime::new().expect("a runtime");
    cluster.kill();
    let (said, took) = told(&runtime, &app, 40, |app| note(app, "while it was away"));
    assert!(took < PROMISE, "{took:?}");
    // Whoever is told last may not be told that it refuses, but that it has been silent.
    assert!(kinds(&said).iter().all(|kind| ["away", "silent"].contains(kind)), "{said:?}");
    cluster.start_again();
    wait::until("the database again", || {
        let (said, _) = told(&runtime, &app, 1, |app| note(app, "after"));
        said[0].is_ok().then_some(())
    });
}

#[test]
fn a_lock_of_others_costs_three_seconds_however_many_wait_and_pages_can_still_be_read() {
    let runtime = Runtime::new().expect("a runtime");
    let locked = |database: Database, lock: &str| {
        let app = app(TestApp::on(database), 8);
        let before = notes(&app);
        let url = DbUrl::parse(&app.settings.database_url().expect("an address")).expect("a URL");
        let mut other = diesel::r2d2::ManageConnection::connect(&Manager::new(url)).expect("another connection");
        other.batch_execute(lock).expect("the lock");
        let keeper = Keeper::new(&app);
        for _ in 0..2 {
            let (said, took) = told(&runtime, &app, 100, |app| note(app, "while it was locked"));
            assert!(took < PROMISE, "{took:?}");
            assert_eq!(kinds(&said), ["busy"]);
        }
        drop(keeper);
        let (said, took) = told(&runtime, &app, 20, |app| app.read(counter::page_revision).map(drop));
        assert!(took < PROMISE && said.iter().all(Result::is_ok), "{took:?} {said:?}");
        other.batch_execute("ROLLBACK").expect("the end of the lock");
        note(&app, "after").expect("a note");
        assert_eq!(notes(&app), before + 1);
    };
    println!("on SQLite");
    locked(Database::Sqlite, "BEGIN IMMEDIATE");
    println!("on PostgreSQL, the lock of all steps");
    locked(Database::Postgres, "BEGIN; SELECT pg_advisory_xact_lock(7061746)");
    println!("on PostgreSQL, a table");
    locked(Database::Postgres, "BEGIN; LOCK TABLE audit IN SHARE MODE");
}

#[test]
fn a_full_disk_is_said_to_be_full_and_leaves_nothing_half_written() {
    // One connection, because its bound is the connection's own.
    let app = app(TestApp::on(Database::Sqlite), 1);
    let bound = |pages: u32| {
        let pragma = format!("PRAGMA max_page_count = {pages}");
        app.read(|conn| Ok(conn.batch_execute(&pragma)?)).expect("a bound");
    };
    let before = notes(&app);
    bound(1); // what there is already: it cannot be less
    let full = note(&app, &"x".repeat(100_000));
    assert!(matches!(full, Err(Error::Trouble(Trouble::Full(_)))), "{full:?}");
    assert_eq!(notes(&app), before);
    bound(1_000_000);
    note(&app, "after").expect("a note");
}

#[test]
fn a_violated_constraint_is_a_fault_of_ours_and_no_trouble() {
    let app = app(TestApp::on(Database::Sqlite), 1);
    let twice = "INSERT INTO counters (name, value) VALUES ('x', 1), ('x', 1)";
    let said = app.write(&Viewer::System, |tx| Ok(tx.conn.batch_execute(twice)?));
    assert!(matches!(said, Err(Error::Database(_))), "{said:?}");
}

#[test]
fn two_hundred_writers_at_once_are_all_served() {
    let runtime = Runtime::new().expect("a runtime");
    let served = |database| {
        let app = app(TestApp::on(database), 8);
        let before = notes(&app);
        let (said, took) = told(&runtime, &app, 200, |app| note(app, "one of many"));
        assert!(said.iter().all(Result::is_ok), "{took:?} {said:?}");
        assert_eq!(notes(&app), before + 200);
    };
    majakka_kit::on_both(served);
}

#[test]
fn several_migrations_at_once_wait_for_each_other() {
    let at_once = |url: &str| {
        let open = || {
            let url = DbUrl::parse(url).expect("a URL");
            diesel::r2d2::ManageConnection::connect(&Manager::new(url)).expect("a connection")
        };
        let mut connections: Vec<_> = (0..4).map(|_| open()).collect();
        let steps: Vec<usize> = thread::scope(|scope| {
            let all: Vec<_> =
                connections.iter_mut().map(|c| scope.spawn(|| db::migrate(c).expect("the schema"))).collect();
            all.into_iter().map(|one| one.join().expect("an end")).collect()
        });
        assert_eq!(steps.iter().filter(|steps| **steps > 0).count(), 1, "one did it all: {steps:?}");
        assert_eq!(db::schema_of(&mut open()).expect("the steps"), Schema::Present);
    };
    let folder = tempfile::tempdir().expect("a folder");
    at_once(&format!("sqlite://{}/majakka.sqlite", folder.path().display()));
    at_once(&postgres::database());
}

#[test]
fn a_newer_database_is_left_alone() {
    let newer = |database| {
        let app = app(TestApp::on(database), 1);
        let later =
            "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('20990101000000', '2099-01-01 00:00:00')";
        app.write_beside(|conn| Ok(conn.batch_execute(later)?)).expect("a step of the future");
        for refused in [app.migrate().map(drop), app.require_migrated()] {
            let Err(Error::Setting(words)) = refused else { panic!("it runs: {refused:?}") };
            assert!(words.contains("newer version (step 20990101000000)"), "{words}");
        }
    };
    majakka_kit::on_both(newer);
}
