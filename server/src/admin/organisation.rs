//! One organisation: what it is, what it uses, whose desk takes its reports, and what opens the door to them.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation::{self, DeskRules};
use majakka_domain::catalogue::System;
use majakka_domain::id::OrganisationId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{OrganisationKind, YesNo};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self as organisations, NewOrganisation, Organisation};
use majakka_store::viewer::Viewer;
use majakka_store::{api_token, installation};
use serde::Serialize;

use super::step::{MANY, rows, step, submit};
use super::token::{self, TokenFacts, TokenForm};
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::{Nothing, Posted};
use crate::failure::PageError;
use crate::form::{Choice, FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::html_as;
use crate::session::SignedIn;

/// An organisation, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct OrganisationPage {
    /// Its address; none for a new one.
    own: Option<String>,
    action: String,
    /// Its name; empty for a new one.
    title: String,
    /// Of the window: whose page it is.
    window: String,
    /// Must a host still say that it is who it says?
    unconfirmed: bool,
    /// May the reader say so?
    may_confirm: bool,
    /// Has it a report link?
    report_link: bool,
    tokens: Vec<TokenFacts>,
    fields: Fields,
    token: Fields,
    /// Who it is, for whoever may not say so.
    who: Option<Who>,
    /// What the host has decided of it, for whoever may not.
    decided: Option<Decided>,
    errors: Vec<FieldError>,
}

/// Who it is.
#[derive(Debug, Clone, Serialize)]
struct Who {
    name: String,
    slug: String,
    kind: String,
    /// May be empty.
    business_id: String,
}

impl Who {
    fn from_row(row: &Organisation) -> Self {
        Who {
            name: row.name.clone(),
            slug: row.slug.clone(),
            kind: row.kind.as_str().to_owned(),
            business_id: row.business_id.clone(),
        }
    }

    /// As a form would send it.
    fn fields(self) -> [(&'static str, String); 4] {
        [("name", self.name), ("slug", self.slug), ("kind", self.kind), ("business_id", self.business_id)]
    }
}

/// Whose desk takes its reports, its broker and its connection point; empty: its own, and none.
#[derive(Debug, Clone, Default, Serialize)]
struct Decided {
    desk: String,
    broker: String,
    connection_point: String,
}

impl Page for OrganisationPage {
    const TEMPLATE: &'static str = "admin/organisation";

    fn samples() -> Vec<Self> {
        let known = OrganisationPage {
            own: Some("/admin/organisations/1".to_owned()),
            action: "/admin/organisations/1".to_owned(),
            title: "Esimerkkilän hyvinvointialue".to_owned(),
            window: "Organisaatio: Esimerkkilän hyvinvointialue".to_owned(),
            unconfirmed: false,
            may_confirm: true,
            report_link: true,
            tokens: TokenFacts::samples(),
            fields: Fields::sample::<OrganisationForm>(""),
            token: Fields::sample::<TokenForm>(token::NEW),
            who: None,
            decided: Some(Decided { desk: "Esimerkki Oy".to_owned(), ..Decided::default() }),
            errors: Vec::new(),
        };
        let without = OrganisationPage { report_link: false, tokens: Vec::new(), ..known.clone() };
        let decided = Decided {
            desk: String::new(),
            broker: "Malliverkko Oy".to_owned(),
            connection_point: "1.2.246.10.12345678.19.1".to_owned(),
        };
        let who = Who {
            name: "Esimerkkilän apteekki".to_owned(),
            slug: "apteekki".to_owned(),
            kind: "pharmacy".to_owned(),
            business_id: "9000003-8".to_owned(),
        };
        let to_confirm = OrganisationPage { unconfirmed: true, ..without.clone() };
        let own = OrganisationPage {
            unconfirmed: true,
            may_confirm: false,
            who: Some(who),
            decided: Some(decided),
            ..without.clone()
        };
        let error = "Tämä on jo käytössä.";
        let blank = OrganisationPage {
            own: None,
            decided: None,
            fields: Fields::sample::<OrganisationForm>("").wrong("slug", error),
            errors: vec![FieldError { name: "slug".to_owned(), error: error.to_owned() }],
            ..without.clone()
        };
        vec![known, without, to_confirm, own, blank]
    }
}

form! {
    /// What is typed of an organisation.
    pub(super) struct OrganisationForm {
        name: String,
        slug: String,
        kind: OrganisationKind,
        business_id: String,
        region: String,
        operator: String,
        vendor: String,
        connection_point: String,
        broker: Option<OrganisationId>,
        desk: Option<OrganisationId>,
        services: BTreeSet<String>,
        publishes: YesNo,
        contact_line: String,
        duty_contacts: String,
        /// `open` or `closed`.
        page: String,
    }
}

impl OrganisationForm {
    /// A county at the administrator's own desk.
    fn blank(by: &SignedIn) -> Self {
        OrganisationForm {
            name: String::new(),
            slug: String::new(),
            kind: OrganisationKind::WellbeingCounty,
            business_id: String::new(),
            region: String::new(),
            operator: String::new(),
            vendor: String::new(),
            connection_point: String::new(),
            broker: None,
            desk: Some(by.person.organisation),
            services: BTreeSet::new(),
            publishes: YesNo::Yes,
            contact_line: String::new(),
            duty_contacts: String::new(),
            page: "open".to_owned(),
        }
    }

