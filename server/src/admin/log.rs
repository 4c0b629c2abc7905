//! The audit log, a page at a time, newest first.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use majakka_app::command::audit::reading;
use majakka_app::{App, Tx};
use majakka_domain::format::time;
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::{account, audit, desk};
use serde::{Deserialize, Serialize};

use super::step::step;
use crate::failure::PageError;
use crate::localizer::Localizer;
use crate::page_frame::html;
use crate::session::SignedIn;

/// Rows on a page.
const ROWS: usize = 50;

/// Where the page lies.
#[derive(Debug, Deserialize)]
pub(super) struct LogQuery {
    /// At the rows before this one.
    #[serde(default)]
    before: i64,
}

/// The audit log.
#[derive(Debug, Clone, Serialize)]
pub struct LogPage {
    rows: Vec<LogRow>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct LogRow {
    number: i64,
    at: String,
    when: String,
    actor: String,
    /// What was done, in words.
    what: String,
    subject: String,
    /// As the log has it: the action's stable name, and its facts.
    logged: String,
}

impl Page for LogPage {
    const TEMPLATE: &'static str = "admin/log";

    fn samples() -> Vec<Self> {
        let row = LogRow {
            number: 1,
            at: "2026-11-20T10:10:00Z".to_owned(),
            when: "pe 20.11.2026 klo 12.10".to_owned(),
            actor: "Aino Esimerkki".to_owned(),
            what: "Päätös kirjattiin".to_owned(),
            subject: "H-2026-0001".to_owned(),
            logged: "incident.triaged".to_owned(),
        };
        let (first, next) = (Some("/admin/log".to_owned()), Some("/admin/log?before=101".to_owned()));
        vec![LogPage { rows: vec![row], first, next }, LogPage { rows: Vec::new(), first: None, next: None }]
    }
}

pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<LogQuery>,
) -> std::result::Result<HttpResponse, PageError> {
    let before = (asked.before > 0).then_some(asked.before);
    let (mut rows, names) = step(&app, &by, move |tx| {
        let rows = reading::newest(tx, before, i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1))?;
        let names = Names::load(tx, &rows)?;
        Ok((rows, names))
    })
    .await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| more).map(|row| format!("/admin/log?before={}", row.id));
    let (language, localizer) = (by.reader.language, by.localizer(&app));
    let row = |row: audit::Row| {
        Ok(LogRow {
            number: row.id,
            at: row.at.to_rfc3339(),
            when: time::long(row.at, language),
            actor: names.of_whom(localizer, &row.actor)?,
            what: said(&app, language, &row.action),
            subject: names.of_whom(localizer, &row.subject)?,
            logged: format!("{} {}", row.action, row.detail).trim_end().to_owned(),
        })
    };
    let first = before.map(|_| "/admin/log".to_owned());
    let page = LogPage { rows: rows.into_iter().map(row).collect::<Result<_>>()?, first, next };
    html(&app, language, &by.frame(&app), &page)
}

/// An action in words: what happens to an incident as its timeline says it. One that only a later version knows keeps its name.
fn said(app: &App, language: Language, action: &str) -> String {
    let key = action.replace(['.', '_'], "-");
    let i18n = app.renderer.i18n();
    let keys = [format!("log-{key}"), key.replacen("incident-", "timeline-", 1)];
    let known = keys.iter().find(|key| i18n.has(language, key));
    known.and_then(|key| i18n.text(language, key, &[]).ok()).unwrap_or_else(|| action.to_owned())
}

/// The names of whom rows name by number: `account 1`, `organisation 5`.
struct Names {
    accounts: BTreeMap<AccountId, String>,
    houses: BTreeMap<OrganisationId, String>,
}

impl Names {
    fn load(tx: &mut Tx<'_>, rows: &[audit::Row]) -> Result<Self> {
        let named = || rows.iter().flat_map(|row| [row.actor.as_str(), row.subject.as_str()]);
        let accounts = named().filter_map(|who| numbered(who, "account ")).map(AccountId).collect();
        let houses = named().filter_map(|who| numbered(who, "organisation ")).map(OrganisationId).collect();
        Ok(Names { accounts: account::names(tx.conn, &accounts)?, houses: desk::organisation_names(tx.conn, &houses)? })
    }

    fn of_whom(&self, localizer: Localizer<'_>, who: &str) -> Result<String> {
        let account = numbered(who, "account ").and_then(|id| self.accounts.get(&AccountId(id)));
        let house = numbered(who, "organisation ").and_then(|id| self.houses.get(&OrganisationId(id)));
        match account.or(house) {
            Some(name) => Ok(name.clone()),
            None if who == "system" => localizer.text("timeline-by-itself", &[]),
            None => Ok(who.to_owned()),
        }
    }
}

fn numbered(who: &str, kind: &str) -> Option<i64> {
    who.strip_prefix(kind)?.parse().ok()
}
