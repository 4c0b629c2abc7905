//! What happened to an account, told to its owner.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use majakka_domain::terms::{AccountRole, Language};
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::Mail;
use super::mail::Acknowledged;
use super::voice::Voice;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountEvent {
    /// Its first link was used: it is open.
    Opened,
    /// A link for a forgotten password was used.
    LinkUsed,
    /// Its owner chose another password.
    PasswordChanged,
    /// Somebody who is signed in wants another e-mail: this one.
    EmailAsked(String),
    /// This e-mail counts from now on.
    EmailChanged(String),
    /// These are its roles from now on.
    RolesChanged(Vec<AccountRole>),
    /// An authenticator or a passkey was taken into use.
    FactorAdded,
    /// It has no authenticator any more.
    FactorRemoved,
    /// A recovery code was used; so many are left.
    RecoveryCodeUsed(i64),
    /// New recovery codes stand in place of those before.
    RecoveryCodesMade,
    /// Strangers try passwords.
    Guessed,
    /// Somebody signed in from where nobody had before: the browser in words (empty: one that we do not know), and the address.
    NewBrowser {
        /// As in `Firefox, Linux`.
        browser: String,
        /// The network address.
        address: IpAddr,
    },
}

impl AccountEvent {
    /// The end of the keys of its texts.
    const fn key(&self) -> &'static str {
        match self {
            AccountEvent::Opened => "opened",
            AccountEvent::LinkUsed => "link-used",
            AccountEvent::PasswordChanged => "password-changed",
            AccountEvent::EmailAsked(_) => "email-asked",
            AccountEvent::EmailChanged(_) => "email-changed",
            AccountEvent::RolesChanged(_) => "roles-changed",
            AccountEvent::FactorAdded => "factor-added",
            AccountEvent::FactorRemoved => "factor-removed",
            AccountEvent::RecoveryCodeUsed(_) => "recovery-code-used",
            AccountEvent::RecoveryCodesMade => "recovery-codes-made",
            AccountEvent::Guessed => "guessed",
            AccountEvent::NewBrowser { .. } => "new-browser",
        }
    }
}

/// A letter to an account's owner.
#[derive(Debug, Clone)]
pub struct AccountNotice {
    /// What happened.
    pub event: AccountEvent,
    /// The account's organisation.
    pub organisation: String,
    /// How to reach the helpdesk, in one line.
    pub helpdesk: String,
    /// When it happened.
    pub now: DateTime<Utc>,
}

/// What the templates may name.
#[derive(Serialize)]
struct Facts<'a> {
    subject: String,
    what: String,
    organisation: &'a str,
    when: String,
    helpdesk: &'a str,
}

impl Renderer {
    /// The mail in the account's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn account_notice(&self, notice: &AccountNotice, language: Language) -> Result<Mail, RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: notice.now };
        let key = notice.event.key();
        let detail = self.detail(&notice.event, language)?;
        let arguments: Vec<_> = detail.into_iter().map(|detail| ("detail", detail.into())).collect();
        let facts = Facts {
            subject: self.i18n().text(language, &format!("account-notice-subject-{key}"), &[])?,
            what: self.i18n().text(language, &format!("account-notice-{key}"), &arguments)?,
            organisation: &notice.organisation,
            when: voice.long(Some(notice.now))?.text,
            helpdesk: &notice.helpdesk,
        };
        self.single_mail(voice, "account_notice", Acknowledged::NotAsked, &facts)
    }

    fn detail(&self, event: &AccountEvent, language: Language) -> Result<Option<String>, RenderError> {
        match event {
            AccountEvent::EmailAsked(email) | AccountEvent::EmailChanged(email) => Ok(Some(email.clone())),
            AccountEvent::RecoveryCodeUsed(left) => Ok(Some(left.to_string())),
            AccountEvent::RolesChanged(roles) => {
                let words: Result<Vec<_>, RenderError> =
                    roles.iter().map(|role| self.i18n().word(language, "account-role", role.as_str())).collect();
                Ok(Some(words?.join(", ")))
            }
            AccountEvent::NewBrowser { browser, address } if browser.is_empty() => Ok(Some(address.to_string())),
            AccountEvent::NewBrowser { browser, address } => Ok(Some(format!("{browser}, {address}"))),
            _ => Ok(None),
        }
    }
}
