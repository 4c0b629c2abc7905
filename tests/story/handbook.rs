//! Promise: the handbook's settings and commands, as they stand there, lead from an empty machine to a running installation, with no
//! more rights than it says.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use majakka_testing::postgres::{self, Cluster};
use majakka_testing::process::{Process, Signal};
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, wait};

use crate::harness::handbook;
use crate::harness::visitor::Visitor;

/// The machine of the handbook: its folders lie in one of ours, its port is free, its database is a real one.
struct Machine {
    scratch: Scratch,
    port: u16,
    database: Option<Cluster>,
}

impl Machine {
    fn new(database: Option<Cluster>) -> Machine {
        let scratch = Scratch::new("mjbook");
        fs::create_dir_all(scratch.join("etc/majakka")).expect("the folder of settings");
        Machine { scratch, port: ports::free(), database }
    }

    /// What the handbook says, with the places of this machine.
    fn here(&self, text: &str) -> String {
        let at = |name: &str| self.scratch.join(name).display().to_string();
        let text = text.replace("/etc/majakka", &at("etc/majakka")).replace("/var/lib/majakka", &at("var"));
        let text = text.replace("127.0.0.1:8080", &format!("127.0.0.1:{}", self.port));
        match &self.database {
            Some(database) => text.replace("db.example.fi", &socket(database)),
            None => text,
        }
    }

    fn settings(&self, text: &str) {
        let path = self.scratch.join("etc/majakka/majakka.toml");
        fs::write(path, self.here(text)).expect("the settings");
    }

    /// As typed into a shell of the program's account.
    fn shell(&self, script: &str) -> Command {
        let bin = Path::new(env!("CARGO_BIN_EXE_majakka")).parent().expect("its folder").display().to_string();
        let mut shell = Command::new("sh");
        shell.args(["-euc", &self.here(script)]).current_dir(self.scratch.path()).env_clear();
        shell.env("PATH", format!("{bin}:/usr/local/bin:/usr/bin:/bin")).env("HOME", self.scratch.path());
        shell.env("MAJAKKA_CONFIG", self.scratch.join("etc/majakka/majakka.toml"));
        shell
    }

    fn output(&self, script: &str) -> Output {
        self.shell(script).output().expect("a shell")
    }

    /// Runs it to its good end; gives what it printed and what it said beside.
    fn run(&self, script: &str) -> (String, String) {
        let output = self.output(script);
        let [printed, said] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        assert!(output.status.success(), "{script}\n{printed}{said}");
        (printed, said)
    }

    /// Follows a section, block by block: settings are written, SQL goes to the server, what serves is started, and the rest is run.
    /// Gives what was printed, and what runs.
    fn follow(&self, heading: &str) -> (String, Vec<Process>) {
        let (mut printed, mut running) = (String::new(), Vec::new());
        for block in handbook::blocks(heading) {
            if block.starts_with('[') {
                self.settings(&block);
            } else if block.starts_with("CREATE ROLE") {
                let database = self.database.as_ref().expect("a PostgreSQL");
                postgres::script(&database.url("postgres"), &block);
            } else if block.lines().filter(|line| !line.is_empty()).all(serves) {
                running.extend(block.lines().filter(|line| !line.is_empty()).map(|line| self.start(line)));
            } else {
                printed += &self.run(&block).0;
            }
        }
        (printed, running)
    }

    fn start(&self, line: &str) -> Process {
        let name = line.replace(' ', "-") + ".log";
        Process::start(&mut self.shell(&format!("exec {line}")), &self.scratch.join(name), Signal::SIGTERM)
    }

    fn visitor(&self) -> Visitor {
        Visitor::new(format!("http://127.0.0.1:{}", self.port))
    }

    /// Waits until it is ready, as a load balancer would.
    async fn ready(&self, running: &mut [Process]) {
        let first = running.first_mut().expect("something that runs");
        first.until("the port", || ports::answers(self.port).then_some(()));
        let mut visitor = self.visitor();
        wait::until_so("the installation to be ready", async || {
            for process in running.iter_mut() {
                assert!(process.ended().is_none(), "{}", process.said());
            }
            visitor.open("/readyz").await.status == 200
        })
        .await;
    }
}

/// Its folder of sockets as the host of a URL.
fn socket(database: &Cluster) -> String {
    database.folder().display().to_string().replace('/', "%2F")
}

fn serves(line: &str) -> bool {
    ["majakka up", "majakka serve", "majakka notify"].contains(&line)
}

/// The path of the one link that was printed, below the address that visitors use.
fn link(printed: &str) -> String {
    let links: Vec<&str> =
        printed.lines().filter(|line| line.starts_with("https://hairiot.example.fi/link/")).collect();
    let [link] = links[..] else { panic!("one link:\n{printed}") };
    link.trim_start_matches("https://hairiot.example.fi").to_owned()
}

#[tokio::test]
async fn one_machine_is_set_up_on_sqlite() {
    let machine = Machine::new(None);
    let (printed, mut running) = machine.follow("One machine, on SQLite");
    machine.ready(&mut running).await;
    machine.visitor().open(&link(&printed)).await.expect(200);
    assert!(!machine.run("majakka migrate").0.contains("/link/"), "it is said once");
    let (said, beside) = machine.run("majakka admin audit verify");
    assert!(said.starts_with("The audit log is whole"), "{said}");
    assert_eq!(machine.here("database sqlite:///var/lib/majakka/majakka.sqlite\n"), beside);
    assert!(running[0].stop().success(), "{}", running[0].said());
}

#[tokio::test]
async fn several_processes_are_set_up_on_postgresql_with_the_least_rights() {
    let machine = Machine::new(Some(Cluster::start()));
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/production.example.toml");
    machine.settings(&fs::read_to_string(example).expect("the example"));
    let (printed, mut running) = machine.follow("Several processes, on PostgreSQL");
    machine.ready(&mut running).await;
    machine.visitor().open(&link(&printed)).await.expect(200);

    let database = machine.database.as_ref().expect("the database");
    let all = database.url("majakka");
    assert_eq!(postgres::sql(&all, "SELECT has_schema_privilege('majakka', 'public', 'CREATE')"), "f");
    let host = nix::unistd::gethostname().expect("a name").to_string_lossy().into_owned();
    let host = host.split('.').next().unwrap_or_default();
    for role in ["serve", "notify"] {
        let name = format!("majakka {role}@{host}");
        let connections = format!(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = '{name}' AND usename = 'majakka'"
        );
        assert_eq!(postgres::sql(&all, &connections), "t", "{name}");
    }
    let (said, beside) = machine.run("majakka admin link");
    machine.visitor().open(&link(&said)).await.expect(200);
    assert_eq!(beside, machine.here("database postgres://majakka@db.example.fi/majakka\n"));

    // Another machine, which can only read.
    let standby = database.standby();
    let url = machine.here("postgres://majakka@db.example.fi/majakka").replace(&socket(database), &socket(&standby));
    wait::until("the standby", || {
        let arrived = "SELECT pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn()";
        (postgres::sql(&standby.url("majakka"), arrived) == "t").then_some(())
    });
    for command in ["majakka admin audit verify", "majakka export site"] {
        let (said, beside) = machine.run(&format!("{command} --database-url '{url}'"));
        assert!(said.contains("whole") || said.contains("files are in site"), "{said}");
        assert_eq!(beside, format!("database {url}\n"));
    }
    assert!(machine.scratch.join("site/fi/index.html").exists());
    let refused = machine.output(&format!("majakka admin link --database-url '{url}'"));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("read-only"), "{said}");
    for process in &mut running {
        assert!(process.stop().success(), "{}", process.said());
    }
}
