//! The second factor of an account: an authenticator (RFC 6238), a passkey ([`super::passkey`]), and the recovery codes that stand
//! in for them when they are lost.
//!
//! Guarantee: the secret is sealed under the vault's keys and shown only while it is taken into use; a code is good once, also
//! within its half minute; wrong codes are counted like wrong passwords.
//! Non-goal: what must be proven before what; see [`super::session`].

use majakka_domain::id::{AccountId, PasskeyId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::notice::{AccountEvent, tell};
use super::session::{Counters, Whence, refused};
use crate::app::{App, Tx};
use crate::vault::{Plain, Sealed};
use majakka_store::error::{Error, Result};
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, one_time_link, passkey, second_factor, session};

/// 160 bits, as RFC 4226 (4, R6) recommends.
const SECRET_BYTES: usize = 20;
/// Recovery codes that are made at once.
const CODES: usize = 10;
/// Letters of a recovery code: 80 bits of chance, so that a plain hash of it hides it.
const CODE_LETTERS: usize = 16;
/// Base32 (RFC 4648, 6): no letter is taken for a digit.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An authenticator that is offered and not yet taken into use. It lies sealed in the form itself, and nowhere else.
pub struct Offer {
    /// What an app reads as a picture (`otpauth://totp/…`).
    pub url: Zeroizing<String>,
    /// What a person types into an app that has no camera, in base32.
    pub secret: Zeroizing<String>,
    /// The secret, sealed for this account's form.
    pub sealed: String,
}

/// Offers a new authenticator to somebody.
///
/// # Errors
/// [`Error::Vault`]
pub fn offer(app: &App, id: AccountId, email: &str) -> Result<Offer> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    app.random.fill(bytes.as_mut());
    let secret = Zeroizing::new(Secret::from(*bytes).to_base32());
    let sealed = app.vault.seal(&offered_to(id), &Plain::from(secret.to_string()), app.random.as_ref());
    offered(email, secret, sealed.map_err(in_vault)?.encode())
}

/// The same offer once more, from its form.
///
/// # Errors
/// [`Error::NotFound`] when the form is another account's, or altered.
pub fn offered_before(app: &App, id: AccountId, email: &str, sealed: &str) -> Result<Offer> {
    let secret = opened(app, &offered_to(id), sealed).map_err(|_| Error::NotFound("offer"))?;
    offered(email, secret, sealed.to_owned())
}

fn offered(email: &str, secret: Zeroizing<String>, sealed: String) -> Result<Offer> {
    // A colon would end the account's name.
    let name = email.replace(':', " ");
    let totp = Builder::new().with_secret(bytes_of(&secret)?).with_account_name(name).with_issuer(Some("Majakka"));
    let url = totp.build().and_then(|totp| totp.to_url()).map_err(|cause| Error::Vault(cause.to_string()))?;
    Ok(Offer { url: Zeroizing::new(url), secret, sealed })
}

/// Takes an offered authenticator into use, once a code shows that it works; whoever was signed in elsewhere proves herself
/// anew. Says the new recovery codes: they are shown once.
///
/// # Errors
/// [`Refusal::Validation`] on `code`; [`Error::NotFound`] for the form of another account.
pub fn enrol(app: &App, person: &Person, sealed: &str, code: &str) -> Result<Vec<String>> {
    let id = person.account;
    let secret = opened(app, &offered_to(id), sealed).map_err(|_| Error::NotFound("offer"))?;
    let step = matched(&secret, code, app)?.ok_or_else(|| Refusal::field("code", "wrong_code"))?;
    let kept = app.vault.seal(&kept_of(id), &Plain::from(secret.to_string()), app.random.as_ref()).map_err(in_vault)?;
    app.write(&Viewer::Person(person.clone()), |tx| {
        second_factor::set(tx.conn, tx.now, id, &kept.encode(), step)?;
        begin_anew(tx, id)?;
        tx.audit("account.factor_added", &format!("account {id}"), "authenticator")?;
        tell(tx, id, AccountEvent::FactorAdded)?;
        new_codes(tx, id)
    })
}

