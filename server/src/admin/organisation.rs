//! One organisation: what it is, what it uses, whose desk takes its reports, and what opens the door to them.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation::{self, DeskRules};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::rights::Permission;
use majakka_domain::terms::OrganisationKind;
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self as organisations, NewOrganisation, Organisation};
use majakka_store::viewer::Viewer;
use majakka_store::{api_token, installation};
use serde::{Deserialize, Serialize};

use super::account::step;
use super::{MANY, choices};
use crate::auth::{SignedIn, go_to};
use crate::blocking::blocking;
use crate::error::PageError;
use crate::extract::Posted;
use crate::field::{Choice, Control, tell};
use crate::page_frame::html_as;

/// An organisation, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct OrganisationPage {
    /// Its address; none for a new one.
    own: Option<String>,
    action: String,
    title: String,
    /// Has it a report link?
    report_link: bool,
    tokens: Vec<TokenRow>,
    fields: Fields,
    pub(super) token_name: Control,
    /// What the host has decided of it, for whoever may not.
    decided: Option<Decided>,
    pub(super) errors: Vec<Control>,
}

/// Whose desk takes its reports, and its broker; empty: its own, and none.
#[derive(Debug, Clone, Serialize)]
struct Decided {
    desk: String,
    broker: String,
}

/// The controls of the form.
#[derive(Debug, Clone, Serialize)]
struct Fields {
    name: Control,
    slug: Control,
    kind: Control,
    business_id: Control,
    region: Control,
    operator: Control,
    vendor: Control,
    connection_point: Control,
    broker: Control,
    desk: Control,
    services: Control,
    publishes: Control,
    contact_line: Control,
    duty_contacts: Control,
    page: Control,
}

#[derive(Debug, Clone, Serialize)]
struct TokenRow {
    name: String,
    revoke: Option<String>,
}

impl Page for OrganisationPage {
    const TEMPLATE: &'static str = "admin/organisation";

    fn samples() -> Vec<Self> {
        let list = |name| Control::list(name, vec![Choice::new("resepti", "Resepti", true)]);
        let fields = Fields {
            name: Control::text("name", "Esimerkkilän hyvinvointialue"),
            slug: Control::text("slug", "esimerkkila"),
            kind: list("kind"),
            business_id: Control::text("business_id", ""),
            region: Control::text("region", ""),
            operator: Control::text("operator", ""),
            vendor: Control::text("vendor", ""),
            connection_point: Control::text("connection_point", ""),
            broker: list("broker"),
            desk: list("desk"),
            services: list("services"),
            publishes: list("publishes"),
            contact_line: Control::text("contact_line", ""),
            duty_contacts: Control::text("duty_contacts", ""),
            page: list("page"),
        };
        let token = |revoke: Option<&str>| TokenRow {
            name: "Potilastietojärjestelmä".to_owned(),
            revoke: revoke.map(str::to_owned),
        };
        let known = OrganisationPage {
            own: Some("/admin/organisations/1".to_owned()),
            action: "/admin/organisations/1".to_owned(),
            title: "Esimerkkilän hyvinvointialue".to_owned(),
            report_link: true,
            tokens: vec![token(Some("/admin/organisations/1/tokens/1/revoke")), token(None)],
            fields,
            token_name: Control::text("token_name", ""),
            decided: Some(Decided { desk: "Esimerkki Oy".to_owned(), broker: String::new() }),
            errors: Vec::new(),
        };
        let without = OrganisationPage { report_link: false, tokens: Vec::new(), ..known.clone() };
        let mut blank = OrganisationPage { own: None, decided: None, ..without.clone() };
        blank.fields.slug = blank.fields.slug.wrong("Tämä on jo käytössä.");
        blank.errors = vec![blank.fields.slug.clone()];
        vec![known, without, blank]
    }
}

/// What is typed of an organisation.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct OrganisationForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    slug: String,
    kind: OrganisationKind,
    #[serde(default)]
    business_id: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    operator: String,
    #[serde(default)]
    vendor: String,
    #[serde(default)]
    connection_point: String,
    #[serde(default)]
    broker: String,
    #[serde(default)]
    desk: String,
    #[serde(default)]
    services: BTreeSet<String>,
    #[serde(default)]
    publishes: String,
    #[serde(default)]
    contact_line: String,
    #[serde(default)]
    duty_contacts: String,
    /// `open` or `closed`.
    #[serde(default)]
    page: String,
}

