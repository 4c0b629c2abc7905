//! Passkeys (W3C Web Authentication, level 3): a key in somebody's device that signs for this site alone, after she has shown
//! herself to the device. It stands for her password and her authenticator at once.
//!
//! Guarantee: a question is good for five minutes and answered once; a key belongs to one account; every answer has verified
//! its user.
//! Non-goal: attestation, which says what make a device is: nobody is asked for it. Keys are bound to the host's name in
//! `server.public_url`: at an address of numbers there are none.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::id::{AccountId, PasskeyId};
use majakka_domain::refusal::Refusal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    WebauthnResult,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};
use webauthn_rs_proto::{PublicKeyCredential, RegisterPublicKeyCredential, ResidentKeyRequirement};

use super::notice::{AccountEvent, tell};
use super::second_factor;
use super::session::{self, Entered, Whence, refused};
use crate::app::{App, Tx};
use crate::vault::{Plain, Sealed, VaultError};
use majakka_store::error::{Error, Result};
use majakka_store::passkey::{self, NewPasskey};
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{account, session as sessions};

/// How long a device may take to answer.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(5);
/// What a question at the sign-in is sealed for; it is nobody's yet.
const AT_THE_DOOR: &str = "passkey asked for at the sign-in";

/// What a device is asked. It lies in the page, and nowhere else.
#[derive(Debug, Clone, Serialize)]
pub struct Question {
    /// `PublicKeyCredentialCreationOptionsJSON` or `…RequestOptionsJSON`, under `publicKey`.
    pub options: String,
    /// What the answer is judged by, sealed.
    pub sealed: String,
}

/// What is sealed in a [`Question`].
#[derive(Serialize, Deserialize)]
struct SealedQuestion<S> {
    state: S,
    until: DateTime<Utc>,
}

/// None: the address is no name that a key could be bound to.
fn site(app: &App) -> Result<Option<Webauthn>> {
    let Ok(origin) = Url::parse(&app.settings.public_url()) else { return Ok(None) };
    let Some(name) = origin.domain() else { return Ok(None) };
    let site = WebauthnBuilder::new(name, &origin).map(|site| site.rp_name("Majakka")).and_then(WebauthnBuilder::build);
    site.map(Some).map_err(|cause| Error::Unavailable(cause.to_string()))
}

/// Asks a device for a new key. None where there can be none.
///
/// # Errors
/// What the database says.
pub fn ask_for_new(app: &App, person: &Person) -> Result<Option<Question>> {
    let Some(site) = site(app)? else { return Ok(None) };
    let id = person.account;
    let (row, known) = app.read(|conn| {
        let row = account::find(conn, &Viewer::Person(person.clone()), id)?;
        Ok((row, passkey::of_account(conn, id)?))
    })?;
    let known: Vec<_> =
        known.iter().filter_map(|key| Some(credential(&key.credential).ok()?.cred_id().clone())).collect();
    let (mut asked, state) =
        site.start_passkey_registration(handle(id), &row.email, &row.name, Some(known)).map_err(unavailable)?;
    // The device keeps the account with the key, so that nobody types an e-mail at the sign-in.
    if let Some(selection) = asked.public_key.authenticator_selection.as_mut() {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    question(app, &offered_to(id), &asked, state).map(Some)
}

/// Takes a new key into use. With one's first factor come recovery codes, which are shown once; and whoever was signed in
/// elsewhere proves herself anew.
///
/// # Errors
/// [`Refusal::Validation`] on `passkey` when the answer is none to this question.
pub fn add(app: &App, person: &Person, whence: &Whence, sealed: &str, answer: &str) -> Result<Option<Vec<String>>> {
    let wrong = || Error::from(Refusal::field("passkey", "passkey_refused"));
    let id = person.account;
    let site = site(app)?.ok_or_else(wrong)?;
    let (asked, _) = opened::<PasskeyRegistration>(app, &offered_to(id), sealed).ok_or_else(wrong)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| wrong())?;
    let key = site.finish_passkey_registration(&answer, &asked.state).map_err(|_| wrong())?;
    let (credential_id, credential) = (in_letters(key.cred_id().as_ref()), written(&key)?);
    let new = NewPasskey { credential_id: &credential_id, browser: &whence.browser(), credential: &credential };
    app.write(&Viewer::Person(person.clone()), |tx| {
        let first = !majakka_store::second_factor::has_one(tx.conn, id)?;
        if !passkey::insert(tx.conn, tx.now, id, &new)? {
            return Err(wrong());
        }
        tx.audit("account.factor_added", &format!("account {id}"), "passkey")?;
        tell(tx, id, AccountEvent::FactorAdded)?;
        second_factor::begin_anew(tx, id)?;
        first.then(|| second_factor::new_codes(tx, id)).transpose()
    })
}

