//! `majakka doctor`: whatever would stop a start, misdirect a link or silence a bulletin, named with its key before it does.
//!
//! Guarantee: every start asks the same questions, and refuses what is said here to stop it.
//! Non-goal: mending.

mod connect;
mod files;
mod summary;

use anyhow::{Result, bail};
use majakka_app::config::{Finding, Settings, Weight, environment};
use majakka_store::error::Error;
use serde_json::json;

use crate::command_line::Common;
use crate::{out, run};

/// What is asked beside the settings.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    /// Also try the database, its clock, the gateways up to their sign-in, and the place of pictures
    #[arg(long)]
    connect: bool,
    /// Send a test mail there, by every mail route
    #[arg(long, value_name = "ADDRESS", requires = "connect")]
    mail: Option<String>,
    /// Send a test text message there, by every route for text messages
    #[arg(long, value_name = "NUMBER", requires = "connect")]
    sms: Option<String>,
}

pub(crate) fn doctor(common: &Common, how: &Doctor) -> Result<()> {
    let settings = common.settings("doctor")?;
    let (mut findings, mut well) = (examine(&settings), Vec::new());
    if how.connect {
        let (mail, sms) = (how.mail.as_deref(), how.sms.as_deref());
        let tell = |said: String| {
            if common.json {
                well.push(said);
                return Ok(());
            }
            out::answer(said)
        };
        findings.extend(run::runtime()?.block_on(connect::try_all(&settings, mail, sms, tell))?);
    }
    let stops = findings.iter().filter(|finding| finding.weight == Weight::Stops).count();
    if common.json {
        let fact = |found: &Finding| json!({ "key": found.key, "weight": word(found.weight), "said": found.said });
        let well = well.iter().map(|said| json!({ "weight": "well", "said": said }));
        out::json(&findings.iter().map(fact).chain(well).collect::<Vec<_>>())?;
    } else {
        out::answer(if stops == 0 { "The settings are sound." } else { "The settings can be read, but not used." })?;
        summary::tell(&settings)?;
        for Finding { key, weight, said } in &findings {
            out::answer(format_args!("  {:<13} {key}: {said}", word(*weight)))?;
        }
    }
    if stops > 0 {
        bail!("{stops} of what was found would stop a start");
    }
    Ok(())
}

fn word(weight: Weight) -> &'static str {
    if weight == Weight::Stops { "stops" } else { "doubtful" }
}

/// Everything that can be told without a connection.
fn examine(settings: &Settings) -> Vec<Finding> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let strangers = environment::strangers(names).into_iter().map(|name| {
        Finding::doubt(name, "stands in the environment, and is no setting: those are written MAJAKKA__SECTION__KEY")
    });
    strangers.chain(settings.examine()).chain(files::examine(settings)).collect()
}

/// Asks the same before a start. What is doubtful is said in the log.
///
/// # Errors
/// [`Error::Setting`] with the first of what stops it.
pub(crate) fn require(settings: &Settings) -> Result<(), Error> {
    let (stops, doubts): (Vec<_>, Vec<_>) =
        examine(settings).into_iter().partition(|finding| finding.weight == Weight::Stops);
    for Finding { key, said, .. } in doubts {
        tracing::warn!("{key}: {said}");
    }
    let Some(first) = stops.first() else { return Ok(()) };
    let more = match stops.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more: `majakka doctor` names them)"),
    };
    Err(Error::Setting(format!("{}: {}{more}", first.key, first.said)))
}