impl OrganisationForm {
    fn parts(&self) -> (NewOrganisation, DeskRules) {
        let id = |text: &str| text.parse().ok().map(OrganisationId);
        let line = |text: &str| text.trim().to_owned();
        let organisation = NewOrganisation {
            slug: line(&self.slug),
            name: line(&self.name),
            kind: self.kind,
            business_id: line(&self.business_id),
            region: line(&self.region),
            operator: line(&self.operator),
            vendor: line(&self.vendor),
            connection_point: line(&self.connection_point),
            broker: id(&self.broker),
            desk: id(&self.desk),
            services: self.services.clone(),
        };
        let rules = DeskRules {
            helpdesk_publishes: self.publishes == "yes",
            contact_line: self.contact_line.clone(),
            duty_contacts: self.duty_contacts.clone(),
            page_closed: self.page == "closed",
        };
        (organisation, rules)
    }

    fn stored(row: &Organisation, services: Vec<String>) -> Result<Self> {
        let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
        Ok(OrganisationForm {
            name: row.name.clone(),
            slug: row.slug.clone(),
            kind: organisations::kind_of(row)?,
            business_id: row.business_id.clone(),
            region: row.region.clone(),
            operator: row.operator.clone(),
            vendor: row.vendor.clone(),
            connection_point: row.connection_point.clone(),
            broker: id(row.broker_id),
            desk: id(row.desk_id),
            services: services.into_iter().collect(),
            publishes: if row.helpdesk_publishes { "yes" } else { "no" }.to_owned(),
            contact_line: row.contact_line.clone(),
            duty_contacts: row.duty_contacts.clone(),
            page: if row.page_closed { "closed" } else { "open" }.to_owned(),
        })
    }
}

impl Fields {
    fn of(app: &App, by: &SignedIn, typed: &OrganisationForm, kept: &[Organisation]) -> Result<Self> {
        let language = by.reader.language;
        let kinds = OrganisationKind::ALL.iter().map(|kind| kind.as_str());
        let one_of = |chosen: &str| {
            let choice =
                |row: &Organisation| Choice::new(row.id.to_string(), row.name.clone(), row.id.to_string() == chosen);
            kept.iter().map(choice).collect()
        };
        let service = |system: &majakka_domain::catalogue::System| {
            Choice::new(system.id.clone(), system.name.get(language), typed.services.contains(&system.id))
        };
        let is_kind = |word: &str| word == typed.kind.as_str();
        let yes_no =
            choices(&app.renderer, language, "yes-no", ["yes", "no"].into_iter(), |word| word == typed.publishes)?;
        let pages =
            choices(&app.renderer, language, "admin-page", ["open", "closed"].into_iter(), |word| word == typed.page)?;
        Ok(Fields {
            name: Control::text("name", &typed.name),
            slug: Control::text("slug", &typed.slug),
            kind: Control::list("kind", choices(&app.renderer, language, "organisation-kind", kinds, is_kind)?),
            business_id: Control::text("business_id", &typed.business_id),
            region: Control::text("region", &typed.region),
            operator: Control::text("operator", &typed.operator),
            vendor: Control::text("vendor", &typed.vendor),
            connection_point: Control::text("connection_point", &typed.connection_point),
            broker: Control::list("broker", one_of(&typed.broker)),
            desk: Control::list("desk", one_of(&typed.desk)),
            services: Control::list("services", app.catalogue.services().iter().map(service).collect()),
            publishes: Control::list("publishes", yes_no),
            contact_line: Control::text("contact_line", &typed.contact_line),
            duty_contacts: Control::text("duty_contacts", &typed.duty_contacts),
            page: Control::list("page", pages),
        })
    }

    fn all(&mut self) -> [&mut Control; 15] {
        [
            &mut self.name,
            &mut self.slug,
            &mut self.kind,
            &mut self.business_id,
            &mut self.region,
            &mut self.operator,
            &mut self.vendor,
            &mut self.connection_point,
            &mut self.broker,
            &mut self.desk,
            &mut self.services,
            &mut self.publishes,
            &mut self.contact_line,
            &mut self.duty_contacts,
            &mut self.page,
        ]
    }
}

