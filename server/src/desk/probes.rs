//! `/desk/probes`: what was measured, entered by a person as evidence.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::upstream::{self, Looked};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Layer, ProbeResult};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::{desk, installation, organisation, probe};
use serde::Serialize;

use super::context::{Answer, DeskContext, Moment, Notice, answer};
use super::upstream::systems;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Choice, Field, FieldError, FormAttempt, FormValues, Problems};
use crate::session::SignedIn;

/// Measurements on the page.
const SHOWN: i64 = 20;
/// Organisations in the list to choose from.
const ORGANISATIONS: i64 = 1_000;

/// Where a measurement is entered.
#[derive(Debug, Clone, Serialize)]
pub struct ProbePage {
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    organisation: Field,
    service: Field,
    layer: Field,
    result: Field,
    may: bool,
    /// As on the page of announcements.
    speaks: bool,
    rows: Vec<Measured>,
}

/// One measurement, to be mended.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    number: i64,
    at: Moment,
    what: String,
    layer: String,
    result: String,
    only: Option<String>,
    own: bool,
}

/// `GET /desk/probes`.
pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    answer(app, by, |context| display(context, &FormAttempt::default())).await
}

/// `POST /desk/probes`: `what` is empty for a new one, `confirm` or `remove`.
pub(super) async fn post(app: web::Data<App>, posted: Posted<FormValues>) -> Result<HttpResponse, PageError> {
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| {
        let done = context.app.write(&context.viewer, |tx| {
            tx.viewer.require(Permission::Triage)?;
            let number = typed.get("number").parse().unwrap_or_default();
            match typed.get("what") {
                "confirm" => return upstream::confirm_measurement(tx, number),
                "remove" => return upstream::remove_measurement(tx, number),
                _ => {}
            }
            let mut problems = Problems::default();
            let layer: Option<Layer> = problems.take(typed.word("probe_", "layer"));
            let result: Option<ProbeResult> = problems.take(typed.word("probe_", "result"));
            let looked = problems.take(looked(tx.conn, context, &typed));
            problems.refuse()?;
            match (layer, result, looked) {
                (Some(layer), Some(result), Some(looked)) => upstream::measure(tx, layer, result, &looked),
                _ => Err(Refusal::field("organisation", "unknown").into()),
            }
        });
        match done {
            Ok(()) => {
                let what = match typed.get("what") {
                    "confirm" => "probe-confirmed",
                    "remove" => "probe-removed",
                    _ => "probe-saved",
                };
                Ok(Answer::Done("/desk/probes".to_owned(), Done::new(what)))
            }
            Err(cause) => display(context, &FormAttempt::refused("probe_", typed, cause)?),
        }
    })
    .await
}

fn looked(conn: &mut AnyConnection, context: &DeskContext<'_>, typed: &FormValues) -> Result<Looked, Refusal> {
    match (typed.get("probe_organisation"), typed.get("probe_service")) {
        ("", "") => Err(Refusal::field("organisation", "missing")),
        ("", service) => Ok(Looked::At(service.to_owned())),
        (id, _) => {
            let unknown = Refusal::field("organisation", "unknown");
            let id = OrganisationId(id.parse().map_err(|_| unknown.clone())?);
            organisation::find(conn, &context.viewer, id).map_err(|_| unknown)?;
            Ok(Looked::From(id))
        }
    }
}

fn display(context: &DeskContext<'_>, attempt: &FormAttempt) -> Result<Answer> {
    let (served, speaks, rows) = context.app.read(|conn| {
        let served = organisation::served(conn, &context.viewer, ORGANISATIONS)?;
        let speaks = installation::bounds(conn, &context.viewer)?.is_none();
        let desk = context.viewer.desk().filter(|_| !speaks);
        let newest = probe::newest(conn, desk, SHOWN)?;
        let ids = newest.iter().flat_map(|row| [row.organisation_id, row.desk_id]).flatten().collect();
        let names = desk::organisation_names(conn, &ids)?;
        let named = |id: OrganisationId| names.get(&id).cloned().unwrap_or_default();
        let row = |row: &probe::Measurement| {
            let service = row.service.as_deref().map(|id| context.system(id));
            Ok(Measured {
                number: row.id,
                at: context.moment(row.at),
                what: row.organisation_id.map(named).or(service).unwrap_or_default(),
                layer: context.word("layer", row.layer)?,
                result: context.word("probe-result", row.result)?,
                only: row.desk_id.map(named),
                own: if speaks { row.desk_id.is_none() } else { row.desk_id == desk },
            })
        };
        Ok((served, speaks, newest.iter().map(row).collect::<Result<Vec<_>>>()?))
    })?;
    let form = context.form(attempt, "probe_");
    let layers: Vec<_> = Layer::ALL.iter().map(|w| w.as_str()).collect();
    let results: Vec<_> = ProbeResult::ALL.iter().map(|w| w.as_str()).collect();
    let page = ProbePage {
        notice: context.notice(attempt)?,
        errors: context.errors(attempt),
        organisation: form.one(
            "organisation",
            served.into_iter().map(|o| Choice::new(o.id.to_string(), o.name)).collect(),
            "",
        ),
        service: form.one("service", systems(context), ""),
        layer: form.words("layer", "layer", &layers, "")?,
        result: form.words("result", "probe-result", &results, "")?,
        may: context.may(Permission::Triage),
        speaks,
        rows,
    };
    context.page(attempt.status(), &page)
}

impl Page for ProbePage {
    const TEMPLATE: &'static str = "desk/probes";

    fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: format!("probe_{name}"), ..Field::default() };
        let measured = |only: Option<&str>, own| Measured {
            number: 1,
            at: Moment::sample(),
            what: "Mallilan apteekki".to_owned(),
            layer: "yhteyspiste".to_owned(),
            result: "ei toimi".to_owned(),
            only: only.map(str::to_owned),
            own,
        };
        let page = ProbePage {
            notice: None,
            errors: Vec::new(),
            organisation: field("organisation"),
            service: field("service"),
            layer: field("layer"),
            result: field("result"),
            may: true,
            speaks: true,
            rows: vec![measured(None, true), measured(Some("Esimerkkilän hyvinvointialue"), false)],
        };
        let notice =
            Notice { kind: "warning", heading: "Ei oikeutta".to_owned(), text: "Roolisi eivät riitä.".to_owned() };
        let hers = ProbePage { speaks: false, rows: vec![measured(Some("Mallila"), true)], ..page.clone() };
        vec![page.clone(), hers, ProbePage { may: false, notice: Some(notice), rows: Vec::new(), ..page }]
    }
}
