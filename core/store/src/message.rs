//! What is said: written once, in every language, and sent to many.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use majakka_domain::bulletin::Facts;
use majakka_domain::id::{IncidentId, MaintenanceId, MessageId, ReportId};
use majakka_domain::terms::{DeliveryState, Language, MessageKind, Series};

use crate::db::AnyConnection;
use crate::db::schema::{attachments, message_texts, messages};
use crate::error::{Error, Result};
use majakka_messages::message::{Mail, Sms};

/// What a message is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    /// An incident.
    pub incident: Option<IncidentId>,
    /// An own break.
    pub maintenance: Option<MaintenanceId>,
    /// A report.
    pub report: Option<ReportId>,
}

/// The text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Language of the reader.
    pub language: Language,
    /// Subject of the mail.
    pub subject: String,
    /// Plain text of the mail.
    pub body: String,
    /// HTML of the mail.
    pub html: Option<String>,
    /// Text message.
    pub sms: Option<String>,
    /// What the page says to professionals.
    pub page: String,
}

impl Text {
    /// What a mail says, and a text message where there is one; nothing for a page.
    pub fn new(language: Language, mail: Mail, sms: Option<Sms>) -> Self {
        Text {
            language,
            subject: mail.subject,
            body: mail.text,
            html: Some(mail.html),
            sms: sms.map(|sms| sms.text),
            page: String::new(),
        }
    }
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub struct Attachment {
    /// File name, without an identity code in it.
    pub file_name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub content: Vec<u8>,
    /// Readers of which language it is for; none: of every one.
    pub language: Option<Language>,
}

/// The newest message; 0 when there is none.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection) -> Result<MessageId> {
    let newest: Option<i64> = messages::table.select(diesel::dsl::max(messages::id)).first(conn)?;
    Ok(MessageId(newest.unwrap_or_default()))
}

/// What was written after that one and goes to many, with its kind and moment.
///
/// # Errors
/// What the database says.
pub fn to_many_after(
    conn: &mut AnyConnection,
    after: MessageId,
) -> Result<Vec<(MessageId, MessageKind, DateTime<Utc>)>> {
    let rows: Vec<(MessageId, MessageKind, chrono::NaiveDateTime)> = messages::table
        .filter(messages::id.gt(after.0))
        .filter(messages::series.ne(Series::Single.as_str()))
        .order(messages::id)
        .select((messages::id, messages::kind, messages::written_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, kind, at)| (id, kind, at.and_utc())).collect())
}

/// A message to be written.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// What it is.
    pub kind: MessageKind,
    /// What it is about.
    pub about: About,
    /// Its place in the series, the first being 1.
    pub sequence: i32,
    /// What a bulletin was made from, without an identity code.
    pub facts: Option<Facts>,
    /// Who wrote it.
    pub actor: String,
    /// Its texts.
    pub texts: Vec<Text>,
    /// Its files.
    pub attachments: Vec<Attachment>,
}

impl NewMessage {
    /// One that stands for itself: no series, no facts to build on, no files.
    pub fn single(kind: MessageKind, about: About, actor: String, texts: Vec<Text>) -> Self {
        NewMessage { kind, about, sequence: 1, facts: None, actor, texts, attachments: Vec::new() }
    }
}

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub struct Message {
    /// Id.
    pub id: MessageId,
    /// Kind.
    pub kind: MessageKind,
    /// Incident.
    pub incident_id: Option<IncidentId>,
    /// Own break.
    pub maintenance_id: Option<MaintenanceId>,
    /// Place in its series.
    pub sequence: i32,
    facts: String,
    /// When, UTC.
    pub written_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
}

impl Message {
    /// What a bulletin was made from.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn facts(&self) -> Result<Facts> {
        serde_json::from_str(&self.facts).map_err(|cause| Error::Unreadable {
            column: format!("facts of message {}", self.id),
            problem: Box::new(cause),
        })
    }
}

