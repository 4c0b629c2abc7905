//! A test message by one route, to an address that an administrator types.
//!
//! Guarantee: only an administrator of the host asks for one, a few in ten minutes; it goes by the very route or not at all;
//! it says nothing but that it is a test; it stands in the audit log.
//! Non-goal: sending. A notifier takes the wish up and writes down how it went.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::delivery::Fate;
use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Channel, DeliveryState, Language};

use crate::app::Tx;
use crate::command::field::Problems;
use majakka_domain::id::{DeliveryId, RouteTestId};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::installation;
use majakka_store::route_test::{self, RouteTest};

/// So many test messages in [`WHILE`], of everybody together: they are paid for, and somebody else's telephone rings.
const MOST: i64 = 10;
/// The time that [`MOST`] counts for.
const WHILE: TimeDelta = TimeDelta::minutes(10);
/// A wish that no notifier took up in this time is void: nobody looks at the page any more.
const VALID: TimeDelta = TimeDelta::minutes(2);

/// Asks for one. Gives its number.
///
/// # Errors
/// `forbidden`; `validation` on `route`, `address`.
pub fn ask(tx: &mut Tx<'_>, route: &str, address: &str, language: Language) -> Result<RouteTestId> {
    may_keep(tx)?;
    let mut problems = Problems::default();
    let address = address.trim();
    problems.need("address", address);
    problems.no_hetu("address", address);
    let known = tx.app.settings.routes().into_iter().find(|known| known.name == route);
    let Some(known) = known else { return Err(Refusal::field("route", "unknown").into()) };
    let mut written = address.to_owned();
    if !address.is_empty() {
        match known.channel {
            Channel::Email => match Email::parse(address) {
                Ok(email) => written = email.into(),
                Err(problem) => problems.add("address", problem.key()),
            },
            Channel::Sms => match Phone::parse(address) {
                Ok(phone) => written = phone.as_str().to_owned(),
                Err(problem) => problems.add("address", problem.key()),
            },
        }
    }
    if route_test::count_since(tx.conn, tx.now - WHILE)? >= MOST {
        problems.add("address", "too_many_tests");
    }
    problems.refuse()?;
    let actor = tx.viewer.actor();
    let id = route_test::insert(tx.conn, tx.now, route, known.channel, &written, language, &actor)?;
    tx.audit("route.tested", route, &written)?;
    Ok(id)
}

/// The number that a test message bears at a gateway: none that a delivery has, so that nothing that comes back is taken for one's.
pub fn as_delivery(test: RouteTestId) -> DeliveryId {
    DeliveryId(-test.0)
}

/// The test message that bears this number, if it is one's.
pub(super) fn of_delivery(id: DeliveryId) -> Option<RouteTestId> {
    (id.0 < 0).then_some(RouteTestId(-id.0))
}

/// What came back of a test message. What comes again changes nothing.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn came(tx: &mut Tx<'_>, test: RouteTestId, fate: Fate, detail: &str) -> Result<()> {
    tx.viewer.require_installation()?;
    let receipt = match fate {
        Fate::Delivered => DeliveryState::Delivered,
        Fate::Failed(_) => DeliveryState::Failed,
    };
    route_test::receive(tx.conn, tx.now, test, receipt.as_str(), detail).map(drop)
}

/// Somebody looks at the addresses that replies come to: they are secrets, so it stands in the audit log.
///
/// # Errors
/// `forbidden`.
pub fn look_at_addresses(tx: &mut Tx<'_>) -> Result<()> {
    may_keep(tx)?;
    tx.audit("route.addresses_shown", "routes", "")
}

/// Routes are the whole installation's.
fn may_keep(tx: &mut Tx<'_>) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    match installation::bounds(tx.conn, tx.viewer)? {
        None => Ok(()),
        Some(_) => Err(Refusal::Forbidden.into()),
    }
}

/// Does a wish for one of these routes wait?
///
/// # Errors
/// What the database says.
pub fn is_asked(conn: &mut AnyConnection, routes: &[String], now: DateTime<Utc>) -> Result<bool> {
    Ok(route_test::next(conn, routes, now - VALID)?.is_some())
}

/// Takes up the next wish for one of these routes.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn take(tx: &mut Tx<'_>, routes: &[String]) -> Result<Option<RouteTest>> {
    tx.viewer.require_installation()?;
    while let Some(test) = route_test::next(tx.conn, routes, tx.now - VALID)? {
        if route_test::take(tx.conn, tx.now, test.id)? {
            return Ok(Some(test));
        }
    }
    Ok(None)
}