/// New recovery codes in place of all before them.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody else's; [`Error::NotFound`] without a factor that they could stand in for.
pub fn renew_codes(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<String>> {
    tx.viewer.require_own(id)?;
    if !second_factor::has_one(tx.conn, id)? {
        return Err(Error::NotFound("factor"));
    }
    tx.audit("account.recovery_codes_made", &format!("account {id}"), "")?;
    tell(tx, id, AccountEvent::RecoveryCodesMade)?;
    new_codes(tx, id)
}

pub(super) fn new_codes(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..CODES).map(|_| recovery_code(tx.app)).collect();
    let hashes: Vec<TokenHash> = codes.iter().map(|code| code_hash(code)).collect();
    second_factor::set_codes(tx.conn, id, &hashes)?;
    Ok(codes)
}

fn recovery_code(app: &App) -> String {
    let mut bytes = [0; CODE_LETTERS];
    app.random.fill(&mut bytes);
    let letters: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// However it was typed.
fn code_hash(code: &str) -> TokenHash {
    TokenHash::new(&code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase())
}

/// Judges a code of the authenticator, or a recovery code. A try is counted before it is judged.
///
/// # Errors
/// [`Refusal::Validation`] on `code`: `wrong_code`, or `locked` while none is looked at.
pub fn check(app: &App, person: &Person, code: &str, whence: &Whence) -> Result<()> {
    let id = person.account;
    let row = app.read(|conn| account::find(conn, &Viewer::Person(person.clone()), id))?;
    let counters = Counters::new(app, &format!("code {}", row.email), Some(id), whence);
    let reserved = counters.reserve(app)?;
    let right = match reserved {
        Some(_) => is_right(app, id, code)?,
        None => false,
    };
    app.write(&Viewer::System, |tx| {
        tx.wakes_nobody();
        if right {
            return counters.forget(tx);
        }
        refused(tx, &row.email, if reserved.is_some() { "wrong code" } else { "code not looked at" }, whence)
    })?;
    match (right, reserved) {
        (true, _) => Ok(()),
        (false, Some(_)) => Err(Refusal::field("code", "wrong_code").into()),
        (false, None) => Err(Refusal::field("code", "locked").into()),
    }
}

fn is_right(app: &App, id: AccountId, code: &str) -> Result<bool> {
    if let Some(kept) = app.read(|conn| second_factor::sealed(conn, id))? {
        match opened(app, &kept_of(id), &kept) {
            Ok(secret) => {
                if let Some(step) = matched(&secret, code, app)? {
                    return app.write_beside(|conn| second_factor::take_step(conn, id, step));
                }
            }
            // A recovery code is for the day on which the authenticator is lost, whoever lost it.
            Err(cause) => tracing::error!(%cause, account = %id, "an authenticator's secret does not open"),
        }
    }
    app.write(&Viewer::System, |tx| {
        if !second_factor::use_code(tx.conn, tx.now, id, &code_hash(code))? {
            tx.wakes_nobody();
            return Ok(false);
        }
        let left = second_factor::codes_left(tx.conn, id)?;
        tx.audit("account.recovery_code_used", &format!("account {id}"), &format!("{left} left"))?;
        tell(tx, id, AccountEvent::RecoveryCodeUsed(left))?;
        Ok(true)
    })
}

/// The step of the clock that a code belongs to: this one, the one before or the one after (RFC 6238, 5.2).
fn matched(secret: &str, code: &str, app: &App) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(app.clock.now().timestamp()).unwrap_or_default();
    let step = totp(secret)?.check(&digits, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &str) -> Result<Totp> {
    Builder::new().with_secret(bytes_of(secret)?).build().map_err(|cause| Error::Vault(cause.to_string()))
}

fn bytes_of(secret: &str) -> Result<Secret> {
    Secret::try_from_base32(secret).map_err(|_| Error::Vault("an authenticator's secret is not base32".to_owned()))
}

/// One factor of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// The authenticator.
    Authenticator,
    /// One of the passkeys.
    Passkey(PasskeyId),
}

