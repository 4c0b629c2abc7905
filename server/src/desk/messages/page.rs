//! `/desk/messages/{id}`: how far a message has come, who gets it, and each attempt with its reply.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::delivery::send_again;
use majakka_domain::format::hetu;
use majakka_domain::id::{DeliveryId, MessageId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{DeliveryState, Series};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::delivery::{self, Attempt, Wanted, Which};
use majakka_store::error::{Error, Result};
use majakka_store::outgoing::{self, Outgoing};
use majakka_store::{incident, maintenance, message};
use serde::{Deserialize, Serialize};

use super::super::context::{Answer, DeskContext, Moment, Notice, Tag, answer};
use super::list::About;
use super::progress::{self, Counts, Progress, ProgressView};
use super::row::Row;
use crate::failure::PageError;
use crate::form::FormAttempt;
use crate::session::SignedIn;

/// Recipients on one page.
const PER_PAGE: usize = 50;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct RecipientsQuery {
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    pub(super) delivery: i64,
    #[serde(default)]
    pub(super) after: i64,
}

/// A message with its recipients.
#[derive(Debug, Clone, Serialize)]
pub struct MessagePage {
    notice: Option<Notice>,
    head: Head,
    progress: ProgressView,
    counts: Vec<Count>,
    filters: Vec<Filter>,
    /// Word of the chosen filter.
    state: String,
    /// What was looked for.
    q: String,
    rows: Vec<Row>,
    /// Is one looked at alone? Then her story is open.
    alone: bool,
    /// The way to all of them, from one and from a later page.
    all: Option<String>,
    next: Option<String>,
    csv: String,
    again: Again,
}

/// What it is.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    id: MessageId,
    kind: String,
    subject: Option<String>,
    about: Option<About>,
    written: Moment,
    by: String,
}

/// How many stand in a state.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    tag: Tag,
    channel: String,
    count: i64,
}

/// One way to bound the list.
#[derive(Debug, Clone, Serialize)]
pub struct Filter {
    /// Key of its text.
    text: &'static str,
    href: String,
    current: bool,
    count: i64,
}

/// May it be sent again?
#[derive(Debug, Clone, Serialize)]
pub struct Again {
    may: bool,
    failed: i64,
    /// The version of its incident; what a form hands back.
    version: i64,
    /// Why not, where somebody might expect it: a key.
    why_not: Option<&'static str>,
}

/// `GET`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    id: web::Path<MessageId>,
    asked: web::Query<RecipientsQuery>,
) -> Result<HttpResponse, PageError> {
    let (id, asked) = (id.into_inner(), asked.into_inner());
    answer(app, by, move |context| {
        if hetu::contains(&asked.q) {
            // It stands in no register, and must not stand in the links of the page.
            return Ok(Answer::Go(format!("/desk/messages/{}", id.0)));
        }
        display(context, id, &asked, &FormAttempt::default())
    })
    .await
}

/// `GET /desk/deliveries/{id}`: leads to the recipient among those of its message.
pub(super) async fn of_delivery(
    app: web::Data<App>,
    by: SignedIn,
    id: web::Path<DeliveryId>,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    answer(app, by, move |context| {
        let message = context.app.read(|conn| {
            let row = delivery::find(conn, id)?.ok_or(Error::NotFound("delivery"))?;
            outgoing::find(conn, &context.viewer, row.message_id)
        })?;
        Ok(Answer::Go(format!("/desk/messages/{}?delivery={}", message.id, id.0)))
    })
    .await
}

/// The page, after a step that was refused too.
pub(super) fn display(
    context: &DeskContext<'_>,
    id: MessageId,
    asked: &RecipientsQuery,
    attempt: &FormAttempt,
) -> Result<Answer> {
    let page = context.app.read(|conn| compose(conn, context, id, asked, attempt))?;
    context.page(attempt.status(), &page)
}

