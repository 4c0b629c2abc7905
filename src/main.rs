//! `majakka`: incident desk and outage beacon for the organisations that live on the Kanta services.
//!
//! The one binary. A file per subcommand; only this crate knows both server and notifier.

mod admin;
mod alone;
mod backup;
mod command_line;
mod config;
mod copy;
mod demo;
mod doctor;
mod exit;
mod export;
mod heartbeat;
mod log;
mod manual;
mod memory;
mod migrate;
mod out;
mod register;
mod replay;
mod restore;
mod run;
mod self_test;
mod serve;
mod signals;
mod start;
mod supervisor;
mod up;
mod vault;
mod version;

use std::process::ExitCode;

use clap::Parser as _;
use command_line::{CommandLine, Subcommand};
use majakka_store::error::Error;

/// Answering the public page costs a handful of small allocations, and this one is quicker at them (docs/adr/0010).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    memory::give_back();
    let line = CommandLine::parse();
    // A replay keeps its own log, to search it for what must not be there.
    let _log = (!matches!(line.subcommand, Some(Subcommand::Replay(_)))).then(log::begin);
    match obey(line) {
        Ok(code) => code,
        Err(cause) => {
            out::aside(format_args!("majakka: {}", one_sentence(&cause)));
            exit::code(&cause)
        }
    }
}

fn obey(line: CommandLine) -> anyhow::Result<ExitCode> {
    let CommandLine { common, subcommand } = line;
    let done = match subcommand.unwrap_or(Subcommand::Up) {
        Subcommand::Replay(stories) => return replay::run(&stories, common.database_url.as_deref()),
        Subcommand::Up => up::up(&common),
        Subcommand::Serve => serve::serve(&common),
        Subcommand::Notify => serve::notify(&common),
        Subcommand::Demo(how) => demo::demo(&common, &how),
        Subcommand::Migrate => migrate::migrate(&common),
        Subcommand::Copy { from, to } => copy::copy(&common, &from, &to),
        Subcommand::Backup { folder, keys } => backup::backup(&common, &folder, &keys),
        Subcommand::Restore { folder, key } => restore::restore(&common, &folder, key.as_deref()),
        Subcommand::Completions { shell } => manual::completions(shell),
        Subcommand::Man { folder } => manual::pages(&folder),
        Subcommand::Vault(task) => vault::vault(&common, task),
        Subcommand::Admin(task) => admin::admin(&common, task),
        Subcommand::Export { place, watch } => export::export(&common, &place, watch),
        Subcommand::Doctor(how) => doctor::doctor(&common, &how),
        Subcommand::SelfTest(how) => self_test::self_test(&common, &how),
        Subcommand::Config(task) => config::config(&common, task),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// App's own sentences need no word before them.
fn one_sentence(cause: &anyhow::Error) -> String {
    let said = match cause.downcast_ref::<Error>() {
        Some(Error::Unavailable(words) | Error::Setting(words)) => words.clone(),
        Some(Error::Trouble(trouble)) => trouble.words(),
        _ => format!("{cause:#}"),
    };
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
