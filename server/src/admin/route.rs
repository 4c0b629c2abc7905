//! `/admin/routes`: the ways out, and a test message by each.
//!
//! Guarantee: a test goes by the very route that was chosen; the page shows how it went, with the gateway's own words.
//! Non-goal: changing routes; they stand in the settings.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_app::command::delivery::route_test;
use majakka_app::config::Route;
use majakka_app::config::route::FOLDER;
use majakka_domain::format::sender_id::Approval;
use majakka_domain::format::time;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::installation;
use majakka_store::route_test::{self as tests, RouteTest};
use serde::Serialize;

use super::step::{step, submit};
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Nothing;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Choice, FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::{html, html_as};
use crate::session::SignedIn;
use majakka_domain::id::RouteTestId;

/// Tests on the page.
const SHOWN: i64 = 20;
/// A gateway that works answers a test in less; the page can be refreshed.
const LOOKS: u32 = 20;
/// Time between two looks whether the answer is there.
const BETWEEN: Duration = Duration::from_millis(250);
/// What no notifier has taken up by now, none will.
const VOID: TimeDelta = TimeDelta::minutes(2);

/// Where each route's replies come to, by its name: made by what receives them. The addresses are secrets.
#[derive(Debug, Clone, Default)]
pub struct ReplyAddresses(pub BTreeMap<String, String>);

/// The routes.
#[derive(Debug, Clone, Serialize)]
pub struct RoutesPage {
    routes: Vec<RouteRow>,
    tests: Vec<TestRow>,
    fields: Fields,
    errors: Vec<FieldError>,
    replies: Option<Vec<ReplyAddress>>,
}

#[derive(Debug, Clone, Serialize)]
struct RouteRow {
    /// Not `name`: a control's own would hide it.
    called: String,
    kind: &'static str,
    channel: &'static str,
    target: String,
    priority: u32,
    sender: String,
    /// `admin-route-approved`, `admin-route-approved-from`, `admin-route-not-approved`.
    approval: Option<&'static str>,
    day: String,
    limits: Vec<Limit>,
    folder: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Limit {
    /// `admin-route-second`, `admin-route-minute`, `admin-route-day`.
    text: &'static str,
    most: u32,
}

#[derive(Debug, Clone, Serialize)]
struct TestRow {
    at: String,
    said: String,
    called: String,
    target: String,
    by: String,
    /// `admin-route-test-…`.
    result: &'static str,
    sign: &'static str,
    detail: String,
}

#[derive(Debug, Clone, Serialize)]
struct ReplyAddress {
    called: String,
    target: String,
}

form! {
    /// What is typed of a test.
    pub(super) struct RouteTestForm {
        route: String,
        address: String,
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let page = page(&app, &by, &FormAttempt::default()).await?;
    html(&app, by.reader.language, &by.frame(&app), &page)
}

/// The addresses are shown on asking, and that is written down.
pub(super) async fn show_replies(
    app: web::Data<App>,
    Posted { by, .. }: Posted<Nothing>,
    addresses: Option<web::Data<ReplyAddresses>>,
) -> Result<HttpResponse, PageError> {
    let mut page = page(&app, &by, &FormAttempt::default()).await?;
    step(&app, &by, route_test::look_at_addresses).await?;
    let known = addresses.map(|known| known.0.clone()).unwrap_or_default();
    page.replies = Some(known.into_iter().map(|(called, target)| ReplyAddress { called, target }).collect());
    html(&app, by.reader.language, &by.frame(&app), &page)
}

/// Asks for a test, and waits a little for how it goes.
pub(super) async fn test(
    app: web::Data<App>,
    Posted { by, form: values }: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let language = by.reader.language;
    let done = submit(&app, &by, Permission::Administer, &values, move |tx, form: RouteTestForm| {
        route_test::ask(tx, &form.route, &form.address, language)
    });
    match done.await {
        Ok(id) => {
            wait_for(&app, id).await?;
            Ok(Done::new("route-tested").go(&app, "/admin/routes#tests"))
        }
        Err(cause) => {
            let attempt = FormAttempt::wrong("", values, cause)?;
            let page = page(&app, &by, &attempt).await?;
            html_as(attempt.status(), &app, language, &by.frame(&app), &page)
        }
    }
}

async fn wait_for(app: &web::Data<App>, id: RouteTestId) -> Result<()> {
    for _ in 0..LOOKS {
        let newest = blocking(app, |app| app.read(|conn| tests::newest(conn, SHOWN))).await?;
        if newest.iter().any(|test| test.id == id && test.settled_at.is_some()) {
            break;
        }
        actix_web::rt::time::sleep(BETWEEN).await;
    }
    Ok(())
}

async fn page(app: &web::Data<App>, by: &SignedIn, attempt: &FormAttempt) -> Result<RoutesPage> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let found = blocking(app, move |app| {
        app.read(|conn| {
            // Routes are the installation's: only whoever keeps all of it.
            match installation::bounds(conn, &viewer)? {
                None => tests::newest(conn, SHOWN),
                Some(_) => Err(Refusal::Forbidden.into()),
            }
        })
    })
    .await?;
    let (now, language) = (app.clock.now(), by.reader.language);
    let routes = app.settings.routes();
    let named = |field: &str| match field {
        "route" => routes.iter().map(|route| Choice::new(&route.name, &route.name)).collect(),
        _ => Vec::new(),
    };
    let blank = RouteTestForm { route: String::new(), address: String::new() };
    let localizer = by.localizer(app);
    Ok(RoutesPage {
        fields: FormView::new(localizer, attempt, "").fields_offering(&blank, named)?,
        errors: attempt.errors(localizer),
        tests: found.into_iter().map(|test| TestRow::from_row(test, now, language)).collect(),
        routes: routes.into_iter().map(|route| RouteRow::from_row(route, now)).collect(),
        replies: None,
    })
}

impl RouteRow {
    fn from_row(route: Route, now: DateTime<Utc>) -> Self {
        let approval = route.approval(time::helsinki_day(now));
        let (approval, day) = match approval {
            Approval::NotNeeded => (None, None),
            Approval::Since(day) => (Some("admin-route-approved"), Some(day)),
            Approval::From(day) => (Some("admin-route-approved-from"), Some(day)),
            Approval::Missing => (Some("admin-route-not-approved"), None),
        };
        let limits = [
            ("admin-route-second", route.limits.second),
            ("admin-route-minute", route.limits.minute),
            ("admin-route-day", route.limits.day),
        ];
        RouteRow {
            folder: route.kind == FOLDER,
            called: route.name,
            kind: route.kind,
            channel: route.channel.as_str(),
            target: route.target,
            priority: route.priority,
            sender: route.sender,
            approval,
            day: day.map(|day| day.format("%-d.%-m.%Y").to_string()).unwrap_or_default(),
            limits: limits.into_iter().filter_map(|(text, most)| Some(Limit { text, most: most? })).collect(),
        }
    }
}

impl TestRow {
    fn from_row(test: RouteTest, now: DateTime<Utc>, language: Language) -> Self {
        let asked = test.asked_at;
        let (result, sign) = match (test.receipt.as_deref().or(test.outcome.as_deref()), test.taken_at) {
            (Some("delivered"), _) => ("admin-route-test-delivered", "ok"),
            (Some("failed"), _) => ("admin-route-test-failed", "down"),
            (Some("accepted"), _) => ("admin-route-test-accepted", "ok"),
            (Some("refused"), _) => ("admin-route-test-refused", "down"),
            (Some("unsendable"), _) => ("admin-route-test-unsendable", "down"),
            (Some(_), _) => ("admin-route-test-unknown", "degraded"),
            (None, Some(taken)) if now - taken > VOID => ("admin-route-test-unknown", "degraded"),
            (None, Some(_)) => ("admin-route-test-under-way", "degraded"),
            (None, None) if now - asked > VOID => ("admin-route-test-void", "down"),
            (None, None) => ("admin-route-test-waiting", "degraded"),
        };
        let settled = test.receipt_at.or(test.settled_at).unwrap_or(test.asked_at);
        TestRow {
            at: settled.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            said: time::short(settled, now, language),
            called: test.route,
            target: test.address,
            by: test.asked_by,
            result,
            sign,
            detail: test.detail.unwrap_or_default(),
        }
    }
}

impl Page for RoutesPage {
    const TEMPLATE: &'static str = "admin/routes";

