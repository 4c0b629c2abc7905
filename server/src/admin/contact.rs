//! The contact register of the organisations that the reader's desk serves.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::contact::{self, ChangeContact};
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{ContactKind, ContactRole, Language};
use majakka_messages::Page;
use majakka_store::contact::{self as contacts, Contact, NewContact};
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self, Organisation};
use serde::{Deserialize, Serialize};

use super::account::step;
use super::{MANY, choices};
use crate::auth::{Nothing, SignedIn, go_to};
use crate::blocking::blocking;
use crate::error::PageError;
use crate::extract::Posted;
use crate::field::{Choice, Control, tell};
use crate::page_frame::{html, html_as};

/// The contacts of one organisation, and the way to the others'.
#[derive(Debug, Clone, Serialize)]
pub struct ContactsPage {
    organisation_choice: Control,
    organisation: i64,
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
    action: String,
    remove: Option<String>,
    organisation: i64,
    name: Control,
    email: Control,
    phone: Control,
    kind: Control,
    language_choice: Control,
    roles: Control,
    errors: Vec<Control>,
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
            organisation_choice: Control::list("organisation", vec![Choice::new("1", "Mallilan apteekki", true)]),
            organisation: 1,
            name: "Mallilan apteekki".to_owned(),
            contacts,
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "admin/contact";

    fn samples() -> Vec<Self> {
        let list = |name| Control::list(name, vec![Choice::new("technical", "tekninen yhteyshenkilö", true)]);
        let known = ContactPage {
            action: "/admin/contacts/1/1".to_owned(),
            remove: Some("/admin/contacts/1/1/remove".to_owned()),
            organisation: 1,
            name: Control::text("name", "Aino Esimerkki"),
            email: Control::text("email", "aino@example.fi"),
            phone: Control::text("phone", "+358400000001"),
            kind: list("kind"),
            language_choice: list("language"),
            roles: list("roles"),
            errors: Vec::new(),
        };
        let mut blank = ContactPage { action: "/admin/contacts/new".to_owned(), remove: None, ..known.clone() };
        blank.phone = blank.phone.wrong("Puhelinnumero on liian lyhyt.");
        blank.errors = vec![blank.phone.clone()];
        vec![known, blank]
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Which {
    organisation: Option<i64>,
}

/// What is typed of a contact.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ContactForm {
    organisation: i64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    kind: ContactKind,
    language: Language,
    #[serde(default)]
    roles: BTreeSet<ContactRole>,
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
    let choice = |row: Organisation| Choice::new(row.id.to_string(), row.name, row.id == chosen.id);
    let contact = |(row, roles): (Contact, BTreeSet<ContactRole>)| ContactRow {
        href: format!("/admin/contacts/{}/{}", chosen.id, row.id),
        name: row.name,
        email: row.email,
        phone: row.phone.unwrap_or_default(),
        language: row.language,
        roles: roles.iter().map(|role| role.as_str().to_owned()).collect(),
    };
    let page = ContactsPage {
        organisation_choice: Control::list("organisation", served.into_iter().map(choice).collect()),
        organisation: chosen.id,
        contacts: rows.into_iter().map(contact).collect(),
        name: chosen.name.clone(),
    };
    html(&app, by.reader.language, &by.frame(&app), &page)
}

impl ContactPage {
    fn of(app: &App, language: Language, typed: &ContactForm, known: Option<ContactId>) -> Result<Self> {
        let kinds = ContactKind::ALL.iter().map(|kind| kind.as_str());
        let languages = Language::ALL.iter().map(|language| language.as_str());
        let roles = ContactRole::ALL.iter().map(|role| role.as_str());
        let has_role = |word: &str| typed.roles.iter().any(|role| role.as_str() == word);
        let list = |name, list, words: Vec<&'static str>, chosen: &dyn Fn(&str) -> bool| {
            Ok::<_, Error>(Control::list(name, choices(&app.renderer, language, list, words.into_iter(), chosen)?))
        };
        let own = known.map(|id| format!("/admin/contacts/{}/{id}", typed.organisation));
        Ok(ContactPage {
            remove: own.as_ref().map(|own| format!("{own}/remove")),
            action: own.unwrap_or_else(|| "/admin/contacts/new".to_owned()),
            organisation: typed.organisation,
            name: Control::text("name", &typed.name),
            email: Control::text("email", &typed.email),
            phone: Control::text("phone", &typed.phone),
            kind: list("kind", "contact-kind", kinds.collect(), &|word| word == typed.kind.as_str())?,
            language_choice: list("language", "language", languages.collect(), &|word| {
                word == typed.language.as_str()
            })?,
            roles: list("roles", "contact-role", roles.collect(), &has_role)?,
            errors: Vec::new(),
        })
    }

