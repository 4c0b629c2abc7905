//! A new installation with a server, and people in it.
#![expect(clippy::unwrap_used, reason = "what a test cannot set up ends it")]

use std::net::Ipv4Addr;
use std::time::Duration;

use actix_web::web::ServiceConfig;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_app::command::account;
use majakka_app::config::{SecondFactor, Settings};
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::terms::{AccountRole, Language, OrganisationKind};
use majakka_kit::{Database, Http, TestApp};
use majakka_store::account::NewAccount;
use majakka_store::db::AnyConnection;
use majakka_store::db::schema::{deliveries, message_texts};
use majakka_store::installation;
use majakka_store::organisation::NewOrganisation;

use crate::visitor::{Page, Visitor};

/// Longer than a letter takes on a busy machine; reached only when none is written.
const PATIENCE: Duration = Duration::from_secs(60);

pub const PASSWORD: &str = "seitsemän sinistä järveä 41";

pub struct Place {
    pub app: TestApp,
    server: Http,
}

impl Place {
    pub async fn new() -> Place {
        Place::with(|_| ()).await
    }

    /// With further addresses beside the server's own.
    pub async fn with(mount: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Place {
        Place::build(|_| (), mount).await
    }

    /// With settings of its own.
    pub async fn set(change: impl FnOnce(&mut Settings) + 'static) -> Place {
        Place::build(change, |_| ()).await
    }

    /// With settings of its own, and a clock that begins elsewhere: beside a server whose clock is the machine's.
    pub async fn beginning(start: DateTime<Utc>, change: impl FnOnce(&mut Settings) + 'static) -> Place {
        Place::at(start, change, |_| ()).await
    }

    async fn build(
        change: impl FnOnce(&mut Settings) + 'static,
        mount: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    ) -> Place {
        Place::at(DateTime::from_timestamp(1_795_000_000, 0).unwrap(), change, mount).await
    }

    async fn at(
        start: DateTime<Utc>,
        change: impl FnOnce(&mut Settings) + 'static,
        mount: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    ) -> Place {
        // Stories of something else end after the password; those of the second factor ask for it.
        let change = move |settings: &mut Settings| {
            settings.accounts.second_factor = SecondFactor::Off;
            change(settings);
        };
        let app = TestApp::on(Database::Sqlite).at(start).real_chance().set(change).start();
        let server = app.http_with(mount);
        Place { app, server }
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.server.address.clone())
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    pub fn pass(&self, time: TimeDelta) {
        self.app.pass(time);
    }

    pub fn host(&self) -> OrganisationId {
        self.app.step(account::first_administrator);
        self.app.read(installation::host).unwrap().unwrap()
    }

    /// A county with a desk of its own.
    pub fn county(&self, slug: &str) -> OrganisationId {
        let new = NewOrganisation {
            services: ["resepti".to_owned()].into(),
            ..NewOrganisation::named(slug, format!("Alue {slug}"), OrganisationKind::WellbeingCounty)
        };
        self.app.organisation(&new)
    }

    /// Somebody invited: her account, and the path of her link.
    pub fn invited(&self, email: &str, organisation: OrganisationId, roles: &[AccountRole]) -> (AccountId, String) {
        let new = NewAccount {
            organisation,
            email: email.to_owned(),
            name: format!("Aino {email}"),
            language: Language::Fi,
            roles: roles.iter().copied().collect(),
        };
        let (id, token) = self.app.step(|tx| account::invite(tx, &new));
        (id, format!("/link/{}", token.expose()))
    }

    /// Somebody invited who has chosen her password and is signed in, at a machine of her own.
    pub async fn person(
        &self,
        email: &str,
        organisation: OrganisationId,
        roles: &[AccountRole],
    ) -> (AccountId, Visitor) {
        let (id, link) = self.invited(email, organisation, roles);
        let [.., high, low] = id.0.to_be_bytes();
        let machine = Ipv4Addr::new(127, 1, high, low);
        let mut visitor = Visitor::calling_from(machine, self.server.address.clone());
        choose(&mut visitor, &link, PASSWORD).await;
        (id, visitor)
    }

    /// The first administrator of a new installation, signed in by the link that is printed at its start.
    pub async fn first(&self) -> (AccountId, Visitor) {
        let token = self.app.step(account::until_somebody_can_sign_in).unwrap();
        let mut visitor = self.visitor();
        choose(&mut visitor, &format!("/link/{}", token.expose()), PASSWORD).await;
        let known = self.app.read(|conn| majakka_store::account::at_the_door(conn, account::FIRST_EMAIL)).unwrap();
        (known.unwrap().0.id, visitor)
    }

    /// The one-time links that were posted to an address, oldest first, as soon as there are `count`.
    pub async fn posted(&self, address: &str, count: usize) -> Vec<String> {
        let all = async {
            loop {
                let links = self.links(address);
                if links.len() >= count {
                    return links;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, all).await.unwrap()
    }

    /// The subjects of everything that was posted to an address, oldest first.
    pub fn subjects(&self, address: &str) -> Vec<String> {
        let read = |conn: &mut AnyConnection| {
            let sent = message_texts::table
                .inner_join(deliveries::table.on(deliveries::message_id.eq(message_texts::message_id)));
            let to = sent.filter(deliveries::address.eq(address)).order(deliveries::id);
            Ok(to.select(message_texts::subject).load::<String>(conn)?)
        };
        self.app.read(read).unwrap()
    }

    /// The path in the newest letter to an address that begins so.
    pub fn path_in_letter(&self, address: &str, begins: &str) -> Option<String> {
        self.bodies(address).iter().rev().find_map(|body| path(body, begins))
    }

    pub fn bodies(&self, address: &str) -> Vec<String> {
        let read = |conn: &mut AnyConnection| {
            let sent = message_texts::table
                .inner_join(deliveries::table.on(deliveries::message_id.eq(message_texts::message_id)));
            let to = sent.filter(deliveries::address.eq(address)).order(deliveries::id);
            Ok(to.select(message_texts::body).load::<String>(conn)?)
        };
        self.app.read(read).unwrap()
    }

    fn links(&self, address: &str) -> Vec<String> {
        self.bodies(address).iter().filter_map(|body| path(body, "/link/")).collect()
    }

    pub async fn stop(self) {
        self.server.stop().await;
    }
}

fn path(body: &str, begins: &str) -> Option<String> {
    Some(format!("{begins}{}", body.split_once(begins)?.1.split_whitespace().next()?))
}

/// Chooses a password at a link.
pub async fn choose(visitor: &mut Visitor, link: &str, password: &str) -> Page {
    let form = visitor.open(link).await.expect(200).form(link);
    visitor.submit(form.fill("password", password).fill("again", password)).await
}

/// Tries to sign in.
pub async fn sign_in(visitor: &mut Visitor, email: &str, password: &str) -> Page {
    let form = visitor.open("/sign-in?to=/account").await.expect(200).form("/sign-in");
    visitor.submit(form.fill("email", email).fill("password", password)).await
}
