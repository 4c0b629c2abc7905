//! Organisations and accounts at one look.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::rights::Permission;
use majakka_messages::Page;
use majakka_store::account;
use majakka_store::error::Error;
use majakka_store::register::{self, OrganisationsWanted};
use serde::Serialize;

use super::organisations::OrganisationRow;
use super::step::MANY;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::page_frame::html;
use crate::session::SignedIn;

/// Organisations on this page; the others are found in their list.
const FIRST: i64 = 20;

/// The administration's first page.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewPage {
    /// Does she keep what is one for the whole installation?
    of_host: bool,
    /// The first by name.
    organisations: Vec<OrganisationRow>,
    /// Are there others?
    more: bool,
    accounts: Vec<AccountRow>,
}

#[derive(Debug, Clone, Serialize)]
struct AccountRow {
    href: String,
    name: String,
    email: String,
    organisation: String,
    roles: Vec<String>,
    closed: bool,
}

impl Page for OverviewPage {
    const TEMPLATE: &'static str = "admin/overview";

    fn samples() -> Vec<Self> {
        let account = |closed| AccountRow {
            href: "/admin/accounts/1".to_owned(),
            name: "Aino Esimerkki".to_owned(),
            email: "aino@example.fi".to_owned(),
            organisation: "Esimerkkilän hyvinvointialue".to_owned(),
            roles: vec!["helpdesk".to_owned(), "comms_owner".to_owned()],
            closed,
        };
        let whole = OverviewPage {
            of_host: true,
            organisations: vec![OrganisationRow::sample(false), OrganisationRow::sample(true)],
            more: true,
            accounts: vec![account(false), account(true)],
        };
        vec![whole.clone(), OverviewPage { of_host: false, ..whole }]
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (organisations, accounts, mut roles) = blocking(&app, move |app| {
        app.read(|conn| {
            let organisations = register::kept(conn, &viewer, &OrganisationsWanted::default(), FIRST + 1)?;
            let accounts = account::kept(conn, &viewer, MANY)?;
            let ids: Vec<_> = accounts.iter().map(|(account, _)| account.id).collect();
            let roles = account::roles_of(conn, &ids)?;
            Ok::<_, Error>((organisations, accounts, roles))
        })
    })
    .await?;
    let mut account = |(row, organisation): (account::Account, String)| AccountRow {
        href: format!("/admin/accounts/{}", row.id),
        roles: roles.remove(&row.id).unwrap_or_default().iter().map(|role| role.as_str().to_owned()).collect(),
        name: row.name,
        email: row.email,
        organisation,
        closed: row.deactivated_at.is_some(),
    };
    let first = usize::try_from(FIRST).unwrap_or_default();
    let page = OverviewPage {
        of_host: by.of_host,
        more: organisations.len() > first,
        organisations: organisations.into_iter().take(first).map(|row| OrganisationRow::from_row(row, &by)).collect(),
        accounts: accounts.into_iter().map(&mut account).collect(),
    };
    html(&app, by.reader.language, &by.frame(&app), &page)
}