/// Writes a message with its texts and files.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewMessage) -> Result<MessageId> {
    use messages as m;
    let facts = new.facts.as_ref().map_or_else(|| Ok("{}".to_owned()), serde_json::to_string)?;
    let id: MessageId = diesel::insert_into(m::table)
        .values((
            m::kind.eq(new.kind.as_str()),
            m::series.eq(new.kind.series().as_str()),
            m::incident_id.eq(new.about.incident.map(|id| id.0)),
            m::maintenance_id.eq(new.about.maintenance.map(|id| id.0)),
            m::report_id.eq(new.about.report.map(|id| id.0)),
            m::sequence.eq(new.sequence),
            m::facts.eq(facts),
            m::written_at.eq(now.naive_utc()),
            m::actor.eq(&new.actor),
        ))
        .returning(m::id)
        .get_result(conn)?;
    for text in &new.texts {
        use message_texts as t;
        diesel::insert_into(t::table)
            .values((
                t::message_id.eq(id.0),
                t::language.eq(text.language.as_str()),
                t::subject.eq(&text.subject),
                t::body.eq(&text.body),
                t::html.eq(&text.html),
                t::sms.eq(&text.sms),
                t::page.eq(&text.page),
            ))
            .execute(conn)?;
    }
    for file in &new.attachments {
        use attachments as a;
        diesel::insert_into(a::table)
            .values((
                a::message_id.eq(id.0),
                a::file_name.eq(&file.file_name),
                a::media_type.eq(&file.media_type),
                a::content.eq(&file.content),
                a::language.eq(file.language.map(|language| language.as_str())),
            ))
            .execute(conn)?;
    }
    Ok(id)
}

/// Takes the words of a message away: it was said, and must not be read again.
///
/// # Errors
/// What the database says.
pub fn blank(conn: &mut AnyConnection, id: MessageId) -> Result<()> {
    use message_texts as t;
    diesel::update(t::table.filter(t::message_id.eq(id.0)))
        .set((t::body.eq(""), t::html.eq(None::<String>)))
        .execute(conn)?;
    Ok(())
}

