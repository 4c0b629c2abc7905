//! `POST /api/v1/probes` and `POST /api/v1/upstream`: what the host's own measuring and reading brings.

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes};
use majakka_app::App;
use majakka_app::command::upstream::{self, Announce, Looked};
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
    Announced(Box<Announce>),
    Resolved { source: String, id: String },
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
    blocking(&app, move |app| {
        app.write(&viewer, |tx| {
            upstream::for_everybody(tx)?;
            match read(body)? {
                EvidencePost::Announced(announce) => upstream::announce(tx, *announce),
                EvidencePost::Resolved { source, id } => upstream::resolved(tx, &source, &id),
                EvidencePost::Reached { source, reachable } => upstream::reach(tx, &source, reachable),
            }
        })
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
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
        for key in ["title", "effect", "starts", "ends"] {
            body.text(key);
        }
        body.texts("services");
        return body.finish().map(|()| EvidencePost::Resolved { source, id });
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
    if announce.services.is_empty() {
        body.wrong("services", "missing");
    }
    body.finish().map(|()| EvidencePost::Announced(Box::new(announce)))
}
