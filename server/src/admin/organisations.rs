//! `/admin/organisations`: those that the reader keeps, to be found by any part of what is written of them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::id::OrganisationId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::OrganisationKind;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::register::{self, OrganisationFound, OrganisationsWanted};
use serde::Serialize;

use super::register::{LIMIT, RegisterQuery, Search, Steps, page};
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::form::{Choice, Field};
use crate::page_frame::html_as;
use crate::session::SignedIn;

const PATH: &str = "/admin/organisations";

/// The list.
#[derive(Debug, Clone, Serialize)]
pub struct OrganisationsPage {
    search: Search,
    kind: Field,
    service: Field,
    order: Field,
    unconfirmed_only: bool,
    rows: Vec<OrganisationRow>,
    steps: Steps,
}

/// One organisation in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct OrganisationRow {
    href: String,
    /// For whoever keeps contacts.
    contacts_href: Option<String>,
    name: String,
    kind: String,
    slug: String,
    business_id: String,
    region: String,
    contacts: i64,
    unconfirmed: bool,
}

impl OrganisationRow {
    pub(super) fn from_row(row: OrganisationFound, by: &SignedIn) -> Self {
        OrganisationRow {
            href: format!("/admin/organisations/{}", row.id),
            contacts_href: by.may(Permission::EditContacts).then(|| format!("/admin/contacts?organisation={}", row.id)),
            name: row.name,
            kind: row.kind.to_string(),
            slug: row.slug,
            business_id: row.business_id,
            region: row.region,
            contacts: row.contacts,
            unconfirmed: !row.confirmed,
        }
    }

    pub(super) fn sample(unconfirmed: bool) -> Self {
        OrganisationRow {
            href: "/admin/organisations/1".to_owned(),
            contacts_href: (!unconfirmed).then(|| "/admin/contacts?organisation=1".to_owned()),
            name: "Esimerkkilän hyvinvointialue".to_owned(),
            kind: "wellbeing_county".to_owned(),
            slug: "esimerkkila".to_owned(),
            business_id: "9000003-8".to_owned(),
            region: "Esimerkkilä".to_owned(),
            contacts: 4,
            unconfirmed,
        }
    }
}

impl Page for OrganisationsPage {
    const TEMPLATE: &'static str = "admin/organisations";

    fn samples() -> Vec<Self> {
        let list = |name: &str, value: &str, text: &str| Field::list(name, vec![Choice::new(value, text)]);
        let found = OrganisationsPage {
            search: Search::sample("esimerkki", false),
            kind: list("kind", "pharmacy", "apteekki"),
            service: list("service", "resepti", "Reseptikeskus"),
            order: list("order", "name", "Nimi"),
            unconfirmed_only: true,
            rows: vec![OrganisationRow::sample(false), OrganisationRow::sample(true)],
            steps: Steps::sample(),
        };
        let nothing = OrganisationsPage { rows: Vec::new(), steps: Steps::default(), ..found.clone() };
        let code = OrganisationsPage { search: Search::sample("", true), ..nothing.clone() };
        vec![found, nothing, code]
    }
}

pub(super) async fn list(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<RegisterQuery>,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let asked = asked.into_inner();
    let search = asked.search();
    let wanted = OrganisationsWanted {
        asked: asked.asked(),
        kind: asked.kind.parse().ok(),
        service: Some(asked.service.clone()).filter(|service| app.catalogue.is_service(service)),
        unconfirmed: asked.which == "unconfirmed",
        order: asked.order(),
        after: asked.after.parse().ok().map(OrganisationId),
    };
    let found = if search.hetu {
        Vec::new()
    } else {
        blocking(&app, move |app| app.read(|conn| register::kept(conn, &viewer, &wanted, LIMIT))).await?
    };
    let (rows, last) = page(found, |row| row.id.0);
    let (localizer, language) = (by.localizer(&app), by.reader.language);
    let status = if search.hetu { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let services = app.catalogue.services().iter().map(|service| Choice {
        chosen: service.id == asked.service,
        ..Choice::new(&service.id, service.name.get(language))
    });
    let kinds = OrganisationKind::ALL.iter().map(|kind| kind.as_str());
    let shown = OrganisationsPage {
        kind: RegisterQuery::words(localizer, "kind", "organisation-kind", kinds, &asked.kind)?,
        service: Field::list("service", services.collect()),
        order: asked.orders(localizer)?,
        unconfirmed_only: asked.which == "unconfirmed",
        steps: asked.steps(PATH, last),
        rows: rows.into_iter().map(|row| OrganisationRow::from_row(row, &by)).collect(),
        search,
    };
    html_as(status, &app, language, &by.frame(&app), &shown)
}
