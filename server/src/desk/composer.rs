//! Writing a bulletin: the texts per language, what is hit, whom it is for, and exactly what would leave and to whom.
//!
//! Guarantee: a preview leaves no trace; what was typed is always kept.
//! Non-goal: the rules of a bulletin; they are core's.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use majakka_app::command::bulletin::{self, Preview, Resolve, Withdraw, Wording, Write};
use majakka_app::{App, Tx};
use majakka_domain::catalogue::{Function, Texts};
use majakka_domain::format::sentence;
use majakka_domain::format::time::{Side, local_input};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, Language, MessageKind};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::{delivery, incident, message, organisation};
use serde::{Deserialize, Serialize};

use super::context::{Answer, DeskContext, Notice, answer};
use super::incident::{Loaded, load};
use super::preview::Shown;
use super::translations::{self, Offered, Translations};
use super::withdrawal::{self, Withdrawal};
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Choice, Field, FieldError, FormAttempt, FormValues, FormView, Problems, Translated};
use crate::session::SignedIn;

/// Its texts in three languages.
const TEXTS: [&str; 7] = ["impact", "changed", "works", "instructions", "citizen_instructions", "cause", "why"];

/// What a bulletin tells beside what has changed.
const TOLD: [&str; 4] = ["impact", "works", "instructions", "citizen_instructions"];

/// Of the functions that are hit, so many characters stand in the prefilled line: it goes into the text message too.
const LONGEST_IMPACT: usize = 64;

/// Organisations that can be ticked; a desk with more names them by what is hit.
const ORGANISATIONS: i64 = 500;

/// The page on which a bulletin is written.
#[derive(Debug, Clone, Serialize)]
pub struct ComposerPage {
    reference: String,
    version: i64,
    kind: &'static str,
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    shown: Option<Shown>,
    impact: Option<Vec<Translated>>,
    changed: Option<Vec<Translated>>,
    works: Option<Vec<Translated>>,
    instructions: Option<Vec<Translated>>,
    citizen_instructions: Option<Vec<Translated>>,
    cause: Option<Vec<Translated>>,
    withdrawal: Option<Withdrawal>,
    services: Option<Field>,
    audience: Option<Field>,
    organisations: Option<Field>,
    eta: Option<Field>,
    next_update: Option<Field>,
    ended_at: Option<Field>,
    insist: Field,
    translations: Option<Translations>,
    offered: Vec<Offered>,
}

/// Which kind the address asks for.
#[derive(Debug, Deserialize)]
pub(super) struct ComposerQuery {
    #[serde(default)]
    kind: String,
}

fn kind_of(asked: &ComposerQuery) -> Result<MessageKind> {
    use MessageKind as K;
    match asked.kind.parse() {
        Ok(kind @ (K::First | K::Update | K::Correction | K::Withdrawal | K::Resolved)) => Ok(kind),
        _ => Err(Error::NotFound("bulletin")),
    }
}

/// `GET /desk/incidents/{reference}/bulletin?kind=…`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    reference: web::Path<String>,
    asked: web::Query<ComposerQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        context.viewer.require(Permission::Publish)?;
        let kind = kind_of(&asked)?;
        display(context, &reference, kind, &FormAttempt::default(), None)
    })
    .await
}

/// `POST` to the same address, `action=preview` or `publish`.
pub(super) async fn post(
    app: web::Data<App>,
    reference: web::Path<String>,
    asked: web::Query<ComposerQuery>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| write(context, &reference, kind_of(&asked)?, typed)).await
}

fn write(context: &DeskContext<'_>, reference: &str, kind: MessageKind, typed: FormValues) -> Result<Answer> {
    let row = context.app.read(|conn| incident::by_reference(conn, &context.viewer, reference))?;
    let publishes = typed.get("action") == "publish";
    let done: Result<Outcome> = asked_for(context.now, row.id, kind, &typed).and_then(|said| {
        if publishes {
            context.app.write(&context.viewer, |tx| {
                said.publish(tx)?;
                translations::seen_to(&typed, "", &TEXTS)?;
                sent(tx, context, row.id).map(Outcome::Published)
            })
        } else {
            context
                .app
                .dry_run(&context.viewer, |tx| said.preview(tx))
                .map(|preview| Outcome::Previewed(Box::new(preview)))
        }
    });
    match done {
        Ok(Outcome::Published(done)) => Ok(Answer::Done(format!("/desk/incidents/{reference}?tab=bulletins"), done)),
        Ok(Outcome::Previewed(preview)) => {
            let attempt = FormAttempt::kept("", typed);
            display(context, reference, kind, &attempt, Some(&*preview))
        }
        Err(cause) => display(context, reference, kind, &FormAttempt::refused("", typed, cause)?, None),
    }
}

