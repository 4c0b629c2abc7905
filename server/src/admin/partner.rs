//! The register of partners: where escalations to vendors and operators go.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::partner;
use majakka_domain::id::PartnerId;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::error::{Error, Result};
use majakka_store::partner::{self as register, NewPartner, Partner};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::account::step;
use super::{MANY, choices};
use crate::auth::{Nothing, SignedIn, go_to};
use crate::blocking::blocking;
use crate::error::PageError;
use crate::extract::Posted;
use crate::field::{Choice, Control, tell};
use crate::page_frame::{html, html_as};

/// An hour, as long as nothing else was agreed.
const USUAL_MINUTES: &str = "60";

/// All partners, and the names that organisations use but nobody has written down.
#[derive(Debug, Clone, Serialize)]
pub struct PartnersPage {
    partners: Vec<PartnerRow>,
    unregistered: Vec<Unregistered>,
}

#[derive(Debug, Clone, Serialize)]
struct Unregistered {
    href: String,
    name: String,
}

#[derive(Debug, Clone, Serialize)]
struct PartnerRow {
    href: String,
    name: String,
    email: String,
    phone: String,
    minutes: i32,
}

/// One partner, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct PartnerPage {
    action: String,
    remove: Option<String>,
    name: Control,
    email: Control,
    phone: Control,
    language_choice: Control,
    answer_minutes: Control,
    errors: Vec<Control>,
}

impl Page for PartnersPage {
    const TEMPLATE: &'static str = "admin/partners";

    fn samples() -> Vec<Self> {
        let row = PartnerRow {
            href: "/admin/partners/1".to_owned(),
            name: "Potilasmalli Oy".to_owned(),
            email: "tuki@potilasmalli.example.fi".to_owned(),
            phone: "+358400000001".to_owned(),
            minutes: 60,
        };
        let unregistered = vec![Unregistered::of("Malliverkko Oy".to_owned())];
        vec![
            PartnersPage { partners: vec![row], unregistered },
            PartnersPage { partners: Vec::new(), unregistered: Vec::new() },
        ]
    }
}

impl Page for PartnerPage {
    const TEMPLATE: &'static str = "admin/partner";

    fn samples() -> Vec<Self> {
        let known = PartnerPage {
            action: "/admin/partners/1".to_owned(),
            remove: Some("/admin/partners/1/remove".to_owned()),
            name: Control::text("name", "Potilasmalli Oy"),
            email: Control::text("email", "tuki@potilasmalli.example.fi"),
            phone: Control::text("phone", "+358400000001"),
            language_choice: Control::list("language", vec![Choice::new("fi", "suomi", true)]),
            answer_minutes: Control::text("answer_minutes", USUAL_MINUTES),
            errors: Vec::new(),
        };
        let mut blank = PartnerPage { action: "/admin/partners/new".to_owned(), remove: None, ..known.clone() };
        blank.email = blank.email.wrong("Sähköpostiosoitteessa on oltava yksi @-merkki.");
        blank.errors = vec![blank.email.clone()];
        vec![known, blank]
    }
}

impl Unregistered {
    fn of(name: String) -> Self {
        let asked: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        Unregistered { href: format!("/admin/partners/new?name={asked}"), name }
    }
}

/// What is typed of a partner.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PartnerForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    language: Language,
    #[serde(default)]
    answer_minutes: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Called {
    #[serde(default)]
    name: String,
}

pub(super) async fn list(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::Administer)?;
    let (partners, unregistered) = blocking(&app, |app| {
        app.read(|conn| Ok::<_, Error>((register::all(conn, MANY)?, register::unregistered(conn)?)))
    })
    .await?;
    let row = |partner: Partner| PartnerRow {
        href: format!("/admin/partners/{}", partner.id),
        name: partner.name,
        email: partner.email,
        phone: partner.phone,
        minutes: partner.answer_minutes,
    };
    let page = PartnersPage {
        partners: partners.into_iter().map(row).collect(),
        unregistered: unregistered.into_iter().map(Unregistered::of).collect(),
    };
    html(&app, by.reader.language, &by.frame(&app), &page)
}

