//! `/admin/contacts`: the contacts of those whom the reader's desk serves, to be found by any part of a name, address or number, and
//! the organisations that the same words name.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::finding::SearchTerms;
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::ContactRole;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::organisation::{self, Organisation};
use majakka_store::register::{self, ContactFound, ContactsWanted, OrganisationFound, OrganisationsWanted};
use majakka_store::{contact, db::AnyConnection, viewer::Viewer};
use serde::Serialize;

use super::register::{LIMIT, RegisterQuery, Search, Steps, page};
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::form::{Choice, Field};
use crate::page_frame::html_as;
use crate::session::SignedIn;

const PATH: &str = "/admin/contacts";
/// Organisations beside the contacts: whoever wants more of them types more.
const ORGANISATIONS: i64 = 10;

/// The list.
#[derive(Debug, Clone, Serialize)]
pub struct ContactsPage {
    search: Search,
    role: Field,
    order: Field,
    without_sms: bool,
    /// The one whose contacts alone are listed.
    of: Option<Of>,
    /// Whose a new contact will be.
    new_href: String,
    organisations: Vec<Of>,
    contacts: Vec<ContactRow>,
    steps: Steps,
}

/// An organisation, and where its contacts are.
#[derive(Debug, Clone, Serialize)]
struct Of {
    id: OrganisationId,
    name: String,
    href: String,
    contacts: i64,
}

#[derive(Debug, Clone, Serialize)]
struct ContactRow {
    href: String,
    name: String,
    organisation: String,
    organisation_href: String,
    email: String,
    phone: String,
    language: String,
    roles: Vec<String>,
}

impl Page for ContactsPage {
    const TEMPLATE: &'static str = "admin/contacts";

    fn samples() -> Vec<Self> {
        let row = ContactRow {
            href: "/admin/contacts/1/1".to_owned(),
            name: "Aino Esimerkki".to_owned(),
            organisation: "Mallilan apteekki".to_owned(),
            organisation_href: "/admin/contacts?organisation=1".to_owned(),
            email: "aino@example.fi".to_owned(),
            phone: "+358400000001".to_owned(),
            language: "sv".to_owned(),
            roles: vec!["bulletin_recipient".to_owned(), "technical".to_owned()],
        };
        let of = Of {
            id: OrganisationId(1),
            name: "Mallilan apteekki".to_owned(),
            href: "/admin/contacts?organisation=1".to_owned(),
            contacts: 2,
        };
        let list = |name: &str, value: &str, text: &str| Field::list(name, vec![Choice::new(value, text)]);
        let found = ContactsPage {
            search: Search::sample("malli", false),
            role: list("role", "technical", "tekninen yhteyshenkilö"),
            order: list("order", "name", "Nimi"),
            without_sms: true,
            of: None,
            new_href: "/admin/contacts/new?organisation=1".to_owned(),
            organisations: vec![of.clone()],
            contacts: vec![row],
            steps: Steps::sample(),
        };
        let own = ContactsPage { of: Some(of), organisations: Vec::new(), ..found.clone() };
        let search = Search { narrowed: false, ..Search::sample("", false) };
        let empty = ContactsPage { search, contacts: Vec::new(), steps: Steps::default(), ..own.clone() };
        let search = Search::sample("", true);
        let code = ContactsPage { search, contacts: Vec::new(), organisations: Vec::new(), of: None, ..found.clone() };
        vec![found, own, empty, code]
    }
}

/// What stands on the page.
#[derive(Default)]
struct Found {
    of: Option<Organisation>,
    organisations: Vec<OrganisationFound>,
    contacts: Vec<ContactFound>,
    roles: BTreeMap<ContactId, BTreeSet<ContactRole>>,
}

fn find(conn: &mut AnyConnection, viewer: &Viewer, wanted: &ContactsWanted) -> Result<Found> {
    let of = wanted.organisation.map(|id| organisation::find(conn, viewer, id)).transpose()?;
    let organisations = match (&wanted.asked, wanted.after) {
        (SearchTerms::Anywhere(_) | SearchTerms::Beginning(_), None) if of.is_none() => {
            let named = OrganisationsWanted { asked: wanted.asked.clone(), ..OrganisationsWanted::default() };
            register::served(conn, viewer, &named, ORGANISATIONS)?
        }
        _ => Vec::new(),
    };
    let contacts = register::contacts(conn, viewer, wanted, LIMIT)?;
    let ids: Vec<_> = contacts.iter().map(|row| row.id).collect();
    Ok(Found { of, organisations, roles: contact::roles_of(conn, &ids)?, contacts })
}

pub(super) async fn list(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<RegisterQuery>,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::EditContacts)?;
    let asked = asked.into_inner();
    let search = asked.search();
    let wanted = ContactsWanted {
        asked: asked.asked(),
        organisation: asked.organisation(),
        role: asked.role.parse().ok(),
        without_sms: asked.which == "without-sms",
        order: asked.order(),
        after: asked.after.parse().ok().map(ContactId),
    };
    let mut found = if search.hetu {
        Found::default()
    } else {
        blocking(&app, move |app| app.read(|conn| find(conn, &viewer, &wanted))).await?
    };
    let (contacts, last) = page(found.contacts, |row| row.id.0);
    let mut contact = |row: ContactFound| ContactRow {
        href: format!("{PATH}/{}/{}", row.organisation_id, row.id),
        name: row.name,
        organisation: row.organisation,
        organisation_href: format!("{PATH}?organisation={}", row.organisation_id),
        email: row.email,
        phone: row.phone.unwrap_or_default(),
        language: row.language.to_string(),
        roles: found.roles.remove(&row.id).unwrap_or_default().iter().map(|role| role.as_str().to_owned()).collect(),
    };
    let of = |id: OrganisationId, name, contacts| Of { id, name, href: format!("{PATH}?organisation={id}"), contacts };
    let localizer = by.localizer(&app);
    let roles = ContactRole::ALL.iter().map(|role| role.as_str());
    let new = found.of.as_ref().map_or(by.person.organisation, |of| of.id);
    let status = if search.hetu { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = ContactsPage {
        role: RegisterQuery::words(localizer, "role", "contact-role", roles, &asked.role)?,
        order: asked.orders(localizer)?,
        without_sms: asked.which == "without-sms",
        new_href: format!("{PATH}/new?organisation={new}"),
        of: found.of.map(|row| of(row.id, row.name, 0)),
        organisations: found.organisations.into_iter().map(|row| of(row.id, row.name, row.contacts)).collect(),
        contacts: contacts.into_iter().map(&mut contact).collect(),
        steps: asked.steps(PATH, last),
        search,
    };
    html_as(status, &app, by.reader.language, &by.frame(&app), &shown)
}
