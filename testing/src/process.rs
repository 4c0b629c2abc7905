//! A server process as a direct child, ended by its id and waited for.
//!
//! The child leads a process group of its own, so that its children end with it. PID 1 of a container may reap late:
//! only a child that we wait for ourselves is surely gone, with its lock files and ports.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

pub use nix::sys::signal::Signal;
use nix::sys::signal::{kill, killpg};
use nix::unistd::{Pid, User, geteuid};

use crate::guard::Guard;
use crate::wait;

/// How long a server may take to stop when asked, before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// A running child. Dropping it stops it and waits for its end.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
    stop: Signal,
    _guard: Guard,
}

impl Process {
    /// Starts `command`; what it says goes to the file `log` (both streams, appended).
    ///
    /// `stop` is the signal that asks this server to end.
    #[must_use]
    pub fn start(command: &mut Command, log: &Path, stop: Signal) -> Process {
        Process::start_session(command.process_group(0), log, stop)
    }

    /// Like [`Process::start`], for a server that makes itself the leader of a session: the leader of a group cannot.
    #[must_use]
    pub fn start_session(command: &mut Command, log: &Path, stop: Signal) -> Process {
        let file = append(log);
        let copy = file.try_clone().expect("the log file twice");
        Process::spawn(command.stdout(copy).stderr(file), log, stop)
    }

    /// Like [`Process::start`], but its standard output is a pipe, given back beside it.
    #[must_use]
    pub fn start_reading(command: &mut Command, log: &Path, stop: Signal) -> (Process, ChildStdout) {
        let command = command.process_group(0).stdout(Stdio::piped()).stderr(append(log));
        let mut process = Process::spawn(command, log, stop);
        let stdout = process.child.stdout.take().expect("a piped standard output");
        (process, stdout)
    }

    fn spawn(command: &mut Command, log: &Path, stop: Signal) -> Process {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{}", cannot_run(&name, &e)));
        let guard = Guard::after_us(&format!("kill -{} {1}; sleep 1; kill -KILL -{1}", stop as i32, child.id()));
        Process { name, child, log: log.to_owned(), stop, _guard: guard }
    }

    /// The child's process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be waited for")
    }

    /// What it has said so far (empty if it says nothing into its log).
    #[must_use]
    pub fn said(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Waits until `ready` holds; panics with what the server said when it ends before, or never gets there.
    pub fn until<T>(&mut self, thing: &str, mut ready: impl FnMut() -> Option<T>) -> T {
        let found = wait::maybe(|| match self.ended() {
            Some(status) => panic!("{} ended ({status}) before {thing}:\n{}", self.name, self.said()),
            None => ready(),
        });
        found.unwrap_or_else(|| panic!("{}: waited in vain for {thing}:\n{}", self.name, self.said()))
    }

    /// Sends a signal to the child alone: `SIGSTOP` makes it hang, `SIGCONT` wakes it, `SIGKILL` is a crash.
    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).unwrap_or_else(|e| panic!("{signal} to {}: {e}", self.name));
    }

    /// Asks it to stop, waits, and gives its exit status.
    pub fn stop(&mut self) -> ExitStatus {
        if self.ended().is_none() {
            let _ = kill(self.pid(), self.stop);
            let _ = wait::at_most(GRACE, || self.ended());
        }
        let _ = killpg(self.pid(), Signal::SIGKILL); // what is left of its group, itself included
        self.child.wait().expect("a child can be waited for")
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).expect("a process id fits"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Whether the tests run as the superuser (as in most containers).
#[must_use]
pub fn as_root() -> bool {
    geteuid().is_root()
}

/// The user and group ids of a system account.
#[must_use]
pub fn account(name: &str) -> Option<(u32, u32)> {
    let user = User::from_name(name).ok().flatten()?;
    Some((user.uid.as_raw(), user.gid.as_raw()))
}

/// As root: lets `command` run as one of these accounts, the first that exists. Otherwise: leaves it as it is.
pub fn without_root<'c>(command: &'c mut Command, accounts: &[&str]) -> &'c mut Command {
    match accounts.iter().find_map(|name| account(name)) {
        Some((uid, gid)) if as_root() => command.uid(uid).gid(gid), // std drops root's other groups itself
        _ => command,
    }
}

/// Runs a command to its end and gives what it printed; panics with its error text when it fails.
pub fn run(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{}", cannot_run(&name, &e)));
    assert!(output.status.success(), "{name} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn append(log: &Path) -> File {
    File::options().create(true).append(true).open(log).expect("a log file for the server")
}

fn cannot_run(name: &str, error: &io::Error) -> String {
    format!("cannot run {name} ({error}): `make test` installs what the tests need")
}
