//! Settings: `config/default.toml` (in the binary), then a file, then `MAJAKKA__SECTION__KEY`, then flags.
//!
//! Guarantee: an unknown or malformed key stops the start with one sentence that names it; secrets come from files.

mod content;
mod database;
mod desk;
mod export;
mod gateway;
mod mail;
mod metrics;
mod page;
pub mod route;
mod screenshots;
mod server;
mod sms;

use std::path::Path;

use majakka_domain::cadence::Cadence;
use serde::Deserialize;

pub use content::ContentSettings;
pub use database::DatabaseSettings;
pub use desk::DeskSettings;
pub use export::ExportSettings;
pub use gateway::{ElksSettings, GatewayKind, GatewaySettings, HttpSettings, TwilioSettings};
pub use mail::{MailSettings, RelaySettings, SmtpSecurity, SmtpSettings};
pub use metrics::MetricsSettings;
pub use page::PageSettings;
pub use route::Route;
pub use screenshots::ScreenshotSettings;
pub use server::ServerSettings;
pub use sms::{KannelSettings, SmsSettings};

use majakka_store::error::{Error, Result};

/// Every key with its default, documented; the example that people copy from.
pub const DEFAULTS: &str = include_str!("../../../../config/default.toml");
/// The catalogue that comes with the binary.
pub const CATALOGUE: &str = include_str!("../../../../config/catalogue.toml");

/// All settings, a section per concern.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where and how the pages are served.
    pub server: ServerSettings,
    /// Which database.
    pub database: DatabaseSettings,
    /// What the desk does by itself.
    pub desk: DeskSettings,
    /// Who may read the figures of `/metrics`.
    pub metrics: MetricsSettings,
    /// Who may read the public page.
    pub page: PageSettings,
    /// The installation's own catalogue and texts.
    #[serde(default)]
    pub content: ContentSettings,
    /// Where pictures are kept.
    pub screenshots: ScreenshotSettings,
    /// Where the static site goes.
    #[serde(default)]
    pub export: ExportSettings,
    /// Who writes mails, and through which server.
    pub mail: MailSettings,
    /// Who writes text messages, and through which gateway.
    pub sms: SmsSettings,
    /// How often a word is promised.
    pub cadence: Cadence,
}

/// What flags say over everything else.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--var DIR`.
    pub var: Option<String>,
    /// `--database-url URL`.
    pub database_url: Option<String>,
    /// `--listen ADDR:PORT`.
    pub listen: Option<String>,
}

impl Settings {
    /// Reads all layers.
    ///
    /// # Errors
    /// [`Error::Setting`] in one sentence.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self> {
        let mut layers =
            config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        if let Some(path) = file {
            if !path.is_file() {
                return Err(Error::Setting(format!("the settings file {} cannot be read", path.display())));
            }
            layers = layers.add_source(config::File::from(path).format(config::FileFormat::Toml));
        }
        layers = layers.add_source(
            config::Environment::with_prefix("MAJAKKA").prefix_separator("__").separator("__").try_parsing(true),
        );
        let flags = [
            ("server.var", &overrides.var),
            ("database.url", &overrides.database_url),
            ("server.listen", &overrides.listen),
        ];
        let wrong = |cause: config::ConfigError| Error::Setting(format!("settings: {cause}"));
        for (key, value) in flags {
            layers = layers.set_override_option(key, value.clone()).map_err(wrong)?;
        }
        let settings: Settings = layers.build().and_then(config::Config::try_deserialize).map_err(wrong)?;
        route::check(&settings)?;
        Ok(settings)
    }

    /// How the outside world reaches the pages, without a slash at the end.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{}", self.server.listen)
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// The database, by default a file under `var/`.
    pub fn database_url(&self) -> String {
        if self.database.url.is_empty() {
            format!("sqlite://{}/majakka.sqlite", self.server.var)
        } else {
            self.database.url.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_production_example_is_settings() {
        let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/production.example.toml"));
        let settings = Settings::load(Some(example), &Overrides::default()).unwrap();
        assert_eq!(settings.public_url(), "https://hairiot.example.fi");
        assert!(settings.database_url().starts_with("postgres://"));
        assert!(settings.server.behind_tls && settings.mail.smtp.is_some() && settings.sms.kannel.is_some());
    }
}