    fn samples() -> Vec<Self> {
        let kannel = RouteRow {
            called: "kannel".to_owned(),
            kind: "kannel",
            channel: "sms",
            target: "http://127.0.0.1:13013".to_owned(),
            priority: 1,
            sender: "Majakka".to_owned(),
            approval: Some("admin-route-not-approved"),
            day: String::new(),
            limits: vec![
                Limit { text: "admin-route-second", most: 10 },
                Limit { text: "admin-route-day", most: 1_000 },
            ],
            folder: false,
        };
        let approved = RouteRow {
            called: "46elks".to_owned(),
            approval: Some("admin-route-approved"),
            day: "1.11.2026".to_owned(),
            limits: Vec::new(),
            ..kannel.clone()
        };
        let folder = RouteRow { called: "folder-sms".to_owned(), approval: None, folder: true, ..approved.clone() };
        let test = TestRow {
            at: "2026-11-29T10:10:00Z".to_owned(),
            said: "klo 12.10".to_owned(),
            called: "kannel".to_owned(),
            target: "+358400000001".to_owned(),
            by: "Aino Esimerkki".to_owned(),
            result: "admin-route-test-accepted",
            sign: "ok",
            detail: "202 0: Accepted for delivery".to_owned(),
        };
        let error = "Täytä tämä kohta.";
        let full = RoutesPage {
            routes: vec![kannel, approved, folder],
            tests: vec![test],
            fields: Fields::sample::<RouteTestForm>("").wrong("address", error),
            errors: vec![FieldError { name: "address".to_owned(), error: error.to_owned() }],
            replies: None,
        };
        let target = "https://hairiot.example.fi/hooks/46elks/reply?sig=00".to_owned();
        let shown = vec![ReplyAddress { called: "46elks".to_owned(), target }];
        let bare = RoutesPage { tests: Vec::new(), errors: Vec::new(), replies: Some(shown), ..full.clone() };
        vec![full, bare]
    }
}
