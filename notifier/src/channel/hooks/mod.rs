//! The way in for receipts and replies: the actix scope `/hooks`.
//!
//! Guarantee: only what is signed reaches the inbox; repeats are answered like the first time; an inbox that fails is
//! answered with 503, upon which every gateway calls again. No answer holds a text: some gateways would send it on.
//! Non-goal: what a receipt means for a delivery. The inbox decides, and it must take the same thing twice.

mod elks;
mod kannel;
mod twilio;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, Scope, web};
use futures_util::future::BoxFuture;
use majakka_app::command::delivery::inbound::Inbound;
use majakka_app::config::{Peer, TrustedProxies};
use majakka_domain::delivery::Fate;
use majakka_domain::id::DeliveryId;

use super::receipt::{Purpose, ReceiptSigner};

pub use twilio::TwilioSigner;

/// Where receipts and replies go.
pub trait Inbox: Send + Sync {
    /// Writes down what became of a delivery. Called again with the same values it changes nothing; a delivery that nobody
    /// knows is not an error.
    fn receipt(&self, delivery: DeliveryId, fate: Fate, detail: String) -> BoxFuture<'_, Result<(), InboxError>>;

    /// Takes in a text message that somebody sent back. The same one again changes nothing.
    fn reply(&self, reply: Inbound) -> BoxFuture<'_, Result<(), InboxError>>;
}

/// It could not be written down now.
pub type InboxError = Box<dyn std::error::Error + Send + Sync>;

/// Who may call, a list for each kind of gateway. Several gateways of a kind may have one secret each.
#[derive(Clone, Default)]
pub struct SignedHooks {
    /// Every Kannel.
    pub kannel: Vec<SignedHook>,
    /// Every account of 46elks.
    pub elks: Vec<SignedHook>,
    /// Every account of Twilio.
    pub twilio: Vec<TwilioSigner>,
    /// Whose word on who calls counts.
    pub proxies: TrustedProxies,
}

/// Who may call for one gateway.
#[derive(Clone)]
pub struct SignedHook {
    /// The route.
    pub route: String,
    /// Knows the addresses that were given out.
    pub signer: ReceiptSigner,
    /// Addresses that calls may come from. Empty: any.
    pub callers: Vec<IpAddr>,
}

impl SignedHooks {
    /// Does nobody call?
    pub fn is_empty(&self) -> bool {
        self.kannel.is_empty() && self.elks.is_empty() && self.twilio.is_empty()
    }

    /// The address below ours that each route's replies come to, to be written into the gateway's own settings. It is a
    /// secret: whoever knows it can speak as anybody's telephone.
    pub fn reply_paths(&self) -> Vec<(String, String)> {
        let kannel = self.kannel.iter().map(|hook| {
            let signature = hook.signer.sign_replies(Purpose::KannelReply);
            (hook.route.clone(), format!("/hooks/kannel/reply?from=%p&to=%P&text=%a&id=%I&sig={signature}"))
        });
        let elks = self.elks.iter().map(|hook| {
            (hook.route.clone(), format!("/hooks/46elks/reply?sig={}", hook.signer.sign_replies(Purpose::ElksReply)))
        });
        let twilio = self.twilio.iter().map(|signer| (signer.route().to_owned(), "/hooks/twilio/reply".to_owned()));
        kannel.chain(elks).chain(twilio).collect()
    }
}

impl SignedHook {
    fn lets_in(&self, caller: Option<IpAddr>) -> bool {
        self.callers.is_empty() || caller.is_some_and(|caller| self.callers.contains(&caller))
    }
}

struct HookState {
    signed: SignedHooks,
    inbox: Arc<dyn Inbox>,
}

/// `/hooks`, to be mounted into the server.
///
/// Answers: 2xx written down or nothing to write, 400 not a receipt, 403 wrong signature or caller, 503 try again.
pub fn scope(signed: SignedHooks, inbox: Arc<dyn Inbox>) -> Scope {
    web::scope("/hooks")
        .app_data(web::Data::new(HookState { signed, inbox }))
        .route("/kannel", web::get().to(kannel::receipt))
        .route("/kannel/reply", web::get().to(kannel::reply))
        .route("/46elks", web::post().to(elks::receipt))
        .route("/46elks/reply", web::post().to(elks::reply))
        .route("/twilio", web::post().to(twilio::receipt))
        .route("/twilio/reply", web::post().to(twilio::reply))
}

impl HookState {
    /// Writes a receipt down; one that is not final is answered and forgotten.
    async fn settle(&self, delivery: DeliveryId, fate: Option<Fate>, detail: String) -> HttpResponse {
        let Some(fate) = fate else { return HttpResponse::NoContent().finish() };
        match self.inbox.receipt(delivery, fate, detail).await {
            Ok(()) => HttpResponse::NoContent().finish(),
            Err(error) => {
                tracing::error!(%delivery, %error, "a receipt could not be written down");
                HttpResponse::ServiceUnavailable().finish()
            }
        }
    }

    /// Takes a reply in.
    async fn take(&self, reply: Inbound, done: HttpResponse) -> HttpResponse {
        let route = reply.route.clone();
        match self.inbox.reply(reply).await {
            Ok(()) => done,
            Err(error) => {
                tracing::error!(%route, %error, "a reply could not be written down");
                HttpResponse::ServiceUnavailable().finish()
            }
        }
    }

    /// Who calls: the peer, or whom our proxies name.
    fn caller(&self, request: &HttpRequest) -> Option<IpAddr> {
        // A socket of this machine has no address: its proxy says who calls.
        let seen = || request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let peer = request.conn_data().copied().unwrap_or_else(|| Peer::Seen(seen()));
        let lines = |name: &str| request.headers().get_all(name).filter_map(|line| line.to_str().ok()).collect();
        Some(self.signed.proxies.caller(peer, lines))
    }
}

/// The longest text of a provider that is kept.
const DETAIL_CHARS: usize = 200;

/// A provider's words on one line and short.
fn one_line(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(DETAIL_CHARS).collect()
}
