//! Promise: nobody comes in by a token that a provider did not make for this program and this question, nor by one that is over:
//! a provider of our own tells each lie once (OpenID Connect Core 1.0, 3.1.3.7), over TLS by an authority that only the settings name.

use std::fs;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::web::{Data, Json};
use actix_web::{App, HttpResponse, HttpServer, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use majakka_app::config::{SecondFactor, Settings};
use majakka_domain::terms::AccountRole::SystemAdmin;
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_testing::nginx::Nginx;
use majakka_testing::oidc::{CLIENT, SECRET};
use majakka_testing::{certificate, process};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use reqwest::Method;
use serde_json::{Value, json};

use crate::place::Place;
use crate::provider::{PUBLIC, location, secret, settings};
use crate::visitor::{Page, Visitor};

/// The name of the one key that the provider publishes.
const KEY: &str = "key of the tests";

/// What the provider says next.
#[derive(Debug, Default, Clone)]
struct Next {
    /// The compact form of the token; none: it gives an access token alone.
    id_token: Option<String>,
    /// The subject at the address for further claims.
    subject: String,
}

/// What the provider knows of itself.
#[derive(Clone)]
struct Liar {
    issuer: String,
    /// Whom it says to be in its discovery document.
    says: Arc<Mutex<String>>,
    next: Arc<Mutex<Next>>,
    published: Value,
}

async fn discovery(liar: Data<Liar>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", liar.issuer);
    Json(json!({
        "issuer": *liar.says.lock().expect("its name"),
        "authorization_endpoint": at("auth"), "token_endpoint": at("token"), "jwks_uri": at("jwks"), "userinfo_endpoint": at("me"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "RS256", "HS256", "none"],
    }))
}

async fn keys(liar: Data<Liar>) -> Json<Value> {
    Json(json!({ "keys": [liar.published] }))
}

async fn token(liar: Data<Liar>) -> Json<Value> {
    let mut said = json!({ "access_token": "an access token", "token_type": "Bearer", "expires_in": 60 });
    if let Some(id_token) = liar.next.lock().expect("a token").id_token.clone() {
        said["id_token"] = id_token.into();
    }
    Json(said)
}

async fn further(liar: Data<Liar>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "sub": liar.next.lock().expect("a subject").subject }))
}

/// A token before it is signed, and how it will be.
struct Token {
    header: Value,
    claims: Value,
    signed_by: SignedBy,
    /// What becomes of the claims after they were signed.
    changed_to: Option<Value>,
    subject_further: String,
    given: bool,
}

#[derive(Clone, Copy)]
enum SignedBy {
    ItsKey,
    AnotherKey,
    TheSecret,
    Nobody,
}

fn key() -> CoreEdDsaPrivateSigningKey {
    let pem = process::run(std::process::Command::new("openssl").args(["genpkey", "-algorithm", "ed25519"]));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(KEY.to_owned()))).expect("a key")
}

/// A provider behind TLS, and a program that trusts it.
struct There {
    place: Place,
    liar: Liar,
    its: CoreEdDsaPrivateSigningKey,
    another: CoreEdDsaPrivateSigningKey,
    came: AtomicU8,
    server: actix_web::dev::ServerHandle,
    _front: Nginx,
    _folders: [tempfile::TempDir; 2],
}

