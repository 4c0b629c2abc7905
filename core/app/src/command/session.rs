//! Signing in and out.
//!
//! Guarantee: one answer to a wrong password, an unknown e-mail, a closed and a locked account, in the same time; after
//! some wrong passwords none is looked at for a while that grows; a session ends after the idle time of the settings
//! and after a working day at the latest.
//! Non-goal: bounding requests per address. That stands before the sign-in, in the server.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::id::AccountId;
use majakka_domain::refusal::Refusal;

use crate::app::{App, Tx};
use crate::password::{Passwords, Verified};
use majakka_store::error::{Error, Result};
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, organisation, session};

/// Wrong passwords that cost nothing: a tired person mistypes some.
const FREE_FAILURES: i32 = 5;
/// The longest that no password is looked at.
const LONGEST_LOCK: TimeDelta = TimeDelta::minutes(60);
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

/// Judges e-mail and password. None: wrong, unknown, closed or locked, and nobody is told which. Slow on purpose.
///
/// # Errors
/// What the database says.
pub fn sign_in(app: &App, passwords: &Passwords, email: &str, password: &str) -> Result<Option<Token>> {
    let known = app.read(|conn| account::at_the_door(conn, email))?;
    let now = app.clock.now();
    let open = known.as_ref().filter(|(account, _)| {
        account.deactivated_at.is_none() && account.locked_until.is_none_or(|until| until.and_utc() <= now)
    });
    // A door that is shut costs as much time as a wrong password.
    let verified = passwords.verify(password, open.and_then(|(_, hash)| hash.as_deref()));
    let Some((account, _)) = open else { return Ok(None) };
    let id = account.key();
    if verified == Verified::Wrong {
        app.write(&Viewer::System, |tx| fail(tx, id, &account.email))?;
        return Ok(None);
    }
    let renewed = match verified {
        Verified::RightButRehash => passwords.hash(password, app.random.as_ref()).ok(),
        _ => None,
    };
    app.write(&Viewer::System, |tx| {
        if let Some(hash) = &renewed {
            account::set_password(tx.conn, id, hash)?;
        }
        account::note_failures(tx.conn, id, 0, None)?;
        begin(tx, id)
    })
    .map(Some)
}

fn fail(tx: &mut Tx<'_>, id: AccountId, email: &str) -> Result<()> {
    let failures = account::failures(tx.conn, id)?.saturating_add(1);
    let lock = lock_after(failures);
    account::note_failures(tx.conn, id, failures, lock.and_then(|lock| tx.now.checked_add_signed(lock)))?;
    let minutes = lock.map_or(String::new(), |lock| format!("locked for {} min", lock.num_minutes()));
    tx.audit_as("system", "session.refused", email, &minutes)
}

/// One minute after the fifth wrong password, then twice as long each time.
fn lock_after(failures: i32) -> Option<TimeDelta> {
    let beyond = u32::try_from(failures.checked_sub(FREE_FAILURES)?).ok()?;
    let minutes = 2_i64.checked_pow(beyond).unwrap_or(i64::MAX).min(LONGEST_LOCK.num_minutes());
    Some(TimeDelta::minutes(minutes))
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

/// Looks at one's own password once more, before it is changed.
///
/// # Errors
/// [`Refusal::Validation`] on `current`.
pub fn prove_again(app: &App, passwords: &Passwords, id: AccountId, password: &str) -> Result<()> {
    let stored = app.read(|conn| account::password_hash(conn, id))?;
    match passwords.verify(password, stored.as_deref()) {
        Verified::Wrong => Err(Error::from(Refusal::field("current", "wrong_password"))),
        Verified::Right | Verified::RightButRehash => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyping_is_free_and_guessing_takes_ever_longer() {
        let minutes = |failures| lock_after(failures).map(|lock| lock.num_minutes());
        assert_eq!([1, 4, 5, 6, 7].map(minutes), [None, None, Some(1), Some(2), Some(4)]);
        assert_eq!([11, 60, i32::MAX].map(minutes), [Some(60); 3]);
    }
}
