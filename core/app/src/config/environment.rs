//! What the environment says: `MAJAKKA__SECTION__KEY=VALUE`, or `MAJAKKA__SECTION__KEY_FILE=PATH` for a value that stands in a file, as
//! containers are given their secrets.
//!
//! Guarantee: a value is text until its key asks for something else; an empty one is not set; a file that others can read is refused.
//! Non-goal: keys that are no settings; the settings name those.

use std::path::Path;

use majakka_store::error::{Error, Result};

use crate::secret_file;

/// What every setting of ours begins with.
const PREFIX: &str = "MAJAKKA__";
/// Variables of ours that are no settings.
const OTHERS: [&str; 3] = ["MAJAKKA_CONFIG", "MAJAKKA_LOG", "MAJAKKA_LOG_FORMAT"];
/// Settings that name a file themselves: their value is the path.
const OF_FILES: [&str; 6] =
    ["bearer_file", "ca_file", "password_file", "receipt_secret_file", "token_file", "vault_key_file"];

/// The settings of these variables, with the values of files in the place of their paths.
///
/// # Errors
/// [`Error::Setting`] that names the variable.
pub(super) fn settings(variables: impl Iterator<Item = (String, String)>) -> Result<config::Map<String, String>> {
    let mut settings = config::Map::new();
    let given: Vec<_> = variables.filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty()).collect();
    for (name, value) in &given {
        let (name, value) = match of_file(name) {
            None => (name.clone(), value.clone()),
            Some(key) if given.iter().any(|(other, _)| other == key) => {
                return Err(Error::Setting(format!("{name} and {key} are both set: leave one of them out")));
            }
            Some(key) => (key.to_owned(), content(name, Path::new(value))?),
        };
        settings.insert(name, value);
    }
    Ok(settings)
}

/// The variable whose value stands in the file that this one names.
fn of_file(name: &str) -> Option<&str> {
    let key = name.rsplit("__").next().unwrap_or_default().to_ascii_lowercase();
    name.strip_suffix("_FILE").filter(|_| !OF_FILES.contains(&key.as_str()))
}

fn content(name: &str, path: &Path) -> Result<String> {
    let bytes = secret_file::read(path).map_err(|cause| Error::Setting(format!("{name}: the file {cause}")))?;
    let text = std::str::from_utf8(bytes.trim_ascii_end());
    text.map(str::to_owned).map_err(|_| Error::Setting(format!("{name}: the file {} is no text", path.display())))
}

/// Variables that look like settings of ours and are none: nobody reads them. Whoever wrote them believes otherwise.
#[must_use]
pub fn strangers(names: impl Iterator<Item = String>) -> Vec<String> {
    let ours = |name: &String| name.to_ascii_uppercase().starts_with("MAJAKKA_");
    let mut strangers: Vec<String> =
        names.filter(ours).filter(|name| !name.starts_with(PREFIX) && !OTHERS.contains(&name.as_str())).collect();
    strangers.sort();
    strangers
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::DEFAULTS;
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<config::Map<String, String>> {
        settings(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_value_may_stand_in_a_file_that_nobody_else_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        fs::write(&path, "postgres://m:geheim@db/m\n").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let (key, path) = ("MAJAKKA__DATABASE__URL_FILE", path.display().to_string());
        assert_eq!(read(&[(key, &path)]).unwrap()["MAJAKKA__DATABASE__URL"], "postgres://m:geheim@db/m");
        let both = read(&[(key, &path), ("MAJAKKA__DATABASE__URL", "sqlite://x")]).unwrap_err().to_string();
        assert!(both.contains("MAJAKKA__DATABASE__URL_FILE and MAJAKKA__DATABASE__URL are both set"), "{both}");
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let open = read(&[(key, &path)]).unwrap_err().to_string();
        assert!(open.contains(key) && open.contains("open to others") && !open.contains("geheim"), "{open}");
    }

    #[test]
    fn a_setting_that_names_a_file_keeps_its_path() {
        let read = read(&[("MAJAKKA__MAIL__SMTP__PASSWORD_FILE", "/run/secrets/smtp"), ("MAJAKKA__SERVER__VAR", "")]);
        let read = read.unwrap();
        assert_eq!(read["MAJAKKA__MAIL__SMTP__PASSWORD_FILE"], "/run/secrets/smtp");
        assert_eq!(read.len(), 1, "empty is not set");
    }

    #[test]
    fn every_setting_that_names_a_file_is_known() {
        let keys = DEFAULTS.lines().filter_map(|line| line.trim_start_matches("# ").split_once(" = "));
        let mut named: Vec<&str> = keys.map(|(key, _)| key.trim()).filter(|key| key.ends_with("_file")).collect();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named, OF_FILES);
    }

    #[test]
    fn what_nobody_reads_is_named() {
        let names = ["MAJAKKA_SERVER__LISTEN", "MAJAKKA__SERVER__LISTEN", "MAJAKKA_CONFIG", "majakka_var", "PATH"];
        assert_eq!(strangers(names.map(str::to_owned).into_iter()), ["MAJAKKA_SERVER__LISTEN", "majakka_var"]);
    }
}
