//! The contact register of the organisations that the reader's desk serves.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::contact::{self, ChangeContact};
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{ContactKind, ContactRole, Language};
use majakka_messages::Page;
use majakka_store::contact::{self as contacts, Contact, NewContact};
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self, Organisation};
use serde::{Deserialize, Serialize};

use super::step::{MANY, step, submit};
use crate::auth::go_to;
use crate::blocking::blocking;
use crate::extract::Nothing;
use crate::extract::Posted;
use crate::failure::{Failure, PageError};
use crate::form::{Choice, Field, FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::{html, html_as};
use crate::session::SignedIn;

/// The contacts of one organisation, and the way to the others'.
#[derive(Debug, Clone, Serialize)]
pub struct ContactsPage {
    organisation_choice: Field,
    organisation: OrganisationId,
    name: String,
    contacts: Vec<ContactRow>,
}

#[derive(Debug, Clone, Serialize)]
struct ContactRow {
    href: String,
    name: String,
    email: String,
    phone: String,
    language: String,
    roles: Vec<String>,
}

/// One contact, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct ContactPage {
    /// The name of a known one.
    known: Option<String>,
    action: String,
    organisation: OrganisationId,
    fields: Fields,
    errors: Vec<FieldError>,
}

impl Page for ContactsPage {
    const TEMPLATE: &'static str = "admin/contacts";

    fn samples() -> Vec<Self> {
        let row = ContactRow {
            href: "/admin/contacts/1/1".to_owned(),
            name: "Aino Esimerkki".to_owned(),
            email: "aino@example.fi".to_owned(),
            phone: "+358400000001".to_owned(),
            language: "sv".to_owned(),
            roles: vec!["bulletin_recipient".to_owned(), "technical".to_owned()],
        };
        let page = |contacts| ContactsPage {
            organisation_choice: Field::list("organisation", vec![Choice::new("1", "Mallilan apteekki")]),
            organisation: OrganisationId(1),
            name: "Mallilan apteekki".to_owned(),
            contacts,
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "admin/contact";

    fn samples() -> Vec<Self> {
        let fields = Fields::sample::<ContactForm>("");
        let known = ContactPage {
            known: Some("Aino Esimerkki".to_owned()),
            action: "/admin/contacts/1/1".to_owned(),
            organisation: OrganisationId(1),
            fields: fields.clone(),
            errors: Vec::new(),
        };
        let error = "Puhelinnumero on liian lyhyt.";
        let blank = ContactPage {
            known: None,
            action: "/admin/contacts/new".to_owned(),
            fields: fields.wrong("phone", error),
            errors: vec![FieldError { name: "phone".to_owned(), error: error.to_owned() }],
            ..known.clone()
        };
        vec![known, blank]
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Which {
    organisation: Option<i64>,
}

form! {
    /// What is typed of a contact.
    pub(super) struct ContactForm {
        name: String,
        email: String,
        phone: String,
        kind: ContactKind,
        language: Language,
        roles: BTreeSet<ContactRole>,
    }
}

pub(super) async fn list(
    app: web::Data<App>,
    by: SignedIn,
    which: web::Query<Which>,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::EditContacts)?;
    let own = by.person.organisation;
    let id = which.organisation.map_or(own, OrganisationId);
    let (served, chosen, rows) = blocking(&app, move |app| {
        app.read(|conn| {
            let served = organisation::served(conn, &viewer, MANY)?;
            let chosen = organisation::find(conn, &viewer, id)?;
            let rows = contacts::of_organisation(conn, &viewer, id)?;
            Ok::<(Vec<Organisation>, Organisation, Vec<(Contact, BTreeSet<ContactRole>)>), Error>((
                served, chosen, rows,
            ))
        })
    })
    .await?;
    let choice =
        |row: Organisation| Choice { chosen: row.id == chosen.id, ..Choice::new(row.id.to_string(), row.name) };
    let contact = |(row, roles): (Contact, BTreeSet<ContactRole>)| ContactRow {
        href: format!("/admin/contacts/{}/{}", chosen.id, row.id),
        name: row.name,
        email: row.email,
        phone: row.phone.unwrap_or_default(),
        language: row.language.to_string(),
        roles: roles.iter().map(|role| role.as_str().to_owned()).collect(),
    };
    let page = ContactsPage {
        organisation_choice: Field::list("organisation", served.into_iter().map(choice).collect()),
        organisation: chosen.id,
        contacts: rows.into_iter().map(contact).collect(),
        name: chosen.name.clone(),
    };
    html(&app, by.reader.language, &by.frame(&app), &page)
}

impl ContactForm {
    fn blank() -> Self {
        ContactForm {
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            kind: ContactKind::Person,
            language: Language::Fi,
            roles: BTreeSet::new(),
        }
    }

    fn stored(row: &Contact, roles: BTreeSet<ContactRole>) -> Self {
        ContactForm {
            name: row.name.clone(),
            email: row.email.clone(),
            phone: row.phone.clone().unwrap_or_default(),
            kind: row.kind,
            language: row.language,
            roles,
        }
    }

    fn into_contact(self, organisation: OrganisationId) -> NewContact {
        NewContact {
            organisation,
            kind: self.kind,
            name: self.name,
            email: self.email,
            phone: Some(self.phone),
            takes_sms: false,
            language: self.language,
            roles: self.roles,
        }
    }

    fn into_change(self) -> ChangeContact {
        ChangeContact {
            remove: false,
            name: Some(self.name),
            email: Some(self.email),
            phone: Some(self.phone),
            kind: Some(self.kind),
            language: Some(self.language),
            roles: Some(self.roles),
        }
    }
}

/// Where a contact stands: its organisation, and itself once it is known.
#[derive(Debug, Clone, Copy)]
struct Address {
    organisation: OrganisationId,
    contact: Option<ContactId>,
}

pub(super) async fn blank(
    app: web::Data<App>,
    by: SignedIn,
    which: web::Query<Which>,
) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::EditContacts)?;
    let organisation = which.organisation.map_or(by.person.organisation, OrganisationId);
    let address = Address { organisation, contact: None };
    display(&app, &by, address, None, &ContactForm::blank(), &FormAttempt::default())
}

pub(super) async fn add(
    app: web::Data<App>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let organisation = OrganisationId(values.get("organisation").parse().map_err(|_| Failure::Malformed)?);
    let done = submit(&app, &by, Permission::EditContacts, &values, move |tx, form: ContactForm| {
        contact::add(tx, &form.into_contact(organisation)).map(drop)
    });
    let done = done.await;
    settled(&app, &by, Address { organisation, contact: None }, values, done).await
}

pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    path: web::Path<(i64, i64)>,
) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::EditContacts)?;
    let (organisation, id) = path.into_inner();
    let (organisation, id) = (OrganisationId(organisation), ContactId(id));
    let (row, roles) = find(&app, &by, organisation, id).await?;
    let form = ContactForm::stored(&row, roles);
    let address = Address { organisation, contact: Some(id) };
    display(&app, &by, address, Some(row.name), &form, &FormAttempt::default())
}

