//! The register of partners: where escalations to vendors and operators go.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation::partner;
use majakka_domain::id::PartnerId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::error::{Error, Result};
use majakka_store::partner::{self as register, NewPartner, Partner};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::step::{MANY, step, submit};
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Nothing;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::{html, html_as};
use crate::session::SignedIn;

/// An hour, as long as nothing else was agreed.
const USUAL_MINUTES: &str = "60";

/// All partners, and the names that organisations use but nobody has written down.
#[derive(Debug, Clone, Serialize)]
pub struct PartnersPage {
    partners: Vec<PartnerRow>,
    unregistered: Vec<Unregistered>,
    /// May the reader write in the register?
    keeper: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Unregistered {
    href: String,
    name: String,
}

#[derive(Debug, Clone, Serialize)]
struct PartnerRow {
    name: String,
    /// For whoever keeps the register.
    reach: Option<Reach>,
}

#[derive(Debug, Clone, Serialize)]
struct Reach {
    href: String,
    email: String,
    phone: String,
    minutes: i32,
}

/// One partner, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct PartnerPage {
    /// The name of a known one.
    known: Option<String>,
    action: String,
    fields: Fields,
    errors: Vec<FieldError>,
}

impl Page for PartnersPage {
    const TEMPLATE: &'static str = "admin/partners";

    fn samples() -> Vec<Self> {
        let reach = Reach {
            href: "/admin/partners/1".to_owned(),
            email: "tuki@potilasmalli.example.fi".to_owned(),
            phone: "+358400000001".to_owned(),
            minutes: 60,
        };
        let row = |reach| PartnerRow { name: "Potilasmalli Oy".to_owned(), reach };
        let unregistered = vec![Unregistered::new("Malliverkko Oy".to_owned())];
        vec![
            PartnersPage { partners: vec![row(Some(reach))], unregistered, keeper: true },
            PartnersPage { partners: Vec::new(), unregistered: Vec::new(), keeper: true },
            PartnersPage { partners: vec![row(None)], unregistered: Vec::new(), keeper: false },
        ]
    }
}

impl Page for PartnerPage {
    const TEMPLATE: &'static str = "admin/partner";

    fn samples() -> Vec<Self> {
        let fields = Fields::sample::<PartnerForm>("");
        let known = PartnerPage {
            known: Some("Potilasmalli Oy".to_owned()),
            action: "/admin/partners/1".to_owned(),
            fields: fields.clone(),
            errors: Vec::new(),
        };
        let error = "Sähköpostiosoitteessa on oltava yksi @-merkki.";
        let blank = PartnerPage {
            known: None,
            action: "/admin/partners/new".to_owned(),
            fields: fields.wrong("email", error),
            errors: vec![FieldError { name: "email".to_owned(), error: error.to_owned() }],
        };
        vec![known, blank]
    }
}

impl Unregistered {
    fn new(name: String) -> Self {
        let asked: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        Unregistered { href: format!("/admin/partners/new?name={asked}"), name }
    }
}