pub(super) async fn blank(
    app: web::Data<App>,
    by: SignedIn,
    called: web::Query<Called>,
) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::Administer)?;
    let typed = PartnerForm {
        name: called.into_inner().name,
        email: String::new(),
        phone: String::new(),
        language: Language::Fi,
        answer_minutes: USUAL_MINUTES.to_owned(),
    };
    answer(StatusCode::OK, &app, &by, &PartnerPage::of(&app, by.reader.language, &typed, None)?)
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::Administer)?;
    let id = PartnerId(id.into_inner());
    let row = blocking(&app, move |app| app.read(|conn| register::find(conn, id))).await?;
    let typed = PartnerForm {
        language: majakka_store::word("partners", "language", &row.language)?,
        answer_minutes: row.answer_minutes.to_string(),
        name: row.name,
        email: row.email,
        phone: row.phone,
    };
    answer(StatusCode::OK, &app, &by, &PartnerPage::of(&app, by.reader.language, &typed, Some(id))?)
}

pub(super) async fn add(app: web::Data<App>, posted: Posted<PartnerForm>) -> Result<HttpResponse, PageError> {
    save(&app, posted, None).await
}

pub(super) async fn change(
    app: web::Data<App>,
    id: web::Path<i64>,
    posted: Posted<PartnerForm>,
) -> Result<HttpResponse, PageError> {
    save(&app, posted, Some(PartnerId(id.into_inner()))).await
}

pub(super) async fn remove(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = PartnerId(id.into_inner());
    step(&app, &by, move |tx| partner::remove(tx, id)).await?;
    Ok(go_to("/admin/partners"))
}

async fn save(
    app: &web::Data<App>,
    Posted { by, form }: Posted<PartnerForm>,
    known: Option<PartnerId>,
) -> Result<HttpResponse, PageError> {
    let new = NewPartner {
        name: form.name.clone(),
        email: form.email.clone(),
        phone: form.phone.clone(),
        language: form.language,
        // What is no number is out of bounds, and told beside the field.
        answer_minutes: form.answer_minutes.trim().parse().unwrap_or_default(),
    };
    match step(app, &by, move |tx| partner::save(tx, known, &new)).await {
        Ok(_) => Ok(go_to("/admin/partners")),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = PartnerPage::of(app, by.reader.language, &form, known)?;
            let page = page.told(&problems, app, by.reader.language);
            answer(StatusCode::UNPROCESSABLE_ENTITY, app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

impl PartnerPage {
    fn of(app: &App, language: Language, typed: &PartnerForm, known: Option<PartnerId>) -> Result<Self> {
        let own = known.map(|id| format!("/admin/partners/{id}"));
        let languages = Language::ALL.iter().map(|language| language.as_str());
        let chosen = |word: &str| word == typed.language.as_str();
        Ok(PartnerPage {
            remove: own.as_ref().map(|own| format!("{own}/remove")),
            action: own.unwrap_or_else(|| "/admin/partners/new".to_owned()),
            name: Control::text("name", &typed.name),
            email: Control::text("email", &typed.email),
            phone: Control::text("phone", &typed.phone),
            language_choice: Control::list(
                "language",
                choices(&app.renderer, language, "language", languages, chosen)?,
            ),
            answer_minutes: Control::text("answer_minutes", &typed.answer_minutes),
            errors: Vec::new(),
        })
    }

    fn told(mut self, problems: &[FieldProblem], app: &App, language: Language) -> Self {
        let all = &mut [&mut self.name, &mut self.email, &mut self.phone, &mut self.answer_minutes];
        tell(all, problems, &app.renderer, language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

fn answer(status: StatusCode, app: &App, by: &SignedIn, page: &PartnerPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, by.reader.language, &by.frame(app), page)
}