/// Asks whatever device is at the sign-in. None where there can be no keys.
///
/// # Errors
/// [`Error::Vault`]
pub fn ask(app: &App) -> Result<Option<Question>> {
    let Some(site) = site(app)? else { return Ok(None) };
    let (asked, state) = site.start_discoverable_authentication().map_err(unavailable)?;
    question(app, AT_THE_DOOR, &asked, state).map(Some)
}

/// Lets in whoever has answered the question; the session that waited for more than a password, if there was one, ends. None:
/// the answer is not accepted, and nobody is told why.
///
/// # Errors
/// What the database says.
pub fn sign_in(app: &App, sealed: &str, answer: &str, waiting: &str, whence: &Whence) -> Result<Option<Entered>> {
    let judged = judge(app, AT_THE_DOOR, sealed, answer, |site, answer, state: DiscoverableAuthentication, key| {
        site.finish_discoverable_authentication_v2(answer, state, key)
    })?;
    app.write(&Viewer::System, |tx| {
        let subject = match judged {
            Ok(good) => match enter(tx, &good, waiting, whence)? {
                Some(entered) => return Ok(Some(entered)),
                None => format!("account {}", good.account),
            },
            Err(Some(id)) => format!("account {id}"),
            Err(None) => "unknown passkey".to_owned(),
        };
        tx.wakes_nobody();
        refused(tx, &subject, "passkey not accepted", whence).map(|()| None)
    })
}

/// Asks somebody who is signed in for one of her own keys. None: she has none, or there can be none.
///
/// # Errors
/// What the database says; [`Error::Vault`].
pub fn ask_once_more(app: &App, person: &Person) -> Result<Option<Question>> {
    let Some(site) = site(app)? else { return Ok(None) };
    let id = person.account;
    let stored = app.read(|conn| passkey::of_account(conn, id))?;
    if stored.is_empty() {
        return Ok(None);
    }
    let keys = stored.iter().map(|key| credential(&key.credential)).collect::<Result<Vec<_>>>()?;
    let (asked, state) = site.start_passkey_authentication(&keys).map_err(unavailable)?;
    question(app, &asked_once_more(id), &asked, state).map(Some)
}

/// Proves once more who she is, by one of her own keys.
///
/// # Errors
/// [`Refusal::Validation`] on `passkey` when the answer is none to her question, or was given before.
pub fn prove_again(app: &App, person: &Person, sealed: &str, answer: &str, whence: &Whence) -> Result<()> {
    let id = person.account;
    let judged = judge(app, &asked_once_more(id), sealed, answer, |site, answer, state: PasskeyAuthentication, _| {
        site.finish_passkey_authentication(answer, &state)
    })?;
    let proven = app.write(&Viewer::System, |tx| {
        tx.wakes_nobody();
        if let Ok(good) = judged.as_ref()
            && good.account == id
            && take(tx, good)?
        {
            return Ok(true);
        }
        refused(tx, &format!("account {id}"), "passkey not accepted, signed in already", whence).map(|()| false)
    })?;
    if proven { Ok(()) } else { Err(Refusal::field("passkey", "passkey_refused").into()) }
}

/// An answer that is right, once.
struct Good {
    account: AccountId,
    passkey: PasskeyId,
    credential: String,
    question: TokenHash,
    until: DateTime<Utc>,
}

