//! `/desk/upstream`: what others announce, entered by a person as evidence.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::format::time::{Side, local_input};
use majakka_domain::id::AnnouncementId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AnnouncementKind, Effect};
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::{desk, installation};
use serde::{Deserialize, Serialize};

use super::context::{Answer, DeskContext, Moment, Notice, Tag, answer};
use super::dashboard::effect_tag;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Choice, Field, FieldError, FormAttempt, FormValues, Problems};
use crate::session::SignedIn;

/// Announcements on the page.
const SHOWN: i64 = 100;

/// What others announce.
#[derive(Debug, Clone, Serialize)]
pub struct UpstreamPage {
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    rows: Vec<Row>,
    sources: Vec<Source>,
    form: Option<AnnounceForm>,
    /// Does what she enters count for everybody, or for her own desk until a host confirms it?
    speaks: bool,
}

/// One announcement.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Not `id`: the table's own would hide it.
    number: AnnouncementId,
    external_id: String,
    source: String,
    kind: String,
    /// Not `title`: the page's own would hide it.
    headline: String,
    services: String,
    effect: Tag,
    starts: Option<Moment>,
    ends: Option<Moment>,
    announced: Moment,
    over: Option<Moment>,
    /// The desk for which alone it counts.
    only: Option<String>,
    /// Did her own desk enter it? Then she mends it.
    own: bool,
}

/// A channel.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    name: String,
    readable: bool,
    since: Moment,
}

/// The form of an announcement.
#[derive(Debug, Clone, Serialize)]
pub struct AnnounceForm {
    source: Field,
    id: Field,
    kind: Field,
    title: Field,
    services: Field,
    effect: Field,
    starts: Field,
    ends: Field,
    reach: Field,
}

/// Which one is corrected.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CorrectQuery {
    #[serde(default)]
    correct: i64,
}

/// `GET /desk/upstream`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<CorrectQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| display(context, asked.correct, &FormAttempt::default())).await
}

/// `POST /desk/upstream`: `what` is `announce`, `over`, `confirm`, `retract`, `readable` or `unreadable`.
pub(super) async fn post(app: web::Data<App>, posted: Posted<FormValues>) -> Result<HttpResponse, PageError> {
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| {
        let done = context.app.write(&context.viewer, |tx| {
            tx.viewer.require(Permission::Triage)?;
            let number = AnnouncementId(typed.get("number").parse().unwrap_or_default());
            match typed.get("what") {
                "confirm" => upstream::confirm(tx, number),
                "retract" => upstream::retract(tx, number),
                "over" => upstream::resolved(tx, typed.get("source"), typed.get("id")),
                how @ ("readable" | "unreadable") => {
                    let source = typed.get("reach_source").trim();
                    if source.is_empty() {
                        return Err(Refusal::field("source", "missing").into());
                    }
                    upstream::reach(tx, source, how == "readable")
                }
                _ => upstream::announce(tx, announced(context.now, &typed)?).map(drop),
            }
        });
        let form = if typed.get("what") == "announce" { "announce_" } else { "reach_" };
        match done {
            Ok(()) => {
                let what = match typed.get("what") {
                    "confirm" => "announcement-confirmed",
                    "retract" => "announcement-retracted",
                    "over" => "announcement-over",
                    "readable" | "unreadable" => "source-noted",
                    _ => "announced",
                };
                Ok(Answer::Done("/desk/upstream".to_owned(), Done::new(what)))
            }
            Err(cause) => display(context, 0, &FormAttempt::refused(form, typed, cause)?),
        }
    })
    .await
}

fn announced(now: DateTime<Utc>, typed: &FormValues) -> Result<Announce, Refusal> {
    let mut problems = Problems::default();
    let prefix = "announce_";
    let kind = problems.take(typed.word(prefix, "kind"));
    let effect = problems.take(typed.word(prefix, "effect"));
    let starts_at = problems.take(typed.time(prefix, "starts", Side::Before(now))).flatten();
    let ends_at = problems.take(typed.time(prefix, "ends", Side::After(now))).flatten();
    let services: Vec<String> = typed.all("announce_services").map(str::to_owned).collect();
    if services.is_empty() {
        problems.take(Err::<(), _>(Refusal::field("services", "missing")));
    }
    problems.refuse()?;
    let text = |name: &str| typed.get(&format!("{prefix}{name}")).trim().to_owned();
    Ok(Announce {
        source: text("source"),
        external_id: text("id"),
        kind: kind.unwrap_or(AnnouncementKind::Disturbance),
        title: text("title"),
        services,
        effect: effect.unwrap_or(Effect::Prevents),
        starts_at,
        ends_at,
    })
}

fn display(context: &DeskContext<'_>, correct: i64, attempt: &FormAttempt) -> Result<Answer> {
    let page = context.app.read(|conn| {
        // What counts for everybody is said by a host's people, who see what waits for them.
        let speaks = installation::bounds(conn, &context.viewer)?.is_none();
        let desk = context.viewer.desk().filter(|_| !speaks);
        let all = desk::announcements(conn, desk, SHOWN)?;
        let services = desk::services_of_announcements(conn, &all.iter().map(|row| row.id).collect::<Vec<_>>())?;
        let names = desk::organisation_names(conn, &all.iter().filter_map(|row| row.desk_id).collect())?;
        let of = |id: AnnouncementId| services.get(&id).cloned().unwrap_or_default();
        let rows = all.iter().map(|row| {
            let only = row.desk_id.map(|desk| names.get(&desk).cloned().unwrap_or_default());
            let own = if speaks { row.desk_id.is_none() } else { row.desk_id == desk };
            shown(context, row, context.systems(&of(row.id)), only, own)
        });
        let corrected = all.iter().find(|row| row.id.0 == correct);
        let named = corrected.map(|row| of(row.id)).unwrap_or_default();
        let form = match context.may(Permission::Triage) {
            true => Some(form(context, corrected, &named, attempt)?),
            false => None,
        };
        let source =
            |(name, readable, at): (String, bool, DateTime<Utc>)| Source { name, readable, since: context.moment(at) };
        Ok(UpstreamPage {
            notice: context.notice(attempt)?,
            errors: context.errors(attempt),
            rows: rows.collect::<Result<_>>()?,
            sources: desk::sources(conn)?.into_iter().map(source).collect(),
            form,
            speaks,
        })
    })?;
    context.page(attempt.status(), &page)
}

