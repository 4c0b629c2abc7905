//! Promise: when the database is in trouble, every page says so within three seconds and in the reader's language, what
//! was typed is not lost, the log says it once, and nobody who should not touches the database.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::r2d2::ManageConnection as _;
use majakka_store::db::{DbUrl, Manager};
use majakka_testing::postgres::{self, Cluster};
use majakka_testing::process::Signal;
use majakka_testing::wait;
use reqwest::Method;

use crate::harness::majakka::{Majakka, Setup};
use crate::harness::visitor::{Page, Visitor};

const PASSWORD: &str = "seitsemän sinistä järveä 41";
const PROMISE: Duration = Duration::from_secs(3);

async fn administrator(majakka: &mut Majakka) -> Visitor {
    let (link, mut visitor) = (majakka.sign_in_link(), majakka.visitor());
    let page = visitor.open(&link).await.expect(200);
    let path = link.split_once("/link/").expect("a link").1.to_owned();
    visitor.submit(page.form(&path).fill("password", PASSWORD).fill("again", PASSWORD)).await.expect(200);
    visitor
}

/// Opens a page and holds the program to its promise.
async fn promptly(visitor: &mut Visitor, path: &str) -> Page {
    let begun = Instant::now();
    let page = visitor.open(path).await;
    assert!(begun.elapsed() < PROMISE, "{path} took {:?}", begun.elapsed());
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_or_goes_away_is_told_to_whoever_asks_and_once_to_the_log() {
    let mut cluster = Cluster::start();
    let mut majakka = Setup::up().database(cluster.database()).start();
    let mut visitor = administrator(&mut majakka).await;
    let form = visitor.open("/admin/organisations/new").await.expect(200).form("/admin/organisations/new");
    let form = form.fill("name", "Pohjoisrannan <apteekki>");

    let frozen = cluster.freeze();
    for path in ["/desk?lang=sv", "/admin?lang=sv"] {
        let page = promptly(&mut visitor, path).await.expect(503);
        assert_eq!(page.headers["retry-after"], "30");
        assert!(page.text().contains("Databasen kan inte nås"), "{}", page.text());
    }
    promptly(&mut visitor, "/readyz").await.expect(503);
    promptly(&mut visitor, "/fi").await.expect(200);
    promptly(&mut visitor, "/healthz").await.expect(200);
    let kept = visitor.submit(form).await.expect(503);
    assert!(kept.text().contains("Det du skrev finns kvar"), "{}", kept.text());
    drop(frozen);
    wait::until_so("the database again", async || visitor.open("/readyz").await.status == 200).await;
    let again = kept.form("/admin/organisations/new");
    let answer = visitor.submit(again).await;
    assert!(answer.text().contains("Pohjoisrannan &lt;apteekki&gt;"), "what was typed came again:\n{}", answer.text());

    cluster.kill();
    let away = Instant::now();
    while away.elapsed() < Duration::from_secs(8) {
        promptly(&mut visitor, "/desk").await.expect(503);
        promptly(&mut visitor, "/readyz").await.expect(503);
    }
    let log = majakka.said().1;
    let told = log.lines().filter(|line| line.contains(" ERROR ") || line.contains(" WARN ")).count();
    assert!(told <= 6, "{told} lines:\n{log}");
    cluster.start_again();
    wait::until_so("the database again", async || visitor.open("/readyz").await.status == 200).await;
    wait::until("the end of the trouble in the log", || majakka.said().1.contains("answers again").then_some(()));
}

fn majakka(arguments: &[&str], of: &Majakka, url: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.args(arguments).arg("--var").arg(of.var()).args(["--listen", "127.0.0.1:0"]);
    if let Some(url) = url {
        command.args(["--database-url", url]);
    }
    command.output().expect("the binary runs")
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_second_up_on_one_file_is_refused_in_words_and_a_crash_leaves_no_lock() {
    let mut first = Setup::up().start();
    first.address();
    let second = majakka(&["up"], &first, None);
    assert_eq!(second.status.code(), Some(1), "{}", words(&second));
    let who = format!("another Majakka (process {}) runs on ", first.process().id());
    assert!(words(&second).contains(&who), "{}", words(&second));
    for beside in [["admin", "audit", "verify"].as_slice(), &["migrate"]] {
        let output = majakka(beside, &first, None);
        assert!(output.status.success(), "{beside:?}: {}", words(&output));
    }
    let names = std::fs::read_dir(first.var()).expect("its folder").map(|e| e.expect("an entry").file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains("trial")).collect();
    assert!(left.is_empty(), "{left:?}");
    first.process().signal(Signal::SIGKILL);
    wait::until("its end", || first.process().ended());
    let mut after = Setup::up().start_beside(&first);
    after.address();
}

#[test]
fn an_older_program_leaves_a_newer_database_alone_whatever_it_is_asked() {
    let later =
        "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('20990101000000', '2099-01-01 00:00:00')";
    let url = postgres::database();
    let mut up = Setup::up().database(&url).start();
    up.address();
    up.process().stop();
    postgres::sql(&url, later);
    let export = up.var().join("site").display().to_string();
    for asked in [
        ["up"].as_slice(),
        &["serve"],
        &["notify"],
        &["migrate"],
        &["admin", "audit", "verify"],
        &["admin", "link"],
        &["export", &export],
    ] {
        let output = majakka(asked, &up, Some(&url));
        assert_eq!(output.status.code(), Some(1), "{asked:?}: {}", words(&output));
        assert!(words(&output).contains("newer version (step 20990101000000)"), "{asked:?}: {}", words(&output));
    }
}

#[tokio::test]
async fn a_locked_file_is_told_to_whoever_writes_and_pages_stay() {
    let mut majakka = Setup::up().start();
    let mut visitor = administrator(&mut majakka).await;
    let form = visitor.open("/admin/organisations/new").await.expect(200).form("/admin/organisations/new");
    let form = form.fill("name", "Pohjoisrannan apteekki").fill("slug", "pohjoisranta");
    let file = majakka.var().join("majakka.sqlite");
    let url = DbUrl::parse(&format!("sqlite://{}", file.display())).expect("a URL");
    let mut other = Manager::new(url).connect().expect("another connection");
    other.batch_execute("BEGIN IMMEDIATE").expect("the lock");
    let begun = Instant::now();
    let refused = visitor.submit(form).await.expect(503);
    assert!(begun.elapsed() < PROMISE, "{:?}", begun.elapsed());
    assert_eq!(refused.headers["retry-after"], "5");
    promptly(&mut visitor, "/admin").await.expect(200);
    let request = visitor.request(Method::GET, "/readyz");
    assert_eq!(request.send().await.expect("an answer").status(), 200, "it can be read");
    other.batch_execute("ROLLBACK").expect("the end of the lock");
    visitor.submit(refused.form("/admin/organisations/new")).await.expect(200);
}
