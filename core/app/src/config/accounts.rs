//! `[accounts]`: what people prove themselves with.

use majakka_domain::rights;
use majakka_domain::terms::AccountRole;
use serde::Deserialize;

use super::ProviderSettings;

/// The accounts' section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsSettings {
    /// Must those whose roles weigh most prove themselves with more than a password?
    pub second_factor: SecondFactor,
    /// Minutes after which one proves oneself once more before a patient reference, roles and keys.
    pub prove_again_minutes: u16,
    /// Who vouches for people.
    #[serde(default)]
    pub providers: Vec<ProviderSettings>,
}

/// Is a second factor demanded?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum SecondFactor {
    /// From the roles of [`rights::demands_second_factor`]; others may have one.
    Required,
    /// From nobody; everybody may have one.
    Off,
}

impl TryFrom<String> for SecondFactor {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "required" => Ok(SecondFactor::Required),
            "off" => Ok(SecondFactor::Off),
            _ => Err(format!("accounts.second_factor is \"required\" or \"off\", not {word:?}")),
        }
    }
}

impl AccountsSettings {
    /// Is one demanded from somebody with these roles?
    pub fn demands_second_factor(&self, roles: &[AccountRole]) -> bool {
        self.second_factor == SecondFactor::Required && rights::demands_second_factor(roles)
    }
}
