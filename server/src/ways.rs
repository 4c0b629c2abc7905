//! In which ways somebody can prove herself once more, beside password and code.

use majakka_app::command::account::passkey::Question;
use serde::Serialize;

/// What the page that asks for it offers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Ways {
    /// What her device is asked, if she has a passkey.
    pub(crate) passkey: Option<Question>,
    /// Who knows her.
    pub(crate) providers: Vec<ProviderLink>,
}

/// A provider of OpenID Connect on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ProviderLink {
    /// In addresses.
    pub(crate) id: String,
    /// As people know it.
    pub(crate) name: String,
}

impl ProviderLink {
    pub(crate) fn sample() -> Self {
        ProviderLink { id: "alue".to_owned(), name: "Esimerkin hyvinvointialue".to_owned() }
    }
}
