//! The words before TLS (RFC 3207): greeting, EHLO, STARTTLS. lettre keeps what it has read of a server when TLS begins, so that
//! replies which somebody between put behind the `220` would count as the server's.
//!
//! Guarantee: nothing that was read before TLS counts after it; a server that says more than it was asked is left at once.
//! Non-goal: everything else. Behind TLS lettre begins anew, with an EHLO of its own.

use std::io;

use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncBufReadExt, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// More than any server says before TLS, in bytes.
const TALK: u64 = 16 * 1024;

/// Asks for TLS; the handshake is next.
///
/// # Errors
/// No connection, no STARTTLS on offer, a refusal, or more said than was asked.
pub(super) async fn ask(stream: &mut TcpStream, hello: &ClientId) -> io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut server = BufReader::new(reader.take(TALK));
    expect(&mut server, "220").await?;
    writer.write_all(format!("EHLO {hello}\r\n").as_bytes()).await?;
    let offers = expect(&mut server, "250").await?;
    if !offers.iter().any(|offer| offer.eq_ignore_ascii_case("STARTTLS")) {
        return Err(io::Error::other(
            "STARTTLS is not offered: mail.smtp.security is to be \"tls\", or another port is meant",
        ));
    }
    writer.write_all(b"STARTTLS\r\n").await?;
    expect(&mut server, "220").await?;
    if server.buffer().is_empty() {
        return Ok(());
    }
    Err(io::Error::other(
        "more was said before TLS than was asked: somebody between may be putting words into the server's mouth",
    ))
}

/// A reply with this code: its lines, without the code.
async fn expect(server: &mut (impl AsyncBufReadExt + Unpin), code: &str) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        server.read_until(b'\n', &mut line).await?;
        if line.last() != Some(&b'\n') {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        let Some(rest) = line.strip_prefix(code) else { return Err(io::Error::other(line.to_owned())) };
        lines.push(rest.get(1..).unwrap_or_default().to_owned());
        if !rest.starts_with('-') {
            return Ok(lines);
        }
    }
}
