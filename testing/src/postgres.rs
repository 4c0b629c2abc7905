//! A throw-away PostgreSQL on a unix socket: one cluster per test process, a database of its own for each test.
//!
//! Guarantee: [`database`] is empty and nobody else's; [`prepared`] is a copy of a template filled once. The cluster
//! keeps nothing (no fsync), for speed; a test of durability starts its own server.

use std::collections::HashMap;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::{fs, io};

use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::process::{self, Process, Signal};
use crate::scratch::Scratch;
use crate::{certificate, ports};

/// Debian keeps each major version's programs in a folder of their own.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Who may run the server when the tests run as root, which PostgreSQL refuses.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

static SHARED: LazyLock<Cluster> = LazyLock::new(Cluster::start);
static TEMPLATES: Mutex<Option<HashMap<String, String>>> = Mutex::new(None);

/// The URL of a fresh, empty database.
#[must_use]
pub fn database() -> String {
    SHARED.create("")
}

/// The URL of a fresh copy of the database that `prepare` filled. `prepare` runs once per `template` and process, gets
/// the URL of an empty database, and must have closed its connections when it returns.
#[must_use]
pub fn prepared(template: &str, prepare: impl FnOnce(&str)) -> String {
    let mut templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
    let known = templates.get_or_insert_default();
    let name = known.entry(template.to_owned()).or_insert_with(|| SHARED.make_template(prepare)).clone();
    drop(templates);
    SHARED.create(&format!("TEMPLATE {name}"))
}

/// Runs SQL and gives its rows as `psql -At` prints them.
pub fn sql(url: &str, sql: &str) -> String {
    let rows = process::run(Command::new(binaries().join("psql")).args(["-X", "-Atqc", sql, url]));
    rows.trim_end().to_owned()
}

/// Runs a script as `psql -f` does, its own commands (`\\connect`) included; the first error ends it.
pub fn script(url: &str, script: &str) {
    let folder = Scratch::new("mjsql");
    let file = folder.write("script.sql", script);
    process::run(
        Command::new(binaries().join("psql")).args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(file).arg(url),
    );
}

/// A running server with its data folder. Dropping it stops the server and removes the data.
#[derive(Debug)]
pub struct Cluster {
    server: Process,
    scratch: Scratch,
    count: AtomicU32,
    /// The port that it listens on with TLS, if it does.
    port: Option<u16>,
}

impl Cluster {
    /// Makes the data folder and starts the server (about a second).
    #[must_use]
    pub fn start() -> Cluster {
        Cluster::start_with(None)
    }

    /// Starts one that answers with TLS on `127.0.0.1`, too, with a certificate for these names (`DNS:db.example.test`).
    #[must_use]
    pub fn with_tls(names: &[&str]) -> Cluster {
        Cluster::start_with(Some(names))
    }

