//! What must still be tidied when the test process ends without dropping anything: `static`s, `exit`, `kill -9`.
//!
//! The kernel closes our end of a pipe however we end. A small shell waits at the other end and tidies then. (A parent
//! death signal does not do: it fires when the *thread* that started the child ends, and each test has its own.)

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// Runs a line of shell once this process is gone; forgets it when dropped.
#[derive(Debug)]
pub struct Guard {
    shell: Child,
}

impl Guard {
    /// `line` must not depend on variables of the shell, and must be harmless when its object is already gone.
    #[must_use]
    pub fn after_us(line: &str) -> Guard {
        let shell = Command::new("sh")
            .args(["-c", &format!("trap '' INT TERM HUP; read -r done || {{ {line}; }}")])
            .process_group(0) // Ctrl-C at the terminal is for the tests, not for their guard
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell to guard the test servers");
        Guard { shell }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(mut pipe) = self.shell.stdin.take() {
            let _ = pipe.write_all(b"done\n");
        }
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::path::Path;
    use std::{env, fs, thread};

    use super::*;
    use crate::process::{Process, Signal};
    use crate::scratch::Scratch;
    use crate::wait;

    const VICTIM: &str = "MAJAKKA_TESTING_VICTIM";

    /// What the test below kills: it starts a server in a folder, names both, and waits for its end.
    fn be_the_victim() -> ! {
        let scratch = Scratch::new("mjgd");
        let server = Process::start(Command::new("sleep").arg("600"), &scratch.join("log"), Signal::SIGTERM);
        println!("victim {} {}", server.id(), scratch.path().display());
        loop {
            thread::park();
        }
    }

    /// A process that nobody has reaped yet is gone all the same.
    fn runs(id: &str) -> bool {
        fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn a_killed_test_process_leaves_neither_server_nor_folder() {
        if env::var_os(VICTIM).is_some() {
            be_the_victim();
        }
        let name = "guard::tests::a_killed_test_process_leaves_neither_server_nor_folder";
        let mut victim = Command::new(env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(VICTIM, "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok);
        let named = lines.filter_map(|line| line.split_once("victim ").map(|(_, named)| named.to_owned())).next();
        let (id, folder) = named.as_deref().unwrap().split_once(' ').unwrap();
        assert!(runs(id) && Path::new(folder).exists());

        victim.kill().unwrap();
        victim.wait().unwrap();
        wait::until("the server's end", || (!runs(id)).then_some(()));
        wait::until("the folder's end", || (!Path::new(folder).exists()).then_some(()));
    }
}
