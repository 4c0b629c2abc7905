//! Signing in and out.
//!
//! Guarantee: one answer to a wrong password, an unknown e-mail, a closed and a locked account, in the same time; a try is
//! counted before it is judged, so that many at once gain nothing; a session ends after the idle time of the settings and after
//! a working day at the latest.
//! Non-goal: bounding requests per address. That stands before the sign-in, in the server.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::guessing::Counted;
use majakka_domain::id::AccountId;
use majakka_domain::refusal::Refusal;

use crate::app::{App, Tx};
use crate::known_browser;
use crate::password::{Passwords, Verified};
use majakka_store::error::{Error, Result};
use majakka_store::password_try::{self, Counter, Reserved};
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, organisation, session};

/// The longest that a session lives however busy it is: a long shift.
const LONGEST_SESSION: TimeDelta = TimeDelta::hours(14);
/// Uses closer together than this are not written down one by one.
const TOUCH_STEP: TimeDelta = TimeDelta::seconds(30);

/// A person with her session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Her organisation's name.
    pub organisation: String,
    /// What every form hands back.
    pub csrf: String,
}

/// What stands behind a session's token.
enum Found {
    /// A session that is over, and not yet ended.
    Over,
    /// One that is open; is it time to write down that it was used?
    Open(SignedIn, bool),
}

/// Where a try comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whence {
    /// The network address.
    pub address: IpAddr,
    /// What the browser brings of [`known_browser::mark`].
    pub marks: Vec<String>,
}

/// The counters that a try from there at an account fills.
struct Counters(Vec<Counter>);

impl Counters {
    /// A known browser has one of its own. A stranger shares two with all other strangers: those of his address, and those at
    /// this account.
    fn of(app: &App, email: &str, known: Option<AccountId>, whence: &Whence) -> Self {
        let subject = TokenHash::of(&account::folded(email)).as_hex().to_owned();
        let counter = |subject: &str, source: String, counted| Counter { subject: subject.to_owned(), source, counted };
        let name = known.and_then(|id| known_browser::name(app, id, &whence.marks));
        Counters(match name {
            Some(name) => vec![counter(&subject, format!("browser {name}"), Counted::OnePerson)],
            None => {
                let address = format!("address {}", whence.address);
                vec![
                    counter(&subject, address.clone(), Counted::OnePerson),
                    counter("", address, Counted::OneAddress),
                    counter(&subject, "strangers".to_owned(), Counted::AllStrangers),
                ]
            }
        })
    }

    /// None: no password is looked at. Otherwise how long the next one waits if this one is wrong.
    fn reserve(&self, app: &App) -> Result<Option<TimeDelta>> {
        let mut wait = TimeDelta::zero();
        app.write_beside(|conn| {
            for counter in &self.0 {
                match password_try::reserve(conn, app.clock.now(), counter)? {
                    Reserved::Locked => return Ok(None),
                    Reserved::Judged(lock) => wait = wait.max(lock.unwrap_or_default()),
                }
            }
            Ok(Some(wait))
        })
    }

    fn forget(&self, tx: &mut Tx<'_>) -> Result<()> {
        self.0.iter().try_for_each(|counter| password_try::forget(tx.conn, counter))
    }
}

/// Judges e-mail and password. None: wrong, unknown, closed or locked, and nobody is told which. Slow on purpose.
///
/// # Errors
/// What the database says.
pub fn sign_in(
    app: &App,
    passwords: &Passwords,
    email: &str,
    password: &str,
    whence: &Whence,
) -> Result<Option<(AccountId, Token)>> {
    let known = app.read(|conn| account::at_the_door(conn, email))?;
    let id = known.as_ref().map(|(account, _)| account.key());
    let counters = Counters::of(app, email, id, whence);
    let reserved = counters.reserve(app)?;
    let open = known.as_ref().filter(|(account, _)| reserved.is_some() && account.deactivated_at.is_none());
    // A door that is shut costs as much time as a wrong password.
    let verified = passwords.verify(password, open.and_then(|(_, hash)| hash.as_deref()));
    let Some((account, _)) = open.filter(|_| verified != Verified::Wrong) else {
        // What was typed may be a password in the wrong field: only the e-mail of an account is written down.
        let subject = known.as_ref().map_or("unknown account", |(account, _)| account.email.as_str());
        let why = match (reserved, known.as_ref().is_some_and(|(account, _)| account.deactivated_at.is_some())) {
            (None, _) => "not looked at".to_owned(),
            (Some(_), true) => "closed account".to_owned(),
            (Some(wait), false) => locked_for(wait),
        };
        app.write(&Viewer::System, |tx| refused(tx, subject, &why, whence))?;
        return Ok(None);
    };
    let id = account.key();
    let renewed = match verified {
        Verified::RightButRehash => passwords.hash(password, app.random.as_ref()).ok(),
        _ => None,
    };
    app.write(&Viewer::System, |tx| {
        if let Some(hash) = &renewed {
            account::set_password(tx.conn, id, hash)?;
        }
        counters.forget(tx)?;
        begin(tx, id).map(|token| Some((id, token)))
    })
}

