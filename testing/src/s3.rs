//! A throw-away S3 service that checks signatures: [`s3s_fs`] on a folder, on a thread of this process.
//!
//! A bucket is a folder and an object a file in it, so that a test reads what was stored from the disk.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::scratch::Scratch;

/// The account that may store.
pub const KEY: &str = "MAJAKKA";
/// Its secret.
pub const SECRET: &str = "lyhty-ja-luoto";
/// The bucket that is there from the start.
pub const BUCKET: &str = "hairiot";

/// A running service. Dropping it stops it and forgets what was stored.
#[derive(Debug)]
pub struct S3 {
    address: SocketAddr,
    scratch: Scratch,
    stop: Option<oneshot::Sender<()>>,
    server: Option<thread::JoinHandle<()>>,
}

impl S3 {
    /// Starts it with one empty bucket.
    #[must_use]
    pub fn start() -> S3 {
        let scratch = Scratch::new("mjs3");
        fs::create_dir(scratch.join(BUCKET)).expect("the bucket");
        let files = FileSystem::new(scratch.path()).expect("the service's folder");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a port for the service");
        let address = listener.local_addr().expect("its port");
        let (stop, stopped) = oneshot::channel();
        let server = thread::spawn(move || runtime.block_on(serve(listener, service, stopped)));
        S3 { address, scratch, stop: Some(stop), server: Some(server) }
    }

    /// Where it is, for the setting `endpoint`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where an object of the bucket lies on the disk.
    #[must_use]
    pub fn object(&self, name: &str) -> PathBuf {
        self.scratch.join(BUCKET).join(name)
    }

    /// What is kept beside an object: its media type and how long it may be kept, as the service wrote them down.
    #[must_use]
    pub fn facts(&self, name: &str) -> String {
        let coded = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let file = format!(".bucket-{}.object-{}.metadata.json", coded(BUCKET), coded(name));
        fs::read_to_string(self.scratch.join(file)).unwrap_or_default()
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            // It panicked: the test that lost its answers says so.
            let _ = server.join();
        }
    }
}

async fn serve(listener: TcpListener, service: S3Service, mut stopped: oneshot::Receiver<()>) {
    loop {
        let socket = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => accepted.expect("a connection").0,
        };
        let service = service.clone();
        tokio::spawn(async move {
            // A client that goes away in the middle is the client's matter.
            let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
        });
    }
}
