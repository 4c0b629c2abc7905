//! `GET /metrics`: figures for Prometheus and its kin.
//!
//! Guarantee: answered within three seconds, also when the database is away or hangs, and then it says so; only to the machine
//! itself, to addresses of the settings and to who sends the token; the database is asked at most every three seconds.
//! Non-goal: judging; `config/alerts.yml` does that.

mod text;
mod watch;

use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, FORWARDED};
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::config::Peer;
use subtle::ConstantTimeEq as _;

pub(crate) use watch::in_time;
pub use watch::{Watch, token};

/// Answers, or says who may ask.
pub(crate) async fn metrics(
    request: HttpRequest,
    app: web::Data<App>,
    watch: Option<web::Data<Watch>>,
) -> HttpResponse {
    let Some(watch) = watch.filter(|watch| watch.lets_in(&request)) else {
        return HttpResponse::Forbidden().body(
            "The figures are for this machine, the addresses in metrics.addresses, and who sends the token of \
             metrics.token_file.\n",
        );
    };
    match text::page(&watch.figures(&app).await) {
        Ok(text) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(text),
        Err(cause) => {
            tracing::error!(%cause, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

impl Watch {
    /// What a proxy passes on comes from its own address, which may be this machine's: it counts only with the token.
    fn lets_in(&self, request: &HttpRequest) -> bool {
        let headers = request.headers();
        let told = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        if let (Some(told), Some(token)) = (told, &self.token)
            && bool::from(told.ct_eq(token))
        {
            return true;
        }
        let told = request.conn_data::<Peer>().is_some();
        let passed_on = told || headers.contains_key("x-forwarded-for") || headers.contains_key(FORWARDED);
        let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
        !passed_on && peer.is_some_and(|peer| peer.is_loopback() || self.addresses.contains(&peer))
    }
}
