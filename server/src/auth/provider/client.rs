//! What is said between this program and a provider (OpenID Connect Core 1.0, code flow with PKCE, RFC 7636; Discovery 1.0;
//! RP-Initiated Logout 1.0).
//!
//! Guarantee: nobody is believed but the issuer of the settings, by the keys that it publishes, for this very question (state, nonce,
//! verifier); no redirect is followed; an answer is at most a mebibyte and takes at most ten seconds.
//! Non-goal: what follows from it; see [`majakka_app::command::account::provider`].

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_app::command::account::provider::Vouched;
use majakka_app::config::{ProviderSettings, Settings};
use majakka_app::secret_file;
use majakka_domain::terms::Language;
use majakka_store::error::{Error, Result};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenClaims,
    IdTokenFields, IssuerUrl, LanguageTag, LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope, StandardErrorResponse,
    StandardTokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex;

/// How long a discovery document and its keys are believed.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 1 << 20;
/// How much a provider's clock may lag behind ours.
const LAG: TimeDelta = TimeDelta::minutes(1);

/// Every claim that has no field of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Further {
    #[serde(flatten)]
    claims: HashMap<String, Value>,
}

impl AdditionalClaims for Further {}

type Fields = IdTokenFields<
    Further,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Relying = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type Claims = IdTokenClaims<Further, CoreGenderClaim>;

/// Why a provider does not help.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProviderError {
    /// It cannot be reached, or what it says is no answer.
    #[error("the provider does not answer: {0}")]
    Away(String),
    /// What it says is not to be believed, or it refuses.
    #[error("the provider is not believed: {0}")]
    Refused(String),
}

/// What was asked of a provider: it lies sealed in the browser's cookie until the answer comes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Question {
    state: String,
    nonce: String,
    verifier: String,
    /// Must she have proved herself after it was asked?
    anew: bool,
    asked_at: DateTime<Utc>,
}

/// What the provider's answer bears.
#[derive(Debug, Deserialize)]
pub(in crate::auth) struct Answered {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
    /// Who answers (RFC 9207), where it says so: no other provider's answer is taken for its.
    iss: Option<String>,
}

/// The providers of the settings.
#[derive(Debug, Default)]
pub(crate) struct Providers {
    all: Vec<Provider>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) settings: ProviderSettings,
    issuer: IssuerUrl,
    secret: ClientSecret,
    http: reqwest::Client,
    found: Mutex<Option<(DateTime<Utc>, Arc<ProviderMetadataWithLogout>)>>,
}

impl Providers {
    /// Reads their secrets and authorities; asks nobody yet, for a provider may be away when the program starts.
    ///
    /// # Errors
    /// [`Error::Setting`] for a file that cannot be used.
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        let all = settings.accounts.providers.iter().map(Provider::new).collect::<Result<_>>()?;
        Ok(Providers { all })
    }

    pub(super) fn all(&self) -> &[Provider] {
        &self.all
    }

    pub(super) fn named(&self, id: &str) -> Option<&Provider> {
        self.all.iter().find(|provider| provider.settings.id == id)
    }

    pub(super) fn of_issuer(&self, issuer: &str) -> Option<&Provider> {
        self.all.iter().find(|provider| provider.settings.issuer == issuer)
    }
}