/// How many bulletins an incident has had.
///
/// # Errors
/// What the database says.
pub fn bulletins_so_far(conn: &mut AnyConnection, incident: IncidentId) -> Result<i32> {
    let count: i64 = messages::table
        .filter(messages::incident_id.eq(incident.0))
        .filter(messages::series.eq(Series::Bulletin.as_str()))
        .count()
        .get_result(conn)?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Bulletins of incidents, oldest first.
///
/// # Errors
/// What the database says.
pub fn bulletins(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<Vec<Message>> {
    Ok(messages::table
        .filter(messages::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(messages::series.eq(Series::Bulletin.as_str()))
        .order(messages::id)
        .select(Message::as_select())
        .load(conn)?)
}

/// The bulletins of an incident that still hold, oldest first: no withdrawals, and nothing that one took back.
///
/// # Errors
/// What the database says; [`Error::Unreadable`].
pub fn holding(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Message>> {
    let mut rows = bulletins(conn, &[incident])?;
    let withdrawn = withdrawn(&rows)?;
    rows.retain(|row| row.kind != MessageKind::Withdrawal && !withdrawn.contains(&row.sequence));
    Ok(rows)
}

/// The places in the series of what withdrawals took back, of all bulletins of an incident.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn withdrawn(bulletins: &[Message]) -> Result<BTreeSet<i32>> {
    let withdrawals = bulletins.iter().filter(|row| row.kind == MessageKind::Withdrawal);
    let taken_back = withdrawals.map(|row| Ok(row.facts()?.withdraws)).collect::<Result<Vec<_>>>()?;
    Ok(taken_back.into_iter().flatten().collect())
}

/// The newest bulletin of an incident.
///
/// # Errors
/// What the database says.
pub fn newest_bulletin(conn: &mut AnyConnection, incident: IncidentId) -> Result<Option<Message>> {
    Ok(messages::table
        .filter(messages::incident_id.eq(incident.0))
        .filter(messages::series.eq(Series::Bulletin.as_str()))
        .order(messages::id.desc())
        .select(Message::as_select())
        .first(conn)
        .optional()?)
}

/// Messages by id.
///
/// # Errors
/// What the database says.
pub fn by_id(conn: &mut AnyConnection, ids: &[MessageId]) -> Result<BTreeMap<MessageId, Message>> {
    let rows: Vec<Message> = messages::table
        .filter(messages::id.eq_any(ids.iter().map(|id| id.0)))
        .select(Message::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Texts of messages, by message.
///
/// # Errors
/// What the database says.
pub fn texts(conn: &mut AnyConnection, ids: &[MessageId]) -> Result<BTreeMap<MessageId, Vec<Text>>> {
    use message_texts as t;
    type Row = (MessageId, Language, String, String, Option<String>, Option<String>, String);
    let rows: Vec<Row> = t::table
        .filter(t::message_id.eq_any(ids.iter().map(|id| id.0)))
        .order((t::message_id, t::language))
        .select((t::message_id, t::language, t::subject, t::body, t::html, t::sms, t::page))
        .load(conn)?;
    let mut found: BTreeMap<MessageId, Vec<Text>> = BTreeMap::new();
    for (id, language, subject, body, html, sms, page) in rows {
        found.entry(id).or_default().push(Text { language, subject, body, html, sms, page });
    }
    Ok(found)
}

/// A bulletin or notice that reached nobody: every single delivery of it has failed since `since`, and nobody was told yet.
///
/// # Errors
/// What the database says.
pub fn unheard(conn: &mut AnyConnection, since: DateTime<Utc>) -> Result<Option<Message>> {
    use crate::db::schema::deliveries as d;
    // The very words of the index `deliveries_in_trouble`, for no bound value lets SQLite take it: few rows, mostly none.
    let lost = sql::<Bool>("deliveries.state IN ('failed', 'uncertain')");
    let in_trouble = d::table.filter(lost).filter(d::settled_at.ge(since.naive_utc())).select(d::message_id);
    let told_or_waiting = DeliveryState::ALL.iter().filter(|state| **state != DeliveryState::Failed);
    let told_or_waiting = d::table
        .filter(d::message_id.eq(messages::id))
        .filter(d::state.eq_any(told_or_waiting.map(|state| state.as_str())));
    Ok(messages::table
        .filter(messages::id.eq_any(in_trouble))
        .filter(messages::unheard_at.is_null())
        .filter(messages::series.eq_any([Series::Bulletin.as_str(), Series::Maintenance.as_str()]))
        .filter(diesel::dsl::not(diesel::dsl::exists(told_or_waiting)))
        .order(messages::id)
        .select(Message::as_select())
        .first(conn)
        .optional()?)
}

/// Notes that the duty list knows it, or that it is to be told anew.
///
/// # Errors
/// What the database says.
pub fn mark_unheard(conn: &mut AnyConnection, id: MessageId, at: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(messages::table.find(id.0))
        .set(messages::unheard_at.eq(at.map(|at| at.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// A message's subject in a language, or in the one that it has.
///
/// # Errors
/// What the database says.
pub fn subject(conn: &mut AnyConnection, id: MessageId, language: Language) -> Result<String> {
    use message_texts as t;
    let subjects: Vec<(Language, String)> =
        t::table.filter(t::message_id.eq(id.0)).order(t::language).select((t::language, t::subject)).load(conn)?;
    let own = subjects.iter().find(|(of, _)| *of == language).or_else(|| subjects.first());
    Ok(own.map(|(_, subject)| subject.clone()).unwrap_or_default())
}

/// What a message says on a page in a language, as it is stored; none where it has no page or not that language.
///
/// # Errors
/// What the database says.
pub fn page(conn: &mut AnyConnection, id: MessageId, language: Language) -> Result<Option<String>> {
    use message_texts as t;
    let own = t::table.filter(t::message_id.eq(id.0)).filter(t::language.eq(language.as_str())).filter(t::page.ne(""));
    Ok(own.select(t::page).first(conn).optional()?)
}

/// Files of messages, by message.
///
/// # Errors
/// What the database says.
pub fn attachments(conn: &mut AnyConnection, ids: &[MessageId]) -> Result<BTreeMap<MessageId, Vec<Attachment>>> {
    use attachments as a;
    let rows: Vec<(MessageId, Attachment)> = a::table
        .filter(a::message_id.eq_any(ids.iter().map(|id| id.0)))
        .order(a::id)
        .select((a::message_id, Attachment::as_select()))
        .load(conn)?;
    let mut found: BTreeMap<MessageId, Vec<Attachment>> = BTreeMap::new();
    for (id, file) in rows {
        found.entry(id).or_default().push(file);
    }
    Ok(found)
}
