//! The only mail with a link to an account: an invitation, a new password, or a new e-mail that somebody asked for.

use chrono::{DateTime, Utc};
use majakka_domain::terms::Language;
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::Mail;
use super::mail::Acknowledged;
use super::voice::Voice;

/// What the link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkPurpose {
    /// A new account is taken into use.
    Invite,
    /// A forgotten password is replaced.
    Reset,
    /// A new e-mail counts from now on.
    Email,
}

/// A one-time link to an account.
#[derive(Clone)]
pub struct AccountLink {
    /// What for.
    pub purpose: LinkPurpose,
    /// The account's organisation.
    pub organisation: String,
    /// The whole address, with its secret: it is in this mail and nowhere else.
    pub url: String,
    /// When it stops working.
    pub expires: DateTime<Utc>,
    /// How to reach the helpdesk, in one line.
    pub helpdesk: String,
    /// When the mail is written.
    pub now: DateTime<Utc>,
}

impl std::fmt::Debug for AccountLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountLink")
            .field("purpose", &self.purpose)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// What the templates may name.
#[derive(Serialize)]
struct Facts<'a> {
    purpose: LinkPurpose,
    organisation: &'a str,
    url: &'a str,
    expires: String,
    helpdesk: &'a str,
}

impl Renderer {
    /// The mail in the account's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn account_link(&self, link: &AccountLink, language: Language) -> Result<Mail, RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: link.now };
        let facts = Facts {
            purpose: link.purpose,
            organisation: &link.organisation,
            url: &link.url,
            expires: voice.long(Some(link.expires))?.text,
            helpdesk: &link.helpdesk,
        };
        self.single_mail(voice, "account_link", Acknowledged::NotAsked, &facts)
    }
}
