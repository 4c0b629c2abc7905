//! A throw-away provider of OpenID Connect: the certified one of npm (`oidc-provider`), with people of the test.

use std::process::Command;

use serde_json::Value;

use crate::ports;
use crate::process::{Process, Signal};
use crate::readers::installed;
use crate::scratch::Scratch;

const PROVIDER: &str = include_str!("readers/provider.mjs");

/// What this program is called there.
pub const CLIENT: &str = "majakka";
/// Its secret there.
pub const SECRET: &str = "a secret of the provider";

/// A running provider. Dropping it stops it.
#[derive(Debug)]
pub struct OidcProvider {
    _process: Process,
    _scratch: Scratch,
}

impl OidcProvider {
    /// Starts it on a port that [`ports::free`] gave. Answers go to `redirect`, whoever signs out goes to `leaving`. `people`:
    /// login to `claims`, and `amr` for how she proves herself.
    #[must_use]
    pub fn start(port: u16, redirect: &str, leaving: &str, people: &Value) -> OidcProvider {
        let scratch = Scratch::new("mjoidc");
        let mut node = Command::new("node");
        // A module of what stands in an argument finds its packages from where it runs.
        node.current_dir(installed("."));
        node.args(["--input-type=module", "-e", PROVIDER, "--"]);
        node.args([&port.to_string(), redirect, leaving, &people.to_string()]);
        let mut process = Process::start(&mut node, &scratch.join("log"), Signal::SIGTERM);
        process.until("the port", || ports::answers(port).then_some(()));
        OidcProvider { _process: process, _scratch: scratch }
    }
}
