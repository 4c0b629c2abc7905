//! Organisations and accounts at one look.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::rights::Permission;
use majakka_messages::Page;
use majakka_store::error::Error;
use majakka_store::{account, installation};
use serde::Serialize;

use super::step::MANY;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::page_frame::html;
use crate::session::SignedIn;

/// The administration's first page.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewPage {
    organisations: Vec<OrganisationRow>,
    accounts: Vec<AccountRow>,
}

#[derive(Debug, Clone, Serialize)]
struct OrganisationRow {
    href: String,
    name: String,
    kind: String,
    slug: String,
    unconfirmed: bool,
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
        let organisation = |unconfirmed| OrganisationRow {
            href: "/admin/organisations/1".to_owned(),
            name: "Esimerkkilän hyvinvointialue".to_owned(),
            kind: "wellbeing_county".to_owned(),
            slug: "esimerkkila".to_owned(),
            unconfirmed,
        };
        let account = |closed| AccountRow {
            href: "/admin/accounts/1".to_owned(),
            name: "Aino Esimerkki".to_owned(),
            email: "aino@example.fi".to_owned(),
            organisation: "Esimerkkilän hyvinvointialue".to_owned(),
            roles: vec!["helpdesk".to_owned(), "comms_owner".to_owned()],
            closed,
        };
        vec![OverviewPage {
            organisations: vec![organisation(false), organisation(true)],
            accounts: vec![account(false), account(true)],
        }]
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (organisations, accounts, mut roles) = blocking(&app, move |app| {
        app.read(|conn| {
            let organisations = installation::kept(conn, &viewer, MANY)?;
            let accounts = account::kept(conn, &viewer, MANY)?;
            let ids: Vec<_> = accounts.iter().map(|(account, _)| account.id).collect();
            let roles = account::roles_of(conn, &ids)?;
            Ok::<_, Error>((organisations, accounts, roles))
        })
    })
    .await?;
    let organisation = |row: majakka_store::organisation::Organisation| OrganisationRow {
        href: format!("/admin/organisations/{}", row.id),
        name: row.name,
        kind: row.kind.to_string(),
        slug: row.slug,
        unconfirmed: !row.confirmed,
    };
    let mut account = |(row, organisation): (account::Account, String)| AccountRow {
        href: format!("/admin/accounts/{}", row.id),
        roles: roles.remove(&row.id).unwrap_or_default().iter().map(|role| role.as_str().to_owned()).collect(),
        name: row.name,
        email: row.email,
        organisation,
        closed: row.deactivated_at.is_some(),
    };
    let page = OverviewPage {
        organisations: organisations.into_iter().map(organisation).collect(),
        accounts: accounts.into_iter().map(&mut account).collect(),
    };
    html(&app, by.reader.language, &by.frame(&app), &page)
}