/// What became of the form.
enum Outcome {
    Published(Done),
    Previewed(Box<Preview>),
}

/// What the bulletin that was written just now has sent out, and where everybody sees it; where none was, that it is over.
pub(super) fn sent(tx: &mut Tx<'_>, context: &DeskContext<'_>, incident: IncidentId) -> Result<Done> {
    let written = message::bulletins(tx.conn, &[incident])?.pop().filter(|row| row.written_at == tx.now);
    let Some(row) = written else { return Ok(Done::new("over")) };
    let messages: i64 = delivery::counts(tx.conn, &[row.id])?.iter().map(|(.., count)| count).sum();
    let done = match messages {
        0 => Done::new("sent-to-nobody"),
        _ => Done::new("sent").with("people", delivery::addressees(tx.conn, row.id)?).with("messages", messages),
    };
    Ok(done.then("done-public-page", format!("/{}", context.language)))
}

/// A bulletin as the form says it.
enum Submission {
    Written(MessageKind, Box<Write>),
    Withdrawn(Withdraw),
    Ended(Resolve),
}

impl Submission {
    fn publish(&self, tx: &mut majakka_app::Tx<'_>) -> Result<()> {
        match self {
            Submission::Written(MessageKind::First, write) => bulletin::publish(tx, write).map(drop),
            Submission::Written(kind, write) => bulletin::update(tx, *kind, write).map(drop),
            Submission::Withdrawn(withdraw) => bulletin::withdraw(tx, withdraw).map(drop),
            Submission::Ended(end) => bulletin::resolve(tx, end),
        }
    }

    fn preview(&self, tx: &mut majakka_app::Tx<'_>) -> Result<Preview> {
        match self {
            Submission::Written(MessageKind::First, write) => bulletin::preview_first(tx, write),
            Submission::Written(kind, write) => bulletin::preview_update(tx, *kind, write),
            Submission::Withdrawn(withdraw) => bulletin::preview_withdrawal(tx, withdraw),
            Submission::Ended(end) => bulletin::preview_resolve(tx, end),
        }
    }
}

fn asked_for(now: DateTime<Utc>, incident: IncidentId, kind: MessageKind, typed: &FormValues) -> Result<Submission> {
    let mut problems = Problems::default();
    let (seen, insist) = (typed.version(), typed.has("insist"));
    if kind == MessageKind::Resolved {
        let ended_at = problems.take(typed.time("", "ended_at", Side::Before(now))).flatten();
        problems.refuse()?;
        let ended_at = ended_at.ok_or(Refusal::field("ended_at", "missing"))?;
        return Ok(Submission::Ended(Resolve { incident, seen, ended_at, cause: typed.texts("cause"), insist }));
    }
    if kind == MessageKind::Withdrawal {
        return Ok(Submission::Withdrawn(withdrawal::asked_for(incident, typed)));
    }
    let eta = problems.take(typed.time("", "eta", Side::After(now))).flatten();
    let next_update = problems.take(typed.time("", "next_update", Side::After(now))).flatten();
    problems.refuse()?;
    let nothing_new = eta.is_none() && translations::stand_as_offered(typed, &TOLD);
    let untold = typed.is_sent("changed_fi") && typed.texts("changed") == Texts::default();
    if kind == MessageKind::Update && untold && nothing_new {
        return Err(Refusal::field("changed", "say_what_changed").into());
    }
    let named = typed.get("audience") == "named";
    let ids = || typed.all("organisations").filter_map(|id| id.parse().ok()).map(OrganisationId).collect();
    let wording = Wording {
        impact: typed.texts("impact"),
        changed: typed.texts("changed"),
        works: typed.texts("works"),
        instructions: typed.texts("instructions"),
        citizen_instructions: typed.texts("citizen_instructions"),
        insist,
    };
    let services = typed.all("services").map(str::to_owned).collect();
    // A later bulletin adds to those who are told.
    let organisations = (named || kind != MessageKind::First).then(ids);
    // The page shows what the bulletin before said: what it sends empty was emptied.
    let keeps = !typed.is_sent("works_fi");
    Ok(Submission::Written(
        kind,
        Box::new(Write { incident, seen, wording, eta, next_update, services, organisations, keeps }),
    ))
}

