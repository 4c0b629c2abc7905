//! The providers of the settings, as other pages show them.

use actix_web::web;
use majakka_app::App;
use majakka_store::identity;

use super::client::{Provider, Providers};
use super::page::ProviderPage;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::session::SignedIn;
use crate::ways::ProviderLink;

fn link(provider: &Provider) -> ProviderLink {
    ProviderLink { id: provider.settings.id.clone(), name: provider.settings.name.clone() }
}

/// All of them, as the sign-in shows them.
pub(in crate::auth) fn links(providers: &Providers) -> Vec<ProviderLink> {
    providers.all().iter().map(link).collect()
}

/// All of them, by their issuers.
pub(in crate::auth) fn with_issuers(providers: &Providers) -> impl Iterator<Item = (&str, ProviderLink)> {
    providers.all().iter().map(|provider| (provider.settings.issuer.as_str(), link(provider)))
}

/// Those by which somebody can prove herself once more.
pub(in crate::auth) async fn of_account(
    app: &web::Data<App>,
    providers: &Providers,
    by: &SignedIn,
) -> Result<Vec<ProviderLink>, PageError> {
    if providers.all().is_empty() {
        return Ok(Vec::new());
    }
    let id = by.person.account;
    let known = blocking(app, move |app| app.read(|conn| identity::of_account(conn, id))).await?;
    Ok(known.iter().filter_map(|known| providers.of_issuer(&known.issuer)).map(link).collect())
}

/// The page that says where one signs out of the provider by which she came.
pub(in crate::auth) async fn leaving(
    app: &web::Data<App>,
    providers: &Providers,
    came_by: &str,
) -> Option<ProviderPage> {
    let provider = providers.named(came_by)?;
    Some(ProviderPage::left(provider, provider.leaving(app).await?))
}