async fn find(
    app: &web::Data<App>,
    by: &SignedIn,
    organisation: OrganisationId,
    id: ContactId,
) -> Result<(Contact, BTreeSet<ContactRole>)> {
    let viewer = by.viewer();
    let rows = blocking(app, move |app| app.read(|conn| contacts::of_organisation(conn, &viewer, organisation)));
    rows.await?.into_iter().find(|(row, _)| row.id == id).ok_or(Error::NotFound("contact"))
}

pub(super) async fn change(
    app: web::Data<App>,
    path: web::Path<(i64, i64)>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let (organisation, id) = path.into_inner();
    let (organisation, id) = (OrganisationId(organisation), ContactId(id));
    let done = submit(&app, &by, Permission::EditContacts, &values, move |tx, form: ContactForm| {
        contact::change(tx, organisation, id, &form.into_change())
    });
    let done = done.await;
    settled(&app, &by, Address { organisation, contact: Some(id) }, values, done).await
}

pub(super) async fn remove(
    app: web::Data<App>,
    path: web::Path<(i64, i64)>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (organisation, id) = path.into_inner();
    let change = ChangeContact { remove: true, ..ChangeContact::default() };
    step(&app, &by, move |tx| contact::change(tx, OrganisationId(organisation), ContactId(id), &change)).await?;
    Ok(go_to(&format!("/admin/contacts?organisation={organisation}")))
}

/// The list after a change, or the form with what is wrong in it.
async fn settled(
    app: &web::Data<App>,
    by: &SignedIn,
    address: Address,
    values: FormValues,
    done: Result<()>,
) -> Result<HttpResponse, PageError> {
    let cause = match done {
        Ok(()) => return Ok(go_to(&format!("/admin/contacts?organisation={}", address.organisation))),
        // The form has a field for it.
        Err(Error::Refused(Refusal::NotSmsCapable)) => Refusal::field("phone", "not_sms_capable").into(),
        Err(cause) => cause,
    };
    let attempt = FormAttempt::wrong("", values, cause)?;
    let known = match address.contact {
        Some(id) => Some(find(app, by, address.organisation, id).await?.0.name),
        None => None,
    };
    display(app, by, address, known, &ContactForm::blank(), &attempt)
}

fn display(
    app: &App,
    by: &SignedIn,
    address: Address,
    known: Option<String>,
    form: &ContactForm,
    attempt: &FormAttempt,
) -> Result<HttpResponse, PageError> {
    let localizer = by.localizer(app);
    let Address { organisation, contact } = address;
    let page = ContactPage {
        known,
        action: contact
            .map_or_else(|| "/admin/contacts/new".to_owned(), |id| format!("/admin/contacts/{organisation}/{id}")),
        organisation,
        fields: FormView::new(localizer, attempt, "").fields(form)?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}