impl There {
    async fn new(trusts: bool) -> There {
        let (its, another) = (key(), key());
        let tls = tempfile::tempdir().expect("a folder");
        certificate::write(tls.path(), &["IP:127.0.0.1"]);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let behind = listener.local_addr().expect("its address");
        let front = Nginx::start(&format!(
            "server {{ listen LISTEN ssl; ssl_certificate {0}/server.pem; ssl_certificate_key {0}/server.key;
             location / {{ proxy_pass http://{behind}; }} }}",
            tls.path().display()
        ));
        let issuer = front.address().replace("http://", "https://");
        let liar = Liar {
            issuer: issuer.clone(),
            says: Arc::new(Mutex::new(issuer.clone())),
            next: Arc::default(),
            published: serde_json::to_value(its.as_verification_key()).expect("a key as JSON"),
        };
        let shared = liar.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::new(shared.clone()))
                .route("/.well-known/openid-configuration", web::get().to(discovery))
                .route("/jwks", web::get().to(keys))
                .route("/token", web::post().to(token))
                .route("/me", web::get().to(further))
        });
        let server = server.workers(1).listen(listener).expect("a listener").run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let (folder, file) = secret();
        let authority = folder.path().join("ca.pem");
        fs::copy(tls.path().join("ca.pem"), &authority).expect("the authority");
        let place = Place::beginning(SystemClock.now(), move |all: &mut Settings| {
            all.server.public_url = PUBLIC.to_owned();
            all.accounts.second_factor = SecondFactor::Off;
            let mut provider = settings(issuer, file);
            provider.ca_file = trusts.then_some(authority);
            all.accounts.providers = vec![provider];
        })
        .await;
        place.host();
        There {
            place,
            liar,
            its,
            another,
            came: AtomicU8::new(1),
            server: handle,
            _front: front,
            _folders: [tls, folder],
        }
    }

    fn honest(&self, asked: &url::Url) -> Token {
        let nonce = asked.query_pairs().find(|(name, _)| name == "nonce").expect("a nonce").1.into_owned();
        let now = SystemClock.now().timestamp();
        Token {
            header: json!({ "alg": "EdDSA", "kid": KEY, "typ": "JWT" }),
            claims: json!({
                "iss": self.liar.issuer, "aud": CLIENT, "sub": "anna", "nonce": nonce, "iat": now, "exp": now + 60, "auth_time": now,
                "name": "Anna Esimerkki", "email": "anna@test.invalid", "email_verified": true, "groups": ["majakka-tuki"], "amr": ["pwd", "otp"],
            }),
            signed_by: SignedBy::ItsKey,
            changed_to: None,
            subject_further: "anna".to_owned(),
            given: true,
        }
    }

    fn say(&self, token: Token) {
        let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encoded(&token.header), encoded(&token.claims));
        let signature = match token.signed_by {
            SignedBy::ItsKey => self.its.sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes()),
            SignedBy::AnotherKey => self.another.sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes()),
            SignedBy::TheSecret => {
                CoreHmacKey::new(SECRET).sign(&CoreJwsSigningAlgorithm::HmacSha256, signed.as_bytes())
            }
            SignedBy::Nobody => Ok(Vec::new()),
        };
        let signature = URL_SAFE_NO_PAD.encode(signature.expect("a signature"));
        let claims = encoded(token.changed_to.as_ref().unwrap_or(&token.claims));
        let id_token = token.given.then(|| format!("{}.{claims}.{signature}", encoded(&token.header)));
        *self.liar.next.lock().expect("a token") = Next { id_token, subject: token.subject_further };
    }

    /// The way back, when this page led to the provider.
    fn back(&self, asked: &url::Url, lie: impl FnOnce(&mut Token)) -> String {
        let mut token = self.honest(asked);
        lie(&mut token);
        self.say(token);
        let state = asked.query_pairs().find(|(name, _)| name == "state").expect("a state").1.into_owned();
        format!("/sign-in/with/alue/back?code=a-code&state={state}")
    }

    async fn comes(&self, lie: impl FnOnce(&mut Token)) -> Page {
        let way = "/sign-in/with/alue?to=%2Faccount";
        // Each from a machine of her own: one alone would have tried too often soon.
        let machine = self.came.fetch_add(1, Ordering::Relaxed);
        let mut visitor =
            Visitor::calling_from(Ipv4Addr::new(127, 3, 0, machine), self.place.visitor().address().to_owned());
        let page = visitor.once(visitor.request(Method::GET, way), way).await;
        let asked = url::Url::parse(&location(&page)).expect("an address");
        visitor.open(&self.back(&asked, lie)).await
    }

    async fn stop(self) {
        self.place.stop().await;
        self.server.stop(false).await;
    }
}

fn claim(name: &'static str, value: impl Into<Value>) -> impl FnOnce(&mut Token) {
    let value = value.into();
    move |token| token.claims[name] = value
}

