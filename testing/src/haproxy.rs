//! A throw-away HAProxy with settings of the test's choosing.

use std::fs;
use std::process::Command;

use crate::ports;
use crate::process::{Process, Signal};
use crate::scratch::Scratch;

/// A running HAProxy. Dropping it stops it.
#[derive(Debug)]
pub struct HaProxy {
    _process: Process,
    port: u16,
    _scratch: Scratch,
}

impl HaProxy {
    /// Starts it. In `settings`, `LISTEN` stands for the address to listen on.
    #[must_use]
    pub fn start(settings: &str) -> HaProxy {
        let scratch = Scratch::new("mjhap");
        let port = ports::free();
        let file = scratch.join("haproxy.cfg");
        let settings = settings.replace("LISTEN", &format!("127.0.0.1:{port}"));
        fs::write(&file, settings + "\n").expect("the settings");
        let mut command = Command::new("/usr/sbin/haproxy");
        command.arg("-db").arg("-f").arg(&file);
        let mut process = Process::start(&mut command, &scratch.join("log"), Signal::SIGTERM);
        process.until("the port", || ports::answers(port).then_some(()));
        HaProxy { _process: process, port, _scratch: scratch }
    }

    /// Where it answers: `http://127.0.0.1:41234`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
