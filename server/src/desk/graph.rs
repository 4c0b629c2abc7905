//! `/desk/graph`: what leans on what, drawn by the server, with what is hit and through what.
//!
//! Guarantee: the list below the drawing says all that the drawing shows; nothing is told by colour alone.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::catalogue::{Catalogue, Circumstances, Edge, System, SystemFlag};
use majakka_domain::status::ServiceStatus;
use majakka_domain::terms::ServiceState;
use majakka_messages::Page;
use majakka_store::error::Result;
use serde::{Deserialize, Serialize};

use super::context::{DeskContext, Tag, answer};
use super::incident::load;
use crate::failure::PageError;
use crate::session::SignedIn;
use crate::status::service_states;

/// Height of a row of the drawing, in its own units.
const ROW: usize = 44;
/// Left edges of the two columns, and how wide a box is.
const COLUMNS: [usize; 2] = [8, 588];
const BOX: usize = 330;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct GraphPage {
    incident: Option<String>,
    width: usize,
    height: usize,
    nodes: Vec<Node>,
    lines: Vec<EdgeLine>,
    /// The same in words.
    hits: Vec<Hit>,
}

/// A system in the drawing.
#[derive(Debug, Clone, Serialize)]
pub struct Node {
    x: usize,
    y: usize,
    text_x: usize,
    text_y: usize,
    name: String,
    state: String,
    hit: bool,
    source: bool,
}

/// A line from what fails to what it takes away.
#[derive(Debug, Clone, Serialize)]
pub struct EdgeLine {
    path: String,
    active: bool,
}

/// A sentence: what is hit, and through what.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    name: String,
    state: Tag,
    /// What fails itself.
    itself: bool,
    /// Functions that are taken away, by what takes them.
    through: Vec<Through>,
}

/// What takes functions away.
#[derive(Debug, Clone, Serialize)]
pub struct Through {
    name: String,
    /// Empty: all of them.
    functions: String,
}

/// For which incident.
#[derive(Debug, Default, Deserialize)]
pub(super) struct GraphQuery {
    #[serde(default)]
    incident: String,
}

/// `GET /desk/graph?incident=`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<GraphQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        let states = service_states(context.app)?;
        let published: BTreeSet<String> = states
            .iter()
            .filter(|(_, status)| status.state >= ServiceState::Degraded)
            .map(|(id, _)| id.clone())
            .collect();
        let (sources, incident) = if asked.incident.is_empty() {
            (published, None)
        } else {
            let loaded = context.app.read(|conn| load(conn, context, &asked.incident))?;
            // Where the cause is thought to lie: what it takes away follows from the edges.
            (BTreeSet::from([loaded.case.suggestion.service.clone()]), Some(asked.incident.clone()))
        };
        let state = |id: &str| states.get(id).map_or(ServiceState::Unknown, ServiceStatus::said);
        context.page(StatusCode::OK, &draw(context, &sources, incident, &state)?)
    })
    .await
}

/// Edges that act now, one step from what fails.
fn acting<'c>(catalogue: &'c Catalogue, sources: &BTreeSet<String>) -> Vec<&'c Edge> {
    let circumstances = Circumstances::of_everybody(catalogue.any_is(sources, SystemFlag::Identification));
    catalogue
        .edges()
        .iter()
        .filter(|edge| sources.contains(&edge.down) && edge.hits != edge.down)
        .filter(|edge| edge.holds(circumstances))
        .collect()
}