    fn start_with(names: Option<&[&str]>) -> Cluster {
        let scratch = Scratch::new("mjpg");
        if let Some((uid, gid)) = account_to_use() {
            chown(scratch.path(), Some(uid), Some(gid)).expect("the folder given to the server's account");
        }
        let data = scratch.join("data");
        let mut initdb = command("initdb", &scratch);
        initdb.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "--no-sync", "--no-instructions"]);
        process::run(initdb.args(["-E", "UTF8", "--locale=C.UTF-8"]));
        let port = names.map(|names| {
            certificate::write(scratch.path(), names);
            // The key is the server's own, or it refuses to start.
            let uid = fs::metadata(&data).expect("the data folder").uid();
            chown(scratch.join("server.key"), Some(uid), None).expect("the key given to the server's account");
            ports::free()
        });
        let server = run(&scratch, port);
        Cluster { server, scratch, count: AtomicU32::new(0), port }
    }

    /// A standby: a copy that follows this server, and can only be read.
    #[must_use]
    pub fn standby(&self) -> Cluster {
        let scratch = Scratch::new("mjpg");
        if let Some((uid, gid)) = account_to_use() {
            chown(scratch.path(), Some(uid), Some(gid)).expect("the folder given to the server's account");
        }
        let mut copy = command("pg_basebackup", &scratch);
        copy.arg("-D")
            .arg(scratch.join("data"))
            .arg("-h")
            .arg(self.folder())
            .args(["-U", "postgres", "-R", "-c", "fast"]);
        process::run(copy.arg("--no-sync"));
        let server = run(&scratch, None);
        Cluster { server, scratch, count: AtomicU32::new(0), port: None }
    }

    /// Where its data and sockets are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.scratch.path()
    }

    /// Where it answers with TLS, and the authority behind its certificate.
    ///
    /// # Panics
    /// When it was not started [with TLS](Cluster::with_tls).
    #[must_use]
    pub fn tls(&self) -> (u16, PathBuf) {
        (self.port.expect("a cluster with TLS"), self.scratch.join("ca.pem"))
    }

    /// Stops the server at once, as a machine that loses its power; the data stay.
    pub fn kill(&mut self) {
        // For speed it answers commits before it has written them (`synchronous_commit`): a machine that is trusted with data does not.
        sql(&self.url("postgres"), "CHECKPOINT");
        self.server.stop();
    }

    /// Starts it again on the same data.
    pub fn start_again(&mut self) {
        self.server = run(&self.scratch, self.port);
    }

    /// The URL of one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        // The socket is named after the port.
        let port = self.port.map(|port| format!("&port={port}")).unwrap_or_default();
        format!("postgres://postgres@/{database}?host={}{port}", self.scratch.path().display())
    }

    /// The URL of a fresh, empty database of this cluster.
    #[must_use]
    pub fn database(&self) -> String {
        self.create("")
    }

    /// The server, for tests that stop, hang or crash it.
    #[must_use]
    pub fn server(&mut self) -> &mut Process {
        &mut self.server
    }

    /// Lets the whole server hang: connections stay, and nothing is answered, as on a machine that is out of memory.
    /// It goes on when the guard is dropped.
    #[must_use]
    pub fn freeze(&self) -> Frozen {
        let frozen = Frozen(self.family());
        // The eldest first: it would start new ones.
        frozen.signal(Signal::SIGSTOP);
        frozen
    }

    /// The server's process and its children.
    fn family(&self) -> Vec<Pid> {
        let id = self.server.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let ids = children.split_whitespace().filter_map(|id| id.parse().ok());
        i32::try_from(id).into_iter().chain(ids).map(Pid::from_raw).collect()
    }

    fn create(&self, options: &str) -> String {
        let name = self.next_name();
        sql(&self.url("postgres"), &format!("CREATE DATABASE {name} {options}"));
        self.url(&name)
    }

    fn make_template(&self, prepare: impl FnOnce(&str)) -> String {
        let name = self.next_name();
        sql(&self.url("postgres"), &format!("CREATE DATABASE {name}"));
        prepare(&self.url(&name));
        // One open connection to a template would make every copy of it wait five seconds and fail.
        sql(&self.url("postgres"), &format!("ALTER DATABASE {name} IS_TEMPLATE true ALLOW_CONNECTIONS false"));
        name
    }

    fn next_name(&self) -> String {
        format!("test_{}", self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// A server that hangs, until this is dropped.
#[derive(Debug)]
pub struct Frozen(Vec<Pid>);

impl Frozen {
    fn signal(&self, signal: Signal) {
        for id in &self.0 {
            // One that has ended meanwhile needs none.
            let _ = kill(*id, signal);
        }
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        self.signal(Signal::SIGCONT);
    }
}

/// Starts the server on the data folder, at this port with TLS, and waits until it takes connections.
fn run(scratch: &Scratch, port: Option<u16>) -> Process {
    let data = scratch.join("data");
    let mut postgres = command("postgres", scratch);
    postgres.arg("-D").arg(&data).arg("-k").arg(scratch.path()).arg("-F");
    if let Some(port) = port {
        let file = |name: &str| scratch.join(name).display().to_string();
        postgres.args(["-p", &port.to_string(), "-h", "127.0.0.1", "-l"]);
        for (name, path) in [("ssl_cert_file", file("server.pem")), ("ssl_key_file", file("server.key"))] {
            postgres.args(["-c", &format!("{name}={path}")]);
        }
    } else {
        postgres.args(["-h", ""]);
    }
    // Nobody sweeps behind a test's back: what the planner chooses would depend on when.
    for setting in ["synchronous_commit=off", "full_page_writes=off", "max_connections=200", "autovacuum=off"] {
        postgres.args(["-c", setting]);
    }
    let mut server = Process::start(&mut postgres, &scratch.join("log"), Signal::SIGQUIT);
    let id = server.id();
    server.until("connections", || is_ready(&data, id).then_some(()));
    server
}

/// Ready when the eighth line of the lock file says so (or `standby`, for one that can be read) and the first names our own child: a file that a killed server
/// left behind says "ready" too.
fn is_ready(data: &Path, id: u32) -> bool {
    let file = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = file.lines();
    let owner = lines.next().and_then(|line| line.trim().parse().ok());
    owner == Some(id) && lines.nth(6).is_some_and(|state| state.starts_with("ready") || state.starts_with("standby"))
}

fn account_to_use() -> Option<(u32, u32)> {
    ACCOUNTS.iter().find_map(|name| process::account(name)).filter(|_| process::as_root())
}

fn command(program: &str, scratch: &Scratch) -> Command {
    let mut command = Command::new(binaries().join(program));
    command.current_dir(scratch.path()).env_remove("PGOPTIONS");
    process::without_root(&mut command, &ACCOUNTS);
    command
}

/// The folder of the newest installed version.
fn binaries() -> PathBuf {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().filter_map(io::Result::ok);
    let newest = versions.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max();
    let newest = newest.unwrap_or_else(|| panic!("no PostgreSQL under {VERSIONS}: install postgresql, or `make test`"));
    Path::new(VERSIONS).join(newest.to_string()).join("bin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_gets_a_database_of_its_own() {
        let (one, other) = (database(), database());
        sql(&one, "CREATE TABLE lamp (id int)");
        assert_eq!(sql(&one, "SELECT count(*) FROM lamp"), "0");
        assert_eq!(sql(&other, "SELECT to_regclass('lamp') IS NULL"), "t");
    }

    #[test]
    fn a_template_is_filled_once_and_copied_for_each() {
        let mut filled = 0;
        let copies: Vec<_> = (0..3)
            .map(|_| {
                prepared("lamps", |url| {
                    filled += 1;
                    sql(url, "CREATE TABLE lamp (id int); INSERT INTO lamp VALUES (1), (2)");
                })
            })
            .collect();
        sql(&copies[0], "DELETE FROM lamp");
        assert_eq!(filled, 1);
        assert_eq!(sql(&copies[1], "SELECT count(*) FROM lamp"), "2");
    }

    #[test]
    fn a_dropped_cluster_leaves_neither_process_nor_folder() {
        let cluster = Cluster::start();
        let (id, folder) = (cluster.server.id(), cluster.scratch.path().to_owned());
        assert!(Path::new(&format!("/proc/{id}")).exists());
        drop(cluster);
        assert!(!Path::new(&format!("/proc/{id}")).exists());
        assert!(!folder.exists());
    }
}
