//! Signing in and out.
//!
//! Guarantee: one answer to a wrong password, an unknown e-mail, a closed and a locked account, in the same time; a try is
//! counted before it is judged, so that many at once gain nothing; a session ends after the idle time of the settings and after
//! a working day at the latest.
//! Non-goal: bounding requests per address. That stands before the sign-in, in the server.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::format::user_agent;
use majakka_domain::guessing::Counted;
use majakka_domain::id::AccountId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AccountRole, OrganisationKind};

use super::notice::{AccountEvent, tell};
use crate::app::{App, Tx};
use crate::known_browser;
use crate::password::{Passwords, Verified};
use majakka_store::error::{Error, Result};
use majakka_store::password_try::{self, Counter, Reserved};
use majakka_store::session::Beginning;
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, organisation, second_factor, session};

/// The longest that a session lives however busy it is: a long shift (OWASP ASVS 4.0.3, 3.3.2).
const LONGEST_SESSION: TimeDelta = TimeDelta::hours(12);
/// Uses closer together than this are not written down one by one.
const TOUCH_STEP: TimeDelta = TimeDelta::seconds(30);

/// How long somebody may take between her password and the rest.
const LONGEST_ENTERING: TimeDelta = TimeDelta::minutes(10);

/// How far somebody is on her way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// She is in.
    Open,
    /// A code of her authenticator, or her passkey, is missing.
    Code,
    /// Her roles demand a second factor, and she has none yet: she sets one up before anything else opens.
    Enrol,
}

/// A person with her session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Her organisation's name.
    pub organisation: String,
    /// Is it a host? What is one for the whole installation is its people's alone.
    pub of_host: bool,
    /// What every form hands back.
    pub csrf: String,
    /// What is open to her.
    pub stage: Stage,
    /// When she last proved who she is.
    pub proven_at: DateTime<Utc>,
}

/// Somebody who has come as far as her password or her link.
#[derive(Debug)]
pub struct Entered {
    /// Who.
    pub account: AccountId,
    /// Her session's.
    pub token: Token,
    /// Is there nothing more to prove?
    pub complete: bool,
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
    /// What the browser calls itself.
    pub browser: String,
}

/// The longest name of a browser that is kept, in characters.
const LONGEST_BROWSER: usize = 200;

impl Whence {
    /// A session that begins there.
    fn beginning(&self, second_factor: bool) -> Beginning {
        Beginning { address: self.address.to_string(), browser: self.browser(), second_factor, provider: None }
    }

    /// What the browser calls itself, as it is kept.
    pub(super) fn browser(&self) -> String {
        self.browser.chars().filter(|c| !c.is_control()).take(LONGEST_BROWSER).collect()
    }
}

/// The counters that a try from there at an account fills.
pub(super) struct Counters(Vec<Counter>);

/// A try that is judged.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// If it is wrong, the next one waits so long.
    wait: TimeDelta,
    /// It is the one that shuts the account to strangers.
    shuts_out_strangers: bool,
}

impl Counters {
    /// A known browser has one of its own. A stranger shares two with all other strangers: those of his address, and those at
    /// this account.
    pub(super) fn new(app: &App, email: &str, known: Option<AccountId>, whence: &Whence) -> Self {
        let subject = TokenHash::new(&account::folded(email)).as_hex().to_owned();
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

    /// None: nothing is looked at.
    pub(super) fn reserve(&self, app: &App) -> Result<Option<Place>> {
        let mut place = Place::default();
        app.write_beside(|conn| {
            for counter in &self.0 {
                let lock = match password_try::reserve(conn, app.clock.now(), counter)? {
                    Reserved::Locked => return Ok(None),
                    Reserved::Judged(lock) => lock.unwrap_or_default(),
                };
                place.wait = place.wait.max(lock);
                // The first lock is the shortest; the later ones need no letter each.
                place.shuts_out_strangers |= counter.counted == Counted::AllStrangers && lock == TimeDelta::minutes(1);
            }
            Ok(Some(place))
        })
    }

    pub(super) fn forget(&self, tx: &mut Tx<'_>) -> Result<()> {
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
) -> Result<Option<Entered>> {
    let known = app.read(|conn| account::at_the_door(conn, email))?;
    let id = known.as_ref().map(|(account, _)| account.id);
    let counters = Counters::new(app, email, id, whence);
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
            (Some(place), false) => locked_for(place.wait),
        };
        let besieged = id.filter(|_| reserved.is_some_and(|place| place.shuts_out_strangers));
        app.write(&Viewer::System, |tx| {
            if besieged.is_none() {
                tx.wakes_nobody();
            }
            refused(tx, subject, &why, whence)?;
            besieged.map_or(Ok(()), |id| tell(tx, id, AccountEvent::Guessed))
        })?;
        return Ok(None);
    };
    let id = account.id;
    let renewed = match verified {
        Verified::RightButRehash => passwords.hash(password, app.random.as_ref()).ok(),
        _ => None,
    };
    app.write(&Viewer::System, |tx| {
        if !app.settings.accounts.providers.is_empty() {
            // The way in for when they are away: whoever takes it is seen.
            tx.audit_as("system", "session.local", &format!("account {id}"), "a password, beside the providers")?;
        }
        if let Some(hash) = &renewed {
            account::set_password(tx.conn, id, hash)?;
        }
        counters.forget(tx)?;
        tell_of_a_new_browser(tx, id, whence)?;
        enter(tx, id, whence).map(Some)
    })
}