fn compose(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    id: MessageId,
    asked: &RecipientsQuery,
    attempt: &FormAttempt,
) -> Result<MessagePage> {
    let row = outgoing::find(conn, &context.viewer, id)?;
    let counts = progress::count(conn, id)?;
    let q = asked.q.trim().to_owned();
    let wanted = Wanted {
        which: Which::named(&asked.state),
        text: q.clone(),
        only: (asked.delivery > 0).then_some(DeliveryId(asked.delivery)),
        after: (asked.after > 0).then_some(DeliveryId(asked.after)),
    };
    let found = delivery::recipients(conn, id, &wanted, i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX))?;
    let shown = found.get(..found.len().min(PER_PAGE)).unwrap_or_default();
    let attempts = delivery::attempts(conn, &shown.iter().map(|row| row.id).collect::<Vec<_>>())?;
    let mut by_delivery: BTreeMap<DeliveryId, Vec<&Attempt>> = BTreeMap::new();
    for attempt in &attempts {
        by_delivery.entry(attempt.delivery_id).or_default().push(attempt);
    }
    let again = again(conn, context, &row, &counts)?;
    let texts = message::texts(conn, &[id])?.remove(&id).unwrap_or_default();
    let subject = texts.iter().find(|text| text.language == context.language).or(texts.first());
    let last = if found.len() > PER_PAGE { shown.last() } else { None };
    let whole = wanted.only.is_none() && wanted.after.is_none();
    Ok(MessagePage {
        notice: notice(context, attempt)?,
        head: Head {
            id,
            kind: context.word("message", row.kind)?,
            subject: subject.map(|text| text.subject.clone()),
            about: About::new(&row),
            written: context.moment(row.written_at),
            by: context.who(row.actor.clone())?,
        },
        progress: so_far(context.now, &row, &counts).said(&context.app.renderer, context.language)?,
        counts: counts
            .iter()
            .map(|(channel, state, count)| {
                let tag = context.tag("delivery-state", state)?;
                Ok(Count { tag, channel: context.word("channel", channel)?, count: *count })
            })
            .collect::<Result<_>>()?,
        filters: filters(id, &wanted, &counts),
        state: Which::ALL.iter().find(|(_, which)| *which == wanted.which).map_or("", |(name, _)| name).to_owned(),
        rows: shown
            .iter()
            .map(|row| Row::new(context, row, by_delivery.get(&row.id).map_or(&[], Vec::as_slice), again.may))
            .collect::<Result<_>>()?,
        alone: wanted.only.is_some(),
        all: (!whole).then(|| address(id, "", &wanted, &q, None)),
        next: last.map(|row| address(id, "", &wanted, &q, Some(row.id))),
        csv: address(id, "/recipients.csv", &wanted, &q, None),
        q,
        again,
    })
}

/// How far it has come by what is in the database now.
pub(super) fn so_far(now: DateTime<Utc>, row: &Outgoing, counts: &Counts) -> Progress {
    Progress::new(now, counts).since(row.written_at)
}

fn address(id: MessageId, part: &str, wanted: &Wanted, q: &str, after: Option<DeliveryId>) -> String {
    let state = Which::ALL.iter().find(|(_, which)| *which == wanted.which).map_or("", |(name, _)| name);
    let after = after.map(|after| after.to_string()).unwrap_or_default();
    let asked = [("state", state), ("q", q), ("after", &after)];
    let asked: Vec<_> = asked.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_html_form::to_string(asked).unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/desk/messages/{}{part}{mark}{query}", id.0)
}

fn filters(id: MessageId, wanted: &Wanted, counts: &Counts) -> Vec<Filter> {
    let of = |states: &[DeliveryState]| counts.iter().filter(|(_, of, _)| states.contains(of)).map(|(.., n)| n).sum();
    let filter = |(name, which): &(&str, Which)| {
        // How many have not read it is not counted: it would take a look at every one of them.
        let (text, count) = match which {
            Which::All => ("messages-all", of(DeliveryState::ALL)),
            Which::Failed => ("messages-failed", of(&[DeliveryState::Failed])),
            Which::Waiting => ("messages-queued", of(&[DeliveryState::Queued])),
            Which::Unread => ("messages-unread", 0),
            Which::Uncertain => ("messages-unknown", of(&[DeliveryState::Uncertain])),
        };
        let mark = if name.is_empty() { "" } else { "?state=" };
        let href = format!("/desk/messages/{}{mark}{name}", id.0);
        Filter { text, href, current: *which == wanted.which && wanted.only.is_none(), count }
    };
    Which::ALL.iter().map(filter).collect()
}

