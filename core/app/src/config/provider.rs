//! `[[accounts.providers]]`: who vouches for people, by OpenID Connect.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use majakka_domain::terms::AccountRole;
use majakka_store::error::{Error, Result};
use serde::Deserialize;
use url::Url;

use super::is_this_machine;

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// In addresses: small letters, digits and hyphens.
    pub id: String,
    /// As people know it; stands on the button.
    pub name: String,
    /// Its issuer, whose discovery document says the rest.
    pub issuer: String,
    /// What it calls this program.
    pub client_id: String,
    /// The secret of this program there.
    pub client_secret_file: PathBuf,
    /// PEM file with further certificate authorities, beside those of the machine.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// What is asked for beside `openid`.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// The short name of the organisation of those who come by it; empty: nobody gets an account by coming.
    #[serde(default)]
    pub organisation: String,
    /// The claim that says the organisation, in place of `organisation`, for those whom `organisations` names.
    #[serde(default)]
    pub organisation_claim: String,
    /// From a value of that claim to a short name.
    #[serde(default)]
    pub organisations: BTreeMap<String, String>,
    /// The claim that says her groups.
    #[serde(default = "groups")]
    pub roles_claim: String,
    /// From a group to a role.
    #[serde(default)]
    pub roles: BTreeMap<String, AccountRole>,
    /// Values of `amr` or `acr` that say that she gave more than a password; none: her own authenticator is asked for here.
    #[serde(default)]
    pub second_factor: BTreeSet<String>,
}

fn scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).into()
}

fn groups() -> String {
    "groups".to_owned()
}

impl ProviderSettings {
    /// The roles of somebody who is in these groups.
    pub fn roles_of(&self, groups: &BTreeSet<String>) -> BTreeSet<AccountRole> {
        groups.iter().filter_map(|group| self.roles.get(group)).copied().collect()
    }

    /// The short name of her organisation, by the values of the claim that says it; none: nobody knows where she belongs.
    pub fn organisation_of(&self, said: &BTreeSet<String>) -> Option<&str> {
        let named = said.iter().find_map(|value| self.organisations.get(value)).map(String::as_str);
        named.or(Some(self.organisation.as_str()).filter(|slug| !slug.is_empty()))
    }
}

/// Can they be used?
///
/// # Errors
/// [`Error::Setting`] in one sentence.
pub(super) fn check(providers: &[ProviderSettings]) -> Result<()> {
    let mut known = BTreeSet::new();
    for provider in providers {
        let wrong =
            |what: &str| Err(Error::Setting(format!("accounts.providers: {what} (provider \"{}\")", provider.id)));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if provider.id.is_empty() || !provider.id.chars().all(plain) {
            return wrong("an id has small letters, digits and hyphens");
        }
        if !known.insert(&provider.id) || !known.insert(&provider.issuer) {
            return wrong("each has an id and an issuer of its own");
        }
        let issuer = Url::parse(&provider.issuer).ok();
        let host = issuer.as_ref().and_then(Url::host_str).map(str::to_owned);
        match (issuer.as_ref().map(Url::scheme), host) {
            (Some("https"), Some(_)) => {}
            (Some("http"), Some(host)) if is_this_machine(&host) => {}
            _ => return wrong("issuer is an https address"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(id: &str, issuer: &str) -> ProviderSettings {
        let written = format!(
            "id = \"{id}\"\nname = \"Alue\"\nissuer = \"{issuer}\"\nclient_id = \"majakka\"\nclient_secret_file = \"s\"\n\
             organisation = \"alue\"\norganisation_claim = \"org\"\norganisations = {{ \"7\" = \"asema\" }}\n\
             roles = {{ tuki = \"helpdesk\", viestinta = \"comms_owner\" }}"
        );
        toml::from_str(&written).unwrap()
    }

    fn said(values: &[&str]) -> BTreeSet<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn groups_that_the_settings_name_give_roles_and_no_others() {
        let alue = provider("alue", "https://id.example.fi");
        let roles = alue.roles_of(&said(&["tuki", "viestinta", "system_admin", "helpdesk"]));
        assert_eq!(roles, [AccountRole::Helpdesk, AccountRole::CommsOwner].into());
        assert_eq!(alue.organisation_of(&said(&["7"])), Some("asema"));
        assert_eq!(alue.organisation_of(&said(&["8"])), Some("alue"));
        let nobodys = ProviderSettings { organisation: String::new(), ..alue };
        assert_eq!(nobodys.organisation_of(&said(&["8"])), None);
    }

    #[test]
    fn a_provider_in_the_clear_on_another_machine_and_two_of_one_name_are_refused() {
        let good = provider("alue", "https://id.example.fi");
        check(std::slice::from_ref(&good)).unwrap();
        check(&[provider("alue", "http://127.0.0.1:8080")]).unwrap();
        for wrong in [
            vec![provider("alue", "http://id.example.fi")],
            vec![provider("alue", "id.example.fi")],
            vec![provider("Alue", "https://id.example.fi")],
            vec![provider("", "https://id.example.fi")],
            vec![good.clone(), provider("alue", "https://other.example.fi")],
            vec![good.clone(), provider("toinen", "https://id.example.fi")],
        ] {
            assert!(check(&wrong).unwrap_err().to_string().contains("accounts.providers"), "{wrong:?}");
        }
    }
}
