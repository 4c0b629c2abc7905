//! `POST /api/v1/probes` and `POST /api/v1/upstream`: what the host's own measuring and reading brings.

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes};
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::upstream::{self, Announce, Looked, Understood, Window};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AnnouncementKind, Effect, Layer, ProbeResult};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::organisation;

use super::caller::Caller;
use super::object::Object;
use crate::blocking::blocking;
use crate::failure::ApiError;

/// What a source says.
enum EvidencePost {
    Announced { announce: Box<Announce>, windows: Option<Vec<Window>> },
    Resolved { source: String, id: String, ended: Option<DateTime<Utc>> },
    Reached { source: String, reachable: bool },
}

pub(super) async fn probe(
    app: web::Data<App>,
    caller: Caller,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, ApiError> {
    let body = Object::read(body)?;
    let viewer = caller.viewer();
    blocking(&app, move |app| {
        app.write(&viewer, |tx| {
            // Who may is asked before any field is read, and by the step once more.
            upstream::for_everybody(tx)?;
            let Measured { layer, result, looked } = Measured::read(tx.conn, body)?;
            upstream::measure(tx, layer, result, &looked)
        })
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A measurement as it is sent.
struct Measured {
    layer: Layer,
    result: ProbeResult,
    looked: Looked,
}

impl Measured {
    fn read(conn: &mut AnyConnection, mut body: Object) -> Result<Self> {
        let (layer, result) = (needed::<Layer>(&mut body, "layer"), needed::<ProbeResult>(&mut body, "result"));
        let (from, at) = (body.text("organisation"), body.text("service"));
        if from.is_some() == at.is_some() {
            body.wrong("organisation", if from.is_some() { "wrong" } else { "missing" });
        }
        body.finish()?;
        let (Some(layer), Some(result)) = (layer, result) else {
            return Err(Refusal::field("layer", "missing").into());
        };
        let looked = match from {
            Some(slug) => Looked::From(known(conn, &slug)?),
            None => Looked::At(at.unwrap_or_default()),
        };
        Ok(Measured { layer, result, looked })
    }
}

fn known(conn: &mut AnyConnection, slug: &str) -> Result<OrganisationId> {
    organisation::by_slug(conn, slug).map(|row| row.id).map_err(|error| match error {
        Error::NotFound(_) => Refusal::field("organisation", "unknown").into(),
        other => other,
    })
}

fn needed<T: std::str::FromStr>(body: &mut Object, key: &'static str) -> Option<T> {
    if !body.has(key) {
        body.wrong(key, "missing");
    }
    body.word(key)
}

pub(super) async fn upstream(
    app: web::Data<App>,
    caller: Caller,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, ApiError> {
    let body = Object::read(body)?;
    let viewer = caller.viewer();
    let understood = blocking(&app, move |app| {
        app.write(&viewer, |tx| {
            upstream::for_everybody(tx)?;
            match read(body)? {
                EvidencePost::Announced { announce, windows: None } => upstream::announce(tx, *announce),
                EvidencePost::Announced { announce, windows: Some(windows) } => {
                    upstream::announce_windows(tx, *announce, &windows)
                }
                EvidencePost::Resolved { source, id, ended } => {
                    upstream::over(tx, &source, &id, ended).map(|()| Understood::default())
                }
                EvidencePost::Reached { source, reachable } => {
                    upstream::reach(tx, &source, reachable).map(|()| Understood::default())
                }
            }
        })
    })
    .await?;
    // Only what was not taken as it was said has to be told.
    Ok(if understood.is_plain() { HttpResponse::NoContent().finish() } else { HttpResponse::Ok().json(understood) })
}

fn read(mut body: Object) -> Result<EvidencePost, Refusal> {
    let source = body.needed("source");
    for (key, reachable) in [("reachable", true), ("unreachable", false)] {
        if body.has(key) {
            if !body.flag(key) {
                body.wrong(key, "wrong");
            }
            return body.finish().map(|()| EvidencePost::Reached { source, reachable });
        }
    }
    let id = body.needed("id");
    let kind = body.needed("kind");
    if kind == "resolved" {
        // Who tells the end may tell again what it was the end of.
        for key in ["title", "effect", "starts"] {
            body.text(key);
        }
        body.texts("services");
        let ended = body.time("ends");
        return body.finish().map(|()| EvidencePost::Resolved { source, id, ended });
    }
    let kind = kind.parse::<AnnouncementKind>().map_err(|_| body.wrong("kind", "unknown"));
    let announce = Announce {
        source,
        external_id: id,
        kind: kind.unwrap_or(AnnouncementKind::Disturbance),
        title: body.needed("title"),
        services: body.texts("services"),
        effect: body.word::<Effect>("effect").unwrap_or(Effect::Prevents),
        starts_at: body.time("starts"),
        ends_at: body.time("ends"),
    };
    // A disturbance has no windows, and one notice says its times in one way.
    let windows = body.windows("windows");
    let twice = announce.starts_at.is_some() || announce.ends_at.is_some();
    if windows.is_some() && (twice || announce.kind == AnnouncementKind::Disturbance) {
        body.wrong("windows", "wrong");
    }
    body.finish().map(|()| EvidencePost::Announced { announce: Box::new(announce), windows })
}
