//! Promise: a database on another machine is spoken to only when it has proved its name, and nobody has to know how to ask for that.

use std::path::Path;
use std::process::Command;

use majakka_testing::postgres::{self, Cluster};
use majakka_testing::scratch::Scratch;

/// `majakka migrate`, on a machine with these certificate authorities: did it, and what did it say?
fn migrate(url: &str, authorities: &Path) -> (bool, String) {
    let scratch = Scratch::new("mjtls");
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.args(["migrate", "--database-url", url, "--var"]).arg(scratch.join("var"));
    command.env("SSL_CERT_FILE", authorities).env("HOME", scratch.path());
    let output = command.output().expect("the binary runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn another_machine_is_a_database_only_with_a_certificate_for_its_name() {
    let cluster = Cluster::with_tls(&["DNS:db.example.test"]);
    let (port, authority) = cluster.tls();
    let stranger = Scratch::new("mjca");
    majakka_testing::certificate::write(stranger.path(), &["DNS:db.example.test"]);
    // A name of another machine, and a way to it that stays on this one.
    let at = |host: &str, more: &str| {
        let database = postgres::sql(&cluster.url("postgres"), "SELECT 'at_' || count(*) FROM pg_database");
        postgres::sql(&cluster.url("postgres"), &format!("CREATE DATABASE {database}"));
        format!("postgres://postgres@{host}:{port}/{database}?hostaddr=127.0.0.1{more}")
    };

    // Only what comes through TLS is let in at all.
    let rules = cluster.folder().join("data/pg_hba.conf");
    std::fs::write(&rules, "local all all trust\nhostssl all all 127.0.0.1/32 trust\n").expect("the rules");
    postgres::sql(&cluster.url("postgres"), "SELECT pg_reload_conf()");

    let (done, said) = migrate(&at("db.example.test", ""), &authority);
    assert!(done, "the machine's authorities are found: {said}");
    let (done, said) = migrate(&at("db.example.test", "&sslmode=verify-full&sslrootcert=system"), &authority);
    assert!(done, "{said}");
    for (url, authorities, why) in [
        (at("db.example.test", ""), stranger.join("ca.pem"), "certificate verify failed"),
        (at("other.example.test", ""), authority.clone(), "does not match host name"),
        (at("db.example.test", "&sslmode=require"), authority.clone(), "sslmode=verify-full"),
        (at("db.example.test", "&sslmode=disable"), authority.clone(), "sslmode=verify-full"),
    ] {
        let (done, said) = migrate(&url, &authorities);
        assert!(!done && said.contains(why), "{url}: {said}");
    }
}
