//! A throw-away nginx with settings of the test's choosing.

use std::fs;
use std::process::Command;

use crate::ports;
use crate::process::{Process, Signal};
use crate::scratch::Scratch;

/// A running nginx. Dropping it stops it.
#[derive(Debug)]
pub struct Nginx {
    _process: Process,
    port: u16,
    _scratch: Scratch,
}

impl Nginx {
    /// Starts it. `http` is what stands in its `http` block; in it, `LISTEN` stands for the address to listen on.
    #[must_use]
    pub fn start(http: &str) -> Nginx {
        let scratch = Scratch::new("mjngx");
        let port = ports::free();
        let at = |name: &str| scratch.join(name).display().to_string();
        let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|kind| format!("    {kind}_temp_path {};\n", at("temp")))
            .collect();
        let http = http.replace("LISTEN", &format!("127.0.0.1:{port}"));
        let settings = format!(
            "daemon off;\nworker_processes 1;\npid {};\nerror_log {};\nevents {{}}\nhttp {{\n    include /etc/nginx/mime.types;\n    \
             access_log off;\n{folders}{http}\n}}\n",
            at("pid"),
            at("error.log")
        );
        let file = scratch.join("nginx.conf");
        fs::write(&file, settings).expect("the settings");
        let mut command = Command::new("/usr/sbin/nginx");
        command.arg("-e").arg(scratch.join("error.log")).arg("-p").arg(scratch.path()).arg("-c").arg(&file);
        let mut process = Process::start(&mut command, &scratch.join("log"), Signal::SIGTERM);
        process.until("the port", || ports::answers(port).then_some(()));
        Nginx { _process: process, port, _scratch: scratch }
    }

    /// Where it answers: `http://127.0.0.1:41234`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
