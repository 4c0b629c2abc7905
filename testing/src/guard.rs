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