fn display(
    context: &DeskContext<'_>,
    reference: &str,
    kind: MessageKind,
    attempt: &FormAttempt,
    preview: Option<&Preview>,
) -> Result<Answer> {
    let mut page = context.app.read(|conn| {
        let loaded = load(conn, context, reference)?;
        compose(conn, context, &loaded, kind, attempt)
    })?;
    page.shown = preview.map(|preview| Shown::new(context, preview)).transpose()?;
    let status = if preview.is_some() { StatusCode::OK } else { attempt.status() };
    context.page(status, &page)
}

/// The form: as typed, else as the bulletin before said it, else as the incident suggests.
fn compose(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    loaded: &Loaded<'_>,
    kind: MessageKind,
    attempt: &FormAttempt,
) -> Result<ComposerPage> {
    let row = &loaded.case.row;
    let form = context.form(attempt, "");
    let holding = message::holding(conn, row.id)?;
    let before = holding.last().map(message::Message::facts).transpose()?;
    let (first, withdraws) = (kind == MessageKind::First, kind == MessageKind::Withdrawal);
    let ends = kind == MessageKind::Resolved || withdraws;
    let impact = match &before {
        Some(facts) => facts.wording.impact.clone(),
        None => suggested_impact(context, loaded)?,
    };
    let said = before.map(|facts| facts.wording).unwrap_or_default();
    let interval = context.app.settings.cadence.interval(loaded.case.decided.criticality, loaded.case.decided.effect);
    let mut offers = Vec::new();
    let mut part = |name: &str, default: &Texts| {
        let shown = (!ends).then(|| form.texts(name, default));
        offers.extend(shown.iter().flat_map(|_| translations::offered(&attempt.values, name, default)));
        shown
    };
    let translations = Translations::new(context, &form, &attempt.values, &TEXTS)?;
    let insist = Choice { chosen: false, ..Choice::new("yes", context.say("desk-insist")?) };
    Ok(ComposerPage {
        reference: row.reference.clone(),
        version: row.version,
        kind: kind.as_str(),
        notice: context.notice(attempt)?,
        errors: context.errors(attempt),
        shown: None,
        impact: part("impact", &impact),
        changed: if first || ends { None } else { part("changed", &Texts::default()) },
        works: part("works", &said.works),
        instructions: part("instructions", &said.instructions),
        citizen_instructions: part("citizen_instructions", &said.citizen_instructions),
        cause: (kind == MessageKind::Resolved).then(|| form.texts("cause", &Texts::default())),
        withdrawal: if withdraws { Some(Withdrawal::new(conn, context, &form, &holding)?) } else { None },
        services: if ends { None } else { Some(services(conn, context, &form, loaded)?) },
        audience: if first { Some(audience(context, &form)?) } else { None },
        organisations: if ends { None } else { Some(organisations(conn, context, &form, row)?) },
        eta: (!ends).then(|| form.text("eta", "")),
        next_update: (!ends).then(|| form.text("next_update", local_input(context.now + interval))),
        ended_at: (kind == MessageKind::Resolved).then(|| form.text("ended_at", local_input(context.now))),
        insist: form.any("insist", vec![insist]),
        translations,
        offered: offers,
    })
}

