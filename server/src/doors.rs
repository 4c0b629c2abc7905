//! HTTP behind the doors of a server.
//!
//! Guarantee: whose a connection is, is known before its first request is read: the system says so, or at a door for proxies what
//! stands before everything else (PROXY protocol, versions 1 and 2). Without that such a door hangs up.
//! Non-goal: TLS; a proxy speaks it. Who may come to a door for proxies: the network must let nobody else there.

use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{Extensions, HttpService, Protocol, Request, Response};
use actix_proxy_protocol::{Header, ProxyStream};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{AppConfig, Server};
use actix_web::rt::net::{TcpStream, UnixStream};
use majakka_app::config::Peer;
use majakka_store::error::{Error, Result};
use tokio::time::timeout;

use crate::connections::Connections;
use crate::listen::Listener;

/// Seconds that requests may take to end once the server has been asked to stop.
const GRACE: u64 = 5;
/// How long who sends on after its answer is listened to, so that she reads that answer before the connection is reset (RFC 9112, 9.6).
/// actix counts from a clock that it sets twice a second, and waits for ever for a moment that is past when it begins to wait: the one
/// second that it takes by itself is soon over on a machine that is busy, and the connection stayed.
const HEARD_OUT: Duration = Duration::from_secs(10);
/// A proxy says whose a connection is with the first packet of it.
const PROXY_SPEAKS: Duration = Duration::from_secs(5);

/// How visitors are served.
pub(crate) struct Manner {
    /// Threads.
    pub(crate) workers: usize,
    /// Connections of each of them.
    pub(crate) connections: usize,
    /// How long a connection without work is kept.
    pub(crate) idle: Duration,
    /// Where connections are counted by address, if they are.
    pub(crate) counted: Option<Arc<Connections>>,
}

/// The server behind these doors, ready to be awaited. It does not listen to signals.
///
/// # Errors
/// [`Error::Setting`] when a door cannot be used.
pub(crate) fn serve<F, I, S, B>(listeners: Vec<Listener>, manner: &Manner, application: F) -> Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: Debug,
    S::Response: Into<Response<B>> + 'static,
    B: MessageBody + 'static,
{
    let mut server = Server::build()
        .workers(manner.workers)
        .max_concurrent_connections(manner.connections)
        .disable_signals()
        .shutdown_timeout(GRACE);
    let (farewell, idle) = (server.graceful_shutdown_signal(), manner.idle);
    // One for each kind of connection: they differ in their type.
    macro_rules! pages {
        ($application:ident, $farewell:ident, $open:expr) => {{
            let farewell = $farewell.clone();
            HttpService::build()
                .graceful_shutdown_signal(move || {
                    let farewell = farewell.clone();
                    async move { farewell.notified().await }
                })
                .keep_alive(idle)
                .client_request_timeout(Duration::from_secs(5))
                .client_disconnect_timeout(HEARD_OUT)
                .on_connect_ext($open)
                .finish(map_config(
                    $application()
                        .into_factory()
                        .map_err(|failed| -> Response<BoxBody> { failed.into().error_response().into() }),
                    |()| AppConfig::default(),
                ))
        }};
    }
    for listener in listeners {
        let (application, farewell, counted) = (application.clone(), farewell.clone(), manner.counted.clone());
        let opened = match listener {
            Listener::Tcp(listener) => server.listen("pages", listener, move || {
                let counted = counted.clone();
                fn_service(seen).and_then(pages!(
                    application,
                    farewell,
                    move |stream: &TcpStream, data: &mut Extensions| {
                        if let (Some(counted), Ok(peer)) = (&counted, stream.peer_addr()) {
                            counted.open(stream, Peer::Seen(peer.ip()), data);
                        }
                    }
                ))
            }),
            Listener::Proxied(listener) => server.listen("proxies", listener, move || {
                let counted = counted.clone();
                fn_service(behind_proxy).and_then(pages!(
                    application,
                    farewell,
                    move |stream: &ProxyStream<TcpStream>, data: &mut Extensions| {
                        let Some(peer) = peer(stream) else { return };
                        data.insert(peer);
                        if let Some(counted) = &counted {
                            counted.open(stream.get_ref(), peer, data);
                        }
                    }
                ))
            }),
            Listener::Unix(listener) => server.listen_uds("socket", listener, move || {
                fn_service(nameless).and_then(pages!(application, farewell, |_: &UnixStream, _: &mut Extensions| {}))
            }),
        };
        server = opened.map_err(|cause| Error::Setting(format!("cannot listen: {cause}")))?;
    }
    Ok(server.run())
}

/// A connection, how it speaks, and whose it is.
type Accepted<T> = Result<(T, Protocol, Option<SocketAddr>), DispatchError>;

async fn seen(stream: TcpStream) -> Accepted<TcpStream> {
    let peer = stream.peer_addr().ok();
    Ok((stream, Protocol::Http1, peer))
}

/// A socket of this machine has no address.
async fn nameless(stream: UnixStream) -> Accepted<UnixStream> {
    Ok((stream, Protocol::Http1, None))
}

async fn behind_proxy(stream: TcpStream) -> Accepted<ProxyStream<TcpStream>> {
    let refuse = |why: String| {
        // A probe that only opens a connection does so every second.
        tracing::debug!(why, "hung up on a connection of which no proxy said whose it is");
        DispatchError::Io(io::Error::other(why))
    };
    let stream = timeout(PROXY_SPEAKS, ProxyStream::accept(stream)).await;
    let stream = stream.map_err(|late| refuse(late.to_string()))?.map_err(|wrong| refuse(wrong.to_string()))?;
    let peer = source(&stream).or_else(|| stream.get_ref().peer_addr().ok());
    Ok((stream, Protocol::Http1, peer))
}

/// What the proxy says; nothing when it speaks for itself, as in a check of health (`LOCAL`, `UNKNOWN`).
fn source(stream: &ProxyStream<TcpStream>) -> Option<SocketAddr> {
    stream.header().and_then(Header::source_addr)
}

fn peer(stream: &ProxyStream<TcpStream>) -> Option<Peer> {
    match source(stream) {
        Some(told) => Some(Peer::Told(told.ip())),
        None => stream.get_ref().peer_addr().ok().map(|seen| Peer::Seen(seen.ip())),
    }
}
