//! The server over an installation, on a port of loopback.

use std::net::TcpListener;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use majakka_server::listen::Listener;
use majakka_server::startup;

use crate::TestApp;

/// A server that answers as in production.
#[derive(Debug)]
pub struct Http {
    /// Where it is: `http://127.0.0.1:41234`.
    pub address: String,
    handle: ServerHandle,
}

impl TestApp {
    /// Serves it, inside a runtime of tokio or actix.
    #[must_use]
    pub fn http(&self) -> Http {
        self.http_with(|_| ())
    }

    /// Serves it with further addresses beside the server's own.
    #[must_use]
    pub fn http_with(&self, mount: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Http {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let doors = vec![Listener::Tcp(listener)];
        let (server, _) = startup::server(self.app.clone(), doors, mount).expect("the server");
        let handle = server.handle();
        tokio::spawn(server);
        Http { address, handle }
    }
}

impl Http {
    /// Ends it when what is under way is answered.
    pub async fn stop(self) {
        self.handle.stop(false).await;
    }
}
