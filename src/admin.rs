//! `majakka admin`: what an operator does on the machine itself, for instance when nobody can sign in.

use anyhow::{Result, bail};
use majakka_app::App;
use majakka_app::audit_anchor::{self, Verdict};
use majakka_app::command::{account, person, retention, second_factor};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::AccountRole;
use majakka_store::account::NewAccount;
use majakka_store::error::Error;
use majakka_store::person::{Known, Stored};
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;
use majakka_store::{account as accounts, installation};

use crate::command_line::{AdminTask, AuditTask, Common, PersonTask};
use crate::{out, run};

pub(crate) fn admin(common: &Common, task: AdminTask) -> Result<()> {
    let app = run::opened(common.settings("admin")?)?;
    match task {
        AdminTask::Invite { email, organisation, roles, name, language } => {
            let invited = app.write(&Viewer::System, |tx| {
                let organisation = account::organisation_of_slug(tx, &organisation)?;
                let name = name.unwrap_or_else(|| email.clone());
                account::invite(
                    tx,
                    &NewAccount { organisation, email, name, language, roles: roles.into_iter().collect() },
                )
            });
            let (_, token) = invited.map_err(in_words)?;
            out::answer(address_of(&app, &token))?;
        }
        AdminTask::Link { email } => out::answer(address_of(&app, &new_link(&app, email.as_deref())?))?,
        AdminTask::ResetFactor { email } => reset_factor(&app, &email)?,
        AdminTask::Hold { reference, why } => {
            let changed = app.write(&Viewer::System, |tx| retention::hold(tx, &reference, &why)).map_err(in_words)?;
            out::answer(format_args!("{reference} {}", if changed { "is held." } else { "was held already." }))?;
        }
        AdminTask::Release { reference, why } => {
            let changed =
                app.write(&Viewer::System, |tx| retention::release(tx, &reference, &why)).map_err(in_words)?;
            out::answer(format_args!(
                "{reference} {}",
                if changed { "is not held any more." } else { "was not held." }
            ))?;
        }
        AdminTask::Person(PersonTask::Export { who }) => {
            let found = app.write(&Viewer::System, |tx| person::export(tx, &known(&who)?)).map_err(in_words)?;
            out::answer(serde_json::to_string_pretty(&found)?)?;
        }
        AdminTask::Person(PersonTask::Forget { who }) => {
            let found = app.write(&Viewer::System, |tx| person::forget(tx, &known(&who)?)).map_err(in_words)?;
            out::answer(forgotten(&found))?;
        }
        AdminTask::Audit(AuditTask::Verify) => verify(&app)?,
    }
    Ok(())
}

fn known(who: &str) -> Result<Known, Error> {
    Known::read(who)
        .ok_or_else(|| Error::Setting(format!("\"{who}\" is neither an e-mail address nor a telephone number")))
}

/// What was done, and what is still there.
fn forgotten(found: &Stored) -> String {
    let held: Vec<&str> =
        found.reports.iter().filter(|report| report.held).map(|report| report.reference.as_str()).collect();
    let contacts = found.contacts.iter().filter(|contact| contact.held).count();
    let messages = found.deliveries.iter().filter(|delivery| delivery.held).count()
        + found.replies.iter().filter(|reply| reply.held).count();
    let mut said = vec![format!(
        "Forgotten: accounts {}, contacts {}, reports {}, messages {}, replies {}.",
        found.accounts.len(),
        found.contacts.len() - contacts,
        found.reports.len() - held.len(),
        found.deliveries.iter().filter(|delivery| !delivery.held).count(),
        found.replies.iter().filter(|reply| !reply.held).count(),
    )];
    if !held.is_empty() || contacts + messages > 0 {
        let reports = if held.is_empty() { "none".to_owned() } else { held.join(", ") };
        said.push(format!(
            "Kept, as their incidents are held: contacts {contacts}, removed; reports {reports}; messages and replies {messages}."
        ));
    }
    if !found.duty_lists.is_empty() {
        said.push(format!("Still on the duty list of {}: take it off there.", found.duty_lists.join(", ")));
    }
    said.join("\n")
}

fn new_link(app: &App, email: Option<&str>) -> Result<Token> {
    let made = app.write(&Viewer::System, |tx| {
        let id = match email {
            Some(email) => accounts::at_the_door(tx.conn, email)?.map(|(account, _)| account.key()),
            None => {
                // Of the host: another house's administrator is nobody's to hand out.
                let host = installation::host(tx.conn)?.map(|host| host.0);
                let all = accounts::with_role(tx.conn, AccountRole::SystemAdmin)?;
                let own = |(account, _): &&(accounts::Account, bool)| Some(account.organisation_id) == host;
                all.iter().find(own).map(|(account, _)| account.key())
            }
        };
        account::reset(tx, id.ok_or(Error::NotFound("account"))?)
    });
    made.map_err(in_words)
}

/// The account proves itself with a new one at its next sign-in.
fn reset_factor(app: &App, email: &str) -> Result<()> {
    let done = app.write(&Viewer::System, |tx| {
        let known = accounts::at_the_door(tx.conn, email)?.ok_or(Error::NotFound("account"))?;
        second_factor::reset(tx, known.0.key())
    });
    done.map_err(in_words)?;
    out::answer(format_args!("{email} has no authenticator any more."))
}

/// A one-time link below the address of the settings: the machine may run the server under another one.
pub(crate) fn address_of(app: &App, token: &Token) -> String {
    format!("{}/link/{}", app.settings.public_url(), token.expose())
}

fn verify(app: &App) -> Result<()> {
    let Verdict { whole, findings, newest } = audit_anchor::verify(app)?;
    if !findings.is_empty() {
        let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
        bail!("the audit log is broken: {}; the {whole} rows at its beginning follow from each other", said.join("; "));
    }
    out::answer(format_args!("The audit log is whole: {whole} rows."))?;
    match newest {
        Some(anchor) => out::answer(format_args!(
            "Its newest anchor stands at row {}, set {}.",
            anchor.rows,
            anchor.at.to_rfc3339()
        )),
        None if whole > 0 => out::answer(format_args!(
            "There is no anchor in {}: what was cut off its end is not seen.",
            audit_anchor::place(app).display()
        )),
        None => Ok(()),
    }
}

fn in_words(cause: Error) -> anyhow::Error {
    match cause {
        Error::NotFound(what) => anyhow::anyhow!("there is no such {what}"),
        Error::Refused(Refusal::Validation(problems)) => {
            let said: Vec<_> =
                problems.iter().map(|p| format!("{} is {}", p.field, p.problem.replace('_', " "))).collect();
            anyhow::anyhow!("{}", said.join(", "))
        }
        other => other.into(),
    }
}