fn shown(
    context: &DeskContext<'_>,
    row: &desk::Announced,
    services: String,
    only: Option<String>,
    own: bool,
) -> Result<Row> {
    Ok(Row {
        number: row.id,
        external_id: row.plain_id().to_owned(),
        source: row.source.clone(),
        kind: context.word("announcement-kind", row.kind)?,
        headline: row.title.clone(),
        services,
        effect: effect_tag(context, row.effect)?,
        starts: row.starts_at.map(|at| context.moment(at)),
        ends: row.ends_at.map(|at| context.moment(at)),
        announced: context.moment(row.announced_at),
        over: row.resolved_at.map(|at| context.moment(at)),
        only,
        own,
    })
}

/// Every system of the catalogue, to choose from.
pub(super) fn systems(context: &DeskContext<'_>) -> Vec<Choice> {
    context.app.catalogue.systems().map(|s| Choice::new(s.id.clone(), s.name.get(context.language))).collect()
}

/// Empty, or with what is corrected: the same id again replaces what was said.
fn form(
    context: &DeskContext<'_>,
    corrected: Option<&desk::Announced>,
    services: &[String],
    attempt: &FormAttempt,
) -> Result<AnnounceForm> {
    let form = context.form(attempt, "announce_");
    let kinds: Vec<_> = AnnouncementKind::ALL.iter().map(|w| w.as_str()).collect();
    let effects: Vec<_> = [Effect::Prevents, Effect::Degrades].iter().map(|w| w.as_str()).collect();
    let text = |of: fn(&desk::Announced) -> &str, otherwise: &'static str| corrected.map_or(otherwise, of).to_owned();
    let time = |at: Option<DateTime<Utc>>| at.map(local_input).unwrap_or_default();
    let choices = systems(context).into_iter().map(|one| Choice { chosen: services.contains(&one.value), ..one });
    Ok(AnnounceForm {
        source: form.text("source", text(|row| &row.source, "kanta.fi")),
        id: form.text("id", text(|row| row.plain_id(), "")),
        kind: form.words(
            "kind",
            "announcement-kind",
            &kinds,
            corrected.map_or("disturbance", |row| row.kind.as_str()),
        )?,
        title: form.text("title", text(|row| &row.title, "")),
        services: form.any("services", choices.collect()),
        effect: form.words("effect", "effect", &effects, corrected.map_or("prevents", |row| row.effect.as_str()))?,
        starts: form.text("starts", time(corrected.and_then(|row| row.starts_at))),
        ends: form.text("ends", time(corrected.and_then(|row| row.ends_at))),
        reach: context.form(attempt, "reach_").text("source", "kanta.fi"),
    })
}

impl Page for UpstreamPage {
    const TEMPLATE: &'static str = "desk/upstream";

    fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: format!("announce_{name}"), ..Field::default() };
        let row = Row {
            number: AnnouncementId(1),
            external_id: "KANTA-2026-118".to_owned(),
            source: "kanta.fi".to_owned(),
            kind: "häiriötiedote".to_owned(),
            headline: "Häiriö Resepti-palvelussa".to_owned(),
            services: "Resepti-palvelu".to_owned(),
            effect: Tag { state: "down".to_owned(), text: "estää käytön".to_owned() },
            starts: Some(Moment::sample()),
            ends: Some(Moment::sample()),
            announced: Moment::sample(),
            over: None,
            only: None,
            own: true,
        };
        let waits = Row { only: Some("Esimerkkilän hyvinvointialue".to_owned()), own: false, ..row.clone() };
        let hers = Row { own: true, ..waits.clone() };
        let over = Row { over: Some(Moment::sample()), starts: None, ends: None, ..row.clone() };
        let source = |readable| Source { name: "kanta.fi".to_owned(), readable, since: Moment::sample() };
        let form = AnnounceForm {
            source: field("source"),
            id: field("id"),
            kind: field("kind"),
            title: field("title"),
            services: field("services"),
            effect: field("effect"),
            starts: field("starts"),
            ends: field("ends"),
            reach: Field { name: "reach_source".to_owned(), ..Field::default() },
        };
        let notice =
            Notice { kind: "warning", heading: "Ei oikeutta".to_owned(), text: "Roolisi eivät riitä.".to_owned() };
        let error = FieldError { name: "announce_id".to_owned(), error: "Täytä tämä kohta.".to_owned() };
        vec![
            UpstreamPage {
                notice: Some(notice),
                errors: vec![error],
                rows: vec![waits, row, over],
                sources: vec![source(true), source(false)],
                form: Some(form.clone()),
                speaks: true,
            },
            UpstreamPage {
                notice: None,
                errors: Vec::new(),
                rows: vec![hers],
                sources: Vec::new(),
                form: Some(form),
                speaks: false,
            },
            UpstreamPage {
                notice: None,
                errors: Vec::new(),
                rows: Vec::new(),
                sources: Vec::new(),
                form: None,
                speaks: false,
            },
        ]
    }
}
