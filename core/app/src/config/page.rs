//! `[page]`: who may read the public page, and who answers for it.

use majakka_domain::catalogue::Texts;
use serde::Deserialize;

/// The page's section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSettings {
    /// Does every organisation's own view ask for a sign-in, whatever its own settings say?
    pub organisations_sign_in: bool,
    /// Who answers for what is stored (GDPR, article 4(7)), for the page about privacy; empty: not said.
    pub controller: Texts,
}