    fn told(mut self, problems: &[FieldProblem], app: &App, language: Language) -> Self {
        let all = &mut [
            &mut self.name,
            &mut self.email,
            &mut self.phone,
            &mut self.kind,
            &mut self.language_choice,
            &mut self.roles,
        ];
        tell(all, problems, &app.renderer, language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

pub(super) async fn blank(
    app: web::Data<App>,
    by: SignedIn,
    which: web::Query<Which>,
) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::EditContacts)?;
    let typed = ContactForm {
        organisation: which.organisation.unwrap_or(by.person.organisation.0),
        name: String::new(),
        email: String::new(),
        phone: String::new(),
        kind: ContactKind::Person,
        language: Language::Fi,
        roles: BTreeSet::new(),
    };
    let page = ContactPage::of(&app, by.reader.language, &typed, None)?;
    answer(StatusCode::OK, &app, &by, &page)
}

pub(super) async fn add(
    app: web::Data<App>,
    Posted { by, form }: Posted<ContactForm>,
) -> Result<HttpResponse, PageError> {
    let new = NewContact {
        organisation: OrganisationId(form.organisation),
        kind: form.kind,
        name: form.name.clone(),
        email: form.email.clone(),
        phone: Some(form.phone.clone()),
        takes_sms: false,
        language: form.language,
        roles: form.roles.clone(),
    };
    let done = step(&app, &by, move |tx| contact::add(tx, &new)).await;
    settled(&app, &by, &form, None, done.map(drop))
}

pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    path: web::Path<(i64, i64)>,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::EditContacts)?;
    let (organisation, id) = path.into_inner();
    let rows = blocking(&app, move |app| {
        app.read(|conn| contacts::of_organisation(conn, &viewer, OrganisationId(organisation)))
    })
    .await?;
    let (row, roles) = rows.into_iter().find(|(row, _)| row.id == id).ok_or(Error::NotFound("contact"))?;
    let word = |value: &str| Error::Inconsistent { table: "contacts", column: "kind", value: value.to_owned() };
    let typed = ContactForm {
        organisation,
        kind: row.kind.parse().map_err(|_| word(&row.kind))?,
        language: row.language.parse().map_err(|_| word(&row.language))?,
        name: row.name,
        email: row.email,
        phone: row.phone.unwrap_or_default(),
        roles,
    };
    let page = ContactPage::of(&app, by.reader.language, &typed, Some(ContactId(id)))?;
    answer(StatusCode::OK, &app, &by, &page)
}

pub(super) async fn change(
    app: web::Data<App>,
    path: web::Path<(i64, i64)>,
    Posted { by, form }: Posted<ContactForm>,
) -> Result<HttpResponse, PageError> {
    let (organisation, id) = path.into_inner();
    let form = ContactForm { organisation, ..form };
    let change = ChangeContact {
        remove: false,
        name: Some(form.name.clone()),
        email: Some(form.email.clone()),
        phone: Some(form.phone.clone()),
        kind: Some(form.kind),
        language: Some(form.language),
        roles: Some(form.roles.clone()),
    };
    let (organisation, id) = (OrganisationId(organisation), ContactId(id));
    let done = step(&app, &by, move |tx| contact::change(tx, organisation, id, &change)).await;
    settled(&app, &by, &form, Some(id), done)
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

fn settled(
    app: &App,
    by: &SignedIn,
    form: &ContactForm,
    known: Option<ContactId>,
    done: Result<()>,
) -> Result<HttpResponse, PageError> {
    match done {
        Ok(()) => Ok(go_to(&format!("/admin/contacts?organisation={}", form.organisation))),
        Err(Error::Refused(refusal @ (Refusal::Validation(_) | Refusal::NotSmsCapable))) => {
            let problems = match refusal {
                Refusal::Validation(problems) => problems,
                _ => vec![FieldProblem { field: "phone", problem: "not_sms_capable" }],
            };
            let page = ContactPage::of(app, by.reader.language, form, known)?;
            let page = page.told(&problems, app, by.reader.language);
            answer(StatusCode::UNPROCESSABLE_ENTITY, app, by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn answer(status: StatusCode, app: &App, by: &SignedIn, page: &ContactPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, by.reader.language, &by.frame(app), page)
}