#[actix_web::test]
async fn no_lie_lets_anybody_in() {
    let there = There::new(true).await;
    // The installation's clock stands still where it began.
    let now = there.place.app.clock.now().timestamp();
    let refused = |lie: &'static str, page: Page| {
        // What is no token at all is no answer of a provider.
        assert!(page.status == 422 || page.status == 503, "{lie}: {} {}", page.status, page.text());
        assert!(page.text().contains("action=\"/sign-in\"") && !page.text().contains("Anna Esimerkki"), "{lie}");
    };
    refused("of another issuer", there.comes(claim("iss", "https://id.example.fi")).await);
    refused("for another program", there.comes(claim("aud", "somebody else")).await);
    refused("for another program as well", there.comes(claim("aud", json!([CLIENT, "somebody else"]))).await);
    refused("over", there.comes(claim("exp", now - 1)).await);
    refused("of another question", there.comes(claim("nonce", "of another question")).await);
    refused("of no question", there.comes(|token| drop(token.claims.as_object_mut().unwrap().remove("nonce"))).await);
    refused("of an access token of somebody else", there.comes(claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")).await);
    refused("by another key of the same name", there.comes(|token| token.signed_by = SignedBy::AnotherKey).await);
    for alg in ["none", "None", "EdDSA"] {
        let by_nobody = |token: &mut Token| {
            token.header["alg"] = alg.into();
            token.signed_by = SignedBy::Nobody;
        };
        refused("by nobody", there.comes(by_nobody).await);
    }
    let by_the_secret = |token: &mut Token| {
        token.header = json!({ "alg": "HS256", "typ": "JWT" });
        token.signed_by = SignedBy::TheSecret;
    };
    refused("by whoever knows the secret of this program", there.comes(by_the_secret).await);
    let changed = |token: &mut Token| {
        let mut claims = token.claims.clone();
        claims["sub"] = "ville".into();
        token.changed_to = Some(claims);
    };
    refused("changed after it was signed", there.comes(changed).await);
    refused("none", there.comes(|token| token.given = false).await);
    let page = there.comes(|token| "ville".clone_into(&mut token.subject_further)).await;
    refused("with somebody else's further claims", page);
    let made = there.place.app.read(|conn| majakka_store::account::is_taken(conn, "anna@test.invalid"));
    assert!(!made.expect("the database"), "no lie made an account");

    let page = there.comes(|_| ()).await;
    assert!(page.status == 200 && page.text().contains("Anna Esimerkki"), "the truth lets in: {}", page.text());
    there.stop().await;
}

#[actix_web::test]
async fn what_cannot_be_taken_back_wants_a_proof_of_after_the_question() {
    let there = There::new(true).await;
    let (_, mut admin) = there.place.person("paa@example.fi", there.place.host(), &[SystemAdmin]).await;
    let linked = |page: &Page| page.text().contains("/account/providers/alue/remove");
    let mut ask = async |lie: fn(&mut Token)| {
        let page = admin.open("/account/factor").await.expect(200);
        let page = admin.submit(page.form("/account/providers/alue")).await.expect(200);
        let text = page.text().replace("&amp;", "&").replace("&#x3D;", "=");
        let at = text.find(&format!("{}/auth?", there.liar.issuer)).expect("the way to the provider");
        let asked = url::Url::parse(text[at..].split('"').next().expect("its end")).expect("an address");
        let back = there.back(&asked, lie);
        admin.open(&back).await;
        admin.open("/account/factor").await.expect(200)
    };
    let yesterday = |token: &mut Token| token.claims["auth_time"] = (SystemClock.now().timestamp() - 24 * 3600).into();
    assert!(!linked(&ask(yesterday).await), "she proved herself yesterday");
    let never = |token: &mut Token| drop(token.claims.as_object_mut().unwrap().remove("auth_time"));
    assert!(!linked(&ask(never).await), "nobody says when");
    assert!(linked(&ask(|_| ()).await), "she did so now");
    there.stop().await;
}

#[actix_web::test]
async fn a_provider_is_believed_under_its_name_and_by_an_authority_that_is_known() {
    let there = There::new(false).await;
    let page = there.place.visitor().open("/sign-in/with/alue").await.expect(503);
    assert!(page.text().contains("ei vastaa"), "{}", page.text());
    there.stop().await;

    let there = There::new(true).await;
    *there.liar.says.lock().expect("its name") = "https://id.example.fi".to_owned();
    there.place.visitor().open("/sign-in/with/alue").await.expect(503);
    *there.liar.says.lock().expect("its name") = there.liar.issuer.clone();
    let mut visitor = there.place.visitor();
    let page = visitor.once(visitor.request(Method::GET, "/sign-in/with/alue"), "/sign-in/with/alue").await;
    assert!(location(&page).starts_with(&there.liar.issuer), "a lie of before is not kept");
    there.stop().await;
}
