//! What is wrong with the settings, in one sentence that shows nothing secret.
//!
//! Guarantee: the key or the line is named; a value only where its key cannot hold a secret.

use std::path::Path;

use config::ConfigError;
use majakka_store::error::Error;

/// Parts of keys whose values are not shown: a slip there prints what it was about.
const SECRET: [&str; 5] = ["secret", "password", "token", "key", "url"];

/// A file that is no TOML. Its lines may hold secrets: only the number of the line is said, and what was expected.
pub(super) fn of_file(path: &Path, text: &str, cause: &toml::de::Error) -> Error {
    let before = cause.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let expected = cause.message().lines().next().unwrap_or_default();
    Error::Setting(format!("settings: {}, line {line}: {expected}", path.display()))
}

/// A value that its key cannot hold, or a key that does not exist.
pub(super) fn of_value(cause: &ConfigError) -> Error {
    Error::Setting(format!("settings: {}", words(cause)))
}

fn words(cause: &ConfigError) -> String {
    match cause {
        ConfigError::Type { key: Some(key), expected, .. } if is_secret(key) => format!("{key} must be {expected}"),
        ConfigError::At { error, key: Some(key), .. } if is_secret(key) => match &**error {
            ConfigError::Type { expected, .. } => format!("{key} must be {expected}"),
            _ => format!("{key} cannot be used"),
        },
        shown => shown.to_string(),
    }
}

fn is_secret(key: &str) -> bool {
    let name = key.rsplit('.').next().unwrap_or_default();
    SECRET.iter().any(|part| name.contains(part))
}

/// Keys whose values are not shown when settings are printed: of a gateway that is described by hand anything may be its key.
pub(super) fn may_be_secret(key: &str) -> bool {
    let described = ["headers", "query", "form", "json"];
    let of_gateway = key.starts_with("sms.gateways.");
    let name = key.rsplit('.').next().unwrap_or_default();
    (of_gateway && (name == "url" || key.split('.').skip(3).any(|part| described.contains(&part))))
        || (is_secret(key) && !name.ends_with("_file") && !name.ends_with("url"))
}
