//! What those who watch are told, and who may watch.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use chrono::TimeDelta;
use diesel::connection::SimpleConnection as _;
use majakka_store::db::Trouble;
use reqwest::Method;
use serde_json::{Value, json};

use crate::place::Place;

const TOKEN: &str = "0123456789abcdef-token";

async fn ready(place: &Place, status: u16) -> Value {
    let page = place.visitor().open("/readyz").await.expect(status);
    serde_json::from_str(&page.text()).expect("JSON")
}

async fn figures(place: &Place) -> String {
    place.visitor().open("/metrics").await.expect(200).text()
}

/// The value of a figure.
fn figure(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().expect("a number")
}

/// A mail that nobody sends: there is no notifier here.
fn write_a_mail(place: &Place) {
    let sql = format!(
        "INSERT INTO messages (id, kind, series, sequence, facts, written_at, actor) \
         VALUES (1, 'duty_alert', 'single', 1, '{{}}', '{0}', ''); \
         INSERT INTO deliveries (message_id, channel, address, language, kind, series, reason, priority, state, attempts, due_at) \
         VALUES (1, 'email', 'a@example.fi', 'fi', 'duty_alert', 'single', 'single', 0, 'queued', 1, '{1}')",
        place.now().format("%Y-%m-%d %H:%M:%S"),
        (place.now() + TimeDelta::hours(1)).format("%Y-%m-%d %H:%M:%S"),
    );
    place.app.pool.get().expect("a connection").batch_execute(&sql).expect("a mail");
}

/// A worker found its route open, and a letter was taken.
fn route_is_open(place: &Place) {
    let now = place.now().format("%Y-%m-%d %H:%M:%S").to_string();
    let sql = format!(
        "INSERT INTO route_states (route, worker, channel, state, since, last_taken_at, seen_at) \
         VALUES ('smtp', '1', 'email', 'open', '{now}', '{now}', '{now}')"
    );
    place.app.pool.get().expect("a connection").batch_execute(&sql).expect("a route");
}

#[actix_web::test]
async fn a_word_that_was_put_off_is_as_old_as_its_writing_and_a_silent_scheduler_is_told() {
    let place = Place::new().await;
    write_a_mail(&place);
    place.pass(TimeDelta::seconds(70));
    let said = ready(&place, 200).await;
    assert_eq!((&said["oldest_due_seconds"], &said["waiting"]["email"]["put_off"]), (&70.into(), &1.into()), "{said}");
    let text = figures(&place).await;
    assert!((figure(&text, "majakka_oldest_word_age_seconds{channel=\"email\"}") - 70.0).abs() < 0.1);
    assert!((figure(&text, "majakka_deliveries_waiting{channel=\"email\",state=\"put_off\"}") - 1.0).abs() < 0.1);
    place.pass(TimeDelta::seconds(60));
    let said = ready(&place, 503).await;
    assert_eq!((&said["database"], &said["scheduler_silent_seconds"]), (&true.into(), &130.into()), "{said}");
    place.stop().await;
}

#[actix_web::test]
async fn a_database_that_is_away_is_a_figure_and_not_an_error() {
    let place = Place::new().await;
    assert!(figure(&figures(&place).await, "majakka_database_up") > 0.5);
    place.app.pool.get().expect("a connection").batch_execute("ALTER TABLE deliveries RENAME TO gone").expect("gone");
    assert!(figure(&figures(&place).await, "majakka_database_up") > 0.5, "asked at most every three seconds");
    place.pass(TimeDelta::seconds(3));
    let text = figures(&place).await;
    assert!(figure(&text, "majakka_database_up") < 0.5 && !text.contains("majakka_deliveries_waiting"), "{text}");
    assert_eq!(ready(&place, 503).await["database"], false);
    place.stop().await;
}

#[actix_web::test]
async fn a_database_without_room_is_not_ready_though_it_still_takes_what_is_small() {
    let place = Place::new().await;
    route_is_open(&place);
    ready(&place, 200).await;
    place.app.health.trouble(&Trouble::Full("could not extend file: No space left on device".into()));
    ready(&place, 503).await;
    place.app.be_seen().expect("the others see that it is there all the same");
    place.stop().await;
}

#[actix_web::test]
async fn figures_are_for_the_machine_itself_and_for_who_has_the_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    std::fs::write(&file, format!("{TOKEN}\n")).expect("a token");
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a mode");
    let place = Place::set(move |settings| settings.metrics.token_file = Some(file.clone())).await;
    let mut proxy = place.visitor();
    let passed_on = |token: Option<&str>| {
        let request = place.visitor().request(Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.9");
        match token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        }
    };
    proxy.send(passed_on(None), "/metrics").await.expect(403);
    proxy.send(passed_on(Some("0123456789abcdef-wrong")), "/metrics").await.expect(403);
    proxy.send(passed_on(Some(TOKEN)), "/metrics").await.expect(200);
    place.stop().await;
}

