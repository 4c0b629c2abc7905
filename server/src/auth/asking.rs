//! The forms that ask a device: for its passkey, or for a new one.
//!
//! Guarantee: no device is asked without the page's script, so the forms are shown by the script alone; whoever has no script
//! or no such device signs in with password and code.
//! Non-goal: what is answered; see [`super::passkey`].

use actix_web::web;
use majakka_app::App;
use majakka_app::command::account::passkey::{self, Question};
use serde::Serialize;

use crate::blocking::blocking;
use crate::failure::PageError;
use crate::session::SignedIn;

/// The form that asks a device.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Asking {
    action: &'static str,
    question: Question,
    /// Where to go afterwards.
    to: String,
}

impl Asking {
    pub(super) const fn new(action: &'static str, question: Question, to: String) -> Self {
        Asking { action, question, to }
    }

    pub(super) fn sample(action: &'static str) -> Self {
        let question = Question { options: "{\"publicKey\":{}}".to_owned(), sealed: "v1.a.b.c".to_owned() };
        Asking { action, question, to: "/desk".to_owned() }
    }
}

/// Where somebody signs in with a device.
pub(super) const SIGN_IN: &str = "/sign-in/passkey";
/// Where her first factor becomes one.
pub(super) const ENTERING: &str = "/sign-in/enrol/passkey";
/// Where one is added to an account.
pub(super) const OWN: &str = "/account/passkeys";

/// The form that asks whatever device is there; none where there can be no passkeys.
pub(super) async fn at_the_door(app: &web::Data<App>, to: &str) -> Result<Option<Asking>, PageError> {
    let question = blocking(app, passkey::ask).await?;
    Ok(question.map(|question| Asking::new(SIGN_IN, question, to.to_owned())))
}

/// The form that asks her device for a new key.
pub(super) async fn for_new(
    app: &web::Data<App>,
    by: &SignedIn,
    (action, to): (&'static str, &str),
) -> Result<Option<Asking>, PageError> {
    let person = by.person.clone();
    let question = blocking(app, move |app| passkey::ask_for_new(app, &person)).await?;
    Ok(question.map(|question| Asking::new(action, question, to.to_owned())))
}
