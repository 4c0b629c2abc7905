//! Promise: with `starttls` no word that was read before TLS counts, whoever put it there: no letter is booked as taken that
//! no server has taken (RFC 3207, chapter 6).

use std::{fs, sync::Arc};

use majakka_app::config::{SmtpSecurity, SmtpSettings};
use majakka_domain::delivery::Whose;
use majakka_notifier::channel::{Outcome, smtp::SmtpGateway};
use majakka_testing::certificate;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::letters::{assert_accepted, assert_trouble, composer, mail, send};

/// What stands between us and the server.
#[derive(Debug, Clone, Copy)]
enum Between {
    Nobody,
    /// Replies to everything that we are going to say, in one segment with the answer to STARTTLS.
    Injected,
    /// The same, just before the handshake.
    InjectedLate,
    /// The offer of STARTTLS is taken away.
    Stripped,
    /// STARTTLS is refused.
    Refused,
    /// Words without end.
    Babbling,
}

const REPLIES: &str =
    "250-mx.test.invalid\r\n250 PIPELINING\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued as FORGED\r\n";

struct Relay {
    settings: SmtpSettings,
    _folder: TempDir,
}

impl Relay {
    /// Serves SMTP with a good certificate, after what is between us had its say. It takes a letter only behind TLS.
    async fn open(between: Between) -> Relay {
        let folder = tempfile::tempdir().unwrap();
        certificate::write(folder.path(), &["DNS:localhost"]);
        let chain = CertificateDer::pem_file_iter(folder.path().join("server.pem")).unwrap().collect::<Result<_, _>>();
        let key = PrivateKeyDer::from_pem_slice(&fs::read(folder.path().join("server.key")).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(chain.unwrap(), key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let settings = SmtpSettings {
            host: "localhost".to_owned(),
            port: Some(listener.local_addr().unwrap().port()),
            security: SmtpSecurity::Starttls,
            username: None,
            password_file: None,
            ca_file: Some(folder.path().join("ca.pem")),
            hello: Some("majakka.test.invalid".to_owned()),
            connections: 2,
            connect_seconds: 5,
            send_seconds: 5,
            idle_seconds: 5,
            limits: Default::default(),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), between));
            }
        });
        Relay { settings, _folder: folder }
    }

    async fn send(&self) -> Vec<Outcome> {
        let letters = (1..=3).map(|number| mail(number, &format!("anna{number}@example.fi"))).collect();
        send(&SmtpGateway::new(&self.settings, composer()).unwrap(), letters).await
    }
}

/// Who goes away ends the talk.
async fn serve(mut stream: TcpStream, acceptor: TlsAcceptor, between: Between) -> Option<()> {
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    if let Between::Babbling = between {
        loop {
            writer.write_all(b"220-and on\r\n").await.ok()?;
        }
    }
    writer.write_all(b"220-mx.test.invalid\r\n220 ESMTP\r\n").await.ok()?;
    lines.next_line().await.ok()??;
    let offer: &[u8] = if let Between::Stripped = between { b"250 HELP\r\n" } else { b"250-HELP\r\n250 starttls\r\n" };
    writer.write_all(offer).await.ok()?;
    lines.next_line().await.ok()??;
    let answer = match between {
        Between::Refused => "454 4.7.0 TLS not available\r\n".to_owned(),
        Between::Injected => format!("220 go\r\n{REPLIES}"),
        _ => "220 go\r\n".to_owned(),
    };
    writer.write_all(answer.as_bytes()).await.ok()?;
    if let Between::InjectedLate = between {
        tokio::task::yield_now().await;
        writer.write_all(REPLIES.as_bytes()).await.ok()?;
    }
    let mut encrypted = acceptor.accept(stream).await.ok()?;
    match between {
        // The man in the middle has forged every answer: the server itself says nothing.
        Between::Injected | Between::InjectedLate => std::future::pending().await,
        _ => take_letters(&mut encrypted).await,
    }
}

async fn take_letters(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<()> {
    let (reader, mut writer) = tokio::io::split(stream);
    let mut lines = BufReader::new(reader).lines();
    let mut in_letter = false;
    loop {
        let line = lines.next_line().await.ok()??;
        let answer = match (in_letter, line.as_str()) {
            (true, ".") => "250 2.0.0 queued as 1\r\n",
            (true, _) => continue,
            (false, "DATA") => "354 go on\r\n",
            (false, _) => "250 2.0.0 ok\r\n",
        };
        in_letter = answer.starts_with("354") || (in_letter && line != ".");
        writer.write_all(answer.as_bytes()).await.ok()?;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_from_before_tls_take_no_letter() {
    assert_accepted(&Relay::open(Between::Nobody).await.send().await, 3);
    for (between, why) in [
        (Between::Injected, "more was said before TLS"),
        (Between::InjectedLate, ""),
        (Between::Stripped, "STARTTLS is not offered"),
        (Between::Refused, "454 4.7.0 TLS not available"),
        (Between::Babbling, "unexpected end of file"),
    ] {
        let outcomes = Relay::open(between).await.send().await;
        assert_eq!(outcomes.len(), 3, "{between:?}");
        assert_trouble(&outcomes, Whose::Gateway, why);
    }
}