#[actix_web::test]
async fn prometheus_reads_the_figures_and_finds_nothing_to_blame() {
    let place = Place::new().await;
    write_a_mail(&place);
    place.app.process.worked("email", 5, 3);
    let text = figures(&place).await;
    for (name, value) in [("claims", 5.0), ("settlements", 3.0)] {
        let counted = figure(&text, &format!("majakka_{name}_total{{channel=\"email\"}}"));
        assert!((counted - value).abs() < 0.5, "{name}: {text}");
    }
    place.stop().await;
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool (tools/install-servers)");
    promtool.stdin.take().expect("its input").write_all(text.as_bytes()).expect("written");
    let said = promtool.wait_with_output().expect("its end");
    assert!(
        said.status.success(),
        "{}{}{text}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
}

/// The figures that a query asks for.
fn asked(query: &str) -> impl Iterator<Item = &str> {
    let words = query.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("majakka_") || word.starts_with("process_"))
}

#[actix_web::test]
async fn the_dashboard_asks_for_figures_that_there_are_and_in_words_that_prometheus_understands() {
    let place = Place::new().await;
    write_a_mail(&place);
    route_is_open(&place);
    let _round = place.app.process.begin("email");
    ready(&place, 200).await;
    let text = figures(&place).await;
    place.stop().await;
    let known: BTreeSet<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let board = include_str!("../../../contrib/grafana/majakka.json");
    let board: Value = serde_json::from_str(board).expect("JSON");
    let panels = board["panels"].as_array().expect("panels");
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().expect("targets"));
    let queries: Vec<&str> = targets.map(|target| target["expr"].as_str().expect("a query")).collect();
    let shown: BTreeSet<&str> = queries.iter().flat_map(|query| asked(query)).collect();
    assert_eq!(shown, known, "shown on the left, there on the right");

    // Only rules are read by promtool.
    let rules: Vec<Value> = queries.iter().map(|query| json!({ "record": "a:b", "expr": query })).collect();
    let rules = json!({ "groups": [{ "name": "dashboard", "rules": rules }] });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rules.yml");
    std::fs::write(&file, rules.to_string()).expect("JSON is YAML, too");
    let said = Command::new("promtool").args(["check", "rules", "--lint=none"]).arg(&file).output();
    let said = said.expect("promtool (tools/install-servers)");
    assert!(
        said.status.success(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
}

#[actix_web::test]
async fn who_cannot_write_is_not_ready_and_says_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let var = folder.path().join("var");
    std::fs::create_dir(&var).expect("var");
    let own = var.to_str().expect("a path").to_owned();
    let place = Place::set(move |settings| settings.server.var = own.clone()).await;
    let said = ready(&place, 200).await;
    assert_eq!((&said["database_writes"], &said["folder_writes"]), (&true.into(), &true.into()), "{said}");
    assert_eq!(said["processes"].as_object().expect("roles").len(), 1, "{said}");
    assert!(said["disk_used_percent"].as_i64().is_some_and(|used| (1..=100).contains(&used)), "{said}");
    // As on a disk that was unmounted: the folder is gone under it.
    std::fs::rename(&var, folder.path().join("elsewhere")).expect("moved");
    let said = ready(&place, 503).await;
    assert_eq!((&said["database_writes"], &said["folder_writes"]), (&true.into(), &false.into()), "{said}");
    std::fs::rename(folder.path().join("elsewhere"), &var).expect("moved back");
    ready(&place, 200).await;
    place.stop().await;
}

#[actix_web::test]
async fn a_server_goes_on_beside_a_database_that_a_newer_version_brought_along() {
    let place = Place::new().await;
    let step = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')";
    place.app.pool.get().expect("a connection").batch_execute(step).expect("a step");
    ready(&place, 200).await;
    assert!(place.app.require_migrated().is_err(), "who starts on it is refused");
    place.stop().await;
}

#[test]
fn the_alert_rules_tell_their_stories() {
    for arguments in [["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../config");
        let said = Command::new("promtool").args(arguments).current_dir(folder).output();
        let said = said.expect("promtool (tools/install-servers)");
        assert!(
            said.status.success(),
            "{}{}",
            String::from_utf8_lossy(&said.stdout),
            String::from_utf8_lossy(&said.stderr)
        );
    }
}
