//! Proving once more who one is, before what cannot be taken back: opening a patient reference, changing roles, making keys.
//!
//! Guarantee: what was typed into the form is handed back with the question, and sent once the proof is right; the proof is
//! never written into a page.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::TimeDelta;
use futures_util::future::LocalBoxFuture;
use majakka_app::App;
use majakka_app::command::account::passkey::{self, Question};
use majakka_app::command::account::second_factor;
use majakka_app::command::account::session;
use majakka_app::command::account::session::Whence;
use majakka_app::password::Passwords;
use majakka_domain::refusal::Refusal;
use majakka_messages::Page;
use majakka_store::error::Error;
use majakka_store::viewer::Person;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::login_guard::LoginGuard;
use super::provider::client::Providers;
use super::provider::known;
use crate::again::{Again, SubmittedForm};
use crate::blocking::blocking;
use crate::extract::{field, read, whole};
use crate::failure::{Failure, PageError};
use crate::field::Control;
use crate::session::{SignedIn, cookie};
use crate::ways::{ProviderLink, Ways};

/// The field of the password or code.
const PROOF: &str = "proof";
/// The fields of a passkey: what her device was asked, and what it answered.
const PASSKEY: [&str; 2] = ["proof_sealed", "proof_answer"];

/// How long ago she may have proved it.
pub(crate) trait Freshness: 'static {
    /// Longer ago, she is asked.
    fn lasts(app: &App) -> TimeDelta;
}

/// As long as the settings say (`accounts.prove_again_minutes`).
#[derive(Debug)]
pub(crate) struct Lately;

impl Freshness for Lately {
    fn lasts(app: &App) -> TimeDelta {
        TimeDelta::minutes(app.settings.accounts.prove_again_minutes.into())
    }
}

/// For what gives the account away: only as long as a form takes that she sends again after the proof.
#[derive(Debug)]
pub(crate) struct JustNow;

impl Freshness for JustNow {
    fn lasts(app: &App) -> TimeDelta {
        Lately::lasts(app).min(TimeDelta::minutes(2))
    }
}

/// As [`crate::extract::Posted`], of somebody who proved who she is, as fresh as `F` says.
#[derive(Debug)]
pub(crate) struct Proven<T, F = Lately> {
    /// Who sent it.
    pub(crate) by: SignedIn,
    /// What was filled in.
    pub(crate) form: T,
    fresh: PhantomData<F>,
}

impl<T: DeserializeOwned + 'static, F: Freshness> FromRequest for Proven<T, F> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let by = SignedIn::from_request(request, payload);
        let bytes = Bytes::from_request(request, payload);
        let app = request.app_data::<web::Data<App>>().cloned();
        let guard = request.app_data::<web::Data<LoginGuard>>().cloned();
        let providers = request.app_data::<web::Data<Providers>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let bytes = whole(bytes).await?;
            SubmittedForm::fields(&bytes).without(&[PROOF, PASSKEY[0], PASSKEY[1]]).keep(&request);
            let by = by.await?;
            by.check_csrf(&field(&bytes, "csrf").unwrap_or_default())?;
            let Some(app) = app else { return Err(PageError(Failure::Malformed)) };
            if app.clock.now().signed_duration_since(by.proven_at) >= F::lasts(&app) {
                let (Some(proof), Some(guard)) = (Proof::given(&bytes), guard) else {
                    return Err(wanted(&app, providers, &by, None).await);
                };
                guard.attempt(&request)?;
                let token = cookie::token(&app, &request).unwrap_or_default();
                let (person, whence) = (by.person.clone(), guard.whence(&app, &request));
                let work =
                    move |app: &App, passwords: &Passwords| proof.judge(app, passwords, &person, &whence, &token);
                if let Some(wrong) = LoginGuard::with_passwords(guard, &app, work).await? {
                    return Err(wanted(&app, providers, &by, Some(wrong)).await);
                }
            }
            Ok(Proven { by, form: read(&bytes)?, fresh: PhantomData })
        })
    }
}

/// What she proves herself by.
enum Proof {
    /// Six digits are no password of ours.
    Code(String),
    Password(String),
    Passkey {
        sealed: String,
        answer: String,
    },
}

impl Proof {
    fn given(bytes: &[u8]) -> Option<Self> {
        let given = |name| field(bytes, name).filter(|value| !value.is_empty());
        if let Some(answer) = given(PASSKEY[1]) {
            return Some(Proof::Passkey { sealed: given(PASSKEY[0]).unwrap_or_default(), answer });
        }
        let proof = given(PROOF)?;
        let is_code = proof.trim().len() == 6 && proof.trim().bytes().all(|byte| byte.is_ascii_digit());
        Some(if is_code { Proof::Code(proof) } else { Proof::Password(proof) })
    }

    /// What is wrong with it; nothing when it is hers, and her session says so from now on.
    fn judge(
        &self,
        app: &App,
        passwords: &Passwords,
        person: &Person,
        whence: &Whence,
        token: &str,
    ) -> Result<Option<&'static str>, Error> {
        let proven = match self {
            Proof::Code(code) => second_factor::check(app, person, code, whence),
            Proof::Password(password) => session::prove_again(app, passwords, person, password, whence),
            Proof::Passkey { sealed, answer } => passkey::prove_again(app, person, sealed, answer, whence),
        };
        match proven {
            Ok(()) => session::note_proof(app, person, token).map(|()| None),
            Err(Error::Refused(Refusal::Validation(problems))) => Ok(problems.first().map(|problem| problem.problem)),
            Err(other) => Err(other),
        }
    }
}

/// Asks for the proof.
async fn wanted(
    app: &web::Data<App>,
    providers: Option<web::Data<Providers>>,
    by: &SignedIn,
    wrong: Option<&'static str>,
) -> PageError {
    match ways(app, providers, by).await {
        Ok(ways) => PageError(Failure::Proof { wrong, ways }),
        Err(cause) => cause,
    }
}

async fn ways(app: &web::Data<App>, providers: Option<web::Data<Providers>>, by: &SignedIn) -> Result<Ways, PageError> {
    let person = by.person.clone();
    let passkey = blocking(app, move |app| passkey::ask_once_more(app, &person)).await?;
    let providers = match providers {
        Some(providers) => known::of_account(app, &providers, by).await?,
        None => Vec::new(),
    };
    Ok(Ways { passkey, providers })
}

/// Asks for the proof, with everything that was typed.
#[derive(Debug, Clone, Serialize)]
pub struct ProofPage {
    again: Again,
    proof: Control,
    ways: Ways,
    errors: Vec<Control>,
}

impl Page for ProofPage {
    const TEMPLATE: &'static str = "auth/proof";

    fn samples() -> Vec<Self> {
        let question = || Question { options: "{\"publicKey\":{}}".to_owned(), sealed: "v1.a.b.c".to_owned() };
        let ways = || Ways { passkey: Some(question()), providers: vec![ProviderLink::sample()] };
        Again::samples()
            .into_iter()
            .flat_map(|again| {
                [
                    ProofPage::new(again.clone(), None, Ways::default()),
                    ProofPage::new(again, Some("Salasana on väärä.".to_owned()), ways()),
                ]
            })
            .collect()
    }
}

impl ProofPage {
    pub(crate) fn new(again: Again, wrong: Option<String>, ways: Ways) -> Self {
        let proof = Control { error: wrong, ..Control::text(PROOF, "") };
        let errors = if proof.error.is_some() { vec![proof.clone()] } else { Vec::new() };
        ProofPage { again, proof, ways, errors }
    }
}