/// Tells an account's owner of a way in by a browser that she has not used before (OWASP ASVS 4.0.3, 2.2.3). Not while she is
/// signed in from the same address: two browsers on one desk are no news.
pub(super) fn tell_of_a_new_browser(tx: &mut Tx<'_>, id: AccountId, whence: &Whence) -> Result<()> {
    let address = whence.address.to_string();
    let known = known_browser::name(tx.app, id, &whence.marks).is_some()
        || session::all_of(tx.conn, id)?.iter().any(|session| session.address == address);
    if known {
        return Ok(());
    }
    let browser = user_agent::in_words(&whence.browser);
    tell(tx, id, AccountEvent::NewBrowser { browser, address: whence.address })
}

pub(super) fn refused(tx: &mut Tx<'_>, subject: &str, why: &str, whence: &Whence) -> Result<()> {
    tracing::info!(target: "majakka::security", why, address = %whence.address, "a sign-in was refused");
    let detail = [why, &format!("from {}", whence.address)].map(str::to_owned).join(", ");
    tx.audit_as("system", "session.refused", subject, &detail)
}

fn locked_for(wait: TimeDelta) -> String {
    if wait.is_zero() { "wrong password".to_owned() } else { format!("locked for {} min", wait.num_minutes()) }
}

/// Begins a session of somebody who has proven all that there is to prove.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, id: AccountId) -> Result<Token> {
    begin_with(tx, id, &Beginning { second_factor: true, ..Beginning::default() })
}

/// Begins a session of somebody whose password or link was good: a link stands for her password, and for no more.
///
/// # Errors
/// What the database says.
pub fn enter(tx: &mut Tx<'_>, id: AccountId, whence: &Whence) -> Result<Entered> {
    let token = begin_with(tx, id, &whence.beginning(false))?;
    let roles: Vec<_> = account::roles_of(tx.conn, &[id])?.remove(&id).into_iter().flatten().collect();
    let complete = stage(tx.app, &roles, false, second_factor::has_one(tx.conn, id)?) == Stage::Open;
    Ok(Entered { account: id, token, complete })
}

/// Begins a session of somebody for whom a provider vouches.
pub(super) fn vouched(
    tx: &mut Tx<'_>,
    id: AccountId,
    provider: &str,
    more_than_a_password: bool,
    whence: &Whence,
) -> Result<Entered> {
    let beginning = Beginning { provider: Some(provider.to_owned()), ..whence.beginning(more_than_a_password) };
    let token = begin_with(tx, id, &beginning)?;
    let roles: Vec<_> = account::roles_of(tx.conn, &[id])?.remove(&id).into_iter().flatten().collect();
    let factor = second_factor::has_one(tx.conn, id)?;
    let complete = stage(tx.app, &roles, more_than_a_password, factor) == Stage::Open;
    Ok(Entered { account: id, token, complete })
}

/// A new session in place of one that ends, proven as that one was.
///
/// # Errors
/// What the database says.
pub fn renewed(tx: &mut Tx<'_>, old: &str, whence: &Whence) -> Result<Beginning> {
    let Some((old, _)) = session::find(tx.conn, &TokenHash::new(old))? else { return Ok(whence.beginning(false)) };
    Ok(Beginning { provider: old.provider, ..whence.beginning(old.second_factor_at.is_some()) })
}

/// Begins a session as it was proven.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's.
pub fn begin_with(tx: &mut Tx<'_>, id: AccountId, beginning: &Beginning) -> Result<Token> {
    tx.viewer.require_own(id)?;
    let (token, csrf) = (Token::make(tx.app.random.as_ref()), tx.app.random.token());
    session::insert(tx.conn, tx.now, &token.hash(), id, &csrf, beginning)?;
    session::sweep(tx.conn, tx.now - LONGEST_SESSION)?;
    tracing::info!(target: "majakka::security", account = id.0, address = beginning.address, "a session began");
    tx.audit_as("system", "session.begun", &format!("account {id}"), "")?;
    Ok(token)
}

