//! Proving once more who one is, before what cannot be taken back: opening a patient reference, changing roles, making keys.
//!
//! Guarantee: what was typed into the form is handed back with the question, and sent once the proof is right; the proof is
//! never written into a page.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::TimeDelta;
use futures_util::future::LocalBoxFuture;
use majakka_app::App;
use majakka_app::command::session::Whence;
use majakka_app::command::{second_factor, session};
use majakka_app::password::Passwords;
use majakka_domain::refusal::Refusal;
use majakka_messages::Page;
use majakka_store::error::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::login_guard::LoginGuard;
use crate::again::{Again, SubmittedForm};
use crate::extract::{field, read, whole};
use crate::failure::{Failure, PageError};
use crate::field::Control;
use crate::session::{SignedIn, cookie};

/// The field of the password or code.
const PROOF: &str = "proof";

/// As [`crate::extract::Posted`], of somebody who proved lately who she is (`accounts.prove_again_minutes`).
#[derive(Debug)]
pub(crate) struct Proven<T> {
    /// Who sent it.
    pub(crate) by: SignedIn,
    /// What was filled in.
    pub(crate) form: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Proven<T> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let by = SignedIn::from_request(request, payload);
        let bytes = Bytes::from_request(request, payload);
        let app = request.app_data::<web::Data<App>>().cloned();
        let guard = request.app_data::<web::Data<LoginGuard>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let bytes = whole(bytes).await?;
            SubmittedForm::fields(&bytes).without(PROOF).keep(&request);
            let by = by.await?;
            by.check_csrf(&field(&bytes, "csrf").unwrap_or_default())?;
            let Some(app) = app else { return Err(PageError(Failure::Malformed)) };
            let lasts = TimeDelta::minutes(app.settings.accounts.prove_again_minutes.into());
            if app.clock.now().signed_duration_since(by.proven_at) >= lasts {
                let proof = field(&bytes, PROOF).filter(|proof| !proof.is_empty());
                let (Some(proof), Some(guard)) = (proof, guard) else { return Err(PageError(Failure::Proof(None))) };
                guard.attempt(&request)?;
                let token = cookie::token(&app, &request).unwrap_or_default();
                let (by, whence) = (by.clone(), guard.whence(&app, &request));
                let work =
                    move |app: &App, passwords: &Passwords| Ok(prove(app, passwords, &by, &proof, &whence, &token));
                LoginGuard::with_passwords(guard, &app, work).await??;
            }
            Ok(Proven { by, form: read(&bytes)? })
        })
    }
}

/// A code of the authenticator or the password: six digits are no password of ours.
fn prove(
    app: &App,
    passwords: &Passwords,
    by: &SignedIn,
    proof: &str,
    whence: &Whence,
    token: &str,
) -> Result<(), PageError> {
    let is_code = proof.trim().len() == 6 && proof.trim().bytes().all(|byte| byte.is_ascii_digit());
    let proven = if is_code {
        second_factor::check(app, &by.person, proof, whence)
    } else {
        session::prove_again(app, passwords, &by.person, proof, whence)
    };
    match proven {
        Ok(()) => Ok(session::note_proof(app, token)?),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            Err(PageError(Failure::Proof(problems.first().map(|problem| problem.problem))))
        }
        Err(other) => Err(other.into()),
    }
}

/// Asks for the proof, with everything that was typed.
#[derive(Debug, Clone, Serialize)]
pub struct ProofPage {
    again: Again,
    proof: Control,
    errors: Vec<Control>,
}

impl Page for ProofPage {
    const TEMPLATE: &'static str = "auth/proof";

    fn samples() -> Vec<Self> {
        let page = |again, wrong| ProofPage::of(again, wrong);
        Again::samples()
            .into_iter()
            .flat_map(|again| [page(again.clone(), None), page(again, Some("Salasana on väärä.".to_owned()))])
            .collect()
    }
}

impl ProofPage {
    pub(crate) fn of(again: Again, wrong: Option<String>) -> Self {
        let proof = Control { error: wrong, ..Control::text(PROOF, "") };
        let errors = if proof.error.is_some() { vec![proof.clone()] } else { Vec::new() };
        ProofPage { again, proof, errors }
    }
}
