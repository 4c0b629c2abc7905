//! Somebody who visits the pages without a browser: keeps cookies, follows links, fills in forms.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, StatusCode};

use super::form::Form;

/// Far longer than an answer takes; reached only when the program hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// Less than the program keeps a connection without work: she meets no door that is just being closed.
const IDLE: Duration = Duration::from_secs(30);
/// More than any chain of pages has.
const REDIRECTS: usize = 5;

/// A visitor with cookies of her own, at one address.
#[derive(Debug)]
pub struct Visitor {
    address: String,
    client: Client,
    cookies: BTreeMap<String, String>,
    headers: HeaderMap,
}

impl Visitor {
    /// Nobody yet, at `address` (`http://127.0.0.1:41234`).
    pub fn new(address: String) -> Visitor {
        Visitor::calling_from(Ipv4Addr::LOCALHOST, address)
    }

    /// Nobody yet, at a machine of her own (`127.0.0.0/8`): what is counted by the address is counted for her alone.
    pub fn calling_from(machine: Ipv4Addr, address: String) -> Visitor {
        let client = Client::builder().timeout(PATIENCE).pool_idle_timeout(IDLE).redirect(Policy::none());
        let client = client.local_address(IpAddr::V4(machine)).build().expect("an HTTP client");
        Visitor { address, client, cookies: BTreeMap::new(), headers: HeaderMap::new() }
    }

    /// Where she goes: `http://127.0.0.1:41234`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Somebody else at the same address, without her cookies.
    pub fn stranger(&self) -> Visitor {
        Visitor::new(self.address.clone())
    }

    /// Sends this header with every request: a language, an API token.
    pub fn header(mut self, name: &'static str, value: &str) -> Visitor {
        self.headers.insert(name, value.parse().expect("a header value"));
        self
    }

    /// Opens a page, following redirects. `path` may be a whole URL of this address.
    pub async fn open(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path);
        self.send(request, path).await
    }

    /// Sends a form that was read from a page and filled in.
    pub async fn submit(&mut self, form: Form) -> Page {
        let path = form.action().to_owned();
        let request = if !form.is_post() {
            self.request(Method::GET, &path).query(form.fields())
        } else if form.is_multipart() {
            let (kind, body) = form.multipart();
            self.request(Method::POST, &path).header("Content-Type", kind).body(body)
        } else {
            self.request(Method::POST, &path).form(form.fields())
        };
        self.send(request, &path).await
    }

    /// Sends JSON, as another system would.
    pub async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Page {
        let request = self.request(Method::POST, path).json(body);
        self.send(request, path).await
    }

    /// What her browser keeps under this name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.get(name).cloned()
    }

    /// A request of her own making, with her cookies and headers.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.address) };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.request(method, url).headers(self.headers.clone());
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    /// Sends a request, keeps the cookies, follows redirects.
    pub async fn send(&mut self, request: RequestBuilder, path: &str) -> Page {
        let mut page = self.once(request, path).await;
        for _ in 0..REDIRECTS {
            let Some(target) = page.redirect() else { return page };
            let request = self.request(Method::GET, &target);
            page = self.once(request, &target).await;
        }
        panic!("{path} redirects without end, at last to {:?}", page.redirect())
    }

    /// Sends a request and keeps the cookies; a redirect is the answer.
    pub async fn once(&mut self, request: RequestBuilder, path: &str) -> Page {
        let answer = request.send().await.unwrap_or_else(|e| panic!("{path}: {e:?}"));
        let (status, headers) = (answer.status(), answer.headers().clone());
        self.keep(&headers);
        let body = answer.bytes().await.unwrap_or_else(|e| panic!("{path}: {e:?}"));
        Page { path: path.to_owned(), status, headers, body: body.to_vec() }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            if cookie.to_ascii_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Page {
    /// What was asked for.
    pub path: String,
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Page {
    /// The page itself when its status is this; otherwise the test ends with what was there.
    pub fn expect(self, status: u16) -> Page {
        assert_eq!(self.status.as_u16(), status, "{} answered:\n{}", self.path, self.text());
        self
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{} is no JSON ({e}):\n{}", self.path, self.text()))
    }

    /// The form on the page whose action ends with `action`, filled in as the page has it, its CSRF field included.
    pub fn form(&self, action: &str) -> Form {
        let forms = Form::all(&self.text(), &self.path);
        let found = forms.iter().find(|form| form.action().ends_with(action)).cloned();
        found.unwrap_or_else(|| panic!("no form for {action} on {}, there are {forms:?}:\n{}", self.path, self.text()))
    }

    fn redirect(&self) -> Option<String> {
        let target = self.headers.get(LOCATION).filter(|_| self.status.is_redirection())?;
        target.to_str().ok().map(str::to_owned)
    }
}
