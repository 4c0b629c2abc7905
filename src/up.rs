//! `majakka up`: everything in one process; what a newcomer starts first.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use majakka_app::App;
use majakka_app::command::account;
use majakka_app::command::vault_key;
use majakka_app::config::SecondFactor;
use majakka_server::listen;
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;

use crate::command_line::Common;
use crate::run::{self, Doors, Parts};
use crate::{alone, doctor, out, start};

pub(crate) fn up(common: &Common) -> Result<()> {
    let mut settings = common.settings("up")?;
    doctor::require(&settings)?;
    start::await_database(&settings)?;
    let doors = listen::listen(&mut settings)?;
    let _alone = alone::on(&settings)?;
    let app = run::app(settings)?;
    let steps = app.migrate()?;
    if steps > 0 {
        tracing::info!(steps, "the database was brought to this version");
    }
    app.write(&Viewer::System, vault_key::compare)?;
    let link = app.write(&Viewer::System, |tx| {
        // A journal keeps what it is told: there the link stands once.
        let sits_there = io::stdout().is_terminal();
        if sits_there { account::until_somebody_can_sign_in(tx) } else { account::first_administrator(tx) }
    })?;
    start::announce(&app, "up")?;
    let greeting = greeting(&app, link.as_ref());
    let (common, before) = (common.clone(), Arc::clone(&app.settings));
    let renew = move || {
        let mut settings = common.settings("up")?;
        doctor::require(&settings)?;
        start::keep_doors(&mut settings, &before);
        let app = run::app(settings)?;
        app.write(&Viewer::System, vault_key::compare)?;
        Ok(app)
    };
    let parts = Parts {
        doors: Some(Doors::Pages(doors)),
        notifier: true,
        farewell: Duration::ZERO,
        renew: Some(Box::new(renew)),
    };
    run::run(app, parts, move || out::greet(greeting))
}

/// What a newcomer needs, and what programs read: the first address is the server's, the second the sign-in link.
fn greeting(app: &App, link: Option<&Token>) -> String {
    let address = &app.settings.server.public_url;
    let var = &app.settings.server.var;
    let mut lines = vec!["Majakka is lit.".to_owned(), String::new(), format!("  address       {address}")];
    if let Some(link) = link {
        lines.push(format!("  sign in once  {address}/link/{}", link.expose()));
    }
    lines.push(format!("  data          {var}"));
    if !app.settings.mail.is_connected() || !app.settings.sms.is_connected() {
        lines.push(format!("  outbox        {var}/outbox (what has no gateway is written there, and sent to nobody)"));
    }
    lines.push(String::new());
    lines.push(next(link.is_some(), app.settings.accounts.second_factor).to_owned());
    lines.join("\n")
}

fn next(first: bool, factor: SecondFactor) -> &'static str {
    match (first, factor) {
        (true, SecondFactor::Required) => {
            "What next: open the sign-in link, choose a password, and set up the authenticator app of your phone (to try without\n\
             one, start with MAJAKKA__ACCOUNTS__SECOND_FACTOR=off). Then add your organisations, contacts and colleagues under\n\
             Settings. The link works once, for 24 hours; `majakka admin link` makes another. Ctrl-C stops."
        }
        (true, SecondFactor::Off) => {
            "What next: open the sign-in link and choose a password. Then add your organisations, contacts and colleagues\n\
             under Settings. The link works once, for 24 hours; `majakka admin link` makes another. Ctrl-C stops."
        }
        (false, _) => "Sign in with your e-mail and password; `majakka admin link` helps who cannot. Ctrl-C stops.",
    }
}
