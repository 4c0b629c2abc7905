//! `majakka demo`: sample organisations and a prescription outage, played through the real steps in about a minute, so that
//! a newcomer watches the desk, the outbox and the public page change.
//!
//! Guarantee: nothing is sent to anybody; it plays in a folder of its own.
//! Non-goal: rules with a simulated clock; that is `majakka replay`.

mod outage;
mod past;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use majakka_app::command::account;
use majakka_app::command::organisation::{self, DeskRules};
use majakka_app::config::SecondFactor;
use majakka_app::{App, Tx};
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{AccountRole, Language};
use majakka_scenario::Scenario;
use majakka_server::listen;
use majakka_store::account::{self as accounts, NewAccount};
use majakka_store::organisation::NewOrganisation;
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;
use majakka_store::{incident, installation};

use self::outage::Stage;
use self::past::{Past, Then};
use crate::alone;
use crate::command_line::Common;
use crate::out;
use crate::replay::world;
use crate::run::{self, Doors, Parts};

/// How to play.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Demo {
    /// Play as fast as possible, without a server, and exit
    #[arg(long)]
    once: bool,
}

/// The sample organisations and contacts, in the format of the stories.
const CAST: &str = include_str!("cast.toml");
/// Time to look at each scene.
const SCENE: Duration = Duration::from_millis(4_500);
/// A folder beside the real one.
const FOLDER: &str = "demo";

pub(crate) fn demo(common: &Common, demo: &Demo) -> Result<()> {
    let mut settings = common.settings("demo")?;
    // What a real installation has set up stays untouched: its folder, database, keys and pictures.
    settings.server.var = format!("{}/{FOLDER}", settings.server.var);
    settings.database.url = common.database_url.clone().unwrap_or_default();
    settings.desk.vault_key_file.clear();
    settings.screenshots.url.clear();
    settings.server.demonstration = true;
    // A newcomer wants to look around at once.
    settings.accounts.second_factor = SecondFactor::Off;
    // The bulletin that goes out by itself comes with the alarm, so that one need not wait ten minutes for it.
    settings.cadence.grace_minutes = 0;
    // Whatever gateways the settings name: a demonstration reaches nobody.
    settings.mail.smtp = None;
    settings.mail.relays.clear();
    settings.sms.kannel = None;
    settings.sms.gateways.clear();
    if demo.once {
        let app = run::app(settings)?;
        app.migrate()?;
        let outbox = majakka_notifier::gateways(&app.settings)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let send = move |app: &App| {
            runtime.block_on(majakka_notifier::outbox::drain(app, &outbox, "demo"))?;
            Ok(())
        };
        Stage::set(app.clone(), cast(&app)?, Duration::ZERO).sending(send).play()?;
        let var = &app.settings.server.var;
        return out::answer(format_args!("The outage is over. Mails and text messages lie under {var}/outbox."));
    }
    let doors = listen::listen(&mut settings)?;
    let _alone = alone::on(&settings)?;
    let app = run::app(settings)?;
    app.migrate()?;
    // Its oldest row says since when anything can be known.
    let cast = cast(&app)?;
    let link = app.write(&Viewer::System, account::until_somebody_can_sign_in)?;
    let address = app.settings.server.public_url.clone();
    let people = people(&app, &cast)?;
    let stage = Stage::set(app.clone(), cast, SCENE);
    let var = app.settings.server.var.clone();
    run::run(
        app,
        Parts { doors: Some(Doors::Pages(doors)), notifier: true, farewell: Duration::ZERO, renew: None },
        move || {
            out::greet("A prescription outage, in about a minute. Watch it happen:\n");
            out::greet(format_args!("  public page   {address}/"));
            if let Some(link) = link {
                out::greet(format_args!("  the desk      {address}/link/{} (sign in once)", link.expose()));
            }
            out::greet(format_args!("  outbox        {var}/outbox\n"));
            out::greet("Try it as somebody else, in a private window (each link works once):\n");
            for (who, link) in &people {
                out::greet(format_args!("  {who:<27} {address}/link/{}", link.expose()));
            }
            out::greet("");
            std::thread::spawn(move || match stage.play() {
                Ok(()) => out::greet("\nThat was it. Look around as long as you like; Ctrl-C stops."),
                Err(error) => out::aside(format_args!("majakka: the demonstration stopped: {error:#}")),
            });
        },
    )
}

/// The sample organisations with what they have been through, written if they are not there.
fn cast(app: &App) -> Result<Arc<world::Cast>> {
    let scenario = Scenario::parse(CAST).context("the sample organisations")?;
    let then = Then::new(app);
    let cast = world::Cast::settle(&then.app, &scenario.organisation)?;
    if app.read(|conn| incident::not_closed(conn, &Viewer::System, 1))?.is_empty() {
        app.write(&Viewer::System, |tx| name_the_host(tx, cast.desk))?;
        Past::new(then, &cast).live_through().context("what the sample organisations have been through")?;
    }
    Ok(Arc::new(cast))
}

/// The desk that all of them turn to has a name, a number and somebody on duty.
fn name_the_host(tx: &mut Tx<'_>, host: OrganisationId) -> majakka_store::error::Result<()> {
    let row = installation::find(tx.conn, tx.viewer, host)?;
    let (stored, rules) = organisation::stored(tx.conn, &row)?;
    let to = NewOrganisation { name: "Esittelyn käyttötuki".to_owned(), ..stored };
    let rules = DeskRules {
        contact_line: "Esittelyn käyttötuki, p. 040 000 0000".to_owned(),
        duty_contacts: "paivystys@desk.example.fi".to_owned(),
        ..rules
    };
    organisation::change(tx, host, &to, &rules)
}

/// Somebody for each role that she can be tried in, and the link by which she signs in.
fn people(app: &App, cast: &world::Cast) -> Result<Vec<(&'static str, Token)>> {
    let county = cast.organisation("esim");
    let all = [
        ("a nurse who reports", "hoitaja@esim.example.fi", "Hanna Hoitaja", county, AccountRole::EndUser),
        ("the county's own helpdesk", "tuki@esim.example.fi", "Tuomas Tuki", county, AccountRole::Helpdesk),
        ("the desk's comms owner", "viestinta@desk.example.fi", "Viivi Viestijä", cast.desk, AccountRole::CommsOwner),
        ("the data protection officer", "tsv@esim.example.fi", "Tiina Tietosuoja", county, AccountRole::Dpo),
    ];
    let link = |(who, email, name, organisation, role): (&'static str, &str, &str, OrganisationId, AccountRole)| {
        let token = app.write(&Viewer::System, |tx| match accounts::at_the_door(tx.conn, email)? {
            Some((known, _)) => account::reset(tx, known.id),
            None => {
                let new = NewAccount {
                    organisation,
                    email: email.to_owned(),
                    name: name.to_owned(),
                    language: Language::Fi,
                    roles: [role].into(),
                };
                account::invite(tx, &new).map(|(_, token)| token)
            }
        })?;
        Ok((who, token))
    };
    all.into_iter().map(link).collect()
}
