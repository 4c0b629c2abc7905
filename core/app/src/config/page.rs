//! `[page]`: who may read the public page, and who answers for it.

use majakka_domain::catalogue::Texts;
use majakka_store::error::{Error, Result};
use serde::Deserialize;

/// The page's section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSettings {
    /// Does every organisation's own view ask for a sign-in, whatever its own settings say?
    pub organisations_sign_in: bool,
    /// Who answers for what is stored (GDPR, article 4(7)), for the page about privacy; empty: not said.
    pub controller: Texts,
    /// Where to tell of a weakness, as `mailto:` or `https:` (RFC 9116, 2.5.3); empty: no `security.txt`.
    pub security_contact: String,
}

impl PageSettings {
    /// # Errors
    /// [`Error::Setting`] when a contact is no address that a program can use.
    pub(super) fn check(&self) -> Result<()> {
        let contact = self.security_contact.as_str();
        let usable = ["mailto:", "https://"].iter().any(|kind| contact.len() > kind.len() && contact.starts_with(kind));
        if contact.is_empty() || usable && !contact.contains(char::is_whitespace) {
            return Ok(());
        }
        Err(Error::Setting(
            "page.security_contact is no address: write mailto:NAME@HOST or https://HOST/PAGE".to_owned(),
        ))
    }
}
