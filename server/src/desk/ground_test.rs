//! A desk over HTTP, on a real database, and somebody who works at it: the ground of the stories beside this file.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::cookie::Cookie;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::test;
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::{report, session};
use majakka_app::config::{Overrides, Settings};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Effect, Language, OrganisationKind};
use majakka_store::account::NewAccount;
use majakka_store::clock::ManualClock;
use majakka_store::contact::NewContact;
use majakka_store::organisation::NewOrganisation;
use majakka_store::random::SeededRandom;
use majakka_store::viewer::Viewer;
use majakka_store::{account, audit, contact, incident, organisation};

pub(super) const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_348_800, 0).unwrap();

/// A county with a desk, a bulletin recipient and one report; somebody signed in with a role.
pub(super) struct Desk {
    pub(super) app: App,
    pub(super) clock: Arc<ManualClock>,
    pub(super) county: OrganisationId,
    pub(super) watchers: actix_web::web::Data<super::messages::Watchers>,
    pub(super) _var: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new() -> Self {
        let var = tempfile::tempdir().unwrap();
        let folder = var.path().to_str().unwrap().to_owned();
        let settings = Settings::load(None, &Overrides { var: Some(folder), ..Overrides::default() }).unwrap();
        let clock = Arc::new(ManualClock::new(NOON));
        let app = App::build(settings, clock.clone(), Arc::new(SeededRandom::new(7))).unwrap();
        app.migrate().unwrap();
        let county = app
            .write(&Viewer::System, |tx| {
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
            })
            .unwrap();
        Desk {
            app,
            clock,
            county,
            watchers: actix_web::web::Data::new(super::messages::Watchers::default()),
            _var: var,
        }
    }

    /// A nurse reports; the incident that it opened.
    pub(super) fn report(&self, patient_ref: Option<&str>) -> String {
        self.tell(report::Report { patient_ref: patient_ref.map(str::to_owned), ..self.told() })
    }

    /// A report as she tells it.
    pub(super) fn told(&self) -> report::Report {
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
        let received = self.app.write(&Viewer::System, |tx| report::report(tx, told)).unwrap();
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
        let token = self
            .app
            .write(&Viewer::System, |tx| {
                let new = NewAccount {
                    organisation: self.county,
                    email: format!("{role}@example.fi"),
                    name: "Aino Esimerkki".to_owned(),
                    language: Language::Fi,
                    roles: [role].into(),
                };
                let id = account::insert(tx.conn, tx.now, &new)?;
                session::begin(tx, id)
            })
            .unwrap();
        let csrf = session::resume(&self.app, token.expose(), true).unwrap().unwrap().csrf;
        Person { cookie: Cookie::new("majakka", token.expose().to_owned()), csrf }
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
        actix_web::test::init_service(
            actix_web::App::new()
                .app_data(actix_web::web::Data::new($desk.app.clone()))
                .app_data($desk.watchers.clone())
                .configure($crate::app::routes)
                .wrap(actix_web::middleware::from_fn($crate::error::dress))
                .wrap(actix_web::middleware::from_fn($crate::app::headers)),
        )
        .await
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
