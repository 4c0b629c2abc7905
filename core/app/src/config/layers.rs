//! The layers of the settings: defaults, the file, the environment, flags; and which of them each value came from.
//!
//! Guarantee: what is shown holds no secret. Non-goal: what the values mean; [`Settings`] reads them.

use std::fmt;
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, File, FileFormat, Map, Source as _, Value, ValueKind};
use majakka_store::db::DbUrl;
use majakka_store::error::{Error, Result};

use super::{DEFAULTS, Overrides, Settings, environment, fault};

/// Every layer, the lowest first.
#[derive(Debug)]
pub struct Layers(Vec<(Origin, Config)>);

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// `config/default.toml`.
    Default,
    /// The settings file.
    File(PathBuf),
    /// `MAJAKKA__…`.
    Environment,
    /// `--listen` and the like.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Environment => f.write_str("environment"),
            Origin::Flag => f.write_str("flag"),
        }
    }
}

impl Layers {
    /// Reads them.
    ///
    /// # Errors
    /// [`Error::Setting`] in one sentence that names file and line, or the variable.
    pub fn read(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
        overrides: &Overrides,
    ) -> Result<Self> {
        let wrong = |cause: ConfigError| fault::of_value(&cause);
        let toml = |text: &str| Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
        let mut layers = vec![(Origin::Default, toml(DEFAULTS).map_err(wrong)?)];
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|cause| {
                Error::Setting(format!("the settings file {} cannot be read: {cause}", path.display()))
            })?;
            toml::from_str::<toml::Table>(&text).map_err(|cause| fault::of_file(path, &text, &cause))?;
            layers.push((Origin::File(path.to_owned()), toml(&text).map_err(wrong)?));
        }
        let variables = config::Environment::default()
            .source(Some(environment::settings(variables)?))
            .prefix("MAJAKKA")
            .prefix_separator("__")
            .separator("__");
        let environment = Config::builder().add_source(variables).build().map_err(wrong)?;
        let flags = [
            ("server.var", &overrides.var),
            ("database.url", &overrides.database_url),
            ("server.listen", &overrides.listen),
        ];
        let mut over = Config::builder();
        for (key, value) in flags {
            over = over.set_override_option(key, value.clone()).map_err(wrong)?;
        }
        layers.extend([(Origin::Environment, environment), (Origin::Flag, over.build().map_err(wrong)?)]);
        Ok(Layers(layers))
    }

    pub(super) fn settings(&self) -> Result<Settings> {
        let merged = self.0.iter().fold(Config::builder(), |all, (_, layer)| all.add_source(layer.clone()));
        merged.build().and_then(Config::try_deserialize).map_err(|cause| fault::of_value(&cause))
    }

    /// Every value that counts, by its key, as it may be shown, with the layer that it came from.
    ///
    /// # Errors
    /// [`Error::Setting`] for a layer that cannot be read.
    pub fn entries(&self) -> Result<Vec<(String, String, Origin)>> {
        let mut told: Vec<(String, String, Origin)> = Vec::new();
        for (origin, layer) in &self.0 {
            let values = layer.collect().map_err(|cause| fault::of_value(&cause))?;
            for (key, value) in leaves(values) {
                told.retain(|(other, _, _)| *other != key);
                let shown = shown(&key, &value);
                told.push((key, shown, origin.clone()));
            }
        }
        told.sort_by(|(one, _, _), (other, _, _)| one.cmp(other));
        Ok(told)
    }
}

/// The values of a table and the tables in it, by their whole keys.
fn leaves(table: Map<String, Value>) -> Vec<(String, Value)> {
    let below = |key: String, value: Value| -> Vec<(String, Value)> {
        let within = |inner: Vec<(String, Value)>| {
            inner.into_iter().map(|(name, value)| (format!("{key}.{name}"), value)).collect()
        };
        match value.kind {
            ValueKind::Table(table) => within(leaves(table)),
            ValueKind::Array(list) if list.iter().any(|item| matches!(item.kind, ValueKind::Table(_))) => {
                within(leaves(list.into_iter().enumerate().map(|(nth, item)| (nth.to_string(), item)).collect()))
            }
            _ => vec![(key, value)],
        }
    };
    table.into_iter().flat_map(|(key, value)| below(key, value)).collect()
}

/// The value as TOML would have it, or that there is one.
fn shown(key: &str, value: &Value) -> String {
    let text = value.to_string();
    if key == "database.url" {
        // Without its password; what cannot be read may be all password.
        return DbUrl::parse(&text)
            .map_or_else(|_| if text.is_empty() { "\"\"" } else { "…" }.to_owned(), |url| format!("\"{url}\""));
    }
    if !text.is_empty() && fault::may_be_secret(key) {
        return "…".to_owned();
    }
    match &value.kind {
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Array(list) => {
            format!("[{}]", list.iter().map(|item| shown(key, item)).collect::<Vec<_>>().join(", "))
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_told_with_its_layer_and_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.toml");
        let file = "[server]\nlisten = \"a:1\"\npublic_url = \"https://a.example.fi\"\n[database]\nurl = \"postgres://m:geheim@db/m?password=geheim\"\n\
                    [screenshots.s3]\nsecret_access_key = \"geheim\"\n[[sms.gateways]]\nname = \"operator\"\nkind = \"http\"\n\
                    url = \"https://sms.example.fi/{to}?key=geheim\"\nheaders = { \"X-Key\" = \"geheim\" }\nbearer_file = \"/etc/token\"\n";
        std::fs::write(&path, file).unwrap();
        let variables = [("MAJAKKA__SERVER__LISTEN", "b:2"), ("MAJAKKA__DESK__IDLE_MINUTES", "20")];
        let variables = variables.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
        let overrides = Overrides { listen: Some("c:3".to_owned()), ..Overrides::default() };
        let told = Layers::read(Some(&path), variables, &overrides).unwrap().entries().unwrap();
        let of = |key: &str| {
            let (_, value, origin) = told.iter().find(|(other, _, _)| other == key).unwrap();
            format!("{value} # {}", origin.to_string().replace(&path.display().to_string(), "FILE"))
        };
        assert_eq!(of("server.listen"), "\"c:3\" # flag");
        assert_eq!(of("desk.idle_minutes"), "\"20\" # environment");
        assert_eq!(of("server.public_url"), "\"https://a.example.fi\" # FILE");
        assert_eq!(of("database.connections"), "8 # default");
        assert_eq!(of("database.url"), "\"postgres://m@db/m\" # FILE");
        assert_eq!(of("sms.gateways.0.bearer_file"), "\"/etc/token\" # FILE");
        assert!(!format!("{told:?}").contains("geheim"), "{told:?}");
    }
}