impl Provider {
    fn new(settings: &ProviderSettings) -> Result<Self> {
        let wrong = |cause: String| Error::Setting(format!("accounts.providers \"{}\": {cause}", settings.id));
        let secret = secret_file::read(&settings.client_secret_file).map_err(|cause| wrong(cause.to_string()))?;
        let secret = String::from_utf8_lossy(&secret).trim().to_owned();
        if secret.is_empty() {
            return Err(wrong("its secret is empty".to_owned()));
        }
        let authorities = settings.ca_file.as_deref().map(authorities).transpose().map_err(wrong)?;
        let http = reqwest::Client::builder()
            .tls_certs_merge(authorities.unwrap_or_default())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("Majakka/", env!("CARGO_PKG_VERSION")));
        Ok(Provider {
            settings: settings.clone(),
            issuer: IssuerUrl::new(settings.issuer.clone()).map_err(|cause| wrong(cause.to_string()))?,
            secret: ClientSecret::new(secret),
            http: http.build().map_err(|cause| wrong(cause.to_string()))?,
            found: Mutex::new(None),
        })
    }

    /// What it says of itself, not older than [`FRESH`].
    async fn found(&self, now: DateTime<Utc>) -> Result<Arc<ProviderMetadataWithLogout>, ProviderError> {
        let mut kept = self.found.lock().await;
        if let Some((at, found)) = kept.as_ref().filter(|(at, _)| now.signed_duration_since(*at) < FRESH) {
            return Ok(Arc::clone(found)).inspect(|_| tracing::trace!(%at, "a discovery document is fresh"));
        }
        let call = |request| self.call(request);
        let found = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &call).await;
        let found = Arc::new(found.map_err(|cause| ProviderError::Away(in_full(&cause)))?);
        *kept = Some((now, Arc::clone(&found)));
        Ok(found)
    }

    async fn relying(&self, app: &App) -> Result<Relying, ProviderError> {
        let found = self.found(app.clock.now()).await?;
        let back = format!("{}/sign-in/with/{}/back", app.settings.public_url(), self.settings.id);
        let back = RedirectUrl::new(back).map_err(|cause| ProviderError::Refused(cause.to_string()))?;
        let id = ClientId::new(self.settings.client_id.clone());
        Ok(Relying::from_provider_metadata((*found).clone(), id, Some(self.secret.clone())).set_redirect_uri(back))
    }

    /// Where somebody proves herself, and what the answer will be judged by. `anew`: also when she did so a moment ago.
    ///
    /// # Errors
    /// [`ProviderError::Away`].
    pub(super) async fn ask(
        &self,
        app: &App,
        language: Language,
        anew: bool,
    ) -> Result<(String, Question), ProviderError> {
        let relying = self.relying(app).await?;
        let chance = || app.random.token();
        // Two tokens: a verifier has at least 43 characters (RFC 7636, 4.1).
        let verifier = PkceCodeVerifier::new(chance() + &chance());
        let (state, nonce) = (CsrfToken::new(chance()), Nonce::new(chance()));
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let mut asked = relying
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scopes(scopes)
            .add_ui_locale(LanguageTag::new(language.to_string()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if anew {
            asked = asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, state, nonce) = asked.url();
        let question = Question {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            anew,
            asked_at: app.clock.now(),
        };
        Ok((url.into(), question))
    }

    /// Judges an answer: who is vouched for.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub(super) async fn judge(
        &self,
        app: &App,
        language: Language,
        question: Question,
        answered: Answered,
    ) -> Result<Vouched, ProviderError> {
        let another = answered.iss.is_some_and(|iss| iss != self.settings.issuer);
        if another || !is_same(&answered.state, &question.state) {
            return Err(ProviderError::Refused("the answer is to another question".to_owned()));
        }
        if !answered.error.is_empty() || answered.code.is_empty() {
            return Err(ProviderError::Refused(answered.error.chars().filter(|c| !c.is_control()).take(100).collect()));
        }
        let relying = self.relying(app).await?;
        let call = |request| self.call(request);
        let refused = |cause: String| ProviderError::Refused(cause);
        let exchange = relying.exchange_code(AuthorizationCode::new(answered.code));
        let exchange = exchange.map_err(|cause| ProviderError::Away(cause.to_string()))?;
        let verifier = PkceCodeVerifier::new(question.verifier.clone());
        let token = exchange.set_pkce_verifier(verifier).request_async(&call).await;
        let token = token.map_err(|cause| match cause {
            openidconnect::RequestTokenError::ServerResponse(said) => refused(said.error().to_string()),
            other => ProviderError::Away(in_full(&other)),
        })?;
        let id_token = token.extra_fields().id_token().ok_or_else(|| refused("no ID token".to_owned()))?;
        let (now, asked_at, anew) = (app.clock.now(), question.asked_at, question.anew);
        let verifier =
            relying.id_token_verifier().set_allowed_algs(SIGNED_BY).set_time_fn(move || now).set_auth_time_verifier_fn(
                move |at| match at {
                    Some(at) if !anew || at + LAG >= asked_at => Ok(()),
                    None if !anew => Ok(()),
                    _ => Err("she has not proved herself anew".to_owned()),
                },
            );
        let nonce = Nonce::new(question.nonce);
        let claims = id_token.claims(&verifier, &nonce).map_err(|cause| refused(in_full(&cause)))?;
        if let Some(said) = claims.access_token_hash() {
            let key = id_token.signing_key(&verifier).map_err(|cause| refused(in_full(&cause)))?;
            let algorithm = id_token.signing_alg().map_err(|cause| refused(in_full(&cause)))?;
            let is = AccessTokenHash::from_token(token.access_token(), algorithm, key);
            if is.map_err(|cause| refused(in_full(&cause)))? != *said {
                return Err(refused("the access token is another's".to_owned()));
            }
        }
        let further: Option<UserInfoClaims<Further, CoreGenderClaim>> = match relying
            .user_info(token.access_token().clone(), Some(claims.subject().clone()))
        {
            Ok(asked) => Some(asked.request_async(&call).await.map_err(|cause| ProviderError::Away(in_full(&cause)))?),
            // It has no such address: the ID token says everything.
            Err(_) => None,
        };
        Ok(self.vouched(claims, further.as_ref(), language))
    }

    fn vouched(
        &self,
        claims: &Claims,
        further: Option<&UserInfoClaims<Further, CoreGenderClaim>>,
        language: Language,
    ) -> Vouched {
        let verified = claims.email().filter(|_| claims.email_verified() == Some(true));
        let verified = verified
            .or_else(|| further.filter(|said| said.email_verified() == Some(true)).and_then(UserInfoClaims::email));
        let name = claims.name().or_else(|| further.and_then(UserInfoClaims::name));
        let name = name.and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
        let values = |claim: &str| -> BTreeSet<String> {
            let said = claims.additional_claims().claims.get(claim);
            let said = said.or_else(|| further.and_then(|said| said.additional_claims().claims.get(claim)));
            said.map(words).unwrap_or_default()
        };
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        let mut strong = methods.chain(claims.auth_context_ref().map(|class| class.as_str()));
        let settings = &self.settings;
        Vouched {
            provider: settings.id.clone(),
            issuer: settings.issuer.clone(),
            subject: claims.subject().to_string(),
            email: verified.map(|email| email.as_str().to_owned()),
            name: name.unwrap_or_default(),
            roles: settings.roles_of(&values(&settings.roles_claim)),
            organisation: settings.organisation_of(&values(&settings.organisation_claim)).map(str::to_owned),
            second_factor: strong.any(|value| settings.second_factor.contains(value)),
            language,
        }
    }

    /// Where one signs out there too; none where it has no such address, or is away.
    pub(super) async fn leaving(&self, app: &App) -> Option<String> {
        let found = self.found(app.clock.now()).await.ok()?;
        let leaving = found.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::new(format!("{}/", app.settings.public_url())).ok()?;
        let id = ClientId::new(self.settings.client_id.clone());
        let url = LogoutRequest::from(leaving).set_client_id(id).set_post_logout_redirect_uri(back).http_get_url();
        Some(url.into())
    }

    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let (parts, body) = request.into_parts();
        let sent = self.http.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body);
        let mut answer = sent.send().await?;
        let mut response = HttpResponse::new(Vec::new());
        *response.status_mut() = answer.status();
        response.headers_mut().clone_from(answer.headers());
        while let Some(part) = answer.chunk().await? {
            response.body_mut().extend_from_slice(&part);
            if response.body().len() > LONGEST {
                return Err(CallError::TooLong);
            }
        }
        Ok(response)
    }
}

/// Signatures by a key pair: one by the shared secret says no more than that somebody has it.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
}

fn is_same(one: &str, other: &str) -> bool {
    !other.is_empty() && bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

/// The certificate authorities of a file.
fn authorities(path: &Path) -> Result<Vec<reqwest::Certificate>, String> {
    let pem = std::fs::read(path).map_err(|cause| format!("ca_file {}: {cause}", path.display()))?;
    match reqwest::Certificate::from_pem_bundle(&pem) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(format!("ca_file {} holds no certificate (PEM)", path.display())),
    }
}

/// A text, or a list of them.
fn words(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(words).collect(),
        Value::String(word) => [word.clone()].into(),
        Value::Number(number) => [number.to_string()].into(),
        _ => BTreeSet::new(),
    }
}

/// An error with its causes; no address with its query, which may hold a code.
fn in_full(cause: &dyn std::error::Error) -> String {
    let mut said = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        said.push_str(": ");
        said.push_str(&cause.to_string());
        next = cause.source();
    }
    said
}