/// A wrong answer says at most whose key it names.
fn judge<S: DeserializeOwned>(
    app: &App,
    context: &str,
    sealed: &str,
    answer: &str,
    verify: impl FnOnce(&Webauthn, &PublicKeyCredential, S, &Passkey) -> WebauthnResult<AuthenticationResult>,
) -> Result<Result<Good, Option<AccountId>>> {
    let read = serde_json::from_str::<PublicKeyCredential>(answer).ok();
    let (Some(site), Some(answer)) = (site(app)?, read) else { return Ok(Err(None)) };
    let Some((asked, question)) = opened::<S>(app, context, sealed) else { return Ok(Err(None)) };
    let credential_id = in_letters(answer.get_credential_id());
    let Some(stored) = app.read(|conn| passkey::of_credential(conn, &credential_id))? else { return Ok(Err(None)) };
    let account = stored.account_id;
    let mut key = credential(&stored.credential)?;
    let Ok(result) = verify(&site, &answer, asked.state, &key) else { return Ok(Err(Some(account))) };
    if !result.user_verified() {
        return Ok(Err(Some(account)));
    }
    key.update_credential(&result);
    Ok(Ok(Good { account, passkey: stored.id, credential: written(&key)?, question, until: asked.until }))
}

/// None: the question was answered before, or the account is closed.
fn enter(tx: &mut Tx<'_>, good: &Good, waiting: &str, whence: &Whence) -> Result<Option<Entered>> {
    if account::person(tx.conn, good.account)?.is_none() || !take(tx, good)? {
        return Ok(None);
    }
    session::tell_of_a_new_browser(tx, good.account, whence)?;
    sessions::end(tx.conn, &TokenHash::new(waiting))?;
    session::proven(tx, good.account, whence).map(Some)
}

/// False: the question was answered before.
fn take(tx: &mut Tx<'_>, good: &Good) -> Result<bool> {
    if !passkey::take_question(tx.conn, &good.question, good.until)? {
        return Ok(false);
    }
    passkey::note_use(tx.conn, tx.now, good.passkey, &good.credential)?;
    Ok(true)
}

fn question<A: Serialize, S: Serialize>(app: &App, context: &str, asked: &A, state: S) -> Result<Question> {
    let until = app.clock.now().checked_add_signed(GOOD_FOR).unwrap_or_default();
    let kept = written(&SealedQuestion { state, until })?;
    let sealed = app.vault.seal(context, &Plain::from(kept), app.random.as_ref()).map_err(in_vault)?;
    Ok(Question { options: written(asked)?, sealed: sealed.encode() })
}

/// What was asked, and a name for the question. None: it is none of ours, or too old.
fn opened<S: DeserializeOwned>(app: &App, context: &str, sealed: &str) -> Option<(SealedQuestion<S>, TokenHash)> {
    let plain = app.vault.open(context, &Sealed::decode(sealed).ok()?).ok()?;
    let asked: SealedQuestion<S> = serde_json::from_str(plain.expose()).ok()?;
    (app.clock.now() < asked.until).then(|| (asked, TokenHash::new(plain.expose())))
}

fn credential(stored: &str) -> Result<Passkey> {
    serde_json::from_str(stored).map_err(|_| Error::Inconsistent {
        table: "passkeys",
        column: "credential",
        value: "…".to_owned(),
    })
}

fn written<T: Serialize>(what: &T) -> Result<String> {
    serde_json::to_string(what).map_err(|cause| Error::Unavailable(cause.to_string()))
}

/// What a device knows the account by: no name, no address (WebAuthn, 14.6.1).
const fn handle(id: AccountId) -> Uuid {
    Uuid::from_u128(id.0.unsigned_abs() as u128)
}

fn offered_to(id: AccountId) -> String {
    format!("passkey asked for by account {id}")
}

fn asked_once_more(id: AccountId) -> String {
    format!("passkey asked for once more of account {id}")
}

fn in_letters(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn unavailable(cause: webauthn_rs::prelude::WebauthnError) -> Error {
    Error::Unavailable(cause.to_string())
}

fn in_vault(cause: VaultError) -> Error {
    Error::Vault(cause.to_string())
}
