//! Promise: what an operator does on the machine, by hand or by a script: accounts, answers that programs read, and an exit code for
//! each way in which it can go wrong.

use std::path::Path;
use std::process::Command;

use majakka_testing::postgres::Cluster;
use majakka_testing::scratch::Scratch;
use serde_json::Value;

/// Its exit code, and what it said on either stream.
fn majakka(var: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    let output = command.args(arguments).arg("--var").arg(var).output().expect("the binary runs");
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.code().expect("it ended by itself"), out, err)
}

fn json(var: &Path, arguments: &[&str]) -> Value {
    let (code, out, err) = majakka(var, &[arguments, &["--json"]].concat());
    assert_eq!(code, 0, "{arguments:?}: {err}");
    serde_json::from_str(&out).unwrap_or_else(|cause| panic!("{arguments:?}: {cause}: {out}"))
}

#[test]
fn accounts_are_seen_closed_and_opened_by_hand_and_by_a_script() {
    let scratch = Scratch::new("mjcli");
    let var = scratch.join("var");
    let first = json(&var, &["migrate"]);
    assert!(first["link"].as_str().expect("a link").contains("/link/") && first["steps"].as_u64() > Some(0), "{first}");
    let invite =
        ["admin", "invite", "aino@example.fi", "--organisation", "desk", "--role", "helpdesk", "--name", "Aino E"];
    assert!(json(&var, &invite)["link"].as_str().expect("a link").contains("/link/"));
    let aino = |var: &Path| {
        let all = json(var, &["admin", "list"]);
        let all = all.as_array().expect("a list").clone();
        assert_eq!(all.len(), 2);
        all.into_iter().find(|one| one["email"] == "aino@example.fi").expect("her")
    };
    assert_eq!((&aino(&var)["roles"][0], &aino(&var)["closed_at"]), (&"helpdesk".into(), &Value::Null));
    let (code, out, _) = majakka(&var, &["admin", "list"]);
    assert!(code == 0 && out.contains("aino@example.fi  Aino E, "), "{out}");
    let (code, out, _) = majakka(&var, &["admin", "close", "aino@example.fi"]);
    assert_eq!((code, out.as_str()), (0, "aino@example.fi is closed.\n"));
    assert!(aino(&var)["closed_at"].is_string());
    for deed in ["reopen", "unlock"] {
        assert_eq!(json(&var, &["admin", deed, "aino@example.fi"])["account"], "aino@example.fi");
    }
    assert_eq!(aino(&var)["closed_at"], Value::Null);
    assert_eq!(json(&var, &["admin", "audit", "verify"])["whole"], true);
    assert_eq!(json(&var, &["doctor"]).as_array().map(Vec::len), Some(0));
    let (code, out, _) = majakka(&var, &["admin", "close", "admin@majakka.invalid"]);
    assert_eq!((code, out.as_str()), (1, ""), "the last administrator stays");
}

#[test]
fn every_command_that_answers_can_answer_a_program() {
    let scratch = Scratch::new("mjjson");
    let var = scratch.join("var");
    let file = |name: &str| scratch.join(name).display().to_string();
    json(&var, &["migrate"]);
    let (key, page) = (file("key"), file("page"));
    assert_eq!(json(&var, &["vault", "new-key", &key])["file"], key.as_str());
    assert!(json(&var, &["vault", "add-key", &key])["key"].is_string());
    assert_eq!(json(&var, &["vault", "reseal"])["sealed_anew"], 0);
    assert!(json(&var, &["export", &page])["files"].as_u64() > Some(10));
    let settings = json(&var, &["config", "show"]);
    let of_var = settings.as_array().expect("settings").iter().find(|one| one["key"] == "server.var").expect("var");
    assert!(of_var["from"].as_str().is_some_and(|from| from == "flag"), "{of_var}");
    assert_eq!(json(&var, &["admin", "unlock", "admin@majakka.invalid"])["account"], "admin@majakka.invalid");
    let tried = json(&var, &["doctor", "--connect"]);
    assert!(tried.as_array().expect("findings").iter().any(|one| one["weight"] == "well"), "{tried}");
    assert_eq!(json(&var, &["self-test"])[0]["result"], "skipped");
}

#[test]
fn each_way_to_go_wrong_has_a_code_of_its_own() {
    let scratch = Scratch::new("mjcode");
    let var = scratch.join("var");
    assert_eq!(majakka(&var, &["migrate"]).0, 0);
    let code = |arguments: &[&str]| {
        let (code, _, said) = majakka(&var, arguments);
        assert!(!said.is_empty(), "{arguments:?} says why");
        code
    };
    assert_eq!(code(&["admin", "link", "nobody@example.fi"]), 1, "refused");
    assert_eq!(code(&["doctor", "--listen", "nonsense"]), 1, "settings of no use");
    assert_eq!(code(&["admin", "lonk"]), 2, "no such command");
    assert_eq!(code(&["--frobnicate"]), 2, "no such option");

    let folder = scratch.join("backup").display().to_string();
    assert_eq!(majakka(&var, &["backup", &folder, "--without-key"]).0, 0);
    let rows = Path::new(&folder).join("majakka.sqlite");
    std::fs::write(&rows, b"no rows").expect("a damaged file");
    assert_eq!(code(&["restore", &folder]), 3, "damaged");
    let database = var.join("majakka.sqlite").display().to_string();
    let tamper =
        "DROP TRIGGER audit_no_update; UPDATE audit SET detail = 'another' WHERE id = (SELECT min(id) FROM audit)";
    let url = majakka_store::db::DbUrl::parse(&format!("sqlite://{database}")).expect("a URL");
    let pool = majakka_store::db::open_pool(url, 1).expect("the database");
    let mut connection = pool.get().expect("a connection");
    diesel::connection::SimpleConnection::batch_execute(&mut *connection, tamper).expect("a changed row");
    drop((connection, pool));
    assert_eq!(code(&["admin", "audit", "verify"]), 3, "a broken chain");

    let mut cluster = Cluster::start();
    let url = cluster.database();
    cluster.kill();
    let wait = ["admin", "list", "--database-url", &url];
    assert_eq!(code(&wait), 4, "the database is away");
}

#[test]
fn shells_and_man_know_every_command() {
    let scratch = Scratch::new("mjman");
    let pages = scratch.join("man").display().to_string();
    let var = scratch.join("var");
    assert_eq!(majakka(&var, &["man", &pages]).0, 0);
    for page in ["majakka.1", "majakka-backup.1", "majakka-admin-audit-verify.1"] {
        let page = std::fs::read_to_string(Path::new(&pages).join(page)).expect("a page");
        assert!(page.contains(".SH NAME"), "{page}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let (code, out, _) = majakka(&var, &["completions", shell]);
        assert!(code == 0 && out.contains("restore"), "{shell}: {out}");
    }
    assert!(!var.exists(), "nothing else was made");
}
