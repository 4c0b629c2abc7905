//! A fresh installation behind the public page: the ground of the stories beside this file.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_http::body::{MessageBody, to_bytes};
use actix_http::{Request, Response};
use actix_service::IntoServiceFactory;
use actix_web::dev::{AppConfig, Service, ServiceFactory, ServiceResponse};
use actix_web::test::TestRequest;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use majakka_app::Tx;
use majakka_app::command::bulletin::{self, Resolve, Withdraw, Withdrawn, Wording, Write};
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::report::{self, Report};
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{
    AnnouncementKind, Audience, Effect, Extent, Language, MessageKind, OrganisationKind, Origin,
};
use majakka_kit::{Database, TestApp};
use majakka_store::installation;
use majakka_store::organisation::{self, NewOrganisation};

use super::own_pages::ViewKey;
use super::{FastPath, SnapshotCache, page};
use crate::farewell::Farewell;

/// Friday 20 November 2026, 12.10 in Finland.
pub(super) const START: DateTime<Utc> = DateTime::from_timestamp(1_795_169_400, 0).unwrap();

pub(super) struct World {
    pub(super) app: TestApp,
}

impl World {
    pub(super) fn new() -> Self {
        let setup = TestApp::on(Database::Sqlite).at(START);
        let app = setup.set(|settings| settings.server.public_url = "https://hairiot.example.fi".to_owned()).start();
        World { app }
    }

