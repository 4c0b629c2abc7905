//! `[page]`: who may read the public page.

use serde::Deserialize;

/// The page's section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSettings {
    /// Does every organisation's own view ask for a sign-in, whatever its own settings say?
    pub organisations_sign_in: bool,
}
