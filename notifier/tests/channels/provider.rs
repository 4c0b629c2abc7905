//! A server that stands for a provider: it keeps what it is sent and answers as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    /// The body as a form.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }
}

type Judge = dyn Fn(&Request) -> HttpResponse + Send + Sync;

pub(crate) struct Provider {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Request>>>,
    server: ServerHandle,
}

impl Provider {
    /// Starts it; `answer` looks at each request as the real service would.
    pub(crate) fn start(answer: impl Fn(&Request) -> HttpResponse + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (book, answer): (_, Arc<Judge>) = (asked.clone(), Arc::new(answer));
        let app = move || {
            let (book, answer) = (book.clone(), answer.clone());
            let take = move |request: HttpRequest, body: String| {
                let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap_or("?").to_owned();
                let request = Request {
                    method: request.method().to_string(),
                    path: request.path().to_owned(),
                    query: request.query_string().to_owned(),
                    headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
                    body,
                };
                book.lock().unwrap().push(request.clone());
                let answer = answer(&request);
                async move { answer }
            };
            App::new().default_service(web::to(take))
        };
        let server = HttpServer::new(app).workers(1).bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        let server = server.disable_signals().run();
        let handle = server.handle();
        tokio::spawn(server);
        Provider { url, asked, server: handle }
    }

    /// What it was asked so far, in order.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) async fn stop(self) {
        self.server.stop(false).await;
    }
}

/// A listener that takes the request and never answers, until it is dropped. Its address, and how many bytes came.
pub(crate) async fn silence() -> (String, Arc<Mutex<usize>>) {
    use tokio::io::AsyncReadExt as _;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let bytes: Arc<Mutex<usize>> = Arc::default();
    let count = bytes.clone();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = connection.read(&mut buffer).await {
                    *count.lock().unwrap() += read;
                }
            });
        }
    });
    (url, bytes)
}
