//! `majakka check-config`: reads all settings and says what they come to, without touching anything.

use anyhow::{Result, bail};
use majakka_app::config::{Route, Settings};
use majakka_app::content::Content;
use majakka_domain::format::sender_id::Approval;
use majakka_domain::format::time;
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::db::DbUrl;

use crate::command_line::Common;
use crate::run::try_pages;

pub(crate) fn check_config(common: &Common) -> Result<()> {
    let settings = common.settings("check-config")?;
    let database = DbUrl::parse(&settings.database_url()?)?;
    let content = Content::read(&settings)?;
    try_pages(&settings, &content.renderer)?;
    let routes: Vec<_> = settings.routes().into_iter().map(|route| (trouble(&settings, &route), route)).collect();
    let broken = routes.iter().filter(|(trouble, _)| matches!(trouble, Some(Trouble::Broken(_)))).count();
    println!("{}", if broken == 0 { "The settings are sound." } else { "The settings can be read, but not used." });
    println!("  listen        {}", settings.server.listen);
    println!("  public_url    {}", or(&settings.server.public_url, "(from listen)"));
    println!("  var           {}", settings.server.var);
    println!("  database      {database}");
    println!("  content       {}", or(&settings.content.folder, "(as it comes)"));
    for (trouble, route) in &routes {
        println!("  {:<13} {}", route.channel.as_str(), told(route));
        if let Some(Trouble::Broken(words) | Trouble::Doubtful(words)) = trouble {
            println!("                {words}");
        }
    }
    let contact = &settings.desk.contact.fi;
    let reaches = contact.contains(|sign: char| sign.is_ascii_digit() || sign == '@');
    let hint = if reaches { "" } else { " (no number and no address: readers are told whom to ask by desk.contact)" };
    println!("  contact       {contact}{hint}");
    if broken > 0 {
        bail!("{broken} of {} routes cannot be used", routes.len());
    }
    Ok(())
}

/// A route in one line.
fn told(route: &Route) -> String {
    let limits = [(route.limits.second, "second"), (route.limits.minute, "minute"), (route.limits.day, "day")];
    let limits: String =
        limits.iter().filter_map(|(most, time)| Some(format!(", at most {} a {time}", (*most)?))).collect();
    let sender = if route.sender.is_empty() { String::new() } else { format!(", as {}", route.sender) };
    format!("{}. {} ({}) {}{sender}{limits}", route.priority, route.name, route.kind, route.target)
}

/// What stands in the way of a route, in one sentence.
enum Trouble {
    /// A secret cannot be read, or a description makes no request: nothing starts with it.
    Broken(String),
    /// The sender id is not registered, as far as the settings say.
    Doubtful(String),
}

fn trouble(settings: &Settings, route: &Route) -> Option<Trouble> {
    if let Err(problem) = majakka_notifier::try_route(settings, route) {
        return Some(Trouble::Broken(problem.to_string()));
    }
    let sender = &route.sender;
    match route.approval(time::helsinki_day(SystemClock.now())) {
        Approval::Missing => Some(Trouble::Doubtful(format!(
            "the sender id \"{sender}\" has no day of registration (sender_approved): operators may block a name that is \
             not registered with Traficom"
        ))),
        Approval::From(day) => {
            Some(Trouble::Doubtful(format!("the sender id \"{sender}\" is registered only from {day} on")))
        }
        Approval::NotNeeded | Approval::Since(_) => None,
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
