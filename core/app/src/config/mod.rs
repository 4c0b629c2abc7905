//! Settings: `config/default.toml` (in the binary), then a file, then `MAJAKKA__SECTION__KEY`, then flags.
//!
//! Guarantee: an unknown or malformed key stops the start with one sentence that names it; secrets come from files.

mod accounts;
mod audit;
mod content;
mod database;
mod desk;
pub mod environment;
mod examine;
mod export;
mod fault;
mod gateway;
mod host;
mod layers;
mod mail;
mod metrics;
mod page;
mod provider;
mod proxies;
mod retention;
pub mod route;
mod screenshots;
mod server;
mod sms;
mod transport;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use majakka_domain::cadence::Cadence;
use serde::Deserialize;

pub use accounts::{AccountsSettings, SecondFactor};
pub use audit::AuditSettings;
pub use content::ContentSettings;
pub use database::DatabaseSettings;
pub use desk::DeskSettings;
pub use examine::{Finding, Weight};
pub use export::ExportSettings;
pub use gateway::{ElksSettings, GatewayKind, GatewaySettings, HttpSettings, TwilioSettings};
pub use host::is_this_machine;
pub use layers::{Layers, Origin};
pub use mail::{MailSettings, RelaySettings, SmtpSecurity, SmtpSettings};
pub use metrics::MetricsSettings;
pub use page::PageSettings;
pub use provider::ProviderSettings;
pub use proxies::{Peer, TrustedProxies};
pub use retention::RetentionSettings;
pub use route::Route;
pub use screenshots::ScreenshotSettings;
pub use server::ServerSettings;
pub use sms::{KannelSettings, SmsSettings};

use majakka_store::error::Result;

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
    /// What people prove themselves with.
    pub accounts: AccountsSettings,
    /// What keeps the audit log from being rewritten.
    pub audit: AuditSettings,
    /// What the desk does by itself.
    pub desk: DeskSettings,
    /// Who may read the figures of `/metrics`.
    pub metrics: MetricsSettings,
    /// Who may read the public page.
    pub page: PageSettings,
    /// The installation's own catalogue and texts.
    #[serde(default)]
    pub content: ContentSettings,
    /// How long it is kept who people are.
    pub retention: RetentionSettings,
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
    /// Where the keys of the vault are.
    #[must_use]
    pub fn vault_key_file(&self) -> PathBuf {
        match self.desk.vault_key_file.as_str() {
            "" => Path::new(&self.server.var).join("vault.key"),
            named => PathBuf::from(named),
        }
    }

    /// Reads all layers.
    ///
    /// # Errors
    /// [`Error::Setting`](majakka_store::error::Error::Setting) in one sentence.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self> {
        Self::with_layers(file, overrides).map(|(settings, _)| settings)
    }

    /// Reads all layers, and keeps them, to say where a value came from.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn with_layers(file: Option<&Path>, overrides: &Overrides) -> Result<(Self, Layers)> {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        let layers = Layers::read(file, std::env::vars_os().filter_map(text), overrides)?;
        Ok((Self::from_layers(&layers)?, layers))
    }

    fn from_layers(layers: &Layers) -> Result<Self> {
        let mut settings = layers.settings()?;
        // Links are put together from it: one slash is enough.
        settings.server.public_url.truncate(settings.server.public_url.trim_end_matches('/').len());
        route::check(&settings)?;
        settings.page.check()?;
        provider::check(&settings.accounts.providers)?;
        settings.database_url()?;
        Ok(settings)
    }

    /// How the outside world reaches the pages, without a slash at the end.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{}", self.server.listen.split([',', ' ']).next().unwrap_or_default())
        } else {
            self.server.public_url.clone()
        }
    }

    /// The database, by default a file under `var/`; one on another machine with all that makes the way there safe.
    ///
    /// # Errors
    /// [`Error::Setting`](majakka_store::error::Error::Setting) when the address asks for less than that.
    pub fn database_url(&self) -> Result<String> {
        if self.database.url.is_empty() {
            return Ok(format!("sqlite://{}/majakka.sqlite", self.server.var));
        }
        let authorities = openssl_probe::probe().cert_file;
        let url = transport::verified(&self.database.url, authorities.as_deref(), self.database.unverified)?;
        Ok(transport::named(url, &self.database.application))
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
        assert!(settings.database_url().unwrap().starts_with("postgres://"));
        assert!(settings.server.behind_tls && settings.mail.smtp.is_some() && settings.sms.kannel.is_some());
    }

    fn in_environment(values: &[(&str, &str)], file: &str) -> Result<Settings> {
        let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("majakka.toml");
        std::fs::write(&path, file).unwrap();
        Settings::from_layers(&Layers::read(Some(&path), values, &Overrides::default())?)
    }

    #[test]
    fn a_number_of_the_environment_that_is_meant_as_text_keeps_its_zero() {
        let settings = in_environment(
            &[
                ("MAJAKKA__DESK__CONTACT__FI", "0401234567"),
                ("MAJAKKA__DESK__CONTACT__SV", "true"),
                ("MAJAKKA__DATABASE__CONNECTIONS", "7"),
                ("MAJAKKA__SERVER__BEHIND_TLS", "true"),
                ("MAJAKKA__SCREENSHOTS__S3__SECRET_ACCESS_KEY", "007"),
            ],
            "",
        );
        let settings = settings.unwrap();
        assert_eq!((&*settings.desk.contact.fi, &*settings.desk.contact.sv), ("0401234567", "true"));
        assert_eq!((settings.database.connections, settings.server.behind_tls), (7, true));
        assert_eq!(settings.screenshots.s3.secret_access_key.as_deref(), Some("007"));
    }

    #[test]
    fn no_slip_shows_a_secret() {
        const SECRET: &str = "salaisuus-41";
        let slips = [
            format!("[screenshots.s3]\nsecret_access_key = \"{SECRET}\" x\n"),
            format!("[screenshots.s3]\nsecret_access_key = {SECRET}\n"),
            format!("[screenshots.s3]\nsecret_access_key = [\"{SECRET}\"]\n"),
            format!("[screenshots.s3]\nsecret_access_key = {{ is = \"{SECRET}\" }}\n"),
            format!("[screenshots.s3]\nsecret_access_key = \"{SECRET}\n"),
            format!("[database]\nurl = [\"postgres://majakka:{SECRET}@db/majakka\"]\n"),
            format!("[database]\nurl = \"postgres://majakka:{SECRET}@db/majakka\nconnections = 3\n"),
            format!("[database]\nurl = \"a\"\nurl = \"postgres://majakka:{SECRET}@db/majakka\"\n"),
        ];
        for slip in slips {
            let said = in_environment(&[], &slip).unwrap_err().to_string();
            assert!(!said.contains(SECRET), "{slip}: {said}");
            assert!(
                said.contains("line ") || said.contains("secret_access_key") || said.contains("database.url"),
                "{said}"
            );
        }
        let said = in_environment(&[("MAJAKKA__DATABASE__CONNECTIONS", "many")], "").unwrap_err().to_string();
        assert!(said.contains("many") && said.contains("database.connections"), "{said}");
    }
}