fn draw(
    context: &DeskContext<'_>,
    sources: &BTreeSet<String>,
    incident: Option<String>,
    state: &dyn Fn(&str) -> ServiceState,
) -> Result<GraphPage> {
    let catalogue = &context.app.catalogue;
    let acting = acting(catalogue, sources);
    let is_hit = |id: &str| sources.contains(id) || acting.iter().any(|edge| edge.hits == id);
    let columns: [Vec<&System>; 2] = [catalogue.dependencies().iter().collect(), catalogue.services().iter().collect()];
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut nodes = Vec::new();
    for (x, column) in COLUMNS.into_iter().zip(&columns) {
        for (row, system) in column.iter().enumerate() {
            let y = 8 + row * ROW;
            places.insert(system.id.as_str(), (x, y));
            nodes.push(Node {
                x,
                y,
                text_x: x + 10,
                text_y: y + 22,
                name: context.system(&system.id),
                state: context.word("service-state", state(&system.id).as_str())?,
                hit: is_hit(&system.id),
                source: sources.contains(&system.id),
            });
        }
    }
    let line = |edge: &Edge| {
        let (from, to) = (places.get(edge.down.as_str())?, places.get(edge.hits.as_str())?);
        let active = acting.iter().any(|a| std::ptr::eq(*a, edge));
        Some(EdgeLine { path: curve(*from, *to), active })
    };
    // What acts is drawn last, over what rests.
    let mut lines: Vec<EdgeLine> =
        catalogue.edges().iter().filter(|edge| edge.down != edge.hits).filter_map(line).collect();
    lines.sort_by_key(|line| line.active);
    let hit = catalogue.systems().filter(|system| is_hit(&system.id));
    Ok(GraphPage {
        incident,
        width: COLUMNS[1] + BOX + 8,
        height: 8 + columns.iter().map(Vec::len).max().unwrap_or(0) * ROW,
        nodes,
        lines,
        hits: hit.map(|system| in_words(context, system, sources, &acting, state)).collect::<Result<_>>()?,
    })
}

/// From the right side of what fails to the left side of what it takes away; within a column round its outer side.
fn curve((x1, y1): (usize, usize), (x2, y2): (usize, usize)) -> String {
    let (y1, y2) = (y1 + ROW / 2 - 5, y2 + ROW / 2 - 5);
    if x1 == x2 {
        let x = x1 + BOX;
        return format!("M{x} {y1}C{} {y1} {} {y2} {x} {y2}", x + 60, x + 60);
    }
    let (from, to) = if x1 < x2 { (x1 + BOX, x2) } else { (x1, x2 + BOX) };
    let middle = usize::midpoint(from, to);
    format!("M{from} {y1}C{middle} {y1} {middle} {y2} {to} {y2}")
}

fn in_words(
    context: &DeskContext<'_>,
    system: &System,
    sources: &BTreeSet<String>,
    acting: &[&Edge],
    state: &dyn Fn(&str) -> ServiceState,
) -> Result<Hit> {
    let through = acting.iter().filter(|edge| edge.hits == system.id).map(|edge| {
        let names = edge.functions.iter().flatten().filter_map(|id| system.function(id));
        let functions: Vec<&str> = names.map(|function| function.name.get(context.language)).collect();
        Through { name: context.system(&edge.down), functions: functions.join(", ") }
    });
    let state = state(&system.id);
    Ok(Hit {
        name: context.system(&system.id),
        state: Tag { state: state.as_str().to_owned(), text: context.word("service-state", state)? },
        itself: sources.contains(&system.id),
        through: through.collect(),
    })
}

impl Page for GraphPage {
    const TEMPLATE: &'static str = "desk/graph";

    fn samples() -> Vec<Self> {
        let node = |hit, source| Node {
            x: 8,
            y: 8,
            text_x: 18,
            text_y: 30,
            name: "Suomi.fi-tunnistus".to_owned(),
            state: "ei toimi".to_owned(),
            hit,
            source,
        };
        let state = Tag { state: "down".to_owned(), text: "ei toimi".to_owned() };
        let through =
            |functions: &str| Through { name: "Suomi.fi-tunnistus".to_owned(), functions: functions.to_owned() };
        let page = GraphPage {
            incident: Some("H-2026-0147".to_owned()),
            width: 926,
            height: 400,
            nodes: vec![node(true, true), node(true, false), node(false, false)],
            lines: vec![
                EdgeLine { path: "M0 0".to_owned(), active: false },
                EdgeLine { path: "M0 0".to_owned(), active: true },
            ],
            hits: vec![
                Hit { name: "Suomi.fi-tunnistus".to_owned(), state: state.clone(), itself: true, through: Vec::new() },
                Hit {
                    name: "OmaKanta".to_owned(),
                    state,
                    itself: false,
                    through: vec![through("kirjautuminen"), through("")],
                },
            ],
        };
        vec![page.clone(), GraphPage { incident: None, hits: Vec::new(), ..page }]
    }
}
