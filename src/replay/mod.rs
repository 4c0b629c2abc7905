//! `majakka replay FILE…`: plays stories through the real code and says what did not hold.
//!
//! Guarantee: a fresh database for each story, simulated time, seeded chance, transports that keep what they were given;
//! everything between them is what runs in production.
//! Non-goal: speed for its own sake; minutes in which nothing is due are skipped, no rule is.

mod expect;
mod explain;
mod log;
mod play;
mod post;
mod words;
pub(crate) mod world;

use std::path::{Path, PathBuf};

use std::process::ExitCode;

use anyhow::{Context, Result};
use majakka_scenario::Scenario;
use majakka_store::db::{DbUrl, scratch};

use self::log::Log;
use self::world::Ground;

/// What to play, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Replay {
    /// Stories (TOML).
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print the timeline with every verdict and message.
    #[arg(long)]
    explain: bool,
}

/// Plays the stories; success when all of them hold. Each file is a story of its own: one that cannot be read does not keep the
/// others from being played.
pub(crate) fn run(replay: &Replay, database_url: Option<&str>) -> Result<ExitCode> {
    let log = Log::catch();
    let ground = Ground::lay()?;
    let server = database_url.map(DbUrl::parse).transpose()?.filter(|url| !url.is_sqlite());
    let mut holding = 0;
    for (number, file) in replay.files.iter().enumerate() {
        match one(&ground, file, server.as_ref(), number, replay.explain, &log) {
            Ok(failures) if failures.is_empty() => holding += 1,
            Ok(failures) => {
                for (step, text) in failures {
                    println!("{}:{step} {text}", file.display());
                }
            }
            Err(error) => {
                // One line, whatever the parser drew.
                let said = format!("{error:#}");
                let said: Vec<&str> = said.split_whitespace().collect();
                println!("{}:0 expected a story got {}", file.display(), said.join(" "));
            }
        }
    }
    println!("{holding} of {} scenarios hold", replay.files.len());
    Ok(if holding == replay.files.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn one(
    ground: &Ground,
    file: &Path,
    server: Option<&DbUrl>,
    number: usize,
    explain: bool,
    log: &Log,
) -> Result<Vec<(usize, String)>> {
    let scenario = read(file)?;
    let scratch = scratch::Scratch::make(server, number).context("a database for the story")?;
    let play = play::play(ground, scratch.url().clone(), &scenario, log)?;
    if explain {
        println!("{}", explain::timeline(&scenario, &play.0)?);
    }
    Ok(play.1)
}

fn read(file: &Path) -> Result<Scenario> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Scenario::parse(&text).with_context(|| file.display().to_string())
}
