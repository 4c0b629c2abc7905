//! `majakka check-config`: reads all settings and says what they come to, without touching anything.

use anyhow::Result;
use majakka_core::db::DbUrl;

use crate::command_line::Common;

pub(crate) fn check_config(common: &Common) -> Result<()> {
    let settings = common.settings()?;
    let database = DbUrl::parse(&settings.database_url())?;
    println!("The settings are sound.");
    println!("  listen        {}", settings.server.listen);
    println!("  public_url    {}", or(&settings.server.public_url, "(from listen)"));
    println!("  var           {}", settings.server.var);
    println!("  database      {database:?}");
    println!(
        "  mail          {}",
        settings.mail.smtp.as_ref().map_or("files under var/outbox", |smtp| smtp.host.as_str())
    );
    println!(
        "  sms           {}",
        settings.sms.kannel.as_ref().map_or("files under var/outbox", |sms| sms.url.as_str())
    );
    let contact = &settings.desk.contact.fi;
    let reaches = contact.contains(|sign: char| sign.is_ascii_digit() || sign == '@');
    let hint = if reaches { "" } else { " (no number and no address: readers are told whom to ask by desk.contact)" };
    println!("  contact       {contact}{hint}");
    Ok(())
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
