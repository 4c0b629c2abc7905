//! One contact of somebody whom the reader's desk serves: what is written of it, and what it was told in the last year.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use majakka_app::App;
use majakka_app::command::contact::{self, ChangeContact};
use majakka_domain::format::time;
use majakka_domain::id::{ContactId, DeliveryId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{ContactKind, ContactRole, Language};
use majakka_messages::Page;
use majakka_store::contact::{self as contacts, Contact, NewContact};
use majakka_store::delivery::{self, ToContact};
use majakka_store::error::{Error, Result};
use serde::{Deserialize, Serialize};

use super::register::{LIMIT, RegisterQuery, page};
use super::step::{step, submit};
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Nothing;
use crate::extract::Posted;
use crate::failure::{Failure, PageError};
use crate::form::{FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::html_as;
use crate::session::SignedIn;

/// How far back its messages are shown.
const TOLD_DAYS: TimeDelta = TimeDelta::days(366);

/// One contact, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct ContactPage {
    /// The name of a known one.
    known: Option<String>,
    action: String,
    organisation: OrganisationId,
    fields: Fields,
    errors: Vec<FieldError>,
    /// What a known one was told in the last year, newest first.
    told: Vec<Sent>,
    /// Where older ones are.
    older: Option<String>,
}

/// One message to the contact over one channel.
#[derive(Debug, Clone, Serialize)]
struct Sent {
    kind: String,
    /// Of an incident or a break; may be empty.
    about: String,
    channel: String,
    address: String,
    at: String,
    when: String,
    state: String,
    /// Why it did not arrive, where that was said.
    cause: Option<String>,
    /// When its recipient said that she has read it.
    read: Option<String>,
}

impl Sent {
    fn from_row(row: ToContact, language: Language) -> Self {
        Sent {
            kind: row.kind.to_string(),
            about: row.about.unwrap_or_default(),
            channel: row.channel.to_string(),
            address: row.address,
            at: row.written_at.to_rfc3339(),
            when: time::long(row.written_at, language),
            state: row.state.to_string(),
            cause: row.cause.map(|cause| cause.to_string()),
            read: row.read_at.map(|at| time::long(at, language)),
        }
    }
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "admin/contact";

    fn samples() -> Vec<Self> {
        let fields = Fields::sample::<ContactForm>("");
        let told = Sent {
            kind: "first".to_owned(),
            about: "H-2026-0147".to_owned(),
            channel: "email".to_owned(),
            address: "aino@example.fi".to_owned(),
            at: "2026-11-20T10:10:00Z".to_owned(),
            when: "pe 20.11.2026 klo 12.10".to_owned(),
            state: "sent".to_owned(),
            cause: None,
            read: Some("pe 20.11.2026 klo 12.12".to_owned()),
        };
        let known = ContactPage {
            known: Some("Aino Esimerkki".to_owned()),
            action: "/admin/contacts/1/1".to_owned(),
            organisation: OrganisationId(1),
            fields: fields.clone(),
            errors: Vec::new(),
            told: vec![
                told.clone(),
                Sent { state: "failed".to_owned(), cause: Some("wrong_address".to_owned()), read: None, ..told },
            ],
            older: Some("/admin/contacts/1/1?before=7".to_owned()),
        };
        let error = "Puhelinnumero on liian lyhyt.";
        let blank = ContactPage {
            known: None,
            action: "/admin/contacts/new".to_owned(),
            fields: fields.wrong("phone", error),
            errors: vec![FieldError { name: "phone".to_owned(), error: error.to_owned() }],
            told: Vec::new(),
            older: None,
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
    asked: web::Query<RegisterQuery>,
) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::EditContacts)?;
    let (organisation, id) = path.into_inner();
    let (organisation, id) = (OrganisationId(organisation), ContactId(id));
    let before = asked.before.parse().ok().map(DeliveryId);
    let known = find(&app, &by, organisation, id, before).await?;
    let form = ContactForm::stored(&known.row, known.roles.clone());
    let address = Address { organisation, contact: Some(id) };
    display(&app, &by, address, Some(known), &form, &FormAttempt::default())
}

/// A contact as its page shows it.
struct Known {
    row: Contact,
    roles: BTreeSet<ContactRole>,
    told: Vec<ToContact>,
}

async fn find(
    app: &web::Data<App>,
    by: &SignedIn,
    organisation: OrganisationId,
    id: ContactId,
    before: Option<DeliveryId>,
) -> Result<Known> {
    let viewer = by.viewer();
    blocking(app, move |app| {
        let since = app.clock.now() - TOLD_DAYS;
        app.read(|conn| {
            let row = contacts::find(conn, &viewer, id)?;
            if row.organisation_id != organisation {
                return Err(Error::NotFound("contact"));
            }
            let roles = contacts::roles_of(conn, &[id])?.remove(&id).unwrap_or_default();
            let told = delivery::of_contact(conn, id, since, before, LIMIT)?;
            Ok(Known { row, roles, told })
        })
    })
    .await
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
    Ok(Done::new("contact-removed").go(&app, &format!("/admin/contacts?organisation={organisation}")))
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
        Ok(()) => {
            let done = Done::new("contact-saved").with("name", values.get("name").trim());
            return Ok(done.go(app, &format!("/admin/contacts?organisation={}", address.organisation)));
        }
        // The form has a field for it.
        Err(Error::Refused(Refusal::NotSmsCapable)) => Refusal::field("phone", "not_sms_capable").into(),
        Err(cause) => cause,
    };
    let attempt = FormAttempt::wrong("", values, cause)?;
    let known = match address.contact {
        Some(id) => Some(find(app, by, address.organisation, id, None).await?),
        None => None,
    };
    display(app, by, address, known, &ContactForm::blank(), &attempt)
}

fn display(
    app: &App,
    by: &SignedIn,
    address: Address,
    known: Option<Known>,
    form: &ContactForm,
    attempt: &FormAttempt,
) -> Result<HttpResponse, PageError> {
    let localizer = by.localizer(app);
    let Address { organisation, contact } = address;
    let (known, told) = known.map_or((None, Vec::new()), |known| (Some(known.row.name), known.told));
    let (told, last) = page(told, |row| row.id.0);
    let page = ContactPage {
        known,
        told: told.into_iter().map(|row| Sent::from_row(row, by.reader.language)).collect(),
        older: last.zip(contact).map(|(last, id)| format!("/admin/contacts/{organisation}/{id}?before={last}#told")),
        action: contact
            .map_or_else(|| "/admin/contacts/new".to_owned(), |id| format!("/admin/contacts/{organisation}/{id}")),
        organisation,
        fields: FormView::new(localizer, attempt, "").fields(form)?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}
