//! `/admin/start`: the first administrator says who she is and whose installation this is.
//!
//! Guarantee: asked once, of the account that a new installation begins with; nobody else finds the page.
//! Non-goal: everything else that a new installation needs; each page asks for its own.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account::{self, FIRST_EMAIL, Introduction};
use majakka_domain::rights::Permission;
use majakka_messages::Page;
use majakka_store::account as accounts;
use majakka_store::error::{Error, Result};
use serde::Serialize;

use super::step::submit;
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::html_as;
use crate::session::SignedIn;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct IntroductionPage {
    fields: Fields,
    errors: Vec<FieldError>,
}

form! {
    /// Who she is, and whose installation this is.
    pub(super) struct IntroductionForm {
        name: String,
        email: String,
        organisation: String,
        contact_line: String,
    }
}

impl Page for IntroductionPage {
    const TEMPLATE: &'static str = "admin/introduction";

    fn samples() -> Vec<Self> {
        let blank = IntroductionPage { fields: Fields::sample::<IntroductionForm>(""), errors: Vec::new() };
        let error = "Kirjoita nimi.";
        let wrong = IntroductionPage {
            fields: blank.fields.clone().wrong("name", error),
            errors: vec![FieldError { name: "name".to_owned(), error: error.to_owned() }],
        };
        vec![blank, wrong]
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    display(&app, &by, &FormAttempt::default()).await
}

pub(super) async fn introduce(
    app: web::Data<App>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let id = by.person.account;
    let done = submit(&app, &by, Permission::Administer, &values, move |tx, form: IntroductionForm| {
        let IntroductionForm { name, email, organisation, contact_line } = form;
        account::introduce(tx, id, &Introduction { name, email, organisation, contact_line })
    });
    match done.await {
        Ok(()) => Ok(Done::new("introduced").then("admin-routes", "/admin/routes").go(&app, "/desk")),
        Err(cause) => display(&app, &by, &FormAttempt::wrong("", values, cause)?).await,
    }
}

async fn display(app: &web::Data<App>, by: &SignedIn, attempt: &FormAttempt) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let id = by.person.account;
    let row = blocking(app, move |app| app.read(|conn| accounts::find(conn, &viewer, id))).await?;
    if row.email != FIRST_EMAIL {
        return Err(Error::NotFound("page").into());
    }
    let localizer = by.localizer(app);
    let blank = IntroductionForm {
        name: String::new(),
        email: String::new(),
        organisation: String::new(),
        contact_line: String::new(),
    };
    let page = IntroductionPage {
        fields: FormView::new(localizer, attempt, "").fields(&blank)?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}
