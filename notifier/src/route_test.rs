//! Test messages: what an administrator asked for is offered by the very route that she chose.
//!
//! Guarantee: each wish is offered once at most; what the gateway said is written down in its own words.
//! Non-goal: order, limits and trying again: a test says how the route is now.

use std::pin::pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::delivery::route_test;
use majakka_app::config::Settings;
use majakka_app::delivery_code::Purpose;
use majakka_domain::format::time;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{Channel, Language};
use majakka_messages::{I18n, Renderer};
use majakka_store::error::{Error, Result};
use majakka_store::route_test::{self as tests, RouteTest};
use majakka_store::viewer::Viewer;

use crate::channel::{Content, Gateway, IdentityCode, OutboundMessage, Outcome, Words};
use crate::outbox::sender_domain;
use crate::schedule::{Job, Timetable};
use crate::stop::Stopped;

/// A test waits for the answer as long as a first offer does.
const PATIENCE: u32 = 1;

/// Offers what is asked for until it is told to stop.
pub(crate) async fn run(app: &App, gateways: &[Arc<dyn Gateway>], poll: Job, mut stopped: Stopped) -> Result<()> {
    let routes: Vec<String> = gateways.iter().map(|gateway| gateway.route().to_owned()).collect();
    let timetable = Timetable::new(|job| job == poll)?;
    let round = app.process.begin("tests");
    while !stopped.is_set() {
        round.turns();
        let mut hint = pin!(app.wake.notified());
        hint.as_mut().enable();
        if let Err(error) = offer_all(app, gateways, &routes).await {
            tracing::error!(%error, "a test message could not be offered");
        }
        let next = timetable.next(app.clock.now());
        tokio::select! {
            () = hint => {}
            () = stopped.or_until(app, next) => {}
        }
    }
    Ok(())
}

/// Offers every wish for one of these gateways.
///
/// # Errors
/// What the database says.
async fn offer_all(app: &App, gateways: &[Arc<dyn Gateway>], routes: &[String]) -> Result<()> {
    // A look costs no write: there is hardly ever a wish.
    while let Some(test) = take(app, routes)? {
        let found = gateways.iter().find(|gateway| gateway.route() == test.route && gateway.channel() == test.channel);
        let Some(gateway) = found else { continue };
        let message = TestMessage {
            number: route_test::as_delivery(test.id),
            return_code: app.vault.delivery_codes().sign(Purpose::Test, DeliveryId(test.id.0)),
            route: &test.route,
            address: &test.address,
            language: test.language,
            at: test.asked_at,
        };
        let outcome = match message.written(&app.renderer, &app.settings, gateway.channel())? {
            Ok(letter) => gateway.offer(&letter, PATIENCE).await,
            Err(held_back) => Outcome::Unsendable { detail: held_back.to_string() },
        };
        let (word, detail) = stored(outcome);
        app.write(&Viewer::System, |tx| tests::settle(tx.conn, tx.now, test.id, word, &detail))?;
    }
    Ok(())
}

fn take(app: &App, routes: &[String]) -> Result<Option<RouteTest>> {
    if app.read(|conn| route_test::is_asked(conn, routes, app.clock.now()))? {
        app.write(&Viewer::System, |tx| route_test::take(tx, routes))
    } else {
        Ok(None)
    }
}

fn stored(outcome: Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Accepted { provider_ref } => ("accepted", provider_ref.unwrap_or_default()),
        Outcome::Refused { detail, .. } => ("refused", detail),
        Outcome::Unknown { detail } => ("unknown", detail),
        Outcome::Unsendable { detail } => ("unsendable", detail),
    }
}

/// Offers a test message to `address` by one gateway, outside of any database: for whoever sets an installation up.
///
/// # Errors
/// In words, what the gateway said, or why no message can be made.
pub async fn send_one(
    renderer: &Renderer,
    settings: &Settings,
    gateway: &dyn Gateway,
    address: &str,
    now: DateTime<Utc>,
) -> std::result::Result<String, String> {
    let channel = gateway.channel();
    let (number, return_code) = (DeliveryId(0), "route-test".to_owned());
    let message = TestMessage { number, return_code, route: gateway.route(), address, language: Language::Fi, at: now };
    let letter = message.written(renderer, settings, channel).map_err(|no| no.to_string())?;
    match stored(gateway.offer(&letter.map_err(|held_back| held_back.to_string())?, PATIENCE).await) {
        ("accepted", detail) => Ok(detail),
        (_, detail) => Err(detail),
    }
}

/// What is written to whom.
struct TestMessage<'a> {
    number: DeliveryId,
    return_code: String,
    route: &'a str,
    address: &'a str,
    language: Language,
    at: DateTime<Utc>,
}

impl TestMessage<'_> {
    fn written(
        &self,
        renderer: &Renderer,
        settings: &Settings,
        channel: Channel,
    ) -> Result<std::result::Result<OutboundMessage, IdentityCode>> {
        let facts = [("route", self.route.into()), ("at", time::long(self.at, self.language).into())];
        let say = |key: &str, facts: &[_]| -> Result<String> {
            I18n::text(renderer.i18n(), self.language, key, facts).map_err(Error::from)
        };
        let text = say("mail-route-test-text", &facts)?;
        let (subject, text, sms) = match channel {
            Channel::Email => (say("mail-route-test-subject", &facts[..1])?, text + "\n", String::new()),
            Channel::Sms => (String::new(), String::new(), text),
        };
        let words =
            Words { subject, text, html: None, attachments: Vec::new(), references: None, written_at: self.at, sms };
        let domain = sender_domain(&settings.mail.from);
        Ok(Content::checked(words).map(|content| OutboundMessage {
            delivery: self.number,
            channel,
            to: self.address.to_owned(),
            message_id: format!("<route-test-{}@{domain}>", self.number.0.abs()),
            return_code: self.return_code.clone(),
            read_code: String::new(),
            content: Arc::new(content),
        }))
    }
}
