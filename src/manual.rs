//! What a shell and `man` know of the commands, made of the command line itself.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::command_line::CommandLine;

pub(crate) fn completions(shell: Shell) -> Result<()> {
    let mut made = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "majakka", &mut made);
    io::Write::write_all(&mut io::stdout().lock(), &made).context("the answer cannot be written")
}

pub(crate) fn pages(folder: &Path) -> Result<()> {
    let of = || folder.display();
    fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", of()))?;
    clap_mangen::generate_to(CommandLine::command(), folder).with_context(|| format!("{} cannot be written to", of()))
}
