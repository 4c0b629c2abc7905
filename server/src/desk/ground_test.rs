//! A desk over HTTP, on a real database, and somebody who works at it: the ground of the stories beside this file.

use super::messages::Watchers;
use crate::session::csrf;
use crate::startup::Shared;
use actix_web::body::MessageBody;
use actix_web::cookie::Cookie;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::test;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use majakka_app::command::report;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Effect, Language, OrganisationKind};
use majakka_kit::{Database, TestApp};
use majakka_store::contact::NewContact;
use majakka_store::organisation::NewOrganisation;
use majakka_store::viewer::Viewer;
use majakka_store::{audit, contact, incident, organisation};

pub(super) const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_348_800, 0).unwrap();

/// A county with a desk, a bulletin recipient and one report; somebody signed in with a role.
pub(super) struct Desk {
    pub(super) app: TestApp,
    pub(super) county: OrganisationId,
    pub(super) watchers: Data<Watchers>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let app = TestApp::on(Database::Sqlite).at(NOON).start();
        let county = app.step(|tx| {
            let county = organisation::insert(
                tx.conn,
                tx.now,
                &NewOrganisation {
                    business_id: "1234567-1".to_owned(),
                    region: "Esimerkkilä".to_owned(),
                    operator: "Esimerkkioperaattori".to_owned(),
                    vendor: "Esimerkkitoimittaja".to_owned(),
                    connection_point: "1.2.246.10.12345671.19.0".to_owned(),
                    services: ["resepti".to_owned()].into(),
                    ..NewOrganisation::named(
                        "esimerkkila",
                        "Esimerkkilän hyvinvointialue",
                        OrganisationKind::WellbeingCounty,
                    )
                },
            )?;
            contact::insert(
                tx.conn,
                &NewContact {
                    organisation: county,
                    kind: ContactKind::Organisation,
                    name: "Päivystävä käyttötuki".to_owned(),
                    email: "tiedotteet@example.fi".to_owned(),
                    phone: Some("+358400000001".to_owned()),
                    takes_sms: true,
                    language: Language::Fi,
                    roles: [ContactRole::BulletinRecipient, ContactRole::Technical].into(),
                },
            )?;
            Ok(county)
        });
        Desk { app, county, watchers: Data::default() }
    }

    /// What its servers share.
    pub(super) fn shared(&self) -> Shared {
        let mut shared = Shared::new(self.app.clone()).unwrap();
        shared.watchers = self.watchers.clone();
        shared
    }

    /// A nurse reports; the incident that it opened.
    pub(super) fn report(&self, patient_ref: Option<&str>) -> String {
        self.tell(report::Report { patient_ref: patient_ref.map(str::to_owned), ..self.usual_report() })
    }

    /// A report as she tells it.
    pub(super) fn usual_report(&self) -> report::Report {
        report::Report {
            unit: Some("Keskustan terveysasema".to_owned()),
            ..report::Report::least(
                self.county,
                "resepti",
                "prescribe",
                Effect::Prevents,
                "Reseptin lähetys epäonnistui, virhe 500.",
            )
        }
    }

    /// Tells it; the incident that it opened or joined.
    pub(super) fn tell(&self, told: report::Report) -> String {
        let received = self.app.step(|tx| report::report(tx, told));
        self.incident_row(received.incident.unwrap()).reference
    }

    pub(super) fn incident_row(&self, id: IncidentId) -> incident::Incident {
        self.app.read(|conn| incident::find(conn, &Viewer::System, id)).unwrap()
    }

    pub(super) fn incident(&self, reference: &str) -> incident::Incident {
        self.app.read(|conn| incident::by_reference(conn, &Viewer::System, reference)).unwrap()
    }

    /// Somebody of the county signs in.
    pub(super) fn sign_in(&self, role: AccountRole) -> Person {
        let account = self.app.account(self.county, &format!("{role}@example.fi"), &[role]);
        let session = self.app.sign_in(account);
        Person {
            cookie: Cookie::new("majakka", session.token),
            csrf: csrf::masked(&session.csrf, self.app.random.as_ref()),
        }
    }

    pub(super) fn audited(&self) -> i64 {
        self.app.read(audit::verify).unwrap().0
    }
}

pub(super) struct Person {
    cookie: Cookie<'static>,
    csrf: String,
}

/// Status, where it leads, and what the page says.
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) to: String,
    pub(super) page: String,
}

pub(super) async fn seen(response: ServiceResponse<impl MessageBody>) -> Seen {
    let status = response.status();
    let to = response.headers().get("location").map_or("", |to| to.to_str().unwrap()).to_owned();
    let body = actix_web::body::to_bytes(response.into_body()).await.ok().unwrap();
    Seen { status, to, page: String::from_utf8_lossy(&body).into_owned() }
}

// Macros, for the type of a test server has no name here.
macro_rules! server {
    ($desk:expr) => {
        actix_web::test::init_service($desk.shared().application(|_| ())).await
    };
}

pub(super) fn asked(person: &Person, address: &str) -> test::TestRequest {
    test::TestRequest::get().uri(address).cookie(person.cookie.clone())
}

pub(super) fn sent(person: &Person, address: &str, fields: &[(&str, &str)]) -> test::TestRequest {
    let mut form: Vec<(&str, &str)> = vec![("csrf", &person.csrf)];
    form.extend(fields);
    test::TestRequest::post().uri(address).cookie(person.cookie.clone()).set_form(form)
}

macro_rules! get {
    ($server:expr, $person:expr, $address:expr) => {
        async {
            let request = $crate::desk::ground_test::asked(&$person, $address).to_request();
            $crate::desk::ground_test::seen(actix_web::test::call_service(&$server, request).await).await
        }
    };
}

macro_rules! post {
    ($server:expr, $person:expr, $address:expr, $fields:expr) => {
        async {
            let request = $crate::desk::ground_test::sent(&$person, $address, $fields).to_request();
            $crate::desk::ground_test::seen(actix_web::test::call_service(&$server, request).await).await
        }
    };
}

pub(super) fn version(desk: &Desk, reference: &str) -> String {
    desk.incident(reference).version.to_string()
}