    fn stored(organisation: NewOrganisation, rules: DeskRules) -> Self {
        OrganisationForm {
            name: organisation.name,
            slug: organisation.slug,
            kind: organisation.kind,
            business_id: organisation.business_id,
            region: organisation.region,
            operator: organisation.operator,
            vendor: organisation.vendor,
            connection_point: organisation.connection_point,
            broker: organisation.broker,
            desk: organisation.desk,
            services: organisation.services,
            publishes: if rules.helpdesk_publishes { YesNo::Yes } else { YesNo::No },
            contact_line: rules.contact_line,
            duty_contacts: rules.duty_contacts,
            page: if rules.page_closed { "closed" } else { "open" }.to_owned(),
        }
    }

    fn into_parts(self) -> (NewOrganisation, DeskRules) {
        let line = |text: String| text.trim().to_owned();
        let organisation = NewOrganisation {
            slug: line(self.slug),
            name: line(self.name),
            kind: self.kind,
            business_id: line(self.business_id),
            region: line(self.region),
            operator: line(self.operator),
            vendor: line(self.vendor),
            connection_point: line(self.connection_point),
            broker: self.broker,
            desk: self.desk,
            services: self.services,
        };
        let rules = DeskRules {
            helpdesk_publishes: self.publishes == YesNo::Yes,
            contact_line: self.contact_line,
            duty_contacts: self.duty_contacts,
            page_closed: self.page == "closed",
        };
        (organisation, rules)
    }
}

/// What the form offers: the organisations that the administrator keeps, and the kinds that she may give.
struct Offer {
    kept: Vec<Organisation>,
    kinds: Vec<OrganisationKind>,
}

impl Offer {
    fn fields(&self, app: &App, by: &SignedIn, stored: &OrganisationForm, attempt: &FormAttempt) -> Result<Fields> {
        let localizer = by.localizer(app);
        let choice = |list: &str, word: &str| Ok(Choice::new(word, localizer.word(list, word)?));
        let kinds: Vec<Choice> =
            self.kinds.iter().map(|kind| choice("organisation-kind", kind.as_str())).collect::<Result<_>>()?;
        let pages = vec![choice("admin-page", "open")?, choice("admin-page", "closed")?];
        let service = |system: &System| Choice::new(system.id.clone(), system.name.get(by.reader.language));
        FormView::new(localizer, attempt, "").fields_offering(stored, |field| match field {
            "kind" => kinds.clone(),
            "broker" | "desk" => rows(&self.kept),
            "services" => app.catalogue.services().iter().map(service).collect(),
            "page" => pages.clone(),
            _ => Vec::new(),
        })
    }
}

pub(super) async fn blank(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    display_blank(&app, &by, &FormAttempt::default()).await
}

async fn display_blank(app: &web::Data<App>, by: &SignedIn, attempt: &FormAttempt) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (kept, bounds) = blocking(app, move |app| {
        app.read(|conn| {
            Ok::<_, Error>((installation::kept(conn, &viewer, MANY)?, installation::bounds(conn, &viewer)?))
        })
    })
    .await?;
    let decided = bounds.map(|_| Decided { desk: by.organisation.clone(), ..Decided::default() });
    let offer = Offer { kept, kinds: organisation::kinds(bounds.is_some(), None) };
    let page = OrganisationPage {
        own: None,
        who: None,
        action: "/admin/organisations/new".to_owned(),
        title: String::new(),
        window: by.localizer(app).text("admin-new-organisation", &[])?,
        unconfirmed: false,
        may_confirm: bounds.is_none(),
        report_link: false,
        tokens: Vec::new(),
        fields: offer.fields(app, by, &OrganisationForm::blank(by), attempt)?,
        token: Fields::default(),
        decided,
        errors: attempt.errors(by.localizer(app)),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}

pub(super) async fn create(
    app: web::Data<App>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let done = submit(&app, &by, Permission::Administer, &values, |tx, form: OrganisationForm| {
        let (new, rules) = form.into_parts();
        organisation::create(tx, &new, &rules)
    });
    match done.await {
        Ok(id) => Ok(Done::new("organisation-made").go(&app, &format!("/admin/organisations/{id}"))),
        Err(cause) => display_blank(&app, &by, &FormAttempt::wrong("", values, cause)?).await,
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    display(&app, &by, OrganisationId(*id), &FormAttempt::default()).await
}

/// The page of an organisation, with what is stored of it or with what was typed in one of its forms.
pub(super) async fn display(
    app: &web::Data<App>,
    by: &SignedIn,
    id: OrganisationId,
    attempt: &FormAttempt,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (row, decided, (stored, rules), kept, tokens, report_link) = blocking(app, move |app| {
        app.read(|conn| {
            let row = installation::find(conn, &viewer, id)?;
            let bounded = installation::bounds(conn, &viewer)?.is_some();
            let decided = if bounded { Some(decided(conn, &row)?) } else { None };
            let stored = organisation::stored(conn, &row)?;
            Ok((
                row,
                decided,
                stored,
                installation::kept(conn, &viewer, MANY)?,
                api_token::of_organisation(conn, &viewer, id)?,
                installation::has_report_token(conn, id)?,
            ))
        })
    })
    .await?;
    let stored = OrganisationForm::stored(stored, rules);
    let offer = Offer { kept, kinds: organisation::kinds(decided.is_some(), Some(stored.kind)) };
    let own = format!("/admin/organisations/{id}");
    let (localizer, now) = (by.localizer(app), app.clock.now());
    let page = OrganisationPage {
        own: Some(own.clone()),
        action: own.clone(),
        who: decided.is_some().then(|| Who::from_row(&row)),
        unconfirmed: !row.confirmed,
        may_confirm: decided.is_none(),
        window: format!("{}: {}", localizer.text("admin-organisation", &[])?, row.name),
        title: row.name,
        report_link,
        tokens: tokens.iter().map(|token| TokenFacts::from_row(token, localizer, now)).collect::<Result<_>>()?,
        fields: offer.fields(app, by, &stored, attempt)?,
        token: FormView::new(localizer, attempt, token::NEW).fields(&TokenForm::blank())?,
        decided,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}

fn decided(conn: &mut AnyConnection, row: &Organisation) -> Result<Decided> {
    let mut name = |id: Option<OrganisationId>| match id {
        None => Ok(String::new()),
        Some(id) => Ok::<_, Error>(organisations::find(conn, &Viewer::System, id)?.name),
    };
    let (desk, broker) = (name(row.desk_id)?, name(row.broker_id)?);
    Ok(Decided { desk, broker, connection_point: row.connection_point.clone() })
}

/// With who the organisation is, where its page shows that as text.
async fn with_who_it_is(
    app: &web::Data<App>,
    by: &SignedIn,
    id: OrganisationId,
    mut values: FormValues,
) -> Result<FormValues, PageError> {
    let viewer = by.viewer();
    let known = blocking(app, move |app| {
        app.read(|conn| match installation::bounds(conn, &viewer)? {
            Some(_) => installation::find(conn, &viewer, id).map(Some),
            None => Ok(None),
        })
    });
    if let Some(row) = known.await? {
        for (field, value) in Who::from_row(&row).fields() {
            if !values.is_sent(field) {
                values.push(field, value);
            }
        }
    }
    Ok(values)
}

pub(super) async fn confirm(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    step(&app, &by, move |tx| organisation::confirm(tx, id)).await?;
    Ok(Done::new("organisation-confirmed").go(&app, &format!("/admin/organisations/{id}")))
}

pub(super) async fn change(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let values = with_who_it_is(&app, &by, id, values).await?;
    let done = submit(&app, &by, Permission::Administer, &values, move |tx, form: OrganisationForm| {
        let (new, rules) = form.into_parts();
        organisation::change(tx, id, &new, &rules)
    });
    match done.await {
        Ok(()) => Ok(Done::new("saved").go(&app, &format!("/admin/organisations/{id}"))),
        Err(cause) => display(&app, &by, id, &FormAttempt::wrong("", values, cause)?).await,
    }
}
