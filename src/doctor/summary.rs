//! What the settings come to.

use anyhow::Result;
use majakka_app::config::{Route, Settings};
use majakka_store::db::DbUrl;

use crate::out;

pub(super) fn tell(settings: &Settings) -> Result<()> {
    let database = DbUrl::parse(&settings.database_url()?)?;
    out::answer(format_args!("  listen        {}", settings.server.listen))?;
    out::answer(format_args!("  public_url    {}", or(&settings.server.public_url, "(from listen)")))?;
    out::answer(format_args!("  var           {}", settings.server.var))?;
    out::answer(format_args!("  database      {database}"))?;
    out::answer(format_args!("  content       {}", or(&settings.content.folder, "(as it comes)")))?;
    for route in settings.routes() {
        out::answer(format_args!("  {:<13} {}", route.channel.as_str(), line(&route)))?;
    }
    out::answer(format_args!("  contact       {}", settings.desk.contact.fi))
}

/// A route in one line.
fn line(route: &Route) -> String {
    let limits = [(route.limits.second, "second"), (route.limits.minute, "minute"), (route.limits.day, "day")];
    let limits: String =
        limits.iter().filter_map(|(most, time)| Some(format!(", at most {} a {time}", (*most)?))).collect();
    let sender = if route.sender.is_empty() { String::new() } else { format!(", as {}", route.sender) };
    format!("{}. {} ({}) {}{sender}{limits}", route.priority, route.name, route.kind, route.target)
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
