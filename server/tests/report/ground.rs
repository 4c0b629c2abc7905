//! An installation in a folder: one pharmacy with a report link, a clock that stands, and somebody who visits.

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::test;
use diesel::prelude::*;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{AccountRole, OrganisationKind};
use majakka_kit::{Database, TestApp};
use majakka_server::startup::Shared;
use majakka_store::db::schema::reports;
use majakka_store::organisation::NewOrganisation;
use majakka_store::report::Report;

/// A picture of one pixel.
pub const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// An artificial identity code.
pub const CODE: &str = "010190-900P";

pub struct Ground {
    pub app: TestApp,
    pub pharmacy: OrganisationId,
    /// Token of the pharmacy's report link.
    pub link: String,
}

impl Ground {
    /// What the desk has been told, newest first.
    pub fn newest(&self, limit: i64) -> Vec<Report> {
        let newest = reports::table.order(reports::id.desc()).limit(limit).select(Report::as_select());
        self.app.read(|conn| Ok(newest.load(conn)?)).unwrap()
    }

    pub fn new() -> Ground {
        // Limits count by token, over all tests of the process: it is to be this one's alone.
        let app = TestApp::on(Database::Sqlite).at("2026-11-20T10:10:00Z".parse().unwrap()).real_chance().start();
        let pharmacy = app.organisation(&somebody("mallila", OrganisationKind::Pharmacy));
        let link = app.report_link(pharmacy);
        Ground { app, pharmacy, link }
    }

    /// The application as it is served.
    pub async fn app(
        &self,
    ) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error> {
        test::init_service(Shared::new(self.app.clone()).unwrap().application(|_| ())).await
    }

    /// The cookie of somebody of an organisation who has signed in.
    pub fn signed_in(&self, organisation: OrganisationId, email: &str, role: AccountRole) -> String {
        let account = self.app.account(organisation, email, &[role]);
        format!("majakka={}", self.app.sign_in(account).token)
    }

    /// Where the form is.
    pub fn form(&self) -> String {
        format!("/r/{}", self.link)
    }

    /// Every text of every table, to look for what must not be there.
    pub fn everything_stored(&self) -> Vec<u8> {
        std::fs::read_dir(self.app.folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file() && path.file_name().unwrap() != "vault.key")
            .flat_map(|path| std::fs::read(path).unwrap())
            .collect()
    }
}

/// An organisation with a desk of its own.
pub fn somebody(slug: &str, kind: OrganisationKind) -> NewOrganisation {
    NewOrganisation {
        business_id: "0000000-0".to_owned(),
        region: "Esimerkkilä".to_owned(),
        operator: "Esimerkkiverkko".to_owned(),
        vendor: "Esimerkkijärjestelmä".to_owned(),
        connection_point: "1.2.246.10.1".to_owned(),
        services: ["resepti".to_owned()].into(),
        ..NewOrganisation::named(slug, format!("Esimerkki {slug}"), kind)
    }
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The address that a redirect leads to.
    pub fn location(&self) -> &str {
        self.headers.get("location").expect("a redirect").to_str().unwrap()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let (_, rest) = self.text.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
        rest.split('"').next().unwrap().to_owned()
    }
}

/// What a browser would send.
#[derive(Default, Clone)]
pub struct Sent {
    texts: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
}

impl Sent {
    /// A filled-in form, as far as these fields go.
    pub fn form(fields: &[(&str, &str)]) -> Sent {
        let step = [("step", "form")];
        let texts = step.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sent { texts: texts.collect(), files: Vec::new() }
    }

    /// The page before sending, with a button.
    pub fn look(draft: &str, action: &str) -> Sent {
        let texts = [("step", "check"), ("draft", draft), ("action", action)];
        Sent { texts: texts.map(|(name, value)| (name.to_owned(), value.to_owned())).into(), files: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Sent {
        self.texts.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn file(mut self, name: &str, content: impl Into<Vec<u8>>) -> Sent {
        self.files.push((name.to_owned(), content.into()));
        self
    }

    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in &self.texts {
            let part = format!("--raja\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        for (name, content) in &self.files {
            let head = format!(
                "--raja\r\nContent-Disposition: form-data; name=\"screenshots\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend([head.as_bytes(), content, b"\r\n"].concat());
        }
        body.extend(b"--raja--\r\n");
        body
    }
}

/// A request with these headers and this body; to a program's address as JSON unless the headers say otherwise.
pub async fn ask(
    app: &impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error>,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Answer {
    let peer = "192.0.2.10:4000".parse().unwrap();
    let mut request = test::TestRequest::default().method(method).uri(path).peer_addr(peer).set_payload(body);
    if path.starts_with("/api/") {
        request = request.insert_header(("content-type", "application/json"));
    }
    for (name, value) in headers {
        request = request.insert_header((*name, *value));
    }
    let response = test::call_service(app, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let text = String::from_utf8_lossy(&test::read_body(response).await).into_owned();
    Answer { status, headers, text }
}

pub async fn get(
    app: &impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error>,
    path: &str,
) -> Answer {
    ask(app, Method::GET, path, &[], Vec::new()).await
}

pub async fn send(
    app: &impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error>,
    path: &str,
    form: &Sent,
) -> Answer {
    ask(app, Method::POST, path, &[("content-type", "multipart/form-data; boundary=raja")], form.body()).await
}
