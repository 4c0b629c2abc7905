//! A browser that an account has been signed in from: strangers who guess at the account do not slow it down (OWASP
//! Authentication Cheat Sheet, device cookies).
//!
//! Guarantee: a mark is signed for one account and ends by itself; it opens nothing, it only has a counter of its own.
//! Non-goal: keeping it. That is the cookie's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::id::AccountId;

use crate::app::App;

/// How long a browser is known after a sign-in.
pub const KNOWN_FOR: TimeDelta = TimeDelta::days(180);

const PURPOSE: &str = "majakka/known-browser/1";

/// A new mark: account, last second, a random name, and the signature of all three.
#[must_use]
pub fn mark(app: &App, account: AccountId) -> String {
    let until = app.clock.now().timestamp().saturating_add(KNOWN_FOR.num_seconds());
    let said = format!("{account}.{until}.{}", app.random.token());
    let signature = app.vault.signing(PURPOSE).sign(said.as_bytes());
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The random name of a browser that the account knows, if one of the marks says so.
#[must_use]
pub fn name(app: &App, account: AccountId, marks: &[String]) -> Option<String> {
    let keys = app.vault.signing(PURPOSE);
    marks.iter().find_map(|mark| {
        let (said, signature) = mark.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let mut parts = said.split('.');
        let (whose, until, name) = (parts.next()?, parts.next()?, parts.next()?);
        let until = DateTime::<Utc>::from_timestamp(until.parse().ok()?, 0)?;
        let good = whose == account.to_string() && until > app.clock.now() && keys.knows(said.as_bytes(), &signature);
        good.then(|| name.to_owned())
    })
}