impl OrganisationPage {
    fn told(mut self, problems: &[FieldProblem], app: &App, by: &SignedIn) -> Self {
        let mut all = self.fields.all();
        tell(&mut all, problems, &app.renderer, by.reader.language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

/// A new organisation begins as a county at the administrator's own desk.
pub(super) async fn blank(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let typed = OrganisationForm {
        name: String::new(),
        slug: String::new(),
        kind: OrganisationKind::WellbeingCounty,
        business_id: String::new(),
        region: String::new(),
        operator: String::new(),
        vendor: String::new(),
        connection_point: String::new(),
        broker: String::new(),
        desk: by.person.organisation.to_string(),
        services: BTreeSet::new(),
        publishes: "yes".to_owned(),
        contact_line: String::new(),
        duty_contacts: String::new(),
        page: "open".to_owned(),
    };
    let page = new_page(&app, &by, &typed).await?;
    answer(StatusCode::OK, &app, &by, &page)
}

async fn new_page(
    app: &web::Data<App>,
    by: &SignedIn,
    typed: &OrganisationForm,
) -> Result<OrganisationPage, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let kept = blocking(app, move |app| app.read(|conn| installation::kept(conn, &viewer, MANY))).await?;
    Ok(OrganisationPage {
        own: None,
        action: "/admin/organisations/new".to_owned(),
        title: String::new(),
        report_link: false,
        tokens: Vec::new(),
        fields: Fields::of(app, by, typed, &kept)?,
        token_name: Control::text("token_name", ""),
        decided: None,
        errors: Vec::new(),
    })
}

pub(super) async fn create(
    app: web::Data<App>,
    Posted { by, form }: Posted<OrganisationForm>,
) -> Result<HttpResponse, PageError> {
    let (new, rules) = form.parts();
    match step(&app, &by, move |tx| organisation::create(tx, &new, &rules)).await {
        Ok(id) => Ok(go_to(&format!("/admin/organisations/{id}"))),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = new_page(&app, &by, &form).await?.told(&problems, &app, &by);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    let page = known(&app, &by, OrganisationId(*id), None).await?;
    answer(StatusCode::OK, &app, &by, &page)
}

/// The page of an organisation, with what is stored of it or with what was typed.
pub(super) async fn known(
    app: &web::Data<App>,
    by: &SignedIn,
    id: OrganisationId,
    typed: Option<&OrganisationForm>,
) -> Result<OrganisationPage, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (row, decided, services, kept, tokens, report_link) = blocking(app, move |app| {
        app.read(|conn| {
            let row = installation::find(conn, &viewer, id)?;
            let bounded = installation::bounds(conn, &viewer)?.is_some();
            let decided = if bounded { Some(decided(conn, &row)?) } else { None };
            Ok((
                row,
                decided,
                organisations::services_of(conn, id)?,
                installation::kept(conn, &viewer, MANY)?,
                api_token::of_organisation(conn, &viewer, id)?,
                installation::has_report_token(conn, id)?,
            ))
        })
    })
    .await?;
    let stored = OrganisationForm::stored(&row, services)?;
    let own = format!("/admin/organisations/{id}");
    let token = |token: api_token::ApiToken| TokenRow {
        revoke: token.revoked_at.is_none().then(|| format!("{own}/tokens/{}/revoke", token.id)),
        name: token.name,
    };
    Ok(OrganisationPage {
        own: Some(own.clone()),
        action: own.clone(),
        title: row.name,
        report_link,
        tokens: tokens.into_iter().map(token).collect(),
        fields: Fields::of(app, by, typed.unwrap_or(&stored), &kept)?,
        token_name: Control::text("token_name", ""),
        decided,
        errors: Vec::new(),
    })
}

fn decided(conn: &mut AnyConnection, row: &Organisation) -> Result<Decided> {
    let mut name = |id: Option<i64>| match id {
        None => Ok(String::new()),
        Some(id) => Ok::<_, Error>(organisations::find(conn, &Viewer::System, OrganisationId(id))?.name),
    };
    Ok(Decided { desk: name(row.desk_id)?, broker: name(row.broker_id)? })
}

pub(super) async fn change(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, form }: Posted<OrganisationForm>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let (new, rules) = form.parts();
    match step(&app, &by, move |tx| organisation::change(tx, id, &new, &rules)).await {
        Ok(()) => Ok(go_to(&format!("/admin/organisations/{id}"))),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = known(&app, &by, id, Some(&form)).await?.told(&problems, &app, &by);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) fn answer(
    status: StatusCode,
    app: &App,
    by: &SignedIn,
    page: &OrganisationPage,
) -> Result<HttpResponse, PageError> {
    html_as(status, app, by.reader.language, &by.frame(app), page)
}