/// `Reseptin määrääminen ja lääkkeen toimittaminen apteekissa eivät onnistu`: all that the reports name, the most reported first; of
/// more than a text message has room for, the first and that there are others.
fn suggested_impact(context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Texts> {
    let case = &loaded.case;
    let mut reported: Vec<(&Function, usize)> = Vec::new();
    for report in &case.evidence.reports {
        let system = context.app.catalogue.system(&report.service);
        let Some(function) = system.and_then(|system| system.function(&report.function)) else { continue };
        match reported.iter_mut().find(|(known, _)| known.id == function.id && known.name == function.name) {
            Some((_, count)) => *count += report.count,
            None => reported.push((function, report.count)),
        }
    }
    reported.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let i18n = context.app.renderer.i18n();
    let verb = if case.decided.effect == Effect::Prevents { "desk-impact-prevents" } else { "desk-impact-degrades" };
    let say = |language| {
        let name = |place: usize, function: &Function| {
            let name = function.name.get(language);
            if place == 0 { name.to_owned() } else { sentence::within(name) }
        };
        let names: Vec<String> = reported.iter().enumerate().map(|(place, (f, _))| name(place, f)).collect();
        let named = match names.as_slice() {
            [] => return Ok(String::new()),
            [only] => return Ok(i18n.text(language, verb, &[("function", only.as_str().into())])?),
            [first, rest @ ..] => {
                let (last, middle) = rest.split_last().unwrap_or((first, &[]));
                let head = std::iter::once(first).chain(middle).cloned().collect::<Vec<_>>().join(", ");
                let whole =
                    i18n.text(language, "list-last", &[("first", head.into()), ("last", last.as_str().into())])?;
                if whole.chars().count() <= LONGEST_IMPACT {
                    whole
                } else {
                    i18n.text(language, "desk-impact-and-others", &[("function", first.as_str().into())])?
                }
            }
        };
        Ok::<_, Error>(i18n.text(language, &format!("{verb}-several"), &[("functions", named.into())])?)
    };
    Ok(Texts { fi: say(Language::Fi)?, sv: say(Language::Sv)?, en: say(Language::En)? })
}

/// Systems that may be hit as a whole and were not named before; the one that the proposal names first.
fn services(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    form: &FormView<'_>,
    loaded: &Loaded<'_>,
) -> Result<Field> {
    let likely = &loaded.case.suggestion.service;
    let row = &loaded.case.row;
    let named = match row.first_bulletin_at {
        Some(_) => incident::named_services(conn, row.id)?,
        None => Default::default(),
    };
    let mut systems: Vec<_> = context.app.catalogue.systems().filter(|system| !named.contains(&system.id)).collect();
    systems.sort_by_key(|system| system.id != *likely);
    let choice =
        |system: &&majakka_domain::catalogue::System| Choice::new(system.id.clone(), system.name.get(context.language));
    Ok(form.any("services", systems.iter().map(choice).collect()))
}

fn audience(context: &DeskContext<'_>, form: &FormView<'_>) -> Result<Field> {
    let options = vec![
        Choice::new("affected", context.say("desk-audience-affected")?),
        Choice::new("named", context.say("desk-audience-named")?),
    ];
    Ok(form.one("audience", options, "affected"))
}

/// Organisations that may be named and were not named before.
fn organisations(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    form: &FormView<'_>,
    row: &incident::Incident,
) -> Result<Field> {
    let mut served = organisation::served(conn, &context.viewer, ORGANISATIONS)?;
    let named = match row.first_bulletin_at {
        Some(_) => incident::named_organisations(conn, row.id)?,
        None => Default::default(),
    };
    served.retain(|organisation| !named.contains(&organisation.id));
    Ok(form.any("organisations", served.into_iter().map(|o| Choice::new(o.id.to_string(), o.name)).collect()))
}

impl Page for ComposerPage {
    const TEMPLATE: &'static str = "desk/composer";

    fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let texts = |name: &str| {
            let one =
                |language: &Language| Translated { language: *language, control: field(&format!("{name}_{language}")) };
            Some(Language::ALL.iter().map(one).collect::<Vec<_>>())
        };
        let [many, nobody] = Shown::samples();
        let first = ComposerPage {
            reference: "H-2026-0147".to_owned(),
            version: 3,
            kind: "first",
            notice: Some(Notice {
                kind: "warning",
                heading: "Joku muu ehti ensin".to_owned(),
                text: "Tarkista.".to_owned(),
            }),
            errors: vec![FieldError { name: "impact_fi".to_owned(), error: "Täytä tämä kohta.".to_owned() }],
            shown: Some(many),
            impact: texts("impact"),
            changed: None,
            works: texts("works"),
            instructions: texts("instructions"),
            citizen_instructions: texts("citizen_instructions"),
            cause: None,
            withdrawal: None,
            services: Some(field("services")),
            audience: Some(field("audience")),
            organisations: Some(field("organisations")),
            eta: Some(field("eta")),
            next_update: Some(field("next_update")),
            ended_at: None,
            insist: field("insist"),
            translations: Some(Translations::sample()),
            offered: vec![Offered::sample()],
        };
        let update = ComposerPage {
            kind: "update",
            translations: None,
            notice: None,
            errors: Vec::new(),
            shown: Some(nobody),
            changed: texts("changed"),
            audience: None,
            ..first.clone()
        };
        let last = ComposerPage {
            kind: "resolved",
            shown: None,
            impact: None,
            changed: None,
            services: None,
            organisations: None,
            works: None,
            instructions: None,
            citizen_instructions: None,
            cause: texts("cause"),
            eta: None,
            next_update: None,
            ended_at: Some(field("ended_at")),
            ..update.clone()
        };
        let withdrawal = ComposerPage {
            kind: "withdrawal",
            cause: None,
            withdrawal: Some(Withdrawal::sample()),
            ended_at: None,
            ..last.clone()
        };
        vec![first, update, last, withdrawal]
    }
}
