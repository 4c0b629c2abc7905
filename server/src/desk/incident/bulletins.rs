//! Bulletins as they were sent, and what became of each.

use majakka_domain::catalogue::Texts;
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Channel, DeliveryState, IncidentState, Language};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::{delivery, message, outgoing, review as reviews};
use serde::Serialize;

use super::super::context::{DeskContext, Moment, Tag};
use super::super::messages::Troubled;
use super::loaded::Loaded;
use crate::form::{Field, FormAttempt, Translated};

/// Messages beside the bulletins that somebody did not get.
const TROUBLED: i64 = 20;

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct BulletinsTab {
    sent: Vec<Sent>,
    /// Kinds that may be written now.
    kinds: Vec<&'static str>,
    may: bool,
    /// May she say that nothing has changed?
    unchanged: bool,
    /// What was learnt, once it is over; none where it may not be written.
    review: Option<Vec<Translated>>,
    /// Messages of any kind that somebody did not get: alarms and escalations have no place of their own here.
    troubled: Vec<Troubled>,
}

/// One bulletin.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    id: MessageId,
    sequence: i32,
    kind: String,
    written: Moment,
    by: String,
    texts: Vec<SentText>,
    /// How many stand in which state.
    counts: Vec<Count>,
    done: i64,
    total: i64,
    /// How many failed.
    failed: i64,
    /// May it be offered again to those whom it did not reach? Only the newest: an older one tells old news.
    again: bool,
}

/// Its text in a language.
#[derive(Debug, Clone, Serialize)]
pub struct SentText {
    language: &'static str,
    subject: String,
    body: String,
    sms: Option<String>,
}

/// How many stand in a state.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    tag: Tag,
    channel: String,
    count: i64,
}

impl BulletinsTab {
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        attempt: &FormAttempt,
    ) -> Result<Self> {
        let row = &loaded.case.row;
        let rows = message::bulletins(conn, &[row.id])?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut texts = message::texts(conn, &ids)?;
        let counts = delivery::counts(conn, &ids)?;
        let mut sent = Vec::new();
        let may = context.may(Permission::Publish);
        let newest = rows.last().map(|row| row.id);
        for row in rows.iter().rev() {
            let of: Vec<_> = counts.iter().filter(|(id, ..)| *id == row.id).collect();
            let failed: i64 = of.iter().filter(|(_, _, s, _)| *s == DeliveryState::Failed).map(|(.., n)| n).sum();
            let waiting: i64 = of.iter().filter(|(_, _, s, _)| *s == DeliveryState::Queued).map(|(.., n)| n).sum();
            let total: i64 = of.iter().map(|(.., n)| n).sum();
            let mut texts = texts.remove(&row.id).unwrap_or_default();
            texts.sort_by_key(|text| text.language);
            sent.push(Sent {
                id: row.id,
                sequence: row.sequence,
                kind: context.word("message", row.kind)?,
                written: context.moment(row.written_at),
                by: context.who(row.actor.clone())?,
                texts: texts.into_iter().map(SentText::from).collect(),
                counts: of
                    .iter()
                    .map(|(_, channel, state, n)| count(context, *channel, *state, *n))
                    .collect::<Result<_>>()?,
                done: total - waiting - failed,
                total,
                failed,
                again: may && failed > 0 && newest == Some(row.id),
            });
        }
        let kinds = match row.state {
            IncidentState::Open if row.first_bulletin_at.is_none() => vec!["first", "resolved"],
            IncidentState::Open | IncidentState::Active => vec!["update", "correction", "withdrawal", "resolved"],
            IncidentState::Resolved | IncidentState::Closed => Vec::new(),
        };
        let open = may && row.standing().review().is_ok();
        let review = open.then(|| review(conn, context, row.id, attempt)).transpose()?;
        let unchanged = may && kinds.contains(&"update");
        Ok(BulletinsTab { sent, kinds, may, unchanged, review, troubled: troubled(conn, context, loaded)? })
    }

    pub(super) fn samples() -> Vec<Self> {
        let sent = Sent {
            id: MessageId(1),
            sequence: 1,
            kind: "ensimmäinen tiedote".to_owned(),
            written: Moment::sample(),
            by: "Aino Esimerkki".to_owned(),
            texts: vec![
                SentText {
                    language: "fi",
                    subject: "Häiriö".to_owned(),
                    body: "Reseptiä ei voi tallentaa.".to_owned(),
                    sms: Some("HÄIRIÖ".to_owned()),
                },
                SentText { language: "sv", subject: "Störning".to_owned(), body: "Recept".to_owned(), sms: None },
            ],
            counts: vec![Count {
                tag: Tag { state: "sent".to_owned(), text: "lähetetty".to_owned() },
                channel: "sähköposti".to_owned(),
                count: 398,
            }],
            done: 398,
            total: 412,
            failed: 2,
            again: true,
        };
        let field =
            Field { name: "review_fi".to_owned(), value: "Varmenne uusitaan ajoissa.".to_owned(), ..Field::default() };
        let written = Translated { language: Language::Fi, control: field };
        let well = Sent { failed: 0, again: false, ..sent.clone() };
        vec![
            BulletinsTab {
                sent: vec![sent.clone(), well],
                kinds: vec!["update"],
                may: true,
                unchanged: true,
                review: None,
                troubled: Troubled::samples(),
            },
            BulletinsTab {
                sent: vec![sent],
                kinds: Vec::new(),
                may: true,
                unchanged: false,
                review: Some(vec![written]),
                troubled: Vec::new(),
            },
            BulletinsTab {
                sent: Vec::new(),
                kinds: Vec::new(),
                may: false,
                unchanged: false,
                review: None,
                troubled: Vec::new(),
            },
        ]
    }
}

/// Messages of an incident that somebody did not get.
pub(super) fn troubled(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    loaded: &Loaded<'_>,
) -> Result<Vec<Troubled>> {
    let rows = outgoing::in_trouble_of(conn, &context.viewer, loaded.case.row.id, TROUBLED)?;
    rows.iter().map(|row| Troubled::new(context, row)).collect()
}

/// The form with what is written already.
fn review(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    incident: IncidentId,
    attempt: &FormAttempt,
) -> Result<Vec<Translated>> {
    let mut written = reviews::of_incidents(conn, &[incident])?.remove(&incident).unwrap_or_default();
    let mut of = |language| written.remove(&language).unwrap_or_default();
    let texts = Texts { fi: of(Language::Fi), sv: of(Language::Sv), en: of(Language::En) };
    Ok(context.form(attempt, "").texts("review", &texts))
}

impl From<message::Text> for SentText {
    fn from(text: message::Text) -> Self {
        SentText { language: text.language.as_str(), subject: text.subject, body: text.body, sms: text.sms }
    }
}

fn count(context: &DeskContext<'_>, channel: Channel, state: DeliveryState, count: i64) -> Result<Count> {
    Ok(Count { tag: context.tag("delivery-state", state)?, channel: context.word("channel", channel)?, count })
}