/// Who is behind a session's token; none when it has ended, or when the account is closed. `used` says that a person did
/// something just now, which keeps the session alive; a page that refreshes itself does not.
///
/// # Errors
/// What the database says.
pub fn resume(app: &App, token: &str, used: bool) -> Result<Option<SignedIn>> {
    let (hash, now) = (TokenHash::new(token), app.clock.now());
    let found = app.read(|conn| {
        let Some((found, factor)) = session::find(conn, &hash)? else { return Ok(None) };
        let idle = TimeDelta::minutes(i64::from(app.settings.desk.idle_minutes));
        if is_over(now, found.last_seen_at, idle) || is_over(now, found.created_at, LONGEST_SESSION) {
            return Ok(Some(Found::Over));
        }
        let Some(person) = account::person(conn, found.account_id)? else { return Ok(None) };
        let stage = stage(app, &person.roles, found.second_factor_at.is_some(), factor);
        if stage != Stage::Open && is_over(now, found.created_at, LONGEST_ENTERING) {
            return Ok(Some(Found::Over));
        }
        let house = organisation::find(conn, &Viewer::System, person.organisation)?;
        let (organisation, of_host) = (house.name, house.kind == OrganisationKind::Host);
        let touch = used && is_over(now, found.last_seen_at, TOUCH_STEP);
        let signed_in =
            SignedIn { person, organisation, of_host, csrf: found.csrf_token, stage, proven_at: found.proven_at };
        Ok(Some(Found::Open(signed_in, touch)))
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

/// Who has a second factor proves herself with it, whether it is demanded or not.
fn stage(app: &App, roles: &[AccountRole], proven: bool, factor: bool) -> Stage {
    if proven {
        Stage::Open
    } else if factor {
        Stage::Code
    } else if app.settings.accounts.demands_second_factor(roles) {
        Stage::Enrol
    } else {
        Stage::Open
    }
}

/// The way in is complete: a new session takes the place of the one that waited, if it has not ended already, so that nobody who
/// knew that one comes in with it.
///
/// # Errors
/// What the database says.
pub fn complete(app: &App, waiting: Option<&str>, id: AccountId, whence: &Whence) -> Result<Entered> {
    app.write(&Viewer::System, |tx| {
        let waiting = waiting.map(TokenHash::new);
        let mut beginning = whence.beginning(true);
        if let Some(waiting) = waiting {
            beginning.provider = session::find(tx.conn, &waiting)?.and_then(|(waiting, _)| waiting.provider);
            session::end(tx.conn, &waiting)?;
        }
        let token = begin_with(tx, id, &beginning)?;
        Ok(Entered { account: id, token, complete: true })
    })
}

/// Begins a session of somebody who has proven all that there is to prove, from there.
pub(super) fn proven(tx: &mut Tx<'_>, id: AccountId, whence: &Whence) -> Result<Entered> {
    let token = begin_with(tx, id, &whence.beginning(true))?;
    Ok(Entered { account: id, token, complete: true })
}

/// She proved once more who she is.
///
/// # Errors
/// What the database says.
pub fn note_proof(app: &App, person: &Person, token: &str) -> Result<()> {
    tracing::info!(target: "majakka::security", account = person.account.0, "a proof was given once more");
    app.write(&Viewer::Person(person.clone()), |tx| {
        tx.wakes_nobody();
        session::note_proof(tx.conn, tx.now, &TokenHash::new(token))?;
        tx.audit("session.proven", &format!("account {}", person.account), "")
    })
}

/// Ends one's own other sessions: all, or the one of a handle.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's.
pub fn end_others(tx: &mut Tx<'_>, id: AccountId, keep: &TokenHash, handle: Option<&str>) -> Result<()> {
    tx.viewer.require_own(id)?;
    let ended = session::end_others_of(tx.conn, id, keep, handle)?;
    if ended == 0 {
        return Ok(());
    }
    tx.audit("session.others_ended", &format!("account {id}"), &ended.to_string())
}

fn is_over(now: DateTime<Utc>, since: DateTime<Utc>, span: TimeDelta) -> bool {
    now.signed_duration_since(since) >= span
}

/// Ends a session. Says by which provider she had come, if by one.
///
/// # Errors
/// What the database says.
pub fn sign_out(tx: &mut Tx<'_>, token: &str) -> Result<Option<String>> {
    let token = TokenHash::new(token);
    let came_by = session::find(tx.conn, &token)?.and_then(|(session, _)| session.provider);
    session::end(tx.conn, &token)?;
    let who = tx.viewer.account().map_or_else(String::new, |id| format!("account {id}"));
    tx.audit("session.ended", &who, "")?;
    Ok(came_by)
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
    let counters = Counters::new(app, &row.email, Some(id), whence);
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
        Some(place) => ("wrong_password", locked_for(place.wait)),
    };
    app.write(&Viewer::System, |tx| {
        tx.wakes_nobody();
        refused(tx, &row.email, &format!("{why}, signed in already"), whence)
    })?;
    Err(Error::from(Refusal::field("current", problem)))
}