/// One of one's own factors is taken away: not the last one where one is demanded.
///
/// # Errors
/// [`Refusal::Forbidden`] for that one, and for somebody else's; [`Error::NotFound`].
pub fn remove(tx: &mut Tx<'_>, person: &Person, which: Factor) -> Result<()> {
    let id = person.account;
    tx.viewer.require_own(id)?;
    let (name, gone) = match which {
        Factor::Authenticator => ("authenticator", second_factor::remove_authenticator(tx.conn, id)?),
        Factor::Passkey(passkey) => ("passkey", passkey::remove(tx.conn, id, passkey)?),
    };
    if !gone {
        return Err(Error::NotFound("factor"));
    }
    if !second_factor::has_one(tx.conn, id)? {
        if tx.app.settings.accounts.demands_second_factor(&person.roles) {
            return Err(Refusal::Forbidden.into());
        }
        second_factor::set_codes(tx.conn, id, &[])?;
    }
    removed(tx, id, name)
}

/// Somebody has lost her factors and recovery codes: an administrator of her own house, who knows her, takes them all away. She
/// sets up a new one at her next sign-in.
///
/// # Errors
/// [`Refusal::Forbidden`] for an administrator of another house, and for oneself; [`Error::NotFound`].
pub fn reset(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    let row = account::find(tx.conn, tx.viewer, id)?;
    if let Viewer::Person(person) = tx.viewer
        && (person.organisation != row.organisation_id || person.account == id)
    {
        return Err(Refusal::Forbidden.into());
    }
    if second_factor::remove_all(tx.conn, id)? { removed(tx, id, "all") } else { Ok(()) }
}

fn removed(tx: &mut Tx<'_>, id: AccountId, what: &str) -> Result<()> {
    begin_anew(tx, id)?;
    tx.audit("account.factor_removed", &format!("account {id}"), what)?;
    tell(tx, id, AccountEvent::FactorRemoved)
}

/// Whoever was signed in elsewhere proves herself anew, and links that were made before open nothing.
pub(super) fn begin_anew(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    session::end_all_of(tx.conn, id)?;
    one_time_link::revoke_all_of(tx.conn, id)
}

fn opened(app: &App, context: &str, sealed: &str) -> Result<Zeroizing<String>> {
    let sealed = Sealed::decode(sealed).map_err(|cause| Error::Vault(cause.to_string()))?;
    let plain = app.vault.open(context, &sealed).map_err(in_vault)?;
    Ok(Zeroizing::new(plain.expose().to_owned()))
}

/// Seals the authenticators' secrets anew that an older key sealed, so that it can leave the file. Says how many were.
///
/// # Errors
/// `forbidden` for a person, a program and a link; the vault, when it cannot seal.
pub fn seal_anew(tx: &mut Tx<'_>) -> Result<usize> {
    tx.viewer.require_installation()?;
    let (app, mut done) = (tx.app, 0);
    let older = app.vault.older_keys();
    for (id, text) in second_factor::all_sealed(tx.conn)? {
        if !Sealed::decode(&text).is_ok_and(|sealed| older.contains(&sealed.key_id.as_str())) {
            continue;
        }
        match opened(app, &kept_of(id), &text) {
            Ok(plain) => {
                let anew = app.vault.seal(&kept_of(id), &Plain::from(plain.to_string()), app.random.as_ref());
                second_factor::seal_anew(tx.conn, id, &anew.map_err(in_vault)?.encode())?;
                done += 1;
            }
            Err(cause) => {
                tracing::error!(%cause, account = %id, "an authenticator's secret does not open; it stays under its older key")
            }
        }
    }
    if done > 0 {
        tx.audit("account.sealed_anew", "vault key", &format!("{done} authenticators"))?;
    }
    Ok(done)
}

fn in_vault(cause: crate::vault::VaultError) -> Error {
    Error::Vault(cause.to_string())
}

/// What a sealed secret is bound to: an offer is not yet in use.
fn offered_to(id: AccountId) -> String {
    format!("authenticator offered to account {id}")
}

fn kept_of(id: AccountId) -> String {
    format!("authenticator of account {id}")
}
