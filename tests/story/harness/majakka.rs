//! The real binary, started as an operator would start it, with a folder of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use majakka_testing::postfix::{self, Postfix};
use majakka_testing::process::{Process, Signal};
use majakka_testing::scratch::Scratch;

use super::visitor::Visitor;

/// How to start it. Everything that is not said is as on the first run of a newcomer.
#[derive(Debug)]
pub struct Setup {
    subcommand: &'static str,
    program: PathBuf,
    listen: String,
    database_url: Option<String>,
    config: Option<PathBuf>,
    settings: Vec<(String, String)>,
    /// A limit of the shell that it is started by.
    files: Option<String>,
}

impl Setup {
    /// `majakka up`: server and notifier in one process.
    pub fn up() -> Setup {
        Setup::new("up")
    }

    /// Any other subcommand that serves: `serve`, `notify`, `demo`.
    pub fn new(subcommand: &'static str) -> Setup {
        let listen = "127.0.0.1:0".into();
        let program = env!("CARGO_BIN_EXE_majakka").into();
        Setup { subcommand, program, listen, database_url: None, config: None, settings: Vec::new(), files: None }
    }

    /// Another build of the program.
    pub fn program(self, program: &Path) -> Setup {
        Setup { program: program.to_owned(), ..self }
    }

    /// Keeps its data there instead of in its SQLite file.
    pub fn database(self, url: impl Into<String>) -> Setup {
        Setup { database_url: Some(url.into()), ..self }
    }

    /// Listens there, however that is written.
    pub fn listening(self, listen: impl Into<String>) -> Setup {
        Setup { listen: listen.into(), ..self }
    }

    /// Listens on this port, for what must know it before the program runs.
    pub fn port(self, port: u16) -> Setup {
        Setup { listen: format!("127.0.0.1:{port}"), ..self }
    }

    /// A settings file: for what the environment cannot say, such as several of a kind.
    pub fn config(self, path: &Path) -> Setup {
        Setup { config: Some(path.to_owned()), ..self }
    }

    /// A setting by its environment name without the prefix: `("SMTP__HOST", "localhost")`.
    pub fn with(mut self, key: &str, value: impl ToString) -> Setup {
        self.settings.push((format!("MAJAKKA__{key}"), value.to_string()));
        self
    }

    /// Its mail goes through this server, whose password lies in `secrets` from now on.
    pub fn mailing(self, postfix: &Postfix, secrets: &Scratch) -> Setup {
        self.with("MAIL__FROM", "Majakka <majakka@test.invalid>")
            .with("MAIL__SMTP__HOST", "localhost")
            .with("MAIL__SMTP__SECURITY", "starttls")
            .with("MAIL__SMTP__PORT", postfix.starttls_port())
            .with("MAIL__SMTP__USERNAME", postfix::USER)
            .with("MAIL__SMTP__PASSWORD_FILE", secrets.write_secret("smtp", postfix::PASSWORD).display())
            .with("MAIL__SMTP__CA_FILE", postfix.authority().display())
    }

    /// It says this much in its log.
    pub fn logging(mut self, level: &str) -> Setup {
        self.settings.push(("MAJAKKA_LOG".to_owned(), level.to_owned()));
        self
    }

    /// Its service manager allows it so many open files unless it asks for more.
    pub fn files(self, limit: u32) -> Setup {
        Setup { files: Some(format!("ulimit -Sn {limit}; ")), ..self }
    }

    /// It may open so many files and no more, however it asks.
    pub fn only_files(self, limit: u32) -> Setup {
        Setup { files: Some(format!("ulimit -n {limit}; ")), ..self }
    }

    /// Starts it in a new folder and waits until it has said where it is.
    pub fn start(self) -> Majakka {
        let scratch = Arc::new(Scratch::new("mjvar"));
        self.start_in(scratch)
    }

    /// Starts it in the folder of another one: a second worker, or a restart.
    pub fn start_beside(self, other: &Majakka) -> Majakka {
        self.start_in(Arc::clone(&other.scratch))
    }

    /// Starts it in a folder that the story has made.
    pub fn start_in(self, scratch: Arc<Scratch>) -> Majakka {
        let mut command = Command::new("sh");
        let limit = self.files.unwrap_or_default();
        command.args(["-c", &format!("{limit}exec \"$0\" \"$@\"")]).arg(&self.program);
        command.arg(self.subcommand).arg("--var").arg(scratch.join("var")).current_dir(env!("CARGO_MANIFEST_DIR"));
        if self.subcommand != "notify" {
            command.args(["--listen", &self.listen]);
        }
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        if let Some(path) = &self.config {
            command.arg("--config").arg(path);
        }
        // Stories of something else end after the password.
        command.env("MAJAKKA__ACCOUNTS__SECOND_FACTOR", "off").envs(self.settings);
        let log = scratch.join(format!("{}.log", self.subcommand));
        let (process, stdout) = Process::start_reading(&mut command, &log, Signal::SIGTERM);
        Majakka { process, printed: Printed::listen(stdout), scratch }
    }
}

/// The running program. Dropping it asks it to stop and waits.
#[derive(Debug)]
pub struct Majakka {
    process: Process,
    printed: Printed,
    scratch: Arc<Scratch>,
}

impl Majakka {
    /// The address it printed, without a slash at the end: `http://127.0.0.1:41234`.
    pub fn address(&mut self) -> String {
        let printed = self.printed.clone();
        self.process.until("an address", || printed.urls().into_iter().next().map(|url| origin(&url)))
    }

    /// The one-time link with which the first administrator signs in: the first printed URL of its own address that
    /// leads to a page.
    pub fn sign_in_link(&mut self) -> String {
        let address = self.address();
        let printed = self.printed.clone();
        let is_link = |url: &String| url.strip_prefix(&address).is_some_and(|path| path.len() > 1);
        self.process.until("a sign-in link", || printed.urls().into_iter().find(is_link))
    }

    /// Somebody who visits its pages, not signed in.
    pub fn visitor(&mut self) -> Visitor {
        Visitor::new(self.address())
    }

    /// Its folder `var`.
    pub fn var(&self) -> PathBuf {
        self.scratch.join("var")
    }

    /// What it has printed so far, and what it has said on the other stream.
    pub fn said(&self) -> (String, String) {
        (self.printed.text(), self.process.said())
    }

    /// The process, for stories that stop, hang or crash it.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}

/// The standard output, read by a thread of its own as long as there is any.
#[derive(Debug, Clone)]
struct Printed(Arc<Mutex<String>>);

impl Printed {
    fn listen(stdout: ChildStdout) -> Printed {
        let text = Arc::new(Mutex::new(String::new()));
        let into = Arc::clone(&text);
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                into.lock().unwrap_or_else(PoisonError::into_inner).push_str(&(line + "\n"));
            }
        });
        Printed(text)
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn urls(&self) -> Vec<String> {
        let text = self.text();
        let complete = text.rsplit_once('\n').map(|(lines, _)| lines).unwrap_or_default();
        complete.split_whitespace().filter(|word| word.starts_with("http://")).map(str::to_owned).collect()
    }
}

fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}
