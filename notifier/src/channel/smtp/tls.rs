//! TLS below lettre: from the first byte (RFC 8314), or after STARTTLS.
//!
//! Guarantee: rustls with the aws-lc provider; the server's certificate is checked against the machine's authorities and
//! the ones of the CA file.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::{
    ClientConfig,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Settings of the TLS layer with further authorities as PEM.
pub(super) fn config(authorities: Option<&[u8]>) -> Result<Arc<ClientConfig>, rustls::Error> {
    let further: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(authorities.unwrap_or_default()).collect();
    let further = further.map_err(|no| rustls::Error::General(format!("not a PEM certificate: {no}")))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(further, provider.clone())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// An encrypted stream that lettre can speak through.
#[derive(Debug)]
pub(super) struct Encrypted {
    stream: TlsStream<TcpStream>,
    /// What is read before the server's own words.
    greeting: &'static [u8],
}

impl Encrypted {
    /// Shakes hands with `host`, whose certificate must bear that name.
    pub(super) async fn over(stream: TcpStream, host: &str, config: Arc<ClientConfig>) -> io::Result<Self> {
        let name =
            ServerName::try_from(host.to_owned()).map_err(|no| io::Error::new(io::ErrorKind::InvalidInput, no))?;
        Ok(Encrypted { stream: TlsConnector::from(config).connect(name, stream).await?, greeting: b"" })
    }

    /// As after STARTTLS, where the server does not greet again (RFC 3207, chapter 4.2) and lettre waits for a greeting.
    pub(super) fn greeted(self) -> Self {
        Encrypted { greeting: b"220 TLS\r\n", ..self }
    }
}

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buf);
        }
        let (now, later) = self.greeting.split_at(self.greeting.len().min(buf.remaining()));
        buf.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
