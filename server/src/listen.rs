//! The doors of a server: addresses, sockets in the file system, and those that a service manager holds open.
//!
//! Guarantee: a socket file that a dead process left behind is replaced, one that somebody listens on is not.
//! Non-goal: TLS; a proxy speaks it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use listenfd::ListenFd;
use majakka_app::config::Settings;
use majakka_store::error::{Error, Result};

/// Begins the place of a socket in the file system.
pub const UNIX: &str = "unix:";
/// Begins the address of a door that only proxies use.
pub const PROXY: &str = "proxy:";

/// One of them.
#[derive(Debug)]
pub enum Listener {
    /// Address and port.
    Tcp(TcpListener),
    /// `proxy:ADDRESS:PORT`: every connection begins with whose it is (PROXY protocol), as its proxy says.
    Proxied(TcpListener),
    /// `unix:/run/majakka/http.sock`, for a proxy on the same machine.
    Unix(UnixListener),
}

impl Listener {
    /// The same door once more.
    ///
    /// # Errors
    /// What the system says.
    pub fn again(&self) -> io::Result<Self> {
        match self {
            Listener::Tcp(listener) => listener.try_clone().map(Listener::Tcp),
            Listener::Proxied(listener) => listener.try_clone().map(Listener::Proxied),
            Listener::Unix(listener) => listener.try_clone().map(Listener::Unix),
        }
    }
}

/// Takes the sockets of the service manager (`LISTEN_FDS`, sd_listen_fds(3)), else the addresses of the settings, and writes into
/// them how the outside world reaches the first, unless they say so.
///
/// # Errors
/// [`Error::Setting`] in one sentence: no such address, or taken.
pub fn listen(settings: &mut Settings) -> Result<Vec<Listener>> {
    let mut listeners = inherited()?;
    if listeners.is_empty() {
        listeners = open_all(&settings.server.listen)?;
    }
    let bound = listeners.iter().find_map(|listener| match listener {
        Listener::Tcp(listener) => listener.local_addr().ok(),
        Listener::Proxied(_) | Listener::Unix(_) => None,
    });
    if settings.server.public_url.is_empty()
        && let Some(bound) = bound
    {
        settings.server.public_url = format!("http://{}", reachable(bound));
    }
    Ok(listeners)
}

/// Opens every place of a list.
///
/// # Errors
/// As [`listen`].
pub fn open_all(listen: &str) -> Result<Vec<Listener>> {
    places(listen).map(open).collect()
}

/// Several stand between commas or spaces.
pub fn places(listen: &str) -> impl Iterator<Item = &str> {
    listen.split([',', ' ']).filter(|place| !place.is_empty())
}

fn inherited() -> Result<Vec<Listener>> {
    let mut given = ListenFd::from_env();
    let refuse = |cause: io::Error| Error::Setting(format!("a socket of LISTEN_FDS cannot be listened on: {cause}"));
    let mut listeners = Vec::new();
    for place in 0..given.len() {
        // The crate looks what kind of socket it is, and leaves one of another kind where it was.
        let listener = match given.take_tcp_listener(place) {
            Ok(listener) => listener.map(Listener::Tcp),
            Err(_) => given.take_unix_listener(place).map_err(refuse)?.map(Listener::Unix),
        };
        listeners.extend(listener);
    }
    Ok(listeners)
}

fn open(place: &str) -> Result<Listener> {
    let refuse = |cause: io::Error| {
        let why = match cause.kind() {
            io::ErrorKind::AddrInUse => "another program listens there".to_owned(),
            _ => cause.to_string(),
        };
        Error::Setting(format!("cannot listen on {place}: {why}; choose another address with --listen ADDRESS:PORT"))
    };
    if let Some(path) = place.strip_prefix(UNIX) {
        return unix(Path::new(path)).map(Listener::Unix).map_err(refuse);
    }
    match place.strip_prefix(PROXY) {
        Some(address) => TcpListener::bind(address).map(Listener::Proxied).map_err(refuse),
        None => TcpListener::bind(place).map(Listener::Tcp).map_err(refuse),
    }
}

fn unix(path: &Path) -> io::Result<UnixListener> {
    let listener = match UnixListener::bind(path) {
        Err(taken) if taken.kind() == io::ErrorKind::AddrInUse && UnixStream::connect(path).is_err() => {
            std::fs::remove_file(path)?;
            UnixListener::bind(path)?
        }
        bound => bound?,
    };
    // For the proxy's group.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
    Ok(listener)
}

/// An address to type into a browser: "every address of this machine" is none.
fn reachable(bound: SocketAddr) -> SocketAddr {
    if bound.ip().is_unspecified() { SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), bound.port()) } else { bound }
}