form! {
    /// What is typed of a partner.
    pub(super) struct PartnerForm {
        name: String,
        email: String,
        phone: String,
        language: Language,
        answer_minutes: String,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Called {
    #[serde(default)]
    name: String,
}

pub(super) async fn list(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (partners, unregistered, keeper) = blocking(&app, move |app| {
        app.read(|conn| {
            let keeper = partner::may_keep(conn, &viewer)?;
            Ok::<_, Error>((register::all(conn, MANY)?, register::unregistered(conn)?, keeper))
        })
    })
    .await?;
    // Everybody else reads how vendors are written here, and neither their addresses nor what other houses have typed.
    let reach = |partner: &Partner| Reach {
        href: format!("/admin/partners/{}", partner.id),
        email: partner.email.clone(),
        phone: partner.phone.clone(),
        minutes: partner.answer_minutes,
    };
    let row = |partner: Partner| PartnerRow { reach: keeper.then(|| reach(&partner)), name: partner.name };
    let unregistered = if keeper { unregistered } else { BTreeSet::new() };
    let page = PartnersPage {
        partners: partners.into_iter().map(row).collect(),
        unregistered: unregistered.into_iter().map(Unregistered::new).collect(),
        keeper,
    };
    html(&app, by.reader.language, &by.frame(&app), &page)
}

pub(super) async fn blank(
    app: web::Data<App>,
    by: SignedIn,
    called: web::Query<Called>,
) -> Result<HttpResponse, PageError> {
    writers_only(&app, &by).await?;
    let form = PartnerForm { name: called.into_inner().name, ..PartnerForm::blank() };
    display(&app, &by, None, &form, &FormAttempt::default())
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    writers_only(&app, &by).await?;
    let row = find(&app, PartnerId(id.into_inner())).await?;
    let form = PartnerForm::stored(&row);
    display(&app, &by, Some(&row), &form, &FormAttempt::default())
}

pub(super) async fn add(
    app: web::Data<App>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    save(&app, &by, None, values).await
}

pub(super) async fn change(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    save(&app, &by, Some(PartnerId(id.into_inner())), values).await
}

pub(super) async fn remove(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = PartnerId(id.into_inner());
    step(&app, &by, move |tx| partner::remove(tx, id)).await?;
    Ok(Done::new("partner-removed").go(&app, "/admin/partners"))
}

/// Forms of the register are shown to those who may write in it.
async fn writers_only(app: &web::Data<App>, by: &SignedIn) -> Result<()> {
    let viewer = by.viewer();
    let keeper = blocking(app, move |app| app.read(|conn| partner::may_keep(conn, &viewer))).await?;
    if keeper { Ok(()) } else { Err(Refusal::Forbidden.into()) }
}

async fn find(app: &web::Data<App>, id: PartnerId) -> Result<Partner> {
    blocking(app, move |app| app.read(|conn| register::find(conn, id))).await
}

async fn save(
    app: &web::Data<App>,
    by: &SignedIn,
    known: Option<PartnerId>,
    values: FormValues,
) -> Result<HttpResponse, PageError> {
    let done = submit(app, by, Permission::Administer, &values, move |tx, form: PartnerForm| {
        partner::save(tx, known, &form.into_partner())
    });
    match done.await {
        Ok(_) => Ok(Done::new("saved").go(app, "/admin/partners")),
        Err(cause) => {
            let attempt = FormAttempt::wrong("", values, cause)?;
            let row = match known {
                Some(id) => Some(find(app, id).await?),
                None => None,
            };
            display(app, by, row.as_ref(), &PartnerForm::blank(), &attempt)
        }
    }
}

fn display(
    app: &App,
    by: &SignedIn,
    known: Option<&Partner>,
    form: &PartnerForm,
    attempt: &FormAttempt,
) -> Result<HttpResponse, PageError> {
    let localizer = by.localizer(app);
    let page = PartnerPage {
        known: known.map(|row| row.name.clone()),
        action: known.map_or_else(|| "/admin/partners/new".to_owned(), |row| format!("/admin/partners/{}", row.id)),
        fields: FormView::new(localizer, attempt, "").fields(form)?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}

impl PartnerForm {
    fn blank() -> Self {
        PartnerForm {
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            language: Language::Fi,
            answer_minutes: USUAL_MINUTES.to_owned(),
        }
    }

    fn stored(row: &Partner) -> Self {
        PartnerForm {
            name: row.name.clone(),
            email: row.email.clone(),
            phone: row.phone.clone(),
            language: row.language,
            answer_minutes: row.answer_minutes.to_string(),
        }
    }

    fn into_partner(self) -> NewPartner {
        NewPartner {
            name: self.name,
            email: self.email,
            phone: self.phone,
            language: self.language,
            // What is no number is out of bounds, and told beside the field.
            answer_minutes: self.answer_minutes.trim().parse().unwrap_or_default(),
        }
    }
}