fn refused(tx: &mut Tx<'_>, subject: &str, why: &str, whence: &Whence) -> Result<()> {
    tx.wakes_nobody();
    let detail = [why, &format!("from {}", whence.address)].map(str::to_owned).join(", ");
    tx.audit_as("system", "session.refused", subject, &detail)
}

fn locked_for(wait: TimeDelta) -> String {
    if wait.is_zero() { "wrong password".to_owned() } else { format!("locked for {} min", wait.num_minutes()) }
}

/// Begins a session of somebody who has proven who she is.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, id: AccountId) -> Result<Token> {
    let (token, csrf) = (Token::make(tx.app.random.as_ref()), tx.app.random.token());
    session::insert(tx.conn, tx.now, &token.hash(), id, &csrf)?;
    session::sweep(tx.conn, tx.now - LONGEST_SESSION)?;
    tx.audit_as("system", "session.begun", &format!("account {id}"), "")?;
    Ok(token)
}

/// Who is behind a session's token; none when it has ended, or when the account is closed. `used` says that a person did
/// something just now, which keeps the session alive; a page that refreshes itself does not.
///
/// # Errors
/// What the database says.
pub fn resume(app: &App, token: &str, used: bool) -> Result<Option<SignedIn>> {
    let (hash, now) = (TokenHash::of(token), app.clock.now());
    let found = app.read(|conn| {
        let Some(found) = session::find(conn, &hash)? else { return Ok(None) };
        let idle = TimeDelta::minutes(i64::from(app.settings.desk.idle_minutes));
        if is_over(now, found.last_seen_at.and_utc(), idle) || is_over(now, found.created_at.and_utc(), LONGEST_SESSION)
        {
            return Ok(Some(Found::Over));
        }
        let Some(person) = account::person(conn, AccountId(found.account_id))? else { return Ok(None) };
        let organisation = organisation::find(conn, &Viewer::System, person.organisation)?.name;
        let touch = used && is_over(now, found.last_seen_at.and_utc(), TOUCH_STEP);
        Ok(Some(Found::Open(SignedIn { person, organisation, csrf: found.csrf_token }, touch)))
    })?;
    match found {
        None => Ok(None),
        Some(Found::Over) => app.write_beside(|conn| session::end(conn, &hash)).map(|_| None),
        Some(Found::Open(open, touch)) => {
            // A database that can be read and not written to, because it is full or locked, still shows its pages.
            if touch
                && let Err(cause) = app.write_beside(|conn| session::touch(conn, now, &hash))
                && !matches!(cause, Error::Trouble(_))
            {
                return Err(cause);
            }
            Ok(Some(open))
        }
    }
}

fn is_over(now: DateTime<Utc>, since: DateTime<Utc>, span: TimeDelta) -> bool {
    now.signed_duration_since(since) >= span
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub fn sign_out(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    session::end(tx.conn, &TokenHash::of(token))?;
    let who = tx.viewer.account().map_or_else(String::new, |id| format!("account {id}"));
    tx.audit("session.ended", &who, "")
}

/// Looks at one's own password once more, before something is changed. A wrong one counts like a wrong one at the sign-in: a
/// session that was left open is no place to guess at.
///
/// # Errors
/// [`Refusal::Validation`] on `current`: `wrong_password`, or `locked` while none is looked at.
pub fn prove_again(app: &App, passwords: &Passwords, person: &Person, password: &str, whence: &Whence) -> Result<()> {
    let id = person.account;
    let (row, stored) = app.read(|conn| {
        let row = account::find(conn, &Viewer::Person(person.clone()), id)?;
        Ok((row, account::password_hash(conn, id)?))
    })?;
    let counters = Counters::of(app, &row.email, Some(id), whence);
    let reserved = counters.reserve(app)?;
    let stored = stored.as_deref().filter(|_| reserved.is_some());
    if passwords.verify(password, stored) != Verified::Wrong {
        return app.write(&Viewer::System, |tx| {
            tx.wakes_nobody();
            counters.forget(tx)
        });
    }
    let (problem, why) = match reserved {
        None => ("locked", "not looked at".to_owned()),
        Some(wait) => ("wrong_password", locked_for(wait)),
    };
    app.write(&Viewer::System, |tx| refused(tx, &row.email, &format!("{why}, signed in already"), whence))?;
    Err(Error::from(Refusal::field("current", problem)))
}
