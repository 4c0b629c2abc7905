//! Opening a connection: TCP without Nagle's delay, TLS, greeting, sign-in.
//!
//! Guarantee: with `starttls` or `tls` nothing is said before the server's certificate was checked; opening ends within its
//! time limit. Small writes leave at once: with Nagle's algorithm each mail would wait for the peer's delayed
//! acknowledgement, some 40 ms.

use std::{fs, io, sync::Arc, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, AsyncTokioStream},
    commands::Ehlo,
    extension::{ClientId, Extension},
};
use majakka_app::config::{SmtpSecurity, SmtpSettings, is_this_machine};
use tokio::{net::TcpStream, time::timeout};

use super::{
    super::secret::{Secret, SecretError},
    session::{Connection, cut, reply_text},
    starttls,
    tls::{self, Encrypted},
};

/// How a connection is opened.
pub(super) struct Connector {
    host: String,
    port: u16,
    hello: ClientId,
    cover: Cover,
    credentials: Option<Credentials>,
    limit: Duration,
}

enum Cover {
    None,
    Starttls(Arc<rustls::ClientConfig>),
    Tls(Arc<rustls::ClientConfig>),
}

/// The settings do not make a gateway.
#[derive(Debug, thiserror::Error)]
pub enum SmtpConfigError {
    /// Sign-in links and patients' matters would be readable on the wire.
    #[error("security is \"plain\": everything would travel in the clear to {0}; take \"tls\" or \"starttls\"")]
    InTheClear(String),
    /// A name without a password, or the reverse.
    #[error("mail.smtp.username and mail.smtp.password_file go together")]
    HalfAnAccount,
    /// The password.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The file of certificate authorities.
    #[error("the certificate file {path} is of no use: {problem}")]
    Authorities {
        /// As it was given.
        path: String,
        /// Why.
        problem: String,
    },
    /// TLS could not be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// Why no connection came about. It is the gateway's trouble, not a recipient's.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum NotOpened {
    #[error("cannot reach {server}: {problem}")]
    Unreachable { server: String, problem: String },
    #[error("no connection to {server} within {seconds} s")]
    TooSlow { server: String, seconds: u64 },
    #[error("{server} does not let us in: {problem}")]
    NotLetIn { server: String, problem: String },
}

impl Connector {
    pub(super) fn new(settings: &SmtpSettings) -> Result<Self, SmtpConfigError> {
        Ok(Connector {
            host: settings.host.clone(),
            port: settings.port(),
            hello: settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain),
            cover: cover(settings)?,
            credentials: credentials(settings)?,
            limit: Duration::from_secs(settings.connect_seconds),
        })
    }

    /// A connection that is ready for its first mail.
    pub(super) async fn open(&self) -> Result<Connection, NotOpened> {
        let too_slow = |_| NotOpened::TooSlow { server: self.server(), seconds: self.limit.as_secs() };
        timeout(self.limit, self.enter()).await.map_err(too_slow)?
    }

    async fn enter(&self) -> Result<Connection, NotOpened> {
        let not_let_in = |no| NotOpened::NotLetIn { server: self.server(), problem: reply_text(&no) };
        let stream = self.stream().await?;
        let mut smtp = AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await.map_err(not_let_in)?;
        // lettre keeps only the extensions that it uses itself: ask once more, for PIPELINING (RFC 2920).
        let offers = smtp.command(Ehlo::new(self.hello.clone())).await.map_err(not_let_in)?;
        let pipelining = offers.message().any(|line| line.trim().eq_ignore_ascii_case("PIPELINING"));
        let utf8 = smtp.server_info().supports_feature(Extension::SmtpUtfEight);
        if let Some(credentials) = &self.credentials {
            smtp.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.map_err(not_let_in)?;
        }
        Ok(Connection::new(smtp, pipelining, utf8))
    }

    async fn stream(&self) -> Result<Box<dyn AsyncTokioStream>, NotOpened> {
        let unreachable = |no: io::Error| NotOpened::Unreachable { server: self.server(), problem: no.to_string() };
        let not_let_in = |no: io::Error| NotOpened::NotLetIn { server: self.server(), problem: cut(&no.to_string()) };
        let mut stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        match &self.cover {
            Cover::None => Ok(Box::new(stream)),
            Cover::Tls(config) => {
                let encrypted = Encrypted::over(stream, &self.host, config.clone()).await.map_err(unreachable)?;
                Ok(Box::new(encrypted))
            }
            Cover::Starttls(config) => {
                starttls::ask(&mut stream, &self.hello).await.map_err(not_let_in)?;
                let encrypted = Encrypted::over(stream, &self.host, config.clone()).await.map_err(not_let_in)?;
                Ok(Box::new(encrypted.greeted()))
            }
        }
    }

    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn cover(settings: &SmtpSettings) -> Result<Cover, SmtpConfigError> {
    let authorities = authorities(settings)?;
    let encrypted = || tls::config(authorities.as_deref()).map_err(|no| SmtpConfigError::Tls(no.to_string()));
    Ok(match settings.security {
        SmtpSecurity::Plain if is_this_machine(&settings.host) => Cover::None,
        SmtpSecurity::Plain => return Err(SmtpConfigError::InTheClear(settings.host.clone())),
        SmtpSecurity::Starttls => Cover::Starttls(encrypted()?),
        SmtpSecurity::Tls => Cover::Tls(encrypted()?),
    })
}

fn authorities(settings: &SmtpSettings) -> Result<Option<Vec<u8>>, SmtpConfigError> {
    let Some(path) = &settings.ca_file else { return Ok(None) };
    let useless = |problem: String| SmtpConfigError::Authorities { path: path.display().to_string(), problem };
    let pem = fs::read(path).map_err(|no| useless(no.to_string()))?;
    let begins = b"-----BEGIN CERTIFICATE-----";
    if !pem.windows(begins.len()).any(|text| text == begins) {
        return Err(useless("it holds no certificate in PEM".to_owned()));
    }
    Ok(Some(pem))
}

fn credentials(settings: &SmtpSettings) -> Result<Option<Credentials>, SmtpConfigError> {
    match (&settings.username, &settings.password_file) {
        (None, None) => Ok(None),
        (Some(username), Some(file)) => {
            let password = Secret::from_file(file)?;
            Ok(Some(Credentials::new(username.clone(), password.reveal_text()?.to_owned())))
        }
        _ => Err(SmtpConfigError::HalfAnAccount),
    }
}