    pub(super) fn write<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> majakka_store::error::Result<T>) -> T {
        self.app.step(step)
    }

    pub(super) fn organisation(&self, slug: &str, name: &str) -> OrganisationId {
        self.write(|tx| {
            let new = NewOrganisation {
                region: "Esimerkkilä".to_owned(),
                services: ["resepti".to_owned(), "potilas".to_owned()].into(),
                ..NewOrganisation::named(slug, name, OrganisationKind::WellbeingCounty)
            };
            organisation::insert(tx.conn, tx.now, &new)
        })
    }

    /// The one that runs the installation.
    pub(super) fn host(&self, slug: &str, name: &str) -> OrganisationId {
        self.write(|tx| {
            let new = NewOrganisation::named(slug, name, OrganisationKind::Host);
            organisation::insert(tx.conn, tx.now, &new)
        })
    }

    pub(super) fn reported(&self, organisation: OrganisationId, service: &str, function: &str) -> IncidentId {
        let told = Report {
            reporter: Some("Sisko Esimerkki".to_owned()),
            ..Report::least(organisation, service, function, Effect::Prevents, "Vain ilmoitettu asia")
        };
        self.write(|tx| report::report(tx, told)).incident.unwrap()
    }

    pub(super) fn triaged(&self, incident: IncidentId, origin: Origin, extent: Extent) {
        let decision = Triage {
            incident,
            seen: None,
            origin,
            reason: "Kela vahvisti".to_owned(),
            effect: Some(Effect::Prevents),
            extent: Some(extent),
            criticality: None,
        };
        self.write(|tx| triage::triage(tx, &decision));
    }

    pub(super) fn published(&self, incident: IncidentId, impact: &str, services: &[&str]) {
        self.write(|tx| bulletin::publish(tx, &write(incident, impact, services)));
    }

    pub(super) fn updated(&self, incident: IncidentId, impact: &str) {
        self.write(|tx| bulletin::update(tx, MessageKind::Update, &write(incident, impact, &[])));
    }

    pub(super) fn withdrawn(&self, incident: IncidentId, which: Withdrawn, why: &str) {
        let why = bulletin::in_finnish(why);
        let withdraw = Withdraw { incident, seen: None, which, why, insist: false };
        self.write(|tx| bulletin::withdraw(tx, &withdraw));
    }

    /// Over, now.
    pub(super) fn resolved(&self, incident: IncidentId, cause: &str) {
        let (ended_at, cause) = (self.app.now(), bulletin::in_finnish(cause));
        let end = Resolve { incident, seen: None, ended_at, cause, insist: false };
        self.write(|tx| bulletin::resolve(tx, &end));
    }

    /// Over, but nobody knows since when, as in what an older version wrote.
    pub(super) fn forget_end(&self, incident: IncidentId) {
        let statement = format!("UPDATE incidents SET ended_at = NULL WHERE id = {incident}");
        self.app.pool.get().unwrap().batch_execute(&statement).unwrap();
    }

    /// Its own view asks for a sign-in, or no more.
    pub(super) fn closed(&self, organisation: OrganisationId, closed: bool) {
        self.write(|tx| installation::set_page_closed(tx.conn, organisation, closed));
    }

    /// One page or feed, by its address.
    pub(super) fn read(&self, address: &str) -> String {
        let request = TestRequest::get().uri(address).to_request();
        let board = SnapshotCache::to_export(&self.app).unwrap();
        let snapshot = board.snapshot();
        let answer = match ViewKey::from_request(request.head()) {
            Some(asked) => board.member(&asked.slug).unwrap().and_then(|member| {
                let own = snapshot.own_page(&member, &asked).unwrap()?;
                Some(own.page.answer(request.head()))
            }),
            None => snapshot.packed(request.head()).map(|page| page.answer(request.head())),
        };
        let body = answer.unwrap_or_else(|| panic!("nothing at {address}")).into_body();
        let Ok(bytes) = MessageBody::try_into_bytes(body) else { panic!("{address} comes in pieces") };
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// Nationwide, decided and published: Resepti-palvelu does not work.
    pub(super) fn outage(&self) -> IncidentId {
        let county = self.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
        let incident = self.reported(county, "resepti", "prescribe");
        self.triaged(incident, Origin::Kanta, Extent::Nationwide);
        self.published(incident, "reseptiä ei voi tallentaa", &["resepti"]);
        incident
    }

    pub(super) fn announced(&self, id: &str, kind: AnnouncementKind, services: &[&str], from: i64, to: i64) {
        let hours = |count| Some(START + TimeDelta::hours(count)).filter(|_| kind == AnnouncementKind::Maintenance);
        let announce = Announce {
            source: "kanta.fi".to_owned(),
            external_id: id.to_owned(),
            kind,
            title: format!("Tiedote {id}"),
            services: services.iter().map(|id| (*id).to_owned()).collect(),
            effect: Effect::Prevents,
            starts_at: hours(from),
            ends_at: hours(to),
        };
        self.write(|tx| upstream::announce(tx, announce));
    }

    pub(super) fn finnish(&self) -> String {
        page(&self.app, Language::Fi, Audience::Professional).unwrap()
    }

    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let text = |(name, body): (String, Bytes)| Some((name, String::from_utf8(body.to_vec()).ok()?));
        SnapshotCache::to_export(&self.app).unwrap().files().unwrap().into_iter().filter_map(text).collect()
    }
}

fn write(incident: IncidentId, impact: &str, services: &[&str]) -> Write {
    let services = services.iter().map(|id| (*id).to_owned()).collect();
    Write { services, ..Write::new(incident, Wording::line(impact)) }
}

/// A worker of the server: the page, and behind it an application.
pub(super) async fn worker<A, B>(
    board: Arc<SnapshotCache>,
    app: impl IntoServiceFactory<A, Request>,
) -> impl Service<Request, Response = Response<impl MessageBody>, Error = A::Error>
where
    A: ServiceFactory<Request, Response = ServiceResponse<B>, Config = AppConfig, InitError = ()>,
    A::Future: 'static,
    B: MessageBody + 'static,
{
    FastPath::new(board, Farewell::default(), app).new_service(AppConfig::default()).await.unwrap()
}

/// What it answers: the whole body beside the rest.
pub(super) async fn asked<B: MessageBody>(
    worker: &impl Service<Request, Response = Response<B>, Error = actix_web::Error>,
    request: TestRequest,
) -> Response<Bytes> {
    let (answer, body) = worker.call(request.to_request()).await.unwrap().into_parts();
    let Ok(bytes) = to_bytes(body).await else { panic!("a body that breaks off") };
    answer.set_body(bytes)
}
