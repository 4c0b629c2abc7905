//! `majakka admin`: what an operator does on the machine itself, for instance when nobody can sign in.

use std::collections::BTreeSet;

use anyhow::Result;
use majakka_app::audit_anchor::{self, Verdict};
use majakka_app::command::account;
use majakka_app::command::account::second_factor;
use majakka_app::command::contact::person;
use majakka_app::command::due::retention;
use majakka_app::{App, Tx};
use majakka_domain::id::AccountId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::AccountRole;
use majakka_store::account::NewAccount;
use majakka_store::error::Error;
use majakka_store::person::{Known, Stored};
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;
use majakka_store::{account as accounts, installation};

use serde_json::json;

use crate::command_line::{AdminTask, AuditTask, Common, PersonTask};
use crate::exit::Damaged;
use crate::{out, register, run};

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
            link(common, &app, &token)?;
        }
        AdminTask::List => list(common, &app)?,
        AdminTask::Close { email } => of_account(common, &app, &email, "is closed.", account::deactivate)?,
        AdminTask::Reopen { email } => of_account(common, &app, &email, "is open again.", account::reactivate)?,
        AdminTask::Unlock { email } => of_account(common, &app, &email, "may be tried again.", account::unlock)?,
        AdminTask::Link { email } => link(common, &app, &new_link(&app, email.as_deref())?)?,
        AdminTask::ResetFactor { email } => {
            of_account(common, &app, &email, "has no authenticator any more.", second_factor::reset)?;
        }
        AdminTask::Hold { reference, why } => {
            let changed = app.write(&Viewer::System, |tx| retention::hold(tx, &reference, &why)).map_err(in_words)?;
            let said = if changed { "is held." } else { "was held already." };
            of_incident(common, &reference, true, changed, said)?;
        }
        AdminTask::Release { reference, why } => {
            let changed =
                app.write(&Viewer::System, |tx| retention::release(tx, &reference, &why)).map_err(in_words)?;
            let said = if changed { "is not held any more." } else { "was not held." };
            of_incident(common, &reference, false, changed, said)?;
        }
        AdminTask::Person(PersonTask::Export { who }) => {
            let found = app.write(&Viewer::System, |tx| person::export(tx, &known(&who)?)).map_err(in_words)?;
            out::json(&found)?;
        }
        AdminTask::Person(PersonTask::Forget { who }) => {
            let found = app.write(&Viewer::System, |tx| person::forget(tx, &known(&who)?)).map_err(in_words)?;
            out::found(common, &found, forgotten(&found))?;
        }
        AdminTask::Audit(AuditTask::Verify) => verify(common, &app)?,
        AdminTask::Import(task) => register::import(common, &app, &task)?,
        AdminTask::Export { what, language } => register::export(common, &app, what, language)?,
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
            Some(email) => accounts::at_the_door(tx.conn, email)?.map(|(account, _)| account.id),
            None => {
                // Of the host: another house's administrator is nobody's to hand out.
                let host = installation::host(tx.conn)?;
                let all = accounts::with_role(tx.conn, AccountRole::SystemAdmin)?;
                let own = |(account, _): &&(accounts::Account, bool)| Some(account.organisation_id) == host;
                all.iter().find(own).map(|(account, _)| account.id)
            }
        };
        account::reset(tx, id.ok_or(Error::NotFound("account"))?)
    });
    made.map_err(in_words)
}

/// Does something to an account, and says what it is now.
fn of_account(
    common: &Common,
    app: &App,
    email: &str,
    now: &str,
    step: impl FnOnce(&mut Tx<'_>, AccountId) -> majakka_store::error::Result<()>,
) -> Result<()> {
    let done = app.write(&Viewer::System, |tx| {
        let known = accounts::at_the_door(tx.conn, email)?.ok_or(Error::NotFound("account"))?;
        step(tx, known.0.id)
    });
    done.map_err(in_words)?;
    out::found(common, &json!({ "account": email, "is": now.trim_end_matches('.') }), format_args!("{email} {now}"))
}

/// Says whether an incident is held now, and whether that is new.
fn of_incident(common: &Common, reference: &str, held: bool, changed: bool, said: &str) -> Result<()> {
    let facts = json!({ "incident": reference, "held": held, "changed": changed });
    out::found(common, &facts, format_args!("{reference} {said}"))
}

/// Every account, by organisation and name.
fn list(common: &Common, app: &App) -> Result<()> {
    let all = app.read(|conn| {
        let all = accounts::kept(conn, &Viewer::System, i64::MAX)?;
        let ids: Vec<AccountId> = all.iter().map(|(account, _)| account.id).collect();
        let mut roles = accounts::roles_of(conn, &ids)?;
        Ok(all
            .into_iter()
            .map(|(account, house)| {
                let roles = roles.remove(&account.id).unwrap_or_default();
                (account, house, roles)
            })
            .collect::<Vec<_>>())
    })?;
    let facts: Vec<_> = all
        .iter()
        .map(|(account, house, roles)| {
            json!({
                "email": account.email, "name": account.name, "organisation": house, "language": account.language,
                "roles": roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(),
                "made_at": account.created_at.to_rfc3339(),
                "closed_at": account.deactivated_at.map(|at| at.to_rfc3339()),
            })
        })
        .collect();
    let line = |(account, house, roles): &(accounts::Account, String, BTreeSet<AccountRole>)| {
        let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        let closed = if account.deactivated_at.is_some() { "  (closed)" } else { "" };
        format!("{}  {}, {house}  {}{closed}", account.email, account.name, roles.join(" "))
    };
    out::found(common, &facts, all.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn link(common: &Common, app: &App, token: &Token) -> Result<()> {
    let address = address_of(app, token);
    out::found(common, &json!({ "link": address }), &address)
}

/// A one-time link below the address of the settings: the machine may run the server under another one.
pub(crate) fn address_of(app: &App, token: &Token) -> String {
    format!("{}/link/{}", app.settings.public_url(), token.expose())
}

fn verify(common: &Common, app: &App) -> Result<()> {
    let Verdict { whole, findings, newest } = audit_anchor::verify(app)?;
    let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
    if common.json {
        let anchor = newest.as_ref().map(|anchor| json!({ "row": anchor.rows, "at": anchor.at.to_rfc3339() }));
        let facts = json!({ "whole": found.is_empty(), "rows": whole, "findings": found, "newest_anchor": anchor });
        out::json(&facts)?;
    }
    if !found.is_empty() {
        let said = found.join("; ");
        let said = format!("the audit log is broken: {said}; the {whole} rows at its beginning follow from each other");
        return Err(Damaged(said).into());
    }
    if common.json {
        return Ok(());
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

pub(crate) fn in_words(cause: Error) -> anyhow::Error {
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