fn again(conn: &mut AnyConnection, context: &DeskContext<'_>, row: &Outgoing, counts: &Counts) -> Result<Again> {
    let of = |state| counts.iter().filter(|(_, of, _)| *of == state).map(|(.., count)| count).sum::<i64>();
    let (failed, uncertain) = (of(DeliveryState::Failed), of(DeliveryState::Uncertain));
    let none = |why_not| Again { may: false, failed, version: 0, why_not };
    if failed + uncertain == 0 {
        return Ok(none(None));
    }
    let Some(permission) = send_again::permission(row) else { return Ok(none(Some("messages-only-then"))) };
    if row.kind.series() != Series::Single && !outgoing::is_newest(conn, row)? {
        return Ok(none(Some("messages-old-news")));
    }
    if !context.may(permission) {
        return Ok(none(Some("desk-not-yours")));
    }
    if let Some(planned) = &row.maintenance
        && maintenance::for_change(conn, &context.viewer, planned).is_err()
    {
        return Ok(none(Some("messages-not-planned-here")));
    }
    let version = match row.incident_id {
        Some(id) => incident::find(conn, &context.viewer, id)?.version,
        None => 0,
    };
    Ok(Again { may: true, failed, version, why_not: None })
}

fn notice(context: &DeskContext<'_>, attempt: &FormAttempt) -> Result<Option<Notice>> {
    if attempt.refusal != Some(Refusal::Stale) {
        return context.notice(attempt);
    }
    let (heading, text) = (context.say("messages-stale-title")?, context.say("messages-stale-text")?);
    Ok(Some(Notice { kind: "warning", heading, text }))
}

impl Page for MessagePage {
    const TEMPLATE: &'static str = "desk/message";

    fn samples() -> Vec<Self> {
        let tag = |state: &str, text: &str| Tag { state: state.to_owned(), text: text.to_owned() };
        let said = ProgressView {
            done: 398,
            total: 412,
            over: false,
            figures: "398 / 412".to_owned(),
            line: "Jonossa 14".to_owned(),
        };
        let filter = Filter { text: "messages-all", href: "/desk/messages/7".to_owned(), current: true, count: 412 };
        let page = MessagePage {
            notice: Some(Notice { kind: "warning", heading: "Ei lähetetty".to_owned(), text: "Uudempi.".to_owned() }),
            head: Head {
                id: MessageId(7),
                kind: "tilannetiedote".to_owned(),
                subject: Some("Häiriö: Resepti".to_owned()),
                about: Some(About::sample()),
                written: Moment::sample(),
                by: "Aino Esimerkki".to_owned(),
            },
            progress: said.clone(),
            counts: vec![Count { tag: tag("sent", "lähetetty"), channel: "sähköposti".to_owned(), count: 398 }],
            filters: vec![filter.clone(), Filter { text: "messages-unread", current: false, count: 0, ..filter }],
            state: "failed".to_owned(),
            q: "apteekki".to_owned(),
            rows: Row::samples(),
            alone: true,
            all: Some("/desk/messages/7".to_owned()),
            next: Some("/desk/messages/7?after=12".to_owned()),
            csv: "/desk/messages/7/recipients.csv".to_owned(),
            again: Again { may: true, failed: 2, version: 3, why_not: None },
        };
        let over = MessagePage {
            notice: None,
            head: Head { subject: None, about: None, ..page.head.clone() },
            progress: ProgressView { over: true, ..said },
            rows: Vec::new(),
            all: None,
            next: None,
            again: Again { may: false, why_not: Some("messages-old-news"), ..page.again.clone() },
            ..page.clone()
        };
        vec![page, over]
    }
}
