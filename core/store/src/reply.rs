//! Text messages that came back, and what was done about them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{DeliveryId, OrganisationId, ReplyId};
use majakka_domain::terms::{MessageKind, ReplyMeaning};

use crate::db::AnyConnection;
use crate::db::schema::{contacts, deliveries, incidents, replies};
use crate::error::{Error, Result};
use crate::viewer::Viewer;

/// A stored reply.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = replies)]
pub struct Reply {
    /// Id.
    pub id: ReplyId,
    /// When it came, UTC.
    pub received_at: DateTime<Utc>,
    /// By which route.
    pub route: String,
    /// From which number, E.164 where it is one.
    pub sender: String,
    /// To which of ours.
    pub recipient: String,
    /// What it says, without identity codes.
    pub text: String,
    /// What it means.
    pub meaning: ReplyMeaning,
    /// About which delivery.
    pub delivery_id: Option<DeliveryId>,
    /// When a person had dealt with it.
    pub handled_at: Option<DateTime<Utc>>,
    /// Who.
    pub handled_by: Option<String>,
}

/// A reply to be written.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// By which route.
    pub route: String,
    /// The gateway's own id.
    pub reference: Option<String>,
    /// From which number.
    pub sender: String,
    /// To which of ours.
    pub recipient: String,
    /// What it says.
    pub text: String,
    /// What it means.
    pub meaning: ReplyMeaning,
    /// About which delivery.
    pub delivery: Option<DeliveryId>,
    /// Whose desk reads it.
    pub desk: Option<OrganisationId>,
}

/// What a reply is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Who answered, if she is in the register.
    pub contact: Option<String>,
    /// What she was sent.
    pub kind: MessageKind,
    /// The incident's reference, if it was about one.
    pub incident: Option<String>,
}

/// Was this one taken in before?
///
/// # Errors
/// What the database says.
pub fn is_known(conn: &mut AnyConnection, route: &str, reference: &str) -> Result<bool> {
    let known = replies::table.filter(replies::route.eq(route)).filter(replies::reference.eq(reference));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

/// Writes one; `handled` names what dealt with it at once.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewReply, handled: Option<&str>) -> Result<()> {
    diesel::insert_into(replies::table)
        .values((
            replies::received_at.eq(now.naive_utc()),
            replies::route.eq(&new.route),
            replies::reference.eq(&new.reference),
            replies::sender.eq(&new.sender),
            replies::recipient.eq(&new.recipient),
            replies::text.eq(&new.text),
            replies::meaning.eq(new.meaning.as_str()),
            replies::delivery_id.eq(new.delivery.map(|id| id.0)),
            replies::desk_id.eq(new.desk.map(|id| id.0)),
            replies::handled_at.eq(handled.map(|_| now.naive_utc())),
            replies::handled_by.eq(handled),
        ))
        .execute(conn)?;
    Ok(())
}

/// One reply to the viewer's desk.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: ReplyId) -> Result<Reply> {
    let mut query = replies::table.filter(replies::id.eq(id.0)).select(Reply::as_select()).into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(replies::desk_id.eq(desk.0));
    }
    query.first(conn).optional()?.ok_or(Error::NotFound("reply"))
}

/// Replies to the viewer's desk: those that wait first, the newest first of each; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<(Reply, Option<About>)>> {
    type Row = (Reply, Option<(MessageKind, Option<String>, Option<String>)>);
    let mut query = replies::table
        .left_join(
            deliveries::table
                .on(replies::delivery_id.eq(deliveries::id.nullable()))
                .left_join(contacts::table.on(deliveries::contact_id.eq(contacts::id.nullable())))
                .left_join(incidents::table.on(deliveries::incident_id.eq(incidents::id.nullable()))),
        )
        .order((replies::handled_at.is_not_null(), replies::id.desc()))
        .limit(limit)
        .select((
            Reply::as_select(),
            (deliveries::kind, contacts::name.nullable(), incidents::reference.nullable()).nullable(),
        ))
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(replies::desk_id.eq(desk.0));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let about = |(kind, contact, incident)| About { contact, kind, incident };
    Ok(rows.into_iter().map(|(reply, row)| (reply, row.map(about))).collect())
}

/// How many wait for a person at the viewer's desk.
///
/// # Errors
/// What the database says.
pub fn count_open(conn: &mut AnyConnection, viewer: &Viewer) -> Result<i64> {
    let mut query = replies::table.filter(replies::handled_at.is_null()).count().into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(replies::desk_id.eq(desk.0));
    }
    Ok(query.get_result(conn)?)
}

/// Somebody has dealt with it. Says whether nobody had before.
///
/// # Errors
/// What the database says.
pub fn handle(conn: &mut AnyConnection, now: DateTime<Utc>, id: ReplyId, by: &str) -> Result<bool> {
    let open = replies::table.find(id.0).filter(replies::handled_at.is_null());
    let changed = diesel::update(open)
        .set((replies::handled_at.eq(now.naive_utc()), replies::handled_by.eq(by)))
        .execute(conn)?;
    Ok(changed == 1)
}
